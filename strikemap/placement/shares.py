"""Shares of a location's distribution that a polygon holds: Gaussian and disc, exact."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from strikemap.arrays import Floats

Ints: TypeAlias = npt.NDArray[np.intp]

#: Beyond this many standard deviations less than 1e-16 of a Gaussian is left.
REACH: Final = 8.6

#: A triangle this low, in standard deviations, holds less than 1e-15.
_FLAT: Final = 1e-15

#: A centre this close to an edge, in standard deviations, is on it.
_ON: Final = 1e-12

#: Points times edges worked on at once, which bounds the memory and keeps it near the processor.
_BATCH: Final = 100_000

#: An edge this short, in standard deviations and in distances from the centre, is summed at
#: four places along it; what Gauss's rule leaves over is below 1e-15.
_SHORT: Final = (0.1, 0.06)

#: Gauss's places from 0 to 1, and their weights.
_FOUR: Final = [
    ((x + 1) / 2, w / 2) for x, w in zip(*np.polynomial.legendre.leggauss(4), strict=True)
]


def gaussian_share(shape: BaseGeometry, xy: Floats, sigma: Floats) -> Floats:
    """Return the mass of circular normals that a polygon holds.

    Each edge and the centre span a triangle that holds the edge's angle over 2 pi minus
    ``T(h, s2 / h) - T(h, s1 / h)``, where h is the distance to the edge's line, s1 and s2 the
    ends along it, in standard deviations, and T is Owen's function (Owen 1956, Annals of
    Mathematical Statistics 27, 1075-1090). Signed by the edge's direction they sum to the
    polygon. The angles alone sum to 1 around a centre inside and to 0 outside, and T is 0
    beyond :data:`REACH`, so only near edges are looked at. Exact to rounding.

    Parameters
    ----------
    shape
        A polygon or multipolygon, with or without holes, in any plane unit.
    xy
        Centres, shape (n, 2), in the same unit.
    sigma
        Standard deviation of each, in the same unit, greater than 0.

    Examples
    --------
    >>> half = shapely.box(0, -1e9, 1e9, 1e9)
    >>> gaussian_share(half, np.array([[0.0, 0.0], [1.0, 0.0]]), np.ones(2)).round(6).tolist()
    [0.5, 0.841345]
    """
    points = np.asarray(shapely.points(xy))
    shapely.prepare(shape)
    share: Floats = shapely.intersects(shape, points).astype(np.float64)
    start, stop = _edges(shape)
    per_sigma = 1.0 / sigma
    for part, point, edge in _near_edges(start, stop, xy, REACH * sigma):
        scale = per_sigma[point]
        centre = [np.take(axis, point) for axis in xy.T]
        ends = [
            (np.take(axis, edge) - at) * scale
            for corners in (start, stop)
            for axis, at in zip(corners.T, centre, strict=True)
        ]
        lost = _lost(*ends)
        share[part] -= np.bincount(point - part.start, lost, part.stop - part.start)
    on = touching(shape, points, _ON * sigma)
    share[on] = _summed(_gaussian_triangles, shape, xy[on], sigma[on])
    return np.clip(share, 0.0, 1.0)


def touching(shape: BaseGeometry, points: Any, reach: Floats) -> npt.NDArray[np.bool_]:
    """Return which points have a polygon's border within their reach."""
    border = shape.boundary
    shapely.prepare(border)
    within: Any = shapely.dwithin  # its stubs know a single distance only
    found: npt.NDArray[np.bool_] = within(border, points, reach)
    return found


def disc_share(shape: BaseGeometry, xy: Floats, radius: Floats) -> Floats:
    """Return the share of discs that a polygon covers.

    Sums the signed area of the disc within the triangle of each edge and the centre
    (circular sectors and a triangle). Exact to rounding.

    Parameters
    ----------
    shape, xy, radius
        As for :func:`gaussian_share`; ``radius`` in place of ``sigma``.

    Examples
    --------
    >>> half = shapely.box(0, -100, 100, 100)
    >>> disc_share(half, np.array([[0.0, 0.0]]), np.array([10.0])).round(6).tolist()
    [0.5]
    """
    return _summed(_disc_triangles, shape, xy, radius)


