"""Lettering: words as they can be set in the print's typeface, measured and broken into lines."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.textpath import text_to_path

FAMILY = "DejaVu Sans"  # ships with matplotlib; Latin, Cyrillic, Greek and Arabic
Weight = Literal["normal", "bold"]
Style = Literal["normal", "italic"]
_BREAK_AFTER = "-–—/"
_UNKNOWN = "\ufffd"
_JOINERS = frozenset("\u200e\u200f\u200c\u200d")
_ISOLATES = frozenset("\u2068\u2069")  # around a name of another script, kept in pairs only


@lru_cache(maxsize=64)
def font(size: float, weight: Weight = "normal", style: Style = "normal") -> FontProperties:
    """Return the typeface in one size (points)."""
    return FontProperties(
        family=FAMILY, style=style, variant="normal", weight=weight, stretch="normal", size=size
    )


@lru_cache(maxsize=1)
def _glyphs() -> frozenset[int]:
    return _face("normal", "normal") & _face("bold", "normal")


@lru_cache(maxsize=4)
def _face(weight: Weight, style: Style) -> frozenset[int]:
    return frozenset(get_font(findfont(font(10, weight, style))).get_charmap())


def slanted(text: str) -> Style:
    """Return ``"italic"`` where the slanted face has all letters (it has no Arabic)."""
    return (
        "italic" if all(ord(letter) in _face("normal", "italic") for letter in text) else "normal"
    )


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    r"""Return ``text`` on one line, with nothing in it that could break a file or a layout.

    White space runs become one space; control and bidirectional override characters are
    dropped; characters that the typeface lacks become the replacement character, so that
    nothing goes missing unseen.

    Examples
    --------
    >>> plain("Deir\n ez-Zor\x00")
    'Deir ez-Zor'
    """
    text = " ".join(text.split())
    paired = text.count("\u2068") == text.count("\u2069")
    kept = _JOINERS | _ISOLATES if paired else _JOINERS
    return " ".join("".join(_shown(letter, kept) for letter in text).split())


def _shown(letter: str, kept: frozenset[str]) -> str:
    if letter in kept:
        return letter
    kind = unicodedata.category(letter)
    if kind in ("Cc", "Cf"):
        return ""
    return letter if ord(letter) in _glyphs() else _UNKNOWN


@lru_cache(maxsize=8192)
def width(text: str, size: float, weight: Weight = "normal") -> float:
    """Return the width of ``text`` in points."""
    if not text:
        return 0.0
    return float(text_to_path.get_text_width_height_descent(text, font(size, weight), False)[0])


@lru_cache(maxsize=8192)
def ink(text: str, size: float, weight: Weight = "normal") -> tuple[float, float]:
    """Return how far a line with ``text`` reaches above and below its baseline, in points.

    A line is at least as high as one with ascenders and descenders.
    """
    face = font(size, weight)
    reach = [
        text_to_path.get_text_width_height_descent(part, face, False)[1:]
        for part in (text, "lp")
        if part
    ]
    return max(float(high - low) for high, low in reach), max(float(low) for _, low in reach)


def lines(text: str, size: float, room: float, weight: Weight = "normal") -> list[str]:
    """Break ``text`` into lines no wider than ``room`` points.

    Lines break at spaces and after hyphens and slashes; a word that is wider than a line is cut.

    Examples
    --------
    >>> lines("one two three", 10, 45)
    ['one two', 'three']
    """
    result: list[str] = []
    current = ""
    for piece in _pieces(plain(text), size, room, weight):
        if current and width((current + piece).rstrip(), size, weight) > room:
            result.append(current.rstrip())
            current = piece.lstrip()
        else:
            current += piece
    if current.strip():
        result.append(current.rstrip())
    return result


def _pieces(text: str, size: float, room: float, weight: Weight) -> Iterator[str]:
    start = 0
    for at, letter in enumerate(text):
        if letter == " " or (letter in _BREAK_AFTER and _breaks(text, at)):
            yield from _cut(text[start : at + 1], size, room, weight)
            start = at + 1
    yield from _cut(text[start:], size, room, weight)


def _breaks(text: str, at: int) -> bool:
    """Whether a line may end after the hyphen at ``at``: inside long words only."""
    around = text[max(0, at - 4) : at + 5]
    return len(around) == 9 and " " not in around


def _cut(word: str, size: float, room: float, weight: Weight) -> Iterator[str]:
    while width(word.rstrip(), size, weight) > room and len(word) > 1:
        fits = _longest(word, size, room, weight)
        yield word[:fits]
        word = word[fits:]
    yield word


def _longest(word: str, size: float, room: float, weight: Weight) -> int:
    low, high = 1, len(word)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (
            (middle, high) if width(word[:middle], size, weight) <= room else (low, middle - 1)
        )
    return low


def shortened(text: str, size: float, room: float, weight: Weight = "normal") -> str:
    """Return ``text`` cut to ``room`` points, with an ellipsis where it was longer.

    Examples
    --------
    >>> shortened("al-Mayadin", 10, 40)
    'al-Ma…'
    """
    text = plain(text)
    if width(text, size, weight) <= room:
        return text
    return text[: _longest(text, size, room - width("…", size, weight), weight)].rstrip() + "…"
