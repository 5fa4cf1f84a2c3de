"""Stated values brought to the harmonised scales, by the dialect's table.

Each distinct value is looked at once; the rows only carry its code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.arrays import Objects
from strikemap.schema import TEXT

_NONE = frozenset(["na", "n/a", "nan", "none", "null", "-", "--", "unknown", "not stated", "?"])


def spread_text(values: Sequence[str | None], codes: npt.NDArray[np.int64]) -> Any:
    """Return a text column from its distinct values and each row's code, -1 being missing."""
    return pd.array([*values, None], dtype=TEXT).take(np.where(codes < 0, len(values), codes))


def no_text(length: int) -> Any:
    """Return a text column with nothing in it."""
    return pd.array([None], dtype=TEXT).take(np.zeros(length, dtype=np.int64))


def stated_values(values: pd.Series[Any]) -> Objects:
    """Return cells as plain lower-case text, ``None`` where empty; 2.0 is the text "2"."""
    codes, distinct = distinct_values(values)
    return np.array([*distinct, None], dtype=object)[codes]


def distinct_values(values: pd.Series[Any]) -> tuple[npt.NDArray[np.int64], list[str | None]]:
    """Return each row's code (-1: empty) and the distinct cells as plain lower-case text."""
    codes, distinct = pd.factorize(values)
    return codes, [_plain(value) for value in distinct]


def _plain(value: Any) -> str | None:
    if isinstance(value, float | np.floating) and float(value).is_integer():
        value = int(value)
    text = " ".join(str(value).replace("_", " ").lower().split())
    return text or None


def harmonised(values: pd.Series[Any], scale: Mapping[str, str]) -> tuple[Any, dict[str, int]]:
    """Return values on a harmonised scale, and how often each unknown one occurs.

    Parameters
    ----------
    values
        The stated column.
    scale
        From stated (lower case) to harmonised; a value that maps to "" is known to be none.
    """
    codes, distinct = distinct_values(values)
    found = [scale.get(str(value)) for value in distinct]
    counts = np.bincount(codes[codes >= 0], minlength=len(distinct))
    unknown = {
        str(value)[:60]: int(count)
        for value, target, count in zip(distinct, found, counts, strict=True)
        if target is None and value is not None and value not in _NONE
    }
    return spread_text([target or None for target in found], codes), unknown


def clean_text(values: pd.Series[Any]) -> Any:
    """Return a text column stripped of padding, with words for nothing as missing."""
    codes, distinct = pd.factorize(values)
    return spread_text([_or_none(value) for value in distinct], codes)


def _or_none(value: Any) -> str | None:
    text = " ".join(str(value).split())
    return None if text.lower() in ("", "na", "n/a", "nan", "none", "null", "-", "--") else text
