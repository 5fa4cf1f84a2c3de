"""Objects within records become columns that are read, whatever holds the records."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest

import strikemap as sm
from strikemap.errors import ReportError

SOURCES = [
    {"name": "Reuters", "url": "https://a.example/1"},
    {"name": "AFP", "url": "https://b.example/2"},
]


def records() -> list[dict[str, Any]]:
    place = {"date": "2017-05-01", "lat": 35.0, "lon": 36.0}
    return [{**place, "sources": SOURCES}, {**place, "sources": []}]


def as_json(folder: Path) -> Any:
    (folder / "reports.json").write_text(json.dumps(records()))
    return folder / "reports.json"


def as_geojson(folder: Path) -> Any:
    features = [
        {
            "type": "Feature",
            "properties": {"date": row["date"], "sources": row["sources"]},
            "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
        }
        for row in records()
    ]
    value = {"type": "FeatureCollection", "features": features}
    (folder / "reports.geojson").write_text(json.dumps(value))
    return folder / "reports.geojson"


def as_frame(_: Path) -> Any:
    return pd.DataFrame(records())


def as_features(_: Path) -> Any:
    frame = pd.DataFrame(records())
    points = gpd.points_from_xy(frame.pop("lon"), frame.pop("lat"), crs=4326)
    return gpd.GeoDataFrame(frame, geometry=points)


@pytest.mark.parametrize("made", [as_json, as_geojson, as_frame, as_features])
def test_the_names_and_links_of_a_list_of_sources_are_read(made: Any, tmp_path: Path) -> None:
    reports = sm.read_reports(made(tmp_path))
    assert reports["source"].iloc[0] == "Reuters; AFP"
    assert reports["source_url"].iloc[0] == "https://a.example/1; https://b.example/2"
    assert reports["source"].isna().tolist() == [False, True]


def test_a_column_of_objects_and_other_cells_stays_as_it_is() -> None:
    rows = records()
    rows[1]["sources"] = "Reuters"
    assert "sources" in sm.read_reports(pd.DataFrame(rows)).columns


def test_objects_of_more_names_than_columns_are_refused() -> None:
    rows = [{**row, "sources": {f"k{i}": i for i in range(200)}} for row in records()]
    with pytest.raises(ReportError) as refused:
        sm.read_reports(pd.DataFrame(rows), limits={"columns": 100})
    assert refused.value.code == "TOO_LARGE"
