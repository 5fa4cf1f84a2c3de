"""Countries by name and by place: their outlines and which one a point is in."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from strikemap.errors import MapError
from strikemap.ground import atlas

Floats = npt.NDArray[np.float64]
Viewpoint = Literal["un", "held"]
_FINER: Final[tuple[atlas.Level, ...]] = ("syria", "detail")

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
def area(name: str, level: atlas.Level | None = None, viewpoint: Viewpoint = "un") -> BaseGeometry:
    """Return the area of a country by its official name.

    Without a level it is the finest one that holds the whole country. The viewpoint
    ``"held"`` counts contested areas to the country that holds them.
    """
    if level is None:
        level = _finest(name)
    geometry = _row(name, level)
    if viewpoint == "held":
        for each in atlas.contested():
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
    if level != contested.level:
        return 0.03
    return 1e-7 if level == "syria" else 0.004


def _finest(name: str) -> atlas.Level:
    """Return the finest level that holds the whole country."""
    for finer in _FINER:
        found = _row(name, finer)
        if not found.is_empty and _within(found.bounds, atlas.BOUNDS[finer]):
            return finer
    return "world"


def _within(inner: tuple[float, ...], outer: tuple[float, ...]) -> bool:
    """Return whether a box lies clear of the edges of another: it was not cut there."""
    gap = 0.01  # wider than a step of the layers' grid
    west, south, east, north = outer
    clear_west, clear_south = inner[0] > west + gap, inner[1] > south + gap
    return clear_west and clear_south and inner[2] < east - gap and inner[3] < north - gap


@cache
def coast_and_settled_border(
    name: str, level: atlas.Level, viewpoint: Viewpoint = "un"
) -> BaseGeometry:
    """Return a country's outline without what is drawn dashed and without the antimeridian."""
    known = atlas.countries(level)
    names = known.table["name"].tolist()
    dashed = [
        line
        for line, (one, other) in zip(known.lines, known.pairs, strict=True)
        if name in (names[one], names[other]) and {names[one], names[other]} in atlas.UNSETTLED
    ]
    dashed.append(contested_edges(level))
    dashed += [shapely.box(-181, -91, -179.99, 91), shapely.box(179.99, -91, 181, 91)]
    return area(name, level, viewpoint).boundary.difference(shapely.union_all(dashed))


@cache
def contested_edges(level: atlas.Level) -> BaseGeometry:
    """Return a narrow strip along the land edges of the contested areas."""
    return shapely.union_all(
        [each.land_edge.buffer(_margin(each, level)) for each in atlas.contested()]
    )


def most_points_in(lon: npt.ArrayLike, lat: npt.ArrayLike) -> str | None:
    """Return the country that most of the points are in, None where none is on land."""
    x, y = (np.atleast_1d(np.asarray(values, dtype=float)) for values in (lon, lat))
    usable = np.isfinite(x) & np.isfinite(y)
    if not usable.any():
        return None
    x, y = x[usable], y[usable]
    level = atlas.level_for(x.min(), y.min(), x.max(), y.max())
    table = atlas.countries(level).table
    counts = [_number_within(area, x, y) for area in table.geometry]
    return str(table["name"].iloc[int(np.argmax(counts))]) if max(counts) else None


def _number_within(area: BaseGeometry, x: Floats, y: Floats) -> int:
    west, south, east, north = area.bounds
    near = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    if not near.any():
        return 0
    shapely.prepare(area)
    return int(shapely.contains_xy(area, x[near], y[near]).sum())


def _row(name: str, level: atlas.Level) -> BaseGeometry:
    table = atlas.countries(level).table
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
