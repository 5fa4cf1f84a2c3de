"""Actors: who is named as the attacker, alone or jointly, apart from "A or B"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.arrays import Objects
from strikemap.formats.names import plain_name
from strikemap.readers.dialect import ActorRule
from strikemap.readers.harmonise import stated_values

_OR = re.compile(r"\s+(?:or|and/or|ou|oder|أو|او)\s+|\s*\?/\s*", re.IGNORECASE)
_AND = re.compile(r"\s*[;+]\s*|\s+(?:with|jointly with|together with)\s+", re.IGNORECASE)
_NOBODY = frozenset(
    ["", "unknown", "unidentified", "not stated", "unattributed", "nan", "na", "none", "null", "-"]
)


def split_actors(text: str, *, separator: str = "") -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the actors named in one cell: those stated, and those named as alternatives.

    Parameters
    ----------
    text
        Such as "Russia", "Russia; Syrian government" (both) or "Syrian government or Russia".
    separator
        A further mark between joint actors, such as a comma.

    Returns
    -------
    stated : tuple of str
        Named alone or jointly, in alphabetical order whatever the order in the cell.
    alternatives : tuple of str
        Named as "A or B", in the order of the cell; then nobody is stated.

    Examples
    --------
    >>> split_actors("Syrian government or Russia")
    ((), ('Syrian government', 'Russia'))
    >>> split_actors("U.S.-led Coalition, Russian Military", separator=",")
    (('Russian Military', 'U.S.-led Coalition'), ())
    """
    either = _named(_OR.split(text))
    if len(either) > 1:
        return (), either
    parts = [text]
    if separator:
        parts = [piece for part in parts for piece in part.split(separator)]
    parts = [piece for part in parts for piece in _AND.split(part)]
    return tuple(sorted(_named(parts))), ()


def _named(parts: Sequence[str]) -> tuple[str, ...]:
    """Return the parts that name somebody, once each."""
    stripped = (" ".join(part.split()) for part in parts)
    return tuple(dict.fromkeys(part for part in stripped if part.lower() not in _NOBODY))


def read_actors(
    frame: pd.DataFrame, columns: Sequence[str], rule: ActorRule
) -> tuple[Objects, ...]:
    """Return the attackers of every row.

    Parameters
    ----------
    frame
        The table as read.
    columns
        The columns that name actors; several of them name actors jointly.
    rule
        The dialect's rule for separators and alternatives.

    Returns
    -------
    text, stated, alternatives : arrays
        The text (``None`` where nobody is named), and two arrays of tuples.
    """
    joined = _joined(frame, columns)
    codes, distinct = pd.factorize(joined)
    split = [_cells(text, rule.separator) for text in distinct]
    text = _spread([found[0] for found in split], None, codes)
    stated = _spread([found[1] for found in split], (), codes)
    either = _spread([found[2] for found in split], (), codes)
    competing = _where(frame, rule.alternatives)
    if competing is not None:
        several = np.fromiter((len(who) > 1 for who in stated), bool, len(stated)) & competing
        either[several], stated[several] = stated[several], constant_tuples((), several.sum())
    wanted = _where(frame, rule.only)
    if wanted is not None:
        none = constant_tuples((), int((~wanted).sum()))
        text[~wanted], stated[~wanted], either[~wanted] = None, none, none
    return text, stated, either


def rename_actors(
    text: Objects, stated: Objects, either: Objects, aliases: Mapping[str, str]
) -> list[tuple[str, str, int]]:
    """Call actors by the names that a dialect gives them, in the arrays of :func:`read_actors`.

    Returns
    -------
    list of tuple
        Each name that was replaced, its new name, and in how many rows; case and blanks do not
        matter.
    """
    if not aliases:
        return []
    known = {" ".join(old.split()).casefold(): new for old, new in aliases.items()}
    counts: dict[tuple[str, str], int] = {}
    for at, named in enumerate(zip(stated, either, strict=True)):
        hits = {name: known[name.casefold()] for name in sum(named, ()) if name.casefold() in known}
        for hit in hits.items():
            counts[hit] = counts.get(hit, 0) + 1
        if hits:
            who, either_or = (tuple(dict.fromkeys(hits.get(n, n) for n in part)) for part in named)
            stated[at] = tuple(sorted(who or (either_or if len(either_or) == 1 else ())))
            either[at] = either_or if len(either_or) > 1 else ()
            text[at] = "; ".join(stated[at]) or " or ".join(either[at])
    return [(old, new, count) for (old, new), count in sorted(counts.items())]


def _joined(frame: pd.DataFrame, columns: Sequence[str]) -> Objects:
    """Return one text per row from the columns that name actors."""
    parts = [frame[name].astype(object).fillna("").to_numpy() for name in columns]
    joined = parts[0].copy()
    for part in parts[1:]:
        more = np.array([bool(cell) for cell in part], dtype=bool)
        joined[more] = joined[more] + "; " + part[more]
    joined[np.array([cell == "" for cell in joined], dtype=bool)] = None
    return np.asarray(joined, dtype=object)


def _cells(text: Any, separator: str) -> tuple[str | None, tuple[str, ...], tuple[str, ...]]:
    stated, either = split_actors(str(text), separator=separator)
    named = " ".join(str(text).split())
    return (named or None), stated, either


def constant_tuples(value: tuple[str, ...], length: int) -> Objects:
    """Return the same tuple for every row."""
    found = np.empty(length, dtype=object)
    found.fill(value)
    return found


def written_tuples(values: pd.Series[Any], joint: str) -> Objects:
    """Return tuples as they were, from tuples or from the text they were written as."""
    found = np.empty(len(values), dtype=object)
    for at, cell in enumerate(values.to_numpy(dtype=object, na_value="")):
        found[at] = cell if isinstance(cell, tuple) else _written(cell, joint)
    return found


def _written(cell: Any, joint: str) -> tuple[str, ...]:
    if isinstance(cell, list | np.ndarray):
        return tuple(str(part) for part in cell)
    return tuple(part for part in str(cell).split(joint) if part)


def _spread(values: Sequence[Any], empty: Any, codes: npt.NDArray[np.int64]) -> Objects:
    table = np.empty(len(values) + 1, dtype=object)
    for at, value in enumerate([*values, empty]):
        table[at] = value
    return table[codes]


def _where(frame: pd.DataFrame, rule: Any) -> npt.NDArray[np.bool_] | None:
    """Return the rows that have one of the stated values in the stated columns."""
    if not rule:
        return None
    by_plain = {plain_name(name): name for name in frame.columns}
    found = np.zeros(len(frame), dtype=bool)
    for column, values in rule.items():
        if column in by_plain:
            stated = stated_values(frame[by_plain[column]])
            found |= np.isin(stated.astype(str), [value.lower() for value in values])
    return found
