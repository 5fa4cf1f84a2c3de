"""Piles: places where marks hide one another, and the boxes in which an inset pulls them apart."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from pyproj import Transformer

from strikemap.arrays import Positions
from strikemap.compose.extent import Box, padded, shaped
from strikemap.spec import Extent, Float, Int

#: An inset needs this many marks and this share of all of them; a map has this many insets.
_MARKS, _SHARE, _MOST = 12, 0.12, 2
#: A pile that is no island of marks needs this share of them.
_DENSE_SHARE = 0.25
#: Shares of a map's width: a mark, the widest pile, what is cut out of a wider one.
_MARK, _WIDEST, _CUT = 0.022, 0.13, 0.11
#: Share of a map's width that an inset takes, and the least that one shows.
_INSET, _LEAST = 0.4, 0.012
#: An inset shows this many times as many signs as the map does there.
_APART = 1.5
#: A pile is drawn together while this share of its marks stays within half of its width.
_CORE = 0.8


def pile_boxes(lon: Float, lat: Float, whole: Extent) -> list[Box]:
    """Return the boxes that are worth an inset, that of the fullest pile first.

    A pile is an island of marks no further apart than a mark is wide, or the fullest part of a
    wider one. It is worth an inset where that shows at least half as many signs again as the
    map: marks on one and the same point are pulled apart by none.

    Parameters
    ----------
    lon, lat
        Degrees; longitudes go on from those of the extent.
    whole
        The map.

    Returns
    -------
    list
        At most two boxes in degrees, which do not overlap.
    """
    if len(lon) < _MARKS:
        return []
    to_map = Transformer.from_crs("EPSG:4326", whole.crs, always_xy=True)
    x, y = (np.asarray(values) for values in to_map.transform(lon, lat))
    width = whole.x_max - whole.x_min
    worth = [pile for pile in _piles(x, y, width) if _pulled_apart(x[pile], y[pile], width)]
    boxes: list[Box] = []
    for pile in sorted(worth, key=lambda pile: -len(pile)):
        box = _box(lon[pile], lat[pile], width)
        if len(boxes) < _MOST and not any(_overlap(box, other) for other in boxes):
            boxes.append(box)
    return boxes


def _box(lon: Float, lat: Float, width: float) -> Box:
    bounds = lon.min(), lat.min(), lon.max(), lat.max()
    return shaped(padded(bounds, share=0.12, least_km=width / 1000 * _LEAST))


def _overlap(one: Box, other: Box) -> bool:
    across = one[0] < other[2] and other[0] < one[2]
    return across and one[1] < other[3] and other[1] < one[3]


def _piles(x: Float, y: Float, width: float) -> Iterator[Positions]:
    """Yield the marks of each pile that is full enough, by their places."""
    islands = _islands(x, y, width * _MARK)
    for island in np.flatnonzero(np.bincount(islands) >= max(_MARKS, _SHARE * len(x))):
        here, share = _core(x, y, np.flatnonzero(islands == island)), _SHARE
        if max(np.ptp(x[here]), np.ptp(y[here])) > _WIDEST * width:
            here, share = _fullest(x, y, here, width * _CUT), _DENSE_SHARE
        if len(here) >= max(_MARKS, share * len(x)):
            yield here


def _islands(x: Float, y: Float, step: float) -> Int:
    """Return the number of the island of each mark: cells that touch one another are one."""
    across, up = (np.asarray((v - v.min()) // step, dtype=np.int64) + 1 for v in (x, y))
    cells = np.zeros((across.max() + 2, up.max() + 2), dtype=np.int64)
    cells[across, up] = 1
    held = cells > 0
    cells[held] = np.arange(held.sum(), 0, -1)  # each cell passes on the number of the first
    numbers = np.zeros_like(cells)
    while not np.array_equal(numbers, cells):
        numbers = cells.copy()
        rows = np.maximum(np.maximum(cells[:-2], cells[1:-1]), cells[2:])
        near = np.maximum(np.maximum(rows[:, :-2], rows[:, 1:-1]), rows[:, 2:])
        cells[1:-1, 1:-1] = np.where(held[1:-1, 1:-1], near, 0)
    found: Int = np.unique(-cells[across, up], return_inverse=True)[1].ravel().astype(np.int64)
    return found


def _core(x: Float, y: Float, here: Positions) -> Positions:
    """Return the marks of an island without the few that lie far from all others of it."""
    while True:
        side = float(max(np.ptp(x[here]), np.ptp(y[here]))) / 2
        inner = _fullest(x, y, here, side) if side > 0 else here
        if len(inner) < _CORE * len(here) or len(inner) == len(here):
            return here
        here = inner


def _fullest(x: Float, y: Float, here: Positions, side: float) -> Positions:
    """Return the marks in the fullest square of a side, the south-westernmost of equals."""
    step, x, y = side / 4, x[here], y[here]
    edges = [np.arange(v.min(), v.max() + 4 * step + step / 2, step) for v in (x, y)]
    counts, xs, ys = np.histogram2d(x, y, bins=edges)
    windows = np.lib.stride_tricks.sliding_window_view(counts, (4, 4)).sum(axis=(2, 3))
    i, j = np.unravel_index(int(np.argmax(windows)), windows.shape)
    inside = (x >= xs[i]) & (x <= xs[i] + side) & (y >= ys[j]) & (y <= ys[j] + side)
    found: Positions = here[inside]
    return found


def _pulled_apart(x: Float, y: Float, width: float) -> bool:
    """Return whether an inset shows many more signs than the map, where marks hide others."""
    mark = _MARK * width
    side = max(float(np.ptp(x)), float(np.ptp(y)), _LEAST * width) * 1.24
    return _signs(x, y, mark * side / (_INSET * width)) >= _APART * _signs(x, y, mark)


def _signs(x: Float, y: Float, step: float) -> int:
    across, up = ((v - v.min()) // step for v in (x, y))
    return len(np.unique(across + 1j * up))
