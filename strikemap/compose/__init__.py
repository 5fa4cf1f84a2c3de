"""Compose: every decision about a map, made once, into a frozen MapSpec."""

from __future__ import annotations

from dataclasses import replace

from strikemap.compose.cells import in_cells, rastered
from strikemap.compose.difference import difference
from strikemap.compose.drawing import drawn, grouped
from strikemap.compose.framing import framed, unrolled
from strikemap.compose.ground_held import from_towns, ground_held, zone_names
from strikemap.compose.links import linked
from strikemap.compose.overlay import named_in
from strikemap.compose.saying import said
from strikemap.compose.scene import Choices, Frame, Scene
from strikemap.compose.sentences import grammar
from strikemap.compose.unassessed import with_unassessed
from strikemap.spec import MapSpec, Theme
from strikemap.words.languages import catalogue

__all__ = ["Choices", "Frame", "Scene", "compose"]


def compose(scene: Scene, choices: Choices | None = None, *, popups: bool = True) -> MapSpec:
    """Decide everything that a map shows.

    Parameters
    ----------
    scene
        The counted frames.
    choices
        What the caller asked of the look.
    popups
        Whether marks can be opened: not in a picture, whose spec then has no popups.

    Returns
    -------
    MapSpec
        Geometry in EPSG:4326, days counted from 1970-01-01, words in ``choices.lang``.
    """
    choices, theme = choices or Choices(), Theme()
    scene = replace(scene, overlays=named_in(scene.overlays, choices.lang))
    called = zone_names(scene.zones, choices.palette, choices.lang)
    place = framed(scene, choices)
    scene = linked(unrolled(scene, place["extent"]), choices.links)
    held = ground_held(scene, choices, place["extent"])
    if from_towns(scene.zones):
        held = with_unassessed(held, place["ground"].country, choices.lang)
    coloured = grouped(scene, choices, theme)
    marks = drawn(scene, choices, theme, called if popups else None, place, coloured)
    found = rastered(scene, choices, marks["marks"], place["extent"])
    if found is not None:
        scene = replace(scene, raster=found)
        place["insets"] = place["insets"] if choices.insets != "auto" else ()
    words = said(
        scene,
        choices,
        framed=place,
        held=held,
        drawn=marks,
        coloured=coloured,
        called=called,
        theme=theme,
    )
    spec = MapSpec(
        lang=catalogue(choices.lang).code,
        grammar=grammar(choices.lang),
        unit=scene.unit,
        theme=theme,
        sides=held.sides,
        zone_layers=held.layers,
        overlays=scene.overlays,
        words=catalogue(choices.lang).page,
        provenance=scene.provenance,
        **place,
        **marks,
        **words,
    )
    if found is not None:
        spec = in_cells(spec, found, choices.lang)
    return spec if scene.cells is None else difference(spec, scene.cells, choices.lang)
