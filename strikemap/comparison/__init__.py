"""Windows × zones: counts before and after an event, and what they support."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.comparison.accounting import Codes, reasons
from strikemap.comparison.counting import coverage, daily_counts, groups_of, unit_of
from strikemap.comparison.result import PLACED, Comparison
from strikemap.comparison.selection import Where, require_column, select
from strikemap.comparison.table import table_of
from strikemap.errors import MapError
from strikemap.periods import (
    DateLike,
    Days,
    Event,
    Period,
    Periods,
    Windows,
    as_event,
    as_windows,
    days_of,
)
from strikemap.placement import place_in_zones
from strikemap.schema import CRS
from strikemap.snapshots import MAX_DAYS

__all__ = ["Comparison", "compare"]


def compare(
    strikes: gpd.GeoDataFrame,
    event: Event | DateLike,
    *,
    windows: Windows | int = 19,
    zones: gpd.GeoDataFrame | None = None,
    where: Where | None = None,
    by: str | None = None,
    alternatives: bool = False,
    covered: tuple[DateLike, DateLike] | None = None,
    max_days: int | None = MAX_DAYS,
    day_share: bool = False,
    level: float = 0.95,
    mid_p: bool = False,
) -> Comparison:
    """Count strikes before and after an event, in all and by zone.

    Parameters
    ----------
    strikes
        Reports or strikes with ``date_start``, ``date_end`` (naive local dates, both
        possible days included) and points in EPSG:4326. The frame is not changed.
    event
        An :class:`Event` or its local date; the event day counts as after.
    windows
        Days before and from the event day on, or :class:`Windows`.
    zones
        Dated polygons; every strike is placed by the snapshot of its own date.
    where
        ``{column: value | [values]}`` or a boolean Series. ``{"attacker": "Russia"}``
        selects Russia named alone or jointly.
    by
        Column to group by instead of ``zone``, e.g. ``"region"`` or ``"zone_side"``.
    alternatives
        Also map rows that name the attacker only as "A or B". They are a class of their
        own (``n_before_alternatives``, ``n_after_alternatives``) and in no other number.
    covered
        First and last day (both included) that the source covers. By default from its
        first to its last report around the event, silent stretches no longer than those
        between reports included.
    max_days
        Refuse zones of a day further than this from a mapped strike's own; None: never.
    day_share
        Add counts in which a row whose range of dates crosses the event or another edge
        of a window counts in each window by its share of days: ``n_before_weighted``,
        ``n_after_weighted``, ``rate_ratio_weighted``. Such rows stay off the map.
    level
        Confidence level of the intervals.
    mid_p
        Use mid-p intervals and p values instead of the exact ones.

    Returns
    -------
    Comparison
        Its ``table`` has a row per group and a last row "all", with the columns

        - ``zone``, ``n_before``, ``n_after``: mapped rows in each window;
        - ``per_day_before``, ``per_day_after``, ``difference``: daily rates;
        - ``share_before``, ``share_after``: of all mapped rows of the window;
        - ``rate_ratio``, ``ci_low``, ``ci_high``, ``p_exact``: as if strikes were
          independent (exact conditional interval; NaN where there is no strike at all);
        - ``dispersion``: variance over mean of daily counts within the windows;
          ``ci_low_adjusted``, ``ci_high_adjusted``: the interval widened for it and for
          the autocorrelation of the days (at .95 it excludes 1 without any change in .02
          to .08 of simulated series, in .12 to .14 where days hang together at ρ = .8);
        - ``p_placebo``: share of all days of the ring, the event's among them, at which
          the change is at least as large
          (:func:`~strikemap.statistics.placebo.circular_shift`); NaN where the reports do
          not cover the windows. ``p_placebo_holm``, ``p_placebo_bh``: adjusted over the
          groups.

    Raises
    ------
    MapError
        ``COLUMN_MISSING``, ``VALUE_UNKNOWN``, ``WHERE_INVALID``, ``WINDOWS_INVALID``,
        ``EVENT_DATE``, ``DATE_TYPE`` or ``CRS_UNKNOWN``.
    ZoneError
        What :func:`strikemap.place_in_zones` raises.

    Examples
    --------
    >>> import strikemap as sm
    >>> strikes = sm.load_dataset("syria_2017_strikes")
    >>> deal = sm.Event("De-escalation deal", "2017-05-04")
    >>> result = sm.compare(strikes, deal, where={"attacker": "Russia"}, by="region")
    >>> result.table.set_index("zone").loc["north-west", ["n_before", "n_after"]].tolist()
    [34, 0]
    """
    event, windows = as_event(event), as_windows(windows)
    periods = windows.periods(event)
    _check_columns(strikes, zones, by)
    day_start, day_end = days_of(strikes["date_start"]), days_of(strikes["date_end"])
    chosen = select(strikes, where)
    selected = chosen.stated | chosen.alternative if alternatives else chosen.stated
    codes = reasons(strikes, selected, day_start, day_end, periods)
    usable = np.flatnonzero(codes > -5)
    span = _coverage(covered, day_start, periods)
    first = min(span.start_day, periods.before.start_day)
    stop = max(span.stop_day, periods.after.stop_day)
    usable = usable[(day_end[usable] >= first) & (day_start[usable] < stop)]
    placed = None if zones is None else _placed(strikes, usable, codes, zones, max_days)
    by = by or ("zone" if zones is not None else "all")
    group = groups_of(_column(strikes, usable, placed, by), zones)
    names = [str(name) for name in group.categories]
    series = pd.DataFrame(
        {"row": usable, "day_start": day_start[usable], "day_end": day_end[usable]}
    )
    series["group"] = group.codes.astype(np.intp) if names else np.intp(0)
    series["alternative"], series["window"] = chosen.alternative[usable], codes[usable]
    table = table_of(
        series,
        names,
        periods,
        span,
        alternatives=alternatives,
        day_share=day_share,
        level=level,
        mid_p=mid_p,
    )
    return Comparison(
        event=event,
        windows=windows,
        periods=periods,
        unit=unit_of(strikes),
        by=by,
        table=table,
        zones=zones,
        where=dict(where) if isinstance(where, Mapping) else None,
        alternatives=alternatives,
        n_read=len(strikes),
        daily=_daily(series, names, span),
        coverage=span,
        series=series,
        placed=placed,
        source=strikes,
        selection=where,
        codes=codes,
        day_start=day_start,
        day_end=day_end,
    )


def _check_columns(
    strikes: gpd.GeoDataFrame, zones: gpd.GeoDataFrame | None, by: str | None
) -> None:
    """Raise on a table that cannot be compared."""
    if not isinstance(strikes, gpd.GeoDataFrame) or strikes.active_geometry_name is None:
        raise MapError(
            "The strikes are not a GeoDataFrame with points. Read them with read_reports().",
            code="COLUMN_MISSING",
            where="geometry",
        )
    if strikes.crs is not None and strikes.crs != CRS:
        raise MapError(
            f"The strikes are in {strikes.crs.name}, not in {CRS}. Pass strikes.to_crs({CRS!r}).",
            code="CRS_UNKNOWN",
            where=str(strikes.crs.name),
        )
    if strikes.crs is None and np.nanmax(np.abs(strikes.total_bounds), initial=0.0) > 180:
        raise MapError(
            "The strikes state no coordinate reference system and lie outside longitude and "
            f"latitude. Pass strikes.set_crs(...) with theirs, then .to_crs({CRS!r}).",
            code="CRS_MISSING",
            where="geometry",
        )
    for column in ("date_start", "date_end"):
        require_column(strikes, column, "read_reports() makes it")
    if by is not None and not (zones is not None and by in ("zone", "zone_side")):
        require_column(strikes, by, "by=")


def _coverage(
    covered: tuple[DateLike, DateLike] | None, day_start: Days, periods: Periods
) -> Period:
    """Return the days that the reports cover, as stated or as the table shows."""
    if covered is None:
        return coverage(day_start, periods)
    first, last = (as_event(date).day for date in covered)
    if last < first:
        raise MapError(
            f"covered={covered!r} ends before it starts. Give the first and the last day that "
            "the source covers.",
            code="WINDOWS_INVALID",
        )
    return Period(first, last + 1)


def _placed(
    strikes: gpd.GeoDataFrame,
    rows: npt.NDArray[np.intp],
    codes: Codes,
    zones: gpd.GeoDataFrame,
    max_days: int | None,
) -> pd.DataFrame:
    """Return what placement adds to the rows, in their order.

    Zones may be refused as too far from a mapped strike's day; rows outside the windows
    only serve the placebo dates and take the nearest zones there are.
    """
    mapped = codes[rows] >= 0
    near, far = strikes.iloc[rows[mapped]], strikes.iloc[rows[~mapped]]
    parts = [place_in_zones(near, zones, max_days=max_days)]
    if len(far):
        parts.append(place_in_zones(far, zones, max_days=None))
    added = [name for name in parts[0].columns if name in PLACED or name not in strikes.columns]
    both = pd.concat([pd.DataFrame(part[added]) for part in parts], ignore_index=True)
    order = np.argsort(np.concatenate([rows[mapped], rows[~mapped]]), kind="stable")
    return both.iloc[order].reset_index(drop=True)


def _column(
    strikes: gpd.GeoDataFrame,
    rows: npt.NDArray[np.intp],
    placed: pd.DataFrame | None,
    by: str,
) -> pd.Series[Any] | None:
    """Return the column that the groups come from, or None when there are no groups."""
    if by == "all" and by not in strikes.columns:
        return None
    if placed is not None and by in placed.columns:
        return placed[by]
    column: pd.Series[Any] = strikes[by].iloc[rows]
    return column


def _daily(series: pd.DataFrame, names: list[str], span: Period) -> pd.DataFrame:
    exact = series["day_start"] == series["day_end"]
    counted = ~series["alternative"] & ((series["window"] >= 0) | exact)
    rows = series.loc[counted]
    return daily_counts(rows["day_start"].to_numpy(), rows["group"].to_numpy(), names, span)
