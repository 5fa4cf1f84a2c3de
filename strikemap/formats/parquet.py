"""Parquet and GeoParquet: sizes are taken from the footer before anything is unpacked."""

from __future__ import annotations

import io
import math
from collections.abc import Collection, Iterator
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from strikemap.errors import MissingExtraError
from strikemap.formats.layer import Layer
from strikemap.formats.ogr import from_frame
from strikemap.formats.pages import is_of, pages
from strikemap.formats.source import Source
from strikemap.formats.uncollected import uncollected
from strikemap.formats.wkb import holds_deep
from strikemap.ledger import ATTRS_KEY

#: What a file says of itself takes no more bytes; parsing it takes several times as many.
_LONGEST_FOOTER: Final = 40_000_000
#: Bytes that a value takes in memory at least, and how much may be unpacked whatever its ratio.
_VALUE: Final = 8
_HARMLESS: Final = 64 * 1024 * 1024
#: Pages are of about a megabyte each.
_MOST_PAGES: Final = 50_000
#: No more row groups are asked for their longest text one by one.
_FEW_GROUPS: Final = 200


def read(source: Source) -> gpd.GeoDataFrame | pd.DataFrame:
    """Read a Parquet file, as features where it is a GeoParquet file.

    Raises
    ------
    MissingExtraError
        pyarrow is not installed.
    StrikemapError
        ``CORRUPT`` or ``TOO_LARGE``.
    """
    try:
        import pyarrow.parquet as pq
    except ImportError as problem:
        raise MissingExtraError("pyarrow", "parquet", "read Parquet files") from problem
    length = int.from_bytes(source.data[-8:-4], "little")
    if _LONGEST_FOOTER < length < len(source.data):
        raise source.fail(
            "TOO_LARGE",
            f"says {length:,} bytes of itself; at most {_LONGEST_FOOTER:,} are read. Save it again "
            "in larger row groups and with less metadata.",
        )
    try:
        footer = pq.ParquetFile(io.BytesIO(source.data))
        _check_size(source, footer.metadata)
        require_short_texts(source, footer, io.BytesIO(source.data))
        if b"geo" in (footer.schema_arrow.metadata or {}):
            require_shallow(source, footer)
            with uncollected():
                return gpd.read_parquet(io.BytesIO(source.data))
        return footer.read().to_pandas()
    except Exception as problem:
        if isinstance(problem, source.error):
            raise
        said = " ".join(str(problem).split())[:160]
        raise source.fail("CORRUPT", f"is damaged and cannot be read ({said}).") from problem


def _check_size(source: Source, metadata: Any) -> None:
    """Raise for more rows, columns or bytes than are read."""
    if metadata.num_rows > source.limits.rows:
        raise source.too_large("rows", metadata.num_rows, "rows")
    if metadata.num_columns > source.limits.columns:
        raise source.too_large("columns", metadata.num_columns, "columns")
    unpacked = values = 0
    for number, (size, held) in enumerate(pages(source.data, metadata)):
        unpacked, values = unpacked + size, values + held
        if number >= _MOST_PAGES:
            raise source.fail("TOO_LARGE", f"has more than {_MOST_PAGES:,} pages. Save it again.")
        _check_room(source, unpacked)
    _check_ratio(source, max(values, metadata.num_rows * metadata.num_columns) * _VALUE)


def _check_room(source: Source, unpacked: int) -> None:
    if unpacked > source.limits.inflated:
        raise source.too_large("bytes when unpacked", unpacked, "inflated")


def _check_ratio(source: Source, unpacked: int) -> None:
    """Raise for values, each of which takes room, in far fewer bytes."""
    ratio = unpacked // len(source.data)
    if unpacked > _HARMLESS and ratio > source.limits.ratio:
        raise source.too_large("times its size when unpacked", ratio, "ratio")


