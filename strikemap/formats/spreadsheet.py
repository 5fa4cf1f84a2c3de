"""Workbooks (xlsx, xlsb, xls, ods) as raw tables: the right sheet, no hidden rows, real date cells.

python-calamine reads the cells; what it does not tell (hidden rows) is read from the sheets'
own XML. Numbers in a date column are dates only where the cell is formatted as one.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from strikemap.formats.archive import Archive
from strikemap.formats.source import Source
from strikemap.formats.table import (
    HeaderRule,
    RawTable,
    clean_names,
    is_tag_row,
    note_above,
    note_twice,
)
from strikemap.formats.used_cells import check_old, check_reach
from strikemap.schema import TEXT

_HEAD = 20
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
_HIDDEN = re.compile(rb'\bhidden\s*=\s*["\'](?:1|true)["\']')
_NUMBER = re.compile(rb'\br\s*=\s*["\'](\d+)["\']')
_ODS_ROW = re.compile(rb"<table:table-row(?=[\s/>])[^>]*>|<table:table(?=[\s>])[^>]*>")
_COLLAPSED = re.compile(rb'table:visibility\s*=\s*"(?:collapse|filter)"')
_REPEATED = re.compile(rb'table:number-rows-repeated\s*=\s*"(\d+)"')
_ODS_NAME = re.compile(rb'table:name\s*=\s*"([^"]*)"')


@dataclass(eq=False)
class Sheet:
    """One sheet's cells, with the place of its header; ``hidden`` are rows counted from 0."""

    name: str
    cells: list[list[Any]]
    header: int
    known: bool
    hidden: set[int]
    blind: bool = False


def is_workbook(archive: Archive) -> bool:
    """Return whether a zip archive is a workbook."""
    names = archive.members.keys()
    if "content.xml" in names and "mimetype" in names:
        return b"spreadsheet" in archive.read("mimetype")
    return any(name.lower() in ("xl/workbook.xml", "xl/workbook.bin") for name in names)


def read(
    source: Source,
    archive: Archive | None,
    *,
    sheet: str | int | None,
    hidden_rows: str | None,
    header: HeaderRule,
) -> RawTable:
    """Read one sheet of a workbook.

    Parameters
    ----------
    source
        The file.
    archive
        The opened archive of an xlsx or ods file; ``None`` for xls.
    sheet
        Name or number (from 0) of the sheet; ``None`` where only one can be meant.
    hidden_rows
        "read" or "skip".
    header
        What the caller knows about headers.

    Raises
    ------
    StrikemapError
        ``SHEET_AMBIGUOUS``, ``SHEET_UNKNOWN``, ``HIDDEN_ROWS``, ``NO_ROWS``, ``DUP_COLUMN``,
        ``CORRUPT``, ``ENCRYPTED``, ``TOO_LARGE``.
    """
    workbook = _checked(source, archive)
    chosen = _choose(source, workbook, sheet, header)
    chosen.hidden = _hidden(archive, workbook, chosen)
    chosen.blind = archive is None or "xl/workbook.bin" in archive.members
    return _table(source, chosen, hidden_rows, header)


def sheet_names(source: Source, archive: Archive) -> list[str]:
    """Return the names of all sheets of an xlsx or ods file, those that are hidden too.

    Raises
    ------
    StrikemapError
        ``CORRUPT``, ``ENCRYPTED`` or ``TOO_LARGE``.
    """
    return [str(name) for name in _checked(source, archive).sheet_names]


def _checked(source: Source, archive: Archive | None) -> Any:
    """Open a workbook of which it is known how far its cells reach."""
    if archive is None:
        check_old(source)
    else:
        for name in archive.names():
            archive.read(name)
        _refuse_encrypted(source, archive)
        check_reach(source, archive)
    return _open(source)


def _refuse_encrypted(source: Source, archive: Archive) -> None:
    """Raise for an OpenDocument file whose parts are encrypted."""
    manifest = "META-INF/manifest.xml"
    if manifest in archive.members and b"encryption-data" in archive.read(manifest):
        raise source.fail("ENCRYPTED", "is protected by a password. Save it without one.")


def _open(source: Source) -> Any:
    """Open a workbook with calamine."""
    import python_calamine as calamine

    try:
        return calamine.CalamineWorkbook.from_filelike(io.BytesIO(source.data))
    except calamine.PasswordError as problem:
        raise source.fail(
            "ENCRYPTED", "is protected by a password. Save it without one."
        ) from problem
    except Exception as problem:
        if (
            b"E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e"
            in source.data
        ):
            raise source.fail(
                "ENCRYPTED", "is protected by a password. Save it without one."
            ) from problem
        raise source.fail(
            "CORRUPT", f"is damaged and cannot be opened as a workbook ({problem}). Get it again."
        ) from problem


