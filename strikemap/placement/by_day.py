"""Placement: which zone each strike is in, by the zones of its own day."""

from __future__ import annotations

from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from strikemap.errors import ZoneError
from strikemap.palettes import CONTESTED
from strikemap.placement.cells import Cells
from strikemap.placement.fronts import near_front
from strikemap.plane import refuse_projected
from strikemap.progress import steps
from strikemap.zones.areas import NO_ZONE
from strikemap.zones.snapshots import MAX_DAYS, Epochs, days_of, epochs, refuse_distant

_OUTSIDE: Final = -1
_SHARED: Final = -2
_BORDER: Final = -3

#: From so many points of one stretch of days on, a grid of cells answers for most of them.
MANY: Final = 20_000

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
    refuse_unread(zones)
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


def zone_numbers(
    lon: npt.NDArray[np.float64],
    lat: npt.NDArray[np.float64],
    days: npt.NDArray[np.int64],
    zones: gpd.GeoDataFrame,
    column: str,
) -> tuple[Codes, Any]:
    """Return for each point the number of its zone's name, or side, and the names by number.

    They are those that :func:`place_in_zones` gives; ``column`` is ``"zone"`` or ``"side"``.
    """
    refuse_unread(zones)
    refuse_projected(zones=zones)
    held = epochs(zones)
    names, lookup = _kinds(zones[column])
    return lookup[zone_codes(lon, lat, held.of(days), held, zones)], names


def refuse_unread(zones: object) -> None:
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
    return shapely.get_x(points), shapely.get_y(points)


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
    for number, rows in steps(list(enumerate(held.rows)), "placing strikes in zones"):
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
    way = _codes_one_by_one if len(x) < MANY else _codes_by_cells
    return way(x, y, rows, shapes, sides)


def _codes_by_cells(
    x: npt.NDArray[np.float64],
    y: npt.NDArray[np.float64],
    rows: npt.NDArray[np.intp],
    shapes: npt.NDArray[np.object_],
    sides: npt.NDArray[np.int64],
) -> Codes:
    """Ask a grid of cells first; only points in a cell with a border are asked one by one."""
    cells = Cells.over(shapely.total_bounds(shapes[rows]), len(x))
    cell, inside = cells.of(x, y)
    codes = np.where(inside, _codes_of_cells(cells, rows, shapes, sides)[cell], _OUTSIDE)
    left = np.flatnonzero(codes == _BORDER)
    codes[left] = _codes_one_by_one(x[left], y[left], rows, shapes, sides)
    return codes


def _codes_of_cells(
    cells: Cells,
    rows: npt.NDArray[np.intp],
    shapes: npt.NDArray[np.object_],
    sides: npt.NDArray[np.int64],
) -> Codes:
    """Return the code of every cell of a grid; points of a cell with a border have their own."""
    codes = np.full(cells.size**2, _OUTSIDE, dtype=np.int64)
    held, border = cells.covered(shapes[rows])
    for row, within in zip(rows, held, strict=True):
        _enter(codes, np.flatnonzero(within), row, sides)
    codes[border] = _BORDER
    return codes


def _codes_one_by_one(
    x: npt.NDArray[np.float64],
    y: npt.NDArray[np.float64],
    rows: npt.NDArray[np.intp],
    shapes: npt.NDArray[np.object_],
    sides: npt.NDArray[np.int64],
) -> Codes:
    codes = np.full(len(x), _OUTSIDE, dtype=np.int64)
    bounds = shapely.bounds(shapes[rows])
    for row, (west, south, east, north) in zip(rows, bounds, strict=True):
        near = np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))
        _enter(codes, near[shapely.intersects_xy(shapes[row], x[near], y[near])], row, sides)
    return codes


def _enter(
    codes: Codes, hits: npt.NDArray[np.intp], row: np.intp, sides: npt.NDArray[np.int64]
) -> None:
    """Put those that a zone holds into it; those that another side's zone holds are shared."""
    earlier = codes[hits]
    taken = earlier != _OUTSIDE
    codes[hits[~taken]] = row
    again, earlier = hits[taken], earlier[taken]
    codes[again[(earlier == _SHARED) | (sides[earlier] != sides[row])]] = _SHARED


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
        then "may lie in another zone": how many are ``near_front``. Nothing is moved.

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
    table["may lie in another zone"] = near.reindex(table.index).astype(int)
    return table


def _names(values: pd.Series[Any], codes: Codes) -> Any:
    """Return one name per code; names repeat, so they are looked up once."""
    kinds, lookup = _kinds(values)
    return kinds.take(lookup[codes])


def _kinds(values: pd.Series[Any]) -> tuple[Any, Codes]:
    """Return the different names, and which of them each code stands for."""
    names = [*values.astype(str), CONTESTED, NO_ZONE]
    kinds = pd.Index(dict.fromkeys(names))
    return pd.array(kinds.to_numpy(object), dtype="str"), kinds.get_indexer(names)
