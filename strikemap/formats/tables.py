"""Files of tables: which format it is, and the raw table in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from strikemap.formats import delimited
from strikemap.formats.signature import kind_of
from strikemap.formats.source import Source
from strikemap.formats.table import AnyHeader, HeaderRule, RawTable


@dataclass(frozen=True)
class Asked:
    """What the caller says about the file."""

    encoding: str | None = None
    sheet: str | int | None = None
    layer: str | None = None
    crs: Any = None
    hidden_rows: str | None = None


def read_table(
    source: Source, *, asked: Asked | None = None, header: HeaderRule | None = None
) -> RawTable:
    """Read a file as a raw table.

    Parameters
    ----------
    source
        The opened file: delimited text, a workbook, JSON, or a vector format with attributes.
    asked
        What the caller settles: encoding, sheet, layer, CRS.
    header
        What the caller knows about headers.

    Returns
    -------
    RawTable
    """
    asked, header = asked or Asked(), header or AnyHeader()
    kind = kind_of(source)
    if kind == "text":
        return delimited.read(source, encoding=asked.encoding, header=header)
    raise source.fail("NOT_CSV", f"is no table that can be read ({kind}).")
