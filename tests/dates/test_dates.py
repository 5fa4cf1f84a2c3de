"""Dates: cells to spans of local days, columns to a decided order."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strikemap.dates import DateError, DateQuestionError, parse, read_dates

DAMASCUS = ZoneInfo("Asia/Damascus")
SPANS = [
    ("4-5 May 2017", "2017-05-04", "2017-05-05", "range"),
    ("30 April - 2 May 2017", "2017-04-30", "2017-05-02", "range"),
    ("April 30 – May 2, 2017", "2017-04-30", "2017-05-02", "range"),
    ("30 Dec 2016 - 2 Jan 2017", "2016-12-30", "2017-01-02", "range"),
    ("2017-05-04 to 2017-05-06", "2017-05-04", "2017-05-06", "range"),
    ("13/4/2017 - 15/4/2017", "2017-04-13", "2017-04-15", "range"),
    ("between 4 and 6 May 2017", "2017-05-04", "2017-05-06", "range"),
    ("overnight 4/5 May 2017", "2017-05-04", "2017-05-05", "range"),
    ("night of 4 May 2017", "2017-05-04", "2017-05-05", "range"),
    ("2017-W18", "2017-05-01", "2017-05-07", "week"),
    ("week 18, 2017", "2017-05-01", "2017-05-07", "week"),
    ("week of 1 May 2017", "2017-05-01", "2017-05-07", "week"),
    ("May 2017", "2017-05-01", "2017-05-31", "month"),
    ("2017-02", "2017-02-01", "2017-02-28", "month"),
    ("أيار 2017", "2017-05-01", "2017-05-31", "month"),
    ("early May 2017", "2017-05-01", "2017-05-31", "month"),
    ("2016", "2016-01-01", "2016-12-31", "year"),
    ("29-Sep-15", "2015-09-29", "2015-09-29", "day"),
    ("Sept. 30, 2016, 9:31 a.m.", "2016-09-30", "2016-09-30", "day"),
    (" June 17, 2016, noon", "2016-06-17", "2016-06-17", "day"),
    ("١٢ تشرين الأول ٢٠١٦", "2016-10-12", "2016-10-12", "day"),
    ("4 أيار/مايو 2017", "2017-05-04", "2017-05-04", "day"),
    ("1er mai 2017", "2017-05-01", "2017-05-01", "day"),
    ("2017-124", "2017-05-04", "2017-05-04", "day"),
]


@pytest.mark.parametrize(("text", "start", "end", "precision"), SPANS)
def test_a_cell_keeps_every_day_it_may_mean(
    text: str, start: str, end: str, precision: str
) -> None:
    span = parse(text)
    assert (str(span.start), str(span.end), span.precision) == (start, end, precision)


MONTHS = {
    1: "كانون الثاني يناير janvier January Jan",
    2: "شباط فبراير février February Feb",
    3: "آذار مارس mars March Mar",
    4: "نيسان أبريل avril April Apr",
    5: "أيار مايو mai May",
    6: "حزيران يونيو juin June Jun",
    7: "تموز يوليو juillet July Jul",
    8: "آب أغسطس août August Aug",
    9: "أيلول سبتمبر septembre September Sept",
    10: "تشرين الأول أكتوبر octobre October Oct",
    11: "تشرين الثاني نوفمبر novembre November Nov",
    12: "كانون الأول ديسمبر décembre December Dec",
}


@pytest.mark.parametrize("month", MONTHS)
def test_every_month_is_known_by_its_names(month: int) -> None:
    names = MONTHS[month].replace("كانون ", "كانون_").replace("تشرين ", "تشرين_").split()
    for name in names:
        assert parse(f"7 {name.replace('_', ' ')} 2017").start == dt.date(2017, month, 7)


def test_instants_fall_on_the_local_day_of_the_zone() -> None:
    assert parse("2017-05-03T20:59:59Z", tz=DAMASCUS).start == dt.date(2017, 5, 3)
    assert parse("2017-05-03T21:00:00Z", tz=DAMASCUS).start == dt.date(2017, 5, 4)
    assert parse("May 3, 2017 10:30 PM UTC", tz=DAMASCUS).start == dt.date(2017, 5, 4)
    # Winter time: Damascus was two hours ahead of UTC in January 2017.
    assert parse("2017-01-03T21:59:59Z", tz=DAMASCUS).start == dt.date(2017, 1, 3)
    assert parse("2017-01-03T22:00:00Z", tz=DAMASCUS).start == dt.date(2017, 1, 4)


def test_a_column_is_read_in_the_order_that_it_proves() -> None:
    day_first = read_dates(pd.Series(["04/05/17", "25/04/17"]))
    assert day_first.start.astype(str).tolist() == ["2017-05-04", "2017-04-25"]
    assert "day first" in day_first.order
    month_first = read_dates(pd.Series(["04/05/2017", "04/25/2017"]))
    assert month_first.start.astype(str).tolist() == ["2017-04-05", "2017-04-25"]
    same = read_dates(pd.Series(["05/05/2017", "03/03/2017"]))
    assert same.start.astype(str).tolist() == ["2017-05-05", "2017-03-03"]


def test_frames_with_timestamps_are_read_by_their_local_day() -> None:
    times = pd.Series(pd.to_datetime(["2017-05-03T22:30:00Z"], utc=True))
    assert str(read_dates(times, tz="Asia/Damascus").start[0]) == "2017-05-04"
    with pytest.raises(DateQuestionError, match="tz="):
        read_dates(times)
    naive = pd.Series(pd.to_datetime(["2017-05-03 22:30", None]))
    column = read_dates(naive, tz="Asia/Damascus")
    assert str(column.start[0]) == "2017-05-03"
    assert column.problems[1][0] == "DATE_MISSING"
    objects = pd.Series([dt.date(2017, 5, 3), dt.datetime(2017, 5, 4, 1), "5 May 2017"])
    assert read_dates(objects).start.astype(str).tolist() == [
        "2017-05-03",
        "2017-05-04",
        "2017-05-05",
    ]


def test_the_future_is_counted_from_the_day_given() -> None:
    cells = pd.Series(["2017-05-04", "2017-05-06"])
    column = read_dates(cells, today=dt.date(2017, 5, 4))
    assert dict(column.problems) == {1: ("DATE_FUTURE", "2017-05-06 lies in the future")}


@given(st.dates(dt.date(1901, 1, 1), dt.date(2026, 1, 1)))
def test_a_day_written_in_any_full_form_is_that_day(day: dt.date) -> None:
    forms = [
        day.isoformat(),
        day.strftime("%Y%m%d"),
        day.strftime("%Y-%j"),
        f"{day.day} {day:%B} {day.year}",
        f"{day:%b} {day.day}, {day.year}",
        f"{day.isocalendar().year}-W{day.isocalendar().week:02d}-{day.isocalendar().weekday}",
        f"{day.isoformat()}T23:59:59",
        f"{day.day:02d}/{day.month:02d}/{day.year}",
    ]
    assert {parse(form, dayfirst=True).start for form in forms} == {day}


@given(st.text(max_size=40))
def test_no_text_breaks_the_parser(text: str) -> None:
    try:
        span = parse(text, tz=DAMASCUS)
    except DateError as problem:
        assert problem.code in ("DATE_INVALID", "DATE_MISSING")  # noqa: PT017
    else:
        assert span.start <= span.end


@given(st.lists(st.text(alphabet="0123456789/-. :TZMay", max_size=14), min_size=1, max_size=6))
def test_a_column_is_read_or_asked_about_and_every_cell_has_a_day_or_a_reason(
    cells: list[str],
) -> None:
    try:
        column = read_dates(pd.Series(cells, dtype=object), tz="Asia/Damascus")
    except DateQuestionError as question:
        assert question.code.startswith(("DATE_", "TZ_"))  # noqa: PT017
    else:
        assert set(np.flatnonzero(np.isnat(column.start))) == set(column.problems)
        assert (column.start <= column.end)[~np.isnat(column.start)].all()
