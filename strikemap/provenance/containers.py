"""Records in files that have an inside of their own: tables, layers and archives."""

from __future__ import annotations

import io
import sqlite3
import struct
import zipfile
import zlib
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from strikemap.provenance.embedding import LONGEST

#: The name of the record in a workbook, an archive, a layer or a Parquet file.
NAME: Final = "strikemap record"
#: Packing that never unpacks to more than is asked for.
_PACKED: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
#: What the inside of an archive can raise.
_BROKEN: Final = (
    *(KeyError, NotImplementedError, RuntimeError, OSError, EOFError, ValueError),
    *(zipfile.BadZipFile, zlib.error, struct.error),
)
#: Steps of its machine that SQLite may take to find a record.
_STEPS: Final = 1_000_000


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
            if inside.file_size > LONGEST or inside.compress_type not in _PACKED:
                return None
            with archive.open(inside) as member:
                return member.read(LONGEST).decode("utf-8", "replace")
    except _BROKEN:
        return None


def _of_geopackage(path: Path) -> str | None:
    """Return the record of a table; a view would be a program of whoever wrote the file."""
    kind = "SELECT type FROM sqlite_master WHERE name = 'provenance'"
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True)) as base:
            base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
            base.set_progress_handler(lambda: 1, _STEPS)
            if base.execute(kind).fetchall() != [("table",)]:
                return None
            found = base.execute("SELECT record FROM provenance LIMIT 1").fetchone()
    except (sqlite3.Error, MemoryError):
        return None
    return str(found[0]) if found else None


def _of_parquet(data: bytes) -> str | None:
    if int.from_bytes(data[-8:-4], "little") > 2 * LONGEST:
        return None
    try:
        import pyarrow.parquet as pq

        held: Any = pq.read_schema(io.BytesIO(data)).metadata or {}
    except Exception:  # whatever is wrong with the file, it holds no record
        return None
    found = held.get(NAME.encode())
    return None if found is None else bytes(found).decode("utf-8", "replace")
