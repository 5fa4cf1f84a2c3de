"""The data block of a page: a map spec as plain JSON values, and nothing the map does not show.

Every field that travels is named here. Geometry is in integers of 1/10000 degree (about
11 m), each vertex but the first as a difference; positions of strikes are rounded to what
their stated radius supports. Keys are those of ``web/src/payload.d.ts``.
"""

from __future__ import annotations

import math
import re
from dataclasses import fields
from typing import Any, Final, get_args

from strikemap import spec as sp
from strikemap.errors import MapError
from strikemap.payload.shapes import encoded
from strikemap.payload.strike_columns import rows_shown, strike_columns, whole_numbers

VERSION: Final = 1

_COLOUR = re.compile("#[0-9A-Fa-f]{6}")

Json = dict[str, Any]


def payload(spec: sp.MapSpec, *, layout: str = "dual") -> Json:
    """Return a spec as plain JSON values.

    Texts may be anything; colours, shapes and patterns are checked, since the script uses
    them as they are.

    Parameters
    ----------
    spec
        The map; only strikes that a panel shows are taken over, or would show with the event
        on another day where the map has the numbers for it.
    layout
        One of those of :data:`strikemap.paint.page.page.Layout`.

    Returns
    -------
    dict
        Lists, texts and numbers; angles in degrees, days counted from 1970-01-01.

    Raises
    ------
    MapError
        Code ``STYLE_UNKNOWN``: a colour is not ``#rrggbb``, or there is no such shape or
        pattern.
    """
    return {**_frame(spec, layout), **strike_columns(spec, rows_shown(spec))}


def _frame(spec: sp.MapSpec, layout: str) -> Json:
    """Return everything but the strikes."""
    return {
        "version": VERSION,
        "layout": layout,
        "lang": spec.lang,
        "grammar": grammar(spec.grammar),
        "title": spec.title,
        "subtitle": spec.subtitle,
        "alt": spec.alt,
        "unit": spec.unit,
        "theme": {_camel(f.name): _colour(getattr(spec.theme, f.name)) for f in fields(spec.theme)},
        "extent": _bounds(spec.extent),
        "nowhere": spec.nowhere,
        "insets": [{"label": i.label, "extent": _bounds(i.extent)} for i in spec.insets],
        "ground": _ground(spec.ground),
        "panels": [_panel(panel) for panel in spec.panels],
        "groups": list(spec.groups),
        "markStyles": [_mark_style(style) for style in spec.mark_styles],
        "sides": [_side(side) for side in spec.sides],
        "zoneLayers": [_zone_layer(layer) for layer in spec.zone_layers],
        "cellStyles": [_side(style) for style in spec.cell_styles],
        "cellsFirst": bool(spec.cells_first),
        "cellLayers": [_cell_layer(layer) for layer in spec.cell_layers],
        "overlays": [_overlay(overlay) for overlay in spec.overlays],
        "legend": [_legend_group(group) for group in spec.legend],
        "timeline": spec.timeline and _timeline(spec.timeline, len(spec.groups)),
        "table": {
            "caption": spec.table.caption,
            "columns": list(spec.table.columns),
            "rows": [list(row) for row in spec.table.rows],
            "keys": list(spec.table.keys),
        },
        "recut": [[int(day), [list(row) for row in table.rows]] for day, table in spec.recut],
        "notes": [{"kind": note.kind, "text": note.text} for note in spec.notes_on("page")],
        "scaleKm": spec.scale_km,
        "disc": {"fill": sp.DISC_FILL, "edge": sp.DISC_EDGE},
        "sentences": spec.sentences and sentences(spec.sentences),
        "words": dict(sorted(spec.words.items())),
        "provenance": dict(sorted(spec.provenance.items())),
    }


def grammar(words: sp.Grammar) -> Json:
    """Return how a language writes as plain values."""
    return {
        "direction": words.direction,
        "months": list(words.months),
        "dates": dict(words.dates),
        "plural": [
            [form, [[list(relation) for relation in part] for part in rule]]
            for form, rule in words.plural
        ],
        "list": words.list,
        "decimal": words.decimal,
        "group": words.group,
    }


def sentences(words: sp.Sentences) -> Json:
    """Return sentences with slots as plain lists."""
    return {
        "counts": {form: list(pieces) for form, pieces in words.counts.items()},
        "apart": list(words.apart),
        "outside": list(words.outside),
        "days": {form: list(pieces) for form, pieces in words.days.items()},
        "title": list(words.title),
        "subtitle": list(words.subtitle),
        "moved": list(words.moved),
    }


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


def _colour(value: str) -> str:
    if not _COLOUR.fullmatch(value):
        raise MapError(
            f"{value!r} is not a colour. Write it as #rrggbb.", code="STYLE_UNKNOWN", where=value
        )
    return value


def _one_of(value: str, kinds: Any) -> str:
    if value not in get_args(kinds):
        raise MapError(
            f"There is no {value!r} to draw with. There are: {', '.join(get_args(kinds))}.",
            code="STYLE_UNKNOWN",
            where=value,
        )
    return value


def _bounds(extent: sp.Extent) -> list[float]:
    return [round(float(v), 4) for v in (extent.west, extent.south, extent.east, extent.north)]


