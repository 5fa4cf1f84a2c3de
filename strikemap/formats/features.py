"""Files of features as frames in longitude and latitude."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from strikemap.errors import StrikemapError, ZoneError
from strikemap.formats import geojson, gpx, kml, ogr, parquet, shapefile, wkt
from strikemap.formats.archive import open_archive
from strikemap.formats.layer import Layer
from strikemap.formats.limits import Limits
from strikemap.formats.projection import check_extent, crs_to_use, to_lonlat
from strikemap.formats.signature import kind_of
from strikemap.formats.source import PathLike, Source, open_source
from strikemap.formats.table import check_fields
from strikemap.ledger import Entry


def read_features(
    path: PathLike,
    *,
    layer: str | None = None,
    crs: Any = None,
    encoding: str | None = None,
    limits: Limits | Mapping[str, int] | None = None,
    error: type[StrikemapError] = ZoneError,
) -> tuple[gpd.GeoDataFrame, dict[str, Any]]:
    """Read a vector file of any supported kind.

    Parameters
    ----------
    path
        GeoJSON and its sequences, TopoJSON, KML, KMZ, GPX, GeoPackage, FlatGeobuf, Shapefile
        (also zipped), GeoParquet, or delimited text with polygons as well-known text (WKT).
    layer
        Layer of a GeoPackage (or folder of a KML file) where several could be meant.
    crs
        Coordinate reference system, where the file states none or a wrong one.
    encoding
        Encoding of the texts of a Shapefile or KML file that is not UTF-8.
    limits
        See :class:`strikemap.formats.limits.Limits`.
    error
        Class of the errors raised: :class:`ZoneError` or :class:`ReportError`.

    Returns
    -------
    frame : geopandas.GeoDataFrame
        The file's own columns (texts of features as they stand) and ``geometry`` in
        EPSG:4326, two-dimensional; a ring that was open is closed. The index counts features
        from 0 as in the file; features without geometry are left out.
    facts : dict
        ``file``, ``sha256``, ``format``, ``layer``, ``crs``, ``read`` (number of features),
        ``notes`` (a list of ``{"code", "detail"}``) and ``entries`` (ledger lines of features
        that were set aside or changed).

    Raises
    ------
    StrikemapError
        Of the class ``error``, with a file code of the input policy, such as ``NOT_GEO``,
        ``CRS_MISSING``, ``LAYER_AMBIGUOUS``, ``COORD_RANGE``, ``INVALID_GEOMETRY``.
    """
    source = open_source(path, limits=limits, error=error)
    found = read_layer(source, layer=layer, encoding=encoding)
    if not len(found):
        raise source.fail("NO_ROWS", "holds no features.")
    _raise_first_problem(source, found)
    stated = crs_to_use(source, found.crs, crs)
    frame = found.frame(source)
    check_fields(source, pd.DataFrame(frame.drop(columns=frame.geometry.name)))
    given = ~(frame.geometry.isna() | frame.geometry.is_empty)
    entries = _set_aside(source, frame, np.asarray(given))
    frame, moved = to_lonlat(frame[given], stated)
    if not len(frame):
        raise source.fail("NO_ROWS", "holds features but no geometry.")
    check_extent(source, frame)
    entries += _changes(source, found, stated.to_string() if moved else "")
    facts = {
        "file": source.name,
        "sha256": source.sha256,
        "format": found.format,
        "layer": found.layer,
        "crs": stated.to_string(),
        "read": len(found),
        "notes": found.notes,
        "entries": entries,
    }
    return frame, facts


def read_layer(source: Source, *, layer: str | None = None, encoding: str | None = None) -> Layer:
    """Return the features of an opened file as they stand, before any CRS is applied."""
    kind = kind_of(source)
    if kind == "json":
        return geojson.read(source, layer=layer)
    if kind == "xml":
        return kml.read(source, layer=layer, encoding=encoding)
    if kind == "gpx":
        return gpx.read(source)
    if kind == "flatgeobuf":
        return ogr.read_flatgeobuf(source)
    if kind == "geopackage":
        return ogr.read_geopackage(source, layer=layer)
    if kind == "shapefile":
        return shapefile.read(source, encoding=encoding)
    if kind == "parquet":
        return parquet.layer_of(source, parquet.read(source))
    if kind == "zip":
        return _read_zip(source, layer, encoding)
    if kind == "text":
        return wkt.read(source, encoding=encoding)
    raise source.fail(
        "NOT_GEO",
        f"holds no geometry that can be read ({kind}). Pass GeoJSON, TopoJSON, KML, KMZ, "
        "GPX, GeoPackage, FlatGeobuf, Shapefile, GeoParquet, or a CSV with polygons as WKT.",
    )


def _read_zip(source: Source, layer: str | None, encoding: str | None) -> Layer:
    """Read the features in a zip archive: a KMZ or a zipped Shapefile."""
    archive = open_archive(source)
    if archive.names(".shp"):
        return shapefile.read_zipped(source, archive, layer=layer, encoding=encoding)
    if source.suffix == ".kmz" or archive.names(".kml"):
        return kml.read_kmz(source, archive, layer=layer, encoding=encoding)
    raise source.fail(
        "NOT_GEO",
        "is an archive without a KML file or Shapefile in it. Unpack it and pass the file itself.",
    )


def _raise_first_problem(source: Source, layer: Layer) -> None:
    """Raise for the first feature whose geometry could not be built."""
    for row, (code, what) in sorted(layer.problems.items()):
        raise source.fail(code, f"{what} (feature {row}). Correct it.", where=f"feature {row}")


def _set_aside(source: Source, frame: gpd.GeoDataFrame, given: Any) -> list[Entry]:
    """Return a ledger line for every feature without geometry."""
    ids = frame["id"].astype(str) if "id" in frame.columns else None
    return [
        Entry(
            file=source.name,
            row=int(row) + 1,
            id="" if ids is None else str(ids.iloc[row]),
            code="COORD_MISSING",
            action="set aside",
            detail="the feature has no geometry",
        )
        for row in np.flatnonzero(~given)
    ]


DONE = {
    "RING_CLOSED": "an open ring was closed",
    "RING_DROPPED": "rings that hold no area were left out",
    "Z_DROPPED": "heights were left out",
    "COLLECTION_FLATTENED": "the polygons of a geometry collection were taken together",
}


def _changes(source: Source, layer: Layer, moved_from: str) -> list[Entry]:
    """Return a ledger line for every change made on the way."""
    entries = [
        Entry(file=source.name, row=row, id="", code=code, action="changed", detail=DONE[code])
        for row, codes in sorted(layer.changed.items())
        for code in codes
    ]
    if moved_from:
        detail = f"coordinates were transformed from {moved_from} to EPSG:4326"
        entries.append(
            Entry(file=source.name, row=0, id="", code="CRS", action="changed", detail=detail)
        )
    return entries
