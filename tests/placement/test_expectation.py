"""Expected counts and their intervals agree with the reference and with enumeration."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import strikemap as sm
from strikemap.placement.expectation import interval

REFERENCE = pd.read_csv(Path(__file__).parents[1] / "reference" / "poisson_binomial.csv")
CASES = REFERENCE.drop_duplicates("case")


@pytest.mark.parametrize("case", CASES.to_dict("records"), ids=lambda case: f"case {case['case']}")
def test_the_interval_is_that_of_the_poisson_binomial(case: dict):
    p = np.array(case["probs"].split(), dtype=float)
    table = sm.expected_counts(pd.DataFrame({"a zone": p}))
    assert table["expected"].iloc[0] == pytest.approx(case["mean"], abs=1e-12)
    assert table[["low", "high"]].iloc[0].tolist() == [case["q025"], case["q975"]]
    assert table["n"].iloc[0] == case["n"]


def test_strikes_that_share_a_place_fall_together():
    p = pd.DataFrame({"a zone": [0.5] * 4})
    apart = sm.expected_counts(p, level=0.5)
    together = sm.expected_counts(p, level=0.5, shared=pd.Series(["x"] * 4))
    assert apart[["low", "high"]].iloc[0].tolist() == [1, 3]
    assert together[["low", "high"]].iloc[0].tolist() == [0, 4]
    assert together["expected"].iloc[0] == apart["expected"].iloc[0] == 2.0


@given(
    p=st.lists(st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0]), min_size=1, max_size=4),
    groups=st.lists(st.integers(0, 2), min_size=4, max_size=4),
    level=st.sampled_from([0.5, 0.8, 0.95]),
)
def test_the_interval_agrees_with_enumerating_every_outcome(
    p: list[float], groups: list[int], level: float
):
    together = np.array(groups[: len(p)])
    chance = {g: float(np.mean(np.array(p)[together == g])) for g in set(together.tolist())}
    pmf = np.zeros(len(p) + 1)
    for outcome in product([0, 1], repeat=len(chance)):
        held = dict(zip(chance, outcome, strict=True))
        weight = np.prod([chance[g] if held[g] else 1 - chance[g] for g in chance])
        pmf[sum(held[g] for g in together.tolist())] += weight
    cdf = np.cumsum(pmf)
    tail = (1 - level) / 2
    expected = tuple(int(np.argmax(cdf >= q - 1e-12)) for q in (tail, 1 - tail))
    assert interval(np.array(p), together, level) == expected


def test_counts_are_made_apart_for_each_period():
    p = pd.DataFrame({"a zone": [1.0, 0.5, 0.25]}, index=[10, 11, 12])
    period = pd.Series(["before", "after", None], index=p.index)
    table = sm.expected_counts(p, by=period).set_index("by")
    assert table.loc["before", ["n", "expected", "low", "high"]].tolist() == [1, 1.0, 1, 1]
    assert table.loc["after", ["n", "expected", "low", "high"]].tolist() == [1, 0.5, 0, 1]


def test_only_uncertain_places_are_shared():
    strikes = gpd.GeoDataFrame(
        {"radius_km": [20.0, 20.0, 0.0, 0.0, np.nan, np.nan]},
        geometry=gpd.points_from_xy([38] * 6, [35] * 6),
        crs="EPSG:4326",
    )
    labels = sm.shared_locations(strikes)
    assert labels.notna().tolist() == [True, True, False, False, False, False]
    assert labels.iloc[0] == labels.iloc[1]


@pytest.mark.parametrize(
    ("values", "level", "code"),
    [([1.5], 0.95, "PROBABILITY"), ([np.nan], 0.95, "PROBABILITY"), ([0.5], 1.0, "LEVEL")],
)
def test_what_is_no_probability_is_refused(values: list[float], level: float, code: str):
    with pytest.raises(sm.ZoneError) as caught:
        sm.expected_counts(pd.DataFrame({"a zone": values}), level=level)
    assert caught.value.code == code
