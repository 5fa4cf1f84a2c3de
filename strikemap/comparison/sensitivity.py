"""How the result depends on choices: the same numbers under every other setting."""

from __future__ import annotations

from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from strikemap.comparison.accounting import located
from strikemap.comparison.assembly import Asked, assemble
from strikemap.comparison.of_map import takes_map
from strikemap.comparison.result import PLACED, Comparison
from strikemap.comparison.selection import require_zone, select
from strikemap.comparison.settings import Setting, settings
from strikemap.corroboration import corroborate
from strikemap.placement.by_day import place_in_zones
from strikemap.progress import steps

KEPT: Final = (
    "n_before",
    "n_after",
    "per_day_before",
    "per_day_after",
    "share_before",
    "share_after",
    "rate_ratio",
    "ci_low_adjusted",
    "ci_high_adjusted",
    "p_exact",
    "p_placebo",
)
#: Distances in km and days within which reports are taken for one strike, to try.
CORROBORATION: Final = ((1.0, 0), (2.0, 1), (5.0, 2))


@takes_map
def sensitivity(
    comparison: Comparison,
    *,
    zone: str | None = None,
    days: int = 10,
    lengths: tuple[int, ...] = (7, 10, 14, 21, 28),
    reports: gpd.GeoDataFrame | None = None,
) -> pd.DataFrame:
    """Return the comparison's numbers under every other choice that could have been made.

    Parameters
    ----------
    comparison
        The comparison as chosen.
    zone
        The group to follow beside "all"; by default the one whose daily rate changed most.
    days
        Move the event's date by up to this many days either way.
    lengths
        Lengths of both windows to try.
    reports
        The table of reports the strikes were made from: also tries other distances and
        days for taking reports for one strike (not where `where` was a mask, which says
        nothing about other rows).

    Returns
    -------
    pandas.DataFrame
        One row per setting and followed group: ``dimension`` ("as chosen", "stated date",
        "event date", "length", "outer edge", "gap", "confidence", "claims", "attacker",
        "unit", "zones", "source left out", "comparator", "location", "day share",
        "corroboration"), ``setting``, ``zone`` and the columns of the comparison's table.
        A dimension that the table has no column for is absent; a comparator whose sources
        were not collected in both windows has no numbers.

    Raises
    ------
    MapError
        ``ZONE_UNKNOWN`` when `zone` is not a group of the comparison.

    Examples
    --------
    >>> import strikemap as sm
    >>> strikes = sm.load_dataset("syria_2017_strikes")
    >>> result = sm.compare(
    ...     strikes, "2017-05-04", where={"attacker": "Russia"}, by="region"
    ... )
    >>> table = sensitivity(result, days=1)
    >>> moved = table[(table["dimension"] == "event date") & (table["zone"] == "north-west")]
    >>> moved[["n_before", "n_after"]].astype(int).to_numpy().tolist()
    [[37, 0], [34, 0]]
    """
    followed = _followed(comparison, zone)
    placed = placed_once(comparison)
    asked = settings(comparison, days=days, lengths=lengths)
    lines: list[dict[str, Any]] = []
    for setting in steps(asked, "other settings"):
        if setting.refused:
            lines += [
                {"dimension": setting.dimension, "setting": setting.label, "zone": name}
                for name in followed
            ]
            continue
        lines += _lines(
            setting.dimension, setting.label, run(comparison, placed, setting), followed
        )
        if not setting.placebo:
            for line in lines[-len(followed) :]:
                line["p_placebo"] = float("nan")
    lines += _day_share(comparison, placed, followed)
    masked = comparison.selection is not None and comparison.where is None
    if reports is not None and not masked:
        lines += _corroboration(comparison, reports, followed)
    return pd.DataFrame(lines)


def _followed(comparison: Comparison, zone: str | None) -> list[str]:
    groups = comparison.groups
    if zone is not None:
        require_zone(groups, zone)
    if not groups:
        return ["all"]
    change = comparison.table["difference"].iloc[:-1].abs().to_numpy()
    return [zone or groups[int(np.argmax(change))], "all"]


def placed_once(comparison: Comparison) -> gpd.GeoDataFrame:
    """Return the caller's table with each row's zone, which no event and window changes."""
    if comparison.zones is None:
        return comparison.source
    return _with_zones(comparison, comparison.source, comparison.zones)


