"""Reports written to a file that keeps their ledger, and reads back the same."""

from __future__ import annotations

import json
import os
import tempfile
import warnings
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from strikemap.errors import ReportError
from strikemap.ledger import ATTRS_KEY
from strikemap.schema import TEXT

_TUPLES = {"attackers_stated": "; ", "attackers_alternative": " or ", "report_ids": "; "}


def write_reports(reports: gpd.GeoDataFrame, path: str | os.PathLike[str]) -> Path:
    """Write reports or strikes to a GeoPackage or GeoParquet file, with ledger and facts.

    The file appears whole or not at all. :func:`strikemap.read_reports` brings ledger and
    facts back. Tuples of actors become text ("A; B", or "A or B").

    Parameters
    ----------
    reports
        A frame from :func:`strikemap.read_reports` and the like.
    path
        A file ending in ``.gpkg`` or ``.parquet``.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    ReportError
        ``FORMAT_UNKNOWN`` for another suffix.
    """
    target = Path(path)
    plain = reports.copy()
    for column, joint in _TUPLES.items():
        if column in plain.columns:
            plain[column] = _joined(plain[column], joint)
    kept = dict(reports.attrs.get(ATTRS_KEY, {}))
    if target.suffix.lower() not in (".gpkg", ".parquet"):
        raise ReportError(
            f"{target.name} ends in none of .gpkg and .parquet, which keep the ledger. "
            "Pass such a name; CSV is written by the map's save().",
            code="FORMAT_UNKNOWN",
            where=target.name,
        )
    handle, name = tempfile.mkstemp(suffix=target.suffix, dir=target.parent)
    os.close(handle)
    draft = Path(name)
    try:
        _write(plain, draft, kept)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return target


def _joined(column: pd.Series[Any], joint: str) -> pd.Series[Any]:
    texts = [joint.join(map(str, cell)) if isinstance(cell, tuple) else cell for cell in column]
    joined: pd.Series[Any] = pd.Series(texts, index=column.index, dtype=TEXT)
    return joined


def _write(frame: gpd.GeoDataFrame, draft: Path, kept: dict[str, Any]) -> None:
    """Write a frame in the format of the file's suffix."""
    if draft.suffix.lower() == ".parquet":
        frame.attrs = {ATTRS_KEY: kept}
        frame.to_parquet(draft, index=False)
        return
    for name in frame.columns:
        if isinstance(frame[name].dtype, pd.CategoricalDtype):
            frame[name] = frame[name].astype(TEXT)
        elif frame[name].dtype == object:
            frame[name] = [cell if _missing(cell) else str(cell) for cell in frame[name]]
    draft.unlink()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame.to_file(
            draft,
            driver="GPKG",
            engine="pyogrio",
            layer="reports",
            layer_metadata={ATTRS_KEY: json.dumps(kept, ensure_ascii=False)},
        )


def _missing(cell: Any) -> bool:
    return cell is None or cell is pd.NA or (isinstance(cell, float) and bool(np.isnan(cell)))
