"""Sentences with slots, for the reader of a page who moves the event or filters the strikes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from strikemap.compose import furniture
from strikemap.compose.marks import alternative_label
from strikemap.compose.scene import Choices, Scene
from strikemap.spec import Grammar, Sentence, Sentences
from strikemap.words.languages import catalogue
from strikemap.words.phrases import Lang, days_text, phrase
from strikemap.words.plural import samples

#: Noncharacters of Unicode, which no text should hold, mark the slots while a sentence is made.
_SLOTS: Final = dict(
    zip("\ufdd0\ufdd1\ufdd2\ufdd3\ufdd4", ("n", "day", "before", "after", "of"), strict=True)
)
_N, _DAY, _BEFORE, _AFTER, _OF = _SLOTS


class _Slot(int):
    """A number that is written as the slot for numbers, and worded as itself."""

    def __str__(self) -> str:
        return _N

    def __format__(self, _: str) -> str:
        return _N


def sentences(scene: Scene, choices: Choices) -> Sentences | None:
    """Return the sentences whose numbers follow the reader; None for a map without strikes."""
    if not scene.unit:
        return None
    lang = choices.lang
    counts = _forms(lambda n: furniture.count_text(scene, n, lang), lang)
    apart = scene.strikes["alternative"].any()
    label = alternative_label(scene, "count_alternatives", lang, n=_N) if apart else ""
    gone = _sentence(phrase("outside", lang, n=_N, of=_OF))
    if scene.event_day is None:
        return Sentences(counts, _sentence(label), gone)
    days = {"before": _BEFORE, "after": _AFTER}
    headed = bool(furniture.finding_text(scene, choices))
    neutral = replace(choices, headline=False)
    own = choices.title and not headed
    title = "" if own else furniture.title_text(scene, neutral, "", day=_DAY)
    return Sentences(
        counts=counts,
        apart=_sentence(label),
        outside=gone,
        days=_forms(lambda n: days_text(n, lang), lang),
        title=_sentence(title),
        subtitle=_sentence(furniture.event_sentence(scene, "subtitle", lang, **days)),
        moved=_sentence(furniture.event_sentence(scene, "subtitle_moved", lang, day=_DAY, **days)),
    )


def grammar(lang: Lang) -> Grammar:
    """Return how a language writes, for painters that word what their reader chooses."""
    words = catalogue(lang)
    return Grammar(
        direction=words.direction,
        months=words.months,
        dates=words.dates,
        plural=tuple(words.plural.items()),
        list=words.separator,
        decimal=words.numbers["decimal"],
        group=words.numbers["group"],
    )


def _forms(text_of: Callable[[int], str], lang: Lang) -> dict[str, Sentence]:
    found = samples(catalogue(lang).plural)
    return {form: _sentence(text_of(_Slot(n))) for form, n in found.items()}


def _sentence(text: str) -> Sentence:
    """Return a text cut at its slots: texts at even places, names of slots between them."""
    if not text:
        return ()
    pieces = re.split(f"([{''.join(_SLOTS)}])", text)
    return tuple(_SLOTS.get(piece, piece) for piece in pieces)
