"""The record: what a figure rests on, as one JSON text that is the same every time."""

from __future__ import annotations

import json
import math
import platform
from collections.abc import Mapping
from importlib import metadata
from typing import Any, Final

import numpy as np
import pandas as pd

from strikemap.ledger import facts
from strikemap.provenance.call import Call
from strikemap.provenance.toml import toml_text

VERSION: Final = 1
_PACKAGES: Final = (
    "strikemap",
    "geopandas",
    "matplotlib",
    "numpy",
    "pandas",
    "pillow",
    "pyproj",
    "scipy",
    "shapely",
)
#: What a source says about itself, by the name in the facts of a frame.
_TERMS: Final = {
    "title": "title",
    "version": "release",
    "accessed": "accessed",
    "source": "source",
    "licence": "licence",
    "citation": "citation",
    "redistribute": "redistribute",
}


def record_of(
    call: Call,
    *,
    table: pd.DataFrame,
    mapped: int,
    read: int,
    lines: Mapping[str, Mapping[str, int]],
    saved: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the record of a figure as plain values.

    Parameters
    ----------
    call
        What made the map; files are known by their SHA-256, not by their names.
    table
        The numbers of the map.
    mapped, read
        Rows on the map, and rows of the table it was made from.
    lines
        How many ledger lines of the map say "set aside" and "changed", by code.
    saved
        Options of the saving, with the suffix under ``"as"``.
    """
    origins = call.origins(names=False)
    return {
        "strikemap record": VERSION,
        "versions": versions(),
        "call": toml_text({**call.stated, **origins}),
        "saved": dict(saved),
        "inputs": [input_of(role, call.frames[role], origins[role]) for role in call.roles],
        "rows": rows_of(lines, mapped=mapped, read=read),
        "table": {"columns": list(map(str, table.columns)), "rows": table_rows(table)},
    }


def versions() -> dict[str, str]:
    """Return the versions that the bytes of a figure depend on."""
    found = {"python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


def input_of(role: str, frame: pd.DataFrame, origin: Mapping[str, Any]) -> dict[str, Any]:
    """Return one input: by which hash it is known, and its publisher's terms."""
    known = facts(frame)
    kept = {name: known[fact] for fact, name in _TERMS.items() if known.get(fact) not in (None, "")}
    told = {"role": role, "rows": len(frame) or known.get("kept", 0), **origin, **kept}
    return {key: value for key, value in told.items() if not isinstance(value, Mapping)}


def rows_of(lines: Mapping[str, Mapping[str, int]], *, mapped: int, read: int) -> dict[str, Any]:
    """Return the accounting of the rows: those on the map, and all others by reason."""
    return {
        "table": read,
        "mapped": mapped,
        "set aside": dict(sorted(lines["set aside"].items())),
        "changed": dict(sorted(lines["changed"].items())),
    }


def table_rows(table: pd.DataFrame) -> list[list[Any]]:
    """Return the cells of a table as plain values."""
    return [[cell(value) for value in row] for row in table.itertuples(index=False)]


def cell(value: Any) -> Any:
    """Return a cell as JSON holds it: numbers to 12 digits, None for what is missing.

    Examples
    --------
    >>> [cell(value) for value in (np.int64(3), 1 / 3, float("inf"), pd.NA, "North")]
    [3, 0.333333333333, 'inf', None, 'North']
    """
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        number = float(value)
        if math.isnan(number):
            return None
        return float(f"{number:.12g}") if math.isfinite(number) else str(number)
    missing = pd.isna(value) if pd.api.types.is_scalar(value) else False
    return None if missing else str(value)


def record_text(record: Mapping[str, Any]) -> str:
    """Return a record as JSON of ASCII signs, which is safe wherever it is put."""
    text = json.dumps(record, ensure_ascii=True, indent=1, allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
