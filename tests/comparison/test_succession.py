"""Counting over several periods in a row loses no row and doubles none."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strikemap.comparison.succession import count_periods, period_between
from strikemap.errors import MapError


def strikes(spans: list[tuple[int, int]]) -> gpd.GeoDataFrame:
    first = pd.Timestamp("2017-04-01")
    days = [(first + pd.Timedelta(days=a), first + pd.Timedelta(days=a + b)) for a, b in spans]
    return gpd.GeoDataFrame(
        {
            "id": [f"S{i}" for i in range(len(spans))],
            "date_start": pd.Series([a for a, _ in days], dtype="datetime64[s]"),
            "date_end": pd.Series([b for _, b in days], dtype="datetime64[s]"),
            "region": ["north", "south"] * (len(spans) // 2) + ["north"] * (len(spans) % 2),
        },
        geometry=gpd.points_from_xy(np.full(len(spans), 36.6), np.full(len(spans), 35.5)),
        crs="EPSG:4326",
    )


APRIL = period_between("2017-04-01", "2017-05-01")
MAY = period_between("2017-05-01", "2017-06-01")


def test_the_end_of_a_period_belongs_to_the_next_one() -> None:
    counted = count_periods(strikes([(29, 0), (30, 0)]), [APRIL, MAY])
    assert counted.strikes["panel"].tolist() == [0, 1]
    assert counted.table.iloc[-1].tolist() == ["all", 1, 1]


def test_a_range_over_the_edge_of_a_period_is_set_aside_with_its_reason() -> None:
    counted = count_periods(strikes([(28, 4), (70, 0)]), [APRIL, MAY])
    codes = {entry["id"]: entry["code"] for entry in counted.ledger_entries}
    assert codes == {"S0": "DATE_PRECISION", "S1": "OUTSIDE_WINDOWS"}


def test_groups_are_counted_in_each_period() -> None:
    counted = count_periods(strikes([(0, 0), (1, 0), (31, 0)]), [APRIL, MAY], by="region")
    table = counted.table.set_index("zone")
    assert table.loc["north"].tolist() == [1, 1]
    assert table.loc["south"].tolist() == [1, 0]
    assert table.loc["all"].tolist() == [2, 1]


@pytest.mark.parametrize(
    "periods", [[], [APRIL, APRIL], [period_between("2017-05-01", "2017-05-01")]]
)
def test_periods_that_overlap_or_hold_nothing_are_refused(periods: list) -> None:
    with pytest.raises(MapError) as caught:
        count_periods(strikes([(0, 0)]), periods)
    assert caught.value.code == "WINDOWS_INVALID"


@given(st.lists(st.tuples(st.integers(0, 80), st.integers(0, 20)), max_size=12))
def test_rows_read_are_rows_mapped_and_rows_set_aside(spans: list[tuple[int, int]]) -> None:
    frame = strikes(spans)
    counted = count_periods(frame, [APRIL, MAY])
    aside = [entry["id"] for entry in counted.ledger_entries]
    assert sorted([*counted.strikes["id"], *aside]) == sorted(frame["id"])
    assert counted.table.iloc[-1, 1:].sum() == len(counted.strikes)
