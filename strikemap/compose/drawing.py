"""The drawing: the marks of a map, how they look, and what can be opened for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypedDict

from strikemap.compose import colours, marks, sizes
from strikemap.compose.colours import Coloured
from strikemap.compose.framing import Framed, outside
from strikemap.compose.reports import reports
from strikemap.compose.scene import Choices, Scene
from strikemap.spec import NO_POPUPS, Marks, MarkStyle, Popups, Theme
from strikemap.words.phrases import Lang


class Drawn(TypedDict):
    """What of a spec is drawn for each strike."""

    groups: tuple[str, ...]
    mark_styles: tuple[MarkStyle, ...]
    marks: Marks
    popups: Popups


def grouped(scene: Scene, choices: Choices, theme: Theme) -> Coloured | None:
    """Return the groups that marks are coloured by; None where their colour says nothing."""
    if choices.colour is None or not scene.shows_marks:
        return None
    return colours.coloured(scene, choices.colour, theme, choices.lang)


def drawn(
    scene: Scene,
    choices: Choices,
    theme: Theme,
    called: Mapping[str, str] | None,
    place: Framed,
    coloured: Coloured | None = None,
) -> Drawn:
    """Return the marks; ``called`` holds the label of each zone for the popups, None: no popups."""
    styles, codes = marks.mark_styles(scene, theme, choices.lang, sized=bool(choices.size))
    if coloured is not None:
        styles, codes = colours.styled((styles, codes), coloured, theme, choices.lang)
    groups = groups_of(scene)
    sized = sizes.diameters(sizes.values_of(scene, choices.size)) if choices.size else None
    made = marks.marks(scene, codes, groups, diameter_pt=sized)
    gone = outside(made.lon, made.lat, place["extent"], place["insets"])
    return Drawn(
        groups=groups,
        mark_styles=styles,
        marks=replace(made, outside=gone) if gone.any() else made,
        popups=NO_POPUPS if called is None else _popups(scene, called, choices.lang),
    )


def _popups(scene: Scene, called: Mapping[str, str], lang: Lang) -> Popups:
    return replace(marks.popups(scene, called, lang), reports=reports(scene))


def groups_of(scene: Scene) -> tuple[str, ...]:
    """Return the groups that the table counts by, in its order."""
    return tuple(str(name) for name in scene.table.get("zone", ()) if name != "all")
