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
from strikemap.formats.source import open_source
from strikemap.formats.table import RawTable
from strikemap.formats.tables import Asked, read_table
from strikemap.provenance.reading import opened, provenance, shown

#: What is found: what it is, how many there are, and one of them.
Found = tuple[str, int, str]

_DATA: Final = re.compile(
    rb'<script type="application/json" id="strikemap-data">(.*?)</script>', re.DOTALL
)
_HASH: Final = re.compile(r"\b[0-9a-f]{64}\b")
_COLUMNS: Final = ["what", "how_many", "example"]
#: Files of data, and their layers or sheets whose rows are looked at.
_LAYERS: Final[Mapping[str, tuple[str | None, ...]]] = {
    ".gpkg": ("strikes", "zones"),
    ".xlsx": ("strikes", "ledger"),
    ".geojson": (None,),
    ".kml": (None,),
    ".kmz": (None,),
    ".parquet": (None,),
}
#: Packed texts of a page are no longer than this.
_LONGEST: Final = 50_000_000


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
    data, _ = opened(path)
    match = _DATA.search(data)
    page = _page(match[1]) if match else []
    found = [*page, *_of_layers(path), *_of_record(path)]
    return pd.DataFrame(found, columns=_COLUMNS)


def _of_record(path: Path) -> list[Found]:
    try:
        record = provenance(path).record
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
    found: list[Found] = []
    for name in _LAYERS.get(path.suffix.lower(), ()):
        try:
            source = open_source(path, error=MapError)
            table = read_table(source, asked=Asked(sheet=name, layer=name))
        except StrikemapError as problem:
            if problem.code not in ("NO_ROWS", "LAYER_UNKNOWN", "SHEET_UNKNOWN"):
                found.append((f"{name or 'rows'}, which cannot be read", 0, str(problem.code)))
            continue
        found += _of_table(table, name)
    return found


def _of_table(table: RawTable, name: str | None) -> list[Found]:
    where = "" if name in (None, "strikes") else f" of {name}"
    found: list[Found] = [(f"rows{where}", len(table.frame), "")]
    if table.geometry is not None:
        points = [one for one in table.geometry if one is not None and one.geom_type == "Point"]
        finest = _finest(one.x for one in points)
        found = [(f"rows with a place{where}", len(table.frame), finest)]
    for column in table.frame.columns:
        filled = [one for one in table.frame[column].tolist() if not _empty(one)]
        if filled:
            found.append(
                (f"column {shown(str(column))[:60]}{where}", len(filled), _example(filled[0]))
            )
    return found


def _empty(cell: Any) -> bool:
    return cell is None or cell == "" or (pd.api.types.is_scalar(cell) and bool(pd.isna(cell)))


def _example(cell: Any) -> str:
    return shown(str(cell))[:80]


def _finest(degrees: Iterable[Any]) -> str:
    finest = max((len(str(x).partition(".")[2]) for x in degrees), default=0)
    return f"to {finest} decimals of a degree"


def _page(text: bytes) -> list[Found]:
    data = _json(text)
    if "packed" in data:
        packed = _dict(data, "packed")
        texts = _dict({"texts": _json(_unpacked(packed.get("texts")))}, "texts")
        return [("packed rows, with places and days", _whole(packed.get("n")), ""), *_popups(texts)]
    marks = _dict(data, "marks")
    lon, ids = _list(marks, "lon"), _list(marks, "id")
    return [
        ("rows with a place and days", len(lon), _finest(lon)),
        ("ids", len(ids), _example(ids[0]) if ids else ""),
        *_popups(_dict(data, "popups")),
    ]


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
    try:
        return zlib.decompressobj(-15).decompress(base64.b64decode(str(text)), _LONGEST)
    except (ValueError, zlib.error):
        return b""


def _json(text: bytes) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _whole(number: Any) -> int:
    return number if isinstance(number, int) else 0


def _dict(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    held = data.get(name)
    return held if isinstance(held, Mapping) else {}


def _list(data: Mapping[str, Any], name: str) -> list[Any]:
    held = data.get(name)
    return held if isinstance(held, list) else []
