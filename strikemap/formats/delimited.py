"""Delimited text (CSV, TSV, ...): a fast way for sound files, a careful one for the others.

Both ways end in the same parser, so that a sound row reads the same in either. The careful
way looks at every record, sets aside those that the form rules out, and writes the others anew.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from strikemap.formats.source import Source
from strikemap.formats.table import HeaderRule, RawTable, clean_names, is_tag_row
from strikemap.formats.text import Text, decode, has_mojibake, may_be_mojibake
from strikemap.ledger import Entry
from strikemap.schema import TEXT

_DELIMITERS = (",", ";", "\t", "|", "^", "~", "\x1f")
_PADDED = re.compile(r"\s*(?:\+\d+|0\d+|\d{16,})\s*")
_HEAD = 20
_LINES = 16384
#: No row of a table with a date and a point is shorter than this (bytes).
_LEAST_ROW = 12
_SAMPLE = 200
_SENTINEL = "\x1c\x1d\x1e end of file"


@dataclass(frozen=True)
class Shape:
    """How a file is cut up: delimiter, names, and how many records come before the data."""

    delimiter: str
    names: tuple[str, ...]
    skip: int
    plain: bool


def read(source: Source, *, encoding: str | None, header: HeaderRule) -> RawTable:
    """Read delimited text.

    Parameters
    ----------
    source
        The file.
    encoding
        Its encoding where it is not UTF-8 and has no byte-order mark.
    header
        What the caller knows about headers.

    Raises
    ------
    StrikemapError
        ``ENCODING``, ``NOT_TEXT``, ``DUP_COLUMN``, ``NO_ROWS``, ``QUOTE_UNCLOSED``,
        ``HEADER_MISMATCH``, ``TOO_LARGE``.
    """
    _check_lines(source)
    table = _fast(source, header) if encoding is None else None
    if table is None:
        table = _careful(source, decode(source, encoding), header)
    if table.n_read > source.limits.rows:
        raise source.too_large("rows", table.n_read, "rows")
    if table.n_read == 0 and header.recognises(list(table.frame.columns)):
        raise source.fail("NO_ROWS", "has a header but no rows of data.")
    return table


def _check_lines(source: Source) -> None:
    """Raise for far more lines than rows are read; a quoted cell may hold some of them."""
    if len(source.data) <= _LEAST_ROW * source.limits.rows:
        return
    ends = b"\n" if b"\n" in source.data[:65536] else b"\r"
    lines = source.data.count(ends)
    if lines > 4 * source.limits.rows + 100:
        raise source.too_large("lines", lines, "rows")


def _fast(source: Source, header: HeaderRule) -> RawTable | None:
    """Read a sound UTF-8 file in one go, or return ``None``."""
    data = source.data
    if b"\x00" in data:
        return None
    data = data.removeprefix(b"\xef\xbb\xbf")
    head = data[:65536].decode("utf-8", "ignore")
    shape = find_shape(source, head, header)
    if not shape.plain:
        return None
    try:
        frame = _parse(data, shape, head, header)
    except pd.errors.ParserError as problem:
        swallowed = re.search(r"EOF inside string starting at row (\d+)", str(problem))
        if swallowed is not None:
            raise _unclosed(source, f"row {swallowed[1]}") from problem
        return None
    if frame is None or _may_be_short(frame, data, shape):
        return None
    if _has_empty_rows(frame) or (len(frame) and is_tag_row(list(frame.iloc[0].fillna("")))):
        return None
    table = RawTable(frame, np.arange(1, len(frame) + 1), len(frame), "CSV")
    if may_be_mojibake(data) and has_mojibake(data.decode("utf-8")):
        _note_mojibake(table)
    return _finish(table, shape, "utf-8")


def find_shape(source: Source, head: str, header: HeaderRule) -> Shape:
    """Find the delimiter and the header record in the first lines of a file."""
    stated = re.match(r"sep=(.)\r?\n|sep=(.)\r", head, re.IGNORECASE)
    body = head[stated.end() :] if stated else head
    candidates = (stated[1] or stated[2],) if stated else _DELIMITERS
    best: tuple[tuple[bool, int, int], Shape] | None = None
    start = body.lstrip("\r\n")[:_LINES]
    for order, delimiter in enumerate(candidates):
        if order and delimiter not in start:
            continue
        records = _head_records(body, delimiter)
        if not records:
            continue
        place, known = _header_place(records, header)
        names = records[place]
        rank = (known, len(names), -order)
        if best is None or rank > best[0]:
            plain = place == 0 and stated is None and bool(body[:1].strip())
            skip = place + (1 if stated else 0)
            best = rank, Shape(delimiter, tuple(names), skip, plain)
    if best is None:
        raise source.fail("NO_ROWS", "holds no header and no rows.")
    return _named(source, best[1], header)


def _named(source: Source, shape: Shape, header: HeaderRule) -> Shape:
    """Return the shape with clean names; a table known without header gets its names."""
    given = header.positional(shape.names)
    if given is not None:
        return Shape(shape.delimiter, tuple(given), -1, False)
    names = clean_names(source, shape.names)
    return Shape(shape.delimiter, tuple(names), shape.skip, shape.plain)


def _head_records(text: str, delimiter: str) -> list[list[str]]:
    """Return the first records that are not blank."""
    lines = io.StringIO(text[:65536], newline="")
    found: list[list[str]] = []
    try:
        for record in csv.reader(lines, delimiter=delimiter):
            if any(cell.strip() for cell in record):
                found.append(record)
            if len(found) >= _HEAD:
                break
    except csv.Error:
        pass
    return found


def _header_place(records: list[list[str]], header: HeaderRule) -> tuple[int, bool]:
    """Return which record is the header, and whether its names are known."""
    for place, record in enumerate(records):
        if header.recognises([cell.strip().strip("\ufeff") for cell in record]):
            return place, True
    return 0, header.positional(records[0]) is not None


def _parse(data: bytes, shape: Shape, head: str, header: HeaderRule) -> pd.DataFrame | None:
    """Parse sound bytes with pandas; ``None`` where a record is longer than the header.

    pandas infers numbers, which is much faster than being told that a column is text; a column
    that has to stay text and came out as numbers is parsed once more.
    """
    texts = set(header.texts(shape.names))
    frame = _pandas(data, shape, dtype=dict.fromkeys(_padded(head, shape) - texts, "str"))
    if frame is None or not isinstance(frame.index, pd.RangeIndex):
        return None
    again = [name for name in shape.names if name in texts and frame[name].dtype.kind in "iufb"]
    if again:
        places = [shape.names.index(name) for name in again]
        exact = _pandas(data, shape, dtype=dict.fromkeys(again, "str"), usecols=places)
        if exact is None:
            return None
        frame[again] = exact[again]
    return frame


def _pandas(data: bytes, shape: Shape, **options: Any) -> pd.DataFrame | None:
    try:
        frame: pd.DataFrame = pd.read_csv(
            io.BytesIO(data),
            sep=shape.delimiter,
            engine="c",
            header=0,
            names=list(shape.names),
            keep_default_na=False,
            na_values=[""],
            low_memory=False,
            encoding="utf-8",
            **options,
        )
    except pd.errors.ParserError:
        raise
    except (pd.errors.EmptyDataError, ValueError, OverflowError):
        return None
    return frame


def _padded(head: str, shape: Shape) -> set[str]:
    """Return the columns whose first cells would be numbers but are written otherwise.

    A leading zero, as in a code, is content that a number would lose.
    """
    width = len(shape.names)
    reader = csv.reader(io.StringIO(head[:65536], newline=""), delimiter=shape.delimiter)
    records = [record for record, _ in zip(reader, range(_SAMPLE), strict=False)][1:-1]
    return {
        name
        for place, name in enumerate(shape.names)
        if any(_PADDED.fullmatch(record[place]) for record in records if len(record) == width)
    }


def _may_be_short(frame: pd.DataFrame, data: bytes, shape: Shape) -> bool:
    """Return whether a record may have fewer cells than the header.

    The parser fills them up in silence, so that the last cell is empty. Only then are the
    delimiters outside quotes counted, record by record.
    """
    if not len(frame) or not frame[shape.names[-1]].isna().any():
        return False
    codes = np.frombuffer(data, dtype=np.uint8)
    inside = np.logical_xor.accumulate(codes == ord('"'))
    breaks = np.flatnonzero(((codes == 10) | (codes == 13)) & ~inside)
    cuts = np.flatnonzero((codes == ord(shape.delimiter)) & ~inside)
    counts = np.diff(np.searchsorted(cuts, np.append(breaks, len(codes))), prepend=0)
    starts = np.concatenate([[0], breaks + 1])
    blank = (np.append(breaks, len(codes)) - starts) == 0
    return bool((counts[~blank] != len(shape.names) - 1).any())


def _has_empty_rows(frame: pd.DataFrame) -> bool:
    """Return whether a record consists of delimiters only, as spreadsheets write them."""
    last = frame.iloc[:, -1].isna()
    return bool(last.any() and frame[last].isna().all(axis=1).any())


def _careful(source: Source, text: Text, header: HeaderRule) -> RawTable:
    """Read record by record, and set aside what the form rules out."""
    shape = find_shape(source, text.text[:65536], header)
    if any("\udc80" <= char <= "\udcff" for name in shape.names for char in name):
        raise source.fail("ENCODING", "has a header that is not UTF-8. Pass encoding=.")
    sheet = _Records(source, shape, header.id_column(shape.names))
    for record in _records(source, text.text, shape):
        sheet.take(record)
    sheet.check_header()
    table = RawTable(
        _retype(sheet.kept, shape, header),
        np.array(sheet.rows, dtype=np.int64),
        sheet.n_read,
        "CSV",
        entries=sheet.entries,
    )
    if has_mojibake(text.text):
        _note_mojibake(table)
    return _finish(table, shape, text.encoding)


def _records(source: Source, text: str, shape: Shape) -> Iterator[list[str]]:
    """Yield the data records that are not blank.

    Raises
    ------
    StrikemapError
        ``QUOTE_UNCLOSED``: a quote swallows the rest of the file.
    """
    end = "" if text.endswith(("\n", "\r")) else "\n"
    lines = io.StringIO(f"{text}{end}{_SENTINEL}\n", newline="")
    old = csv.field_size_limit(sys.maxsize)
    place, line, record = -1, 0, [""]
    try:
        reader = csv.reader(lines, delimiter=shape.delimiter)
        for record in reader:
            if record == [_SENTINEL]:
                return
            if not any(record) or (len(record) == 1 and not record[0].strip()):
                continue
            place += 1
            line = reader.line_num
            if place > shape.skip and not (place == shape.skip + 1 and is_tag_row(record)):
                if _SENTINEL in record[-1]:
                    break
                yield record
    except csv.Error as problem:
        raise source.fail("NOT_CSV", f"cannot be cut into records: {problem}.") from problem
    finally:
        csv.field_size_limit(old)
    raise _unclosed(source, f"line {line}")


def _unclosed(source: Source, where: str) -> Exception:
    """Return the error for a quote that swallows the rest of the file."""
    return source.fail(
        "QUOTE_UNCLOSED",
        f"opens a quote in or before {where} that is never closed. Close it.",
        where=where,
    )


class _Records:
    """Data records on their way in: kept ones, and ledger lines of the others."""

    def __init__(self, source: Source, shape: Shape, id_column: str | None) -> None:
        self.source, self.width = source, len(shape.names)
        self.id_place = shape.names.index(id_column) if id_column in shape.names else None
        self.kept: list[list[str]] = []
        self.rows: list[int] = []
        self.entries: list[Entry] = []
        self.n_read = 0
        self.wrong_width = 0

    def take(self, record: list[str]) -> None:
        """Keep a record, or say why not."""
        self.n_read += 1
        if len(record) > self.width and not any(cell.strip() for cell in record[self.width :]):
            record = record[: self.width]
        joined = "".join(record)
        if not joined.isascii() and any("\ud800" <= char <= "\udfff" for char in joined):
            self._say(record, "ENCODING", "set aside", "holds bytes that are no text")
            return
        if len(record) != self.width:
            self.wrong_width += 1
            code = "ROW_LONG" if len(record) > self.width else "ROW_SHORT"
            detail = f"has {len(record)} cells where the header has {self.width}"
            self._say(record, code, "set aside", detail)
            return
        if "\x00" in joined:
            record = [cell.replace("\x00", "\ufffd") for cell in record]
            self._say(record, "NUL", "changed", "NUL characters were marked as \ufffd")
        self.kept.append(record)
        self.rows.append(self.n_read)

    def _say(self, record: list[str], code: str, action: Any, detail: str) -> None:
        cell = ""
        if self.id_place is not None and self.id_place < len(record):
            cell = record[self.id_place].encode("utf-8", "replace").decode("utf-8").strip()
        self.entries.append(
            Entry(
                file=self.source.name,
                row=self.n_read,
                id=cell,
                code=code,
                action=action,
                detail=detail,
            )
        )

    def check_header(self) -> None:
        """Raise when no record at all has the header's width."""
        if self.wrong_width == self.n_read and self.n_read > 1:
            raise self.source.fail(
                "HEADER_MISMATCH",
                f"has a header of {self.width} columns that no row fits "
                f"({self.entries[0]['detail']}). Correct the header.",
            )


