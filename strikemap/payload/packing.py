"""Columns of very many strikes in few bytes, for the script of the page.

Rows are put in the order of a space-filling curve (Morton 1966), so that the place of each
is a small difference from the one before; columns follow one another, are deflated
(RFC 1951) and written in base64. ``web/src/packed.js`` undoes it.
"""

from __future__ import annotations

import base64
import zlib
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from strikemap.errors import MapError
from strikemap.spec import Marks

#: Steps of position in a degree; one is about 11 m.
PER_DEGREE: Final = 10_000
_MOST_DAYS: Final = 65_535

_Whole = npt.NDArray[np.uint64]
_Codes = npt.NDArray[np.intp]


def pack(
    marks: Marks,
    rows: npt.NDArray[np.intp],
    lon: npt.NDArray[np.floating[Any]],
    lat: npt.NDArray[np.floating[Any]],
) -> tuple[npt.NDArray[np.intp], dict[str, Any]]:
    """Return the order in which rows were packed, and the packed columns.

    Parameters
    ----------
    marks
        The strikes; ``panel`` and ``style`` must be below 255.
    rows
        The rows of ``marks`` to pack.
    lon, lat
        Positions of these rows in degrees, rounded to what may be published.

    Returns
    -------
    tuple
        Indices into ``rows``, and plain JSON values as ``web/src/payload.d.ts`` names them.

    Raises
    ------
    MapError
        Code ``TOO_MANY_DAYS``: the strikes span more than 65,535 days.
    """
    x = np.round((lon + 180) * PER_DEGREE).astype(np.uint64)
    y = np.round((lat + 90) * PER_DEGREE).astype(np.uint64)
    place = _spread(x) | (_spread(y) << np.uint64(1))
    start = np.asarray(marks.day_start, dtype=np.int64)[rows]
    order = np.lexsort((start, place))
    chosen = rows[order]
    first = int(start.min())
    day = start[order] - first
    if len(day) and int(day.max()) > _MOST_DAYS:
        raise MapError(
            f"The strikes span {int(day.max())} days; a page holds at most {_MOST_DAYS}. "
            "Choose shorter windows.",
            code="TOO_MANY_DAYS",
            where="day_start",
        )
    radii, radius = _coded(np.asarray(marks.radius_km, dtype=float)[chosen])
    columns = b"".join(
        (
            varints(np.diff(place[order], prepend=np.uint64(0))),
            _bytes(day & 255),
            _bytes(day >> 8),
            varints((np.asarray(marks.day_end)[chosen] - start[order]).astype(np.uint64)),
            _bytes(np.asarray(marks.panel)[chosen] + 1),
            _bytes(np.asarray(marks.style)[chosen]),
            varints((np.asarray(marks.group)[chosen] + 1).astype(np.uint64)),
            _bytes(radius),
            _bytes(_flags(marks)[chosen]),
        )
    )
    return order, {
        "n": len(chosen),
        "dayStart": first,
        "radii": [float(km) for km in radii],
        "columns": deflated(columns),
    }


def _flags(marks: Marks) -> _Codes:
    flags: _Codes = np.asarray(marks.coarse) + 2 * np.asarray(marks.near_front)
    return flags if marks.outside is None else flags + 4 * marks.outside


def deflated(data: bytes) -> str:
    """Return bytes deflated without a header, in base64; the same every time.

    Level 6 takes a quarter of the time of 9, for a fiftieth more bytes.
    """
    squeezer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return base64.b64encode(squeezer.compress(data) + squeezer.flush()).decode("ascii")


def varints(values: _Whole) -> bytes:
    """Return whole numbers with seven bits a byte, the lowest first, as in LEB128.

    Examples
    --------
    >>> varints(np.array([1, 300], dtype=np.uint64)).hex()
    '01ac02'
    """
    lengths = np.ones(len(values), dtype=np.intp)
    for bits in range(7, 64, 7):
        lengths += values >= np.uint64(1 << bits)
    ends = np.cumsum(lengths)
    out = np.zeros(int(ends[-1]) if len(ends) else 0, dtype=np.uint8)
    for k in range(int(lengths.max(initial=1))):
        has = lengths > k
        piece = (values[has] >> np.uint64(7 * k)) & np.uint64(127)
        more = (lengths[has] > k + 1).astype(np.uint64) << np.uint64(7)
        out[ends[has] - lengths[has] + k] = (piece | more).astype(np.uint8)
    return out.tobytes()


def _spread(values: _Whole) -> _Whole:
    """Put a zero bit between the bits of numbers below 2 ** 23."""
    x = values
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        x = (x | (x << np.uint64(shift))) & np.uint64(mask)
    return x


def _coded(radius_km: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], _Codes]:
    """Return at most 256 radii, rounded as little as that takes, and the code of each row."""
    known = np.nan_to_num(radius_km)
    for digits in (2, 1, 0, -1):
        radii, codes = np.unique(known.round(digits), return_inverse=True)
        if len(radii) <= 256:
            return radii, codes
    steps = np.quantile(known, np.linspace(0, 1, 256))
    return steps, np.searchsorted(steps, known).clip(0, 255)


def _bytes(values: npt.NDArray[Any]) -> bytes:
    return np.asarray(values).astype(np.uint8).tobytes()
