"""The same comparison cut on other days: its outer edges and its gap stay as they are."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.comparison.result import Comparison
from strikemap.comparison.table import table_of
from strikemap.periods import Period, Periods, assign


def recut(periods: Periods, days: int) -> Periods | None:
    """Return the windows for an event some days later (earlier when negative).

    The first day of the window before and the last day of the window after stay; None when
    a window would hold no day.

    Examples
    --------
    >>> recut(Periods(Period(0, 10), Period(10, 20), 10), 2).before
    Period(start_day=0, stop_day=12)
    >>> recut(Periods(Period(0, 10), Period(10, 20), 10), 10) is None
    True
    """
    before = Period(periods.before.start_day, periods.before.stop_day + days)
    after = Period(periods.after.start_day + days, periods.after.stop_day)
    if before.days < 1 or after.days < 1:
        return None
    return Periods(before, after, periods.event_day + days)


def recut_tables(comparison: Comparison, *, days: int = 10) -> dict[int, pd.DataFrame]:
    """Return the comparison's table for every event day up to some days either way.

    Parameters
    ----------
    comparison
        The comparison as chosen; its zones and selection stay.
    days
        How far to move the event either way.

    Returns
    -------
    dict
        Event day (days since 1970-01-01) to table, in order; the event's own day is not
        among them. Days at which a window would be empty are left out.
    """
    tally, tables = comparison.tally, {}
    first, last = tally["day_start"].to_numpy(), tally["day_end"].to_numpy()
    for shift in (number for number in range(-days, days + 1) if number):
        periods = recut(comparison.periods, shift)
        if periods is None:
            continue
        tables[periods.event_day] = table_of(
            tally.assign(window=assign(first, last, periods)),
            comparison.groups,
            periods,
            comparison.covered,
            alternatives=comparison.alternatives,
            day_share=False,
            level=comparison.level,
            mid_p=False,
        )
    return tables


def between_the_edges(comparison: Comparison) -> gpd.GeoDataFrame:
    """Return rows on neither map that lie wholly between the outer edges of the windows.

    They are set aside because they straddle the event or fall in the gap; with the event on
    another day they would be counted. Columns are those of ``comparison.strikes``, with
    ``period`` "".
    """
    return comparison.rows(_aside(comparison)).assign(period="")


def source_rows(comparison: Comparison) -> npt.NDArray[np.intp]:
    """Return where the rows of a page stand in the caller's table: mapped, then those aside."""
    series = comparison.held.series
    mapped = np.flatnonzero((series["window"] >= 0).to_numpy())
    rows: npt.NDArray[np.intp] = series["row"].to_numpy()
    kept: npt.NDArray[np.intp] = rows[np.concatenate([mapped, _aside(comparison)])]
    return kept


def _aside(comparison: Comparison) -> npt.NDArray[np.intp]:
    series = comparison.held.series
    before, after = comparison.periods
    inside = (series["day_start"] >= before.start_day) & (series["day_end"] < after.stop_day)
    return np.flatnonzero((inside & (series["window"] < 0)).to_numpy())
