"""The comparison of two windows: its table, its rows, and every row left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple, NoReturn

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.comparison.accounting import REASONS, Codes, entries
from strikemap.comparison.coverage import Covered
from strikemap.comparison.selection import Where
from strikemap.comparison.unselected import Unselected
from strikemap.errors import MapError
from strikemap.ledger import Entry
from strikemap.periods import Days, Event, Period, Periods, Windows
from strikemap.zones.snapshots import held_within

#: Columns that placement adds; a caller's own columns of these names are replaced.
PLACED: Final = ("zone", "zone_side", "carried_back_days", "near_front")


class Held(NamedTuple):
    """Rows held in memory: their table, their counting (``row`` is the position in it), zones."""

    source: gpd.GeoDataFrame
    series: pd.DataFrame
    placed: pd.DataFrame | None


class NotHeld:
    """What stands in a comparison of a scan for rows that are not in memory: using it raises."""

    def _refuse(self, *_: Any) -> NoReturn:
        raise MapError(
            "This needs every row of the table, and a scan holds only counts and the rows near the "
            "event. Take the rows that are needed into memory: compare(scan.between(first, last), "
            "...), or read_reports() and memory for all of them.",
            code="NOT_STREAMED",
            where="scan",
        )

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        self._refuse()

    __len__ = __getitem__ = __iter__ = __contains__ = __array__ = _refuse
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __hash__ = None  # type: ignore[assignment]


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
    beyond
        How many days of `coverage` lie before the first or after the last report: as long as
        silences among the reports, they are taken as covered where a window reaches there.
    level
        Confidence level of the intervals in `table`.
    tally
        The rows of `series` that are alike in all that is counted as one, with their number
        ``n``; what the table and placebo dates are computed from.
    series
        Every selected row with a date and a point, inside the windows or not: ``row``
        (position in the caller's table), ``day_start``, ``day_end``, ``group`` and
        ``alternative``.
    placed
        What placement adds to the rows of `series`, in their order; None without zones.
    source
        The caller's table, untouched.
    selection
        The `where` argument as it was given.
    unselected
        What the selection leaves out of the maps although it may have been meant.
    unplaced
        How many selected rows of the first and of the second window have no point; none of a scan.
    near, aside, lines, stated, ends
        Of a scan, whose rows are not in memory (`source`, `series`, `placed`, `codes`,
        `day_start` and `day_end` then raise ``NOT_STREAMED``): the rows near the event, how many
        were left out by code, some ledger lines, and the rows that state each text of a column
        in `where`, and every last possible day.
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
    beyond: int
    level: float
    tally: pd.DataFrame
    series: pd.DataFrame
    placed: pd.DataFrame | None
    source: gpd.GeoDataFrame
    selection: Where | None
    codes: Codes
    day_start: Days
    day_end: Days
    unselected: Unselected
    unplaced: tuple[int, int] = (0, 0)
    near: Held | None = None
    aside: Mapping[str, int] | None = None
    lines: tuple[Entry, ...] = ()
    stated: Mapping[str, Mapping[str, int]] | None = None
    ends: Days | None = None

    @property
    def last_days(self) -> Days:
        """Every last possible day of a row of the table, selected or not."""
        return self.day_end if self.ends is None else self.ends

    @property
    def held(self) -> Held:
        """The rows held in memory: all of the table or, of a scan, those near the event."""
        return self.near or Held(self.source, self.series, self.placed)

    @cached_property
    def strikes(self) -> gpd.GeoDataFrame:
        """The mapped rows, see above; made when first asked for."""
        window = self.held.series["window"].to_numpy()
        inside = np.flatnonzero(window >= 0)
        period = np.where(window[inside] == 0, "before", "after")
        return self.rows(inside).assign(period=period)

    def rows(self, positions: npt.NDArray[np.intp]) -> gpd.GeoDataFrame:
        """Return rows that are held as the caller's, with their zones and ``alternative``."""
        source, series, placed = self.held
        chosen = series.iloc[positions]
        added: dict[str, Any] = {}
        if placed is not None:
            own = placed.iloc[positions]
            added = {str(name): own[name].to_numpy() for name in own}
        added["alternative"] = chosen["alternative"].to_numpy()
        rows = chosen["row"].to_numpy()
        whole = len(rows) == len(source) and np.array_equal(rows, np.arange(len(rows)))
        return (source if whole else source.iloc[rows]).assign(**added)

    @cached_property
    def ledger_entries(self) -> list[Entry]:
        """Every row that is on neither map, with its reason, in the table's order.

        Of a scan some for each reason, and a line with the number of all.
        """
        if self.aside is not None:
            return list(self.lines)
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
        if self.aside is not None:
            return dict(self.aside)
        counts = pd.Series(self.codes[self.codes < 0]).map(REASONS).value_counts(sort=False)
        return {str(code): int(n) for code, n in counts.items()}

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
        return Covered(self.coverage, self.uncovered, self.beyond)

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
