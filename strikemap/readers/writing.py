"""Reports written to a file that keeps their ledger, and reads back the same."""

from __future__ import annotations

import datetime as dt
import json
import os
import warnings
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO

import geopandas as gpd
import numpy as np
import pandas as pd

from strikemap.errors import MissingExtraError, ReportError
from strikemap.ledger import ATTRS_KEY
from strikemap.schema import CRS, TEXT
from strikemap.spreadsheet_formulas import is_formula
from strikemap.whole_file import whole_file
from strikemap.workbook import MOST_LETTERS, MOST_ROWS, workbook

_TUPLES = {"attackers_stated": "; ", "attackers_alternative": " or ", "report_ids": "; "}


def write_reports(reports: gpd.GeoDataFrame, path: str | os.PathLike[str]) -> Path:
    """Write reports or strikes to GeoPackage, GeoParquet or GeoJSON, or their rows to CSV or XLSX.

    The file appears whole or not at all. :func:`strikemap.read_reports` brings ledger and
    facts back, but from CSV and XLSX, which hold the rows alone: their points as ``lat`` and
    ``lon``, and in CSV texts that a spreadsheet would take for a formula after an apostrophe.
    Tuples of actors become text ("A; B", or "A or B"), as does every other cell that is no plain
    value; the evidence of :func:`strikemap.corroborate` stays behind.

    Parameters
    ----------
    reports
        A frame from :func:`strikemap.read_reports` and the like.
    path
        A file ending in ``.gpkg``, ``.parquet``, ``.geojson``, ``.csv`` or ``.xlsx``.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    ReportError
        ``FORMAT_UNKNOWN`` for another suffix; ``NOT_FOUND`` for a folder that does not exist;
        ``TOO_LARGE`` for rows or a text that no workbook holds.
    MissingExtraError
        pyarrow is not installed, for Parquet.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import strikemap as sm
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> path = sm.write_reports(sm.load_dataset("syria_2017_strikes"), folder / "strikes.gpkg")
    >>> len(sm.read_reports(path)) == len(sm.load_dataset("syria_2017_strikes"))
    True
    """
    target = Path(path)
    if not isinstance(reports, gpd.GeoDataFrame):
        raise ReportError(
            f"{type(reports).__name__} is no table of reports. Pass a frame from read_reports().",
            code="FORMAT_UNKNOWN",
            where=type(reports).__name__,
        )
    plain = reports.drop(columns="evidence", errors="ignore")
    for column in plain.columns:
        if plain[column].dtype == object and column != plain.geometry.name:
            plain[column] = _texts(plain[column], _TUPLES.get(str(column), "; "))
    kept = dict(reports.attrs.get(ATTRS_KEY, {}))
    if target.suffix.lower() not in (".gpkg", ".parquet", ".geojson", ".csv", ".xlsx"):
        raise ReportError(
            f"{target.name} ends in none of .gpkg, .parquet and .geojson, which keep the ledger, "
            "or .csv and .xlsx. Pass such a name.",
            code="FORMAT_UNKNOWN",
            where=target.name,
        )
    if target.suffix.lower() == ".parquet" and find_spec("pyarrow") is None:
        raise MissingExtraError("pyarrow", "parquet", "write Parquet files")
    with whole_file(target, error=ReportError) as stream:
        _write(plain, stream, target.suffix.lower(), kept)
    return target


def _texts(column: pd.Series[Any], joint: str) -> pd.Series[Any]:
    """Return cells as text: parts of a tuple joined, objects as their own text."""
    kinds = {type(cell) for cell in column if not _missing(cell)}
    if kinds <= {bool} or (kinds and all(issubclass(kind, int | float) for kind in kinds)):
        return column
    texts = [None if _missing(cell) else _text(cell, joint) for cell in column]
    written: pd.Series[Any] = pd.Series(texts, index=column.index, dtype=TEXT)
    return written


