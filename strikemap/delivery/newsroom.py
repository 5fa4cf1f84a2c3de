"""A map for Datawrapper (locator map and table) and for ArcGIS StoryMaps."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from strikemap.delivery.rows import published_rows
from strikemap.export import csv_bytes
from strikemap.spec import MapSpec
from strikemap.whole_file import whole_file

if TYPE_CHECKING:
    from strikemap.strike_map import StrikeMap


def write_datawrapper(m: StrikeMap, folder: str | os.PathLike[str]) -> tuple[Path, Path]:
    """Write the files that Datawrapper takes: markers of a locator map, and a table.

    Parameters
    ----------
    m
        The map; its strikes go out as its page publishes them, no position finer than known.
    folder
        Where ``markers.csv`` and ``table.csv`` are to be; it must exist.

    Returns
    -------
    tuple of pathlib.Path
        ``markers.csv``: title, latitude, longitude, colour, and a tooltip in plain text.
        ``table.csv``: the counts with their headings; its last rows are the notes.

    Raises
    ------
    MapError
        ``NOT_FOUND``: there is no such folder. ``TERMS_FORBID``: the terms of a source forbid it.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import strikemap as sm
    >>> m = sm.before_after(
    ...     sm.load_dataset("syria_2017_strikes"),
    ...     sm.Event("Deal", "2017-05-04"),
    ...     where={"attacker": "Russia"},
    ... )
    >>> markers, table = sm.write_datawrapper(m, pathlib.Path(tempfile.mkdtemp()))
    >>> len(markers.read_text(encoding="utf-8").splitlines()) - 1
    58
    """
    m.require_terms(".csv of its rows")
    spec = m.spec
    rows, _ = published_rows(spec)
    styles = [spec.mark_styles[number] for number in spec.marks.style[spec.marks.panel >= 0]]
    markers = pd.DataFrame(
        {
            "title": rows["place"],
            "latitude": rows["lat"],
            "longitude": rows["lon"],
            "color": [style.fill or style.edge for style in styles],
            "group": rows["period"],
            "tooltip": [_tooltip(row) for row in rows.to_dict("records")],
        }
    )
    target = Path(folder)
    paths = (target / "markers.csv", target / "table.csv")
    for path, frame in zip(paths, (markers, _table(spec)), strict=True):
        with whole_file(path) as stream:
            stream.write(csv_bytes(frame))
    return paths


def _tooltip(row: dict[Any, Any]) -> str:
    days = row["date_from"]
    if row["date_to"] != days:
        days = f"{days} to {row['date_to']}"
    parts = [days, *(row.get(key, "") for key in ("attacker", "confidence", "source"))]
    return "; ".join(str(part) for part in parts if part)


def _table(spec: MapSpec) -> pd.DataFrame:
    rows = [*spec.table.rows]
    width = len(spec.table.columns)
    notes = [(note.text, *[""] * (width - 1)) for note in spec.notes]
    return pd.DataFrame([*rows, *notes], columns=list(spec.table.columns))


def write_storymap(m: StrikeMap, path: str | os.PathLike[str]) -> Path:
    """Write the strikes as GeoJSON that ArcGIS and StoryMaps take without surprises.

    Names of fields have ten letters at most and come with aliases (``fieldAliases``), days are
    words, and whole numbers to sort by: a date field would move them over a time zone.

    Parameters
    ----------
    m
        The map; its strikes go out as its page publishes them, no position finer than known.
    path
        The file to write, ``.geojson``.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    MapError
        ``NOT_FOUND``: there is no such folder. ``TERMS_FORBID``: the terms of a source forbid it.

    Examples
    --------
    >>> import json, pathlib, tempfile
    >>> import strikemap as sm
    >>> m = sm.before_after(
    ...     sm.load_dataset("syria_2017_strikes"),
    ...     sm.Event("Deal", "2017-05-04"),
    ...     where={"attacker": "Russia"},
    ... )
    >>> path = sm.write_storymap(m, pathlib.Path(tempfile.mkdtemp()) / "strikes.geojson")
    >>> layer = json.loads(path.read_text(encoding="utf-8"))
    >>> len(layer["features"]), max(map(len, layer["fieldAliases"])) <= 10
    (58, True)
    """
    m.require_terms(".geojson")
    rows, labels = published_rows(m.spec)
    records = rows.drop(columns=["lon", "lat"]).to_dict("records")
    points = zip(rows["lon"].tolist(), rows["lat"].tolist(), strict=True)
    layer = {
        "type": "FeatureCollection",
        "name": Path(path).stem,
        "title": m.spec.title,
        "notes": [note.text for note in m.spec.notes],
        "fieldAliases": {name: labels.get(str(name), str(name)) for name in records[0]}
        if records
        else {},
        "features": [
            {
                "type": "Feature",
                "properties": record,
                "geometry": {"type": "Point", "coordinates": list(point)},
            }
            for record, point in zip(records, points, strict=True)
        ],
    }
    text = json.dumps(layer, ensure_ascii=False, indent=1)
    with whole_file(path) as stream:
        stream.write(text.encode("utf-8"))
    return Path(path)
