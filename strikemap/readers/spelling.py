"""Place names in many spellings: one key per name, and how alike two keys are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

_MARKS = re.compile("[\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_LETTERS = str.maketrans({**dict.fromkeys("أإآٱ", "ا"), "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي"})
_ARTICLE = re.compile(
    r"\b(?:al|ar|as|ash|at|ath|ad|adh|an|az|el|er|es|esh|et|ed|en|ez)[\s'-]+(?=\w)|(?<!\w)ال(?=\w{2})"
)
_WORDS = re.compile(
    r"\b(?:near|city|town|village|of|in|the|district|governorate|countryside|area|subdistrict)\b|"
    r"(?<!\w)(?:مدينة|مدينه|بلدة|بلده|قرية|قريه|ريف|محافظة|محافظه)(?!\w)"
)
_SOUNDS = (("ee", "i"), ("oo", "u"), ("ou", "u"), ("ei", "ay"), ("ey", "ay"), ("q", "k"))


def name_key(name: str) -> str:
    """Return a key that spellings of one name share more often than not.

    Case, accents, articles, apostrophes, blanks, doubled letters and the final h of a
    transcribed teh marbuta do not count.

    Examples
    --------
    >>> name_key("Ar-Raqqah"), name_key("Raqqa"), name_key("ar Raqqa")
    ('raka', 'raka', 'raka')
    >>> name_key("Khan Shaykhun") == name_key("Khān Shaykhūn")
    True
    """
    folded = unicodedata.normalize("NFKD", str(name).casefold())
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    plain = _MARKS.sub("", plain).translate(_LETTERS)
    plain = _WORDS.sub(" ", _ARTICLE.sub(" ", plain.replace("’", "'").replace("`", "'")))
    plain = re.sub(r"[\W_]+", "", re.sub(r"h\b", "", plain))
    for sound, letter in _SOUNDS:
        plain = plain.replace(sound, letter)
    return re.sub(r"(.)\1+", r"\1", plain)


def split_place(text: str) -> tuple[str, str]:
    """Return a place and the governorate stated before it, as in "IDLIB : Binnish".

    Examples
    --------
    >>> split_place("IDLIB : Binnish"), split_place("Palmyra")
    (('Binnish', 'IDLIB'), ('Palmyra', ''))
    """
    parts = [part.strip() for part in re.split(r"\s*:\s*", text) if part.strip()]
    if len(parts) < 2:
        return (parts[0] if parts else ""), ""
    return parts[-1], parts[0]


class Names:
    """Keys to look up, exactly or by likeness.

    Likeness is the share of characters in matching blocks
    (:meth:`difflib.SequenceMatcher.ratio`), compared only with keys that share pairs of letters.
    """

    def __init__(self, keys: Iterable[str]) -> None:
        self.keys = sorted({key for key in keys if key})
        self._pairs: dict[str, set[int]] = {}
        for at, key in enumerate(self.keys):
            for pair in _pairs(key):
                self._pairs.setdefault(pair, set()).add(at)

    def alike(self, key: str, least: float) -> Mapping[str, float]:
        """Return the keys that are at least so much like this one, with their likeness."""
        shared: dict[int, int] = {}
        for pair in _pairs(key):
            for at in self._pairs.get(pair, ()):
                shared[at] = shared.get(at, 0) + 1
        enough = max(1, len(_pairs(key)) // 3)
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(key)
        found: dict[str, float] = {}
        for at, count in shared.items():
            if count < enough:
                continue
            matcher.set_seq1(self.keys[at])
            if matcher.real_quick_ratio() >= least and matcher.ratio() >= least:
                found[self.keys[at]] = matcher.ratio()
        return found


def _pairs(key: str) -> set[str]:
    padded = f"^{key}$"
    return {padded[at : at + 2] for at in range(len(padded) - 1)}
