"""The field's terms in the language of a map: parties, scales and kinds of target.

A value without a translation is shown as it stands in the table; nothing is transliterated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from strikemap.words.languages import SOURCE, catalogue
from strikemap.words.phrases import Lang, isolated, phrase

#: Values of tables that are words of attribution, by their key in a glossary.
_ATTRIBUTION: Final = {
    "alleged": "alleged",
    "claimed by attacker": "claimed",
    "confirmed by attacker": "confirmed",
    "contested": "contested",
    "unattributed": "unattributed",
}
_OR: Final = re.compile(r"\s+or\s+")
_CONTROL: Final = re.compile(r"control of (\d+) places(?:, (\d+) of them unverified)?")


def term(value: str, lang: Lang) -> str:
    """Return a table's value in the map's language; "A or B" part by part.

    Examples
    --------
    >>> term("Syrian government or Russia", "ar")
    'الحكومة السورية أو روسيا'
    >>> term("Somebody else", "ar")
    'Somebody else'
    """
    words = catalogue(lang)
    if value in _ATTRIBUTION:
        return words.glossary[_ATTRIBUTION[value]]
    if value in words.terms:
        return words.terms[value]
    parts = _OR.split(value)
    if len(parts) > 1 and any(part in words.terms for part in parts):
        return phrase("or", lang).join(words.terms.get(part, part) for part in parts)
    return value


def named(names: Mapping[str, str], lang: Lang) -> str:
    """Return the one of several names that is in a language, else the English one as a term.

    Examples
    --------
    >>> names = {"en": "Truce", "ar": "هدنة"}
    >>> named(names, "ar"), named(names, "en"), named({"en": "Russia"}, "ar")
    ('هدنة', 'Truce', 'روسيا')
    """
    return names.get(catalogue(lang).code) or term(names.get(SOURCE, ""), lang)


def stated(kept: Mapping[str, Any], key: str, lang: Lang) -> list[tuple[str, str]]:
    """Return the texts that a table states under a key, each with its form in the language.

    ``kept`` are the table's facts. Those under a key such as ``caveats_ar`` are taken where
    there are as many; else what the library itself wrote is worded, and the rest stays.
    """
    given, other = (_listed(kept.get(name)) for name in (key, f"{key}_{catalogue(lang).code}"))
    shown = other if len(other) == len(given) else [sentence(text, lang) for text in given]
    return [(text, isolated(form, lang)) for text, form in zip(given, shown, strict=True)]


def _listed(value: object) -> list[str]:
    if isinstance(value, list | tuple):
        return [str(text) for text in value]
    return [str(value)] if value else []


def sentence(text: str, lang: Lang) -> str:
    """Return what the library itself wrote into a table, in the map's language.

    Other sentences are their author's and stay as they are.

    Examples
    --------
    >>> sentence("control of 322 places, 232 of them unverified", "ar")
    'السيطرة على 322 بلدة، منها 232 لم يُتحقَّق منها'
    >>> sentence("Somebody else's map", "ar")
    "Somebody else's map"
    """
    found = _CONTROL.fullmatch(text)
    if found is None:
        return term(text, lang)
    if found[2] is None:
        return phrase("control_of_places", lang, n=int(found[1]))
    return phrase("control_unverified", lang, n=int(found[1]), unverified=int(found[2]))
