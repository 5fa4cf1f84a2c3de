"""The extent: how much of the world a map shows, in which projection, and its insets."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from pyproj import Transformer

from strikemap.errors import MapError
from strikemap.spec import Extent, Float

#: Wider than this (degrees) a transverse Mercator zone bends too much.
_UTM_WIDTH = 9.0
#: An inset pays when this share of the marks lies in a box of this share of the width.
_INSET_SHARE, _INSET_BOX, _INSET_MARKS = 0.35, 0.2, 12
_KM_PER_DEGREE = 111.2


def extent(west: float, south: float, east: float, north: float) -> Extent:
    """Return the extent of a box in degrees with a local projection that suits it.

    A box up to 9 degrees wide takes its UTM zone, a wider one a Lambert azimuthal
    equal-area projection centred on it.
    """
    if not (west < east and south < north):
        raise MapError(
            f"The extent {(west, south, east, north)} is empty. Give (west, south, east, north) "
            "in degrees with west < east and south < north.",
            code="EXTENT_INVALID",
            where="extent",
        )
    crs = projection(west, south, east, north)
    to_map = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    x_min, y_min, x_max, y_max = to_map.transform_bounds(west, south, east, north)
    return Extent(west, south, east, north, crs, x_min, y_min, x_max, y_max)


def projection(west: float, south: float, east: float, north: float) -> str:
    """Return the projection for a box in degrees, as an authority code or a PROJ string."""
    lon, lat = (west + east) / 2, (south + north) / 2
    if east - west <= _UTM_WIDTH and abs(lat) < 80:
        zone = int((lon + 180) // 6) % 60 + 1
        return f"EPSG:{(32600 if lat >= 0 else 32700) + zone}"
    return f"+proj=laea +lat_0={lat:.2f} +lon_0={lon:.2f} +datum=WGS84 +units=m +no_defs"


def padded(
    bounds: Sequence[float], *, share: float = 0.03, least_km: float = 0.0
) -> tuple[float, float, float, float]:
    """Return a box widened by a share of its size on each side, at least ``least_km`` across."""
    west, south, east, north = (float(edge) for edge in bounds)
    lat = (south + north) / 2
    least_lat = least_km / _KM_PER_DEGREE
    least_lon = least_lat / max(math.cos(math.radians(lat)), 0.1)
    wide, high = max(east - west, least_lon), max(north - south, least_lat)
    half_w, half_h = wide * (0.5 + share), high * (0.5 + share)
    lon = (west + east) / 2
    return (lon - half_w, max(lat - half_h, -89.9), lon + half_w, min(lat + half_h, 89.9))


def dense_box(lon: Float, lat: Float, whole: Extent) -> tuple[float, float, float, float] | None:
    """Return the box that is worth an inset: a fifth of the map with a third of its marks.

    The box slides over the marks in steps of a quarter of its width; the fullest wins, the
    southern- and westernmost of equals. ``None`` when there are fewer than 12 marks or no
    box is full enough.
    """
    if len(lon) < _INSET_MARKS:
        return None
    side = (whole.x_max - whole.x_min) * _INSET_BOX
    x, y = Transformer.from_crs("EPSG:4326", whole.crs, always_xy=True).transform(lon, lat)
    x, y = np.asarray(x), np.asarray(y)
    step = side / 4
    counts, xs, ys = np.histogram2d(
        x,
        y,
        bins=(
            np.arange(whole.x_min, whole.x_max + step, step),
            np.arange(whole.y_min, whole.y_max + step, step),
        ),
    )
    windows = np.lib.stride_tricks.sliding_window_view(counts, (4, 4)).sum(axis=(2, 3))
    i, j = np.unravel_index(int(np.argmax(windows)), windows.shape)
    if windows[i, j] < _INSET_SHARE * len(x):
        return None
    inside = (x >= xs[i]) & (x <= xs[i] + side) & (y >= ys[j]) & (y <= ys[j] + side)
    return padded(
        (lon[inside].min(), lat[inside].min(), lon[inside].max(), lat[inside].max()),
        share=0.12,
        least_km=side / 1000 * 0.6,
    )


def scale_km(whole: Extent) -> int:
    """Return a round length for the scale bar, a fifth of the width or a little less."""
    fifth = (whole.x_max - whole.x_min) / 5000
    if fifth < 1:
        return 1
    power = int(10 ** math.floor(math.log10(fifth)))
    return max(m * power for m in (1, 2, 5) if m * power <= fifth)
