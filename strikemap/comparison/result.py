"""The comparison of two windows: its table, its rows, and every row left out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.comparison.accounting import Codes, entries
from strikemap.comparison.coverage import Covered
from strikemap.comparison.selection import Where
from strikemap.comparison.unselected import Unselected
from strikemap.ledger import Entry
from strikemap.periods import Days, Event, Period, Periods, Windows
from strikemap.zones.snapshots import held_within

#: Columns that placement adds; a caller's own columns of these names are replaced.
PLACED: Final = ("zone", "zone_side", "carried_back_days", "near_front")


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """Strikes before and after an event: the one place where anything was counted.

    Attributes
    ----------
    event, windows, periods
        What was compared; `periods` are whole local days.
    unit
        What one row is, one of :data:`strikemap.schema.UNIT`.
    by
        Column that the groups of the table come from, or "all" when there are none.
    table
        One row per group (column ``zone``), the last row "all". See :func:`compare`.
    strikes
        The mapped rows: the caller's columns, where zones were given also ``zone``,
        ``zone_side`` and ``carried_back_days``, and ``period`` ("before" or "after") and
        ``alternative`` (True: the attacker is named only as "A or B").
    zones
        The zones that were given.
    where
        The selection as a dictionary; None when there was none or it was a mask.
    alternatives
        Whether rows that name the attacker only as "A or B" are among the strikes.
    n_read
        Number of rows handed in; equals mapped rows plus ledger entries.
    daily
        Strikes per day (rows) and group (columns, the last "all"), without alternatives: a
        row counts on each of its possible days by an equal share, inside and outside the
        windows alike, rows that cross the event too. The days are those of `coverage`.
    coverage
        The unbroken stretch of days around the event that the reports cover.
    uncovered
        Stretches of days between the outer edges of the windows that they do not cover.
    series
        Every selected row with a date and a point, inside the windows or not: ``row``
        (position in the caller's table), ``day_start``, ``day_end``, ``group`` and
        ``alternative``; what placebo dates and sensitivity are computed from.
    placed
        What placement adds to the rows of `series`, in their order; None without zones.
    source
        The caller's table, untouched.
    selection
        The `where` argument as it was given.
    unselected
        What the selection leaves out of the maps although it may have been meant.
    """

    event: Event
    windows: Windows
    periods: Periods
    unit: str
    by: str
    table: pd.DataFrame
    zones: gpd.GeoDataFrame | None
    where: dict[str, Any] | None
    alternatives: bool
    n_read: int
    daily: pd.DataFrame
    coverage: Period
    uncovered: tuple[Period, ...]
    series: pd.DataFrame
    placed: pd.DataFrame | None
    source: gpd.GeoDataFrame
    selection: Where | None
    codes: Codes
    day_start: Days
    day_end: Days
    unselected: Unselected

    @cached_property
    def strikes(self) -> gpd.GeoDataFrame:
        """The mapped rows, see above; made when first asked for."""
        window = self.series["window"].to_numpy()
        inside = np.flatnonzero(window >= 0)
        period = np.where(window[inside] == 0, "before", "after")
        return self.rows(inside).assign(period=period)

    def rows(self, positions: npt.NDArray[np.intp]) -> gpd.GeoDataFrame:
        """Return rows of `series` as the caller's rows, with their zones and ``alternative``."""
        chosen = self.series.iloc[positions]
        added: dict[str, Any] = {}
        if self.placed is not None:
            placed = self.placed.iloc[positions]
            added = {str(name): placed[name].to_numpy() for name in placed}
        added["alternative"] = chosen["alternative"].to_numpy()
        return self.source.iloc[chosen["row"].to_numpy()].assign(**added)

    @cached_property
    def ledger_entries(self) -> list[Entry]:
        """Every row that is on neither map, with its reason, in the table's order."""
        return entries(
            self.source,
            self.codes,
            self.day_start,
            self.day_end,
            self.periods,
            self.unselected.details(),
        )

    @property
    def set_aside(self) -> dict[str, int]:
        """How many rows were left out, by reason code."""
        names = pd.Series([entry["code"] for entry in self.ledger_entries], dtype=object)
        return {str(code): int(n) for code, n in names.value_counts(sort=False).items()}

    @cached_property
    def zones_shown(self) -> gpd.GeoDataFrame | None:
        """The zones that hold on a day between the outer edges of the windows."""
        if self.zones is None:
            return None
        return held_within(self.zones, self.periods.before.start_day, self.periods.after.stop_day)

    def shown(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return a table without the zones of other times, which only placebo dates need."""
        if self.zones is None or self.zones_shown is None or self.by != "zone":
            return table
        others = set(self.zones["zone"]) - set(self.zones_shown["zone"])
        return table[~table["zone"].isin(others)].reset_index(drop=True) if others else table

    @property
    def covered(self) -> Covered:
        """The covered days, for rates of these windows."""
        return Covered(self.coverage, self.uncovered)

    @property
    def groups(self) -> list[str]:
        """Names of the table's rows without the last, "all"."""
        return [str(name) for name in self.table["zone"].iloc[:-1]]

    def __repr__(self) -> str:
        before, after = self.periods
        return (
            f"Comparison({self.event.name!r}, {self.event.date}, {before.days} and {after.days} "
            f"days, by {self.by})\n{self.table.iloc[:, :3].to_string(index=False)}"
        )

    def _repr_html_(self) -> str:
        return str(self.table.to_html(index=False, escape=True))
