"""Zones interpolated from towns: who held which place, drawn as ground."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from strikemap import schema
from strikemap.errors import ZoneError
from strikemap.ledger import Entry, record
from strikemap.palettes import CONTESTED
from strikemap.projection import Plane
from strikemap.sides import named
from strikemap.snapshots import day_number, day_numbers, day_text, stacked
from strikemap.softening import softened

BASIS: Final = "interpolated from towns"

#: Ground further than this from every listed town is left without a zone.
MAX_KM: Final = 45.0

#: Places closer than this are one place (m).
_SAME_PLACE_M: Final = 100.0

#: A place this close to the country's outline is in it: outlines are generalised (m).
_OUTLINE_M: Final = 5000.0

#: A town keeps at least this much ground around it, or 0.4 of the way to the next side (m).
_TOWN_M: Final = 1000.0


@dataclass(frozen=True, eq=False, slots=True)
class _Sites:
    """Towns in metres, one per place: its side, and what is known of its source."""

    xy: npt.NDArray[np.float64]
    side: npt.NDArray[np.object_]
    n: npt.NDArray[np.integer[Any]]
    unverified: npt.NDArray[np.float64]

    def apart(self) -> npt.NDArray[np.float64]:
        """Return the distance from each town to the nearest one of another side."""
        from scipy.spatial import cKDTree

        far = np.full(len(self.xy), np.inf)
        for side in set(self.side):
            own = self.side == side
            if not own.all():
                far[own] = cKDTree(self.xy[~own]).query(self.xy[own])[0]
        return far


def zones_from_places(
    places: gpd.GeoDataFrame,
    country: str | BaseGeometry,
    *,
    date: str | dt.date | Sequence[str | dt.date],
    max_km: float = MAX_KM,
    front_km: float = 0.0,
    side: str = "controller",
    sides: Mapping[str, str] | None = None,
    fixed: Mapping[str, BaseGeometry] | None = None,
    source: str | None = None,
) -> gpd.GeoDataFrame:
    """Make control polygons from a list of who held which town.

    Each point of the country goes to the nearest listed town (Voronoi cells in a local
    equal-area plane), cells of one side are joined, and common borders are rounded. The
    result is an interpolation: it says nothing about where a front line ran.

    Parameters
    ----------
    places
        Points in EPSG:4326, one row per place, or one per place and ``as_of`` date; the
        column ``unverified`` (bool), if any, marks rows without a source.
    country
        A name that :func:`strikemap.basemap.country` knows, or a polygon in EPSG:4326;
        the zones are clipped to it.
    date
        A day, or several for one layer of several snapshots. The latest ``as_of`` on or
        before it is taken (before the first, the first), and becomes the zones' ``as_of``.
    max_km
        Ground further than this from every town of the side is left without a zone.
    front_km
        Ground within this distance of a border between two sides becomes "contested"
        (0: none), except next to a town.
    side
        Column that says who holds a place.
    sides
        What a name in that column means, as side, where no palette knows it.
    fixed
        Areas known as polygons (EPSG:4326), by side, that take precedence.
    source
        What the zones' ``source`` says; by default the number of towns.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per connected area in EPSG:4326, with the zone columns and ``n_places``,
        ``unverified_share`` (NaN if not known), ``basis`` and ``enclave`` (an area, not its
        side's largest, enclosed by other sides). Places within 100 m of each other are one;
        if they disagree it is "contested". Places more than 5 km outside the country are set
        aside in the ledger (``OUTSIDE_AREA``).

    Raises
    ------
    ZoneError
        ``COLUMNS_MISSING``, ``NO_ROWS`` or ``OWNER_UNKNOWN``.

    Examples
    --------
    >>> import shapely, geopandas as gpd
    >>> towns = gpd.GeoDataFrame({"controller": ["ISIS", "SDF"]},
    ...     geometry=gpd.points_from_xy([38.2, 38.8], [36, 36]), crs="EPSG:4326")
    >>> zones = zones_from_places(towns, shapely.box(38, 35.8, 39, 36.2), date="2017-05-04")
    >>> zones["side"].tolist(), zones["n_places"].tolist()
    (['ISIS', 'SDF'], [1, 1])
    """
    outline = _outline(country)
    table = _table(places, side, sides)
    dates = [date] if isinstance(date, str | dt.date) else list(date)
    plane = Plane.around(outline)
    rules = _Rules(plane, plane.to_metres(outline), max_km * 1e3, front_km * 1e3, fixed or {})
    snapshots = {}
    for day in dates:
        rows, as_of = _rows_on(table, day)
        snapshots[as_of] = _snapshot(rows, rules, pd.Timestamp(as_of), source)
    return stacked(list(snapshots.values()))


def _outline(country: str | BaseGeometry) -> BaseGeometry:
    if isinstance(country, BaseGeometry):
        return country
    from strikemap import basemap

    outline: BaseGeometry = basemap.country(country)
    return outline


@dataclass(frozen=True, eq=False, slots=True)
class _Rules:
    """The plane, the country in it, the distances in metres and the areas known beforehand."""

    plane: Plane
    country: BaseGeometry
    reach: float
    front: float
    fixed: Mapping[str, BaseGeometry]


def _table(
    places: gpd.GeoDataFrame, column: str, names: Mapping[str, str] | None
) -> gpd.GeoDataFrame:
    if column not in places:
        raise ZoneError(
            f"The places have no column {column!r}. They have: "
            f"{', '.join(map(str, places.columns))}. Name the one that says who holds a place "
            "with side='...'.",
            code="COLUMNS_MISSING",
            where=column,
        )
    table = places.to_crs(schema.CRS) if places.crs is not None else places.copy()
    table["side"] = named(table[column], names)
    table["row"] = np.arange(1, len(table) + 1)
    return table[~(table.geometry.is_empty | table.geometry.isna())]


def _rows_on(table: gpd.GeoDataFrame, date: str | dt.date) -> tuple[gpd.GeoDataFrame, str]:
    """Return the rows of the latest ``as_of`` on or before a day, and that date."""
    if not len(table):
        raise ZoneError("There are no places with a position.", code="NO_ROWS", where="places")
    if "as_of" not in table:
        return table, day_text(day_number(date))
    days = day_numbers(table["as_of"])
    known = days[days <= day_number(date)]
    chosen = known.max() if len(known) else days.min()
    return table[days == chosen], day_text(int(chosen))


def _snapshot(
    rows: gpd.GeoDataFrame, rules: _Rules, as_of: pd.Timestamp, source: str | None
) -> gpd.GeoDataFrame:
    inside, outside = _inside(rows, rules)
    sites = _sites(inside, rules.plane)
    regions = _with_fixed(_regions(sites, rules), rules)
    parts = [
        part | {"side": side}
        for side, region in sorted(regions.items())
        for part in _areas(region, sites, side)
    ]
    frame = gpd.GeoDataFrame(parts, geometry="geometry", crs=rules.plane.crs)
    frame["enclave"] = _enclaves(frame, rules.country)
    frame["geometry"] = rules.plane.to_degrees(frame.geometry.to_numpy())
    unverified = int(np.nansum(sites.unverified))
    default = f"control of {int(sites.n.sum())} places, {unverified} of them unverified"
    frame = frame.set_crs(schema.CRS, allow_override=True).assign(
        zone=frame["side"],
        valid_from=as_of,
        valid_to=pd.NaT,
        as_of=as_of,
        source=source or default,
        basis=BASIS,
    )
    frame["valid_to"] = pd.to_datetime(frame["valid_to"])
    measures = ["n_places", "unverified_share", "basis", "enclave"]
    frame = frame[[*schema.ZONE_COLUMNS[:-1], *measures, "geometry"]]
    record(frame, [_outside(row, rules) for _, row in outside.iterrows()], read=len(rows))
    return frame


def _inside(rows: gpd.GeoDataFrame, rules: _Rules) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    points = rules.plane.points(rows.geometry.x, rows.geometry.y)
    shapely.prepare(rules.country)
    within = shapely.dwithin(rules.country, points, _OUTLINE_M)
    if not within.any():
        raise ZoneError(
            "No place lies inside the country. Check that x is longitude and y latitude.",
            code="OUTSIDE_AREA_ALL",
            where="places",
        )
    return rows[within], rows[~within]


def _outside(row: pd.Series[Any], rules: _Rules) -> Entry:
    point = rules.plane.points([row.geometry.x], [row.geometry.y])[0]
    return {
        "file": "",
        "row": int(row["row"]),
        "id": str(row.get("place", "")),
        "code": "OUTSIDE_AREA",
        "action": "set aside",
        "detail": f"{rules.country.distance(point) / 1e3:.1f} km outside the country's outline",
    }


def _sites(rows: gpd.GeoDataFrame, plane: Plane) -> _Sites:
    """Join places within 100 m of each other; those that disagree are contested."""
    xy = plane.xy(rows.geometry.x, rows.geometry.y)
    unverified = rows["unverified"].astype(float) if "unverified" in rows else np.nan
    table = pd.DataFrame(
        {"x": xy[:, 0], "y": xy[:, 1], "side": rows["side"].to_numpy(), "unverified": unverified},
    )
    table["unverified"] = np.asarray(unverified, dtype=float)
    groups = table.groupby(_same_place(xy), sort=True)
    one = groups["side"].nunique() == 1
    return _Sites(
        xy=groups[["x", "y"]].first().to_numpy(),
        side=groups["side"].first().where(one, CONTESTED).to_numpy(dtype=object),
        n=groups.size().to_numpy(dtype=np.int64),
        unverified=groups["unverified"].sum(min_count=1).to_numpy(),
    )


def _same_place(xy: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    pairs = cKDTree(xy).query_pairs(_SAME_PLACE_M, output_type="ndarray")
    near = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(xy),) * 2)
    labels: npt.NDArray[np.int64] = connected_components(near, directed=False)[1]
    return labels


def _regions(sites: _Sites, rules: _Rules) -> dict[str, BaseGeometry]:
    """Return the ground of each side in metres: cells joined, softened, clipped and capped."""
    cells = _cells(sites.xy, rules.country)
    joined = {
        side: shapely.union_all(cells[sites.side == side]) for side in sorted(set(sites.side))
    }
    ground = softened(joined) if len(joined) > 1 else joined
    ground = _towns_kept(ground, sites)
    points = np.asarray(shapely.points(sites.xy))
    clipped = {}
    for side, region in ground.items():
        reach = shapely.union_all(shapely.buffer(points[sites.side == side], rules.reach))
        clipped[side] = region.intersection(reach).intersection(rules.country)
    return _fronts_contested(clipped, sites, rules) if rules.front else clipped


def _cells(xy: npt.NDArray[np.float64], country: BaseGeometry) -> npt.NDArray[np.object_]:
    """Return the Voronoi cell of each site, in the order of the sites."""
    around = shapely.box(*country.bounds).buffer(1e5)
    if len(xy) == 1:
        return np.array([around], dtype=object)
    points = shapely.multipoints(xy)
    cells = shapely.voronoi_polygons(points, extend_to=around, ordered=True)
    return shapely.get_parts(cells)


def _towns_kept(ground: Mapping[str, BaseGeometry], sites: _Sites) -> dict[str, BaseGeometry]:
    """Give every town the ground next to it, wherever rounding cut it off."""
    reach = np.minimum(_TOWN_M, 0.4 * sites.apart())
    discs = np.asarray(shapely.buffer(shapely.points(sites.xy), reach))
    owned = {side: shapely.union_all(discs[sites.side == side]) for side in set(sites.side)}
    kept = {}
    for side, disc in owned.items():
        others = shapely.union_all([other for name, other in owned.items() if name != side])
        kept[side] = shapely.union(ground.get(side, disc), disc).difference(others)
    return {side: kept[side] for side in sorted(kept)}


def _fronts_contested(
    ground: Mapping[str, BaseGeometry], sites: _Sites, rules: _Rules
) -> dict[str, BaseGeometry]:
    names = [name for name in ground if name != CONTESTED]
    lines = [
        ground[a].boundary.intersection(ground[b].buffer(1.0))
        for i, a in enumerate(names)
        for b in names[i + 1 :]
    ]
    reach = np.minimum(rules.front, 0.4 * sites.apart())
    towns = shapely.union_all(shapely.buffer(shapely.points(sites.xy), reach))
    band = shapely.union_all(lines).buffer(rules.front).difference(towns)
    band = band.intersection(shapely.union_all(list(ground.values())))
    held = {name: region.difference(band) for name, region in ground.items()}
    held[CONTESTED] = shapely.union(held.get(CONTESTED, shapely.Polygon()), band)
    return held


def _with_fixed(ground: dict[str, BaseGeometry], rules: _Rules) -> dict[str, BaseGeometry]:
    for side, area in rules.fixed.items():
        known = rules.plane.to_metres(area).intersection(rules.country)
        ground = {name: region.difference(known) for name, region in ground.items()}
        ground[side] = shapely.union(ground.get(side, shapely.Polygon()), known)
    return ground


def _areas(region: BaseGeometry, sites: _Sites, side: str) -> list[dict[str, Any]]:
    """Return the connected areas of a side; pieces without a town go with the nearest area."""
    pieces = [p for p in shapely.get_parts(region) if p.geom_type == "Polygon" and p.area > 1]
    if not pieces:
        return []
    towns = np.flatnonzero(sites.side == side)
    points = np.asarray(shapely.points(sites.xy[towns]))
    apart = shapely.distance(np.array(pieces)[:, None], points[None, :])
    piece_of = apart.argmin(axis=0) if len(towns) else np.zeros(0, dtype=int)
    main = np.unique(piece_of).tolist() or [0]
    parts = {i: [pieces[i]] for i in main}
    for i in set(range(len(pieces))) - set(main):
        parts[min(main, key=lambda j: pieces[j].distance(pieces[i]))].append(pieces[i])
    return [_area(shapely.union_all(parts[i]), sites, towns[piece_of == i]) for i in sorted(parts)]


def _area(shape: BaseGeometry, sites: _Sites, towns: npt.NDArray[np.intp]) -> dict[str, Any]:
    n = int(sites.n[towns].sum())
    unverified = sites.unverified[towns].sum()
    return {"geometry": shape, "n_places": n, "unverified_share": unverified / n if n else np.nan}


def _enclaves(frame: gpd.GeoDataFrame, country: BaseGeometry) -> npt.NDArray[np.bool_]:
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
