"""Sides: from the names a file uses to the names the palettes know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.errors import ZoneError
from strikemap.palettes import CONTESTED, known_side


def named(
    values: Iterable[object], sides: Mapping[str, str] | None = None
) -> npt.NDArray[np.object_]:
    """Return the side that each name means.

    Parameters
    ----------
    values
        Names as a file has them.
    sides
        What a name means, where no palette knows it; a side named here need not be in a
        palette and is drawn in a neutral colour.

    Raises
    ------
    ZoneError
        Code ``OWNER_MISSING``: a row names no side; ``OWNER_UNKNOWN``: it names one that
        neither a palette nor ``sides`` knows.

    Examples
    --------
    >>> named(["isis", "Wagner"], {"Wagner": "Russia"}).tolist()
    ['ISIS', 'Russia']
    """
    names = pd.Series(list(values), dtype=object)
    texts = names.where(names.notna(), "").map(lambda name: str(name).strip())
    meaning = {_folded(name): _canonical(side) for name, side in (sides or {}).items()}
    found = {t: meaning.get(_folded(t)) or known_side(t) for t in texts.unique()}
    for text, side in found.items():
        if side is None:
            unknown = [name for name, meant in found.items() if meant is None]
            _refuse(text, int((texts == text).to_numpy().argmax()) + 1, unknown)
    return texts.map(found).to_numpy(dtype=object)


def _canonical(side: str) -> str:
    """Return the one name for ground that nobody holds alone; other sides stay as named."""
    return CONTESTED if known_side(side) == CONTESTED else side


def _refuse(text: str, row: int, names: list[str]) -> None:
    if not text:
        raise ZoneError(
            f"Row {row} names no side. Every zone needs one: give the file a column 'side' or "
            "'owner', or pass sides='...' when the whole file is one side's.",
            code="OWNER_MISSING",
            where=f"row {row}",
        )
    own = ", ".join(f"{name!r}: {name!r}" for name in names if name)
    raise ZoneError(
        f"Row {row} belongs to {text!r}, which no palette knows. Say what it means, for example "
        f"sides={{{text!r}: 'Opposition'}}, or keep all that are unknown as sides of their own "
        f"with sides={{{own}}}.",
        code="OWNER_UNKNOWN",
        where=f"row {row}: {text}",
    )


def _folded(text: str) -> str:
    return " ".join(str(text).split()).casefold()
