"""Models of a comparison's daily counts: the change point, and zone by period."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from strikemap.comparison.mixes import covered_in_both
from strikemap.comparison.of_map import takes_map
from strikemap.comparison.result import Comparison
from strikemap.comparison.selection import require_zone
from strikemap.comparison.shifts import BLOCK_DAYS
from strikemap.errors import MapError
from strikemap.periods import date_of
from strikemap.statistics.changepoint import poisson_scan
from strikemap.statistics.models import difference_in_differences, interrupted_series


@dataclass(frozen=True, eq=False)
class ChangePoint:
    """Where a series of daily counts changes most.

    ``date`` is the first day of the later part and ``days_from_event`` how long after the
    event that is. ``p_blocks`` permutes stretches of days, ``p_strikes`` deals single
    strikes out anew and so assumes that they are independent; both count that the date
    was looked for. ``scan`` has the log likelihood ratio and the log rate ratio of every
    ``date``.
    """

    date: dt.date
    days_from_event: int
    per_day_before: float
    per_day_after: float
    p_blocks: float
    p_strikes: float
    scan: pd.DataFrame


@takes_map
def change_point(
    comparison: Comparison,
    *,
    zone: str = "all",
    n: int = 1999,
    block: int = BLOCK_DAYS,
    seed: int = 20170504,
) -> ChangePoint:
    """Find the day on which a zone's rate changed most, whatever the event's date.

    Parameters
    ----------
    comparison
        Its ``daily`` counts over all covered days are scanned, not only the windows.
    zone
        A group of the comparison, or "all".
    n, block, seed
        Number of Monte Carlo series, days that stay together, and the seed.

    Returns
    -------
    ChangePoint
        The day, the counts and rates on both sides of it, and a Monte Carlo p.

    Raises
    ------
    MapError
        ``ZONE_UNKNOWN``, or ``TOO_FEW`` when there is no strike or only one day.

    Examples
    --------
    >>> import strikemap as sm
    >>> strikes = sm.load_dataset("syria_2017_strikes")
    >>> result = sm.compare(
    ...     strikes, "2017-05-04", where={"attacker": "Russia"}, by="region"
    ... )
    >>> change_point(result, zone="north-west", n=99).date.isoformat()
    '2017-04-30'
    """
    require_zone(comparison.daily.columns, zone)
    counts = comparison.daily[zone].to_numpy(dtype=np.float64)
    if len(counts) < 2 or not counts.sum():
        raise MapError(
            f"No change can be looked for: {zone} has no strike, or a single day is covered.",
            code="TOO_FEW",
            where=zone,
        )
    scan = poisson_scan(counts, n=n, block=block, seed=seed)
    strikes = poisson_scan(counts, n=n, block=1, seed=seed)
    start, first = comparison.coverage.start_day, scan.first_after
    return ChangePoint(
        date=date_of(start + first),
        days_from_event=start + first - comparison.periods.event_day,
        per_day_before=float(counts[:first].mean()),
        per_day_after=float(counts[first:].mean()),
        p_blocks=scan.p,
        p_strikes=strikes.p,
        scan=pd.DataFrame(
            {
                "date": comparison.daily.index[1:],
                "log_likelihood_ratio": scan.log_likelihood_ratio,
                "log_rate_ratio": scan.log_rate_ratio,
            }
        ),
    )


@takes_map
def zone_by_period(comparison: Comparison, *, reference: str) -> pd.DataFrame:
    """Fit zone × period to the daily counts of the windows; descriptive only.

    Displacement of strikes from one zone to another violates what the model assumes of
    the zone of reference, and a handful of zones is too few clusters. Negative binomial where
    the counts are overdispersed (Pearson dispersion above 1.5), Poisson with standard
    errors clustered by day otherwise. Zones with no strike in a window have no finite
    estimate and are left out.

    Parameters
    ----------
    comparison
        A comparison with groups.
    reference
        The zone the others are set against; it needs strikes in both windows.

    Returns
    -------
    pandas.DataFrame
        As :func:`~strikemap.statistics.models.difference_in_differences`, with ``family``.
        The row ``zone:<name> × after`` is by what factor the zone's rate changed beyond
        that of the reference.

    Raises
    ------
    MapError
        ``ZONE_UNKNOWN`` when `reference` lacks strikes in a window, ``TOO_FEW`` when no
        other zone has strikes in both.
    MissingExtraError
        When statsmodels is not installed (extra ``models``).

    Examples
    --------
    >>> import strikemap as sm
    >>> strikes = sm.load_dataset("syria_2017_strikes")
    >>> compared = sm.compare(strikes, "2017-05-04", by="region")
    >>> fitted = sm.zone_by_period(compared, reference="north-west")
    >>> fitted["term"].iloc[0], fitted["family"].iloc[0]
    ('intercept', 'negative binomial')
    """
    table = comparison.table.iloc[:-1]
    both = table.loc[(table["n_before"] > 0) & (table["n_after"] > 0), "zone"].tolist()
    if reference not in both:
        raise MapError(
            f"{reference!r} has no strikes in both windows; these have: {', '.join(both)}.",
            code="ZONE_UNKNOWN",
            where=reference,
        )
    if len(both) < 2:
        raise MapError(
            f"Only {reference!r} has strikes in both windows: there is nothing to set it against.",
            code="TOO_FEW",
            where=reference,
        )
    daily = _long(comparison, both)
    mean = daily.groupby(["zone", "after"])["count"].transform("mean")
    phi = float(((daily["count"] - mean) ** 2 / mean).sum() / (len(daily) - 2 * len(both)))
    if phi > 1.5:
        fit = difference_in_differences(daily, reference=reference, family="negative binomial")
        return fit.assign(family="negative binomial")
    return difference_in_differences(daily, reference=reference).assign(family="poisson")


@takes_map
def interrupted_time_series(
    comparison: Comparison,
    *,
    zone: str = "all",
    beside: Comparison | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Fit one interrupted time series to the daily counts; beside the ring p, never instead.

    Parameters
    ----------
    comparison
        Its ``daily`` counts over all covered days, not only the windows.
    zone
        A group of the comparison, or "all".
    beside
        A comparison series, such as the strikes of another attacker around the same event. It
        is no control: campaigns displace one another.
    level
        Confidence level of the intervals.

    Returns
    -------
    pandas.DataFrame
        As :func:`~strikemap.statistics.models.interrupted_series`; its ``p`` is too often
        small without any change, and is no headline.

    Raises
    ------
    MapError
        ``ZONE_UNKNOWN``; ``TOO_FEW`` where a side of the event has under 14 covered days or no
        strike; ``SERIES_NOT_COVERED`` where most rows of `beside` come from sources that were
        not collected in both windows, or it does not cover the same days.
    MissingExtraError
        When statsmodels is not installed (extra ``models``).

    Examples
    --------
    >>> import strikemap as sm
    >>> strikes = sm.load_dataset("syria_2017_strikes")
    >>> result = sm.compare(strikes, "2017-05-04", where={"attacker": "Russia"})
    >>> sm.interrupted_time_series(result)["term"].tolist()
    ['intercept', 'trend', 'after', 'yesterday']
    """
    require_zone(comparison.daily.columns, zone)
    counts = comparison.daily[zone]
    day = np.arange(comparison.coverage.start_day, comparison.coverage.stop_day)
    after = day >= comparison.periods.event_day
    sides = [counts[after], counts[~after]]
    if min(len(side) for side in sides) < 14 or min(side.sum() for side in sides) == 0:
        raise MapError(
            f"A model of {zone} needs 14 covered days and a strike on either side of the event.",
            code="TOO_FEW",
            where=zone,
        )
    other = None if beside is None else _beside(comparison, beside)
    return interrupted_series(counts, after, beside=other, level=level)


def _beside(comparison: Comparison, beside: Comparison) -> pd.Series[float]:
    """Return the daily counts of a comparison series, or say why it is none."""
    days = beside.daily["all"].reindex(comparison.daily.index)
    if days.isna().any() or not covered_in_both(beside):
        raise MapError(
            "The series beside cannot be compared: its reports do not cover the same days, or most "
            "of them come from sources that were not collected in both windows.",
            code="SERIES_NOT_COVERED",
            where="beside",
        )
    return days


def _long(comparison: Comparison, zones: list[str]) -> pd.DataFrame:
    """Return one row per day of the windows and zone."""
    parts = []
    for after, period in enumerate(comparison.periods):
        days = pd.date_range(period.first_date, period.last_date)
        counts = comparison.daily.reindex(days).dropna()[zones]
        long = counts.rename_axis("day").reset_index().melt("day", var_name="zone")
        parts.append(long.rename(columns={"value": "count"}).assign(after=after))
    return pd.concat(parts, ignore_index=True)
