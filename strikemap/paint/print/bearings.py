"""Bearings: the graticule and the north arrow, for maps that ask for them."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon

from strikemap.errors import MapError
from strikemap.paint.print.ground import LEVEL
from strikemap.paint.print.map_words import Word, draw_words
from strikemap.paint.print.projection import Projection
from strikemap.paint.print.room import Frame, Room
from strikemap.sheet.lettering import ink, plain, width
from strikemap.sheet.sheet import Box
from strikemap.spec import Extent, Float, MapSpec

EXTRAS = ("graticule", "north-arrow")
_STEPS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
_LINES = 8  # meridians or parallels at most
ARROW = 15.0  # points


def checked(extras: tuple[str, ...]) -> frozenset[str]:
    """Return the extras asked for.

    Raises
    ------
    MapError
        ``FURNITURE_UNKNOWN`` for one that is none of :data:`EXTRAS`.
    """
    unknown = sorted(set(extras) - set(EXTRAS))
    if unknown:
        raise MapError(
            f"There is no furniture {unknown[0]!r}. There is: {', '.join(EXTRAS)}.",
            code="FURNITURE_UNKNOWN",
            where=unknown[0],
        )
    return frozenset(extras)


def draw_graticule(
    axes: Axes,
    spec: MapSpec,
    frame: Frame,
    projection: Projection,
    extent: Extent,
    room: Room,
    *,
    size: float,
    pen: float,
) -> list[Word]:
    """Draw meridians and parallels, named inside the lower and the left edge where room is.

    The names are returned.
    """
    words = []
    for across, values in enumerate(_values(extent)):
        for value in values:
            x, y = _line(value, extent, projection, meridian=across == 0)
            line = Line2D(x, y, color=spec.theme.note, linewidth=0.35 * pen, marker="")
            line.set_zorder(LEVEL["admin"] + 0.05)
            line.set_gid("graticule")
            axes.add_artist(line)
            word = _named(spec, frame, room, value, x, y, size, meridian=across == 0)
            words += [] if word is None else [word]
    draw_words(axes, frame, words)
    return words


def _values(extent: Extent) -> tuple[Float, Float]:
    """Return round longitudes and latitudes with one step for both."""
    span = max(extent.east - extent.west, extent.north - extent.south)
    step = next((s for s in _STEPS if span / s <= _LINES), _STEPS[-1])
    lon = np.arange(np.ceil(extent.west / step), np.floor(extent.east / step) + 1) * step
    lat = np.arange(np.ceil(extent.south / step), np.floor(extent.north / step) + 1) * step
    return lon, lat


def _line(
    value: float, extent: Extent, projection: Projection, *, meridian: bool
) -> tuple[Float, Float]:
    dx, dy = (extent.east - extent.west) * 0.3, (extent.north - extent.south) * 0.3
    if meridian:
        lat = np.linspace(max(extent.south - dy, -89.9), min(extent.north + dy, 89.9), 60)
        return projection.points(np.full(60, value), lat)
    lon = np.linspace(extent.west - dx, extent.east + dx, 60)
    return projection.points(lon, np.full(60, value))


def _named(
    spec: MapSpec,
    frame: Frame,
    room: Room,
    value: float,
    x: Float,
    y: Float,
    size: float,
    *,
    meridian: bool,
) -> Word | None:
    """Return the name of a line at the edge it leaves the frame by, if it is free there."""
    across, down = frame.points(x, y)
    text = _degrees(value, spec, meridian=meridian)
    long, (above, below) = width(text, size), ink(text, size)
    if meridian:
        middle = float(np.interp(-(frame.height - 2), -down, across))
        box = Box(middle - long / 2, frame.height - 2 - above - below, long, above + below)
    else:
        middle = float(np.interp(2.0, across, down))
        box = Box(3.0, middle - (above + below) / 2, long, above + below)
    if not room.free(box):
        return None
    room.take(box.inset(-1.0))
    return Word(text, box.x, box.y + above, size, spec.theme.note, spec.theme.land)


def _degrees(value: float, spec: MapSpec, *, meridian: bool) -> str:
    positive, negative = ("east", "west") if meridian else ("north", "south")
    number = f"{abs(value):.1f}".removesuffix(".0")
    mark = "\u200f" if spec.rtl else ""
    return plain(f"{mark}{number}° {spec.words[positive if value >= 0 else negative]}")


def draw_north_arrow(
    axes: Axes, spec: MapSpec, frame: Frame, projection: Projection, box: Box, *, size: float
) -> None:
    """Draw an arrow to true north, as it is at the place of the arrow, with its letter."""
    letter = plain(spec.words["north_letter"])
    above, _ = ink(letter, size, "bold")
    middle, foot = box.x + box.width / 2, box.bottom
    turn = _bearing(frame, projection, middle, foot)
    shape = np.array([(0.0, -1.0), (0.36, 0.0), (0.0, -0.22), (-0.36, 0.0)]) * ARROW
    turned = shape @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    x, y = frame.metres(middle + turned[:, 0], foot + turned[:, 1])
    arrow = Polygon(
        np.column_stack((x, y)),
        closed=True,
        facecolor=spec.theme.ink,
        edgecolor="none",
        linewidth=0,
        zorder=LEVEL["furniture"],
        gid="north arrow",
    )
    axes.add_artist(arrow)
    start = middle - width(letter, size, "bold") / 2
    word = Word(
        *(letter, start, box.y + above, size, spec.theme.ink, spec.theme.land),
        weight="bold",
    )
    draw_words(axes, frame, [word])


def arrow_size(spec: MapSpec, size: float) -> tuple[float, float]:
    """Return the width and height of the arrow with its letter, in points."""
    letter = plain(spec.words["north_letter"])
    high = ARROW + 2 + sum(ink(letter, size, "bold"))
    return max(ARROW, width(letter, size, "bold")), high


def _bearing(frame: Frame, projection: Projection, across: float, down: float) -> float:
    """Return the angle of true north at a place, clockwise from up, in radians."""
    x, y = frame.metres(np.array([across]), np.array([down]))
    lon, lat = projection.degrees(x, y)
    x1, y1 = projection.points(lon, lat + 0.01)
    return float(np.arctan2(x1[0] - x[0], y1[0] - y[0]))
