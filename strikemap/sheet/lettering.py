"""Lettering: words as they can be set in the print's typeface, measured and broken into lines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from strikemap.sheet.typefaces import FAMILY, families, family_of, letters_of

Weight = Literal["normal", "bold"]
Style = Literal["normal", "italic"]
_BREAK_AFTER = "-–—/"
_UNKNOWN = "\ufffd"
#: What a line does not end with before kilometres, and before a year.
_AMOUNT, _KILOMETRES = re.compile(r"(?<!\S)\d[\d.,]* $"), re.compile(r"(?:km|км|كم)\b")
_DAY, _YEAR = re.compile(r"(?<!\S)\S*\d \w+ $"), re.compile(r"[12]\d{3}\b")
#: No text is set that is longer than this many letters; a name of 100,000 takes minutes.
_LONGEST = 1_500
#: By how many times its size a line may differ from the sum of its pieces: letters that close up.
_CLOSED_UP = 0.75
_VIRAMA = 9  # canonical combining class
_JOINERS = frozenset("\u200e\u200f\u200c\u200d")
_ISOLATE, _POP = "\u2068", "\u2069"  # around a name of another script, kept in pairs only
_ISOLATES = frozenset((_ISOLATE, _POP))


def font(
    size: float, weight: Weight = "normal", style: Style = "normal", *, text: str = ""
) -> FontProperties:
    """Return the typeface in one size (points), with the further ones that a text needs."""
    return _font(size, weight, style, families(text))


@lru_cache(maxsize=256)
def _font(size: float, weight: Weight, style: Style, family: tuple[str, ...]) -> FontProperties:
    return FontProperties(
        family=family, style=style, variant="normal", weight=weight, stretch="normal", size=size
    )


def slanted(text: str) -> Style:
    """Return ``"italic"`` where the slanted face has all letters (it has no Arabic)."""
    has = letters_of(FAMILY, "normal", "italic")
    return "italic" if all(ord(letter) in has for letter in text) else "normal"


def plain(text: str) -> str:
    r"""Return ``text`` on one line, with nothing in it that could break a file or a layout.

    White space runs become one space; control and bidirectional override characters are
    dropped; characters that no typeface has become the replacement character, and a text that
    is no longer one to be read ends in an ellipsis, so that nothing goes missing unseen.

    Examples
    --------
    >>> plain("Deir\n ez-Zor\x00")
    'Deir ez-Zor'
    """
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]}…"
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
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
    return letter if family_of(letter) else _UNKNOWN


def width(text: str, size: float, weight: Weight = "normal") -> float:
    """Return the width of ``text`` in points."""
    return _measured(text, font(size, weight, text=text))[0] if text else 0.0


@lru_cache(maxsize=16384)
def _measured(text: str, face: FontProperties) -> tuple[float, float, float]:
    """Return width, height and descent of a line in points."""
    wide, high, low = text_to_path.get_text_width_height_descent(text, face, False)
    return float(wide), float(high), float(low)


def ink(text: str, size: float, weight: Weight = "normal") -> tuple[float, float]:
    """Return how far a line with ``text`` reaches above and below its baseline, in points.

    A line is at least as high as one with ascenders and descenders.
    """
    reach = [_measured(part, font(size, weight, text=part))[1:] for part in (text, "lp") if part]
    return max(high - low for high, low in reach), max(low for _, low in reach)


def lines(text: str, size: float, room: float, weight: Weight = "normal") -> list[str]:
    """Break ``text`` into lines no wider than ``room`` points.

    Lines break at spaces and after hyphens and slashes; a word that is wider than a line is cut.
    A number stays with its kilometres, and a day with its year.
    A name that is isolated from its surroundings is so on each of its lines.

    Examples
    --------
    >>> lines("one two three", 10, 45)
    ['one two', 'three']
    """
    result: list[str] = []
    current, about = "", 0.0
    for piece in _pieces(plain(text), size, room, weight):
        whole = about + width(piece.rstrip(), size, weight)
        if current and _wider(current + piece, whole, size, room, weight):
            kept, tied = _tied(current, piece)
            if width((tied + piece).rstrip(), size, weight) > room:
                kept, tied = current, ""
            result.append(kept.rstrip())
            current = tied + piece.lstrip()
            whole = width(current.rstrip(), size, weight)
        else:
            current += piece
        about = whole + width(" ", size, weight) * current.endswith(" ")
    if current.strip():
        result.append(current.rstrip())
    return list(_paired(result))


def _wider(line: str, about: float, size: float, room: float, weight: Weight) -> bool:
    """Whether a line needs more than its room; it is set only if its pieces come near to that.

    Letters of several typefaces are always set: their pieces do not add up.
    """
    if abs(about - room) > _CLOSED_UP * size and families(line) == (FAMILY,):
        return about > room
    return width(line.rstrip(), size, weight) > room


def _tied(line: str, piece: str) -> tuple[str, str]:
    """Return a line in two: what may stay before a piece, and what goes with it."""
    for end, start in ((_AMOUNT, _KILOMETRES), (_DAY, _YEAR)):
        found = end.search(line)
        if found and found.start() and start.match(piece):
            return line[: found.start()], found[0]
    return line, ""


def widest(text: str, size: float, weight: Weight = "normal") -> float:
    """Return the width of the widest word: in less room a line cuts through it.

    Examples
    --------
    >>> widest("a longer word", 10) == width("longer", 10)
    True
    """
    return max((width(word, size, weight) for word in plain(text).split()), default=0.0)


def balanced(text: str, size: float, room: float, weight: Weight = "normal") -> list[str]:
    """Break ``text`` as :func:`lines` does, in as many lines, of lengths as even as they can be.

    Examples
    --------
    >>> balanced("one two three four", 10, width("one two three", 10))
    ['one two', 'three four']
    """
    rows = lines(text, size, room, weight)
    low, high = min(widest(text, size, weight), room), room
    for _ in range(7 if len(rows) > 1 else 0):
        middle = (low + high) / 2
        fewer = lines(text, size, middle, weight)
        low, high, rows = (low, middle, fewer) if len(fewer) <= len(rows) else (middle, high, rows)
    return rows


def _paired(rows: list[str]) -> Iterator[str]:
    """Close what a line leaves isolated, and open it again on the next."""
    still = 0
    for row in rows:
        whole = _ISOLATE * still + row
        still = max(0, whole.count(_ISOLATE) - whole.count(_POP))
        yield whole + _POP * still


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
    whole = low
    while whole > 1 and whole < len(word) and _joined(word[whole - 1], word[whole]):
        whole -= 1
    return whole if whole > 1 else low


def _joined(letter: str, following: str) -> bool:
    """Whether a word is not cut between two letters: before a mark, after a joiner or virama."""
    bound = unicodedata.category(following).startswith("M") or following in _JOINERS
    return bound or letter in _JOINERS or unicodedata.combining(letter) == _VIRAMA


def shortened(text: str, size: float, room: float, weight: Weight = "normal") -> str:
    """Return ``text`` cut to ``room`` points, with an ellipsis where it was longer.

    Examples
    --------
    >>> shortened("al-Mayadin", 10, 40)
    'al-May…'
    """
    text = plain(text)
    if width(text, size, weight) <= room:
        return text
    return text[: _longest(text, size, room - width("…", size, weight), weight)].rstrip() + "…"
