"""The account of a corroboration: what was done, kept with the strikes, and what is said aloud."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from strikemap.arrays import Floats, Ints
from strikemap.corroboration.conflicts import APART
from strikemap.corroboration.lineage import Lineage
from strikemap.corroboration.merging import couples
from strikemap.corroboration.notices import notice
from strikemap.corroboration.rows import Rows, day_gaps, kilometres
from strikemap.ledger import Entry, entries_of, facts, record


@dataclass(frozen=True, eq=False, slots=True)
class Linked:
    """What linking decided.

    ``label`` is the smallest row of each row's strike, ``joined`` the indices of the pairs that
    joined, ``parts`` what they were judged by; ``model`` what was learned, as plain values, and
    ``misfits`` the decisions that no longer fit.
    """

    label: Ints
    joined: Ints
    parts: dict[str, Floats]
    model: dict[str, Any] = field(default_factory=dict)
    misfits: list[str] = field(default_factory=list)


def keep_account(
    made: gpd.GeoDataFrame,
    reports: pd.DataFrame,
    linked: Linked,
    asked: Mapping[str, Any],
    entries: list[Entry],
    line: Lineage | None,
) -> None:
    """Keep what was done, and as it was asked for, in the strikes' ``attrs``."""
    made.attrs = {}
    told: dict[str, Any] = {}
    if line is not None:  # as one text, which costs nothing where pandas copies attrs
        told = {"changes": json.dumps(line.changes), "superseded": line.superseded}
    record(
        made,
        [*entries_of(reports), *entries],
        **{
            **facts(reports),
            "corroboration": {
                "reports": len(reports),
                "strikes": len(made),
                **asked,
                "model": linked.model,
                "misfits": linked.misfits,
            },
            **({"lineage": told} if told else {}),
        },
    )


def tell(made: gpd.GeoDataFrame, linked: Linked, rows: Rows, method: Any) -> None:
    """Warn of what a reader should look at twice."""
    for misfit in linked.misfits:
        notice(misfit)
    if method == "components" or callable(method):
        _tell_of_chains(linked.label, rows)
    for column in APART:
        _tell_of_joined(made[[column in names for names in made["conflicts"]]], column)


def _tell_of_joined(joined: pd.DataFrame, column: str) -> None:
    if not len(joined):
        return
    named = ", ".join(joined["id"].astype(str).head(5))
    notice(
        f"{len(joined)} strike(s) join rows that the column {column} keeps apart "
        f"({named}{', ...' if len(joined) > 5 else ''}); conflict_values says which. Hold "
        f"them apart with must_agree=[{column!r}] or a decision, or drop the column.",
    )


def _tell_of_chains(label: Ints, rows: Rows) -> None:
    _, group, size = np.unique(label, return_inverse=True, return_counts=True)
    largest = int(np.argmax(size)) if len(size) else 0
    if not len(size) or size[largest] < 3:
        return
    members = np.flatnonzero(group.reshape(-1) == largest)
    a, b = couples(np.zeros(len(members), dtype=np.int64), np.array([len(members)]))
    km = kilometres(rows, members[a], members[b]).max()
    gap = day_gaps(rows, members[a], members[b]).max()
    notice(
        f"This method chains: its largest strike holds {size[largest]} reports, up to {km:.1f} km "
        f"and {gap} days apart.",
    )
