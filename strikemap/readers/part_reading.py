"""The reading of a part: its rows judged at once, all that they say read where it is asked for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from strikemap.arrays import Bools, Floats, Ints, Positions
from strikemap.formats.frames import with_plain_cells
from strikemap.formats.table import RawTable
from strikemap.readers.account import Account, account_of
from strikemap.readers.assembly import assemble, own_and_made
from strikemap.readers.evidence import Evidence, Known, Repeats, evidence_of, repeats_of, rows_twice
from strikemap.readers.filling import actor_columns, columns_behind, harmonised_columns
from strikemap.readers.header import Headers, Layout
from strikemap.readers.pairs import spread_pairs
from strikemap.readers.parts import RawPart
from strikemap.readers.reading import Judged, Part, Settings, judged, judging_columns


@dataclass(frozen=True, eq=False)
class Reading:
    """How every part is read: the same rules as for a whole table, and what the whole proved."""

    headers: Headers
    settings: Settings
    numbers: frozenset[str] = frozenset()
    known: Known | None = None

    def laid_out(
        self,
        part: RawPart,
        columns: Collection[str] | None = None,
        at: Positions | None = None,
    ) -> tuple[RawTable, Layout]:
        """Return a part, or some columns and rows of it, as a raw table, and which column is what.

        Where cells hold pairs, which make columns of their own, all columns are taken.
        """
        layout = self.headers.layout(part.names)
        if columns is None or layout.dialect.pairs:
            columns = part.names
        table = part.table(columns, at)
        table = self.known.typed(table) if self.known is not None else table
        spread_pairs(table, layout.dialect)
        names = list(table.frame.columns)
        if layout.dialect.pairs:
            layout = self.headers.layout(names)
        roles = {role: name for role, name in layout.roles.items() if name in names}
        layout = replace(layout, roles=roles)
        table.frame = with_plain_cells(table.frame, self.headers.used(part.names))
        return table, layout

    def _judging(self, part: RawPart) -> set[str]:
        return judging_columns(self.headers.layout(part.names), part.names)

    def evidence(self, part: RawPart) -> Evidence:
        """Return what a part shows."""
        numbers = self.numbers & set(part.names)
        table, layout = self.laid_out(part, self._judging(part) | numbers)
        settings = self.settings
        return evidence_of(
            part.source, table, layout, settings.dates, crs=settings.crs, numbers=numbers
        )

    def repeats(self, part: RawPart, name: str, twice: Any) -> Repeats:
        """Return the rows of a part whose ids stand on several rows of the whole."""
        rows = rows_twice(self.laid_out(part, [name])[0].frame[name], twice)
        table, _ = self.laid_out(part, at=rows)
        return repeats_of(table, name, part.start + rows)

    def judged(self, part: RawPart) -> tuple[PartReports, Account]:
        """Return the rows of a part that stay, and what became of the others."""
        if self.known is None:
            raise AssertionError("the whole is looked at first")
        table, layout = self.laid_out(part, self._judging(part))
        settings = replace(self.settings, dates=self.known.dates)
        found = Part(self.known, part.start)
        rows = judged(part.source, table, layout, settings, found)
        return PartReports(self, part, rows), account_of(rows.accounting, found)


@dataclass(frozen=True, eq=False)
class PartReports:
    """The reports of a part: days and places of all, whatever else of those that are asked for."""

    reading: Reading
    part: RawPart
    judged: Judged

    @cached_property
    def kept(self) -> Positions:
        """Which rows of the part stay."""
        kept: Positions = np.flatnonzero(self.judged.accounting.kept())
        return kept

    def __len__(self) -> int:
        return len(self.kept)

    @property
    def start(self) -> int:
        """How many rows of the whole table are before the part."""
        return self.part.start

    @property
    def file(self) -> str:
        """Name of the part's file."""
        return self.part.source.name

    @cached_property
    def first(self) -> Ints:
        """First possible day of each report, counted from 1970-01-01."""
        return self.judged.dates.start[self.kept].astype("datetime64[D]").astype(np.int64)

    @cached_property
    def last(self) -> Ints:
        """Last possible day of each report."""
        return self.judged.dates.end[self.kept].astype("datetime64[D]").astype(np.int64)

    @property
    def places(self) -> tuple[Floats, Floats]:
        """Longitudes and latitudes; NaN where a report has none."""
        points = self.judged.points
        return points.lon[self.kept], points.lat[self.kept]

    @property
    def located(self) -> Bools:
        """Which reports have a point."""
        lon, lat = self.places
        found: Bools = np.isfinite(lon) & np.isfinite(lat)
        return found

    def ids(self, at: Positions) -> Any:
        """Return the ids of some reports."""
        return self.judged.ids[self.kept[at]]

    def rows(self, at: Positions) -> Ints:
        """Return the numbers that some reports have in their file."""
        return self.part.rows[self.kept[at]]

    def states(self, name: str) -> bool:
        """Return whether the table has a column."""
        return name in self.part.names

    def columns(self, names: Collection[str]) -> pd.DataFrame:
        """Return some columns of all reports, those that there are; others may come with them."""
        layout = self.reading.headers.layout(self.part.names)
        behind = columns_behind(names, layout, self.part.names)
        if behind is None:
            return pd.DataFrame(self.reports())
        table, layout = self.reading.laid_out(self.part, behind, self.kept)
        made = harmonised_columns(table, layout) | actor_columns(table, layout)
        return own_and_made(table, layout, made, names)

    def reports(self, at: Positions | None = None) -> gpd.GeoDataFrame:
        """Return reports as :func:`strikemap.read_reports` does, all or those of some places."""
        rows = self.kept if at is None else self.kept[at]
        table, layout = self.reading.laid_out(self.part, at=rows)
        columns = harmonised_columns(table, layout) | actor_columns(table, layout)
        every = np.ones(len(rows), dtype=bool)
        return assemble(table, layout, *self.judged.at(rows), columns, every)
