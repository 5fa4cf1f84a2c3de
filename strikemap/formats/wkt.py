"""Tables whose polygons are texts: well-known text in one column of delimited text."""

from __future__ import annotations

import re
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely

from strikemap.formats import delimited
from strikemap.formats.layer import Layer
from strikemap.formats.source import Source
from strikemap.formats.table import AnyHeader, RawTable

#: A polygon as text, which nothing can be nested in; PostGIS writes its EPSG code before it.
_POLYGON: Final = re.compile(
    r"(?:SRID=(\d{1,6});)?\s*((?:MULTI)?POLYGON\s*Z?M?\s*\([-+\d.E,()\s]*)",
    re.IGNORECASE | re.ASCII,
)


def read(source: Source, *, encoding: str | None) -> Layer:
    """Read the features of a table that has their polygons as well-known text.

    Raises
    ------
    StrikemapError
        ``NOT_GEO``: no column, or more than one, holds polygons; and what
        :func:`strikemap.formats.delimited.read` raises.
    """
    table = delimited.read(source, encoding=encoding, header=AnyHeader())
    _require_all_rows(source, table)
    column = _column(source, table.frame)
    texts = table.frame[column].fillna("").astype(object).str.strip()
    found = [_POLYGON.fullmatch(text) for text in texts]
    codes = {match[1] for match in found if match and match[1]}
    layer = Layer(crs=f"EPSG:{codes.pop()}" if len(codes) == 1 else None, format="WKT")
    layer.table = table.frame.drop(columns=column).reset_index(drop=True)
    layer.notes = list(table.notes)
    for row, (text, match) in enumerate(zip(texts, found, strict=True), start=1):
        shape = shapely.from_wkt(match[2], on_invalid="ignore") if match else None
        if text and shape is None:
            layer.problems[row] = ("INVALID_GEOMETRY", f"has no polygon in column {column!r}")
        elif shape is not None and shapely.has_z(shape):
            layer.changed[row] = ["Z_DROPPED"]
        layer.geometries.append(None if shape is None else shapely.force_2d(shape))
    return layer


def _require_all_rows(source: Source, table: RawTable) -> None:
    """Raise for the first row whose form is not the table's: no zone may be lost."""
    for entry in table.entries:
        if entry["action"] == "set aside":
            raise source.fail(entry["code"], f"{entry['detail']} (row {entry['row']}). Correct it.")


def _column(source: Source, frame: pd.DataFrame) -> Any:
    """Return the one column that holds polygons."""
    held = [name for name in frame.columns if _holds_polygons(frame[name])]
    if len(held) == 1:
        return held[0]
    said = f"in several columns ({', '.join(map(repr, held))})" if held else "in no column"
    raise source.fail(
        "NOT_GEO",
        f"is a table with polygons {said}. Pass a table with polygons as well-known text in one "
        "column (WKT), or GeoJSON, TopoJSON, KML, KMZ, GPX, GeoPackage, FlatGeobuf, Shapefile or "
        "GeoParquet.",
    )


def _holds_polygons(column: pd.Series[Any]) -> bool:
    stated = column.dropna().astype(object)
    return bool(
        np.any([_POLYGON.fullmatch(str(value).strip()) is not None for value in stated.head(100)])
    )
