"""Which rows a comparison is about: the caller's `where`, and the class "A or B"."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.arrays import Bools
from strikemap.errors import MapError

Where = Mapping[str, Any] | pd.Series | npt.NDArray[np.bool_]

STATED = "attackers_stated"
ALTERNATIVE = "attackers_alternative"


@dataclass(frozen=True, eq=False, slots=True)
class Selection:
    """Two masks over the rows: selected for certain, and selected only as "A or B".

    ``possible`` has for each column asked for the rows that it selects either way.
    """

    stated: Bools
    alternative: Bools
    possible: Mapping[str, Bools] = field(default_factory=dict)


def select(strikes: pd.DataFrame, where: Where | None, *, part: bool = False) -> Selection:
    """Return which rows `where` selects.

    Parameters
    ----------
    strikes
        Reports or strikes; ``{"attacker": ...}`` uses the columns ``attackers_stated`` and
        ``attackers_alternative`` where they are there, the text of ``attacker`` otherwise.
    where
        ``{column: value | [values] | {name: [values]}}`` (every column must match), a boolean
        Series over the rows, or None for all rows. Values under one name are counted as one
        and called by it; the name itself is one of them.
    part
        Whether the rows are a part of a table, which need not have every value.

    Returns
    -------
    Selection
        ``{"attacker": "Russia"}`` is ``stated`` where Russia is named alone or jointly, and
        ``alternative`` where the row says "Russia or ...".

    Raises
    ------
    MapError
        ``COLUMNS_MISSING``, ``VALUE_UNKNOWN`` (no row has one of the values) or
        ``WHERE_INVALID``.
    """
    n = len(strikes)
    if where is None:
        return Selection(np.ones(n, dtype=bool), np.zeros(n, dtype=bool))
    if not isinstance(where, Mapping):
        return Selection(_mask(where, strikes), np.zeros(n, dtype=bool))
    stated, every = np.ones(n, dtype=bool), np.ones(n, dtype=bool)
    alternative, possible = np.zeros(n, dtype=bool), {}
    for column, wanted in where.items():
        _require_values(column, values_of(wanted))
        if column == "attacker" and STATED in strikes.columns:
            sure, either = _by_attacker(strikes, wanted, part=part)
            alternative |= either
        else:
            require_column(strikes, column, "where=")
            sure = either = _equal(strikes[column], wanted, part=part)
        stated &= sure
        possible[column] = sure | either
        every &= possible[column]
    return Selection(stated, every & alternative & ~stated, possible)


def values_of(wanted: Any) -> list[Any]:
    """Return the values that one column is asked for.

    Examples
    --------
    >>> values_of({"SAF": ["Sudanese Armed Forces"]})
    ['SAF', 'Sudanese Armed Forces']
    """
    if isinstance(wanted, Mapping):
        return [one for name, values in wanted.items() for one in (name, *values_of(values))]
    if isinstance(wanted, str) or not hasattr(wanted, "__iter__"):
        return [wanted]
    return list(wanted)


def names_of(wanted: Any) -> list[str]:
    """Return what the values asked for are called: their given names, else themselves."""
    return [str(name) for name in (wanted if isinstance(wanted, Mapping) else values_of(wanted))]


def called(column: pd.Series[Any], where: Any) -> pd.Series[Any]:
    """Return a column with the given names in place of the values that `where` puts under them."""
    wanted = where.get(column.name) if isinstance(where, Mapping) else None
    if not isinstance(wanted, Mapping):
        return column
    given = {one: name for name, values in wanted.items() for one in values_of(values)}
    named: pd.Series[Any] = column.astype(object).replace(given)
    return named


def require_column(strikes: pd.DataFrame, column: str, asked_by: str) -> None:
    """Raise a :class:`MapError` where a column is missing, or holds lists and the like.

    The error names what exists.
    """
    if not isinstance(column, Hashable) or column not in strikes.columns:
        have = ", ".join(str(name) for name in strikes.columns)
        raise MapError(
            f"The table has no column {column!r} ({asked_by}). It has: {have}.",
            code="COLUMNS_MISSING",
            where=str(column),
        )
    if strikes[column].dtype == object and not all(
        issubclass(kind, Hashable) for kind in set(map(type, strikes[column]))
    ):
        raise MapError(
            f"The column {column!r} ({asked_by}) holds lists or the like, which are not one value "
            "each. Make it a column of texts or numbers.",
            code="COLUMN_OF_LISTS",
            where=str(column),
        )


def _require_values(column: str, values: list[Any]) -> None:
    """Raise where what is asked for cannot be the value of a cell."""
    odd = [value for value in values if not isinstance(value, Hashable)]
    if odd:
        raise MapError(
            f"where= asks for {str(odd[0])[:60]!r} in {column!r}. Pass a value, a list of values, "
            "or {name: [values]}.",
            code="WHERE_INVALID",
            where=str(column),
        )


def require_zone(zones: Iterable[Any], zone: str) -> None:
    """Raise a :class:`MapError` that names the zones there are when one is missing."""
    names = [str(name) for name in zones]
    if zone not in names:
        raise MapError(
            f"The comparison has no zone {zone!r}. It has: {', '.join(names)}.",
            code="ZONE_UNKNOWN",
            where=zone,
        )


def _by_attacker(strikes: pd.DataFrame, wanted: Any, *, part: bool) -> tuple[Bools, Bools]:
    """Return rows that name an attacker alone or jointly, and rows that name him as "or"."""
    known: set[Any] = set()
    values = values_of(wanted)
    masks = [np.zeros(len(strikes), dtype=bool) for _ in (STATED, ALTERNATIVE)]
    for i, column in enumerate((STATED, ALTERNATIVE)):
        if column in strikes.columns:
            masks[i], names = _holds(strikes[column], values)
            known |= names
    named, either = masks
    if "attacker" in strikes.columns:
        same_text = strikes["attacker"].isin(values).to_numpy(dtype=bool)
        named, either = named | same_text, either & ~same_text
        known |= set(strikes["attacker"].dropna().unique())
    if len(strikes) and not part:
        require_known("attacker", wanted, known)
    return named, either & ~named


class _Answers(dict[tuple[Any, ...], bool]):
    """Whether a tuple of names holds one of the wanted, worked out once per tuple."""

    def __init__(self, wanted: list[Any]) -> None:
        super().__init__()
        self._wanted = set(wanted)

    def __missing__(self, names: tuple[Any, ...]) -> bool:
        self[names] = not self._wanted.isdisjoint(names)
        return self[names]


def _holds(column: pd.Series[Any], values: list[Any]) -> tuple[Bools, set[Any]]:
    """Return which cells (tuples of names) hold one of the values, and all names there are."""
    cells = column.tolist()
    if set(map(type, cells)) - {tuple}:
        cells = [names_in(cell) for cell in cells]
    answers = _Answers(values)
    mask = np.fromiter(map(answers.__getitem__, cells), bool, len(cells))
    return mask, {name for names in answers for name in names}


def names_in(cell: Any) -> tuple[Any, ...]:
    """Return a cell of names as a tuple; a single name is one name, a missing value none."""
    if isinstance(cell, str):
        return (cell,)
    return tuple(cell) if isinstance(cell, Iterable) else ()


def _equal(column: pd.Series[Any], wanted: Any, *, part: bool) -> Bools:
    found = column.isin(values_of(wanted)).to_numpy(dtype=bool)
    if len(column) and not part and not found.all():
        require_known(str(column.name), wanted, known_values(column))
    return found


def known_values(column: pd.Series[Any]) -> set[Any]:
    """Return the values of a column, and those that its scale has."""
    known = set(column.dropna().unique())
    if isinstance(column.dtype, pd.CategoricalDtype):
        known |= set(column.cat.categories)
    return known


def attackers_in(strikes: pd.DataFrame) -> set[Any]:
    """Return every name that a table names an attacker by."""
    held = [strikes[name] for name in (STATED, ALTERNATIVE) if name in strikes.columns]
    known = {name for column in held for cell in set(column) for name in names_in(cell)}
    text = strikes["attacker"].dropna().unique() if "attacker" in strikes.columns else ()
    return known | set(text)


def require_known(column: str, wanted: Any, known: set[Any]) -> None:
    """Raise when a value, or all values under one name, are nowhere in the column."""
    if isinstance(wanted, Mapping):
        for name, values in wanted.items():
            if known.isdisjoint([name, *values_of(values)]):
                raise _unknown(column, [name, *values_of(values)], known)
        return
    missing = [value for value in values_of(wanted) if not pd.isna(value) and value not in known]
    if missing:
        raise _unknown(column, missing, known)


def _mask(where: Any, strikes: pd.DataFrame) -> Bools:
    """Return a boolean mask in the order of the rows, or say why it is none."""
    values = where.to_numpy() if isinstance(where, pd.Series) else np.asarray(where)
    boolean = values.dtype == bool or (
        isinstance(where, pd.Series) and where.dtype == "boolean" and not where.isna().any()
    )
    if not boolean or values.shape != (len(strikes),):
        raise MapError(
            f"where= is neither {{column: value}} nor one True or False for each of the "
            f"{len(strikes)} rows.",
            code="WHERE_INVALID",
        )
    if isinstance(where, pd.Series) and not where.index.equals(strikes.index):
        raise MapError(
            "where= is a Series with another index than the table. Make it from the table's "
            "own columns, e.g. strikes['killed_min'] > 0.",
            code="WHERE_INVALID",
        )
    return values.astype(bool)


def _unknown(column: str, values: list[Any], known: set[Any]) -> MapError:
    names = sorted(str(value) for value in known)
    close = get_close_matches(str(values[0]) if values else "", names, n=1)
    hint = f" Did you mean {close[0]!r}?" if close else ""
    shown = ", ".join(repr(name) for name in names[:12]) + (", …" if len(names) > 12 else "")
    asked = ", ".join(repr(value) for value in values)
    has = (
        f"The table has: {shown}."
        if names
        else (
            "No row states one: the column is empty. If another column of your file says it, name "
            f"that one when reading: read_reports(..., columns={{{column!r}: '...'}})."
        )
    )
    return MapError(
        f"No row has {column} {asked}.{hint} {has}",
        code="VALUE_UNKNOWN",
        where=column,
    )
