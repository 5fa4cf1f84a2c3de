"""The zones that a map draws, beside those of each strike's own day."""

from __future__ import annotations

import geopandas as gpd
import numpy as np

from strikemap.arrays import Bools
from strikemap.placement.by_day import place_in_zones
from strikemap.zones.snapshots import Days, days_of, epochs


def on_other_ground(
    placed: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, shown: Days, *, on: str = "date_start"
) -> Bools:
    """Return which strikes lie in another side's zone on the day that is drawn than on their own.

    Parameters
    ----------
    placed
        Strikes from :func:`place_in_zones`.
    zones
        The zones they were placed in.
    shown
        For each strike the day of the zones that are drawn under it, counted from 1970-01-01.
    on
        Column with each strike's day.

    Examples
    --------
    >>> import strikemap as sm
    >>> zones = sm.load_dataset("syria_2017_control")
    >>> placed = place_in_zones(sm.load_dataset("syria_2017_strikes"), zones)
    >>> int(on_other_ground(placed, zones, days_of(placed, "date_start")).sum())
    0
    """
    found = np.zeros(len(placed), dtype=bool)
    held = epochs(zones)
    apart = np.flatnonzero(held.of(days_of(placed, on)) != held.of(shown))
    if len(apart):
        rows = placed[["zone_side", on, placed.active_geometry_name]].iloc[apart]
        drawn = rows.assign(**{on: shown[apart].astype("datetime64[D]").astype("datetime64[s]")})
        seen = place_in_zones(drawn, zones, on=on, max_days=None)["zone_side"]
        found[apart] = seen.to_numpy() != rows["zone_side"].to_numpy()
    return found
