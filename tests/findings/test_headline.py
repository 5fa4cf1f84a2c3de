"""The headline: counts with their denominators and dates, or nothing."""

from __future__ import annotations

import pytest

import strikemap as sm


def deal(**kwargs) -> sm.StrikeMap:
    return sm.before_after(
        sm.load_dataset("syria_2017_strikes"),
        sm.Event("De-escalation deal", "2017-05-04"),
        zones=sm.load_dataset("syria_2017_control"),
        where={"attacker": "Russia"},
        **kwargs,
    )


def test_the_zone_whose_share_changed_most_is_said_with_denominators_and_dates():
    assert sm.headline(deal()) == (
        "Reported strikes attributed to Russia, zone “Opposition”: 32 of 40 before "
        "(15 April – 3 May 2017), none of 18 after (4–22 May 2017)"
    )


def test_rows_that_name_one_of_two_are_said_apart():
    m = deal(alternatives=True)
    row = m.table.set_index("zone").loc["Opposition"]
    counts = int(row["n_before_alternatives"]), int(row["n_after_alternatives"])
    assert sm.headline(m).startswith(sm.headline(deal()))
    assert f"; {counts[0]} and {counts[1]} more name the attacker" in sm.headline(m)


@pytest.mark.parametrize("covered", [("2017-04-20", "2017-06-01"), ("2017-04-01", "2017-05-10")])
def test_nothing_is_said_where_a_window_is_not_covered(covered):
    m = deal(covered=covered, headline=True)
    assert sm.headline(m) == ""
    assert m.spec.title.endswith("before and after 4 May 2017")


def test_without_zones_the_whole_is_said_with_the_days_of_both_windows():
    rows = sm.load_dataset("syria_2017_strikes")
    said = sm.headline(sm.compare(rows, "2017-05-04", where={"attacker": "Russia"}))
    assert "40 in the 19 days before (15 April – 3 May 2017)" in said


@pytest.mark.parametrize("lang", ["en", "ar", "es", "fr", "ru", "uk"])
def test_every_language_has_the_numbers(lang):
    said = sm.headline(deal(), lang=lang)
    assert all(number in said for number in ("32", "40", "18"))


def test_a_map_is_headed_by_it_and_keeps_the_title_given_below():
    spec = deal(headline=True, title="Russia in Syria").spec
    assert "32 of 40" in spec.title
    assert spec.subtitle.startswith("Russia in Syria. ")
    moved = spec.sentences.title
    assert "32 of 40" not in "".join(map(str, moved))
