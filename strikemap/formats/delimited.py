"""Delimited text (CSV, TSV, ...): a fast way for sound files, a careful one for the others.

Both ways end in the same parser, so that a sound row reads the same in either. The careful
way looks at every record, sets aside those that the form rules out, and writes the others anew.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from strikemap.errors import StrikemapError
from strikemap.formats.parser import has_empty_rows, may_be_short, parse
from strikemap.formats.records import Records, records_of, retype, unclosed
from strikemap.formats.shape import Shape, find_shape
from strikemap.formats.source import Source
from strikemap.formats.survey import count_byte
from strikemap.formats.table import HeaderRule, RawTable, is_tag_row, note_above, note_twice
from strikemap.formats.text import Text, decode, has_mojibake, may_be_mojibake

#: No row of a table with a date and a point is shorter than this (bytes).
_LEAST_ROW = 12
#: What tables of the field are written in that are not UTF-8, and have letters beyond ASCII.
_ENCODINGS = ("cp1252", "cp1251", "cp1256", "cp1255", "gb18030", "big5", "cp932", "cp949")


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
        table = _careful(source, _decoded(source, encoding, header), header)
    if table.n_read > source.limits.rows:
        raise source.too_large("rows", table.n_read, "rows")
    if table.n_read == 0 and header.recognises(list(table.frame.columns)):
        raise source.fail("NO_ROWS", "has a header but no rows of data.")
    return table


def _decoded(source: Source, encoding: str | None, header: HeaderRule) -> Text:
    """Decode a file; where it is not UTF-8, as its publisher, known by the header, writes."""
    try:
        return decode(source, encoding)
    except source.error as problem:
        if encoding is not None or problem.code != "ENCODING":
            raise
        shape = find_shape(source, source.data[:65536].decode("latin-1"), header)
        usual = header.encoding(shape.names)
        if usual is None:
            raise _asked(source, problem, header) from problem
        return decode(source, usual)


def _asked(source: Source, problem: StrikemapError, header: HeaderRule) -> StrikemapError:
    """Return the question for the encoding, with those in which the header is a known one."""
    known: dict[str, list[str]] = {}
    for name in _ENCODINGS:
        shape = find_shape(source, source.data[:65536].decode(name, "ignore"), header)
        if not "".join(shape.stated).isascii() and header.recognises(shape.names):
            known.setdefault(", ".join(shape.names)[:120], []).append(name)
    if not known:
        return problem
    said = ", or ".join(
        f"encoding={' or '.join(map(repr, encodings))} ({names})"
        for names, encodings in known.items()
    )
    asked = "is not UTF-8, and which 8-bit encoding it is cannot be known. Its header is known with"
    choices = [name for encodings in known.values() for name in encodings]
    return source.fail("ENCODING", f"{asked} {said}.", choices=choices)


def _check_lines(source: Source) -> None:
    """Raise for far more lines than rows are read; a quoted cell may hold some of them."""
    if len(source.data) <= _LEAST_ROW * source.limits.rows:
        return
    ends = ord("\n" if b"\n" in source.data[:65536] else "\r")
    lines = count_byte(source.data, ends)
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
        frame = parse(data, shape, head, header)
    except pd.errors.ParserError as problem:
        swallowed = re.search(r"EOF inside string starting at row (\d+)", str(problem))
        if swallowed is not None:
            raise unclosed(source, f"row {swallowed[1]}") from problem
        return None
    if frame is None or may_be_short(frame, data, shape):
        return None
    if has_empty_rows(frame) or (len(frame) and is_tag_row(list(frame.iloc[0].fillna("")))):
        return None
    table = RawTable(frame, np.arange(1, len(frame) + 1), len(frame), "CSV")
    if may_be_mojibake(data) and has_mojibake(data.decode("utf-8")):
        _note_mojibake(table)
    return _finish(table, shape, "utf-8")


def _careful(source: Source, text: Text, header: HeaderRule) -> RawTable:
    """Read record by record, and set aside what the form rules out."""
    shape = find_shape(source, text.text[:65536], header)
    if any("\udc80" <= char <= "\udcff" for name in shape.names for char in name):
        raise source.fail("ENCODING", "has a header that is not UTF-8. Pass encoding=.")
    sheet = Records(source, shape, header.id_column(shape.names))
    for record in records_of(source, text.text, shape):
        sheet.take(record)
    sheet.check_header()
    table = RawTable(
        retype(sheet.kept, shape, header),
        np.array(sheet.rows, dtype=np.int64),
        sheet.n_read,
        "CSV",
        entries=sheet.entries,
    )
    if has_mojibake(text.text):
        _note_mojibake(table)
    return _finish(table, shape, text.encoding)


def _note_mojibake(table: RawTable) -> None:
    table.note(
        "MOJIBAKE",
        "some text looks as if UTF-8 had been read as Latin-1 and saved again; it is kept as it is",
    )


def _finish(table: RawTable, shape: Shape, encoding: str) -> RawTable:
    """Keep how the file was read among its facts."""
    table.facts = {"encoding": encoding, "delimiter": shape.delimiter}
    note_twice(table, shape.stated)
    if shape.above:
        note_above(table, shape.above)
    return table
