"""Texts of very many rows of which few differ: a tuple that knows which rows hold the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from strikemap.arrays import Ints


class CodedTexts(tuple[str, ...]):
    """Texts as any tuple of them, and beside it each different text once.

    ``known`` holds the different texts, and ``codes`` for each row the place in it.
    """

    codes: Ints
    known: tuple[str, ...]

    @classmethod
    def of(cls, codes: Ints, words: Sequence[str]) -> CodedTexts:
        """Return the word of each code; words may repeat, or stand for no row.

        Examples
        --------
        >>> texts = CodedTexts.of(np.array([1, 0, 2]), ["a", "b", "a", "c"])
        >>> texts, texts.known, texts.codes.tolist()
        (('b', 'a', 'a'), ('a', 'b'), [1, 0, 0])
        """
        held = np.flatnonzero(np.bincount(codes, minlength=len(words)))
        number: dict[str, int] = {}
        turn = np.zeros(len(words), dtype=np.int64)
        turn[held] = [number.setdefault(words[at], len(number)) for at in held.tolist()]
        turned = turn[codes]
        made = cls(np.array([*number, ""], dtype=object)[turned].tolist())
        made.codes, made.known = turned, tuple(number)
        return made

    def each(self, make: Callable[[str], str]) -> CodedTexts:
        """Return what is made of each text, worked out once for those that are the same."""
        return CodedTexts.of(self.codes, [make(text) for text in self.known])

    def first_rows(self) -> Ints:
        """Return the first row of each different text, in the order of the rows."""
        return first_rows(self.codes, len(self.known))


def first_rows(codes: Ints, n: int) -> Ints:
    """Return the row at which each code below `n` first stands, in the order of the rows.

    Examples
    --------
    >>> first_rows(np.array([2, 0, 2, 0]), 4).tolist()
    [0, 1]
    """
    first = np.full(n, -1, dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    return np.sort(first[first >= 0])


def different(texts: Sequence[str]) -> Sequence[str]:
    """Return texts of which each differs, where that is known, else all of them."""
    return texts.known if isinstance(texts, CodedTexts) else texts
