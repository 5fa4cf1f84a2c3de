"""The framing: which part of the world a map shows, on which ground, and what it magnifies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from operator import is_
from typing import TypedDict

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from strikemap.compose import extent as extents
from strikemap.compose.extent import Box
from strikemap.compose.naming import needed_first
from strikemap.compose.piles import pile_boxes
from strikemap.compose.scene import Choices, Looked, Scene
from strikemap.errors import MapError
from strikemap.ground import basemap, countries
from strikemap.plane import HALF_WAY, degrees
from strikemap.spec import Bool, Extent, Float, Ground, Inset, Places
from strikemap.words.phrases import phrase

#: Marks that reach over less than this share of a country's length, and of the box about it, are
#: shown closer than the country.
_COUNTRY_LENGTH, _COUNTRY_BOX = 0.5, 0.1
#: The country that is drawn as the ground holds at least this share of the marks.
_MOST = 0.5
#: A country's map may leave this share of the marks of each panel outside, and say so, where
#: a map of them all would be so many times as wide or as high.
_FEW, _MUCH = 0.05, 1.25
#: Marks are far outside the rest beyond a gap of so many times the way to the rest, and degrees.
_GAP, _FAR = 4.0, 15.0
#: Countries that cover less of a map are not named: their names would lie on their neighbours.
_NAMED = 0.05
#: On a map wider than this (degrees) those are named whose own width holds their name.
_CONTINENT = 60.0
#: Letters of a name that go into the side of a square as large as the map.
_LETTERS = 72
_WORLD = (-180.0, -60.0, 180.0, 80.0)
#: A strike is of a town within this share of an inset's width, and between so many kilometres.
_NEAR_SHARE, _NEAR_KM = 0.08, (2.0, 10.0)
_KM_PER_DEGREE = 111.2
#: Degrees around strikes in which zones are shown with them, at least.
_ROUND = 2.0
#: No more boxes are drawn again at larger scale.
_MOST_INSETS = 12
Points = tuple[Float, Float]


class Framed(TypedDict):
    """What of a spec says where it is."""

    extent: Extent
    insets: tuple[Inset, ...]
    ground: Ground
    scale_km: int


def framed(scene: Scene, choices: Choices) -> Framed:
    """Return the part of the world that a map shows, with its ground."""
    looked = looked_at(scene, choices)
    country, whole, insets = looked.country, looked.whole, looked.insets
    around = _around((whole, *(inset.extent for inset in insets)))
    ground = basemap.ground(
        *around,
        country=country,
        lang=choices.lang,
        viewpoint=choices.viewpoint,
        date=scene.last_day,
        frame=(whole.west, whole.south, whole.east, whole.north),
    )
    return Framed(
        extent=whole,
        insets=_titled(insets, ground.places, _on_map(scene, whole), choices.lang),
        ground=replace(
            ground,
            places=needed_first(ground.places, scene, choices),
            names=_country_names(whole, country, choices.lang),
            within=around,
        ),
        scale_km=extents.scale_km(whole),
    )


def _country_names(whole: Extent, own: str | None, lang: str) -> Places:
    """Return the names of countries, the largest first, but for one that is drawn whole."""
    table = basemap.country_labels(whole.west, whole.south, whole.east, whole.north, lang=lang)
    drawn = None if own is None or not _holds(whole, _home(own)) else countries.official(own)
    least = (table["name"].astype(str).str.len() / _LETTERS) ** 2
    if whole.east - whole.west <= _CONTINENT:
        least = least.clip(_NAMED, _NAMED)
    table = table[(table["share"] >= least) & (table["country"] != drawn)]
    return Places(
        tuple(table["name"].astype(str)),
        table["lon"].to_numpy(float),
        table["lat"].to_numpy(float),
        np.zeros(len(table), dtype=np.int64),
    )


def _on_map(scene: Scene, whole: Extent) -> Points:
    """Return the strikes with longitudes that go on as those of the map do."""
    lon, lat = degrees(scene.strikes.geometry)
    return extents.unrolled(lon, whole), lat


def _titled(
    insets: tuple[Inset, ...], places: Places, struck: Points, lang: str
) -> tuple[Inset, ...]:
    """Return several insets with a letter each, under the name of a town that was struck."""
    if len(insets) < 2:
        return insets
    letters = phrase("inset_letters", lang)
    return tuple(
        replace(one, label=one.label or struck_town(one.extent, places, struck), letter=letter)
        for one, letter in zip(insets, letters, strict=False)
    )


def struck_town(extent: Extent, places: Places, struck: Points) -> str:
    """Return the town of an inset with most strikes, the larger of those with nearly as many.

    A strike is of the town that is nearest to it, if that is near. An inset in which no town was
    struck has no name; on a map without strikes it is named after its largest town.

    Examples
    --------
    >>> import numpy as np
    >>> from strikemap.compose.extent import extent
    >>> towns = Places(("Large", "Small"), np.array([1.0, 1.2]), np.array([1.0, 1.0]), np.arange(2))
    >>> struck_town(extent(0.9, 0.9, 1.3, 1.1), towns, (np.array([1.21]), np.array([1.0])))
    'Small'
    """
    inside = np.flatnonzero(extent.holds(places.lon, places.lat))
    if not len(inside) or not len(struck[0]):
        return places.names[inside[np.argmin(places.rank[inside])]] if len(inside) else ""
    spots = np.round(np.column_stack(struck)[extent.holds(*struck)], 2)
    spots, number = np.unique(spots, axis=0, return_counts=True)
    squeeze = np.cos(np.radians((extent.south + extent.north) / 2))
    across = (spots[:, :1] - places.lon[inside]) * squeeze
    gap = np.hypot(across, spots[:, 1:] - places.lat[inside]) * _KM_PER_DEGREE
    wide = (extent.x_max - extent.x_min) / 1000
    near = gap.min(axis=1) <= min(max(_NEAR_KM[0], wide * _NEAR_SHARE), _NEAR_KM[1])
    times = np.bincount(gap.argmin(axis=1)[near], number[near], minlength=len(inside))
    often = inside[times * 2 >= max(times.max(), 1)]
    return places.names[often[np.argmin(places.rank[often])]] if len(often) else ""


def looked_at(scene: Scene, choices: Choices) -> Looked:
    """Return the country of a map, its extent and its insets."""
    asked = (choices.country, choices.extent, choices.insets)
    of = (scene.strikes, scene.zones, scene.around, *asked)
    if scene.looked is not None and all(map(is_, of, scene.looked.of)):
        return scene.looked
    points = degrees(_points(scene))
    country = choices.country or _country(scene, points)
    whole = _whole(scene, choices, country, points)
    return Looked(of, country, whole, _insets(scene, choices, whole))


def outside(lon: Float, lat: Float, whole: Extent, insets: Sequence[Inset]) -> Bool:
    """Return which points neither the map nor one of its insets holds."""
    found = ~whole.holds(lon, lat)
    for inset in insets:
        found &= ~inset.extent.holds(lon, lat)
    return found


def outside_by_panel(scene: Scene, choices: Choices) -> list[tuple[int, int]]:
    """Return for each panel how many of its strikes lie outside the map, and how many it has."""
    away, panel = gone(scene, choices), scene.strikes["panel"].to_numpy()
    return [
        (int(away[panel == index].sum()), int((panel == index).sum()))
        for index in range(len(scene.frames))
    ]


def gone(scene: Scene, choices: Choices) -> Bool:
    """Return which strikes lie outside the map and its insets."""
    looked = looked_at(scene, choices)
    return outside(*degrees(scene.strikes.geometry), looked.whole, looked.insets)


def unrolled(scene: Scene, whole: Extent) -> Scene:
    """Return a scene whose longitudes go on over the antimeridian where the map does."""
    if whole.east <= 180:
        return scene

    def moved(rows: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame | None:
        if rows is None:
            return None
        return rows.set_geometry([_unrolled(shape, whole) for shape in rows.geometry], crs=rows.crs)

    lon, lat = degrees(scene.strikes.geometry)
    places = shapely.points(extents.unrolled(lon, whole), lat)
    return replace(
        scene,
        strikes=scene.strikes.set_geometry(gpd.GeoSeries(places, scene.strikes.index, crs=4326)),
        zones=moved(scene.zones),
        cells=moved(scene.cells),
        overlays=tuple(
            replace(each, geometry=_unrolled(each.geometry, whole)) for each in scene.overlays
        ),
    )


def _unrolled(shape: BaseGeometry, whole: Extent) -> BaseGeometry:
    """Return a shape cut at the meridian opposite the map, so that it goes on over 180."""
    middle = (whole.west + whole.east) / 2
    window = shapely.box(middle - HALF_WAY, -90, middle + HALF_WAY, 90)
    beyond = shapely.transform(shape, lambda places: places + np.array([360.0, 0.0]))
    return shapely.union_all([shapely.intersection(each, window) for each in (shape, beyond)])


def _points(scene: Scene) -> gpd.GeoSeries:
    """Return the strikes' points; where none was mapped, those of the table."""
    points = scene.strikes.geometry
    if len(points) or scene.around is None:
        return points
    return scene.around[scene.around.notna() & ~scene.around.is_empty]


