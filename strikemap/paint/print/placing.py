"""Placing: where each strike's sign stands on a map, so that strikes can be counted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from strikemap.compose.spots import COUNTABLE, FAN, STACKABLE
from strikemap.paint.print.projection import Projection
from strikemap.paint.print.room import Frame
from strikemap.spec import Float, Int, MapSpec

Points = npt.NDArray[np.float64]
_NEAR = 0.8  # share of a diameter that two marks must be apart to be counted
_ROUNDS = 80


@dataclass(frozen=True, slots=True)
class Placed:
    """The signs of one panel in metres on the map.

    ``rows`` are rows of the spec's marks; ``times`` is how many strikes a sign stands for:
    1, or more where a number stands for many strikes of one class on one spot.
    """

    x: Float
    y: Float
    rows: Int
    times: Int


def placed(spec: MapSpec, projection: Projection, panel: int) -> Placed:
    """Return the strikes of a panel, in the order of the spec."""
    rows = np.flatnonzero(spec.marks.panel == panel)
    x, y = projection.points(spec.marks.lon[rows], spec.marks.lat[rows])
    return _stacked(spec, Placed(x, y, rows, np.ones(len(rows), dtype=np.int64)))


def _stacked(spec: MapSpec, strikes: Placed) -> Placed:
    """Let one sign stand for all strikes of a class on a spot where they are too many to fan.

    A near-front strike is kept apart from others, so that its ring is not lost.
    """
    rows = strikes.rows
    if not FAN < len(rows) <= STACKABLE or spec.marks.diameter_pt is not None:
        return strikes
    marks = spec.marks
    spots = np.column_stack(
        (
            np.round(marks.lon[rows], 4),
            np.round(marks.lat[rows], 4),
            marks.style[rows],
            marks.near_front[rows],
        )
    )
    _, first, spot, times = np.unique(
        spots, axis=0, return_index=True, return_inverse=True, return_counts=True
    )
    crowded = times > FAN
    kept = ~crowded[spot.ravel()]
    kept[first[crowded]] = True
    times_of = np.where(crowded, times, 1)[spot.ravel()]
    return Placed(strikes.x[kept], strikes.y[kept], rows[kept], times_of[kept])


def diameters(spec: MapSpec) -> Float:
    """Return the diameter of every mark in points, by its value or else by its class."""
    if spec.marks.diameter_pt is not None:
        return spec.marks.diameter_pt
    sizes = np.array([style.diameter_pt for style in spec.mark_styles])
    return np.asarray(sizes[spec.marks.style] if len(sizes) else np.zeros(len(spec.marks)))


def signs(spec: MapSpec, strikes: Placed) -> Float:
    """Return the diameter of every sign in points: that of its mark, or of its number."""
    size = diameters(spec)[strikes.rows]
    digits = np.floor(np.log10(np.maximum(strikes.times, 1))) + 1
    return np.asarray(np.where(strikes.times > 1, size + 1.5 + 3.2 * digits, size))


def within(frame: Frame, strikes: Placed, *, margin: float = 0.1) -> Placed:
    """Return the strikes in a frame and in a margin around it (a share of its size)."""
    dx, dy = (frame.x_max - frame.x_min) * margin, (frame.y_max - frame.y_min) * margin
    x, y = strikes.x, strikes.y
    inside = (x >= frame.x_min - dx) & (x <= frame.x_max + dx)
    inside &= (y >= frame.y_min - dy) & (y <= frame.y_max + dy)
    if inside.all():
        return strikes
    return Placed(x[inside], y[inside], strikes.rows[inside], strikes.times[inside])


def apart(spec: MapSpec, frame: Frame, strikes: Placed, *, pen: float = 1.0) -> Placed:
    """Push strikes that hide one another apart, just as far as is needed to count them.

    Strikes on one spot end side by side; others stay where they are or nearly so. Beyond
    a thousand strikes on a panel nothing is moved: they can't be counted by eye any more.
    """
    if not 1 < len(strikes.rows) <= COUNTABLE:
        return strikes
    size = signs(spec, strikes) * pen
    true = np.column_stack(frame.points(strikes.x, strikes.y)).astype(np.float64)
    shown = _relaxed(true, size * _NEAR)
    x, y = frame.metres(shown[:, 0], shown[:, 1])
    moved = np.hypot(*(shown - true).T) > 0.05
    x, y = np.where(moved, x, strikes.x), np.where(moved, y, strikes.y)
    return Placed(x, y, strikes.rows, strikes.times)


def _relaxed(true: Points, size: Float) -> Points:
    """Return places near ``true`` where neighbours are the mean of their sizes apart."""
    from scipy.spatial import cKDTree

    # A golden-angle start of a hundredth of a point gives equal places a direction to part.
    turn = np.arange(len(true)) * 2.399963
    places = true + 0.01 * np.column_stack((np.cos(turn), np.sin(turn)))
    for _ in range(_ROUNDS):
        pairs = cKDTree(places).query_pairs(float(size.max()), output_type="ndarray")
        gap = places[pairs[:, 1]] - places[pairs[:, 0]]
        distance = np.maximum(np.hypot(gap[:, 0], gap[:, 1]), 1e-6)
        wanted = (size[pairs[:, 0]] + size[pairs[:, 1]]) / 2
        push = np.maximum(0.0, wanted - distance) / distance / 2
        step = np.zeros_like(places)
        np.add.at(step, pairs[:, 0], -gap * push[:, None])
        np.add.at(step, pairs[:, 1], gap * push[:, None])
        if np.abs(step).max(initial=0.0) < 0.02:
            break
        places = places + 0.6 * step
    return places
