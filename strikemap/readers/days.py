"""Dates of a table: first and last possible local day of every row, with precision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.dates import (
    PRECISIONS,
    DateColumn,
    DateError,
    DateQuestionError,
    DateUnit,
    Span,
    parse,
    read_dates,
)
from strikemap.dates.column import Settled, settle
from strikemap.dates.questions import text_of
from strikemap.errors import ReportError
from strikemap.formats.names import day_leads
from strikemap.formats.source import Source
from strikemap.formats.table import RawTable
from strikemap.readers.accounting import Accounting
from strikemap.readers.date_parts import joined, with_times
from strikemap.readers.harmonise import distinct_values
from strikemap.readers.header import Layout

Days = npt.NDArray[np.datetime64]
DateGiven: TypeAlias = str | dt.date | Sequence[str | dt.date]
#: Rows from which on a pile of rows on one date is worth a note.
_MANY = 20


@dataclass(frozen=True, eq=False)
class DateReading:
    """What the caller says about dates."""

    dayfirst: bool | None = None
    tz: str | None = None
    unit: DateUnit | None = None
    given: Span | None = None
    earliest: dt.date | None = None
    settled: Mapping[str, Settled] | None = None


@dataclass(frozen=True, eq=False)
class Dates:
    """First and last possible day, both included; ``precision`` indexes PRECISIONS (-1: none)."""

    start: Days
    end: Days
    precision: npt.NDArray[np.int64]


def days_given(date: DateGiven | None) -> Span | None:
    """Return the span that ``date=`` states for the rows of an undated table.

    Raises
    ------
    ReportError
        ``DATE_INVALID``: it is no day and no span.

    Examples
    --------
    >>> days_given("1944-06/1945-03")
    Span(start=datetime.date(1944, 6, 1), end=datetime.date(1945, 3, 31), precision='range')
    """
    if date is None:
        return None
    try:
        if isinstance(date, Sequence) and not isinstance(date, str):
            first, last = (parse(text_of(end)) for end in date)
            if last.end < first.start:
                raise DateError("DATE_INVALID", "ends before it starts")
            return Span(first.start, last.end, "range")
        return parse(text_of(date))
    except (DateError, ValueError, TypeError) as problem:
        raise ReportError(
            f"date={date!r} is no day and no span ({problem}). Pass '2017-05-04', "
            "'1944-06/1945-03' or (first, last).",
            code="DATE_INVALID",
            where="date",
        ) from problem


def first_day(earliest: str | dt.date | None) -> dt.date | None:
    """Return the day that ``earliest=`` states, the first one of a year.

    Raises
    ------
    ReportError
        ``DATE_INVALID``.
    """
    if earliest is None:
        return None
    try:
        text = text_of(earliest)
        return parse(text.zfill(4) if text.isdigit() and len(text) < 4 else text).start
    except DateError as problem:
        raise ReportError(
            f"earliest={earliest!r} is no date ({problem}). Pass a year or a day, such as '1500'.",
            code="DATE_INVALID",
            where="earliest",
        ) from problem


def read_days(
    source: Source,
    table: RawTable,
    layout: Layout,
    asked: DateReading,
    accounting: Accounting,
) -> Dates:
    """Return the dates of a table, setting aside rows without a usable one.

    Raises
    ------
    StrikemapError
        The ask codes of :func:`strikemap.dates.read_dates`, naming the column.
    """
    frame = table.frame
    start = _first(source, frame, layout, asked)
    if asked.given is not None:
        start = _given(start, asked.given, accounting)
    accounting.set_aside(start.problems)
    part = "names a part of a month: the whole month stands for it"
    accounting.changed("DATE_PRECISION", start.parts, part)
    last = last_column(layout)
    if last is None:
        start_days, end_days, computed = start.start, start.end, start.precision
    else:
        start_days, end_days = _span(source, frame, start, last, layout, asked, accounting)
        computed = _precision(start_days, end_days)
    if start.order:
        name = layout.roles.get("date_start") or layout.roles.get("date", "")
        accounting.remark("DATE_ORDER", f"dates in {name!r} are {start.order}")
    _note_zone(table, layout, asked, start)
    dates = _widened(
        frame, layout, Dates(start_days, end_days, computed.astype(np.int64)), accounting
    )
    one_day = (dates.start == dates.end) & ((start.precision == 1) | (dates.precision == 1))
    detail = "is a range without an end: its first day stands for it"
    accounting.changed("DATE_PRECISION", np.flatnonzero(one_day), detail)
    _note_pile(table, dates)
    return dates


def _first(source: Source, frame: pd.DataFrame, layout: Layout, asked: DateReading) -> DateColumn:
    """Read the column, or the columns, that say when a row's event was or began."""
    if not layout.has_date:
        nothing = np.full(len(frame), np.datetime64("NaT", "D"))
        none = ("DATE_MISSING", "no date is given")
        precision = np.full(len(frame), -1, dtype=np.int8)
        return DateColumn(
            nothing, nothing.copy(), precision, dict.fromkeys(range(len(frame)), none)
        )
    return _column(source, first_dates(source, frame, layout, asked.tz), layout, asked)


