"""Shapes for the script of the page: areas and lines as integer differences."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from strikemap.payload.packing import PER_DEGREE


def encoded(geometry: BaseGeometry) -> dict[str, list[Any]]:
    """Return the areas and lines of a geometry as integer differences."""
    areas: list[list[list[int]]] = []
    lines: list[list[int]] = []
    for part in shapely.get_parts(shapely.get_parts([geometry])):
        if isinstance(part, shapely.Polygon):
            rings = [_vertices(ring, least=4) for ring in (part.exterior, *part.interiors)]
            if rings[0]:
                areas.append([ring for ring in rings if ring])
        elif isinstance(part, shapely.LineString):
            line = _vertices(part, least=2)
            if line:
                lines.append(line)
    return {"areas": areas, "lines": lines}


def _vertices(line: BaseGeometry, *, least: int) -> list[int]:
    steps = np.round(shapely.get_coordinates(line) * PER_DEGREE).astype(np.int64)
    if len(steps) == 0:
        return []
    moved = np.ones(len(steps), dtype=bool)
    moved[1:] = (steps[1:] != steps[:-1]).any(axis=1)
    steps = steps[moved]
    if len(steps) < least:
        return []
    steps[1:] = np.diff(steps, axis=0)
    flat: list[int] = steps.ravel().tolist()
    return flat
