"""From a raw table to the report table: every row kept, or set aside with its reason."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from strikemap import schema
from strikemap.dates import PRECISIONS
from strikemap.formats.source import Source
from strikemap.formats.table import RawTable
from strikemap.readers.accounting import Accounting
from strikemap.readers.actors import constant_tuples, read_actors, written_tuples
from strikemap.readers.casualties import read_tolls
from strikemap.readers.checks import FLAGS, check_ids, clean_ids, count_repeats, precision_flags
from strikemap.readers.days import DateReading, Dates, read_days
from strikemap.readers.dialect import Dialect, plain_name
from strikemap.readers.harmonise import (
    clean_text,
    harmonised,
    no_text,
    spread_text,
    stated_values,
)
from strikemap.readers.header import Layout
from strikemap.readers.points import Area, Points, check_area, read_points

Objects = npt.NDArray[np.object_]
_PRECISION = pd.CategoricalDtype(list(schema.LOCATION_PRECISION), ordered=True)
_SCALED = ("location_precision", "attribution", "source_kind", "unit")
_TEXTS = (
    "place",
    "admin1",
    "origin",
    "target_type",
    "target_side",
    "confidence",
    "source",
    "region",
)


@dataclass(frozen=True, eq=False)
class Settings:
    """What the caller says about the rows."""

    crs: Any = None
    area: Area | None = None
    dates: DateReading = field(default_factory=DateReading)
    keep_unlocated: bool = False


def report_table(
    source: Source, table: RawTable, layout: Layout, settings: Settings
) -> tuple[gpd.GeoDataFrame, Accounting]:
    """Return the report table of a raw table, and what happened to each row.

    Parameters
    ----------
    source
        The file, for messages.
    table
        Its raw table.
    layout
        Which column is what.
    settings
        CRS, area and the reading of dates.
    """
    frame = table.frame
    ids, accounting = _ids(source, table, layout)
    points = read_points(source, table, layout, settings.crs, accounting)
    if settings.keep_unlocated:
        accounting.readmit("COORD_MISSING")
    check_area(source, points, settings.area, accounting)
    dates = read_days(source, frame, layout, settings.dates, accounting)
    columns = _harmonised_columns(table, layout)
    columns |= _actor_columns(table, layout)
    kept = accounting.kept()
    reports = _assemble(table, layout, ids, points, dates, columns, kept)
    _add_flags(table, layout, reports, points, kept)
    return reports, accounting


def _ids(source: Source, table: RawTable, layout: Layout) -> tuple[Any, Accounting]:
    """Return the ids of the rows, their own or else their row numbers."""
    name = layout.roles.get("id")
    if name is None:
        ids = pd.array(table.rows.astype(str), dtype=schema.TEXT)
        accounting = Accounting(source.name, table.rows, ids)
        repeats = count_repeats(table.frame)
        if repeats:
            table.note(
                "REPEATED_ROWS",
                f"{repeats} rows repeat an earlier one in every column; without ids nobody can say "
                "whether they are one strike or several, so all are kept",
            )
        return ids, accounting
    ids, changed = clean_ids(table.frame[name])
    accounting = Accounting(source.name, table.rows, ids)
    accounting.changed(
        "ID_FORM", changed, "padding or invisible characters were left out of the id"
    )
    check_ids(table.frame, ids, name, accounting)
    return ids, accounting


def _harmonised_columns(table: RawTable, layout: Layout) -> dict[str, Any]:
    """Return the columns of the contract that are not ids, dates, actors or points."""
    frame, roles, dialect = table.frame, layout.roles, layout.dialect
    columns: dict[str, Any] = {}
    for name in _SCALED:
        if name in roles:
            values, unknown = harmonised(frame[roles[name]], dialect.scales.get(name, {}))
            _note_unknown(table, roles[name], unknown, name)
            columns[name] = values
    for name in _TEXTS:
        if name in roles:
            own = frame[roles[name]]
            columns[name] = own if roles[name] == name else clean_text(own)
    for name in ("source_url", "source_date"):
        if name in roles:
            columns[name] = frame[roles[name]]
    for name, value in dialect.constants.items():
        columns[name] = _constant(columns.get(name), value, len(frame))
    columns |= _tolls(table, layout)
    columns["radius_km"] = _radius(table, layout, columns.get("location_precision"))
    if "claim" in roles:
        stated = stated_values(frame[roles["claim"]]).astype(str)
        columns["claim"] = np.isin(stated, ["true", "1", "yes"])
    _note_remarks(table, layout)
    return columns


def _constant(column: Any, value: str, length: int) -> Any:
    """Return a column filled with a dialect's constant where it states nothing itself."""
    if column is None:
        return spread_text([value], np.zeros(length, dtype=np.int64))
    return pd.Series(column, dtype=schema.TEXT).fillna(value).array


