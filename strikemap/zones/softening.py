"""Soft edges: round the borders of a division of the plane without opening gaps or overlaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

#: Corners are cut this often; three times gives a smooth line without visible vertices.
ROUNDS: Final = 3

_GRID: Final = 1.0


def softened(regions: Mapping[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Return regions that cover the same ground with rounded common borders.

    Every border is rounded once, for both of its sides, by cutting corners (Chaikin 1974,
    Computer Graphics and Image Processing 3, 346-349); points where three regions meet, and
    the outer outline, stay where they are. The rounding follows the length of the edges, so
    a quarter of a city keeps its shape while a long front becomes a long curve.

    Parameters
    ----------
    regions
        Polygons in metres by name, without overlaps.

    Returns
    -------
    dict
        Polygons of the same names; a name without ground is left out.
    """
    outlines = [region.boundary for region in regions.values()]
    lines = shapely.line_merge(shapely.union_all(outlines, grid_size=_GRID))
    outer = shapely.union_all(list(regions.values()), grid_size=_GRID).boundary.buffer(_GRID)
    arcs = list(shapely.get_parts(lines))
    ends = Counter(point for arc in arcs for point in (arc.coords[0], arc.coords[-1]))
    return _divided([arc if outer.covers(arc) else _rounded(arc, ends) for arc in arcs], regions)


def noded(regions: Mapping[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Return the regions with the same vertices on both sides of each common border.

    Borders stay without gap or overlap when such regions are brought into another projection
    corner by corner. Vertices move by less than a metre.
    """
    whole = {name: polygonal(region) for name, region in regions.items()}
    return _divided([region.boundary for region in whole.values()], whole)


def polygonal(shape: BaseGeometry) -> BaseGeometry:
    """Return the polygons of a geometry, without the lines and points of an intersection."""
    if shape.geom_type.endswith("Polygon"):
        return shape
    parts = [part for part in shapely.get_parts(shape) if part.geom_type.endswith("Polygon")]
    return shapely.union_all(parts) if parts else shapely.Polygon()


def _divided(
    lines: list[BaseGeometry], regions: Mapping[str, BaseGeometry]
) -> dict[str, BaseGeometry]:
    """Return the ground between lines by the name of the region that was there."""
    faces = shapely.polygonize([shapely.union_all(lines, grid_size=_GRID)])
    return _named(shapely.get_parts(faces), regions)


def _rounded(arc: BaseGeometry, ends: Counter[tuple[float, ...]]) -> BaseGeometry:
    points = shapely.get_coordinates(arc)
    closed = arc.is_closed and ends[arc.coords[0]] == 2
    return LineString(_corners_cut(points, closed=closed))


def _corners_cut(points: npt.NDArray[np.float64], *, closed: bool) -> npt.NDArray[np.float64]:
    for _ in range(ROUNDS):
        before, after = points[:-1], points[1:]
        cut = np.empty((2 * len(before), 2))
        cut[0::2] = 0.75 * before + 0.25 * after
        cut[1::2] = 0.25 * before + 0.75 * after
        ring = [cut, cut[:1]] if closed else [points[:1], cut[1:-1], points[-1:]]
        points = np.vstack(ring)
    return points


def _named(
    faces: npt.NDArray[np.object_], regions: Mapping[str, BaseGeometry]
) -> dict[str, BaseGeometry]:
    """Give each face the name of the region that covers most of it, if regions cover it."""
    names, shapes = list(regions), np.array(list(regions.values()), dtype=object)
    shapely.prepare(shapes)
    found: dict[str, list[BaseGeometry]] = {}
    for face in faces:
        touched = np.flatnonzero(shapely.intersects(shapes, face))
        shared = shapely.area(shapely.intersection(shapes[touched], face))
        if shared.sum() > 0.5 * face.area:  # else it is ground that no region covers
            found.setdefault(names[touched[shared.argmax()]], []).append(face)
    return {name: shapely.union_all(parts) for name, parts in found.items()}
