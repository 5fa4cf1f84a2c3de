"""Candidate pairs: every two reports within a distance and a number of days of each other."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np

from strikemap import schema
from strikemap.arrays import Bools, Floats, Ints
from strikemap.corroboration.rows import EARTH_KM, Rows, day_gaps, great_circle, on_sphere
from strikemap.errors import ReportError

#: Half lengths in days by which ranges of dates are searched apart, so that a month among
#: day-exact reports does not widen everybody's search.
_HALF_LENGTHS: Final = (0.0, 3.0, 16.0)

#: More pairs than this are not weighed one by one (about 2 GB).
_MOST_PAIRS: Final = 30_000_000


@dataclass(frozen=True, eq=False, slots=True)
class Pairs:
    """Pairs of rows, ``first < second``, with their distance in km and the days between them."""

    first: Ints
    second: Ints
    km: Floats
    days: Ints

    def __len__(self) -> int:
        return len(self.first)

    def where(self, kept: Bools | Ints) -> Pairs:
        """Return the pairs for which ``kept`` is true, or the pairs with these indices."""
        return Pairs(self.first[kept], self.second[kept], self.km[kept], self.days[kept])


def candidate_pairs(
    rows: Rows,
    *,
    distance_km: float,
    days: int,
    must_agree: tuple[Ints, ...] = (),
    earth_km: float = EARTH_KM,
) -> Pairs:
    """Find every pair of reports within both windows; none is missed and none is guessed.

    Two reports are candidates when the great-circle distance of their points is at most
    ``distance_km`` and their ranges of dates share a day or are at most ``days`` apart. A
    location known no better than :data:`strikemap.schema.COARSE_KM` is a candidate only for
    reports that give the same point with the same precision: the centroid of a district says
    nothing about the street that lies a kilometre from it.

    Parameters
    ----------
    rows
        The reports as arrays.
    distance_km, days
        The windows, both inclusive.
    must_agree
        Codes per row (-1: not stated); a pair that states different codes is no candidate.
    earth_km
        Radius of the Earth; other software takes other values (111.111 km to the degree is
        6366.2 km).

    Returns
    -------
    Pairs
        Ordered by ``first``, then ``second``.
    """
    first, second = _search(rows, distance_km, days, earth_km)
    km = great_circle(
        rows.lon[first], rows.lat[first], rows.lon[second], rows.lat[second], earth_km=earth_km
    )
    pairs = Pairs(first, second, km, day_gaps(rows, first, second))
    kept = (pairs.km <= distance_km) & (pairs.days <= days) & _comparable(rows, first, second)
    pairs = agreeing(pairs.where(kept), must_agree)
    return pairs.where(np.lexsort((pairs.second, pairs.first)))


def agreeing(pairs: Pairs, must_agree: tuple[Ints, ...]) -> Pairs:
    """Return the pairs that state nothing different in any of the codes (-1: not stated)."""
    kept = np.ones(len(pairs), dtype=bool)
    for code in must_agree:
        a, b = code[pairs.first], code[pairs.second]
        kept &= (a == b) | (a < 0) | (b < 0)
    return pairs.where(kept)


def _comparable(rows: Rows, first: Ints, second: Ints) -> Bools:
    coarse = rows.radius_km >= schema.COARSE_KM
    same_place = (
        (rows.lon[first] == rows.lon[second])
        & (rows.lat[first] == rows.lat[second])
        & (rows.precision[first] == rows.precision[second])
    )
    return np.asarray(same_place | ~(coarse[first] | coarse[second]))


def _search(rows: Rows, distance_km: float, days: int, earth_km: float) -> tuple[Ints, Ints]:
    """Return a superset of the candidates from k-d trees over place and time."""
    usable = np.flatnonzero(rows.usable)
    points = on_sphere(rows.lon[usable], rows.lat[usable], earth_km=earth_km)
    middle = (rows.day_start[usable] + rows.day_end[usable]) / 2
    half = (rows.day_end[usable] - rows.day_start[usable]) / 2
    classes = [np.flatnonzero(kind) for kind in _length_classes(half)]
    classes = [members for members in classes if len(members)]
    found = [
        _between(points, middle, a, b, reach, distance_km)
        for p, a in enumerate(classes)
        for b in classes[p:]
        for reach in [days + half[a].max() + half[b].max()]
    ]
    if not found:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    both = np.concatenate(found)
    low, high = both.min(axis=1), both.max(axis=1)
    return usable[low], usable[high]


def _length_classes(half: Floats) -> list[Bools]:
    bounds = [-1.0, *_HALF_LENGTHS, np.inf]
    return [(half > low) & (half <= high) for low, high in pairwise(bounds)]


def _between(
    points: Floats, middle: Floats, a: Ints, b: Ints, reach: float, distance_km: float
) -> Ints:
    from scipy.spatial import cKDTree

    distance = max(distance_km, 1e-6) * (1 + 1e-9) + 1e-9
    scale = distance / reach if reach > 0 else 4 * distance
    radius = float(np.hypot(distance, scale * reach)) * (1 + 1e-9)
    tree = cKDTree(np.column_stack([points[a], middle[a] * scale]))
    _check_crowding(tree, np.column_stack([points[b], middle[b] * scale]), radius, distance_km)
    if a is b:
        return np.asarray(a[tree.query_pairs(radius, output_type="ndarray").reshape(-1, 2)])
    other = cKDTree(np.column_stack([points[b], middle[b] * scale]))
    near = tree.sparse_distance_matrix(other, radius, output_type="ndarray")
    return np.column_stack([a[near["i"]], b[near["j"]]])


def _check_crowding(tree: Any, points: Floats, radius: float, distance_km: float) -> None:
    """Refuse windows that hold too many pairs, judged by every so many points."""
    sample = points[:: max(len(points) // 1000, 1)]
    near = tree.query_ball_point(sample, radius, return_length=True)
    expected = float(near.mean()) * len(points) / 2
    if expected > _MOST_PAIRS:
        raise ReportError(
            f"Within {distance_km:g} km and the days asked for lie about {expected:,.0f} pairs of "
            "reports. Narrow the windows, or corroborate part of the table at a time.",
            code="TOO_LARGE",
            where="distance_km, days",
        )
