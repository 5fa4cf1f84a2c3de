"""The embedded vector layers of the ground, loaded once: countries, waters, towns, Syria."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from strikemap import schema
from strikemap.ground import topology
from strikemap.resources import resource

Level = Literal["syria", "detail", "world"]

#: West, south, east and north of the two finer levels.
BOUNDS: Final[Mapping[Level, tuple[float, float, float, float]]] = {
    "syria": (31.0, 29.5, 47.0, 40.0),
    "detail": (12.0, 11.0, 64.0, 54.0),
    "world": (-180.0, -90.0, 180.0, 90.0),
}

#: Land borders that are not agreed, as pairs of country names.
UNSETTLED: Final = frozenset(
    frozenset(pair)
    for pair in (
        ("Morocco", "Western Sahara"),
        ("Serbia", "Kosovo"),
        ("Israel", "Palestine"),
        ("India", "Pakistan"),
        ("India", "Siachen Glacier"),
        ("Pakistan", "Siachen Glacier"),
        ("China", "Siachen Glacier"),
        ("North Korea", "South Korea"),
    )
)


@dataclass(frozen=True, eq=False)
class Countries:
    """The countries of one level and the lines between them.

    ``pairs`` holds, for each line, the positions of the two countries it divides.
    """

    table: gpd.GeoDataFrame
    land: tuple[BaseGeometry, ...]
    lines: tuple[BaseGeometry, ...]
    pairs: tuple[tuple[int, int], ...]


@cache
def countries(level: Level) -> Countries:
    """Return the countries at a level of detail.

    ``world`` is Natural Earth 50 m, ``detail`` 10 m for the Middle East, north-east
    Africa and Ukraine, ``syria`` 10 m for Syria and its neighbours; the finer two are cut
    at :data:`BOUNDS`. Columns ``name``, ``name_ar``, ``iso_a2``, ``iso_a3``, ``geometry``.
    """
    if level == "syria":
        return _syrian_countries()
    file = "world.json" if level == "world" else "middle_east_ukraine.json"
    document = _topology(file)
    areas, properties = topology.geometries(document, "countries")
    table = gpd.GeoDataFrame(properties, geometry=areas, crs=schema.CRS)
    arcs = topology.arcs(document)
    shared = topology.shared_arcs(document, "countries")
    borders = {arc: users for arc, users in shared.items() if len(users) == 2}
    return Countries(
        table=table,
        land=tuple(topology.geometries(document, "land")[0]),
        lines=tuple(shapely.LineString(arcs[arc]) for arc in borders),
        pairs=tuple((users[0], users[1]) for users in borders.values()),
    )


def _syrian_countries() -> Countries:
    rows = syria()
    table = rows.loc[rows["layer"].isin(["country", "neighbour"]), ["name", "name_ar", "geometry"]]
    table = table.reset_index(drop=True)
    areas = table.geometry.to_numpy()
    lines, pairs = [], []
    for one in range(len(areas)):
        for other in range(one + 1, len(areas)):
            line = _shared_edge(areas[one], areas[other])
            if not line.is_empty:
                lines.append(line)
                pairs.append((one, other))
    land = shapely.get_parts(shapely.union_all(areas))
    return Countries(table, tuple(land), tuple(lines), tuple(pairs))


def _shared_edge(one: BaseGeometry, other: BaseGeometry) -> BaseGeometry:
    if not one.intersects(other):
        return shapely.GeometryCollection()
    shared = shapely.intersection(one.boundary, other.boundary)
    lines = [part for part in shapely.get_parts(shared) if part.geom_type == "LineString"]
    return shapely.line_merge(shapely.MultiLineString(lines))


@cache
def provinces(country: str) -> tuple[BaseGeometry, ...]:
    """Return the first-level lines inside a country of the detailed layer, else nothing."""
    if country == "Syria":
        rows = syria()
        return (shapely.union_all(rows.loc[rows["layer"] == "governorate"].boundary.to_numpy()),)
    lines, properties = topology.geometries(_topology("middle_east_ukraine.json"), "admin")
    return tuple(
        line for line, row in zip(lines, properties, strict=True) if row["name"] == country
    )


@cache
def country_names() -> pd.DataFrame:
    """Return ``name``, ``name_ar``, ``iso_a2`` and ``iso_a3`` of every country, without areas."""
    return _table("countries.csv")


@dataclass(frozen=True, eq=False)
class Contested:
    """An area that the United Nations count to one country and another one holds."""

    label: Mapping[str, str]
    un: str
    held_by: str
    level: Level
    area: BaseGeometry
    land_edge: BaseGeometry


@cache
def contested() -> tuple[Contested, ...]:
    """Return the contested areas; ``land_edge`` is their outline without the coast."""
    table = _contested_rows()
    areas, edges = (table[table["part"] == part] for part in ("area", "edge"))
    return tuple(
        Contested({"en": name, "ar": name_ar}, un, held_by, level, area, edge)
        for name, name_ar, un, held_by, level, area, edge in zip(
            *(areas[column] for column in ("name", "name_ar", "un", "held_by", "level")),
            areas.geometry,
            edges.geometry,
            strict=True,
        )
    )


def claims() -> list[BaseGeometry]:
    """Return the lines of further territorial claims."""
    table = _contested_rows()
    return list(table.loc[table["part"] == "claim", "geometry"])


@cache
def _contested_rows() -> gpd.GeoDataFrame:
    path = resource("geodata", "contested_areas.geojson")
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return gpd.GeoDataFrame.from_features(features, crs=schema.CRS)


@cache
def syria() -> gpd.GeoDataFrame:
    """Return the Syria basemap: ``layer``, ``name``, ``name_ar``, ``rank``, ``note``, geometry."""
    document = json.loads(resource("geodata", "syria_basemap.geojson").read_text(encoding="utf-8"))
    return gpd.GeoDataFrame.from_features(document["features"], crs=schema.CRS)


@cache
def waters(name: Literal["rivers", "lakes"]) -> tuple[BaseGeometry, ...]:
    """Return the world's larger rivers (lines) or lakes (areas)."""
    return tuple(topology.geometries(_topology("waters.json"), name)[0])


@cache
def towns() -> pd.DataFrame:
    """Return larger towns: ``name``, ``name_ar``, ``country`` (ISO), ``lon``, ``lat``, ``rank``."""
    return _table("towns.csv")


def _table(file: str) -> pd.DataFrame:
    table: pd.DataFrame = pd.read_csv(
        resource("geodata", file), keep_default_na=False, encoding="utf-8"
    )
    return table


def level_for(west: float, south: float, east: float, north: float) -> Level:
    """Return the finest level that covers an extent given in degrees.

    Examples
    --------
    >>> from strikemap.ground import atlas
    >>> [atlas.level_for(*box) for box in ((35, 32, 43, 38), (41, 12, 54, 20), (0, 0, 9, 9))]
    ['syria', 'detail', 'world']
    """
    box = np.array([west, south, -east, -north])
    for level in ("syria", "detail"):
        w, s, e, n = BOUNDS[level]
        if (box >= np.array([w, s, -e, -n])).all():
            return level
    return "world"


@cache
def _topology(file: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(resource("geodata", file).read_text(encoding="utf-8"))
    return document
