"""What becomes of strikes when their reports change: ids that stay, and what is told of each."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from strikemap.errors import ReportError
from strikemap.ledger import facts

Group = tuple[str, ...]
Line = dict[str, Any]

#: The columns of the list of changes.
COLUMNS: Final = ("id", "change", "with", "old_reports", "new_reports")


@dataclass(frozen=True, eq=False, slots=True)
class Lineage:
    """The strikes' ids, what changed (one line each), and what became of ids no longer in use."""

    ids: list[str]
    changes: list[Line]
    superseded: dict[str, list[str]]


def strike_changes(strikes: pd.DataFrame) -> pd.DataFrame:
    """Return what became of each strike since the strikes before, as a frame.

    Parameters
    ----------
    strikes
        Strikes from ``corroborate(..., previous=)`` or :func:`strikemap.update`.

    Returns
    -------
    pandas.DataFrame
        One row per strike and change, by id: ``id``; ``change``: "appeared", "grew", "shrank"
        (reports withdrawn), "merged" (it is part of ``with`` now), "split" (it keeps its id,
        parts of it are in ``with``), "split off" (from ``with``) or "vanished" (all of its
        reports are gone); ``with``, ``old_reports`` and ``new_reports`` (tuples of ids).

    Raises
    ------
    ReportError
        ``NO_PREVIOUS`` for strikes that were made without any before them.

    Examples
    --------
    >>> import pandas as pd
    >>> import strikemap as sm
    >>> day = pd.to_datetime(["2017-04-08", "2017-04-08"])
    >>> reports = pd.DataFrame({"id": ["b", "a"], "date_start": day, "lon": 36.7, "lat": 35.5})
    >>> first = sm.corroborate(reports.head(1))
    >>> now = sm.corroborate(reports, previous=first)
    >>> sm.strike_changes(now)[["id", "change", "new_reports"]].values.tolist()
    [['b', 'grew', ('a', 'b')]]
    """
    kept = facts(strikes).get("lineage")
    if kept is None:
        raise ReportError(
            "These strikes were made without any before them, so nothing can have changed. Use "
            "corroborate(reports, previous=strikes) or update(strikes, reports).",
            code="NO_PREVIOUS",
            where="strikes",
        )
    frame = pd.DataFrame(json.loads(kept["changes"]), columns=list(COLUMNS))
    for column in COLUMNS[2:]:
        frame[column] = pd.Series([tuple(one) for one in frame[column]], dtype="object")
    return frame


def groups_of(strikes: pd.DataFrame) -> dict[str, Group]:
    """Return the reports of each strike by its id; a text in ``report_ids`` is taken apart.

    Raises
    ------
    ReportError
        ``COLUMNS_MISSING`` without ``id`` and ``report_ids``; ``DUP_ID_CONFLICT``.
    """
    for column in ("id", "report_ids"):
        if column not in strikes.columns:
            raise ReportError(
                f"The previous strikes have no column {column!r}. Pass strikes that corroborate() "
                "made, or read them from where write_reports() put them.",
                code="COLUMNS_MISSING",
                where=column,
            )
    ids = strikes["id"].astype(str)
    if ids.duplicated().any():
        raise ReportError(
            f"Two of the previous strikes have the id {ids[ids.duplicated()].iloc[0]}.",
            code="DUP_ID_CONFLICT",
            where="previous",
        )
    return {name: _parts(cell) for name, cell in zip(ids, strikes["report_ids"], strict=True)}


def frozen_model(previous: pd.DataFrame | None, days: int) -> dict[str, Any]:
    """Return the model that earlier strikes were made with.

    Raises
    ------
    ReportError
        ``NO_PREVIOUS`` where none was kept; ``WINDOWS_INVALID`` where it is of other days.
    """
    kept = {} if previous is None else facts(previous).get("corroboration", {})
    model: dict[str, Any] = kept.get("model", {})
    if not model:
        raise ReportError(
            "frozen=True takes the model of previous=, and none is kept there. Pass strikes made "
            "by corroborate() with the method 'likelihood', as returned or from where "
            "write_reports() put them.",
            code="NO_PREVIOUS",
            where="frozen",
        )
    if len(model["day_shares"]) != days + 1:
        raise ReportError(
            f"The model of previous= was learned with days={len(model['day_shares']) - 1}, not "
            f"{days}. Take the same window, or learn anew with frozen=False.",
            code="WINDOWS_INVALID",
            where="days",
        )
    return model


