"""The scale bar of a map and of its insets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from strikemap.paint.print.formats import Format
from strikemap.paint.print.ground import LEVEL
from strikemap.paint.print.map_words import Word, draw_words
from strikemap.paint.print.projection import Projection
from strikemap.paint.print.room import Frame
from strikemap.sheet.lettering import ink, plain, width
from strikemap.sheet.sheet import Box
from strikemap.spec import Extent, MapSpec

_TICK = 3.0  # points


@dataclass(frozen=True, slots=True)
class ScaleBar:
    """A bar of a round length: its words, its length and the room it needs, in points."""

    words: str
    long: float
    size: float
    width: float
    height: float

    def fits(self, frame: Frame) -> bool:
        """Return whether its words have room in a frame."""
        return self.width <= frame.width - 10


def scale_bar(
    spec: MapSpec,
    paper: Format,
    frame: Frame,
    projection: Projection,
    extent: Extent,
    kilometres: int | None = None,
) -> ScaleBar:
    """Return the bar for an extent, true in its middle.

    Without ``kilometres`` the longest of 1, 2 or 5 times a power of ten that takes at most
    a quarter of the frame.
    """
    each = _points_per_kilometre(frame, projection, extent)
    length = kilometres or _round_length(frame.width / 4 / each)
    size = paper.note
    words = plain(f"{spec.grammar.whole(length)} {spec.words['km']}")
    long = length * each
    high = _TICK + sum(ink(words, size)) + 1.0
    return ScaleBar(words, long, size, max(long, width(words, size)), high)


def _points_per_kilometre(frame: Frame, projection: Projection, extent: Extent) -> float:
    lon = np.array([(extent.west + extent.east) / 2])
    lat = np.array([(extent.south + extent.north) / 2])
    metres = float(projection.metres_per_kilometre(lon, lat)[0])
    return metres / (frame.x_max - frame.x_min) * frame.width


def _round_length(most: float) -> int:
    """Return the largest of 1, 2, 5, 10, 20, 50, ... that is not over ``most`` (at least 1)."""
    power = 10 ** int(np.floor(np.log10(max(most, 1.0))))
    return int(max(step * power for step in (1, 2, 5) if step * power <= max(most, 1.0)))


def draw_scale_bar(
    axes: Axes, spec: MapSpec, frame: Frame, bar: ScaleBar, box: Box, *, pen: float
) -> None:
    """Draw a bar at the foot of its box, its words over it."""
    left = box.x + (box.width - bar.long) / 2
    y = box.bottom - 0.5
    across = np.array([left, left, left + bar.long, left + bar.long])
    line = Line2D(
        *frame.metres(across, np.array([y - _TICK, y, y, y - _TICK])),
        color=spec.theme.ink,
        linewidth=0.9 * pen,
        linestyle="-",
        marker="",
        solid_capstyle="butt",
        solid_joinstyle="miter",
        zorder=LEVEL["furniture"],
        gid="scale bar",
    )
    axes.add_artist(line)
    start = box.x + (box.width - width(bar.words, bar.size)) / 2
    below = ink(bar.words, bar.size)[1]
    baseline = y - _TICK + 0.5 - below
    draw_words(
        axes,
        frame,
        [Word(bar.words, start, baseline, bar.size, spec.theme.ink, spec.theme.land)],
    )
