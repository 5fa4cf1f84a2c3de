"""Decisions about reports of one strike, as bonds between rows, and which of them do not fit."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from strikemap.corroboration.agglomeration import Bonds
from strikemap.corroboration.decisions import Decision
from strikemap.corroboration.rows import Rows, day_gaps, kilometres
from strikemap.errors import ReportError


def bonds_of(
    decisions: tuple[Decision, ...], rows: Rows, *, distance_km: float, days: int
) -> tuple[Bonds, list[str]]:
    """Turn decisions into bonds between rows, and say which no longer fit the reports.

    Returns
    -------
    bonds : Bonds
        What is to be held together, apart and closed.
    misfits : list of str
        One sentence for each decision that names a report that is not there, or holds reports
        together that lie outside the windows. What can be applied of it is applied.

    Raises
    ------
    ReportError
        ``DECISIONS_CONTRADICT``, naming both lines, where one decision holds together what
        another keeps apart.
    """
    bonds = Bonds()
    misfits: list[str] = []
    if not decisions:
        return bonds, misfits
    index = {name: row for row, name in enumerate(rows.ids.tolist())}
    for decision in decisions:
        found = _rows(decision, index)
        misfits += _misfits(decision, found, index, rows, distance_km, days)
        if decision.action == "set":
            continue
        if decision.action == "split":
            bonds.apart.append(found)
        else:
            if len(found) > 1:
                bonds.together.append(found)
            if decision.action == "pin":
                bonds.closed.update(found)
    _check(bonds, decisions, index)
    return bonds, misfits


def _rows(decision: Decision, index: dict[str, int]) -> tuple[int, ...]:
    return tuple(sorted(index[name] for name in decision.report_ids if name in index))


def _misfits(
    decision: Decision,
    found: tuple[int, ...],
    index: dict[str, int],
    rows: Rows,
    distance_km: float,
    days: int,
) -> Iterator[str]:
    start = f"Decision {decision.line} ({decision.action})"
    gone = [name for name in decision.report_ids if name not in index]
    if gone:
        yield f"{start} names reports that are not in the table: {', '.join(gone)}."
    if decision.action in ("split", "set") or len(found) < 2:
        return
    first, second = (np.array(part) for part in zip(*combinations(found, 2), strict=True))
    km, gap = kilometres(rows, first, second), day_gaps(rows, first, second)
    far = int(np.argmax(np.where(np.isnan(km), -1, km)))
    if km[far] > distance_km or gap.max() > days:
        yield (
            f"{start} no longer fits: its reports lie up to {km[far]:.1f} km and "
            f"{int(gap.max())} days apart. It was applied all the same."
        )


def _check(bonds: Bonds, decisions: tuple[Decision, ...], index: dict[str, int]) -> None:
    """Refuse decisions that cannot all be kept."""
    group = _groups(bonds, len(index))
    for decision in decisions:
        rows = _rows(decision, index)
        if decision.action == "split":
            one = next((a for a, b in combinations(rows, 2) if group[a] == group[b]), None)
            if one is not None:
                holders = _holders(decisions, index, group, int(group[one]))
                raise _contradiction("keeps apart what is held together by", decision, holders)
        if decision.action == "pin" and rows:
            holders = _holders(decisions, index, group, int(group[rows[0]]))
            if int((group == group[rows[0]]).sum()) > len(rows):
                others = [holder for holder in holders if holder is not decision]
                raise _contradiction("lets no other report in, as is asked by", decision, others)


def _holders(
    decisions: tuple[Decision, ...],
    index: dict[str, int],
    group: npt.NDArray[Any],
    label: int,
) -> list[Decision]:
    """Return the decisions that hold the rows of one group together."""
    return [
        one
        for one in decisions
        if one.action in ("merge", "pin") and any(group[r] == label for r in _rows(one, index))
    ]


def _groups(bonds: Bonds, n: int) -> npt.NDArray[Any]:
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    links = [(rows[0], other) for rows in bonds.together for other in rows[1:]]
    a = [one for one, _ in links]
    b = [other for _, other in links]
    graph = coo_matrix((np.ones(len(links)), (a, b)), shape=(n, n))
    return np.asarray(connected_components(graph, directed=False)[1])


def _contradiction(what: str, one: Decision, others: list[Decision]) -> ReportError:
    named = " and ".join(other.name for other in others)
    return ReportError(
        f"The decisions contradict one another: {one.name} {what} {named}. Take one of them out.",
        code="DECISIONS_CONTRADICT",
        where=", ".join(f"line {decision.line}" for decision in (one, *others)),
    )
