"""Frames of other libraries, and cells that are no plain values."""

from __future__ import annotations

import decimal
from collections.abc import Collection
from typing import Any, Protocol

import geopandas as gpd
import numpy as np
import pandas as pd

from strikemap.errors import MissingExtraError

_TUPLES = ("attackers_stated", "attackers_alternative", "report_ids")


class ArrowStream(Protocol):
    """A table that hands itself over as an Arrow C stream: polars, pyarrow, DuckDB and others."""

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        """Return the stream."""
        ...


def as_frame(given: Any) -> Any:
    """Return a frame of another library as one of pandas; anything else as it is.

    Taken are the Arrow C stream (:pep:`the capsule protocol of Arrow <0>`), a single Arrow
    array of records, and the older dataframe interchange protocol. GeoArrow columns become
    geometry.

    Raises
    ------
    MissingExtraError
        pyarrow is not installed.
    """
    if isinstance(given, pd.DataFrame | pd.Series):
        return given
    if hasattr(given, "__arrow_c_stream__") or hasattr(given, "__arrow_c_array__"):
        return _of_arrow(given)
    if hasattr(given, "__dataframe__"):
        return _of_interchange(given)
    return given


def _of_arrow(given: Any) -> pd.DataFrame:
    try:
        import pyarrow as pa
    except ImportError as problem:
        raise MissingExtraError("pyarrow", "parquet", "read frames of other libraries") from problem
    stream = hasattr(given, "__arrow_c_stream__")
    table = pa.table(given) if stream else pa.Table.from_batches([pa.record_batch(given)])
    if any(_is_geoarrow(field) for field in table.schema):
        features: pd.DataFrame = gpd.GeoDataFrame.from_arrow(table)
        return features
    frame: pd.DataFrame = table.to_pandas()
    return frame


def _is_geoarrow(field: Any) -> bool:
    named: bytes = (field.metadata or {}).get(b"ARROW:extension:name", b"")
    return named.startswith(b"geoarrow")


def _of_interchange(given: Any) -> pd.DataFrame:
    """Take a frame that only knows the interchange protocol, column by column."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame: pd.DataFrame = pd.api.interchange.from_dataframe(given, allow_copy=True)
    return frame


def with_plain_cells(frame: pd.DataFrame, used: Collection[str]) -> pd.DataFrame:
    """Return a table whose columns in use hold plain values: a list becomes its parts joined.

    Columns that nobody reads stay as they are.
    """
    changed: dict[str, Any] = {}
    for name in frame.columns:
        column = frame[name]
        if isinstance(column.dtype, pd.CategoricalDtype):
            changed[name] = column.astype(object)
        elif column.dtype == object and name in used and name not in _TUPLES:
            kinds = {type(cell) for cell in column.to_numpy(dtype=object)}
            if any(issubclass(kind, _NESTED) for kind in kinds):
                changed[name] = column.map(_plain).astype(object)
    return frame.assign(**changed) if changed else frame


_NESTED = (list, tuple, set, frozenset, dict, np.ndarray, decimal.Decimal, bytes)


def _plain(cell: Any) -> Any:
    """Return a list as its parts joined by semicolons, a decimal as a number."""
    if isinstance(cell, decimal.Decimal):
        return float(cell)
    if isinstance(cell, bytes):
        return cell.decode("utf-8", "replace")
    if isinstance(cell, dict):
        return "; ".join(f"{key}: {value}" for key, value in cell.items())
    if isinstance(cell, set | frozenset):
        return "; ".join(sorted(map(str, cell)))
    return "; ".join(map(str, cell)) if isinstance(cell, list | tuple | np.ndarray) else cell
