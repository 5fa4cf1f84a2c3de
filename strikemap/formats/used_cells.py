"""How far the cells of a workbook reach, looked at before an engine makes room for them.

The engine lays a sheet out as one block from its first to its last cell. One cell in the last
corner of an otherwise empty sheet therefore asks for more memory than there is, which ends the
process; so does a small file that says that a cell is repeated a thousand million times.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from itertools import pairwise
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
_TIMES = re.compile(rb"repeated\s*=|text:c\s*=")
_STATED = re.compile(rb"[cC]ount\s*=\s*[\"'](\d+)")
_BINARY_STATED = re.compile(rb"\x9f\x01\x08(.{8})", re.DOTALL)
_SHARED = re.compile(rb"<(?:\w+:)?si[\s/>]")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)")
_BLANK = b"\xef\xbb\xbf \t\r\n"
#: Texts that come to so many characters are written out without being looked at closely.
_HARMLESS = 64 * 1024 * 1024
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
        spread = _of_ods(archive.read("content.xml"))
        _check_texts(source, spread.characters)
        _check(source, "the workbook", spread.rows, spread.columns, spread.cells)
    lengths = _shared_texts(archive)
    characters = 0
    for name in _sheets(archive):
        data = archive.read(name)
        is_text = data.lstrip(_BLANK).startswith(b"<")
        if is_text and b"sheetData" not in data:
            continue
        reach = _of_xml(data) if is_text else _of_binary(data)
        if is_text and _is_sparse(*reach):
            reach = _of_filled(data)
        _check(source, name.rsplit("/", 1)[-1], *reach)
        characters += _written_out(data, lengths, reach[2]) if is_text else 0
        _check_texts(source, characters)


def _sheets(archive: Archive) -> list[str]:
    """Return the members that the engine may take for sheets, wherever they lie.

    Those are in the folder of sheets, or named by the relations of a part.
    """
    from strikemap.formats.xml_text import parse

    named = set()
    for name in archive.names(".rels"):
        for link in parse(archive.source, archive.read(name)).iter("Relationship"):
            named.add(_last(link.get("Target", "")))
    return [
        name
        for name in archive.members
        if _last(name) in named or ("worksheets/" in name and name.endswith((".xml", ".bin")))
    ]


def _last(path: str) -> str:
    return path.replace("\\", "/").rsplit("/", 1)[-1].lower()


def _shared_texts(archive: Archive) -> list[int]:
    """Return the lengths of the texts that cells of a workbook share, with their markup.

    Raises
    ------
    StrikemapError
        ``CORRUPT``: more texts are stated than there can be, for which room would be made.
    """
    found = [name for name in archive.members if _last(name).startswith("sharedstrings.")]
    data = b"".join(archive.read(name) for name in found)
    stated = [int(hit[1][:12]) for hit in _STATED.finditer(data)]
    if any(name.endswith(".bin") for name in found):
        stated += [one for hit in _BINARY_STATED.finditer(data[:64]) for one in _two(hit[1])]
    _check_stated(archive.source, max(stated, default=0), len(data))
    starts = [hit.start() for hit in _SHARED.finditer(data)]
    return [stop - start for start, stop in pairwise([*starts, len(data)])]


def _two(numbers: bytes) -> tuple[int, int]:
    first, second = struct.unpack("<II", numbers)
    return first, second


def _check_stated(source: Source, stated: int, held: int) -> None:
    """Raise where more texts are stated than there are bytes of them."""
    if stated > max(held, ROOM):
        raise source.fail(
            "CORRUPT", f"says that its cells share {stated:,} texts, in {held:,} bytes."
        )


def _written_out(data: bytes, lengths: list[int], cells: int) -> int:
    """Return how long the shared texts of a sheet are when each cell has its own."""
    longest = max(lengths, default=0)
    if longest * cells <= _HARMLESS:
        return 0
    told = (hit[1].strip() for hit in _VALUE.finditer(data))
    return sum(_length(lengths, longest, value) for value in told)


def _length(lengths: list[int], longest: int, value: bytes) -> int:
    """Return the length of a shared text by its number, at most where the number is veiled."""
    if not value.isdigit() or len(value) > 9:
        return longest if b"&" in value else 0
    return lengths[int(value)] if int(value) < len(lengths) else 0


def _check_texts(source: Source, characters: int) -> None:
    """Raise for texts that stand once in the file and would be written out in very many cells."""
    if characters > source.limits.inflated:
        raise source.too_large("characters when every cell has its own", characters, "inflated")


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
            if kind == _OLD_TEXTS:
                _check_stated(source, max(_two(body[:8].ljust(8, b"\0"))), len(start))
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
        self.rows = self.columns = self.cells = self.characters = 0
        self._text = self._line = 0
        self._row = self._width = self._filled = 0
        self._repeat = self._times = 1

    def start(self, tag: str, values: dict[str, str]) -> None:
        """Take the start of a row, a cell, or a text in it."""
        if tag == "table:table":
            self._row = 0
        elif tag == "table:table-row":
            self._width = self._filled = self._line = 0
            self._repeat = _repeated(values, "table:number-rows-repeated")
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self.cells += 1
            self._text = 0
            self._times = _repeated(values, "table:number-columns-repeated")
            self._width += self._times
            if any(name.startswith("office:") for name in values):
                self._filled = self._width
        elif tag == "text:p":
            self._filled = self._width
        elif tag == "text:s":
            self._text += _repeated(values, "text:c")

    def text(self, text: str) -> None:
        """Take some of the text of a cell."""
        self._text += len(text)

    def end(self, tag: str) -> None:
        """Take the end of a cell or a row."""
        if tag in ("table:table-cell", "table:covered-table-cell"):
            self._line += self._text * self._times
        if tag != "table:table-row":
            return
        self.characters += self._line * self._repeat
        self._row += self._repeat
        if self._filled:
            self.rows = max(self.rows, self._row)
            self.columns = max(self.columns, self._filled)


def _repeated(values: dict[str, str], name: str) -> int:
    text = values.get(name, "1")
    return int(text) if text.isdigit() and len(text) < 12 else 1


def _of_ods(content: bytes) -> _Spread:
    """Return how far the largest sheets of an OpenDocument file reach, and its texts."""
    spread = _Spread()
    if not _TIMES.search(content):
        return spread
    parser = expat.ParserCreate()
    parser.StartElementHandler = spread.start
    parser.EndElementHandler = spread.end
    parser.CharacterDataHandler = spread.text
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        return _Spread()
    return spread


_OLD_TEXTS = 0x00FC
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
