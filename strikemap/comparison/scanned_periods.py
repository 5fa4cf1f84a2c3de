"""Several periods of a scan: the rows near them are counted in memory, all others by reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.comparison.part_counts import columns_of, known_in
from strikemap.comparison.selection import Where, require_known, select
from strikemap.comparison.streaming import require_streamable, too_many
from strikemap.comparison.succession import Succession, count_periods, reasons_of
from strikemap.ledger import Entry
from strikemap.periods import Period
from strikemap.readers.part_reading import PartReports
from strikemap.readers.scanned import ScannedReports
from strikemap.zones.snapshots import MAX_DAYS


@dataclass(frozen=True, eq=False)
class _Near:
    """Rows whose days touch a period, with their places in the table; the others as numbers."""

    rows: tuple[tuple[int, gpd.GeoDataFrame, npt.NDArray[np.int64]], ...]
    away: Counter[str]
    known: Mapping[str, set[Any]]
    found: Counter[str]
    n: int

    def with_(self, other: _Near) -> _Near:
        """Return the rows of two parts."""
        return _Near(
            (*self.rows, *other.rows),
            self.away + other.away,
            {name: self.known[name] | other.known[name] for name in self.known},
            self.found + other.found,
            self.n + other.n,
        )


def counted_periods(
    strikes: gpd.GeoDataFrame | ScannedReports,
    periods: Sequence[Period],
    *,
    zones: gpd.GeoDataFrame | None = None,
    where: Where | None = None,
    by: str | None = None,
    alternatives: bool = False,
    max_days: int | None = MAX_DAYS,
) -> Succession:
    """Count as :func:`count_periods` does, in memory or part by part.

    Raises
    ------
    MapError
        Those of :func:`count_periods`; ``TOO_LARGE``: more rows lie in the periods than a scan
        holds.
    """
    asked: dict[str, Any] = {"zones": zones, "where": where, "by": by, "alternatives": alternatives}
    asked |= {"max_days": max_days}
    if not isinstance(strikes, ScannedReports):
        return count_periods(strikes, periods, **asked)
    require_streamable(where)

    def of(part: PartReports) -> _Near:
        return _near(part, periods, where, alternatives)

    near = strikes.reduce(of, _Near.with_)
    for column, wanted in (where or {}).items() if isinstance(where, Mapping) else ():
        if column == "attacker" or near.found[column] < near.n:
            require_known(column, wanted, near.known[column])
    parts = sorted(near.rows, key=lambda part: part[0])
    total = sum(len(rows) for _, rows, _ in parts)
    if total > strikes.most_held:
        raise too_many(total, strikes.most_held)
    held = gpd.GeoDataFrame(pd.concat([rows for _, rows, _ in parts], ignore_index=True))
    places = np.concatenate([place for _, _, place in parts])
    found = count_periods(strikes.described(held), periods, part=True, **asked)
    entries = [_at(entry, int(places[entry["row"] - 1])) for entry in found.ledger_entries]
    aside = near.away + Counter(entry["code"] for entry in entries)
    return replace(found, n_read=near.n, ledger_entries=tuple(entries), aside=dict(aside))


def _at(entry: Entry, row: int) -> Entry:
    return {**entry, "row": row}


def _near(
    part: PartReports, periods: Sequence[Period], where: Where | None, alternatives: bool
) -> _Near:
    first, last = part.first, part.last
    near = np.zeros(len(part), dtype=bool)
    for period in periods:
        near |= (first < period.stop_day) & (last >= period.start_day)
    columns = where if isinstance(where, Mapping) else {}
    stated = part.columns(columns_of(columns))
    chosen = select(stated, where, part=True)
    selected = chosen.stated | (chosen.alternative if alternatives else False)
    has_point = part.located
    reason = np.where(selected, reasons_of(has_point, first, last, periods), "NOT_SELECTED")
    rows = np.flatnonzero(near)
    return _Near(
        ((part.start, part.reports(rows), part.rows(rows)),),
        Counter(map(str, reason[~near])),
        {column: known_in(stated, column) for column in columns},
        Counter({name: int(mask.sum()) for name, mask in chosen.possible.items()}),
        len(part),
    )
