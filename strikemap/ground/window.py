"""The ground inside one window: every layer cut out, named and put together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from functools import cache
from typing import Any, Final, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from strikemap.ground import atlas, countries
from strikemap.spec import Ground, Overlay, Places

#: At most so many towns are handed to a map, the larger ones first.
MOST_PLACES: Final = 80

_AREA_COLOUR = "#6B7280"
Box = tuple[float, float, float, float]


def part(
    box: Box, name: str | None, lang: str, by: float, viewpoint: countries.Viewpoint
) -> Ground:
    """Return the ground of a box within +-180 degrees, moved `by` degrees to the east.

    Parameters
    ----------
    box
        West, south, east, north in degrees.
    name
        Official name of the country of interest, None for none.
    lang
        ``"en"`` or ``"ar"``.
    by
        How far to move what was cut: 0, or +-360 beyond the antimeridian.
    viewpoint
        ``"un"`` or ``"held"``, see :data:`strikemap.ground.basemap.VIEWPOINTS`.
    """
    level = atlas.level_for(*box)
    known = atlas.countries(level)
    window = shapely.box(*box)
    borders, disputed = _borders(level, name)
    return Ground(
        land=_cut(known.land, window, by),
        country=_cut([countries.area(name, level, viewpoint)] if name else [], window, by),
        outline=_cut(_outline(name, level, viewpoint), window, by),
        borders=_cut(borders, window, by),
        disputed=_cut(disputed, window, by),
        admin=_cut(atlas.provinces(name) if name else [], window, by),
        rivers=_cut(_waters("river", "rivers", level), window, by),
        lakes=_cut(_waters("lake", "lakes", level), window, by),
        areas=tuple(_areas(window, lang)),
        places=_places(box, name, lang, by),
    )


def _outline(
    name: str | None, level: atlas.Level, viewpoint: countries.Viewpoint
) -> list[BaseGeometry]:
    return [countries.coast_and_settled_border(name, level, viewpoint)] if name else []


def _cut(shapes: Iterable[BaseGeometry], window: BaseGeometry, by: float) -> BaseGeometry:
    """Cut shapes at the window, keep what has their own dimension, and move it along."""
    array = np.array(list(shapes), dtype=object)
    near = array[shapely.intersects(array, window)] if len(array) else array
    if not len(near):
        return shapely.GeometryCollection()
    dimension = int(shapely.get_dimensions(near).max())
    inside = shapely.covered_by(near, window)
    cut = np.concatenate([near[inside], shapely.intersection(near[~inside], window)])
    parts = shapely.get_parts(shapely.get_parts(cut))
    kept = parts[shapely.get_dimensions(parts) == dimension]
    if by:
        kept = shapely.transform(kept, lambda points: points + np.array([by, 0.0]))
    return (
        shapely.MultiPolygon(list(kept)) if dimension == 2 else shapely.MultiLineString(list(kept))
    )


@cache
def _borders(level: atlas.Level, name: str | None) -> tuple[list[BaseGeometry], list[BaseGeometry]]:
    """Return the borders that are not the country's own, and the unsettled lines."""
    known = atlas.countries(level)
    names = known.table["name"].tolist()
    borders, unsettled = [], atlas.claims()
    for line, (one, other) in zip(known.lines, known.pairs, strict=True):
        pair = {names[one], names[other]}
        if pair in atlas.UNSETTLED:
            unsettled.append(line)
        elif name not in pair:
            borders.append(line.difference(countries.contested_edges(level)))
    return borders, unsettled


def _waters(
    own: str, worlds: Literal["rivers", "lakes"], level: atlas.Level
) -> Iterable[BaseGeometry]:
    return list(_syria(own)) if level == "syria" else atlas.waters(worlds)


def _syria(layer: str) -> gpd.GeoSeries:
    rows = atlas.syria()
    return rows.loc[rows["layer"] == layer, "geometry"]


def _areas(window: BaseGeometry, lang: str) -> Iterator[Overlay]:
    for each in atlas.contested():
        if each.area.intersects(window):
            label = each.label["ar" if lang == "ar" else "en"]
            yield Overlay(label, each.area, _AREA_COLOUR, 0.8, True)


def _places(box: Box, name: str | None, lang: str, by: float) -> Places:
    west, south, east, north = box
    table = pd.concat([_syrian_places(name), _other_places(name)], ignore_index=True)
    table = table[table["lon"].between(west, east) & table["lat"].between(south, north)]
    table = table.sort_values("rank", kind="stable").head(MOST_PLACES)
    shown = table["name_ar"].where(table["name_ar"] != "", table["name"])
    return Places(
        names=tuple((shown if lang == "ar" else table["name"]).astype(str)),
        lon=table["lon"].to_numpy(float) + by,
        lat=table["lat"].to_numpy(float),
        rank=table["rank"].to_numpy(np.int64),
    )


def _syrian_places(name: str | None) -> pd.DataFrame:
    rows = atlas.syria()
    rows = rows[rows["layer"] == "place"]
    points = rows.geometry
    table = pd.DataFrame(rows.drop(columns="geometry")).assign(lon=points.x, lat=points.y)
    return table if name == "Syria" else _behind(table)


def _other_places(name: str | None) -> pd.DataFrame:
    towns = atlas.towns()
    towns = towns[towns["country"] != "SY"]
    if name is None:
        return towns
    table = atlas.country_names()
    home = towns["country"] == table.loc[table["name"] == name, "iso_a2"].iloc[0]
    near: pd.DataFrame = pd.concat([towns[home], _behind(towns[~home])])
    return near


def _behind(towns: pd.DataFrame) -> pd.DataFrame:
    """Let the larger towns of other countries stand back by two ranks, and leave the rest."""
    larger = towns[towns["rank"] <= 1]
    ranked: pd.DataFrame = larger.assign(rank=larger["rank"] + 2)
    return ranked


def joined(parts: list[Ground]) -> Ground:
    """Put the two sides of the antimeridian together."""
    if len(parts) == 1:
        return parts[0]
    merged: dict[str, Any] = {}
    for field in fields(Ground):
        values = [getattr(part, field.name) for part in parts]
        if field.name == "areas":
            merged["areas"] = tuple(area for each in values for area in each)
        elif field.name == "places":
            merged["places"] = Places(
                tuple(name for each in values for name in each.names),
                *(
                    np.concatenate([getattr(v, key) for v in values])
                    for key in ("lon", "lat", "rank")
                ),
            )
        else:
            merged[field.name] = shapely.union_all(values)
    return Ground(**merged)
