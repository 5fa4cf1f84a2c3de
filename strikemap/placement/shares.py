"""Shares of a location's distribution that a polygon holds: Gaussian and disc, exact."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

Floats: TypeAlias = npt.NDArray[np.float64]

#: Beyond this many standard deviations less than 1e-16 of a Gaussian is left.
REACH: Final = 8.6

#: A triangle this low, in standard deviations, holds less than 1e-15.
_FLAT: Final = 1e-15

#: Points times edges worked on at once, which bounds the memory.
_BATCH: Final = 500_000


def gaussian_share(shape: BaseGeometry, xy: Floats, sigma: Floats) -> Floats:
    """Return the mass of circular normals that a polygon holds.

    Each edge and the centre span a triangle that holds the edge's angle over 2 pi minus
    ``T(h, s2 / h) - T(h, s1 / h)``, where h is the distance to the edge's line, s1 and s2 the
    ends along it, in standard deviations, and T is Owen's function (Owen 1956, Annals of
    Mathematical Statistics 27, 1075-1090). Signed by the edge's direction they sum to the
    polygon. Exact to rounding.

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
    return _summed(_gaussian_triangles, shape, xy, sigma)


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


def _edges(shape: BaseGeometry) -> tuple[Floats, Floats]:
    """Return the ends of all edges, outer rings counter-clockwise and holes clockwise."""
    rings = shapely.get_rings(shapely.get_parts(shapely.orient_polygons(shape)))
    coordinates = [shapely.get_coordinates(ring) for ring in rings]
    if not coordinates:
        return np.empty((0, 2)), np.empty((0, 2))
    return np.vstack([c[:-1] for c in coordinates]), np.vstack([c[1:] for c in coordinates])


def _gaussian_triangles(a: Floats, b: Floats) -> Floats:
    from scipy.special import owens_t

    edge = b - a
    length = np.hypot(edge[..., 0], edge[..., 1])
    cross = a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]
    # An edge whose line runs through the centre spans no triangle.
    flat = np.abs(cross) <= _FLAT * length
    length = np.where(flat, 1.0, length)
    h = np.where(flat, 1.0, np.abs(cross) / length)
    s1, s2 = (((p * edge).sum(axis=-1) / length) / h for p in (a, b))
    mass = (np.arctan(s2) - np.arctan(s1)) / (2 * np.pi)
    along = np.where(s1 * s2 < 0, 0.0, np.minimum(np.abs(s1), np.abs(s2)))
    near = h * np.hypot(1.0, along) < REACH
    mass[near] -= owens_t(h[near], s2[near]) - owens_t(h[near], s1[near])
    masses: Floats = np.where(flat, 0.0, np.sign(cross) * mass)
    return masses


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
