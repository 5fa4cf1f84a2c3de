"""The quiet ground under a map: land, borders, waters and towns of any part of the world."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from strikemap import schema
from strikemap.errors import MapError
from strikemap.ground import atlas, companion, countries, window
from strikemap.ground.companion import Box
from strikemap.plane import HALF_WAY
from strikemap.spec import Ground, Overlay
from strikemap.words.phrases import list_text, phrase

#: A date later than all: the ground as it is today.
TODAY: Final = atlas.TODAY

#: Whose position on contested areas a map can take.
VIEWPOINTS: Final = ("un", "held")
#: Before this day borders are said to be of today: the atlas does not list all that changed.
_KNOWN_SINCE: Final = "1990-01-01"
#: Extents narrower than this (degrees) are better for the companion's outlines.
_COARSE: Final = 4.0

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
    date: str = TODAY,
    frame: Box | None = None,
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
        Language of the names (English where no other is known).
    viewpoint
        ``"un"`` counts contested areas (the Golan, Crimea) as the United Nations do,
        ``"held"`` to the country that holds them; both draw them as units of their own
        with dashed edges. :func:`boundary_note` has the words to print.
    date
        The day of the map, in ISO form: reservoirs that were not filled yet or are drained,
        and contests that had not begun or were over, are left out where that is known.
    frame
        The part of the extent that is shown first: its towns are named before those around
        it. None for all of it.
    layers
        Layers of one's own in place of the embedded ones: a name of :data:`LAYERS` and a
        geometry, GeoSeries or GeoDataFrame (EPSG:4326 where it states no CRS).

    Returns
    -------
    Ground
        Geometry in EPSG:4326. Syria and its neighbours, the Middle East and Ukraine come at
        Natural Earth's 10 m, the rest of the world at 50 m or, where the companion package
        strikemap-ground is installed, at 10 m too.

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
    boxes = list(_boxes(west, south, east, north))
    _recommend([box for box, _ in boxes])
    view, shown = window.View(viewpoint, date), frame or (west, south, east, north)
    parts = [window.part(box, _moved(shown, by), name, lang, by, view) for box, by in boxes]
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
        In EPSG:4326, at the finest level that holds the whole country. From the
        viewpoint of the United Nations Syria includes the Golan, Ukraine Crimea.

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
    ground: Ground,
    *,
    lang: str = "en",
    viewpoint: countries.Viewpoint = "un",
    date: str = TODAY,
    frame: Box | None = None,
) -> str:
    """Return the line that says which borders a map shows, and which areas stand apart on it.

    A viewpoint is only told where it decides about an area that is shown.
    Of a day on which the borders were other ones, or may have been, it says that they are
    those of today. What lies outside the ``frame`` that is shown is not told; None for all of
    the ground.

    Examples
    --------
    >>> from strikemap.ground import basemap
    >>> basemap.boundary_note(basemap.ground(35, 33, 43, 38)).split(". ")[1]
    'Shown apart: Golan Heights (Israeli-occupied)'
    """
    shown = shapely.envelope(ground.land) if frame is None else shapely.box(*frame)
    labels = [area.label for area in ground.areas if frame is None or _meets(area, shown)]
    words = [phrase("borders_later", lang, year=date[:4])] if _changed_since(shown, date) else []
    words.append(phrase(f"viewpoint_{viewpoint}" if labels else "boundaries", lang))
    if labels:
        words.append(phrase("shown_apart", lang, areas=list_text(labels, lang)))
    if shapely.intersects(ground.disputed, shown):
        words.append(phrase("dashed", lang))
    return " ".join(words)


def country_labels(
    west: float, south: float, east: float, north: float, *, lang: str = "en"
) -> pd.DataFrame:
    """Return the countries of an extent, each with the point at which to write its name.

    Parameters
    ----------
    west, south, east, north
        As for :func:`ground`; longitudes go on beyond 180 degrees where it does.
    lang
        Language of the names (English where no other is known).

    Returns
    -------
    pandas.DataFrame
        One row per country that covers at least a 2000th of the extent, the largest first:
        ``name`` (in the language), ``country`` (official English name), ``lon``, ``lat`` and
        ``share`` (of the extent, in square degrees). The point lies in the country,
        away from its edges and from those of the extent.

    Examples
    --------
    >>> from strikemap.ground import basemap
    >>> basemap.country_labels(-10, 0, 40, 30)["name"].head(3).tolist()
    ['Sudan', 'Algeria', 'Libya']
    """
    box = (west, south, east, north)
    _check(box, {}, "un")
    whole = (east + 360 - west if east < west else east - west) * (north - south)
    rows = [row for part, by in _parts(*box) for row in countries.labels(part, by, whole)]
    table = pd.DataFrame(rows, columns=["country", "lon", "lat", "share"])
    table = table.sort_values("share", ascending=False, kind="stable", ignore_index=True)
    table = table.drop_duplicates("country", ignore_index=True)
    known = atlas.country_names().set_index("name", drop=False).loc[table["country"]]
    table.insert(0, "name", atlas.names_in(known, lang))
    return table


def _meets(area: Overlay, shown: BaseGeometry) -> bool:
    return bool(shapely.intersects(area.geometry, shown))


def _changed_since(shown: BaseGeometry, date: str) -> bool:
    """Return whether a border in a box was not yet so on a day, as far as is known."""
    if date < _KNOWN_SINCE:
        return True
    names = atlas.country_names()
    young = set(names.loc[names["valid_from"] > date, "name"])
    if not young:
        return False
    table = atlas.countries("world").table
    found = table[table["name"].isin(young)].intersects(shown)
    return bool(found.any())


def _recommend(boxes: list[Box]) -> None:
    """Name the companion package where a map is large enough in scale to be better for it."""
    if any(is_coarse(*box) for box in boxes):
        companion.recommend()


def is_coarse(west: float, south: float, east: float, north: float) -> bool:
    """Return whether coasts and borders are coarser than the scale of an extent asks for.

    Examples
    --------
    >>> from strikemap.ground import basemap
    >>> basemap.is_coarse(-10, 0, 40, 30), basemap.is_coarse(36, 34, 38, 36)
    (False, False)
    """
    return east - west < _COARSE and atlas.level_for(west, south, east, north) == "world"


def _moved(box: Box, by: float) -> Box:
    """Return a frame in the degrees of the part of the world that is moved back by `by`."""
    west, south, east, north = box
    return (west - by, south, (east + 360 if east < west else east) - by, north)


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
    """Yield the boxes within +-180 degrees that make up an extent and a margin around it."""
    east = east + 360 if east < west else east
    margin = 0.03 * max(east - west, north - south)
    south, north = max(south - margin, -90.0), min(north + margin, 90.0)
    yield from _parts(west - margin, south, east + margin, north)


def _parts(west: float, south: float, east: float, north: float) -> Iterator[tuple[Box, float]]:
    """Yield the boxes within +-180 degrees that make up an extent, and the way back."""
    east = east + 360 if east < west else east
    if east - west >= 2 * HALF_WAY:
        middle = (west + east) / 2
        half = HALF_WAY if middle else 180.0
        west, east = middle - half, middle + half
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
