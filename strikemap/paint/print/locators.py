"""Locators: the boxes on a map around what its insets show, each with its inset's letter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from strikemap.paint.print.corners import corner, free_corner
from strikemap.paint.print.formats import Format
from strikemap.paint.print.ground import LEVEL
from strikemap.paint.print.labels import Leader
from strikemap.paint.print.map_words import Word
from strikemap.paint.print.projection import Projection
from strikemap.paint.print.room import Frame, Room
from strikemap.paint.print.towns import Rooms
from strikemap.sheet.lettering import ink, plain, width
from strikemap.sheet.sheet import Box
from strikemap.spec import Extent, Inset, MapSpec

_LEAST = 6.0  # points that the box around an inset's place is wide and high, at least
_OFF = (2.0, 8.0, 15.0, 23.0)  # points between a box and its letter, that first which is free
_CLEAR, _EDGES = 0.7, 10.0  # room beside an inset's title: times its size, and to both edges
_SEPARATOR = {"ltr": " · ", "rtl": "\u200f · \u200f"}


def locator(extent: Extent, frame: Frame, projection: Projection) -> Box:
    """Return the box of an inset's extent in points of the main frame."""
    bounds = extent.x_min, extent.y_min, extent.x_max, extent.y_max
    if extent.crs != projection.crs:
        area = shapely.box(extent.west, extent.south, extent.east, extent.north)
        bounds = projection.shape(area).bounds
    across, down = frame.points(np.array(bounds[::2]), np.array(bounds[1::2]))
    return Box(
        float(across[0]), float(down[1]), float(across[1] - across[0]), float(down[0] - down[1])
    )


def titled(
    spec: MapSpec, inset: Inset, size: float, frame: Frame, room: Room
) -> tuple[Word, Box] | None:
    """Return the title of an inset with the room that it takes: its letter and its name.

    It is the letter alone where the name is too long or would lie over marks; a name without a
    letter, which tells the inset from no other, is left out there.
    """
    letter, name = plain(inset.letter), plain(inset.label)
    both = _SEPARATOR[spec.grammar.direction].join(filter(None, (letter, name)))
    for text in filter(None, (both, letter)):
        above, below = ink(text, size, "bold")
        clear = _CLEAR * size  # beside a mark it would read as the mark's own name
        long = width(text, size, "bold") + 2 * clear
        if long - 2 * clear > frame.width - _EDGES:  # a part of a name is none
            continue
        box = free_corner(room, frame, long, above + below, top=True)
        if box is None and text == letter:
            box = corner(room, frame, long, above + below, top=True)
        if box is not None:
            room.take(box.inset(-2.0))
            ink_, fill = spec.theme.ink, spec.theme.country
            return Word(text, box.x + clear, box.y + above, size, ink_, fill, "bold"), box
    return None


def draw_locator(axes: Axes, spec: MapSpec, paper: Format, frame: Frame, box: Box) -> None:
    """Draw the box around an inset's place."""
    box = _seen(box, paper)
    x, y = frame.metres(np.array([box.x, box.right]), np.array([box.bottom, box.y]))
    axes.add_artist(
        Rectangle(
            (x[0], y[0]),
            x[1] - x[0],
            y[1] - y[0],
            facecolor="none",
            edgecolor=spec.theme.ink,
            linewidth=0.7 * paper.pen,
            zorder=LEVEL["discs"] + 0.5,
            gid="locator",
        )
    )


def edges(box: Box) -> list[Box]:
    """Return the edges of a box, which no name crosses."""
    upright = [Box(x - 0.5, box.y, 1.0, box.height) for x in (box.x, box.right)]
    return [*upright, *(Box(box.x, y - 0.5, box.width, 1.0) for y in (box.y, box.bottom))]


def letters(
    spec: MapSpec, paper: Format, rooms: Rooms, boxes: Sequence[tuple[Inset, Box]]
) -> tuple[list[Word], list[Leader]]:
    """Return the letter of each inset beside the box around its place, and take their room.

    A letter that stands off to hide no mark has a line to its box.
    """
    words: list[Word] = []
    leaders: list[Leader] = []
    for inset, box in boxes:
        text, size = plain(inset.letter), paper.label
        if not text:
            continue
        above, below = ink(text, size, "bold")
        box = _seen(box, paper)
        spots = list(_spots(box, width(text, size, "bold"), above + below))
        free = (spot for room in (rooms.shared, rooms.own) for spot in spots if room.free(spot))
        spot = next(free, None) or min(spots, key=rooms.own.share)
        rooms.keep(spot.inset(-1.0))
        theme = spec.theme
        words.append(Word(text, spot.x, spot.y + above, size, theme.ink, theme.land, "bold"))
        line = shapely.shortest_line(_shape(spot), _shape(box))
        if line.length > _OFF[0] + 1.0:
            start, end = shapely.get_coordinates(line)
            leaders.append(((float(start[0]), float(start[1])), (float(end[0]), float(end[1]))))
    return words, leaders


def _shape(box: Box) -> shapely.Polygon:
    return shapely.box(box.x, box.y, box.right, box.bottom)


def _seen(box: Box, paper: Format) -> Box:
    """Return the box as it is drawn, at least so large that it is seen."""
    return box.inset(-max(0.0, _LEAST * paper.type_scale - min(box.width, box.height)) / 2)


def _spots(box: Box, long: float, high: float) -> Iterator[Box]:
    """Yield where a letter may stand: beside the box, over or under it, and in its corners."""
    low, far = box.bottom - high, box.right - long
    for off in _OFF:
        left, right = box.x - off - long, box.right + off
        over, under = box.y - off - high, box.bottom + off
        beside = [(right, box.y), (left, box.y), (right, low), (left, low)]
        upright = [(box.x, over), (far, over), (box.x, under), (far, under)]
        across = [(x, y) for y in (over, under) for x in (right, left)]
        for x, y in (*beside, *upright, *across):
            yield Box(x, y, long, high)
