"""What the reports of one strike state differently."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from strikemap.arrays import Ints
from strikemap.corroboration.rows import MISSING_DAY, Rows, new_runs, numbers

#: Columns by which somebody has kept rows apart already: his own strikes, or rows that are
#: strikes. What they keep apart is not joined in silence.
APART: Final = ("strike_id", "report_ids")

#: Columns whose differing values are a conflict, where the reports have them.
FACTS: Final = (
    *APART,
    "attacker",
    "attribution",
    "target_type",
    "target_side",
    "place",
    "admin1",
)


def conflicts_of(
    table: pd.DataFrame,
    rows: Rows,
    group: Ints,
    size: Ints,
    facts: list[str],
) -> dict[int, dict[str, str]]:
    """Return, for strikes whose reports differ, the columns and what was stated.

    Dates are in conflict where no day suits all reports, casualties where the numbers differ.
    """
    found: dict[int, dict[str, str]] = {}
    several = size[group] > 1
    if not several.any():
        return found
    part, where = table[several], group[several]
    for column in dict.fromkeys(facts):
        if column in part.columns:
            _note(found, column, part[column].astype("object").to_numpy(), where)
    apart = np.flatnonzero(several)[~_common_day(rows, group, size)[where]]
    _note(found, "date", _ranges(rows, apart), group[apart])
    if {"killed_min", "killed_max"} <= set(part.columns):
        low, high = numbers(part, "killed_min"), numbers(part, "killed_max")
        _note(
            found, "killed", np.array([_span(a, b) for a, b in zip(low, high, strict=True)]), where
        )
    return found


def _note(found: dict[int, dict[str, str]], column: str, values: Any, where: Ints) -> None:
    """Note the strikes whose reports state two values or more."""
    stated = pd.notna(values)
    if not stated.any():
        return
    code, names = pd.factorize(np.array([str(value) for value in values[stated]], dtype=object))
    strikes, numbers_told = np.divmod(np.unique(where[stated] * len(names) + code), len(names))
    starts = np.flatnonzero(new_runs(strikes))
    ends = np.append(starts[1:], len(strikes))
    several, values = ends - starts > 1, names[numbers_told]
    of = (strikes[starts], starts, ends)
    for strike, low, high in zip(*(each[several].tolist() for each in of), strict=True):
        told = sorted(values[low:high])
        found.setdefault(strike, {})[column] = f"{column}: " + " / ".join(told)


def _ranges(rows: Rows, chosen: Ints) -> Any:
    """Return ranges of dates as texts, None where there is none."""
    known = rows.usable[chosen]
    start, end = (np.where(known, day[chosen], 0) for day in (rows.day_start, rows.day_end))
    texts = [f"{a}..{b}" for a, b in zip(_iso(start), _iso(end), strict=True)]
    return np.array([text if ok else None for text, ok in zip(texts, known, strict=True)], object)


def _iso(days: Ints) -> list[str]:
    texts: list[str] = np.datetime_as_string(days.astype("datetime64[D]")).tolist()
    return texts


def _common_day(rows: Rows, group: Ints, size: Ints) -> Any:
    start, end = np.full(len(size), MISSING_DAY), np.full(len(size), -(MISSING_DAY + 1))
    np.maximum.at(start, group, rows.day_start)
    np.minimum.at(end, group, rows.day_end)
    return start <= end


def _span(low: float, high: float) -> str | None:
    if np.isnan(low) and np.isnan(high):
        return None
    low, high = np.fmin(low, high), np.fmax(low, high)
    return f"{low:.0f}" if low == high else f"{low:.0f}-{high:.0f}"
