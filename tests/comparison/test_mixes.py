"""A change of sources, of places known or of names is not passed off as a change of strikes."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point

import strikemap as sm
from strikemap.comparison.mixes import covered_in_both, precision_drift, source_dependence
from strikemap.statistics.rates import rate_ratio, stratified_rate_ratio

DEAL = sm.Event("Deal", "2017-05-04")


def table(**columns) -> gpd.GeoDataFrame:
    frame = pd.DataFrame(columns)
    frame["date_start"] = frame["date_end"] = pd.to_datetime(frame.pop("day"))
    frame["id"] = [f"s{i}" for i in range(len(frame))]
    return gpd.GeoDataFrame(frame, geometry=[Point(36, 35)] * len(frame), crs="EPSG:4326")


@pytest.fixture(scope="module")
def case() -> sm.Comparison:
    strikes = sm.load_dataset("syria_2017_strikes")
    return sm.compare(strikes, DEAL, where={"attacker": "Russia"})


def test_the_towns_of_the_case_become_areas_after_the_deal(case):
    found = sm.mix(case, "location_precision").set_index("value")[["n_before", "n_after"]]
    assert found.loc["town"].tolist() == [36, 3]
    assert found.loc["area"].tolist() == [4, 12]
    assert precision_drift(case) == (36, 40, 6, 18)


def test_a_mix_that_stays_is_no_drift():
    rows = table(day=["2017-05-01"] * 9 + ["2017-05-05"] * 9, location_precision=["town"] * 18)
    assert precision_drift(sm.compare(rows, DEAL, windows=5)) is None


def test_every_row_of_the_windows_is_in_the_table_of_attributions_whatever_was_selected(case):
    found = sm.attribution_mix(case).set_index("value")
    assert found.loc["Russia", ["n_before", "n_after"]].tolist() == [40, 18]
    assert found.loc["Syrian government or Russia", "kind"] == "one of several"
    assert found.loc["Unidentified", "kind"] == "not identified"
    assert found.loc["Syrian government or Russia", ["n_before", "n_after"]].tolist() == [14, 5]


def test_a_change_that_rests_on_one_source_shows_the_ratio_without_it():
    rows = table(
        day=["2017-05-01"] * 10 + ["2017-05-05"] * 10 + ["2017-05-05"] * 10,
        source=["A"] * 10 + ["A"] * 10 + ["B"] * 10,
    )
    found = source_dependence(sm.compare(rows, DEAL, windows=5))
    assert (found.largest, found.largest_n, found.n) == ("A", 20, 30)
    assert (found.ratio, found.started, found.stopped) == (2.0, ("B",), ())
    assert found.ratio_without == float("inf")


def test_a_source_that_was_read_in_one_window_only_drops_out_of_the_stratified_ratio():
    days = list(pd.date_range("2017-04-15", "2017-05-22"))
    rows = table(
        day=[*days, *days[19:], *days[19:]],
        origin=["A"] * 38 + ["B"] * 38,
    )
    result = sm.compare(rows, DEAL)
    assert result.table["rate_ratio"].iloc[-1] == pytest.approx(3.0)
    found = sm.stratified_ratio(result)
    assert found["stratum"].tolist() == ["A", "stratified"]
    assert found["rate_ratio"].iloc[-1] == pytest.approx(1.0)
    assert found.attrs == {"left_out": ["B"], "n_left_out": 38}


def test_one_stratum_has_the_plain_ratio_and_strata_of_unequal_days_are_weighed():
    assert stratified_rate_ratio([18], [19], [40], [19])[0] == rate_ratio(18, 19, 40, 19)
    # Rothman, Greenland & Lash, Modern Epidemiology: sum(a t0/t) / sum(b t1/t)
    got = stratified_rate_ratio([4, 6], [10, 30], [5, 2], [20, 10])[0]
    assert got == pytest.approx((4 * 20 / 30 + 6 * 10 / 40) / (5 * 10 / 30 + 2 * 30 / 40))


def test_a_comparison_series_of_lists_that_start_with_the_window_is_not_covered_in_both():
    rows = table(
        day=["2017-04-20"] * 2 + [*pd.date_range("2017-05-05", "2017-05-22")],
        source=["old"] * 2 + ["new"] * 18,
    )
    assert not covered_in_both(sm.compare(rows, DEAL))
