"""How far apart two sets of points are: mean centres, spread, and energy distance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from strikemap.arrays import Floats


@dataclass(frozen=True)
class CentreShift:
    """The move of the mean centre: kilometres, and the bearing it goes (degrees from north)."""

    km: float
    bearing: float
    before: tuple[float, float]
    after: tuple[float, float]


def mean_centre(points: npt.ArrayLike) -> tuple[float, float]:
    """Return the mean x and y of points of shape (n, 2)."""
    x, y = np.asarray(points, dtype=np.float64).mean(axis=0)
    return float(x), float(y)


def standard_distance(points: npt.ArrayLike) -> float:
    """Return the root mean square distance from the mean centre (Bachi 1963).

    Examples
    --------
    >>> standard_distance([[0, 0], [0, 2]])
    1.0
    """
    xy = np.asarray(points, dtype=np.float64)
    return float(np.sqrt(((xy - xy.mean(axis=0)) ** 2).sum(axis=1).mean()))


def centre_shift(before: npt.ArrayLike, after: npt.ArrayLike) -> CentreShift:
    """Return how far and in which direction the mean centre moved.

    Parameters
    ----------
    before, after
        Longitudes and latitudes (EPSG:4326) of shape (n, 2), at least one point each.

    Returns
    -------
    CentreShift
        Centres as mean directions on the sphere, distance and initial bearing along the
        WGS 84 geodesic. A centre is pulled by single far points; say how many there are.

    Examples
    --------
    >>> shift = centre_shift([[36, 35]], [[37, 35]])
    >>> round(shift.km, 1), round(shift.bearing)
    (91.3, 90)
    """
    from pyproj import Geod

    start, end = _spherical_centre(before), _spherical_centre(after)
    bearing, _, metres = Geod(ellps="WGS84").inv(*start, *end)
    return CentreShift(float(metres) / 1000, float(bearing) % 360, start, end)


def energy_distance(before: npt.ArrayLike, after: npt.ArrayLike) -> tuple[float, float]:
    """Return the energy distance of two sets of points and its test statistic.

    Parameters
    ----------
    before, after
        Points of shape (n, 2) in one plane, at least one each.

    Returns
    -------
    tuple of float
        E² = 2 E|X-Y| - E|X-X'| - E|Y-Y'|, 0 only for equal distributions, and
        T = nm / (n + m) × E². scipy's ``energy_distance`` has one dimension only.

    References
    ----------
    Székely & Rizzo (2004), InterStat; (2013), Journal of Statistical Planning and
    Inference 143.

    Examples
    --------
    >>> energy_distance([[0, 0]], [[3, 4]])
    (10.0, 5.0)
    """
    from scipy.spatial.distance import cdist

    x, y = np.asarray(before, dtype=np.float64), np.asarray(after, dtype=np.float64)
    n, m = len(x), len(y)
    squared = 2 * cdist(x, y).mean() - cdist(x, x).mean() - cdist(y, y).mean()
    return float(squared), float(squared * n * m / (n + m))


def energy_statistics(distances: Floats, before: Floats, after: Floats) -> Floats:
    """Return the test statistic T for many pairs of windows over units such as days.

    Parameters
    ----------
    distances
        Sums of distances between the points of any two units, shape (units, units).
    before, after
        1 for the units of a window, 0 elsewhere, shape (pairs, units + 1); the last
        column holds the number of points.

    Returns
    -------
    numpy.ndarray
        One value per pair; 0 where a window is empty.
    """
    n, m = before[:, -1], after[:, -1]
    b, a = before[:, :-1], after[:, :-1]

    from_b, from_a = b @ distances, a @ distances
    across, within, apart = (
        (x * y).sum(axis=1) for x, y in ((from_b, a), (from_b, b), (from_a, a))
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        squared = 2 * across / (n * m) - within / n**2 - apart / m**2
        value: Floats = np.where((n > 0) & (m > 0), squared * n * m / (n + m), 0.0)
    return value


def _spherical_centre(points: npt.ArrayLike) -> tuple[float, float]:
    lon, lat = np.radians(np.asarray(points, dtype=np.float64)).T
    x, y, z = np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)
    centre = np.array([x.mean(), y.mean(), z.mean()])
    lonlat = np.arctan2(centre[1], centre[0]), np.arctan2(centre[2], np.hypot(*centre[:2]))
    return float(np.degrees(lonlat[0])), float(np.degrees(lonlat[1]))
