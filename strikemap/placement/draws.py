"""Draws of zones: from towns, or from polygons whose borders have a stated error."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from strikemap.arrays import Floats
from strikemap.errors import ZoneError
from strikemap.palettes import CONTESTED
from strikemap.placement.by_day import zone_codes
from strikemap.plane import Plane
from strikemap.zones.draws import Assumed, Codes, Holders, Snapshot, ZoneDraws, drawn_from_towns
from strikemap.zones.from_places import CONTESTED_KM, MAX_KM, listed_on
from strikemap.zones.snapshots import Epochs, epochs
from strikemap.zones.terrain import Rules
from strikemap.zones.town_list import town_list


def zone_draws(
    zones: gpd.GeoDataFrame | pd.DataFrame,
    country: str | BaseGeometry | None = None,
    *,
    date: str | dt.date | Sequence[str | dt.date] | None = None,
    draws: int = 200,
    drop_unverified: float = 0.1,
    resample: bool = True,
    border_km: float = 0.0,
    seed: int = 20170504,
    max_km: float = MAX_KM,
    contested_km: float = CONTESTED_KM,
    fixed: Mapping[str, BaseGeometry] | None = None,
    side: str | None = None,
    sides: Mapping[str, str] | None = None,
) -> ZoneDraws:
    """Draw zones many times under stated doubts: to see which counts and areas they move.

    Parameters
    ----------
    zones
        A layer of zones (EPSG:4326), whose borders are moved by `border_km`; or, with `country`
        and `date`, a list of who held which town, as :func:`strikemap.zones_from_places` takes it.
    country, date, max_km, contested_km, fixed, side, sides
        As for :func:`strikemap.zones_from_places`.
    draws
        How many.
    drop_unverified
        Chance that a town marked as unverified is left out of a draw.
    resample
        Draw the towns with replacement, as if the list were one of many that might be made.
    border_km
        Standard error of the place of borders in kilometres; they move together over some five
        times of it, and over 30 km at least. What is known as a circle moves too.
    seed
        The same seed gives the same draws.

    Returns
    -------
    ZoneDraws
        Its ``areas()`` are the ground of each side with ranges, its ``band()`` the ground on
        which draws disagree; :func:`strikemap.count_ranges` gives the ranges of a map's counts.
        A range says what these assumptions allow, no more.

    Raises
    ------
    ZoneError
        ``DRAWS_INVALID`` for a chance, number or distance that is none, and for polygons without
        `border_km`, which would all be drawn alike; those of
        :func:`strikemap.zones_from_places`.

    Examples
    --------
    >>> import shapely, strikemap as sm
    >>> import geopandas as gpd
    >>> towns = gpd.GeoDataFrame({"controller": ["ISIS", "SDF"], "unverified": [True, False]},
    ...     geometry=gpd.points_from_xy([38.2, 38.8], [36, 36]), crs="EPSG:4326")
    >>> drawn = sm.zone_draws(towns, shapely.box(38, 35.8, 39, 36.2), date="2017-05-04",
    ...     draws=50, drop_unverified=0.3, resample=False)
    >>> drawn.areas()["side"].tolist()
    ['ISIS', 'SDF']
    """
    assumed = Assumed(
        draws=draws,
        drop_unverified=drop_unverified,
        resample=resample,
        border_km=border_km,
        seed=seed,
    )
    if country is None or date is None:
        return _of_polygons(zones, assumed)
    rules = Rules.of(country, max_km, contested_km, fixed=fixed)
    listed = listed_on(town_list(zones, side=side, sides=sides), rules, date)
    return drawn_from_towns({day: one.towns for day, one in listed.items()}, rules, assumed)


def _of_polygons(zones: gpd.GeoDataFrame | pd.DataFrame, assumed: Assumed) -> ZoneDraws:
    if "valid_from" not in zones or not isinstance(zones, gpd.GeoDataFrame):
        raise ZoneError(
            "Towns need country= and date= to be drawn as zones; polygons are to be read with "
            "read_zones() first.",
            code="COLUMNS_MISSING",
            where="zones",
        )
    if assumed.border_km == 0:
        raise ZoneError(
            "Polygons whose borders have no error are drawn alike every time. State border_km=.",
            code="DRAWS_INVALID",
            where="border_km",
        )
    held = epochs(zones)
    plane = Plane.around(zones.geometry.to_numpy())
    names = tuple(dict.fromkeys([*zones["zone"].astype(str), CONTESTED]))
    ground = shapely.make_valid(plane.to_metres(zones.geometry.union_all()))
    parts = tuple(
        Snapshot(float(start), _date(as_of), _holders(zones, held, number, plane, names))
        for number, (start, as_of) in enumerate(zip(held.starts, held.as_of, strict=True))
    )
    return ZoneDraws(names, assumed, plane, ground, parts)


def _holders(
    zones: gpd.GeoDataFrame, held: Epochs, number: int, plane: Plane, names: tuple[str, ...]
) -> Holders:
    place = [names.index(name) for name in zones["zone"].astype(str)]
    lookup = np.array([*place, names.index(CONTESTED), -1], dtype=np.int64)

    def holders(xy: Floats, rng: np.random.Generator | None) -> Codes:
        lon, lat = plane.lonlat(xy)
        found = zone_codes(lon, lat, np.full(len(xy), number, dtype=np.intp), held, zones)
        return lookup[np.where(found < 0, len(place) + (found == -1), found)]

    return holders


def _date(day: float) -> pd.Timestamp | None:
    return None if np.isnan(day) else pd.Timestamp(int(day), unit="D")
