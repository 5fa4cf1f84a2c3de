"""Placement under location uncertainty: the probability that a strike lies in each zone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Literal, TypeAlias

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from strikemap import schema
from strikemap.arrays import Floats
from strikemap.errors import ZoneError
from strikemap.ledger import record
from strikemap.placement.shares import REACH, disc_share, gaussian_share, touching
from strikemap.plane import Plane, refuse_projected
from strikemap.progress import steps
from strikemap.zones.areas import disjoint
from strikemap.zones.snapshots import MAX_DAYS, Epochs, days_of, epochs, refuse_distant

OUTSIDE: Final = "outside/unknown"

#: ``radius_km`` is the circle that holds 90 % of a Gaussian: r = sigma * sqrt(2 ln 10).
SIGMAS_IN_RADIUS: Final = float(np.sqrt(2 * np.log(10)))

#: Metres at which a strike without a point lies: in no zone.
_NOWHERE: Final = 1e9

Method: TypeAlias = Literal["gaussian", "disc"]


def zone_probabilities(
    strikes: gpd.GeoDataFrame,
    zones: gpd.GeoDataFrame,
    *,
    method: Method = "gaussian",
    radii: Mapping[str, float] | None = None,
    areas: gpd.GeoDataFrame | None = None,
    on: str = "date_start",
    max_days: int | None = MAX_DAYS,
) -> pd.DataFrame:
    """Return the probability that each strike lies in each zone of its day.

    A strike without a radius is where its point is. A radius is that of the 90 % circle.

    Parameters
    ----------
    strikes
        Points in EPSG:4326 with a date column. ``radius_km`` is taken where it is stated,
        else the radius of the strike's ``location_precision``, else none.
    zones
        Zones of one or several snapshots in EPSG:4326; each strike takes those of its day.
        Ground that two of them claim is "contested".
    method
        ``"gaussian"``: two-dimensional normal, 90 % of it within the radius (exact: winding
        angle minus Owen's T over the edges); ``"disc"``: uniform within the radius (exact area
        of the overlap).
    radii
        Radius in km for each location precision; by default ``schema.RADIUS_KM``, which are
        assumptions of ours.
    areas
        Administrative polygons (EPSG:4326) with a column ``name``: a strike known only to a
        district or governorate whose ``admin1`` names one takes the shares of its area.
    on, max_days
        As for :func:`place_in_zones`.

    Returns
    -------
    pandas.DataFrame
        Index of ``strikes``; one column per zone name, then ``"outside/unknown"``; rows sum
        to 1.

    Raises
    ------
    ZoneError
        ``METHOD_UNKNOWN``, ``RADIUS`` (negative) and the codes of :func:`place_in_zones`.

    Examples
    --------
    >>> import geopandas as gpd, pandas as pd, shapely
    >>> import strikemap as sm
    >>> zones = sm.read_zones(gpd.GeoDataFrame({"side": ["ISIS"]}, crs=4326,
    ...     geometry=[shapely.box(38, 35, 39, 36)]))
    >>> strikes = gpd.GeoDataFrame({"date_start": [pd.Timestamp("2017-05-04")],
    ...     "radius_km": [10.0]}, geometry=gpd.points_from_xy([39.0], [35.5]), crs=4326)
    >>> zone_probabilities(strikes, zones).round(3).iloc[0].to_dict()
    {'ISIS': 0.5, 'outside/unknown': 0.5}
    """
    if method not in ("gaussian", "disc"):
        raise ZoneError(
            f"There is no method {method!r}. Pass 'gaussian' or 'disc'.",
            code="METHOD_UNKNOWN",
            where="method",
        )
    refuse_projected(strikes=strikes, zones=zones)
    days = days_of(strikes, on)
    held = epochs(zones)
    refuse_distant(held, days, max_days=max_days)
    plane = Plane.around(zones.geometry.to_numpy())
    reach = radius_of(strikes, radii) * 1e3
    xy = plane.xy(strikes.geometry.x, strikes.geometry.y)
    xy[~np.isfinite(xy)] = _NOWHERE
    stretch = held.of(days)
    # Rows that share place, radius and zones are worked out once.
    keys = np.column_stack([xy, reach, stretch])
    _, first, of = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    table = pd.DataFrame(0.0, index=range(len(first)), columns=_names(zones))
    xy, reach, stretches = xy[first], reach[first], stretch[first]
    points = np.asarray(shapely.points(xy))
    for number, name, shape in _grounds(zones, held, np.unique(stretch), plane):
        here = np.flatnonzero(stretches == number)
        table.loc[here, name] = _shares(shape, points[here], xy[here], reach[here], method)
    table = table.fillna(0.0).take(of.ravel()).reset_index(drop=True)
    if areas is not None:
        _take_areas(table, _admin_areas(strikes, areas), stretch, zones, held, plane)
    table[OUTSIDE] = np.maximum(0.0, 1.0 - table.sum(axis=1))
    table.index = strikes.index
    record(table, [], method=method, radius="radius of the 90 % circle")
    return table


def _names(zones: gpd.GeoDataFrame) -> list[str]:
    return sorted(set(zones["zone"].astype(str)))


def _grounds(
    zones: gpd.GeoDataFrame, held: Epochs, stretches: npt.NDArray[np.intp], plane: Plane
) -> Iterator[tuple[int, str, BaseGeometry]]:
    """Yield the ground of every zone in metres, for each stretch of days that is needed."""
    grounds = [
        (int(number), name, plane.to_metres(shape))
        for number in stretches
        for name, shape in disjoint(zones.iloc[held.rows[number]], "zone").items()
    ]
    yield from steps(grounds, "probabilities of zones", unit="zone")


def radius_of(strikes: pd.DataFrame, radii: Mapping[str, float] | None = None) -> Floats:
    """Return each strike's radius in km: as stated, else by its precision, else 0."""
    stated = pd.to_numeric(strikes.get("radius_km", pd.Series(np.nan, index=strikes.index)))
    by_class = dict(schema.RADIUS_KM if radii is None else radii)
    if "location_precision" in strikes:
        classes = strikes["location_precision"].astype(object).map(by_class)
        stated = stated.where(stated.notna(), pd.to_numeric(classes))
    radius: Floats = stated.fillna(0.0).to_numpy(dtype=float)
    if (radius < 0).any():
        row = int((radius < 0).argmax()) + 1
        raise ZoneError(
            f"Row {row} has a negative radius_km ({radius[row - 1]:g}).",
            code="RADIUS",
            where=f"row {row}",
        )
    return radius


