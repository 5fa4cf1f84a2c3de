"""How sure we are of a strike: the class of its mark, and grades on published scales."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

#: The classes of mark, from the strongest support to none stated.
MARK_CLASSES: Final = ("high", "medium", "low", "claim", "declared", "ungraded")

_CONFIDENCES: Final = ("high", "medium", "low")
_CLAIMED: Final = "claimed by attacker"
_CONFIRMED: Final = "confirmed by attacker"

Text = npt.NDArray[np.str_]
Bool = npt.NDArray[np.bool_]


def mark_class(strikes: pd.DataFrame) -> Text:
    """Return the class of mark that each strike is drawn with.

    ``"claim"`` rests on the attacker's word alone: its attribution is "claimed by attacker",
    or ``claim`` is true and the attribution is not "confirmed by attacker". ``"declared"`` is
    confirmed by the attacker and has no support but the attacker's own log (``claim`` or
    ``attacker_word_only`` is true). Every other
    strike takes its ``confidence`` if that is high, medium or low (in any case), and is
    ``"ungraded"`` if it is anything else: grades of other scales are not converted here.

    Parameters
    ----------
    strikes
        Frame with any of the columns ``attribution``, ``claim``, ``attacker_word_only`` and
        ``confidence``; a missing column counts as not stated.

    Returns
    -------
    numpy.ndarray
        One of :data:`MARK_CLASSES` per row, in the order of the rows.

    Examples
    --------
    >>> import pandas as pd
    >>> from strikemap.grading import mark_class
    >>> mark_class(
    ...     pd.DataFrame({"attribution": ["claimed by attacker", "alleged"], "confidence": "low"})
    ... ).tolist()
    ['claim', 'low']
    """
    attribution = _text(strikes, "attribution")
    alone = _true(strikes, "claim")
    confirmed = attribution == _CONFIRMED
    confidence = _text(strikes, "confidence")
    marks = np.where(np.isin(confidence, _CONFIDENCES), confidence, "ungraded")
    marks = np.where((attribution == _CLAIMED) | (alone & ~confirmed), "claim", marks)
    logged = confirmed & (alone | _true(strikes, "attacker_word_only"))
    return np.where(logged, "declared", marks).astype("U8")


def _text(frame: pd.DataFrame, column: str) -> Text:
    """Return a column as lower-case text without padding, ``""`` where nothing is stated."""
    if column not in frame.columns:
        return np.full(len(frame), "", dtype="U1")
    values = frame[column].astype("object").to_numpy()
    stated = pd.notna(values)
    return np.array(
        [str(v).strip().lower() if ok else "" for v, ok in zip(values, stated, strict=True)],
        dtype="U",
    )


def _true(frame: pd.DataFrame, column: str) -> Bool:
    """Return where a column states true; missing values and other texts do not."""
    if column not in frame.columns:
        return np.zeros(len(frame), dtype=bool)
    return np.array([_is_true(v) for v in frame[column].astype("object")], dtype=bool)


def _is_true(value: Any) -> bool:
    if isinstance(value, str):
        return value.strip().lower() == "true"
    return bool(pd.notna(value)) and bool(value)
