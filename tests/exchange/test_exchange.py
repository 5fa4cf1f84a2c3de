"""A map handed on as data reads back as what it was, and its texts stay texts."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import strikemap as sm

HOSTILE = '<script>alert(1)</script>\x00\x1b]]>&"=1+1 _x0041_'
FORMATS = [".gpkg", ".geojson", ".kml", ".kmz", ".xlsx", ".parquet"]


def made() -> sm.StrikeMap:
    frame = pd.DataFrame(
        {
            "id": ["a", "b", "c"],
            "date": ["2017-05-01", "2017-05-06", "2011-01-01"],
            "lat": [35.4123456, 35.5, 35.6],
            "lon": [36.6, 36.7, 36.8],
            "place": [HOSTILE, "=cmd", "far"],
            "private": ["CANARY"] * 3,
        }
    )
    zones = gpd.GeoDataFrame({"side": ["isis"]}, geometry=[shapely.box(36, 35, 37, 36)], crs=4326)
    return sm.before_after(
        sm.read_reports(frame),
        sm.Event(HOSTILE, "2017-05-04"),
        windows=5,
        zones=sm.read_zones(zones, as_of="2017-05-01"),
        title=HOSTILE,
    )


@pytest.mark.parametrize("suffix", FORMATS)
def test_what_is_handed_on_reads_back_the_same_every_time(tmp_path: Path, suffix: str) -> None:
    m, path = made(), tmp_path / f"map{suffix}"
    m.save(path)
    first = path.read_bytes()
    m.save(path)
    assert path.read_bytes() == first
    which = {".gpkg": {"layer": "strikes"}, ".xlsx": {"sheet": "strikes"}}.get(suffix, {})
    reports = sm.read_reports(path, **which)
    assert sorted(reports["id"]) == ["a", "b"]
    assert sorted(reports["date_start"].dt.strftime("%d %B")) == ["01 May", "06 May"]
    assert sm.provenance(path).record["saved"]["as"] == suffix


@pytest.mark.parametrize("suffix", FORMATS)
def test_no_column_leaves_that_the_library_does_not_know(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"map{suffix}"
    made().save(path)
    data = path.read_bytes()
    if suffix in (".kmz", ".xlsx"):
        with zipfile.ZipFile(path) as archive:
            data = b"".join(archive.read(name) for name in archive.namelist())
    assert b"CANARY" not in data


def test_hostile_texts_are_sound_xml_and_open_no_tag(tmp_path: Path) -> None:
    made().save(tmp_path / "map.kml")
    text = (tmp_path / "map.kml").read_text(encoding="utf-8")
    assert ET.fromstring(text) is not None
    assert "script&gt;" not in text
    names = [one.text for one in ET.fromstring(text).iter("{http://www.opengis.net/kml/2.2}name")]
    assert any("‹script›" in (name or "") for name in names)


def test_kml_has_a_folder_for_each_window_with_its_days(tmp_path: Path) -> None:
    made().save(tmp_path / "map.kml")
    kml = "{http://www.opengis.net/kml/2.2}"
    folders = list(ET.parse(tmp_path / "map.kml").getroot().iter(f"{kml}Folder"))
    spans = [
        [one.text for span in folder.findall(f"{kml}TimeSpan") for one in span]
        for folder in folders
    ]
    assert spans == [["2017-04-29", "2017-05-03"], ["2017-05-04", "2017-05-08"], []]


@pytest.mark.filterwarnings("ignore")
def test_a_workbook_holds_texts_and_no_formula(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")

    made().save(tmp_path / "map.xlsx")
    book = openpyxl.load_workbook(tmp_path / "map.xlsx")
    assert book.sheetnames == ["counts", "strikes", "windows", "ledger", "notes", "provenance"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    formula = next(cell for cell in cells if cell.value == "=cmd")
    assert formula.quotePrefix
    assert any("_x0041_" in str(cell.value) for cell in cells)


def test_geojson_tells_layers_windows_and_counts(tmp_path: Path) -> None:
    m = made()
    m.save(tmp_path / "map.geojson")
    whole = json.loads((tmp_path / "map.geojson").read_text(encoding="utf-8"))
    kinds = [feature["properties"]["layer"] for feature in whole["features"]]
    assert kinds == ["strike", "strike", "zone"]
    assert whole["counts"][-1]["n_before"] == 1
    assert [window["window"] for window in whole["windows"]] == ["before", "after"]


def test_no_position_is_finer_than_its_source(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "id": ["a"],
            "date": ["2017-05-05"],
            "lat": [35.4123456],
            "lon": [36.6123456],
            "radius_km": [10.0],
        }
    )
    m = sm.before_after(sm.read_reports(frame), sm.Event("Deal", "2017-05-04"), windows=5)
    m.save(tmp_path / "map.gpkg")
    point = gpd.read_file(tmp_path / "map.gpkg", layer="strikes").geometry[0]
    assert (point.x, point.y) == (round(point.x, 2), round(point.y, 2))


@pytest.mark.parametrize("suffix", [".gpkg", ".kml", ".xlsx"])
def test_no_text_is_cut_at_a_sign_that_a_format_cannot_hold(tmp_path: Path, suffix: str) -> None:
    made().save(tmp_path / f"map{suffix}")
    which = {".gpkg": {"layer": "strikes"}, ".xlsx": {"sheet": "strikes"}}.get(suffix, {})
    places = sm.read_reports(tmp_path / f"map{suffix}", **which)["place"]
    assert any("\ufffd" in text and text.endswith("_x0041_") for text in places)
