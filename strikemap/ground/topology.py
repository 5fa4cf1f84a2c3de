"""Lines stored once and shared by the areas on both sides: reading TopoJSON.

A topology keeps each stretch of border or coast as one arc. Neighbouring areas are made
from the same arcs, so no gap or overlap can show between them, and an arc used by two
areas is a land border while one used by a single area is a coast.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
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
    numbers = chain.from_iterable(chain.from_iterable(topology["arcs"]))
    steps = np.fromiter(numbers, dtype=np.int64).reshape(-1, 2)
    sizes = np.array([len(arc) for arc in topology["arcs"]], dtype=np.int64)
    ends, places = np.cumsum(sizes), np.cumsum(steps, axis=0)
    starts = ends - sizes
    before = np.repeat(places[starts] - steps[starts], sizes, axis=0)
    return np.split((places - before) * scale + translate, ends[:-1])


def geometries(
    topology: Mapping[str, Any],
    name: str,
    lines: list[Arc] | None = None,
    *,
    box: tuple[float, float, float, float] | None = None,
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
    box
        West, south, east, north of what is needed: what lies wholly beyond it is left out.

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
    if box is not None:
        members = _meeting(members, lines, box)
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


def _meeting(
    members: list[dict[str, Any]], lines: list[Arc], box: tuple[float, float, float, float]
) -> list[dict[str, Any]]:
    """Return the members of an object whose bounds meet a box."""
    starts = np.cumsum([0, *(len(line) for line in lines)])[:-1]
    least, most = (of.reduceat(np.concatenate(lines), starts) for of in (np.minimum, np.maximum))
    west, south, east, north = box
    kept = []
    for member in members:
        used = [arc if arc >= 0 else ~arc for arc in _flat(member.get("arcs", []))]
        met = used and (least[used].min(axis=0) <= (east, north)).all()
        if met and (most[used].max(axis=0) >= (west, south)).all():
            kept.append(member)
    return kept


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
