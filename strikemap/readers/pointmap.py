"""A small map of points: as SVG for a notebook, as characters for a terminal.

It holds numbers only; no text of a report enters it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from strikemap.arrays import Floats

_WIDTH = 480
_COLUMNS, _LINES = 60, 16


@dataclass(frozen=True, repr=False)
class PointMap:
    """An SVG drawing that shows itself in a notebook."""

    svg: str

    def __repr__(self) -> str:
        return f"PointMap({len(self.svg):,} characters of SVG)"

    def _repr_svg_(self) -> str:
        return self.svg


@dataclass(frozen=True)
class _Frame:
    """The part of the world that holds the points, with a margin."""

    west: float
    south: float
    east: float
    north: float

    @property
    def ratio(self) -> float:
        """Height by width, a degree of longitude being shorter away from the equator."""
        middle = np.cos(np.radians((self.south + self.north) / 2))
        return float((self.north - self.south) / max((self.east - self.west) * middle, 1e-9))

    def across(self, lon: Floats) -> Floats:
        """Return 0 (west) to 1 (east)."""
        return (lon - self.west) / (self.east - self.west)

    def down(self, lat: Floats) -> Floats:
        """Return 0 (north) to 1 (south)."""
        return (self.north - lat) / (self.north - self.south)


def _coordinates(frame: gpd.GeoDataFrame | None) -> tuple[Floats, Floats]:
    if frame is None or not len(frame):
        return np.array([]), np.array([])
    lon, lat = frame.geometry.x.to_numpy(), frame.geometry.y.to_numpy()
    known = np.isfinite(lon) & np.isfinite(lat)
    return lon[known], lat[known]


def _bounds(lon: Floats, lat: Floats) -> _Frame:
    margin_x, margin_y = (max(0.05, 0.04 * np.ptp(values)) for values in (lon, lat))
    return _Frame(
        float(lon.min() - margin_x),
        float(lat.min() - margin_y),
        float(lon.max() + margin_x),
        float(lat.max() + margin_y),
    )


def draw(reports: gpd.GeoDataFrame | None, doubtful: gpd.GeoDataFrame | None) -> PointMap:
    """Draw points in grey and those to look at in red, with the extent in degrees."""
    lon, lat = _coordinates(reports)
    if not len(lon):
        return PointMap(
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="40">'
            '<text x="8" y="24" font-size="12">no points</text></svg>'
        )
    frame = _bounds(lon, lat)
    height = round(_WIDTH * min(max(frame.ratio, 0.3), 1.5))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height + 22}" '
        f'font-family="sans-serif" font-size="11" fill="#22262B">',
        f'<rect width="{_WIDTH}" height="{height}" fill="#FBFAF7" stroke="#C4C2BC"/>',
        f'<svg width="{_WIDTH}" height="{height}">',
        *_outline(frame, lon, lat, height),
        *_dots(frame, lon, lat, height, "#6B7280", 2.0),
        *_dots(frame, *_coordinates(doubtful), height, "#B3131B", 3.5),
        f'</svg><rect width="{_WIDTH}" height="{height}" fill="none" stroke="#C4C2BC"/>',
        f'<text x="4" y="{height + 15}">{frame.west:.2f} to {frame.east:.2f} E, '
        f"{frame.south:.2f} to {frame.north:.2f} N; red: points to look at</text></svg>",
    ]
    return PointMap("".join(parts))


def _outline(frame: _Frame, lon: Floats, lat: Floats, height: int) -> list[str]:
    """Return the outline of the country that most points are in, where there is one."""
    from strikemap.ground.basemap import country, country_of

    name = country_of(lon, lat)
    if name is None:
        return []
    rings = shapely.get_rings(shapely.get_parts(shapely.simplify(country(name), 0.01)))
    paths = []
    for ring in rings:
        corners = shapely.get_coordinates(ring)
        x = np.clip(frame.across(corners[:, 0]), -1, 2) * _WIDTH
        y = np.clip(frame.down(corners[:, 1]), -1, 2) * height
        paths.append("M" + "L".join(f"{a:.0f},{b:.0f}" for a, b in zip(x, y, strict=True)) + "Z")
    return [f'<path d="{"".join(paths)}" fill="#F3F2EF" stroke="#C4C2BC"/>']


def _dots(
    frame: _Frame, lon: Floats, lat: Floats, height: int, colour: str, radius: float
) -> list[str]:
    """Return one dot per distinct pixel."""
    if not len(lon):
        return []
    places = np.column_stack([frame.across(lon) * _WIDTH, frame.down(lat) * height])
    pixels: Any = np.unique(places.round().astype(int), axis=0)
    return [
        f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{colour}" fill-opacity="0.6"/>'
        for x, y in pixels.tolist()
    ]


def sketch(reports: gpd.GeoDataFrame | None, doubtful: gpd.GeoDataFrame | None) -> Sequence[str]:
    """Return a map of characters: ``.`` one report, ``o`` ten, ``O`` a hundred, ``x`` doubtful."""
    lon, lat = _coordinates(reports)
    if not len(lon):
        return []
    frame = _bounds(lon, lat)
    counts = _grid(frame, lon, lat)
    marks = np.select([counts >= 100, counts >= 10, counts >= 1], ["O", "o", "."], " ")
    marks[_grid(frame, *_coordinates(doubtful)) > 0] = "x"
    edge = "+" + "-" * _COLUMNS + "+"
    rows = ["|" + "".join(row) + "|" for row in marks]
    legend = f"{frame.west:.2f} to {frame.east:.2f} E, {frame.south:.2f} to {frame.north:.2f} N"
    return [edge, *rows, edge, f"{legend}; . 1, o 10, O 100 reports, x to look at"]


def _grid(frame: _Frame, lon: Floats, lat: Floats) -> npt.NDArray[np.int64]:
    counts = np.zeros((_LINES, _COLUMNS), dtype=np.int64)
    if len(lon):
        x = np.clip((frame.across(lon) * _COLUMNS).astype(int), 0, _COLUMNS - 1)
        y = np.clip((frame.down(lat) * _LINES).astype(int), 0, _LINES - 1)
        np.add.at(counts, (y, x), 1)
    return counts
