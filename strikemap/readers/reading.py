"""From a raw table to the report table: every row kept, or set aside with its reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap import schema
from strikemap.arrays import Positions
from strikemap.formats.names import forms, plain_name
from strikemap.formats.source import Source
from strikemap.formats.table import RawTable, Rows
from strikemap.readers.accounting import Accounting
from strikemap.readers.assembly import assemble
from strikemap.readers.checks import (
    FLAGS,
    check_ids,
    clean_ids,
    count_repeats,
    may_share_point,
    precision_flags,
    rows_that_repeat,
)
from strikemap.readers.days import DateReading, Dates, read_days
from strikemap.readers.dialect import Dialect
from strikemap.readers.evidence import Known, check_part_ids
from strikemap.readers.exchanged import (
    REMEDY,
    Swap,
    beside,
    exchanged_rows,
    rows_to_swap,
    suspicion,
    swapped,
)
from strikemap.readers.filling import actor_columns, harmonised_columns
from strikemap.readers.harmonise import no_text, spread_text
from strikemap.readers.header import POINT_ROLES, Layout
from strikemap.readers.keeping import set_aside_others
from strikemap.readers.points import (
    Area,
    Points,
    Reach,
    check_area,
    check_points,
    read_points,
    refuse_area,
)

#: Ids said of rows that repeat others.
_SAID = 5
#: Names that are given to ids only.
SURE_ID = re.compile(r"(?:^|_)u?id(?:$|_)|eventid|reference|unique|_code$")

_JUDGED = ("id", "date", "date_start", "date_end", "date_precision", "lat", "lon", *POINT_ROLES)


@dataclass(frozen=True, eq=False)
class Settings:
    """What the caller says about the rows."""

    crs: Any = None
    area: Area | None = None
    dates: DateReading = field(default_factory=DateReading)
    keep_unlocated: bool = False
    swap: Swap | None = None


@dataclass(eq=False)
class Part:
    """A table that is a part of a larger one: what the whole proved, and what the part found.

    ``start`` counts the rows before it; ``reach``, ``judged`` and ``among`` count points in the
    area and among the others, ``exchanged`` are ids of rows that look exchanged, of which
    ``exchanged_aside`` were set aside.
    """

    known: Known
    start: int
    reach: Reach = field(default_factory=Reach)
    judged: int = 0
    among: int = 0
    exchanged: list[str] = field(default_factory=list)
    suspected: Rows = field(default_factory=lambda: np.array([], dtype=np.int64))
    exchanged_aside: int = 0

    def suspect(self, points: Points, ids: Any, accounting: Accounting) -> None:
        """Note which rows would lie among the others with longitude and latitude exchanged."""
        lon, lat = (np.where(accounting.kept(), axis, np.nan) for axis in (points.lon, points.lat))
        among, rows = beside(lon, lat, self.known.east, self.known.north)
        self.judged, self.among = int(np.isfinite(lon + lat).sum()), int(among.sum())
        self.suspected, self.exchanged = rows, [str(ids[at]) for at in rows]


@dataclass(frozen=True, eq=False)
class Judged:
    """Rows of a table with what decides whether they stay: ids, points, days and the accounting."""

    ids: Any
    points: Points
    dates: Dates
    accounting: Accounting

    def at(self, rows: Positions) -> tuple[Any, Points, Dates]:
        """Return ids, points and days of some rows."""
        points, dates = self.points, self.dates
        return (
            self.ids[rows],
            Points(points.lon[rows], points.lat[rows]),
            Dates(dates.start[rows], dates.end[rows], dates.precision[rows]),
        )


def report_table(
    source: Source, table: RawTable, layout: Layout, settings: Settings
) -> tuple[gpd.GeoDataFrame, Accounting]:
    """Return the report table of a raw table, and what happened to each row.

    Parameters
    ----------
    source
        The file, for messages.
    table
        Its raw table.
    layout
        Which column is what.
    settings
        CRS, area and the reading of dates.
    """
    found = judged(source, table, layout, settings)
    columns = harmonised_columns(table, layout)
    columns |= actor_columns(table, layout)
    kept = found.accounting.kept()
    reports = assemble(table, layout, found.ids, found.points, found.dates, columns, kept)
    points = Points(found.points.lon[kept], found.points.lat[kept])
    shared = may_share_point(points.lon, points.lat)
    _note_repeats(table, layout, found, shared)
    _add_flags(table, layout, reports, points, kept, shared)
    _propose_strikes(table, layout, reports)
    return reports, found.accounting


def judged(
    source: Source, table: RawTable, layout: Layout, settings: Settings, part: Part | None = None
) -> Judged:
    """Return which rows of a table stay, by their ids, points and days.

    Parameters
    ----------
    source, table, layout, settings
        As for :func:`report_table`.
    part
        What the whole proves of which the table is a part; such a table is not judged as a whole.
    """
    ids, accounting = _ids(source, table, layout, part)
    set_aside_others(source, table, layout, accounting)
    points = read_points(source, table, layout, settings.crs, accounting)
    if part is None:
        points, suspected = _exchanged(points, ids, settings.swap, accounting)
    else:
        part.suspect(points, ids, accounting)
    check_points(table, layout, points, accounting)
    if settings.keep_unlocated:
        accounting.readmit("COORD_MISSING")
    reach = check_area(source, points, settings.area, accounting)
    if part is None:
        refuse_area(source, settings.area, reach)
    else:
        part.reach = reach
    dates = read_days(source, table, layout, settings.dates, accounting)
    if part is None:
        _note_exchanged(table, ids, suspected, accounting)
    else:
        part.exchanged_aside = int((~accounting.kept()[part.suspected]).sum())
    return Judged(ids, points, dates, accounting)


def judging_columns(layout: Layout, names: Sequence[str]) -> set[str]:
    """Return the columns that decide whether a row stays."""
    dialect, roles = layout.dialect, layout.roles
    deciding = {*dialect.keep, *dialect.checks}
    deciding |= {*dialect.columns.get("lat", ()), *dialect.columns.get("lon", ())}
    found = {name for name in names if deciding & {*forms(name), name.lower()}}
    found |= {roles[role] for role in _JUDGED if role in roles}
    return found | {*layout.parts, *layout.again.values(), *filter(None, [layout.utc])}


def _exchanged(
    points: Points, ids: Any, swap: Swap | None, accounting: Accounting
) -> tuple[Points, Rows]:
    """Exchange the axes of the rows that ``swap=`` names; return also those that look exchanged."""
    judged = accounting.kept()
    lon, lat = (np.where(judged, values, np.nan) for values in (points.lon, points.lat))
    suspected = exchanged_rows(lon, lat)
    rows = [] if swap is None else rows_to_swap(swap, ids, suspected)
    if rows:
        points = Points(*swapped(points.lon, points.lat, rows, accounting))
    return points, suspected[~np.isin(suspected, rows)]


def _note_exchanged(table: RawTable, ids: Any, rows: Rows, accounting: Accounting) -> None:
    """Say which rows look exchanged, and what became of them."""
    if len(rows):
        aside = int((~accounting.kept()[rows]).sum())
        said = f"{suspicion(len(rows), [str(ids[at]) for at in rows], aside)}. {REMEDY}"
        table.note("AXES_EXCHANGED", said)
        accounting.remark("AXES_EXCHANGED", said)


def _ids(
    source: Source, table: RawTable, layout: Layout, part: Part | None
) -> tuple[Any, Accounting]:
    """Return the ids of the rows, their own or else their row numbers."""
    name = layout.roles.get("id")
    if part is not None and (name is None or not part.known.ids):
        ids = pd.array(table.rows.astype(str), dtype=schema.TEXT)
        return ids, Accounting(source.name, table.rows, ids)
    if name is None or (part is None and _is_no_id(table, name, "id" in layout.settled)):
        ids = pd.array(table.rows.astype(str), dtype=schema.TEXT)
        accounting = Accounting(source.name, table.rows, ids)
        repeats = count_repeats(table.frame)
        if repeats:
            table.note(
                "REPEATED_ROWS",
                f"{repeats} rows repeat an earlier one in every column; without ids nobody can say "
                "whether they are one strike or several, so all are kept",
            )
        return ids, accounting
    ids, changed = clean_ids(table.frame[name])
    accounting = Accounting(source.name, table.rows, ids)
    accounting.changed(
        "ID_FORM", changed, "padding or invisible characters were left out of the id"
    )
    if part is None:
        check_ids(table.frame, ids, name, accounting)
    else:
        check_part_ids(ids, part.start, part.known, accounting)
    return ids, accounting


def _note_repeats(table: RawTable, layout: Layout, found: Judged, shared: Positions) -> None:
    """Say which of the rows that stay say the same as an earlier one under another id."""
    name, kept = layout.roles.get("id"), np.flatnonzero(found.accounting.kept())
    if name is None:
        return
    axes = [found.points.lon, found.points.lat]
    everywhere = bool(np.isfinite(axes[0] + axes[1])[kept].all())
    others = [table.frame[column] for column in table.frame.columns if column != name]
    columns = [found.dates.start, *(axes if everywhere else []), *others]
    rows = rows_that_repeat(columns, kept[shared] if everywhere else kept)
    if len(rows):
        ids = pd.Series(found.ids[rows]).astype(str)
        more = f" and {len(rows) - _SAID} more" if len(rows) > _SAID else ""
        one = "1 row says" if len(rows) == 1 else f"{len(rows)} rows say"
        table.note(
            "REPEATED_ROWS",
            f"{one} the same as an earlier one under another id "
            f"({', '.join(ids.iloc[:_SAID])}{more}); all are kept and counted",
        )


def _is_no_id(table: RawTable, name: str, named: bool) -> bool:
    """Return whether a column that may hold ids is empty, or by its name and cells holds none."""
    column = table.frame[name]
    given = column.dropna()
    if len(column) and not any(str(cell).strip() for cell in given):
        table.note("ID_EMPTY", f"column {name!r} is empty: rows go by their numbers in the file")
        return True
    if named or SURE_ID.search(plain_name(name)):
        return False
    if len(given) == len(column) and not given.duplicated().any():
        return False
    table.note(
        "ID_REPEATED",
        f"column {name!r} has empty or repeated cells and is not taken for an id; pass "
        f"columns={{'id': {name!r}}} if it is one",
    )
    return True


def _add_flags(
    table: RawTable,
    layout: Layout,
    reports: gpd.GeoDataFrame,
    points: Points,
    kept: Any,
    shared: Positions,
) -> None:
    """Add ``precision_flag`` and say where many rows lie on one point."""
    if not len(reports):
        reports.insert(len(reports.columns) - 1, "precision_flag", no_text(0))
        return
    precision = reports["location_precision"].cat.codes.to_numpy()
    flags, piles = precision_flags(points, precision, _decimals(table, layout, kept), shared)
    reports.insert(len(reports.columns) - 1, "precision_flag", spread_text(FLAGS, flags))
    if piles:
        share = sum(pile[2] for pile in piles) / len(reports)
        lon, lat, count = piles[0]
        table.note(
            "CENTROID_PILE_UP",
            f"{len(piles)} points hold {share:.0%} of the rows; ({lat:.4f}, {lon:.4f}) alone holds "
            f"{count}: these look like centroids, not places of impact",
        )


def _propose_strikes(table: RawTable, layout: Layout, reports: gpd.GeoDataFrame) -> None:
    """Say how many rows are strikes from the air, and how to count these alone."""
    for column, values in layout.dialect.strikes.items():
        if column in reports:
            n = int(reports[column].isin(values).sum())
            table.note(
                "FILTER_PROPOSED",
                f"{n} of {len(reports)} rows are strikes from the air; all rows are counted unless "
                f"you pass where={{{column!r}: {list(values)!r}}}",
            )


def _decimals(table: RawTable, layout: Layout, kept: Any) -> npt.NDArray[np.int8] | None:
    """Return the decimals of the stated coordinates, when a precision is stated beside them."""
    if "location_precision" not in layout.roles or not {"lat", "lon"} <= layout.roles.keys():
        return None
    lat = pd.to_numeric(table.frame[layout.roles["lat"]], errors="coerce").to_numpy(dtype=float)[
        kept
    ]
    scaled = np.abs(lat * 1e5)
    fine = np.abs(scaled - np.round(scaled)) > 1e-4
    return np.where(fine, 6, 5).astype(np.int8)


def provenance(dialect: Dialect) -> dict[str, Any]:
    """Return what a dialect says about its publisher, for the frame's facts."""
    return {
        "dialect": dialect.name,
        "title": dialect.title,
        "licence": dialect.licence,
        "citation": dialect.citation,
        "redistribute": dialect.redistribute,
        "strikes": {column: list(values) for column, values in dialect.strikes.items()},
    }
