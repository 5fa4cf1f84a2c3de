"""Names that differ only in case or spelling: found and said, never merged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import numpy.typing as npt
import pandas as pd

from strikemap.comparison.selection import values_of
from strikemap.ground import gazetteer

#: Rows and names listed in a warning; the rest are counted.
LISTED: Final = 6
_APART: Final = re.compile(r"(?<=[^\W\d_])[\s-]+(?=\d)")


def names_alike(names: Iterable[str], by: str) -> str | None:
    """Return words on groups whose names differ only in case or spelling."""
    found = [group for group in alike(names) if len(group) > 1]
    if not found:
        return None
    pairs = "; ".join(" and ".join(repr(name) for name in group) for group in found[:LISTED])
    more = f"; and {len(found) - LISTED} more" if len(found) > LISTED else ""
    return (
        f"by={by!r} has names that differ only in case or spelling, and each is a group of its "
        f"own: {pairs}{more}. If they are one, write them alike: "
        f"strikes.replace({{{by!r}: {{{found[0][0]!r}: {found[0][-1]!r}}}}})."
    )


def counts_of_names(strikes: pd.DataFrame, column: str) -> dict[str, int]:
    """Return how many rows state each text of a column; nothing where it holds other things."""
    if column not in strikes.columns or strikes[column].dtype.kind in "biufM":
        return {}
    counts = strikes[column].astype(object).dropna().value_counts()
    return {str(name): int(n) for name, n in counts.items() if isinstance(name, str)}


def names_left_out(others: Mapping[str, int], column: str, wanted: Any) -> str | None:
    """Return words on values that where= leaves out and that differ from its own in case only.

    ``others`` has the rows that state each text of the column.
    """
    asked = {value for value in values_of(wanted) if isinstance(value, str)}
    left = spelt(asked, others)
    if not left:
        return None
    n = sum(others[name] for name in left)
    return (
        f"where= leaves out {n} {'row' if n == 1 else 'rows'} whose {column!r} differs from what "
        f"was asked only in case or spelling: {listed(left)}. If they are meant, pass "
        f"where={{{column!r}: {sorted([*asked, *left])!r}}}."
    )


def spelt(asked: Iterable[str], others: Iterable[str]) -> list[str]:
    """Return the names that differ from one asked for in case or spelling only.

    Examples
    --------
    >>> spelt(["Drone"], ["DRONE ", "shelling"])
    ['DRONE ']
    """
    asked = set(asked)
    return [
        name
        for group in alike([*sorted(asked), *sorted(set(others) - asked)])
        for name in group
        if name not in asked and asked.intersection(group)
    ]


def alike(names: Iterable[str]) -> list[list[str]]:
    """Return names in groups that differ only in case, marks, hyphens or the Arabic article.

    Names that hold a digit differ also by their signs and marks, but for what stands between
    letters and figures ("M 23", "M-23").

    Examples
    --------
    >>> alike(["lahj", "Lahj", "Aden", "al-Bab", "Al Bab", "zone 1.5", "zone 15", "M-23", "m23"])
    [['lahj', 'Lahj'], ['Aden'], ['al-Bab', 'Al Bab'], ['zone 1.5'], ['zone 15'], ['M-23', 'm23']]
    """
    groups: dict[str, list[str]] = {}
    for name in names:
        plain = _APART.sub("", " ".join(name.casefold().split()))
        numbered = any(char.isdigit() for char in plain)
        groups.setdefault(plain if numbered else gazetteer.key(plain) or plain, []).append(name)
    return list(groups.values())


def listed(names: Sequence[Any] | npt.NDArray[Any]) -> str:
    """Return the first names in quotes, and how many more there are."""
    shown = ", ".join(repr(str(name)) for name in names[:LISTED])
    return shown + (f" and {len(names) - LISTED} more" if len(names) > LISTED else "")
