"""Counting a scan: what its parts hold makes the comparison of the whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.comparison.assembly import Asked, assemble
from strikemap.comparison.counting import daily_counts, groups_of, one_unit, units_in
from strikemap.comparison.coverage import covered_days
from strikemap.comparison.part_counts import Counts, by_of, merged, part_of
from strikemap.comparison.result import PLACED, Comparison, Held, NotHeld
from strikemap.comparison.selection import Where, require_known
from strikemap.comparison.table import table_of
from strikemap.comparison.tally import tallied
from strikemap.comparison.unselected import Unselected
from strikemap.errors import MapError
from strikemap.ledger import Entry
from strikemap.periods import Period, Periods, as_event, as_windows
from strikemap.readers.scanned import ScannedReports
from strikemap.zones.snapshots import held_within


def counted(strikes: gpd.GeoDataFrame | ScannedReports, asked: Asked) -> Comparison:
    """Count as :func:`strikemap.compare` does, without its warnings, in memory or part by part."""
    if not isinstance(strikes, ScannedReports):
        return assemble(strikes, asked)
    require_streamable(asked.where, filtered=asked.filtered is not None)
    periods = as_windows(asked.windows).periods(as_event(asked.event))
    most = strikes.most_held
    found = strikes.reduce(
        lambda part: part_of(part, asked, periods, most),
        lambda one, other: merged(one, other, most),
    )
    return _comparison(strikes, found, asked, periods)


def require_streamable(where: Where | None, *, filtered: bool = False) -> None:
    """Raise on a selection that would need every row in memory."""
    if where is not None and not isinstance(where, Mapping):
        raise MapError(
            "A mask of rows cannot be streamed, for a scan has no rows to make it of. Pass "
            "where={column: value}, or compare(scan.between(first, last), ...).",
            code="NOT_STREAMED",
            where="where",
        )
    if filtered:
        raise MapError(
            "The filters of a page cannot be applied to a scan. Pass where={column: value}.",
            code="NOT_STREAMED",
            where="filters",
        )


def _comparison(scan: ScannedReports, found: Counts, asked: Asked, periods: Periods) -> Comparison:
    """Return the comparison that the merged counts make."""
    _check_values(found, asked)
    covered = covered_days(asked.covered, found.ranges[0], found.ranges[1], periods)
    span = covered.span
    usable = _usable(found.rows, span, periods)
    by, zones = by_of(asked), asked.zones
    held = zones
    if held is not None:
        held = held_within(held, periods.before.start_day, periods.after.stop_day)
    value = None if by == "all" and usable["value"].isna().all() else usable["value"].rename(by)
    group = groups_of(value, held)
    names = [str(name) for name in group.categories]
    codes = group.codes.astype(np.intp) if names else np.intp(0)
    tally = tallied(usable.assign(group=codes))
    counted_units = units_in(usable["unit"])
    near = _held(scan, found, names, group.categories, by, asked)
    nothing: Any = NotHeld()
    return Comparison(
        event=as_event(asked.event),
        windows=as_windows(asked.windows),
        periods=periods,
        unit=one_unit(
            counted_units or sorted(found.units), found.kind, any_counted=len(usable) > 0
        ),
        by=by,
        table=table_of(
            tally,
            names,
            periods,
            covered,
            alternatives=asked.alternatives,
            day_share=asked.day_share,
            level=asked.level,
            mid_p=asked.mid_p,
        ),
        zones=zones,
        where=dict(asked.where) if isinstance(asked.where, Mapping) else None,
        alternatives=asked.alternatives,
        n_read=found.n,
        daily=daily_counts(tally.loc[~tally["alternative"]], names, span),
        coverage=span,
        uncovered=covered.uncovered,
        beyond=covered.beyond,
        level=asked.level,
        tally=tally,
        series=nothing,
        placed=nothing,
        source=nothing,
        selection=asked.where,
        codes=nothing,
        day_start=nothing,
        day_end=nothing,
        unselected=_unselected(found),
        near=near,
        aside=dict(sorted(found.aside.items())),
        lines=tuple(_told(found)),
        stated=found.stated,
        ends=np.unique(found.ranges[1]),
    )


def _check_values(found: Counts, asked: Asked) -> None:
    """Raise where a value that was asked for is nowhere in the whole table."""
    where = asked.where if isinstance(asked.where, Mapping) else {}
    for column, wanted in where.items():
        of_names = column == "attacker"
        if found.n and (of_names or found.found[column] < found.n):
            require_known(column, wanted, found.known[column])


def _usable(rows: pd.DataFrame, span: Period, periods: Periods) -> pd.DataFrame:
    """Return the counted rows within the windows and covered days."""
    first = min(span.start_day, periods.before.start_day)
    stop = max(span.stop_day, periods.after.stop_day)
    kept = rows.loc[(rows["day_end"] >= first) & (rows["day_start"] < stop)]
    return kept.reset_index(drop=True)


def _unselected(found: Counts) -> Unselected:
    """Return what the selection leaves out, as numbers: the rows are not in memory."""

    def rows(n: int) -> npt.NDArray[np.intp]:
        return np.broadcast_to(np.intp(-1), n)

    ranked = sorted(found.akin.items(), key=lambda one: (-one[1], one[0]))
    return Unselected(tuple((name, rows(n)) for name, n in ranked if n), rows(found.either))


def _told(found: Counts) -> Iterator[Entry]:
    """Yield the ledger lines that are kept, and for each code the number of all."""
    for code, lines in sorted(found.lines.items()):
        yield from (line for _, line in lines)
        if found.aside[code] > len(lines):
            said = f"{found.aside[code]:,} rows in all, of which {len(lines)} are listed"
            yield {**lines[0][1], "row": 0, "id": "", "detail": said}


def _held(
    scan: ScannedReports,
    found: Counts,
    names: list[str],
    categories: Any,
    by: str,
    asked: Asked,
) -> Held:
    """Return the rows near the event in the order of the table, as one held in memory would."""
    if found.held is None:
        nothing: Any = _TooMany(found.n_held, scan.most_held)
        return Held(nothing, nothing, nothing)
    parts = [held for _, held in sorted(found.held, key=lambda one: one[0])]
    source = gpd.GeoDataFrame(pd.concat([part.source for part in parts], ignore_index=True))
    series = pd.concat([part.series for part in parts], ignore_index=True)
    places = {name: place for place, name in enumerate(names)}
    shown = series["value"].map(str).where(series["value"].notna(), names[-1] if names else "")
    series = series.assign(
        row=np.arange(len(series)),
        group=shown.map(places).fillna(0).astype(np.intp) if names else np.intp(0),
    ).drop(columns="value")
    placed = None
    if asked.zones is not None:
        placed = pd.concat([pd.DataFrame(part.placed) for part in parts], ignore_index=True)
        placed = placed[list(PLACED)]
    return Held(scan.described(source), series, placed)


class _TooMany(NotHeld):
    """What stands for the rows near the event where there are too many to hold."""

    def __init__(self, n: int, most: int) -> None:
        self.n, self.most = n, most

    def _refuse(self, *_: Any) -> Any:
        raise too_many(self.n, self.most)

    __len__ = __getitem__ = __iter__ = __contains__ = __array__ = _refuse
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse


def too_many(n: int, most: int) -> MapError:
    """Return the error for more rows than a scan holds in memory."""
    return MapError(
        f"{n:,} rows lie in or near the windows, and a scan holds at most {most:,} of them for "
        "marks. Narrow windows= or where=, or pass limits={'held': "
        f"{n}}} to scan_reports(); the table of compare() needs none of them.",
        code="TOO_LARGE",
        where="held",
    )