def _choose(source: Source, workbook: Any, sheet: str | int | None, header: HeaderRule) -> Sheet:
    """Return the sheet that was asked for, or the only one that can be meant."""
    import python_calamine as calamine

    names = list(workbook.sheet_names)
    if sheet is not None:
        return _load(source, workbook, _named(source, names, sheet), header)
    visible = {
        meta.name
        for meta in workbook.sheets_metadata
        if meta.visible == calamine.SheetVisibleEnum.Visible
        and meta.typ == calamine.SheetTypeEnum.WorkSheet
    }
    sheets = [_load(source, workbook, name, header) for name in names if name in visible]
    filled = [found for found in sheets if found.cells]
    if len(filled) > 1:
        raise _ambiguous(source, filled)
    if not filled:
        raise source.fail("NO_ROWS", "has no visible sheet with cells in it.")
    return filled[0]


def _ambiguous(source: Source, sheets: Sequence[Sheet]) -> Exception:
    """Return the question for the sheet, those with a known header named first."""
    ordered = sorted(sheets, key=lambda found: not found.known)
    shown = "; ".join(
        f"{found.name!r} ({len(found.cells)} rows{', a known header' if found.known else ''})"
        for found in ordered
    )
    return source.fail(
        "SHEET_AMBIGUOUS",
        f"has several sheets with content: {shown}. Pass sheet= with the name of one.",
        choices=[found.name for found in ordered],
    )


def _named(source: Source, names: list[str], sheet: str | int) -> str:
    if isinstance(sheet, int) and not isinstance(sheet, bool) and 0 <= sheet < len(names):
        return names[sheet]
    for name in names:
        if isinstance(sheet, str) and name.strip().lower() == sheet.strip().lower():
            return name
    raise source.fail(
        "SHEET_UNKNOWN",
        f"has no sheet {sheet!r}. It has: {', '.join(names)[:300]}.",
        where=str(sheet),
    )


def _load(source: Source, workbook: Any, name: str, header: HeaderRule) -> Sheet:
    """Read a sheet's cells and find its header."""
    try:
        opened = workbook.get_sheet_by_name(name)
        rows, columns = opened.total_height, opened.total_width
        if rows > source.limits.rows:
            raise source.too_large("rows", rows, "rows")
        if columns > source.limits.columns:
            raise source.too_large("columns", columns, "columns")
        cells = opened.to_python(skip_empty_area=False)
    except Exception as problem:
        if isinstance(problem, source.error):
            raise
        raise source.fail("CORRUPT", f"is damaged: sheet {name!r} cannot be read.") from problem
    while cells and not any(_given(cell) for cell in cells[-1]):
        cells.pop()
    place, known = _header_place(cells, header)
    return Sheet(name, cells, place, known, set())


def _given(cell: Any) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _header_place(cells: list[list[Any]], header: HeaderRule) -> tuple[int, bool]:
    """Return which row is the header: the first known one, else the first with content."""
    for place, row in enumerate(cells[:_HEAD]):
        names = [_text(cell).strip() for cell in row]
        two = _two_lines(cells, place, header)
        if two is not None and _read(two, header) > _read(names, header):
            cells[place], cells[place + 1] = [], two
            return place + 1, True
        if any(names) and header.recognises(names):
            return place, True
    first = next((at for at, row in enumerate(cells) if any(_given(cell) for cell in row)), 0)
    return first, False


def _two_lines(cells: list[list[Any]], place: int, header: HeaderRule) -> list[Any] | None:
    """Return the names that a row and the one under it make up, if that is a header.

    A name in the lower row stands for itself, or goes with the one above, which may be merged
    over several columns: "Killed" over "min" and "max".
    """
    if place + 1 >= len(cells):
        return None
    upper, lower = ([_text(cell).strip() for cell in row] for row in cells[place : place + 2])
    if not any(lower) or not any(upper):
        return None
    width = max(len(upper), len(lower))
    upper, lower = ((row + [""] * width)[:width] for row in (upper, lower))
    groups = [next((name for name in upper[at::-1] if name), "") for at in range(width)]
    alone: list[Any] = [low or up for up, low in zip(upper, lower, strict=True)]
    joined: list[Any] = [
        f"{group} {low}" if low and group != low else low or up
        for group, up, low in zip(groups, upper, lower, strict=True)
    ]
    found = [names for names in (alone, joined) if header.recognises(names)]
    return max(found, key=lambda names: _read(names, header), default=None)


def _read(names: Sequence[str], header: HeaderRule) -> int:
    """Return how many columns of a header are read as something."""
    return len(header.used([name for name in names if name]))


