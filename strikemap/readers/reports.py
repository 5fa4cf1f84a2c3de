"""Reports: any table of strike reports read into the report table, or one error that asks."""

from __future__ import annotations

import datetime as dt
import os
import warnings
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from strikemap.arguments import user_line
from strikemap.content import note_making
from strikemap.dates import DateUnit
from strikemap.documents import is_path
from strikemap.errors import ReportError, ReportWarning, StrikemapError
from strikemap.formats.frames import ArrowStream, as_frame, with_plain_cells
from strikemap.formats.limits import Limits, limits_of
from strikemap.formats.names import forms
from strikemap.formats.nested import spread
from strikemap.formats.questions import Answers, ask_at_once, combined
from strikemap.formats.source import Source, open_source
from strikemap.formats.table import RawTable, clean_names, note_twice
from strikemap.formats.tables import Asked, read_table
from strikemap.ledger import ATTRS_KEY, entries_of, facts, record, sound
from strikemap.progress import stages
from strikemap.readers.accounting import Accounting, summary
from strikemap.readers.columns import columns_read, near_names, unused_text
from strikemap.readers.days import DateGiven, DateReading, days_given, first_day
from strikemap.readers.dialects import DialectLike
from strikemap.readers.doubt import far_from_namesakes
from strikemap.readers.exchanged import Swap
from strikemap.readers.header import Columns, Headers, Layout
from strikemap.readers.pairs import spread_pairs
from strikemap.readers.points import PAIRS, with_pairs
from strikemap.readers.reading import Settings, provenance, report_table


def read_reports(
    path_or_frame: str | os.PathLike[str] | pd.DataFrame | ArrowStream,
    *,
    source: DialectLike | None = None,
    columns: Columns | None = None,
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
    date: DateGiven | None = None,
    earliest: str | dt.date | None = None,
    swap: Swap | None = None,
) -> gpd.GeoDataFrame:
    """Read a table of strike reports.

    Nothing is guessed and nothing disappears: every row is in the frame or in its ledger
    (:func:`strikemap.ledger.ledger`), and what cannot be known is asked for by one error that
    names all parameters which settle it.

    Parameters
    ----------
    path_or_frame
        A file (CSV and the like, Excel, ODS, JSON, GeoJSON and its sequences, TopoJSON, KML,
        KMZ, GPX, GeoPackage, FlatGeobuf, Shapefile, Parquet) or a frame, also of polars, pyarrow
        or another library with the Arrow C stream; the file is only read, the frame never changed.
    source
        Dialect of the table, such as ``"ucdp"`` or ``"acled"`` (:func:`dialects` lists them), a
        mapping, the path of a JSON file or a :class:`Dialect`; recognised by the header when
        not given.
    columns
        For our names the file's: ``{"date": "Day of event", "lat": "Y", "lon": "X"}``. Also
        ``"lat_lon"``, ``"mgrs"`` and ``"utm"`` for cells that hold a whole point, and
        ``{"date": ["iyear", "imonth", "iday"]}`` for a date in three columns (0 is unknown).
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
    date
        One day or span for all rows without a date of their own, such as ``"2017-05-04"``,
        ``"1944-06/1945-03"`` or (first, last); each such row is in the ledger.
    earliest
        First possible day or year of the events, 1900 when not given; earlier rows are set aside.
    swap
        Rows whose longitude and latitude are to be exchanged, on the record: their ids (a list,
        or a text with commas between), a table of decisions (CSV or frame with the columns ``id``
        and ``action``, "swap"), or ``"x,y"`` for all that would lie among the others.

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
        With a file or ask code of the input policy in ``code``; what is asked further stands in
        ``questions``.

    Warns
    -----
    ReportWarning
        Rows look as if longitude and latitude were exchanged.

    Examples
    --------
    >>> table = pd.DataFrame({"id": ["a", "b"], "date": ["2017-05-03", "4-5 May 2017"],
    ...                       "lat": ["35.45", ""], "lon": ["36.65", "36.63"]})
    >>> reports = read_reports(table)
    >>> reports["id"].tolist(), facts(reports)["set_aside"]
    (['a'], {'COORD_MISSING': 1})
    """
    headers = Headers(source, columns)
    given = days_given(date)
    first = first_day(earliest)

    def read(answers: Answers) -> gpd.GeoDataFrame:
        asked = Asked(answers.encoding, answers.sheet, answers.layer, answers.hidden_rows)
        opened, table = _open(path_or_frame, limits, asked, headers)
        opened = replace(opened, data=b"")  # parsed; the table needs the room
        done()
        table.frame = spread(opened, table.frame)
        spread_pairs(table, headers.layout(list(table.frame.columns)).dialect)
        layout = with_pairs(table, headers.layout(list(table.frame.columns)))
        check_columns(opened, table, layout, headers, given is not None)
        table.frame = with_plain_cells(table.frame, headers.used(list(table.frame.columns)))
        dates = DateReading(answers.dayfirst, answers.tz, answers.date_unit, given, first)
        settings = Settings(answers.crs, area, dates, keep_unlocated, swap)
        reports, accounting = report_table(opened, table, layout, settings)
        if layout.dialect.name == "table" and not table.kept:
            note_unused(columns_read(table, layout)["unused"], accounting)
        _note_far(table, reports)
        _note_unread(table, accounting)
        entries = table.entries + accounting.entries()
        _refuse_nothing(opened, table, reports, accounting)
        _record(reports, opened, table, layout, entries, path_or_frame)
        return reports

    answers = Answers(encoding, sheet, layer, hidden_rows, crs, dayfirst, tz, date_unit)
    named = Path(path_or_frame).name if isinstance(path_or_frame, str | os.PathLike) else ""
    with stages(f"reading {named or 'a table'}", 2) as done:
        reports = ask_at_once(read, answers)
        done()
    if not named:
        record(reports, [], made={}, content="")
        _warn(reports)
        return reports
    exchanged = Path() if isinstance(swap, str) and is_path(swap) else swap
    options = {
        "source": told_dialect(source),
        "columns": columns,
        "crs": crs,
        "area": area,
        "tz": tz,
    }
    options |= {"dayfirst": dayfirst, "encoding": encoding, "sheet": sheet, "layer": layer}
    options |= {"date_unit": date_unit, "hidden_rows": hidden_rows, "date": date, "swap": exchanged}
    options |= {"earliest": earliest, "keep_unlocated": keep_unlocated or None}
    note_making(reports, read=options)
    _warn(reports)
    return reports