def _text(cell: Any, joint: str) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, tuple | list | np.ndarray):
        return joint.join(map(str, cell))
    if isinstance(cell, Mapping):
        return json.dumps(cell, ensure_ascii=False, default=str)
    return cell.isoformat() if isinstance(cell, dt.date) else str(cell)


def _write(frame: gpd.GeoDataFrame, stream: BinaryIO, suffix: str, kept: dict[str, Any]) -> None:
    """Write a frame in the format of a suffix."""
    if suffix == ".parquet":
        frame.attrs = {ATTRS_KEY: kept}
        frame.to_parquet(stream, index=False)
        return
    for name in frame.columns:
        if isinstance(frame[name].dtype, pd.CategoricalDtype):
            frame[name] = frame[name].astype(TEXT)
    if suffix in (".csv", ".xlsx"):
        stream.write(_csv(_cells(frame)) if suffix == ".csv" else _workbook(_cells(frame)))
        return
    if suffix == ".geojson":
        stream.write(_geojson(frame, kept))
        return
    for name in frame.columns.difference([frame.geometry.name]):
        if isinstance(frame[name].dtype, pd.StringDtype):  # a GeoPackage ends a text at a NUL
            frame[name] = frame[name].str.replace("\0", "\ufffd", regex=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame.to_file(
            stream,
            driver="GPKG",
            engine="pyogrio",
            layer="reports",
            layer_metadata={ATTRS_KEY: json.dumps(kept, ensure_ascii=False)},
        )


def _cells(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the rows as plain cells, their points as latitude and longitude."""
    points = frame.geometry.to_crs(CRS)
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    return table.astype(object).map(_plain).assign(lat=points.y.to_numpy(), lon=points.x.to_numpy())


def _csv(cells: pd.DataFrame) -> bytes:
    """Return rows as UTF-8 with a byte order mark, by which spreadsheets know it."""
    cells = cells.map(_harmless)
    cells.columns = [_harmless(str(name)) for name in cells.columns]
    # Cells are quoted where they hold a sign of the line end, so that no "\r" begins a row.
    return cells.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig", "replace")


def _workbook(cells: pd.DataFrame) -> bytes:
    """Return rows as a workbook of one sheet, whole or not at all."""
    longest = int(cells.map(lambda cell: len(cell) if isinstance(cell, str) else 0).max().max())
    if len(cells) > MOST_ROWS or longest > MOST_LETTERS:
        raise ReportError(
            f"{len(cells):,} rows with texts of up to {longest:,} letters: a workbook holds "
            f"{MOST_ROWS:,} and {MOST_LETTERS:,}. Pass a name that ends in .csv or .gpkg.",
            code="TOO_LARGE",
            where="reports",
        )
    return workbook({"reports": cells})


def _harmless(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and is_formula(cell) else cell


def _geojson(frame: gpd.GeoDataFrame, kept: dict[str, Any]) -> bytes:
    """Return features (RFC 7946) with ledger and facts as a further member."""
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    shapes = json.loads(frame.geometry.to_crs(CRS).to_json(drop_id=True))["features"]
    rows = table.astype(object).to_dict("records")
    features = [
        {**shape, "properties": {str(name): _plain(cell) for name, cell in row.items()}}
        for row, shape in zip(rows, shapes, strict=True)
    ]
    whole = {"type": "FeatureCollection", "features": features, ATTRS_KEY: kept}
    return json.dumps(whole, ensure_ascii=False, default=str).encode("utf-8", "replace")


def _plain(cell: Any) -> Any:
    """Return a cell as JSON has it."""
    if _missing(cell) or cell is pd.NaT:
        return None
    if isinstance(cell, pd.Timestamp):
        return cell.date().isoformat() if cell == cell.normalize() else cell.isoformat()
    return cell.item() if isinstance(cell, np.generic) else cell


def _missing(cell: Any) -> bool:
    return cell is None or cell is pd.NA or (isinstance(cell, float) and bool(np.isnan(cell)))
