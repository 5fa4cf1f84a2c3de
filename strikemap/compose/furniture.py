"""The furniture: panels' words, legend, notes and the picture in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np

from strikemap.comparison.kinds import other_kinds
from strikemap.comparison.selection import names_of
from strikemap.compose.card import grading_words
from strikemap.compose.elsewhere import on_ground_of_another_day
from strikemap.compose.ground_held import from_towns
from strikemap.compose.marks import alternative_label, texts
from strikemap.compose.medical import medical
from strikemap.compose.scene import Choices, Frame, Scene
from strikemap.compose.spots import spot_words
from strikemap.compose.tolls import toll_words
from strikemap.compose.versions import correction_words, version_words
from strikemap.ledger import facts, n_set_aside
from strikemap.placement.fronts import disagreeing
from strikemap.spec import (
    Bool,
    LegendEntry,
    LegendGroup,
    Marks,
    MarkStyle,
    Note,
    Panel,
    SideStyle,
)
from strikemap.words.languages import catalogue
from strikemap.words.phrases import (
    Lang,
    day_text,
    days_text,
    isolated,
    list_text,
    phrase,
    span_text,
    unit_use,
)
from strikemap.words.terms import stated, term

_SOURCES_NAMED = 4


def attacker_words(scene: Scene, lang: Lang) -> str:
    """Return " attributed to Russia" where the selection names attackers, else ``""``."""
    chosen = scene.where.get("attacker")
    if chosen is None:
        return ""
    words = list_text([term(name, lang) for name in names_of(chosen)], lang)
    return phrase("by_attacker", lang, attacker=words)


def title_text(scene: Scene, choices: Choices, heading: str, *, day: str = "") -> str:
    """Return the caller's title in the map's language, or a neutral one.

    ``heading`` is what a map without strikes is about, ``day`` stands for that of the event.
    """
    given, lang = choices.title, choices.lang
    if finding := finding_text(scene, choices):
        return finding
    if isinstance(given, str):
        return given
    if given:
        return given.get(catalogue(lang).code) or next(iter(given.values()))
    by = attacker_words(scene, lang)
    units = unit_use(scene.unit, "reported", lang)
    if scene.event_day is not None:
        date = day or day_text(scene.event_day, lang)
        return phrase("title", lang, units=units, by=by, date=date)
    if not scene.unit:
        day = day_text(scene.frames[0].start_day, lang)
        return phrase("zone_title", lang, kind=heading or phrase("zones_kind", lang), date=day)
    first = min(frame.start_day for frame in scene.frames)
    last = max(frame.stop_day for frame in scene.frames) - 1
    return phrase("title_periods", lang, units=units, by=by, date=span_text(first, last, lang))


def finding_text(scene: Scene, choices: Choices) -> str:
    """Return the finding that the map is headed by, "" where none was asked for or can be said."""
    told = choices.headline and scene.finding is not None and scene.shows_marks
    return scene.finding(choices.lang) if told and scene.finding else ""


def lead_text(scene: Scene, choices: Choices) -> str:
    """Return the caller's title where a finding heads the map, to stand before the subtitle."""
    if not choices.title or not finding_text(scene, choices):
        return ""
    return title_text(scene, replace(choices, headline=False), "").rstrip(".") + ". "


def subtitle_text(scene: Scene, lang: Lang, *, title: str = "") -> str:
    """Return the line under the title: event, windows, what a mark is, what the zones are.

    The event's date stands in it unless the title says it.
    """
    if not scene.unit:
        return _basis(scene, lang).strip()
    if scene.event_day is None:
        return f"{_each_mark(scene, lang)}{_basis(scene, lang)}".strip()
    before, after, _ = windows(scene, scene.event_day)
    days = {"before": days_text(before, lang), "after": days_text(after, lang)}
    said = day_text(scene.event_day, lang) in title
    event = event_name(scene, lang) if said else event_words(scene, scene.event_day, lang)
    return event_sentence(scene, "subtitle", lang, event=event, **days)