def _shares(
    shape: BaseGeometry,
    points: npt.NDArray[np.object_],
    xy: Floats,
    reach: Floats,
    method: Method,
) -> Floats:
    """Return the share of each location's distribution that a polygon in metres holds."""
    shapely.prepare(shape)
    share = shapely.intersects(shape, points).astype(float)
    far = reach * (REACH / SIGMAS_IN_RADIUS if method == "gaussian" else 1.0)
    near = np.flatnonzero((reach > 0) & touching(shape, points, far))
    if method == "gaussian":
        share[near] = gaussian_share(shape, xy[near], reach[near] / SIGMAS_IN_RADIUS)
    else:
        share[near] = disc_share(shape, xy[near], reach[near])
    return share


def _admin_areas(
    strikes: gpd.GeoDataFrame, areas: gpd.GeoDataFrame | None
) -> npt.NDArray[np.object_]:
    """Return the administrative polygon (in degrees) of each strike known only to one."""
    found = np.full(len(strikes), None, dtype=object)
    if areas is None or "admin1" not in strikes or "location_precision" not in strikes:
        return found
    by_name = dict(zip(areas["name"].astype(str).str.casefold(), areas.geometry, strict=True))
    coarse = strikes["location_precision"].astype(str).isin(["district", "governorate"])
    for i in np.flatnonzero(coarse.to_numpy()):
        found[i] = by_name.get(str(strikes["admin1"].iloc[i]).casefold())
    return found


def _take_areas(
    table: pd.DataFrame,
    admin: npt.NDArray[np.object_],
    stretch: npt.NDArray[np.intp],
    zones: gpd.GeoDataFrame,
    held: Epochs,
    plane: Plane,
) -> None:
    """Put the shares of its administrative area in the row of each strike known only to one."""
    known = np.flatnonzero([area is not None for area in admin])
    flat = {id(admin[i]): plane.to_metres(admin[i]) for i in known}
    for number, name, shape in _grounds(zones, held, np.unique(stretch[known]), plane):
        here = known[stretch[known] == number]
        within = {key: shape.intersection(area).area / area.area for key, area in flat.items()}
        table.loc[here, name] = [within[id(admin[i])] for i in here]
