"""Well-known binary of strangers: how deep it is nested, before the engine reads it."""

from __future__ import annotations

import struct
from typing import Any, Final

#: Deeper geometries are refused; the engine would end the interpreter with them.
_DEEPEST: Final = 32
#: What is no longer than this cannot be nested deeper: a level takes 9 bytes.
_HARMLESS: Final = 9 * _DEEPEST
_POINT, _LINE, _POLYGON = 1, 2, 3
_PARTS: Final = range(4, 17)
_HEIGHT, _MEASURE, _NUMBERED = 0x80000000, 0x40000000, 0x20000000


def is_nested_deep(data: bytes) -> bool:
    """Return whether well-known binary is nested deeper than any map's geometry is.

    Anything that is not such binary is for the engine to refuse.

    Examples
    --------
    >>> import shapely
    >>> level = bytes.fromhex("010700000001000000")
    >>> [is_nested_deep(level * n + shapely.Point(36, 35).wkb) for n in (2, 2000)]
    [False, True]
    """
    if len(data) <= _HARMLESS:
        return False
    try:
        return _is_deep(data)
    except struct.error:
        return False


def holds_deep(column: Any) -> bool:
    """Return whether a column of binary cells (pyarrow) holds a geometry that is nested deep."""
    import pyarrow.compute as pc

    long = column.filter(pc.greater(pc.binary_length(column), _HARMLESS))
    return any(is_nested_deep(each.as_py()) for each in long if each.is_valid)


def _is_deep(data: bytes) -> bool:
    at, open_ = 0, [1]
    while open_:
        if not open_[-1]:
            open_.pop()
            continue
        open_[-1] -= 1
        at, parts = _header(data, at)
        if parts:
            open_.append(parts)
        if len(open_) > _DEEPEST:
            return True
    return False


def _header(data: bytes, at: int) -> tuple[int, int]:
    """Return where the next header is, and how many parts the geometry at hand has."""
    order = "<" if data[at : at + 1] == b"\1" else ">"
    (stated,) = struct.unpack_from(f"{order}I", data, at + 1)
    at += 9 if stated & _NUMBERED else 5
    thousands, kind = divmod(stated & 0x0FFFFFFF, 1000)
    more = bool(stated & _HEIGHT) + bool(stated & _MEASURE) or (0, 1, 1, 2)[thousands & 3]
    size = 8 * (2 + more)
    if kind == _POINT:
        return at + size, 0
    (count,) = struct.unpack_from(f"{order}I", data, at)
    at += 4
    if kind in _PARTS:
        return at, count
    if kind == _POLYGON:
        for _ in range(count):
            (corners,) = struct.unpack_from(f"{order}I", data, at)
            at += 4 + size * corners
        return at, 0
    return at + size * count, 0
