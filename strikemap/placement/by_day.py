"""Placement: which zone each strike is in, by the zones of its own day."""

from __future__ import annotations

from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from strikemap.errors import ZoneError
from strikemap.palettes import CONTESTED, known_side
from strikemap.plane import Plane, refuse_projected
from strikemap.zones.areas import NO_ZONE
from strikemap.zones.snapshots import MAX_DAYS, Epochs, days_of, epochs, refuse_distant

_OUTSIDE: Final = -1
_SHARED: Final = -2

Codes = npt.NDArray[np.int64]


def place_in_zones(
    strikes: gpd.GeoDataFrame,
    zones: gpd.GeoDataFrame,
    *,
    on: str = "date_start",
    max_days: int | None = MAX_DAYS,
) -> gpd.GeoDataFrame:
    """Say which zone each strike is in, by the latest zones on or before its own day.

    Parameters
    ----------
    strikes
        Points in EPSG:4326 with the date column ``on``.
    zones
        Zones of one or several snapshots, in EPSG:4326.
    on
        Column with each strike's local calendar date.
    max_days
        Refuse zones that describe a day further from a strike than this; None: never.

    Returns
    -------
    geopandas.GeoDataFrame
        A copy with ``zone`` (its name), ``zone_side``, ``carried_back_days`` (by how many days
        the first snapshot was carried back to the strike, else 0) and ``near_front`` (the
        stated ``target_side`` is another side than the zone's, or another side's zone lies
        within ``radius_km``; nothing is moved). On ground that two sides' zones share, and on
        their common border, both names are "contested"; elsewhere outside all zones "no zone".

    Raises
    ------
    ZoneError
        ``ZONES_TOO_FAR``, ``COLUMNS_MISSING`` (also when ``zones`` is no layer of zones),
        ``NO_ROWS``, ``DATE_MISSING`` or ``CRS_UNKNOWN``.

    Examples
    --------
    >>> import strikemap as sm
    >>> strikes = sm.load_dataset("syria_2017_strikes")
    >>> placed = sm.place_in_zones(strikes, sm.load_dataset("syria_2017_control"))
    >>> placed.loc[placed["place"] == "Khan Shaykhun", "zone"].unique().tolist()
    ['Opposition']
    """
    _refuse_unread(zones)
    refuse_projected(strikes=strikes, zones=zones)
    days = days_of(strikes, on)
    held = epochs(zones)
    refuse_distant(held, days, max_days=max_days)
    codes = zone_codes(*_positions(strikes), held.of(days), held, zones)
    placed = strikes.copy()
    placed["zone"] = _names(zones["zone"], codes)
    placed["zone_side"] = _names(zones["side"], codes)
    placed["carried_back_days"] = held.carried_back(days)
    placed["near_front"] = near_front(placed, zones, held, days)
    return placed


def _refuse_unread(zones: object) -> None:
    """Raise on what is not a layer as :func:`read_zones` returns it."""
    needed = ("zone", "side", "valid_from", "valid_to", "as_of")
    if not isinstance(zones, gpd.GeoDataFrame):
        found = f"a {type(zones).__name__}"
    elif missing := [name for name in needed if name not in zones.columns]:
        found = f"a table without {', '.join(missing)}"
    else:
        return
    raise ZoneError(
        f"zones= is {found}, not a layer of zones. Read it with read_zones().",
        code="COLUMNS_MISSING",
        where="zones",
    )


def _positions(strikes: gpd.GeoDataFrame) -> tuple[Any, Any]:
    points = np.asarray(strikes.geometry.array)
    found = shapely.get_coordinates(points)  # leaves out missing and empty points
    if len(found) != len(points):
        return shapely.get_x(points), shapely.get_y(points)
    return np.ascontiguousarray(found[:, 0]), np.ascontiguousarray(found[:, 1])


