"""The gallery: its figures are there, and one of them is built."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from PIL import Image

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "gallery"


@pytest.fixture(scope="module")
def gallery():
    found = importlib.util.spec_from_file_location("gallery", FOLDER / "build.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def test_the_gallery_has_at_least_eight_figures_and_all_are_described(gallery):
    numbers = [name[:2] for name in gallery.figures()]
    assert len(numbers) == len(set(numbers)) >= 8
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    for number in numbers:
        assert number in text


def test_the_change_map_is_built_as_a_picture(gallery, tmp_path):
    path = tmp_path / "change.png"
    gallery.figures()["07_change_by_hexagon"](path)
    with Image.open(path) as picture:
        assert picture.width > 1000
        assert picture.info["Title"].startswith("Change in reported Russian air strikes")


def test_a_figure_without_its_data_is_left_out_with_a_word(gallery, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(gallery, "SHARED", tmp_path / "nowhere")
    monkeypatch.setattr("sys.argv", ["build.py", str(tmp_path), "12"])
    assert gallery.main() == 0
    assert "left out" in capsys.readouterr().out
    assert not list(tmp_path.glob("*.png"))
