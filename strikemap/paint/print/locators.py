"""Locators: the boxes on a map around what its insets show, each with its inset's letter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from strikemap.paint.print.formats import Format
from strikemap.paint.print.ground import LEVEL
from strikemap.paint.print.map_words import Word
from strikemap.paint.print.projection import Projection
from strikemap.paint.print.room import Frame
from strikemap.paint.print.towns import Rooms
from strikemap.sheet.lettering import ink, plain, width
from strikemap.sheet.sheet import Box
from strikemap.spec import Extent, Inset, MapSpec

_LEAST = 6.0  # points that the box around an inset's place is wide and high, at least
_OFF = 2.0  # points between a box and its letter
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


def title(spec: MapSpec, inset: Inset, size: float, room: float) -> str:
    """Return letter and name of an inset, the letter alone where the name is too long."""
    letter, name = plain(inset.letter), plain(inset.label)
    both = _SEPARATOR[spec.grammar.direction].join(filter(None, (letter, name)))
    if width(both, size, "bold") <= room:
        return both
    return letter  # a part of a name is none


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
) -> list[Word]:
    """Return the letter of each inset beside the box around its place, and take their room."""
    words = []
    for inset, box in boxes:
        text, size = plain(inset.letter), paper.label
        if not text:
            continue
        above, below = ink(text, size, "bold")
        spots = list(_spots(_seen(box, paper), width(text, size, "bold"), above + below))
        free = (spot for room in (rooms.shared, rooms.own) for spot in spots if room.free(spot))
        spot = next(free, None) or min(spots, key=rooms.own.share)
        rooms.keep(spot.inset(-1.0))
        theme = spec.theme
        words.append(Word(text, spot.x, spot.y + above, size, theme.ink, theme.land, "bold"))
    return words


def _seen(box: Box, paper: Format) -> Box:
    """Return the box as it is drawn, at least so large that it is seen."""
    return box.inset(-max(0.0, _LEAST * paper.type_scale - min(box.width, box.height)) / 2)


def _spots(box: Box, long: float, high: float) -> Iterator[Box]:
    """Yield where a letter may stand: beside the box, over or under it, and in its corners."""
    left, right = box.x - _OFF - long, box.right + _OFF
    over, under = box.y - _OFF - high, box.bottom + _OFF
    low, far = box.bottom - high, box.right - long
    beside = [(right, box.y), (left, box.y), (right, low), (left, low)]
    upright = [(box.x, over), (far, over), (box.x, under), (far, under)]
    within = [(x, y) for y in (box.y + _OFF, low - _OFF) for x in (box.x + _OFF, far - _OFF)]
    for x, y in (*beside, *upright, *within):
        yield Box(x, y, long, high)
