"""Readers: any table of strike reports to the report table."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from strikemap.dates import DateUnit
from strikemap.errors import ReportError
from strikemap.formats.limits import Limits, limits_of
from strikemap.formats.source import Source, open_source
from strikemap.formats.table import RawTable, clean_names
from strikemap.formats.tables import Asked, read_table
from strikemap.ledger import ATTRS_KEY, entries_of, facts, record
from strikemap.readers.accounting import summary
from strikemap.readers.days import DateReading
from strikemap.readers.download import Download, fetch_acled, fetch_ucdp
from strikemap.readers.header import Headers, Layout
from strikemap.readers.health import HealthReport, check
from strikemap.readers.location import locate
from strikemap.readers.reading import Settings, provenance, report_table
from strikemap.readers.writing import write_reports

__all__ = [
    "Download",
    "HealthReport",
    "check",
    "fetch_acled",
    "fetch_ucdp",
    "locate",
    "read_reports",
    "write_reports",
]


def read_reports(
    path_or_frame: str | os.PathLike[str] | pd.DataFrame,
    *,
    source: str | None = None,
    columns: Mapping[str, str] | None = None,
    crs: Any = None,
    area: tuple[float, float, float, float] | None = None,
    tz: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    sheet: str | int | None = None,
    layer: str | None = None,
    limits: Limits | Mapping[str, int] | None = None,
    date_unit: DateUnit | None = None,
    hidden_rows: Literal["read", "skip"] | None = None,
    keep_unlocated: bool = False,
) -> gpd.GeoDataFrame:
    """Read a table of strike reports.

    Nothing is guessed and nothing disappears: every row is in the frame or in its ledger
    (:func:`strikemap.ledger.ledger`), and what cannot be known is asked for by an error that
    names the parameter.

    Parameters
    ----------
    path_or_frame
        A file (CSV and the like, Excel, ODS, JSON, GeoJSON, KML, KMZ, GeoPackage, Shapefile,
        Parquet) or a frame; the file is only read, the frame never changed.
    source
        Dialect of the table, such as ``"ucdp"`` or ``"acled"``; recognised by the header when
        not given.
    columns
        For our names the file's: ``{"date": "Day of event", "lat": "Y", "lon": "X"}``. Also
        ``"lat_lon"``, ``"mgrs"`` and ``"utm"`` for cells that hold a whole point.
    crs
        Coordinate reference system of the coordinates; longitude and latitude when not given,
        asked for where a vector file does not state it.
    area
        (west, south, east, north) in degrees; rows outside are set aside.
    tz
        IANA time zone whose calendar days count, for times with an offset.
    dayfirst
        Whether 04/05/2017 is 4 May; asked for where the column does not prove it.
    encoding
        Encoding of a text that is not UTF-8.
    sheet, layer
        Which sheet of a workbook or layer of a GeoPackage, where several could be meant.
    limits
        Higher bounds than the usual ones, such as ``{"rows": 20_000_000}``.
    date_unit
        What numbers in the date column count: ``"s"`` or ``"ms"`` since 1970, ``"excel"`` or
        ``"excel-1904"`` days.
    hidden_rows
        Whether rows hidden in a workbook are read or skipped; asked for where there are any.
    keep_unlocated
        Keep rows without coordinates (geometry ``None``) for :func:`strikemap.locate`. A table
        without any coordinate column that names places is always read so.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns of :data:`strikemap.schema.REPORT_COLUMNS` (``date_start`` and ``date_end`` are
        the first and last possible local day, both included; ``geometry`` is EPSG:4326), then
        the file's own columns untouched, then ``precision_flag``. Ledger, SHA-256, licence and
        notes ride in ``attrs``.

    Raises
    ------
    ReportError
        With a file or ask code of the input policy in ``code``.

    Examples
    --------
    >>> table = pd.DataFrame({"id": ["a", "b"], "date": ["2017-05-03", "4-5 May 2017"],
    ...                       "lat": ["35.45", ""], "lon": ["36.65", "36.63"]})
    >>> reports = read_reports(table)
    >>> reports["id"].tolist(), facts(reports)["set_aside"]
    (['a'], {'COORD_MISSING': 1})
    """
    headers = Headers(source, columns)
    if isinstance(path_or_frame, pd.DataFrame):
        opened, table = _of_frame(path_or_frame, limits)
    else:
        opened = open_source(path_or_frame, limits=limits, error=ReportError)
        asked = Asked(encoding, sheet, layer, hidden_rows)
        table = read_table(opened, asked=asked, header=headers)
    layout = headers.layout(list(table.frame.columns))
    _check_columns(opened, table, layout, headers)
    settings = Settings(crs, area, DateReading(dayfirst, tz, date_unit), keep_unlocated)
    reports, accounting = report_table(opened, table, layout, settings)
    entries = table.entries + accounting.entries()
    _record(reports, opened, table, layout, entries, path_or_frame)
    return reports


def _of_frame(frame: pd.DataFrame, limits: Any) -> tuple[Source, RawTable]:
    """Return a frame as a raw table; its rows are numbered from 1."""
    name = str(facts(frame).get("file") or "frame")
    opened = Source(name, Path(name), b"", "", limits_of(limits), ReportError)
    geometry = crs = None
    plain = pd.DataFrame(frame)
    named = any(name is not None and name not in plain.columns for name in plain.index.names)
    table = plain.reset_index(drop=not named)
    if isinstance(frame, gpd.GeoDataFrame) and frame._geometry_column_name in frame.columns:
        geometry, crs = np.asarray(frame.geometry.array, dtype=object), frame.crs
        table = table.drop(columns=frame._geometry_column_name)
    table.columns = clean_names(opened, list(table.columns))
    rows = np.arange(1, len(table) + 1)
    return opened, RawTable(table, rows, len(table), "frame", geometry=geometry, crs=crs)


def _check_columns(opened: Source, table: RawTable, layout: Layout, headers: Headers) -> None:
    """Raise when a table has no dates or no points that are known as such."""
    names = list(table.frame.columns)
    shown = ", ".join(map(str, names[:40]))[:300]
    absent = headers.missing(names)
    if absent:
        raise opened.fail(
            "COLUMNS_MISSING",
            f"has no column {absent[0]!r}, which columns= names. It has: {shown}.",
            where=absent[0],
        )
    if not layout.has_date:
        raise _missing(opened, shown, "a date", "{'date': <your column>}")
    if not layout.has_point and table.geometry is None and not _names_places(table, layout):
        example = "{'lat': <yours>, 'lon': <yours>}, or {'lat_lon': <yours>} for whole points"
        raise _missing(opened, shown, "coordinates", example)


def _names_places(table: RawTable, layout: Layout) -> bool:
    """Return whether rows without coordinates could be located by the names of places."""
    place = layout.roles.get("place")
    return place is not None and bool(table.frame[place].notna().any())


def _missing(opened: Source, shown: str, what: str, example: str) -> Exception:
    return opened.fail(
        "COLUMNS_MISSING",
        f"has no column known to hold {what}. It has: {shown}. Pass columns={example}.",
        where=what,
    )


def _record(
    reports: gpd.GeoDataFrame,
    opened: Source,
    table: RawTable,
    layout: Layout,
    entries: list[Any],
    original: Any,
) -> None:
    """Write ledger and facts into the frame's attrs; those of an earlier reading stay."""
    before, earlier = _earlier(original, table)
    aside_before = [entry for entry in before if entry["action"] == "set aside"]
    record(
        reports,
        [*before, *entries],
        read=table.n_read + len(aside_before),
        **{
            **earlier,
            "file": opened.name,
            "sha256": opened.sha256 or earlier.get("sha256", ""),
            "format": table.format,
            **table.facts,
            **_terms(layout, earlier),
            "kept": len(reports),
            "set_aside": summary([*before, *entries]),
            "notes": [*earlier.get("notes", []), *table.notes],
        },
    )


def _earlier(original: Any, table: RawTable) -> tuple[list[Any], dict[str, Any]]:
    """Return ledger and facts of an earlier reading, from a frame or kept in a file."""
    carrier = original
    if not isinstance(original, pd.DataFrame):
        carrier = pd.DataFrame()
        carrier.attrs = {ATTRS_KEY: table.kept}
    known = {name: value for name, value in facts(carrier).items() if name != "read"}
    return entries_of(carrier), known


def _terms(layout: Layout, earlier: Mapping[str, Any]) -> dict[str, Any]:
    """Return dialect and licence; a plain table keeps what an earlier reading said."""
    said = provenance(layout.dialect)
    return {key: value if value else earlier.get(key, value) for key, value in said.items()}
