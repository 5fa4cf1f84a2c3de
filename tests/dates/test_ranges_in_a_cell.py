"""Ranges of days in one cell, in figures and in words, and what stays without one meaning."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strikemap.dates import DateError, DateQuestionError, Span, parse, read_dates

JANUARY = Span(dt.date(2025, 1, 18), dt.date(2025, 1, 20), "range")
TURN = Span(dt.date(2025, 1, 30), dt.date(2025, 2, 2), "range")


@pytest.mark.parametrize(
    "text",
    [
        *("18-20/01/2025", "18–20 Jan 2025", "18 to 20 January 2025", "Jan 18-20, 2025"),
        *("18.-20.01.2025", "18-20.1.25", "01/18-20/2025", "2025-01-18/20", "2025/01/18-20"),
        *("2025-01-18 to 20", "20250118-20250120", "vom 18. bis 20. Januar 2025"),
        *("du 18 au 20 janvier 2025", "del 18 al 20 de enero de 2025", "з 18 по 20 січня 2025"),
        *("de 18 a 20 de janeiro de 2025", "من 18 إلى 20 يناير 2025", "18–20 Ocak 2025"),
    ],
)
def test_days_of_one_month_in_a_cell_are_a_range(text: str) -> None:
    assert parse(text) == JANUARY


@pytest.mark.parametrize(
    "text",
    [
        *("30/01-02/02/2025", "30.01.-02.02.2025", "1/30-2/2/2025", "30/01/2025-02/02/2025"),
        *("2025-01-30–2025-02-02", "2025-01-30/02-02", "30 Jan – 2 Feb 2025"),
    ],
)
def test_days_of_two_months_in_a_cell_are_a_range(text: str) -> None:
    assert parse(text) == TURN


@pytest.mark.parametrize("text", ["04-05-06-2025", "18/19/01/2025", "20-18/01/2025", "01-03/2025"])
def test_what_could_mean_several_things_is_no_range(text: str) -> None:
    with pytest.raises(DateError):
        parse(text)


def test_a_range_of_two_months_shows_or_asks_the_order_of_its_column() -> None:
    proved = read_dates(pd.Series(["30/01-02/02/2025", "04/05/2025"]))
    assert proved.start.astype(str).tolist() == ["2025-01-30", "2025-05-04"]
    with pytest.raises(DateQuestionError, match="dayfirst"):
        read_dates(pd.Series(["04/05-06/07/2025"]))
    against = read_dates(pd.Series(["18-20/01/2025"]), dayfirst=False)
    assert against.problems[0][0] == "DATE_INVALID"


@given(st.dates(dt.date(1999, 1, 1), dt.date(2030, 1, 1)), st.integers(1, 20))
def test_a_range_reads_alike_however_it_is_written(first: dt.date, days: int) -> None:
    last = first + dt.timedelta(days)
    forms = [f"{first:%d/%m/%Y} - {last:%d/%m/%Y}", f"{first:%d.%m.%Y}-{last:%d.%m.%Y}"]
    if first.year == last.year:
        forms += [f"{first:%d/%m}-{last:%d/%m/%Y}", f"{first:%d %b} – {last:%d %b %Y}"]
        forms.append(f"{first:%Y-%m-%d}/{last:%m-%d}")
    for form in forms:
        assert parse(form, dayfirst=True) == Span(first, last, "range")


@pytest.mark.parametrize(
    "text",
    [
        *("early Feb 2025", "first half of February 2025", "at the end of February 2025"),
        *("début février 2025", "начало февраля 2025", "на початку лютого 2025"),
        *("Anfang Februar 2025", "a finales de febrero de 2025", "أوائل فبراير 2025"),
    ],
)
def test_a_part_of_a_month_is_the_month_and_says_so(text: str) -> None:
    span = parse(text)
    assert (span.start, span.end, span.part) == (dt.date(2025, 2, 1), dt.date(2025, 2, 28), True)
    column = read_dates(pd.Series(["2025-02-01", text, "February 2025", text]))
    assert column.parts.tolist() == [1, 3]
