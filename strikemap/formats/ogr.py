"""GeoPackage and other formats that GDAL reads, from memory."""

from __future__ import annotations

import json
import sqlite3
import warnings
from contextlib import closing
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely

from strikemap.formats.arcs import require_few_points
from strikemap.formats.layer import Layer
from strikemap.formats.source import Source

_META = "strikemap"
#: Tables of a database; the engine looks at each of them in the light of all others.
_MOST_TABLES: Final = 1_000
#: Steps of its machine that SQLite may take to list what a file holds.
_STEPS: Final = 10_000_000


def read_geopackage(source: Source, *, layer: str | None = None) -> Layer:
    """Read a layer of a GeoPackage.

    Raises
    ------
    StrikemapError
        ``LAYER_AMBIGUOUS``, ``LAYER_UNKNOWN``, ``NOT_GEO``, ``CORRUPT``, ``TOO_LARGE``.
    """
    return _of_layers(source, "GeoPackage", layer)


def read_flatgeobuf(source: Source) -> Layer:
    """Read a FlatGeobuf file.

    Raises
    ------
    StrikemapError
        The codes of :func:`read_geopackage`.
    """
    return _of_layers(source, "FlatGeobuf", None)


def is_topology(value: Any) -> bool:
    """Return whether a parsed JSON value is a TopoJSON object."""
    return isinstance(value, dict) and value.get("type") == "Topology" and "arcs" in value


def read_topology(source: Source, value: Any, *, layer: str | None = None) -> Layer:
    """Read one object of a TopoJSON file, in longitude and latitude where it says nothing else.

    ``value`` is what its JSON holds.

    Raises
    ------
    StrikemapError
        The codes of :func:`read_geopackage`.
    """
    require_few_points(source, value)
    found = _of_layers(source, "TopoJSON", layer)
    found.crs = found.crs or "OGC:CRS84"
    return found


def is_feature_set(value: Any) -> bool:
    """Return whether a parsed JSON value is what ArcGIS servers answer: a feature set."""
    if not isinstance(value, dict) or not {"geometryType", "spatialReference"} & value.keys():
        return False
    features = value.get("features")
    return isinstance(features, list) and any("attributes" in each for each in features[:1])


def read_feature_set(source: Source) -> Layer:
    """Read the feature set of an ArcGIS server.

    Raises
    ------
    StrikemapError
        The codes of :func:`read_geopackage`.
    """
    return read_ogr(source, source.data, "ArcGIS JSON", layer=None)


def layer_names(source: Source) -> dict[str, bool]:
    """Return the names of all layers and tables of a file, and which of them hold geometry.

    Raises
    ------
    StrikemapError
        ``CORRUPT``, or ``NOT_GEO`` for a layer that is computed.
    """
    import pyogrio

    if source.data.startswith(b"SQLite format 3\0"):
        _require_tables(source)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            listed = pyogrio.list_layers(source.data)
    except Exception as problem:
        raise _corrupt(source, problem) from problem
    return {str(name): kind is not None for name, kind in listed}


def _require_tables(source: Source) -> None:
    """Raise for views among the layers and for computed columns, which may compute without end.

    Raises
    ------
    StrikemapError
        ``NOT_GEO``.
    """
    views = "SELECT lower(name) FROM sqlite_master WHERE type = 'view'"
    layers = "SELECT lower(table_name) FROM gpkg_contents"
    columns = (
        "SELECT m.name FROM sqlite_master m, pragma_table_xinfo(m.name) c "
        "WHERE m.type = 'table' AND c.hidden > 1"
    )
    try:
        with closing(sqlite3.connect(":memory:")) as base:
            base.deserialize(source.data)
            base.set_progress_handler(lambda: 1, _STEPS)
            _require_few(source, base)
            named = {str(name) for (name,) in base.execute(views)}
            own = {name for name in named if name.startswith("gpkg_")}
            listed = () if own else base.execute(layers)
            computed = own | named & {str(name) for (name,) in listed}
            computed |= {str(name) for (name,) in base.execute(columns)}
    except (sqlite3.Error, MemoryError):
        return  # whatever is wrong with the file, the engine says it
    if computed:
        raise source.fail(
            "NOT_GEO",
            f"computes {min(computed)[:60]!r} by a program of whoever wrote it (a view, or a "
            "computed column), which is not run. Save that layer as a table.",
        )


def _of_layers(source: Source, name: str, layer: str | None) -> Layer:
    """Read the layer that was asked for, or the only one."""
    names = [each for each, drawn in layer_names(source).items() if drawn]
    if layer is not None and layer not in names:
        raise source.fail(
            "LAYER_UNKNOWN",
            f"has no layer {layer!r}. It has: {', '.join(names)[:300]}.",
            where=layer,
        )
    if not names:
        raise source.fail("NOT_GEO", "holds no layer with geometry.")
    if layer is None and len(names) > 1:
        raise source.fail(
            "LAYER_AMBIGUOUS",
            f"holds several layers. Pass layer= with one of: {', '.join(names)[:1000]}.",
            choices=names,
        )
    return read_ogr(source, source.data, name, layer=layer or names[0])


def _require_few(source: Source, base: sqlite3.Connection) -> None:
    """Raise ``TOO_LARGE`` for a database of very many tables."""
    (tables,) = base.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table'").fetchone()
    if tables > _MOST_TABLES:
        raise source.fail(
            "TOO_LARGE",
            f"has {tables:,} tables; at most {_MOST_TABLES:,} are read. Save the layer as a file "
            "of its own.",
        )


def read_ogr(source: Source, data: bytes, name: str, *, layer: str | None) -> Layer:
    """Read features from bytes with GDAL, whatever it complains about being an error."""
    import pyogrio

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            info = pyogrio.read_info(data, layer=layer, force_feature_count=True)
            if info["features"] > source.limits.rows:
                raise source.too_large("features", int(info["features"]), "rows")
            frame = pyogrio.read_dataframe(data, layer=layer)
    except Exception as problem:
        if isinstance(problem, source.error):
            raise
        raise _corrupt(source, problem) from problem
    if not isinstance(frame, gpd.GeoDataFrame):
        raise source.fail("NOT_GEO", "holds a table without geometry.")
    if info["features"] >= 0 and len(frame) != info["features"]:
        raise source.fail(
            "CORRUPT", f"is damaged: {len(frame)} of {info['features']} features can be read."
        )
    found = from_frame(frame, name, layer or "")
    found.kept = _kept(info.get("layer_metadata"))
    return found


def _kept(metadata: Any) -> dict[str, Any]:
    """Return the ledger and facts that a layer carries, if it was written by this library."""
    try:
        kept = json.loads((metadata or {}).get(_META, "{}"))
    except (ValueError, TypeError):
        return {}
    return kept if isinstance(kept, dict) else {}


def from_frame(frame: gpd.GeoDataFrame, name: str, layer: str) -> Layer:
    """Return a frame's features, in two dimensions."""
    geometry = np.asarray(frame.geometry.array, dtype=object)
    heights = shapely.has_z(geometry)
    found = Layer(crs=frame.crs, format=name, layer=layer)
    found.table = frame.drop(columns=frame.geometry.name).reset_index(drop=True)
    found.geometries = list(shapely.force_2d(geometry) if heights.any() else geometry)
    found.changed = {int(at) + 1: ["Z_DROPPED"] for at in np.flatnonzero(heights)}
    return found


def _corrupt(source: Source, problem: Exception) -> Exception:
    said = " ".join(str(problem).split())[:160]
    return source.fail("CORRUPT", f"is damaged and cannot be read ({said}). Get it again.")
