"""Texts that a spreadsheet would take for a formula."""

from __future__ import annotations

import unicodedata
from typing import Final

#: A spreadsheet takes a text for a formula that starts so, full-width forms included, ...
_FORMULA: Final = ("=", "+", "-", "@", "\N{MINUS SIGN}")
#: ... after spaces, line ends and signs without width, which it drops.
_DROPPED: Final = ("Z", "C", "M")


def is_formula(text: str) -> bool:
    r"""Return whether a spreadsheet may run a text: a sign of a formula is the first it reads.

    Examples
    --------
    >>> [is_formula(text) for text in ("=1", "\n=1", "\u200b\uff1d1", "a=1", "")]
    [True, True, True, False, False]
    """
    if text[:1] in ("\t", "\r"):
        return True
    seen = next((c for c in text if unicodedata.category(c)[0] not in _DROPPED), "")
    return unicodedata.normalize("NFKC", seen).startswith(_FORMULA)
