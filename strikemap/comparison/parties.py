"""Parties to wars in the spellings and scripts that tables write them in.

They serve to ask whether two names are meant as one; nothing is ever merged by them.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from strikemap.words.languages import catalogue, codes


def spellings(name: str) -> frozenset[str]:
    """Return the names that may stand for the same party, the given one among them.

    Examples
    --------
    >>> "Sudanese Armed Forces" in spellings("saf"), spellings("Somebody")
    (True, frozenset({'Somebody'}))
    """
    return _parties().get(_plain(name), frozenset()) | {name}


@cache
def common_words() -> tuple[str, ...]:
    """Return words that many parties to many wars share, such as "forces"."""
    return tuple(_table()["common words"])


@cache
def _parties() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    translated = (pair for code in codes() for pair in catalogue(code).terms.items())
    for group in (*_table()["parties"], *translated):
        names = frozenset(group).union(*(found.get(_plain(name), ()) for name in group))
        found |= {_plain(name): names for name in names}
    return found


@cache
def _table() -> Any:
    return json.loads(Path(__file__).with_name("parties.json").read_text(encoding="utf-8"))


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
