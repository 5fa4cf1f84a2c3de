"""What a catalogue lacks, held against the one that the library's texts are written in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from strikemap.words.catalogue import ANOTHER, ATTRIBUTION, Catalogue, Worded


def faults(words: Catalogue, model: Catalogue) -> list[str]:
    """Return what is wrong with a catalogue, in the order of its sections; nothing if whole.

    Every text has to be there, with the slots that it has in ``model`` and the plural forms of
    its own language, and no two words of attribution may be the same: "alleged" that reads
    "claimed" makes a false map. Terms may be missing: they are shown as they are in the table.
    """
    pairs = (
        *(("dates", words.dates, model.dates), ("numbers", words.numbers, model.numbers)),
        *(("units", words.units, model.units), ("texts", words.texts, model.texts)),
        ("page", words.page, model.page),
    )
    missing = [fault for name, own, asked in pairs for fault in _keys(name, own, asked)]
    return [
        *([] if len(words.months) == 12 else [f"dates has {len(words.months)} months"]),
        *_attribution(words.glossary),
        *missing,
        *([] if missing else _units(words, model)),
        *(fault for key, text in words.texts.items() for fault in _text(key, text, words, model)),
    ]


def _keys(name: str, own: Mapping[str, Any], asked: Mapping[str, Any]) -> Iterator[str]:
    optional = {"first_of_month"}
    for key in sorted(set(asked) - set(own) - optional):
        yield f"{name} lacks {key!r}"
    for key in sorted(set(own) - set(asked) - optional):
        yield f"{name} has {key!r}, which no map asks for"


def _attribution(glossary: Mapping[str, str]) -> Iterator[str]:
    for key in ATTRIBUTION:
        if not str(glossary.get(key, "")).strip():
            yield f"glossary lacks {key!r}"
    seen: dict[str, str] = {}
    for key, word in glossary.items():
        other = seen.setdefault(word.casefold().strip(), key)
        if other != key:
            yield f"glossary calls {other!r} and {key!r} the same: {word!r}"


def _units(words: Catalogue, model: Catalogue) -> Iterator[str]:
    for unit, uses in words.units.items():
        yield from _keys(f"units.{unit}", uses, model.units[unit])
        forms = set(uses["counted"].forms)
        if unit != ANOTHER and forms != {*words.plural, "other"}:
            yield f"units.{unit}.counted has not the forms {', '.join(words.plural)}"


def _text(key: str, text: Worded, words: Catalogue, model: Catalogue) -> Iterator[str]:
    if set(text.forms) not in ({"other"}, {*words.plural, "other"}):
        yield f"{key!r} has not the forms {', '.join(words.plural)}"
    # A form for one number need not write it; which unit is counted may be said by the number.
    free = {"unit"} | ({text.by} if len(text.forms) > 1 else set())
    asked = model.texts[key].slots if key in model.texts else text.slots
    if (text.slots - free) != (asked - free):
        yield f"{key!r} should have the slots {', '.join(sorted(asked)) or 'none'}"
