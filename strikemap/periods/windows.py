"""The windows before and after an event, as asked for and as whole days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from strikemap.errors import MapError
from strikemap.listing import table_of
from strikemap.periods.days import DateLike, calendar_date, date_of, day_of
from strikemap.periods.event import Event, as_event

#: A window, or a gap, is no longer than 300 years, and all lie within the years of dates.
_MOST_DAYS = 109_575
_FIRST_DAY, _STOP_DAY = day_of(dt.date(2, 1, 1)), day_of(dt.date(9999, 1, 1))


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

    def stated(self) -> dict[str, Any]:
        """Return the windows as plain values: numbers of days, or pairs of dates.

        Examples
        --------
        >>> Windows(19, 42, gap=(0, 2)).stated()
        {'before': 19, 'after': 42, 'gap': [0, 2]}
        """
        spans = {"before": self._before, "after": self._after}
        told: dict[str, Any] = {
            name: [str(span.first_date), str(date_of(span.stop_day))]
            if isinstance(span, Period)
            else int(span)
            for name, span in spans.items()
        }
        return told if self._gap == (0, 0) else {**told, "gap": list(self._gap)}

    def _repr_html_(self) -> str:
        before, after = _span_text(self._before), _span_text(self._after)
        gap = {} if self._gap == (0, 0) else {"left out (before, from the event on)": self._gap}
        return table_of({"before": before, "from the event day on": after, **gap})

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
        if before.start_day < _FIRST_DAY or after.stop_day > _STOP_DAY:
            raise _invalid("they reach beyond the years 2 to 9998.")
        if not before.stop_day <= day <= after.start_day:
            raise _invalid(
                f"the window before ends on {before.last_date} and the window after starts on "
                f"{after.first_date}, but the event is on {date_of(day)}. The event day and all "
                "days from it on belong to the window after, or to the gap."
            )
        return Periods(before, after, day)


def as_windows(windows: Windows | int) -> Windows:
    """Return windows; a bare number of days means that many before and as many after."""
    if isinstance(windows, tuple | list):
        parts = ", ".join(repr(part) for part in windows)
        advice = _advice(windows, parts)
        raise _invalid(f"windows={windows!r} is neither a number of days nor Windows. {advice}")
    if not isinstance(windows, Windows) and not _is_whole(windows):
        raise _invalid(
            f"windows={windows!r} is neither a whole number of days nor Windows. Write "
            "windows=19, or Windows(before, after)."
        )
    return windows if isinstance(windows, Windows) else Windows(windows)


def _advice(windows: Sequence[object], parts: str) -> str:
    """Return what to write instead of a bare pair."""
    if len(windows) == 2 and all(_is_whole(part) for part in windows):
        return f"For {windows[0]} days before and {windows[1]} from the event day on, write " + (
            f"windows=Windows({parts})."
        )
    if len(windows) == 2 and all(isinstance(part, tuple | list) for part in windows):
        return f"For these dates, write windows=Windows({parts})."
    return "Write windows=19, Windows(19, 42), or Windows((start, end), (start, end)) in dates."


def _span(
    span: int | tuple[DateLike, DateLike], name: str, inclusive: Literal["left", "both"]
) -> int | Period:
    """Return one window as a number of days or as a period."""
    if isinstance(span, tuple | list):
        if len(span) != 2:
            raise _invalid(f"{name}={span!r} is not a pair (start, end).")
        start, end = (calendar_date(date, f"a date of the window {name}") for date in span)
        period = Period(day_of(start), day_of(end) + (inclusive == "both"))
        _bounded(period.days, name)
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
    return _bounded(int(span), name)


def _bounded(days: int, name: str) -> int:
    """Return a number of days if it is one that dates can be counted by."""
    if days > _MOST_DAYS:
        raise _invalid(f"{name} holds {days} days; at most {_MOST_DAYS} (300 years) are counted.")
    return days


def _gap(gap: int | tuple[int, int]) -> tuple[int, int]:
    """Return the gap as (days before the event day, days from the event day on)."""
    pair = gap if isinstance(gap, tuple | list) else (0, gap)
    if len(pair) != 2 or not all(_is_whole(part) and part >= 0 for part in pair):
        raise _invalid(f"gap={gap!r} is neither a number of days from 0 up nor a pair of them.")
    return _bounded(int(pair[0]), "gap"), _bounded(int(pair[1]), "gap")


def _is_whole(value: object) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _span_text(span: int | Period) -> str:
    if isinstance(span, Period):
        return f"('{span.first_date}', '{date_of(span.stop_day)}')"
    return str(span)


def _invalid(problem: str) -> MapError:
    return MapError(f"These windows can't be used: {problem}", code="WINDOWS_INVALID")
