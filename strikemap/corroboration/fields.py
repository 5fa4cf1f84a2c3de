"""What two reports say about the same thing: agreement, disagreement, or no telling."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.arrays import Floats, Ints
from strikemap.corroboration.rows import NOBODY, codes, numbers
from strikemap.errors import ReportError

#: Columns compared where the table has them; columns ending in ``_tax`` are compared too,
#: the name that event-integration software gives to taxonomies.
COMPARED: Final = ("attacker", "target_type", "strike_type", "weapon", "place", "killed")

#: Fields whose agreement is no evidence of its own (the position carries it already, or
#: equal numbers are common), while their disagreement is.
_PENALTY_ONLY: Final = frozenset({"place", "killed"})

Relation = npt.NDArray[np.int8]


@dataclass(frozen=True, eq=False, slots=True)
class Field:
    """One thing that reports state, comparable between any two of them.

    ``code`` is the statement per row (-1: none), ``share`` how often each occurs.
    ``relation[a, b]`` is 1 where the statements agree, -1 where they exclude each other and 0
    where they do neither; without it, equal codes agree and different ones disagree.
    ``low`` and ``high`` hold ranges instead of codes.
    """

    name: str
    code: Ints
    share: Floats
    penalty_only: bool
    relation: Relation | None = None
    low: Floats | None = None
    high: Floats | None = None

    def compare(self, first: Ints, second: Ints) -> Relation:
        """Return 1, 0 or -1 per pair of rows."""
        if self.low is not None and self.high is not None:
            return _ranges(self.low, self.high, first, second)
        a, b = self.code[first], self.code[second]
        if self.relation is not None:
            told = self.relation[a, b]
        else:
            told = np.where(a == b, 1, -1).astype(np.int8)
        return np.where((a < 0) | (b < 0), 0, told).astype(np.int8)


def fields_of(
    reports: pd.DataFrame, position: Ints, *, agree: Iterable[str] | None
) -> tuple[Field, ...]:
    """Return the fields to compare, in the order of ``position``.

    Parameters
    ----------
    reports
        The caller's table.
    position
        Row of the table for each row of the result.
    agree
        Columns to compare; None takes those of :data:`COMPARED` that there are.

    Raises
    ------
    ReportError
        ``COLUMNS_MISSING`` for a column that was asked for and is not there.
    """
    names = _default(reports) if agree is None else list(agree)
    for name in names:
        if not _has(reports, name):
            raise ReportError(
                f"The reports have no column {name!r} to compare. They have: "
                f"{', '.join(map(str, reports.columns))}.",
                code="COLUMNS_MISSING",
                where=name,
            )
    made = [_field(reports, name, position) for name in names]
    return tuple(field for field in made if field is not None)


def _default(reports: pd.DataFrame) -> list[str]:
    taxonomies = [str(name) for name in reports.columns if str(name).endswith("_tax")]
    return [name for name in COMPARED if _has(reports, name)] + sorted(taxonomies)


def _has(reports: pd.DataFrame, name: str) -> bool:
    if name == "killed":
        return {"killed_min", "killed_max"} <= set(reports.columns)
    return name in reports.columns


def _field(reports: pd.DataFrame, name: str, position: Ints) -> Field | None:
    if name == "killed":
        low, high = numbers(reports, "killed_min")[position], numbers(reports, "killed_max")
        none = np.full(len(low), -1, dtype=np.int64)
        return Field(name, none, np.zeros(1), True, low=low, high=high[position])
    relation: Relation | None = None
    if name == "attacker":
        code, relation = _attackers(reports)
    else:
        code = codes(reports, name)
    code = code[position]
    if code.max(initial=-1) < 0:
        return None
    counts = np.bincount(code[code >= 0], minlength=int(code.max()) + 1).astype(float)
    return Field(name, code, counts / counts.sum(), name in _PENALTY_ONLY, relation=relation)


def _ranges(low: Floats, high: Floats, first: Ints, second: Ints) -> Relation:
    a, b = np.fmin(low[first], high[first]), np.fmax(low[first], high[first])
    c, d = np.fmin(low[second], high[second]), np.fmax(low[second], high[second])
    apart = (b < c) | (d < a)
    return np.where(apart, -1, 0).astype(np.int8)


def attackers_of(reports: pd.DataFrame) -> list[frozenset[str]]:
    """Return who each report may hold responsible: those stated, or the alternatives."""
    if {"attackers_stated", "attackers_alternative"} <= set(reports.columns):
        columns = [reports["attackers_stated"], reports["attackers_alternative"]]
    elif "attacker" in reports.columns:
        columns = [reports["attacker"]]
    else:
        return [frozenset()] * len(reports)
    cells = list(zip(*(column.astype("object").tolist() for column in columns), strict=True))
    if not all(isinstance(cell, (str, tuple)) for row in cells for cell in row):
        return [_responsible(row) for row in cells]
    named = {row: _responsible(row) for row in set(cells)}  # rows repeat one another
    return [named[row] for row in cells]


def _responsible(cells: tuple[Any, ...]) -> frozenset[str]:
    return frozenset().union(*map(_named, cells))


def _named(names: Any) -> frozenset[str]:
    if not isinstance(names, (tuple, list, frozenset, set)):
        names = (names,)
    texts = (" ".join(str(name).split()) for name in names if not _absent(name))
    return frozenset(text for text in texts if text.casefold() not in NOBODY)


def _absent(value: Any) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value))


def _attackers(reports: pd.DataFrame) -> tuple[Ints, Relation]:
    """Code each set of attackers; sets agree when equal and exclude each other when disjoint."""
    sets = attackers_of(reports)
    known = sorted({one for one in sets if one}, key=sorted)
    index = {one: number for number, one in enumerate(known)}
    relation = np.zeros((len(known), len(known)), dtype=np.int8)
    for a, one in enumerate(known):
        for b, other in enumerate(known):
            relation[a, b] = 1 if a == b else (0 if one & other else -1)
    return np.array([index.get(one, -1) for one in sets], dtype=np.int64), relation
