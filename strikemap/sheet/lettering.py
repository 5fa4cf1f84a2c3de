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
_SPACES = re.compile(r"[^\S\u00a0\u202f]+")
#: Where a line does not break: in a day with its month and year, in a number, after it, before
#: a colon or a dash, and inside French quotation marks.
_TIES = (
    re.compile(r"(?<!\w)\d{1,2}(?:er)? (?:de )?[^\W\d]\S*(?: (?:de )?[12]\d{3}(?!\d))?"),
    re.compile(r"(?<![\w.,])\d{1,3}(?: \d{3})+(?!\d)"),
    re.compile(r"(?<![\w.,])(?![12]\d{3} )\d(?:[\d.,\u00a0\u202f]*\d)? (?=[^\W\d])"),
    re.compile(r" (?=[:;?!%»–—])|(?<=«) "),
)
_WORD = re.compile("[^\u00a0]+\u00a0?|\u00a0")
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


def plain(text: str, *, longest: int = _LONGEST) -> str:
    r"""Return ``text`` on one line, with nothing in it that could break a file or a layout.

    White space runs become one space, but for spaces at which no line breaks; control and
    bidirectional override characters are dropped; characters that no typeface has become the
    replacement character, and a text of more than ``longest`` letters, which is no longer one
    to be read, ends in an ellipsis, so that nothing goes missing unseen.

    Examples
    --------
    >>> plain("Deir\n ez-Zor\x00")
    'Deir ez-Zor'
    """
    if len(text) > longest:
        text = f"{text[:longest]}…"
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    text = _SPACES.sub(" ", text)
    paired = text.count("\u2068") == text.count("\u2069")
    kept = _JOINERS | _ISOLATES if paired else _JOINERS
    return _SPACES.sub(" ", "".join(_shown(letter, kept) for letter in text)).strip()


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


def lines(
    text: str, size: float, room: float, weight: Weight = "normal", *, longest: int = _LONGEST
) -> list[str]:
    """Break ``text`` into lines no wider than ``room`` points.

    Lines break at spaces and after hyphens and slashes; a word that is wider than a line is cut.
    A number stays whole and with what it counts, a day with its month and year, and no line
    begins with a dash or a colon, as far as there is room for that.
    A name that is isolated from its surroundings is so on each of its lines.

    Examples
    --------
    >>> lines("one two three", 10, 45)
    ['one two', 'three']
    >>> lines("Strikes until 4 May", 10, 80)
    ['Strikes until', '4 May']
    """
    result: list[str] = []
    current, about = "", 0.0
    for piece in _pieces(_tied(plain(text, longest=longest)), size, room, weight):
        whole = about + width(piece.rstrip(), size, weight)
        if current and _wider(current + piece, whole, size, room, weight):
            result.append(current.rstrip())
            current = piece.lstrip()
            whole = width(current.rstrip(), size, weight)
        else:
            current += piece
        about = whole + width(" ", size, weight) * current.endswith(" ")
    if current.strip():
        result.append(current.rstrip())
    return [row.replace("\u00a0", " ") for row in _paired(result)]


def _wider(line: str, about: float, size: float, room: float, weight: Weight) -> bool:
    """Whether a line needs more than its room; it is set only if its pieces come near to that.

    Letters of several typefaces are always set: their pieces do not add up.
    """
    if abs(about - room) > _CLOSED_UP * size and families(line) == (FAMILY,):
        return about > room
    return width(line.rstrip(), size, weight) > room


def _tied(text: str) -> str:
    """Return ``text`` with spaces at which no line breaks where it should not."""
    for tie in _TIES:
        text = tie.sub(lambda found: found[0].replace(" ", "\u00a0"), text)
    return text


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
    runs = _tied(plain(text)).split(" ")
    low, high = min(max(width(run, size, weight) for run in runs), room), room
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
            yield from _untied(text[start : at + 1], size, room, weight)
            start = at + 1
    yield from _untied(text[start:], size, room, weight)


def _untied(run: str, size: float, room: float, weight: Weight) -> Iterator[str]:
    """Yield a run of words whole, or else by its words and what goes into no line of those."""
    words = [run] if width(run.rstrip(), size, weight) <= room else _WORD.findall(run)
    for word in words:
        yield from _cut(word, size, room, weight)


def _breaks(text: str, at: int) -> bool:
    """Whether a line may end after the hyphen at ``at``: inside long words only."""
    around = text[max(0, at - 4) : at + 5]
    return len(around) == 9 and len(around.split()) == 1


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
