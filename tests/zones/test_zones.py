"""Layers of zones are read whole or refused with the place that is wrong."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import strikemap as sm
from strikemap.ledger import facts

IDLIB = [[36, 35], [37, 35], [37, 36], [36, 36], [36, 35]]
RAQQA = [[38, 35], [39, 35], [39, 36], [38, 36], [38, 35]]
BOW_TIE = [[36, 35], [37, 36], [37, 35], [36, 36], [36, 35]]


def write(path: Path, *features: tuple[dict, list | None]) -> Path:
    collection = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": properties,
                "geometry": ring and {"type": "Polygon", "coordinates": [ring]},
            }
            for properties, ring in features
        ],
    }
    path.write_text(json.dumps(collection), encoding="utf-8")
    return path


def frame(
    *shapes: shapely.Geometry, crs: object = "EPSG:4326", **columns: list
) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=crs)


def refused(given: object, **options: object) -> sm.ZoneError:
    with pytest.raises(sm.ZoneError) as caught:
        sm.read_zones(given, **options)
    return caught.value


def test_a_file_becomes_zones_with_sides_dates_source_and_its_own_columns(tmp_path: Path):
    path = write(
        tmp_path / "control.geojson",
        ({"owner": "opposition", "note": "a", "as_of": "2017-04-30"}, IDLIB),
        ({"owner": "isis", "note": "b", "as_of": "2017-04-30"}, RAQQA),
    )
    zones = sm.read_zones(path)
    assert zones.columns.tolist()[:6] == [
        "zone",
        "side",
        "valid_from",
        "valid_to",
        "as_of",
        "source",
    ]
    assert zones["side"].tolist() == ["Opposition", "ISIS"]
    assert zones["zone"].tolist() == ["opposition", "isis"]
    assert zones["note"].tolist() == ["a", "b"]
    assert zones["source"].tolist() == [""] * 2
    assert (
        zones["as_of"].tolist() == zones["valid_from"].tolist() == [pd.Timestamp("2017-04-30")] * 2
    )
    assert zones["valid_to"].isna().all()
    assert zones.crs.to_epsg() == 4326
    assert facts(zones)["read"] == 2


def test_the_date_in_the_name_of_a_file_is_taken_and_noted(tmp_path: Path):
    path = write(tmp_path / "control_20170430.geojson", ({"owner": "isis"}, RAQQA))
    zones = sm.read_zones(path)
    assert zones["as_of"].tolist() == [pd.Timestamp("2017-04-30")]
    entry = sm.ledger(zones).iloc[0]
    assert (entry["code"], entry["row"], entry["action"]) == ("AS_OF", 0, "changed")
    assert sm.read_zones(path, as_of="2017-05-01")["as_of"].tolist() == [pd.Timestamp("2017-05-01")]


def test_one_file_per_date_makes_one_layer_that_changes_on_those_days(tmp_path: Path):
    files = [
        write(tmp_path / f"control_{day}.geojson", ({"owner": side}, RAQQA))
        for day, side in [("20170615", "SDF"), ("20170430", "ISIS")]
    ]
    zones = sm.read_zones(files)
    assert zones["side"].tolist() == ["ISIS", "SDF"]
    assert zones["valid_to"].tolist()[0] == pd.Timestamp("2017-06-15")
    assert sm.zones_on(zones, "2017-06-14")["side"].tolist() == ["ISIS"]
    by_date = {"2017-04-30": files[1], dt.date(2017, 6, 15): files[0]}
    pd.testing.assert_frame_equal(sm.read_zones(by_date), zones)
    assert len(sm.ledger(zones)) == 2


def test_several_dates_in_one_file_are_several_snapshots():
    zones = sm.read_zones(
        frame(
            shapely.Polygon(RAQQA),
            shapely.Polygon(RAQQA),
            side=["SDF", "ISIS"],
            date=["2017-06-15", "2017-04-30"],
        )
    )
    assert zones["side"].tolist() == ["ISIS", "SDF"]
    assert zones["valid_to"].tolist()[0] == pd.Timestamp("2017-06-15")


def test_stated_ends_are_kept_and_months_end_with_their_last_day():
    zones = sm.read_zones(
        frame(
            shapely.Polygon(IDLIB),
            shapely.Polygon(RAQQA),
            side=["De-escalation zone"] * 2,
            valid_from=["2017-05-06"] * 2,
            valid_to=["2018-09", "2018-05-01"],
        )
    )
    assert zones["valid_to"].dt.strftime("%Y-%m-%d").tolist() == ["2018-10-01", "2018-05-01"]
    assert zones["as_of"].isna().all()


def test_undated_zones_are_accepted_and_hold_always():
    zones = sm.read_zones(frame(shapely.Polygon(RAQQA), side=["ISIS"]))
    assert zones[["valid_from", "valid_to", "as_of"]].isna().all(axis=None)
    assert len(sm.zones_on(zones, "2017-05-04")) == 1


def test_sides_may_be_named_by_the_caller_for_each_name_or_for_the_whole_file():
    shapes = [shapely.Polygon(IDLIB), shapely.Polygon(RAQQA)]
    named = sm.read_zones(
        frame(*shapes, holder=["RF", "UA"]), sides={"RF": "Russia", "UA": "Ukraine"}
    )
    assert named["side"].tolist() == ["Russia", "Ukraine"]
    whole = sm.read_zones(frame(*shapes), sides="Russia")
    assert whole["side"].tolist() == ["Russia"] * 2
    column = sm.read_zones(frame(*shapes, who=["ISIS", "SDF"]), side="who")
    assert column["side"].tolist() == ["ISIS", "SDF"]


def test_a_name_of_its_own_is_the_zone_and_the_owner_its_side():
    zones = sm.read_zones(
        frame(
            shapely.Polygon(RAQQA), shapely.Polygon(IDLIB), owner=["SDF"] * 2, name=["Raqqa", None]
        )
    )
    assert zones["zone"].tolist() == ["Raqqa", "SDF"]


@pytest.mark.parametrize(
    ("columns", "options", "code"),
    [
        ({}, {}, "OWNER_MISSING"),
        ({"owner": [None]}, {}, "OWNER_MISSING"),
        ({"owner": ["martians"]}, {"sides": {"isis": "ISIS"}}, "OWNER_UNKNOWN"),
        ({"owner": ["isis"]}, {"sides": ["isis"]}, "OWNER_UNKNOWN"),
        ({"owner": ["isis"]}, {"side": "who"}, "COLUMNS_MISSING"),
        ({"owner": ["isis"], "date": ["04/05/2017"]}, {}, "DATE_ORDER_AMBIGUOUS"),
        ({"owner": ["isis"], "date": ["soon"]}, {}, "DATE_INVALID"),
        ({"owner": ["isis"], "begin": ["2017-05-06"], "end": ["2017-05-06"]}, {}, "DATE_INVALID"),
        ({"owner": ["isis"]}, {"area": (0, 0, 1, 1)}, "OUTSIDE_AREA_ALL"),
    ],
)
def test_what_the_table_does_not_settle_is_refused(columns: dict, options: dict, code: str):
    assert refused(frame(shapely.Polygon(RAQQA), **columns), **options).code == code


def test_a_crossed_outline_is_refused_with_its_place_or_repaired_and_noted(tmp_path: Path):
    path = write(tmp_path / "z.geojson", ({"owner": "isis"}, RAQQA), ({"owner": "sdf"}, BOW_TIE))
    problem = refused(path)
    assert problem.code == "INVALID_GEOMETRY"
    assert "longitude 36.5, latitude 35.5" in str(problem)
    assert "repair=True" in str(problem)
    zones = sm.read_zones(path, repair=True)
    assert zones.geometry.is_valid.all()
    entry = sm.ledger(zones).iloc[0]
    assert (entry["row"], entry["code"], entry["action"]) == (2, "INVALID_GEOMETRY", "changed")


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        (shapely.Point(36, 35), "NOT_POLYGON"),
        (shapely.LineString([(36, 35), (37, 35)]), "NOT_POLYGON"),
        (shapely.Polygon([(170, 35), (-170, 35), (-170, 36), (170, 36)]), "ANTIMERIDIAN"),
        (shapely.Polygon([(36, 35), (36, 95), (37, 35)]), "COORD_RANGE"),
    ],
)
def test_a_frame_of_something_else_than_polygons_on_the_globe_is_refused(
    shape: shapely.Geometry, code: str
):
    assert refused(frame(shape, owner=["isis"])).code == code


def test_a_frame_without_a_crs_is_asked_for_it_and_another_crs_is_converted():
    plain = frame(shapely.Polygon(RAQQA), owner=["isis"], crs=None)
    assert refused(plain).code == "CRS_MISSING"
    assert sm.read_zones(plain, crs="EPSG:4326").total_bounds.tolist() == [38, 35, 39, 36]
    metres = plain.set_crs("EPSG:4326").to_crs("EPSG:3857")
    assert sm.read_zones(metres).total_bounds == pytest.approx([38, 35, 39, 36])


def test_features_without_geometry_and_outside_the_area_are_set_aside():
    given = frame(
        shapely.Polygon(RAQQA), None, shapely.box(0, 0, 1, 1), owner=["isis", "sdf", "sdf"]
    )
    zones = sm.read_zones(given, area=(35, 32, 43, 38))
    assert zones["side"].tolist() == ["ISIS"]
    entries = sm.ledger(zones)
    assert entries[["row", "code", "action"]].to_numpy().tolist() == [
        [2, "COORD_MISSING", "set aside"],
        [3, "OUTSIDE_AREA", "set aside"],
    ]
    assert facts(zones)["read"] == len(zones) + len(entries)


def test_polygons_in_a_collection_are_taken_together_and_heights_left_out():
    parts = [shapely.Polygon([(*p, 5.0) for p in IDLIB]), shapely.Point(1, 1)]
    zones = sm.read_zones(frame(shapely.GeometryCollection(parts), owner=["isis"]))
    assert zones.geometry.iloc[0].geom_type == "MultiPolygon"
    assert not zones.geometry.has_z.any()


def test_one_as_of_cannot_hold_for_several_files_and_no_file_is_no_layer(tmp_path: Path):
    files = [write(tmp_path / f"{n}.geojson", ({"owner": "isis"}, RAQQA)) for n in "ab"]
    assert refused(files, as_of="2017-05-04").code == "DATE_INVALID"
    assert refused([]).code == "NO_ROWS"


def test_a_snapshot_without_a_date_among_dated_ones_is_refused():
    given = frame(
        *[shapely.Polygon(RAQQA)] * 3, owner=["isis"] * 3, date=["2017-04-30", "2017-05-15", None]
    )
    assert refused(given).code == "DATE_MISSING"


def test_the_callers_frame_is_not_changed():
    given = frame(shapely.Polygon(RAQQA), owner=["isis"])
    before = given.copy()
    sm.read_zones(given, as_of="2017-05-04")
    pd.testing.assert_frame_equal(given, before)
