"""Where the rivals of a date lie, what is usual, and models that are never the headline."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point

import strikemap as sm
from strikemap.comparison.evidence import shares_verdict
from strikemap.comparison.rivals import composition_rivals
from strikemap.comparison.shifts import CompositionShift
from strikemap.errors import MapError

DEAL = sm.Event("Deal", "2017-05-04")
RUSSIA = {"attacker": "Russia"}


def table(days, **columns) -> gpd.GeoDataFrame:
    frame = pd.DataFrame({"date_start": pd.to_datetime(pd.Series(list(days))), **columns})
    frame["date_end"] = frame["date_start"]
    frame["id"] = [f"s{i}" for i in range(len(frame))]
    return gpd.GeoDataFrame(frame, geometry=[Point(36, 35)] * len(frame), crs="EPSG:4326")


@pytest.fixture(scope="module")
def case() -> sm.Comparison:
    strikes = sm.load_dataset("syria_2017_strikes")
    return sm.compare(strikes, DEAL, where=RUSSIA, by="region")


def test_the_rivals_of_the_cases_shift_are_the_days_about_the_deal(case):
    found = composition_rivals(case)
    assert found.all_near
    assert found.separate == 2, "too few pairs of windows for a small p"
    ((first, last),) = found.stretches
    assert first.isoformat() >= "2017-04-29"
    assert last.isoformat() <= "2017-05-07"
    assert (found.n + 1) / found.days == pytest.approx(sm.composition_shift(case, n=9).p_shift)


def test_the_rank_p_is_that_of_the_rivals(case):
    for zone in ("all", "north-west"):
        found = sm.rivals(case, zone=zone)
        p = case.table.set_index("zone").loc[zone, "p_placebo"]
        assert (found.n + 1) / found.days == pytest.approx(p)


def test_there_are_no_rivals_where_the_windows_are_not_covered():
    assert sm.rivals(sm.compare(table(["2017-05-01"] * 3), DEAL)) is None


@pytest.mark.parametrize(
    ("shift", "blocks", "said"),
    [(0.2, 0.01, "beyond bursts"), (0.02, 0.01, "stands out"), (0.02, 0.3, "cannot tell")],
)
def test_blocks_of_days_decide_and_the_ring_stands_beside(shift, blocks, said):
    nan = float("nan")
    assert shares_verdict(CompositionShift(40, 18, 9.0, 1, 1, 9, shift, blocks, nan, nan)) == said


def test_a_baseline_is_the_same_weeks_of_other_years_and_weekdays_stay():
    days = [d for y in (2015, 2016, 2017) for d in pd.date_range(f"{y}-04-01", f"{y}-06-10")]
    found = sm.baseline(sm.compare(table([*days, *days[-20:]]), DEAL))
    assert found["year"].tolist() == [2015, 2016, 2017]
    assert found["rate_ratio"].iloc[:2].tolist() == [1.0, 1.0]
    assert found["is_event"].tolist() == [False, False, True]


def test_a_table_of_one_year_has_no_baseline(case):
    assert sm.baseline(case)["is_event"].tolist() == [True]


def test_usual_days_hold_every_strike_once(case):
    found = sm.usual_days(case, {"Ramadan": ("2017-05-27", "2017-06-24")})
    total = case.daily["all"].sum()
    assert found.query("what == 'weekday'")["n"].sum() == pytest.approx(total)
    assert found.query("what == 'period'")["n"].sum() == pytest.approx(total)


def test_the_model_finds_a_step_and_its_trend():
    pytest.importorskip("statsmodels")
    rng = np.random.default_rng(5)
    n = rng.poisson(np.where(np.arange(120) < 60, 4.0, 12.0))
    days = np.repeat(pd.date_range("2017-03-05", periods=120), n)
    fit = sm.interrupted_time_series(sm.compare(table(days), DEAL)).set_index("term")
    assert fit.loc["after", "low"] > 1.5
    assert fit.loc["after", "p"] < 0.01


def test_a_series_beside_whose_sources_start_at_the_event_is_refused(case):
    pytest.importorskip("statsmodels")
    coalition = sm.compare(case.source, DEAL, where={"attacker": "US-led coalition"})
    with pytest.raises(MapError) as caught:
        sm.interrupted_time_series(case, beside=coalition)
    assert caught.value.code == "SERIES_NOT_COVERED"


def test_the_coalition_is_no_comparator_and_the_table_says_why(case):
    table = sm.sensitivity(case, days=1)
    lines = table.query("dimension == 'comparator' and zone == 'all'").set_index("setting")
    name = "US-led coalition: sources not collected in both windows"
    assert np.isnan(lines.loc[name, "n_before"])


def test_what_takes_a_comparison_takes_a_map_too():
    strikes = sm.load_dataset("syria_2017_strikes")
    m = sm.before_after(strikes, DEAL, where=RUSSIA, by="region")
    assert sm.summary(m) == sm.summary(m.comparison)
    assert sm.rivals(m) == sm.rivals(comparison=m.comparison)
    for function in (sm.placebo_dates, sm.sources_by_zone, sm.attribution_mix, sm.baseline):
        assert function(m).equals(function(m.comparison))
    with pytest.raises(MapError) as caught:
        sm.summary(sm.period_maps(strikes, [("2017-04-01", "2017-05-01")]))
    assert caught.value.code == "NOTHING_COMPARED"
    with pytest.raises(MapError, match="DataFrame is neither"):
        sm.summary(pd.DataFrame())
