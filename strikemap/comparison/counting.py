"""Counts per group, per window and per day."""

from __future__ import annotations

from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.periods import MISSING_DAY, Days, Period, Periods

#: A stretch of this many days without any report is taken as a hole in the coverage.
HOLE_DAYS: Final = 30
NO_ZONE: Final = "no zone"
NOT_STATED: Final = "not stated"


def groups_of(values: pd.Series[Any] | None, zones: gpd.GeoDataFrame | None) -> pd.Categorical[Any]:
    """Return each row's group; zones without a strike keep their (empty) category.

    Categories are in the order of the zones layer or of an ordered column, otherwise
    sorted; rows without a group come last as "no zone" or "not stated".
    """
    if values is None:
        return pd.Categorical([], categories=[])
    of_zones = zones is not None and values.name in ("zone", "zone_side")
    missing = NO_ZONE if of_zones else NOT_STATED
    codes, uniques = pd.factorize(values)
    found = [*(str(value) for value in uniques), *([missing] if (codes < 0).any() else [])]
    known: list[str] = []
    if zones is not None and values.name == "zone":
        known = [str(name) for name in zones["zone"].dropna().unique()]
    elif isinstance(values.dtype, pd.CategoricalDtype) and values.cat.ordered:
        known = [str(name) for name in values.cat.categories]
    order = list(dict.fromkeys([*known, *sorted(found)]))
    names = [name for name in order if name != missing]
    names += [missing] if missing in order else []
    place = np.array([names.index(name) for name in found], dtype=np.intp)
    return pd.Categorical.from_codes(
        place[codes] if len(found) else codes, categories=pd.Index(names)
    )


def unit_of(strikes: pd.DataFrame) -> str:
    """Return what one row is, from the column ``unit`` or the kind of table."""
    if "unit" in strikes.columns:
        units = sorted(str(unit) for unit in strikes["unit"].dropna().unique())
        if units:
            return " or ".join(units)
    return "strike" if "report_ids" in strikes.columns else "report"


def tally(group: npt.NDArray[np.intp], window: npt.NDArray[np.int8], n_groups: int) -> Days:
    """Return counts of shape (groups + 1, 2): before and after per group, the last row all."""
    counts = np.bincount(group * 2 + window, minlength=2 * n_groups).reshape(n_groups, 2)
    return np.vstack([counts, np.bincount(window, minlength=2)[None, :2]]).astype(np.int64)


def coverage(day_start: Days, periods: Periods) -> Period:
    """Return the unbroken stretch of days around the event that the reports cover.

    From the first to the last day with any report, selected or not; a stretch of more
    than :data:`HOLE_DAYS` days without any report ends it. Where a window reaches further
    by no more days than the longest silence between two reports, its edge is covered too.
    """
    days = np.unique(day_start[day_start != MISSING_DAY])
    if not len(days):
        return Period(periods.event_day, periods.event_day)
    stretches = np.split(days, np.flatnonzero(np.diff(days) > HOLE_DAYS) + 1)
    near = [_distance(Period(int(s[0]), int(s[-1]) + 1), periods.event_day) for s in stretches]
    stretch = stretches[int(np.argmin(near))]
    silence = int(np.diff(stretch).max(initial=1)) - 1
    first, stop = int(stretch[0]), int(stretch[-1]) + 1
    start, end = periods.before.start_day, periods.after.stop_day
    return Period(
        start if 0 < first - start <= silence else first,
        end if 0 < end - stop <= silence else stop,
    )


def daily_counts(
    day: Days, group: npt.NDArray[np.intp], names: list[str], span: Period
) -> pd.DataFrame:
    """Return strikes per day of `span` (rows) and group (columns, the last "all")."""
    inside = (day >= span.start_day) & (day < span.stop_day)
    n_days, n_groups = span.days, len(names)
    cell = (day[inside] - span.start_day) * max(n_groups, 1) + group[inside]
    counts = np.bincount(cell, minlength=n_days * max(n_groups, 1))
    by_group = counts.reshape(n_days, max(n_groups, 1))
    index = pd.DatetimeIndex(
        np.arange(span.start_day, span.stop_day).astype("datetime64[D]").astype("datetime64[s]"),
        name="day",
    )
    daily = pd.DataFrame(by_group[:, :n_groups], index=index, columns=names)
    daily["all"] = by_group.sum(axis=1)
    return daily


def _distance(stretch: Period, day: int) -> int:
    return max(stretch.start_day - day, day - stretch.stop_day, 0)