def event_sentence(scene: Scene, key: str, lang: Lang, *, event: str = "", **values: str) -> str:
    """Return one of the subtitles of a map about an event, with its slots filled."""
    assert scene.event_day is not None
    gap = windows(scene, scene.event_day)[2]
    return phrase(
        key,
        lang,
        event=event or event_words(scene, scene.event_day, lang),
        gap=phrase("gap", lang, days=days_text(gap, lang)) if gap else "",
        marks=_each_mark(scene, lang),
        basis=_basis(scene, lang),
        **values,
    )


def windows(scene: Scene, event_day: int) -> tuple[int, int, int]:
    """Return the days of the windows before and after the event, and those between them."""
    before = [frame for frame in scene.frames if frame.stop_day <= event_day]
    after = [frame for frame in scene.frames if frame.start_day >= event_day]
    return (
        before[-1].stop_day - before[0].start_day,
        after[-1].stop_day - after[0].start_day,
        after[0].start_day - before[-1].stop_day,
    )


def event_words(scene: Scene, day: int, lang: Lang) -> str:
    """Return the event and its date, or the date once when that is all the event is."""
    date = day_text(day, lang)
    if scene.event_name == day_text(day):
        return date
    return phrase("event", lang, event=event_name(scene, lang), date=date)


def event_name(scene: Scene, lang: Lang) -> str:
    """Return the event without its date, or the date when that is all the event is."""
    if scene.event_day is not None and scene.event_name == day_text(scene.event_day):
        return day_text(scene.event_day, lang)
    return scene.event_names.get(catalogue(lang).code) or scene.event_name


def _each_mark(scene: Scene, lang: Lang) -> str:
    """Return what one mark stands for, where there are marks."""
    if scene.raster is not None:
        return phrase("each_cell", lang, unit=scene.unit, km=f"{scene.raster.km:g}")
    return phrase("each_mark", lang, unit=scene.unit) if scene.shows_marks else ""


def _basis(scene: Scene, lang: Lang) -> str:
    seen = scene.shows_zones and from_towns(scene.zones)
    return phrase("basis_places", lang) if seen else ""


def panels(
    scene: Scene, notes: Sequence[str], layers: Sequence[int], drawn: Marks, lang: Lang
) -> tuple[Panel, ...]:
    """Return the panels with their finished words."""
    gone = outside_by_panel(drawn, len(scene.frames))
    several = len(scene.frames) > 1
    heads = [_panel_head(frame, lang, several=several) for frame in scene.frames]
    return tuple(
        Panel(
            key=frame.key,
            heading=heads[i][0],
            dates=heads[i][1],
            counts=(
                *_panel_counts(scene, i, lang),
                *outside_words(*gone[i], lang),
                *coarse_words(scene, drawn.panel == i, lang),
            ),
            zones_note=notes[i] if scene.shows_zones else "",
            zone_layer=layers[i],
            day_start=frame.start_day,
            day_stop=frame.stop_day,
        )
        for i, frame in enumerate(scene.frames)
    )


def _panel_head(frame: Frame, lang: Lang, *, several: bool) -> tuple[str, str]:
    """Return a panel's heading and dates; of several panels one without a name has its dates."""
    own = frame.heading not in ("before", "after")
    heading = frame.heading if own else phrase(frame.heading, lang)
    dates = span_text(frame.start_day, frame.stop_day - 1, lang)
    if frame.step:
        return phrase("step", lang, heading=heading, k=frame.step), dates
    return (heading, dates) if heading or not several else (dates, "")


def _lengths(scene: Scene, lang: Lang) -> str:
    """Return how long the periods are where they differ and none of the title's words say so."""
    days = dict.fromkeys(frame.stop_day - frame.start_day for frame in scene.frames)
    if scene.event_day is not None or len(days) < 2:
        return ""
    return phrase("lengths", lang, days=list_text([days_text(n, lang) for n in days], lang))


def _panel_counts(scene: Scene, index: int, lang: Lang) -> tuple[str, ...]:
    if not scene.unit:
        return ()
    alternative = scene.strikes["alternative"].to_numpy(dtype=bool)
    here = alternative[(scene.strikes["panel"] == index).to_numpy()]
    n = int(here.sum())
    lines = [count_text(scene, len(here) - n, lang)]
    if alternative.any():
        lines.append(alternative_label(scene, "count_alternatives", lang, n=n))
    if unplaced := scene.frames[index].unplaced:
        lines.append(phrase("unplaced", lang, n=unplaced))
    return tuple(lines)


