"""Shifts among zones and across the map, with p values that keep bursts whole."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point

import strikemap as sm
from strikemap.comparison.shifts import composition_shift, spatial_shift
from strikemap.statistics.placebo import (
    Lengths,
    add_one_p,
    block_permutation,
    circular_shift,
    day_orders,
)
from strikemap.statistics.spatial import energy_distance

EVENT = "2017-02-15"


def moving(move: bool) -> gpd.GeoDataFrame:
    """Return two strikes a day for 90 days, which turn east at the event or never do."""
    day = np.repeat(np.arange(90), 2)
    rng = np.random.default_rng(2)
    east = (day >= 45) if move else rng.random(180) < 0.5
    start = pd.Timestamp("2017-01-01") + pd.to_timedelta(day, unit="D")
    lon = np.where(east, 40.0, 36.5) + rng.normal(0, 0.1, 180)
    frame = pd.DataFrame(
        {"date_start": start, "date_end": start, "region": np.where(east, "east", "west")}
    )
    return gpd.GeoDataFrame(frame, geometry=[Point(x, 35.5) for x in lon], crs="EPSG:4326")


def compared(move: bool) -> sm.Comparison:
    return sm.compare(moving(move), EVENT, windows=30, by="region")


def test_strikes_that_turn_east_are_seen_in_shares_and_in_space():
    shares, places = composition_shift(compared(True), n=199), spatial_shift(compared(True), n=199)
    assert shares.cramers_v == pytest.approx(1)
    assert shares.p_shift <= 2 / 90 + 1e-9
    assert shares.p_blocks <= 0.05
    assert places.bearing == pytest.approx(89, abs=3)
    assert places.km == pytest.approx(317, abs=10)
    assert places.p_shift <= 2 / 90 + 1e-9
    assert places.p_blocks <= 0.05


def test_strikes_that_never_turn_are_not_said_to():
    shares, places = composition_shift(compared(False), n=199), spatial_shift(compared(False), n=99)
    assert shares.p_shift > 0.05
    assert shares.p_blocks > 0.05
    assert places.p_shift > 0.05


def test_the_energy_statistic_is_that_of_the_points():
    result = compared(True)
    rows = result.strikes
    from strikemap.plane import Plane

    plane = Plane.around(result.source.geometry.to_numpy())
    points = plane.xy(rows.geometry.x, rows.geometry.y) / 1000
    before = (rows["period"] == "before").to_numpy()
    want = energy_distance(points[before], points[~before])
    got = spatial_shift(result, n=9)
    assert (got.energy, got.statistic) == pytest.approx(want, rel=1e-3)


def test_a_window_without_strikes_has_no_place():
    table = moving(True)
    only_before = table[table["date_start"] < EVENT]
    assert spatial_shift(sm.compare(only_before, EVENT, windows=30), n=9) is None
    shift = composition_shift(sm.compare(only_before, EVENT, windows=30, by="region"), n=9)
    assert np.isnan(shift.p_shift)
    assert np.isnan(shift.chi_square)


def test_uncovered_windows_have_no_robust_p():
    result = sm.compare(moving(True), EVENT, windows=60, by="region")
    shift = composition_shift(result, n=9)
    assert np.isnan(shift.p_shift)
    assert np.isnan(shift.p_blocks)
    assert shift.p_rows == 0.1


def test_the_same_seed_gives_the_same_p():
    result = compared(False)
    assert composition_shift(result, n=99) == composition_shift(result, n=99)
    assert spatial_shift(result, n=99) == spatial_shift(result, n=99)


def test_day_orders_keep_every_day_and_whole_stretches():
    orders = day_orders(30, block=10, n=50, seed=1)
    assert (np.sort(orders, axis=1) == np.arange(30)).all()
    joins = ((np.diff(orders, axis=1) % 30) != 1).sum(axis=1)
    assert joins.max() <= 2


def test_the_observed_value_counts_as_one_of_the_permutations():
    assert add_one_p([1, 2, 3], 2.5) == 0.5
    assert add_one_p([0, 0, 0], 1) == 0.25


def test_permuted_blocks_see_a_step_that_a_flat_series_lacks():
    step, flat = [4] * 40 + [0] * 40, [2, 1] * 40
    p = block_permutation([step, flat, [0] * 80], 40, Lengths(30, 30), n=199)
    assert p[0] <= 0.05
    assert p[1] > 0.2
    assert np.isnan(p[2])
    assert np.isnan(block_permutation([step], 10, Lengths(30, 30), n=9)).all()


def test_false_positives_of_the_placebo_p_stay_near_their_level():
    rng = np.random.default_rng(8)
    level = np.zeros((600, 60))
    for day in range(1, 60):
        level[:, day] = 0.8 * level[:, day - 1] + rng.normal(0, 0.5, 600)
    p = circular_shift(rng.poisson(2 * np.exp(level)), 30, Lengths(19, 19))
    assert (p <= 0.05).mean() <= 0.1
