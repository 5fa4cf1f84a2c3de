"""Counts per group, per window and per day."""

from __future__ import annotations

from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.comparison.coverage import dates
from strikemap.comparison.tally import weights_of
from strikemap.errors import MapError
from strikemap.periods import Days, Period

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


def unit_of(strikes: pd.DataFrame, counted: npt.NDArray[Any]) -> str:
    """Return what one row is, from the column ``unit`` or the kind of table.

    Raises
    ------
    MapError
        ``UNITS_MIXED``: the rows to be counted are not all of one unit.
    """
    if "unit" not in strikes.columns:
        return kind_of(strikes)
    units = units_in(strikes["unit"].iloc[counted]) or units_in(strikes["unit"])
    return one_unit(units, kind_of(strikes), any_counted=len(counted) > 0)


def kind_of(strikes: pd.DataFrame) -> str:
    """Return what a row is by the columns of its table."""
    return "strike" if "report_ids" in strikes.columns else "report"


def one_unit(units: list[str], kind: str, *, any_counted: bool) -> str:
    """Return the one unit of the rows to be counted; see :func:`unit_of`."""
    if len(units) > 1 and any_counted:
        raise MapError(
            f"The rows to be counted are of different units: {', '.join(units)}. One is not the "
            f"other, and they are never added. Choose one with where={{'unit': {units[0]!r}}} and "
            "make a map of each, or say with strikes.assign(unit=...) that all are one.",
            code="UNITS_MIXED",
            where="unit",
        )
    return " or ".join(units) or kind


def units_in(column: pd.Series[Any]) -> list[str]:
    """Return the units that a column states, in order of name."""
    return sorted(str(unit) for unit in column.dropna().unique())


def window_counts(tally: pd.DataFrame, n_groups: int) -> Days:
    """Return counts of shape (groups + 1, 2): before and after per group, the last row all."""
    inside = tally.loc[tally["window"] >= 0]
    cell = inside["group"].to_numpy() * 2 + inside["window"].to_numpy()
    counts = np.bincount(cell, weights_of(inside), 2 * n_groups).reshape(n_groups, 2)
    return np.vstack([counts, counts.sum(axis=0)]).astype(np.int64)


def daily_counts(tally: pd.DataFrame, names: list[str], span: Period) -> pd.DataFrame:
    """Return strikes per day of `span` (rows) and group (columns, the last "all").

    Every row counts on each of its possible days by an equal share, inside and outside the
    windows alike, so that a steady process gives a steady series.

    Parameters
    ----------
    tally
        Rows with ``day_start``, ``day_end`` (both included) and ``group``, alike ones as one.
    names
        Names of the groups.
    span
        The days; shares on other days are not counted.
    """
    first, last, group = (tally[name].to_numpy() for name in ("day_start", "day_end", "group"))
    n_groups, width = max(len(names), 1), span.days + 1
    n = weights_of(tally)
    share = (1.0 if n is None else n) / (last - first + 1)
    begin, end = (np.clip(day - span.start_day, 0, span.days) for day in (first, last + 1))
    size = n_groups * width
    steps = np.bincount(group * width + begin, share, size)
    steps -= np.bincount(group * width + end, share, size)
    by_group = np.round(np.cumsum(steps.reshape(n_groups, width), axis=1)[:, :-1], 9).T + 0.0
    daily = pd.DataFrame(by_group[:, : len(names)], index=dates(span), columns=names)
    daily["all"] = by_group.sum(axis=1)
    return daily
