"""Several events lined up: strikes per day and shares of zones by days from each event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from strikemap.comparison.assembly import Asked
from strikemap.comparison.counting import daily_counts
from strikemap.comparison.notices import warn_of_comparison
from strikemap.comparison.result import Comparison
from strikemap.comparison.selection import Where
from strikemap.comparison.streaming import counted
from strikemap.errors import MapError
from strikemap.periods import DateLike, Event, Period, Windows, as_event
from strikemap.readers.scanned import ScannedReports

#: Below this many events no band is drawn through them.
MIN_EVENTS: Final = 5


@dataclass(frozen=True, eq=False)
class EventStudy:
    """Strikes by days from several events.

    Attributes
    ----------
    table
        One row per event, group and bin of days: ``event``, ``zone`` (the group, "all"
        last), ``day`` (first day of the bin, 0 the event day), ``days`` (covered days in
        the bin), ``n`` (a row counts on each of its possible days by an equal share, so it
        need not be whole), ``per_day`` (covered day), ``share`` (of all strikes of the bin;
        NaN without any). Bins that the reports do not cover have NaN in the last three.
    events
        One row per event: ``event``, ``date``, ``n_before``, ``n_after`` (rows wholly in a
        window), ``days_before``, ``days_after`` (covered days in each window), ``n_set_aside``.
    pooled
        Mean over events of ``per_day`` and of ``share`` by group and bin with an interval
        of the mean (t distribution over events): only from :data:`MIN_EVENTS` events on,
        None below.
    by
        Column of the groups, "all" without.
    unit
        What one row of the table of strikes is.
    bin_days
        Length of a bin.
    """

    table: pd.DataFrame
    events: pd.DataFrame
    pooled: pd.DataFrame | None
    by: str
    unit: str
    bin_days: int


def event_study(
    strikes: gpd.GeoDataFrame | ScannedReports,
    events: Sequence[Event | DateLike],
    *,
    by: str | None = None,
    zones: gpd.GeoDataFrame | None = None,
    where: Where | None = None,
    days: int = 28,
    bin_days: int = 7,
    covered: tuple[DateLike, DateLike] | pd.DataFrame | None = None,
) -> EventStudy:
    """Line several events up and count strikes by days from each.

    Parameters
    ----------
    strikes
        Reports or strikes, as for :func:`strikemap.comparison`; may span years.
    events
        Events or dates. Each is looked at by itself; nothing is averaged below five.
    by
        Column of the groups, such as ``"zone_side"`` (needs `zones`, or strikes that were
        placed before), ``"region"`` or ``"target_side"``.
    zones
        Dated zones. An event without a snapshot near its strikes is refused with
        ``ZONES_TOO_FAR``: group such events by ``"region"`` or ``"target_side"``.
    where
        As for :func:`strikemap.comparison`.
    days
        Days before each event and from the event day on.
    bin_days
        Days counted together. Rows that cross an event or the edge of its windows are in
        the bins by their share of days, in no window's count, and in ``n_set_aside``:
        leaving them out would make every steady series dip at its event.
    covered
        As for :func:`strikemap.compare`.

    Returns
    -------
    EventStudy
        Frames ``bins`` (per event, group and bin of days) and ``events`` (per event and window).

    Raises
    ------
    MapError
        ``EVENTS_EMPTY``, ``EVENTS_SAME`` (two of one name), ``ZONES_MISSING``,
        ``WINDOWS_INVALID`` (`days` is not a multiple of `bin_days`), and those of
        :func:`strikemap.comparison`.

    Examples
    --------
    >>> import strikemap as sm
    >>> strikes = sm.load_dataset("syria_2017_strikes")
    >>> study = event_study(
    ...     strikes, ["2017-05-04"], by="region", where={"attacker": "Russia"}
    ... )
    >>> study.events[["n_before", "n_after"]].to_numpy().tolist()
    [[64, 26]]
    """
    named = _named(events)
    _check(strikes, by, zones, days, bin_days)
    results = [
        counted(
            strikes,
            Asked(
                event=event,
                windows=Windows(days),
                zones=zones,
                where=where,
                by=by,
                covered=covered,
            ),
        )
        for event in named
    ]
    for result in results:
        warn_of_comparison(result)
    table = pd.concat([_binned(result, bin_days) for result in results], ignore_index=True)
    return EventStudy(
        table=table,
        events=pd.DataFrame([_line(result) for result in results]),
        pooled=_pooled(table) if len(named) >= MIN_EVENTS else None,
        by=results[0].by,
        unit=results[0].unit,
        bin_days=bin_days,
    )


def _named(events: Sequence[Event | DateLike]) -> list[Event]:
    named = [as_event(event) for event in events]
    if not named:
        raise MapError("No event was given. Give at least one.", code="EVENTS_EMPTY")
    names = [event.name for event in named]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise MapError(
            f"Two events are named {twice[0]!r}. Give each its own name.",
            code="EVENTS_SAME",
            where=twice[0],
        )
    return named


def _placed_before(strikes: pd.DataFrame | ScannedReports, by: str) -> bool:
    """Return whether strikes were placed in zones before; those of a scan never are."""
    return not isinstance(strikes, ScannedReports) and by in strikes.columns


def _check(
    strikes: pd.DataFrame | ScannedReports, by: str | None, zones: object, days: int, bin_days: int
) -> None:
    if by in ("zone", "zone_side") and zones is None and not _placed_before(strikes, by):
        raise MapError(
            f"by={by!r} needs zones=, or strikes placed with place_in_zones(). Without zones "
            "of those days, group by 'region' or 'target_side'.",
            code="ZONES_MISSING",
            where=by,
        )
    if bin_days < 1 or days < 1 or days % bin_days:
        raise MapError(
            f"days={days} can't be cut into bins of {bin_days} days. Give a multiple.",
            code="WINDOWS_INVALID",
            where="bin_days",
        )


def _binned(result: Comparison, bin_days: int) -> pd.DataFrame:
    """Return counts per group and bin of days from the event."""
    first, stop = result.periods.before.start_day, result.periods.after.stop_day
    n_bins = (stop - first) // bin_days
    rows, names = result.tally.loc[~result.tally["alternative"]], result.groups
    daily = daily_counts(rows, names, Period(first, stop)).to_numpy().T.copy()
    for hole in result.uncovered:
        daily[:, hole.start_day - first : hole.stop_day - first] = 0.0
    n = np.round(daily.reshape(len(daily), n_bins, bin_days).sum(axis=2), 6)
    start = first + bin_days * np.arange(n_bins)
    covered = np.array([result.covered.days(Period(day, day + bin_days)) for day in start.tolist()])
    n[:, covered == 0] = np.nan
    with np.errstate(divide="ignore", invalid="ignore"):
        per_day, share = n / covered, n / n[-1]
    return pd.DataFrame(
        {
            "event": result.event.name,
            "zone": np.repeat([*names, "all"], n_bins),
            "day": np.tile(start - result.periods.event_day, len(n)),
            "days": np.tile(covered, len(n)),
            "n": n.ravel(),
            "per_day": per_day.ravel(),
            "share": share.ravel(),
        }
    )


def _line(result: Comparison) -> dict[str, object]:
    total = result.table.iloc[-1]
    before, after = (result.covered.days(period) for period in result.periods)
    aside = result.set_aside
    return {
        "event": result.event.name,
        "date": result.event.date,
        "n_before": int(total["n_before"]),
        "n_after": int(total["n_after"]),
        "days_before": before,
        "days_after": after,
        "n_set_aside": sum(
            aside.get(code, 0) for code in ("DATE_STRADDLES_EVENT", "DATE_PRECISION")
        ),
    }


def _pooled(table: pd.DataFrame) -> pd.DataFrame:
    """Return means over events with a .95 interval of the mean."""
    from scipy.stats import t

    parts = []
    for measure in ("per_day", "share"):
        grouped = table.groupby(["zone", "day"], sort=False)[measure]
        stats = grouped.agg(["mean", "std", "count"])
        half = t.ppf(0.975, stats["count"].clip(lower=2) - 1) * stats["std"]
        half = half / np.sqrt(stats["count"])
        half[stats["count"] < MIN_EVENTS] = np.nan
        parts.append(
            pd.DataFrame(
                {
                    measure: stats["mean"],
                    f"{measure}_low": stats["mean"] - half,
                    f"{measure}_high": stats["mean"] + half,
                    f"{measure}_events": stats["count"],
                }
            )
        )
    return pd.concat(parts, axis=1).reset_index()
