"""Points of a table: which columns hold them, and the reasons where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from strikemap.arrays import Floats
from strikemap.coordinates import (
    CoordinateColumn,
    order_of_pairs,
    read_axis,
    read_grid,
    read_pairs,
)
from strikemap.formats.names import forms, plain_name
from strikemap.formats.projection import crs_to_use
from strikemap.formats.source import Source
from strikemap.formats.table import RawTable, Rows
from strikemap.readers.accounting import Accounting
from strikemap.readers.header import Layout
from strikemap.schema import CRS

Area = tuple[float, float, float, float]
#: Two statements of one point that differ by more than this (degrees) are a conflict.
CONFLICT_DEGREES = 0.01
#: Names of whole points that do not say which coordinate stands first.
PAIRS = frozenset(["coordinates", "coordinate", "coords", "gps", "point", "geolocation", "geo"])


@dataclass(frozen=True, eq=False)
class Points:
    """Longitudes and latitudes in EPSG:4326, NaN where a row has none."""

    lon: Floats
    lat: Floats


def with_pairs(table: RawTable, layout: Layout) -> Layout:
    """Return a layout with the one column of whole points whose cells prove their order."""
    if layout.has_point or table.geometry is not None:
        return layout
    named = [name for name in table.frame.columns if PAIRS & set(forms(str(name)))]
    orders = {name: order_of_pairs(table.frame[name]) for name in named}
    proved = {name: lon_first for name, lon_first in orders.items() if lon_first is not None}
    if len(proved) != 1:
        return layout
    ((name, lon_first),) = proved.items()
    return replace(layout, roles={**layout.roles, "lon_lat" if lon_first else "lat_lon": name})


def read_points(
    source: Source, table: RawTable, layout: Layout, crs: Any, accounting: Accounting
) -> Points:
    """Return the points of a table as stated, setting aside rows without one.

    Raises
    ------
    StrikemapError
        ``CRS_MISSING`` or ``CRS_UNKNOWN``.
    """
    if table.geometry is None and not layout.has_point:
        return _unlocated(table)
    if table.geometry is not None and not {"lat", "lon"} <= layout.roles.keys():
        points = _of_geometry(source, table, crs, accounting)
    elif table.geometry is not None and _has_points(table):
        points = _of_geometry(source, table, crs, accounting)
        _compare(table, layout, points, accounting)
    else:
        points = _of_columns(source, table.frame, layout, crs, accounting)
    return points


def check_points(table: RawTable, layout: Layout, points: Points, accounting: Accounting) -> None:
    """Set aside points that are not on the globe, and those that the table states twice."""
    _check_globe(points, accounting)
    _check_again(table, layout, points, accounting)


def _unlocated(table: RawTable) -> Points:
    """Return no points for a table that names places only; every row stays, to be located."""
    table.note(
        "NO_COORDINATES",
        "the table has no coordinates, only names of places; its rows have no geometry until "
        "strikemap.locate(reports, places) finds them in a gazetteer",
    )
    nowhere = np.full(len(table.frame), np.nan)
    return Points(nowhere, nowhere)


def _has_points(table: RawTable) -> bool:
    """Return whether any feature has a geometry of its own."""
    geometry = table.geometry
    return geometry is not None and any(part is not None for part in geometry)


def _of_columns(
    source: Source, frame: pd.DataFrame, layout: Layout, crs: Any, accounting: Accounting
) -> Points:
    """Read coordinate columns."""
    lat, lon = _columns(frame, layout.roles)
    accounting.set_aside(_first_missing(lat, lon))
    accounting.set_aside(lat.problems)
    accounting.set_aside(lon.problems)
    changed = np.union1d(lat.changed, lon.changed)
    accounting.changed("COORD_FORM", changed, "coordinates were brought to decimal degrees")
    if crs is None:
        return Points(lon.values, lat.values)
    return _transformed(source, Points(lon.values, lat.values), crs, accounting)


def _columns(
    frame: pd.DataFrame, roles: Mapping[str, str]
) -> tuple[CoordinateColumn, CoordinateColumn]:
    """Return latitude and longitude from whichever columns hold them."""
    if "mgrs" in roles or "utm" in roles:
        kind = "mgrs" if "mgrs" in roles else "utm"
        return read_grid(frame[roles[kind]], kind)
    for role in ("lat_lon", "lon_lat", "wkt"):
        if role in roles:
            return read_pairs(frame[roles[role]], lon_first=role == "lon_lat")
    return read_axis(frame[roles["lat"]], "lat"), read_axis(frame[roles["lon"]], "lon")


def _first_missing(lat: CoordinateColumn, lon: CoordinateColumn) -> dict[int, tuple[str, str]]:
    """Return the rows that have one coordinate but not the other, as not numeric where so."""
    return {
        at: problem
        for problems, other in ((lat.problems, lon.problems), (lon.problems, lat.problems))
        for at, problem in problems.items()
        if problem[0] != "COORD_MISSING" and at in other and other[at][0] == "COORD_MISSING"
    }


def _transformed(source: Source, points: Points, crs: Any, accounting: Accounting) -> Points:
    """Bring coordinates from the CRS that the caller names."""
    import pyproj

    known = crs_to_use(source, None, crs)
    if known.is_geographic and known.equals(pyproj.CRS(CRS), ignore_axis_order=True):
        return points
    turn = pyproj.Transformer.from_crs(known, CRS, always_xy=True)
    lon, lat = turn.transform(points.lon, points.lat)
    detail = f"coordinates were transformed from {known.to_string()} to EPSG:4326"
    accounting.remark("CRS", detail)
    lon, lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    off = np.flatnonzero((~np.isfinite(lon) | ~np.isfinite(lat)) & np.isfinite(points.lon))
    accounting.set_aside({int(at): ("LAT_RANGE", "is outside that system") for at in off})
    return Points(lon, lat)


def _of_geometry(source: Source, table: RawTable, crs: Any, accounting: Accounting) -> Points:
    """Take the points of features; an area or a line is no point and is set aside."""
    geometry = np.array(table.geometry, dtype=object)
    geometry[shapely.is_empty(geometry)] = None
    _refuse_areas(source, geometry)
    kinds = shapely.get_type_id(geometry)
    single = (kinds == 4) & (shapely.get_num_geometries(geometry) == 1)
    geometry[single] = shapely.get_geometry(geometry[single], 0)
    is_point = (kinds == 0) | single
    lon, lat = np.full(len(geometry), np.nan), np.full(len(geometry), np.nan)
    lon[is_point], lat[is_point] = (
        shapely.get_x(geometry[is_point]),
        shapely.get_y(geometry[is_point]),
    )
    for at in np.flatnonzero(~is_point | np.isnan(lon)):
        kind = "" if geometry[at] is None else geometry[at].geom_type
        what = f"is a {kind}, not a point" if kind else "no geometry is given"
        code = "COORD_NOT_NUMERIC" if kind else "COORD_MISSING"
        if kind == "Point":
            code, what = "COORD_NOT_FINITE", "has a coordinate that is no number"
        accounting.set_aside({int(at): (code, what)})
    points = Points(lon, lat)
    stated = crs if crs is not None else table.crs
    if stated == "OGC:CRS84":
        return points
    return _transformed(source, points, crs_to_use(source, table.crs, crs), accounting)


def _refuse_areas(source: Source, geometry: npt.NDArray[np.object_]) -> None:
    """Raise where every feature is an area or a line."""
    _, first = np.unique(shapely.get_type_id(geometry), return_index=True)
    kinds = {shape.geom_type for shape in geometry[first] if shape is not None}
    if kinds and not any(kind.endswith("Point") or kind == "GeometryCollection" for kind in kinds):
        raise source.fail(
            "NOT_POINT",
            f"holds {' and '.join(sorted(kinds))} features, and reports are points. Take their "
            "representative points, with a radius_km that covers each area, or read zones of "
            "control with strikemap.read_zones().",
        )


def _check_globe(points: Points, accounting: Accounting) -> None:
    """Set aside what is not on the globe, or on the null island."""
    lat_off, lon_off = abs(points.lat) > 90, abs(points.lon) > 180
    if lat_off.any() or lon_off.any():
        hint = "looks projected" if (abs(points.lat) > 360).any() else "is no degree"
        for at in np.flatnonzero(lat_off):
            accounting.set_aside({int(at): ("LAT_RANGE", f"latitude {points.lat[at]:g} {hint}")})
        for at in np.flatnonzero(lon_off):
            accounting.set_aside({int(at): ("LON_RANGE", f"longitude {points.lon[at]:g} {hint}")})
    null = (abs(points.lat) < 1e-6) & (abs(points.lon) < 1e-6)
    problem = ("NULL_ISLAND", "lies at 0, 0, which stands for no coordinates")
    accounting.set_aside({int(at): problem for at in np.flatnonzero(null)})


def _compare(table: RawTable, layout: Layout, points: Points, accounting: Accounting) -> None:
    """Compare features with the point that their own columns state."""
    lat = read_axis(table.frame[layout.roles["lat"]], "lat").values
    lon = read_axis(table.frame[layout.roles["lon"]], "lon").values
    _conflicts(table, points, Points(lon, lat), "its columns", False, accounting)


def _check_again(table: RawTable, layout: Layout, points: Points, accounting: Accounting) -> None:
    """Compare with the columns that state the point a second time."""
    frame, settled = table.frame, layout.point_settled
    for role, name in layout.again.items():
        other = _stated(frame, {role: name})
        _conflicts(table, points, other, name, settled, accounting)
    by_plain = {plain_name(name): name for name in frame.columns}
    for axis in ("lat", "lon"):
        for known in layout.dialect.columns.get(axis, ()):
            column = by_plain.get(known)
            if column is not None and column not in layout.roles.values():
                values = read_axis(frame[column], axis).values
                other = replace(points, **{axis: values})
                _conflicts(table, points, other, column, settled, accounting)
    for name in layout.dialect.checks:
        column = next((known for known in frame.columns if known.lower() == name), None)
        if column is not None and frame[column].notna().any():
            _conflicts(table, points, _stated(frame, {"wkt": column}), column, settled, accounting)


def _stated(frame: pd.DataFrame, roles: Mapping[str, str]) -> Points:
    """Return the points of one column; what cannot be read is no statement."""
    lat, lon = _columns(frame, roles)
    return Points(lon.values, lat.values)


def _conflicts(
    table: RawTable,
    points: Points,
    other: Points,
    named: str,
    settled: bool,
    accounting: Accounting,
) -> None:
    """Set aside rows whose two statements of the point differ, or note them where settled."""
    apart = np.fmax(abs(points.lon - other.lon), abs(points.lat - other.lat))
    rows = np.flatnonzero(apart > CONFLICT_DEGREES)
    if settled and len(rows):
        what = f"{len(rows)} rows state another point in {named!r}; the columns named are taken"
        table.note("COORD_CONFLICT", what)
        return
    for at in rows:
        stated = f"({points.lat[at]:g}, {points.lon[at]:g})"
        detail = f"{stated} but {named} says ({other.lat[at]:g}, {other.lon[at]:g})"
        accounting.set_aside({int(at): ("COORD_CONFLICT", detail)})
    if len(rows) > len(table.frame) / 2:
        table.note(
            "COORD_CONFLICT",
            f"most rows state one point in {named!r} and another beside it; the column named in "
            "columns= is taken",
        )


@dataclass(frozen=True)
class Reach:
    """How many points were looked at, lie in an area, and would with the axes exchanged."""

    valid: int = 0
    inside: int = 0
    exchanged: int = 0

    def __add__(self, other: Reach) -> Reach:
        return Reach(
            self.valid + other.valid,
            self.inside + other.inside,
            self.exchanged + other.exchanged,
        )


def check_area(source: Source, points: Points, area: Area | None, accounting: Accounting) -> Reach:
    """Set aside points outside the stated area (west, south, east, north).

    Raises
    ------
    StrikemapError
        ``AREA``: the area itself is none.
    """
    if area is None:
        return Reach()
    west, south, east, north = _bounds(source, area)
    valid = accounting.kept() & np.isfinite(points.lon) & np.isfinite(points.lat)
    inside = _inside(points.lon, points.lat, (west, south, east, north)) & valid
    swapped = _inside(points.lat, points.lon, (west, south, east, north)) & valid
    _set_outside_aside(points, np.flatnonzero(valid & ~inside), swapped, accounting)
    return Reach(int(valid.sum()), int(inside.sum()), int(swapped.sum()))


def refuse_area(source: Source, area: Area | None, found: Reach) -> None:
    """Raise where a table as a whole does not lie in the stated area.

    Raises
    ------
    StrikemapError
        ``OUTSIDE_AREA_ALL``: every point lies outside, or all would lie inside with the axes
        exchanged.
    """
    outside = found.valid - found.inside
    if not outside:
        return
    if found.exchanged == found.valid:
        raise source.fail(
            "OUTSIDE_AREA_ALL",
            f"has {outside} of {found.valid} points outside area={area}, and all would lie "
            "inside with latitude and longitude exchanged: the axes look swapped. If they are, "
            "pass columns={'lat': <the column of latitudes>, 'lon': <the column of longitudes>}.",
        )
    if not found.inside:
        raise source.fail(
            "OUTSIDE_AREA_ALL",
            f"has all of its {found.valid} points outside area={area} (west, south, east, north). "
            "Check area=, or columns= and crs= if the coordinates are other than they seem.",
        )


def _set_outside_aside(
    points: Points, rows: Rows, swapped: npt.NDArray[np.bool_], accounting: Accounting
) -> None:
    for at in rows:
        where = f"({points.lat[at]:g}, {points.lon[at]:g}) lies outside the stated area"
        hint = "; inside with the axes exchanged" if swapped[at] else ""
        accounting.set_aside({int(at): ("OUTSIDE_AREA", where + hint)})


def _inside(lon: Floats, lat: Floats, area: Area) -> npt.NDArray[np.bool_]:
    west, south, east, north = area
    return (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)


def _bounds(source: Source, area: Area) -> Area:
    """Return an area as four numbers in their order."""
    try:
        west, south, east, north = (float(value) for value in area)
    except (TypeError, ValueError) as problem:
        raise source.fail("AREA", "needs area=(west, south, east, north) in degrees.") from problem
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise source.fail(
            "AREA", f"cannot be compared with area={area}: it is (west, south, east, north)."
        )
    return west, south, east, north
