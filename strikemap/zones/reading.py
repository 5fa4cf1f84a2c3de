"""Zones: dated polygons that say which side held or influenced the ground."""

from __future__ import annotations

import datetime as dt
import os
import warnings
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeAlias

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj.exceptions import CRSError

from strikemap import schema
from strikemap.arguments import user_line
from strikemap.content import note_making
from strikemap.errors import ReportWarning, ZoneError
from strikemap.formats import Limits, read_features
from strikemap.formats.frames import as_frame
from strikemap.formats.questions import Answers, ask_at_once
from strikemap.ledger import Entry, facts, record
from strikemap.zones import fields as zone_fields
from strikemap.zones.outlines import sound_polygons
from strikemap.zones.sides import plain_holder
from strikemap.zones.snapshots import stacked, zones_on

__all__ = ["read_zones", "zones_on"]

PathLike: TypeAlias = str | Path
#: Columns of a KML file that hold codes rather than names.
_CODES: Final = ("style", "colour", "folder", "styleUrl")
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
    columns: Mapping[str, str] | None = None,
    as_of: str | dt.date | None = None,
    source: str | None = None,
    crs: Any = None,
    area: tuple[float, float, float, float] | None = None,
    dayfirst: bool | None = None,
    layer: str | None = None,
    repair: bool = False,
    encoding: str | None = None,
    swap: bool | None = None,
    limits: Limits | Mapping[str, int] | None = None,
) -> gpd.GeoDataFrame:
    """Read a layer of zones: polygons with a side and the days on which they hold.

    Parameters
    ----------
    path_or_frame
        GeoJSON (also sequences), TopoJSON, KML, KMZ, GeoPackage, FlatGeobuf, Shapefile or
        GeoParquet, or a CSV with polygons as WKT; a GeoDataFrame; several files, one per date;
        or a mapping of dates to files. Points and lines among the polygons are set aside.
    sides
        What the file's names mean (``{"RF": "Russia"}``), or one name, when the whole file is
        one side's. Without it, names that no palette knows are sides of their own, in neutral
        colours, and in the ledger.
    side
        Column that says who holds a zone, where it is not found by its name (``side``,
        ``owner``, ``controller``, ...).
    columns
        Our name of a column (``valid_from``, ``valid_to``, ``as_of``, ``zone``, ``source``) to
        the file's, where it is not known by its name.
    as_of
        The day that the zones describe. Otherwise a column (``as_of``, ``date``) or the date
        in the name of the file says so; without any the zones hold always. ``valid_from``
        (inclusive) and ``valid_to`` (exclusive) are taken from columns of those names and their
        like, such as ``date_from`` or ``start_date``; a snapshot holds until the next one. Any
        other column of days is named in the ledger, and warned of where the zones have no date.
    source
        What the column ``source`` says where the file has none. The name of a file is never
        taken for it: it would travel with the map.
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
    encoding
        Encoding of the texts of a Shapefile or KML file that is not UTF-8.
    swap
        Whether longitude and latitude of every zone are to be exchanged; asked for where the
        zones would lie within `area` if they were, and do not as they stand.
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
        ``DATE_INVALID`` and the file codes of :func:`strikemap.formats.read_features`; all that
        a file leaves open is asked at once (``questions``).

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> frame = gpd.GeoDataFrame({"owner": ["isis"]}, geometry=[shapely.box(38, 35, 39, 36)],
    ...     crs="EPSG:4326")
    >>> read_zones(frame, as_of="2017-05-04")[["side", "as_of"]].to_dict("records")
    [{'side': 'ISIS', 'as_of': Timestamp('2017-05-04 00:00:00')}]
    """
    _check_sides(sides)
    _check_area(area)

    def read(given: Any, day: Any, answers: Answers) -> list[gpd.GeoDataFrame]:
        frame, said = _features(given, answers, limits)
        described = said["file"] or "The frame"
        frame = zone_fields.with_columns(frame, columns, described)
        entries = list(said.pop("entries"))
        frame = sound_polygons(frame, described, repair=repair, entries=entries)
        frame = _exchanged(frame, area, swap, described, entries)
        frame = _within(frame, area, described, entries)
        as_of = day or _by_name(frame, said["file"], entries)
        dates = zone_fields.dates_of(frame, as_of, described, answers.dayfirst)
        _note_dates(
            frame, described, entries, undated=not any(d.notna().any() for d in dates.values())
        )
        named, key = zone_fields.sides_of(frame, sides, side, described, entries)
        zones = _zones(frame, named, key, dates, source or "", sides)
        record(zones, entries, **said)
        return _by_day(zones)

    snapshots: list[gpd.GeoDataFrame] = []
    files: list[dict[str, str]] = []
    given_layers = _layers(path_or_frame, as_of)
    for given, day in given_layers:
        answers = Answers(encoding=encoding, layer=layer, crs=crs, dayfirst=dayfirst)
        parts = ask_at_once(partial(read, given, day), answers)
        known = {key: str(facts(parts[0]).get(key, "")) for key in ("file", "sha256")}
        files.append({**known, **({"as_of": str(day)} if day else {})})
        snapshots.extend(parts)
    zones = stacked(snapshots) if len(snapshots) > 1 else snapshots[0]
    if len(given_layers) == 1:
        record(zones, [], **facts(snapshots[0]))
    options: dict[str, Any] = {"columns": dict(columns) if columns else None}
    options |= {"sides": sides, "side": side, "as_of": as_of, "source": source, "crs": crs}
    options |= {"area": area, "dayfirst": dayfirst, "layer": layer, "repair": repair or None}
    options |= {"encoding": encoding, "swap": swap}
    if all(isinstance(given, str | os.PathLike) for given, _ in given_layers):
        note_making(zones, read=options)
        if len(given_layers) > 1:
            record(zones, [], made={**facts(zones)["made"], "files": files})
    return zones


