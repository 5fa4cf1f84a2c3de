"""Zones: dated polygons that say which side held or influenced the ground."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from strikemap import schema
from strikemap.errors import ZoneError
from strikemap.formats import Limits, read_features
from strikemap.ledger import Entry, record
from strikemap.zones import fields as zone_fields
from strikemap.zones.outlines import sound_polygons
from strikemap.zones.snapshots import stacked, zones_on

__all__ = ["read_zones", "zones_on"]

PathLike: TypeAlias = str | Path
Layers: TypeAlias = (
    PathLike
    | gpd.GeoDataFrame
    | Iterable[PathLike]
    | Mapping[str | dt.date, PathLike | gpd.GeoDataFrame]
)


def read_zones(
    path_or_frame: Layers,
    *,
    sides: str | Mapping[str, str] | None = None,
    side: str | None = None,
    as_of: str | dt.date | None = None,
    source: str | None = None,
    crs: Any = None,
    area: tuple[float, float, float, float] | None = None,
    dayfirst: bool | None = None,
    layer: str | None = None,
    repair: bool = False,
    limits: Limits | Mapping[str, int] | None = None,
) -> gpd.GeoDataFrame:
    """Read a layer of zones: polygons with a side and the days on which they hold.

    Parameters
    ----------
    path_or_frame
        GeoJSON, KML, KMZ, GeoPackage, Shapefile or GeoParquet; a GeoDataFrame; several files,
        one per date; or a mapping of dates to files.
    sides
        What the file's names mean, where no palette knows them (``{"RF": "Russia"}``); or
        one name, when the whole file is one side's.
    side
        Column that says who holds a zone, where it is not found by its name (``side``,
        ``owner``, ``controller``, ...).
    as_of
        The day that the zones describe. Otherwise a column (``as_of``, ``date``) or the date
        in the name of the file says so; without any the zones hold always. ``valid_from``
        (inclusive) and ``valid_to`` (exclusive) are taken from columns of those names; a
        snapshot holds until the next one.
    source
        What the column ``source`` says where the file has none; by default the file's name.
    crs
        Coordinate reference system, where the file states none.
    area
        ``(west, south, east, north)`` in degrees; zones outside are set aside.
    dayfirst
        Whether 04/05/2017 in a date column is 4 May; asked for where the column leaves it open.
    layer
        Layer of a file that has several.
    repair
        Repair polygons that cross themselves instead of refusing them; each is in the ledger.
    limits
        See :class:`strikemap.formats.Limits`.

    Returns
    -------
    geopandas.GeoDataFrame
        In EPSG:4326: ``zone``, ``side``, ``valid_from``, ``valid_to``, ``as_of`` (midnights,
        NaT where unknown), ``source``, the file's own columns, ``geometry``. Overlaps of two
        sides stay as they are: strikes there are contested (see :func:`check_zones`).

    Raises
    ------
    ZoneError
        ``OWNER_MISSING``, ``OWNER_UNKNOWN``, ``NOT_POLYGON``, ``INVALID_GEOMETRY`` (with the
        place), ``COORD_RANGE``, ``ANTIMERIDIAN``, ``CRS_MISSING``, ``OUTSIDE_AREA_ALL``,
        ``DATE_INVALID`` and the file codes of :func:`strikemap.formats.read_features`.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> frame = gpd.GeoDataFrame({"owner": ["isis"]}, geometry=[shapely.box(38, 35, 39, 36)],
    ...     crs="EPSG:4326")
    >>> read_zones(frame, as_of="2017-05-04")[["side", "as_of"]].to_dict("records")
    [{'side': 'ISIS', 'as_of': Timestamp('2017-05-04 00:00:00')}]
    """
    snapshots = []
    for given, day in _layers(path_or_frame, as_of):
        frame, facts = _features(given, layer, crs, limits)
        described = facts["file"] or "The frame"
        entries = list(facts.pop("entries"))
        frame = sound_polygons(frame, described, repair=repair, entries=entries)
        frame = _within(frame, area, described, entries)
        day = day or _by_name(frame, facts["file"], entries)
        dates = zone_fields.dates_of(frame, day, described, dayfirst)
        named, key = zone_fields.sides_of(frame, sides, side, described)
        zones = _zones(frame, named, key, dates, source or facts["file"])
        record(zones, entries, **facts)
        snapshots.extend(_by_day(zones))
    return stacked(snapshots) if len(snapshots) > 1 else snapshots[0]


def _layers(given: Layers, as_of: str | dt.date | None) -> list[tuple[Any, str | dt.date | None]]:
    """Return every file or frame with the day it is said to describe."""
    if isinstance(given, str | Path | gpd.GeoDataFrame):
        return [(given, as_of)]
    if isinstance(given, Mapping):
        pairs: list[tuple[Any, str | dt.date | None]] = [(f, day) for day, f in given.items()]
    else:
        pairs = [(file, as_of) for file in given]
    if not pairs:
        raise ZoneError("There is no file of zones to read.", code="NO_ROWS", where="")
    if len(pairs) > 1 and as_of is not None:
        raise ZoneError(
            "One as_of cannot hold for several files. Pass a mapping {date: file}.",
            code="DATE_INVALID",
            where="as_of",
        )
    return pairs


def _features(
    given: PathLike | gpd.GeoDataFrame, layer: str | None, crs: Any, limits: Any
) -> tuple[gpd.GeoDataFrame, dict[str, Any]]:
    if not isinstance(given, gpd.GeoDataFrame):
        return read_features(given, layer=layer, crs=crs, limits=limits, error=ZoneError)
    if given.crs is None and crs is None:
        raise ZoneError(
            "The frame does not say which coordinate reference system it is in. Pass "
            "crs='EPSG:4326' for longitude and latitude, or the one it was made in.",
            code="CRS_MISSING",
            where="the frame",
        )
    frame = given if crs is None else given.set_crs(crs, allow_override=True)
    shapes = frame.geometry.to_crs(schema.CRS)
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name)).reset_index(drop=True)
    frame = gpd.GeoDataFrame(table, geometry=shapes.to_numpy(), crs=schema.CRS)
    empty = frame.geometry.isna() | frame.geometry.is_empty
    entries = [
        _entry("", row, "COORD_MISSING", "set aside", "the zone has no geometry")
        for row in np.flatnonzero(empty)
    ]
    facts = {"file": "", "read": len(frame), "entries": entries}
    return frame[~empty], facts


def _within(
    frame: gpd.GeoDataFrame, area: Any, where: str, entries: list[Entry]
) -> gpd.GeoDataFrame:
    if area is None:
        return frame
    inside = frame.intersects(shapely.box(*area)).to_numpy()
    if not inside.any():
        west, south, east, north = (round(float(v), 3) for v in frame.total_bounds)
        raise ZoneError(
            f"No zone of {where} touches the area {tuple(area)}: they lie from {west}, {south} to "
            f"{east}, {north}. The axes may be swapped, or crs= may be wrong.",
            code="OUTSIDE_AREA_ALL",
            where=where,
        )
    entries += [
        _entry(where, row, "OUTSIDE_AREA", "set aside", "outside area=")
        for row in frame.index[~inside]
    ]
    return frame[inside]


def _by_name(frame: gpd.GeoDataFrame, file: str, entries: list[Entry]) -> str | None:
    """Return the date in a file's name where no column dates its zones, and note it."""
    day = None if zone_fields.dated(frame) else zone_fields.day_in_name(file)
    if day:
        said = f"as of {day}, by the name of the file"
        entries.append(_entry(file, -1, "AS_OF", "changed", said))
    return day


