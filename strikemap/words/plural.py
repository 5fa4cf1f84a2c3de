"""Plural rules: which form of a text fits a whole number, as Unicode CLDR writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

#: The names of plural forms in CLDR; a language has some of them, and ``other`` always.
FORMS: Final = ("zero", "one", "two", "few", "many", "other")

_RELATION: Final = re.compile(r"([nivwftce])\s*(?:%\s*(\d+))?\s*(!?=)\s*(\d[\d.,\s]*)")
#: Numbers of every form that any language has.
_SAMPLES: Final = (*range(201), 1_000, 1_000_000)


class Relation(NamedTuple):
    """Whether a number, or its rest by ``modulus`` (0: itself), lies in one of the ranges."""

    modulus: int
    within: bool
    ranges: tuple[tuple[int, int], ...]

    def holds(self, n: int) -> bool:
        """Return whether it holds for a number."""
        value = n % self.modulus if self.modulus else n
        return any(low <= value <= high for low, high in self.ranges) == self.within


#: A rule holds where all relations of one of its parts do.
Rule = tuple[tuple[Relation, ...], ...]


def parsed(text: str) -> Rule:
    """Return a rule of CLDR for whole numbers.

    What CLDR asks of decimals (``v``, ``f``, ``t``, ``e`` ...) is nought for whole numbers.

    Raises
    ------
    ValueError
        The text is not a rule.

    Examples
    --------
    >>> rule = parsed("v = 0 and i % 10 = 2..4 and i % 100 != 12..14")
    >>> [n for n in range(30) if holds(rule, n)]
    [2, 3, 4, 22, 23, 24]
    """
    parts = [_part(part) for part in re.split(r"\bor\b", text)] if text.strip() else []
    return tuple(part for part in parts if part is not None)


def _part(text: str) -> tuple[Relation, ...] | None:
    """Return the relations to be tested, or None where whole numbers never fit."""
    found = []
    for piece in re.split(r"\band\b", text):
        match = _RELATION.fullmatch(piece.strip())
        if match is None:
            raise ValueError(f"{piece.strip()!r} is no relation such as 'n % 10 = 2..4'")
        operand, modulus, sign, ranges = match.groups()
        relation = Relation(int(modulus or 0), sign == "=", tuple(_ranges(ranges)))
        if operand in "ni":
            found.append(relation)
        elif not relation.holds(0):
            return None
    return tuple(found)


def _ranges(text: str) -> Iterable[tuple[int, int]]:
    for piece in text.split(","):
        low, _, high = piece.strip().partition("..")
        yield int(low), int(high or low)


def holds(rule: Rule, n: int) -> bool:
    """Return whether a rule holds for a number."""
    return any(all(relation.holds(abs(n)) for relation in part) for part in rule)


def form(rules: Mapping[str, Rule], n: int) -> str:
    """Return the name of the plural form that fits a number."""
    return next((name for name, rule in rules.items() if holds(rule, n)), "other")


def samples(rules: Mapping[str, Rule]) -> dict[str, int]:
    """Return a number of each plural form that whole numbers take.

    Examples
    --------
    >>> samples({"one": parsed("i = 0,1"), "other": ()})
    {'one': 0, 'other': 2}
    """
    found: dict[str, int] = {}
    for n in _SAMPLES:
        found.setdefault(form(rules, n), n)
    return found
