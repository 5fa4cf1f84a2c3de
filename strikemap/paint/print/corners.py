"""The corners of a map: where insets, the scale bar and the zones' date find free room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from strikemap.paint.print.room import Frame, Room
from strikemap.sheet.sheet import Box
from strikemap.spec import Extent

_EDGE = 5.0  # points between the frame and what stands in its corner
_STEP = 6.0  # points by which what finds no corner slides along an edge
MAGNIFIED = 2.5  # times that an inset is larger than the map, at least
_LARGEST, _SMALLEST = 0.46, 0.18  # shares of a map's width that an inset takes
_COVERED = 0.04  # share of an inset that may lie over the country


@dataclass(frozen=True, slots=True)
class Zoom:
    """An inset with its place in the frame; ``box`` is ``None`` where none is free."""

    index: int
    box: Box | None


def spots(frame: Frame, width: float, height: float, *, top: bool = False) -> list[Box]:
    """Return the corners and the middles of the lower and upper edge, in order of preference."""
    right, low = frame.width - _EDGE - width, frame.height - _EDGE - height
    middle = (frame.width - width) / 2
    lower, upper = [(right, low), (_EDGE, low)], [(_EDGE, _EDGE), (right, _EDGE)]
    corners = [*upper, *lower] if top else [*lower, *upper]
    return [Box(x, y, width, height) for x, y in (*corners, (middle, low), (middle, _EDGE))]


def free_corner(
    room: Room, frame: Frame, width: float, height: float, *, top: bool = False
) -> Box | None:
    """Return the first free spot for a box of this size, if there is one, and take it."""
    places = [*spots(frame, width, height, top=top), *_along_edges(frame, width, height)]
    found = next((box for box in places if room.free(box)), None)
    if found is not None:
        room.take(found.inset(-2.0))
    return found


def corner(room: Room, frame: Frame, width: float, height: float, *, top: bool = False) -> Box:
    """Return the first free spot for a box of this size, or the emptiest one, and take it.

    Where neither a corner nor a middle is free it slides along the edges.
    """
    usual = spots(frame, width, height, top=top)
    best = next((box for box in usual if room.free(box)), None)
    if best is None:
        best = min([*usual, *_along_edges(frame, width, height)], key=room.share)
    room.take(best.inset(-2.0))
    return best


def _along_edges(frame: Frame, width: float, height: float) -> Iterator[Box]:
    """Yield boxes along the lower, the upper, the left and the right edge."""
    right, low = frame.width - _EDGE - width, frame.height - _EDGE - height
    for y in (low, _EDGE):
        for x in np.arange(_EDGE, max(right, _EDGE), _STEP):
            yield Box(float(x), y, width, height)
    for x in (_EDGE, right):
        for y in np.arange(low, _EDGE, -_STEP):
            yield Box(x, float(y), width, height)


def zooms(
    details: Sequence[tuple[Extent, Box]],
    frame: Frame,
    room: Room,
    country: BaseGeometry,
) -> list[Zoom]:
    """Find room for every inset: as large as goes without covering a mark or the country.

    ``details`` holds the extent of each with its box on the map, ``country`` is in points of
    the frame. An inset that no corner has room for at :data:`MAGNIFIED` times the size gets no
    box; it is drawn under the map instead.
    """
    found = []
    for index, (extent, shown) in enumerate(details):
        aspect = (extent.x_max - extent.x_min) / (extent.y_max - extent.y_min)
        box = _largest(aspect, frame, room, country, MAGNIFIED * shown.width)
        if box is not None:
            room.take(box.inset(-2.0))
        found.append(Zoom(index, box))
    return found


def _largest(
    aspect: float, frame: Frame, room: Room, country: BaseGeometry, least: float
) -> Box | None:
    """Return the largest free box beside the country, else one over little of it.

    One in a corner is taken before one further along an edge, and that before one over the
    country; of those the one that is large for how much of the country it hides.
    """
    widest = _LARGEST * min(frame.width, frame.height * aspect * 1.25)
    smallest = max(least, _SMALLEST * frame.width)
    widths = [float(width) for width in np.arange(widest, smallest, -0.02 * frame.width)]
    sizes = [(width, width / aspect) for width in (*widths, smallest) if width <= widest]
    shapely.prepare(country)
    for places in (_corners, _along_edges):
        for size in sizes:
            for box in places(frame, *size):
                if room.free(box) and not _covered(box, country):
                    return box
    corners = [box for size in sizes for box in _corners(frame, *size) if room.free(box)]
    hidden = [_covered(box, country) for box in corners]
    worth = [
        (box.width * (1 - share / _COVERED), -at)
        for at, (box, share) in enumerate(zip(corners, hidden, strict=True))
        if share <= _COVERED
    ]
    return corners[-max(worth)[1]] if worth else None


def _corners(frame: Frame, width: float, height: float) -> list[Box]:
    return spots(frame, width, height)[:4]


def _covered(box: Box, country: BaseGeometry) -> float:
    square = shapely.box(box.x, box.y, box.right, box.bottom)
    if not shapely.intersects(country, square):
        return 0.0
    return float(shapely.area(shapely.intersection(country, square)) / square.area)
