"""The room on a map: which parts of a frame are taken by marks and words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from strikemap.sheet.sheet import Box
from strikemap.spec import Bool, Float

_CELL = 0.5  # points
_FEW = 500  # boxes that are marked one by one


@dataclass(frozen=True, slots=True)
class Frame:
    """A part of the projected plane shown in a frame of ``width`` by ``height`` points."""

    x_min: float
    y_min: float
    x_max: float
    y_max: float
    width: float
    height: float

    def points(self, x: Float, y: Float) -> tuple[Float, Float]:
        """Return points from the upper left corner for metres."""
        across = (np.asarray(x) - self.x_min) / (self.x_max - self.x_min) * self.width
        down = (self.y_max - np.asarray(y)) / (self.y_max - self.y_min) * self.height
        return across, down

    def metres(self, across: Float, down: Float) -> tuple[Float, Float]:
        """Return metres for points from the upper left corner."""
        x = self.x_min + np.asarray(across) / self.width * (self.x_max - self.x_min)
        return x, self.y_max - np.asarray(down) / self.height * (self.y_max - self.y_min)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, lower, right and upper edge in metres."""
        return self.x_min, self.y_min, self.x_max, self.y_max


def _ahead(cells: Bool, n: int) -> Bool:
    """Return, for each cell, whether any of ``n`` cells of its row from it on is taken."""
    found, span = cells.copy(), 1
    while span < n:
        step = min(span, n - span)
        found[:, :-step] |= found[:, step:]
        span += step
    return found


def _near(spots: Bool, diameter: float) -> Bool:
    """Return, for each cell, whether a spot is in its row within half a diameter."""
    reach = int(np.ceil(diameter / 2 / _CELL))
    padded = np.pad(spots, ((0, 0), (reach, reach)))
    return _ahead(padded, 2 * reach + 1)[:, : spots.shape[1]]


class Room:
    """A grid of half points over a frame that remembers what is taken."""

    def __init__(self, width: float, height: float) -> None:
        self.width = width
        self.height = height
        self._taken = np.zeros((int(height / _CELL) + 1, int(width / _CELL) + 1), dtype=bool)

    def copy(self) -> Room:
        """Return a room of its own with the same things in it."""
        other = Room(self.width, self.height)
        other._taken[:] = self._taken
        return other

    def take(self, box: Box) -> None:
        """Mark a box as taken."""
        self._taken[self._cells(box)] = True

    def take_edges(self, by: float) -> None:
        """Mark a strip of a width along the four edges as taken."""
        self.take(Box(0, 0, self.width, by))
        self.take(Box(0, self.height - by, self.width, by))
        self.take(Box(0, 0, by, self.height))
        self.take(Box(self.width - by, 0, by, self.height))

    def take_discs(self, across: Float, down: Float, diameter: float) -> None:
        """Mark the boxes around many points as taken."""
        across, down = np.asarray(across), np.asarray(down)
        inside = (across >= 0) & (across <= self.width) & (down >= 0) & (down <= self.height)
        across, down = across[inside], down[inside]
        if len(across) <= _FEW:
            for x, y in zip(across, down, strict=True):
                self.take(Box(x - diameter / 2, y - diameter / 2, diameter, diameter))
            return
        spots = np.zeros(self._taken.shape, dtype=bool)
        spots[(down / _CELL).astype(int), (across / _CELL).astype(int)] = True
        self._taken |= _near(_near(spots, diameter).T, diameter).T

    def take_line(self, across: Float, down: Float, width: float) -> None:
        """Mark a line through points as taken."""
        across, down = np.asarray(across), np.asarray(down)
        if len(across) < 2:
            return
        length = np.hypot(np.diff(across), np.diff(down))
        steps = np.repeat(np.arange(len(length)), np.maximum(1, (length / _CELL).astype(int)))
        share = np.concatenate(
            [np.linspace(0, 1, n, endpoint=False) for n in np.bincount(steps, minlength=1) if n]
        )
        self.take_discs(
            across[steps] + share * np.diff(across)[steps],
            down[steps] + share * np.diff(down)[steps],
            width,
        )

    def free(self, box: Box) -> bool:
        """Whether a box lies inside the frame and nothing is in it."""
        if box.x < 0 or box.y < 0 or box.right > self.width or box.bottom > self.height:
            return False
        return not self._taken[self._cells(box)].any()

    def free_places(self, x: Float, y: Float, width: float, height: float) -> Bool:
        """Return which upper left corners have room for a box of a size, as :meth:`free` says.

        Boxes are taken as up to a cell larger than they are.
        """
        found = (x >= 0) & (y >= 0) & (x + width <= self.width) & (y + height <= self.height)
        if not found.any():
            return found
        columns, rows = (int(np.ceil(side / _CELL)) + 1 for side in (width, height))
        left, top = ((corner[found] / _CELL).astype(int) for corner in (x, y))
        first, above = left.min(), top.min()
        seen = self._taken[above : top.max() + rows, first : left.max() + columns]
        taken = _ahead(_ahead(seen, columns).T, rows).T
        found[found] = ~taken[top - above, left - first]
        return found

    def share(self, box: Box) -> float:
        """Return the share of a box that is taken, 0 to 1."""
        cells = self._taken[self._cells(box)]
        return float(cells.mean()) if cells.size else 1.0

    def _cells(self, box: Box) -> tuple[slice, slice]:
        top, left = max(0, int(box.y / _CELL)), max(0, int(box.x / _CELL))
        bottom, right = int(np.ceil(box.bottom / _CELL)), int(np.ceil(box.right / _CELL))
        return slice(top, max(bottom, 0)), slice(left, max(right, 0))
