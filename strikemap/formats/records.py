"""Delimited text record by record: what does not fit is set aside, the rest parsed anew."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from strikemap.formats.parser import parse
from strikemap.formats.shape import Shape
from strikemap.formats.source import Source
from strikemap.formats.table import HeaderRule, is_tag_row
from strikemap.ledger import Entry
from strikemap.schema import TEXT

_SENTINEL = "\x1c\x1d\x1e end of file"


def records_of(source: Source, text: str, shape: Shape) -> Iterator[list[str]]:
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
    raise unclosed(source, f"line {line}")


def unclosed(source: Source, where: str) -> Exception:
    """Return the error for a quote that swallows the rest of the file."""
    return source.fail(
        "QUOTE_UNCLOSED",
        f"opens a quote in or before {where} that is never closed. Close it.",
        where=where,
    )


class Records:
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


def retype(records: list[list[str]], shape: Shape, header: HeaderRule) -> pd.DataFrame:
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
        frame = parse(text.encode("utf-8"), plain, text[:65536], named)
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

    def used(self, names: Sequence[str]) -> Sequence[str]:
        """Use every column."""
        return names

    def several(self, names: Sequence[str]) -> Sequence[str]:
        """Know no column that may stand twice."""
        return ()

    def id_column(self, names: Sequence[str]) -> str | None:
        """Know no id."""
        return None

    def encoding(self, names: Sequence[str]) -> str | None:
        """Know no publisher."""
        return None
