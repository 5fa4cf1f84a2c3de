"""From the CRS that a file or its reader states to longitude and latitude."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from strikemap.formats.source import Source
from strikemap.schema import CRS


def crs_to_use(source: Source, stated: Any, asked: Any) -> pyproj.CRS:
    """Return the CRS of a file's coordinates: ``crs=`` first, else what the file states.

    Raises
    ------
    StrikemapError
        ``CRS_MISSING`` when nobody states one, ``CRS_UNKNOWN`` when it is not a known one.
    """
    chosen = asked if asked is not None else stated
    if chosen is None or chosen == "":
        raise source.fail(
            "CRS_MISSING",
            "does not say which coordinate reference system it is in. "
            "Pass crs='EPSG:4326' for longitude and latitude, or the one it was made in.",
        )
    try:
        return pyproj.CRS.from_user_input(chosen)
    except pyproj.exceptions.CRSError as problem:
        raise source.fail(
            "CRS_UNKNOWN",
            f"states the coordinate reference system {str(chosen)[:80]!r}, which is not known. "
            "Pass crs= with an EPSG code such as 'EPSG:32637'.",
        ) from problem


def to_lonlat(frame: gpd.GeoDataFrame, crs: pyproj.CRS) -> tuple[gpd.GeoDataFrame, bool]:
    """Return the frame in EPSG:4326, and whether coordinates had to be changed for it."""
    target = pyproj.CRS.from_user_input(CRS)
    lonlat = crs.equals(target, ignore_axis_order=True) or crs.to_authority() == ("OGC", "CRS84")
    if lonlat:
        return frame.set_crs(CRS, allow_override=True), False
    return frame.set_crs(crs, allow_override=True).to_crs(CRS), True


def check_extent(source: Source, frame: gpd.GeoDataFrame) -> None:
    """Raise when a feature leaves the globe or wraps around it.

    Raises
    ------
    StrikemapError
        ``COORD_RANGE``: a coordinate that is no longitude or latitude. ``ANTIMERIDIAN``: an
        edge that spans more than 180 degrees, or a longitude beyond 180.
    """
    points, index = shapely.get_coordinates(frame.geometry.array, return_index=True)
    if not len(points):
        return
    finite = np.isfinite(points).all(axis=1)
    beyond = ~finite | (abs(points[:, 1]) > 90) | (abs(points[:, 0]) > 360)
    if beyond.any():
        at = int(np.flatnonzero(beyond)[0])
        raise source.fail(
            "COORD_RANGE",
            f"has a coordinate {points[at, 0]:.6g}, {points[at, 1]:.6g} in feature "
            f"{index[at] + 1}, which is no longitude and latitude. "
            "If the file is projected, pass its crs=.",
            where=f"feature {index[at] + 1}",
        )
    wrapped = _wraps(frame, points, index)
    if wrapped is not None:
        raise source.fail(
            "ANTIMERIDIAN",
            f"has a feature ({wrapped + 1}) that crosses the 180th meridian and would wrap around "
            "the globe. Split it there (RFC 7946, section 3.1.9).",
            where=f"feature {wrapped + 1}",
        )


def _wraps(
    frame: gpd.GeoDataFrame, points: npt.NDArray[np.float64], index: npt.NDArray[np.int64]
) -> int | None:
    """Return the first feature that wraps around the globe."""
    outside = abs(points[:, 0]) > 180 + 1e-9
    if outside.any():
        return int(index[outside][0])
    if np.ptp(points[:, 0]) <= 180:
        return None
    bounds = shapely.bounds(frame.geometry.array)
    for row in np.flatnonzero(bounds[:, 2] - bounds[:, 0] > 180):
        if _has_long_edge(frame.geometry.array[row]):
            return int(row)
    return None


def _has_long_edge(geometry: Any) -> bool:
    """Return whether an edge spans more than 180 degrees; along +-180 itself is allowed."""
    parts = shapely.get_parts(geometry)
    lines = shapely.get_rings(parts) if geometry.geom_type.endswith("Polygon") else parts
    for line in lines:
        lon = shapely.get_coordinates(line)[:, 0]
        step = abs(np.diff(lon))
        if ((step > 180) & (step < 360 - 1e-9)).any():
            return True
    return False
