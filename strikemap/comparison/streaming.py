"""Counting a scan: what each part holds, merged in any order, makes the comparison of the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.comparison.accounting import REASONS, entries, reasons
from strikemap.comparison.assembly import (
    Asked,
    assemble,
    group_column,
    on_map,
    placed_rows,
    require_columns,
    require_points,
)
from strikemap.comparison.counting import daily_counts, groups_of, kind_of, one_unit, units_in
from strikemap.comparison.coverage import covered_days
from strikemap.comparison.names import counts_of_names
from strikemap.comparison.result import PLACED, Comparison, Held, NotHeld
from strikemap.comparison.selection import (
    STATED,
    Where,
    attackers_in,
    known_values,
    require_known,
    select,
)
from strikemap.comparison.table import table_of
from strikemap.comparison.tally import tallied
from strikemap.comparison.unselected import Unselected, unselected
from strikemap.errors import MapError
from strikemap.ledger import Entry
from strikemap.periods import Days, Period, Periods, as_event, as_windows, days_of
from strikemap.readers.scan import ScannedReports
from strikemap.zones.snapshots import held_within

#: Ledger lines kept for each reason.
_LINES: Final = 20
#: What is counted of a row, with the name of its group before the groups are in order.
_KEYS: Final = ["day_start", "day_end", "value", "alternative", "window", "unit"]


def counted(strikes: gpd.GeoDataFrame | ScannedReports, asked: Asked) -> Comparison:
    """Count as :func:`strikemap.compare` does, without its warnings, in memory or part by part."""
    if not isinstance(strikes, ScannedReports):
        return assemble(strikes, asked)
    require_streamable(asked.where, filtered=asked.filtered is not None)
    periods = as_windows(asked.windows).periods(as_event(asked.event))
    most = strikes.most_held
    found = strikes.reduce(
        lambda reports, start: part_of(reports, start, asked, periods, most),
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


@dataclass(frozen=True, eq=False)
class Counts:
    """What the rows of some parts come to; whole numbers, the same in whatever order.

    Attributes
    ----------
    rows
        Selected rows with a date and a point by what is counted of them, with their number.
    aside
        Rows on neither map, by code.
    lines
        For each code some ledger lines, the first ones of the table.
    starts, ends
        Every first and last possible day of a row.
    known
        The values there are, by column of the selection.
    stated
        How many rows state each text of such a column.
    akin, either
        What the selection leaves out although it may be meant.
    units
        Units of all rows, selected or not.
    n
        Rows looked at; of them `found` in each column of the selection.
    held
        The rows near the event with their places in the table; None where there are too many.
    """

    rows: pd.DataFrame
    aside: Counter[str]
    lines: Mapping[str, list[tuple[int, Entry]]]
    starts: Days
    ends: Days
    known: Mapping[str, set[Any]]
    stated: Mapping[str, Counter[str]]
    akin: Counter[str]
    either: int
    units: frozenset[str]
    n: int
    found: Counter[str]
    kind: str
    n_held: int
    held: tuple[tuple[int, Held], ...] | None


def part_of(
    strikes: gpd.GeoDataFrame, start: int, asked: Asked, periods: Periods, most: int
) -> Counts:
    """Count a part of a table, whose first row is the ``start``-th of the whole."""
    require_points(strikes)
    require_columns(strikes, asked)
    first, last = days_of(strikes["date_start"]), days_of(strikes["date_end"])
    chosen = select(strikes, asked.where, part=True)
    selected = chosen.stated | chosen.alternative if asked.alternatives else chosen.stated
    codes = reasons(strikes, selected, first, last, periods)
    rows = np.flatnonzero(codes > -5)
    placed = None if asked.zones is None else placed_rows(strikes, rows, codes, asked)
    value = group_column(strikes, rows, placed, _by(asked), asked.where)
    series = pd.DataFrame(
        {
            "row": rows,
            "day_start": first[rows],
            "day_end": last[rows],
            "value": np.nan if value is None else value.array,
            "alternative": chosen.alternative[rows],
            "window": codes[rows],
            "unit": strikes["unit"].array[rows] if "unit" in strikes else None,
        }
    )
    left_out = unselected(
        strikes,
        asked.where,
        chosen,
        alternatives=asked.alternatives,
        on_map=lambda some: on_map(strikes, some, first, last, periods),
    )
    aside = np.flatnonzero(codes < 0)
    where = asked.where if isinstance(asked.where, Mapping) else {}
    n_held, held = _near(strikes, series, placed, periods)
    return Counts(
        rows=_together(series.assign(n=1)),
        aside=Counter({REASONS[code]: int((codes == code).sum()) for code in set(codes[aside])}),
        lines=_lines(strikes, codes, first, last, periods, left_out.details(), start),
        starts=np.unique(first),
        ends=np.unique(last),
        known={column: known_in(strikes, column) for column in where},
        stated={column: Counter(counts_of_names(strikes, column)) for column in where},
        akin=Counter({name: len(some) for name, some in left_out.akin}),
        either=len(left_out.either),
        units=frozenset(units_in(strikes["unit"])) if "unit" in strikes else frozenset(),
        n=len(strikes),
        found=Counter({name: int(mask.sum()) for name, mask in chosen.possible.items()}),
        kind=kind_of(strikes),
        n_held=n_held,
        held=((start, held),) if n_held <= most else None,
    )


def merged(one: Counts, other: Counts, most: int) -> Counts:
    """Return the counts of two parts together."""
    n_held = one.n_held + other.n_held
    held = None
    if one.held is not None and other.held is not None and n_held <= most:
        held = (*one.held, *other.held)
    return Counts(
        rows=_together(pd.concat([one.rows, other.rows], ignore_index=True)),
        aside=one.aside + other.aside,
        lines={
            code: sorted(
                [*one.lines.get(code, []), *other.lines.get(code, [])], key=lambda line: line[0]
            )[:_LINES]
            for code in {*one.lines, *other.lines}
        },
        starts=np.union1d(one.starts, other.starts),
        ends=np.union1d(one.ends, other.ends),
        known={name: one.known[name] | other.known[name] for name in one.known},
        stated={name: one.stated[name] + other.stated[name] for name in one.stated},
        akin=one.akin + other.akin,
        either=one.either + other.either,
        units=one.units | other.units,
        n=one.n + other.n,
        found=one.found + other.found,
        kind=one.kind,
        n_held=n_held,
        held=held,
    )


def _by(asked: Asked) -> str:
    return asked.by or ("zone" if asked.zones is not None else "all")


def _together(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows that are alike in all that is counted as one, with their number."""
    grouped = rows.groupby(_KEYS, dropna=False, observed=True, sort=False)["n"]
    return grouped.sum().reset_index()


