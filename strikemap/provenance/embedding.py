"""The record inside a file: put in after painting, found again without running anything."""

from __future__ import annotations

import json
import re
import struct
import zlib
from collections.abc import Callable, Mapping
from typing import Final

#: Records are no longer than this many bytes.
LONGEST: Final = 5_000_000
_MOST_PARTS: Final = 300_000
#: A picture has no more parts than this, nor a record in a film more blocks.
_MOST_CHUNKS: Final = 100_000
_BLOCK: Final = 255
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_KEYWORD: Final = b"strikemap\0"
_HTML: Final = (b'<script type="application/json" id="strikemap-record">', b"</script>")
_SVG: Final = (b'<metadata id="strikemap-record">', b"</metadata>")
_KML: Final = (b'<Data name="strikemap-record"><value>', b"</value>")
_PDF: Final = b"/Type /EmbeddedFile /Subtype /application#2Fjson /Length "
_UUID: Final = b"uuid" + bytes.fromhex("7f1c5d1ae1b34b0d9a52b2f2a7c6d901")
_GIF: Final = b"strikemap "
#: A member of a JSON file that is its record, and how many blanks may stand before a file.
_MEMBER: Final = re.compile(rb'"strikemap"\s*:\s*(?=\{)')
_BLANKS: Final = 1_000


def embedded(data: bytes, suffix: str, text: str) -> bytes:
    """Return the bytes of a file with a record inside.

    Parameters
    ----------
    data
        A whole file.
    suffix
        ``.png``, ``.svg``, ``.pdf``, ``.html``, ``.gif`` or ``.mp4``.
    text
        JSON of ASCII signs, without ``<`` and ``&``.
    """
    return _WRITERS[suffix](data, text.encode("ascii"))


def _png(data: bytes, text: bytes) -> bytes:
    body = b"tEXt" + _KEYWORD + text
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    end = data.rindex(b"IEND") - 4
    return data[:end] + chunk + data[end:]


def _before(closing: bytes, marks: tuple[bytes, bytes]) -> Callable[[bytes, bytes], bytes]:
    def put(data: bytes, text: bytes) -> bytes:
        end = data.rindex(closing)
        return data[:end] + marks[0] + text + marks[1] + b"\n" + data[end:]

    return put