def _zones(
    frame: gpd.GeoDataFrame,
    sides: npt.NDArray[np.object_],
    key: str | None,
    dates: Mapping[str, pd.Series[Any]],
    source: str,
) -> gpd.GeoDataFrame:
    """Return the frame with the columns of zones first; ``key`` is the column of its sides."""
    name = sides if key is None else zone_fields.texts(frame, (key,), sides)
    columns = {
        "zone": zone_fields.texts(frame, zone_fields.NAME, name),
        "side": sides,
        **dates,
        "source": zone_fields.texts(frame, zone_fields.SOURCE, source),
    }
    own = frame.drop(columns=[*columns, "geometry"], errors="ignore")
    table = pd.concat([pd.DataFrame(columns, index=frame.index), pd.DataFrame(own)], axis=1)
    for text in ("zone", "side", "source"):
        table[text] = table[text].astype("str")
    zones = gpd.GeoDataFrame(table, geometry=frame.geometry, crs=schema.CRS)
    return zones.reset_index(drop=True)


def _by_day(zones: gpd.GeoDataFrame) -> list[gpd.GeoDataFrame]:
    """Return one frame per snapshot where a layer holds several of them."""
    if zones["as_of"].nunique() < 2 or zones["valid_to"].notna().any():
        return [zones]
    undated = zones["valid_from"].isna()
    if undated.any():
        raise ZoneError(
            f"Zone {int(undated.to_numpy().argmax()) + 1} has no date while others have one.",
            code="DATE_MISSING",
            where="as_of",
        )
    parts = [part for _, part in zones.groupby("valid_from", sort=True)]
    for part in parts[1:]:
        part.attrs = {}
    return parts


def _entry(file: str, row: Any, code: str, action: Any, detail: str) -> Entry:
    return {
        "file": file,
        "row": int(row) + 1,
        "id": "",
        "code": code,
        "action": action,
        "detail": detail,
    }
