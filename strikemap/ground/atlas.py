"""The embedded vector layers of the ground, loaded once: countries, waters, towns, Syria."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final, Literal, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from strikemap import schema
from strikemap.ground import companion, topology
from strikemap.ground.companion import Box
from strikemap.resources import resource
from strikemap.words.languages import SOURCE, catalogue
from strikemap.words.terms import term

Rows = TypeVar("Rows", bound=pd.DataFrame)
Level = Literal["syria", "detail", "fine", "world"]

#: A date later than all: the ground as it is today.
TODAY: Final = "9999-12-31"

#: Wider extents than this (degrees) need no finer outlines.
_FINE_WIDTH: Final = 60.0

#: West, south, east and north of the levels.
BOUNDS: Final[Mapping[Level, tuple[float, float, float, float]]] = {
    "syria": (31.0, 29.5, 47.0, 40.0),
    "detail": (12.0, 11.0, 64.0, 54.0),
    "fine": (-180.0, -90.0, 180.0, 90.0),
    "world": (-180.0, -90.0, 180.0, 90.0),
}

#: Land borders that are not agreed, by their two countries, each with the box (degrees) in which
#: it is so.
UNSETTLED: Final[Mapping[frozenset[str], Box]] = {
    frozenset(("Morocco", "Western Sahara")): BOUNDS["world"],
    frozenset(("Serbia", "Kosovo")): BOUNDS["world"],
    frozenset(("Israel", "Palestine")): BOUNDS["world"],
    frozenset(("India", "Pakistan")): (73.0, 32.45, 80.0, 37.5),
    frozenset(("India", "Siachen Glacier")): BOUNDS["world"],
    frozenset(("Pakistan", "Siachen Glacier")): BOUNDS["world"],
    frozenset(("China", "Siachen Glacier")): BOUNDS["world"],
    frozenset(("North Korea", "South Korea")): BOUNDS["world"],
}

#: A box that meets nothing.
_NOWHERE: Final[Box] = (999.0, 999.0, 1000.0, 1000.0)

_CUT: Final[tuple[Level, ...]] = ("syria", "detail")


@dataclass(frozen=True, eq=False)
class Countries:
    """The countries of one level and the lines between them.

    ``pairs`` holds, for each line, the names of the two countries it divides.
    """

    table: gpd.GeoDataFrame
    land: tuple[BaseGeometry, ...]
    lines: tuple[BaseGeometry, ...]
    pairs: tuple[tuple[str, str], ...]

    def unsettled(self) -> list[BaseGeometry]:
        """Return what of each line is not agreed, empty for most."""
        return [
            shapely.clip_by_rect(line, *UNSETTLED.get(frozenset(pair), _NOWHERE))
            for line, pair in zip(self.lines, self.pairs, strict=True)
        ]


def countries(level: Level, box: Box = BOUNDS["world"]) -> Countries:
    """Return the countries at a level of detail, at least those that meet a box.

    ``world`` is Natural Earth 50 m, ``detail`` 10 m for the Middle East, north-east
    Africa and Ukraine, ``syria`` 10 m for Syria and its neighbours, both cut at
    :data:`BOUNDS`; ``fine`` is 10 m for the world, from the companion package. Columns ``name``,
    ``geometry`` and, but for Syria, ``name_ar``, ``iso_a2``, ``iso_a3``.
    """
    if level == "syria":
        return _syrian_countries()
    return _fine_countries(box) if level == "fine" else _embedded_countries(level, box)


@lru_cache(maxsize=16)
def _fine_countries(box: Box) -> Countries:
    borders = companion.near("borders", box)
    return Countries(
        table=companion.near("countries", box),
        land=tuple(companion.near("land", box).geometry),
        lines=tuple(borders.geometry),
        pairs=tuple(zip(borders["one"], borders["other"], strict=True)),
    )


@lru_cache(maxsize=16)
def _embedded_countries(level: Level, box: Box) -> Countries:
    file = "world.json" if level == "world" else "middle_east_ukraine.json"
    document, arcs = _topology(file), _arcs(file)
    areas, properties = topology.geometries(document, "countries", arcs, box=box)
    rows = pd.DataFrame(properties, columns=["name", "name_ar", "iso_a2", "iso_a3"])
    lines, pairs = _embedded_borders(file)
    return Countries(
        table=gpd.GeoDataFrame(rows, geometry=areas, crs=schema.CRS),
        land=tuple(topology.geometries(document, "land", arcs, box=box)[0]),
        lines=lines,
        pairs=pairs,
    )


@cache
def _embedded_borders(
    file: str,
) -> tuple[tuple[BaseGeometry, ...], tuple[tuple[str, str], ...]]:
    """Return the lines between two countries, and the names of both."""
    document, arcs = _topology(file), _arcs(file)
    shared = topology.shared_arcs(document, "countries")
    borders = {arc: users for arc, users in shared.items() if len(users) == 2}
    rows = document["objects"]["countries"]["geometries"]
    names = [row["properties"]["name"] for row in rows]
    lines = tuple(shapely.LineString(arcs[arc]) for arc in borders)
    return lines, tuple((names[one], names[other]) for one, other in borders.values())


@cache
def _syrian_countries() -> Countries:
    rows = syria()
    table = rows.loc[rows["layer"].isin(["country", "neighbour"]), ["name", "name_ar", "geometry"]]
    table = table.reset_index(drop=True)
    areas, names = table.geometry.to_numpy(), table["name"].tolist()
    lines, pairs = [], []
    for one in range(len(areas)):
        for other in range(one + 1, len(areas)):
            line = _shared_edge(areas[one], areas[other])
            if not line.is_empty:
                lines.append(line)
                pairs.append((names[one], names[other]))
    land = shapely.get_parts(shapely.union_all(areas))
    return Countries(table, tuple(land), tuple(lines), tuple(pairs))


def _shared_edge(one: BaseGeometry, other: BaseGeometry) -> BaseGeometry:
    if not one.intersects(other):
        return shapely.GeometryCollection()
    shared = shapely.intersection(one.boundary, other.boundary)
    lines = [part for part in shapely.get_parts(shared) if part.geom_type == "LineString"]
    return shapely.line_merge(shapely.MultiLineString(lines))


def provinces(country: str, level: Level, box: Box) -> tuple[BaseGeometry, ...]:
    """Return the first-level lines inside a country, of the box at least; none where unknown."""
    if level == "fine":
        rows = companion.near("provinces", box)
        return tuple(rows.loc[rows["name"] == country, "geometry"])
    return _embedded_provinces(country)


@cache
def _embedded_provinces(country: str) -> tuple[BaseGeometry, ...]:
    if country == "Syria":
        rows = syria()
        rims = rows.loc[rows["layer"] == "governorate"].boundary.to_numpy()
        return (shapely.line_merge(shapely.union_all(rims)),)
    for file in ("middle_east_ukraine.json", "provinces.json"):
        document = _topology(file)
        rows = document["objects"]["admin"]["geometries"]
        own = [row for row in rows if row["properties"]["name"] == country]
        if own:
            objects = {"admin": {"geometries": own}}
            return tuple(topology.geometries({**document, "objects": objects}, "admin")[0])
    return ()


def names_in(table: pd.DataFrame, lang: str) -> list[str]:
    """Return the names of rows in a language: of ``name_ar`` or the like, else of ``name``.

    Towns have theirs in a list of their own, by name and country.
    """
    column = f"name_{catalogue(lang).code}"
    own = table[column] if column in table else _town_names(table, column)
    return [
        str(name) or term(str(known), lang) for name, known in zip(own, table["name"], strict=True)
    ]


def _town_names(table: pd.DataFrame, column: str) -> list[str]:
    if column == f"name_{SOURCE}" or "country" not in table:
        return [""] * len(table)
    known = _known_names().get(column, {})
    return [known.get(key, "") for key in zip(table["name"], table["country"], strict=True)]


@cache
def _known_names() -> dict[str, dict[tuple[str, str], str]]:
    """Return the names of towns by column, English name and country (ISO)."""
    table = _table("names.csv")
    keys = list(zip(table["name"], table["country"], strict=True))
    columns = [column for column in map(str, table) if column.startswith("name_")]
    return {column: dict(zip(keys, table[column], strict=True)) for column in columns}


@cache
def country_names() -> pd.DataFrame:
    """Return the names of every country, the point to name it at, and since when it is so.

    Columns ``name``, ``name_ar``, ``iso_a2``, ``iso_a3``, ``lon``, ``lat``, ``valid_from``, the
    day since which it has the borders of the atlas ("" where that is long ago or unknown), and
    ``name_es``, ``name_fr``, ``name_ru``, ``name_uk``.
    """
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
def contested(date: str = TODAY) -> tuple[Contested, ...]:
    """Return the areas contested on a day; ``land_edge`` is their outline without the coast."""
    table = in_force(_contested_rows(), date)
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


def claims(date: str = TODAY) -> list[BaseGeometry]:
    """Return the lines of further territorial claims that stood on a day."""
    table = in_force(_contested_rows(), date)
    return list(table.loc[table["part"] == "claim", "geometry"])


def in_force(rows: Rows, date: str) -> Rows:
    """Return the rows that were so on a day: from ``valid_from`` until before ``valid_to``.

    Both are ISO dates, "" where no bound is known.
    """
    begun, ends = rows["valid_from"].fillna(""), rows["valid_to"].fillna("")
    return rows[(begun <= date) & ((ends == "") | (ends > date))]


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
def rivers() -> tuple[BaseGeometry, ...]:
    """Return the world's larger rivers."""
    return tuple(topology.geometries(_topology("waters.json"), "rivers")[0])


@cache
def lakes() -> gpd.GeoDataFrame:
    """Return the world's larger lakes: ``name``, ``valid_from``, ``valid_to``, area."""
    areas, rows = topology.geometries(_topology("waters.json"), "lakes")
    return gpd.GeoDataFrame(rows, geometry=areas, crs=schema.CRS)


@cache
def towns() -> pd.DataFrame:
    """Return towns: ``name``, ``name_ar``, ``country`` (ISO), ``lon``, ``lat``, ``people``."""
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
    for level in _CUT:
        w, s, e, n = BOUNDS[level]
        if (box >= np.array([w, s, -e, -n])).all():
            return level
    return "fine" if east - west <= _FINE_WIDTH and companion.installed() else "world"


@cache
def _arcs(file: str) -> list[topology.Arc]:
    return topology.arcs(_topology(file))


@cache
def _topology(file: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(resource("geodata", file).read_text(encoding="utf-8"))
    return document
