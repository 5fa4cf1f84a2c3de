"""A sentence with a number is right for every number: one strike lies, two strikes lie."""

from __future__ import annotations

import re

import pytest

from strikemap.words.catalogue import ANOTHER, Catalogue, Slot, Worded
from strikemap.words.languages import catalogue, codes
from strikemap.words.phrases import counted, phrase

NUMBERS = (0, 1, 2, 5, 11, 21)
#: By language, what must not follow a number that takes the singular.
PLURAL = {
    "en": r"\w+s|are|lie|rest|hold|have|state|name|do",
    "fr": r"\w+[^sxu\W]s|sont|reposent|se trouvent|montreraient",
    "es": r"\w+[^sé\W]s|son|están|se basan|mostrarían",
    "uk": r"лежать|спираються|входять|мають",
    "ru": r"лежат|опираются|входят|имеют",
}
#: Not plural though they look it.
FREE = r"(?!(?:sur|dans|hors|sans|des|dans|más|menos|lies|rests|names|states|días|is|as|has)\b)"
#: Sentences that are said of two and more only: another says it of one.
SEVERAL = ("all_in_one", "rows_all", "rows_of", "curve", "curve_no_p")
SINGULAR = {"en": (1,), "fr": (0, 1), "es": (1,), "uk": (1, 21), "ru": (1, 21)}
#: A count that may be one, of what stands beside it; of such slots are sentences about counts made.
COUNTS = frozenset(("n", "k", "most", "total", "repeated", "unverified"))


def texts(words: Catalogue) -> list[tuple[str, Worded]]:
    """Return the sentences in which something is counted."""
    several = {f"findings.{key}" for key in SEVERAL}
    found = {key: text for key, text in words.texts.items() if text.slots & COUNTS}
    return [(key, text) for key, text in found.items() if key not in several]


def said(key: str, text: Worded, lang: str, n: int) -> str:
    """Return a sentence whose numbers are all ``n``."""
    kinds = {
        piece.name: piece.kind
        for form in text.forms.values()
        for piece in form
        if isinstance(piece, Slot)
    }
    values = {name: (n, n) if kind == "span" else n for name, kind in kinds.items()}
    others = {name: "…" for name in kinds if name not in COUNTS and not kinds[name]}
    return phrase(key, lang, **{"unit": "strike", text.by: n} | values | others | {"n": n})


@pytest.mark.parametrize("lang", sorted(set(codes()) & set(PLURAL)))
def test_what_follows_a_one_is_not_plural(lang: str) -> None:
    ones = "|".join(map(str, SINGULAR[lang]))
    wrong = re.compile(rf"(?<![\d.,–/])\b(?:{ones}) {FREE}(?:{PLURAL[lang]})\b")
    told = [
        said(key, text, lang, n) for key, text in texts(catalogue(lang)) for n in SINGULAR[lang]
    ]
    assert [text for text in told if wrong.search(text)] == []


@pytest.mark.parametrize("lang", codes())
@pytest.mark.parametrize("n", NUMBERS)
def test_every_sentence_with_a_count_can_be_said_of_every_number(lang: str, n: int) -> None:
    for key, text in texts(catalogue(lang)):
        told = said(key, text, lang, n)
        assert "{" not in told, key
        assert "  " not in told, key


@pytest.mark.parametrize("lang", codes())
def test_every_unit_is_counted_and_stands_for_a_mark_in_words(lang: str) -> None:
    words = catalogue(lang)
    for unit in words.units:
        if unit != ANOTHER:
            assert len({counted(unit, n, lang) for n in NUMBERS}) == len(NUMBERS)
        if "each" in words.units[unit]:
            told = phrase("each_mark", lang, unit=unit)
            assert told.rstrip().endswith(".")
            assert ": " not in told.replace("\u00a0", " ")