def first_dates(
    source: Source, frame: pd.DataFrame, layout: Layout, tz: str | None
) -> pd.Series[Any]:
    """Return the cells that say when a row's event was or began."""
    if layout.parts:
        values = joined(source, frame, layout.parts)
    else:
        filled = _filled(frame, layout)
        values = filled[layout.roles.get("date_start") or layout.roles["date"]]
    if layout.utc is not None and tz is not None:
        values = with_times(values, frame[layout.utc])
    return values


def last_column(layout: Layout) -> str | None:
    """Return the column of last days, None where the first ones say all."""
    last = layout.roles.get("date_end")
    return None if last in (layout.roles.get("date_start"), layout.roles.get("date")) else last


def _given(dates: DateColumn, span: Span, accounting: Accounting) -> DateColumn:
    """Date the rows that have no date of their own as ``date=`` says."""
    at = np.array([n for n, why in dates.problems.items() if why[0] == "DATE_MISSING"], dtype=int)
    start, end, precision = dates.start.copy(), dates.end.copy(), dates.precision.copy()
    start[at], end[at] = np.datetime64(span.start), np.datetime64(span.end)
    precision[at] = PRECISIONS.index(span.precision)
    days = f"{span.start}" + (f" to {span.end}" if span.end > span.start else "")
    accounting.changed(
        "DATE_GIVEN", at, f"has no date of its own and is dated {days}, as date= says"
    )
    left = {n: why for n, why in dates.problems.items() if why[0] != "DATE_MISSING"}
    return replace(dates, start=start, end=end, precision=precision, problems=left)


def _note_zone(table: RawTable, layout: Layout, asked: DateReading, start: DateColumn) -> None:
    """Say where a time zone had no effect, and where one is missing."""
    if asked.tz is not None and not start.zoned:
        what = f"tz={asked.tz!r} had no effect: no date of the table is a time with an offset"
        table.note("TZ_UNUSED", what)
    if asked.tz is None and layout.utc is not None:
        what = f"column {layout.utc!r} holds times in UTC; without tz= the days stand as stated"
        table.note("TZ_MISSING", what)


def _note_pile(table: RawTable, dates: Dates) -> None:
    """Say where most rows bear the first or the last day of all, as a default would."""
    days = dates.start[~np.isnat(dates.start)]
    if len(days) < _MANY:
        return
    first, last = days.min(), days.max()
    counts = {day: int((days == day).sum()) for day in (first, last)}
    most = last if counts[last] > counts[first] else first
    if first < last and counts[most] > len(days) / 2:
        which = "last" if most == last else "first"
        table.note(
            "DATE_PILE_UP",
            f"{counts[most] / len(days):.0%} of the rows bear one date, {most}, the "
            f"{which} of all: this looks like the day of a download, not of events",
        )


def _filled(frame: pd.DataFrame, layout: Layout) -> pd.DataFrame:
    """Return the table with a single date standing in where the start of a span is empty."""
    span, single = layout.roles.get("date_start"), layout.roles.get("date")
    if span is None or single is None or span == single or not frame[span].isna().any():
        return frame
    return frame.assign(**{span: frame[span].where(frame[span].notna(), frame[single])})


