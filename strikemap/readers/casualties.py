"""Casualty figures: one cell to the least and the most it says."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from strikemap.coordinates.cell import plain


def _before(words: str) -> re.Pattern[str]:
    """Return the form of a number after some words."""
    return re.compile(rf"(?:{words})\s*(\d+)")


_WORDS = {
    word: str(number)
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ]
    )
} | {"no": "0", "none": "0"}
_RANGE = re.compile(
    r"(?:between |from |entre |de |от |від |من )?(\d+)\s*"
    r"(?:-|to|and|or|à|a|et|ou|до|الى|إلى)\s*(\d+)"
)
_LEAST = _before(
    r"at least|min(?:imum)?(?: of)?|>=|≥|no fewer than|not less than|au moins|al menos|"
    r"por lo menos|pelo menos|mindestens|en az|не менее|как минимум|щонайменше|не менше|не меньше|"
    r"على الأقل|ما لا يقل عن|لا يقل عن"
)
_PLUS = re.compile(r"(\d+)\s*(?:\+|or more|and more|at least|ou plus|o más|على الأقل)")
_OVER = _before(
    r"more than|over|above|>|plus de|más de|mais de|mehr als|более|больше|свыше|"
    r"понад|більше|أكثر من"
)
_MOST = _before(
    r"up to|at most|max(?:imum)?(?: of)?|<=|≤|no more than|as many as|jusqu'à|hasta|até|bis zu|"
    r"не более|не більше|حتى|ما يصل إلى"
)
_UNDER = _before(
    r"fewer than|less than|under|below|<|moins de|menos de|weniger als|менее|менше|أقل من"
)
_TAIL = re.compile(
    r"\s+(?:people|persons|civilians?|killed|dead|deaths|martyrs|victims|reported)\b"
)


def read_toll(text: str) -> tuple[int | None, int | None]:
    """Return the least and the most that a casualty cell says; ``None`` where it says none.

    Examples
    --------
    >>> read_toll("5-7"), read_toll("at least 3"), read_toll("up to 7"), read_toll("dozens")
    ((5, 7), (3, None), (None, 7), (None, None))
    """
    stated = _TAIL.sub("", plain(text).replace("–", "-"))
    stated = " ".join(_WORDS.get(word, word) for word in stated.split())
    stated = re.sub(r"(?<=\d),(?=\d{3}\b)", "", stated)
    if re.fullmatch(r"\d+(?:\.0+)?", stated):
        return int(float(stated)), int(float(stated))
    span = _RANGE.fullmatch(stated)
    if span is not None:
        low, high = sorted((int(span[1]), int(span[2])))
        return low, high
    for pattern, least, most in _FORMS:
        hit = pattern.fullmatch(stated)
        if hit is not None:
            number = int(hit[1])
            return (
                None if least is None else number + least,
                None if most is None else max(0, number + most),
            )
    return None, None


_FORMS: tuple[tuple[re.Pattern[str], int | None, int | None], ...] = (
    (_LEAST, 0, None),
    (_PLUS, 0, None),
    (_OVER, 1, None),
    (_MOST, None, 0),
    (_UNDER, None, -1),
)


def read_tolls(values: pd.Series[Any]) -> tuple[pd.Series[Any], pd.Series[Any], dict[str, int]]:
    """Read a column of casualty cells.

    Returns
    -------
    killed_min, killed_max : pandas.Series of Int64
    unknown : dict
        How often each cell occurs that says nothing countable.
    """
    if values.dtype.kind in "iu":
        same = values.astype("Int64")
        return same, same.copy(), {}
    codes, distinct = pd.factorize(values)
    spans = [read_toll(_whole(value)) for value in distinct]
    counts = np.bincount(codes[codes >= 0], minlength=len(distinct))
    unknown = {
        str(value)[:60]: int(count)
        for value, span, count in zip(distinct, spans, counts, strict=True)
        if span == (None, None) and str(value).strip().lower() not in _NOTHING
    }
    least, most = (
        pd.Series(
            pd.array([span[end] for span in [*spans, (None, None)]], dtype="Int64")[codes],
            index=values.index,
        )
        for end in (0, 1)
    )
    return least, most, unknown


_NOTHING = frozenset(["", "-", "na", "n/a", "nan", "none", "null", "unkn", "unknown", "?"])


def _whole(value: Any) -> str:
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value)
