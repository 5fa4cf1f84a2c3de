"""Files of tables: which format it is, and the raw table in it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from strikemap.formats import delimited, json_table, parquet, spreadsheet
from strikemap.formats.archive import Archive, gunzip, open_archive
from strikemap.formats.features import DONE, read_layer
from strikemap.formats.layer import Layer
from strikemap.formats.signature import DELIMITED, kind_of
from strikemap.formats.source import Source
from strikemap.formats.table import AnyHeader, HeaderRule, RawTable, check_fields, clean_names
from strikemap.ledger import Entry

_PACKED = (
    *DELIMITED,
    ".json",
    ".geojson",
    ".xlsx",
    ".xlsb",
    ".xls",
    ".ods",
    ".gpkg",
    ".fgb",
    ".gpx",
    ".parquet",
)


@dataclass(frozen=True)
class Asked:
    """What the caller says about the file."""

    encoding: str | None = None
    sheet: str | int | None = None
    layer: str | None = None
    hidden_rows: str | None = None


def read_table(
    source: Source, *, asked: Asked | None = None, header: HeaderRule | None = None
) -> RawTable:
    """Read a file as a raw table.

    Parameters
    ----------
    source
        The opened file: delimited text, a workbook, JSON, a vector format with attributes, or
        an archive that holds one of them.
    asked
        What the caller settles: encoding, sheet, layer, hidden rows.
    header
        What the caller knows about headers.

    Returns
    -------
    RawTable

    Raises
    ------
    StrikemapError
        With a file or ask code of the input policy.
    """
    table = _read(source, asked or Asked(), header or AnyHeader())
    check_fields(source, table.frame)
    return table


def _read(source: Source, asked: Asked, header: HeaderRule) -> RawTable:
    """Read a file by its kind."""
    kind = kind_of(source)
    if kind == "text":
        return delimited.read(source, encoding=asked.encoding, header=header)
    if kind == "json":
        found = json_table.read(source, layer=asked.layer, header=header)
        return _of_layer(source, found, header) if isinstance(found, Layer) else found
    if kind == "xls":
        return _workbook(source, None, asked, header)
    if kind == "zip":
        return _zip(source, asked, header)
    if kind == "gzip":
        return _gzip(source, asked, header)
    if kind == "parquet":
        return _of_parquet(source, header)
    return _of_layer(source, read_layer(source, layer=asked.layer, encoding=asked.encoding), header)


def _workbook(
    source: Source, archive: Archive | None, asked: Asked, header: HeaderRule
) -> RawTable:
    return spreadsheet.read(
        source, archive, sheet=asked.sheet, hidden_rows=asked.hidden_rows, header=header
    )


def _zip(source: Source, asked: Asked, header: HeaderRule) -> RawTable:
    """Read a workbook, a KMZ, a zipped Shapefile, or the one table in an archive."""
    archive = open_archive(source)
    if spreadsheet.is_workbook(archive):
        return _workbook(source, archive, asked, header)
    if source.suffix in (".xlsx", ".xlsm", ".ods"):
        raise source.fail("NOT_XLSX", "is a zip archive but not a workbook. Save it again.")
    if source.suffix == ".kmz" or archive.names(".shp", ".kml"):
        return _of_layer(
            source, read_layer(source, layer=asked.layer, encoding=asked.encoding), header
        )
    names = [name for name in archive.names(*_PACKED) if not name.startswith("__MACOSX/")]
    chosen = asked.layer if asked.layer in names else None
    if chosen is None and len(names) != 1:
        shown = ", ".join(names)[:300] or "nothing that can be read"
        raise source.fail(
            "LAYER_AMBIGUOUS", f"holds {shown}. Pass layer= with the name of one.", choices=names
        )
    name = chosen or names[0]
    inner = dataclasses.replace(source, data=archive.read(name), path=_inner(source, name))
    return _read(inner, dataclasses.replace(asked, layer=None), header)


def _inner(source: Source, name: str) -> Any:
    return source.path.parent / PurePosixPath(name).name


def _gzip(source: Source, asked: Asked, header: HeaderRule) -> RawTable:
    """Read the file in a gzip file."""
    stem = source.path.with_suffix("") if source.suffix == ".gz" else source.path
    inner = dataclasses.replace(source, data=gunzip(source), path=stem)
    return _read(inner, asked, header)


def _of_parquet(source: Source, header: HeaderRule) -> RawTable:
    """Return a Parquet file's rows, features or not."""
    frame = parquet.read(source)
    if isinstance(frame, gpd.GeoDataFrame):
        return _of_layer(source, parquet.layer_of(source, frame), header)
    if not len(frame):
        raise source.fail("NO_ROWS", "holds no rows.")
    frame = pd.DataFrame(frame).reset_index(drop=True)
    frame.columns = clean_names(source, list(frame.columns), header)
    return RawTable(frame, np.arange(1, len(frame) + 1), len(frame), "Parquet")


def _of_layer(source: Source, layer: Layer, header: HeaderRule) -> RawTable:
    """Return features as a raw table; a feature whose geometry failed is set aside."""
    if not len(layer):
        raise source.fail("NO_ROWS", "holds no features.")
    features = layer.frame(source)
    table = pd.DataFrame(features.drop(columns=features.geometry.name))
    table.columns = clean_names(source, list(table.columns), header)
    rows = np.arange(1, len(table) + 1)
    sound = ~np.isin(rows, list(layer.problems))
    ids = table["id"].astype(str) if "id" in table.columns else pd.Series("", index=table.index)
    entries = [
        Entry(
            file=source.name,
            row=row,
            id=str(ids[row - 1]),
            code=code,
            action="set aside",
            detail=what,
        )
        for row, (code, what) in sorted(layer.problems.items())
    ]
    entries += [
        Entry(
            file=source.name,
            row=row,
            id=str(ids[row - 1]),
            code=code,
            action="changed",
            detail=DONE[code],
        )
        for row, codes in sorted(layer.changed.items())
        for code in codes
    ]
    found = RawTable(
        table[sound].reset_index(drop=True),
        rows[sound],
        len(table),
        layer.format,
        entries=entries,
        notes=layer.notes,
        geometry=np.asarray(features.geometry.array, dtype=object)[sound],
        crs=layer.crs,
    )
    found.facts = {"layer": layer.layer} if layer.layer else {}
    found.kept = layer.kept
    return found
