"""The analyst's decisions about which reports are one strike, kept in a small CSV."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from os import PathLike
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.corroboration.agglomeration import Bonds
from strikemap.corroboration.rows import Rows, day_gaps, kilometres
from strikemap.errors import ReportError

Action = Literal["merge", "split", "pin"]
ACTIONS: Final = ("merge", "split", "pin")


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of the file.

    ``merge`` holds the reports together, ``split`` holds every two of them apart, ``pin`` makes
    them one strike that no other report joins.
    """

    action: Action
    report_ids: tuple[str, ...]
    note: str
    line: int


def read_decisions(
    path_or_frame: str | PathLike[str] | pd.DataFrame | None,
) -> tuple[Decision, ...]:
    """Read decisions from a CSV (UTF-8) or a frame.

    Parameters
    ----------
    path_or_frame
        Columns ``action`` (merge, split or pin), ``report_ids`` (ids with ``;`` between) and,
        if wanted, ``note``; other columns are for the reader. None: no decisions.

    Raises
    ------
    ReportError
        ``NOT_FOUND`` or ``NOT_CSV``; ``COLUMNS_MISSING``; or ``DECISION_INVALID`` with the
        line: an unknown action, or too few reports for it.

    Examples
    --------
    >>> import pandas as pd
    >>> from strikemap.corroboration.decisions import read_decisions
    >>> read_decisions(pd.DataFrame({"action": ["split"], "report_ids": ["a1;b7"]}))
    (Decision(action='split', report_ids=('a1', 'b7'), note='', line=1),)
    """
    if path_or_frame is None:
        return ()
    table = path_or_frame
    if not isinstance(table, pd.DataFrame):
        table = _read(table)
    for column in ("action", "report_ids"):
        if column not in table.columns:
            raise ReportError(
                f"The decisions have no column {column!r}. They need action (merge, split or "
                "pin) and report_ids (ids with ';' between).",
                code="COLUMNS_MISSING",
                where=column,
            )
    notes = table["note"].astype("object").fillna("") if "note" in table.columns else ""
    lines = table.assign(note=notes)[["action", "report_ids", "note"]]
    return tuple(
        _decision(str(action), str(ids), str(note), line)
        for line, (action, ids, note) in enumerate(lines.itertuples(index=False), start=1)
    )


def _read(path: str | PathLike[str]) -> pd.DataFrame:
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except FileNotFoundError as cause:
        raise ReportError(
            f"There is no file of decisions {path}. Correct the path, or leave decisions= out.",
            code="NOT_FOUND",
            where=str(path),
        ) from cause
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as cause:
        raise ReportError(
            f"The decisions in {path} cannot be read as a CSV in UTF-8: {cause}. Save the file "
            "as UTF-8 with the columns action and report_ids.",
            code="NOT_CSV",
            where=str(path),
        ) from cause


def _decision(action: str, ids: str, note: str, line: int) -> Decision:
    kind = action.strip().lower()
    named = tuple(dict.fromkeys(part.strip() for part in ids.split(";") if part.strip()))
    if kind not in ACTIONS:
        raise ReportError(
            f"Decision {line} has the action {action!r}. Write merge, split or pin.",
            code="DECISION_INVALID",
            where=f"line {line}",
        )
    if len(named) < (1 if kind == "pin" else 2):
        raise ReportError(
            f"Decision {line} ({kind}) names {len(named)} report(s). Name at least two, with ';' "
            "between; a pin may name one.",
            code="DECISION_INVALID",
            where=f"line {line}",
        )
    return Decision(kind, named, note, line)  # type: ignore[arg-type]


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
        ``DECISIONS_CONTRADICT`` where one decision holds together what another keeps apart.
    """
    index = {name: row for row, name in enumerate(rows.ids.tolist())}
    bonds = Bonds()
    misfits: list[str] = []
    for decision in decisions:
        found = tuple(sorted(index[name] for name in decision.report_ids if name in index))
        misfits += _misfits(decision, found, index, rows, distance_km, days)
        if decision.action == "split":
            bonds.apart.append(found)
        else:
            if len(found) > 1:
                bonds.together.append(found)
            if decision.action == "pin":
                bonds.closed.update(found)
    _check(bonds, decisions, index)
    return bonds, misfits


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
    if decision.action == "split" or len(found) < 2:
        return
    first, second = (np.array(part) for part in zip(*_couples(found), strict=True))
    km, gap = kilometres(rows, first, second), day_gaps(rows, first, second)
    far = int(np.argmax(np.where(np.isnan(km), -1, km)))
    if km[far] > distance_km or gap.max() > days:
        yield (
            f"{start} no longer fits: its reports lie up to {km[far]:.1f} km and "
            f"{int(gap.max())} days apart. It was applied all the same."
        )


def _couples(found: tuple[int, ...]) -> list[tuple[int, int]]:
    return [(a, b) for n, a in enumerate(found) for b in found[n + 1 :]]


def _check(bonds: Bonds, decisions: tuple[Decision, ...], index: dict[str, int]) -> None:
    """Refuse decisions that cannot all be kept."""
    group = _groups(bonds, len(index))
    for rows in bonds.apart:
        if len({int(group[row]) for row in rows}) < len(rows):
            raise _contradiction("a split keeps apart what a merge or pin holds together", rows)
    for decision in decisions:
        if decision.action != "pin":
            continue
        rows = tuple(index[name] for name in decision.report_ids if name in index)
        if rows and int((group == group[rows[0]]).sum()) > len(rows):
            raise _contradiction(f"the pin of line {decision.line} is joined by another", rows)


def _groups(bonds: Bonds, n: int) -> npt.NDArray[Any]:
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    links = [(rows[0], other) for rows in bonds.together for other in rows[1:]]
    a = [one for one, _ in links]
    b = [other for _, other in links]
    graph = coo_matrix((np.ones(len(links)), (a, b)), shape=(n, n))
    return np.asarray(connected_components(graph, directed=False)[1])


def _contradiction(what: str, rows: tuple[int, ...]) -> ReportError:
    return ReportError(
        f"The decisions contradict one another: {what}. Take one of them out.",
        code="DECISIONS_CONTRADICT",
        where=f"{len(rows)} reports",
    )
