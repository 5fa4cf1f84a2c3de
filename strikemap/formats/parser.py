"""Sound delimited bytes to a table, as fast as pandas can."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from strikemap.formats.shape import Shape
from strikemap.formats.table import HeaderRule

_PADDED = re.compile(r"\s*(?:\+\d+|0\d+|\d{16,})\s*")
_SAMPLE = 200


def parse(data: bytes, shape: Shape, head: str, header: HeaderRule) -> pd.DataFrame | None:
    """Parse sound bytes with pandas; ``None`` where a record is longer than the header.

    pandas infers numbers, which is much faster than being told that a column is text; a column
    that has to stay text and came out as numbers is parsed once more.
    """
    texts = set(header.texts(shape.names))
    frame = _pandas(data, shape, dtype=dict.fromkeys(_padded(head, shape) - texts, "str"))
    if frame is None or not isinstance(frame.index, pd.RangeIndex):
        return None
    again = [name for name in shape.names if name in texts and frame[name].dtype.kind in "iufb"]
    if again:
        places = [shape.names.index(name) for name in again]
        exact = _pandas(data, shape, dtype=dict.fromkeys(again, "str"), usecols=places)
        if exact is None:
            return None
        frame[again] = exact[again]
    return frame


class _Bytes:
    """Bytes handed to the parser as they are: its own wrapper would decode and encode them."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        start, self._at = self._at, len(self._data) if size < 0 else self._at + size
        return self._data[start : self._at]

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._data.splitlines(keepends=True))


def _pandas(data: bytes, shape: Shape, **options: Any) -> pd.DataFrame | None:
    """Parse bytes in chunks, or whole where chunks of one column came out in different types."""
    try:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always", pd.errors.DtypeWarning)
            frame = _read_csv(data, shape, low_memory=True, **options)
        if any(issubclass(warning.category, pd.errors.DtypeWarning) for warning in said):
            frame = _read_csv(data, shape, low_memory=False, **options)
    except pd.errors.ParserError:
        raise
    except (pd.errors.EmptyDataError, ValueError, OverflowError):
        return None
    return frame


def _read_csv(data: bytes, shape: Shape, **options: Any) -> pd.DataFrame:
    stream: Any = _Bytes(data)
    frame: pd.DataFrame = pd.read_csv(
        stream,
        sep=shape.delimiter,
        engine="c",
        header=0,
        names=list(shape.names),
        keep_default_na=False,
        na_values=[""],
        **options,
    )
    return frame


def _padded(head: str, shape: Shape) -> set[str]:
    """Return the columns whose first cells would be numbers but are written otherwise.

    A leading zero, as in a code, is content that a number would lose.
    """
    width = len(shape.names)
    reader = csv.reader(io.StringIO(head[:65536], newline=""), delimiter=shape.delimiter)
    records = [record for record, _ in zip(reader, range(_SAMPLE), strict=False)][1:-1]
    return {
        name
        for place, name in enumerate(shape.names)
        if any(_PADDED.fullmatch(record[place]) for record in records if len(record) == width)
    }


def may_be_short(frame: pd.DataFrame, data: bytes, shape: Shape) -> bool:
    """Return whether a record may have fewer cells than the header.

    The parser fills them up in silence, so that the last cell is empty. Only then are the
    delimiters outside quotes counted, record by record.
    """
    if not len(frame) or not frame[shape.names[-1]].isna().any():
        return False
    codes = np.frombuffer(data, dtype=np.uint8)
    inside = np.logical_xor.accumulate(codes == ord('"'))
    breaks = np.flatnonzero(((codes == 10) | (codes == 13)) & ~inside)
    cuts = np.flatnonzero((codes == ord(shape.delimiter)) & ~inside)
    counts = np.diff(np.searchsorted(cuts, np.append(breaks, len(codes))), prepend=0)
    starts = np.concatenate([[0], breaks + 1])
    blank = (np.append(breaks, len(codes)) - starts) == 0
    return bool((counts[~blank] != len(shape.names) - 1).any())


def has_empty_rows(frame: pd.DataFrame) -> bool:
    """Return whether a record consists of delimiters only, as spreadsheets write them."""
    last = frame.iloc[:, -1].isna()
    return bool(last.any() and frame[last].isna().all(axis=1).any())
