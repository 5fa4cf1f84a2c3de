"""Lines and circles: which side of a river a place is on, and geodesic circles."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from strikemap.errors import ZoneError
from strikemap.plane import GEOD, Plane, refuse_projected

ON_LINE: Final = "on the line"

_VERTICES = 360

Floats: TypeAlias = npt.NDArray[np.float64]


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
) -> gpd.GeoDataFrame:
    """Say on which side of a line each point is, and how far from it.

    Parameters
    ----------
    points
        Points in EPSG:4326.
    line
        One line in EPSG:4326, in one piece (pieces that join are joined): a geometry, or a
        frame of one row whose columns ``left`` and ``right`` name its sides.
    names
        Names of the ground to the left and to the right of the line, looking along it from
        its first to its last point; by default those of the frame, else "left" and "right".

    Returns
    -------
    geopandas.GeoDataFrame
        A copy with ``side_of_line`` ("on the line" within a metre) and
        ``line_distance_km`` (geodesic, to the nearest point of the line). Beyond its ends the
        line is thought to go on straight; a missing point has no side.

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
    shape, stated = _one_line(line)
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
    sides[known] = np.where(abs(signed) < 1.0, ON_LINE, np.where(signed > 0, left, right))
    distance = np.full(len(points), np.nan)
    distance[known] = np.asarray(metres) / 1e3
    return points.assign(
        side_of_line=pd.Series(sides, index=points.index, dtype="str"), line_distance_km=distance
    )


def _one_line(line: Any) -> tuple[LineString, tuple[str, str]]:
    names = ("left", "right")
    if isinstance(line, pd.DataFrame):
        if len(line) == 1 and {"left", "right"} <= set(line.columns):
            names = (str(line["left"].iloc[0]), str(line["right"].iloc[0]))
        line = line.geometry
    shape = line if isinstance(line, BaseGeometry) else shapely.union_all(line.to_numpy())
    if "LineString" not in shape.geom_type:
        raise ZoneError(
            f"A {shape.geom_type} has no sides. Pass a line.", code="NOT_LINE", where="line"
        )
    merged = shapely.line_merge(shape)
    if merged.geom_type != "LineString":
        count = len(shapely.get_parts(merged))
        raise ZoneError(
            f"The line has {count} separate pieces, so its sides are not defined. Pass one "
            "piece, or join them.",
            code="LINE_IN_PIECES",
            where="line",
        )
    return merged, names


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