def zone_codes(
    lon: npt.NDArray[np.float64],
    lat: npt.NDArray[np.float64],
    stretch: npt.NDArray[np.intp],
    held: Epochs,
    zones: gpd.GeoDataFrame,
) -> Codes:
    """Return the row of ``zones`` each point is in, -1 in none, -2 in those of two sides.

    A point on the edge of a zone is in it.

    Parameters
    ----------
    lon, lat
        Degrees; not finite means nowhere.
    stretch
        Which of the stretches ``held`` each point's day is in.
    """
    shapes = np.asarray(zones.geometry.array)
    sides = pd.factorize(zones["side"])[0]
    shapely.prepare(shapes)
    codes = np.full(len(lon), _OUTSIDE, dtype=np.int64)
    for number, rows in enumerate(held.rows):
        points = np.flatnonzero(stretch == number)
        if len(points):
            codes[points] = _codes_in(lon[points], lat[points], rows, shapes, sides)
    return codes


def _codes_in(
    x: npt.NDArray[np.float64],
    y: npt.NDArray[np.float64],
    rows: npt.NDArray[np.intp],
    shapes: npt.NDArray[np.object_],
    sides: npt.NDArray[np.int64],
) -> Codes:
    """Return the codes of points among the zones of one snapshot."""
    codes = np.full(len(x), _OUTSIDE, dtype=np.int64)
    bounds = shapely.bounds(shapes[rows])
    for row, (west, south, east, north) in zip(rows, bounds, strict=True):
        near = np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))
        hits = near[shapely.intersects_xy(shapes[row], x[near], y[near])]
        earlier = codes[hits]
        taken = earlier != _OUTSIDE
        codes[hits[~taken]] = row
        again, earlier = hits[taken], earlier[taken]
        codes[again[(earlier == _SHARED) | (sides[earlier] != sides[row])]] = _SHARED
    return codes


def zones_vs_targets(placed: gpd.GeoDataFrame) -> pd.DataFrame:
    """Count strikes by the side that held the ground and by the side stated as hit.

    Parameters
    ----------
    placed
        Strikes from :func:`place_in_zones` with a column ``target_side``.

    Returns
    -------
    pandas.DataFrame
        Index ``zone_side``, one column per stated ``target_side`` ("not stated" where missing),
        then "near a front line": how many are marked so. Nothing is moved.

    Examples
    --------
    >>> import strikemap as sm
    >>> strikes = sm.load_dataset("syria_2017_strikes")
    >>> placed = sm.place_in_zones(strikes, sm.load_dataset("syria_2017_control"))
    >>> int(zones_vs_targets(placed).loc["ISIS", "ISIS"]) > 0
    True
    """
    stated = placed["target_side"].astype(object).where(placed["target_side"].notna(), "not stated")
    table = pd.crosstab(placed["zone_side"].astype(object), stated.rename("target_side"))
    near = placed.groupby(placed["zone_side"].astype(object))["near_front"].sum()
    table["near a front line"] = near.reindex(table.index).astype(int)
    return table


def near_front(
    placed: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, held: Epochs, days: Codes
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
    plane = Plane.around(zones.geometry.array)
    shapes = np.asarray(plane.to_metres(np.asarray(zones.geometry.array)))
    points = plane.points(placed.geometry.x, placed.geometry.y)
    reach = pd.to_numeric(placed["radius_km"]).to_numpy(dtype=float, na_value=0.0) * 1e3
    own, sides = placed["zone_side"].to_numpy(object), zones["side"].to_numpy(object)
    near = np.zeros(len(placed), dtype=bool)
    for number, rows in enumerate(held.rows):
        here = np.flatnonzero((stretch == number) & (own != NO_ZONE) & (reach > 0))
        tree = shapely.STRtree(shapes[rows])
        point, shape = tree.query(points[here], predicate="dwithin", distance=reach[here])
        other = own[here[point]] != sides[rows[shape]]
        near[here[point[other]]] = True
    return near


def _names(values: pd.Series[Any], codes: Codes) -> Any:
    """Return one name per code; names repeat, so they are looked up once."""
    names = [*values.astype(str), CONTESTED, NO_ZONE]
    kinds = pd.Index(dict.fromkeys(names))
    lookup = kinds.get_indexer(names)
    return pd.array(kinds.to_numpy(object), dtype="str").take(lookup[codes])
