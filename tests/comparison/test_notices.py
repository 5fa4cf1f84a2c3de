"""What a caller is told to look at twice, and that nothing is dropped or merged for it."""

from __future__ import annotations

import warnings

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, box

import strikemap as sm
from strikemap.comparison.names import alike
from strikemap.comparison.notices import _repeats
from strikemap.comparison.sensitivity import sensitivity
from strikemap.errors import MapWarning

DEAL = sm.Event("De-escalation deal", "2017-05-04")
RUSSIA = {"attacker": "Russia"}


@pytest.fixture(scope="module")
def case() -> gpd.GeoDataFrame:
    return sm.load_dataset("syria_2017_strikes")


@pytest.fixture(scope="module")
def control() -> gpd.GeoDataFrame:
    return sm.load_dataset("syria_2017_control")


def made(n: int, **columns: object) -> gpd.GeoDataFrame:
    date = pd.Series(["2017-05-01"] * n, dtype="datetime64[s]")
    frame = pd.DataFrame({"date_start": date, "date_end": date, **columns})
    return gpd.GeoDataFrame(frame, geometry=[Point(36.6, 35.6)] * n, crs="EPSG:4326")


def turned(strikes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return strikes.set_geometry(
        gpd.points_from_xy(strikes.geometry.y, strikes.geometry.x, crs=4326)
    )


def zone(*bounds: float) -> gpd.GeoDataFrame:
    return sm.read_zones(
        gpd.GeoDataFrame({"owner": ["Opposition"]}, geometry=[box(*bounds)], crs="EPSG:4326")
    )


def noted(call: object, *args: object, **asked: object) -> list[str]:
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        call(*args, **asked)
    assert {warning.category for warning in said} <= {MapWarning}
    return [str(warning.message) for warning in said]


def test_rows_of_one_id_are_counted_and_named():
    same = made(3, id=["a", "a", "b"])
    with pytest.warns(
        MapWarning, match=r"2 rows on the maps share one id \('a'; rows 1, 2"
    ) as said:
        result = sm.compare(same, DEAL)
    assert "drop_duplicates('id')" in str(said[0].message)
    assert result.table["n_before"].iloc[-1] == 3


def test_rows_of_one_id_that_differ_are_not_called_repeats():
    differing = made(4, id=["a", "a", "b", "b"], place=["Idlib", "Hama", "Homs", "Homs"])
    (note,) = noted(sm.compare, differing, DEAL)
    assert "4 rows on the maps share 2 ids" in note
    assert "They do not say the same" in note


def test_rows_without_ids_that_are_equal_in_every_column_are_counted_and_named():
    equal = made(4, place=["Idlib", "Idlib", "Hama", "Idlib"])
    with pytest.warns(MapWarning, match=r"2 of the rows .* \(rows 2, 4 of the table\)"):
        result = sm.compare(equal, DEAL)
    assert result.table["n_before"].iloc[-1] == 4


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["x", "y", None]),
            st.sampled_from([(), ("a",), ("a", "b")]),
            st.sampled_from([1.0, float("nan")]),
            st.sampled_from([36.0, 36.5]),
        ),
        max_size=12,
    )
)
def test_repeats_are_those_that_pandas_finds_in_the_whole_table(rows):
    place, names, killed, lon = (
        (list(part) for part in zip(*rows, strict=True)) if rows else [[]] * 4
    )
    frame = made(len(rows), place=place, names=names, killed=killed)
    frame = frame.set_geometry(gpd.points_from_xy(lon, [35.5] * len(rows)), crs="EPSG:4326")
    want = np.flatnonzero(pd.DataFrame(frame).astype(str).duplicated())
    assert sorted(_repeats(frame)) == want.tolist()


def test_missing_ids_are_no_shared_id_and_other_ids_no_repeat():
    assert noted(sm.compare, made(4, id=["a", None, None, "b"]), DEAL) == []


