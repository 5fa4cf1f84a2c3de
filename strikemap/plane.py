"""The local plane: metres around an area, for distances, areas and Voronoi cells."""

from __future__ import annotations

from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS, Geod, Transformer

from strikemap.arrays import Floats
from strikemap.errors import ZoneError

GEOD: Final = Geod(ellps="WGS84")

#: Longest edge, in degrees, that is projected as one straight line.
MAX_EDGE: Final = 0.05

#: Half the way around the world, less a tenth of a metre: at 180 degrees from the middle of a
#: projection a rounded number may lie on the other edge of the map.
HALF_WAY: Final = 180.0 - 1e-6


def degrees(points: gpd.GeoSeries) -> tuple[Floats, Floats]:
    """Return longitudes and latitudes of points, of very many at once.

    Examples
    --------
    >>> lon, lat = degrees(gpd.GeoSeries.from_xy([36.3, 37.2], [33.5, 36.2]))
    >>> lon.tolist(), lat.tolist()
    ([36.3, 37.2], [33.5, 36.2])
    """
    shapes = points.to_numpy()
    if (shapely.get_type_id(shapes) == 0).all():
        places = shapely.get_coordinates(shapes)
        if len(places) == len(shapes):
            return places[:, 0].copy(), places[:, 1].copy()
    return points.x.to_numpy(dtype=np.float64), points.y.to_numpy(dtype=np.float64)


class Plane:
    """A Lambert azimuthal equal-area plane, in metres, centred on an area.

    Areas are true; within 500 km of the centre distances are true to 0.1 %.

    Parameters
    ----------
    lon, lat
        The centre in degrees (EPSG:4326).
    """

    def __init__(self, lon: float, lat: float) -> None:
        self.crs = CRS.from_dict(
            {"proj": "laea", "lon_0": round(lon, 3), "lat_0": round(lat, 3), "datum": "WGS84"}
        )
        self._there = Transformer.from_crs("EPSG:4326", self.crs, always_xy=True)

    @classmethod
    def around(cls, shapes: Any) -> Plane:
        """Return the plane centred on the bounds of geometries in EPSG:4326."""
        west, south, east, north = shapely.total_bounds(shapes)
        return cls((west + east) / 2, (south + north) / 2)

    def xy(self, lon: Any, lat: Any) -> npt.NDArray[np.float64]:
        """Return an (n, 2) array of metres for longitudes and latitudes in degrees."""
        return np.column_stack(self._there.transform(np.asarray(lon), np.asarray(lat)))

    def lonlat(self, xy: npt.NDArray[np.float64]) -> tuple[Any, Any]:
        """Return longitudes and latitudes in degrees for an (n, 2) array of metres."""
        lon, lat = self._there.transform(xy[:, 0], xy[:, 1], direction="INVERSE")
        return lon, lat

    def points(self, lon: Any, lat: Any) -> npt.NDArray[np.object_]:
        """Return points in metres for longitudes and latitudes in degrees."""
        points: npt.NDArray[np.object_] = np.asarray(shapely.points(self.xy(lon, lat)))
        return points

    def to_metres(self, shapes: Any) -> Any:
        """Return geometries in metres; long edges are divided first so that they keep place."""
        fine = shapely.segmentize(shapes, MAX_EDGE)
        return shapely.transform(fine, lambda c: self.xy(c[:, 0], c[:, 1]))

    def to_degrees(self, shapes: Any) -> Any:
        """Return geometries in EPSG:4326, rounded to about ten centimetres."""

        def back(c: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
            lon, lat = self.lonlat(c)
            return np.column_stack([np.round(lon, 6), np.round(lat, 6)])

        return shapely.transform(shapes, back)


def refuse_projected(**frames: gpd.GeoDataFrame) -> None:
    """Raise ``CRS_UNKNOWN`` for a frame that states another CRS than longitude and latitude."""
    for what, frame in frames.items():
        if frame.crs is not None and not frame.crs.equals("EPSG:4326", ignore_axis_order=True):
            raise ZoneError(
                f"The {what} are in {frame.crs.name}. Convert them with to_crs('EPSG:4326').",
                code="CRS_UNKNOWN",
                where=what,
            )


def area_km2(shape: shapely.Geometry) -> float:
    """Return the area of a polygon in EPSG:4326 on the WGS84 ellipsoid, in km².

    Edges are geodesics. Computed by GeographicLib (Karney 2013, J. Geodesy 87, 43-55)
    through pyproj.

    Examples
    --------
    >>> round(area_km2(shapely.box(36, 35, 37, 36)), 3)
    10066.273
    """
    return abs(float(GEOD.geometry_area_perimeter(shapely.orient_polygons(shape))[0])) / 1e6
