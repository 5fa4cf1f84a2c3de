"""Joining pairs of reports into strikes, likeliest or closest first, without chaining."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import repeat
from typing import Final, Literal

import numpy as np

from strikemap.arrays import Bools, Floats, Ints
from strikemap.corroboration.candidates import Pairs
from strikemap.corroboration.rows import Rows, day_gaps, great_circle, kilometres, new_runs
from strikemap.progress import steps

Guard = Literal["windows", "sources", "both"]
GUARDS: Final = ("windows", "sources", "both")

#: A height at which nothing is joined.
_NEVER: Final = 1e9

#: With guard="sources" no two reports of a strike lie further apart than this many windows.
REACH: Final = 2


@dataclass(slots=True)
class Bonds:
    """What decisions ask for, in rows: ``together`` and ``apart`` groups, ``closed`` rows."""

    together: list[tuple[int, ...]] = field(default_factory=list)
    apart: list[tuple[int, ...]] = field(default_factory=list)
    closed: set[int] = field(default_factory=set)


@dataclass(frozen=True, eq=False, slots=True)
class Limits:
    """The windows, and which rule keeps a strike from growing past them."""

    distance_km: float
    days: int
    guard: Guard


def agglomerate(
    rows: Rows,
    pairs: Pairs,
    order: Ints,
    *,
    limits: Limits,
    improbable: Bools | None = None,
    must_agree: tuple[Ints, ...] = (),
    bonds: Bonds | None = None,
) -> tuple[Ints, Ints]:
    """Join the pairs in order, each only if the strike that results keeps within the limits.

    Parameters
    ----------
    rows, pairs
        The reports, and the pairs that may join them.
    order
        Indices of the pairs to try, best first; pairs left out are never tried.
    limits
        ``guard="windows"`` refuses a join when any two members are further apart than the
        windows; ``"sources"`` when two members are of one source (members may then be up to
        :data:`REACH` windows apart); ``"both"`` applies both.
    improbable
        Pairs that may not be members of one strike, whoever joins them.
    must_agree
        Codes per row (-1: not stated); no strike holds two different ones.
    bonds
        Rows that decisions hold together, apart or closed to others.

    Returns
    -------
    labels : numpy.ndarray
        Per row, the smallest row of its strike.
    joined : numpy.ndarray
        Indices of the pairs that joined two strikes, in the order they did.
    """
    strikes = _Strikes(rows, pairs, limits, bonds or Bonds(), improbable)
    strikes.must_agree = [code.tolist() for code in must_agree]
    first, second = pairs.first[order].tolist(), pairs.second[order].tolist()
    queue = zip(order.tolist(), first, second, strict=True)
    tried = steps(queue, "joining reports", total=len(order), unit="pair")
    joined = [index for index, a, b in tried if strikes.join(a, b)]
    return np.array(strikes.label, dtype=np.int64), np.array(joined, dtype=np.int64)


class _Strikes:
    """The strikes while they grow. Python integers throughout: numpy scalars are slower here."""

    def __init__(
        self, rows: Rows, pairs: Pairs, limits: Limits, bonds: Bonds, improbable: Bools | None
    ) -> None:
        self.rows = rows
        self.n = len(rows)
        self.label = list(range(self.n))
        self.members: dict[int, list[int]] = {}
        self.must_agree: list[list[int]] = []
        self.windows = limits.guard in ("windows", "both")
        self.distance_km = limits.distance_km * REACH
        self.days = limits.days * REACH
        self.start, self.end = rows.day_start.tolist(), rows.day_end.tolist()
        keys = (pairs.first * self.n + pairs.second).tolist()
        probable = repeat(True) if improbable is None else (~improbable).tolist()
        self.candidates: dict[int, bool] = dict(zip(keys, probable, strict=False))
        self.closed = bonds.closed
        self.apart = {a * self.n + b for group in bonds.apart for a, b in _couples(group)}
        told = limits.guard in ("sources", "both")
        self.sources = [1 << code if told and code >= 0 else 0 for code in rows.source.tolist()]
        for group in bonds.together:
            for other in group[1:]:
                self._merge(self.label[group[0]], self.label[other])

    def join(self, a: int, b: int) -> bool:
        """Join the strikes of two rows if the result keeps within the limits; say whether."""
        one, other = self.label[a], self.label[b]
        if one == other or self.sources[one] & self.sources[other]:
            return False
        if self.closed and (a in self.closed or b in self.closed):
            return False
        mine, theirs = self.members.get(one), self.members.get(other)
        if (mine or theirs) and not self._fits(mine or [one], theirs or [other]):
            return False
        if not (mine or theirs) and self._key(one, other) in self.apart:
            return False
        self._merge(one, other)
        return True

    def _fits(self, mine: list[int], theirs: list[int]) -> bool:
        return all(self._compatible(a, b) for a in mine for b in theirs)

    def _compatible(self, a: int, b: int) -> bool:
        key = self._key(a, b)
        if key in self.apart:
            return False
        probable = self.candidates.get(key)
        return self._within(a, b) if probable is None else probable

    def _within(self, a: int, b: int) -> bool:
        """Whether two rows that are no candidates lie within what the guard allows."""
        if self.windows:
            return False
        if any(code[a] != code[b] and min(code[a], code[b]) >= 0 for code in self.must_agree):
            return False
        if max(self.start[a] - self.end[b], self.start[b] - self.end[a]) > self.days:
            return False
        rows = self.rows
        km = great_circle(rows.lon[a], rows.lat[a], rows.lon[b], rows.lat[b])
        return float(km) <= self.distance_km

    def _key(self, a: int, b: int) -> int:
        return a * self.n + b if a < b else b * self.n + a

    def _merge(self, one: int, other: int) -> None:
        if one == other:
            return
        keep, gone = (one, other) if one < other else (other, one)
        taken = self.members.pop(gone, [gone])
        self.members.setdefault(keep, [keep]).extend(taken)
        for row in taken:
            self.label[row] = keep
        self.sources[keep] |= self.sources[gone]


def _couples(group: Iterable[int]) -> list[tuple[int, int]]:
    members = sorted(group)
    return [(a, b) for n, a in enumerate(members) for b in members[n + 1 :]]


def components(rows: Rows, pairs: Pairs) -> Ints:
    """Return connected components of the pairs: every chain of pairs is one strike."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    n = len(rows)
    ones = np.ones(len(pairs), dtype=np.int8)
    graph = coo_matrix((ones, (pairs.first, pairs.second)), shape=(n, n))
    _, found = connected_components(graph, directed=False)
    return _smallest(found.astype(np.int64))