def _retype(records: list[list[str]], shape: Shape, header: HeaderRule) -> pd.DataFrame:
    """Write sound records anew and parse them the fast way."""
    if not records:
        return pd.DataFrame({name: pd.Series([], dtype=TEXT) for name in shape.names})
    plain = Shape(",", tuple(f"c{place}" for place in range(len(shape.names))), 0, True)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(plain.names)
    writer.writerows(records)
    text = stream.getvalue()
    named = _Renamed(header, shape.names, plain.names)
    try:
        frame = _parse(text.encode("utf-8"), plain, text[:65536], named)
    except pd.errors.ParserError:
        frame = None
    if frame is None:
        frame = pd.DataFrame(records, columns=list(plain.names), dtype=TEXT)
    return frame.set_axis(list(shape.names), axis=1)


class _Renamed:
    """A header rule that speaks of columns by place."""

    def __init__(self, rule: HeaderRule, names: Sequence[str], places: Sequence[str]) -> None:
        texts = set(rule.texts(names))
        self._texts = [place for name, place in zip(names, places, strict=True) if name in texts]

    def recognises(self, names: Sequence[str]) -> bool:
        """Take every header."""
        return True

    def positional(self, first: Sequence[str]) -> Sequence[str] | None:
        """Know no table without a header."""
        return None

    def texts(self, names: Sequence[str]) -> Sequence[str]:
        """Return the places of the columns to keep as text."""
        return self._texts

    def id_column(self, names: Sequence[str]) -> str | None:
        """Know no id."""
        return None


def _note_mojibake(table: RawTable) -> None:
    table.note(
        "MOJIBAKE",
        "some text looks as if UTF-8 had been read as Latin-1 and saved again; it is kept as it is",
    )


def _finish(table: RawTable, shape: Shape, encoding: str) -> RawTable:
    """Keep how the file was read among its facts."""
    table.facts = {"encoding": encoding, "delimiter": shape.delimiter}
    return table
