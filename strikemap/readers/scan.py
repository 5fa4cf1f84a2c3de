"""Scanning: what a table larger than memory proves as a whole, and then how its parts are read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from strikemap.content import note_making
from strikemap.dates import DateUnit
from strikemap.errors import ReportError
from strikemap.formats.limits import Limits, limits_of
from strikemap.formats.names import forms, plain_name
from strikemap.formats.stream import USUAL, PathLike, open_stream, paths_of
from strikemap.readers.account import NOTHING, Account, ruled_out
from strikemap.readers.accounting import Accounting
from strikemap.readers.cluster import frame_parts, is_cluster_frame
from strikemap.readers.columns import columns_read
from strikemap.readers.days import DateGiven, DateReading, days_given, first_day
from strikemap.readers.dialects import DialectLike
from strikemap.readers.evidence import Evidence, Repeats, known_by, merged, repeated
from strikemap.readers.header import Columns, Headers, Layout
from strikemap.readers.pairs import columns_named
from strikemap.readers.part_reading import Reading
from strikemap.readers.parts import FileParts, Parts, RawPart
from strikemap.readers.reading import SURE_ID, Settings, provenance
from strikemap.readers.reports import check_columns, note_unused, told_dialect
from strikemap.readers.scanned import ScannedReports


def scan_reports(
    path: PathLike | Iterable[PathLike] | Any,
    *,
    source: DialectLike | None = None,
    columns: Columns | None = None,
    keep: Sequence[str] = (),
    crs: Any = None,
    area: tuple[float, float, float, float] | None = None,
    tz: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    limits: Limits | Mapping[str, int] | None = None,
    date_unit: DateUnit | None = None,
    date: DateGiven | None = None,
    earliest: str | dt.date | None = None,
    keep_unlocated: bool = False,
) -> ScannedReports:
    r"""Scan a table of reports that is larger than memory, by the rules of ``read_reports``.

    The files are gone through once, to find out how dates, numbers, ids and axes are to be read
    in the whole table; the columns of use are then kept as a temporary file. Every later count
    goes through that file part by part, and its result is the one that
    :func:`strikemap.read_reports` and memory for all rows would give.

    Parameters
    ----------
    path
        A file, several, or a pattern such as ``"acled_*.csv.gz"``: delimited text, packed by
        gzip or not, Parquet or GeoParquet. Or a frame of Dask (or of dask-geopandas), whose
        partitions are read where they lie, by the client in use.
    source, columns, crs, area, tz, dayfirst, encoding, date_unit, date, earliest, keep_unlocated
        As for :func:`strikemap.read_reports`.
    keep
        Further columns of the table, for ``where=`` and ``by=``; others are left in the file.
    limits
        Higher bounds, such as ``{"rows": 500_000_000, "bytes": 200 * 2**30}``; usual are
        200,000,000 rows and 64 GiB in all.

    Returns
    -------
    ScannedReports

    Raises
    ------
    ReportError
        The file and ask codes of the input policy; ``NOT_STREAMED``: a format, or an option,
        that needs the whole table in memory.
    MissingExtraError
        pyarrow (extra ``scale``) or dask (extra ``cluster``) is not installed.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> path = Path(tempfile.mkdtemp()) / "reports.csv"
    >>> _ = path.write_text("id,date,lat,lon\na,2017-05-03,35.4,36.6\nb,2017-05-05,,\n")
    >>> scan = scan_reports(path)
    >>> scan.n_read, scan.set_aside
    (2, {'COORD_MISSING': 1})
    """
    headers = Headers(source, columns)
    dates = DateReading(dayfirst, tz, date_unit, days_given(date), first_day(earliest))
    reading = Reading(headers, Settings(crs, area, dates, keep_unlocated))

    def wanted(names: Sequence[str]) -> tuple[Collection[str], Collection[str]]:
        return _wanted(headers, names, keep)

    options = {"source": told_dialect(source), "columns": columns, "crs": crs, "area": area}
    options |= {"tz": tz, "dayfirst": dayfirst, "encoding": encoding, "date_unit": date_unit}
    options |= {"date": date, "earliest": earliest, "keep_unlocated": keep_unlocated or None}
    if is_cluster_frame(path):
        bounds = limits if isinstance(limits, Limits) else limits_of({**USUAL, **(limits or {})})
        parts = frame_parts(path, header=headers, wanted=wanted, limits=bounds)
        frame: Any = path
        names = list(map(str, frame.columns))
        told = {"file": "frame", "format": "frame", "rows": parts.n_rows, "names": names}
        return _scanned(parts, reading, told, NOTHING, {})
    stream = open_stream(
        paths_of(path), header=headers, wanted=wanted, encoding=encoding, limits=limits
    )
    texts = set(headers.texts(stream.names))
    if stream.format == "CSV":
        kept = set(_wanted(headers, stream.names, keep)[0])
        floats = set(_wanted(headers, stream.names, keep)[1])
        reading = replace(reading, numbers=frozenset(kept - texts - floats))
    named = stream.sources[0].name if len(stream.sources) == 1 else f"{len(stream.sources)} files"
    told = {"file": named, "format": stream.format, "rows": stream.n_rows, "names": stream.names}
    told |= stream.facts
    if len(stream.sources) == 1:
        told["sha256"] = stream.sources[0].sha256
    else:
        told["files"] = [{"file": one.name, "sha256": one.sha256} for one in stream.sources]
    return _scanned(FileParts(stream), reading, told, ruled_out(stream), options)


def _wanted(
    headers: Headers, names: Sequence[str], keep: Sequence[str]
) -> tuple[Collection[str], Collection[str]]:
    """Return the columns of use, and those that should be plain numbers."""
    layout = headers.layout(names)
    dialect = layout.dialect
    plain = columns_named(dialect) | {*dialect.strikes, *dialect.remarks}
    for name in keep:
        if name not in names:
            raise ReportError(
                f"keep= names {name!r}, which is no column. There are: "
                f"{', '.join(map(str, names))[:300]}.",
                code="COLUMNS_MISSING",
                where="keep",
            )
    used = {name for name in names if plain & set(forms(name))}
    used |= {*headers.used(names), *keep, *filter(None, [layout.utc])}
    axes = [layout.roles[axis] for axis in ("lat", "lon") if axis in layout.roles]
    return used, axes


def _scanned(
    parts: Parts,
    reading: Reading,
    told: dict[str, Any],
    without: Account,
    options: Mapping[str, Any],
) -> ScannedReports:
    """Look at the whole, then return the table that is read by what it proved."""
    first = parts.reduce(_first_part, lambda one, other: one)
    table, layout = reading.laid_out(first)
    source = first.source
    check_columns(source, table, layout, reading.headers, reading.settings.dates.given is not None)
    if not layout.has_point and table.geometry is None:
        raise source.fail(
            "NOT_STREAMED",
            "has no coordinates, and places are located in memory only. Read it with "
            "read_reports(), locate() its rows and write them with write_reports().",
        )
    found = parts.reduce(reading.evidence, merged)
    name = layout.roles.get("id")
    twice = repeated(found)
    ids = _are_ids(layout, found, len(twice) > 0)
    known = known_by(source, layout, found, reading.settings.dates, ids=ids)
    if ids and len(twice) and name is not None:
        typed = replace(reading, known=known)
        rows = parts.reduce(lambda part: typed.repeats(part, name, twice), Repeats.with_)
        known = replace(known, twice=rows.judged())
    names = told.pop("names")
    every = replace(table, frame=pd.DataFrame(columns=names))
    facts = {**told, **columns_read(every, layout), **provenance(layout.dialect)}
    carrier = gpd.GeoDataFrame({"id": []}, geometry=[], crs="EPSG:4326")
    note_making(carrier, read=options)
    facts["made"] = carrier.attrs["strikemap"]["made"]
    remarks = Accounting(facts["file"], np.array([], dtype=np.int64), [])
    for column, said in known.order.items():
        remarks.remark("DATE_ORDER", f"dates in {column!r} are {said}")
    if layout.dialect.name == "table":
        note_unused(facts["unused"], remarks)
    most = source.limits.held
    return ScannedReports(
        parts, replace(reading, known=known), facts, without, most, remarks.entries()
    )


def _first_part(part: RawPart) -> RawPart:
    """Return the first rows of a part, to look at its columns."""
    few = min(100, len(part.rows))
    geometry = None if part.geometry is None else part.geometry[:few]
    return replace(part, rows=part.rows[:few], cells=part.cells[:few], geometry=geometry)


def _are_ids(layout: Layout, found: Evidence, repeats: bool) -> bool:
    """Return whether the column of ids holds ids, by its name or by its cells in the whole."""
    name = layout.roles.get("id")
    given = sum(map(len, found.ids))
    if name is None or not given:
        return False
    sure = "id" in layout.settled or SURE_ID.search(plain_name(name)) is not None
    return sure or (given == found.n and not repeats)
