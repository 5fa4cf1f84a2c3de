"""Kin names: those that share words, initials or a known spelling with the ones asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

from strikemap.comparison.parties import common_words, spellings
from strikemap.ground import gazetteer

_WORD: Final = re.compile(r"[^\W_]+")
_SMALL: Final = frozenset(["of", "the", "and", "for", "de", "du", "la", "des", "les"])
#: Words alike in so many first letters are of one stem: "Russia" and "Russian".
_STEM: Final = 5


def akin(asked: Iterable[str], names: Iterable[str]) -> list[str]:
    """Return the names that may mean one of those asked for, in their order.

    A name is akin when it shares a word with one asked for (by its stem, common words such as
    "forces" aside), when one holds all words of the other, when one is the other's initials, or
    when a table of parties knows both as one. Nobody says that they are the same.

    Examples
    --------
    >>> akin(["SAF"], ["RSF", "Sudanese Armed Forces", "القوات المسلحة", "SAF (air)"])
    ['Sudanese Armed Forces', 'القوات المسلحة', 'SAF (air)']
    >>> akin(["Russia"], ["Russian Military", "Syrian government", "US-led coalition"])
    ['Russian Military']
    """
    asked = list(asked)
    wanted = {gazetteer.key(other) for name in asked for other in spellings(name)}
    stems = [_words(name) for name in asked]
    return [
        name
        for name in names
        if name not in asked
        and (
            gazetteer.key(name) in wanted
            or any(_alike(own, _words(name)) for own in stems)
            or any(_initials_of(a, b) for own in asked for a, b in ((own, name), (name, own)))
        )
    ]


def _words(name: str) -> frozenset[str]:
    words = _WORD.findall(name.replace(".", ""))
    return frozenset(gazetteer.key(word) for word in words if word.casefold() not in _SMALL)


def _alike(a: frozenset[str], b: frozenset[str]) -> bool:
    """Return whether two names share a telling word, or one is all within the other."""
    if a and b and (a <= b or b <= a):
        return True
    return any(_one_stem(x, y) for x in a - _common() for y in b - _common())


@cache
def _common() -> frozenset[str]:
    return frozenset(map(gazetteer.key, common_words()))


def _one_stem(a: str, b: str) -> bool:
    if min(len(a), len(b)) < _STEM:
        short, long = sorted((a, b), key=len)
        return a == b or (len(short) == _STEM - 1 and long.startswith(short))
    return a[:_STEM] == b[:_STEM]


def _initials_of(short: str, name: str) -> bool:
    """Return whether a word in capitals of one name is made of the first letters of the other."""
    words = [word for word in _WORD.findall(name) if word.casefold() not in _SMALL]
    initials = "".join(word[0] for word in words).casefold()
    capitals = [word for word in _WORD.findall(short.replace(".", "")) if word.isupper()]
    return any(len(word) > 1 and word.casefold() == initials for word in capitals)
