"""Looking at many settings is looking many times, and costs what it costs."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point

import strikemap as sm
from strikemap.errors import MapError
from strikemap.statistics.placebo import max_statistic_p

DEAL = sm.Event("Deal", "2017-05-04", halted="2017-05-01")


@pytest.fixture(scope="module")
def case() -> sm.Comparison:
    strikes = sm.load_dataset("syria_2017_strikes")
    return sm.compare(strikes, DEAL, where={"attacker": "Russia"}, by="region")


def noise(seed: int, days: int = 79) -> gpd.GeoDataFrame:
    rng = np.random.default_rng(seed)
    day = np.repeat(np.arange(days), rng.poisson(rng.gamma(1, 2, days)))
    first = pd.Timestamp("2017-03-26") + pd.to_timedelta(day, unit="D")
    frame = pd.DataFrame({"id": np.arange(len(day)).astype(str), "date_start": first})
    frame["date_end"] = frame["date_start"]
    return gpd.GeoDataFrame(frame, geometry=[Point(36, 35)] * len(frame), crs="EPSG:4326")


def test_the_adjusted_p_is_never_below_that_of_the_best_setting_would_have_it(case):
    curve = sm.specification_curve(case, zone="north-west")
    assert curve.n_settings == len(curve.table) > 30
    assert curve.p_adjusted >= curve.p_smallest
    assert curve.table["rate_ratio"].is_monotonic_increasing
    assert (curve.ratio_low, curve.same_sign) == (0.0, 1.0)
    assert curve.skipped == ()


def test_one_setting_alone_has_its_own_p(case):
    alone = sm.specification_curve(case, pd.DataFrame({"before": [19], "after": [19]}))
    assert alone.n_settings == 2
    assert alone.p_adjusted == pytest.approx(alone.p_chosen)


def test_the_best_setting_of_null_series_is_often_small_and_its_adjusted_p_is_not():
    best, adjusted = [], []
    for seed in range(40):
        result = sm.compare(noise(seed), DEAL, covered=("2017-03-26", "2017-06-12"))
        curve = sm.specification_curve(result, ["length", "gap", "event date"])
        best.append(curve.p_smallest <= 0.05)
        adjusted.append(curve.p_adjusted <= 0.05)
    assert np.mean(best) > 0.15
    assert np.mean(adjusted) <= 0.125


def test_settings_may_be_fixed_beforehand_in_a_file(case, tmp_path):
    file = tmp_path / "settings.csv"
    file.write_text("date,before,after,gap_after\n2017-05-06,28,28,0\n,14,,7\n", encoding="utf-8")
    curve = sm.specification_curve(case, file)
    assert set(curve.table["dimension"]) == {"as chosen", "fixed beforehand"}
    assert curve.n_settings == 3


@pytest.mark.parametrize("wrong", [["lenght"], pd.DataFrame({"window": [3]}), pd.DataFrame()])
def test_unknown_settings_are_refused_by_name(case, wrong):
    with pytest.raises(MapError) as caught:
        sm.specification_curve(case, wrong)
    assert caught.value.code == "SETTINGS_INVALID"


def test_settings_over_days_that_nobody_covered_are_named_and_left_out(case):
    short = sm.compare(
        case.source, DEAL, where={"attacker": "Russia"}, covered=("2017-04-15", "2017-05-22")
    )
    curve = sm.specification_curve(short, ["length"])
    assert curve.skipped == ("length: 21 days", "length: 28 days")


def test_a_statistic_that_scatters_more_has_no_louder_voice():
    rng = np.random.default_rng(3)
    calm, loud = rng.normal(size=60), 50 * rng.normal(size=60)
    calm[0] = 9
    assert max_statistic_p([calm, loud]) == pytest.approx(1 / 60)
