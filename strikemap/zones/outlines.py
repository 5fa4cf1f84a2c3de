"""Outlines of zones: polygons that are sound, flat and on the globe."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from strikemap import schema
from strikemap.errors import ZoneError
from strikemap.ledger import Entry

#: Further unsound polygons that an error names.
_NAMED = 5


def sound_polygons(
    frame: gpd.GeoDataFrame, where: str, *, repair: bool, entries: list[Entry]
) -> gpd.GeoDataFrame:
    """Return the frame with two-dimensional, valid polygons.

    Points and lines among them, and polygons without area, are set aside.

    Parameters
    ----------
    frame
        Features in EPSG:4326; the index counts them from 0 as in the file.
    where
        The file, for messages.
    repair
        Mend polygons that cross themselves; a line per polygon is added to ``entries``.
    entries
        Ledger lines, to be added to.

    Raises
    ------
    ZoneError
        ``NO_ROWS``, ``NOT_POLYGON``, ``INVALID_GEOMETRY``, ``COORD_RANGE``, ``ANTIMERIDIAN``.
    """
    if not len(frame):
        raise ZoneError(f"{where} holds no zones.", code="NO_ROWS", where=where)
    frame = _areas(frame, where, entries)
    shapes = shapely.force_2d(np.asarray(frame.geometry.array, dtype=object))
    for place in np.flatnonzero(~_are_plain(shapes)):
        shapes[place] = _polygon(shapes[place], frame.index[place], where)
    unsound = np.flatnonzero(~shapely.is_valid(shapes))
    if len(unsound) and not repair:
        raise _unsound(shapes[unsound], frame.index[unsound], where)
    for place in unsound:
        row, shape = frame.index[place], shapes[place]
        reason = shapely.is_valid_reason(shape)
        mended = shapely.make_valid(shape, method="structure", keep_collapsed=False)
        shapes[place] = _polygon(mended, row, where)
        entries.append(_repaired(where, row, reason))
    return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=schema.CRS))


def _unsound(shapes: npt.NDArray[np.object_], rows: pd.Index, where: str) -> ZoneError:
    """Return the error that names every polygon which is not sound, and its place."""
    reasons = [shapely.is_valid_reason(shape) for shape in shapes[: _NAMED + 1]]
    said = f"Zone {rows[0] + 1} of {where} is no sound polygon: {_place(reasons[0])}"
    others = [
        f"zone {row + 1} ({_place(reason)})"
        for row, reason in zip(rows[1 : _NAMED + 1], reasons[1:], strict=False)
    ]
    if others:
        more = f" and {len(rows) - _NAMED - 1} more" if len(rows) > _NAMED + 1 else ""
        said += f"; so {'is' if len(rows) == 2 else 'are'} {', '.join(others)}{more}"
    return ZoneError(
        f"{said}. Correct it there, or pass repair=True to have outlines repaired.",
        code="INVALID_GEOMETRY",
        where=f"zone {rows[0] + 1}: {reasons[0]}",
    )


def _areas(frame: gpd.GeoDataFrame, where: str, entries: list[Entry]) -> gpd.GeoDataFrame:
    """Set aside what is no area, unless nothing is one."""
    areas = frame.geometry.array
    flat = (shapely.get_dimensions(areas) < 2) | (shapely.area(shapely.convex_hull(areas)) == 0)
    if flat.all():
        return frame
    for row, shape in frame.geometry[flat].items():
        polygonal = shape.geom_type.endswith("Polygon")
        code = "INVALID_GEOMETRY" if polygonal else "NOT_POLYGON"
        what = "its outline holds no area" if polygonal else f"is a {shape.geom_type}, not an area"
        entries.append(
            Entry(file=where, row=int(row) + 1, id="", code=code, action="set aside", detail=what)
        )
    return frame[~flat]


def _are_plain(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
    """Return which shapes are plainly polygons on the globe that do not wrap around it."""
    found, owner = shapely.get_coordinates(shapes, return_index=True)
    west, south, east, north = shapely.bounds(shapes).T
    plain: npt.NDArray[np.bool_] = np.isin(shapely.get_type_id(shapes), (3, 6))
    plain &= east - west <= 180
    plain &= (west >= -180) & (east <= 180) & (south >= -90) & (north <= 90)
    plain[owner[~np.isfinite(found).all(axis=1)]] = False
    return plain


def _polygon(shape: BaseGeometry, row: Any, where: str) -> BaseGeometry:
    """Return a polygon or multipolygon in two dimensions, on the globe."""
    if shape.geom_type == "GeometryCollection":
        parts = [p for p in shapely.get_parts(shape) if p.geom_type.endswith("Polygon")]
        shape = shapely.MultiPolygon(list(shapely.get_parts(parts))) if parts else shape
    if not shape.geom_type.endswith("Polygon"):
        raise ZoneError(
            f"Zone {row + 1} of {where} is a {shape.geom_type}, not a polygon. Points that say "
            "who held which town go to zones_from_places().",
            code="NOT_POLYGON",
            where=f"zone {row + 1}",
        )
    found = shapely.get_coordinates(shape)
    if not np.isfinite(found).all() or (abs(found) > [360, 90]).any():
        raise ZoneError(
            f"Zone {row + 1} of {where} leaves the globe. If it is projected, pass its crs=.",
            code="COORD_RANGE",
            where=f"zone {row + 1}",
        )
    wide = shapely.bounds(shapely.get_parts(shape))
    if (wide[:, 2] - wide[:, 0] > 180).any() or (abs(found[:, 0]) > 180 + 1e-9).any():
        raise ZoneError(
            f"Zone {row + 1} of {where} crosses the 180th meridian and would wrap around the "
            "globe. Split it there (RFC 7946, section 3.1.9).",
            code="ANTIMERIDIAN",
            where=f"zone {row + 1}",
        )
    return shape


def _place(reason: str) -> str:
    """Return GEOS' reason with its place in words."""
    what, _, at = reason.partition("[")
    x, _, y = at.rstrip("]").partition(" ")
    return f"{what.lower()} at longitude {x}, latitude {y}" if y else what.lower()


def _repaired(where: str, row: int, reason: str) -> Entry:
    return {
        "file": where,
        "row": int(row) + 1,
        "id": "",
        "code": "INVALID_GEOMETRY",
        "action": "changed",
        "detail": f"repaired: {_place(reason)}",
    }
