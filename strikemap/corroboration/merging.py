"""From groups of reports to strikes: one row each, with nothing averaged away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from strikemap import schema
from strikemap.arrays import Floats, Ints
from strikemap.corroboration.attribution import CONFIRMED, merged_attribution, rests_on_attacker
from strikemap.corroboration.conflicts import FACTS, conflicts_of
from strikemap.corroboration.independence import count_sources
from strikemap.corroboration.origins import Bodies, count_origins, origins_of
from strikemap.corroboration.rows import MISSING_DAY, Rows, great_circle, new_runs, numbers

_JOINED: Final = "; "

#: What belongs to the lead's own source and is never filled from another report.
_OF_ONE_SOURCE: Final = ["archive_url", "retrieved", "sha256"]


def merge_reports(
    reports: pd.DataFrame,
    rows: Rows,
    labels: Ints,
    *,
    independence: Iterable[str],
    known: Bodies,
    facts: Iterable[str] = (),
) -> pd.DataFrame:
    """Merge the reports of each strike into one row.

    The best-located report leads: its point, place and precision are the strike's, and a value
    of any other column is the first that is stated, the lead's first. Dates are those that all
    reports allow, or from the first to the last where no day suits all. Casualties run from
    the lowest to the highest number given. What differs is named in ``conflicts`` and given in
    ``conflict_values``.

    Parameters
    ----------
    reports
        The caller's table; it is not changed.
    rows, labels
        Its rows as arrays, and the smallest row of each row's strike.
    independence
        Rules by which sources repeat one another.
    known
        The bodies by whose names origins are told.
    facts
        Columns besides :data:`strikemap.corroboration.conflicts.FACTS` whose differing values
        are a conflict.

    Returns
    -------
    pandas.DataFrame
        Rows in the order of the labels, which is that of the smallest report id.
    """
    starts, group = np.unique(labels, return_inverse=True)
    group = group.reshape(-1).astype(np.int64)
    order = np.lexsort((np.arange(len(rows)), rows.radius_km, rows.precision, group))
    table = pd.DataFrame(reports).iloc[rows.position]
    size = np.bincount(group, minlength=len(starts))
    strikes = _first_stated(table.iloc[order], group[order], size)
    strikes["id"] = rows.ids[starts]
    _dates(strikes, rows, group, len(starts))
    _casualties(strikes, table, group, len(starts))
    strikes["n_reports"] = size
    strikes["n_sources"] = count_sources(table, group, len(starts), rules=independence, known=known)
    strikes["n_origins"] = count_origins(origins_of(table, known), group, len(starts))
    strikes["report_ids"] = _tuples(rows.ids, group, len(starts))
    strikes["spread_km"] = _spread(rows, group, size)
    several = np.flatnonzero(size > 1)
    _texts(strikes, table, group, size)
    conflicts = conflicts_of(table, rows, group, size, [*FACTS, *facts])
    if len(several) and "attacker" in table.columns:
        merged_attribution(strikes, table, group, size)
    _claims(strikes, table, group, len(starts))
    noted = [conflicts.get(strike, {}) for strike in range(len(starts))]
    strikes["conflicts"] = [tuple(one) for one in noted]
    strikes["conflict_values"] = [tuple(one.values()) for one in noted]
    if "status" in strikes.columns:
        _status(strikes, table, group)
    if "unit" in strikes.columns:
        units = strikes["unit"].astype("object").replace("report", "strike")
        strikes["unit"] = units if table["unit"].nunique() < 2 else "incident"
    return strikes


def _first_stated(ordered: pd.DataFrame, group: Ints, size: Ints) -> pd.DataFrame:
    """Take the lead's values, and fill what it leaves open from the others."""
    lead = new_runs(group)
    strikes = ordered[lead].reset_index(drop=True)
    several = size[group] > 1
    if not several.any():
        return strikes
    rows = np.flatnonzero(size > 1)
    for column in strikes.columns.difference(_OF_ONE_SOURCE, sort=False):
        gaps = strikes[column].isna().to_numpy()[rows]
        if gaps.any():
            stated = ordered[column][several]
            found = stated.groupby(group[several], sort=True).first()
            strikes[column] = _fill(strikes[column], rows[gaps], found.iloc[np.flatnonzero(gaps)])
    return strikes


def _fill(column: pd.Series[Any], rows: Ints, values: pd.Series[Any]) -> pd.Series[Any]:
    out = column.copy()
    out.iloc[rows] = values.array
    return out


def _dates(strikes: pd.DataFrame, rows: Rows, group: Ints, n: int) -> None:
    latest_start, earliest_end = np.full(n, np.iinfo(np.int64).min), np.full(n, _FAR)
    first, last = np.full(n, _FAR), np.full(n, np.iinfo(np.int64).min)
    known = (rows.day_start > MISSING_DAY) & (rows.day_end > MISSING_DAY)
    np.maximum.at(latest_start, group[known], rows.day_start[known])
    np.minimum.at(earliest_end, group[known], rows.day_end[known])
    np.minimum.at(first, group[known], rows.day_start[known])
    np.maximum.at(last, group[known], rows.day_end[known])
    common = latest_start <= earliest_end
    start, end = np.where(common, latest_start, first), np.where(common, earliest_end, last)
    dated = np.bincount(group[known], minlength=n) > 0
    for column, days in (("date_start", start), ("date_end", end)):
        strikes[column] = _as_dates(np.where(dated, days, 0), dated)
    if "date_precision" in strikes.columns:
        narrowed = dated & (np.bincount(group, minlength=n) > 1)
        told = strikes["date_precision"].astype("object").to_numpy(copy=True)
        told[narrowed & (start == end)] = "day"
        told[narrowed & (start < end) & (told == "day")] = "range"
        strikes["date_precision"] = told


