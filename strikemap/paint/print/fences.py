"""The fences of a map: edges of zones that no sign crosses when it stands beside its place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from strikemap.paint.print.projection import Projection
from strikemap.paint.print.room import Frame
from strikemap.spec import Bool, Float, Int, MapSpec

Points = npt.NDArray[np.float64]
_CLEAR = 0.2  # points between the middle of a sign that has moved and an edge


@dataclass(frozen=True, slots=True)
class Fences:
    """The zones of a map in points of its frame, in the order in which they are drawn.

    ``edges`` holds the straight pieces of their edges, None where there are none.
    """

    zones: tuple[BaseGeometry, ...] = ()
    edges: shapely.STRtree | None = None

    def of(self, places: Points) -> Int:
        """Return the zone that is seen at each place, -1 for none."""
        found = np.full(len(places), -1, dtype=np.int64)
        for number, zone in enumerate(self.zones):
            found[shapely.contains_xy(zone, places[:, 0], places[:, 1])] = number
        return found

    def beside(self, places: Points, reach: float) -> tuple[Points, Points]:
        """Return the nearest point of an edge and the way from it to each place.

        The way has the length 1, and 0 where no edge is within reach.
        """
        edge, way = np.zeros_like(places), np.zeros_like(places)
        if self.edges is None or not len(places):
            return edge, way
        spots = np.asarray(shapely.points(places), dtype=object)
        near, line = self.edges.query_nearest(spots, max_distance=reach, all_matches=False)
        nearest = shapely.shortest_line(self.edges.geometries[line], spots[near])
        edge[near] = shapely.get_coordinates(shapely.get_point(nearest, 0))
        gap = places[near] - edge[near]
        length = np.hypot(gap[:, 0], gap[:, 1])[:, None]
        way[near] = np.divide(gap, length, out=np.zeros_like(gap), where=length > 0)
        return edge, way

    def kept(self, true: Points, places: Points) -> Points:
        """Return places, those on ground of another zone drawn back towards where they were."""
        zone, found = self.of(true), places.copy()
        for share in (0.5, 0.25, 0.0):
            away = self.of(found) != zone
            if not away.any():
                break
            found[away] = true[away] + share * (places[away] - true[away])
        return found


#: Those of a map without zones.
OPEN = Fences()


def inside(places: Points, edge: Points, way: Points) -> Points:
    """Return places, those beyond the edge beside them set back on its near side."""
    behind: Float = _CLEAR - ((places - edge) * way).sum(axis=1)
    held: Bool = way.any(axis=1) & (behind > 0)
    return np.asarray(places + np.where(held, behind, 0.0)[:, None] * way)


def fences(spec: MapSpec, panel: int, projection: Projection, frame: Frame) -> Fences:
    """Return the fences of a panel: none where it shows no zones."""
    layer = spec.panels[panel].zone_layer
    if layer < 0:
        return Fences()
    shown = [projection.shape(zone) for zone in spec.zone_layers[layer].geometry]
    zones = shapely.transform(
        np.array(shown, dtype=object), lambda xy: np.column_stack(frame.points(*xy.T))
    )
    shapely.prepare(zones)
    pieces = _pieces(zones)
    return Fences(tuple(zones), shapely.STRtree(pieces) if len(pieces) else None)


def _pieces(zones: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Return every straight piece of the edges of zones."""
    parts = shapely.get_parts(shapely.get_parts(zones))
    rings = shapely.get_rings(parts[shapely.get_dimensions(parts) == 2])
    points, ring = shapely.get_coordinates(rings, return_index=True)
    joined = np.flatnonzero(ring[1:] == ring[:-1])
    return np.asarray(shapely.linestrings(np.stack((points[joined], points[joined + 1]), axis=1)))
