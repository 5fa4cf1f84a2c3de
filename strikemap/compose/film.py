"""The film: a map of several panels as one map per panel, its frames."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, TypeVar

import numpy as np

from strikemap.compose.furniture import alt_text, event_sentence, windows
from strikemap.compose.scene import Scene
from strikemap.spec import NO_POPUPS, Bool, LegendGroup, MapSpec, Marks, Note, PopupColumn, Popups
from strikemap.words.phrases import Lang, days_text, phrase

T = TypeVar("T")


#: Notes that speak of all panels together.
_OF_ALL: Final = ("sources", "zones", "set aside")


def film(scene: Scene, spec: MapSpec, lang: Lang = "") -> tuple[MapSpec, ...]:
    """Return one spec of a single panel for each panel of ``spec``, which ``scene`` became.

    Each says which picture of how many it is and how many of the window's days it shows;
    notes that are true of all pictures together say so. ``lang`` is the language of the words,
    by default that of the spec.
    """
    if len(spec.panels) == 1:
        return (replace(spec, timeline=None),)
    return tuple(_frame(scene, spec, index, lang or spec.lang) for index in range(len(spec.panels)))


def _frame(scene: Scene, spec: MapSpec, index: int, lang: Lang) -> MapSpec:
    shown = np.asarray(spec.marks.panel) == index
    panel = spec.panels[index]
    return replace(
        spec,
        subtitle=_subtitle(scene, spec, index, lang),
        alt=alt_text(spec.title, (panel,), lang),
        notes=tuple(_note(note, lang) for note in spec.notes),
        panels=(panel,),
        marks=_marks(spec.marks, shown),
        popups=_popups(spec.popups, shown),
        legend=tuple(_group(group, index) for group in spec.legend),
        timeline=None,
    )


def _subtitle(scene: Scene, spec: MapSpec, index: int, lang: Lang) -> str:
    day = scene.event_day
    number = {"k": str(index + 1), "n": str(len(spec.panels))}
    if day is None:
        return phrase("subtitle_frame", lang, rest=spec.subtitle, **number).strip()
    frame = scene.frames[index]
    part = frame.stop_day - frame.start_day
    side = "after" if frame.start_day >= day else "before"
    whole = windows(scene, day)[side == "after"]
    key = f"subtitle_frame_{side}"
    return event_sentence(scene, key, lang, days=_days_of(part, whole, lang), **number)


def _days_of(part: int, whole: int, lang: Lang) -> str:
    """Return words such as "7 of 19 days", or "19 days" where the part is the whole."""
    if part == whole:
        return days_text(whole, lang)
    return phrase("days_of", lang, part=part, whole=whole)


def _note(note: Note, lang: Lang) -> Note:
    if note.kind not in _OF_ALL:
        return note
    return replace(note, text=phrase("whole_film", lang, text=note.text))


def _marks(marks: Marks, shown: Bool) -> Marks:
    columns = {
        name: getattr(marks, name)[shown]
        for name in Marks.__slots__
        if isinstance(getattr(marks, name), np.ndarray)
    }
    columns["panel"] = np.zeros(int(shown.sum()), dtype=np.int8)
    return replace(marks, id=_kept(marks.id, shown), **columns)


def _popups(popups: Popups, shown: Bool) -> Popups:
    if popups is NO_POPUPS:
        return popups
    columns = tuple(
        PopupColumn(column.key, column.label, _kept(column.values, shown))
        for column in popups.columns
    )
    named = popups.reports
    return replace(
        popups,
        title=_kept(popups.title, shown),
        columns=columns,
        url=_kept(popups.url, shown),
        reports=named and replace(named, of_mark=_kept(named.of_mark, shown)),
    )


def _group(group: LegendGroup, index: int) -> LegendGroup:
    entries = tuple(
        replace(entry, counts=(entry.counts[index],) if entry.counts else ())
        for entry in group.entries
    )
    return replace(group, entries=entries)


def _kept(values: tuple[T, ...], shown: Bool) -> tuple[T, ...]:
    return tuple(value for value, keep in zip(values, shown, strict=True) if keep)