def count_text(scene: Scene, n: int, lang: Lang) -> str:
    """Return the line that counts a panel's strikes."""
    return phrase("count", lang, n=n, unit=scene.unit, by=attacker_words(scene, lang))


def outside_by_panel(drawn: Marks, panels: int) -> list[tuple[int, int]]:
    """Return for each panel how many of its strikes lie outside the map, and how many it has."""
    gone = np.zeros(len(drawn), dtype=bool) if drawn.outside is None else drawn.outside
    return [
        (int(gone[drawn.panel == index].sum()), int((drawn.panel == index).sum()))
        for index in range(panels)
    ]


def outside_words(n: int, of: int, lang: Lang) -> tuple[str, ...]:
    """Return the line on strikes that the map leaves out, none where it shows all."""
    return (phrase("outside", lang, n=n, of=of),) if n else ()


def coarse_words(scene: Scene, here: Bool, lang: Lang) -> tuple[str, ...]:
    """Return the line on strikes of a panel that are known too roughly for its cells."""
    if scene.raster is None or not (scene.raster.coarse & here).any():
        return ()
    n, km = int((scene.raster.coarse & here).sum()), f"{scene.raster.finer_than_km:g}"
    return (phrase("coarse", lang, n=n, km=km),)


def legend(
    scene: Scene,
    marks: Marks,
    styles: Sequence[MarkStyle],
    sides: Mapping[int, SideStyle],
    heading: str,
    lang: Lang,
) -> tuple[LegendGroup, ...]:
    """Return the legend in groups, each kind of mark with its number in every panel.

    ``sides`` are those whose ground is shown, by their number in the spec.
    """
    groups = []
    if styles:
        title = phrase("legend_marks", lang, unit=scene.unit)
        groups.append(LegendGroup(title, _mark_entries(scene, marks, styles, lang)))
    if sides:
        entries = [LegendEntry("side", i, side.label, ()) for i, side in sides.items()]
        if not from_towns(scene.zones):
            entries.append(LegendEntry("blank", -1, phrase("no_zone", lang), ()))
        groups.append(LegendGroup(heading, tuple(entries)))
    if scene.overlays:
        lines = tuple(LegendEntry("overlay", i, o.label, ()) for i, o in enumerate(scene.overlays))
        groups.append(LegendGroup(phrase("legend_lines", lang), lines))
    return tuple(groups)


def _mark_entries(
    scene: Scene, marks: Marks, styles: Sequence[MarkStyle], lang: Lang
) -> tuple[LegendEntry, ...]:
    n, grouped = len(scene.frames), any(style.key != style.kind for style in styles)
    entries = []
    for i, style in enumerate(styles):
        if style.key == style.kind:
            same = [j for j, other in enumerate(styles) if other.kind == style.kind and j != i]
            counts = counted(marks, (i, *same), n)
            entries.append(
                LegendEntry("mark", i, style.label, counts, of=tuple(same) if grouped else ())
            )
    if marks.coarse.any():
        entries.append(LegendEntry("disc", -1, phrase("disc", lang), ()))
    if marks.near_front.any():
        entries.append(LegendEntry("ring", -1, near_edge_words(scene, marks, lang), ()))
    return tuple(entries)


def near_edge_words(scene: Scene, marks: Marks, lang: Lang) -> str:
    """Return what a ring stands for: the edge of a zone within a radius, or another side hit."""
    other = marks.near_front & _other_side_hit(scene)
    reaching = marks.near_front & (marks.radius_km > 0)
    if not (reaching & ~other).any():
        return phrase("other_side", lang)
    km = f"{marks.radius_km[reaching].max():g}"
    return phrase("near_edge_or_side" if other.any() else "near_edge", lang, km=km)


