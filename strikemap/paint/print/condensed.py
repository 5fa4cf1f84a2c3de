"""Condensed: a map of one idea and few signs, for a picture seen on a phone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely

from strikemap.spec import (
    Bool,
    LegendEntry,
    LegendGroup,
    MapSpec,
    MarkStyle,
    Panel,
    SideStyle,
    ZoneLayer,
)

_SIGNS = 3  # that the legend explains at most


def condensed(spec: MapSpec) -> MapSpec:
    """Return a map of three signs: marks by colour alone, and the sides on whose ground they are.

    What the signs of the whole map tell besides (confidence, fronts, days) is left to larger
    pictures, and how many places are known only roughly is said in words. Other sides have the
    colour of ground that is blank.
    """
    spec = replace(_with_fewer_marks(spec), timeline=None)
    shown = _shown_sides(spec)
    sides = tuple(
        side if kept else _blank(side, spec) for side, kept in zip(spec.sides, shown, strict=True)
    )
    layers = tuple(_named_where(layer, shown) for layer in spec.zone_layers)
    own = {note.kind: note.text for note in spec.notes if note.medium == "condensed"}
    legend = tuple(
        replace(group, entries=kept)
        for group in spec.legend
        if (kept := _explained(group, shown, own.get("sides", "")))
    )
    notes = tuple(
        replace(note, medium="print") if note.medium == "condensed" else note
        for note in spec.notes
        if note.kind != "sides"
    )
    spec = replace(spec, notes=notes, zone_layers=layers)
    insets = tuple(one for one in spec.insets if not spec.extent.covers(one.extent))
    panels = tuple(_dated_above(panel) for panel in spec.panels)
    return replace(spec, sides=sides, legend=legend, insets=insets, panels=panels)


def _dated_above(panel: Panel) -> Panel:
    """Return a panel with the date of its zones over the map instead of on it."""
    if not panel.zones_note:
        return panel
    return replace(panel, counts=(*panel.counts, panel.zones_note), zones_note="")


def _blank(side: SideStyle, spec: MapSpec) -> SideStyle:
    return replace(side, fill=spec.theme.country, pattern="none")


def _named_where(layer: ZoneLayer, shown: Bool) -> ZoneLayer:
    """Return zones without the names of those that are not shown."""
    kept = zip(layer.names, shown[layer.side], strict=True)
    return replace(layer, names=tuple(name if here else "" for name, here in kept))


def _explained(group: LegendGroup, shown: Bool, others: str) -> tuple[LegendEntry, ...]:
    """Return the entries that are shown, and one that stands for all sides left blank."""
    signs = [one for one in group.entries if one.kind not in ("ring", "disc", "blank", "area")]
    sides = [one for one in signs if one.kind == "side"]
    kept = [one for one in signs if one.kind != "side" or shown[one.index]]
    blank = [one for one in sides if not shown[one.index]]
    if blank and len(blank) < len(sides):
        kept.append(replace(blank[0], label=others))
    return tuple(kept)


def _shown_sides(spec: MapSpec) -> Bool:
    """Return the sides with most strikes, then most ground, as many as the legend has room for."""
    area, struck = np.zeros(len(spec.sides)), np.zeros(len(spec.sides))
    named = np.zeros(len(spec.sides), dtype=bool)
    for layer in spec.zone_layers:
        np.add.at(area, layer.side, [shape.area for shape in layer.geometry])
        named[layer.side[np.isfinite(layer.label_lon)]] = True
    for number, panel in enumerate(spec.panels):
        if panel.zone_layer >= 0:
            layer, rows = spec.zone_layers[panel.zone_layer], spec.marks.on_panel(number)
            lon, lat = spec.marks.lon[rows], spec.marks.lat[rows]
            inside = [shapely.contains_xy(shape, lon, lat).sum() for shape in layer.geometry]
            np.add.at(struck, layer.side, inside)
    signs = sum(entry.kind == "mark" for group in spec.legend for entry in group.entries)
    shown = np.zeros(len(spec.sides), dtype=bool)
    order = [side for side in np.lexsort((-area, -struck)) if named[side]]
    shown[order[: max(0, _SIGNS - signs)]] = True
    return shown


def _with_fewer_marks(spec: MapSpec) -> MapSpec:
    """Return a map whose marks are one sign a colour, where that says enough."""
    styles, marks = spec.mark_styles, spec.marks
    colours = list(dict.fromkeys(style.edge for style in styles))
    if not _explains_marks(spec) or len(colours) > _SIGNS or marks.diameter_pt is not None:
        return spec
    of = np.array([colours.index(style.edge) for style in styles])
    labels = {one.colour: one.label for one in spec.timeline.series} if spec.timeline else {}
    kept = tuple(_plainest(styles, colour, labels) for colour in colours)
    code = of[marks.style] if len(marks) else marks.style
    nowhere = np.zeros(len(marks), dtype=bool)
    calm = replace(marks, style=code, near_front=nowhere, coarse=nowhere)
    signs = LegendGroup("", tuple(LegendEntry("mark", i, s.label, ()) for i, s in enumerate(kept)))
    others = tuple(g for g in spec.legend if not any(e.kind == "mark" for e in g.entries))
    return replace(spec, mark_styles=kept, marks=calm, legend=(signs, *others))


def _explains_marks(spec: MapSpec) -> bool:
    """Return whether the legend of a print has marks: none where cells stand for them."""
    groups = (group for group in spec.legend if group.medium != "page")
    return any(entry.kind == "mark" for group in groups for entry in group.entries)


def _plainest(styles: tuple[MarkStyle, ...], colour: str, labels: dict[str, str]) -> MarkStyle:
    """Return the sign of a colour: its first filled one, if it has any."""
    own = [style for style in styles if style.edge == colour]
    sign = next((style for style in own if style.fill), own[0])
    return replace(sign, label=labels.get(colour, sign.label))
