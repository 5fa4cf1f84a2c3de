"""Which columns and which part of a file's name say what a zone is."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from strikemap.errors import ZoneError
from strikemap.zones import fields as zone_fields

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


@pytest.mark.parametrize("name", ["Owner", "CONTROLLED BY", "held-by", "Name", "Grupo"])
def test_columns_are_found_whatever_their_case_and_spacing(name: str):
    assert zone_fields.column(frame(**{name: ["isis"]}), zone_fields.SIDE) == name


def test_a_column_that_says_side_goes_before_one_that_only_names_the_zone():
    both = frame(name=["Raqqa"], owner=["isis"])
    assert zone_fields.column(both, zone_fields.SIDE) == "owner"


def test_the_parameter_goes_before_the_column():
    given = frame(as_of=["2017-05-15"])
    read = [zone_fields.dates_of(given, day, "x")["as_of"].iloc[0] for day in ("2017-06-15", None)]
    assert read == [pd.Timestamp(day) for day in ("2017-06-15", "2017-05-15")]
    assert zone_fields.dated(given)
    assert not zone_fields.dated(frame(as_of=[None], owner=["isis"]))


@pytest.mark.parametrize("name", ["asof", "As of", "snapshot_date"])
def test_the_day_that_zones_describe_is_known_by_any_of_its_names(name: str):
    dates = zone_fields.dates_of(frame(**{name: ["2017-05-15"]}), None, "x")
    assert dates["as_of"].tolist() == [pd.Timestamp("2017-05-15")]


def test_a_midnight_that_a_shapefile_adds_is_left_out():
    given = frame(date=["2017/04/30 00:00:00", None])
    dates = zone_fields.dates_of(given, None, "x")
    assert dates["as_of"].tolist()[0] == pd.Timestamp("2017-04-30")
    assert dates["valid_from"].isna().tolist() == [False, True]


def test_the_order_of_day_and_month_is_asked_for_and_taken():
    given = frame(date=["04/05/2017"])
    with pytest.raises(ZoneError) as caught:
        zone_fields.dates_of(given, None, "x")
    assert caught.value.code == "DATE_ORDER_AMBIGUOUS"
    dates = zone_fields.dates_of(given, None, "x", True)
    assert dates["as_of"].tolist() == [pd.Timestamp("2017-05-04")]


def test_empty_cells_take_the_default():
    found = zone_fields.texts(frame(source=["ISW", " ", None]), zone_fields.SOURCE, "the file")
    assert found.tolist() == ["ISW", "the file", "the file"]
