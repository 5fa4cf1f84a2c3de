"""What is said: title, panels' words, legend, strip of days, table and notes of a map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TypedDict

import numpy as np
import shapely

from strikemap.compose import colours, furniture, sentences, sizes, strip
from strikemap.compose.colours import Coloured
from strikemap.compose.drawing import Drawn
from strikemap.compose.framing import Framed
from strikemap.compose.ground_held import GroundHeld
from strikemap.compose.scene import Choices, Scene
from strikemap.compose.table import by_words, group_names, table
from strikemap.ground import basemap
from strikemap.spec import LegendGroup, Note, Panel, Sentences, SideStyle, Table, Theme, Timeline
from strikemap.words.phrases import phrase


class Said(TypedDict):
    """What of a spec is words and numbers."""

    title: str
    subtitle: str
    alt: str
    panels: tuple[Panel, ...]
    legend: tuple[LegendGroup, ...]
    timeline: Timeline | None
    table: Table
    recut: tuple[tuple[int, Table], ...]
    notes: tuple[Note, ...]
    sentences: Sentences | None


def said(
    scene: Scene,
    choices: Choices,
    *,
    framed: Framed,
    held: GroundHeld,
    drawn: Drawn,
    called: Mapping[str, str],
    theme: Theme,
    coloured: Coloured | None = None,
) -> Said:
    """Return the words of a map; ``called`` holds the label of each zone."""
    lang, marks = choices.lang, drawn["marks"]
    names = {**called, **group_names(scene.group_column, drawn["groups"], lang)}
    title = furniture.title_text(scene, choices, held.heading)
    panels = furniture.panels(scene, held.notes, held.layer_of, marks, lang)
    shown = framed["extent"]
    boundaries = basemap.boundary_note(
        framed["ground"],
        lang=lang,
        viewpoint=choices.viewpoint,
        date=scene.last_day,
        frame=(shown.west, shown.south, shown.east, shown.north),
    )
    extents = [shown, *(inset.extent for inset in framed["insets"])]
    if any(basemap.is_coarse(each.west, each.south, each.east, each.north) for each in extents):
        boundaries = f"{boundaries} {phrase('coarse_ground', lang)}"
    texts = partial(
        table,
        by=scene.group_column,
        names=names,
        headings=[panel.heading or panel.dates for panel in panels],
        lang=lang,
    )
    return Said(
        title=title,
        subtitle=furniture.lead_text(scene, choices)
        + furniture.subtitle_text(scene, lang, title=title),
        alt=furniture.alt_text(title, panels, lang),
        panels=panels,
        legend=_legend(scene, choices, drawn, (held, framed), coloured),
        timeline=_timeline(scene, choices, drawn, names, theme, coloured),
        table=texts(scene.table),
        recut=tuple((day, texts(rows)) for day, rows in scene.recut.items()),
        notes=furniture.notes(scene, marks, held.sources, boundaries, lang),
        sentences=sentences.sentences(scene, choices),
    )


def _timeline(
    scene: Scene,
    choices: Choices,
    drawn: Drawn,
    names: Mapping[str, str],
    theme: Theme,
    coloured: Coloured | None,
) -> Timeline | None:
    if scene.event_day is None:
        return None
    lang = choices.lang
    counted = strip.Counted(
        scene, drawn["marks"], drawn["groups"], names, choices.palette, theme, lang
    )
    by = furniture.attacker_words(scene, lang)
    event = furniture.event_name(scene, lang)
    made = strip.timeline(counted, by=by, event=event)
    if made is None or coloured is None or choices.colour is None:
        return made
    words = by_words(choices.colour, lang)
    return replace(made, by_colour=strip.by_colour(counted, coloured, drawn["mark_styles"], words))


def sides_shown(held: GroundHeld, framed: Framed) -> dict[int, SideStyle]:
    """Return the sides with ground inside the map or an inset, by their number."""
    extents = [framed["extent"], *(inset.extent for inset in framed["insets"])]
    frame = shapely.union_all([shapely.box(e.west, e.south, e.east, e.north) for e in extents])
    shapely.prepare(frame)
    found = {
        int(code)
        for layer in held.layers
        for code in layer.side[shapely.intersects(frame, np.asarray(layer.geometry, dtype=object))]
    }
    return {code: held.sides[code] for code in sorted(found)}


def _legend(
    scene: Scene,
    choices: Choices,
    drawn: Drawn,
    ground: tuple[GroundHeld, Framed],
    coloured: Coloured | None,
) -> tuple[LegendGroup, ...]:
    marks, styles = drawn["marks"], drawn["mark_styles"]
    sides = sides_shown(*ground)
    groups = furniture.legend(scene, marks, styles, sides, ground[0].heading, choices.lang)
    if not len(scene.strikes):
        return groups
    further = []
    if coloured is not None:
        further.append(colours.colour_legend(marks, styles, coloured, len(scene.frames)))
    if choices.size is not None:
        values = sizes.values_of(scene, choices.size)
        further.append(sizes.size_legend(choices.size, values, choices.lang))
    return (*groups[:1], *further, *groups[1:])
