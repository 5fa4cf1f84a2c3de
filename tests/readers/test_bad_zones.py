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
