"""Layers for GIS: GeoPackage, GeoJSON and GeoParquet, the same bytes every time."""

from __future__ import annotations

import contextlib
import io
import json
import math
import threading
import warnings
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from strikemap.errors import MissingExtraError
from strikemap.exchange.layers import Layers
from strikemap.provenance.containers import NAME
from strikemap.whole_file import scratch_folder

#: What a GeoPackage says on when it was changed.
_ALWAYS = "2000-01-01T00:00:00Z"
_ONE_AT_A_TIME = threading.Lock()


def geopackage(layers: Layers) -> bytes:
    """Return a GeoPackage of the layers strikes, zones, windows, counts and provenance."""
    import pyogrio

    tables: dict[str, pd.DataFrame] = {
        "strikes": layers.strikes,
        "zones": layers.zones,
        "windows": layers.windows,
        "counts": layers.counts,
        "provenance": pd.DataFrame({"record": [layers.record]}),
    }
    with _dated(), scratch_folder() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = folder / "map.gpkg"
        for name, table in tables.items():
            if len(table.columns) > isinstance(table, gpd.GeoDataFrame):
                pyogrio.write_dataframe(
                    _typed(table), path, layer=name, driver="GPKG", append=path.exists()
                )
        return path.read_bytes()


@contextlib.contextmanager
def _dated() -> Iterator[None]:
    """Let GDAL take one fixed day for today; the setting is that of all threads."""
    import pyogrio

    with _ONE_AT_A_TIME:
        before = pyogrio.get_gdal_config_option("ogr_current_date")
        pyogrio.set_gdal_config_options({"ogr_current_date": _ALWAYS})
        try:
            yield
        finally:
            pyogrio.set_gdal_config_options({"ogr_current_date": before})


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table in which an empty column is one of texts, and no text is cut at a NUL."""
    texts = [name for name in table if pd.api.types.is_string_dtype(table[name])]
    texts += [name for name in table if table[name].dtype == object and name not in texts]
    whole = {str(name): table[name].map(_uncut) for name in texts}
    table = table.assign(**whole)
    empty = [name for name in table if table[name].dtype == object and table[name].isna().all()]
    return table.astype(dict.fromkeys(empty, "str"))


def _uncut(cell: Any) -> Any:
    return cell.replace("\0", "\ufffd") if isinstance(cell, str) else cell


def parquet(layers: Layers) -> bytes:
    """Return the strikes as GeoParquet, with the record among the metadata.

    Raises
    ------
    MissingExtraError
        pyarrow is not installed.
    """
    if find_spec("pyarrow") is None:
        raise MissingExtraError("pyarrow", "parquet", "write Parquet files")
    import pyarrow.parquet as pq

    first, made = io.BytesIO(), io.BytesIO()
    layers.strikes.to_parquet(first, index=False)
    table = pq.read_table(first)
    held = {**(table.schema.metadata or {}), NAME.encode(): layers.record.encode()}
    pq.write_table(table.replace_schema_metadata(held), made)
    return made.getvalue()


def geojson(layers: Layers) -> bytes:
    """Return strikes and zones as features (RFC 7946); all else as further members."""
    features = [
        *_features("strike", layers.strikes),
        *_features("zone", layers.zones),
    ]
    whole = {
        "type": "FeatureCollection",
        "features": features,
        "windows": _rows(layers.windows),
        "counts": _rows(layers.counts),
        "strikemap": json.loads(layers.record or "{}"),
    }
    text = json.dumps(whole, ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", "replace")


def _features(layer: str, frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    rows = _rows(pd.DataFrame(frame.drop(columns=frame.geometry.name)))
    shapes = [json.loads(text) for text in shapely.to_geojson(frame.geometry.to_numpy())]
    return [
        {"type": "Feature", "properties": {"layer": layer, **row}, "geometry": shape}
        for row, shape in zip(rows or [{}] * len(shapes), shapes, strict=True)
    ]


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    found = table.astype(object).to_dict("records")
    return [{str(name): _number(value) for name, value in row.items()} for row in found]


def _number(value: Any) -> Any:
    """Return a cell as JSON has it: nothing for what is missing, a text for infinity."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    return str(value) if isinstance(value, float) and math.isinf(value) else value
