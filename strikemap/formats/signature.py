"""What kind of file it is, by its first bytes; the suffix only settles what those leave open."""

from __future__ import annotations

import re
from typing import Literal

from strikemap.formats.source import Source

Kind = Literal[
    "text",
    "json",
    "xml",
    "gpx",
    "zip",
    "workbook",
    "xls",
    "gzip",
    "geopackage",
    "flatgeobuf",
    "parquet",
    "shapefile",
]

_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"SQLite format 3\x00", "geopackage"),
    (b"PAR1", "parquet"),
    (b"fgb\x03fgb", "flatgeobuf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
    (b"\x1f\x8b", "gzip"),
    (b"\x00\x00\x27\x0a", "shapefile"),
)
_BLANK = b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"
_PAGE = re.compile(
    rb"(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>]|"
    rb"table[\s>]|meta\s|script[\s>]|title>|div[\s>]|form[\s>]|h[1-6][\s>]|p>|center>|iframe\s)",
    re.IGNORECASE | re.DOTALL,
)
_GPX = re.compile(rb"(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:\w+:)?gpx[\s>]", re.DOTALL)
_TITLE = re.compile(rb"<title[^>]*>([^<]{1,200})</title>", re.IGNORECASE)
#: The root of what storage services and map servers answer in place of a file.
_FAULT = re.compile(
    rb"(?:<\?xml[^>]*>\s*)?<(?:\w+:)?(?:Error|ServiceException\w*|ExceptionReport)[\s>]"
)
_SAID = re.compile(rb'\{\s*"(?:errors?|messages?|detail|fault|exception)"\s*:')
DELIMITED = (".csv", ".tsv", ".tab", ".txt", ".psv")
_JSON = (".json", ".geojson", ".topojson", ".ndjson", ".jsonl", ".geojsonl")
_BY_SUFFIX = {
    ".xlsx": ("zip", "NOT_XLSX", "an Excel workbook"),
    ".xlsm": ("zip", "NOT_XLSX", "an Excel workbook"),
    ".ods": ("zip", "NOT_XLSX", "an OpenDocument spreadsheet"),
    ".xlsb": ("zip", "NOT_XLSX", "an Excel binary workbook"),
    ".fgb": ("flatgeobuf", "CORRUPT", "a FlatGeobuf file"),
    ".gpx": ("gpx", "NOT_GEO", "a GPX file"),
    ".xls": ("xls", "NOT_XLSX", "an Excel 97 workbook"),
    ".kmz": ("zip", "CORRUPT", "a KMZ archive"),
    ".gpkg": ("geopackage", "CORRUPT", "a GeoPackage"),
    ".parquet": ("parquet", "CORRUPT", "a Parquet file"),
    ".shp": ("shapefile", "CORRUPT", "a Shapefile"),
    ".zip": ("zip", "CORRUPT", "a zip archive"),
    ".kml": ("xml", "NO_KML", "a KML file"),
    ".geojson": ("json", "NOT_GEOJSON", "GeoJSON"),
    ".json": ("json", "NOT_GEOJSON", "JSON"),
}


def kind_of(source: Source) -> Kind:
    """Return the kind of a file.

    Raises
    ------
    StrikemapError
        ``NOT_XLSX``, ``NOT_GEOJSON``, ``NO_KML``, ``NOT_CSV`` or ``CORRUPT`` where the content
        is not what the suffix says, a saved web page for one; ``LFS_POINTER`` and ``API_ERROR``
        for what stands in place of a file.
    """
    _refuse_stand_in(source)
    kind = _by_content(source.data)
    wanted = _BY_SUFFIX.get(source.suffix)
    if source.suffix in DELIMITED:
        return _delimited(source, kind)
    if wanted is not None and kind != wanted[0]:
        return _mismatch(source, kind, *wanted)
    return kind


def _refuse_stand_in(source: Source) -> None:
    """Raise for what is saved by mistake in place of a file."""
    start = source.data[:4096].lstrip(_BLANK)
    if start.startswith(b"version https://git-lfs.github.com/spec/"):
        raise source.fail(
            "LFS_POINTER",
            "is a Git LFS pointer, not the file itself. Run 'git lfs pull' in that repository, or "
            "download the file from its page.",
        )
    if _PAGE.match(start):
        code = _BY_SUFFIX.get(source.suffix, ("", "NOT_CSV", ""))[1]
        title = _TITLE.search(source.data[:65536])
        named = (
            f" ({' '.join(title[1].decode('utf-8', 'replace').split())[:60]!r})" if title else ""
        )
        raise source.fail(
            code if source.suffix not in DELIMITED else "NOT_CSV",
            f"is a web page{named}, not data: a page to log in, or a table shown in a browser, was "
            "saved in its place. Log in and download the file itself, or save the table as CSV.",
        )
    if _FAULT.match(start) or (source.suffix in DELIMITED and _SAID.match(start)):
        raise source.fail(
            "API_ERROR", "is an error message of a server, not data. Ask for the file again."
        )


def _by_content(data: bytes) -> Kind:
    """Return the kind that the first bytes show."""
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    start = data[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x1e")
    if start.startswith((b"{", b"[")):
        return "json"
    if start.startswith(b"<"):
        return "gpx" if _GPX.match(start) else "xml"
    return "text"


def _delimited(source: Source, kind: Kind) -> Kind:
    """Return "text" for a file named as text, unless it is plainly something else."""
    if kind in ("text", "json", "xml", "gpx"):
        return "text"
    if kind == "gzip":
        return kind
    raise source.fail(
        "NOT_CSV",
        f"is named {source.suffix} but is a {kind} file. Give it its right suffix.",
    )


def _mismatch(source: Source, kind: Kind, wanted: str, code: str, name: str) -> Kind:
    """Accept a workbook under the sister suffix; raise for everything else."""
    if {kind, wanted} == {"zip", "xls"} and source.suffix in (".xls", ".xlsx"):
        return kind
    raise source.fail(
        code,
        f"is named {source.suffix} but is not {name}: it holds {kind}. "
        "Give it its right suffix, or save it again.",
    )
