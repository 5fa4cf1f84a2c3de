"""Bytes as text: which encoding it is, by proof, or the question which."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from strikemap.formats.json_text import bom_encoding
from strikemap.formats.source import Source

_STRUCTURED = re.compile("[\udcc0-\udcff][\udc80-\udcbf]+")
_ESCAPED = re.compile("[\udc80-\udcff]")
#: More lines than these that are not UTF-8, hardly any other being so, are another encoding.
_MANY = 10_000
_PIECE = 1024 * 1024
_SIGNS = (b"\xc3\x98\xc2", b"\xc3\x99\xc2", b"\xc3\x99\xe2", b"\xc3\x83\xc2")
_MOJIBAKE = re.compile("(?:[ÃØÙ][\u0080-\u00bf\u0192\u02c6\u02dc\u2010-\u203a\u20ac\u2122]){2,}")


@dataclass(frozen=True)
class Text:
    """Text with the encoding it was in; ``damaged`` says that single bytes could not be read.

    Damaged bytes stand as lone surrogates, so that the rows which hold them can be found.
    """

    text: str
    encoding: str
    damaged: bool


def decode(source: Source, encoding: str | None) -> Text:
    """Decode a file.

    Parameters
    ----------
    source
        The file.
    encoding
        What the caller says it is; ``None`` accepts a byte-order mark or valid UTF-8.

    Raises
    ------
    StrikemapError
        ``ENCODING``: an 8-bit or 16-bit encoding that nobody named, or the wrong one;
        ``NOT_TEXT``: binary content.
    """
    marked = bom_encoding(source.data)
    if encoding is not None:
        return _decode_as(source, encoding, marked)
    if marked is not None:
        return _decode_marked(source, marked)
    _check_wide(source)
    if not _is_utf8_with_damage(source.data):
        raise source.fail(
            "ENCODING",
            "is not UTF-8, and which 8-bit encoding it is cannot be known. Pass encoding=, such as "
            "'cp1256' (Arabic Windows), 'cp1252' (Western Windows) or 'cp1251' (Cyrillic).",
        )
    text = source.data.decode("utf-8", "surrogateescape")
    return Text(text, "utf-8", _ESCAPED.search(text) is not None)


def _decode_as(source: Source, encoding: str, marked: str | None) -> Text:
    """Decode with the encoding that the caller named."""
    try:
        name = codecs.lookup(encoding).name
    except (LookupError, ValueError) as problem:
        raise source.fail(
            "ENCODING",
            f"cannot be read with encoding={encoding!r}: Python knows no such encoding.",
        ) from problem
    if name == "utf-8":
        text = source.data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
        return Text(text, "utf-8", _ESCAPED.search(text) is not None)
    try:
        text = source.data.decode(marked if marked and name.startswith(marked[:6]) else encoding)
    except (UnicodeError, LookupError, ValueError) as problem:
        raise source.fail(
            "ENCODING", f"is not {encoding}: {problem}. Pass the right encoding=."
        ) from problem
    return Text(text.removeprefix("\ufeff"), name, False)


def _decode_marked(source: Source, marked: str) -> Text:
    """Decode by the byte-order mark; damage in UTF-8 stays with its rows."""
    if marked == "utf-8-sig":
        text = source.data[3:].decode("utf-8", "surrogateescape")
        return Text(text, marked, _ESCAPED.search(text) is not None)
    try:
        return Text(source.data.decode(marked), marked, False)
    except UnicodeDecodeError as problem:
        raise source.fail(
            "ENCODING",
            f"starts with the mark of {marked} but is not whole {marked}: {problem.reason} at "
            f"byte {problem.start}. Save it again as UTF-8.",
        ) from problem


def _check_wide(source: Source) -> None:
    """Raise for UTF-16 or UTF-32 without a mark, and for binary content."""
    head = source.data[:65536]
    nuls = head.count(b"\x00")
    if nuls * 4 >= len(head) and len(head) > 8:
        raise source.fail(
            "ENCODING",
            "looks like UTF-16 or UTF-32 without a byte-order mark. Pass encoding='utf-16-le' or "
            "'utf-16-be', or save it again as UTF-8.",
        )
    control = len(head) - len(head.translate(None, bytes([*range(1, 9), *range(14, 32)])))
    if control * 10 > len(head) or (nuls * 20 > len(head) and len(head) > 200):
        raise source.fail("NOT_TEXT", "is not text but binary data. Pass a table as text.")


def _is_utf8_with_damage(data: bytes) -> bool:
    """Return whether bytes are UTF-8, or UTF-8 with damage rather than another encoding.

    Damage shows as broken multi-byte sequences, as few bytes beside much sound UTF-8, or in no
    more lines than are sound and not plain ASCII: hardly a line of another encoding is that.
    Far more hurt lines than sound ones settle it before the end.
    """
    hurt = whole = damaged = broken = sound = 0
    for piece in _line_pieces(data):
        try:
            text, spoilt = piece.decode("utf-8"), False
        except UnicodeDecodeError:
            text, spoilt = piece.decode("utf-8", "surrogateescape"), True
        if text.isascii():
            continue
        lines = [line for line in text.splitlines() if not line.isascii()]
        odd = [line for line in lines if _ESCAPED.search(line)] if spoilt else []
        hurt, whole = hurt + len(odd), whole + len(lines) - len(odd)
        escaped = sum(len(_ESCAPED.findall(line)) for line in odd)
        damaged += escaped
        broken += sum(len(hit[0]) for line in odd for hit in _STRUCTURED.finditer(line))
        sound += len(text) - len(text.encode("ascii", "ignore")) - escaped
        if hurt > _MANY + 3 * whole:
            return False
    if hurt <= whole or not sound:
        return hurt <= whole or broken == damaged
    return sound >= 3 * (damaged - broken)


def _line_pieces(data: bytes) -> Iterator[bytes]:
    """Yield bytes in pieces of some whole lines."""
    at = 0
    while at < len(data):
        end = data.find(b"\n", at + _PIECE)
        end = len(data) if end < 0 else end + 1
        yield data[at:end]
        at = end


def may_be_mojibake(data: bytes) -> bool:
    """Return whether bytes hold a sequence that double encoding leaves; quick, not sure."""
    return b"\xc3" in data and any(sign in data for sign in _SIGNS)


def has_mojibake(text: str) -> bool:
    """Return whether text looks as if UTF-8 had been read as Latin-1 and saved again."""
    return _MOJIBAKE.search(text) is not None
