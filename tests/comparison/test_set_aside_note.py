"""The lines around a map say what reading had set aside, and name reports and events aright."""

from __future__ import annotations

import pandas as pd
import pytest

import strikemap as sm
from strikemap.strike_map import StrikeMap
from strikemap.words.phrases import Lang

DEAL = sm.Event("De-escalation deal", "2017-05-04")


def _table(dates: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"date": dates, "lat": [35.9] * len(dates), "lon": [36.6] * len(dates)})


def _note(drawn: StrikeMap) -> str:
    return next(note.text for note in drawn.spec.notes if note.kind == "set aside")


@pytest.fixture(scope="module")
def incomplete() -> StrikeMap:
    return sm.before_after(
        sm.read_reports(_table(["2017-05-01", "2017-05-06", "2017-05-33"])), DEAL
    )


def test_rows_that_reading_set_aside_are_counted_under_the_map(incomplete: StrikeMap) -> None:
    assert _note(incomplete) == "Set aside on reading: 1, each with its reason in the ledger."


def test_both_kinds_of_rows_are_counted_apart() -> None:
    table = _table(["2017-05-01", "2017-05-33", "2018-05-01", "2018-05-02"])
    drawn = sm.before_after(sm.read_reports(table), DEAL)
    assert _note(drawn).startswith("Set aside: 2 outside the windows. Set aside on reading: 1,")


def test_nothing_is_said_of_reading_that_kept_every_row() -> None:
    drawn = sm.before_after(sm.read_reports(_table(["2017-05-01", "2017-05-06"])), DEAL)
    assert _note(drawn) == "Nothing was set aside."


def test_the_summary_counts_them_too(incomplete: StrikeMap) -> None:
    said = "All 2 rows of the table are counted. Reading had set aside 1 more."
    assert said in incomplete.summary()


def test_reports_are_not_said_to_be_reported(incomplete: StrikeMap) -> None:
    assert incomplete.spec.title == "Reports of strikes before and after 4 May 2017"
    assert "Each mark is one report." in incomplete.spec.subtitle
    assert "1 report in the 19 days before" in incomplete.summary()[0]
    caveat = next(note.text for note in incomplete.spec.notes if note.kind == "caveat")
    assert "not one without strikes" in caveat


@pytest.mark.parametrize(("lang", "date"), [("en", "4 May 2017"), ("ar", "4 أيار 2017")])
def test_an_event_that_is_only_a_date_is_named_once_and_in_the_maps_language(
    lang: Lang, date: str
) -> None:
    reports = sm.read_reports(_table(["2017-05-01", "2017-05-06"]))
    spec = sm.before_after(reports, "2017-05-04", lang=lang).spec
    assert spec.subtitle.startswith(f"{date}: ")
    assert spec.timeline is not None
    assert spec.timeline.event_label == date
