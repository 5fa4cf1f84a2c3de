"""The ground held: zone layers, the styles of their sides, and where their names go."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from strikemap.compose.marks import texts
from strikemap.compose.scene import Choices, Scene
from strikemap.palettes import CONTESTED, Palette, PaletteLike, palette_of
from strikemap.schema import date_of, day_of
from strikemap.spec import Extent, SideStyle, ZoneLayer
from strikemap.words.languages import catalogue
from strikemap.words.phrases import Lang, day_text, list_text, phrase
from strikemap.words.terms import sentence, term
from strikemap.zones.areas import NO_ZONE
from strikemap.zones.reading import zones_on
from strikemap.zones.snapshots import epochs

#: A zone wears its name where a circle of this share of the map's width fits inside.
_NAME_ROOM = 0.03


def zone_palette(zones: gpd.GeoDataFrame, asked: PaletteLike | None) -> Palette:
    """Return the palette asked for, else the one that knows these sides.

    Sides that only a palette's free slots can draw take them by the ground they hold, the
    largest first.
    """
    side = zones["side"].astype(str).to_numpy()
    area = pd.Series(shapely.area(zones.geometry.to_numpy())).groupby(side).sum()
    return palette_of(asked, area.sort_index().sort_values(ascending=False, kind="stable").index)


@dataclass(frozen=True, eq=False)
class GroundHeld:
    """Zone layers and side styles; and for each day asked, its note and its layer (-1: none).

    ``sources`` says what the layers rest on, ``heading`` what the sides are sides of.
    """

    layers: tuple[ZoneLayer, ...]
    sides: tuple[SideStyle, ...]
    notes: tuple[str, ...]
    layer_of: tuple[int, ...]
    sources: tuple[str, ...]
    heading: str


def ground_held(scene: Scene, choices: Choices, whole: Extent) -> GroundHeld:
    """Return what was held by whom on the last day of each panel, as layers to draw.

    Each day shows the snapshot that is valid on it; days that share one share a layer.
    """
    zones, lang = scene.zones, choices.lang
    days = scene.zone_dates or tuple(frame.stop_day - 1 for frame in scene.frames)
    if zones is None:
        return GroundHeld((), (), ("",) * len(days), (-1,) * len(days), (), "")
    chosen = zone_palette(zones, choices.palette)
    snapshots = [zones_on(zones, date_of(day)) for day in days]
    found = {str(side) for rows in snapshots for side in rows["side"]}
    sides = sorted(found, key=lambda side: (chosen.sides.index(chosen.style(side).key), side))
    styles = tuple(chosen.style(side, lang=lang) for side in sides)
    keys = [_as_of(rows) for rows in snapshots]
    unique = list(dict.fromkeys(keys))
    shown = [snapshots[keys.index(key)] for key in unique]
    stated = dict.fromkeys(str(text) for rows in shown for text in rows["source"].dropna() if text)
    sources = dict.fromkeys(sentence(text, lang) for text in stated)
    return GroundHeld(
        layers=tuple(_layer(rows, sides, chosen, whole, lang) for rows in shown),
        sides=styles,
        notes=tuple(_note(rows, day, lang) for rows, day in zip(snapshots, days, strict=True)),
        layer_of=tuple(unique.index(key) for key in keys),
        sources=tuple(sources)[:3],
        heading=chosen.heading(lang),
    )


def from_towns(zones: gpd.GeoDataFrame | None) -> bool:
    """Return whether zones were drawn from who held which town."""
    if zones is None or "basis" not in zones:
        return False
    return bool(zones["basis"].astype(str).str.contains("interpolated from towns").any())


def _as_of(rows: gpd.GeoDataFrame) -> tuple[str, ...]:
    return tuple(sorted({str(pd.Timestamp(value).date()) for value in rows["as_of"].dropna()}))


def days_away(zones: gpd.GeoDataFrame, start_day: int, stop_day: int) -> int:
    """Return how many days lie between a window and the zones shown for it (0: none).

    Zones that state from when to when they hold are none away from the days between.
    """
    held, window = epochs(zones), np.arange(start_day, stop_day)
    shown = held.of(window) == held.of(window[-1:])
    return int(held.distance(window)[shown].min())


def _as_of_days(rows: gpd.GeoDataFrame) -> list[int]:
    return sorted({day_of(value.date()) for value in rows["as_of"].dropna()})


def _note(rows: gpd.GeoDataFrame, day: int, lang: Lang) -> str:
    dates = _as_of_days(rows)
    if not dates:
        return ""
    if len(dates) > 1:
        words = list_text([day_text(date, lang) for date in dates], lang)
        return phrase("zones_as_of_several", lang, dates=words)
    key = "zones_before_first" if dates[0] > day else "zones_as_of"
    return phrase(key, lang, date=day_text(dates[0], lang))


def _layer(
    rows: gpd.GeoDataFrame,
    sides: Sequence[str],
    chosen: Palette,
    whole: Extent,
    lang: Lang,
) -> ZoneLayer:
    side = [sides.index(str(name)) for name in rows["side"]]
    points = [_name_point(shape, whole) for shape in rows.geometry]
    stated = stated_names(rows, lang)
    return ZoneLayer(
        as_of=" ".join(_as_of(rows)),
        names=tuple(
            (zone == sides[code] and chosen.translated(zone, lang)) or stated.get(zone, zone)
            for zone, code in zip(rows["zone"].astype(str), side, strict=True)
        ),
        side=np.asarray(side, dtype=np.int16),
        geometry=tuple(rows.geometry),
        label_lon=np.asarray([point[0] for point in points]),
        label_lat=np.asarray([point[1] for point in points]),
        facts=_facts(rows, lang),
    )


def _facts(rows: gpd.GeoDataFrame, lang: Lang) -> tuple[tuple[str, str, str], ...]:
    """Return date, source and basis of each zone in words, ``""`` for what is not stated."""
    days = ["" if pd.isna(day) else day_text(day_of(day.date()), lang) for day in rows["as_of"]]
    sources = [sentence(text, lang) for text in texts(rows, "source")]
    bases = [term(text, lang) for text in texts(rows, "basis")]
    return tuple(zip(days, sources, bases, strict=True))


def stated_names(zones: gpd.GeoDataFrame, lang: Lang) -> dict[str, str]:
    """Return the names that zones have in a language: those of a column such as ``zone_ar``."""
    column = f"zone_{catalogue(lang).code}"
    if column not in zones:
        return {}
    named = zones.loc[zones[column].notna(), ["zone", column]].astype(str)
    return {zone: name for zone, name in named.itertuples(index=False) if name}


def zone_names(
    zones: gpd.GeoDataFrame | None, asked: PaletteLike | None, lang: Lang
) -> dict[str, str]:
    """Return the label of each zone that is called after its side, or named in the language."""
    if zones is None:
        return {}
    chosen = zone_palette(zones, asked)
    pairs = zip(zones["zone"].astype(str), zones["side"].astype(str), strict=True)
    own = {zone: chosen.style(side, lang=lang).label for zone, side in pairs if zone == side}
    return {
        CONTESTED: phrase("contested", lang),
        NO_ZONE: phrase("no_zone", lang),
        **own,
        **stated_names(zones, lang),
    }


def _name_point(shape: BaseGeometry, whole: Extent) -> tuple[float, float]:
    """Return the centre of the largest circle inside a zone, NaN where it is too small."""
    parts = polygons(shape)
    if not parts:
        return (math.nan, math.nan)
    lon, lat, radius = roomiest(max(parts, key=lambda part: part.area))
    if radius < _NAME_ROOM * (whole.east - whole.west) * math.cos(math.radians(lat)):
        return (math.nan, math.nan)
    return (lon, lat)


def polygons(shape: BaseGeometry) -> list[Polygon]:
    """Return the parts of a shape that cover ground."""
    return [part for part in shapely.get_parts(shape) if isinstance(part, Polygon)]


def roomiest(part: Polygon) -> tuple[float, float, float]:
    """Return centre and radius (degrees of latitude) of the largest circle inside a polygon."""
    squeeze = math.cos(math.radians((part.bounds[1] + part.bounds[3]) / 2))
    flat = shapely.transform(part, lambda xy: xy * [squeeze, 1.0])
    circle = shapely.maximum_inscribed_circle(flat, tolerance=0.01)
    centre = shapely.get_point(circle, 0)
    return (centre.x / squeeze, centre.y, circle.length)
