"""Stated values brought to the harmonised scales, by the dialect's table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Objects = npt.NDArray[np.object_]


def stated_values(values: pd.Series[Any]) -> Objects:
    """Return cells as plain lower-case text, ``None`` where empty; 2.0 is the text "2"."""
    codes, distinct = pd.factorize(values)
    plain = np.array([*(_plain(value) for value in distinct), None], dtype=object)
    return plain[codes]


def _plain(value: Any) -> str | None:
    if isinstance(value, float | np.floating) and float(value).is_integer():
        value = int(value)
    text = " ".join(str(value).replace("_", " ").lower().split())
    return text or None


def harmonised(values: pd.Series[Any], scale: Mapping[str, str]) -> tuple[Objects, dict[str, int]]:
    """Return values on a harmonised scale, and how often each unknown one occurs.

    Parameters
    ----------
    values
        The stated column.
    scale
        From stated (lower case) to harmonised; a value that maps to "" is known to be none.
    """
    stated = stated_values(values)
    codes, distinct = pd.factorize(stated)
    found = [scale.get(str(value)) for value in distinct]
    counts = np.bincount(codes[codes >= 0], minlength=len(distinct))
    unknown = {
        str(value)[:60]: int(count)
        for value, target, count in zip(distinct, found, counts, strict=True)
        if target is None and str(value) not in _NONE
    }
    return np.array([*(target or None for target in found), None], dtype=object)[codes], unknown


_NONE = frozenset(["na", "n/a", "nan", "none", "null", "-", "unknown", "not stated", "?"])


def clean_text(values: pd.Series[Any]) -> pd.Series[Any]:
    """Return a text column stripped of padding, with placeholders for nothing as missing."""
    codes, distinct = pd.factorize(values)
    if len(distinct) > len(values) // 2:
        return values if values.dtype == "str" else values.astype("str").where(values.notna())
    plain = [_or_none(value) for value in distinct]
    return pd.Series(np.array([*plain, None], dtype=object)[codes], index=values.index, dtype="str")


def _or_none(value: Any) -> str | None:
    text = " ".join(str(value).split())
    return None if text.lower() in ("", "na", "n/a", "nan", "none", "null", "-", "--") else text
