"""How delimited text is cut up: the delimiter, the header, and what comes before it."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, replace

from strikemap.formats.source import Source
from strikemap.formats.table import HeaderRule, clean_names

_DELIMITERS = (",", ";", "\t", "|", "^", "~", "\x1f")
_HEAD = 20
_LINES = 16384


@dataclass(frozen=True)
class Shape:
    """How a file is cut up: delimiter, names, and how many records come before the data.

    ``stated`` are the names as they stand in the header, ``above`` the records over it.
    """

    delimiter: str
    names: tuple[str, ...]
    skip: int
    plain: bool
    stated: tuple[str, ...] = ()
    above: tuple[str, ...] = ()


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
            above = tuple(" ".join(cell for cell in row if cell.strip()) for row in records[:place])
            best = rank, Shape(delimiter, tuple(names), skip, plain, tuple(names), above)
    if best is None:
        raise source.fail("NO_ROWS", "holds no header and no rows.")
    return _named(source, best[1], header)


def _named(source: Source, shape: Shape, header: HeaderRule) -> Shape:
    """Return the shape with clean names; a table known without header gets its names."""
    given = header.positional(shape.names)
    if given is not None:
        return Shape(shape.delimiter, tuple(given), -1, False)
    if len(shape.names) > source.limits.columns:
        header_line = source.data[: source.data.find(b"\n") + 1] or source.data
        found = max(len(shape.names), header_line.count(shape.delimiter.encode()) + 1)
        raise source.too_large("columns", found, "columns")
    return replace(shape, names=tuple(clean_names(source, shape.names, header)))


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
