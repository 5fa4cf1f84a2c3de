"""A tally: rows that are alike in all that is counted, and how many there are of each."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.arrays import Ints

#: What is counted of a row: its possible days (both included), its group, whether its attacker is
#: named only as "A or B", and its window or the code of why it is in none.
KEYS: Final = ("day_start", "day_end", "group", "alternative", "window")

#: Keys are counted at once where there are at most so many possible ones for each row.
_FULL: Final = 8


def tallied(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows that are alike in :data:`KEYS` as one, with their number ``n``.

    The tally of some rows is the same in whatever order they come, and whether they come one
    by one or already counted (with a column ``n``) in parts.

    Examples
    --------
    >>> one = {"day_start": 3, "day_end": 3, "group": 0, "alternative": False, "window": 1}
    >>> tally = tallied(pd.DataFrame([one, one]))
    >>> tally["n"].tolist(), tallied(pd.concat([tally, tally]))["n"].tolist()
    ([2], [4])
    """
    columns = [rows[name].to_numpy().astype(np.int64) for name in KEYS]
    columns[1] = columns[1] - columns[0]
    low = [int(column.min(initial=0)) for column in columns]
    sizes = [
        int(column.max(initial=0)) - least + 1 for column, least in zip(columns, low, strict=True)
    ]
    places = [column - least for column, least in zip(columns, low, strict=True)]
    distinct, n = _counted(np.ravel_multi_index(places, sizes), weights_of(rows), sizes)
    found = dict(zip(KEYS, np.unravel_index(distinct, sizes), strict=True))
    tally = pd.DataFrame({name: found[name] + least for name, least in zip(KEYS, low, strict=True)})
    tally["day_end"] += tally["day_start"]
    return tally.assign(alternative=tally["alternative"].astype(bool), n=n)


def _counted(keys: Ints, weights: npt.NDArray[Any] | None, sizes: list[int]) -> tuple[Ints, Ints]:
    """Return the different keys in order, and how many there are of each."""
    if math.prod(sizes) <= _FULL * len(keys):
        n = np.bincount(keys, weights).astype(np.int64)
        distinct: Ints = np.flatnonzero(n)
        return distinct, n[distinct]
    distinct, at = np.unique(keys, return_inverse=True)
    return distinct, np.bincount(at, weights, len(distinct)).astype(np.int64)


def weights_of(rows: pd.DataFrame) -> npt.NDArray[Any] | None:
    """Return how often each row of a tally counts; None where it is rows, each counting once."""
    return rows["n"].to_numpy() if "n" in rows.columns else None
