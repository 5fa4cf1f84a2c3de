"""Windows × zones: counts before and after an event, and what they support."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd

from strikemap.compare.accounting import reasons
from strikemap.compare.comparison import Comparison
from strikemap.compare.counting import coverage, daily_counts, groups_of, tally, unit_of
from strikemap.compare.selection import Where, require_column, select
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

    Returns
    -------
    Comparison
        Its ``table`` has a row per group and a last row "all": ``zone``, ``n_before``,
        ``n_after``, ``per_day_before``, ``per_day_after``, ``difference`` (per day).

    Raises
    ------
    MapError
        ``COLUMN_MISSING``, ``VALUE_UNKNOWN``, ``WHERE_INVALID``, ``WINDOWS_INVALID``,
        ``EVENT_DATE`` or ``DATE_TYPE``.

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
    placed = _placed(strikes.iloc[usable], zones)
    by = by or ("zone" if zones is not None else "all")
    group = groups_of(placed, by, zones)
    series = pd.DataFrame(
        {
            "row": usable,
            "day_start": day_start[usable],
            "day_end": day_end[usable],
            "group": group.codes.astype(np.intp) if by != "all" else np.zeros(len(usable), np.intp),
            "alternative": chosen.alternative[usable],
            "window": codes[usable],
        }
    )
    names = [str(name) for name in group.categories]
    span = coverage(day_start, periods)
    return Comparison(
        event=event,
        windows=windows,
        periods=periods,
        unit=unit_of(strikes),
        by=by,
        table=_table(series, names, periods, alternatives),
        strikes=_mapped(placed, series),
        zones=zones,
        where=dict(where) if isinstance(where, Mapping) else None,
        alternatives=alternatives,
        n_read=len(strikes),
        daily=_daily(series, names, span),
        coverage=span,
        series=series,
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
    if not isinstance(strikes, gpd.GeoDataFrame) or strikes._geometry_column_name is None:
        raise MapError(
            "The strikes are not a GeoDataFrame with points. Read them with read_reports().",
            code="COLUMN_MISSING",
            where="geometry",
        )
    for column in ("date_start", "date_end"):
        require_column(strikes, column, "read_reports() makes it")
    if by is not None and not (zones is not None and by in ("zone", "zone_side")):
        require_column(strikes, by, "by=")


def _placed(strikes: gpd.GeoDataFrame, zones: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    if zones is None:
        return strikes
    from strikemap.placement import place_in_zones

    return place_in_zones(strikes, zones, on="date_start")


def _mapped(placed: gpd.GeoDataFrame, series: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the rows on either map, with their period."""
    inside = (series["window"] >= 0).to_numpy()
    window = series["window"].to_numpy()[inside]
    return placed.loc[inside].assign(
        period=np.where(window == 0, "before", "after"),
        alternative=series["alternative"].to_numpy()[inside],
    )


def _table(
    series: pd.DataFrame, names: list[str], periods: Periods, alternatives: bool
) -> pd.DataFrame:
    """Return counts and daily rates per group."""
    n = _counts(series.loc[~series["alternative"]], len(names))
    days = np.array([period.days for period in periods])
    rate = n / days
    table = pd.DataFrame(
        {
            "zone": [*names, "all"],
            "n_before": n[:, 0],
            "n_after": n[:, 1],
            "per_day_before": rate[:, 0],
            "per_day_after": rate[:, 1],
            "difference": rate[:, 1] - rate[:, 0],
        }
    )
    if alternatives:
        other = _counts(series.loc[series["alternative"]], len(names))
        table.insert(3, "n_before_alternatives", other[:, 0])
        table.insert(4, "n_after_alternatives", other[:, 1])
    return table


def _counts(series: pd.DataFrame, n_groups: int) -> Days:
    inside = series.loc[series["window"] >= 0]
    return tally(inside["group"].to_numpy(), inside["window"].to_numpy(), n_groups)


def _daily(series: pd.DataFrame, names: list[str], span: Period) -> pd.DataFrame:
    exact = series["day_start"] == series["day_end"]
    counted = ~series["alternative"] & ((series["window"] >= 0) | exact)
    rows = series.loc[counted]
    return daily_counts(rows["day_start"].to_numpy(), rows["group"].to_numpy(), names, span)
