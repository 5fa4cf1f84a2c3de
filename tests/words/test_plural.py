"""Plural rules fit numbers as CLDR's samples say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strikemap.words.languages import catalogue, codes
from strikemap.words.plural import FORMS, form, parsed, samples


@pytest.mark.parametrize(
    ("rule", "yes", "no"),
    [
        ("i = 1 and v = 0", [1], [0, 2, 11, 21]),
        ("i = 0,1", [0, 1], [2]),
        ("n % 100 = 3..10", [3, 10, 103], [2, 11, 100, 102]),
        ("v = 0 and i % 10 = 1 and i % 100 != 11", [1, 21, 101], [11, 111, 2]),
        ("e = 0 and i != 0 and i % 1000000 = 0 and v = 0 or e != 0..5", [1_000_000], [0, 7]),
        ("n = 0..1 or n = 11..99", [0, 1, 11, 99], [2, 10, 100]),
        ("f != 0", [], [0, 1, 5]),
        ("", [], [0, 1, 5]),
    ],
)
def test_a_rule_holds_for_its_numbers(rule: str, yes: list[int], no: list[int]) -> None:
    made = {"one": parsed(rule)}
    assert {form(made, n) for n in yes} <= {"one"}
    assert {form(made, n) for n in no} <= {"other"}


@pytest.mark.parametrize("text", ["n is 1", "__import__('os')", "n =", "x = 1", "n = 1 and"])
def test_what_is_no_rule_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no relation"):
        parsed(text)


@given(st.integers(0, 10**9))
def test_every_number_has_one_form_of_its_language(n: int) -> None:
    for lang in codes():
        words = catalogue(lang)
        assert words.form(n) in {*words.plural, "other"} <= set(FORMS)
        assert words.form(n) in samples(words.plural)
