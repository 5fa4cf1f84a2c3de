"""Sizes: marks whose area says how large a value is, and the legend that reads it back."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from strikemap.compose.scene import Scene
from strikemap.errors import MapError
from strikemap.spec import Float, LegendEntry, LegendGroup
from strikemap.words.phrases import Lang, phrase

#: Diameter of the largest value and of a value that is nought or not stated, in points.
LARGEST_PT: Final = 18.0
LEAST_PT: Final = 3.5
#: Columns of numbers that have words of their own, by how their names start.
_WORDED: Final = ("killed", "n_reports")


def values_of(scene: Scene, column: str) -> Float:
    """Return the value that sizes each mark; NaN where none is stated.

    Raises
    ------
    MapError
        ``COLUMNS_MISSING`` or ``SIZE_INVALID``: the column is not there, or holds no number
        of nought or more.
    """
    rows = scene.strikes
    if column not in rows:
        raise MapError(
            f"The table has no column {column!r} (size=). It has: {', '.join(map(str, rows))}.",
            code="COLUMNS_MISSING",
            where=column,
        )
    values: Float = pd.to_numeric(rows[column], errors="coerce").to_numpy(
        np.float64, na_value=np.nan
    )
    if len(values) and (not (values > 0).any() or (values < 0).any()):
        raise MapError(
            f"Column {column!r} (size=) holds no positive numbers, or negative ones. "
            "Name a column such as 'killed_max' or 'n_reports'.",
            code="SIZE_INVALID",
            where=column,
        )
    return values


def diameters(values: Float) -> Float:
    """Return diameters in points: the area grows with the value, and none falls below a dot."""
    largest = np.nanmax(values) if np.isfinite(values).any() else 1.0
    scaled: Float = LARGEST_PT * np.sqrt(np.nan_to_num(values) / largest)
    return np.maximum(scaled, LEAST_PT)


def size_legend(column: str, values: Float, lang: Lang) -> LegendGroup:
    """Return three marks to read sizes by: the largest value and two round ones below."""
    largest = float(np.nanmax(values))
    steps = sorted({_round(largest * share) for share in (0.1, 0.4)} | {largest})
    known = next((key for key in _WORDED if column.startswith(key)), "size_column")
    words = phrase(known, lang, column=column)
    entries = [
        LegendEntry("size", 0, f"{value:g}", (), float(diameters(np.array([value, largest]))[0]))
        for value in steps
        if value > 0
    ]
    if np.isnan(values).any():
        key = "size_unknown" if (values == 0).any() else "colour_unstated"
        entries.append(LegendEntry("size", 0, phrase(key, lang), (), LEAST_PT))
    return LegendGroup(phrase("legend_size", lang, column=words), tuple(entries))


def _round(value: float) -> float:
    return float(f"{value:.1g}") if value >= 1 else 1.0
