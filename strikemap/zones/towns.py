"""Towns: who held which place, in metres, one row per place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from strikemap.palettes import CONTESTED
from strikemap.plane import Plane

#: Places closer than this are one place (m).
SAME_PLACE_M: Final = 100.0


@dataclass(frozen=True, eq=False, slots=True)
class Towns:
    """Towns in metres, one per place: its side, and what is known of its source."""

    xy: npt.NDArray[np.float64]
    side: npt.NDArray[np.object_]
    n: npt.NDArray[np.integer[Any]]
    unverified: npt.NDArray[np.float64]

    def outside(self, areas: Iterable[BaseGeometry]) -> Towns:
        """Return the towns that lie in none of the areas."""
        known = shapely.union_all(list(areas))
        free = ~shapely.intersects(known, shapely.points(self.xy))
        return Towns(self.xy[free], self.side[free], self.n[free], self.unverified[free])

    def apart(self) -> npt.NDArray[np.float64]:
        """Return the distance from each town to the nearest one of another side."""
        from scipy.spatial import cKDTree

        far = np.full(len(self.xy), np.inf)
        for side in set(self.side):
            own = self.side == side
            if not own.all():
                far[own] = cKDTree(self.xy[~own]).query(self.xy[own])[0]
        return far


def towns_of(rows: gpd.GeoDataFrame, plane: Plane) -> Towns:
    """Join places within 100 m of each other; those that disagree are contested."""
    xy = plane.xy(rows.geometry.x, rows.geometry.y)
    unverified = rows["unverified"].astype(float) if "unverified" in rows else np.nan
    table = pd.DataFrame(
        {"x": xy[:, 0], "y": xy[:, 1], "side": rows["side"].to_numpy(), "unverified": unverified},
    )
    table["unverified"] = np.asarray(unverified, dtype=float)
    groups = table.groupby(_same_place(xy), sort=True)
    one = groups["side"].nunique() == 1
    return Towns(
        xy=groups[["x", "y"]].first().to_numpy(),
        side=groups["side"].first().where(one, CONTESTED).to_numpy(dtype=object),
        n=groups.size().to_numpy(dtype=np.int64),
        unverified=groups["unverified"].sum(min_count=1).to_numpy(),
    )


def _same_place(xy: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    pairs = cKDTree(xy).query_pairs(SAME_PLACE_M, output_type="ndarray")
    near = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(xy),) * 2)
    labels: npt.NDArray[np.int64] = connected_components(near, directed=False)[1]
    return labels
