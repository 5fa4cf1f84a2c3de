"""What is built is what is written: every package of the tree is in the wheel."""

from __future__ import annotations

import configparser
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_every_package_of_the_tree_is_listed_for_the_wheel() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    listed = set(config["options"]["packages"].split())
    inits = (ROOT / "strikemap").rglob("__init__.py")
    found = {".".join(path.parent.relative_to(ROOT).parts) for path in inits}
    assert listed == found | {"strikemap.geodata"}


def test_no_file_of_the_project_names_a_host_of_a_registry_or_a_path_of_a_machine() -> None:
    lock = (ROOT / "web" / "package-lock.json").read_text(encoding="utf-8")
    assert "resolved" not in lock
    assert "://" not in lock
    assert "integrity" in lock


def test_every_json_file_beside_the_code_goes_into_the_wheel() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    data = config["options.package_data"]
    folders = {path.parent for path in (ROOT / "strikemap").rglob("*.json")}
    rooms = {".".join(folder.relative_to(ROOT).parts) for folder in folders}
    assert {"strikemap.palettes", "strikemap.confidence", "strikemap.readers"} <= rooms
    for room in rooms - {"strikemap.paint.assets"}:
        assert "*.json" in data[room].split(), room


def test_the_typeface_travels_with_its_licence_and_takes_little_of_the_wheel() -> None:
    assets = ROOT / "strikemap" / "paint" / "assets"
    faces = sorted(assets.glob("*.ttf"))
    assert len(faces) == 7
    assert sum(len(zlib.compress(path.read_bytes(), 6)) for path in faces) < 0.75e6
    licences = (assets / "licences.txt").read_text(encoding="utf-8")
    for name in ("plex-sans ", "plex-sans-arabic ", "plex-sans-hebrew "):
        assert f"@ibm/{name}" in licences
    assert "SIL OPEN FONT LICENSE" in licences.upper()


def test_the_wheel_stays_small_and_holds_the_ground() -> None:
    names = sorted((ROOT / "geodata").glob("*.*"))
    packed = sum(len(zlib.compress(path.read_bytes(), 6)) for path in names)
    assert packed < 2.2e6
    assert {"provinces.json", "towns.csv", "waters.json"} <= {path.name for path in names}


def test_no_two_files_of_tests_have_one_name() -> None:
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))
