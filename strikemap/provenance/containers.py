"""Records in files that have an inside of their own: tables, layers and archives."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

from strikemap.provenance.embedding import LONGEST

#: The name of the record in a workbook, an archive, a layer or a Parquet file.
NAME = "strikemap record"


def contained(path: Path, data: bytes) -> str | None:
    """Return the text of the record in a workbook, KMZ, GeoPackage or Parquet file, or None."""
    if data.startswith(b"PK\x03\x04"):
        return _of_archive(data)
    if data.startswith(b"SQLite format 3\0"):
        return _of_geopackage(path)
    return _of_parquet(data) if data.startswith(b"PAR1") else None


def _of_archive(data: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            inside = archive.getinfo("strikemap.json")
            if inside.file_size > LONGEST:
                return None
            with archive.open(inside) as member:
                return member.read(LONGEST).decode("utf-8", "replace")
    except (KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError):
        return None


def _of_geopackage(path: Path) -> str | None:
    asked = "SELECT record FROM provenance WHERE length(record) < ? LIMIT 1"
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as base:
            found = base.execute(asked, (LONGEST,)).fetchone()
    except sqlite3.Error:
        return None
    return str(found[0]) if found else None


def _of_parquet(data: bytes) -> str | None:
    try:
        import pyarrow.parquet as pq

        held: Any = pq.read_schema(io.BytesIO(data)).metadata or {}
    except Exception:  # whatever is wrong with the file, it holds no record
        return None
    found = held.get(NAME.encode())
    return None if found is None else bytes(found).decode("utf-8", "replace")
