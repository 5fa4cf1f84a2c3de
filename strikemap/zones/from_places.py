"""Zones interpolated from towns: who held which place, drawn as ground."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from strikemap import schema
from strikemap.errors import ZoneError
from strikemap.ledger import Entry, record
from strikemap.zones import fields as zone_fields
from strikemap.zones.draws import Assumed, drawn_from_towns
from strikemap.zones.snapshots import day_number, day_numbers, day_text, stacked
from strikemap.zones.softening import noded
from strikemap.zones.terrain import Rules, areas_of, enclaves, ground_of, with_fixed
from strikemap.zones.town_list import town_list
from strikemap.zones.towns import Towns, towns_of

BASIS: Final = "interpolated from towns"

#: Ground further than this from every listed town is left without a zone.
MAX_KM: Final = 45.0

#: A contested, mixed or besieged town stands for the ground this near to it.
CONTESTED_KM: Final = 15.0

_UNDATED: Final = np.int64(-(10**9))

#: A place this close to the country's outline is in it: outlines are generalised (m).
_OUTLINE_M: Final = 5000.0


def zones_from_places(
    places: pd.DataFrame | str | os.PathLike[str],
    country: str | BaseGeometry,
    *,
    date: str | dt.date | Sequence[str | dt.date],
    max_km: float = MAX_KM,
    contested_km: float = CONTESTED_KM,
    front_km: float = 0.0,
    side: str | None = None,
    sides: Mapping[str, str] | None = None,
    columns: Mapping[str, str] | None = None,
    fixed: Mapping[str, BaseGeometry] | None = None,
    source: str | None = None,
    draws: int | Assumed | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    sheet: str | int | None = None,
) -> gpd.GeoDataFrame:
    """Make control polygons from a list of who held which town.

    Each point of the country goes to the nearest listed town (Voronoi cells in a local
    equal-area plane), cells of one side are joined, and common borders are rounded. The
    result is an interpolation: it says nothing about where a front line ran.

    Parameters
    ----------
    places
        Points in EPSG:4326, a table with columns ``lon`` and ``lat`` (in any notation that
        :func:`strikemap.read_reports` reads), or the path of such a file; one row per place, or
        one per place and ``as_of`` date; the column ``unverified`` (bool), if any, marks rows
        without a source.
    country
        A name that :func:`strikemap.ground.basemap.country` knows, or a polygon in EPSG:4326;
        the zones are clipped to it.
    date
        A day, or several for one layer of several snapshots. Of each place the latest row on or
        before it is taken (before all of them, those of the first day); the last of their days
        becomes the zones' ``as_of``.
    max_km
        Ground further than this from every town of the side is left without a zone.
    contested_km
        A contested, mixed or besieged town says nothing about the country around it: beyond
        this distance the ground goes to the nearest town of a side.
    front_km
        Ground within this distance of a border between two sides becomes "contested"
        (0: none), except next to a town.
    side
        Column that says who holds a place, where it is not found by its name
        (``controller``, ``side``, ``held_by``, ...).
    sides
        What a name in that column means, as side, where no palette knows it.
    columns
        Our name of a column (``as_of``, ``lon``, ``lat``) to the list's, where it is not known by
        its name.
    fixed
        Areas known as polygons (EPSG:4326), by side, that take precedence; places in them
        get no other ground.
    source
        What the zones' ``source`` says; by default the number of towns.
    draws
        Draw the zones so many times under the assumptions of :class:`Assumed`, and add how far
        the ground of each side differs (``km2_low``, ``km2_high``: .95 of the draws). For counts,
        and for the ground itself, see :func:`strikemap.zone_draws`.
    dayfirst
        Whether 04/05/2017 is 4 May, where the days of the list leave it open.
    encoding, sheet
        Encoding of a text file, sheet of a workbook, where they are asked for.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per connected area in EPSG:4326, with the zone columns and ``n_places``,
        ``unverified_share`` (NaN if not known), ``basis`` and ``enclave`` (an area, not its
        side's largest, enclosed by other sides). Places within 100 m of each other are one;
        if they disagree it is "contested". Places more than 5 km outside the country are set
        aside in the ledger (``OUTSIDE_AREA``), as are those without a position that can be read.

    Raises
    ------
    ZoneError
        ``COLUMNS_MISSING``, ``NO_ROWS``, ``OWNER_UNKNOWN``, ``OUTSIDE_AREA_ALL``, the codes of
        dates (``DATE_ORDER_AMBIGUOUS`` …) and, for a path, those of its format.

    Examples
    --------
    >>> import shapely, geopandas as gpd
    >>> towns = gpd.GeoDataFrame({"controller": ["ISIS", "SDF"]},
    ...     geometry=gpd.points_from_xy([38.2, 38.8], [36, 36]), crs="EPSG:4326")
    >>> zones = zones_from_places(towns, shapely.box(38, 35.8, 39, 36.2), date="2017-05-04")
    >>> zones["side"].tolist(), zones["n_places"].tolist()
    (['ISIS', 'SDF'], [1, 1])
    """
    rules = Rules.of(country, max_km, contested_km, front_km, fixed)
    table = town_list(
        places,
        side=side,
        sides=sides,
        columns=columns,
        dayfirst=dayfirst,
        encoding=encoding,
        sheet=sheet,
    )
    listed = listed_on(table, rules, date)
    snapshots = [_snapshot(one, rules, pd.Timestamp(day), source) for day, one in listed.items()]
    zones = stacked(snapshots)
    if sides is None:
        record(zones, zone_fields.unknown_holders(table["side"], ""))
    if draws is None:
        return zones
    assumed = draws if isinstance(draws, Assumed) else Assumed(draws=draws)
    towns = {day: one.towns for day, one in listed.items()}
    return _with_ranges(zones, drawn_from_towns(towns, rules, assumed).areas())


@dataclass(frozen=True, eq=False)
class Listed:
    """The towns of a list in the country on a day, the rows outside it, and how many rows.

    ``n`` are those of the day, ``of`` all that are listed.
    """

    towns: Towns
    outside: gpd.GeoDataFrame
    n: int
    of: int


def listed_on(
    table: gpd.GeoDataFrame, rules: Rules, date: str | dt.date | Sequence[str | dt.date]
) -> dict[str, Listed]:
    """Return the towns of a list for each day asked for, by the day that the list describes."""
    found = {}
    for day in [date] if isinstance(date, str | dt.date) else list(date):
        rows, as_of = _rows_on(table, day)
        inside, outside = _inside(rows, rules)
        found[as_of] = Listed(towns_of(inside, rules.plane), outside, len(rows), len(table))
    return found


def _with_ranges(zones: gpd.GeoDataFrame, areas: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the zones with the range of each side's ground on its date."""
    ranges = areas.set_index(["as_of", "side"])[["km2_low", "km2_high"]]
    wanted = pd.MultiIndex.from_frame(zones[["as_of", "side"]])
    at = zones.columns.get_loc("geometry")
    for name in ranges:
        zones.insert(at, str(name), ranges[name].reindex(wanted).to_numpy())
    return zones


def _rows_on(table: gpd.GeoDataFrame, date: str | dt.date) -> tuple[gpd.GeoDataFrame, str]:
    """Return each place's latest rows on or before a day, and the last date of them.

    Before the first day of the list, these are the rows of that day.
    """
    if "as_of" not in table:
        return table, day_text(day_number(date))
    days = pd.Series(day_numbers(table["as_of"], missing=_UNDATED), index=table.index)
    known = days.where(days <= day_number(date))
    place = pd.Series(shapely.to_wkb(table.geometry.to_numpy()), index=table.index, dtype=object)
    place = place.where(place.notna(), table["row"].astype(str)).map(hash)
    chosen = known.groupby(place).transform("max")
    if chosen.isna().all():
        chosen = days.where(days == days.min())
    held = (days == chosen) & table["problem"].isna()
    dated = chosen[held & (chosen != _UNDATED)]
    return table[days == chosen], day_text(int(dated.max()) if len(dated) else day_number(date))


def _snapshot(
    listed: Listed, rules: Rules, as_of: pd.Timestamp, source: str | None
) -> gpd.GeoDataFrame:
    towns = listed.towns
    free = towns.outside(rules.fixed.values())
    regions = noded(with_fixed(ground_of(free, rules), rules))
    parts = [
        part | {"side": side}
        for side, region in sorted(regions.items())
        for part in areas_of(region, towns, side)
    ]
    frame = gpd.GeoDataFrame(parts, geometry="geometry", crs=rules.plane.crs)
    frame["enclave"] = enclaves(frame, rules.country)
    frame["geometry"] = rules.plane.to_degrees(frame.geometry.to_numpy())
    frame = frame.set_crs(schema.CRS, allow_override=True).assign(
        zone=frame["side"],
        valid_from=as_of,
        valid_to=pd.NaT,
        as_of=as_of,
        source=source or _described(towns),
        basis=BASIS,
    )
    frame["valid_to"] = pd.to_datetime(frame["valid_to"])
    measures = ["n_places", "unverified_share", "basis", "enclave"]
    frame = frame[[*schema.ZONE_COLUMNS[:-1], *measures, "geometry"]]
    aside = [_outside(row, rules) for _, row in listed.outside.iterrows()]
    if listed.n < listed.of:
        said = (
            f"{listed.of - listed.n} rows gave way to the row of their place for {as_of:%Y-%m-%d}"
        )
        aside.append(zone_fields.whole_layer("", "ROW_OF_ANOTHER_DAY", said))
    record(frame, aside, read=listed.n)
    return frame


def _described(towns: Towns) -> str:
    words = f"control of {int(towns.n.sum())} places"
    if np.isnan(towns.unverified).all():
        return words
    return f"{words}, {int(np.nansum(towns.unverified))} of them unverified"


def _inside(rows: gpd.GeoDataFrame, rules: Rules) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return the rows in the country, and the others."""
    points = np.full(len(rows), None, dtype=object)
    known = ~(rows.geometry.isna() | rows.geometry.is_empty).to_numpy()
    points[known] = rules.plane.points(rows.geometry[known].x, rows.geometry[known].y)
    shapely.prepare(rules.country)
    within = shapely.distance(rules.country, points) <= _OUTLINE_M
    if not within.any():
        raise ZoneError(
            "No place lies inside the country. Check that x is longitude and y latitude.",
            code="OUTSIDE_AREA_ALL",
            where="places",
        )
    return rows[within], rows[~within]


def _outside(row: pd.Series[Any], rules: Rules) -> Entry:
    if row["problem"] is not None:
        code, detail = row["problem"]
    else:
        point = rules.plane.points([row.geometry.x], [row.geometry.y])[0]
        apart = rules.country.distance(point) / 1e3
        code, detail = "OUTSIDE_AREA", f"{apart:.1f} km outside the country's outline"
    return {
        "file": "",
        "row": int(row["row"]),
        "id": str(row.get("place", "")),
        "code": code,
        "action": "set aside",
        "detail": detail,
    }
