"""A grid of cells over the zones of a day: one answer a cell, but where a border runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from strikemap.arrays import Bools, Floats

Ints = npt.NDArray[np.int64]
#: West to east and south to north in cells: x and y of the start, then of the end.
Edges = tuple[Floats, Floats, Floats, Floats]

#: Cells on each side of the grid at most and at least, and points that a cell answers for.
_MOST: Final = 1024
_LEAST: Final = 64
_POINTS: Final = 8
#: A border counts for the cells this close to it, in cells, which covers any rounding.
_CLOSE: Final = 1e-6


@dataclass(frozen=True, eq=False, slots=True)
class Cells:
    """Cells of ``width`` by ``height`` degrees from ``west`` and ``south`` on, ``size`` a side."""

    west: float
    south: float
    width: float
    height: float
    size: int

    @classmethod
    def over(cls, bounds: Iterable[float], points: int) -> Cells:
        """Return a grid over bounds with a rim of empty cells, fine enough for so many points."""
        west, south, east, north = bounds
        size = int(np.clip(np.sqrt(points / _POINTS), _LEAST, _MOST))
        width = max((east - west) / (size - 4), 1e-9)
        height = max((north - south) / (size - 4), 1e-9)
        return cls(west - 2 * width, south - 2 * height, width, height, size)

    def of(self, x: Floats, y: Floats) -> tuple[Ints, Bools]:
        """Return the cell of each point, and which points lie in the grid at all."""
        u, v = (x - self.west) / self.width, (y - self.south) / self.height
        inside = (u >= 0) & (u < self.size) & (v >= 0) & (v < self.size)
        column, row = (np.where(inside, one, 0.0).astype(np.int64) for one in (u, v))
        return row * self.size + column, inside

    def covered(self, shapes: npt.NDArray[np.object_]) -> tuple[Bools, Bools]:
        """Return which cells' middles each polygon holds, and which cells any border touches.

        A cell without border is wholly in a polygon when its middle is, and wholly out of it
        otherwise. Whether it is, is told by counting the borders west of it.

        Returns
        -------
        held
            Shape (polygons, cells).
        border
            Shape (cells,).
        """
        polygon, edges = self._edges(shapes)
        n = self.size
        edge, row, column = _crossings(edges)
        east = np.clip(np.ceil(column - 0.5), 0, n).astype(np.int64)
        at = (polygon[edge] * n + row) * (n + 1) + east
        odd = np.bincount(at, minlength=len(shapes) * n * (n + 1)) % 2 == 1
        held = np.logical_xor.accumulate(odd.reshape(len(shapes), n, n + 1), axis=2)
        border = np.zeros(n * n, dtype=bool)
        border[_touched(edges, n)] = True
        return held[..., :n].reshape(len(shapes), -1), border

    def _edges(self, shapes: npt.NDArray[np.object_]) -> tuple[Ints, Edges]:
        """Return the polygon of each edge, and the ends of all edges of all rings, in cells."""
        parts, owner = shapely.get_parts(shapes, return_index=True)
        rings, part = shapely.get_rings(parts, return_index=True)
        corners, ring = shapely.get_coordinates(rings, return_index=True)
        x = (corners[:, 0] - self.west) / self.width
        y = (corners[:, 1] - self.south) / self.height
        here = np.flatnonzero(ring[1:] == ring[:-1])
        return owner[part[ring[here]]], (x[here], y[here], x[here + 1], y[here + 1])


def _crossings(edges: Edges) -> tuple[Ints, Ints, Floats]:
    """Return edge, row and column where edges cross the middle of each row of cells."""
    x0, y0, x1, y1 = edges
    low = np.ceil(np.minimum(y0, y1) - 0.5).astype(np.int64)
    times = np.ceil(np.maximum(y0, y1) - 0.5).astype(np.int64) - low
    edge, step = _repeated(times)
    row = low[edge] + step
    x0, y0, x1, y1 = (end[edge] for end in edges)
    return edge, row, x0 + (row + 0.5 - y0) * (x1 - x0) / (y1 - y0)


def _touched(edges: Edges, size: int) -> Ints:
    """Return the cells that edges run through: those at the corners of each short piece."""
    x0, y0, x1, y1 = _short(edges)
    west, east = np.floor(np.minimum(x0, x1) - _CLOSE), np.floor(np.maximum(x0, x1) + _CLOSE)
    south, north = np.floor(np.minimum(y0, y1) - _CLOSE), np.floor(np.maximum(y0, y1) + _CLOSE)
    across = (west != east) | (south != north)
    corners = [south * size + west]
    corners += [(y * size + x)[across] for y in (south, north) for x in (west, east)]
    return np.concatenate(corners).astype(np.int64)


def _short(edges: Edges) -> Edges:
    """Return edges as pieces of at most half a cell from west to east and south to north."""
    x0, y0, x1, y1 = edges
    times = np.ceil(2 * np.maximum(abs(x1 - x0), abs(y1 - y0))).astype(np.int64)
    if (times <= 1).all():
        return edges
    times = np.maximum(times, 1)
    edge, step = _repeated(times)
    dx, dy = ((end - start)[edge] / times[edge] for start, end in ((x0, x1), (y0, y1)))
    x, y = x0[edge] + step * dx, y0[edge] + step * dy
    return x, y, x + dx, y + dy


def _repeated(times: Ints) -> tuple[Ints, Ints]:
    """Return each position as often as told, and which time it is."""
    which = np.repeat(np.arange(len(times)), times)
    return which, np.arange(len(which)) - np.repeat(np.cumsum(times) - times, times)
