"""Layers of zones that are wrong in every way come out as the input policy says."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

import strikemap as sm

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "badinput"
MANIFEST = FOLDER / "manifest.json"
CASES = (
    [case for case in json.loads(MANIFEST.read_text("utf-8")) if case.get("kind") == "zones"]
    if MANIFEST.is_file()
    else []
)
POINTS = gpd.GeoDataFrame(
    {"id": ["P1", "P2"], "date_start": pd.to_datetime(["2017-05-04"] * 2)},
    geometry=gpd.points_from_xy([36.65, 38.5], [35.44, 35.7]),
    crs="EPSG:4326",
)
WORDS = {"contested": "CONFLICT", "no zone": None}


@pytest.mark.skipif(not CASES, reason="the collection of bad input is not there")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_a_bad_layer_is_normalised_or_refused(case: dict):
    path = FOLDER / "files" / case["file"]
    if not path.is_file():
        pytest.skip(f"{case['file']} is not in the collection")
    if reason := case["expect"].get("reason"):
        sides = {"isis": "ISIS"} if reason == "OWNER_UNKNOWN" else None
        with pytest.raises(sm.ZoneError) as caught:
            sm.read_zones(path, sides=sides)
        assert caught.value.code == reason
        return
    placed = sm.place_in_zones(POINTS, sm.read_zones(path))
    found = {row.id: WORDS.get(row.zone, row.zone) for row in placed.itertuples()}
    assert found == case["expect"]["owners"]


FLAT = {
    "a_point": [[[36, 35]] * 4],
    "there_and_back": [[[36, 35], [37, 36], [36.5, 35.5], [36, 35]]],
}
SOUND = [[[36, 35], [37, 35], [37, 36], [36, 35]]]


def layer(tmp_path: Path, *shapes: tuple[str, list]) -> Path:
    features = [
        {
            "type": "Feature",
            "properties": {"side": "ISIS"},
            "geometry": {"type": kind, "coordinates": coordinates},
        }
        for kind, coordinates in shapes
    ]
    path = tmp_path / "layer.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


@pytest.mark.parametrize("rings", FLAT.values(), ids=FLAT)
def test_a_ring_without_area_is_set_aside_and_the_layer_read(tmp_path: Path, rings) -> None:
    zones = sm.read_zones(layer(tmp_path, ("Polygon", rings), ("Polygon", SOUND)))
    assert len(zones) == 1
    aside = sm.ledger(zones).query("action == 'set aside'")
    assert aside[["row", "code"]].values.tolist() == [[1, "INVALID_GEOMETRY"]]
    with pytest.raises(sm.ZoneError):
        sm.read_zones(layer(tmp_path, ("Polygon", rings)))


@pytest.mark.parametrize(
    ("kind", "coordinates"),
    [
        ("Polygon", [*SOUND, [[36.5, 35.2]] * 4]),
        ("MultiPolygon", [SOUND, [[[38, 35]] * 4]]),
    ],
)
def test_holes_and_parts_without_area_are_left_out_with_a_word(tmp_path, kind, coordinates) -> None:
    zones = sm.read_zones(layer(tmp_path, (kind, coordinates)))
    assert "RING_DROPPED" in set(sm.ledger(zones)["code"])
    assert zones.geometry.iloc[0].area == 0.5


def test_zones_whose_axes_look_exchanged_are_asked_about(tmp_path: Path) -> None:
    area = (35.5, 32.0, 42.5, 37.5)
    turned = [[33, 36], [35, 36], [37.8, 44], [33, 41], [33, 36]]
    path = layer(tmp_path, ("Polygon", [turned]))
    with pytest.raises(sm.ZoneError, match="swap=True") as caught:
        sm.read_zones(path, area=area)
    assert caught.value.code == "OUTSIDE_AREA_ALL"
    assert len(sm.read_zones(path, area=area, swap=True)) == 1
    assert len(sm.read_zones(layer(tmp_path, ("Polygon", SOUND)), area=area)) == 1
    assert len(sm.read_zones(layer(tmp_path, ("Polygon", SOUND)), area=(36, 35, 36.4, 35.4))) == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('<div class="login"><form action="/login"></form></div>', "NOT_CSV"),
        ("<title>Sign in</title>", "NOT_CSV"),
        ('{"error": "unauthorized"}', "API_ERROR"),
    ],
)
def test_a_page_to_log_in_saved_as_a_table_is_named_so(tmp_path: Path, text, code) -> None:
    path = tmp_path / "reports.csv"
    path.write_text(text)
    with pytest.raises(sm.ReportError) as caught:
        sm.read_reports(path)
    assert caught.value.code == code