def _country(scene: Scene, points: Points) -> str | None:
    """Return the country that most of the strikes are in, or else most of the zones."""
    if not len(points[0]) and scene.zones is not None and len(scene.zones):
        points = degrees(scene.zones.geometry.representative_point())
    if not len(points[0]):
        return scene.country
    name = basemap.country_of(*points)
    if name is None:
        return None
    west, south, east, north = _home(name)
    home = extents.extent(*extents.padded((west, south, east, north)))
    return name if home.holds(*points).mean() >= _MOST else None


def _holds(whole: Extent, box: Box) -> bool:
    corners = np.array(box)
    return bool(whole.holds(corners[::2], corners[1::2]).all())


def _home(country: str) -> Box:
    """Return the narrowest box about a country, over the antimeridian if need be."""
    return extents.arc(*shapely.get_coordinates(basemap.country(country)).T)


def _whole(scene: Scene, choices: Choices, country: str | None, points: Points) -> Extent:
    """Return the extent asked for, else one that holds the country and every strike.

    Where that would be much more than the country, and hardly a strike lies beyond it, it is
    the country's alone; where the strikes are close together, it is theirs.
    """
    if not isinstance(choices.extent, str):
        return _asked(choices.extent)
    if choices.extent == "marks":
        return _about(_with_zones(scene, points))
    every, home = points, None if country is None else _home(country)
    if choices.extent == "auto":
        close = ~_strays(scene, points, home)
        points = points[0][close], points[1][close]
    content = _with_zones(scene, points)
    if country is None or home is None:
        return _about(_close(content, points))
    shape = extents.extent(*extents.shaped(extents.padded(home, share=0.045)))
    inside = shape.holds(*points)
    if choices.extent == "auto" and len(content[0]):
        near = shape.holds(*content)
        if not (near.any() and _fills(extents.arc(content[0][near], content[1][near]), home)):
            return _about(_close(content, points))
        everything = _joined(points, _outline(country))
        few = _much_more(extents.arc(*everything), home) and _hardly(scene, ~shape.holds(*every))
        if not inside.all() and not few:
            return _about(everything)
    kept = points[0][inside], points[1][inside]
    return _fitted(extents.padded(home, share=0.045), _joined(kept, _outline(country)))


