"""Rivers and lakes of a box, as fine as its size asks for and as they lay on a day."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from strikemap.ground import atlas, companion
from strikemap.ground.companion import Box

#: The companion's classes of rivers, by how wide a box may be that shows them (degrees).
_CLASSES: Final = ((2.0, 4), (5.0, 3), (12.0, 2))
#: Rivers of this class and larger are drawn over all of Syria, and are the same so near (degrees).
_SECOND, _SAME = 3, 0.08
#: Of the companion's lakes those are shown whose sides are at least this share of the box.
_LEAST_LAKE: Final = 1 / 150


def rivers(box: Box, level: atlas.Level) -> Iterable[BaseGeometry]:
    """Return river lines: Syria's own, the companion's in smaller boxes, or the larger ones."""
    if level == "syria":
        return [*(own := list(_syrian("river").geometry)), *_tributaries(own, box)]
    finest = [least for wide, least in _CLASSES if box[2] - box[0] <= wide]
    if not finest or not companion.installed():
        return atlas.rivers()
    rows = companion.near("rivers", box)
    return list(rows.loc[rows["class"] <= finest[0], "geometry"])


def _tributaries(own: list[BaseGeometry], box: Box) -> list[BaseGeometry]:
    """Return the companion's rivers of the second class that are none of our own."""
    if not companion.installed():
        return []
    rows = companion.near("rivers", box)
    beside = shapely.union_all(shapely.buffer(own, _SAME))
    rest = rows.loc[rows["class"] <= _SECOND, "geometry"].array
    return [line for line in shapely.difference(rest, beside) if line.length > _SAME]


def lakes(box: Box, level: atlas.Level, date: str) -> Iterable[BaseGeometry]:
    """Return the areas of lakes on a day; a reservoir that was not filled yet is none."""
    if level == "syria":
        rows: gpd.GeoDataFrame = _syrian("lake")
    elif level == "world" or not companion.installed():
        rows = atlas.lakes()
    else:
        rows = companion.near("lakes", box)
        least = ((box[2] - box[0]) * _LEAST_LAKE) ** 2
        rows = rows[shapely.area(rows.geometry.array) >= least]
    return list(atlas.in_force(rows, date).geometry)


def _syrian(layer: str) -> gpd.GeoDataFrame:
    rows = atlas.syria()
    return rows[rows["layer"] == layer]
