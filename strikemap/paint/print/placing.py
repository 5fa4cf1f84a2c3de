"""Placing: where each strike's sign stands on a map, so that strikes can be counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from strikemap.paint.print.fences import OPEN, Fences, Points, inside
from strikemap.paint.print.projection import Projection
from strikemap.paint.print.room import Frame
from strikemap.spec import COUNTABLE, FAN, RING_GAP, STACKABLE, Bool, Extent, Float, Int, MapSpec

_NEAR = 0.8  # share of a diameter that two marks must be apart to be counted
_HIDDEN = 0.7  # share of a diameter within which one mark hides another
#: How far, in diameters of its number, a sign gathers the marks that hide one another.
_REACHES = (0.6, 0.85, 1.1, 1.4)
_ROUNDS = 80
_LIFTS = 6
_RIM = 16  # points near the edge of a sign of which one is seen at least
_INNER = 0.85  # share of its size at which they are
_EDGE = 0.5  # points between a sign and the frame, at least


@dataclass(frozen=True, slots=True)
class Placed:
    """The signs of one panel in metres on the map.

    ``rows`` are rows of the spec's marks; ``times`` is how many strikes a sign stands for:
    1, or more where a number stands for strikes of one class that would hide one another.
    """

    x: Float
    y: Float
    rows: Int
    times: Int


def placed(
    spec: MapSpec, projection: Projection, panel: int, extent: Extent | None = None
) -> Placed:
    """Return the strikes of a panel that an extent holds, in the order of the spec.

    There are none where cells stand for them.
    """
    marks = spec.marks
    rows = marks.on_panel(panel)[: 0 if spec.cells_first else None]
    if extent is not None and marks.outside is not None:
        rows = rows[extent.holds(marks.lon[rows], marks.lat[rows])]
    x, y = projection.points(marks.lon[rows], marks.lat[rows])
    return Placed(x, y, rows, np.ones(len(rows), dtype=np.int64))


def diameters(spec: MapSpec) -> Float:
    """Return the diameter of every mark in points, by its value or else by its class."""
    if spec.marks.diameter_pt is not None:
        return spec.marks.diameter_pt
    sizes = np.array([style.diameter_pt for style in spec.mark_styles])
    return np.asarray(sizes[spec.marks.style] if len(sizes) else np.zeros(len(spec.marks)))


def signs(spec: MapSpec, strikes: Placed) -> Float:
    """Return the diameter of every sign in points: that of its mark, or of its number."""
    return _with_numbers(diameters(spec)[strikes.rows], strikes.times)


def _with_numbers(size: Float, times: Int) -> Float:
    digits = np.floor(np.log10(np.maximum(times, 1))) + np.where(times > 999, 1.5, 1)
    return np.asarray(np.where(times > 1, size + 1.5 + 3.2 * digits, size))


def within(frame: Frame, strikes: Placed, *, margin: float = 0.1) -> Placed:
    """Return the strikes in a frame and in a margin around it (a share of its size)."""
    dx, dy = (frame.x_max - frame.x_min) * margin, (frame.y_max - frame.y_min) * margin
    x, y = strikes.x, strikes.y
    held = (x >= frame.x_min - dx) & (x <= frame.x_max + dx)
    held &= (y >= frame.y_min - dy) & (y <= frame.y_max + dy)
    if held.all():
        return strikes
    return Placed(x[held], y[held], strikes.rows[held], strikes.times[held])


def whole(spec: MapSpec, frame: Frame, strikes: Placed, *, pen: float = 1.0) -> Placed:
    """Return the signs, all of them, moved in from the edge of a frame until none is cut."""
    given = np.column_stack(frame.points(strikes.x, strikes.y)).astype(np.float64)
    return _stood(frame, strikes, given, np.clip(given, *_uncut(spec, frame, strikes, pen)))


def _uncut(spec: MapSpec, frame: Frame, strikes: Placed, pen: float) -> tuple[Points, Points]:
    """Return the least and the greatest place of each sign in points of the frame."""
    ringed = np.where(spec.marks.near_front[strikes.rows], 2 * RING_GAP, 0.0)
    reach = ((signs(spec, strikes) + ringed) * pen / 2 + _EDGE)[:, None]
    return reach, np.maximum(reach, np.array([frame.width, frame.height]) - reach)


def _stood(frame: Frame, signs: Placed, given: Points, places: Points) -> Placed:
    """Return signs at new places in points; one that is where it was keeps its metres."""
    x, y = frame.metres(places[:, 0], places[:, 1])
    moved = np.hypot(*(places - given).T) > _EDGE / 10
    x, y = np.where(moved, x, signs.x), np.where(moved, y, signs.y)
    return Placed(x, y, signs.rows, signs.times)


def apart(
    spec: MapSpec, frame: Frame, strikes: Placed, fences: Fences = OPEN, *, pen: float = 1.0
) -> Placed:
    """Set strikes that hide one another side by side, and count in one sign those that still do.

    No sign stands further from its place than its own diameter, a number than half of it: the
    middle of its strikes is under it. None leaves the zone of its place, and a number counts
    strikes of one zone. On maps with more strikes than :data:`COUNTABLE` on any panel all stay
    on their places, and only those of a class on one spot share a sign; marks sized by a value
    share none.
    """
    if len(strikes.rows) < 2:
        return strikes
    true = np.column_stack(frame.points(strikes.x, strikes.y)).astype(np.float64)
    alone = np.arange(len(true))
    if spec.marks.diameter_pt is not None:
        return _moved(spec, frame, strikes, true, alone, fences, pen)
    fullest = int(np.bincount(spec.marks.panel[spec.marks.panel >= 0]).max())
    if fullest > STACKABLE:
        return strikes
    kinds = _kinds(spec, strikes.rows) + 2 * len(spec.mark_styles) * (1 + fences.of(true))
    spots = _crowded_spots(spec, strikes, kinds)
    if fullest > COUNTABLE:
        return _summed(frame, strikes, true, spots, fences)
    return _countable(spec, frame, strikes, true, spots, kinds, fences, pen)


def _crowded_spots(spec: MapSpec, strikes: Placed, kinds: Int) -> Int:
    """Return for each strike the first one that it shares a sign with, itself for most.

    A near-front strike is kept apart from others, so that its ring is not lost.
    """
    marks, rows = spec.marks, strikes.rows
    spots = np.column_stack((np.round(marks.lon[rows], 4), np.round(marks.lat[rows], 4), kinds))
    _, first, spot, times = np.unique(
        spots, axis=0, return_index=True, return_inverse=True, return_counts=True
    )
    spot = spot.ravel()
    return np.asarray(np.where(times[spot] > FAN, first[spot], np.arange(len(rows))))


def _kinds(spec: MapSpec, rows: Int) -> Int:
    return np.asarray(2 * spec.marks.style[rows].astype(np.int64) + spec.marks.near_front[rows])


def _countable(
    spec: MapSpec,
    frame: Frame,
    strikes: Placed,
    true: Points,
    leader: Int,
    kinds: Int,
    fences: Fences,
    pen: float,
) -> Placed:
    """Gather the strikes that hide one another even side by side, further until none does."""
    size = diameters(spec)[strikes.rows] * pen
    crowd: Bool = leader != np.arange(len(leader))
    drawn = _moved(spec, frame, strikes, true, leader, fences, pen)
    for reach in _REACHES:
        hidden = _hidden(frame, drawn, signs(spec, drawn) * pen)
        if not hidden.any():
            break
        number = np.searchsorted(np.unique(leader), leader)
        crowd = crowd | hidden[number]
        leader = _gathered(true, kinds, size, crowd, reach)
        drawn = _moved(spec, frame, strikes, true, leader, fences, pen)
    return drawn


def _hidden(frame: Frame, drawn: Placed, size: Float) -> Bool:
    """Return which signs hide another one, or are hidden by it."""
    places = np.column_stack(frame.points(drawn.x, drawn.y))
    pairs = _pairs(places, float(size.max()) * _HIDDEN)
    gap = np.hypot(*(places[pairs[:, 1]] - places[pairs[:, 0]]).T)
    close = pairs[gap < _HIDDEN * (size[pairs[:, 0]] + size[pairs[:, 1]]) / 2]
    found = np.zeros(len(places), dtype=bool)
    found[close.ravel()] = True
    return found


def lifted(spec: MapSpec, frame: Frame, strikes: Placed, pen: float) -> Int:
    """Return the signs that others would wholly cover, in the order to draw them over these.

    Where very many lie on one another, as on maps that are not counted by eye, none is lifted.
    """
    if not 1 < len(strikes.rows) <= COUNTABLE:
        return np.zeros(0, dtype=np.int64)
    places = np.column_stack(frame.points(strikes.x, strikes.y)).astype(np.float64)
    size = signs(spec, strikes) * pen
    rank = _drawn(spec, strikes, size)
    up = np.zeros(len(size), dtype=bool)
    for _ in range(_LIFTS):
        more = covered(places, size, rank) & ~up
        if not more.any():
            break
        up |= more
        rank = np.lexsort((rank, np.where(up, -size, 0.0), up)).argsort()
    return np.flatnonzero(up)[np.argsort(rank[up])]


def _drawn(spec: MapSpec, strikes: Placed, size: Float) -> Int:
    """Return the place of each sign in the order in which they are drawn."""
    code = spec.marks.style[strikes.rows]
    level = np.array([style.z for style in spec.mark_styles])[code]
    own = -size if spec.marks.diameter_pt is not None else np.zeros(len(size))
    return np.lexsort((np.arange(len(size)), own, code, strikes.times == 1, level)).argsort()


def covered(places: Points, size: Float, rank: Int) -> Bool:
    """Return which signs have no part that is not under the signs drawn after them."""
    pairs = _pairs(places, float(size.max(initial=0.0)))
    over = rank[pairs[:, 1]] > rank[pairs[:, 0]]
    under, upper = np.where(over, pairs.T, pairs.T[::-1])
    turns = 2 * np.pi * np.arange(_RIM) / _RIM
    rim = np.column_stack((np.cos(turns), np.sin(turns)))
    points = places[under][:, None] + _INNER * rim * size[under][:, None, None] / 2
    gap = np.hypot(*np.moveaxis(points - places[upper][:, None], 2, 0))
    hidden = np.zeros((len(size), _RIM), dtype=bool)
    np.logical_or.at(hidden, under, gap < size[upper][:, None] / 2)
    return np.asarray(hidden.all(axis=1))


def _pairs(places: Float, reach: float) -> Int:
    """Return the pairs of places within a reach of one another, as rows in ascending order.

    Maps whose strikes are counted have few of them, and a tree of all would be no faster.
    """
    order = np.argsort(places[:, 0], kind="stable")
    x, y = places[order].T
    each = np.arange(len(x))
    following = np.searchsorted(x, x + reach, side="right") - each - 1
    one = np.repeat(each, following)
    other = one + 1 + np.arange(len(one)) - np.repeat(np.cumsum(following) - following, following)
    close = np.flatnonzero((x[other] - x[one]) ** 2 + (y[other] - y[one]) ** 2 <= reach**2)
    first, second = order[one[close]], order[other[close]]
    named = np.sort(np.minimum(first, second) * len(x) + np.maximum(first, second))
    return np.column_stack(np.divmod(named, len(x)))


def _gathered(true: Points, kinds: Int, size: Float, crowd: Bool, reach: float) -> Int:
    """Return for each strike the one that it shares a sign with, the fullest places first."""
    leader = np.arange(len(true))
    for kind in np.unique(kinds[crowd]):
        rows = np.flatnonzero(crowd & (kinds == kind))
        width = float(_with_numbers(size[rows[:1]], np.array([len(rows)]))[0]) * reach
        one, other = _pairs(true[rows], width).T
        near = np.bincount(np.concatenate((one, other)), minlength=len(rows))
        free = np.ones(len(rows), dtype=bool)
        for middle in np.argsort(-near, kind="stable"):
            if free[middle]:
                around = np.concatenate((other[one == middle], one[other == middle], [middle]))
                taken = around[free[around]]
                free[taken] = False
                leader[rows[taken]] = rows[taken].min()
    return leader


def _summed(frame: Frame, strikes: Placed, true: Points, leader: Int, fences: Fences) -> Placed:
    """Return one sign for the strikes of each leader, in their middle.

    Where that is on ground of another zone, it is on the strike that is nearest to it.
    """
    first, number, times = np.unique(leader, return_inverse=True, return_counts=True)
    if len(first) == len(leader):
        return strikes
    sums = np.zeros((len(first), 2))
    np.add.at(sums, number, true)
    middle = sums / times[:, None]
    for sign in np.flatnonzero(fences.of(middle) != fences.of(true[first])):
        own = true[number == sign]
        middle[sign] = own[np.hypot(*(own - middle[sign]).T).argmin()]
    x, y = frame.metres(middle[:, 0], middle[:, 1])
    one = times == 1
    x, y = np.where(one, strikes.x[first], x), np.where(one, strikes.y[first], y)
    return Placed(x, y, strikes.rows[first], times)


def _moved(
    spec: MapSpec,
    frame: Frame,
    strikes: Placed,
    true: Points,
    leader: Int,
    fences: Fences,
    pen: float,
) -> Placed:
    """Return the signs of leaders, pushed apart as far as is needed to count them."""
    stand = _summed(frame, strikes, true, leader, fences)
    places = np.column_stack(frame.points(stand.x, stand.y)).astype(np.float64)
    size = signs(spec, stand) * pen
    # A number is the middle of many places: it stays over it.
    most = np.where(stand.times > 1, size / 2, size)
    edge, way = fences.beside(places, float(most.max(initial=0.0)))
    uncut = _uncut(spec, frame, stand, pen)

    def held(at: Points) -> Points:
        return np.asarray(np.clip(inside(at, edge, way), *uncut))

    return _stood(frame, stand, places, fences.kept(places, _relaxed(places, size, most, held)))


def _relaxed(true: Points, size: Float, most: Float, held: Callable[[Points], Points]) -> Points:
    """Return places near ``true`` where neighbours are nearly the mean of their sizes apart.

    No place is further than ``most`` from where it was, and each is ``held`` where it may be.
    """
    # A golden-angle start of a hundredth of a point gives equal places a direction to part.
    turn = np.arange(len(true)) * 2.399963
    places = true + 0.01 * np.column_stack((np.cos(turn), np.sin(turn)))
    for _ in range(_ROUNDS):
        pairs = _pairs(places, float(size.max()) * _NEAR)
        gap = places[pairs[:, 1]] - places[pairs[:, 0]]
        distance = np.maximum(np.hypot(gap[:, 0], gap[:, 1]), 1e-6)
        wanted = _NEAR * (size[pairs[:, 0]] + size[pairs[:, 1]]) / 2
        push = np.maximum(0.0, wanted - distance) / distance / 2
        step = np.zeros_like(places)
        np.add.at(step, pairs[:, 0], -gap * push[:, None])
        np.add.at(step, pairs[:, 1], gap * push[:, None])
        if np.abs(step).max(initial=0.0) < 0.02:
            break
        away = places + 0.6 * step - true
        far = np.maximum(1.0, np.hypot(away[:, 0], away[:, 1]) / np.maximum(most, 1e-6))
        places = held(true + away / far[:, None])
    return places
