"""Which days the reports cover: as stated, by source, or as the table shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.comparison.selection import require_column
from strikemap.errors import MapError
from strikemap.periods import MISSING_DAY, DateLike, Days, Period, Periods, as_event, days_of

#: A stretch of more days than these without any report is taken as a hole in the coverage, if it
#: is also so many times as long as half of the silences of the table are.
HOLE_DAYS: Final = 30
_USUAL: Final = 3

#: Fewer days with a report than this do not show where the coverage ends: rates are then
#: those of the whole windows, and no placebo date is tried beyond the reports.
FEW_DAYS: Final = 5

#: A row dated to a day, or to a night that ends on the next, is dated closely.
_NIGHT: Final = 1

COLLECTED: Final = "collected"
NO_REPORT: Final = "no report"
NOT_COLLECTED: Final = "not collected"

Span = tuple[DateLike, DateLike]


@dataclass(frozen=True)
class Covered:
    """The unbroken stretch of covered days around the event, and the days that are not.

    ``span`` is what placebo dates are tried on; ``uncovered`` are the stretches between the
    outer edges of the windows that the reports do not cover. ``beyond`` days of the span lie
    before the first or after the last report and are taken as covered.
    """

    span: Period
    uncovered: tuple[Period, ...] = ()
    beyond: int = 0

    def days(self, period: Period) -> int:
        """Return how many days of a period are covered."""
        return period.days - sum(_overlap(period, hole) for hole in self.uncovered)

    def holds(self, days: Days) -> npt.NDArray[np.bool_]:
        """Return which days are covered; a range of possible days goes by its first."""
        inside = np.ones(len(days), dtype=bool)
        for hole in self.uncovered:
            inside &= (days < hole.start_day) | (days >= hole.stop_day)
        return inside

    def whole(self, periods: Periods) -> bool:
        """Return whether every day of both windows is covered."""
        return all(self.days(period) == period.days for period in periods)


def covered_days(covered: Any, day_start: Days, day_end: Days, periods: Periods) -> Covered:
    """Return the days that the reports cover.

    Parameters
    ----------
    covered
        None (as the rows show: :func:`days_with_a_report`), a pair of dates (both included), or
        a frame of :func:`coverage`: a day is covered when a source was collected on it.
    day_start, day_end
        First and last possible day of every row of the table, selected or not.
    periods
        The windows.

    Raises
    ------
    MapError
        ``WINDOWS_INVALID`` for a pair that ends before it starts, ``COVERAGE_INVALID`` for
        anything else.
    """
    if isinstance(covered, pd.DataFrame):
        return _from_days(_collected_days(covered), periods)
    if covered is not None:
        span = _stated(covered)
        return Covered(span, _holes([span], periods))
    reported = days_with_a_report(day_start, day_end)
    span, beyond = _shown(reported, periods)
    if 0 < len(reported) < FEW_DAYS:
        return Covered(span, (), beyond)
    runs = _stretches(reported, _longest_silence(reported))
    known = [run for run in runs if _on(reported, run) >= FEW_DAYS]
    return Covered(span, _holes([span, *known], periods), beyond)


def days_with_a_report(day_start: Days, day_end: Days) -> Days:
    """Return the days on which the rows show that somebody reported.

    A row dated to a day or a night shows its first day. One dated to a week or a month shows
    only that a report is of one of these days: where such a row spans no day that is shown
    otherwise, it shows the one nearest to those, and where no row is dated more closely, all
    show their first days. So a row that says "May" stretches nothing to the first of May.

    Examples
    --------
    >>> import numpy as np
    >>> days_with_a_report(np.array([3, 0, 40]), np.array([3, 30, 69])).tolist()
    [3, 40]
    """
    known = (day_start != MISSING_DAY) & (day_end != MISSING_DAY) & (day_end >= day_start)
    start, end = day_start[known], day_end[known]
    fine = end - start <= _NIGHT
    days: Days = np.unique(start[fine])
    if not len(days):
        return np.unique(start)
    start, end = start[~fine], end[~fine]
    place = np.searchsorted(days, start)
    earlier, later = days[np.maximum(place - 1, 0)], days[np.minimum(place, len(days) - 1)]
    alone = (place == len(days)) | (later > end)
    nearest = np.where(np.abs(start - earlier) <= np.abs(later - end), start, end)
    return np.union1d(days, nearest[alone])


def _shown(days: Days, periods: Periods) -> tuple[Period, int]:
    """Return the unbroken stretch around the event that is shown as covered, and days beyond it.

    From the first to the last day with any report, selected or not; a stretch of more
    than :data:`HOLE_DAYS` days without any report ends it, in a sparse table a longer one. Days
    of the windows that lie beyond it are covered too, as many as the longest silence between two
    reports.
    """
    if not len(days):
        return Period(periods.event_day, periods.event_day), 0
    stretches = np.split(days, np.flatnonzero(np.diff(days) > _longest_silence(days)) + 1)
    near = [_distance(Period(int(s[0]), int(s[-1]) + 1), periods.event_day) for s in stretches]
    stretch = stretches[int(np.argmin(near))]
    silence = int(np.diff(stretch).max(initial=1)) - 1
    first, stop = int(stretch[0]), int(stretch[-1]) + 1
    span = Period(
        min(first, max(periods.before.start_day, first - silence)),
        max(stop, min(periods.after.stop_day, stop + silence)),
    )
    return span, span.days - (stop - first)


def _holes(covered: Sequence[Period], periods: Periods) -> tuple[Period, ...]:
    """Return the stretches between the outer edges of the windows that are not covered."""
    window = np.arange(periods.before.start_day, periods.after.stop_day)
    inside = [(window >= one.start_day) & (window < one.stop_day) for one in covered]
    return tuple(_stretches(window[~np.any(inside, axis=0)], 1))


def _longest_silence(days: Days) -> int:
    """Return how many days may lie between two days with a report without a hole between them."""
    usual = float(np.median(np.diff(days))) if len(days) >= 2 * FEW_DAYS else 0.0
    return max(HOLE_DAYS, int(_USUAL * usual))


def _on(days: Days, run: Period) -> int:
    return int(((days >= run.start_day) & (days < run.stop_day)).sum())


def coverage(
    reports: pd.DataFrame,
    *,
    source: str = "source",
    stated: Mapping[str, Span | Sequence[Span]] | None = None,
) -> pd.DataFrame:
    """Return for every source and day whether it was collected: a calendar of what is known.

    A day without a row is either a day on which a source was read and said nothing, or one
    on which nobody read it. Only whoever collected the reports knows which.

    Parameters
    ----------
    reports
        Reports or strikes with ``date_start`` and ``date_end`` (local dates, both included).
    source
        Column that names the source.
    stated
        Source to the days on which it was collected: a pair of dates (both included), or
        several pairs. What is not stated is proposed from the table: from the source's
        first to its last report (of a row dated to more than two days one of them), stretches
        of more than 30 days without any left out.

    Returns
    -------
    pandas.DataFrame
        A row per day (``day``), a column per source, in order of name: ``"collected"`` (with a
        report that may be of this day), ``"no report"`` (collected, and none) or ``"not
        collected"``. ``attrs["proposed"]`` lists the sources of which nothing was stated. Edit
        it and pass it as ``covered=`` to :func:`strikemap.compare` and
        :func:`strikemap.event_study`; a day is covered there when a source was collected.

    Raises
    ------
    MapError
        ``COLUMNS_MISSING``; ``WINDOWS_INVALID`` for a pair that ends before it starts;
        ``TOO_FEW`` when there is no dated report and nothing is stated.

    Examples
    --------
    >>> import pandas as pd, strikemap as sm
    >>> day = pd.to_datetime(["2017-05-01", "2017-05-03"])
    >>> reports = pd.DataFrame({"source": "A", "date_start": day, "date_end": day})
    >>> sm.coverage(reports, stated={"A": ("2017-05-01", "2017-05-04")})["A"].tolist()
    ['collected', 'no report', 'collected', 'no report']
    """
    for name in (source, "date_start", "date_end"):
        require_column(reports, name, "coverage()")
    first, last = days_of(reports["date_start"]), days_of(reports["date_end"])
    dated = (first != MISSING_DAY) & (last != MISSING_DAY) & (last >= first)
    names = reports[source].astype(object).fillna("not stated").astype(str).to_numpy()[dated]
    first, last = first[dated], last[dated]
    collected = {
        name: [_stated(span) for span in _spans(spans)] for name, spans in (stated or {}).items()
    }
    for name in sorted(set(names) - set(collected)):
        collected[name] = _proposed(days_with_a_report(first[names == name], last[names == name]))
    if not collected:
        raise MapError("There is no dated report to show coverage of.", code="TOO_FEW")
    start = min(span.start_day for spans in collected.values() for span in spans)
    stop = max(span.stop_day for spans in collected.values() for span in spans)
    table = pd.DataFrame(
        {
            name: _statuses(spans, first[names == name], last[names == name], Period(start, stop))
            for name, spans in sorted(collected.items())
        },
        index=dates(Period(start, stop)),
    )
    table.attrs["proposed"] = sorted(set(collected) - set(stated or {}))
    return table


def dates(span: Period) -> pd.DatetimeIndex:
    """Return the days of a period as an index named "day"."""
    day = np.arange(span.start_day, span.stop_day).astype("datetime64[D]")
    return pd.DatetimeIndex(day.astype("datetime64[s]"), name="day")


def covers(status: pd.Series[Any], period: Period) -> bool:
    """Return whether a source was collected on at least half of the days of a period."""
    own = status.reindex(dates(period), fill_value=NOT_COLLECTED)
    return bool((own != NOT_COLLECTED).mean() >= 0.5)


def most_covered(reports: pd.DataFrame, rows: pd.Series[Any], periods: Periods) -> bool:
    """Return whether most rows are of sources that were collected in both windows.

    Parameters
    ----------
    reports
        The whole table: what it shows of each source's days (:func:`coverage`).
    rows
        The sources of the rows in question, from the column of that name.
    periods
        The windows.
    """
    calendar = coverage(reports, source=str(rows.name))
    counts = rows.astype(object).fillna("not stated").astype(str).value_counts()
    both = [all(covers(calendar[name], p) for p in periods) for name in counts.index]
    return bool(counts.to_numpy()[both].sum() * 2 >= counts.sum())


def _collected_days(table: pd.DataFrame) -> Days:
    if not isinstance(table.index, pd.DatetimeIndex):
        raise _not_coverage("its index holds no days")
    known = {COLLECTED, NO_REPORT, NOT_COLLECTED}
    other = {str(value) for name in table for value in table[name].unique()} - known
    if other:
        raise _not_coverage(f"it holds {sorted(other)[0]!r}")
    any_source = (table != NOT_COLLECTED).to_numpy().any(axis=1)
    days: Days = table.index.to_numpy().astype("datetime64[D]").astype(np.int64)[any_source]
    return np.unique(days)


def _not_coverage(what: str) -> MapError:
    return MapError(
        f"covered= is not a pair of dates and no frame of coverage(): {what}. Pass "
        "(first day, last day), or the frame that sm.coverage(reports) returns, edited.",
        code="COVERAGE_INVALID",
        where="covered",
    )


def _from_days(days: Days, periods: Periods) -> Covered:
    """Return the covered stretch nearest to the event, and the holes in the windows."""
    if not len(days):
        return covered_days(None, days, days, periods)
    stretches = _stretches(days, 1)
    near = [_distance(stretch, periods.event_day) for stretch in stretches]
    window = np.arange(periods.before.start_day, periods.after.stop_day)
    holes = window[~np.isin(window, days)]
    return Covered(stretches[int(np.argmin(near))], tuple(_stretches(holes, 1)))


def _stretches(days: Days, most: int) -> list[Period]:
    """Return runs of days of which no two neighbours are further apart than `most`."""
    if not len(days):
        return []
    runs = np.split(days, np.flatnonzero(np.diff(days) > most) + 1)
    return [Period(int(run[0]), int(run[-1]) + 1) for run in runs]


def _proposed(days: Days) -> list[Period]:
    return _stretches(days, _longest_silence(days))


def _spans(spans: Span | Sequence[Span]) -> list[Span]:
    single = len(spans) == 2 and not isinstance(spans[0], tuple | list)
    return [spans] if single else list(spans)  # type: ignore[list-item, arg-type]


def _stated(span: Any) -> Period:
    if not isinstance(span, tuple | list) or len(span) != 2:
        raise _not_coverage(f"{span!r}")
    first, last = (as_event(date).day for date in span)
    if last < first:
        raise MapError(
            f"covered={span!r} ends before it starts. Give the first and the last day that "
            "the source covers.",
            code="WINDOWS_INVALID",
        )
    return Period(first, last + 1)


def _statuses(
    spans: Sequence[Period], first: Days, last: Days, whole: Period
) -> npt.NDArray[np.object_]:
    status = np.full(whole.days, NOT_COLLECTED, dtype=object)
    for span in spans:
        status[span.start_day - whole.start_day : span.stop_day - whole.start_day] = NO_REPORT
    reported = np.zeros(whole.days + 1, dtype=np.int64)
    begin = np.clip(first - whole.start_day, 0, whole.days)
    end = np.clip(last + 1 - whole.start_day, 0, whole.days)
    np.add.at(reported, begin, 1)
    np.add.at(reported, end, -1)
    status[(np.cumsum(reported)[:-1] > 0) & (status == NO_REPORT)] = COLLECTED
    return status


def _overlap(one: Period, other: Period) -> int:
    return max(min(one.stop_day, other.stop_day) - max(one.start_day, other.start_day), 0)


def _distance(stretch: Period, day: int) -> int:
    return max(stretch.start_day - day, day - stretch.stop_day, 0)