def _other_side_hit(scene: Scene) -> Bool:
    """Return which strikes are reported to have hit another side than the zone's."""
    if scene.zones is None or "target_side" not in scene.strikes:
        return np.zeros(len(scene.strikes), dtype=bool)
    sides = set(scene.zones["side"].astype(str))
    return disagreeing(scene.strikes["target_side"], scene.strikes["zone_side"], sides)


def counted(marks: Marks, styles: Sequence[int], panels: int) -> tuple[int, ...]:
    """Return how many marks of some styles each panel has."""
    here = (marks.panel >= 0) & np.isin(marks.style, styles)
    return tuple(int(n) for n in np.bincount(marks.panel[here], minlength=panels))


def notes(
    scene: Scene, drawn: Marks, zone_sources: Sequence[str], boundaries: str, lang: Lang
) -> tuple[Note, ...]:
    """Return the lines under the map: sources, zones, what was set aside, caveats."""
    lines = []
    if scene.unit:
        lines.append(Note("sources", _sources(scene, lang)))
        updates = facts(scene.strikes).get("updates", [])
        lines.append(Note("version", version_words(updates, lang)))
        lines.append(Note("version", correction_words(updates, lang)))
    if zone_sources and scene.shows_zones:
        words = phrase("zones_source", lang, source="; ".join(zone_sources))
        lines.append(Note("zones", words))
    if scene.unit:
        lines.append(Note("set aside", _set_aside(scene, lang)))
        lines.append(Note("set aside", selection_text(scene, lang)))
        lines.append(Note("outside", _outside(scene, drawn, lang)))
        moved = int(on_ground_of_another_day(scene).sum())
        words = phrase("ground_changed", lang, n=moved, unit=scene.unit) if moved else ""
        lines.append(Note("ground", words))
        if scene.tolls is not None:
            lines += [Note("toll", text) for text in toll_words(scene.tolls, scene.toll, lang)]
        if scene.raster is not None:
            key = "note_cells_alone" if scene.raster.alone else "note_cells"
            lines.append(Note("caveat", phrase(key, lang, unit=scene.unit), "page"))
        missed = "strike" if scene.unit == "report" else scene.unit
        drawn_as = "caveat_absent" if scene.raster is None else "caveat_absent_cells"
        absent = phrase(drawn_as, lang, unit=missed)
        said = [*filter(None, [_lengths(scene, lang)]), absent, *_medical_words(scene, lang)]
        if scene.shows_marks and not (scene.raster and scene.raster.alone):
            for medium, spots in spot_words(drawn, lang, in_cells=scene.raster is not None):
                lines.append(Note("caveat", " ".join([*said, *spots]), medium))
            lines.append(Note("numbers", phrase("moved", lang), "moved"))
            lines.append(Note("numbers", phrase("numbered", lang), "numbered"))
            if scene.zones is not None:
                lines.append(Note("numbers", phrase("strayed", lang), "strayed"))
        else:
            lines.append(Note("caveat", " ".join(said)))
        lines.append(Note("caveat", _coarse(drawn, lang), "condensed"))
        lines.append(Note("sides", phrase("condensed_sides", lang), "condensed"))
        further = [*_stated_caveats(scene, lang)]
        further += grading_words(facts(scene.strikes).get("grading"), lang)
        lines.append(Note("caveat", " ".join(further), "page"))
    lines.append(Note("boundaries", boundaries))
    lines += _data_words(facts(scene.strikes), lang)
    if not catalogue(lang).reviewed:
        lines.append(Note("translation", phrase("unreviewed", lang)))
    return tuple(note for note in lines if note.text)


def _coarse(drawn: Marks, lang: Lang) -> str:
    """Return how many marks stand for a place known only roughly, for maps without discs."""
    here = drawn.panel >= 0
    n = int((here & drawn.coarse).sum())
    return phrase("caveat_coarse", lang, n=n, of=int(here.sum())) if n else ""


def _data_words(known: Mapping[str, Any], lang: Lang) -> list[Note]:
    """Return whose data the rows are, where a dialect knows it, and their licence."""
    title = known.get("title") if known.get("dialect", "table") != "table" else ""
    licences = [licence for _, licence in stated(known, "licence", lang) if licence]
    if not title:
        return [Note("licence", phrase("licence", lang, licence=text)) for text in licences]
    said = "; ".join([str(title), *licences])
    return [Note("licence", phrase("licence", lang, licence=said))]