def _ground(ground: sp.Ground) -> Json:
    names = ("land", "country", "outline", "borders", "disputed", "admin", "rivers", "lakes")
    places = ground.places
    return {
        **{name: encoded(getattr(ground, name)) for name in names},
        "areas": [_overlay(area) for area in ground.areas],
        "within": [round(edge, 4) for edge in ground.within],
        "names": {
            "names": list(ground.names.names),
            "lon": _degrees(ground.names.lon),
            "lat": _degrees(ground.names.lat),
        },
        "places": {
            "names": list(places.names),
            "lon": _degrees(places.lon),
            "lat": _degrees(places.lat),
            "rank": whole_numbers(places.rank),
        },
    }


def _panel(panel: sp.Panel) -> Json:
    return {
        "key": panel.key,
        "heading": panel.heading,
        "dates": panel.dates,
        "counts": list(panel.counts),
        "zonesNote": panel.zones_note,
        "zoneLayer": int(panel.zone_layer),
        "cellLayer": int(panel.cell_layer),
        "dayStart": int(panel.day_start),
        "dayStop": int(panel.day_stop),
    }


def _mark_style(style: sp.MarkStyle) -> Json:
    return {
        "key": style.key,
        "label": style.label,
        "shape": _one_of(style.shape, sp.Shape),
        "diameter": style.diameter_pt,
        "fill": _colour(style.fill) if style.fill else "",
        "edge": _colour(style.edge),
        "edgeWidth": style.edge_width_pt,
        "look": sp.LOOKS[style.shape],
        "ring": [sp.RING_GAP, sp.RING_WIDTH],
        "spokes": {"from": sp.SPOKES_FROM, "at": list(style.spokes)},
        "z": style.z,
    }


def _side(side: sp.SideStyle) -> Json:
    return {
        "key": side.key,
        "label": side.label,
        "fill": _colour(side.fill),
        "pattern": _one_of(side.pattern, sp.Pattern),
        "patternColour": _colour(side.pattern_colour),
    }


def _zone_layer(layer: sp.ZoneLayer) -> Json:
    return {
        "asOf": layer.as_of,
        "names": list(layer.names),
        "side": whole_numbers(layer.side),
        "shapes": [encoded(zone) for zone in layer.geometry],
        "labels": _spots(layer.label_lon, layer.label_lat),
        "facts": _facts(layer),
    }


def _facts(layer: sp.ZoneLayer) -> Json:
    """Return the facts of zones, each different set of them once, and which each zone has."""
    known = list(dict.fromkeys(layer.facts))
    return {
        "known": [list(facts) for facts in known],
        "index": [known.index(facts) for facts in layer.facts],
    }


def _spots(lon: sp.Float, lat: sp.Float) -> list[list[float] | None]:
    """Return points in degrees, None where there is none."""
    return [
        [round(float(x), 4), round(float(y), 4)] if math.isfinite(x + y) else None
        for x, y in zip(lon, lat, strict=True)
    ]


def _cell_layer(layer: sp.CellLayer) -> Json:
    """Return areas coloured by a number, with a point inside each that has a word."""
    return {
        "shapes": [encoded(area) for area in layer.geometry],
        "style": whole_numbers(layer.style),
        "text": list(layer.text),
        "labels": _spots(layer.label_lon, layer.label_lat),
    }


def _overlay(overlay: sp.Overlay) -> Json:
    return {
        "label": overlay.label,
        "shape": encoded(overlay.geometry),
        "colour": _colour(overlay.colour),
        "width": overlay.width_pt,
        "dashed": bool(overlay.dashed),
    }


def _legend_group(group: sp.LegendGroup) -> Json:
    entries = [
        {
            "kind": entry.kind,
            "index": int(entry.index),
            "label": entry.label,
            "counts": [int(n) for n in entry.counts],
            "diameter": round(float(entry.diameter_pt), 2),
            "of": whole_numbers(entry.of),
        }
        for entry in group.entries
    ]
    return {"title": group.title, "entries": entries}


def _timeline(timeline: sp.Timeline, groups: int) -> Json:
    return {
        "label": timeline.label,
        "dayStart": int(timeline.day_start),
        "eventDay": int(timeline.event_day),
        "eventLabel": timeline.event_label,
        "top": timeline.top,
        "views": _views(timeline, groups),
        "ticks": [[int(day), text] for day, text in timeline.ticks],
        "uncovered": [[int(start), int(stop)] for start, stop in timeline.uncovered],
        "uncoveredLabel": timeline.uncovered_label,
    }


def _views(timeline: sp.Timeline, groups: int) -> list[Json]:
    """Return the ways to take the strip apart, that with which a page opens first."""
    series, several = timeline.series, len(timeline.series) > 1
    classes = sp.Breakdown(series, (0,) * (groups + 1), len(series) - 1 if several else -1)
    told = [("colour", timeline.by_colour), ("zone", timeline.by_zone)]
    views = [_view(key, one) for key, one in told if one is not None]
    if views and not several:
        return views
    by_class = _view("class", classes)
    return [*views[:1], by_class, *views[1:]] if timeline.by_colour else [by_class, *views]


def _view(key: str, breakdown: sp.Breakdown) -> Json:
    return {
        "key": key,
        "label": breakdown.label,
        "series": [_series(one) for one in breakdown.series],
        "ofGroup": whole_numbers(breakdown.of_group),
        "apart": int(breakdown.apart),
    }


def _series(series: sp.Series) -> Json:
    return {
        "label": series.label,
        "colour": _colour(series.colour),
        "hollow": bool(series.hollow),
        "style": None if series.style is None else _side(series.style),
        "perDay": [round(float(n), 4) for n in series.per_day],
    }


def _degrees(values: Any) -> list[float]:
    return [round(float(v), 4) for v in values]
