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
from strikemap.spec import Bool, Float, MapSpec

# Where a name may stand around its town, best first: direction and side of the words.
_AROUND = (
    *((1, -0.6), (1, 0.35), (-1, -0.6), (-1, 0.35), (0, -1), (0, 1), (1, 0), (-1, 0)),
    *((1, -1.2), (1, 1.2), (-1, -1.2), (-1, 1.2)),
    *((0.5, -1), (-0.5, -1), (0.5, 1), (-0.5, 1)),
)
# How much of the words lies before the town, for those that stand over or under it.
_BEFORE = {0: 0.5, 0.5: 0.2, -0.5: 0.8}
_FAR = (1.0, 2.2)
_FURTHER = (3.6, 5.2)  # with a line to the dot
_OVER_STRIKES = (7.0, 9.5, 12.5)  # for a town under strikes, as far as their pile may reach
_SMALLEST_STRUCK = 2  # rank of a town that is named where strikes are, however large the map
_STRUCK = 9.0  # points from its dot within which strikes are of a town
_HALO = 1.6  # points around other words within which they hide a dot
_HIDDEN = 0.5  # share of a dot that may be covered
_APART = 5.0  # points from which on a line leads from a name to its dot
DOT = 2.0  # points, the square of a town

Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Town:
    """A town that is shown: its name, the box of the name, and its dot in points."""

    word: Word
    box: Box
    spot: Spot


@dataclass(frozen=True, slots=True)
class Rooms:
    """What names keep clear of on every panel alike and on this one, and what hides a dot."""

    shared: Room
    own: Room
    covered: Room

    def copy(self) -> Rooms:
        """Return rooms of their own with the same things in them."""
        return Rooms(self.shared.copy(), self.own.copy(), self.covered.copy())

    def keep(self, box: Box) -> None:
        """Keep names out of a box."""
        self.shared.take(box)
        self.own.take(box)

    def keep_words(self, words: Sequence[Word]) -> None:
        """Keep names off other words, which hide dots too."""
        for word in words:
            box = box_of(word.text, word.size, word.across, word.down, word.weight)
            self.own.take(box.inset(-1.0))
            self.covered.take(box.inset(-_HALO))

    def take(self, name: Box, dot: Box) -> None:
        """Take the room of a town."""
        for room in (self.shared, self.own):
            room.take(name.inset(-1.0))
            room.take(dot)
        self.covered.take(dot)
        self.covered.take(name)


def place_towns(
    spec: MapSpec,
    frame: Frame,
    projection: Projection,
    rooms: Rooms,
    shown: list[Town],
    struck: Float,
    *,
    size: float,
    ranks: tuple[int, int],
) -> None:
    """Add the towns from one ``rank`` to another to those shown, and take their room.

    Of a rank those come first that stand by a strike (``struck``, in points), and their names
    may stand as far off as the pile of signs asks for, with a line to the dot. A name stands
    alike on all panels where it can, and else where this one has room. A town is shown whole or
    not at all: it is left out where its dot is hidden, where its name fits nowhere, or where a
    name would be nearer to another town's dot than to its own. A name further off is also
    nearer to its own dot than to any town of the map that is not shown.
    """
    places, theme = spec.ground.places, spec.theme
    x, y = projection.points(places.lon, places.lat)
    across, down = frame.points(x, y)
    known = [
        [(float(across[row]), float(down[row])) for row in np.flatnonzero(places.rank <= rank)]
        for rank in (1, 3)
    ]
    near = _by_a_strike(across, down, struck)
    for row in np.lexsort((np.arange(len(places.names)), ~near, places.rank)):
        spot = float(across[row]), float(down[row])
        dot = Box(spot[0] - DOT / 2, spot[1] - DOT / 2, DOT, DOT)
        most = max(ranks[1], _SMALLEST_STRUCK) if near[row] and ranks[1] > 0 else ranks[1]
        within = ranks[0] <= places.rank[row] <= most and _inside(frame, *spot)
        if not within or rooms.covered.share(dot) > _HIDDEN:
            continue
        if not _leaves_names_theirs(spot, shown):
            continue
        others = [at for at in known[int(places.rank[row] > 0)] if at != spot]
        further = (*_FURTHER, *_OVER_STRIKES) if near[row] else _FURTHER
        place = _beside(plain(places.names[row]), spot, size, rooms, shown, others, further)
        if place is None:
            continue
        word = Word(plain(places.names[row]), *place, size, theme.ink, theme.country)
        box = box_of(word.text, size, *place, "normal")
        rooms.take(box, dot)
        shown.append(Town(word, box, spot))


def _by_a_strike(across: Float, down: Float, struck: Float) -> Bool:
    """Return which points have a strike within reach."""
    if not len(struck):
        return np.zeros(len(across), dtype=bool)
    gap = np.hypot(across[:, None] - struck[:, 0], down[:, None] - struck[:, 1])
    return np.asarray(gap.min(axis=1) < _STRUCK)


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
    rooms: Rooms,
    shown: Sequence[Town],
    others: Sequence[Spot],
    further: Sequence[float],
) -> tuple[float, float] | None:
    """Return the left end of the baseline of a name at its best free place, if there is one."""
    near = [town.spot for town in shown]
    for distances, dots in ((_FAR, near), (further, [*near, *others])):
        places = list(_candidates(name, spot, size, distances))
        for room in (rooms.shared, rooms.own):
            for across, baseline in places:
                box = box_of(name, size, across, baseline, "normal")
                if room.free(box.inset(-0.8)) and _nearest(box, spot, dots):
                    return across, baseline
    return None


def _nearest(box: Box, spot: Spot, others: Sequence[Spot]) -> bool:
    own = distance(box, spot)
    return all(own < distance(box, other) for other in others)


def _candidates(
    name: str, spot: Spot, size: float, distances: Sequence[float]
) -> Iterator[tuple[float, float]]:
    """Yield the left end of the baseline for each place around a town."""
    long = width(name, size)
    above, below = ink(name, size)
    for far in distances:
        gap = far * (DOT / 2 + 1.6)
        for side, slope in _AROUND:
            beside = gap if side > 0 else -gap - long
            across = spot[0] + (-_BEFORE[side] * long if side in _BEFORE else beside)
            out = gap + ((above + below) / 2 if side in _BEFORE else 1.5)
            yield across, spot[1] + slope * out + (above - below) / 2


def leaders(shown: Sequence[Town]) -> list[tuple[Spot, Spot]]:
    """Return the lines from names that stand off to their dots, from edge to edge."""
    found = []
    for town in shown:
        if distance(town.box, town.spot) > _APART:
            box, (across, down) = town.box, town.spot
            end = min(max(across, box.x), box.right), min(max(down, box.y), box.bottom)
            found.append((end, town.spot))
    return found


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
