"""A strike is in the zone of its own day, once, and is never moved."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import strikemap as sm
from strikemap.placement.fronts import disagreeing
from strikemap.plane import Plane

WEST, EAST = shapely.box(36, 35, 37, 36), shapely.box(37, 35, 38, 36)


def layer(*rows: tuple[str, shapely.Geometry, str | None, str | None]) -> gpd.GeoDataFrame:
    side, shape, start, stop = zip(*rows, strict=True)
    dates = pd.to_datetime(pd.Series(start))
    return gpd.GeoDataFrame(
        {"zone": side, "side": side, "valid_from": dates, "as_of": dates}
        | {"valid_to": pd.to_datetime(pd.Series(stop)), "source": ""},
        geometry=list(shape),
        crs="EPSG:4326",
    )


def strikes(*rows: tuple[float, float, str], **columns: list) -> gpd.GeoDataFrame:
    lon, lat, date = zip(*rows, strict=True)
    return gpd.GeoDataFrame(
        {"date_start": pd.to_datetime(pd.Series(date)), **columns},
        geometry=gpd.points_from_xy(lon, lat),
        crs="EPSG:4326",
    )


UNDATED = layer(("Opposition", WEST, None, None), ("ISIS", EAST, None, None))
HANDED_OVER = layer(
    ("Opposition", WEST, "2017-04-30", "2017-05-15"),
    ("ISIS", WEST, "2017-05-15", None),
)


def test_a_strike_takes_the_zones_of_its_own_day():
    rows = strikes((36.5, 35.5, "2017-05-14"), (36.5, 35.5, "2017-05-15"))
    placed = sm.place_in_zones(rows, HANDED_OVER)
    assert placed["zone"].tolist() == ["Opposition", "ISIS"]
    assert placed["carried_back_days"].tolist() == [0, 0]


def test_before_the_first_snapshot_the_first_is_carried_back_and_says_so():
    placed = sm.place_in_zones(strikes((36.5, 35.5, "2017-04-01")), HANDED_OVER)
    assert placed["zone"].tolist() == ["Opposition"]
    assert placed["carried_back_days"].tolist() == [29]


def test_zones_of_another_time_are_refused_unless_asked_for():
    rows = strikes((36.5, 35.5, "2016-02-27"))
    with pytest.raises(sm.ZoneError, match="max_days=428") as caught:
        sm.place_in_zones(rows, HANDED_OVER)
    assert caught.value.code == "ZONES_TOO_FAR"
    assert sm.place_in_zones(rows, HANDED_OVER, max_days=None)["zone"].tolist() == ["Opposition"]


def test_a_common_border_and_an_overlap_are_contested_and_counted_once():
    overlap = layer(
        ("Opposition", WEST, None, None),
        ("ISIS", shapely.box(36.8, 35, 38, 36), None, None),
        ("ISIS", shapely.box(36.9, 35, 38, 36), None, None),
    )
    rows = strikes((37, 35.5, "2017-05-04"), (36.95, 35.5, "2017-05-04"))
    for zones, expected in [(UNDATED, ["contested", "Opposition"]), (overlap, ["contested"] * 2)]:
        placed = sm.place_in_zones(rows, zones)
        assert placed["zone"].tolist() == expected
        assert placed["zone_side"].tolist() == expected
        assert len(placed) == 2


def test_two_zones_of_one_side_are_not_contested():
    twice = layer(("ISIS", WEST, None, None), ("ISIS", WEST, None, None))
    assert sm.place_in_zones(strikes((36.5, 35.5, "2017-05-04")), twice)["zone"].tolist() == [
        "ISIS"
    ]


def test_an_outer_edge_belongs_to_its_zone_and_the_rest_to_none():
    rows = strikes((36, 35.5, "2017-05-04"), (35.9, 35.5, "2017-05-04"))
    assert sm.place_in_zones(rows, UNDATED)["zone"].tolist() == ["Opposition", "no zone"]


def test_a_strike_without_a_point_is_in_no_zone():
    rows = strikes((36.5, 35.5, "2017-05-04"), (37.5, 35.5, "2017-05-04"))
    rows.loc[0, "geometry"] = None
    placed = sm.place_in_zones(rows.assign(radius_km=150.0), UNDATED)
    assert placed["zone"].tolist() == ["no zone", "ISIS"]
    assert placed["near_front"].tolist() == [False, True]


def test_a_stated_target_on_another_side_marks_the_strike_and_moves_nothing():
    rows = strikes(
        *[(36.5, 35.5, "2017-05-04")] * 4,
        target_side=["ISIS", "opposition", "civilians-not stated", None],
    )
    placed = sm.place_in_zones(rows, UNDATED)
    assert placed["near_front"].tolist() == [True, False, False, False]
    assert placed["zone"].tolist() == ["Opposition"] * 4
    table = sm.zones_vs_targets(placed)
    assert table.loc["Opposition"].to_dict() == {
        "ISIS": 1,
        "civilians-not stated": 1,
        "not stated": 1,
        "opposition": 1,
        "may lie in another zone": 1,
    }


def test_a_radius_that_crosses_a_border_marks_the_strike():
    """Two kilometres from the border of another side, whatever its side of it."""
    rows = strikes(*[(36.978, 35.5, "2017-05-04")] * 4, radius_km=[1.0, 2.5, 0.0, np.nan])
    assert sm.place_in_zones(rows, UNDATED)["near_front"].tolist() == [False, True, False, False]


def test_a_radius_into_ground_without_a_zone_crosses_no_front():
    rows = strikes((36.01, 35.5, "2017-05-04"), radius_km=[5.0])
    assert sm.place_in_zones(rows, UNDATED)["near_front"].tolist() == [False]


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_strike_is_near_a_front_when_another_sides_zone_lies_within_its_radius(seed: int):
    rng = np.random.default_rng(seed)
    hole = shapely.Point(37.5, 35.5).buffer(0.2)
    zones = layer(
        ("Opposition", WEST, None, "2017-05-10"),
        ("ISIS", EAST.difference(hole), None, None),
        ("SDF", hole, "2017-05-05", None),
    )
    places = rng.uniform((35.8, 34.8), (38.2, 36.2), (40, 2))
    rows = strikes(
        *[
            (lon, lat, rng.choice(["2017-05-04", "2017-05-06", "2017-05-12"]))
            for lon, lat in places
        ],
        radius_km=rng.choice([0, 1, 5, 20, 60, np.nan], 40),
    )
    placed = sm.place_in_zones(rows, zones, max_days=None)
    metres = Plane.around(zones.geometry.array).to_metres
    for _, row in placed.iterrows():
        now = sm.zones_on(zones, row["date_start"])
        others = now.loc[now["side"] != row["zone_side"]].geometry
        away = shapely.distance(metres(others.to_numpy()), metres(row.geometry))
        reached = (away <= row["radius_km"] * 1000).any() and row["radius_km"] > 0
        assert row["near_front"] == (reached and row["zone_side"] != "no zone")


def test_ground_that_nobody_or_everybody_holds_disagrees_with_nothing():
    held = ["no zone", "contested", "Opposition"]
    sides = {"ISIS", "Opposition", "contested"}
    assert disagreeing(["ISIS"] * 3, held, sides).tolist() == [False, False, True]


def test_a_target_that_is_no_side_of_the_layer_disagrees_with_nothing():
    """Zones of influence know Turkey and ISIS, not the opposition."""
    stated = ["opposition", "SDF", "ISIS", None]
    found = disagreeing(stated, ["Turkey"] * 4, {"Turkey", "ISIS"})
    assert found.tolist() == [False, False, True, False]


def test_the_callers_frames_are_not_changed_and_the_index_is_kept():
    rows = strikes((36.5, 35.5, "2017-05-04"), (37.5, 35.5, "2017-05-04")).set_index(
        pd.Index(["b", "a"])
    )
    before, zones = rows.copy(), UNDATED.copy()
    placed = sm.place_in_zones(rows, UNDATED)
    pd.testing.assert_frame_equal(rows, before)
    pd.testing.assert_frame_equal(UNDATED, zones)
    assert placed.index.tolist() == ["b", "a"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda rows: rows.drop(columns="date_start"), "COLUMNS_MISSING"),
        (lambda rows: rows.assign(date_start=pd.NaT), "DATE_MISSING"),
        (lambda rows: rows.to_crs("EPSG:32637"), "CRS_UNKNOWN"),
    ],
)
def test_strikes_that_cannot_be_placed_are_refused(change, code: str):
    with pytest.raises(sm.ZoneError) as caught:
        sm.place_in_zones(change(strikes((36.5, 35.5, "2017-05-04"))), UNDATED)
    assert caught.value.code == code


@settings(max_examples=15, deadline=None)
@given(
    data=st.lists(
        st.tuples(st.floats(35.5, 38.5), st.floats(34.5, 36.5), st.integers(0, 80)),
        min_size=1,
        max_size=12,
    )
)
def test_every_strike_gets_one_zone_that_a_spatial_join_agrees_with(data: list):
    start = pd.Timestamp("2017-04-20")
    dates = [str(start + pd.Timedelta(days=day))[:10] for *_, day in data]
    rows = strikes(*[(lon, lat, date) for (lon, lat, _), date in zip(data, dates, strict=True)])
    blob = shapely.Point(36.7, 35.4).buffer(0.6)
    zones = layer(
        ("Opposition", WEST, "2017-04-30", "2017-05-15"),
        ("ISIS", blob, "2017-04-30", "2017-05-15"),
        ("SDF", EAST, "2017-05-15", None),
        ("ISIS", WEST, "2017-05-15", None),
    )
    placed = sm.place_in_zones(rows, zones, max_days=None)
    assert len(placed) == len(rows)
    for i, row in placed.iterrows():
        now = sm.zones_on(zones, row["date_start"])
        sides = set(now.loc[now.intersects(row.geometry), "side"])
        expected = "contested" if len(sides) > 1 else next(iter(sides), "no zone")
        assert placed.loc[i, "zone"] == expected


@pytest.mark.parametrize("given", ["zones.geojson", None, pd.DataFrame({"side": ["ISIS"]})])
def test_what_is_no_layer_of_zones_is_refused_with_the_way_to_read_it(given: object):
    strikes = sm.load_dataset("syria_2017_strikes").head(2)
    with pytest.raises(sm.ZoneError, match=r"read_zones\(\)") as caught:
        sm.place_in_zones(strikes, given)
    assert caught.value.code == "COLUMNS_MISSING"


def test_polygons_that_were_not_read_as_zones_are_refused_by_the_map_too():
    strikes = sm.load_dataset("syria_2017_strikes").head(2)
    raw = gpd.GeoDataFrame({"owner": ["isis"]}, geometry=[shapely.box(38, 35, 39, 36)], crs=4326)
    with pytest.raises(sm.ZoneError, match="without zone, side, valid_from, valid_to, as_of"):
        sm.before_after(strikes, sm.Event("Deal", "2017-05-04"), zones=raw)