def _summed(
    triangles: Callable[[Floats, Floats], Floats], shape: BaseGeometry, xy: Floats, scale: Floats
) -> Floats:
    start, stop = _edges(shape)
    result = np.zeros(len(xy))
    step = max(1, _BATCH // max(1, len(start)))
    for first in range(0, len(xy), step):
        part = slice(first, first + step)
        centre, unit = xy[part, None, :], scale[part, None, None]
        masses = triangles((start[None] - centre) / unit, (stop[None] - centre) / unit)
        result[part] = masses.sum(axis=1)
    return np.clip(result, 0.0, 1.0)


def _near_edges(
    start: Floats, stop: Floats, xy: Floats, reach: Floats
) -> Iterator[tuple[slice, Ints, Ints]]:
    """Yield points in batches, with every point and edge that may lie within reach."""
    middle, half = (start + stop) / 2, np.hypot(*(stop - start).T).max(initial=0.0) / 2
    step = max(1, _BATCH // max(1, len(start)))
    for first in range(0, len(xy), step):
        part = slice(first, min(first + step, len(xy)))
        away = (middle[None, :, 0] - xy[part, None, 0]) ** 2
        away += (middle[None, :, 1] - xy[part, None, 1]) ** 2
        point, edge = np.nonzero(away <= (reach[part, None] + half) ** 2)
        yield part, point + first, edge


def _edges(shape: BaseGeometry) -> tuple[Floats, Floats]:
    """Return the ends of all edges, outer rings counter-clockwise and holes clockwise."""
    rings = shapely.get_rings(shapely.get_parts(shapely.orient_polygons(shape)))
    coordinates = [shapely.get_coordinates(ring) for ring in rings]
    if not coordinates:
        return np.empty((0, 2)), np.empty((0, 2))
    return np.vstack([c[:-1] for c in coordinates]), np.vstack([c[1:] for c in coordinates])


def _gaussian_triangles(a: Floats, b: Floats) -> Floats:
    """Return what the triangles of edges and the centre hold, signed by the edges' direction."""
    sign, _, s1, s2 = _seen(a, b)
    angle = (np.arctan(s2) - np.arctan(s1)) / (2 * np.pi)
    masses: Floats = sign * angle - _beyond(a, b)
    return masses


def _lost(ax: Floats, ay: Floats, bx: Floats, by: Floats) -> Floats:
    """Return what lies within the angles of edges but beyond them: of short ones by four places.

    Beyond a place p of an edge lies ``exp(-|p|**2 / 2)`` of the angle that its surroundings take,
    ``a x b / |p|**2`` by the way along the edge.
    """
    dx, dy = bx - ax, by - ay
    square, along, length = ax * ax + ay * ay, 2 * (ax * dx + ay * dy), dx * dx + dy * dy
    most, share = _SHORT
    short = (length <= most**2) & (length <= share**2 * square)
    total = np.zeros(len(ax))
    with np.errstate(divide="ignore", invalid="ignore"):  # of centres on long edges
        for at, weight in _FOUR:
            radius = (length * at + along) * at + square
            total += weight * np.exp(-0.5 * radius) / radius
    total *= (ax * dy - ay * dx) / (2 * np.pi)
    if not short.all():
        long = ~short
        a, b = np.column_stack([ax[long], ay[long]]), np.column_stack([bx[long], by[long]])
        total[long] = _beyond(a, b)
    return total


def _beyond(a: Floats, b: Floats) -> Floats:
    """Return what lies within the angles of edges but beyond them, signed alike."""
    from scipy.special import owens_t

    sign, h, s1, s2 = _seen(a, b)
    along = np.where(s1 * s2 < 0, 0.0, np.minimum(np.abs(s1), np.abs(s2)))
    near = h * np.hypot(1.0, along) < REACH
    mass = np.zeros(h.shape)
    mass[near] = owens_t(h[near], s2[near]) - owens_t(h[near], s1[near])
    return np.asarray(sign * mass)


def _seen(a: Floats, b: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Return direction and distance of the line of each edge, and its ends along it over that.

    An edge whose line runs through the centre spans no triangle: its direction is 0.
    """
    edge = b - a
    length = np.hypot(edge[..., 0], edge[..., 1])
    cross = a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]
    flat = np.abs(cross) <= _FLAT * length
    length = np.where(flat, 1.0, length)
    h = np.where(flat, 1.0, np.abs(cross) / length)
    s1, s2 = (((p * edge).sum(axis=-1) / length) / h for p in (a, b))
    return np.where(flat, 0.0, np.sign(cross)), h, s1, s2


def _disc_triangles(a: Floats, b: Floats) -> Floats:
    """Return areas within the unit disc over pi."""
    edge = b - a
    square = (edge**2).sum(axis=-1)
    along = (a * edge).sum(axis=-1)
    under = along**2 - square * ((a**2).sum(axis=-1) - 1.0)
    hit = (under > 0) & (square > 0)
    root = np.sqrt(np.where(hit, under, 0.0))
    divisor = np.where(hit, square, 1.0)
    enters = np.where(hit, np.clip((-along - root) / divisor, 0, 1), 0.0)
    leaves = np.where(hit, np.clip((-along + root) / divisor, 0, 1), 0.0)
    p, q = a + enters[..., None] * edge, a + leaves[..., None] * edge
    areas: Floats = (_angle(a, p) + _cross(p, q) + _angle(q, b)) / (2 * np.pi)
    return areas


def _cross(a: Floats, b: Floats) -> Floats:
    product: Floats = a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]
    return product


def _angle(a: Floats, b: Floats) -> Floats:
    angle: Floats = np.arctan2(_cross(a, b), (a * b).sum(axis=-1))
    return angle