def _note_remarks(table: RawTable, layout: Layout) -> None:
    """Say what the dialect says about certain values."""
    for column, values in layout.dialect.remarks.items():
        name = next((known for known in table.frame.columns if known == column), None)
        if name is not None:
            stated = stated_values(table.frame[name]).astype(str)
            for value, remark in values.items():
                count = int((stated == value).sum())
                if count:
                    table.note("REMARK", f"{count} rows have {column!r} = {value!r}: {remark}")


def _note_unknown(table: RawTable, column: str, unknown: Mapping[str, int], name: str) -> None:
    """Say which stated values have no place on the harmonised scale."""
    if unknown:
        said = ", ".join(f"{value!r} ({count})" for value, count in list(unknown.items())[:5])
        table.note("VALUE_UNKNOWN", f"column {column!r} states {said}, not on the scale of {name}")


def _tolls(table: RawTable, layout: Layout) -> dict[str, Any]:
    """Return killed_min and killed_max."""
    frame, roles = table.frame, layout.roles
    found: dict[str, Any] = {}
    if "killed" in roles and not {"killed_min", "killed_max"} & roles.keys():
        found["killed_min"], found["killed_max"], unknown = read_tolls(frame[roles["killed"]])
        _note_unknown(table, roles["killed"], unknown, "casualties")
    for place, name in enumerate(("killed_min", "killed_max")):
        if name in roles:
            *ends, unknown = read_tolls(frame[roles[name]])
            found[name] = ends[place]
            _note_unknown(table, roles[name], unknown, "casualties")
    return found


def _radius(table: RawTable, layout: Layout, precision: Any) -> npt.NDArray[np.float64]:
    """Return the radius of the 90 % circle: stated, else by the dialect, else by class."""
    radius = np.full(len(table.frame), np.nan)
    if "radius_km" in layout.roles:
        stated = pd.to_numeric(table.frame[layout.roles["radius_km"]], errors="coerce")
        radius = stated.to_numpy(dtype=float)
    if precision is None:
        return radius
    precision = np.asarray(precision, dtype=object)
    if "location_precision" in layout.roles and layout.dialect.radius_km:
        raw = stated_values(table.frame[layout.roles["location_precision"]])
        by_value = pd.Series(raw).map(layout.dialect.radius_km).to_numpy(dtype=float)
        radius = np.where(np.isnan(radius), by_value, radius)
    by_class = pd.Series(precision).map(schema.RADIUS_KM).to_numpy(dtype=float)
    return np.where(np.isnan(radius), by_class, radius)


def _actor_columns(table: RawTable, layout: Layout) -> dict[str, Any]:
    """Return attacker, attackers_stated, attackers_alternative and a default attribution."""
    rule = layout.dialect.actors
    by_plain = {plain_name(name): name for name in table.frame.columns}
    named = [by_plain[name] for name in rule.columns if name in by_plain]
    if "attacker" in layout.roles:
        named = [layout.roles["attacker"]]
    if {"attackers_stated", "attackers_alternative"} <= layout.roles.keys():
        return _stated_actors(table, layout)
    if not named:
        constant = layout.dialect.constants.get("attacker")
        stated = constant_tuples((constant,) if constant else (), len(table.frame))
        return {
            "attackers_stated": stated,
            "attackers_alternative": constant_tuples((), len(table.frame)),
        }
    text, stated, either = read_actors(table.frame, named, rule)
    found: dict[str, Any] = {
        "attacker": text,
        "attackers_stated": stated,
        "attackers_alternative": either,
    }
    if "attribution" not in layout.roles:
        found["attribution"] = spread_text(
            ["alleged", "unattributed"], pd.isna(text).astype(np.int64)
        )
    return found


def _stated_actors(table: RawTable, layout: Layout) -> dict[str, Any]:
    """Return the actors of a table that this library wrote."""
    frame, roles = table.frame, layout.roles
    found: dict[str, Any] = {
        name: written_tuples(frame[roles[name]], joint)
        for name, joint in (("attackers_stated", "; "), ("attackers_alternative", " or "))
    }
    if "attacker" in roles:
        found["attacker"] = frame[roles["attacker"]].array
    return found