def told_dialect(source: DialectLike | None) -> Any:
    """Return a dialect as the record of a figure can state it; a path would lead nowhere."""
    return Path() if isinstance(source, str) and is_path(source) else source


def _open(given: Any, limits: Any, asked: Asked, headers: Headers) -> tuple[Source, RawTable]:
    """Return a file or a frame as a raw table."""
    if not isinstance(given, str | os.PathLike):
        given = as_frame(given)
    if isinstance(given, pd.DataFrame):
        return _of_frame(given, limits, headers)
    opened = open_source(given, limits=limits, error=ReportError)
    return opened, read_table(opened, asked=asked, header=headers)


def _of_frame(frame: pd.DataFrame, limits: Any, headers: Headers) -> tuple[Source, RawTable]:
    """Return a frame as a raw table; its rows are numbered from 1."""
    name = str(facts(frame).get("file") or "frame")
    opened = Source(name, Path(name), b"", "", limits_of(limits), ReportError)
    geometry = crs = None
    plain = pd.DataFrame(frame)
    named = any(name is not None and name not in plain.columns for name in plain.index.names)
    table = plain.reset_index(drop=not named)
    if isinstance(frame, gpd.GeoDataFrame) and frame.active_geometry_name in frame.columns:
        geometry, crs = np.asarray(frame.geometry.array, dtype=object), frame.crs
        table = table.drop(columns=frame.active_geometry_name)
    stated = list(map(str, table.columns))
    table.columns = clean_names(opened, stated, headers)
    rows = np.arange(1, len(table) + 1)
    found = RawTable(table, rows, len(table), "frame", geometry=geometry, crs=crs)
    note_twice(found, stated)
    return opened, found


def note_unused(unused: list[str], accounting: Accounting) -> None:
    """Say which columns of a plain table were not read as anything."""
    if unused:
        said = f"not read as anything, and kept as they are: {unused_text(unused)}"
        accounting.remark("COLUMNS_UNUSED", said)


def _note_far(table: RawTable, reports: gpd.GeoDataFrame) -> None:
    """Say how many points contradict the province that their rows state."""
    far = far_from_namesakes(reports)
    if len(far):
        names = reports["admin1"].iloc[far].value_counts()
        shown = ", ".join(f"{name} {count:,}" for name, count in names.head(3).items())
        points = "1 point lies" if len(far) == 1 else f"{len(far):,} points lie"
        said = f"{points} far from the others of their admin1 ({shown[:200]})"
        table.note("FAR_FROM_NAME", f"{said}; strikemap.check() lists them")


