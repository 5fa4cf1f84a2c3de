"""Geometry from lists of coordinates, one feature at a time, with what was changed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

Coordinates = npt.NDArray[np.float64]
_POLYGONAL = ("Polygon", "MultiPolygon")


class BadGeometryError(ValueError):
    """A geometry that cannot be built; ``code`` says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def positions(values: Any) -> tuple[Coordinates, bool]:
    """Return a list of positions as an (n, 2) array, and whether heights were dropped.

    Raises
    ------
    BadGeometryError
        ``COORD_NOT_NUMERIC``, ``COORD_NOT_FINITE`` or ``COORD_MISSING``.
    """
    if not isinstance(values, Sequence) or isinstance(values, str):
        raise BadGeometryError("COORD_NOT_NUMERIC", "has coordinates that are not a list")
    plain = _plain_positions(values)
    if plain is not None:
        return plain
    for position in values:
        if not isinstance(position, Sequence) or isinstance(position, str):
            raise BadGeometryError("COORD_NOT_NUMERIC", f"has the position {position!r}")
        if len(position) < 2:
            raise BadGeometryError("COORD_MISSING", f"has the position {list(position)!r}")
        _check_numbers(position[:2])
    heights = any(len(position) > 2 for position in values)
    return np.array([position[:2] for position in values], dtype=float).reshape(-1, 2), heights


def _plain_positions(values: Sequence[Any]) -> tuple[Coordinates, bool] | None:
    """Return many sound positions at once, or ``None`` for what has to be looked at one by one."""
    try:
        found = np.array(values)
    except (ValueError, OverflowError):
        return None
    if found.ndim != 2 or found.dtype.kind not in "if" or found.shape[1] < 2:
        return None
    pairs = found[:, :2].astype(float)
    if not np.isfinite(pairs).all() or (abs(pairs) > 1e300).any():
        return None
    return pairs, found.shape[1] > 2


def _check_numbers(pair: Sequence[Any]) -> None:
    """Raise unless both values are finite numbers."""
    for value in pair:
        if isinstance(value, bool) or not isinstance(value, int | float):
            code = "COORD_MISSING" if value is None else "COORD_NOT_NUMERIC"
            raise BadGeometryError(code, f"has the coordinate {value!r}")
        if abs(value) > 1e300 and math.isfinite(value):
            raise BadGeometryError("COORD_RANGE", f"has the coordinate {value!r}")
        if not math.isfinite(value):
            raise BadGeometryError("COORD_NOT_FINITE", f"has the coordinate {value!r}")


def ring(values: Any, changed: set[str]) -> Coordinates:
    """Return a closed ring of at least three distinct corners."""
    points, heights = positions(values)
    if heights:
        changed.add("Z_DROPPED")
    if len(points) and not (points[0] == points[-1]).all():
        points = np.vstack([points, points[:1]])
        changed.add("RING_CLOSED")
    if len(values) < 4 and len(np.unique(points, axis=0)) < 3:
        raise BadGeometryError(
            "INVALID_GEOMETRY", f"has a ring of {len(points)} points; a ring needs three corners"
        )
    return points


def _polygon(values: Any, changed: set[str]) -> BaseGeometry | None:
    if not values:
        return None
    if not isinstance(values, Sequence) or isinstance(values, str):
        raise BadGeometryError("COORD_NOT_NUMERIC", "has rings that are not a list")
    outline, *holes = [ring(part, changed) for part in values if part or part is values[0]]
    open_holes = [hole for hole in holes if not _is_flat(hole)]
    if len(open_holes) < len(holes):
        changed.add("RING_DROPPED")
    return shapely.Polygon(outline, open_holes)


def _is_flat(points: Coordinates) -> bool:
    """Return whether a ring stays on one point, or on one line along an axis."""
    return bool(np.ptp(points, axis=0).min() == 0)


