"""Why a row is on neither map: reason codes, and the ledger that names every such row."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from strikemap.arrays import Bools
from strikemap.ledger import Entry, facts, file_rows
from strikemap.periods import CODES, MISSING_DAY, Days, Periods, assign, date_of

Codes = npt.NDArray[np.int8]

#: Reasons beyond those of :data:`strikemap.periods.CODES`; they come first.
NOT_SELECTED: Final = -5
COORD_MISSING: Final = -6
DATE_MISSING: Final = -7
DATE_INVALID: Final = -8
HIDDEN: Final = -9
REASONS: Final = {
    **CODES,
    NOT_SELECTED: "NOT_SELECTED",
    COORD_MISSING: "COORD_MISSING",
    DATE_MISSING: "DATE_MISSING",
    DATE_INVALID: "DATE_INVALID",
    HIDDEN: "FILTERED_OUT",
}


def located(strikes: gpd.GeoDataFrame | gpd.GeoSeries) -> Bools:
    """Return which rows have a point."""
    points = np.asarray(strikes.geometry.array)
    found: Bools = ~(shapely.is_missing(points) | shapely.is_empty(points))
    return found


def reasons(
    has_point: Bools,
    selected: npt.NDArray[np.bool_],
    day_start: Days,
    day_end: Days,
    periods: Periods,
) -> Codes:
    """Return 0 (before), 1 (after) or the reason code of every row, in the table's order."""
    code = assign(day_start, day_end, periods)
    code[day_end < day_start] = DATE_INVALID
    code[(day_start == MISSING_DAY) | (day_end == MISSING_DAY)] = DATE_MISSING
    code[~has_point] = COORD_MISSING
    code[~selected] = NOT_SELECTED
    return code


def unplaced(code: Codes, day_start: Days, day_end: Days, periods: Periods) -> tuple[int, int]:
    """Return how many rows that have no point would count in each window by their dates."""
    rows = np.flatnonzero((code == COORD_MISSING) & (day_end >= day_start))
    rows = rows[day_start[rows] != MISSING_DAY]
    window = assign(day_start[rows], day_end[rows], periods)
    return int((window == 0).sum()), int((window == 1).sum())


def entries(
    strikes: pd.DataFrame,
    code: Codes,
    day_start: Days,
    day_end: Days,
    periods: Periods,
    unselected: Mapping[int, str],
) -> list[Entry]:
    """Return one ledger line for every row that is on neither map, in the table's order.

    ``unselected`` has what is to be said of rows that a selection may have missed.
    """
    file = str(facts(strikes).get("file", ""))
    aside = np.flatnonzero(code < 0)
    ids, rows = _ids(strikes, aside), file_rows(strikes)[aside].tolist()
    cases = zip(
        code[aside].tolist(), day_start[aside].tolist(), day_end[aside].tolist(), strict=True
    )
    detail = cache(partial(_detail, periods=periods))  # rows are many, days few
    return [
        Entry(
            file=file,
            row=row,
            id=id_,
            code=REASONS[case[0]],
            action="set aside",
            detail=detail(*case) + (f": {unselected[at]}" if at in unselected else ""),
        )
        for at, row, id_, case in zip(aside.tolist(), rows, ids, cases, strict=True)
    ]


def _ids(strikes: pd.DataFrame, rows: npt.NDArray[np.intp]) -> list[str]:
    if "id" not in strikes.columns:
        return [""] * len(rows)
    return strikes["id"].iloc[rows].astype(object).fillna("").map(str).tolist()


def _detail(code: int, start: int, end: int, periods: Periods) -> str:
    """Return the reason in words, with the dates concerned."""
    if code == NOT_SELECTED:
        return "not selected by where="
    if code == HIDDEN:
        return "left out by a filter set on the page"
    if code == COORD_MISSING:
        return "no point to draw"
    if code == DATE_MISSING:
        return "no first or no last possible date"
    days = _range_text(start, end)
    if code == DATE_INVALID:
        return f"{days}: the last possible date is before the first"
    event = date_of(periods.event_day)
    words = {
        -1: "outside both windows",
        -2: "in the gap between the windows",
        -3: f"may lie before or after the event of {event}",
        -4: "crosses the edge of a window",
    }
    return f"{days} {words[code]}"


def _range_text(start: int, end: int) -> str:
    first, last = date_of(start), date_of(end)
    return f"{first}" if start == end else f"{first} to {last}"
