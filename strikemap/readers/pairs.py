"""Pairs: cells that hold several ``key=value`` pairs, read as a column for each key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from strikemap.formats.names import forms, plain_name
from strikemap.formats.table import RawTable
from strikemap.readers.dialect import Dialect


def spread_pairs(table: RawTable, dialect: Dialect) -> None:
    """Add to a table a column ``column.key`` for each pair that its dialect names.

    A key that a cell states twice, with two values, is left empty there, and counted in a note.
    """
    for column, mark in dialect.pairs.items():
        names = [name for name in table.frame.columns if column in forms(str(name))]
        wanted = {
            name.removeprefix(f"{column}_") for name in columns_named(dialect)
        } - columns_named(dialect)
        if not names or not wanted:
            continue
        cells = table.frame[names[0]]
        codes, distinct = pd.factorize(cells)
        read = [_pairs(str(cell), mark) for cell in distinct]
        for key in sorted(wanted & {key for pairs in read for key in pairs}):
            values = [pairs.get(key) for pairs in read]
            table.frame[f"{names[0]}.{key}"] = pd.array([*values, None], dtype=object).take(codes)
        twice = sum(None in pairs.values() for pairs in read)
        if twice:
            said = f"{twice} different cells of {names[0]!r} state a key twice, with two values"
            table.note("PAIR_TWICE", f"{said}; it is left empty")


def columns_named(dialect: Dialect) -> set[str]:
    """Return every column that a dialect names."""
    rule = dialect.actors
    lists: Iterable[Iterable[str]] = (
        *dialect.columns.values(),
        *(rule.columns, rule.alternatives, rule.only, dialect.keep, dialect.checks),
    )
    return {name for names in lists for name in names}


def _pairs(cell: str, mark: str) -> dict[str, Any]:
    """Return value by key; None where a key has two values."""
    found: dict[str, Any] = {}
    for part in cell.split(mark):
        key, sign, value = part.partition("=")
        if sign:
            key, value = plain_name(key), value.strip()
            found[key] = value if found.get(key, value) == value else None
    return found
