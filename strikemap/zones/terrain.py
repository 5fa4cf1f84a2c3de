"""Terrain: the ground of each side around its towns, in metres."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from strikemap.ground import basemap
from strikemap.palettes import CONTESTED
from strikemap.plane import Plane
from strikemap.zones.softening import polygonal, softened
from strikemap.zones.towns import Towns

#: A town keeps at least this much ground around it, or 0.4 of the way to the next side (m).
_TOWN_M: Final = 1000.0


@dataclass(frozen=True, eq=False, slots=True)
class Rules:
    """The plane, and in metres the country, the distances and the areas known beforehand."""

    plane: Plane
    country: BaseGeometry
    reach: float
    front: float
    contested: float
    fixed: Mapping[str, BaseGeometry]

    @classmethod
    def of(
        cls,
        country: str | BaseGeometry,
        max_km: float,
        contested_km: float,
        front_km: float = 0.0,
        fixed: Mapping[str, BaseGeometry] | None = None,
    ) -> Rules:
        """Return the rules for a country by name or outline, and distances in km."""
        outline = basemap.country(country) if isinstance(country, str) else country
        plane = Plane.around(outline)
        ground = plane.to_metres(outline)
        known = {name: plane.to_metres(area) & ground for name, area in (fixed or {}).items()}
        return cls(plane, ground, max_km * 1e3, front_km * 1e3, contested_km * 1e3, known)


def ground_of(towns: Towns, rules: Rules) -> dict[str, BaseGeometry]:
    """Return the ground of each side in metres: cells joined, softened, clipped and capped."""
    if not len(towns.xy):
        return {}
    joined = _joined(towns, rules)
    ground = softened(joined) if len(joined) > 1 else joined
    ground = _towns_kept(ground, towns)
    points = np.asarray(shapely.points(towns.xy))
    clipped = {}
    for side, region in ground.items():
        reach = shapely.union_all(shapely.buffer(points[towns.side == side], rules.reach))
        clipped[side] = polygonal(region.intersection(reach).intersection(rules.country))
    return _fronts_contested(clipped, towns, rules) if rules.front else clipped


def _joined(towns: Towns, rules: Rules) -> dict[str, BaseGeometry]:
    """Return the joined cells of each side; those of contested towns reach less far."""
    cells = voronoi_cells(towns.xy, rules.country)
    open_ = towns.side == CONTESTED
    near = shapely.union_all(
        [
            cell.intersection(shapely.Point(xy).buffer(rules.contested, quad_segs=6))
            for cell, xy in zip(cells[open_], towns.xy[open_], strict=True)
        ]
    )
    if open_.any() and not open_.all():
        cells = voronoi_cells(towns.xy[~open_], rules.country)
    sides = towns.side[~open_]
    joined = {side: shapely.union_all(cells[sides == side]) for side in sorted(set(sides))}
    joined = {side: polygonal(region.difference(near)) for side, region in joined.items()}
    return joined | ({CONTESTED: near} if open_.any() else {})


def voronoi_cells(xy: npt.NDArray[np.float64], country: BaseGeometry) -> npt.NDArray[np.object_]:
    """Return the Voronoi cell of each point, in their order, reaching beyond the country."""
    around = shapely.box(*country.bounds).buffer(1e5)
    if len(xy) == 1:
        return np.array([around], dtype=object)
    points = shapely.multipoints(xy)
    cells = shapely.voronoi_polygons(points, extend_to=around, ordered=True)
    parts = shapely.get_parts(cells)
    crossing = ~shapely.is_valid(parts)  # towns in regular rows can give cells without width
    parts[crossing] = shapely.make_valid(parts[crossing])
    return parts


def _towns_kept(ground: Mapping[str, BaseGeometry], towns: Towns) -> dict[str, BaseGeometry]:
    """Give every town the ground next to it, wherever rounding cut it off."""
    reach = np.minimum(_TOWN_M, 0.4 * towns.apart())
    discs = np.asarray(shapely.buffer(shapely.points(towns.xy), reach))
    owned = {side: shapely.union_all(discs[towns.side == side]) for side in set(towns.side)}
    kept = {}
    for side, disc in owned.items():
        others = shapely.union_all([other for name, other in owned.items() if name != side])
        kept[side] = shapely.union(ground.get(side, disc), disc).difference(others)
    return {side: kept[side] for side in sorted(kept)}


def _fronts_contested(
    ground: Mapping[str, BaseGeometry], towns: Towns, rules: Rules
) -> dict[str, BaseGeometry]:
    """Give the ground along borders between two sides to neither of them."""
    names = [name for name in ground if name != CONTESTED]
    lines = [
        ground[a].boundary.intersection(ground[b].buffer(1.0))
        for i, a in enumerate(names)
        for b in names[i + 1 :]
    ]
    reach = np.minimum(rules.front, 0.4 * towns.apart())
    near = shapely.union_all(shapely.buffer(shapely.points(towns.xy), reach))
    band = shapely.union_all(lines).buffer(rules.front).difference(near)
    band = polygonal(band.intersection(shapely.union_all(list(ground.values()))))
    held = {name: region.difference(band) for name, region in ground.items()}
    held[CONTESTED] = shapely.union(held.get(CONTESTED, shapely.Polygon()), band)
    return held


def with_fixed(ground: dict[str, BaseGeometry], rules: Rules) -> dict[str, BaseGeometry]:
    """Return the ground with the areas known beforehand given to their sides."""
    for side, known in rules.fixed.items():
        ground = {name: region.difference(known) for name, region in ground.items()}
        ground[side] = shapely.union(ground.get(side, shapely.Polygon()), known)
    return ground


def areas_of(region: BaseGeometry, towns: Towns, side: str) -> list[dict[str, Any]]:
    """Return the connected areas of a side; pieces without a town go with the nearest area."""
    pieces = [p for p in shapely.get_parts(region) if p.geom_type == "Polygon" and p.area > 1]
    if not pieces:
        return []
    own = np.flatnonzero(towns.side == side)
    points = np.asarray(shapely.points(towns.xy[own]))
    apart = shapely.distance(np.array(pieces)[:, None], points[None, :])
    piece_of = apart.argmin(axis=0) if len(own) else np.zeros(0, dtype=int)
    main = np.unique(piece_of).tolist() or [0]
    parts = {i: [pieces[i]] for i in main}
    for i in set(range(len(pieces))) - set(main):
        parts[min(main, key=lambda j: pieces[j].distance(pieces[i]))].append(pieces[i])
    return [_area(shapely.union_all(parts[i]), towns, own[piece_of == i]) for i in sorted(parts)]


def _area(shape: BaseGeometry, towns: Towns, held: npt.NDArray[np.intp]) -> dict[str, Any]:
    n = int(towns.n[held].sum())
    unverified = towns.unverified[held].sum()
    return {"geometry": shape, "n_places": n, "unverified_share": unverified / n if n else np.nan}


def enclaves(frame: gpd.GeoDataFrame, country: BaseGeometry) -> npt.NDArray[np.bool_]:
    """Mark areas, not their side's largest, whose outline runs along other sides only."""
    shapes = frame.geometry.to_numpy()
    largest = frame.geometry.area.groupby(frame["side"]).transform("max") == frame.geometry.area
    held = shapely.union_all(shapely.buffer(shapes, 5.0))
    blank_or_border = held.boundary.buffer(20.0)
    open_share = shapely.length(
        shapely.intersection(shapely.boundary(shapes), blank_or_border)
    ) / shapely.length(shapes)
    inner = ~shapely.intersects(shapes, country.boundary)
    return np.asarray(~largest & inner & (open_share < 0.05))
