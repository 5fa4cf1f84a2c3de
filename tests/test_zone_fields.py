"""Which columns and which part of a file's name say what a zone is."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from strikemap import zone_fields

BOX = shapely.box(36, 35, 37, 36)


def frame(**columns: list) -> gpd.GeoDataFrame:
    n = len(next(iter(columns.values())))
    return gpd.GeoDataFrame(columns, geometry=[BOX] * n, crs="EPSG:4326")


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("deepstatemap_data_20240708.geojson", "2024-07-08"),
        ("2017-04-30 control.kml", "2017-04-30"),
        ("control.2017_05_15.gpkg", "2017-05-15"),
        ("control_20170430_v20170430.geojson", "2017-04-30"),
        ("from_20170430_to_20170515.geojson", None),
        ("control_20170231.geojson", None),
        ("control_2017-0430.geojson", None),
        ("id_1201704301.geojson", None),
        ("control.geojson", None),
    ],
)
def test_a_name_with_one_date_dates_its_file(name: str, day: str | None):
    assert zone_fields.day_in_name(name) == day


@pytest.mark.parametrize("name", ["Owner", "CONTROLLED BY", "held-by", "Name"])
def test_columns_are_found_whatever_their_case_and_spacing(name: str):
    assert zone_fields.column(frame(**{name: ["isis"]}), zone_fields.SIDE) == name


def test_a_column_that_says_side_goes_before_one_that_only_names_the_zone():
    both = frame(name=["Raqqa"], owner=["isis"])
    assert zone_fields.column(both, zone_fields.SIDE) == "owner"


def test_the_parameter_goes_before_the_column_and_the_column_before_the_name():
    dated = frame(as_of=["2017-05-15"])
    read = [
        zone_fields.dates_of(given, as_of, "control_20170430.geojson")["as_of"].iloc[0]
        for given, as_of in [(dated, "2017-06-15"), (dated, None), (frame(x=[1]), None)]
    ]
    assert read == [pd.Timestamp(day) for day in ("2017-06-15", "2017-05-15", "2017-04-30")]


def test_empty_cells_take_the_default():
    found = zone_fields.texts(frame(source=["ISW", " ", None]), zone_fields.SOURCE, "the file")
    assert found.tolist() == ["ISW", "the file", "the file"]
