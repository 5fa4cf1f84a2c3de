"""Dates of a table: first and last possible local day of every row, with precision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.dates import PRECISIONS, DateColumn, DateQuestionError, DateUnit, read_dates
from strikemap.formats.source import Source
from strikemap.readers.accounting import Accounting
from strikemap.readers.harmonise import distinct_values
from strikemap.readers.header import Layout

Days = npt.NDArray[np.datetime64]


@dataclass(frozen=True, eq=False)
class DateReading:
    """What the caller says about dates."""

    dayfirst: bool | None = None
    tz: str | None = None
    unit: DateUnit | None = None


@dataclass(frozen=True, eq=False)
class Dates:
    """First and last possible day, both included; ``precision`` indexes PRECISIONS (-1: none)."""

    start: Days
    end: Days
    precision: npt.NDArray[np.int64]


def read_days(
    source: Source,
    frame: pd.DataFrame,
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
    first = layout.roles.get("date_start") or layout.roles["date"]
    start = _column(source, _filled(frame, layout), first, layout, asked)
    accounting.set_aside(start.problems)
    if start.order:
        accounting.remark("DATE_ORDER", f"dates in {first!r} are {start.order}")
    last = layout.roles.get("date_end")
    if last is None or last == first:
        start_days, end_days = start.start, start.end
    else:
        start_days, end_days = _span(source, frame, start, last, layout, asked, accounting)
    computed = start.precision if last is None else _precision(start_days, end_days)
    dates = Dates(start_days, end_days, computed.astype(np.int64))
    return _widened(frame, layout, dates, accounting)


def _filled(frame: pd.DataFrame, layout: Layout) -> pd.DataFrame:
    """Return the table with a single date standing in where the start of a span is empty."""
    span, single = layout.roles.get("date_start"), layout.roles.get("date")
    if span is None or single is None or span == single or not frame[span].isna().any():
        return frame
    return frame.assign(**{span: frame[span].where(frame[span].notna(), frame[single])})


def _column(
    source: Source, frame: pd.DataFrame, name: str, layout: Layout, asked: DateReading
) -> DateColumn:
    """Read one column of dates, turning its questions into errors that name the column."""
    dayfirst = layout.dialect.dayfirst if asked.dayfirst is None else asked.dayfirst
    try:
        return read_dates(frame[name], dayfirst=dayfirst, tz=asked.tz, unit=asked.unit)
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
    end = _column(source, frame, last, layout, asked)
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
