"""Counts in two windows over the days on which rows may have been, against all their days."""

from __future__ import annotations

import itertools
from collections import Counter
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import strikemap as sm
from strikemap.statistics import day_counts
from strikemap.statistics.day_counts import joint_counts, quantiles

REFERENCE = Path(__file__).parents[1] / "reference" / "poisson_binomial.csv"
EVENT = "2017-05-04"


def marginal(pmf: np.ndarray, axis: int) -> np.ndarray:
    return pmf.sum(axis=axis)


def test_each_window_alone_agrees_with_r():
    for _, case in pd.read_csv(REFERENCE).groupby("case"):
        p = np.array(case["probs"].iloc[0].split(), dtype=float)
        sure, _, pmf = joint_counts(p, np.zeros(len(p)))
        got = np.zeros(len(p) + 1)
        got[sure : sure + len(pmf)] = marginal(pmf, 1)
        np.testing.assert_allclose(got[case["k"]], case["pmf"], atol=1e-12)
        ends = quantiles(np.arange(len(p) + 1), got, 0.95)
        assert ends == (case["q025"].iloc[0], case["q975"].iloc[0])


@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 3)).filter(any),
        min_size=1,
        max_size=6,
    )
)
def test_the_joint_counts_are_those_of_every_combination_of_days(rows):
    """Each row has so many possible days before, after and in neither window."""
    exact: Counter[tuple[int, int]] = Counter()
    total = np.prod([sum(row) for row in rows])
    for places in itertools.product(range(3), repeat=len(rows)):
        ways = np.prod([row[place] for row, place in zip(rows, places, strict=True)])
        exact[places.count(0), places.count(1)] += ways / total
    shares = np.array([np.array(row) / sum(row) for row in rows])
    sure_before, sure_after, pmf = joint_counts(shares[:, 0], shares[:, 1])
    got = {(sure_before + i, sure_after + j): p for (i, j), p in np.ndenumerate(pmf) if p > 1e-15}
    want = {cell: p for cell, p in exact.items() if p > 0}
    assert got.keys() == want.keys()
    assert [got[cell] for cell in want] == pytest.approx(list(want.values()))


def test_the_windows_are_not_independent_of_one_another():
    _, _, pmf = joint_counts([0.5] * 3, [0.5] * 3)
    assert pmf[3, 0] == pytest.approx(1 / 8)
    assert pmf[3, 3] == 0


def test_an_unknown_ratio_is_left_out_of_its_interval():
    low, high = quantiles([np.nan, 1.0, np.inf], [0.5, 0.25, 0.25], 0.9)
    assert (low, high) == (1.0, np.inf)
    assert np.isnan(quantiles([np.nan], [1.0], 0.9)).all()


def test_too_many_open_rows_are_refused(monkeypatch):
    monkeypatch.setattr(day_counts, "MOST_OPEN", 2)
    with pytest.raises(ValueError, match="3 rows have open days"):
        joint_counts([0.5] * 3, [0.5] * 3)


def table(*spans: tuple[str, str]) -> gpd.GeoDataFrame:
    frame = pd.DataFrame(spans, columns=["date_start", "date_end"]).apply(pd.to_datetime)
    frame["id"] = [f"s{i}" for i in range(len(frame))]
    points = gpd.points_from_xy([36.6] * len(frame), [35.6] * len(frame))
    return gpd.GeoDataFrame(frame, geometry=points, crs="EPSG:4326")


def test_the_table_says_how_far_open_days_alone_leave_the_counts_open():
    exact = [("2017-05-01", "2017-05-01")] * 4 + [("2017-05-06", "2017-05-06")] * 2
    rows = table(*exact, ("2017-05-03", "2017-05-04"), ("2017-05-03", "2017-05-04"))
    got = sm.compare(rows, EVENT, windows=10, day_share=True).table.iloc[-1]
    assert got[["n_before_weighted", "n_after_weighted"]].tolist() == [5, 3]
    assert got[["n_before_weighted_low", "n_before_weighted_high"]].tolist() == [4, 6]
    assert got[["n_after_weighted_low", "n_after_weighted_high"]].tolist() == [2, 4]
    ends = got[["rate_ratio_weighted_low", "rate_ratio_weighted_high"]].tolist()
    assert ends == pytest.approx([2 / 6, 4 / 4])


def test_days_that_are_all_known_leave_nothing_open():
    rows = table(*[("2017-05-01", "2017-05-01")] * 3, ("2017-05-05", "2017-05-05"))
    got = sm.compare(rows, EVENT, windows=10, day_share=True).table.iloc[-1]
    for name, value in (("n_before", 3), ("n_after", 1), ("rate_ratio", 1 / 3)):
        assert got[f"{name}_weighted_low"] == got[f"{name}_weighted_high"] == pytest.approx(value)


def test_a_ratio_of_too_many_open_rows_is_left_out_of_the_table(monkeypatch):
    monkeypatch.setattr("strikemap.comparison.table.MOST_OPEN", 1)
    rows = table(*[("2017-05-03", "2017-05-04")] * 3)
    got = sm.compare(rows, EVENT, windows=10, day_share=True).table.iloc[-1]
    assert np.isnan(got["rate_ratio_weighted_low"])
    assert (got["n_before_weighted_low"], got["n_before_weighted_high"]) == (0, 3)
