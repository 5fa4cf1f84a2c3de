"""The names of a file become sides, and none is guessed."""

from __future__ import annotations

import pytest

import strikemap as sm
from strikemap.zones.sides import named


def test_names_in_any_case_and_language_become_sides():
    assert named(["ISIS", " isis ", "داعش", "Regime"]).tolist() == [
        *["ISIS"] * 3,
        "Government and allies",
    ]


def test_what_the_caller_says_goes_before_the_palettes():
    assert named(["IS", "rf"], {"IS": "Iceland", "RF": "Russia"}).tolist() == ["Iceland", "Russia"]


@pytest.mark.parametrize(
    ("values", "code", "where"),
    [
        (["ISIS", None], "OWNER_MISSING", "row 2"),
        (["ISIS", "  "], "OWNER_MISSING", "row 2"),
        ([float("nan")], "OWNER_MISSING", "row 1"),
    ],
)
def test_a_missing_name_is_refused_with_its_row(values: list, code: str, where: str):
    with pytest.raises(sm.ZoneError, match="sides=") as caught:
        named(values)
    assert caught.value.code == code
    assert caught.value.where == where


def test_contested_ground_has_one_name_however_the_caller_spells_it():
    told = {"Contested": "Contested", "Gray zone": "Gray zone"}
    assert named(["Contested", "Gray zone", "contested"], told).tolist() == ["contested"] * 3


def test_names_that_no_palette_knows_are_sides_of_their_own_as_the_file_has_them():
    assert named(["Taliban", "taliban", "Government", "disputed", "Contested"]).tolist() == [
        *["Taliban", "Taliban", "Government"],
        *["contested"] * 2,
    ]


def test_where_sides_are_named_every_name_that_they_lack_is_refused():
    with pytest.raises(sm.ZoneError) as caught:
        named(["Russia", "Contested", "Ukraine", "ISIS"], {"Turkey": "Turkey"})
    assert caught.value.code == "OWNER_UNKNOWN"
    assert "sides={'Russia': 'Russia', 'Ukraine': 'Ukraine'}" in str(caught.value)
