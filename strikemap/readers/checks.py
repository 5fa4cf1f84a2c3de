"""Checks between rows: ids, repeated rows, many rows on one point, false precision."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.arrays import Floats, Positions
from strikemap.readers.accounting import Accounting
from strikemap.readers.points import Points
from strikemap.readers.text_bytes import Hashes, all_differ, all_plain
from strikemap.schema import LOCATION_PRECISION, TEXT

#: What is said of an id that stands on several rows.
CONFLICT = ("DUP_ID_CONFLICT", "the same id stands on rows that differ; which one holds is unknown")
REPEATED = ("DUP_ROW", "repeats an earlier row")
MISSING = ("ID_MISSING", "has no id")
_NOBODY = np.array([], dtype=np.int64)
#: What ``precision_flag`` can say.
FLAGS = ("pile-up", "false precision")
_INVISIBLE = re.compile("[\u0000-\u001f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
#: A point that at least this many rows, and this share of them, lie on is a pile.
PILE_ROWS = 10
PILE_SHARE = 0.005
#: Decimals beyond which a location known to a town or worse is stated too finely.
FINE_DECIMALS = 5
_TOWN = LOCATION_PRECISION.index("town")
#: Odd numbers by which the bits of two coordinates are mixed into one.
_ODD = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0x94D049BB133111EB))


def clean_ids(values: pd.Series[Any]) -> tuple[Any, npt.NDArray[np.int64]]:
    """Return ids as text without padding and invisible characters, and which were changed.

    Missing ids are empty; "NA" and "None" are ids like any other; 12.0 is "12".
    """
    if values.dtype == TEXT and values.dtype != object:
        filled = values.fillna("").array if values.hasnans else values.array
        if all_plain(filled):
            return filled, _NOBODY
        texts = filled.tolist()
    else:
        cells = values.to_numpy(dtype=object, na_value="").tolist()
        texts = [cell if isinstance(cell, str) else _number_id(cell) for cell in cells]
        joined = "".join(texts)
        if joined.isascii() and joined.isprintable() and " " not in joined:
            return pd.array(texts, dtype=TEXT), _NOBODY
    cleaned = [_INVISIBLE.sub("", text).strip() for text in texts]
    changed = [at for at, text in enumerate(texts) if text != cleaned[at]]
    return pd.array(cleaned, dtype=TEXT), np.array(changed, dtype=np.int64)


def _number_id(cell: Any) -> str:
    if isinstance(cell, float | np.floating):
        if np.isnan(cell):
            return ""
        return str(int(cell)) if float(cell).is_integer() else repr(float(cell))
    return str(cell)


def check_ids(frame: pd.DataFrame, ids: Any, id_column: str, accounting: Accounting) -> None:
    """Set aside rows without id, repeated rows, and all rows of an id that states two things."""
    if not (ids == "").any() and all_differ(pd.Series(ids)):
        return
    keys = pd.Series(ids.tolist(), dtype=object)
    blank = np.flatnonzero((keys == "").to_numpy())
    accounting.set_aside({int(at): MISSING for at in blank})
    twice = np.flatnonzero((keys.duplicated(keep=False) & (keys != "")).to_numpy())
    if not len(twice):
        return
    hashes = contents(frame, id_column, twice)
    by_id = pd.Series(hashes).groupby(keys.to_numpy()[twice])
    differing = (by_id.transform("nunique") > 1).to_numpy()
    first = ~pd.Series(keys.to_numpy()[twice]).duplicated().to_numpy()
    for place, at in enumerate(twice):
        if differing[place]:
            accounting.set_aside({int(at): CONFLICT})
        elif not first[place]:
            accounting.set_aside({int(at): REPEATED})


def contents(frame: pd.DataFrame, id_column: str, rows: npt.NDArray[np.int64]) -> Hashes:
    """Return a hash of what some rows of a table say beside their ids."""
    others = [name for name in frame.columns if name != id_column]
    said = frame[others].iloc[rows].astype(object).map(_same)
    return np.asarray(pd.util.hash_pandas_object(said, index=False), dtype=np.uint64)


def _same(cell: Any) -> str:
    return "" if pd.isna(cell) else _INVISIBLE.sub("", str(cell)).strip()


def count_repeats(frame: pd.DataFrame) -> int:
    """Return how many rows of a table without ids repeat an earlier one in every column."""
    return int(frame.astype(str).duplicated().sum())


def rows_that_repeat(
    columns: Iterable[Any], among: npt.NDArray[np.int64] | None = None
) -> npt.NDArray[np.int64]:
    """Return the rows that are equal to an earlier one in every column.

    Column by column, the most telling first, so that few rows are left for the others; only
    the rows ``among`` others are looked at, in order, where these are given.

    Examples
    --------
    >>> rows_that_repeat([pd.Series([1, 2, 1, 1]), pd.Series(["a", "a", "a", "b"])]).tolist()
    [2]
    """
    left, group = among, None
    for column in map(pd.Series, columns):
        left = np.arange(len(column)) if left is None else left
        part = column.iloc[left]
        codes = pd.factorize(part.astype(str) if part.dtype == object else part)[0]
        group = pd.factorize(codes if group is None else group * (len(left) + 1) + codes)[0]
        shared = pd.Series(group).duplicated(keep=False).to_numpy()
        left, group = left[shared], group[shared]
        if not len(left):
            break
    if left is None or group is None:
        return _NOBODY
    return np.asarray(left[pd.Series(group).duplicated().to_numpy()], dtype=np.int64)


def may_share_point(lon: Floats, lat: Floats) -> Positions:
    """Return the rows that may lie on one point with another; all that do are among them.

    Examples
    --------
    >>> may_share_point(np.array([36.0, 37.0, 36.0]), np.array([34.0, 34.0, 34.0])).tolist()
    [0, 2]
    """
    x, y = ((np.asarray(axis, dtype=float) + 0.0).view(np.uint64) for axis in (lon, lat))
    return np.flatnonzero(pd.Series(x * _ODD[0] ^ y * _ODD[1]).duplicated(keep=False))


def precision_flags(
    points: Points,
    precision: npt.NDArray[np.int8],
    decimals: npt.NDArray[np.int8] | None,
    shared: Positions,
) -> tuple[npt.NDArray[np.int64], list[tuple[float, float, int]]]:
    """Flag locations that are stated more finely than they can be known.

    Parameters
    ----------
    points
        Points of the rows that stay.
    precision
        Their harmonised location precision as its place in the scale, -1 where none is stated.
    decimals
        Decimals of the stated coordinates, where they are known.
    shared
        Rows that may lie on one point, from :func:`may_share_point`.

    Returns
    -------
    flags : array
        Places in :data:`FLAGS`: "pile-up" (many rows on this point, and no coarse precision
        stated) or "false precision" (many decimals for a town, an area or coarser); -1 for none.
    piles : list of (lon, lat, rows)
        Points with many rows, most rows first.
    """
    flags = np.full(len(precision), -1, dtype=np.int64)
    codes, distinct = pd.factorize(points.lon[shared] + 1j * points.lat[shared])
    counts = np.bincount(codes[codes >= 0], minlength=len(distinct))
    many = counts >= max(PILE_ROWS, PILE_SHARE * len(flags))
    if many.any():
        piled = shared[(codes >= 0) & many[codes]]
        flags[piled[precision[piled] < _TOWN]] = 0
    if decimals is not None:
        flags[(precision >= _TOWN) & (decimals > FINE_DECIMALS)] = 1
    order = np.argsort(-counts, kind="stable")
    piles = [
        (float(distinct[at].real), float(distinct[at].imag), int(counts[at]))
        for at in order[: int(many.sum())]
    ]
    return flags, piles
