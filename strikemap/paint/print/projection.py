"""The map projection: geometry in degrees as paths and points in metres."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from matplotlib.path import Path
from shapely.geometry.base import BaseGeometry

from strikemap.compose.extent import degrees_within
from strikemap.spec import Extent, Float

_STEP = 0.25  # degrees between vertices, so that long straight edges bend with the projection
_SEAM = 1e-3  # degrees that are left out where a map of the whole world is cut open
_MARGIN = 0.1  # share of what is shown that is kept around it


class Projection:
    """From EPSG:4326 to one projected reference system; shapes are kept once projected.

    Parameters
    ----------
    extent
        The extent asked for, with its reference system and its longitudes.
    bounds
        Left, lower, right and upper edge of what is shown, in metres; by default those of
        the extent. Geometry far outside is cut off before it is projected.
    """

    def __init__(
        self, extent: Extent, bounds: tuple[float, float, float, float] | None = None
    ) -> None:
        self.crs = extent.crs
        self._extent = extent
        self._forward = pyproj.Transformer.from_crs("EPSG:4326", extent.crs, always_xy=True)
        self._proj = pyproj.Proj(extent.crs)
        self._kept: dict[int, tuple[BaseGeometry, Path]] = {}
        self._window = self.degrees_around(
            bounds or (extent.x_min, extent.y_min, extent.x_max, extent.y_max), margin=_MARGIN
        )

    def degrees_around(
        self, bounds: tuple[float, float, float, float], *, margin: float = 0.0
    ) -> tuple[float, float, float, float]:
        """Return west, south, east and north of bounds in metres, a share of them added around."""
        west, south, east, north = degrees_within(self._extent, bounds, margin=margin)
        return west + _SEAM, max(south, -89.9), east - _SEAM, min(north, 89.9)

    def points(self, lon: Float, lat: Float) -> tuple[Float, Float]:
        """Return x and y in metres for degrees."""
        x, y = self._forward.transform(np.asarray(lon, float), np.asarray(lat, float))
        return np.asarray(x), np.asarray(y)

    def degrees(self, x: Float, y: Float) -> tuple[Float, Float]:
        """Return longitude and latitude for metres."""
        lon, lat = self._forward.transform(x, y, direction="INVERSE")
        return np.asarray(lon), np.asarray(lat)

    def shape(self, geometry: BaseGeometry) -> BaseGeometry:
        """Return the part of ``geometry`` around the extent, in metres."""
        west, south, east, north = self._window
        inside = shapely.clip_by_rect(geometry, west, south, east, north)
        if inside.is_empty:
            return inside
        return shapely.transform(shapely.segmentize(inside, _STEP), self._metres)

    def path(self, geometry: BaseGeometry) -> Path:
        """Return the outline of ``geometry`` as a path in metres, empty for nothing in sight."""
        kept = self._kept.get(id(geometry))
        if kept is None:
            kept = (geometry, path_of(self.shape(geometry)))
            self._kept[id(geometry)] = kept
        return kept[1]

    def metres_per_kilometre(self, lon: Float, lat: Float) -> Float:
        """Return the length on the map of one kilometre on the ground at each point."""
        factors = self._proj.get_factors(np.asarray(lon, float), np.asarray(lat, float))
        return np.asarray(1000.0 * np.sqrt(np.abs(factors.areal_scale)))

    def _metres(self, degrees: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.column_stack(self._forward.transform(degrees[:, 0], degrees[:, 1]))


def path_of(geometry: BaseGeometry) -> Path:
    """Return a matplotlib path of polygons (rings closed) or lines (left open)."""
    parts = shapely.get_parts(geometry)
    while np.any(shapely.get_type_id(parts) >= 4):
        parts = shapely.get_parts(parts)
    areas = parts[shapely.get_dimensions(parts) == 2]
    curves = parts[shapely.get_dimensions(parts) == 1]
    pieces = [*shapely.get_rings(areas), *curves]
    closed = [True] * shapely.get_num_interior_rings(areas).sum() + [True] * len(areas)
    return _joined(pieces, [*closed, *[False] * len(curves)])


def _joined(pieces: list[BaseGeometry], closed: list[bool]) -> Path:
    if not pieces:
        return Path(np.empty((0, 2)))
    vertices = [shapely.get_coordinates(piece) for piece in pieces]
    codes = []
    for points, ring in zip(vertices, closed, strict=True):
        code = np.full(len(points), Path.LINETO, dtype=np.uint8)
        code[0] = Path.MOVETO
        if ring:
            code[-1] = Path.CLOSEPOLY
        codes.append(code)
    return Path(np.concatenate(vertices), np.concatenate(codes))
