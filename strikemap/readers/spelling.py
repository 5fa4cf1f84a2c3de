"""Place names in many spellings: one key per name, and how alike two keys are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

from strikemap.ground.gazetteer import loose_key

_WORDS = re.compile(
    r"\b(?:near|city|town|village|of|in|the|district|governorate|countryside|area|subdistrict)\b|"
    r"(?<!\w)(?:مدينة|مدينه|بلدة|بلده|قرية|قريه|ريف|محافظة|محافظه)(?!\w)",
    re.IGNORECASE,
)


def name_key(name: str) -> str:
    """Return the gazetteer's forgiving key of a name, without words for what kind of place it is.

    Examples
    --------
    >>> name_key("near Ar-Raqqah city"), name_key("Raqqa"), name_key("ar Raqqa")
    ('raqa', 'raqa', 'raqa')
    >>> name_key("Khan Shaykhun") == name_key("Khān Shaykhūn")
    True
    """
    return loose_key(_WORDS.sub(" ", str(name)).strip())


def close_key(name: str) -> str:
    """Return a name as it is spelt, but for case, marks over letters and the kind of apostrophe.

    Examples
    --------
    >>> close_key("Mar’a") == close_key("Mar`a") != close_key("Ma'arra")
    True
    """
    letters = unicodedata.normalize("NFKD", str(name).casefold())
    plain = "".join(char for char in letters if not unicodedata.combining(char))
    return " ".join(re.sub(r"[’‘`´ʿʾʼ′]", "'", plain).split())


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
