"""Columns of coordinates: numbers at once, every other distinct text read once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.arrays import Floats
from strikemap.coordinates.cell import Axis, CoordinateError, order_told, parse, parse_pair

#: No latitude is larger (degrees).
_POLE: Final = 90.0
Problems = Mapping[int, tuple[str, str]]


@dataclass(frozen=True, eq=False)
class CoordinateColumn:
    """Degrees, NaN where there is a problem.

    ``problems`` maps positions to (code, what is wrong); ``changed`` holds the positions of
    cells that were not a plain decimal number.
    """

    values: Floats
    problems: Problems
    changed: npt.NDArray[np.int64]


_NONE = np.array([], dtype=np.int64)


def read_axis(values: pd.Series[Any], axis: Axis) -> CoordinateColumn:
    """Read a column of latitudes or longitudes.

    Parameters
    ----------
    values
        Numbers or texts.
    axis
        ``"lat"`` or ``"lon"``.

    Returns
    -------
    CoordinateColumn

    Examples
    --------
    >>> column = read_axis(pd.Series(["35.45", "35°27'N", "hill"]), "lat")
    >>> column.values.tolist(), dict(column.problems)[2][0]
    ([35.45, 35.45, nan], 'COORD_NOT_NUMERIC')
    """
    if values.dtype.kind in "iuf":
        numbers = values.to_numpy(dtype=float, na_value=np.nan)
        return CoordinateColumn(*_finite(numbers), _NONE)
    cells = values.to_numpy(dtype=object, na_value="")
    numbers = (
        pd.to_numeric(pd.Series(cells, dtype=object), errors="coerce").to_numpy(dtype=float).copy()
    )
    odd = np.flatnonzero(~np.isfinite(numbers) | np.fromiter(map(_is_odd, cells), bool, len(cells)))
    problems: dict[int, tuple[str, str]] = {}
    reader = _once(lambda text: parse(text, axis))
    for at in odd:
        found = reader(_text(cells[at]))
        if isinstance(found, CoordinateError):
            problems[int(at)] = (found.code, str(found))
            numbers[at] = np.nan
        else:
            numbers[at] = found
    changed = np.array([at for at in odd if int(at) not in problems], dtype=np.int64)
    return CoordinateColumn(numbers, problems, changed)


def _is_odd(cell: Any) -> bool:
    """Return whether pandas might read a cell as a number that it does not plainly state."""
    if isinstance(cell, bool):
        return True
    return isinstance(cell, str) and ("_" in cell or "x" in cell or not cell.isascii())


def _text(cell: Any) -> str:
    return cell if isinstance(cell, str) else str(cell)


def _once(read: Callable[[str], Any]) -> Callable[[str], Any]:
    """Return a reader that answers repeated texts from memory and returns errors as values."""
    known: dict[str, Any] = {}

    def reader(text: str) -> Any:
        if text not in known:
            try:
                known[text] = read(text)
            except CoordinateError as problem:
                known[text] = problem
        return known[text]

    return reader


def _finite(numbers: Floats) -> tuple[Floats, dict[int, tuple[str, str]]]:
    """Return numbers with infinities as NaN, and the problems of those that are none."""
    finite = np.isfinite(numbers)
    if finite.all():
        return numbers, {}
    problems = {
        int(at): ("COORD_MISSING", "no coordinate is given")
        if np.isnan(numbers[at])
        else ("COORD_NOT_FINITE", f"{numbers[at]} is infinite")
        for at in np.flatnonzero(~finite)
    }
    return np.where(finite, numbers, np.nan), problems


def read_pairs(
    values: pd.Series[Any], *, lon_first: bool = False
) -> tuple[CoordinateColumn, CoordinateColumn]:
    """Read a column whose cells hold latitude and longitude together.

    Returns
    -------
    lat, lon : CoordinateColumn
    """
    cells = values.to_numpy(dtype=object, na_value="")
    found = np.full((len(cells), 2), np.nan)
    problems: dict[int, tuple[str, str]] = {}
    reader = _once(lambda text: parse_pair(text, lon_first=lon_first))
    for at, cell in enumerate(cells):
        pair = reader(_text(cell))
        if isinstance(pair, CoordinateError):
            problems[at] = (pair.code, str(pair))
        else:
            found[at] = pair
    changed = np.array([at for at in range(len(cells)) if at not in problems], dtype=np.int64)
    lat = CoordinateColumn(found[:, 0].copy(), problems, changed)
    return lat, CoordinateColumn(found[:, 1].copy(), problems, changed)


def order_of_pairs(values: pd.Series[Any]) -> bool | None:
    """Return whether the longitude stands first in a column of pairs, by proof only.

    Returns
    -------
    bool or None
        ``False`` also where each cell says by letters which of its two is which; ``None`` where
        a cell that could be read either way stands in a column that proves nothing.

    Examples
    --------
    >>> order_of_pairs(pd.Series(["44.2E 13.5N", "13.6N 44.1E"]))
    False
    >>> order_of_pairs(pd.Series(["144.2, 13.5", "44.1, 13.6"]))
    True
    >>> order_of_pairs(pd.Series(["44.2, 13.5"])) is None
    True
    """
    cells = [_text(cell) for cell in values.dropna().unique()]
    bare = [cell for cell in cells if not order_told(cell)]
    read = [cell for cell in map(_once(parse_pair), bare) if isinstance(cell, tuple)]
    if 2 * len(read) < len(bare) or not read:
        return False if not bare and cells else None
    firsts, seconds = (any(abs(pair[place]) > _POLE for pair in read) for place in (0, 1))
    return firsts if firsts != seconds else None