def _text(cell: Any) -> str:
    """Return a cell as text: whole numbers without a point, dates in ISO form."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, dt.datetime | dt.date):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def _hidden(archive: Archive | None, workbook: Any, sheet: Sheet) -> set[int]:
    """Return the hidden rows of a sheet, counted from 0; an xls file does not tell."""
    if archive is None:
        return set()
    if "content.xml" in archive.members:
        return _hidden_ods(archive.read("content.xml"), sheet.name)
    path = _sheet_path(archive, sheet.name)
    data = archive.read(path) if path else b""
    found: set[int] = set()
    for place, hit in enumerate(_ROW.finditer(data)):
        if _HIDDEN.search(hit[0]):
            number = _NUMBER.search(hit[0])
            found.add(int(number[1]) - 1 if number else place)
    return found


def _sheet_path(archive: Archive, name: str) -> str | None:
    """Return the member that holds a sheet's XML, by way of the workbook's relations."""
    from strikemap.formats.xml_text import parse

    parts = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
    if any(part not in archive.members for part in parts):
        return None
    book, links = (parse(archive.source, archive.read(part)) for part in parts)
    targets = {link.get("Id"): link.get("Target", "") for link in links.iter("Relationship")}
    for found in book.iter("sheet"):
        if found.get("name") == name:
            target = targets.get(found.get("id"), "")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            return path if path in archive.members else None
    return None


def _hidden_ods(content: bytes, name: str) -> set[int]:
    """Return the hidden rows of a sheet of an OpenDocument file."""
    found: set[int] = set()
    inside, row = False, 0
    for hit in _ODS_ROW.finditer(content):
        if not hit[0].startswith(b"<table:table-row"):
            stated = _ODS_NAME.search(hit[0])
            inside, row = stated is not None and stated[1] == name.encode("utf-8"), 0
            continue
        repeated = _REPEATED.search(hit[0])
        count = int(repeated[1]) if repeated else 1
        if inside and _COLLAPSED.search(hit[0]) and count < 100_000:
            found.update(range(row, row + count))
        row += count
    return found


def _table(source: Source, sheet: Sheet, hidden_rows: str | None, header: HeaderRule) -> RawTable:
    """Return the data rows below the header as a raw table."""
    if not sheet.cells:
        raise source.fail("NO_ROWS", f"has nothing in sheet {sheet.name!r}.")
    body = sheet.cells[sheet.header + 1 :]
    places = list(range(sheet.header + 1, len(sheet.cells)))
    if body and is_tag_row([_text(cell) for cell in body[0]]):
        body, places = body[1:], places[1:]
    kept = [at for at, row in enumerate(body) if any(_given(cell) for cell in row)]
    hidden = [at for at in kept if places[at] in sheet.hidden]
    if hidden and hidden_rows not in ("read", "skip"):
        raise source.fail(
            "HIDDEN_ROWS",
            f"has {len(hidden)} hidden rows in sheet {sheet.name!r}, the first at row "
            f"{places[hidden[0]] + 1}. Pass hidden_rows='read' or hidden_rows='skip'.",
            where=f"row {places[hidden[0]] + 1}",
        )
    stated, width = _columns(sheet, body)
    names = clean_names(source, stated, header)
    if hidden and hidden_rows == "skip":
        kept = [at for at in kept if at not in set(hidden)]
    records = [(body[at] + [None] * width)[:width] for at in kept]
    if not records and header.recognises(names):
        raise source.fail("NO_ROWS", f"has a header but no rows of data in sheet {sheet.name!r}.")
    table = RawTable(
        _frame(records, names), np.arange(1, len(records) + 1), len(records), "workbook"
    )
    table.facts = {"sheet": sheet.name}
    note_twice(table, stated)
    above = [" ".join(map(_text, filter(_given, row))) for row in sheet.cells[: sheet.header]]
    if any(above):
        note_above(table, [line for line in above if line])
    if sheet.blind:
        what = "whether rows of the sheet are hidden cannot be seen in this format; all are read"
        table.note("HIDDEN_UNKNOWN", what)
    if hidden:
        table.note("HIDDEN_ROWS", f"{len(hidden)} hidden rows were {_DONE[str(hidden_rows)]}")
    return table


_DONE = {"read": "read like the others", "skip": "left out, as asked"}


def _columns(sheet: Sheet, body: list[list[Any]]) -> tuple[list[str], int]:
    """Return the names of the columns up to the last that has a name or a value."""
    row = [_text(cell).strip() for cell in sheet.cells[sheet.header]]
    width = max((place + 1 for place, name in enumerate(row) if name), default=0)
    for record in body:
        while width < len(record) and any(_given(cell) for cell in record[width:]):
            width += 1
    return (row + [""] * width)[:width], width


def _frame(records: list[list[Any]], names: list[str]) -> pd.DataFrame:
    """Return cells as columns: numbers where all are, text or mixed cells otherwise."""
    columns = {}
    for place, name in enumerate(names):
        cells = [record[place] for record in records]
        columns[name] = _column([cell if _given(cell) else None for cell in cells])
    return pd.DataFrame(columns, index=range(len(records)))


def _column(cells: list[Any]) -> pd.Series[Any]:
    """Return one column in the type that its cells share."""
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds and kinds <= {int, float}:
        numbers = pd.Series(cells, dtype="float64")
        whole = numbers.notna().all() and (numbers == numbers.round()).all()
        return numbers.astype("int64") if whole and numbers.abs().max() < 1e15 else numbers
    if kinds <= {str}:
        texts: pd.Series[Any] = pd.Series(cells, dtype=TEXT)
        return texts
    if kinds == {bool}:
        return pd.Series(cells, dtype=bool if None not in cells else object)
    return pd.Series([_mixed(cell) for cell in cells], dtype=object)


def _mixed(cell: Any) -> Any:
    """Return a cell of a mixed column: dates stay dates, whole numbers lose their point."""
    if isinstance(cell, dt.time | dt.timedelta):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    return cell
