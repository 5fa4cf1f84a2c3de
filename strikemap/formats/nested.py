"""Objects within objects, as dotted columns of their own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from strikemap.formats.source import Source


def flat(record: dict[str, Any], path: str = "") -> dict[str, Any]:
    """Return an object's values under dotted names; lists of plain values stay lists.

    A list of objects becomes a list for each of their names.

    Examples
    --------
    >>> flat({"id": 1, "place": {"lat": 35.4, "names": ["a", "b"]}})
    {'id': 1, 'place.lat': 35.4, 'place.names': ['a', 'b']}
    >>> flat({"sources": [{"url": "https://a.example"}, {"url": "https://b.example", "no": 2}]})
    {'sources.url': ['https://a.example', 'https://b.example'], 'sources.no': [2]}
    """
    found: dict[str, Any] = {}
    for key, value in record.items():
        name = f"{path}.{key}" if path else str(key)
        if isinstance(value, dict):
            found |= flat(value, name)
        elif _holds(value):
            for below, cell in (pair for part in value for pair in flat(part, name).items()):
                if cell is not None and not (isinstance(cell, str) and not cell):
                    found.setdefault(below, []).append(cell)
        else:
            found[name] = value
    return found


def spread(source: Source, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table in which objects in cells, and lists of objects, are dotted columns.

    Columns that hold anything else beside them stay as they are.

    Raises
    ------
    StrikemapError
        ``TOO_LARGE``: the objects have more names than a table may have columns.
    """
    columns = [frame.iloc[:, at] for at in range(frame.shape[1])]
    nested = [_is_nested(column) for column in columns]
    if not any(nested):
        return frame
    parts = [
        _spread(source, c) if n else c.to_frame() for c, n in zip(columns, nested, strict=True)
    ]
    return pd.concat(parts, axis=1)


def _spread(source: Source, column: pd.Series[Any]) -> pd.DataFrame:
    """Return the columns that the objects of one column make."""
    rows = [flat({str(column.name): cell}) if _holds(cell) else {} for cell in column]
    names = dict.fromkeys(name for row in rows for name in row)
    if len(names) > source.limits.columns:
        raise source.too_large("columns", len(names), "columns")
    return pd.DataFrame({name: [row.get(name) for row in rows] for name in names}, column.index)


def _is_nested(column: pd.Series[Any]) -> bool:
    """Return whether the cells of a column are objects, lists of them, empty or missing."""
    if column.dtype != object:
        return False
    known = column[column.notna().to_numpy()]
    return bool(len(known)) and all(map(_holds, known[:1])) and all(map(_may_hold, known))


def _holds(cell: Any) -> bool:
    if isinstance(cell, list | tuple | np.ndarray):
        return len(cell) > 0 and all(isinstance(part, dict) for part in cell)
    return isinstance(cell, dict)


def _may_hold(cell: Any) -> bool:
    return _holds(cell) or (isinstance(cell, list | tuple | np.ndarray) and len(cell) == 0)