def _assemble(
    table: RawTable,
    layout: Layout,
    ids: Any,
    points: Points,
    dates: Dates,
    columns: Mapping[str, Any],
    kept: npt.NDArray[np.bool_],
) -> gpd.GeoDataFrame:
    """Put the kept rows together: contract first, then the caller's own columns, then points."""
    everything = bool(kept.all())

    def rows(values: Any) -> Any:
        plain = values.array if isinstance(values, pd.Series) else values
        return plain if everything else plain[kept]

    made: dict[str, Any] = {
        "id": rows(ids),
        "date_start": rows(dates.start).astype("datetime64[us]"),
        "date_end": rows(dates.end).astype("datetime64[us]"),
        "date_precision": spread_text(PRECISIONS, rows(dates.precision)),
    }
    out: dict[str, Any] = {}
    nothing = no_text(int(kept.sum()))
    for name in (*schema.REPORT_COLUMNS, "claim", "region", "n_sources"):
        if name in made:
            out[name] = made[name]
        elif name in columns:
            out[name] = _typed(name, rows(columns[name]))
        elif name in schema.REPORT_COLUMNS and name != "geometry":
            out[name] = _empty(name, nothing)
    out |= _own_columns(table.frame, layout, out, rows)
    out["geometry"] = gpd.array.GeometryArray(_shapes(points, rows), crs=schema.CRS)
    frame = pd.DataFrame(out, copy=False)
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=schema.CRS)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Pause the cycle collector, which otherwise runs four fifths of the time points take."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _shapes(points: Points, rows: Any) -> Any:
    """Return points as geometry, ``None`` for rows without coordinates."""
    lon, lat = rows(points.lon), rows(points.lat)
    with _uncollected():
        shapes = shapely.points(lon, lat)
    nowhere = np.isnan(lon)
    if nowhere.any():
        shapes[nowhere] = None
    return shapes


def _empty(name: str, nothing: Any) -> Any:
    """Return a column of the contract that the table does not fill."""
    length = len(nothing)
    if name == "location_precision":
        return pd.Categorical.from_codes(np.full(length, -1), dtype=_PRECISION)
    if name == "radius_km":
        return np.full(length, np.nan)
    if name in ("killed_min", "killed_max"):
        return pd.arrays.IntegerArray(np.zeros(length, dtype=np.int64), np.ones(length, dtype=bool))
    return nothing.copy()


def _typed(name: str, values: Any) -> Any:
    """Return a column in the type of the contract."""
    if name == "location_precision":
        return schema.precision_values(values)
    if name in ("attackers_stated", "attackers_alternative", "claim"):
        return values
    if name == "radius_km":
        return np.asarray(values, dtype=float)
    if name in ("killed_min", "killed_max"):
        return pd.array(values, dtype="Int64")
    return (
        values
        if getattr(values, "dtype", None) == schema.TEXT
        else pd.array(values, dtype=schema.TEXT)
    )


def _own_columns(
    frame: pd.DataFrame, layout: Layout, made: Mapping[str, Any], rows: Any
) -> dict[str, Any]:
    """Return the caller's columns, renamed only where the contract needs the name."""
    own: dict[str, Any] = {}
    for name in frame.columns:
        if name == "precision_flag" or (layout.roles.get(str(name)) == name and name in made):
            continue
        kept_as = str(name)
        while kept_as in made or kept_as in own or kept_as == "geometry":
            kept_as += "_original"
        own[kept_as] = rows(frame[name])
    return own


def _add_flags(
    table: RawTable, layout: Layout, reports: gpd.GeoDataFrame, points: Points, kept: Any
) -> None:
    """Add ``precision_flag`` and say where many rows lie on one point."""
    if not len(reports):
        reports.insert(len(reports.columns) - 1, "precision_flag", no_text(0))
        return
    shown = Points(points.lon[kept], points.lat[kept])
    precision = reports["location_precision"].cat.codes.to_numpy()
    flags, piles = precision_flags(shown, precision, _decimals(table, layout, kept))
    reports.insert(len(reports.columns) - 1, "precision_flag", spread_text(FLAGS, flags))
    if piles:
        share = sum(pile[2] for pile in piles) / len(reports)
        lon, lat, count = piles[0]
        table.note(
            "CENTROID_PILE_UP",
            f"{len(piles)} points hold {share:.0%} of the rows; ({lat:.4f}, {lon:.4f}) alone holds "
            f"{count}: these look like centroids, not places of impact",
        )


def _decimals(table: RawTable, layout: Layout, kept: Any) -> npt.NDArray[np.int8] | None:
    """Return the decimals of the stated coordinates, when a precision is stated beside them."""
    if "location_precision" not in layout.roles or not {"lat", "lon"} <= layout.roles.keys():
        return None
    lat = pd.to_numeric(table.frame[layout.roles["lat"]], errors="coerce").to_numpy(dtype=float)[
        kept
    ]
    scaled = np.abs(lat * 1e5)
    fine = np.abs(scaled - np.round(scaled)) > 1e-4
    return np.where(fine, 6, 5).astype(np.int8)


def provenance(dialect: Dialect) -> dict[str, Any]:
    """Return what a dialect says about its publisher, for the frame's facts."""
    return {
        "dialect": dialect.name,
        "title": dialect.title,
        "licence": dialect.licence,
        "citation": dialect.citation,
        "redistribute": dialect.redistribute,
    }
