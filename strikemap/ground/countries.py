"""Countries by name and by place: their outlines and which one a point is in."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from strikemap.arrays import Floats
from strikemap.errors import MapError
from strikemap.ground import atlas, companion

Viewpoint = Literal["un", "held"]
_FINER: Final[tuple[atlas.Level, ...]] = ("syria", "detail")

#: Countries that cover less than this share of an extent are not named in it.
LEAST_NAMED: Final = 1 / 2000

#: Further names in use, beside those of Natural Earth and the ISO codes.
ALIASES: Final[Mapping[str, str]] = {
    "syrian arab republic": "Syria",
    "uae": "United Arab Emirates",
    "usa": "United States of America",
    "united states": "United States of America",
    "uk": "United Kingdom",
    "great britain": "United Kingdom",
    "russian federation": "Russia",
    "turkiye": "Turkey",
    "drc": "Democratic Republic of the Congo",
    "dr congo": "Democratic Republic of the Congo",
    "congo": "Republic of the Congo",
    "ivory coast": "Côte d'Ivoire",
    "czech republic": "Czechia",
    "burma": "Myanmar",
    "swaziland": "Eswatini",
    "cape verde": "Cabo Verde",
    "gaza": "Palestine",
    "gaza strip": "Palestine",
    "west bank": "Palestine",
    "palestinian territories": "Palestine",
    "state of palestine": "Palestine",
    "islamic republic of iran": "Iran",
    "republic of yemen": "Yemen",
    "crimea": "Ukraine",
}


def official(name: str) -> str:
    """Return the name under which a country stands in the embedded layers.

    Raises
    ------
    MapError
        Code ``COUNTRY_UNKNOWN``, with the names that come near.

    Examples
    --------
    >>> from strikemap.ground import countries
    >>> countries.official("UKR"), countries.official("اليمن"), countries.official("uae")
    ('Ukraine', 'Yemen', 'United Arab Emirates')
    """
    found = _names().get(_folded(name))
    if found is None:
        near = difflib.get_close_matches(_folded(name), _names(), n=3)
        hint = f" Did you mean {' or '.join(dict.fromkeys(_names()[key] for key in near))}?"
        raise MapError(
            f"No country is called {name!r}.{hint if near else ''} Give its English or Arabic "
            "name, or its ISO 3166 code.",
            code="COUNTRY_UNKNOWN",
            where=str(name),
        )
    return found


@cache
def area(
    name: str,
    level: atlas.Level | None = None,
    viewpoint: Viewpoint = "un",
    date: str = atlas.TODAY,
) -> BaseGeometry:
    """Return the area of a country by its official name.

    Without a level it is the finest one that holds the whole country. The viewpoint
    ``"held"`` counts what is contested on the day to the country that holds it.
    """
    if level is None:
        level = _finest(name)
    geometry = _row(name, level)
    if viewpoint == "held":
        for each in atlas.contested(date):
            if name == each.un:
                geometry = geometry.difference(_cover(each, level))
            elif name == each.held_by:
                geometry = geometry.union(_row(each.un, level) & _cover(each, level))
    return geometry


def _cover(contested: atlas.Contested, level: atlas.Level) -> BaseGeometry:
    """Return a contested area with the margin by which the layers may differ from it."""
    return contested.area.buffer(0.75 * _margin(contested, level))


def _margin(contested: atlas.Contested, level: atlas.Level) -> float:
    """Return how far (degrees) a layer's line may lie from the one of the contested area."""
    if level == contested.level == "syria":
        return 1e-7
    return 0.004 if contested.level == "detail" and level in ("detail", "fine") else 0.03


def _finest(name: str) -> atlas.Level:
    """Return the finest level that holds the whole country."""
    for finer in _FINER:
        found = _row(name, finer)
        if not found.is_empty and _within(found.bounds, atlas.BOUNDS[finer]):
            return finer
    return "fine" if companion.installed() else "world"


def _within(inner: tuple[float, ...], outer: tuple[float, ...]) -> bool:
    """Return whether a box lies clear of the edges of another: it was not cut there."""
    gap = 0.01  # wider than a step of the layers' grid
    west, south, east, north = outer
    clear_west, clear_south = inner[0] > west + gap, inner[1] > south + gap
    return clear_west and clear_south and inner[2] < east - gap and inner[3] < north - gap


