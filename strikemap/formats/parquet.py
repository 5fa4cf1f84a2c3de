"""Parquet and GeoParquet: sizes are taken from the footer before anything is unpacked."""

from __future__ import annotations

import io
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from strikemap.errors import MissingExtraError
from strikemap.formats.layer import Layer
from strikemap.formats.ogr import from_frame
from strikemap.formats.source import Source
from strikemap.formats.uncollected import uncollected
from strikemap.formats.wkb import holds_deep
from strikemap.ledger import ATTRS_KEY

#: What a file says of itself takes no more bytes; parsing it takes several times as many.
_LONGEST_FOOTER: Final = 40_000_000


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
    groups = [metadata.row_group(at) for at in range(metadata.num_row_groups)]
    unpacked = sum(group.total_byte_size for group in groups)
    if unpacked > source.limits.inflated:
        raise source.too_large("bytes when unpacked", unpacked, "inflated")


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
