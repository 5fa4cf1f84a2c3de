"""Rows that look wrong beside their neighbours: longitude and latitude exchanged."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.arrays import Floats
from strikemap.errors import ReportError
from strikemap.readers.accounting import Accounting

Swap: TypeAlias = str | os.PathLike[str] | Collection[str] | pd.DataFrame
#: Fewer rows than these have no neighbours that could prove anything.
LEAST_ROWS = 8
#: At least this share of the rows must lie among themselves.
_MOST = 0.75
#: A row is among the others within so many interquartile ranges (at least degrees) of them.
_REACH = 1.5
_LEAST_SPAN = 1.0
_SHOWN = 5
#: How such rows are exchanged in the reading of a whole table.
REMEDY = (
    "Pass swap= with their ids, or swap='x,y' for all of them, to exchange the two on the record."
)


def exchanged_rows(lon: Floats, lat: Floats) -> npt.NDArray[np.int64]:
    """Return the rows that would lie among the others with longitude and latitude exchanged.

    Parameters
    ----------
    lon, lat
        Degrees, NaN for rows that are not judged.

    Returns
    -------
    array of int
        Positions of rows that lie far outside the others, and among them when exchanged; none
        where the others themselves lie on both sides, so that nothing is proved.

    Examples
    --------
    >>> lon, lat = np.full(10, 70.2), np.full(10, 33.1)
    >>> lon[9], lat[9] = 32.9, 69.7
    >>> exchanged_rows(lon, lat).tolist()
    [9]
    """
    given = np.isfinite(lon) & np.isfinite(lat)
    if given.sum() < LEAST_ROWS:
        return np.array([], dtype=np.int64)
    east, north = (reach(*np.quantile(axis[given], [0.25, 0.75])) for axis in (lon, lat))
    among, rows = beside(lon, lat, east, north)
    if not proved(int((among & given).sum()), int(given.sum())):
        return np.array([], dtype=np.int64)
    return rows


def beside(
    lon: Floats, lat: Floats, east: tuple[float, float], north: tuple[float, float]
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.int64]]:
    """Return which rows lie among the others, and which rows would if they were exchanged."""
    among = _within(lon, east) & _within(lat, north)
    would = _within(lat, east) & _within(lon, north)
    return among, np.flatnonzero(~among & would)


def proved(among: int, given: int) -> bool:
    """Return whether enough rows lie among themselves to prove anything about the others."""
    return given >= LEAST_ROWS and among >= _MOST * given


def reach(low: float, high: float) -> tuple[float, float]:
    """Return from where to where most values lie, given their quartiles, with room beside."""
    room = _REACH * max(high - low, _LEAST_SPAN)
    return low - room, high + room


def _within(values: Floats, reach: tuple[float, float]) -> npt.NDArray[np.bool_]:
    return (values >= reach[0]) & (values <= reach[1])


def rows_to_swap(swap: Swap, ids: Iterable[str], suspected: npt.NDArray[np.int64]) -> list[int]:
    """Return the rows that ``swap=`` names, by their ids or as all that look exchanged.

    Raises
    ------
    ReportError
        ``SWAP_UNKNOWN``: an id that no row has.
    """
    place = {str(row_id): at for at, row_id in enumerate(ids)}
    named = _named(swap)
    unknown = [row_id for row_id in named if row_id not in place]
    if unknown and _all_suspected(swap):
        return [int(at) for at in suspected]
    if unknown:
        raise ReportError(
            f"swap= names {unknown[0]!r}, which is the id of no row. Pass ids of rows whose "
            "longitude and latitude are exchanged, or swap='x,y' for all that look so.",
            code="SWAP_UNKNOWN",
            where=f"swap: {unknown[0]}",
        )
    return sorted({place[row_id] for row_id in named})


def _all_suspected(swap: Swap) -> bool:
    return isinstance(swap, str) and "".join(swap.split()).lower() in ("x,y", "lon,lat", "lat,lon")


def _named(swap: Swap) -> list[str]:
    """Return the ids of a list, of a text with commas between, or of a table of decisions."""
    if isinstance(swap, str) and not swap.lower().endswith(".csv"):
        return [part.strip() for part in swap.split(",") if part.strip()]
    if isinstance(swap, str | os.PathLike):
        swap = _read(Path(swap))
    if isinstance(swap, pd.DataFrame):
        return _decided(swap)
    if not isinstance(swap, Iterable):
        raise ReportError(
            f"swap={swap!r} names no rows. Pass their ids, a table of decisions, or 'x,y'.",
            code="SWAP_UNKNOWN",
            where="swap",
        )
    return [str(row_id) for row_id in swap]


def _read(path: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False)
    except (OSError, ValueError) as problem:
        raise ReportError(
            f"{path.name} cannot be read as a table of decisions ({type(problem).__name__}). Pass "
            "a CSV file in UTF-8 with the columns action and id.",
            code="NOT_FOUND",
            where="swap",
        ) from problem


def _decided(table: pd.DataFrame) -> list[str]:
    """Return the ids beside the action "swap"."""
    column = next((name for name in ("id", "report_ids") if name in table.columns), None)
    if column is None:
        raise ReportError(
            "swap= is a table without a column 'id'. It needs id and action (swap).",
            code="COLUMNS_MISSING",
            where="swap",
        )
    chosen = table if "action" not in table.columns else table[table["action"] == "swap"]
    return [
        part.strip() for cell in chosen[column] for part in str(cell).split(";") if part.strip()
    ]


def swapped(
    lon: Floats, lat: Floats, rows: list[int], accounting: Accounting
) -> tuple[Floats, Floats]:
    """Return the points with those of some rows exchanged, on the record."""
    at = np.array(rows, dtype=np.int64)
    east, north = lon.copy(), lat.copy()
    east[at], north[at] = lat[at], lon[at]
    for row in rows:
        detail = (
            f"({lat[row]:g}, {lon[row]:g}) was read as ({lon[row]:g}, {lat[row]:g}), as swap= says"
        )
        accounting.changed("AXES_SWAPPED", np.array([row]), detail)
    return east, north


def suspicion(n: int, ids: Sequence[str], aside: int) -> str:
    """Return what to say of rows that look exchanged, and that of some of them are set aside.

    Examples
    --------
    >>> suspicion(3, ["a", "b", "c"], 1)[-53:]
    '(a, b, c): 1 is set aside, the others stand as stated'
    """
    more = f" and {n - _SHOWN} more" if n > _SHOWN else ""
    what = "1 row would lie" if n == 1 else f"{n} rows would lie"
    stand = "it stands" if n == 1 else "they stand"
    if aside:
        gone = f"{aside} {'is' if aside == 1 else 'are'} set aside, the others stand"
        stand = ("it is" if n == 1 else "they are") + " set aside" if aside == n else gone
    of_others = "among the others with longitude and latitude exchanged"
    shown = ", ".join(row_id[:40] for row_id in ids[:_SHOWN])
    return f"{what} {of_others} ({shown}{more}): {stand}{'' if aside == n else ' as stated'}"
