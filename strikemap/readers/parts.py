"""Parts of a table that is not in memory: where they are, and how they are counted over."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import numpy as np
import pandas as pd
import shapely

from strikemap.arrays import Positions
from strikemap.formats.source import Source
from strikemap.formats.stream import Chunk, Stream
from strikemap.formats.table import RawTable, Rows
from strikemap.formats.wkb import holds_deep

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class RawPart:
    """Rows that follow each other, as they stand in their file, and how many are before them.

    ``cells`` are a table of Arrow or of pandas, ``geometry`` shapes in WKB or as they are;
    ``rows`` number them in their file.
    """

    source: Source
    start: int
    rows: Rows
    cells: Any
    format: str
    geometry: Any = None
    crs: Any = None

    @property
    def names(self) -> list[str]:
        """Names of the columns."""
        return list(self.cells.columns if self._is_frame else self.cells.column_names)

    @property
    def _is_frame(self) -> bool:
        return isinstance(self.cells, pd.DataFrame)

    def table(
        self, columns: Collection[str] | None = None, at: Positions | None = None
    ) -> RawTable:
        """Return the part, or some columns and rows of it, as a raw table."""
        cells, geometry, rows = self.cells, self.geometry, self.rows
        if columns is not None:
            named = [name for name in self.names if name in columns]
            cells = cells[named] if self._is_frame else cells.select(named)
        if at is not None:
            cells, rows = cells.iloc[at] if self._is_frame else cells.take(at), rows[at]
            geometry = None if geometry is None else geometry.take(at)
        frame = cells.reset_index(drop=True) if self._is_frame else cells.to_pandas()
        frame = frame if len(frame.columns) else pd.DataFrame(index=range(len(rows)))
        found = RawTable(frame, rows, len(rows), self.format, geometry=_shapes(geometry))
        found.crs = self.crs
        return found


def _shapes(geometry: Any) -> Any:
    """Return shapes from WKB, or as they are."""
    if geometry is None or isinstance(geometry, np.ndarray):
        return geometry
    shapes: Any = shapely.from_wkb(geometry.to_numpy())
    return np.asarray(shapes, dtype=object)


class Parts(Protocol):
    """Where the parts of a table are, and how something is counted over all of them."""

    def reduce(self, of: Callable[[RawPart], T], merge: Callable[[T, T], T]) -> T:
        """Return what ``of`` says of every part, merged."""
        ...


@dataclass(frozen=True, eq=False)
class FileParts:
    """Parts of files on this machine, one after the other."""

    stream: Stream

    def reduce(self, of: Callable[[RawPart], T], merge: Callable[[T, T], T]) -> T:
        """Return what ``of`` says of every part, merged in the order of the files."""
        found: list[T] = []
        start = 0
        for chunk in self.stream.chunks():
            one = of(self._part(chunk, start))
            found = [merge(found[0], one) if found else one]
            start += len(chunk.rows)
        return found[0]

    def _part(self, chunk: Chunk, start: int) -> RawPart:
        cells, name, geometry = chunk.table, self.stream.geometry, None
        if name:
            geometry, cells = cells[name], cells.drop_columns([name])
            if holds_deep(geometry):
                raise chunk.source.fail("TOO_DEEP", "holds a geometry nested deeper than any is.")
        format, crs = self.stream.format, self.stream.crs
        return RawPart(chunk.source, start, chunk.rows, cells, format, geometry, crs)
