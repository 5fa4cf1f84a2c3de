"""What a stranger can learn from a saved map: read back from the file itself."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd

from strikemap.errors import MapError
from strikemap.provenance.reading import provenance, shown

_DATA: Final = re.compile(
    r'<script type="application/json" id="strikemap-data">(.*?)</script>', re.DOTALL
)
_HASH: Final = re.compile(r"\b[0-9a-f]{64}\b")
_COLUMNS: Final = ["what", "how_many", "example"]


def publish_check(file: str | os.PathLike[str]) -> pd.DataFrame:
    """List what a stranger can learn from a saved page or picture.

    Parameters
    ----------
    file
        A file that :meth:`StrikeMap.save` wrote.

    Returns
    -------
    pandas.DataFrame
        ``what`` is in the file, ``how_many`` of it, and an ``example``: rows with places and
        how fine those are, columns, ids, links, reports, hashes of inputs, the call.

    Raises
    ------
    MapError
        ``NOT_FOUND``: the file cannot be read.

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
    try:
        text = path.read_bytes().decode("utf-8", "replace")
    except (OSError, ValueError) as problem:
        raise MapError(
            f"{shown(path.name)} cannot be read.", code="NOT_FOUND", where=path.name
        ) from problem
    found = [*_of_page(text), *_of_record(path)]
    return pd.DataFrame(found, columns=_COLUMNS)


def _of_record(path: Path) -> list[tuple[str, int, str]]:
    try:
        record = provenance(path).record
    except MapError:
        return [("no record of where it comes from", 0, "")]
    text = json.dumps(record)
    hashes = _HASH.findall(text)
    found = [("hash of an input", len(hashes), hashes[0])] if hashes else []
    if record.get("call"):
        found.append(("the call", 1, shown(str(record["call"]))[:60]))
    rows = record.get("rows", {})
    if isinstance(rows, Mapping):
        found.append(("accounting of rows", len(rows), shown(json.dumps(rows))[:80]))
    return found


def _of_page(text: str) -> list[tuple[str, int, str]]:
    match = _DATA.search(text)
    try:
        data = json.loads(match[1]) if match else None
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        return []
    if "packed" in data:
        return [("packed rows, with places and days", int(data["packed"].get("n", 0)), "")]
    marks, popups = _dict(data, "marks"), _dict(data, "popups")
    lon = marks.get("lon", [])
    finest = max((len(str(x).partition(".")[2]) for x in lon), default=0)
    found = [
        ("rows with a place and days", len(lon), f"to {finest} decimals of a degree"),
        ("ids", len(marks.get("id", [])), shown(str(marks.get("id", [""])[:1]))[:40]),
    ]
    for column in popups.get("columns", []):
        texts = [one for one in column.get("texts", []) if one]
        if texts:
            label = shown(str(column.get("label")))
            found.append((f"column {label}", len(texts), shown(str(texts[0]))[:60]))
    links = [one for one in _dict(popups, "url").get("texts", []) if one]
    if links:
        found.append(("links", len(links), shown(str(links[0]))[:60]))
    sources = _dict(_dict(popups, "reports"), "source").get("texts", [])
    if sources:
        found.append(("sources of reports", len(sources), shown(str(sources[0]))[:60]))
    return found


def _dict(data: Any, name: str) -> Mapping[str, Any]:
    held = data.get(name) if isinstance(data, Mapping) else None
    return held if isinstance(held, Mapping) else {}
