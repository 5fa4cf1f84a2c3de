"""Pieces: the connected parts of a zone's ground, cut where provinces end."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

#: A point so near to a piece (degrees, about a kilometre) lies in it: outlines are simplified.
_NEAR: Final = 0.01


def pieces(
    area: BaseGeometry | None, points: npt.NDArray[np.object_], lines: BaseGeometry | None = None
) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.int64]]:
    """Return the pieces of an area, and for each point the piece it lies in (-1: in none).

    Parameters
    ----------
    area
        Polygons in EPSG:4326; None or empty has no pieces.
    points
        Points in EPSG:4326.
    lines
        Lines that cut the area besides its own gaps.
    """
    shapes = np.asarray([] if area is None else _cut(area, lines), dtype=object)
    inside = np.full(len(points), -1, dtype=np.int64)
    if len(shapes) and len(points):
        tree = shapely.STRtree(shapes)
        point, piece = tree.query_nearest(points, max_distance=_NEAR, all_matches=False)
        inside[point] = piece
    return shapes, inside


def _cut(area: BaseGeometry, lines: BaseGeometry | None) -> list[BaseGeometry]:
    """Return the polygons of an area, each divided where lines run through it."""
    parts = [part for part in shapely.get_parts(area) if part.area > 0]
    if lines is None or lines.is_empty:
        return parts
    shapely.prepare(lines)
    return [piece for part in parts for piece in _divided(part, lines)]


def _divided(part: BaseGeometry, lines: BaseGeometry) -> list[BaseGeometry]:
    if not shapely.intersects(lines, part):
        return [part]
    net = shapely.union_all([part.boundary, lines])  # uncut: an end on an edge would miss it
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(net)))
    shapely.prepare(part)
    return list(faces[shapely.intersects(part, shapely.point_on_surface(faces))])
