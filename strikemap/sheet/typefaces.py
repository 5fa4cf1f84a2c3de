"""Typefaces: which font has a letter that the print's own typeface lacks."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from hashlib import sha256
from itertools import chain
from pathlib import Path

from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font

from strikemap.errors import MapError
from strikemap.resources import resource

FAMILY = "IBM Plex Sans"  # comes with strikemap; Latin, Cyrillic and Greek
#: Asked next, of the same hand, and what ships with matplotlib.
_NEXT = (f"{FAMILY} Arabic", f"{FAMILY} Hebrew", "DejaVu Sans")
_FACES = (
    *("Sans-Regular", "Sans-Bold", "Sans-Italic"),
    *("SansArabic-Regular", "SansArabic-Bold", "SansHebrew-Regular", "SansHebrew-Bold"),
)
_FILES = (".ttf", ".otf", ".ttc")
#: Families for scripts of which a letter's name does not say the family.
_FAMILIES = dict.fromkeys(("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"), "Noto Sans CJK")
#: Surrogates and code points that stand for nothing.
_NOT_LETTERS = ("Cs", "Cn")
#: The caller's families, and the letters that no family had, while a print is drawn.
_own: tuple[str, ...] = ()
_lost: set[str] = set()


def _registered() -> None:
    """Tell matplotlib of strikemap's own faces, ahead of installed ones of the same name."""
    for face in _FACES:
        fontManager.addfont(resource("paint/assets", f"IBMPlex{face}.ttf"))
        fontManager.ttflist.insert(0, fontManager.ttflist.pop())


_registered()


@contextmanager
def looked_up(fonts: Sequence[str | os.PathLike[str]] = ()) -> Iterator[set[str]]:
    """Look letters up in some more fonts, and yield the letters that are found in none.

    Parameters
    ----------
    fonts
        Font files, or names of installed families.

    Raises
    ------
    MapError
        Code ``FONT_UNKNOWN``: there is no such file or family.
    """
    global _own, _lost
    kept = _own, _lost
    _own, _lost = tuple(_family(font) for font in fonts), set()
    try:
        yield _lost
    finally:
        _own, _lost = kept


def _family(font: str | os.PathLike[str]) -> str:
    """Return the family of a font file, which matplotlib is told of, or of a name."""
    path = Path(font)
    if path.suffix.lower() in _FILES and path.is_file():
        if all(entry.fname != str(path) for entry in fontManager.ttflist):
            fontManager.addfont(path)
        return str(FontProperties(fname=str(path)).get_name())
    if any(entry.name == str(font) for entry in fontManager.ttflist):
        return str(font)
    raise MapError(
        f"There is no font {str(font)!r}. Give the path of a .ttf or .otf file, or the name of an "
        "installed family such as 'Noto Sans Myanmar'.",
        code="FONT_UNKNOWN",
        where="fonts",
    )


def hashes(fonts: Sequence[str | os.PathLike[str]]) -> list[str]:
    """Return the SHA-256 of the file that each font of the caller's is read from.

    Parameters
    ----------
    fonts
        Font files, or names of installed families.

    Raises
    ------
    MapError
        Code ``FONT_UNKNOWN``: there is no such file or family.
    """
    files = (findfont(FontProperties(family=[_family(font)])) for font in fonts)
    return [sha256(Path(file).read_bytes()).hexdigest() for file in files]


def families(text: str) -> tuple[str, ...]:
    """Return the families that the letters of a text come from, the print's own first."""
    if text.isascii():
        return (FAMILY,)
    found = dict.fromkeys((FAMILY, *(family_of(letter) or FAMILY for letter in text)))
    return tuple(found)


def family_of(letter: str) -> str | None:
    """Return the family that has a letter; where none has, take note of the letter."""
    if ord(letter) in _standard():
        return FAMILY
    found = _further(letter, _own)
    if found is None and unicodedata.category(letter) not in _NOT_LETTERS:
        _lost.add(letter)
    return found


@lru_cache(maxsize=1)
def _standard() -> frozenset[int]:
    return letters_of(FAMILY, "normal") & letters_of(FAMILY, "bold")


@lru_cache(maxsize=512)
def letters_of(family: str, weight: str = "normal", style: str = "normal") -> frozenset[int]:
    """Return the code points that a family has."""
    face = FontProperties(family=family, weight=weight, style=style)  # type: ignore[arg-type]
    return frozenset(get_font(findfont(face)).get_charmap())


@lru_cache(maxsize=4096)
def _further(letter: str, own: tuple[str, ...]) -> str | None:
    asked = chain(own, _NEXT, _noto(letter))
    return next((each for each in asked if ord(letter) in letters_of(each)), None)


def _noto(letter: str) -> Iterator[str]:
    """Give the installed families of Noto, those called after the letter's script first."""
    names = sorted({e.name for e in fontManager.ttflist if e.name.startswith("Noto S")})
    family = family_for(letter)
    yield from sorted(names, key=lambda name: (not name.startswith(family), "Serif" in name))


def family_for(letter: str) -> str:
    """Return the family of Noto that a letter's script is to be found in."""
    script = unicodedata.name(letter, "").split(" ")[0]
    return _FAMILIES.get(script, f"Noto Sans {script.title()}".strip())