def _simple(kind: str, values: Any, changed: set[str]) -> BaseGeometry | None:
    """Build a Point, LineString or their multi forms."""
    if not values:
        return None
    if kind == "Point" and type(values) is list and [*map(_is_plain, values)] == [True, True]:
        return shapely.points(*values)
    points, heights = positions([values] if kind == "Point" else values)
    if heights:
        changed.add("Z_DROPPED")
    if kind == "Point":
        return shapely.Point(points[0])
    if kind == "MultiPoint":
        return shapely.MultiPoint(points)
    if len(points) < 2:
        raise BadGeometryError("INVALID_GEOMETRY", "has a line of one point")
    return shapely.LineString(points)


def _multi(values: Any, kind: str, changed: set[str]) -> BaseGeometry | None:
    """Build a MultiPolygon or MultiLineString, empty parts left out."""
    if not isinstance(values, Sequence) or isinstance(values, str):
        raise BadGeometryError("COORD_NOT_NUMERIC", "has parts that are not a list")
    if kind == "MultiPolygon":
        built: list[Any] = [_polygon(part, changed) for part in values]
        polygons = [part for part in built if part is not None]
        areas = [part for part in polygons if part.area > 0]
        if 0 < len(areas) < len(polygons):
            changed.add("RING_DROPPED")
        return shapely.MultiPolygon(areas or polygons) or None
    lines: list[Any] = [_simple("LineString", part, changed) for part in values]
    return shapely.MultiLineString([part for part in lines if part is not None]) or None


def from_geojson(geometry: Any, changed: set[str]) -> BaseGeometry | None:
    """Build a geometry from a GeoJSON geometry object.

    Parameters
    ----------
    geometry
        A GeoJSON geometry as dictionaries and lists, or ``None``.
    changed
        Receives ``RING_CLOSED``, ``RING_DROPPED``, ``Z_DROPPED`` or ``COLLECTION_FLATTENED``
        when that was done.

    Returns
    -------
    shapely.Geometry or None
        ``None`` for a null or empty geometry.

    Raises
    ------
    BadGeometryError
        With a code of the input policy.
    """
    if geometry is None:
        return None
    if not isinstance(geometry, dict):
        raise BadGeometryError("NOT_GEOJSON", "has a geometry that is not an object")
    kind = geometry.get("type")
    if kind == "GeometryCollection":
        parts = geometry.get("geometries") or []
        built = [from_geojson(part, changed) for part in parts]
        return flatten([part for part in built if part is not None], changed)
    values = geometry.get("coordinates")
    if values is None or values == []:
        return None
    if kind == "Polygon":
        return _polygon(values, changed)
    if kind in ("MultiPolygon", "MultiLineString"):
        return _multi(values, kind, changed)
    if kind in ("Point", "LineString", "MultiPoint"):
        return _simple(kind, values, changed)
    raise BadGeometryError("NOT_GEOJSON", f"has a geometry of type {kind!r}")


def flatten(parts: Sequence[BaseGeometry], changed: set[str]) -> BaseGeometry | None:
    """Return the polygons of a collection as one geometry, else its single part.

    A collection that holds polygons stands for them; one of points or lines only is kept
    as a collection.
    """
    if not parts:
        return None
    if len(parts) == 1:
        return parts[0]
    polygons = [part for part in parts if part.geom_type in _POLYGONAL]
    if not polygons:
        return shapely.GeometryCollection(list(parts))
    changed.add("COLLECTION_FLATTENED")
    return shapely.MultiPolygon([p for part in polygons for p in shapely.get_parts(part)])


def plain_points(features: Sequence[Any]) -> dict[int, BaseGeometry]:
    """Return the points of GeoJSON features that need no second look, by row (from 1).

    Those are points of two finite numbers; all are made at once, since one by one takes ten
    times as long.
    """
    rows: list[int] = []
    pairs: list[tuple[float, float]] = []
    for row, feature in enumerate(features, start=1):
        try:
            geometry = feature["geometry"]
            x, y = geometry["coordinates"]
            plain = geometry["type"] == "Point" and _is_plain(x) and _is_plain(y)
        except (TypeError, KeyError, ValueError):
            continue
        if plain:
            rows.append(row)
            pairs.append((x, y))
    made = np.asarray(shapely.points(np.array(pairs).reshape(-1, 2)), dtype=object)
    return dict(zip(rows, made.tolist(), strict=True))


def _is_plain(value: Any) -> bool:
    return type(value) is float and -1e300 <= value <= 1e300
