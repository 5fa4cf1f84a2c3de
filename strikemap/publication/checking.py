"""What a stranger can learn from a saved map: read back from the file itself."""

from __future__ import annotations

import base64
import json
import os
import re
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd

from strikemap.errors import MapError, StrikemapError
from strikemap.formats.archive import open_archive
from strikemap.formats.ogr import layer_names
from strikemap.formats.source import Source, open_source
from strikemap.formats.spreadsheet import sheet_names
from strikemap.formats.table import RawTable
from strikemap.formats.tables import Asked, read_table
from strikemap.provenance.embedding import has_too_many_parts
from strikemap.provenance.reading import opened, provenance_of, shown

#: What is found: what it is, how many there are, and one of them.
Found = tuple[str, int, str]

_DATA: Final = (b'<script type="application/json" id="strikemap-data">', b"</script>")
_HASH: Final = re.compile(r"\b[0-9a-f]{64}\b")
_COLUMNS: Final = ["what", "how_many", "example"]
#: Files of data whose rows are looked at; databases and workbooks by layer or sheet.
_TABLES: Final = (".gpkg", ".xlsx", ".geojson", ".kml", ".kmz", ".parquet", ".csv")
#: Pictures in which the place of a mark can be measured as finely as it was drawn.
_VECTORS: Final = (".svg", ".pdf")
#: No more layers or sheets of a file are looked into.
_MOST_LAYERS: Final = 30
#: Long lists of nothing but numbers, of which their length and decimals are enough to know.
_NUMBERS: Final = re.compile(rb"\[([0-9.,eE+-]{100,})\]")
#: A page's own data are no longer than this, and its texts, unpacked, no more than that.
_LONGEST: Final = 100_000_000
_MOST: Final = 20_000_000


def publish_check(file: str | os.PathLike[str]) -> pd.DataFrame:
    """List what a stranger can learn from a saved page, picture or file of data.

    Parameters
    ----------
    file
        A file that :meth:`StrikeMap.save` wrote.

    Returns
    -------
    pandas.DataFrame
        ``what`` is in the file, ``how_many`` of it, and an ``example``: rows with places and
        how fine those are, columns, ids, links, reports, hashes of inputs, the call. What the
        file holds is taken for text of whoever wrote it.

    Raises
    ------
    MapError
        ``NOT_FOUND``, ``NOT_A_FILE`` or ``TOO_LARGE``: the file cannot be read.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import strikemap as sm
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "map.html"
    >>> m = sm.before_after(sm.load_dataset("syria_2017_strikes"), sm.Event("Deal", "2017-05-04"))
    >>> m.publish().save(path)
    >>> found = publish_check(path)
    >>> "hash of an input" in found["what"].tolist()
    False
    """
    path = Path(file)
    data, sha256 = opened(path)
    found = [*_of_page(data), *_of_layers(path), *_of_record(path, data, sha256)]
    if path.suffix.lower() in _VECTORS:
        found.insert(0, ("marks as lines, whose places can be measured", 1, ""))
    return pd.DataFrame(found, columns=_COLUMNS)


def _of_record(path: Path, data: bytes, sha256: str) -> list[Found]:
    try:
        record = provenance_of(path, data, sha256).record
    except MapError:
        return [("no record of where it comes from", 0, "")]
    text = json.dumps(record)
    hashes = _HASH.findall(text)
    found = [("hash of an input", len(hashes), hashes[0])] if hashes else []
    if record.get("call"):
        found.append(("the call", 1, _example(record["call"])))
    rows = record.get("rows", {})
    if isinstance(rows, Mapping):
        found.append(("accounting of rows", len(rows), _example(json.dumps(rows))))
    return found


def _of_layers(path: Path) -> list[Found]:
    """Return what the rows of a file of data hold, by layer or sheet."""
    if path.suffix.lower() not in _TABLES:
        return []
    try:
        source = open_source(path, error=MapError)
        names = _layers(source)
    except StrikemapError as problem:
        return [("rows, which cannot be read", 0, str(problem.code))]
    found = [each for name in names[:_MOST_LAYERS] for each in _of_layer(source, name)]
    left = [str(name) for name in names[_MOST_LAYERS:]]
    return [*found, *([("more layers or sheets", len(left), _example(left[0]))] if left else [])]


def _layers(source: Source) -> list[str | None]:
    """Return the names of all layers or sheets, hidden ones too; None for a file of one."""
    if source.suffix == ".gpkg":
        return list(layer_names(source))
    if source.suffix == ".xlsx":
        return list(sheet_names(source, open_archive(source)))
    return [None]


def _of_layer(source: Source, name: str | None) -> list[Found]:
    try:
        asked = Asked(sheet=name, layer=name, hidden_rows="read")
        return _of_table(read_table(source, asked=asked), name)
    except StrikemapError as problem:
        if problem.code == "NO_ROWS":
            return []
        if problem.code == "LAYER_UNKNOWN":  # one of a database that holds no places
            return [(f"table {_example(name)}", 1, "")]
        what = "rows" if name is None else f"rows of {_example(name)}"
        return [(f"{what}, which cannot be read", 0, str(problem.code))]


