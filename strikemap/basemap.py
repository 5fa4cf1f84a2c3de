"""The quiet ground under a map: land, borders, waters and towns of any part of the world."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from functools import cache
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from strikemap import atlas, countries, schema
from strikemap.errors import MapError
from strikemap.spec import Ground, Overlay, Places

#: What to print with a map, by viewpoint and language.
VIEWPOINTS: Final[Mapping[str, Mapping[str, str]]] = {
    "un": {
        "en": "Boundaries: Natural Earth; on contested areas the position of the United Nations "
        "(the Golan: Syrian territory under Israeli occupation). No endorsement implied.",
        "ar": "الحدود: Natural Earth، وفي المناطق المتنازع عليها موقف الأمم المتحدة (الجولان: أرض "
        "سورية تحت الاحتلال الإسرائيلي). ولا يعني ذلك إقرارًا بها.",
    },
    "held": {
        "en": "Boundaries: Natural Earth; contested areas are counted to the country that holds "
        "them. No endorsement implied.",
        "ar": "الحدود: Natural Earth، وتُحسب المناطق المتنازع عليها للدولة التي تسيطر عليها. ولا "
        "يعني ذلك إقرارًا بها.",
    },
}

#: The position that the borders take unless asked otherwise.
VIEWPOINT: Final = VIEWPOINTS["un"]

#: Layers of a ground that a caller may replace.
LAYERS: Final = (
    *("land", "country", "outline", "borders", "disputed"),
    *("admin", "rivers", "lakes"),
)

_MOST_PLACES = 80
_AREA_COLOUR = "#6B7280"
Box = tuple[float, float, float, float]


def ground(
    west: float,
    south: float,
    east: float,
    north: float,
    *,
    country: str | None = None,
    lang: str = "en",
    viewpoint: countries.Viewpoint = "un",
    layers: Mapping[str, Any] | None = None,
) -> Ground:
    """Return the ground of an extent, cut a little beyond it.

    Parameters
    ----------
    west, south, east, north
        The extent in degrees (EPSG:4326). An extent over the antimeridian has
        ``west > east`` or ``east > 180``; its ground goes on beyond 180 degrees.
    country
        The country of interest, by any name that :func:`country` knows; None for none.
    lang
        ``"en"`` or ``"ar"``: language of the names (Latin where no Arabic name is known).
    viewpoint
        ``"un"`` counts contested areas (the Golan, Crimea) as the United Nations do,
        ``"held"`` to the country that holds them; both draw them as units of their own
        with dashed edges. :data:`VIEWPOINTS` has the words to print.
    layers
        Layers of one's own in place of the embedded ones: a name of :data:`LAYERS` and a
        geometry, GeoSeries or GeoDataFrame (EPSG:4326 where it states no CRS).

    Returns
    -------
    Ground
        Geometry in EPSG:4326. Syria and its neighbours, the Middle East and Ukraine come at
        Natural Earth's 10 m, the rest of the world at 50 m.

    Raises
    ------
    MapError
        Code ``EXTENT``: the extent is empty or not finite. ``COUNTRY_UNKNOWN``,
        ``LAYER_UNKNOWN``, ``VIEWPOINT_UNKNOWN``: no such country, layer or viewpoint.

    Examples
    --------
    >>> from strikemap import basemap
    >>> ground = basemap.ground(35, 32, 43, 38, country="Syria")
    >>> ground.places.names[:3]
    ('Damascus', 'Aleppo', 'Homs')
    >>> [area.label for area in ground.areas]
    ['Golan Heights (Israeli-occupied)']
    """
    _check((west, south, east, north), layers or {}, viewpoint)
    name = None if country is None else countries.official(country)
    boxes = _boxes(west, south, east, north)
    parts = [_part(box, name, lang, by, viewpoint) for box, by in boxes]
    own: dict[str, Any] = {key: _geometry(value) for key, value in (layers or {}).items()}
    return replace(_joined(parts), **own)


def country(name: str, *, viewpoint: countries.Viewpoint = "un") -> BaseGeometry:
    """Return the area of a country.

    Parameters
    ----------
    name
        English or Arabic name, or ISO 3166 code of two or three letters; case and accents
        do not matter.
    viewpoint
        As for :func:`ground`.

    Returns
    -------
    shapely.Polygon or shapely.MultiPolygon
        In EPSG:4326, at the finest level that holds the whole country. Syria includes the
        Golan, Ukraine Crimea: see :data:`VIEWPOINT`.

    Raises
    ------
    MapError
        Code ``COUNTRY_UNKNOWN``, with the names that come near.

    Examples
    --------
    >>> from strikemap import basemap
    >>> basemap.country("SYR").equals(basemap.country("سوريا"))
    True
    """
    return countries.area(countries.official(name), viewpoint=viewpoint)


def country_of(lon: npt.ArrayLike, lat: npt.ArrayLike) -> str | None:
    """Return the English name of the country that most of the points are in.

    Parameters
    ----------
    lon, lat
        Degrees, scalars or arrays of equal length; points that are not finite are left out.

    Returns
    -------
    str or None
        None where no point is on land.

    Examples
    --------
    >>> from strikemap import basemap
    >>> basemap.country_of([36.3, 37.2, 44.4], [33.5, 36.2, 33.3])
    'Syria'
    """
    return countries.most_points_in(lon, lat)


def _check(box: Box, layers: Mapping[str, Any], viewpoint: str) -> None:
    west, south, east, north = box
    if not np.isfinite(box).all() or south >= north or west == east:
        raise MapError(
            f"The extent {box} holds no area. Give west, south, east, north in degrees.",
            code="EXTENT",
            where=str(box),
        )
    if viewpoint not in VIEWPOINTS:
        raise MapError(
            f"There is no viewpoint {viewpoint!r}. There are: {', '.join(VIEWPOINTS)}.",
            code="VIEWPOINT_UNKNOWN",
            where=str(viewpoint),
        )
    unknown = [key for key in layers if key not in LAYERS]
    if unknown:
        raise MapError(
            f"A ground has no layer {unknown[0]!r}. It has: {', '.join(LAYERS)}.",
            code="LAYER_UNKNOWN",
            where=str(unknown[0]),
        )


def _boxes(west: float, south: float, east: float, north: float) -> Iterator[tuple[Box, float]]:
    """Yield the boxes within +-180 degrees that make up an extent, and the way back."""
    east = east + 360 if east < west else east
    margin = 0.03 * max(east - west, north - south)
    west, east = west - margin, east + margin
    if east - west >= 360:
        west, east = -180.0, 180.0
    south, north = max(south - margin, -90.0), min(north + margin, 90.0)
    for by in (-360.0, 0.0, 360.0):
        part = (max(west - by, -180.0), south, min(east - by, 180.0), north)
        if part[0] < part[2]:
            yield part, by


def _part(
    box: Box, name: str | None, lang: str, by: float, viewpoint: countries.Viewpoint
) -> Ground:
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


def _waters(own: str, worlds: Any, level: atlas.Level) -> Iterable[BaseGeometry]:
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
    table = table.sort_values("rank", kind="stable").head(_MOST_PLACES)
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


def _joined(parts: list[Ground]) -> Ground:
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


def _geometry(value: Any) -> BaseGeometry:
    """Return a caller's layer as one geometry in EPSG:4326."""
    if isinstance(value, BaseGeometry):
        return value
    series = value.geometry if isinstance(value, gpd.GeoDataFrame) else gpd.GeoSeries(value)
    if series.crs is not None:
        series = series.to_crs(schema.CRS)
    geometry: BaseGeometry = shapely.union_all(series.to_numpy())
    return geometry