def _pdf(data: bytes, text: bytes) -> bytes:
    """Attach the record as ``strikemap.json``, by an update behind the end of the file."""
    trailer = data[data.rindex(b"trailer") :]
    size, root = (int(_found(rb"/%b (\d+)" % name, trailer)) for name in (b"Size", b"Root"))
    start = int(_found(rb"startxref\s+(\d+)", trailer))
    catalog = _found(rb"\n%d 0 obj\s*<<(.*?)>>\s*endobj" % root, data)
    names = b"/Names << /EmbeddedFiles << /Names [(strikemap.json) %d 0 R] >> >>" % (size + 1)
    file = b"<< /Type /Filespec /F (strikemap.json) /UF (strikemap.json) /EF << /F %d 0 R >> >>"
    objects = {
        root: b"<<" + catalog + names + b" >>",
        size: b"<< %b%d >>\nstream\n%b\nendstream" % (_PDF, len(text), text),
        size + 1: file % size,
    }
    made, places = bytearray(data), b""
    for number, body in objects.items():
        places += b"%d 1\n%010d 00000 n \n" % (number, len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    info = _found(rb"/Info (\d+ \d+ R)", trailer)
    update = (
        b"xref\n%btrailer\n<< /Size %d /Root %d 0 R /Info %b /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
    )
    return bytes(made) + update % (places, size + 2, root, info, start, len(made))


def _found(pattern: bytes, data: bytes) -> bytes:
    """Return the first group of a pattern that the library's own files always hold."""
    match = re.search(pattern, data, re.DOTALL)
    if match is None:
        raise AssertionError(f"{pattern!r} is not in the file")
    return match[1]


def _gif(data: bytes, text: bytes) -> bytes:
    flags = data[10]
    at = 13 + (3 << ((flags & 7) + 1) if flags & 0x80 else 0)
    whole = _GIF + text
    parts = [whole[i : i + _BLOCK] for i in range(0, len(whole), _BLOCK)]
    comment = b"\x21\xfe" + b"".join(bytes([len(part)]) + part for part in parts) + b"\0"
    return data[:at] + comment + data[at:]


def _mp4(data: bytes, text: bytes) -> bytes:
    body = _UUID + text
    return data + struct.pack(">I", len(body) + 4) + body


_WRITERS: Final[Mapping[str, Callable[[bytes, bytes], bytes]]] = {
    ".png": _png,
    ".svg": _before(b"</svg>", _SVG),
    ".pdf": _pdf,
    ".html": _before(b"</body>", _HTML),
    ".gif": _gif,
    ".mp4": _mp4,
}


def found_in(data: bytes) -> str | None:
    """Return the text of the record in the bytes of a file, or None where there is none.

    Nothing is parsed but the places where the library puts a record, each within bounds.
    """
    if data.startswith(_PNG):
        raw = _of_png(data)
    elif data.startswith(b"%PDF"):
        raw = _of_pdf(data)
    elif data.startswith(b"GIF8"):
        raw = _of_gif(data)
    elif data[4:8] == b"ftyp":
        raw = _of_mp4(data)
    else:
        marked = [_between(data, *marks) for marks in (_HTML, _SVG, _KML)]
        raw = next(filter(None, marked), None) or _of_json(data)
    return None if raw is None or len(raw) > LONGEST else raw.decode("utf-8", "replace")


def _of_png(data: bytes) -> bytes | None:
    at = len(_PNG)
    for _ in range(_MOST_CHUNKS):
        if at + 8 > len(data):
            break
        length, kind = struct.unpack_from(">I4s", data, at)
        if kind == b"tEXt" and data.startswith(_KEYWORD, at + 8):
            return data[at + 8 + len(_KEYWORD) : at + 8 + min(length, LONGEST + len(_KEYWORD) + 1)]
        at += 12 + length
    return None


def _of_mp4(data: bytes) -> bytes | None:
    at = data.rfind(_UUID)
    start = at + len(_UUID)
    return None if at < 0 else data[start : start + LONGEST + 1]


def _of_pdf(data: bytes) -> bytes | None:
    at = data.rfind(_PDF)
    match = (
        re.match(rb"(\d{1,8}) >>\r?\nstream\n", data[at + len(_PDF) :][:40]) if at >= 0 else None
    )
    if match is None:
        return None
    start = at + len(_PDF) + match.end()
    return data[start : start + min(int(match[1]), LONGEST + 1)]


def _of_gif(data: bytes) -> bytes | None:
    at = data.find(b"\x21\xfe")
    if at < 0:
        return None
    at += 2
    parts: list[bytes] = []
    while at < len(data) and data[at] and len(parts) <= LONGEST // _BLOCK:
        parts.append(data[at + 1 : at + 1 + data[at]])
        at += 1 + data[at]
    whole = b"".join(parts)
    return whole.removeprefix(_GIF) if whole.startswith(_GIF) else None


def _between(data: bytes, start: bytes, stop: bytes) -> bytes | None:
    at = data.rfind(start)
    end = data.find(stop, at)
    found = 0 <= at < end <= at + LONGEST
    return data[at + len(start) : end] if found else None


def _of_json(data: bytes) -> bytes | None:
    """Return the record of a JSON file that is one, or has one as its member ``strikemap``.

    What else is in the file is not parsed: quotes within its texts are escaped, so that the
    name of the member is found as it stands.
    """
    if not data[:_BLANKS].lstrip().startswith(b"{"):
        return None
    named = _MEMBER.search(data)
    if named is None:
        return data
    text = data[named.end() : named.end() + LONGEST].decode("utf-8", "replace")
    if has_too_many_parts(text):
        return None
    try:
        held, _ = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return None
    return json.dumps(held).encode()


def has_too_many_parts(text: str) -> bool:
    """Return whether a text of JSON may have more lists and objects than any record of ours."""
    return text.count("[") + text.count("{") > _MOST_PARTS
