"""Coordinates: cells and columns to degrees, grid references against a published point."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strikemap.coordinates import (
    CoordinateError,
    parse,
    parse_pair,
    read_axis,
    read_grid,
    read_pairs,
)

SAME = [
    *["35.45", "35,45", "３５．４５", "٣٥٫٤٥", "35.45°", "35.45 N", "N35.45", "35.45 deg N"],
    *["35 27 00 N", "35°27'00\"N", "35° 27′ 0″ N", "35:27:00", "35d27m00s N", "35°27'", "'35.45"],
    *["35.45 شمال", "+35.45", "35.45\u200e", "\u00a035.45", "35°27&#39;N"],
]  # fmt: skip


@pytest.mark.parametrize("text", SAME)
def test_a_latitude_in_any_dress_is_the_same(text: str) -> None:
    assert parse(text, "lat") == pytest.approx(35.45, abs=1e-12)


def test_south_and_west_are_negative() -> None:
    assert parse("35°27'S", "lat") == pytest.approx(-35.45)
    assert parse("36.65 W", "lon") == -36.65
    assert parse("−36.65", "lon") == -36.65


BAD = {
    "": "COORD_MISSING",
    "n/a": "COORD_MISSING",
    "-inf": "COORD_NOT_FINITE",
    "35.45, 36.65": "COORD_PAIR_IN_CELL",
    "35.450.000": "COORD_NOT_NUMERIC",
    "0x23": "COORD_NOT_NUMERIC",
    "35.45 E": "COORD_NOT_NUMERIC",
    "-35.45 S": "COORD_NOT_NUMERIC",
    "35 27": "COORD_NOT_NUMERIC",
    "35 61 00 N": "COORD_NOT_NUMERIC",
    "35.5 27 N": "COORD_NOT_NUMERIC",
    "35,450.5": "COORD_NOT_NUMERIC",
    "37S BV 1234 5678": "COORD_NOT_NUMERIC",
    "35.\x0093": "COORD_NOT_NUMERIC",
}


@pytest.mark.parametrize(("text", "code"), BAD.items())
def test_what_is_no_latitude_says_why(text: str, code: str) -> None:
    with pytest.raises(CoordinateError) as caught:
        parse(text, "lat")
    assert caught.value.code == code


PAIRS = ["35.45, 36.65", "(35.45,36.65)", "35,45; 36,65", "35°27'N 36°39'E", "36°39'E, 35°27'N",
         "POINT (36.65 35.45)", "35.45 36.65", "35.45N36.65E", "35.45/36.65"]  # fmt: skip


@pytest.mark.parametrize("text", PAIRS)
def test_a_cell_that_holds_a_point_gives_both(text: str) -> None:
    assert parse_pair(text) == pytest.approx((35.45, 36.65))


def test_the_stated_order_of_a_pair_counts_unless_letters_say_otherwise() -> None:
    lat, lon = read_pairs(pd.Series(["36.65, 35.45", "35.45N, 36.65E", "x"]), lon_first=True)
    assert lat.values[:2].tolist() == [35.45, 35.45]
    assert lon.values[:2].tolist() == [36.65, 36.65]
    assert lat.problems[2][0] == "COORD_NOT_NUMERIC"


def test_mgrs_and_utm_agree_with_a_published_point() -> None:
    # Eiffel Tower: 48.8582 N, 2.2945 E; UTM 31U 448251 5411932; MGRS 31U DQ 48251 11932.
    for kind, text in (("utm", "31U 448251 5411932"), ("mgrs", "31U DQ 48251 11932")):
        lat, lon = read_grid(pd.Series([text, "", "99X"]), kind)
        assert lat.values[0] == pytest.approx(48.8582, abs=2e-4)
        assert lon.values[0] == pytest.approx(2.2945, abs=2e-4)
        assert [lat.problems[at][0] for at in (1, 2)] == ["COORD_MISSING", "COORD_NOT_NUMERIC"]


def test_mgrs_south_of_the_equator_and_in_odd_and_even_zones() -> None:
    # From the axis of zone 36 at 33 E: easting 500,000 m, northing by the meridian arc.
    for text, lat_band in (("36M VE 99999 99999", "south"), ("36N VF 99999 99999", "north")):
        lat, lon = read_grid(pd.Series([text]), "mgrs")
        assert lon.values[0] == pytest.approx(33.0, abs=1e-3)
        assert (lat.values[0] < 0) == (lat_band == "south")


def test_a_column_keeps_each_reason_with_its_row() -> None:
    column = read_axis(pd.Series(["35.45", None, "hill", "1_0", "35°27'N"]), "lat")
    assert column.values[[0, 4]].tolist() == pytest.approx([35.45, 35.45])
    assert {at: code for at, (code, _) in column.problems.items()} == {
        1: "COORD_MISSING",
        2: "COORD_NOT_NUMERIC",
        3: "COORD_NOT_NUMERIC",
    }
    assert column.changed.tolist() == [4]


@given(st.floats(-90, 90))
def test_degrees_minutes_and_seconds_come_back_as_they_went(value: float) -> None:
    letter, left = ("S" if value < 0 else "N"), abs(value)
    degrees, minutes = int(left), int((left - int(left)) * 60)
    seconds = (left - degrees - minutes / 60) * 3600
    text = f"{degrees}°{minutes}'{max(0.0, min(seconds, 59.999999)):.6f}\"{letter}"
    assert parse(text, "lat") == pytest.approx(value, abs=1e-6)


@given(st.text(max_size=30))
def test_no_text_breaks_the_parser(text: str) -> None:
    try:
        value = parse(text, "lon")
    except CoordinateError as problem:
        assert problem.code.startswith("COORD_")  # noqa: PT017
    else:
        assert math.isfinite(value)


@given(st.lists(st.one_of(st.none(), st.floats(), st.text(max_size=8)), min_size=1, max_size=8))
def test_every_cell_of_a_column_has_a_number_or_a_reason(cells: list[object]) -> None:
    column = read_axis(pd.Series(cells, dtype=object), "lat")
    assert set(np.flatnonzero(~np.isfinite(column.values))) == set(column.problems)