def _parts(cell: Any) -> Group:
    if isinstance(cell, str):
        return tuple(part.strip() for part in cell.split(";") if part.strip())
    return tuple(str(one) for one in cell)


def lineage(
    groups: list[Group], previous: Mapping[str, Group], superseded: Mapping[str, list[str]]
) -> Lineage:
    """Give strikes the ids that they had, and say what became of each.

    A strike keeps its id where most of its reports are; between equal parts the one with the
    report that the id is named after has it. A new strike is named after the first of its
    reports whose id no strike has had otherwise.

    Parameters
    ----------
    groups
        The reports of each strike, now.
    previous
        The reports of each strike before, by id.
    superseded
        Ids no longer in use and the ids that their reports went to, from earlier times.
    """
    owner = {report: name for name, reports in previous.items() for report in reports}
    ids = _kept(groups, owner)
    taken = {name for name in ids if name} | set(previous)
    for number, group in enumerate(groups):
        if not ids[number]:
            ids[number] = _fresh(group, taken)
            taken.add(ids[number])
    changes = [*_of_former(ids, groups, previous), *_of_present(ids, groups, previous, owner)]
    changes.sort(key=lambda line: (line["id"], line["change"]))
    gone = {line["id"]: line["with"] for line in changes if line["change"] in _GONE}
    old = {name: into for name, into in superseded.items() if name not in set(ids)}
    return Lineage(ids, changes, _forwarded({**old, **gone}))


_GONE: Final = ("merged", "vanished")


def _kept(groups: list[Group], owner: Mapping[str, str]) -> list[str]:
    """Return the former id of each group, ``""`` where it has none; each id goes out once."""
    claims = []
    for number, group in enumerate(groups):
        shares = Counter(owner[report] for report in group if report in owner)
        claims += [(-n, name not in group, name, number) for name, n in shares.items()]
    ids, given = [""] * len(groups), set()
    for _, _, name, number in sorted(claims):
        if not ids[number] and name not in given:
            ids[number] = name
            given.add(name)
    return ids


def _fresh(group: Group, taken: Iterable[str]) -> str:
    """Return the first report's id that is free, else the first with a number behind it."""
    free = next((report for report in group if report not in taken), None)
    number = 2
    while free is None:
        free = f"{group[0]}~{number}" if f"{group[0]}~{number}" not in taken else None
        number += 1
    return free


def _of_former(
    ids: list[str], groups: list[Group], previous: Mapping[str, Group]
) -> Iterable[Line]:
    """Yield what became of strikes that lost their id, or parts."""
    holder = {report: ids[n] for n, group in enumerate(groups) for report in group}
    now = dict(zip(ids, groups, strict=True))
    for name, reports in previous.items():
        others = tuple(sorted({holder[one] for one in reports if one in holder} - {name}))
        if name in now and others:
            yield _line(name, "split", others, reports, now[name])
        elif name not in now:
            yield _line(name, "merged" if others else "vanished", others, reports, ())
        elif any(one not in holder for one in reports):
            yield _line(name, "shrank", (), reports, now[name])


def _of_present(
    ids: list[str], groups: list[Group], previous: Mapping[str, Group], owner: Mapping[str, str]
) -> Iterable[Line]:
    """Yield strikes that are new or hold reports that they did not."""
    for name, group in zip(ids, groups, strict=True):
        sources = tuple(sorted({owner[one] for one in group if one in owner} - {name}))
        if name in previous:
            if set(group) - set(previous[name]):
                yield _line(name, "grew", sources, previous[name], group)
        elif sources:
            yield _line(name, "split off", sources, (), group)
        else:
            yield _line(name, "appeared", (), (), group)


def _line(name: str, change: str, others: Group, old: Group, new: Group) -> Line:
    lists = {"with": list(others), "old_reports": list(old), "new_reports": list(new)}
    return {"id": name, "change": change, **lists}


def _forwarded(superseded: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Point each former id to where its reports are now, over ids that went themselves."""

    def ends(name: str, seen: frozenset[str]) -> set[str]:
        if name not in superseded or name in seen:
            return {name} - seen
        return set().union(*(ends(one, seen | {name}) for one in superseded[name]))

    return {name: sorted(ends(name, frozenset()) - {name}) for name in superseded}
