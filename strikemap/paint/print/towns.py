"""Towns: dots with their names, each name nearer to its own dot than to any other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import hypot

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from strikemap.paint.print.ground import LEVEL
from strikemap.paint.print.map_words import Word, box_of
from strikemap.paint.print.projection import Projection
from strikemap.paint.print.room import Frame, Room
from strikemap.sheet.lettering import ink, plain, width
from strikemap.sheet.sheet import Box
from strikemap.spec import MapSpec

# Where a name may stand around its town, best first: direction and side of the words.
_AROUND = (
    *((1, -0.6), (1, 0.35), (-1, -0.6), (-1, 0.35), (0, -1), (0, 1), (1, 0), (-1, 0)),
    *((1, -1.2), (1, 1.2), (-1, -1.2), (-1, 1.2)),
)
_FAR = (1.0, 2.2)
_FURTHER = (3.6, 5.2)  # for towns that the map is about, and the few that name its frame
_HIDDEN = 0.5  # share of a dot that may be covered
DOT = 2.0  # points, the square of a town

Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Town:
    """A town that is shown: its name, the box of the name, and its dot in points."""

    word: Word
    box: Box
    spot: Spot


def place_towns(
    spec: MapSpec,
    frame: Frame,
    projection: Projection,
    room: Room,
    covered: Room,
    shown: list[Town],
    *,
    size: float,
    ranks: tuple[int, int],
) -> None:
    """Add the towns from one ``rank`` to another to those shown, and take their room.

    ``room`` holds what a name must keep clear of, on every panel alike; ``covered`` what hides
    a dot on this one. A town is shown whole or not at all: it is left out where its dot is
    hidden, where its name fits nowhere, or where a name would be nearer to another town's dot
    than to its own.
    """
    places, theme = spec.ground.places, spec.theme
    x, y = projection.points(places.lon, places.lat)
    across, down = frame.points(x, y)
    for row in np.lexsort((np.arange(len(places.names)), places.rank)):
        spot = float(across[row]), float(down[row])
        dot = Box(spot[0] - DOT / 2, spot[1] - DOT / 2, DOT, DOT)
        within = ranks[0] <= places.rank[row] <= ranks[1] and _inside(frame, *spot)
        if not within or covered.share(dot) > _HIDDEN or not _leaves_names_theirs(spot, shown):
            continue
        name = plain(places.names[row])
        far = (*_FAR, *_FURTHER) if places.rank[row] <= 0 else _FAR
        place = _beside(name, spot, size, room, shown, far)
        if place is None:
            continue
        box = box_of(name, size, *place, "normal")
        room.take(box.inset(-1.0))
        for taken in (room, covered):
            taken.take(dot)
        covered.take(box)
        shown.append(Town(Word(name, *place, size, theme.ink, theme.country), box, spot))


def _inside(frame: Frame, across: float, down: float) -> bool:
    return 2 < across < frame.width - 2 and 2 < down < frame.height - 2


def _leaves_names_theirs(spot: Spot, shown: Sequence[Town]) -> bool:
    """Return whether every name shown stays nearer to its own dot than to one at ``spot``."""
    return all(distance(town.box, town.spot) < distance(town.box, spot) for town in shown)


def distance(box: Box, spot: Spot) -> float:
    """Return the distance in points from a box to a spot; 0 inside."""
    return hypot(
        max(box.x - spot[0], 0.0, spot[0] - box.right),
        max(box.y - spot[1], 0.0, spot[1] - box.bottom),
    )


def _beside(
    name: str,
    spot: Spot,
    size: float,
    room: Room,
    shown: Sequence[Town],
    distances: Sequence[float],
) -> tuple[float, float] | None:
    """Return the left end of the baseline of a name at its best free place, if there is one."""
    for across, baseline in _candidates(name, spot, size, distances):
        box = box_of(name, size, across, baseline, "normal")
        own = distance(box, spot)
        if room.free(box.inset(-0.8)) and all(own < distance(box, town.spot) for town in shown):
            return across, baseline
    return None


def _candidates(
    name: str, spot: Spot, size: float, distances: Sequence[float]
) -> Iterator[tuple[float, float]]:
    """Yield the left end of the baseline for each place around a town."""
    long = width(name, size)
    above, below = ink(name, size)
    for far in distances:
        gap = far * (DOT / 2 + 1.6)
        for side, slope in _AROUND:
            across = spot[0] + {1: gap, 0: -long / 2, -1: -gap - long}[side]
            middle = spot[1] + slope * (gap + (above + below) / 2 if side == 0 else gap + 1.5)
            yield across, middle + (above - below) / 2


def draw_dots(axes: Axes, frame: Frame, shown: Sequence[Town], colour: str) -> None:
    """Draw the squares of towns, over the marks so that a strike on a town hides none."""
    if not shown:
        return
    across, down = np.array([town.spot for town in shown]).T
    line = Line2D(
        *frame.metres(across, down),
        linestyle="",
        marker="s",
        markersize=DOT,
        markerfacecolor=colour,
        markeredgewidth=0.5,
        markeredgecolor="#FFFFFF",
        zorder=LEVEL["towns"],
    )
    line.set_gid("towns")
    axes.add_artist(line)
