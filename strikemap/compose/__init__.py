"""Compose: every decision about a map, made once, into a frozen MapSpec."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd

from strikemap.compose import extent as extents
from strikemap.compose import furniture, ground_held, marks, sentences, sizes, strip
from strikemap.compose import reports as named
from strikemap.compose import table as tables
from strikemap.compose.difference import difference
from strikemap.compose.overlay import named_in
from strikemap.compose.scene import Choices, Frame, Scene
from strikemap.ground import basemap
from strikemap.palettes import CONTESTED
from strikemap.spec import (
    Extent,
    Float,
    Inset,
    LegendGroup,
    MapSpec,
    Marks,
    MarkStyle,
    Table,
    Theme,
    Timeline,
)
from strikemap.words.phrases import Lang, phrase
from strikemap.zones.areas import NO_ZONE

__all__ = ["Choices", "Frame", "Scene", "compose"]

#: Marks that reach over less than this share of a country are shown closer than the country.
_COUNTRY_SHARE = 0.25


def compose(scene: Scene, choices: Choices | None = None) -> MapSpec:
    """Decide everything that a map shows.

    Parameters
    ----------
    scene
        The counted frames.
    choices
        What the caller asked of the look.

    Returns
    -------
    MapSpec
        Geometry in EPSG:4326, days counted from 1970-01-01, words in ``choices.lang``.
    """
    choices = choices or Choices()
    lang, theme = choices.lang, Theme()
    scene = replace(scene, overlays=named_in(scene.overlays, lang))
    country = choices.country or _country(scene)
    whole = _whole(scene, choices, country)
    days = scene.zone_dates or tuple(frame.stop_day - 1 for frame in scene.frames)
    held = ground_held.ground_held(
        scene.zones, days, palette_name=choices.palette, whole=whole, lang=lang
    )
    styles, codes = marks.mark_styles(scene, theme, lang)
    groups = tuple(str(name) for name in scene.table.get("zone", ()) if name != "all")
    values = sizes.values_of(scene, choices.size) if choices.size else None
    drawn = marks.marks(
        scene, codes, groups, diameter_pt=None if values is None else sizes.diameters(values)
    )
    panels = furniture.panels(scene, held.notes, held.layer_of, lang)
    title = furniture.title_text(scene, choices, held.heading)
    names, headings = _zone_names(scene, choices, lang), [p.heading or p.dates for p in panels]
    called = {**names, **tables.group_names(scene.group_column, groups, lang)}

    def texts_of(rows: pd.DataFrame) -> Table:
        return tables.table(rows, scene.group_column, called, headings, lang)

    viewpoint = choices.viewpoint
    ground = basemap.ground(*_around(whole), country=country, lang=lang, viewpoint=viewpoint)
    boundaries = basemap.boundary_note(ground, lang=lang, viewpoint=viewpoint)
    spec = MapSpec(
        lang=lang,
        title=title,
        subtitle=furniture.subtitle_text(scene, lang),
        alt=furniture.alt_text(title, panels, lang),
        unit=scene.unit,
        theme=theme,
        extent=whole,
        insets=_insets(scene, choices, whole),
        ground=ground,
        panels=panels,
        groups=groups,
        mark_styles=styles,
        marks=drawn,
        popups=replace(marks.popups(scene, names, lang), reports=named.reports(scene)),
        sides=held.sides,
        zone_layers=held.layers,
        overlays=scene.overlays,
        legend=_legend(scene, choices, drawn, styles, held, values),
        timeline=_timeline(scene, choices, drawn, groups, called, theme),
        table=texts_of(scene.table),
        notes=furniture.notes(scene, drawn, held.sources, boundaries, lang),
        scale_km=extents.scale_km(whole),
        words={},
        provenance=scene.provenance,
        recut=tuple((day, texts_of(rows)) for day, rows in scene.recut.items()),
        sentences=sentences.sentences(scene, choices),
    )
    return spec if scene.cells is None else difference(spec, scene.cells)


def _timeline(
    scene: Scene,
    choices: Choices,
    drawn: Marks,
    groups: Sequence[str],
    names: Mapping[str, str],
    theme: Theme,
) -> Timeline | None:
    if scene.event_day is None:
        return None
    lang = choices.lang
    counted = strip.Counted(scene, drawn, groups, names, choices.palette, theme, lang)
    by = furniture.attacker_words(scene, lang)
    event = furniture.event_words(scene, scene.event_day, lang)
    return strip.timeline(counted, by=by, event=event)


def _legend(
    scene: Scene,
    choices: Choices,
    drawn: Marks,
    styles: Sequence[MarkStyle],
    held: ground_held.GroundHeld,
    values: Float | None,
) -> tuple[LegendGroup, ...]:
    groups = furniture.legend(scene, drawn, styles, held.sides, held.heading, choices.lang)
    if choices.size is None or values is None or not len(values):
        return groups
    by_size = sizes.size_legend(choices.size, values, choices.lang)
    return (groups[0], by_size, *groups[1:])


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


def _zone_names(scene: Scene, choices: Choices, lang: Lang) -> dict[str, str]:
    """Return the label of each zone that is called after its side."""
    if scene.zones is None:
        return {}
    chosen = ground_held.zone_palette(scene.zones, choices.palette)
    pairs = zip(scene.zones["zone"].astype(str), scene.zones["side"].astype(str), strict=True)
    own = {zone: chosen.style(side, lang=lang).label for zone, side in pairs if zone == side}
    return {
        CONTESTED: phrase("contested", lang),
        NO_ZONE: phrase("no_zone", lang),
        **own,
        **ground_held.stated_names(scene.zones, lang),
    }
