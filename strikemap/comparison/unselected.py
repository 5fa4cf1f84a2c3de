"""What a selection leaves out that may have been meant: kin names, and rows that say "A or B"."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.arrays import Bools
from strikemap.comparison.kinship import akin
from strikemap.comparison.names import spelt
from strikemap.comparison.selection import STATED, Selection, Where, names_in, values_of
from strikemap.words.phrases import Lang, list_text, phrase

Rows = npt.NDArray[np.intp]

#: Names said in a note, and the letters said of one; the ledger has all.
_SAID: Final = 6
_LETTERS: Final = 60

#: Columns that name parties; kinds and regions share words without being meant as one.
_PARTIES: Final = frozenset(
    [
        *("attacker", "belligerent", "perpetrator", "party", "attributed_to"),
        *("actor", "actor1", "actor2", "side", "side_a", "side_b", "target_side"),
        *("source", "origin"),
    ]
)


@dataclass(frozen=True, eq=False)
class Unselected:
    """Rows that would be on a map, had the selection been a little wider.

    Attributes
    ----------
    akin
        Names that share words or initials with those asked for, each with its rows; the
        commonest first.
    either
        Rows that name what was asked for only as "A or B".
    """

    akin: tuple[tuple[str, Rows], ...]
    either: Rows

    def said(self, lang: Lang) -> str:
        """Return it in words, ``""`` where nothing was left out."""
        parts = [
            phrase("akin", lang, name=name[:_LETTERS], n=len(rows))
            for name, rows in self.akin[:_SAID]
        ]
        if len(self.akin) > _SAID:
            parts.append(phrase("akin_more", lang, n=len(self.akin) - _SAID))
        if len(self.either):
            parts.append(phrase("either_left_out", lang, n=len(self.either)))
        return phrase("left_out", lang, parts=list_text(parts, lang)) if parts else ""

    def details(self) -> dict[int, str]:
        """Return for each such row what the ledger says of it."""
        found = {int(row): f"states {name!r}" for name, rows in self.akin for row in rows}
        return found | {int(row): "names it only as one of several" for row in self.either}


def unselected(
    strikes: pd.DataFrame,
    where: Where | None,
    chosen: Selection,
    *,
    alternatives: bool,
    on_map: Callable[[Rows], Bools],
) -> Unselected:
    """Return what `where` leaves out of the maps although it may have been meant.

    Parameters
    ----------
    strikes, where, chosen
        The table, the selection and what it selects.
    alternatives
        Whether rows that say "A or B" were asked for.
    on_map
        Says which of some rows would be on a map if they were selected.
    """
    either = np.flatnonzero(chosen.alternative & (not alternatives))
    found: dict[str, Rows] = {}
    for column, wanted in where.items() if isinstance(where, Mapping) else ():
        others = [mask for name, mask in chosen.possible.items() if name != column]
        left = ~chosen.possible[column]
        for mask in others:
            left = left & mask
        found |= dict(_akin_in(strikes, column, wanted, np.flatnonzero(left)))
    kept = [(name, rows[on_map(rows)]) for name, rows in found.items()]
    ranked = sorted(kept, key=lambda one: (-len(one[1]), one[0]))
    return Unselected(tuple(one for one in ranked if len(one[1])), either[on_map(either)])


def _akin_in(
    strikes: pd.DataFrame, column: str, wanted: Any, left: Rows
) -> Iterator[tuple[str, Rows]]:
    """Return the kin names that the rows left out state in a column, and the rows of each."""
    asked = [value for value in values_of(wanted) if isinstance(value, str)]
    stated = STATED if column == "attacker" and STATED in strikes else column
    if not asked or strikes[stated].dtype.kind in "biufM":
        return
    cells = strikes[stated].iloc[left]
    named = [cell if type(cell) is tuple else names_in(cell) for cell in cells.tolist()]
    codes, held = pd.factorize(pd.Series(named, dtype=object))
    others = [name for name in dict.fromkeys(chain.from_iterable(held)) if isinstance(name, str)]
    for name in akin(asked, others) if column.casefold() in _PARTIES else spelt(asked, others):
        holding = np.array([name in names for names in held])
        yield name, left[holding[codes]]