def complete_linkage(rows: Rows, pairs: Pairs, *, limits: Limits) -> Ints:
    """Return complete-linkage clusters: hierarchical clustering cut at the windows.

    The height of a pair is the larger of its distance and its days, each over its window; the
    cut is at 1. Worked out within each connected component, since no cluster crosses one.
    """
    from scipy.cluster.hierarchy import fcluster, linkage

    part = components(rows, pairs)
    candidates = pairs.first * len(rows) + pairs.second
    label = np.arange(len(rows), dtype=np.int64)
    order = np.argsort(part, kind="stable")
    starts = np.flatnonzero(new_runs(part[order]))
    for members in np.split(order, starts[1:]):
        if len(members) > 1:
            height = _heights(rows, members, candidates, limits)
            cut = fcluster(linkage(height, "complete"), 1.0, "distance")
            label[members] = _within_part(members, cut)
    return label


def _within_part(members: Ints, cut: Ints) -> Ints:
    out = np.zeros(len(members), dtype=np.int64)
    for one in np.unique(cut):
        out[cut == one] = members[cut == one].min()
    return out


def _heights(rows: Rows, members: Ints, candidates: Ints, limits: Limits) -> Floats:
    """Return the heights of every two members; two that are no candidates never meet."""
    a, b = np.triu_indices(len(members), 1)
    first, second = members[a], members[b]
    far = _over(kilometres(rows, first, second), limits.distance_km)
    late = _over(day_gaps(rows, first, second).astype(float), float(limits.days))
    apart = ~np.isin(first * len(rows) + second, candidates)
    return np.where(apart, _NEVER, np.maximum(far, late))


def _over(values: Floats, window: float) -> Floats:
    """Return values over their window; outside a window of nothing lies anything but nothing."""
    if window > 0:
        return np.asarray(values / window)
    return np.where(values > 0, _NEVER, 0.0)


def _smallest(found: Ints) -> Ints:
    """Rename groups after their smallest row."""
    _, first, group = np.unique(found, return_index=True, return_inverse=True)
    return np.asarray(first[group.reshape(-1)], dtype=np.int64)
