"""A large file looked through piece by piece, so that what is refused is never held in memory."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

if TYPE_CHECKING:
    from strikemap.formats.source import Source

#: Files up to this size (bytes) are read at once.
SMALL = 8 * 1024 * 1024
_PIECE = 1024 * 1024
_TAIL = 66_000
_BLANK = b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"
#: What ends a stretch of text: cells and records, values of JSON, elements of XML.
_CUTS = {
    "text": (b"\n", b"\r", b",", b";", b"\t", b"|"),
    "json": (b'"', b"{", b"}", b"[", b"]"),
    "xml": (b"<", b">"),
}
_PLAIN = re.compile(rb'\[\s*["\[\dtfn-]')
_NUMBERS = b"0123456789+-.eE, \t\r\n"
_CLOSES = re.compile(rb'[^"\r\n,;\t|]"[^"]|"[\r\n,;\t|]')
_OPENS = re.compile(rb'[\r\n,;\t|]"')
#: What a sound file of a kind has in its start, and at its end.
_STARTS = ((b"\xd0\xcf\x11\xe0", 28, b"\xfe\xff"), (b"SQLite format 3\x00", 21, b"\x40\x20\x20"))
_ENDS = {b"PK\x03\x04": (b"PK\x05\x06", _TAIL), b"PAR1": (b"PAR1", 4)}


def survey(source: Source, stream: BinaryIO) -> None:
    """Look at a large file, its first bytes first, before it is held in memory.

    Parameters
    ----------
    source
        The file without its bytes, for messages and limits.
    stream
        The opened file.

    Raises
    ------
    StrikemapError
        ``EMPTY``: blanks only. ``TOO_LARGE``: far more lines, columns, objects or elements than
        are read, or a stretch that is longer than a cell may be. ``TOO_DEEP``; ``CORRUPT``: the
        end or the start of a packed file is missing. And the codes of
        :func:`strikemap.formats.signature.kind_of`.
    """
    from strikemap.formats.signature import kind_of

    head = stream.read(_PIECE)
    if head.strip(_BLANK):
        kind_of(replace(source, data=head))
        _check_ends(source, stream, head)
    stream.seek(0)
    look_through(source, iter(lambda: stream.read(_PIECE), b""))


def look_through(source: Source, pieces: Iterable[bytes]) -> None:
    """Look at text piece by piece; other bytes are passed over.

    Raises
    ------
    StrikemapError
        As for :func:`survey`.
    """
    look: _Look | None = None
    blank = 0
    for piece in pieces:
        if look is None:
            start = piece.lstrip(_BLANK)
            blank += len(piece) - len(start)
            if not start:
                continue
            look = _Look(source, _family(start), start)
        look.take(piece)
    if look is None:
        raise source.fail("EMPTY", "is empty: it holds no text at all.")
    if blank > 4 * source.limits.field:
        raise source.too_large("blank characters at its start", blank, "field")
    look.finish()


def _family(start: bytes) -> str:
    """Return what kind of text starts so, or "" for what is no text."""
    if start.startswith((b"{", b"[", b"\x1e")):
        return "json"
    if start.startswith(b"<"):
        return "xml"
    return "" if b"\x00" in start[:4096] or start.startswith(b"PAR1") else "text"


def _check_ends(source: Source, stream: BinaryIO, head: bytes) -> None:
    """Raise for packed files whose start is damaged or whose end is missing."""
    for magic, (end, within) in _ENDS.items():
        if head.startswith(magic):
            stream.seek(-within, 2)
            if end not in stream.read():
                raise source.fail("CORRUPT", "is cut off: its end is missing. Get it again.")
    for magic, at, stated in _STARTS:
        if head.startswith(magic) and not head.startswith(stated, at):
            raise source.fail("CORRUPT", "is damaged: its start makes no sense. Get it again.")
    if head.startswith(b"\x1f\x8b"):
        try:
            zlib.decompressobj(31).decompress(head, 1)
        except zlib.error as problem:
            raise source.fail("CORRUPT", f"is damaged and does not unpack: {problem}.") from problem


class _Look:
    """What was seen of a text so far."""

    def __init__(self, source: Source, family: str, start: bytes) -> None:
        self.source, self.family = source, family
        self.cuts = _CUTS.get(family, ())
        self.bound = 4 * source.limits.field
        self.stretch = self.quoted = self.many = 0
        self.columns = 0
        self.open = False
        if family == "json":
            self._check_start(start)

    def take(self, piece: bytes) -> None:
        """Look at the next piece."""
        if not self.cuts:
            return
        self._measure(piece)
        if self.family == "text":
            self._measure_quoted(piece)
            self._count_columns(piece)
            ends = (count_byte(piece, end) for end in b"\n\r" if end in piece)
            self.many += max(ends, default=0)
        elif self.family == "json":
            self.many += piece.count(b"{}") + piece.count(b"[]")
        else:
            self.many += count_byte(piece, ord("<"))
        self._check_many()

    def finish(self) -> None:
        """Raise for a stretch that lasts to the end of the text."""
        self._check_columns()
        self._end(self.stretch)
        self._end(self.quoted)

    def _measure(self, piece: bytes) -> None:
        """Measure stretches without a cut; a long list of numbers is none."""
        if any(cut in piece for cut in self.cuts):
            self._end(self.stretch + min(_place(piece.find(cut), len(piece)) for cut in self.cuts))
            self.stretch = len(piece) - 1 - max(piece.rfind(cut) for cut in self.cuts)
        elif self.family != "text" and b"," in piece and not piece.translate(None, _NUMBERS):
            self.stretch = 0
        else:
            self.stretch += len(piece)

    def _measure_quoted(self, piece: bytes) -> None:
        """Measure cells in quotes, which may hold cuts."""
        if self.quoted > self.bound or (b'"' not in piece):
            self.quoted += len(piece) if self.open else 0
        elif _CLOSES.search(piece):
            self._end(self.quoted)
            last = max(0, piece.rfind(b'"') - 1)
            self.open = _OPENS.match(piece, last) is not None and not _CLOSES.match(piece, last)
            self.quoted = 0
        elif self.open or _OPENS.search(piece):
            self.open = True
            self.quoted += len(piece)

    def _count_columns(self, piece: bytes) -> None:
        """Count the cells of lines that are as long as a piece."""
        first, last = _first_end(piece), max(piece.rfind(b"\n"), piece.rfind(b"\r"))
        self.columns += max(piece.count(cut, 0, first) for cut in self.cuts[2:])
        if first < len(piece):
            self._check_columns()
            self.columns = max(piece.count(cut, last + 1) for cut in self.cuts[2:])

    def _check_columns(self) -> None:
        if self.columns > 8 * self.source.limits.columns and not self.open:
            raise self.source.too_large("or more columns", self.columns + 1, "columns")

    def _check_many(self) -> None:
        rows = self.source.limits.rows
        if self.family == "text" and self.many > 4 * rows + 100:
            raise self.source.too_large("or more lines", self.many, "rows")
        if self.family != "text" and self.many > rows:
            what = "empty values" if self.family == "json" else "elements"
            raise self.source.too_large(f"or more {what}", self.many, "rows")

    def _end(self, length: int) -> None:
        """Raise where a stretch that ended is longer than any cell may be."""
        if length > self.bound:
            raise self.source.too_large("characters in one stretch", length, "field")

    def _check_start(self, start: bytes) -> None:
        """Raise for JSON that begins with more brackets than are read, or lists no objects."""
        opened = re.match(rb"[\[\s{]*", start[:65536])
        depth = 0 if opened is None else opened[0].count(b"[")
        if depth > self.source.limits.depth:
            raise self.source.fail(
                "TOO_DEEP",
                f"nests deeper than {self.source.limits.depth} levels. If it is sound, pass "
                "limits={'depth': ...}.",
            )
        if _PLAIN.match(start):
            raise self.source.fail(
                "COLUMNS_MISSING",
                "holds something other than an object at place 1; a table needs objects with the "
                "same keys.",
            )


def count_byte(data: bytes, value: int) -> int:
    r"""Return how often a byte stands in data; many times quicker than ``count`` where often.

    Examples
    --------
    >>> count_byte(b"one\ntwo\n", ord("\n"))
    2
    """
    found = (
        np.frombuffer(data[at : at + _PIECE], dtype=np.uint8) == value
        for at in range(0, len(data), _PIECE)
    )
    return sum(int(np.count_nonzero(part)) for part in found)


def _first_end(piece: bytes) -> int:
    """Return where the first line of a piece ends."""
    return min(_place(piece.find(end), len(piece)) for end in (b"\n", b"\r"))


def _place(found: int, size: int) -> int:
    return size if found < 0 else found