def _check_sides(sides: Any) -> None:
    """Raise unless ``sides=`` is nothing, one name or a mapping of names."""
    if sides is None or isinstance(sides, str | Mapping):
        return
    raise ZoneError(
        f"sides={sides!r} cannot be used. Pass one name when the whole file is one side's, or a "
        "mapping of the file's names to sides, such as {'RF': 'Russia'}.",
        code="OWNER_UNKNOWN",
        where="sides",
    )


def _check_area(area: Any) -> None:
    """Raise unless ``area=`` is nothing or four numbers in their order."""
    if area is None:
        return
    try:
        west, south, east, north = (float(value) for value in area)
        sound = -180 <= west < east <= 180 and -90 <= south < north <= 90
    except (TypeError, ValueError):
        sound = False
    if not sound:
        raise ZoneError(
            f"area={area!r} is none. Pass area=(west, south, east, north) in degrees.",
            code="AREA",
            where="area",
        )


def _note_dates(
    frame: gpd.GeoDataFrame, where: str, entries: list[Entry], *, undated: bool
) -> None:
    """Name the columns of days that no date of the zones is taken from; warn if none is known."""
    unread = zone_fields.unread_dates(frame)
    if not unread:
        return
    shown = ", ".join(map(repr, unread))
    said = f"no date of the zones is taken from {shown}"
    remedy = f"If it says from when they hold, pass columns={{'valid_from': {unread[0]!r}}}."
    entries.append(zone_fields.whole_layer(where, "DATE_UNREAD", f"{said}. {remedy}"))
    if undated:
        warnings.warn(
            f"{where}: {said}: all of them hold always. {remedy}",
            ReportWarning,
            stacklevel=user_line(),
        )


def _exchanged(
    frame: gpd.GeoDataFrame, area: Any, swap: bool | None, where: str, entries: list[Entry]
) -> gpd.GeoDataFrame:
    """Exchange longitude and latitude where asked to, or ask where they look exchanged."""
    if swap is None and area is not None:
        box = shapely.box(*area)
        west, south, east, north = (float(value) for value in frame.total_bounds)
        turned = shapely.box(south, west, north, east)
        stated, exchanged = (_alike(box, part) for part in (frame.total_bounds, turned.bounds))
        if exchanged > max(0.25, 2 * stated) or (box.contains(turned) and stated < exchanged):
            raise ZoneError(
                f"The zones of {where} leave the area {tuple(area)} and would lie in it with "
                "longitude and latitude exchanged. Pass swap=True to exchange them, or swap=False "
                "if they are right.",
                code="OUTSIDE_AREA_ALL",
                where=where,
            )
    if not swap:
        return frame
    said = "longitude and latitude of every zone were exchanged, as swap= says"
    entries.append(zone_fields.whole_layer(where, "AXES_SWAPPED", said))
    turn = shapely.transform(frame.geometry.array, lambda points: points[:, ::-1])
    return frame.set_geometry(gpd.GeoSeries(turn, index=frame.index, crs=schema.CRS))