def require_short_texts(
    source: Source,
    footer: Any,
    file: Any,
    *,
    columns: Collection[str] | None = None,
    together: int | None = None,
) -> None:
    """Raise for texts that stand once in the file and would be written out in every row.

    The longest text of each row group bounds what they can come to; only where that is too much
    are the rows gone through, as numbers of their texts.

    Parameters
    ----------
    source
        The file, for messages and limits.
    footer, file
        The opened Parquet file, and what it can be opened from once more.
    columns
        Those that will be read; None for all.
    together
        How many rows will be held in memory at once; None for all.

    Raises
    ------
    StrikemapError
        ``TOO_LARGE``.
    """
    import pyarrow.parquet as pq

    leaves = [footer.schema.column(at) for at in range(len(footer.schema))]
    texts = [leaf.path for leaf in leaves if leaf.physical_type == "BYTE_ARRAY"]
    names = [name for name in texts if is_of(name, columns)]
    if not names:
        return
    packed = pq.ParquetFile(file, read_dictionary=names)
    if _at_most(packed, names, together) <= source.limits.inflated:
        return
    unpacked = 0
    for batch in packed.iter_batches(together or 65_536, columns=names):
        unpacked = _unpacked(batch) + (0 if together else unpacked)
        _check_room(source, unpacked)


def _at_most(packed: Any, names: list[str], together: int | None) -> float:
    """Return how many bytes texts can come to, by the longest one of each row group."""
    import pyarrow.compute as pc

    if packed.num_row_groups > _FEW_GROUPS:
        return math.inf
    found = [0.0]
    for at in range(packed.num_row_groups):
        group = packed.metadata.row_group(at)
        values = max(group.column(n).num_values for n in range(group.num_columns))
        for batch in packed.iter_batches(1, row_groups=[at], columns=names):
            lengths = [pc.max(pc.binary_length(one.dictionary)) for one in _numbered(batch)]
            longest = sum(length.as_py() or 0 for length in lengths)
            found.append(longest * min(values, together or values))
            break
    return max(found) if together else sum(found)


def _unpacked(batch: Any) -> int:
    """Return how many bytes texts take that stand as numbers of themselves."""
    import pyarrow.compute as pc

    lengths = [pc.binary_length(one.dictionary).cast("int64") for one in _numbered(batch)]
    told = zip(lengths, _numbered(batch), strict=True)
    return sum(pc.sum(one.take(column.indices)).as_py() or 0 for one, column in told)


def _numbered(batch: Any) -> Iterator[Any]:
    """Yield the columns of texts as numbers of their texts, those within lists too."""
    import pyarrow as pa

    columns = list(batch.columns)
    while columns:
        column = columns.pop()
        if pa.types.is_dictionary(column.type):
            yield column
        elif pa.types.is_nested(column.type):
            columns += column.flatten() if pa.types.is_struct(column.type) else [column.values]


def require_shallow(source: Source, footer: Any) -> None:
    """Raise for geometry that is nested so deep that the engine would not come back from it.

    Raises
    ------
    StrikemapError
        ``TOO_DEEP``.
    """
    import pyarrow as pa

    kinds = (pa.binary(), pa.large_binary())
    names = [field.name for field in footer.schema_arrow if field.type in kinds]
    for batch in footer.iter_batches(columns=names) if names else ():
        if any(map(holds_deep, batch.columns)):
            raise source.fail("TOO_DEEP", "holds a geometry nested deeper than any shape is.")


def layer_of(source: Source, frame: gpd.GeoDataFrame | pd.DataFrame) -> Layer:
    """Return the features of a GeoParquet file.

    Raises
    ------
    StrikemapError
        ``NOT_GEO``: the file holds no geometry.
    """
    if not isinstance(frame, gpd.GeoDataFrame):
        raise source.fail("NOT_GEO", "is a Parquet file without geometry.")
    kept = dict(frame.attrs.get(ATTRS_KEY, {}))
    found = from_frame(frame, "GeoParquet", "")
    found.kept = kept
    return found
