"""The methods of linking: by odds, by distance, by what is connected, or by a function given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from strikemap.arrays import Bools, Floats, Ints
from strikemap.corroboration.account import Linked
from strikemap.corroboration.agglomeration import (
    Limits,
    agglomerate,
    complete_linkage,
    components,
)
from strikemap.corroboration.bonds import bonds_of
from strikemap.corroboration.candidates import Pairs
from strikemap.corroboration.decisions import Decision
from strikemap.corroboration.fields import fields_of
from strikemap.corroboration.likelihood import judge, learn
from strikemap.corroboration.model import Model
from strikemap.corroboration.rows import Rows, names
from strikemap.corroboration.weighing import R90_SQUARED
from strikemap.errors import ReportError

Method = Literal["likelihood", "closest", "components", "complete"]
Backend = Callable[[pd.DataFrame, pd.DataFrame], Sequence[Any]]
METHODS: Final = ("likelihood", "closest", "components", "complete")

#: No two reports are put in one strike when the odds against just these two exceed 1 / this.
_IMPROBABLE: Final = 0.1


@dataclass(frozen=True, eq=False, slots=True)
class Settings:
    """How to link: the windows and their guard, the method, and what it goes by.

    ``must_agree`` holds codes per row, -1 where nothing is stated; ``frozen`` a model learned
    before, as plain values.
    """

    limits: Limits
    method: Method | Backend
    least_odds: float
    agree: Iterable[str] | None
    must_agree: tuple[Ints, ...]
    decisions: tuple[Decision, ...]
    frozen: Mapping[str, Any] | None = None


@dataclass(frozen=True, eq=False, slots=True)
class _Ranking:
    """The pairs to try, best first, and what they were judged by."""

    order: Ints
    improbable: Bools | None
    parts: dict[str, Floats]
    model: dict[str, Any]


def link(reports: pd.DataFrame, rows: Rows, pairs: Pairs, settings: Settings) -> Linked:
    """Join the candidate pairs into strikes.

    Raises
    ------
    ReportError
        ``METHOD_UNKNOWN`` for decisions with a method that cannot keep them, and for a function
        that does not label every report; those of the decisions and the fields.
    """
    limits, decided = settings.limits, settings.decisions
    if settings.method not in ("likelihood", "closest"):
        if any(decision.action != "set" for decision in decided):
            raise ReportError(
                "Decisions are applied by the methods 'likelihood' and 'closest' only. Take one "
                "of them, or leave the decisions out.",
                code="METHOD_UNKNOWN",
                where="decisions",
            )
        label = _grouped(reports, rows, pairs, settings)
        return Linked(label, np.zeros(0, dtype=np.int64), {})
    bonds, misfits = bonds_of(decided, rows, distance_km=limits.distance_km, days=limits.days)
    rank = _by_odds if settings.method == "likelihood" else _by_distance
    ranking = rank(reports, rows, pairs, settings)
    label, joined = agglomerate(
        rows,
        pairs,
        ranking.order,
        limits=limits,
        improbable=ranking.improbable,
        must_agree=settings.must_agree,
        bonds=bonds,
    )
    return Linked(label, joined, ranking.parts, ranking.model, misfits)


def _by_odds(reports: pd.DataFrame, rows: Rows, pairs: Pairs, settings: Settings) -> _Ranking:
    fields = fields_of(reports, rows.position, agree=settings.agree)
    km, days = settings.limits.distance_km, settings.limits.days
    sources = [*names(reports, "source"), "not stated"]
    if settings.frozen:
        penalty_only = {field.name: field.penalty_only for field in fields}
        model = Model.of_facts(settings.frozen, sources, penalty_only)
        parts = judge(rows, pairs, fields, model, distance_km=km, days=days)
    else:
        parts, model = learn(rows, pairs, fields, distance_km=km, days=days)
    log_odds = np.asarray(sum(parts.values()))
    order = _ordered(pairs, -log_odds)
    order = order[log_odds[order] >= np.log(max(settings.least_odds, 1e-300))]
    told = model.facts()
    known = settings.frozen["error_km"] if settings.frozen else {}
    told["error_km"] = {**known, **dict(zip(sources, told["error_km"], strict=True))}
    return _Ranking(order, log_odds < np.log(_IMPROBABLE), parts, told)


def _by_distance(reports: pd.DataFrame, rows: Rows, pairs: Pairs, settings: Settings) -> _Ranking:
    """Rank by how far apart two reports are, each window counting as one.

    Where the points differ, the distance is widened by what the stated radii leave open (the
    root of the mean square distance of two points spread about theirs).
    """
    a, b = pairs.first, pairs.second
    spread = 2 * (rows.radius_km[a] ** 2 + rows.radius_km[b] ** 2) / R90_SQUARED
    km = np.sqrt(pairs.km**2 + np.where(pairs.km > 0, spread, 0.0))
    far, late = max(settings.limits.distance_km, 1e-9), max(settings.limits.days, 1)
    return _Ranking(_ordered(pairs, np.hypot(km / far, pairs.days / late)), None, {}, {})


def _ordered(pairs: Pairs, badness: Floats) -> Ints:
    """Return the pairs best first; ties go by the rows, which are in the order of the ids."""
    return np.lexsort((pairs.second, pairs.first, badness))


def _grouped(reports: pd.DataFrame, rows: Rows, pairs: Pairs, settings: Settings) -> Ints:
    if callable(settings.method):
        return _labelled(settings.method, reports.iloc[rows.position].copy(), pairs)
    if settings.method == "components":
        return components(rows, pairs)
    return complete_linkage(rows, pairs, limits=settings.limits)


def _labelled(method: Backend, reports: pd.DataFrame, pairs: Pairs) -> Ints:
    """Return the smallest row of each group that a user's function makes."""
    frame = pd.DataFrame(
        {"first": pairs.first, "second": pairs.second, "km": pairs.km, "days": pairs.days}
    )
    given = np.asarray(method(reports, frame), dtype=object)
    if len(given) != len(reports):
        raise ReportError(
            f"The linkage function returned {len(given)} labels for {len(reports)} reports.",
            code="METHOD_UNKNOWN",
            where="method",
        )
    _, first, group = np.unique(pd.factorize(given)[0], return_index=True, return_inverse=True)
    return np.asarray(first[group.reshape(-1)], dtype=np.int64)
