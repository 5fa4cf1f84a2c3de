"""What is usual: the same weeks of other years, weekdays, and stated periods such as Ramadan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.comparison.coverage import covered_days, dates
from strikemap.comparison.of_map import takes_map
from strikemap.comparison.result import Comparison
from strikemap.comparison.selection import select
from strikemap.periods import MISSING_DAY, DateLike, Event, Period, assign, day_of
from strikemap.statistics.rates import rate_ratio

WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@takes_map
def baseline(comparison: Comparison) -> pd.DataFrame:
    """Return the same windows in every other year that the table holds.

    Parameters
    ----------
    comparison
        The comparison; its selection is kept. Its windows are moved by whole years.

    Returns
    -------
    pandas.DataFrame
        One row per year, the comparison's own among them: ``year``, ``n_before``, ``n_after``,
        ``days_before``, ``days_after`` (covered), ``per_day_before``, ``per_day_after``,
        ``rate_ratio`` and ``is_event``. Years in which a window has no covered day are left
        out: a single row means that there is no baseline in this table.

    Examples
    --------
    >>> import strikemap as sm
    >>> strikes = sm.load_dataset("syria_2017_strikes")
    >>> result = sm.compare(strikes, "2017-05-04", where={"attacker": "Russia"})
    >>> sm.baseline(result)["year"].tolist()
    [2017]
    """
    first, last = comparison.day_start, comparison.day_end
    known = (first != MISSING_DAY) & (last != MISSING_DAY) & (last >= first)
    chosen = known & select(comparison.source, comparison.selection).stated
    own = comparison.event.date.year
    years = pd.to_datetime(comparison.source["date_start"]).dt.year.dropna().astype(int)
    lines = []
    for year in sorted({own, *years}):
        periods = comparison.periods.moved(_shift(comparison, year))
        covered = comparison.covered if year == own else covered_days(None, first, last, periods)
        days = [covered.days(period) for period in periods]
        if min(days) == 0 and year != own:
            continue
        window = assign(first[chosen], last[chosen], periods)
        n = [int((window == part).sum()) for part in (0, 1)]
        lines.append(_line(year, n, days, year == own))
    return pd.DataFrame(lines)


@takes_map
def usual_days(
    comparison: Comparison, periods: Mapping[str, tuple[DateLike, DateLike]] | None = None
) -> pd.DataFrame:
    """Return the rate by weekday, and inside and outside of stated periods.

    Parameters
    ----------
    comparison
        Its ``daily`` counts over all covered days.
    periods
        Name to first and last day (both included), such as ``{"Ramadan 2017":
        ("2017-05-27", "2017-06-24")}``: an annotation of yours, not a finding.

    Returns
    -------
    pandas.DataFrame
        ``what`` ("weekday" or "period"), ``name``, ``days``, ``n`` and ``per_day``.

    Examples
    --------
    >>> import strikemap as sm
    >>> strikes = sm.load_dataset("syria_2017_strikes")
    >>> result = sm.compare(strikes, "2017-05-04", where={"attacker": "Russia"})
    >>> sm.usual_days(result)["days"].sum().item() == result.coverage.days
    True
    """
    counts = comparison.daily["all"]
    weekday = pd.DatetimeIndex(counts.index).day_of_week.to_numpy()
    lines = [_usual("weekday", name, counts, weekday == i) for i, name in enumerate(WEEKDAYS)]
    for name, (start, end) in (periods or {}).items():
        first, last = Event(name, start).date, Event(name, end).date
        span = dates(Period(day_of(first), day_of(last) + 1))
        inside = counts.index.isin(span)
        lines.append(_usual("period", name, counts, inside))
        lines.append(_usual("period", f"outside {name}", counts, ~inside))
    return pd.DataFrame(lines)


def _shift(comparison: Comparison, year: int) -> int:
    """Return the days to move the windows by, in whole weeks so that weekdays stay."""
    event = pd.Timestamp(comparison.event.date)
    days = (event + pd.DateOffset(years=year - event.year) - event).days
    return 7 * round(days / 7)


def _line(year: int, n: list[int], days: list[int], is_event: bool) -> dict[str, object]:
    before, after = (day or np.nan for day in days)
    return {
        "year": year,
        "n_before": n[0],
        "n_after": n[1],
        "days_before": days[0],
        "days_after": days[1],
        "per_day_before": n[0] / before,
        "per_day_after": n[1] / after,
        "rate_ratio": float(rate_ratio(n[1], after, n[0], before)),
        "is_event": is_event,
    }


def _usual(
    what: str, name: str, counts: pd.Series[float], chosen: npt.NDArray[np.bool_]
) -> dict[str, object]:
    days, n = int(chosen.sum()), float(counts[chosen].sum())
    return {
        "what": what,
        "name": name,
        "days": days,
        "n": n,
        "per_day": n / days if days else np.nan,
    }
