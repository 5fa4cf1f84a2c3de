"""Shapefiles as features: the sidecars read into memory, a missing index rebuilt there."""

from __future__ import annotations

import io
import re
import struct
import zipfile

from strikemap.formats.archive import Archive
from strikemap.formats.layer import Layer
from strikemap.formats.ogr import read_ogr
from strikemap.formats.source import Source

_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def read(source: Source, *, encoding: str | None = None) -> Layer:
    """Read a Shapefile and the sidecars beside it; its folder is never written to.

    Raises
    ------
    StrikemapError
        ``SIDECAR_MISSING``, ``CORRUPT``, ``ENCODING``, ``TOO_LARGE``.
    """
    parts = {".shp": source.data}
    stem = source.path.stem
    for file in sorted(source.path.parent.iterdir()):
        if file.stem == stem and file.suffix.lower() in _PARTS[1:] and file.is_file():
            if file.stat().st_size > source.limits.bytes:
                raise source.too_large(f"bytes in {file.name}", file.stat().st_size, "bytes")
            parts[file.suffix.lower()] = file.read_bytes()
    return _read_parts(source, parts, encoding)


def read_zipped(
    source: Source, archive: Archive, *, layer: str | None = None, encoding: str | None = None
) -> Layer:
    """Read a Shapefile from an opened zip archive, in memory.

    Raises
    ------
    StrikemapError
        ``LAYER_AMBIGUOUS`` for several, and the codes of :func:`read`.
    """
    names = [name for name in archive.names(".shp") if not name.startswith("__MACOSX/")]
    chosen = [name for name in names if layer in (name, name.rsplit("/", 1)[-1][:-4])]
    if not chosen and len(names) > 1:
        shown = ", ".join(name[:-4] for name in names)[:300]
        raise source.fail(
            "LAYER_AMBIGUOUS",
            f"holds several Shapefiles. Pass layer= with one of: {shown}.",
            choices=names,
        )
    stem = (chosen or names)[0][:-4].lower()
    parts = {
        name[-4:].lower(): archive.read(name)
        for name in archive.names(*_PARTS)
        if name[:-4].lower() == stem
    }
    return _read_parts(source, parts, encoding)


def _read_parts(source: Source, parts: dict[str, bytes], encoding: str | None) -> Layer:
    """Read a Shapefile from its parts."""
    index = _index(source, parts[".shp"])
    rebuilt = ".shx" not in parts
    parts[".shx"] = index if rebuilt else parts[".shx"]
    if not parts.get(".dbf"):
        state = "empty" if ".dbf" in parts else "missing"
        raise source.fail(
            "SIDECAR_MISSING",
            f"has no attributes: its .dbf file is {state}. Put it beside the .shp file.",
            where=f"{source.path.stem}.dbf",
        )
    if encoding is None and ".cpg" in parts:
        _check_code_page(source, parts)
    if ".cpg" not in parts or encoding is not None:
        parts[".cpg"] = _code_page(source, parts[".dbf"], encoding)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as bundle:
        for suffix in _PARTS:
            if suffix in parts:
                bundle.writestr(f"layer{suffix}", parts[suffix])
    layer = read_ogr(source, packed.getvalue(), "Shapefile", layer=None)
    if ".prj" not in parts:
        layer.crs = None
    if rebuilt:
        layer.note("INDEX_REBUILT", "the .shx file is missing; the index was rebuilt in memory")
    return layer


def _index(source: Source, data: bytes) -> bytes:
    """Return the index (.shx) of a .shp file, after checking that its records are whole.

    References
    ----------
    ESRI Shapefile Technical Description, July 1998.
    """
    if len(data) < 100 or struct.unpack(">i", data[24:28])[0] * 2 > len(data):
        raise source.fail("CORRUPT", "is cut off: its .shp file is shorter than it says.")
    at, entries = 100, list[bytes]()
    stop = struct.unpack(">i", data[24:28])[0] * 2
    while at + 8 <= stop:
        words = struct.unpack(">i", data[at + 4 : at + 8])[0]
        if words < 2 or at + 8 + 2 * words > stop:
            raise source.fail("CORRUPT", f"is damaged: record {len(entries) + 1} does not fit in.")
        entries.append(struct.pack(">ii", at // 2, words))
        at += 8 + 2 * words
    length = (100 + 8 * len(entries)) // 2
    return data[:24] + struct.pack(">i", length) + data[28:100] + b"".join(entries)


def _check_code_page(source: Source, parts: dict[str, bytes]) -> None:
    """Raise where the .cpg file says UTF-8 and the attributes are not."""
    stated = parts[".cpg"].decode("ascii", "ignore").strip().upper().replace("-", "")
    if stated not in ("UTF8", "65001") or _is_utf8(parts[".dbf"]):
        return
    raise source.fail(
        "ENCODING",
        "has attributes that are not UTF-8, although its .cpg file says so: the .cpg is probably "
        "wrong. Pass encoding=, such as 'cp1251' (Cyrillic), 'cp1256' (Arabic) or 'cp1252'.",
        where=f"{source.path.stem}.cpg",
    )


def _is_utf8(dbf: bytes) -> bool:
    """Return whether the records behind the header of a .dbf file are UTF-8.

    A text that fills its field may be cut within a character, which proves nothing.
    """
    header = struct.unpack("<H", dbf[8:10])[0] if len(dbf) > 32 else 0
    cut = re.compile(rb"(?:[\xc2-\xf4]|[\xe0-\xf4][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{2})(?= )")
    try:
        cut.sub(b"", dbf[header:]).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _code_page(source: Source, dbf: bytes, encoding: str | None) -> bytes:
    """Return the code page of the attributes: stated, or provable from the bytes."""
    if encoding is not None:
        return encoding.encode("ascii", "ignore")
    if dbf.isascii():
        return b"UTF-8"
    if _is_utf8(dbf):
        return b"UTF-8"
    if len(dbf) > 29 and dbf[29]:
        return b""
    raise source.fail(
        "ENCODING",
        "does not say in which encoding its attributes are (no .cpg file), and it is not "
        "UTF-8. Pass encoding=, such as 'cp1256' or 'cp1252'.",
    )
