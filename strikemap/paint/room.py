"""The room on a map: which parts of a frame are taken by marks and words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from strikemap.paint.sheet import Box
from strikemap.spec import Float, Int

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


def _near(spots: Int, diameter: float) -> Int:
    """Return, for each cell, how many spots are in its row within half a diameter."""
    reach = int(np.ceil(diameter / 2 / _CELL))
    sums = np.zeros((spots.shape[0], spots.shape[1] + 2 * reach + 1), dtype=np.int32)
    np.cumsum(spots, axis=1, out=sums[:, reach + 1 : reach + 1 + spots.shape[1]])
    sums[:, reach + 1 + spots.shape[1] :] = sums[:, [reach + spots.shape[1]]]
    return np.asarray(sums[:, 2 * reach + 1 :] - sums[:, : spots.shape[1]])


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

    def take_discs(self, across: Float, down: Float, diameter: float) -> None:
        """Mark the boxes around many points as taken."""
        across, down = np.asarray(across), np.asarray(down)
        inside = (across >= 0) & (across <= self.width) & (down >= 0) & (down <= self.height)
        across, down = across[inside], down[inside]
        if len(across) <= _FEW:
            for x, y in zip(across, down, strict=True):
                self.take(Box(x - diameter / 2, y - diameter / 2, diameter, diameter))
            return
        spots = np.zeros(self._taken.shape, dtype=np.int32)
        spots[(down / _CELL).astype(int), (across / _CELL).astype(int)] = 1
        self._taken |= _near(_near(spots, diameter).T, diameter).T > 0

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

    def share(self, box: Box) -> float:
        """Return the share of a box that is taken, 0 to 1."""
        cells = self._taken[self._cells(box)]
        return float(cells.mean()) if cells.size else 1.0

    def _cells(self, box: Box) -> tuple[slice, slice]:
        top, left = max(0, int(box.y / _CELL)), max(0, int(box.x / _CELL))
        bottom, right = int(np.ceil(box.bottom / _CELL)), int(np.ceil(box.right / _CELL))
        return slice(top, max(bottom, 0)), slice(left, max(right, 0))
