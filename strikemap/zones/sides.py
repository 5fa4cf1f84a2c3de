"""Sides: from the names a file uses to the names the palettes know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.errors import ZoneError
from strikemap.palettes import CONTESTED, known_side

#: Days behind a name, such as "25.03" or "31.03 - 02.04".
_BEHIND = re.compile(r"(?:\s*\d{1,2}(?:\.\d{1,2})?\s*(?:-|–)?)+$")


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
        palette and is drawn in a neutral colour. Without ``sides``, names that no palette knows
        are sides of their own, and then all names stand as the file has them.

    Raises
    ------
    ZoneError
        Code ``OWNER_MISSING``: a row names no side; ``OWNER_UNKNOWN``: ``sides`` is given, and
        neither it nor a palette knows a name.

    Examples
    --------
    >>> named(["isis", "Wagner"], {"Wagner": "Russia"}).tolist()
    ['ISIS', 'Russia']
    """
    names = pd.Series(list(values), dtype=object)
    texts = names.where(names.notna(), "").map(lambda name: plain_holder(str(name)))
    blank = (texts == "").to_numpy()
    if blank.any():
        raise _nameless(int(blank.argmax()) + 1)
    meaning = {_folded(name): _canonical(side) for name, side in (sides or {}).items()}
    found: dict[str, str | None] = {
        text: meaning.get(_folded(text)) or known_side(text) for text in texts.unique()
    }
    unknown = [name for name, side in found.items() if side is None]
    if unknown and sides is not None:
        _refuse(unknown[0], int((texts == unknown[0]).to_numpy().argmax()) + 1, unknown)
    if unknown:
        return texts.map(_own_sides(list(found))).to_numpy(dtype=object)
    return texts.map(found).to_numpy(dtype=object)


def _own_sides(names: list[str]) -> dict[str, str]:
    """Return each name as a side of its own, however its case; contested ground keeps its name.

    What some palette means by one of the names need not be meant in a war that it does not know.
    """
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(_folded(name), _canonical(name))
    return {name: first[_folded(name)] for name in names}


def plain_holder(text: str) -> str:
    """Return a holder's name on one line; of a name in several languages, the English one.

    DeepState's map writes "Ukrainian /// English /// key", often with a date behind the name.

    Examples
    --------
    >>> plain_holder("Звільнено 25.03 /// Liberated 25.03 /// geoJSON.status.dismissed")
    'Liberated'
    """
    parts = [" ".join(part.split()) for part in str(text).split("///")]
    if len(parts) < 3:
        return " ".join(str(text).split())
    return _BEHIND.sub("", parts[1]).strip(" .") or parts[1]


def _canonical(side: str) -> str:
    """Return the one name for ground that nobody holds alone; other sides stay as named."""
    return CONTESTED if known_side(side) == CONTESTED else side


def _nameless(row: int) -> ZoneError:
    return ZoneError(
        f"Row {row} names no side. Every zone needs one: give the file a column 'side' or "
        "'owner', or pass sides='...' when the whole file is one side's.",
        code="OWNER_MISSING",
        where=f"row {row}",
    )


def _refuse(text: str, row: int, names: list[str]) -> None:
    own = ", ".join(f"{name!r}: {name!r}" for name in names if name)
    raise ZoneError(
        f"Row {row} belongs to {text!r}, which neither sides= nor a palette knows. Say what it "
        f"means, for example sides={{{text!r}: 'Opposition'}}, keep all that are unknown as sides "
        f"of their own with sides={{{own}}}, or leave sides= out.",
        code="OWNER_UNKNOWN",
        where=f"row {row}: {text}",
    )


def _folded(text: str) -> str:
    return " ".join(str(text).split()).casefold()
