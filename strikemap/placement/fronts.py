"""Strikes near a front: ground of another side within reach, or another side stated as hit."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from strikemap.palettes import CONTESTED, known_side
from strikemap.plane import Plane
from strikemap.zones.areas import NO_ZONE
from strikemap.zones.snapshots import Days, Epochs


def near_front(
    placed: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, held: Epochs, days: Days
) -> npt.NDArray[np.bool_]:
    """Mark strikes whose stated target is another side, or whose radius reaches another side."""
    near = np.zeros(len(placed), dtype=bool)
    if "target_side" in placed:
        sides = set(zones["side"].astype(str))
        near |= disagreeing(placed["target_side"], placed["zone_side"], sides)
    if "radius_km" in placed:
        near |= _reaching(placed, zones, held, held.of(days))
    return near


def disagreeing(stated: Any, zone_side: Any, sides: set[str]) -> npt.NDArray[np.bool_]:
    """Say where the side stated as hit is another than the side that held the ground.

    A text that names none of the layer's ``sides`` ("civilians-not stated", or "SDF" over zones
    of foreign influence) and ground that is contested or in no zone disagree with nothing.

    Examples
    --------
    >>> disagreeing(["ISIS", "opposition"], ["Turkey", "Turkey"], {"ISIS", "Turkey"}).tolist()
    [True, False]
    """
    folded = {side.casefold(): side for side in sides - {CONTESTED, NO_ZONE}}

    def meant(text: object) -> str | None:
        name = str(text).strip()
        return folded.get(name.casefold()) or folded.get(str(known_side(name)).casefold())

    held = pd.Series(zone_side).astype(str).to_numpy(dtype=object)
    target = pd.Series(stated, dtype=object).map(meant, na_action="ignore").to_numpy(object)
    clear = pd.notna(target) & ~np.isin(held, [NO_ZONE, CONTESTED])
    return np.asarray(clear & (target != held))


def _reaching(
    placed: gpd.GeoDataFrame,
    zones: gpd.GeoDataFrame,
    held: Epochs,
    stretch: npt.NDArray[np.intp],
) -> npt.NDArray[np.bool_]:
    """Mark strikes within whose radius a zone of another side begins."""
    near = np.zeros(len(placed), dtype=bool)
    radius = pd.to_numeric(placed["radius_km"]).to_numpy(dtype=float, na_value=0.0)
    wide = np.flatnonzero((radius > 0) & (placed["zone_side"] != NO_ZONE).to_numpy())
    if not len(wide):
        return near
    plane, points = Plane.around(zones.geometry.array), placed.geometry.iloc[wide]
    shapes = np.asarray(plane.to_metres(np.asarray(zones.geometry.array)))
    xy, reach = plane.xy(points.x, points.y), radius[wide] * 1e3
    sides = pd.factorize(zones["side"])[1]
    own = sides.get_indexer(placed["zone_side"].iloc[wide])
    holder = sides.get_indexer(zones["side"])
    for number, rows in enumerate(held.rows):
        here = np.flatnonzero(stretch[wide] == number)
        for row in rows:
            left = here[~near[wide[here]] & (own[here] != holder[row])]
            near[wide[left]] = _within_reach(shapes[row], xy[left], reach[left])
    return near


def _within_reach(
    shape: shapely.Geometry, xy: npt.NDArray[np.float64], reach: npt.NDArray[np.float64]
) -> npt.NDArray[np.bool_]:
    """Say which points lie within their reach of a shape; most lie far from its bounds."""
    west, south, east, north = shapely.bounds(shape)
    x, y = xy.T
    near: npt.NDArray[np.bool_] = (
        (x >= west - reach) & (x <= east + reach) & (y >= south - reach) & (y <= north + reach)
    )
    shapely.prepare(shape)
    within: Any = shapely.dwithin  # its stubs know a single distance only
    near[near] = within(shape, shapely.points(x[near], y[near]), reach[near])
    return near
