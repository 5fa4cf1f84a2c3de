"""Lines stored once and shared by the areas on both sides: reading TopoJSON.

A topology keeps each stretch of border or coast as one arc. Neighbouring areas are made
from the same arcs, so no gap or overlap can show between them, and an arc used by two
areas is a land border while one used by a single area is a coast.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

Arc = npt.NDArray[np.float64]


def arcs(topology: Mapping[str, Any]) -> list[Arc]:
    """Return the arcs of a quantised topology as (n, 2) arrays of longitude and latitude."""
    scale = np.asarray(topology["transform"]["scale"])
    translate = np.asarray(topology["transform"]["translate"])
    return [
        np.cumsum(np.asarray(arc, dtype=np.int64), axis=0) * scale + translate
        for arc in topology["arcs"]
    ]


def geometries(
    topology: Mapping[str, Any], name: str, lines: list[Arc] | None = None
) -> tuple[list[BaseGeometry], list[dict[str, Any]]]:
    """Return the geometries and the properties of one object of a topology.

    Parameters
    ----------
    topology
        A parsed TopoJSON document with a ``transform``.
    name
        Name of the object, a geometry collection of polygons or lines.
    lines
        Its :func:`arcs`, where they are known.

    Returns
    -------
    tuple
        Geometries in the topology's degrees, and one dictionary of properties each.

    Examples
    --------
    >>> from strikemap.ground import topology
    >>> document = {
    ...     "transform": {"scale": [1, 1], "translate": [0, 0]},
    ...     "arcs": [[[0, 0], [2, 0], [0, 2], [-2, -2]]],
    ...     "objects": {"land": {"geometries": [{"type": "Polygon", "arcs": [[0]]}]}},
    ... }
    >>> areas, _ = topology.geometries(document, "land")
    >>> areas[0].area
    2.0
    """
    lines = arcs(topology) if lines is None else lines
    members = topology["objects"][name]["geometries"]
    shapes = np.array([_geometry(member, lines) for member in members], dtype=object)
    bad = ~shapely.is_valid(shapes)
    shapes[bad] = shapely.make_valid(shapes[bad], method="structure", keep_collapsed=False)
    return list(shapes), [dict(member.get("properties", {})) for member in members]


def shared_arcs(topology: Mapping[str, Any], name: str) -> dict[int, tuple[int, ...]]:
    """Return, for every arc of one object, the positions of the areas that use it.

    An arc with two positions is a border between them, one with a single position a coast
    or the edge of the layer.
    """
    users: dict[int, set[int]] = {}
    for position, member in enumerate(topology["objects"][name]["geometries"]):
        for arc in _flat(member.get("arcs", [])):
            users.setdefault(arc if arc >= 0 else ~arc, set()).add(position)
    return {arc: tuple(sorted(positions)) for arc, positions in users.items()}


def _flat(nested: Any) -> Iterator[int]:
    if isinstance(nested, int):
        yield nested
    else:
        for item in nested:
            yield from _flat(item)


def _geometry(member: Mapping[str, Any], lines: list[Arc]) -> BaseGeometry:
    kind, parts = member["type"], member.get("arcs", [])
    if kind == "Polygon":
        return _polygon(parts, lines)
    if kind == "MultiPolygon":
        polygons = [_polygon(part, lines) for part in parts]
        return shapely.MultiPolygon([polygon for polygon in polygons if not polygon.is_empty])
    if kind == "LineString":
        return shapely.LineString(_joined(parts, lines))
    if kind == "MultiLineString":
        return shapely.MultiLineString([_joined(part, lines) for part in parts])
    return shapely.GeometryCollection()


def _polygon(rings: list[list[int]], lines: list[Arc]) -> shapely.Polygon:
    """Make a polygon without the rings that quantisation has shrunk to nothing."""
    joined = [_joined(ring, lines) for ring in rings if ring]
    if not joined or len(joined[0]) < 4:
        return shapely.Polygon()
    return shapely.Polygon(joined[0], [hole for hole in joined[1:] if len(hole) >= 4])


def _joined(indices: list[int], lines: list[Arc]) -> Arc:
    """Join arcs end to end; ``~i`` stands for arc ``i`` read backwards."""
    pieces = [lines[i] if i >= 0 else lines[~i][::-1] for i in indices]
    if len(pieces) == 1:
        return pieces[0]
    return np.concatenate([pieces[0], *[piece[1:] for piece in pieces[1:]]])
