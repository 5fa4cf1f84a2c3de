"""Which reports of a strike repeat one another, so that one voice is counted once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import pandas as pd

from strikemap.arrays import Ints
from strikemap.corroboration.origins import Bodies, bodies, origins_of, publishers_of
from strikemap.corroboration.rows import codes, new_runs, numbers
from strikemap.errors import ReportError

#: The rules, by name. ``publisher``: the same source. ``origin``: both repeat the statement of
#: the same body, or one repeats the other, as the column ``origin`` or the source says.
#: ``text``: near-identical wording. ``stated``: the table's own column ``independent`` says no.
RULES: Final = ("publisher", "origin", "text", "stated")

_TEXTS: Final = ("text", "description", "summary", "source_title", "title")
#: Texts are near-identical when this share of their three-word sequences is common, and are
#: compared only when they have at least so many words: "Report of 18 April" proves nothing.
SHARED: Final = 0.7
_LEAST_WORDS: Final = 6


def count_sources(
    reports: pd.DataFrame,
    group: Ints,
    n_groups: int,
    *,
    rules: Iterable[str] = RULES,
    known: Bodies | None = None,
) -> Ints:
    """Count the independent sources of each strike: outlets, not rows.

    Reports of a strike that repeat one another by any of the rules count as one source. A
    report that names several outlets (column ``sources``, ``;`` between, or ``n_sources``)
    counts as many; what it states itself goes before the list.

    Parameters
    ----------
    reports
        The reports.
    group
        Strike of each report, 0 to ``n_groups - 1``.
    rules
        Of :data:`RULES`; without any, every report counts.
    known
        The bodies by whose names origins are told, see
        :func:`strikemap.corroboration.origins.bodies`.

    Returns
    -------
    numpy.ndarray
        One number per strike, at least 1.
    """
    kept = check_rules(rules)
    outlets = _outlets(reports)
    size = np.bincount(group, minlength=n_groups)
    total = np.zeros(n_groups, dtype=np.int64)
    alone = size[group] == 1
    total[group[alone]] = outlets[alone]
    several = np.flatnonzero(~alone)
    voice = voices(reports.iloc[several], group[several], rules=kept, known=known)
    best = pd.Series(outlets[several]).groupby([group[several], voice]).max()
    summed = best.groupby(level=0).sum()
    total[summed.index.to_numpy(dtype=np.int64)] = summed.to_numpy()
    return np.asarray(total)


def check_rules(rules: Iterable[str]) -> tuple[str, ...]:
    """Return the rules as a tuple, or say which there are."""
    kept = tuple(rules)
    unknown = [rule for rule in kept if rule not in RULES]
    if unknown:
        raise ReportError(
            f"There is no rule of independence {unknown[0]!r}. There are: {', '.join(RULES)}.",
            code="RULE_UNKNOWN",
            where=str(unknown[0]),
        )
    return kept


def voices(
    reports: pd.DataFrame, group: Ints, *, rules: tuple[str, ...], known: Bodies | None = None
) -> Ints:
    """Return a code per report: equal for reports of one strike that repeat one another."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    n = len(reports)
    links: list[tuple[Ints, Ints]] = []
    if "publisher" in rules:
        links.append(_same(group, codes(reports, "source")))
    if "origin" in rules:
        links.append(_same_origin(reports, group, known or bodies()))
    if "text" in rules:
        links += [_alike(reports, group, name) for name in _TEXTS if name in reports.columns]
    if "stated" in rules and "independent" in reports.columns:
        links.append(_told_dependent(reports, group))
    first = np.concatenate([np.zeros(0, dtype=np.int64), *(a for a, _ in links)])
    second = np.concatenate([np.zeros(0, dtype=np.int64), *(b for _, b in links)])
    graph = coo_matrix((np.ones(len(first)), (first, second)), shape=(n, n))
    return connected_components(graph, directed=False)[1].astype(np.int64) if n else group


def _same(group: Ints, code: Ints) -> tuple[Ints, Ints]:
    """Link each row to the next one of its strike with the same code."""
    order = np.lexsort((code, group))
    a, b = order[:-1], order[1:]
    kept = (group[a] == group[b]) & (code[a] == code[b]) & (code[a] >= 0)
    return a[kept], b[kept]


def _same_origin(reports: pd.DataFrame, group: Ints, known: Bodies) -> tuple[Ints, Ints]:
    """Link rows that repeat one body, and rows that repeat another row's publisher."""
    said = [origins_of(reports, known).told]
    if "source" in reports.columns:
        said.append(publishers_of(reports, known))
    rows = np.concatenate([rows for rows, _ in said])
    names = np.concatenate([names for _, names in said])
    first, second = _same(group[rows], pd.factorize(names)[0].astype(np.int64))
    return rows[first], rows[second]


def _told_dependent(reports: pd.DataFrame, group: Ints) -> tuple[Ints, Ints]:
    """Link every row that is stated not to be independent to another of its strike."""
    told = reports["independent"].astype("object")
    repeats = np.array([pd.notna(value) and not value for value in told], dtype=bool)
    order = np.lexsort((repeats, group))
    starts = new_runs(group[order])
    lead = order[np.maximum.accumulate(np.where(starts, np.arange(len(order)), 0))]
    kept = repeats[order]
    return lead[kept], order[kept]


def _alike(reports: pd.DataFrame, group: Ints, name: str) -> tuple[Ints, Ints]:
    """Link rows of one strike whose texts share most of their three-word sequences."""
    texts = reports[name].astype("object").to_numpy()
    shingles = [_shingles(text) for text in texts]
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(new_runs(group[order]))
    first, second = [], []
    for members in np.split(order, starts[1:]):
        told = [row for row in members.tolist() if shingles[row]]
        for n, a in enumerate(told):
            for b in told[n + 1 :]:
                if _shared(shingles[a], shingles[b]) >= SHARED:
                    first.append(a)
                    second.append(b)
    return np.array(first, dtype=np.int64), np.array(second, dtype=np.int64)


def _shingles(text: Any) -> frozenset[tuple[str, ...]]:
    if not isinstance(text, str):
        return frozenset()
    words = text.casefold().split()
    if len(words) < _LEAST_WORDS:
        return frozenset()
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def _shared(one: frozenset[Any], other: frozenset[Any]) -> float:
    return len(one & other) / len(one | other)


def _outlets(reports: pd.DataFrame) -> Ints:
    """Return how many outlets each report names: as it states, or as it lists them."""
    named = np.ones(len(reports), dtype=np.int64)
    if "sources" in reports.columns:
        texts = reports["sources"].astype("object")
        lists = [text.split(";") if isinstance(text, str) else [] for text in texts]
        named = np.array([len({part.strip() for part in one} - {""}) for one in lists])
    stated = numbers(reports, "n_sources")
    return np.maximum(np.where(np.isfinite(stated), stated, named), 1).astype(np.int64)
