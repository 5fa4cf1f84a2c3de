"""The extent: how much of the world a map shows, and in which projection."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from pyproj import Proj, Transformer

from strikemap.errors import MapError
from strikemap.plane import HALF_WAY
from strikemap.spec import Extent, Float

Box = tuple[float, float, float, float]
#: Wider than this (degrees) a transverse Mercator zone bends too much.
_UTM_WIDTH = 9.0
#: Further than this (degrees) from its middle a map is the world's, in one piece.
_AZIMUTHAL = 75.0
#: From this width (degrees) on, a map shows every longitude, or is fitted to what it holds.
_WORLD_WIDTH, _FITTED_WIDTH = 300.0, 60.0
#: How many times as wide as high, and as high as wide, a map is at most.
_FLAT, _STEEP = 2.2, 2.6
#: Points on each side of the grid by which a box is measured.
_GRID = 41
_KM_PER_DEGREE = 111.2
#: By what share the scale of a map with a bar may differ from place to place.
_UNEVEN = 0.1
#: The narrowest box (degrees) that can be drawn; some 200 m.
_LEAST = 0.002

#: A narrower map counts as wide as this share of its height where ground is kept around it.
_BROAD = 0.7
#: Shares of a map's size by which its ground goes on around it, and by which it may be widened: a
#: little less, for of an edge that bends some points are known.
_GROUND, _WIDER = 0.15, 0.148


def extent(
    west: float,
    south: float,
    east: float,
    north: float,
    *,
    content: tuple[Float, Float] | None = None,
) -> Extent:
    """Return the extent of a box in degrees with a projection that suits it.

    A box up to 9 degrees wide takes its UTM zone, a wider one a Lambert azimuthal equal-area
    projection centred on it or on the pole, that of the world the Equal Earth projection. All
    but the first are equal-area.

    Parameters
    ----------
    west, south, east, north
        Degrees (EPSG:4326). A box over the antimeridian has ``east > 180`` or, as GeoJSON
        writes it, ``west > east``.
    content
        Longitudes and latitudes that a very wide map is fitted to.

    Raises
    ------
    MapError
        Code ``EXTENT_INVALID``: the box is empty, or wider than the world.
    """
    given = (west, south, east, north)
    if east < west and east + 360 - west <= 180:
        east += 360
    wide, high = east - west, north - south
    inside = wide <= 360.001 and south >= -90 and north <= 90
    if not (inside and wide >= _LEAST and high >= _LEAST):
        raise MapError(
            f"The extent {given} is empty. Give (west, south, east, north) "
            "in degrees with west < east and south < north.",
            code="EXTENT_INVALID",
            where="extent",
        )
    crs = projection(west, south, east, north)
    if content is None or east - west <= _FITTED_WIDTH:
        bounds = _metres(crs, *_grid((west, south, east, north)))
    else:
        bounds = _eased(_metres(crs, *content))
    return Extent(west, south, east, north, crs, *bounds)


def projection(west: float, south: float, east: float, north: float) -> str:
    """Return the projection for a box in degrees, as an authority code or a PROJ string."""
    lon, lat = (west + east) / 2, (south + north) / 2
    if east - west <= _UTM_WIDTH and abs(lat) < 80:
        zone = int((lon + 180) // 6) % 60 + 1
        return f"EPSG:{(32600 if lat >= 0 else 32700) + zone}"
    for middle in (lat, math.copysign(90, lat)):
        if _reach(lon, middle, (west, south, east, north)) <= _AZIMUTHAL:
            return f"+proj=laea +lat_0={middle:.2f} +lon_0={lon:.2f} +datum=WGS84 +units=m +no_defs"
    return f"+proj=eqearth +lon_0={lon:.12g} +datum=WGS84 +units=m +no_defs"


def _reach(lon: float, lat: float, box: Box) -> float:
    """Return how far (degrees) a box reaches from a point, on a sphere."""
    x, y = (np.radians(values) for values in _grid(box))
    middle = math.radians(lat)
    cosine = math.sin(middle) * np.sin(y)
    cosine += math.cos(middle) * np.cos(y) * np.cos(x - math.radians(lon))
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))).max())


def _grid(box: Box) -> tuple[Float, Float]:
    west, south, east, north = box
    sides = np.linspace(west, east, _GRID), np.linspace(south, north, _GRID)
    across, up = np.meshgrid(*sides)
    return across.ravel(), up.ravel()


def _metres(crs: str, lon: Float, lat: Float) -> Box:
    """Return the bounds of points in degrees on the map."""
    x, y = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(lon, lat)
    return float(np.min(x)), float(np.min(y)), float(np.max(x)), float(np.max(y))


def _eased(bounds: Box, share: float = 0.05) -> Box:
    """Return bounds in metres with a margin, and neither too flat nor too steep."""
    x_min, y_min, x_max, y_max = bounds
    wide, high = (x_max - x_min) * (1 + 2 * share), (y_max - y_min) * (1 + 2 * share)
    wide, high = max(wide, high / _STEEP) / 2, max(high, wide / _FLAT) / 2
    x, y = (x_min + x_max) / 2, (y_min + y_max) / 2
    return x - wide, y - high, x + wide, y + high


def degrees_within(whole: Extent, bounds: Box, *, margin: float = 0.0) -> Box:
    """Return the box in degrees of what bounds in metres show, a share of them added around.

    A narrow map has more around it, for a page may be wider than it.

    Its longitudes go on from those of the extent, beyond 180 degrees where they do; all of
    them where a pole is in sight.
    """
    box = _spread(bounds, margin)
    map_of = Transformer.from_crs("EPSG:4326", whole.crs, always_xy=True)
    lon, lat = (np.asarray(v) for v in map_of.transform(*_grid(box), direction="INVERSE"))
    known = np.isfinite(lon) & np.isfinite(lat)
    middle = (whole.west + whole.east) / 2
    lon = middle + np.clip((lon[known] - middle + 180) % 360 - 180, -HALF_WAY, HALF_WAY)
    south, north = float(lat[known].min()), float(lat[known].max())
    poles = [pole for pole in (-90.0, 90.0) if _holds(box, *map_of.transform(middle, pole))]
    if poles or np.ptp(lon) > 340:
        south, north = min(south, *poles, 90.0), max(north, *poles, -90.0)
        return middle - HALF_WAY, south, middle + HALF_WAY, north
    return float(lon.min()), south, float(lon.max()), north


def widest(whole: Extent) -> Box:
    """Return the bounds in metres that a map of an extent may be widened to."""
    return _spread((whole.x_min, whole.y_min, whole.x_max, whole.y_max), _WIDER)


def surroundings(whole: Extent) -> Box:
    """Return the box in degrees of the ground that a map of an extent needs."""
    bounds = (whole.x_min, whole.y_min, whole.x_max, whole.y_max)
    return degrees_within(whole, bounds, margin=_GROUND)


def _spread(bounds: Box, margin: float) -> Box:
    left, low, right, high = bounds
    wide, tall = right - left, high - low
    dx, dy = margin * max(wide, _BROAD * tall), margin * max(tall, _BROAD * wide)
    return (left - dx, low - dy, right + dx, high + dy)


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def arc(lon: Float, lat: Float) -> Box:
    """Return the narrowest box in degrees about points, over the antimeridian if need be.

    Examples
    --------
    >>> import numpy as np
    >>> arc(np.array([177.5, -166.5]), np.array([-17.0, -14.0]))
    (177.5, -17.0, 193.5, -14.0)
    """
    lat_range = float(np.min(lat)), float(np.max(lat))
    west, east = float(np.min(lon)), float(np.max(lon))
    around = np.sort(np.unique(np.mod(lon, 360)))
    gaps = np.diff(around, append=around[0] + 360)
    widest = int(np.argmax(gaps))
    if 360 - gaps[widest] < east - west - 1e-9:
        start = float(around[(widest + 1) % len(around)])
        west = start - 360 if start >= 180 else start
        east = west + 360 - float(gaps[widest])
    return (west, lat_range[0], east, lat_range[1])


def unrolled(lon: Float, whole: Extent) -> Float:
    """Return longitudes that go on from those of the extent where the extent holds them."""
    moved = np.mod(lon - whole.west, 360)
    return np.where(moved <= whole.east - whole.west, whole.west + moved, lon)


def padded(bounds: Sequence[float], *, share: float = 0.03, least_km: float = 0.0) -> Box:
    """Return a box widened by a share of its size on each side, at least ``least_km`` across.

    One that is nearly as wide as the world becomes as wide as the world.
    """
    west, south, east, north = (float(edge) for edge in bounds)
    lat = (south + north) / 2
    least_lat = least_km / _KM_PER_DEGREE
    least_lon = least_lat / max(math.cos(math.radians(lat)), 0.1)
    wide, high = max(east - west, least_lon), max(north - south, least_lat)
    half_w, half_h = wide * (0.5 + share), high * (0.5 + share)
    lon = (west + east) / 2
    south, north = max(lat - half_h, -89.9), min(lat + half_h, 89.9)
    if half_w > _WORLD_WIDTH / 2:
        return (-180.0, south, 180.0, north)
    return (lon - half_w, south, lon + half_w, north)


def shaped(box: Box) -> Box:
    """Return a box that is neither too flat nor too steep for a map, grown where it is."""
    west, south, east, north = box
    squeeze = max(math.cos(math.radians((south + north) / 2)), 0.1)
    wide, high = (east - west) * squeeze, north - south
    more_high = max(0.0, wide / _FLAT - high) / 2
    more_wide = max(0.0, high / _STEEP - wide) / 2 / squeeze
    low = max(south - more_high, min(south, -85.0))
    top = min(north + more_high, max(north, 85.0))
    return (west - more_wide, low, east + more_wide, top)


def scale_km(whole: Extent) -> int:
    """Return a round length for the scale bar, a fifth of the width or a little less.

    It is 0 where no bar would be true: on maps of much of the world, the scale of which differs
    from place to place by more than a tenth.
    """
    if _uneven(whole) > _UNEVEN:
        return 0
    fifth = (whole.x_max - whole.x_min) / 5000
    if fifth < 1:
        return 1
    power = int(10 ** math.floor(math.log10(fifth)))
    return max(m * power for m in (1, 2, 5) if m * power <= fifth)


def _uneven(whole: Extent) -> float:
    """Return by what share the scale of a map differs from 1 at most, on its edges and inside."""
    lon = np.linspace(whole.west, whole.east, 3)
    lat = np.linspace(whole.south, whole.north, 3)
    x, y = (values.ravel() for values in np.meshgrid(lon, lat))
    scales = Proj(whole.crs).get_factors(x, y)
    along = np.concatenate((scales.meridional_scale, scales.parallel_scale))
    return float(np.abs(along - 1).max())
