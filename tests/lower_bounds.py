"""Prints the lower bound of each requirement of setup.cfg as a constraint for pip."""

from __future__ import annotations

import configparser
import re
import sys
from pathlib import Path


def lower_bounds(text: str) -> list[str]:
    """Return a line such as ``pandas==2.2.*`` for each requirement that states a bound."""
    setup = configparser.ConfigParser()
    setup.read_string(text)
    found = re.findall(r"^([\w-]+)>=([\d.]+)$", setup["options"]["install_requires"], re.MULTILINE)
    return [f"{name}=={bound}.*" for name, bound in found]


if __name__ == "__main__":
    path = Path(__file__).parents[1] / "setup.cfg"
    sys.stdout.write("\n".join(lower_bounds(path.read_text(encoding="utf-8"))) + "\n")
