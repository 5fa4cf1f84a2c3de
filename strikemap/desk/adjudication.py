"""Adjudication: decisions of two or more people side by side, how far they agree, and one table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

import numpy as np
import pandas as pd

from strikemap.corroboration.decisions import COLUMNS, Decision, DecisionsLike, read_decisions
from strikemap.desk.decision_table import table_of
from strikemap.errors import MissingExtraError, ReportError

#: What two people can agree on: a pair of reports, or a field of one.
Unit = tuple[str, str]

#: The name under which pairs of reports are rated.
PAIRS: Final = "one strike"


@dataclass(frozen=True, eq=False)
class Adjudication:
    """The decisions of several people as one.

    ``agreement`` has one row per thing rated ("one strike" for pairs of reports, or the name of
    a field): ``units`` that two or more rated, the ``share`` of pairs of ratings that agree,
    ``cohens_kappa`` (of two people) and ``krippendorffs_alpha`` (nominal), NaN where they are
    not defined: nobody ever disagreed because there was one answer only. ``conflicts`` has one
    row per unit on which they differ and a column for each person. ``decisions`` is the table
    of those that stand: agreed, made by one person only, or resolved.
    """

    agreement: pd.DataFrame
    conflicts: pd.DataFrame
    decisions: pd.DataFrame

    def __str__(self) -> str:
        return (
            f"{len(self.decisions)} decisions stand, {len(self.conflicts)} conflicts are open\n"
            f"{self.agreement.to_string(index=False)}"
        )

    __repr__ = __str__

    def _repr_html_(self) -> str:
        frames = (self.agreement, self.conflicts, self.decisions)
        return "\n".join(frame.to_html(index=False) for frame in frames)


def adjudicate(
    coders: Mapping[str, DecisionsLike], *, resolved: DecisionsLike = None
) -> Adjudication:
    """Put the decisions of people who worked apart into one table.

    A merge of several reports says of every two of them that they are one strike, a split that
    they are not; a ``set`` says what a field of a report should be. People agree or differ on
    each of these. Where they differ, nothing stands until `resolved` says it.

    Parameters
    ----------
    coders
        The table of each person by name, as :func:`read_decisions` takes them.
    resolved
        Decisions on what was in conflict; they stand against those of the people.

    Returns
    -------
    Adjudication
        Frames ``agreement``, ``conflicts`` and ``decisions``; prints as a summary.

    Raises
    ------
    ReportError
        ``CODERS_MISSING`` for fewer than two people; ``DECISIONS_CONTRADICT``, naming both
        lines, where one person contradicts herself; those of :func:`read_decisions`.
    MissingExtraError
        krippendorff or statsmodels is not installed (extra ``models``).

    References
    ----------
    Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and
    Psychological Measurement, 20(1), 37-46.
    Krippendorff, K. (2019). Content analysis (4th ed.), chapter 12. Sage.

    Examples
    --------
    >>> import pandas as pd
    >>> import strikemap as sm
    >>> one = pd.DataFrame({"action": ["merge", "split"], "report_ids": ["a;b", "c;d"]})
    >>> two = pd.DataFrame({"action": ["merge", "merge"], "report_ids": ["a;b", "c;d"]})
    >>> both = sm.adjudicate({"AB": one, "CD": two})
    >>> both.conflicts[["report_ids", "AB", "CD"]].values.tolist()
    [['c; d', 'apart', 'together']]
    >>> both.decisions[["action", "report_ids"]].values.tolist()
    [['merge', 'a; b']]
    """
    if len(coders) < 2:
        raise ReportError(
            "Agreement needs two people or more. Pass {name: table} for each of them.",
            code="CODERS_MISSING",
            where="coders",
        )
    read = {str(name): read_decisions(table) for name, table in coders.items()}
    ratings = {name: _ratings(decisions) for name, decisions in read.items()}
    final = read_decisions(resolved)
    settled = _ratings(final)
    units = sorted(set().union(*ratings.values()))
    open_units = {unit for unit in units if len(_answers(unit, ratings)) > 1} - set(settled)
    return Adjudication(
        _agreement(units, ratings),
        _conflicts(sorted(open_units), ratings),
        table_of(_standing(read, final, open_units, settled)),
    )


def _units(decision: Decision) -> Iterable[tuple[Unit, str]]:
    """Yield what a decision says of each pair of its reports, or of a field of each."""
    if decision.action == "set":
        for name in decision.report_ids:
            yield (decision.field, name), decision.after
    else:
        answer = "apart" if decision.action == "split" else "together"
        for pair in combinations(sorted(decision.report_ids), 2):
            yield (PAIRS, "; ".join(pair)), answer


def _ratings(decisions: Iterable[Decision]) -> dict[Unit, str]:
    said: dict[Unit, tuple[str, Decision]] = {}
    for decision in decisions:
        for unit, answer in _units(decision):
            other, by = said.setdefault(unit, (answer, decision))
            if other != answer:
                raise ReportError(
                    f"One person's decisions contradict one another on {unit[0]!r} of {unit[1]}: "
                    f"{by.name} and {decision.name}. Take one of them out.",
                    code="DECISIONS_CONTRADICT",
                    where=f"line {by.line}, line {decision.line}",
                )
    return {unit: answer for unit, (answer, _) in said.items()}


def _answers(unit: Unit, ratings: Mapping[str, Mapping[Unit, str]]) -> set[str]:
    return {own[unit] for own in ratings.values() if unit in own}


def _agreement(units: list[Unit], ratings: Mapping[str, Mapping[Unit, str]]) -> pd.DataFrame:
    rows = []
    for name in sorted({unit[0] for unit in units}):
        own = [unit for unit in units if unit[0] == name]
        table = [[rated.get(unit) for unit in own] for rated in ratings.values()]
        shared = [column for column in zip(*table, strict=True) if _several(column)]
        pairs = [a == b for column in shared for a, b in combinations(filter(None, column), 2)]
        rows.append(
            {
                "field": name,
                "units": len(shared),
                "share": float(np.mean(pairs)) if pairs else np.nan,
                "cohens_kappa": _kappa(shared) if len(ratings) == 2 else np.nan,
                "krippendorffs_alpha": _alpha(shared),
            }
        )
    columns = ["field", "units", "share", "cohens_kappa", "krippendorffs_alpha"]
    return pd.DataFrame(rows, columns=columns)


def _several(column: tuple[str | None, ...]) -> bool:
    return sum(answer is not None for answer in column) > 1


def _coded(shared: list[tuple[str | None, ...]]) -> tuple[Any, int]:
    """Return the ratings as numbers, a row per person, NaN where one rated nothing."""
    values = sorted({answer for column in shared for answer in column if answer is not None})
    code = {answer: number for number, answer in enumerate(values)}
    rows = np.array([[code.get(a, np.nan) if a else np.nan for a in c] for c in shared])
    return rows.T, len(values)


def _kappa(shared: list[tuple[str | None, ...]]) -> float:
    coded, n = _coded(shared)
    if n < 2:
        return float("nan")
    try:
        from statsmodels.stats.inter_rater import cohens_kappa
    except ImportError:
        raise MissingExtraError("statsmodels", "models", "work out Cohen's kappa") from None
    table = np.zeros((n, n))
    np.add.at(table, tuple(coded.astype(int)), 1)
    return float(cohens_kappa(table, return_results=False))


def _alpha(shared: list[tuple[str | None, ...]]) -> float:
    coded, n = _coded(shared)
    if n < 2:
        return float("nan")
    try:
        import krippendorff
    except ImportError:
        raise MissingExtraError("krippendorff", "models", "work out Krippendorff's alpha") from None
    return float(krippendorff.alpha(reliability_data=coded, level_of_measurement="nominal"))


def _conflicts(units: list[Unit], ratings: Mapping[str, Mapping[Unit, str]]) -> pd.DataFrame:
    rows = [
        {"field": field, "report_ids": name}
        | {coder: rated.get((field, name), "") for coder, rated in ratings.items()}
        for field, name in units
    ]
    return pd.DataFrame(rows, columns=["field", "report_ids", *ratings])


def _standing(
    read: Mapping[str, tuple[Decision, ...]],
    final: tuple[Decision, ...],
    open_units: set[Unit],
    settled: Mapping[Unit, str],
) -> list[dict[str, str]]:
    """Return the lines that stand: resolved ones, and those that touch nothing in conflict."""
    lines: dict[tuple[str, ...], dict[str, str]] = {}
    for decision in final:
        lines[_key(decision)] = decision.cells()
    for coder, decisions in read.items():
        for decision in decisions:
            units = dict(_units(decision))
            if any(unit in open_units or unit in settled for unit in units):
                continue
            line = lines.setdefault(_key(decision), {**decision.cells(), "who": ""})
            who = decision.who or coder
            names = filter(None, [*line["who"].split("; "), who])
            line["who"] = "; ".join(dict.fromkeys(names))
    return list(lines.values())


def _key(decision: Decision) -> tuple[str, ...]:
    cells = decision.cells()
    ids = "; ".join(sorted(decision.report_ids))
    return (cells["action"], ids, *(cells[name] for name in COLUMNS[2:5]))