def _with_zones(
    comparison: Comparison, strikes: gpd.GeoDataFrame, zones: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Return strikes with their zones; what is near a front changes no count."""
    usable = located(strikes) & strikes["date_start"].notna().to_numpy()
    slim = strikes[["date_start", str(strikes.active_geometry_name)]]
    placed = place_in_zones(slim if usable.all() else slim.loc[usable], zones, max_days=None)
    columns = {name: np.full(len(strikes), None, dtype=object) for name in PLACED}
    for name, values in columns.items():
        values[usable] = placed[name].to_numpy()
    known = [name for name in PLACED if name in strikes.columns]
    return strikes.drop(columns=known).assign(**columns)


def run(comparison: Comparison, placed: gpd.GeoDataFrame, setting: Setting) -> Comparison:
    """Return the comparison under another setting; `placed` is from :func:`placed_once`."""
    zones = comparison.zones
    strikes = placed
    if setting.as_of is not None and zones is not None:
        only = zones.loc[zones["as_of"] == setting.as_of].assign(valid_to=pd.NaT)
        strikes = _with_zones(comparison, comparison.source, only)
    where = setting.changed.get("where", comparison.selection)
    chosen = select(comparison.source, where).stated
    if setting.rows is not None:
        strikes, chosen = strikes.loc[setting.rows], chosen[setting.rows]
    asked = Asked(
        event=setting.changed.get("event", comparison.event),
        windows=setting.changed.get("windows", comparison.windows),
        where=chosen,
        by=None if comparison.by == "all" else comparison.by,
        covered=_covered(comparison),
    )
    return assemble(strikes, asked)


def _covered(comparison: Comparison) -> tuple[Any, Any] | None:
    if not comparison.coverage.days:
        return None
    return comparison.coverage.first_date, comparison.coverage.last_date


def _lines(
    dimension: str, label: str, result: Comparison, followed: list[str]
) -> list[dict[str, Any]]:
    table = result.table.set_index("zone")
    lines = []
    for zone in followed:
        line: dict[str, Any] = {"dimension": dimension, "setting": label, "zone": zone}
        if zone in table.index:
            line |= {name: table.at[zone, name] for name in KEPT}
        else:
            line |= {"n_before": 0, "n_after": 0, "per_day_before": 0.0, "per_day_after": 0.0}
        lines.append(line)
    return lines


def _day_share(
    comparison: Comparison, placed: gpd.GeoDataFrame, followed: list[str]
) -> list[dict[str, Any]]:
    """Return the pair to the row as chosen: rows that cross an edge weighted by day share."""
    asked = Asked(
        event=comparison.event,
        windows=comparison.windows,
        where=comparison.selection,
        by=None if comparison.by == "all" else comparison.by,
        covered=_covered(comparison),
        day_share=True,
    )
    table = assemble(placed, asked).table.set_index("zone")
    lines = []
    for zone in followed:
        if zone not in table.index:
            continue
        weighted = [f"{name}_weighted" for name in ("n_before", "n_after", "rate_ratio")]
        before, after, ratio = table.loc[zone, weighted].to_numpy(dtype=np.float64)
        days = [
            period.days if comparison.covered.whole(comparison.periods) else np.nan
            for period in comparison.periods
        ]
        lines.append(
            {
                "dimension": "day share",
                "setting": "date ranges weighted by their days",
                "zone": zone,
                "n_before": before,
                "n_after": after,
                "per_day_before": before / days[0],
                "per_day_after": after / days[1],
                "rate_ratio": ratio,
            }
        )
    return lines


def _corroboration(
    comparison: Comparison, reports: gpd.GeoDataFrame, followed: list[str]
) -> list[dict[str, Any]]:
    lines = []
    asked = Asked(
        event=comparison.event,
        windows=comparison.windows,
        where=comparison.where,
        by=None if comparison.by == "all" else comparison.by,
        covered=_covered(comparison),
    )
    free = reports.drop(columns="strike_id", errors="ignore")
    for km, days in CORROBORATION:
        strikes = corroborate(free, distance_km=km, days=days)
        if comparison.zones is not None:
            strikes = _with_zones(comparison, strikes, comparison.zones)
        label = f"reports within {km:g} km and {days} days"
        lines += _lines("corroboration", label, assemble(strikes, asked), followed)
    return lines