#: Notes that speak of rows, and stand in the ledger too.
_IN_LEDGER = ("VALUE_UNKNOWN", "LINKS_IN_CELL", "REPEATED_ROWS", "FAR_FROM_NAME", "KML_OTHERS")


def _note_unread(table: RawTable, accounting: Accounting) -> None:
    """Say in the ledger too which values and files are not read, and which rows say the same."""
    for note in table.notes:
        if note["code"] in _IN_LEDGER:
            accounting.remark(note["code"], note["detail"])


def _refuse_nothing(
    opened: Source, table: RawTable, reports: gpd.GeoDataFrame, accounting: Accounting
) -> None:
    """Raise where every row was set aside for what it says."""
    aside = [entry for entry in accounting.entries() if entry["action"] == "set aside"]
    if len(reports) or not aside:
        return
    shown = ", ".join(f"{count} {code}" for code, count in summary(table.entries + aside).items())
    raise opened.fail(
        "NO_ROWS",
        f"has no row that can be used: all {table.n_read} were set aside ({shown}). Row "
        f"{aside[0]['row']}, for one: {aside[0]['detail']}. Check columns=, crs= and area=; "
        "keep_unlocated=True keeps rows without coordinates.",
    )


def _warn(reports: gpd.GeoDataFrame) -> None:
    """Warn of what changes where strikes would be drawn."""
    for note in facts(reports).get("notes", []):
        if note["code"] == "AXES_EXCHANGED":
            text = f"{facts(reports)['file']}: {note['detail']}"
            warnings.warn(text, ReportWarning, stacklevel=user_line())


def check_columns(
    opened: Source, table: RawTable, layout: Layout, headers: Headers, dated: bool
) -> None:
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
    lacks = []
    if not layout.has_date and not dated:
        what = "{'date': <your column>}"
        lacks.append(("a date", what, " If it is undated, pass date= with a day or a span."))
    if not layout.has_point and table.geometry is None and not _names_places(table, layout):
        pair = "{'lat_lon': <yours>} (or 'lon_lat') for whole points"
        example = f"{{'lat': <yours>, 'lon': <yours>}}, or {pair}"
        lacks.append(("coordinates", example, ""))
    missing = [_missing(opened, shown, names, *lack) for lack in lacks]
    if missing:
        raise combined(missing)


def _names_places(table: RawTable, layout: Layout) -> bool:
    """Return whether rows without coordinates could be located by the names of places."""
    place = layout.roles.get("place")
    return place is not None and bool(table.frame[place].notna().any())


def _missing(
    opened: Source, shown: str, names: list[str], what: str, example: str, further: str
) -> StrikemapError:
    near = [
        f"{name!r} may be {role!r}" for name, role in near_names(names) if role in _LACKED[what]
    ]
    if what == "coordinates":
        near += [f"{name!r} may hold whole points" for name in names if PAIRS & set(forms(name))]
        grid = {form: name for name in names for form in forms(name)}
        if {"easting", "northing"} <= grid.keys():
            axes = {"lat": grid["northing"], "lon": grid["easting"]}
            near.insert(0, f"{axes} with crs=, such as crs='EPSG:32637' for UTM zone 37 north")
    hint = f" ({'; '.join(near[:3])})" if near else ""
    return opened.fail(
        "COLUMNS_MISSING",
        f"has no column known to hold {what}. It has: {shown}. "
        f"Pass columns={example}{hint}.{further}",
        where=what,
    )


_LACKED = {"a date": ("date", "date_start"), "coordinates": ("lat", "lon", "lat_lon", "lon_lat")}


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
            **columns_read(table, layout),
            "sha256": opened.sha256 or earlier.get("sha256", ""),
            "format": table.format,
            **table.facts,
            **terms(layout, earlier),
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
        carrier.attrs = {ATTRS_KEY: sound(table.kept)}
    known = {name: value for name, value in facts(carrier).items() if name != "read"}
    return entries_of(carrier), known


def terms(layout: Layout, earlier: Mapping[str, Any]) -> dict[str, Any]:
    """Return dialect and licence; a plain table keeps what an earlier reading said."""
    said = provenance(layout.dialect)
    return {key: value if value else earlier.get(key, value) for key, value in said.items()}
