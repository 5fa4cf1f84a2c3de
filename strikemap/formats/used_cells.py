"""How far the cells of a workbook reach, looked at before an engine makes room for them.

The engine lays a sheet out as one block from its first to its last cell. One cell in the last
corner of an otherwise empty sheet therefore asks for more memory than there is, which ends the
process; so does a small file that says that a cell is repeated a thousand million times.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from xml.parsers import expat

from strikemap.formats.archive import Archive
from strikemap.formats.source import Source

#: Blocks of so many cells are laid out whatever is in them.
ROOM = 5_000_000
#: Larger ones only where at least one cell in so many is there.
SPARSE = 8
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\sr\s*=\s*[\"'](\d+)")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_WIDE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{3,})(\d+)[\"']")
_PAIRS = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{2})\d+[\"']")
_LAST = re.compile(rb"\sr\s*=\s*[\"'][A-Za-z]+(\d{7,})[\"']")
_STEP = re.compile(rb"<(?:\w+:)?(row|c)((?:\s[^>]*)?)>")
_NAME = re.compile(rb"\sr\s*=\s*[\"'](?:&#\d+;)?([A-Za-z]*)(\d*)[\"']")
_CELL_RECORDS = frozenset([*range(1, 12), 62])


def check_reach(source: Source, archive: Archive) -> None:
    """Raise where a sheet of a workbook reaches much further than its cells fill.

    Raises
    ------
    StrikemapError
        ``TOO_LARGE``.
    """
    if "content.xml" in archive.members:
        _check(source, "the workbook", *_of_ods(archive.read("content.xml")))
    for name in archive.names(".xml", ".bin"):
        if "worksheets/" in name and "/_rels/" not in name:
            data = archive.read(name)
            reach = _of_xml(data) if name.endswith(".xml") else _of_binary(data)
            if name.endswith(".xml") and _is_sparse(*reach):
                reach = _of_filled(data)
            _check(source, name.rsplit("/", 1)[-1], *reach)


def check_old(source: Source) -> None:
    """Raise where a sheet of an Excel 97 workbook reaches much further than its cells fill.

    Raises
    ------
    StrikemapError
        ``TOO_LARGE``, or ``ENCRYPTED`` for a workbook behind a password.
    """
    for start in _streams(source.data):
        rows = columns = cells = 0
        for kind, body in _records(start):
            if kind == 0x2F:
                raise source.fail("ENCRYPTED", "is protected by a password. Save it without one.")
            if kind in _OLD_CELLS and len(body) >= 4:
                row, column = struct.unpack("<HH", body[:4])
                rows, columns, cells = max(rows, row + 1), max(columns, column + 1), cells + 1
        _check(source, "the workbook", rows, columns, cells)


def _is_sparse(rows: int, columns: int, cells: int) -> bool:
    """Return whether a block is both large and nearly empty."""
    return rows * columns > max(ROOM, SPARSE * cells)


def _check(source: Source, sheet: str, rows: int, columns: int, cells: int) -> None:
    """Raise for a sheet whose block is both large and nearly empty."""
    if _is_sparse(rows, columns, cells):
        raise source.fail(
            "TOO_LARGE",
            f"has a cell in row {rows:,} or column {columns:,} of {sheet}, but hardly any before "
            "it: no room is made for that. Delete what stands far outside the table.",
            where=sheet,
        )


def _of_xml(data: bytes) -> tuple[int, int, int]:
    """Return rows, columns and cells that a sheet of an xlsx file names, filled or not."""
    cells = sum(1 for _ in _CELL.finditer(data))
    rows = max((int(hit[1]) for hit in _ROW.finditer(data)), default=0)
    rows = max([rows, *(int(hit[1]) for hit in _LAST.finditer(data))])
    wide = {hit[1].upper() for hit in _WIDE.finditer(data)}
    names = wide or {hit[1].upper() for hit in _PAIRS.finditer(data)}
    columns = max((_column(name) for name in names), default=26)
    return rows, columns, cells


def _of_filled(data: bytes) -> tuple[int, int, int]:
    """Return rows, columns and cells of what is filled, cell by cell.

    A row or a cell that only has a format needs no room.
    """
    rows = columns = cells = row = column = 0
    for hit in _STEP.finditer(data):
        stated = _NAME.search(hit[2])
        if hit[1] == b"row":
            row, column = (int(stated[2]) if stated and stated[2] else row + 1), 0
            continue
        column = _column(stated[1].upper()) if stated and stated[1] else column + 1
        if not hit[2].endswith(b"/"):
            row = int(stated[2]) if stated and stated[2] else row
            rows, columns, cells = max(rows, row), max(columns, column), cells + 1
    return rows, columns, cells


def _column(letters: bytes) -> int:
    """Return the number of a column, from 1 for A."""
    number = 0
    for letter in letters[:8]:
        number = 26 * number + letter - 64
    return number


def _of_binary(data: bytes) -> tuple[int, int, int]:
    """Return rows, columns and cells of a sheet of an xlsb file.

    References
    ----------
    [MS-XLSB], sections 2.1.4 (records) and 2.4 (BrtRowHdr is 0, cells are 1 to 11 and 62).
    """
    rows = columns = cells = at = 0
    while at < len(data):
        kind, at = _number(data, at, 2)
        size, at = _number(data, at, 4)
        if size >= 4 and (kind == 0 or kind in _CELL_RECORDS):
            (value,) = struct.unpack("<I", data[at : at + 4].ljust(4, b"\0"))
            if kind == 0:
                rows = max(rows, value + 1)
            else:
                columns, cells = max(columns, value + 1), cells + 1
        at += size
    return rows, columns, cells


def _number(data: bytes, at: int, most: int) -> tuple[int, int]:
    """Return a number of seven bits a byte, and where it ends."""
    value = 0
    for place in range(most):
        if at >= len(data):
            break
        byte, at = data[at], at + 1
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            break
    return value, at


class _Spread:
    """Rows, columns and cells of an OpenDocument sheet, with what is repeated counted."""

    def __init__(self) -> None:
        self.rows = self.columns = self.cells = 0
        self._row = self._width = self._filled = 0
        self._repeat = self._times = 1

    def start(self, tag: str, values: dict[str, str]) -> None:
        """Take the start of a row, a cell, or a text in it."""
        if tag == "table:table":
            self._row = 0
        elif tag == "table:table-row":
            self._width = self._filled = 0
            self._repeat = _repeated(values, "table:number-rows-repeated")
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self.cells += 1
            self._times = _repeated(values, "table:number-columns-repeated")
            self._width += self._times
            if any(name.startswith("office:") for name in values):
                self._filled = self._width
        elif tag == "text:p":
            self._filled = self._width

    def end(self, tag: str) -> None:
        """Take the end of a row."""
        if tag != "table:table-row":
            return
        self._row += self._repeat
        if self._filled:
            self.rows = max(self.rows, self._row)
            self.columns = max(self.columns, self._filled)


def _repeated(values: dict[str, str], name: str) -> int:
    text = values.get(name, "1")
    return int(text) if text.isdigit() and len(text) < 12 else 1


def _of_ods(content: bytes) -> tuple[int, int, int]:
    """Return rows, columns and cells of the largest sheets of an OpenDocument file."""
    if not re.search(rb"repeated\s*=\s*[\"']\d{3,}", content):
        return 0, 0, 0
    spread = _Spread()
    parser = expat.ParserCreate()
    parser.StartElementHandler = spread.start
    parser.EndElementHandler = spread.end
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        return 0, 0, 0
    return spread.rows, spread.columns, spread.cells


_OLD_CELLS = frozenset(
    [0x0006, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E]
)


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the records of an Excel 97 stream: a kind and what it holds."""
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack("<HH", stream[at : at + 4])
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _streams(data: bytes) -> Iterator[bytes]:
    """Yield the streams of a compound file that hold a workbook; none where it is damaged.

    References
    ----------
    [MS-CFB], sections 2.2 (header), 2.3 (chains of sectors) and 2.6 (directory).
    """
    size = 1 << min(struct.unpack("<H", data[30:32].ljust(2, b"\0"))[0], 16)
    if len(data) < 512 or size not in (512, 4096):
        return
    table = [
        entry
        for sector in struct.unpack("<109I", data[76:512])
        if sector < 0xFFFFFFFA
        for (entry,) in struct.iter_unpack("<I", _sector(data, sector, size).ljust(size, b"\xff"))
    ]
    directory = _chain(data, struct.unpack("<I", data[48:52])[0], table, size)
    for at in range(0, len(directory) - 127, 128):
        entry = directory[at : at + 128]
        named = entry[: max(0, struct.unpack("<H", entry[64:66])[0] - 2)].decode(
            "utf-16-le", "ignore"
        )
        if named.lower() in ("workbook", "book"):
            yield _chain(data, struct.unpack("<I", entry[116:120])[0], table, size)


def _sector(data: bytes, number: int, size: int) -> bytes:
    return data[(number + 1) * size : (number + 2) * size]


def _chain(data: bytes, first: int, table: list[int], size: int) -> bytes:
    """Return the sectors of a chain, each once."""
    parts: list[bytes] = []
    while first < len(table) and len(parts) <= len(table):
        parts.append(_sector(data, first, size))
        first = table[first]
    return b"".join(parts)