def _asked(box: Sequence[float]) -> Extent:
    if len(box) != 4:
        raise MapError(
            f"extent={box!r} is not (west, south, east, north) in degrees.",
            code="EXTENT_INVALID",
            where="extent",
        )
    west, south, east, north = box
    return extents.extent(west, south, east, north)


def _with_zones(scene: Scene, points: Points) -> Points:
    """Return points and the corners of every part of a zone."""
    if scene.zones is None or not len(scene.zones):
        return points
    bounds = shapely.bounds(shapely.get_parts(scene.zones.geometry.to_numpy()))
    return _joined(points, (bounds[:, [0, 2]].ravel(), bounds[:, [1, 3]].ravel()))


def _close(content: Points, points: Points) -> Points:
    """Return of the corners of zones those no further from the strikes than these reach."""
    if not len(points[0]):
        return content
    west, south, east, north = extents.arc(*points)
    by = max(east - west, north - south, _ROUND)
    box = extents.padded((west - by, south - by, east + by, north + by), share=0)
    near = extents.extent(*box).holds(*content)
    return content[0][near], content[1][near]


def _joined(one: Points, other: Points) -> Points:
    return np.concatenate((one[0], other[0])), np.concatenate((one[1], other[1]))


def _outline(country: str) -> Points:
    lon, lat = shapely.get_coordinates(basemap.country(country)).T
    return lon, lat


