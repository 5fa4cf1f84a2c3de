"""Texts worked out once a value are those worked out row by row."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strikemap.compose.marks import _parsed, each, link, texts

COLUMNS = {
    "text": pd.Series(["b", None, "", "b", "a"]),
    "mixed": pd.Series([True, 1, 1.0, "1", None], dtype=object),
    "whole": pd.Series([3, None, 1, 3, 2], dtype="Int64"),
    "number": pd.Series([0.5, None, 3.0, 0.5, 1e20]),
    "class": pd.Series(pd.Categorical(["x", None, "y", "x", "x"])),
    "flag": pd.Series([True, False, True, True, False]),
    "day": pd.to_datetime(pd.Series(["2017-05-04", None, "2017-05-04", "2018-01-01", None])),
}


@pytest.mark.parametrize("column", COLUMNS)
def test_a_column_gives_the_text_of_each_of_its_values(column: str):
    values = COLUMNS[column]
    shown = values.dt.strftime("%Y-%m-%d") if column == "day" else values
    plain = ["" if pd.isna(value) else str(value) for value in shown]
    assert list(texts(pd.DataFrame({column: values}), column)) == plain


@given(st.lists(st.text(max_size=2)))
def test_each_value_is_made_once_and_put_wherever_it_stands(values: list[str]):
    asked: list[str] = []
    made = each(values, lambda value: asked.append(value) or value.upper())
    assert made == [value.upper() for value in values]
    assert len(asked) == len(set(values))


HOSTILE = st.text(alphabet="ahtps:/?#@[]\\%. \t\n\x00é<>\"'&;-8", max_size=12)


@given(st.one_of(HOSTILE, HOSTILE.map("https://a".__add__), HOSTILE.map("http://a/".__add__)))
def test_an_address_known_as_plain_at_sight_is_plain_when_parsed(url: str):
    assert link(url) == _parsed(url)
