"""Counting a part of a scan: whole numbers, which are merged in any order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from pandas.api.extensions import take

from strikemap.arrays import Bools, Ints, Positions
from strikemap.comparison.accounting import REASONS, Codes, entries, reasons
from strikemap.comparison.assembly import Asked, group_column, placed_rows, require_columns
from strikemap.comparison.counting import units_in
from strikemap.comparison.names import counts_of_names
from strikemap.comparison.result import PLACED, Held
from strikemap.comparison.selection import (
    ALTERNATIVE,
    STATED,
    Where,
    attackers_in,
    known_values,
    select,
)
from strikemap.comparison.tally import tallied
from strikemap.comparison.unselected import unselected
from strikemap.formats.stream import EXAMPLES
from strikemap.ledger import Entry
from strikemap.periods import Days, Periods
from strikemap.placement.by_day import zone_numbers
from strikemap.readers.part_reading import PartReports

#: What is counted of a row, with the name of its group before the groups are in order.
_KEYS: Final = ["day_start", "day_end", "value", "alternative", "window", "unit"]
#: Numbers of groups, and what the numbers stand for.
Grouped = tuple[Ints, Any]


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
    ranges
        The pairs of a first and a last possible day of a row, shape (2, pairs).
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
    ranges: Days
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


def part_of(part: PartReports, asked: Asked, periods: Periods, most: int) -> Counts:
    """Count a part of a table; of most of its rows only days, place and selection are read."""
    first, last = part.first, part.last
    stated = part.columns(_columns(asked))
    require_columns(stated.assign(date_start=0, date_end=0), asked)
    chosen = select(stated, asked.where, part=True)
    selected = chosen.stated | chosen.alternative if asked.alternatives else chosen.stated
    has_point = part.located
    codes = reasons(has_point, selected, first, last, periods)
    rows = np.flatnonzero(codes > -5)
    groups = _groups(part, stated, rows, codes, asked)
    named = "unit" in stated and bool(stated["unit"].notna().any())
    units = pd.factorize(stated["unit"].iloc[rows]) if named else None
    series = pd.DataFrame(
        {
            "row": rows,
            "day_start": first[rows],
            "day_end": last[rows],
            "alternative": chosen.alternative[rows],
            "window": codes[rows],
        }
    )

    def on_map(some: Positions) -> Bools:
        every = np.ones(len(some), dtype=bool)
        return reasons(has_point[some], every, first[some], last[some], periods) >= 0

    left_out = unselected(
        stated, asked.where, chosen, alternatives=asked.alternatives, on_map=on_map
    )
    where = asked.where if isinstance(asked.where, Mapping) else {}
    near = _near(series, periods)
    held = _held(part, series.iloc[near], codes, groups, asked) if len(near) <= most else None
    return Counts(
        rows=_alike(series, groups, units),
        aside=Counter({REASONS[code]: int((codes == code).sum()) for code in _reasons_in(codes)}),
        lines=_lines(part, codes, periods, left_out.details()),
        ranges=_pairs(first, last),
        known={column: known_in(stated, column) for column in where},
        stated={column: Counter(counts_of_names(stated, column)) for column in where},
        akin=Counter({name: len(some) for name, some in left_out.akin}),
        either=len(left_out.either),
        units=frozenset(units_in(stated["unit"])) if "unit" in stated else frozenset(),
        n=len(part),
        found=Counter({name: int(mask.sum()) for name, mask in chosen.possible.items()}),
        kind="strike" if part.states("report_ids") else "report",
        n_held=len(near),
        held=None if held is None else ((part.start, held),),
    )


def by_of(asked: Asked) -> str:
    """Return the column that groups come from."""
    return asked.by or ("zone" if asked.zones is not None else "all")


def _columns(asked: Asked) -> set[str]:
    """Return the columns of reports that are counted by."""
    by, names = by_of(asked), {"unit", *columns_of(asked.where)}
    of_zones = asked.zones is not None and by in PLACED
    return names if of_zones or (by == "all" and asked.by is None) else names | {by}


def _groups(
    part: PartReports, stated: pd.DataFrame, rows: Positions, codes: Codes, asked: Asked
) -> Grouped:
    """Return the number of each row's group, below 0 for none, and what the numbers stand for."""
    by, zones = by_of(asked), asked.zones
    if zones is not None and by in ("zone", "zone_side"):
        lon, lat = (axis[rows] for axis in part.places)
        column = by.removeprefix("zone_")
        return zone_numbers(lon, lat, part.first[rows], zones, column)
    placed = None
    if zones is not None and by in PLACED:
        placed = placed_rows(part.reports(rows), np.arange(len(rows)), codes[rows], asked)
    values = group_column(stated, rows, placed, by, asked.where)
    if values is None:
        return np.full(len(rows), -1, dtype=np.int64), None
    numbers, names = pd.factorize(values)
    return numbers, names.array