@cache
def coast_and_settled_border(
    name: str, level: atlas.Level, viewpoint: Viewpoint = "un", date: str = atlas.TODAY
) -> BaseGeometry:
    """Return a country's outline without what is drawn dashed and without the antimeridian."""
    home = area(name, level, viewpoint, date)
    known = atlas.countries(level, home.bounds)
    dashed = [
        line
        for line, pair in zip(known.unsettled(), known.pairs, strict=True)
        if name in pair and not line.is_empty
    ]
    dashed.append(contested_edges(level, date))
    dashed += [shapely.box(-181, -91, -179.999, 91), shapely.box(179.999, -91, 181, 91)]
    return home.boundary.difference(shapely.union_all(dashed))


@cache
def contested_edges(level: atlas.Level, date: str = atlas.TODAY) -> BaseGeometry:
    """Return a narrow strip along the land edges of the areas contested on a day."""
    return shapely.union_all(
        [each.land_edge.buffer(_margin(each, level)) for each in atlas.contested(date)]
    )


def most_points_in(lon: npt.ArrayLike, lat: npt.ArrayLike) -> str | None:
    """Return the country that most of the points are in, None where none is on land."""
    x, y = (np.atleast_1d(np.asarray(values, dtype=float)) for values in (lon, lat))
    usable = np.isfinite(x) & np.isfinite(y)
    if not usable.any():
        return None
    x, y = x[usable], y[usable]
    box = (float(x.min()), float(y.min()), float(x.max()), float(y.max()))
    table = atlas.countries(atlas.level_for(*box), box).table
    if not len(table):
        return None
    counts = [_number_within(area, x, y) for area in table.geometry]
    return str(table["name"].iloc[int(np.argmax(counts))]) if max(counts) else None


def labels(
    box: tuple[float, float, float, float], by: float, whole: float
) -> Iterator[tuple[str, float, float, float]]:
    """Yield name, point and share of each country that shows in a box, moved `by` degrees.

    The share is of an area of `whole` square degrees; below :data:`LEAST_NAMED` none is named.
    """
    window = shapely.box(*box)
    table = atlas.countries("world", box).table
    at_home = atlas.country_names().set_index("name")[["lon", "lat"]]
    for row in np.flatnonzero(table.intersects(window)):
        name = str(table["name"].iloc[row])
        shown = shapely.clip_by_rect(table.geometry.iloc[row], *box)
        share = shown.area / whole
        if share >= LEAST_NAMED:
            lon, lat = _label_point(shown, shapely.Point(at_home.loc[name]), window)
            yield name, lon + by, lat, share


def _label_point(
    shown: BaseGeometry, at_home: shapely.Point, window: BaseGeometry
) -> tuple[float, float]:
    """Return a country's own point where the box has it well inside, else one of what shows."""
    west, south, east, north = window.bounds
    inner = window.buffer(-0.1 * min(east - west, north - south))
    if inner.contains(at_home):
        return at_home.x, at_home.y
    largest = max(shapely.get_parts(shown), key=lambda part: part.area)
    wide = max(largest.bounds[2] - largest.bounds[0], largest.bounds[3] - largest.bounds[1])
    point = shapely.maximum_inscribed_circle(largest, tolerance=wide / 50).coords[0]
    return float(point[0]), float(point[1])


def _number_within(area: BaseGeometry, x: Floats, y: Floats) -> int:
    west, south, east, north = area.bounds
    near = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    if not near.any():
        return 0
    shapely.prepare(area)
    return int(shapely.contains_xy(area, x[near], y[near]).sum())


def _row(name: str, level: atlas.Level) -> BaseGeometry:
    if level == "fine":
        return companion.country(name)
    table = atlas.countries(level, atlas.BOUNDS[level]).table
    found = table.loc[table["name"] == name, "geometry"]
    geometry: BaseGeometry = found.iloc[0] if len(found) else shapely.MultiPolygon()
    return geometry


@cache
def _names() -> dict[str, str]:
    table = atlas.country_names()
    names = dict(ALIASES)
    for column in ("iso_a2", "iso_a3", "name_ar", "name"):
        known = zip(table[column], table["name"], strict=True)
        names |= {_folded(key): value for key, value in known if key}
    return names


def _folded(name: str) -> str:
    letters = unicodedata.normalize("NFKD", str(name).casefold())
    kept = (c for c in letters if not unicodedata.combining(c))
    return " ".join("".join(kept).replace(".", "").replace("-", " ").split())
