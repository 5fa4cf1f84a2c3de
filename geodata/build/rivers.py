"""Rivers of the world from two public-domain sets that Debian's marble-qt-data carries.

Natural Earth 50 m (``.pn2``) everywhere; the Micro World Data Bank II (``.PNT``), which
follows the river more closely, for the Euphrates and the Tigris.
"""

from __future__ import annotations

import struct
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import LineString, box

#: Where the finer set replaces the coarser one.
MESOPOTAMIA = box(37.0, 29.8, 48.6, 40.5)


def rivers(rivers_pnt: Path) -> list[LineString]:
    """Return river lines in degrees, the finer ones smoothed."""
    coarse = _natural_earth(rivers_pnt.parents[1] / "naturalearth")
    fine = [smooth(line) for line in _data_bank(rivers_pnt) if line.within(MESOPOTAMIA)]
    near = shapely.union_all(fine).buffer(0.15)
    doubled = [line.intersection(near).length > 0.7 * line.length for line in coarse]
    return [line for line, twice in zip(coarse, doubled, strict=True) if not twice] + fine


def historic_lakes(rivers_pnt: Path) -> gpd.GeoDataFrame:
    """Return Natural Earth's lakes that have shrunk, as they lay before."""
    lines = _natural_earth(rivers_pnt.parents[1] / "naturalearth", "ne_50m_lakes_historic.pn2")
    names, until = ("Aral Sea", "Lake Chad"), ("1988-01-01", "1973-01-01")
    areas = [shapely.Polygon(line) for line in lines]
    return gpd.GeoDataFrame(
        {"name": names, "valid_from": "", "valid_to": until}, geometry=areas, crs=4326
    )


def smooth(line: LineString, rounds: int = 2) -> LineString:
    """Cut the corners of a line given in whole minutes (Chaikin 1974), keeping its ends."""
    points = np.asarray(line.coords)
    for _ in range(rounds):
        near, far = 0.75 * points[:-1] + 0.25 * points[1:], 0.25 * points[:-1] + 0.75 * points[1:]
        inner = np.stack([near, far], axis=1).reshape(-1, 2)
        points = np.vstack([points[:1], inner, points[-1:]])
    return LineString(points).simplify(0.002)


def _data_bank(path: Path) -> list[LineString]:
    """Read a .PNT file: code, latitude and longitude in minutes; a code above 5 starts a line."""
    rows = np.frombuffer(path.read_bytes(), dtype="<i2").reshape(-1, 3)
    starts = np.flatnonzero(rows[:, 0] > 5)
    stops = [*starts[1:], len(rows)]
    return [
        LineString(rows[start:stop, [2, 1]] / 60)
        for start, stop in zip(starts, stops, strict=True)
        if stop - start > 1
    ]


def _natural_earth(
    folder: Path, name: str = "ne_50m_rivers_lake_centerlines.pn2"
) -> list[LineString]:
    """Read the lines of a version 2 .pn2 file (half minutes, big-endian)."""
    data = (folder / name).read_bytes()
    at, lines = 6, []
    while at < len(data):
        flag = data[at]
        at += 5
        several = flag == 4
        count = data[at] if several else 1
        at += several
        for _ in range(count):
            at += 5 if several else 0
            at, points = _line(data, at)
            if len(points) > 1:
                lines.append(LineString(np.asarray(points) / 120))
    return lines


def _line(data: bytes, at: int) -> tuple[int, list[tuple[int, int]]]:
    (anchors,) = struct.unpack_from(">I", data, at)
    at += 4
    points: list[tuple[int, int]] = []
    for _ in range(anchors):
        lat, lon, more = struct.unpack_from(">hhh", data, at)
        at += 6
        points.append((lon, lat))
        offsets = struct.unpack_from(f">{2 * more}b", data, at)
        at += 2 * more
        points += [(lon + x, lat + y) for y, x in zip(offsets[::2], offsets[1::2], strict=True)]
    return at, points