def _alike(series: pd.DataFrame, groups: Grouped, units: Grouped | None) -> pd.DataFrame:
    """Return rows that are alike in all that is counted as one, with their number."""
    (group, values), several = groups, 1 if units is None else len(units[1]) + 1
    unit = 0 if units is None else units[0] + 1
    tally = tallied(series.assign(group=(group + 1) * several + unit))
    group, unit = np.divmod(tally.pop("group").to_numpy(), several)
    return tally.assign(
        value=np.nan if values is None else take(values, group - 1, allow_fill=True),
        unit=None if units is None else take(units[1].array, unit - 1, allow_fill=True),
    )[[*_KEYS, "n"]]


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
            )[:EXAMPLES]
            for code in {*one.lines, *other.lines}
        },
        ranges=_pairs(*np.hstack([one.ranges, other.ranges])),
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


def _pairs(first: Days, last: Days) -> Days:
    pairs = pd.DataFrame({"first": first, "last": last}).drop_duplicates()
    return pairs.to_numpy().T


def _together(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows that are alike in all that is counted as one, with their number."""
    grouped = rows.groupby(_KEYS, dropna=False, observed=True, sort=False)["n"]
    return grouped.sum().reset_index()


def columns_of(where: Where | None) -> set[str]:
    """Return the columns of reports that a selection looks at."""
    names = set(where) if isinstance(where, Mapping) else set()
    return names | ({STATED, ALTERNATIVE} if "attacker" in names else set())


def known_in(strikes: pd.DataFrame, column: str) -> set[Any]:
    """Return the values that a column of the selection has."""
    if column == "attacker" and STATED in strikes.columns:
        return attackers_in(strikes)
    return known_values(strikes[column])


def _reasons_in(codes: Codes) -> list[int]:
    """Return the codes of reasons for which rows are on neither map."""
    return [int(code) for code in np.unique(codes[codes < 0])]


def _lines(
    part: PartReports, codes: Codes, periods: Periods, details: Mapping[int, str]
) -> dict[str, list[tuple[int, Entry]]]:
    """Return the first ledger lines of a part for each reason, with their place in the whole."""
    found: dict[str, list[tuple[int, Entry]]] = {}
    for code in _reasons_in(codes):
        some = np.flatnonzero(codes == code)[:EXAMPLES]
        told = entries(
            pd.DataFrame({"id": part.ids(some)}),
            codes[some],
            part.first[some],
            part.last[some],
            periods,
            {at: details[row] for at, row in enumerate(some.tolist()) if row in details},
        )
        places = (part.start + part.kept[some]).tolist()
        numbers = part.rows(some).tolist()
        found[REASONS[code]] = [
            (place, {**line, "file": part.file, "row": number})
            for place, number, line in zip(places, numbers, told, strict=True)
        ]
    return found


def _near(series: pd.DataFrame, periods: Periods) -> Positions:
    """Return the rows on the maps and those between the outer edges of the windows."""
    before, after = periods
    inside = (series["day_start"] >= before.start_day) & (series["day_end"] < after.stop_day)
    return np.flatnonzero((inside | (series["window"] >= 0)).to_numpy())


def _held(
    part: PartReports, series: pd.DataFrame, codes: Codes, groups: Grouped, asked: Asked
) -> Held:
    """Return rows near the event with all that they say, and their zones."""
    rows = series["row"].to_numpy()
    reports = part.reports(rows)
    placed = None
    if asked.zones is not None:
        placed = placed_rows(reports, np.arange(len(rows)), codes[rows], asked)
    return Held(reports, series.assign(value=_named(groups, series.index)), placed)


def _named(groups: Grouped, at: Any) -> Any:
    """Return the groups of some rows by name."""
    numbers, values = groups
    return np.nan if values is None else take(values, numbers[at], allow_fill=True)
