"""JSON and JSON lines as raw tables: records, nested objects as dotted columns."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from strikemap.formats import geojson, json_text
from strikemap.formats.layer import Layer
from strikemap.formats.nested import flat
from strikemap.formats.ogr import (
    is_feature_set,
    is_topology,
    read_feature_set,
    read_topology,
)
from strikemap.formats.source import Source
from strikemap.formats.table import HeaderRule, RawTable, clean_names
from strikemap.ledger import ATTRS_KEY
from strikemap.schema import TEXT


def read(source: Source, *, layer: str | None, header: HeaderRule) -> RawTable | Layer:
    """Read a JSON file: GeoJSON as features, anything else as records.

    Parameters
    ----------
    source
        The file: a list of objects, an object that holds such a list, or one object per line.
    layer
        Path to the list inside the object (dotted), where several lists could be meant.
    header
        What the caller knows about headers.

    Raises
    ------
    StrikemapError
        ``NOT_GEOJSON`` (for a file named so), ``LAYER_AMBIGUOUS``, ``NO_ROWS``, ``TOO_LARGE``
        and the codes of :func:`strikemap.formats.json_text.load`.
    """
    values = json_text.sequence(source)
    value = json_text.load(source) if values is None else json_text.collection(values)
    value, halves = json_text.mended(source, value)
    if geojson.is_geojson(value):
        return geojson.layer_of(source, value, halves)
    if is_topology(value):
        return read_topology(source, value, layer=layer)
    if is_feature_set(value):
        return read_feature_set(source)
    if source.suffix == ".geojson":
        return geojson.read(source)
    json_text.refuse_error(source, value)
    records = _records(source, value, layer, header)
    if len(records) > source.limits.rows:
        raise source.too_large("records", len(records), "rows")
    table = _table(source, records, header)
    if halves:
        table.note(*json_text.half_note(halves))
    if isinstance(value, dict) and isinstance(value.get(ATTRS_KEY), dict):
        table.kept = value[ATTRS_KEY]
    return table


def _records(source: Source, value: Any, layer: str | None, header: HeaderRule) -> list[Any]:
    """Return the list of records in a JSON value."""
    if isinstance(value, list):
        return value
    found = dict(_lists(value, ""))
    if layer is not None:
        if layer not in found:
            raise source.fail(
                "LAYER_UNKNOWN",
                f"has no list at {layer!r}. Lists: {', '.join(found)[:300]}.",
                where=layer,
            )
        return found[layer]
    known = {path: rows for path, rows in found.items() if header.recognises(_keys(rows))}
    candidates = known or found
    if len(candidates) > 1:
        raise source.fail(
            "LAYER_AMBIGUOUS",
            "holds several lists of records. "
            f"Pass layer= with one of: {', '.join(candidates)[:300]}.",
            choices=list(candidates),
        )
    if candidates:
        return next(iter(candidates.values()))
    return _of_columns(value) if isinstance(value, dict) else [value]


def _of_columns(value: dict[str, Any]) -> list[Any]:
    """Return records from an object of columns (lists or keyed objects of equal length)."""
    parts = list(value.values())
    if parts and all(isinstance(part, list) for part in parts) and len({*map(len, parts)}) == 1:
        return [dict(zip(value, row, strict=True)) for row in zip(*parts, strict=True)]
    if parts and all(isinstance(part, dict) for part in parts):
        return parts
    return [value]


def _lists(value: Any, path: str) -> list[tuple[str, list[Any]]]:
    """Return every list of objects inside an object, by its dotted path."""
    found: list[tuple[str, list[Any]]] = []
    if isinstance(value, dict):
        for key, part in value.items():
            below = f"{path}.{key}" if path else str(key)
            if isinstance(part, list) and part and all(isinstance(row, dict) for row in part):
                found.append((below, part))
            elif isinstance(part, dict):
                found += _lists(part, below)
    return found


def _keys(rows: list[Any]) -> list[str]:
    return list(flat(rows[0])) if rows and isinstance(rows[0], dict) else []


def _table(source: Source, records: list[Any], header: HeaderRule) -> RawTable:
    """Return records as a table; what is no object has no columns and is refused."""
    if not records:
        raise source.fail("NO_ROWS", "holds no records.")
    odd = next((at for at, record in enumerate(records) if not isinstance(record, dict)), None)
    if odd is not None:
        raise source.fail(
            "COLUMNS_MISSING",
            f"holds something other than an object at place {odd + 1}; a table needs objects "
            "with the same keys.",
        )
    flattened = [{name: _cell(value) for name, value in flat(row).items()} for row in records]
    names = _names(flattened)
    cleaned = clean_names(source, names, header)
    frame = pd.DataFrame(
        {
            new: _column([row.get(name) for row in flattened])
            for name, new in zip(names, cleaned, strict=True)
        },
        index=range(len(records)),
    )
    return RawTable(frame, np.arange(1, len(records) + 1), len(records), "JSON")


def _names(rows: list[dict[str, Any]]) -> list[str]:
    """Return the columns of records, without those that are empty where they hold no objects."""
    names = dict.fromkeys(name for row in rows for name in row)
    holders = {name.rpartition(".")[0] for name in names} & names.keys()
    bare = {name for name in holders if all(row.get(name) in (None, "") for row in rows)}
    return [name for name in names if name not in bare]


def _cell(value: Any) -> Any:
    """Return a value that fits a cell; a list becomes its parts joined by semicolons."""
    if isinstance(value, list):
        return "; ".join(str(part) for part in value)
    return None if value == "" else value


def _column(cells: list[Any]) -> pd.Series[Any]:
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds and kinds <= {int, float}:
        whole = kinds == {int} and None not in cells and max(map(abs, cells)) < 2**62
        return pd.Series(cells, dtype="int64" if whole else "float64")
    if kinds <= {str}:
        texts: pd.Series[Any] = pd.Series(cells, dtype=TEXT)
        return texts
    if kinds == {bool} and None not in cells:
        return pd.Series(cells, dtype=bool)
    return pd.Series([cell if cell is None else _plain(cell) for cell in cells], dtype=object)


def _plain(cell: Any) -> Any:
    return cell if isinstance(cell, str | int | float | bool) else str(cell)
