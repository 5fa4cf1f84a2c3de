"""A comparison put together: rows chosen, dated, placed, grouped and counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.comparison.accounting import HIDDEN, Codes, located, reasons, unplaced
from strikemap.comparison.counting import daily_counts, groups_of, unit_of
from strikemap.comparison.coverage import covered_days
from strikemap.comparison.result import PLACED, Comparison
from strikemap.comparison.selection import Where, called, require_column, select
from strikemap.comparison.table import table_of
from strikemap.comparison.tally import tallied
from strikemap.comparison.unselected import unselected
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
from strikemap.placement.by_day import place_in_zones
from strikemap.schema import CRS, MARKING
from strikemap.zones.snapshots import MAX_DAYS, held_within

Rows = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Filtered:
    """Rows that a reader has filtered away, and the days between which the filters were set.

    ``hidden`` are positions in the table. Of rows on other days than ``days`` nobody knows
    whether they would pass, so that nothing is counted there.
    """

    hidden: Rows
    days: Period


@dataclass(frozen=True, eq=False, kw_only=True)
class Asked:
    """What :func:`strikemap.compare` was asked for; it says what each of these means."""

    event: Event | DateLike
    windows: Windows | int = 19
    zones: gpd.GeoDataFrame | None = None
    where: Where | None = None
    by: str | None = None
    alternatives: bool = False
    covered: tuple[DateLike, DateLike] | pd.DataFrame | None = None
    max_days: int | None = MAX_DAYS
    day_share: bool = False
    level: float = 0.95
    mid_p: bool = False
    filtered: Filtered | None = None


def assemble(strikes: gpd.GeoDataFrame, asked: Asked) -> Comparison:
    """Count as :func:`strikemap.compare` does, without its warnings."""
    event, windows = as_event(asked.event), as_windows(asked.windows)
    periods = windows.periods(event)
    require_points(strikes)
    require_columns(strikes, asked)
    day_start, day_end = days_of(strikes["date_start"]), days_of(strikes["date_end"])
    chosen = select(strikes, asked.where)
    selected = chosen.stated | chosen.alternative if asked.alternatives else chosen.stated
    codes = reasons(located(strikes), selected, day_start, day_end, periods)
    covered = covered_days(asked.covered, day_start, day_end, periods)
    if asked.filtered is not None:
        codes[asked.filtered.hidden] = HIDDEN
        covered = replace(covered, span=_overlap(covered.span, asked.filtered.days))
    span = covered.span
    usable = _usable(codes, day_start, day_end, span, periods)
    placed = None if asked.zones is None else placed_rows(strikes, usable, codes, asked)
    by = asked.by or ("zone" if asked.zones is not None else "all")
    held = asked.zones
    if held is not None:
        held = held_within(held, periods.before.start_day, periods.after.stop_day)
    group = groups_of(group_column(strikes, usable, placed, by, asked.where), held)
    names = [str(name) for name in group.categories]
    series = pd.DataFrame(
        {
            "row": usable,
            "day_start": day_start[usable],
            "day_end": day_end[usable],
            "group": group.codes.astype(np.intp) if names else np.intp(0),
            "alternative": chosen.alternative[usable],
            "window": codes[usable],
        }
    )
    tally = tallied(series)
    table = table_of(
        tally,
        names,
        periods,
        covered,
        alternatives=asked.alternatives,
        day_share=asked.day_share,
        level=asked.level,
        mid_p=asked.mid_p,
    )
    return Comparison(
        event=event,
        windows=windows,
        periods=periods,
        unit=unit_of(strikes, usable),
        by=by,
        table=table,
        zones=asked.zones,
        where=dict(asked.where) if isinstance(asked.where, Mapping) else None,
        alternatives=asked.alternatives,
        n_read=len(strikes),
        daily=daily_counts(tally.loc[~tally["alternative"]], names, span),
        coverage=span,
        uncovered=covered.uncovered,
        beyond=covered.beyond,
        level=asked.level,
        tally=tally,
        series=series,
        placed=placed,
        source=strikes,
        selection=asked.where,
        codes=codes,
        unplaced=unplaced(codes, day_start, day_end, periods),
        day_start=day_start,
        day_end=day_end,
        unselected=unselected(
            strikes,
            asked.where,
            chosen,
            alternatives=asked.alternatives,
            on_map=lambda rows: on_map(strikes, rows, day_start, day_end, periods),
        ),
    )


def _overlap(one: Period, other: Period) -> Period:
    start = max(one.start_day, other.start_day)
    return Period(start, max(start, min(one.stop_day, other.stop_day)))


def on_map(
    strikes: gpd.GeoDataFrame, rows: Rows, day_start: Days, day_end: Days, periods: Periods
) -> npt.NDArray[np.bool_]:
    """Return which rows have a point and a date within one of the windows."""
    every = np.ones(len(rows), dtype=bool)
    return (
        reasons(
            located(strikes.geometry.iloc[rows]), every, day_start[rows], day_end[rows], periods
        )
        >= 0
    )


def require_points(strikes: gpd.GeoDataFrame) -> None:
    """Raise on what has no points in longitude and latitude."""
    if not isinstance(strikes, gpd.GeoDataFrame) or strikes.active_geometry_name is None:
        raise MapError(
            "The strikes are not a GeoDataFrame with points. Read them with read_reports().",
            code="COLUMNS_MISSING",
            where="geometry",
        )
    if strikes.crs is not None and strikes.crs != CRS:
        raise MapError(
            f"The strikes are in {strikes.crs.name}, not in {CRS}. Pass strikes.to_crs({CRS!r}).",
            code="CRS_UNKNOWN",
            where=str(strikes.crs.name),
        )
    if strikes.crs is None and np.isfinite(strikes.total_bounds).any():
        raise MapError(
            "The strikes do not say which coordinate reference system their points are in. Pass "
            f"strikes.set_crs({CRS!r}) if they are longitude and latitude; otherwise "
            f"strikes.set_crs(...) with theirs, then .to_crs({CRS!r}).",
            code="CRS_MISSING",
            where="geometry",
        )
    for name in strikes.columns.intersection([*MARKING, "location_precision"]):
        require_column(strikes, name, "a mark is drawn by it")


def require_columns(strikes: gpd.GeoDataFrame, asked: Asked) -> None:
    """Raise where a column is missing that a comparison needs."""
    for column in ("date_start", "date_end"):
        require_column(strikes, column, "read_reports() makes it")
    by = asked.by
    if by is not None and not (asked.zones is not None and by in ("zone", "zone_side")):
        require_column(strikes, by, "by=")


def _usable(codes: Codes, day_start: Days, day_end: Days, span: Period, periods: Periods) -> Rows:
    """Return the selected rows with a date and a point within the windows and covered days."""
    rows = np.flatnonzero(codes > -5)
    first = min(span.start_day, periods.before.start_day)
    stop = max(span.stop_day, periods.after.stop_day)
    return rows[(day_end[rows] >= first) & (day_start[rows] < stop)]


def placed_rows(strikes: gpd.GeoDataFrame, rows: Rows, codes: Codes, asked: Asked) -> pd.DataFrame:
    """Return what placement adds to the rows, in their order.

    Zones may be refused as too far from a mapped strike's day; rows outside the windows
    only serve the placebo dates and take the nearest zones there are.
    """
    mapped = codes[rows] >= 0
    asks = ("date_start", "target_side", "radius_km", str(strikes.active_geometry_name))
    slim = strikes[[name for name in asks if name in strikes.columns]]
    near, far = slim.iloc[rows[mapped]], slim.iloc[rows[~mapped]]
    parts = [place_in_zones(near, asked.zones, max_days=asked.max_days)]
    if len(far):
        parts.append(place_in_zones(far, asked.zones, max_days=None))
    both = pd.concat([pd.DataFrame(part[list(PLACED)]) for part in parts], ignore_index=True)
    order = np.argsort(np.concatenate([rows[mapped], rows[~mapped]]), kind="stable")
    return both.iloc[order].reset_index(drop=True)


def group_column(
    strikes: gpd.GeoDataFrame,
    rows: Rows,
    placed: pd.DataFrame | None,
    by: str,
    where: Where | None,
) -> pd.Series[Any] | None:
    """Return the column that the groups come from, or None when there are no groups."""
    if by == "all" and by not in strikes.columns:
        return None
    if placed is not None and by in placed.columns:
        return placed[by]
    return called(strikes[by].iloc[rows], where)
