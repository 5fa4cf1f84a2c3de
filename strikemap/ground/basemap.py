"""The quiet ground under a map: land, borders, waters and towns of any part of the world."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from strikemap import schema
from strikemap.errors import MapError
from strikemap.ground import countries, window
from strikemap.ground.window import Box
from strikemap.spec import Ground

#: What to print with a map, by viewpoint and language.
VIEWPOINTS: Final[Mapping[str, Mapping[str, str]]] = {
    "un": {
        "en": "Boundaries: Natural Earth, on contested areas the position of the United Nations; "
        "no endorsement implied.",
        "ar": "الحدود: Natural Earth، وفي المناطق المتنازع عليها موقف الأمم المتحدة؛ ولا يعني ذلك "
        "إقرارًا بها.",
    },
    "held": {
        "en": "Boundaries: Natural Earth; contested areas are counted to the country that holds "
        "them; no endorsement implied.",
        "ar": "الحدود: Natural Earth، وتُحسب المناطق المتنازع عليها للدولة التي تسيطر عليها؛ ولا "
        "يعني ذلك إقرارًا بها.",
    },
}

#: The position that the borders take unless asked otherwise, in full.
VIEWPOINT: Final[Mapping[str, str]] = {
    "en": f"{VIEWPOINTS['un']['en']} The Golan is shown as Syrian territory under Israeli "
    "occupation, Crimea as Ukrainian territory under Russian occupation.",
    "ar": f"{VIEWPOINTS['un']['ar']} يظهر الجولان أرضًا سورية تحت الاحتلال الإسرائيلي، والقرم أرضًا "
    "أوكرانية تحت الاحتلال الروسي.",
}
_APART: Final = {"en": "Shown apart: {}.", "ar": "تظهر على حدة: {}."}

#: Layers of a ground that a caller may replace.
LAYERS: Final = (
    *("land", "country", "outline", "borders", "disputed"),
    *("admin", "rivers", "lakes"),
)


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
    >>> from strikemap.ground import basemap
    >>> ground = basemap.ground(35, 32, 43, 38, country="Syria")
    >>> ground.places.names[:3]
    ('Damascus', 'Aleppo', 'Homs')
    >>> [area.label for area in ground.areas]
    ['Golan Heights (Israeli-occupied)']
    """
    _check((west, south, east, north), layers or {}, viewpoint)
    name = None if country is None else countries.official(country)
    boxes = _boxes(west, south, east, north)
    parts = [window.part(box, name, lang, by, viewpoint) for box, by in boxes]
    own: dict[str, Any] = {key: _geometry(value) for key, value in (layers or {}).items()}
    return replace(window.joined(parts), **own)


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
    >>> from strikemap.ground import basemap
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
    >>> from strikemap.ground import basemap
    >>> basemap.country_of([36.3, 37.2, 44.4], [33.5, 36.2, 33.3])
    'Syria'
    """
    return countries.most_points_in(lon, lat)


def boundary_note(
    ground: Ground, *, lang: str = "en", viewpoint: countries.Viewpoint = "un"
) -> str:
    """Return the line that says which borders a map shows, and which areas stand apart on it.

    Examples
    --------
    >>> from strikemap.ground import basemap
    >>> basemap.boundary_note(basemap.ground(35, 32, 43, 38)).split(". ")[-1]
    'Shown apart: Golan Heights (Israeli-occupied).'
    """
    tongue = "ar" if lang == "ar" else "en"
    labels = "، ".join if tongue == "ar" else ", ".join
    apart = [_APART[tongue].format(labels([area.label for area in ground.areas]))]
    return " ".join([VIEWPOINTS[viewpoint][tongue], *(apart if ground.areas else [])])


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


def _geometry(value: Any) -> BaseGeometry:
    """Return a caller's layer as one geometry in EPSG:4326."""
    if isinstance(value, BaseGeometry):
        return value
    series = value.geometry if isinstance(value, gpd.GeoDataFrame) else gpd.GeoSeries(value)
    if series.crs is not None:
        series = series.to_crs(schema.CRS)
    geometry: BaseGeometry = shapely.union_all(series.to_numpy())
    return geometry