def _hardly(scene: Scene, gone: Bool) -> bool:
    """Return whether hardly a strike of any panel lies outside."""
    if len(gone) != len(scene.strikes):
        return False
    panel = scene.strikes["panel"].to_numpy()
    return all(gone[panel == index].mean() <= _FEW for index in np.unique(panel))


def _strays(scene: Scene, points: Points, home: Box | None) -> Bool:
    """Return which strikes lie far outside all others: a few beyond a wide gap, not at home."""
    none = np.zeros(len(points[0]), dtype=bool)
    most = int((1 - _FEW) * len(none))
    if not most:
        return none
    far = _away(*points)
    order = np.sort(far)
    nearer, further = order[most - 1 : -1], order[most:]
    found = far >= further[(further > _GAP * nearer) & (further > _FAR)].min(initial=np.inf)
    if home is not None:
        found &= ~extents.extent(*home).holds(*points)
    return found if found.any() and _hardly(scene, found) else none


def _away(lon: Float, lat: Float) -> Float:
    """Return how far (degrees of arc) each point is from the middle of most."""
    x, y = np.radians(lon), np.radians(lat)
    places = np.column_stack((np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)))
    chord = np.linalg.norm(places - np.median(places, axis=0), axis=1)
    return np.asarray(np.degrees(2 * np.arcsin(np.minimum(chord / 2, 1))))


def _about(content: Points) -> Extent:
    """Return the extent of points with some ground around them; that of the world for none."""
    if not len(content[0]):
        return extents.extent(*_WORLD)
    return _fitted(extents.padded(extents.arc(*content), share=0.08, least_km=50), content)


def _fitted(box: Box, content: Points) -> Extent:
    return extents.extent(*extents.shaped(box), content=content)


def _fills(bounds: Box, home: Box) -> bool:
    """Return whether the marks and zones reach over enough of the country to show it whole."""
    wide = (bounds[2] - bounds[0]) / max(home[2] - home[0], 1e-9)
    high = (bounds[3] - bounds[1]) / max(home[3] - home[1], 1e-9)
    return max(wide, high) >= _COUNTRY_LENGTH or wide * high >= _COUNTRY_BOX


def _much_more(bounds: Box, home: Box) -> bool:
    """Return whether bounds are much wider or higher than the country."""
    wide, high = bounds[2] - bounds[0], bounds[3] - bounds[1]
    return wide > _MUCH * (home[2] - home[0]) or high > _MUCH * (home[3] - home[1])


def _around(shown: Sequence[Extent]) -> Box:
    """Return the box in degrees of all that a map and its insets may show."""
    boxes = [extents.surroundings(each) for each in shown]
    boxes += [(each.west, each.south, each.east, each.north) for each in shown]
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def _insets(scene: Scene, choices: Choices, whole: Extent) -> tuple[Inset, ...]:
    if not isinstance(choices.insets, str):
        if len(choices.insets) > _MOST_INSETS:
            raise MapError(
                f"insets= has {len(choices.insets)} boxes; at most {_MOST_INSETS} are drawn.",
                code="EXTENT_INVALID",
                where="insets",
            )
        return tuple(Inset("", _asked(box)) for box in choices.insets)
    lon, lat = degrees(scene.strikes.geometry)
    inside = whole.holds(lon, lat)
    boxes = pile_boxes(extents.unrolled(lon, whole)[inside], lat[inside], whole)
    return tuple(Inset("", extents.extent(*box)) for box in boxes)
