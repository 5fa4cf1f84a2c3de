"""Reported tolls summed before and after an event: a range of what is stated, nothing estimated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd

from strikemap.arrays import Bools
from strikemap.comparison.counting import NOT_STATED
from strikemap.comparison.of_map import takes_map
from strikemap.comparison.result import Comparison
from strikemap.errors import MapError

#: Words before or after the name of a toll that say whose it is.
#: The address of a page: a host, then a path or a question.
_PAGE: Final = r"^\s*(?:[a-z]+://)?[^\s/?#]+\.[^\s/?#]+[/?]\S+"
_WHOSE: Final = {
    "civilians": ("civ", "civilian", "civilians"),
    "combatants": ("combatant", "combatants", "fighters", "military"),
}
#: Columns that grade reports of harm to civilians (Airwars), and the grades that stand apart.
_GRADES: Final = ("civilian_harm_status", "harm_status", "grading")
_APART: Final = ("Discounted", "Contested")
_PERIODS: Final = ("before", "after")


@takes_map
def casualties(comparison: Comparison, column: str = "killed") -> pd.DataFrame:
    """Sum the tolls that reports state before and after an event, by zone.

    A row without a toll is not a toll of zero: it adds nothing, and is counted. A toll that
    several rows of one page state alike is counted once, with the first of them. Rows that their
    source grades as contested or discounted stand apart.

    Parameters
    ----------
    comparison
        A comparison, or the map of one. Rows that name the attacker only as "A or B" are left
        out. One comparison never holds rows of different units.
    column
        The toll: ``"killed"`` sums ``killed_min`` and ``killed_max``; another name its own pair,
        or the column of that name. Columns such as ``civilians_killed_min`` or
        ``killed_combatants`` are summed apart.

    Returns
    -------
    pandas.DataFrame
        A row for each of ``whose`` (``"all stated"``, ``"civilians"``, ``"combatants"``), each
        ``standing`` (``"counted"``, ``"Contested"``, ``"Discounted"``) and each ``zone``, the
        last "all". ``min_before`` to ``max_before`` is the reported range, no confidence
        interval; of the tolls counted (``n_before``), ``n_open_before`` state no maximum, so
        that it may be more. ``n_unstated_before`` rows state no toll, and
        ``n_repeated_before`` repeat one. The same for ``after``.

    Raises
    ------
    MapError
        ``COLUMNS_MISSING``: the table has no such toll.

    Examples
    --------
    >>> import strikemap as sm
    >>> compared = sm.compare(
    ...     sm.load_dataset("syria_2017_strikes"),
    ...     sm.Event("De-escalation deal", "2017-05-04"),
    ...     where={"attacker": "Russia"},
    ... )
    >>> tolls = sm.casualties(compared).iloc[-1]
    >>> int(tolls["min_before"]), int(tolls["max_before"]), int(tolls["n_unstated_before"])
    (58, 64, 19)
    """
    rows = comparison.strikes
    rows = rows.loc[~rows["alternative"].to_numpy(dtype=bool)]
    pairs = dict(_pairs(rows, column))
    if not pairs:
        have = ", ".join(str(name) for name in rows.columns)
        raise MapError(
            f"The table has no toll {column!r}: no column {column}_min, {column}_max or {column}. "
            f"It has: {have}.",
            code="COLUMNS_MISSING",
            where=column,
        )
    zones = _zones(comparison, rows)
    standing = _standing(rows)
    found = [
        {"whose": whose, "standing": grade, **summed}
        for whose, (least, most) in pairs.items()
        for grade in dict.fromkeys(["counted", *sorted(set(standing))])
        for summed in _by_zone(rows, zones, least, most, standing == grade)
    ]
    return pd.DataFrame(found)


def _pairs(
    rows: pd.DataFrame, column: str
) -> Iterator[tuple[str, tuple[pd.Series[float], pd.Series[float]]]]:
    """Yield whose toll it is, with the least and the most of each row."""
    spellings = {"all stated": [column]} | {
        whose: [text for word in words for text in (f"{word}_{column}", f"{column}_{word}")]
        for whose, words in _WHOSE.items()
    }
    for whose, names in spellings.items():
        for name in names:
            least, most = (_numbers(rows, f"{name}_{end}", name) for end in ("min", "max"))
            if least is not None and most is not None:
                yield whose, (least, most)
                break


def _numbers(rows: pd.DataFrame, column: str, plain: str) -> pd.Series[float] | None:
    """Return a column of numbers: of that name, else of the plain one; None for no such column."""
    name = column if column in rows else plain
    if name not in rows:
        return None
    values = pd.to_numeric(rows[name], errors="coerce").astype("Float64").astype(float)
    return values.where(values >= 0)


def _zones(comparison: Comparison, rows: pd.DataFrame) -> pd.Series[str]:
    if comparison.by not in rows:
        return pd.Series("all", rows.index)
    names = rows[comparison.by].astype(object)
    return names.where(names.notna(), NOT_STATED).astype(str)


def _standing(rows: pd.DataFrame) -> pd.Series[str]:
    """Return the grade that sets a row apart, else "counted"."""
    found = pd.Series("counted", rows.index)
    for column in _GRADES:
        if column in rows:
            grades = rows[column].astype(str)
            for grade in reversed(_APART):
                found[grades.str.contains(grade, case=False, regex=False)] = grade
    return found


def _by_zone(
    rows: pd.DataFrame,
    zones: pd.Series[str],
    least: pd.Series[float],
    most: pd.Series[float],
    chosen: pd.Series[bool],
) -> Iterator[dict[str, object]]:
    """Yield the sums of each zone, and last those of all."""
    repeated = _repeated(rows, least, most, chosen)
    known = [name for name in dict.fromkeys(sorted(zones)) if name != "all"]
    for name in [*known, "all"]:
        here = chosen if name == "all" else chosen & (zones == name)
        summed: dict[str, object] = {"zone": name}
        for period in _PERIODS:
            of_period = here & (rows["period"] == period)
            summed |= _sums(least[of_period], most[of_period], repeated[of_period], period)
        yield summed


def _sums(
    least: pd.Series[float], most: pd.Series[float], repeated: pd.Series[bool], period: str
) -> dict[str, int]:
    stated = (least.notna() | most.notna()) & ~repeated
    low, high = least[stated], most[stated]
    return {
        f"min_{period}": int(low.fillna(0).sum()),
        f"max_{period}": int(high.fillna(low).sum()),
        f"n_{period}": int(stated.sum()),
        f"n_open_{period}": int(high.isna().sum()),
        f"n_unstated_{period}": int((least.isna() & most.isna()).sum()),
        f"n_repeated_{period}": int(repeated.sum()),
    }


def _repeated(
    rows: pd.DataFrame, least: pd.Series[float], most: pd.Series[float], chosen: pd.Series[bool]
) -> pd.Series[bool]:
    """Return which rows state the toll of a page that an earlier row states already.

    The front of a site, or a name instead of an address, is no page that two rows could share.
    """
    repeated: Bools = np.zeros(len(rows), dtype=bool)
    if "source_url" in rows:
        page = rows["source_url"].astype(object)
        told = page.astype(str).str.contains(_PAGE) & page.notna() & chosen
        told &= (least.fillna(most) > 0) | (most > 0)
        facts = pd.DataFrame({"page": page.astype(str), "least": least, "most": most})
        order = rows["date_start"].to_numpy().argsort(kind="stable")
        first = facts.iloc[order][told.to_numpy()[order]].duplicated()
        at = order[told.to_numpy()[order]]
        repeated[at] = first.to_numpy()
    return pd.Series(repeated, rows.index)
