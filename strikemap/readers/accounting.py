"""Which rows stay and which are set aside, the first reason found being the one that counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from strikemap.formats.table import Rows
from strikemap.ledger import Action, Entry

Problems = Mapping[int, tuple[str, str]]
#: Above this share of the rows, a change is one line for the whole column.
_MOST = 0.5


class Accounting:
    """The rows of one table and what happens to each.

    Parameters
    ----------
    file
        Name for the ledger's ``file`` column.
    rows
        Row numbers in the file, one per row of the table.
    ids
        Ids as stated, one per row of the table.
    """

    def __init__(self, file: str, rows: Rows, ids: Sequence[str] | Any) -> None:
        self.file, self.rows, self.ids = file, rows, ids
        self._aside: dict[int, tuple[str, str]] = {}
        self._changed: list[Entry] = []
        self._places: list[tuple[str, npt.NDArray[np.int64]]] = []

    def set_aside(self, problems: Problems) -> None:
        """Set rows aside, by position; a row that already is keeps its first reason."""
        for at, problem in problems.items():
            self._aside.setdefault(at, problem)

    def readmit(self, code: str) -> None:
        """Let the rows stay that were set aside with this code."""
        self._aside = {at: why for at, why in self._aside.items() if why[0] != code}

    def changed(self, code: str, places: npt.NDArray[np.int64], detail: str) -> None:
        """Note rows that were changed; most of a column at once becomes one line."""
        if not len(places):
            return
        self._places.append((code, places))
        if lines_for(len(places), len(self.rows)) < len(places):
            said = f"{detail} ({len(places)} of {len(self.rows)} rows)"
            self._changed.append(_entry(self.file, 0, "", code, "changed", said))
            return
        self._changed += [self._at(int(at), code, "changed", detail) for at in places]

    def remark(self, code: str, detail: str) -> None:
        """Note a change to the whole table."""
        self._changed.append(_entry(self.file, 0, "", code, "changed", detail))

    def kept(self) -> npt.NDArray[np.bool_]:
        """Return which rows stay."""
        stay = np.ones(len(self.rows), dtype=bool)
        stay[list(self._aside)] = False
        return stay

    def reason(self, at: int) -> str:
        """Return the code a row was set aside with, empty for a row that stays."""
        return self._aside.get(at, ("", ""))[0]

    def entries(self) -> list[Entry]:
        """Return the ledger lines, rows set aside first, in the order of the file."""
        aside = [
            self._at(at, code, "set aside", detail)
            for at, (code, detail) in sorted(self._aside.items())
        ]
        gone = {int(self.rows[at]) for at in self._aside}
        return aside + [entry for entry in self._changed if entry["row"] not in gone]

    def counts(self) -> dict[Action, dict[str, int]]:
        """Return how many rows were set aside and how many that stay were changed, by code."""
        kept = self.kept()
        aside = Counter(code for code, _ in self._aside.values())
        changed: Counter[str] = Counter()
        for code, places in self._places:
            changed[code] += int(kept[places].sum())
        return {"set aside": dict(aside), "changed": dict(+changed)}

    def _at(self, at: int, code: str, action: Action, detail: str) -> Entry:
        return _entry(self.file, int(self.rows[at]), str(self.ids[at]), code, action, detail)


def lines_for(n: int, rows: int) -> int:
    """Return how many lines tell a change of some of the rows: one where it is of most."""
    return 1 if n > _MOST * rows and n > 5 else n


def _entry(file: str, row: int, row_id: str, code: str, action: Action, detail: str) -> Entry:
    clean = detail.encode("utf-8", "replace").decode("utf-8")
    return Entry(file=file, row=row, id=row_id, code=code, action=action, detail=clean)


def summary(entries: list[Entry]) -> dict[str, Any]:
    """Return how many rows were set aside, by code, most frequent first."""
    counts: dict[str, int] = {}
    for entry in entries:
        if entry["action"] == "set aside":
            counts[entry["code"]] = counts.get(entry["code"], 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