def _of_table(table: RawTable, name: str | None) -> list[Found]:
    where = "" if name in (None, "strikes") else f" of {_example(name)}"
    found: list[Found] = [(f"rows{where}", len(table.frame), "")]
    if table.geometry is not None:
        points = [one for one in table.geometry if one is not None and one.geom_type == "Point"]
        finest = _finest(one.x for one in points) if points else ""
        found = [(f"rows with a place{where}", len(table.frame), finest)]
    for column in table.frame.columns:
        filled = [one for one in table.frame[column].tolist() if not _empty(one)]
        if filled:
            found.append(
                (f"column {shown(str(column))[:60]}{where}", len(filled), _example(filled[0]))
            )
    return found


def _empty(cell: Any) -> bool:
    return cell is None or (pd.api.types.is_scalar(cell) and (cell == "" or bool(pd.isna(cell))))


def _example(cell: Any) -> str:
    return shown(str(cell))[:80]


def _finest(degrees: Iterable[Any]) -> str:
    return _decimals(max((len(str(x).partition(".")[2]) for x in degrees), default=0))


def _decimals(finest: int) -> str:
    return f"to {finest} decimals of a degree"


def _of_page(data: bytes) -> list[Found]:
    """Return what the data block of a page holds."""
    start = data.find(_DATA[0])
    stop = data.find(_DATA[1], start)
    if not 0 <= start < stop:
        return []
    if stop - start > _LONGEST:
        return [_UNREAD]
    told = _parsed(data[start + len(_DATA[0]) : stop])
    return [_UNREAD] if told is None else [*_strikes(told), *_around(told)]


#: What is found where a page holds more than is looked at.
_UNREAD: Final = ("data of a page, which are too much to be listed", 1, "")


def _strikes(told: Mapping[str, Any]) -> list[Found]:
    if "packed" in told:
        packed = _dict(told, "packed")
        texts = _parsed(_unpacked(packed.get("texts")))
        popups = [_UNREAD] if texts is None else _popups(texts)
        return [("packed rows, with places and days", _whole(packed.get("n")), ""), *popups]
    marks = _dict(told, "marks")
    lon, ids = marks.get("lon"), _list(marks, "id")
    sums = _dict(marks, "lon")
    n, finest = _whole(sums.get("n")), _decimals(_whole(sums.get("decimals")))
    if isinstance(lon, list):
        n, finest = len(lon), _finest(lon)
    return [
        ("rows with a place and days", n, finest),
        ("ids", len(ids), _example(ids[0]) if ids else ""),
        *_popups(_dict(told, "popups")),
    ]


def _around(told: Mapping[str, Any]) -> list[Found]:
    """Return what a page holds beside its strikes, of which the larger parts are packed."""
    if "deflated" in told:
        packed = _parsed(_unpacked(told["deflated"]))
        if packed is None:
            return [_UNREAD]
        told = {**told, **packed}
    layers = _dicts(told, "zoneLayers")
    held = {
        "names of zones": [name for layer in layers for name in _list(layer, "names")],
        "lines and areas over the map": [one.get("label") for one in _dicts(told, "overlays")],
        "rows of the table": _list(_dict(told, "table"), "rows"),
        "notes": [one.get("text") for one in _dicts(told, "notes")],
        "numbers for other days of the event": _list(told, "recut"),
    }
    return [(what, len(one), _example(one[0])) for what, one in held.items() if one]


def _popups(popups: Mapping[str, Any]) -> list[Found]:
    """Return what can be opened for the strikes of a page."""
    told = [
        (f"column {_example(one.get('label'))}", _list(one, "texts"))
        for one in _list(popups, "columns")
        if isinstance(one, Mapping)
    ]
    told.append(("links", _list(_dict(popups, "url"), "texts")))
    reports = _dict(popups, "reports")
    told.append(("sources of reports", _list(_dict(reports, "source"), "texts")))
    filled = [(what, [one for one in texts if one]) for what, texts in told]
    return [(what, len(texts), _example(texts[0])) for what, texts in filled if texts]


def _unpacked(text: Any) -> bytes:
    """Return what packed texts unpack to, and no more than is looked at and one byte."""
    try:
        packed = base64.b64decode(str(text))
        return zlib.decompressobj(-15).decompress(packed, _LONGEST + 1)
    except (ValueError, zlib.error):
        return b"{}"


def _parsed(text: bytes) -> Mapping[str, Any] | None:
    """Return JSON whose long lists of numbers stand as sums, or None where it is too much."""
    if len(text) > _LONGEST:
        return None
    short = _NUMBERS.sub(_summed, text).decode("utf-8", "replace")
    if len(short) > _MOST or has_too_many_parts(short):
        return None
    try:
        found = json.loads(short)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _summed(numbers: re.Match[bytes]) -> bytes:
    finest = 0
    while finest < 16 and re.search(rb"\.\d{%d}" % (finest + 1), numbers[1]):
        finest += 1
    return b'{"n":%d,"decimals":%d}' % (numbers[1].count(b",") + 1, finest)


def _whole(number: Any) -> int:
    return number if isinstance(number, int) else 0


def _dict(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    held = data.get(name)
    return held if isinstance(held, Mapping) else {}


def _list(data: Mapping[str, Any], name: str) -> list[Any]:
    held = data.get(name)
    return held if isinstance(held, list) else []


def _dicts(data: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    return [one for one in _list(data, name) if isinstance(one, Mapping)]
