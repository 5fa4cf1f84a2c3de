"""The list of who held which town, from a frame or a file: positions, holders and days."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from strikemap import schema
from strikemap.coordinates.column import read_axis
from strikemap.errors import ZoneError
from strikemap.formats.source import open_source
from strikemap.formats.tables import Asked, read_table
from strikemap.zones import fields as zone_fields
from strikemap.zones.sides import named

_SIDE: Final = tuple(name for name in zone_fields.SIDE if name not in ("name", "status", "zone"))
_AS_OF: Final = (*zone_fields.AS_OF, *zone_fields.VALID_FROM)
_LON: Final = ("lon", "longitude", "lng", "long", "x")
_LAT: Final = ("lat", "latitude", "y")


def town_list(
    places: pd.DataFrame | str | os.PathLike[str],
    *,
    side: str | None = None,
    sides: Mapping[str, str] | None = None,
    columns: Mapping[str, str] | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    sheet: str | int | None = None,
) -> gpd.GeoDataFrame:
    """Return the towns of a list, every row of it, for :func:`strikemap.zones_from_places`.

    Returns
    -------
    geopandas.GeoDataFrame
        In EPSG:4326, with ``side``, ``row`` (from 1), ``as_of`` (midnights) where a column says
        it, and ``problem``: why a row has no position, as (code, what is wrong), else None.

    Raises
    ------
    ZoneError
        ``COLUMNS_MISSING``, ``NO_ROWS``, ``DATE_INVALID``, ``DATE_ORDER_AMBIGUOUS``,
        ``DATE_UNREAD``, and for a file those of its format.

    Examples
    --------
    >>> listed = pd.DataFrame({"held by": ["ISIS"], "lat": ["35°20'N"], "lon": ["40,14"]})
    >>> town_list(listed)[["side", "row"]].to_dict("records")
    [{'side': 'ISIS', 'row': 1}]
    """
    if isinstance(places, pd.DataFrame):
        given = places
    else:
        given = _read(places, Asked(encoding=encoding, sheet=sheet))
    if not len(given):
        raise ZoneError("The list of places is empty.", code="NO_ROWS", where="places")
    given = zone_fields.with_columns(given, columns, "the list")
    chosen = side or zone_fields.column(given, _SIDE)
    if chosen is None or chosen not in given:
        raise _column_missing(given, side or "controller", "side='...'")
    table = _as_points(given) if isinstance(given, gpd.GeoDataFrame) else _with_points(given)
    as_of = zone_fields.days_of(table, _AS_OF, dayfirst, what="Place", or_else="")
    if as_of.notna().any():
        table["as_of"] = as_of
    else:
        _refuse_unread_days(table)
    table["side"] = named(table[chosen], sides)
    table["row"] = np.arange(1, len(table) + 1)
    return table


def _read(path: str | os.PathLike[str], asked: Asked) -> pd.DataFrame:
    read = read_table(open_source(path, error=ZoneError), asked=asked)
    if read.geometry is not None:
        read.frame = gpd.GeoDataFrame(read.frame, geometry=read.geometry, crs=read.crs)
    return read.frame


def _as_points(places: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    table = places.to_crs(schema.CRS) if places.crs is not None else places.copy()
    nowhere = (table.geometry.isna() | table.geometry.is_empty).to_numpy()
    missing = ("COORD_MISSING", "the place has no position")
    return table.assign(problem=[missing if none else None for none in nowhere])


def _with_points(places: pd.DataFrame) -> gpd.GeoDataFrame:
    keys = [zone_fields.column(places, names) for names in (_LON, _LAT)]
    if keys[0] is None or keys[1] is None:
        raise _column_missing(places, "lon and lat", "a GeoDataFrame of points")
    lon, lat = read_axis(places[keys[0]], "lon"), read_axis(places[keys[1]], "lat")
    points = np.asarray(gpd.points_from_xy(lon.values, lat.values), dtype=object)
    points[np.isnan(lon.values) | np.isnan(lat.values)] = None
    table = _as_points(gpd.GeoDataFrame(places, geometry=points, crs=schema.CRS))
    found: dict[int, Any] = {**lat.problems, **lon.problems}
    table["problem"] = [found.get(at, said) for at, said in enumerate(table["problem"])]
    return table


def _refuse_unread_days(table: gpd.GeoDataFrame) -> None:
    """Raise where places are listed more than once and no known column says of which day."""
    unread = zone_fields.unread_dates(table)
    if not unread or not table.geometry.dropna().duplicated().any():
        return
    raise ZoneError(
        f"Some places are listed more than once, and no column known by its name says of which "
        f"day; {', '.join(map(repr, unread))} may. Pass columns={{'as_of': {unread[0]!r}}}, or a "
        "row for each place.",
        code="DATE_UNREAD",
        where=unread[0],
    )


def _column_missing(places: pd.DataFrame, name: str, remedy: str) -> ZoneError:
    return ZoneError(
        f"The places have no column {name!r}. They have: "
        f"{', '.join(map(str, places.columns))}. Pass {remedy}.",
        code="COLUMNS_MISSING",
        where=name,
    )
