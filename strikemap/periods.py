"""Events, the windows before and after them, and which window a range of dates falls in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.errors import MapError
from strikemap.wording import day_text

DateLike = str | dt.date | pd.Timestamp
Days = npt.NDArray[np.int64]

BEFORE: Final = 0
AFTER: Final = 1
#: What :func:`assign` answers for rows that belong to neither window.
CODES: Final = {
    -1: "OUTSIDE_WINDOWS",
    -2: "IN_GAP",
    -3: "DATE_STRADDLES_EVENT",
    -4: "DATE_PRECISION",
}
MISSING_DAY: Final = int(np.iinfo(np.int64).min)

_EPOCH: Final = dt.date(1970, 1, 1)


def date_of(day: int) -> dt.date:
    """Return the calendar date of a day counted from 1970-01-01.

    Examples
    --------
    >>> date_of(17290)
    datetime.date(2017, 5, 4)
    """
    return _EPOCH + dt.timedelta(days=int(day))


def day_of(date: dt.date) -> int:
    """Return a calendar date as days since 1970-01-01.

    Examples
    --------
    >>> day_of(dt.date(2017, 5, 4))
    17290
    """
    return (date - _EPOCH).days


def days_of(dates: pd.Series[Any]) -> Days:
    """Return a column of naive local dates as days since 1970-01-01; NaT is `MISSING_DAY`.

    Parameters
    ----------
    dates
        A ``datetime64`` column without time zone.

    Raises
    ------
    MapError
        ``DATE_TYPE`` when the column holds anything else.
    """
    if not isinstance(dates.dtype, np.dtype) or dates.dtype.kind != "M":
        raise MapError(
            f"Column {dates.name!r} holds {dates.dtype}, not naive dates. Read the table with "
            "read_reports(), or convert it with pandas.to_datetime() to local calendar dates.",
            code="DATE_TYPE",
            where=str(dates.name),
        )
    return dates.to_numpy().astype("datetime64[D]").astype(np.int64)


@dataclass(frozen=True, init=False)
class Event:
    """What the map compares before and after: a name and the dates it can be given.

    Parameters
    ----------
    name
        As it should be printed, e.g. ``"De-escalation deal"``.
    date
        Local calendar date that the windows start from; it counts as after. A
        ``datetime.date`` or an ISO text such as ``"2017-05-04"``.
    signed, in_force, halted
        Further dates that sources give for the same event (signature, entry into force,
        halt of flights); the sensitivity table tries each of them.

    Raises
    ------
    MapError
        ``EVENT_DATE`` for a date that is missing, ambiguous or in a time zone;
        ``EVENT_NAME`` for an empty name.

    Examples
    --------
    >>> deal = Event("De-escalation deal", "2017-05-04", halted="2017-05-01")
    >>> deal.date
    datetime.date(2017, 5, 4)
    >>> deal.dates()
    {'date': datetime.date(2017, 5, 4), 'halted': datetime.date(2017, 5, 1)}
    """

    name: str
    date: dt.date
    signed: dt.date | None
    in_force: dt.date | None
    halted: dt.date | None

    def __init__(
        self,
        name: str,
        date: DateLike,
        *,
        signed: DateLike | None = None,
        in_force: DateLike | None = None,
        halted: DateLike | None = None,
    ) -> None:
        if not isinstance(name, str) or not name.strip():
            raise MapError(
                f"An event needs a name to print, and {name!r} is none. "
                "Write Event('De-escalation deal', '2017-05-04').",
                code="EVENT_NAME",
            )
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "date", _calendar_date(date, f"the date of {name!r}"))
        for field, value in (("signed", signed), ("in_force", in_force), ("halted", halted)):
            given = None if value is None else _calendar_date(value, f"{field}= of {name!r}")
            object.__setattr__(self, field, given)

    @property
    def day(self) -> int:
        """The event date as days since 1970-01-01."""
        return day_of(self.date)

    def dates(self) -> dict[str, dt.date]:
        """Return the dates given for the event, by the name of the parameter."""
        named = {
            "date": self.date,
            "signed": self.signed,
            "in_force": self.in_force,
            "halted": self.halted,
        }
        return {key: value for key, value in named.items() if value is not None}

    def moved(self, days: int) -> Event:
        """Return the same event some days later (earlier when negative), for sensitivity."""
        return Event(self.name, self.date + dt.timedelta(days=days))


def as_event(event: Event | DateLike) -> Event:
    """Return an event; a bare date becomes an event named by that date.

    Examples
    --------
    >>> as_event("2017-05-04").name
    '4 May 2017'
    """
    if isinstance(event, Event):
        return event
    date = _calendar_date(event, "the event")
    return Event(day_text(day_of(date), "en"), date)


@dataclass(frozen=True)
class Period:
    """Whole local days from ``start_day`` up to, not including, ``stop_day``."""

    start_day: int
    stop_day: int

    @property
    def days(self) -> int:
        """Length in days."""
        return self.stop_day - self.start_day

    @property
    def first_date(self) -> dt.date:
        """First calendar date of the period."""
        return date_of(self.start_day)

    @property
    def last_date(self) -> dt.date:
        """Last calendar date that still belongs to the period."""
        return date_of(self.stop_day - 1)


@dataclass(frozen=True)
class Periods:
    """The two windows of one event, in days since 1970-01-01."""

    before: Period
    after: Period
    event_day: int

    def __iter__(self) -> Iterator[Period]:
        return iter((self.before, self.after))

    @property
    def gap_days(self) -> int:
        """Number of days between the windows, which belong to neither."""
        return self.after.start_day - self.before.stop_day

    def moved(self, days: int) -> Periods:
        """Return the same windows around a date some days later (earlier when negative)."""
        before, after = (Period(p.start_day + days, p.stop_day + days) for p in self)
        return Periods(before, after, self.event_day + days)


class Windows:
    """How long to look before and after an event, and what to leave out between.

    Parameters
    ----------
    before, after
        A number of days, or a pair ``(start, end)`` of dates. Days count back from the
        event day and onward from it, and the event day counts as after. Without `after`
        the second window is as long as the first.
    gap
        Days left out between the windows: a number of days from the event day on, or
        ``(days before, days from the event day on)``. Only with windows in days; windows
        in dates leave out what lies between them.
    inclusive
        Whether the end of a pair of dates belongs to the window: ``"left"`` (half-open,
        the end date does not) or ``"both"`` (it does).

    Raises
    ------
    MapError
        ``WINDOWS_INVALID`` for an empty, reversed or overlapping window or a negative gap.

    Examples
    --------
    >>> Windows(19).periods("2017-05-04").before.first_date
    datetime.date(2017, 4, 15)
    >>> after = ("2017-05-06", "2017-06-15")
    >>> Windows(19, after, inclusive="both").periods("2017-05-04").after.days
    41
    """

    __slots__ = ("_after", "_before", "_gap")

    def __init__(
        self,
        before: int | tuple[DateLike, DateLike],
        after: int | tuple[DateLike, DateLike] | None = None,
        *,
        gap: int | tuple[int, int] = 0,
        inclusive: Literal["left", "both"] = "left",
    ) -> None:
        if inclusive not in ("left", "both"):
            raise _invalid(f"inclusive={inclusive!r} is neither 'left' nor 'both'.")
        self._before = _span(before, "before", inclusive)
        if after is None and isinstance(self._before, Period):
            raise _invalid("Windows in dates need both: Windows((start, end), (start, end)).")
        self._after = self._before if after is None else _span(after, "after", inclusive)
        self._gap = _gap(gap)
        dated = isinstance(self._before, Period) or isinstance(self._after, Period)
        if dated and self._gap != (0, 0):
            raise _invalid("gap= goes with windows in days; windows in dates state their own.")

    def __repr__(self) -> str:
        words = [_span_text(self._before), _span_text(self._after)]
        if self._gap != (0, 0):
            words.append(f"gap={self._gap}")
        return f"Windows({', '.join(words)})"

    @property
    def in_days(self) -> tuple[int, int, tuple[int, int]] | None:
        """``(before, after, (gap before, gap after))`` in days; None for windows in dates."""
        if isinstance(self._before, Period) or isinstance(self._after, Period):
            return None
        return self._before, self._after, self._gap

    def periods(self, event: Event | DateLike) -> Periods:
        """Return the windows around an event as whole days.

        Raises
        ------
        MapError
            ``WINDOWS_INVALID`` when the windows overlap, or the event day lies inside the
            window before it or ahead of the window after it.
        """
        day = as_event(event).day
        before, after = self._before, self._after
        if not isinstance(before, Period):
            stop = day - self._gap[0]
            before = Period(stop - before, stop)
        if not isinstance(after, Period):
            start = day + self._gap[1]
            after = Period(start, start + after)
        if not before.stop_day <= day <= after.start_day:
            raise _invalid(
                f"the window before ends on {before.last_date} and the window after starts on "
                f"{after.first_date}, but the event is on {date_of(day)}. The event day and all "
                "days from it on belong to the window after, or to the gap."
            )
        return Periods(before, after, day)


def as_windows(windows: Windows | int) -> Windows:
    """Return windows; a bare number of days means that many before and as many after."""
    return windows if isinstance(windows, Windows) else Windows(windows)


def assign(day_start: Days, day_end: Days, periods: Periods) -> npt.NDArray[np.int8]:
    """Return which window each range of possible days lies in, or why in neither.

    Parameters
    ----------
    day_start, day_end
        First and last possible day of each row (both inclusive), days since 1970-01-01.
    periods
        The windows.

    Returns
    -------
    numpy.ndarray
        0 before, 1 after, or a code of :data:`CODES`: -1 the whole range lies outside both
        windows, -2 it lies in the gap, -3 it reaches from before the event to the event
        day or later and so cannot be assigned, -4 it crosses another edge of a window.

    Examples
    --------
    >>> days = np.array([17289, 17290, 17289])
    >>> assign(days, days + [0, 0, 1], Windows(19).periods("2017-05-04")).tolist()
    [0, 1, -3]
    """
    before, after, event = periods.before, periods.after, periods.event_day
    tests = (
        ((day_start >= before.start_day) & (day_end < before.stop_day), BEFORE),
        ((day_start >= after.start_day) & (day_end < after.stop_day), AFTER),
        ((day_start >= before.stop_day) & (day_end < after.start_day), -2),
        ((day_start < event) & (day_end >= event), -3),
        ((day_end < before.start_day) | (day_start >= after.stop_day), -1),
    )
    choices = [np.int8(code) for _, code in tests]
    return np.select([test for test, _ in tests], choices, default=np.int8(-4))


def share_in(day_start: Days, day_end: Days, period: Period) -> npt.NDArray[np.float64]:
    """Return the share of each row's possible days that lies in a period.

    Every possible day is taken as equally likely, which is an assumption of ours.

    Examples
    --------
    >>> day = np.array([17287])
    >>> share_in(day, day + 6, Windows(19).periods("2017-05-04").after).round(3).tolist()
    [0.571]
    """
    first = np.maximum(day_start, period.start_day)
    last = np.minimum(day_end, period.stop_day - 1)
    share: npt.NDArray[np.float64] = np.maximum(last - first + 1, 0) / (day_end - day_start + 1)
    return share


def _calendar_date(value: Any, what: str) -> dt.date:
    """Return a plain calendar date, or say what is wrong with it."""
    advice = "Give the local calendar date as 'YYYY-MM-DD' or datetime.date."
    if isinstance(value, str):
        try:
            return dt.date.fromisoformat(value.strip())
        except ValueError as error:
            message = f"{value!r}, {what}, is not an ISO date. {advice}"
            raise MapError(message, code="EVENT_DATE", where=value) from error
    if isinstance(value, np.datetime64):
        value = pd.Timestamp(value)
    if not isinstance(value, dt.date) or value is pd.NaT:
        raise MapError(f"{value!r}, {what}, is not a date. {advice}", code="EVENT_DATE")
    if isinstance(value, dt.datetime):
        if value.tzinfo is not None:
            raise MapError(
                f"{value!r}, {what}, has a time zone. {advice}", code="EVENT_DATE", where=str(value)
            )
        return value.date()
    return value


def _span(
    span: int | tuple[DateLike, DateLike], name: str, inclusive: Literal["left", "both"]
) -> int | Period:
    """Return one window as a number of days or as a period."""
    if isinstance(span, tuple | list):
        if len(span) != 2:
            raise _invalid(f"{name}={span!r} is not a pair (start, end).")
        start, end = (_calendar_date(date, f"a date of the window {name}") for date in span)
        period = Period(day_of(start), day_of(end) + (inclusive == "both"))
        if period.days < 1:
            raise _invalid(
                f"the window {name} from {start} to {end} holds no day. "
                "The end is not included unless inclusive='both'."
            )
        return period
    if not _is_whole(span) or span < 1:
        raise _invalid(
            f"{name}={span!r} is neither a number of days from 1 up nor a pair of dates."
        )
    return int(span)


def _gap(gap: int | tuple[int, int]) -> tuple[int, int]:
    """Return the gap as (days before the event day, days from the event day on)."""
    pair = gap if isinstance(gap, tuple | list) else (0, gap)
    if len(pair) != 2 or not all(_is_whole(part) and part >= 0 for part in pair):
        raise _invalid(f"gap={gap!r} is neither a number of days from 0 up nor a pair of them.")
    return int(pair[0]), int(pair[1])


def _is_whole(value: object) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _span_text(span: int | Period) -> str:
    if isinstance(span, Period):
        return f"('{span.first_date}', '{date_of(span.stop_day)}')"
    return str(span)


def _invalid(problem: str) -> MapError:
    return MapError(f"These windows can't be used: {problem}", code="WINDOWS_INVALID")
