"""Areas of zones: km² by side and date, what changed hands, overlaps and gaps."""

from __future__ import annotations

from itertools import combinations
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from strikemap import schema
from strikemap.palettes import CONTESTED
from strikemap.plane import area_km2
from strikemap.zones.snapshots import day_text, epochs
from strikemap.zones.softening import polygonal

NO_ZONE: Final = "no zone"

#: Overlaps and gaps smaller than this are left out as rounding of coordinates (km²).
SMALLEST_KM2: Final = 0.01


def zone_areas(zones: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return how much ground each side held, on every date on which the zones change.

    Parameters
    ----------
    zones
        Zones of one or several snapshots in EPSG:4326.

    Returns
    -------
    pandas.DataFrame
        ``date`` (from which it holds; NaT for undated zones), ``as_of``, ``side``, ``km2``
        (on the WGS84 ellipsoid; ground that two sides claim counts as "contested", once), and
        where the zones carry them ``n_places`` and, from draws, ``km2_low`` and ``km2_high``.

    Examples
    --------
    >>> import strikemap as sm
    >>> areas = sm.zone_areas(sm.load_dataset("syria_2017_control"))
    >>> list(areas.columns)
    ['date', 'as_of', 'side', 'km2', 'n_places']
    """
    held = epochs(zones)
    parts = []
    for start, rows, as_of in zip(held.starts, held.rows, held.as_of, strict=True):
        now = zones.iloc[rows]
        ground = disjoint(now, "side")
        table = pd.DataFrame({"side": list(ground), "km2": [area_km2(g) for g in ground.values()]})
        table.insert(0, "as_of", _date(as_of))
        table.insert(0, "date", _date(start))
        if "n_places" in now:
            counts = now.groupby("side")["n_places"].sum()
            table["n_places"] = table["side"].map(counts).fillna(0).astype(int)
        for name in ("km2_low", "km2_high"):
            if name in now:
                table[name] = table["side"].map(now.groupby("side")[name].first())
        parts.append(table)
    return pd.concat(parts, ignore_index=True)


def disjoint(zones: gpd.GeoDataFrame, by: str) -> dict[str, BaseGeometry]:
    """Return the ground of each value of a column, what two of them share as "contested"."""
    joined = {
        str(name): shapely.union_all(part.geometry.to_numpy())
        for name, part in zones.groupby(by, sort=True)
    }
    shared = [
        joined[a].intersection(joined[b])
        for a, b in combinations(joined, 2)
        if shapely.relate_pattern(joined[a], joined[b], "T********")
    ]
    if not shared:
        return joined
    both = shapely.union_all(shared)
    ground = {name: shape.difference(both) for name, shape in joined.items()}
    ground[CONTESTED] = shapely.union(ground.get(CONTESTED, shapely.Polygon()), both)
    return {name: shape for name, shape in ground.items() if not shape.is_empty}


def zones_between(
    before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, *, places: gpd.GeoDataFrame | None = None
) -> gpd.GeoDataFrame:
    """Return the ground that changed hands between two snapshots.

    Parameters
    ----------
    before, after
        Zones of one date each, such as :func:`zones_on` returns, in EPSG:4326.
    places
        Towns (points in EPSG:4326, with a column ``place`` or ``name``) to list on the
        ground that changed hands.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per pair, the largest first: ``from_side``, ``to_side`` ("no zone" where there
        was none), ``km2`` (ellipsoidal), with ``places`` also ``n_places`` and ``places`` (a
        tuple of names), ``name`` (a line of text) and ``geometry``.

    Examples
    --------
    >>> import strikemap as sm
    >>> control = sm.load_dataset("syria_2017_control")
    >>> april, june = sm.zones_on(control, "2017-04-30"), sm.zones_on(control, "2017-06-15")
    >>> sm.zones_between(april, june)[["from_side", "to_side"]].iloc[0].tolist()
    ['Opposition', 'Government and allies']
    """
    old, new = disjoint(before, "side"), disjoint(after, "side")
    old[NO_ZONE] = _rest(new, old)
    new[NO_ZONE] = _rest(old, new)
    rows: list[dict[str, Any]] = []
    for (a, was), (b, now) in ((x, y) for x in old.items() for y in new.items()):
        if a != b and not (shape := polygonal(was.intersection(now))).is_empty:
            row: dict[str, Any] = {
                "from_side": a,
                "to_side": b,
                "km2": area_km2(shape),
                "geometry": shape,
            }
            rows.append(row | _towns(shape, places))
    columns = ["from_side", "to_side", "km2", *_TOWN_COLUMNS[: 0 if places is None else 2]]
    frame = gpd.GeoDataFrame(
        [row for row in rows if row["km2"] >= SMALLEST_KM2],
        columns=[*columns, "geometry"],
        geometry="geometry",
        crs=schema.CRS,
    )
    frame = frame.sort_values("km2", ascending=False, kind="stable", ignore_index=True)
    frame.insert(len(columns), "name", [_change(row) for row in frame.to_dict("records")])
    return frame


_TOWN_COLUMNS: Final = ("n_places", "places")


def _rest(all_of: dict[str, BaseGeometry], without: dict[str, BaseGeometry]) -> BaseGeometry:
    whole = shapely.union_all([shape for name, shape in all_of.items() if name != NO_ZONE])
    return whole.difference(
        shapely.union_all([shape for name, shape in without.items() if name != NO_ZONE])
    )


def _towns(shape: BaseGeometry, places: gpd.GeoDataFrame | None) -> dict[str, Any]:
    if places is None:
        return {}
    inside = places[shapely.intersects(shape, places.geometry.to_numpy())]
    name = "place" if "place" in places else "name"
    names = tuple(dict.fromkeys(inside[name].astype(str)))
    return {"n_places": len(names), "places": names}


def _change(row: dict[str, Any]) -> str:
    return f"{row['from_side']} to {row['to_side']}: {row['km2']:,.0f} km²"


def check_zones(zones: gpd.GeoDataFrame, *, area: BaseGeometry | None = None) -> gpd.GeoDataFrame:
    """Return the overlaps and gaps of a layer of zones, each with its place and area.

    An overlap is ground that zones of two sides claim on the same day: strikes there are
    contested. A gap is ground without a zone that zones enclose, or, with ``area``, any
    ground of it without a zone.

    Parameters
    ----------
    zones
        Zones of one or several snapshots in EPSG:4326.
    area
        The ground that they should cover, such as a country (EPSG:4326).

    Returns
    -------
    geopandas.GeoDataFrame
        One row per connected piece of at least 0.01 km², the largest first: ``kind``
        ("overlap" or "gap"), ``sides`` (a tuple), ``date``, ``as_of``, ``km2``, ``lon``, ``lat``
        (a point inside), ``name`` (a line of text) and ``geometry``. To see them:
        ``sm.zone_map(zones, date, overlays=[sm.check_zones(zones)])``.

    Examples
    --------
    >>> import geopandas as gpd, shapely, strikemap as sm
    >>> frame = gpd.GeoDataFrame({"owner": ["ISIS", "SDF"]}, crs="EPSG:4326",
    ...     geometry=[shapely.box(38, 35, 39, 36), shapely.box(38.9, 35, 40, 36)])
    >>> found = check_zones(sm.read_zones(frame))
    >>> found[["kind", "sides"]].to_dict("records")
    [{'kind': 'overlap', 'sides': ('ISIS', 'SDF')}]
    """
    held = epochs(zones)
    rows: list[dict[str, Any]] = []
    for start, which, as_of in zip(held.starts, held.rows, held.as_of, strict=True):
        now = zones.iloc[which]
        dates = {"date": _date(start), "as_of": _date(as_of)}
        rows += [row | dates for row in [*_overlaps(now), *_gaps(now, area)]]
    columns = ["kind", "sides", "date", "as_of", "km2", "lon", "lat", "name"]
    frame = gpd.GeoDataFrame(
        rows, columns=[*columns, "geometry"], geometry="geometry", crs=schema.CRS
    )
    return frame.sort_values("km2", ascending=False, kind="stable", ignore_index=True)


def _overlaps(zones: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    shapes, sides = zones.geometry.to_numpy(), zones["side"].astype(str).to_numpy(object)
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    found: dict[tuple[str, str], list[BaseGeometry]] = {}
    for a, b in zip(first, second, strict=True):
        if a < b and sides[a] != sides[b]:
            pair = (min(sides[a], sides[b]), max(sides[a], sides[b]))
            found.setdefault(pair, []).append(polygonal(shapes[a].intersection(shapes[b])))
    return [
        row
        for pair, parts in sorted(found.items())
        for row in _pieces("overlap", pair, shapely.union_all(parts))
    ]


def _gaps(zones: gpd.GeoDataFrame, area: BaseGeometry | None) -> list[dict[str, Any]]:
    held = shapely.union_all(zones.geometry.to_numpy())
    if area is not None:
        return _pieces("gap", (), area.difference(held))
    rings = [ring for part in shapely.get_parts(held) for ring in part.interiors]
    enclosed = shapely.union_all(shapely.polygons(rings)) if rings else shapely.Polygon()
    return _pieces("gap", (), enclosed.difference(held))


def _pieces(kind: str, sides: tuple[str, ...], shape: BaseGeometry) -> list[dict[str, Any]]:
    rows = []
    for piece in shapely.get_parts(polygonal(shape)):
        km2 = area_km2(piece)
        if km2 >= SMALLEST_KM2:
            inside = piece.representative_point()
            of = f" of {' and '.join(sides)}" if sides else ""
            rows.append(
                {"kind": kind, "sides": sides, "km2": km2, "lon": inside.x, "lat": inside.y}
                | {"name": f"{kind}{of}: {km2:,.{0 if km2 >= 10 else 2}f} km²", "geometry": piece}
            )
    return rows


def _date(day: float) -> Any:
    """Return a day number as a midnight, NaT where there is none."""
    known = np.isfinite(day) and abs(day) < 10**6
    return pd.Timestamp(day_text(int(day))) if known else pd.NaT