def _alike(box: Any, bounds: Any) -> float:
    """Return what share of a box and of given bounds taken together both have."""
    other = shapely.box(*bounds)
    return float(box.intersection(other).area / box.union(other).area)


def _layers(given: Layers, as_of: str | dt.date | None) -> list[tuple[Any, str | dt.date | None]]:
    """Return every file or frame with the day it is said to describe."""
    if isinstance(given, str | os.PathLike | pd.DataFrame) or hasattr(given, "__arrow_c_stream__"):
        return [(given, as_of)]
    if not isinstance(given, Iterable):
        raise ZoneError(
            f"{type(given).__name__} is no layer of zones. Pass a file, a GeoDataFrame, several "
            "files, or a mapping {date: file}.",
            code="NOT_A_FILE",
            where=type(given).__name__,
        )
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


def _features(given: Any, answers: Answers, limits: Any) -> tuple[gpd.GeoDataFrame, dict[str, Any]]:
    """Return the features of a file or frame in EPSG:4326, with facts and ledger lines."""
    given = as_frame(given)
    if not isinstance(given, pd.DataFrame):
        return read_features(
            given,
            layer=answers.layer,
            crs=answers.crs,
            encoding=answers.encoding,
            limits=limits,
            error=ZoneError,
        )
    frame = _with_crs(given, answers.crs)
    shapes = frame.geometry.to_crs(schema.CRS)
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name)).reset_index(drop=True)
    frame = gpd.GeoDataFrame(table, geometry=shapes.to_numpy(), crs=schema.CRS)
    empty = frame.geometry.isna() | frame.geometry.is_empty
    entries = [
        _entry("", row, "COORD_MISSING", "set aside", "the zone has no geometry")
        for row in np.flatnonzero(empty)
    ]
    if frame.geometry.has_z.any():
        entries.append(zone_fields.whole_layer("", "Z_DROPPED", "heights were left out"))
    facts = {"file": "", "read": len(frame), "entries": entries}
    return frame[~empty], facts


def _with_crs(given: pd.DataFrame, crs: Any) -> gpd.GeoDataFrame:
    """Return a frame of features that says in which reference system it is."""
    if not isinstance(given, gpd.GeoDataFrame) or given.active_geometry_name not in given.columns:
        raise ZoneError(
            "The frame has no geometry. Pass a GeoDataFrame with polygons and a crs; towns with "
            "the side that held them go to strikemap.zones_from_places().",
            code="NOT_GEO",
            where="the frame",
        )
    if given.crs is None and crs is None:
        raise ZoneError(
            "The frame does not say which coordinate reference system it is in. Pass "
            "crs='EPSG:4326' for longitude and latitude, or the one it was made in.",
            code="CRS_MISSING",
            where="the frame",
        )
    try:
        return given if crs is None else given.set_crs(crs, allow_override=True)
    except CRSError as problem:
        raise ZoneError(
            f"crs={str(crs)[:80]!r} is not known. Pass an EPSG code such as 'EPSG:32637'.",
            code="CRS_UNKNOWN",
            where="crs",
        ) from problem


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
    meaning: str | Mapping[str, str] | None,
) -> gpd.GeoDataFrame:
    """Return the frame with the columns of zones first; ``key`` is the column of its sides.

    A zone without a name of its own has that of its side, where ``sides=`` gave it one.
    """
    told = key is None or isinstance(meaning, Mapping) or key in _CODES
    name = sides if told else zone_fields.texts(frame, (str(key),), sides)
    columns = {
        "zone": zone_fields.texts(frame, zone_fields.NAME, name).map(plain_holder),
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
