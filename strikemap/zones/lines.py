"""Lines and circles: which side of a river a place is on, and geodesic circles."""

from __future__ import annotations

from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from strikemap.arrays import Floats
from strikemap.errors import ZoneError
from strikemap.plane import GEOD, Plane, refuse_projected

ON_LINE: Final = "on the line"
#: What can be said where the place or the line is not known well enough.
NOT_DETERMINED: Final = "bank not determined"
NOT_DETERMINED_CIRCLE: Final = "inside or outside not determined"

_VERTICES = 360


def circle(lon: float, lat: float, km: float, *, vertices: int = _VERTICES) -> Polygon:
    """Return the circle of all points at a distance from a centre.

    Parameters
    ----------
    lon, lat
        Centre in degrees (EPSG:4326).
    km
        Geodesic radius on the WGS84 ellipsoid; every vertex lies at exactly this distance.
    vertices
        Number of corners; with 360 the edges cut at most 0.004 % off the radius.

    Returns
    -------
    shapely.Polygon
        In EPSG:4326, counter-clockwise.

    Raises
    ------
    ZoneError
        ``RADIUS``: no positive radius; ``ANTIMERIDIAN``: it would cross the 180th meridian
        or hold a pole.

    Examples
    --------
    >>> shape = circle(38.62, 33.51, 55)
    >>> round(shape.bounds[3] - shape.bounds[1], 3)
    0.992
    """
    if not (np.isfinite(km) and km > 0):
        raise ZoneError(f"A radius of {km} km makes no circle.", code="RADIUS", where="km")
    azimuth = np.linspace(0, -360, vertices, endpoint=False)
    n = np.ones(vertices)
    x, y, _ = GEOD.fwd(lon * n, lat * n, azimuth, km * 1e3 * n)
    if np.ptp(x) > 180 or _holds_pole(lon, lat, km):
        raise ZoneError(
            f"The circle of {km} km around {lon}, {lat} crosses the 180th meridian or holds a "
            "pole, which a map in longitude and latitude cannot show.",
            code="ANTIMERIDIAN",
            where=f"{lon}, {lat}",
        )
    return Polygon(np.column_stack([x, y]))


def _holds_pole(lon: float, lat: float, km: float) -> bool:
    pole = 90.0 if lat >= 0 else -90.0
    return bool(GEOD.inv(lon, lat, lon, pole)[2] <= km * 1e3)


def side_of_line(
    points: gpd.GeoDataFrame,
    line: BaseGeometry | gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    names: tuple[str, str] | None = None,
    error_km: float | None = None,
) -> gpd.GeoDataFrame:
    """Say on which side of a line each point is, how far from it, and where that is not known.

    Parameters
    ----------
    points
        Points in EPSG:4326, with ``radius_km`` (of the 90 % circle) where they are not exact.
    line
        One line in EPSG:4326, in one piece (pieces that join are joined): a geometry, or a
        frame of one row whose columns ``left`` and ``right`` name its sides and whose
        ``error_km`` says how well the line is known. A closed line, such as
        the ``exterior`` of a :func:`circle`, has an inside and an outside.
    names
        Names of the ground to the left and to the right of the line, looking along it from
        its first to its last point (of a closed line: inside and outside); by default those
        of the frame, else "left" and "right", or "inside" and "outside".
    error_km
        How far the true line may be from the one given; by default what the frame states,
        else 0. A river drawn for a map of the country is not known to the metre.

    Returns
    -------
    geopandas.GeoDataFrame
        A copy with ``side_of_line`` ("bank not determined", or "inside or outside not
        determined", within the point's radius plus the error of the line; "on the line" within
        a metre where both are 0) and ``line_distance_km`` (geodesic, to the nearest point of
        the line). Beyond its ends the line is thought to go on straight; a missing point has
        no side.

    Raises
    ------
    ZoneError
        ``LINE_IN_PIECES``, ``NOT_LINE`` or ``CRS_UNKNOWN``.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import LineString
    >>> towns = gpd.GeoDataFrame(geometry=gpd.points_from_xy([38.5, 39.5], [36, 36]), crs=4326)
    >>> river = LineString([(39, 37), (39, 35)])
    >>> side_of_line(towns, river, names=("east", "west"))["side_of_line"].tolist()
    ['west', 'east']
    """
    refuse_projected(points=points)
    shape, stated, known_error = _one_line(line)
    left, right = names or stated
    plane = Plane.around(shapely.union_all([shape, shapely.box(*points.total_bounds)]))
    path = shapely.get_coordinates(plane.to_metres(shape))
    known = np.flatnonzero(~(points.geometry.isna() | points.geometry.is_empty))
    there = points.geometry.iloc[known]
    signed, nearest = _signed_distance(plane.xy(there.x, there.y), path)
    foot = shapely.get_coordinates(plane.to_degrees(shapely.points(nearest)))
    # Lists: pyproj takes a Series or an array of one for a number, and its libraries warn.
    x, y, foot_x, foot_y = (list(axis) for axis in (there.x, there.y, *foot.T))
    metres = GEOD.inv(x, y, foot_x, foot_y)[2]
    sides = np.full(len(points), None, dtype=object)
    far = np.asarray(metres) / 1e3
    first = signed > 0
    if shape.is_ring:
        first = shapely.contains_xy(shapely.Polygon(path), plane.xy(there.x, there.y))
    sides[known] = np.where(abs(signed) < 1.0, ON_LINE, np.where(first, left, right))
    slack = _radius(points)[known] + (known_error if error_km is None else error_km)
    unknown = NOT_DETERMINED_CIRCLE if shape.is_ring else NOT_DETERMINED
    sides[known] = np.where((slack > 0) & (far <= slack), unknown, sides[known])
    distance = np.full(len(points), np.nan)
    distance[known] = far
    return points.assign(
        side_of_line=pd.Series(sides, index=points.index, dtype="str"), line_distance_km=distance
    )