def known_in(strikes: pd.DataFrame, column: str) -> set[Any]:
    """Return the values that a column of the selection has."""
    if column == "attacker" and STATED in strikes.columns:
        return attackers_in(strikes)
    return known_values(strikes[column])


def _lines(
    strikes: gpd.GeoDataFrame,
    codes: npt.NDArray[np.int8],
    first: Days,
    last: Days,
    periods: Periods,
    details: Mapping[int, str],
    start: int,
) -> dict[str, list[tuple[int, Entry]]]:
    """Return the first ledger lines of a part for each reason, with their place in the whole."""
    found: dict[str, list[tuple[int, Entry]]] = {}
    for code in set(codes[codes < 0]):
        some = np.flatnonzero(codes == code)[:_LINES]
        told = entries(
            strikes.iloc[some],
            codes[some],
            first[some],
            last[some],
            periods,
            {at: details[row] for at, row in enumerate(some.tolist()) if row in details},
        )
        places = [start + row + 1 for row in some.tolist()]
        found[REASONS[int(code)]] = [
            (place, {**line, "row": place}) for place, line in zip(places, told, strict=True)
        ]
    return found


def _near(
    strikes: gpd.GeoDataFrame, series: pd.DataFrame, placed: pd.DataFrame | None, periods: Periods
) -> tuple[int, Held]:
    """Return the rows on the maps and those between the outer edges of the windows."""
    before, after = periods
    inside = (series["day_start"] >= before.start_day) & (series["day_end"] < after.stop_day)
    rows = np.flatnonzero((inside | (series["window"] >= 0)).to_numpy())
    near = series.iloc[rows]
    own = strikes.iloc[near["row"].to_numpy()]
    return len(rows), Held(own, near, None if placed is None else placed.iloc[rows])


def _comparison(scan: ScannedReports, found: Counts, asked: Asked, periods: Periods) -> Comparison:
    """Return the comparison that the merged counts make."""
    _check_values(found, asked)
    covered = covered_days(asked.covered, found.starts, periods)
    span = covered.span
    usable = _usable(found.rows, span, periods)
    by, zones = _by(asked), asked.zones
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
        ends=found.ends,
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
    ).drop(columns=["value", "unit"])
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
