"""A stretch of days, and the reasons why a text is none."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field


class DateError(ValueError):
    """A date that cannot be read; ``code`` is a row code of the input policy."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class OrderError(DateError):
    """A numeric date whose day and month could be exchanged."""


class ZoneMissingError(DateError):
    """An instant in UTC whose local day depends on a time zone nobody named."""


@dataclass(frozen=True, slots=True)
class Span:
    """The possible local days of one event, both ends included.

    ``zoned`` says that the day was that of a time with an offset, ``part`` that only a part of
    the month was named.
    """

    start: dt.date
    end: dt.date
    precision: str
    zoned: bool = field(default=False, repr=False, compare=False)
    part: bool = field(default=False, repr=False, compare=False)


def one_day(day: dt.date) -> Span:
    """Return one day as a stretch."""
    return Span(day, day, "day")


def between(start: dt.date, end: dt.date) -> Span:
    """Return the days from one to another.

    Raises
    ------
    DateError
        ``DATE_INVALID``: the end lies before the start.
    """
    if end < start:
        raise DateError("DATE_INVALID", "ends before it starts")
    return Span(start, end, "day" if start == end else "range")


def full_year(text: str) -> int:
    """Return a year of two or four figures; two figures mean 1969 to 2068."""
    year = int(text.lstrip("'"))
    if len(text.lstrip("'")) > 2:
        return year
    return year + (1900 if year > 68 else 2000)