def _radius(points: pd.DataFrame) -> Floats:
    """Return the radius of each point in km, 0 where none is stated."""
    if "radius_km" not in points.columns:
        return np.zeros(len(points))
    radius: Floats = pd.to_numeric(points["radius_km"]).fillna(0.0).to_numpy(dtype=np.float64)
    return radius


def _stated(row: pd.Series[Any]) -> tuple[tuple[str, str] | None, float]:
    """Return the names of the sides and the error in km that a row of a frame states."""
    sides = [row.get("left"), row.get("right")]
    error = row.get("error_km")
    names = None if any(pd.isna(side) for side in sides) else (str(sides[0]), str(sides[1]))
    return names, 0.0 if error is None or pd.isna(error) else float(error)


def _one_line(line: Any) -> tuple[LineString, tuple[str, str], float]:
    names, error = None, 0.0
    if isinstance(line, pd.DataFrame):
        if len(line) == 1:
            names, error = _stated(line.iloc[0])
        line = line.geometry
    shape = line if isinstance(line, BaseGeometry) else shapely.union_all(line.to_numpy())
    if shape.geom_type not in ("LineString", "LinearRing", "MultiLineString"):
        raise ZoneError(
            f"A {shape.geom_type} has no sides. Pass a line; of an area, its exterior.",
            code="NOT_LINE",
            where="line",
        )
    merged = shapely.line_merge(shape)
    if merged.geom_type not in ("LineString", "LinearRing"):
        count = len(shapely.get_parts(merged))
        raise ZoneError(
            f"The line has {count} separate pieces, so its sides are not defined. Pass one "
            "piece, or join them.",
            code="LINE_IN_PIECES",
            where="line",
        )
    usual = ("inside", "outside") if merged.is_ring else ("left", "right")
    return merged, names or usual, error


def _signed_distance(xy: Floats, path: Floats) -> tuple[Floats, Floats]:
    """Return distances to a path, positive on its left, and the nearest points on it.

    Where a corner is nearest, the sum of the normals of its two edges decides.
    """
    path = path[np.r_[True, (np.diff(path, axis=0) != 0).any(axis=1)]]
    edges = np.diff(path, axis=0)
    normals = np.column_stack([-edges[:, 1], edges[:, 0]])
    normals /= np.hypot(*normals.T)[:, None]
    signed, nearest = np.empty(len(xy)), np.empty((len(xy), 2))
    for i, point in enumerate(xy):
        along = ((point - path[:-1]) * edges).sum(axis=1) / (edges**2).sum(axis=1)
        feet = path[:-1] + np.clip(along, 0, 1)[:, None] * edges
        apart = np.hypot(*(point - feet).T)
        at = int(apart.argmin())
        normal = normals[at].copy()
        if along[at] >= 1 and at + 1 < len(edges):
            normal += normals[at + 1]
        elif along[at] <= 0 and at > 0:
            normal += normals[at - 1]
        nearest[i] = feet[at]
        signed[i] = np.copysign(apart[at], (point - feet[at]) @ normal)
    return signed, nearest
