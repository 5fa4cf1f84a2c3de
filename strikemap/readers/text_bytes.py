"""Texts as the bytes they are stored in: columns of them are looked at and hashed at once."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from numpy.lib.stride_tricks import sliding_window_view

from strikemap.arrays import Ints, Positions

Bytes = npt.NDArray[np.uint8]
Hashes = npt.NDArray[np.uint64]

#: Odd numbers of 64 bits that stir well (Steele, Lea and Flood 2014, SplitMix).
_STIR: Final = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_STEP: Final = np.uint64(0x9E3779B97F4A7C15)


def text_bytes(texts: Any) -> tuple[Bytes, Ints]:
    """Return all texts as one run of UTF-8, and where each starts; the last number is its end.

    Parameters
    ----------
    texts
        An array of texts without a missing one.

    Examples
    --------
    >>> data, starts = text_bytes(pd.array(["s1", "s22"], dtype="str"))
    >>> bytes(data), starts.tolist()
    (b's1s22', [0, 2, 5])
    """
    stored = _stored(texts)
    if stored is not None:
        return stored
    encoded = [str(text).encode("utf-8", "surrogatepass") for text in texts]
    starts = np.zeros(len(encoded) + 1, dtype=np.int64)
    np.cumsum([len(one) for one in encoded], out=starts[1:])
    return np.frombuffer(b"".join(encoded), dtype=np.uint8), starts


def _stored(texts: Any) -> tuple[Bytes, Ints] | None:
    """Return the buffers of a column that Arrow stores; None for any other."""
    if not isinstance(texts, pd.arrays.ArrowStringArray):
        return None
    import pyarrow as pa

    held = pa.array(texts, type=pa.large_string())
    if isinstance(held, pa.ChunkedArray):
        held = held.combine_chunks()
    _, offsets, data = held.buffers()
    starts = np.frombuffer(offsets, dtype=np.int64)[held.offset : held.offset + len(held) + 1]
    run = np.frombuffer(data if data is not None else b"", dtype=np.uint8)
    return run[starts[0] : starts[-1]], starts - starts[0]


def all_plain(texts: Any) -> bool:
    """Return whether texts hold nothing but visible characters of ASCII.

    Examples
    --------
    >>> all_plain(pd.array(["s1"], dtype="str")), all_plain(pd.array([" s1"], dtype="str"))
    (True, False)
    """
    data, _ = text_bytes(texts)
    return not len(data) or (int(data.min()) > 0x20 and int(data.max()) < 0x7F)


def rows_with_several(texts: Any, sign: bytes) -> Positions:
    """Return the texts in which a sign stands more than once.

    Examples
    --------
    >>> rows_with_several(pd.array(["a-b-c", "a-b", "", "--"], dtype="str"), b"-").tolist()
    [0, 3]
    """
    data, starts = text_bytes(texts)
    found = np.flatnonzero(data[: len(data) - len(sign) + 1] == sign[0])
    for place, byte in enumerate(sign[1:], start=1):
        found = found[data[found + place] == byte]
    rows = np.searchsorted(starts, found, side="right") - 1
    within = found + len(sign) <= starts[rows + 1]
    rows = rows[within]
    return np.unique(rows[1:][rows[1:] == rows[:-1]])


def text_hashes(texts: Any) -> Hashes:
    """Return a hash of 64 bits of each text, the same however a column is stored.

    Examples
    --------
    >>> one, other, again = text_hashes(pd.array(["s1", "s2", "s1"], dtype="str")).tolist()
    >>> one == again, one == other
    (True, False)
    """
    data, starts = text_bytes(texts)
    lengths = np.diff(starts)
    found = np.zeros(len(lengths), dtype=np.uint64)
    for length in np.unique(lengths).tolist():
        rows = np.flatnonzero(lengths == length)
        padded = np.zeros((len(rows), -(-length // 8) * 8), dtype=np.uint8)
        if length:
            padded[:, :length] = sliding_window_view(data, length)[starts[rows]]
        found[rows] = _stirred(padded.view("<u8"), length)
    return found


def all_differ(texts: pd.Series[str]) -> bool:
    """Return whether texts are known to differ, and none is missing; by their hashes.

    Examples
    --------
    >>> all_differ(pd.Series(["a", "b"])), all_differ(pd.Series(["a", "a"]))
    (True, False)
    """
    if not isinstance(texts.dtype, pd.StringDtype) or texts.hasnans:
        return False
    return not pd.Series(text_hashes(texts.array)).duplicated().any()


def _stirred(words: Hashes, length: int) -> Hashes:
    """Return one number for each row of words of eight bytes."""
    found = np.full(len(words), length + 1, dtype=np.uint64) * _STEP
    for word in words.T:
        found = (found ^ word) + _STEP
        found = (found ^ (found >> np.uint64(30))) * _STIR[0]
        found = (found ^ (found >> np.uint64(27))) * _STIR[1]
        found ^= found >> np.uint64(31)
    return found