def test_rows_off_the_maps_may_repeat():
    rows = made(2, id=["a", "a"]).assign(date_start=pd.Timestamp("2016-01-01"))
    assert noted(sm.compare, rows.assign(date_end=rows["date_start"]), DEAL) == []


def test_the_case_has_nothing_to_look_at_twice(case, control):
    asked = {"zones": control, "where": RUSSIA, "alternatives": True}
    assert noted(sm.before_after, case, DEAL, **asked) == []


def test_swapped_axes_are_seen_by_the_zones(case, control):
    (note,) = noted(sm.compare, turned(case), DEAL, zones=control, where=RUSSIA)
    assert "the axes look swapped" in note
    assert "58 would with longitude and latitude exchanged" in note


def test_zones_elsewhere_are_named_with_where_both_lie(case):
    elsewhere = zone(44.0, 14.0, 46.0, 16.0)
    (note,) = noted(sm.compare, case, DEAL, zones=elsewhere, where=RUSSIA)
    assert note.startswith("None of 58 strikes on the maps lies in a zone.")
    assert "the zones in 44° to 46° E, 14° to 16° N" in note
    assert "swapped" not in note


def test_one_strike_in_a_zone_is_enough_to_be_silent():
    rows = made(3, id=["a", "b", "c"]).set_geometry(
        [Point(36.6, 35.6), Point(30, 20), Point(31, 20)], crs="EPSG:4326"
    )
    assert noted(sm.compare, rows, DEAL, zones=zone(36, 35, 37, 36)) == []


def test_groups_that_differ_in_case_are_named_and_stay_apart():
    rows = made(4, id=list("abcd"), area=["lahj", "Lahj", "Aden", "al-Bab"])
    with pytest.warns(MapWarning, match="'Lahj' and 'lahj'"):
        result = sm.compare(rows, DEAL, by="area")
    assert result.groups == ["Aden", "Lahj", "al-Bab", "lahj"]


def test_rows_that_where_leaves_out_for_their_case_are_named():
    rows = made(3, id=list("abc"), attacker=["Russia", "russia", "Turkey"])
    (note,) = noted(sm.compare, rows, DEAL, where=RUSSIA)
    assert "leaves out 1 row" in note
    assert "where={'attacker': ['Russia', 'russia']}" in note
    assert noted(sm.compare, rows, DEAL, where={"attacker": ["Russia", "russia"]}) == []


def test_names_alike_are_one_group_and_numbers_are_not():
    assert alike(["Al Bab", "al-Bāb", "1-5", "15", "North West", "north-east"]) == [
        ["Al Bab", "al-Bāb"],
        ["1-5"],
        ["15"],
        ["North West"],
        ["north-east"],
    ]


def test_maps_of_periods_say_the_same():
    rows = made(2, id=["a", "a"], area=["lahj", "Lahj"])
    notes = noted(sm.period_maps, rows, [("2017-05-01", "2017-05-02")], by="area")
    assert ["share one id" in note for note in notes] == [True, False]
    assert "'Lahj' and 'lahj'" in notes[1]


def test_other_settings_of_the_same_comparison_say_nothing_again():
    with pytest.warns(MapWarning):
        result = sm.compare(made(12, id=["a"] * 12), DEAL)
    assert noted(sensitivity, result, days=1) == []


def test_a_warning_points_at_the_callers_line():
    with pytest.warns(MapWarning) as said:
        sm.before_after(made(2, id=["a", "a"]), DEAL)
    assert said[0].filename == __file__


def test_a_misspelt_option_is_named_with_the_function_that_was_called():
    rows = made(1)
    with pytest.raises(TypeError, match=r"before_after\(\) .* 'window'. Did you mean 'windows'"):
        sm.before_after(rows, DEAL, window=19)
    with pytest.raises(TypeError, match=r"before_after\(\) .* 'midp'. Did you mean 'mid_p'"):
        sm.before_after(rows, DEAL, midp=True)
    with pytest.raises(TypeError, match=r"compare\(\) .* 'window'"):
        sm.compare(rows, DEAL, window=19)
