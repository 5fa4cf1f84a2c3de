"""Changes: where there were more or fewer strikes, per zone, hexagon or as a surface."""

from __future__ import annotations

from typing import Any, Final, Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from strikemap.comparison.pieces import pieces
from strikemap.comparison.result import Comparison
from strikemap.comparison.surfaces import counts_by_window, risk_cells, stated_rows
from strikemap.errors import MapError
from strikemap.plane import Plane
from strikemap.schema import CRS, date_of
from strikemap.zones.reading import zones_on

_DAYS_A_WEEK: Final = 7


def changes(
    comparison: Comparison,
    *,
    by: Literal["zone", "hexagon", "surface"] = "zone",
    km: float = 30.0,
    lines: BaseGeometry | None = None,
) -> gpd.GeoDataFrame:
    """Count strikes before and after in areas, and the change in strikes a week.

    Parameters
    ----------
    comparison
        The counted strikes. Rows that name the attacker only as "A or B" are not counted here.
    by
        ``"zone"``: each strike in the zone of its own date and there in the connected part
        that it lies in, drawn as the zones of the last day after; ``"hexagon"``: equal
        hexagons over the places of the strikes;
        ``"surface"``: the squares of :func:`strikemap.comparison.surfaces.risk_cells`.
    km
        Distance between the middles of neighbouring hexagons, or the standard deviation of
        the surface's kernel, in kilometres.
    lines
        Lines (EPSG:4326) that cut zones besides, such as those of provinces, so that a part
        is no larger than the ground that its strikes speak of.

    Returns
    -------
    geopandas.GeoDataFrame
        ``cell``, ``n_before``, ``n_after``, ``per_week_before``, ``per_week_after`` (strikes
        on covered days, a week of them; NaN for a window without any covered day), ``change``
        (after less before) and ``geometry``
        (EPSG:4326, ``None`` for strikes on ground that their zone no longer holds on the last
        day). By zone ``cell`` is its name, once for each part that was struck and once for all
        of its ground that was not; hexagons without a strike are left out. The counts add up
        to those of the comparison. A surface has ``log_risk``, ``low``, ``high`` and
        ``outside`` besides. ``attrs["by"]`` is ``by``.

    Raises
    ------
    MapError
        ``ZONES_MISSING`` for ``by="zone"`` without zones, ``CELL_INVALID`` for another ``by``
        or a size that is not above zero, ``TOO_FEW`` strikes for a surface.
    """
    if by == "zone":
        cells = _zone_cells(comparison, lines)
    elif by == "hexagon" and km > 0:
        cells = _hexagon_cells(comparison, km)
    elif by == "surface" and km > 0:
        cells = risk_cells(comparison, km=km).rename_axis("cell").reset_index()
    else:
        raise MapError(
            "Changes can be drawn by 'zone', or by 'hexagon' or as a 'surface' of more than 0 km, "
            f"not by={by!r} and km={km}.",
            code="CELL_INVALID",
            where="by",
        )
    for name, period in zip(("before", "after"), comparison.periods, strict=True):
        days = comparison.covered.days(period) or np.nan
        cells[f"per_week_{name}"] = cells.pop(f"rated_{name}") / days * _DAYS_A_WEEK
    cells["change"] = cells["per_week_after"] - cells["per_week_before"]
    found = gpd.GeoDataFrame(cells, geometry="geometry", crs=CRS)
    found.attrs = {**cells.attrs, "by": by}
    return found


def _zone_cells(comparison: Comparison, lines: BaseGeometry | None) -> pd.DataFrame:
    if comparison.zones is None:
        raise MapError(
            "The comparison has no zones to draw changes by. Pass zones=, or by='hexagon'.",
            code="ZONES_MISSING",
            where="by",
        )
    last = date_of(comparison.periods.after.stop_day - 1)
    shown = zones_on(comparison.zones, last)
    areas = shown.geometry.groupby(shown["zone"].astype(str)).agg(shapely.union_all)
    rows = stated_rows(comparison)
    found = [
        _counted_pieces(name, areas.get(name), rows.loc[rows["zone"].astype(str) == name], lines)
        for name in sorted({*areas.index, *rows["zone"].astype(str)})
    ]
    return pd.concat(found, ignore_index=True)


def _counted_pieces(
    name: str, area: BaseGeometry | None, rows: gpd.GeoDataFrame, lines: BaseGeometry | None
) -> pd.DataFrame:
    """Return the pieces of a zone with their counts; the last row is its ground without any."""
    shapes, piece = pieces(area, rows.geometry.to_numpy(), lines)
    cells = _counts(pd.Series(piece, dtype=int), rows)
    free = np.delete(shapes, [i for i in cells.index if i >= 0])
    geometry: list[Any] = [shapes[i] if i >= 0 else None for i in cells.index]
    if len(free):
        cells.loc[len(shapes)] = 0
        geometry.append(shapely.union_all(free))
    return cells.assign(geometry=np.asarray(geometry, dtype=object), cell=name)


def _hexagon_cells(comparison: Comparison, km: float) -> pd.DataFrame:
    rows = stated_rows(comparison)
    points = rows.geometry.to_numpy()
    plane = Plane.around(points) if len(points) else Plane(0.0, 0.0)
    row, column = _hexagon_of(plane.xy(rows.geometry.x, rows.geometry.y), km * 1000)
    names = pd.Series([f"{i} {j}" for i, j in zip(row, column, strict=True)], index=rows.index)
    cells = _counts(names, rows)
    centres = np.array([name.split() for name in cells.index], dtype=int).reshape(-1, 2)
    cells["geometry"] = plane.to_degrees(_hexagons(centres, km * 1000))
    return cells.rename_axis("cell").reset_index()


def _counts(names: pd.Series, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the counts by the name of the area that each row lies in."""
    cell, found = pd.factorize(names, sort=True)
    return pd.DataFrame(counts_by_window(cell, rows, len(found)), index=pd.Index(found))


def _hexagon_of(
    xy: npt.NDArray[np.float64], apart: float
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return row and column of the hexagon of each point: the nearest of all middles.

    The middles are two interleaved rectangular grids (rows twice as far apart); a point's
    middle is the nearer of the nearest in each.
    """
    high = apart * np.sqrt(3) / 2
    best = np.full(len(xy), np.inf)
    row, column = np.zeros(len(xy), dtype=np.int64), np.zeros(len(xy), dtype=np.int64)
    for odd in (0, 1):
        i = 2 * np.round((xy[:, 1] / high - odd) / 2).astype(np.int64) + odd
        j = np.round(xy[:, 0] / apart - odd / 2).astype(np.int64)
        away = np.hypot(xy[:, 0] - (j + odd / 2) * apart, xy[:, 1] - i * high)
        nearer = away < best
        best[nearer], row[nearer], column[nearer] = away[nearer], i[nearer], j[nearer]
    return row, column


def _hexagons(centres: npt.NDArray[np.int64], apart: float) -> npt.NDArray[np.object_]:
    """Return hexagons (metres) for rows and columns."""
    odd = centres[:, 0] % 2
    x = (centres[:, 1] + odd / 2) * apart
    y = centres[:, 0] * apart * np.sqrt(3) / 2
    angle = np.deg2rad(np.arange(30, 390, 60))
    reach = apart / np.sqrt(3)
    corners = np.stack(
        [x[:, None] + reach * np.cos(angle), y[:, None] + reach * np.sin(angle)], axis=2
    )
    hexagons: npt.NDArray[np.object_] = np.asarray(shapely.polygons(corners), dtype=object)
    return hexagons
