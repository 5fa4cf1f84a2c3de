"""Several periods in a row: which strikes fall in each, and the counts by zone."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.arrays import Bools
from strikemap.comparison.accounting import located
from strikemap.comparison.assembly import require_points
from strikemap.comparison.counting import groups_of, unit_of
from strikemap.comparison.notices import warn_of_rows
from strikemap.comparison.selection import Where, called, select
from strikemap.comparison.unselected import Unselected, unselected
from strikemap.errors import MapError
from strikemap.ledger import Entry, facts, file_rows
from strikemap.periods import MISSING_DAY, DateLike, Days, Period, as_event, days_of
from strikemap.placement.by_day import place_in_zones
from strikemap.zones.areas import NO_ZONE
from strikemap.zones.snapshots import MAX_DAYS, held_within


@dataclass(frozen=True, eq=False)
class Succession:
    """Strikes counted over several periods.

    ``table`` has a row per group and a last row "all": ``zone`` and ``n_1`` ... ``n_k``.
    ``strikes`` holds the mapped rows with ``panel`` (index of their period) and
    ``alternative``. Rows read = mapped rows + ledger entries. ``unplaced`` counts the rows of
    each period that have no point.
    """

    periods: tuple[Period, ...]
    unit: str
    by: str
    table: pd.DataFrame
    strikes: gpd.GeoDataFrame
    n_read: int
    ledger_entries: tuple[Entry, ...]
    unselected: Unselected
    aside: Mapping[str, int] | None = None
    unplaced: tuple[int, ...] = ()


def period_between(start: DateLike, end: DateLike) -> Period:
    """Return the period from ``start`` up to, not including, ``end`` (local dates)."""
    return Period(as_event(start).day, as_event(end).day)


def count_periods(
    strikes: gpd.GeoDataFrame,
    periods: Sequence[Period],
    *,
    zones: gpd.GeoDataFrame | None = None,
    where: Where | None = None,
    by: str | None = None,
    alternatives: bool = False,
    max_days: int | None = MAX_DAYS,
    part: bool = False,
) -> Succession:
    """Count strikes in each of several periods, in all and by zone.

    A row counts in the period that holds all of its possible days (both ends included);
    one that reaches over the edge of a period is set aside as ``DATE_PRECISION``. ``part`` says
    that the rows are a part of a table, which need not have every value that is asked for.

    Raises
    ------
    MapError
        ``WINDOWS_INVALID`` when there is no period, one is empty, or two overlap; those of
        :func:`strikemap.compare` for the table.

    Warns
    -----
    MapWarning
        What :func:`strikemap.compare` warns of.
    """
    _check_apart(periods)
    require_points(strikes)
    first, last = days_of(strikes["date_start"]), days_of(strikes["date_end"])
    chosen = select(strikes, where, part=part)
    rows_of = np.arange(1, len(strikes) + 1) if part else file_rows(strikes)
    selected = chosen.stated | (chosen.alternative if alternatives else False)
    panel = _panel(first, last, periods)
    possible = reasons_of(located(strikes), first, last, periods)
    reason = np.where(selected, possible, "NOT_SELECTED")
    kept = np.flatnonzero(reason == "")
    left_out = unselected(
        strikes, where, chosen, alternatives=alternatives, on_map=lambda rows: possible[rows] == ""
    )
    rows = strikes.iloc[kept]
    if zones is not None:
        rows = place_in_zones(rows, zones, on="date_start", max_days=max_days)
    rows = rows.assign(panel=panel[kept], alternative=chosen.alternative[kept])
    column = by or ("zone" if zones is not None else "all")
    held = zones
    if zones is not None:
        first_day = min(period.start_day for period in periods)
        held = held_within(zones, first_day, max(period.stop_day for period in periods))
    table, unit = _table(rows, column, held, len(periods), where), unit_of(strikes, kept)
    warn_of_rows(
        strikes,
        kept,
        zones=zones,
        in_zone=None if zones is None else (rows["zone"] != NO_ZONE).to_numpy(),
        names=[] if column in ("zone", "zone_side", "all") else table["zone"].iloc[:-1],
        by=column,
        where=where if isinstance(where, Mapping) else None,
        unit=unit,
    )
    return Succession(
        periods=tuple(periods),
        unit=unit,
        by=column,
        table=table,
        strikes=rows,
        n_read=len(strikes),
        ledger_entries=tuple(_entries(strikes, rows_of, reason, left_out.details())),
        unselected=left_out,
        unplaced=_unplaced(panel[(reason == "COORD_MISSING") & (first <= last)], len(periods)),
    )


def _unplaced(panel: npt.NDArray[np.int8], periods: int) -> tuple[int, ...]:
    """Return how many rows without a point fall in each period."""
    return tuple(np.bincount(panel[panel >= 0], minlength=periods).tolist())


def _check_apart(periods: Sequence[Period]) -> None:
    ordered = sorted(periods, key=lambda period: period.start_day)
    pairs = itertools.pairwise(ordered)
    empty = not ordered or any(period.days < 1 for period in ordered)
    if empty or any(a.stop_day > b.start_day for a, b in pairs):
        raise MapError(
            "The periods overlap, one is empty, or there are none. Give pairs (start, end) of "
            "dates; the end does not belong to the period.",
            code="WINDOWS_INVALID",
            where="windows",
        )


def _panel(first: Days, last: Days, periods: Sequence[Period]) -> npt.NDArray[np.int8]:
    panel = np.full(len(first), -1, dtype=np.int8)
    for i, period in enumerate(periods):
        panel[(first >= period.start_day) & (last < period.stop_day)] = i
    return panel


def reasons_of(
    has_point: Bools,
    first: Days,
    last: Days,
    periods: Sequence[Period],
) -> npt.NDArray[np.object_]:
    """Return "" for a row that falls in a period, else its reason code."""
    panel, touches = _panel(first, last, periods), np.zeros(len(first), dtype=bool)
    for period in periods:
        touches |= (first < period.stop_day) & (last >= period.start_day)
    reason = np.where(panel >= 0, "", np.where(touches, "DATE_PRECISION", "OUTSIDE_WINDOWS"))
    reason = reason.astype(object)
    reason[last < first] = "DATE_INVALID"
    reason[(first == MISSING_DAY) | (last == MISSING_DAY)] = "DATE_MISSING"
    reason[~has_point] = "COORD_MISSING"
    return reason


def _table(
    rows: pd.DataFrame,
    by: str,
    zones: gpd.GeoDataFrame | None,
    n_periods: int,
    where: Where | None,
) -> pd.DataFrame:
    named = rows.loc[~rows["alternative"]]
    group = groups_of(called(named[by], where) if by in named.columns else None, zones)
    names = [str(name) for name in group.categories]
    codes = group.codes if names else np.zeros(len(named), dtype=np.int8)
    cells = codes.astype(np.intp) * n_periods + named["panel"].to_numpy(dtype=np.intp)
    n = np.bincount(cells, minlength=max(len(names), 1) * n_periods).reshape(-1, n_periods)
    body = np.vstack([n[: len(names)], n.sum(axis=0)])
    table = pd.DataFrame(body, columns=[f"n_{i + 1}" for i in range(n_periods)])
    table.insert(0, "zone", [*names, "all"])
    return table


def _entries(
    strikes: pd.DataFrame,
    rows: npt.NDArray[np.int64],
    reason: npt.NDArray[np.object_],
    unselected: Mapping[int, str],
) -> list[Entry]:
    file = str(facts(strikes).get("file", ""))
    ids = strikes["id"].astype(str).to_numpy() if "id" in strikes else [""] * len(strikes)
    return [
        Entry(
            file=file,
            row=int(rows[row]),
            id=str(ids[row]),
            code=str(reason[row]),
            action="set aside",
            detail=_detail(str(reason[row]), unselected.get(int(row), "")),
        )
        for row in np.flatnonzero(reason != "")
    ]


def _detail(code: str, unselected: str) -> str:
    if code == "NOT_SELECTED":
        return "not selected by where=" + (f": {unselected}" if unselected else "")
    return "not in one period with all its possible days"
