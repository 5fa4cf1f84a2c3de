"""A raster: strikes counted in equal cells, where each is known more finely than a cell is wide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer

from strikemap.arrays import Bools
from strikemap.schema import RADIUS_KM

Numbers = npt.NDArray[np.floating[Any]]

#: More strikes than these on a map are not drawn singly by a page either, nor carried by it.
SINGLY: Final = 250_000
#: What is known no better than to a district is in no cell: its middle would be a hotspot.
TOO_COARSE_KM: Final = RADIUS_KM["district"]


@dataclass(frozen=True, eq=False, slots=True)
class Raster:
    """Cells with a strike: their outlines in degrees, and a column of counts for each panel.

    ``km`` is the side of a cell. ``coarse`` says which of the strikes are known too roughly to
    be in one, ``alone`` whether there are more than :data:`SINGLY`, so that a page has cells alone.
    """

    km: float
    outlines: npt.NDArray[np.object_]
    counts: npt.NDArray[np.int64]
    coarse: Bools
    alone: bool = False

    @property
    def finer_than_km(self) -> float:
        """What a strike in a cell may be away from its place, at most."""
        return min(self.km, TOO_COARSE_KM)


def raster(
    lon: Numbers,
    lat: Numbers,
    radius_km: Numbers,
    panel: npt.NDArray[np.integer[Any]],
    *,
    panels: int,
    km: float,
    crs: str,
) -> Raster:
    """Count strikes in square cells of one grid for all panels.

    Parameters
    ----------
    lon, lat
        Places of the strikes in degrees (EPSG:4326).
    radius_km
        How far each may be from its place; one that may be further than a cell is wide, or is
        known only to a district or wider, is in no cell.
    panel
        The panel of each strike; one of no panel (below 0) is not counted.
    panels
        How many panels there are.
    km
        Side of a cell in kilometres of the projection.
    crs
        Projection of the grid, in metres.

    Returns
    -------
    Raster
        The counts of a panel and its coarse strikes add up to all that it has.
    """
    to = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    coarse: Bools = radius_km >= min(km, TOO_COARSE_KM)
    counted = ~coarse & (panel >= 0)
    east, north = (
        np.floor(axis / (km * 1000)) for axis in to.transform(lon[counted], lat[counted])
    )
    corner, cell = _cells(east, north)
    counts = np.zeros((len(corner), panels), dtype=np.int64)
    np.add.at(counts, (cell, panel[counted]), 1)
    alone = int((panel >= 0).sum()) > SINGLY
    return Raster(km, _outlines(corner * km * 1000, km * 1000, to), counts, coarse, alone)


def _cells(east: Numbers, north: Numbers) -> tuple[Numbers, npt.NDArray[np.intp]]:
    """Return the corners of different cells, from west to east and south to north, and each's."""
    if not len(east):
        return np.empty((0, 2)), np.empty(0, dtype=np.intp)
    least, high = north.min(), int(np.ptp(north)) + 1
    first = east.min()
    number = ((east - first) * high + (north - least)).astype(np.int64)
    found, cell = np.unique(number, return_inverse=True)
    across, up = np.divmod(found, high)
    return np.column_stack((across + first, up + least)), cell.ravel()


def _outlines(corner: Numbers, side: float, to: Transformer) -> npt.NDArray[np.object_]:
    """Return squares as polygons in degrees, with points along their sides."""
    squares = shapely.segmentize(
        shapely.box(corner[:, 0], corner[:, 1], corner[:, 0] + side, corner[:, 1] + side), side / 2
    )

    def back(xy: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.column_stack(to.transform(xy[:, 0], xy[:, 1], direction="INVERSE"))

    found: npt.NDArray[np.object_] = np.atleast_1d(shapely.transform(squares, back))
    return found
