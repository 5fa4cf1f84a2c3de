"""The framing: which part of the world a map shows, on which ground, and what it magnifies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

import geopandas as gpd
import numpy as np

from strikemap.compose import extent as extents
from strikemap.compose.scene import Choices, Scene
from strikemap.ground import basemap
from strikemap.spec import Extent, Ground, Inset

#: Marks that reach over less than this share of a country are shown closer than the country.
_COUNTRY_SHARE = 0.25


class Framed(TypedDict):
    """What of a spec says where it is."""

    extent: Extent
    insets: tuple[Inset, ...]
    ground: Ground
    scale_km: int


def framed(scene: Scene, choices: Choices) -> Framed:
    """Return the part of the world that a map shows, with its ground."""
    country = choices.country or _country(scene)
    whole = _whole(scene, choices, country)
    return Framed(
        extent=whole,
        insets=_insets(scene, choices, whole),
        ground=basemap.ground(
            *_around(whole),
            country=country,
            lang=choices.lang,
            viewpoint=choices.viewpoint,
            date=scene.last_day,
            frame=(whole.west, whole.south, whole.east, whole.north),
        ),
        scale_km=extents.scale_km(whole),
    )


def _points(scene: Scene) -> gpd.GeoSeries:
    """Return the strikes' points; where none was mapped, those of the table."""
    points = scene.strikes.geometry
    if len(points) or scene.around is None:
        return points
    return scene.around[scene.around.notna() & ~scene.around.is_empty]


def _country(scene: Scene) -> str | None:
    points = _points(scene)
    if len(points):
        return basemap.country_of(points.x.to_numpy(), points.y.to_numpy())
    if scene.zones is not None and len(scene.zones):
        inside = scene.zones.geometry.representative_point()
        return basemap.country_of(inside.x.to_numpy(), inside.y.to_numpy())
    return None


def _whole(scene: Scene, choices: Choices, country: str | None) -> Extent:
    if not isinstance(choices.extent, str):
        west, south, east, north = choices.extent
        return extents.extent(west, south, east, north)
    bounds = _bounds(scene)
    if country is not None and choices.extent != "marks":
        home = basemap.country(country).bounds
        if choices.extent == "country" or _fills(bounds, home):
            return extents.extent(*extents.padded(home, share=0.045))
    return extents.extent(*extents.padded(bounds, share=0.08, least_km=50))


def _bounds(scene: Scene) -> tuple[float, float, float, float]:
    layers = [_points(scene), *([scene.zones] if scene.zones is not None else [])]
    boxes = np.array([layer.total_bounds for layer in layers if len(layer)])
    if not len(boxes):
        return (-180.0, -60.0, 180.0, 80.0)
    west, south = boxes[:, :2].min(axis=0)
    east, north = boxes[:, 2:].max(axis=0)
    return (float(west), float(south), float(east), float(north))


def _fills(bounds: Sequence[float], home: Sequence[float]) -> bool:
    """Return whether the marks and zones reach over enough of the country to show it whole."""
    wide = (bounds[2] - bounds[0]) / max(home[2] - home[0], 1e-9)
    high = (bounds[3] - bounds[1]) / max(home[3] - home[1], 1e-9)
    return max(wide, high) >= _COUNTRY_SHARE


def _around(whole: Extent) -> tuple[float, float, float, float]:
    return extents.padded((whole.west, whole.south, whole.east, whole.north), share=0.15)


def _insets(scene: Scene, choices: Choices, whole: Extent) -> tuple[Inset, ...]:
    if not isinstance(choices.insets, str):
        return tuple(Inset("", extents.extent(*box)) for box in choices.insets)
    points = scene.strikes.geometry
    box = extents.dense_box(points.x.to_numpy(), points.y.to_numpy(), whole)
    return () if box is None else (Inset("", extents.extent(*box)),)