def selection_text(scene: Scene, lang: Lang) -> str:
    """Return what was chosen beside the attacker, what that left out, and what kinds came in."""
    chosen = [
        phrase("chosen", lang, column=column, values=list_text(names_of(wanted), lang))
        for column, wanted in scene.where.items()
        if column != "attacker"
    ]
    left_out = "" if scene.unselected is None else scene.unselected.said(lang)
    kinds = other_kinds(_on_panels(scene), lang)
    return " ".join(filter(None, [*chosen, left_out, kinds]))


def _on_panels(scene: Scene) -> gpd.GeoDataFrame:
    """Return the strikes that the panels count; a page holds those of other days too."""
    return scene.strikes[scene.strikes["panel"] >= 0]


def _outside(scene: Scene, drawn: Marks, lang: Lang) -> str:
    """Return how many of the strikes lie outside the map; "" where it shows all."""
    n, of = np.sum(outside_by_panel(drawn, len(scene.frames)), axis=0)
    return phrase("note_outside", lang, n=int(n), of=int(of), unit=scene.unit) if n else ""


def _medical_words(scene: Scene, lang: Lang) -> list[str]:
    """Return what is said where marks of medical sites stand on a rounded position."""
    hidden = scene.shows_marks and medical(scene.strikes).any()
    return [phrase("medical", lang)] if hidden else []


def _stated_caveats(scene: Scene, lang: Lang) -> list[str]:
    """Return the weak points that the table itself states, but for those said already."""
    said = stated(facts(scene.strikes), "caveats", lang)
    return [shown for text, shown in said if not text.startswith("No row is not")]


def _sources(scene: Scene, lang: Lang) -> str:
    counts: Counter[str] = Counter()
    for cell, n in Counter(texts(_on_panels(scene), "source")).items():
        for name in filter(None, map(str.strip, cell.split(";"))):
            counts[name] += n
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    named = [name for name, _ in ranked[:_SOURCES_NAMED]]
    if not named:
        return ""
    rest = len(ranked) - len(named)
    words = list_text([isolated(name, lang) for name in named], lang)
    if rest:
        words = f"{words} {phrase('others', lang, n=rest)}"
    return phrase("sources", lang, sources=words)


def _set_aside(scene: Scene, lang: Lang) -> str:
    """Return how many rows are not on the map, and how many the reader had set aside before."""
    counts = scene.aside
    earlier = n_set_aside(scene.strikes)
    reading = phrase("set_aside_reading", lang, n=earlier) if earlier else ""
    if not counts:
        return reading or phrase("set_aside_none", lang)
    known = (
        *("DATE_STRADDLES_EVENT", "DATE_PRECISION", "IN_GAP", "OUTSIDE_WINDOWS", "NOT_SELECTED"),
        *("FILTERED_OUT", "COORD_MISSING", "DATE_MISSING", "DATE_INVALID"),
    )
    ranked = [*(c for c in known if c in counts), *sorted(set(counts) - set(known))]
    parts = [
        phrase(code if code in known else "OTHER_CODE", lang, n=counts[code], code=code)
        for code in ranked
    ]
    return " ".join(
        filter(None, [phrase("set_aside", lang, parts=list_text(parts, lang)), reading])
    )


def alt_text(title: str, drawn: Sequence[Panel], lang: Lang) -> str:
    """Return the picture in words, for those who cannot see it."""
    words = " ".join(_panel_in_words(panel, lang) for panel in drawn)
    return phrase("alt", lang, title=title.rstrip("."), panels=words).strip()


def _panel_in_words(panel: Panel, lang: Lang) -> str:
    said = [*panel.counts, *filter(None, [panel.zones_note])]
    head = {"heading": panel.heading, "dates": panel.dates}
    key = "alt_panel" if panel.heading and panel.dates else "alt_panel_bare"
    if key == "alt_panel_bare":
        head = {"heading": panel.heading or panel.dates}
    return phrase(key, lang, counts=list_text(said, lang), **head)