_FAR: Final = int(np.iinfo(np.int64).max)


def _as_dates(days: Ints, known: Any) -> Any:
    dates = days.astype("datetime64[D]").astype("datetime64[us]")
    dates[~known] = np.datetime64("NaT")
    return dates


def _casualties(strikes: pd.DataFrame, table: pd.DataFrame, group: Ints, n: int) -> None:
    stated = [numbers(table, name) for name in ("killed_min", "killed_max")]
    low, high = np.fmin(*stated), np.fmax(*stated)
    for column, values, widest, empty in (
        ("killed_min", low, np.minimum, np.inf),
        ("killed_max", high, np.maximum, -np.inf),
    ):
        if column not in table.columns:
            continue
        known = np.isfinite(values)
        merged = np.full(n, empty)
        widest.at(merged, group[known], values[known])
        merged[~np.isfinite(merged)] = np.nan
        strikes[column] = pd.array(merged).astype(table[column].dtype)


def _tuples(ids: Any, group: Ints, n: int) -> list[tuple[str, ...]]:
    order = np.argsort(group, kind="stable")
    names = ids[order].tolist()
    ends = np.cumsum(np.bincount(group, minlength=n)).tolist()
    return [tuple(names[start:end]) for start, end in zip([0, *ends], ends, strict=False)]


def _spread(rows: Rows, group: Ints, size: Ints) -> Floats:
    """Return the largest distance in km between two reports of each strike."""
    spread = np.zeros(len(size))
    a, b = couples(group, size)
    if len(a):
        km = great_circle(rows.lon[a], rows.lat[a], rows.lon[b], rows.lat[b])
        np.maximum.at(spread, group[a], np.nan_to_num(km))
    return spread


def couples(group: Ints, size: Ints) -> tuple[Ints, Ints]:
    """Return every two rows of the same strike.

    Walks the rows of each strike side by side, so that only strikes of many reports cost more.
    """
    order = np.argsort(group, kind="stable")
    order = order[size[group[order]] > 1]
    first, second = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for step in range(1, int(size.max(initial=1))):
        a, b = order[:-step], order[step:]
        same = group[a] == group[b]
        first.append(a[same])
        second.append(b[same])
    return np.concatenate(first), np.concatenate(second)


def _texts(strikes: pd.DataFrame, table: pd.DataFrame, group: Ints, size: Ints) -> None:
    """Join the names of sources; keep one kind of source per report."""
    several = np.flatnonzero(size > 1)
    if "source" in table.columns and len(several):
        sources = table["source"].astype("object")
        names = _tuples(sources.where(sources.notna(), None).to_numpy(), group, len(size))
        out = strikes["source"].astype("object").to_numpy(copy=True)
        joined: dict[tuple[str | None, ...], str | None] = {}
        for strike in several.tolist():
            named = names[strike]
            if named not in joined:
                stated = dict.fromkeys(str(name) for name in named if name is not None)
                joined[named] = _JOINED.join(stated) or None
            out[strike] = joined[named]
        strikes["source"] = out
    if "source_kind" in table.columns:
        kinds = table["source_kind"].astype("object").fillna("").to_numpy(dtype=object)
        strikes["source_kinds"] = _tuples(kinds, group, len(size))


def _status(strikes: pd.DataFrame, table: pd.DataFrame, group: Ints) -> None:
    """Give a strike the stage that all of its reports have reached, where stages are stated."""
    stages = list(schema.STATUS)
    if not set(table["status"].dropna()) <= set(stages):
        return
    reached = pd.Series([stages.index(s) if isinstance(s, str) else -1 for s in table["status"]])
    least = reached.groupby(group).min()
    strikes["status"] = [stages[n] if n >= 0 else None for n in least]


def _claims(strikes: pd.DataFrame, table: pd.DataFrame, group: Ints, n: int) -> None:
    """Mark strikes that rest on the attacker's word; a confirmed one is declared, no claim."""
    alone = np.bincount(group[~rests_on_attacker(table)], minlength=n) == 0
    strikes["attacker_word_only"] = alone
    strikes["claim"] = alone
    if "attribution" in strikes.columns:
        strikes["claim"] = alone & (strikes["attribution"].astype("object") != CONFIRMED)


def as_geoframe(strikes: pd.DataFrame, reports: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the strikes as a GeoDataFrame in EPSG:4326."""
    if isinstance(reports, gpd.GeoDataFrame) and reports.active_geometry_name is not None:
        name = str(reports.active_geometry_name)
        crs = reports.crs or schema.CRS
        return gpd.GeoDataFrame(strikes, geometry=name, crs=crs).to_crs(schema.CRS)
    columns = {str(name).lower(): str(name) for name in strikes.columns}
    lon = columns.get("lon") or columns["longitude"]
    lat = columns.get("lat") or columns["latitude"]
    points = gpd.points_from_xy(numbers(strikes, lon), numbers(strikes, lat))
    return gpd.GeoDataFrame(strikes, geometry=points, crs=schema.CRS)
