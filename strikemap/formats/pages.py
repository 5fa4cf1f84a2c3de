"""Pages of a Parquet file: how much each unpacks to, by its own word and not the footer's."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Final

#: Fields of a page's header, see :func:`pages`.
_UNPACKED: Final = 2
_PACKED: Final = 3
_KINDS_OF_PAGE: Final = (5, 7, 8)
#: Kinds of values: truth, small and larger numbers, floats, texts, structures.
_TRUE: Final = 1
_FALSE: Final = 2
_BYTE: Final = 3
_NUMBERS: Final = (4, 5, 6)
_FLOAT: Final = 7
_TEXT: Final = 8
_STRUCTURE: Final = 12
_LONGEST_NUMBER: Final = 10

Fields = dict[int, Any]


def pages(
    data: Any, metadata: Any, columns: Collection[str] | None = None
) -> Iterator[tuple[int, int]]:
    """Yield the bytes that each page unpacks to, and its values.

    Parameters
    ----------
    data
        The bytes of the file, such as ``bytes`` or a map of a file in memory.
    metadata
        Its footer (:class:`pyarrow.parquet.FileMetaData`).
    columns
        Names of the columns whose pages are wanted; None for all.

    Raises
    ------
    ValueError
        The pages do not follow each other.

    References
    ----------
    Apache Parquet format, ``PageHeader``, in Thrift's compact protocol.
    """
    for at in range(metadata.num_row_groups):
        group = metadata.row_group(at)
        for place in range(group.num_columns):
            column = group.column(place)
            if is_of(column.path_in_schema, columns):
                yield from _of_column(data, column)


def is_of(path: str, columns: Collection[str] | None) -> bool:
    """Return whether a path of the schema is one of these columns, or within one."""
    return columns is None or any(f"{path}.".startswith(f"{name}.") for name in columns)


def _of_column(data: Any, column: Any) -> Iterator[tuple[int, int]]:
    starts = (column.dictionary_page_offset, column.data_page_offset)
    at = min(start for start in starts if start)
    stop = at + column.total_compressed_size
    while at < stop:
        try:
            header, at = _structure(data, at)
            packed, unpacked = int(header[_PACKED]), int(header[_UNPACKED])
            told: Fields = next((header[one] for one in _KINDS_OF_PAGE if one in header), {})
            values = int(told.get(1, 0))
        except (IndexError, KeyError, TypeError, AttributeError, RecursionError) as problem:
            raise ValueError("a page has no header that can be read") from problem
        if min(packed, unpacked, values) < 0:
            raise ValueError("a page has less than nothing in it")
        at += packed
        yield unpacked, values


def _structure(data: Any, at: int) -> tuple[Fields, int]:
    """Return the fields of a structure by number, and where it ends."""
    found: Fields = {}
    number = 0
    while head := data[at]:
        kind, step, at = head & 15, head >> 4, at + 1
        if step:
            number += step
        else:
            number, at = _signed(data, at)
        found[number], at = _value(data, at, kind)
    return found, at + 1


def _value(data: Any, at: int, kind: int) -> tuple[Any, int]:
    """Return a value and where it ends; of texts and floats only the end is of use."""
    if kind in (_TRUE, _FALSE):
        return kind == _TRUE, at
    if kind in _NUMBERS:
        return _signed(data, at)
    if kind == _STRUCTURE:
        return _structure(data, at)
    if kind == _TEXT:
        size, at = _number(data, at)
        return None, at + size
    widths = {_BYTE: 1, _FLOAT: 8}
    if kind not in widths:
        raise ValueError("a page has a header of an unknown kind")
    return None, at + widths[kind]


def _signed(data: Any, at: int) -> tuple[int, int]:
    number, at = _number(data, at)
    return (number >> 1) ^ -(number & 1), at


def _number(data: Any, at: int) -> tuple[int, int]:
    """Return a number of seven bits a byte, and where it ends."""
    number = 0
    for place in range(_LONGEST_NUMBER):
        byte = data[at + place]
        number |= (byte & 127) << (7 * place)
        if byte < 128:
            return number, at + place + 1
    raise ValueError("a page states a number without end")
