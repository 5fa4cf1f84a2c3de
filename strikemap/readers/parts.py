"""Parts of a table that is not in memory: where they are, and how they are counted over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import numpy as np
import shapely

from strikemap.formats.source import Source
from strikemap.formats.stream import Chunk, Stream
from strikemap.formats.table import RawTable

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class RawPart:
    """Rows that follow each other, as they stand in their file, and how many are before them."""

    source: Source
    start: int
    table: RawTable


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
            one = of(RawPart(chunk.source, start, self._table(chunk)))
            found = [merge(found[0], one) if found else one]
            start += len(chunk.rows)
        return found[0]

    def _table(self, chunk: Chunk) -> RawTable:
        frame, geometry = chunk.table.to_pandas(), None
        name = self.stream.geometry
        if name:
            shapes: Any = shapely.from_wkb(frame.pop(name).to_numpy())
            geometry = np.asarray(shapes, dtype=object)
        table = RawTable(frame, chunk.rows, len(frame), self.stream.format, geometry=geometry)
        table.crs = self.stream.crs
        return table