def _column(
    source: Source, values: pd.Series[Any], layout: Layout, asked: DateReading
) -> DateColumn:
    """Read one column of dates, turning its questions into errors that name the column."""
    name = str(values.name)
    with _naming(source, name):
        return read_dates(
            values,
            settled=(asked.settled or {}).get(name),
            **_told(name, layout, asked),
        )


def settled_column(
    source: Source, name: str, texts: Mapping[str, int], layout: Layout, asked: DateReading
) -> Settled:
    """Return what the distinct texts of a whole column prove, as one error what they ask."""
    with _naming(source, name):
        return settle(texts, name, **_told(name, layout, asked))


def _told(name: str, layout: Layout, asked: DateReading) -> dict[str, Any]:
    """Return what caller, dialect and header say about a column of dates."""
    return {
        "dayfirst": layout.dialect.dayfirst if asked.dayfirst is None else asked.dayfirst,
        "tz": asked.tz,
        "unit": asked.unit,
        "earliest": asked.earliest,
        "named_order": day_leads(name),
    }


@contextmanager
def _naming(source: Source, name: str) -> Iterator[None]:
    """Turn the questions of a column into errors that name it."""
    try:
        yield
    except DateQuestionError as question:
        raise source.fail(question.code, f"column {name!r} {question}", where=name) from question


def _span(
    source: Source,
    frame: pd.DataFrame,
    start: DateColumn,
    last: str,
    layout: Layout,
    asked: DateReading,
    accounting: Accounting,
) -> tuple[Days, Days]:
    """Join two columns to a span; an empty end means the day of the start."""
    end = _column(source, frame[last], layout, asked)
    wrong = {at: found for at, found in end.problems.items() if found[0] != "DATE_MISSING"}
    accounting.set_aside(wrong)
    days = np.where(np.isnat(end.end), start.end, end.end)
    for at in np.flatnonzero(days < start.start):
        detail = f"ends on {days[at]}, before it starts on {start.start[at]}"
        accounting.set_aside({int(at): ("DATE_INVALID", detail)})
    return start.start, days


def _precision(start: Days, end: Days) -> npt.NDArray[np.int8]:
    """Return "day" or "range" by whether the two ends differ."""
    return np.where(np.isnat(start), -1, np.where(end > start, 1, 0)).astype(np.int8)


def _widened(frame: pd.DataFrame, layout: Layout, dates: Dates, accounting: Accounting) -> Dates:
    """Bring in the precision that the table states, and widen single days accordingly."""
    if "date_precision" not in layout.roles:
        return dates
    codes, distinct = distinct_values(frame[layout.roles["date_precision"]])
    scale = layout.dialect.scales.get("date_precision", {})
    names = [scale.get(str(value)) for value in distinct]
    stated = np.array([-1 if n is None else PRECISIONS.index(n) for n in names] + [-1])[codes]
    single = dates.start == dates.end
    contradicted = (stated == 0) & ~single
    precision = np.where((stated >= 0) & ~contradicted, stated, dates.precision)
    rules = np.array([layout.dialect.widen.get(str(v), "") for v in distinct] + [""], dtype=object)
    start, end = dates.start.copy(), dates.end.copy()
    for rule in sorted(set(rules) - {""}):
        at = np.flatnonzero((rules[codes] == rule) & single & ~np.isnat(start))
        start[at], end[at] = _wide(start[at], rule)
        accounting.changed("DATE_PRECISION", at, f"the day was widened to its {rule}, as stated")
    return Dates(start, end, precision)


def _wide(days: Days, rule: str) -> tuple[Any, Any]:
    """Return first and last day of the stretch that a nominal day stands for."""
    one = np.timedelta64(1, "D")
    if rule == "week-centred":
        return days - 3 * one, days + 3 * one
    if rule == "week":
        return days, days + 6 * one
    unit: Any = "M" if rule == "month" else "Y"
    first = days.astype(f"datetime64[{unit}]")
    return first.astype("datetime64[D]"), (first + 1).astype("datetime64[D]") - one
