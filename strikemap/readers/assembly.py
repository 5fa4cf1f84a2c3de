"""The kept rows put together: the contract's columns, the caller's own, then the points."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from strikemap import schema
from strikemap.arrays import Floats
from strikemap.dates import PRECISIONS
from strikemap.formats.table import RawTable
from strikemap.formats.uncollected import uncollected
from strikemap.readers.days import Dates
from strikemap.readers.harmonise import no_text, spread_text
from strikemap.readers.header import Layout
from strikemap.readers.points import Points

_CONTRACT: Final = tuple(name for name in schema.REPORT_COLUMNS if name != "geometry")
_PRECISION = pd.CategoricalDtype(list(schema.LOCATION_PRECISION), ordered=True)


def assemble(
    table: RawTable,
    layout: Layout,
    ids: Any,
    points: Points,
    dates: Dates,
    columns: Mapping[str, Any],
    kept: npt.NDArray[np.bool_],
) -> gpd.GeoDataFrame:
    """Put the kept rows together: contract first, then the caller's own columns, then points."""
    everything = bool(kept.all())

    def rows(values: Any) -> Any:
        plain = _plain(values)
        return plain if everything else plain[kept]

    made: dict[str, Any] = {
        "id": rows(ids),
        "date_start": rows(dates.start).astype("datetime64[us]"),
        "date_end": rows(dates.end).astype("datetime64[us]"),
        "date_precision": spread_text(PRECISIONS, rows(dates.precision)),
    }
    made |= {name: _typed(name, rows(values)) for name, values in columns.items()}
    out = _contract(made, int(kept.sum()))
    out |= _own_columns(table.frame, layout, out, rows)
    out["geometry"] = gpd.array.GeometryArray(_shapes(points, rows, table.geometry), crs=schema.CRS)
    frame = pd.DataFrame(out, copy=False)
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=schema.CRS, copy=False)


def own_and_made(
    table: RawTable, layout: Layout, columns: Mapping[str, Any], names: Collection[str]
) -> pd.DataFrame:
    """Return some columns of all rows as :func:`assemble` would, those that there are."""
    made = {name: _typed(name, _plain(columns[name])) for name in columns if name in names}
    missing = [name for name in _CONTRACT if name in names and name not in made]
    made |= {name: _empty(name, no_text(len(table.frame))) for name in missing}
    own = _own_columns(table.frame, layout, dict.fromkeys((*made, *_CONTRACT)), _plain)
    found = made | {name: values for name, values in own.items() if name in names}
    return pd.DataFrame(found, index=range(len(table.frame)), copy=False)


def _plain(values: Any) -> Any:
    return values.array if isinstance(values, pd.Series) else values


def _contract(made: Mapping[str, Any], n: int) -> dict[str, Any]:
    """Return the columns of the contract in order, empty ones for those that were not made."""
    out: dict[str, Any] = {}
    nothing = no_text(n)
    for name in (*_CONTRACT, *schema.FURTHER_COLUMNS):
        if name in made:
            out[name] = made[name]
        elif name in _CONTRACT:
            out[name] = _empty(name, nothing)
    return out


def _shapes(points: Points, rows: Any, given: Any) -> Any:
    """Return points as geometry, those ``given`` if they are these; ``None`` for none."""
    lon, lat = rows(points.lon), rows(points.lat)
    if given is not None and _are_at(rows(given), lon, lat):
        return rows(given)
    with uncollected():
        shapes = shapely.points(lon, lat)
    nowhere = np.isnan(lon) | np.isnan(lat)
    if nowhere.any():
        shapes[nowhere] = None
    return shapes


def _are_at(shapes: Any, lon: Floats, lat: Floats) -> bool:
    """Return whether geometries are plain points at these coordinates."""
    if (shapely.get_type_id(shapes) != 0).any() or shapely.has_z(shapes).any():
        return False
    places = shapely.get_coordinates(shapes)
    return np.array_equal(places, np.column_stack((lon, lat)))


def _empty(name: str, nothing: Any) -> Any:
    """Return a column of the contract that the table does not fill."""
    length = len(nothing)
    if name == "location_precision":
        return pd.Categorical.from_codes(np.full(length, -1), dtype=_PRECISION)
    if name == "radius_km":
        return np.full(length, np.nan)
    if name in ("killed_min", "killed_max"):
        return pd.arrays.IntegerArray(np.zeros(length, dtype=np.int64), np.ones(length, dtype=bool))
    return nothing.copy()


def _typed(name: str, values: Any) -> Any:
    """Return a column in the type of the contract."""
    if name == "location_precision":
        return schema.precision_values(values)
    if name in ("attackers_stated", "attackers_alternative", "claim"):
        return values
    if name == "radius_km":
        return np.asarray(values, dtype=float)
    if name in ("killed_min", "killed_max"):
        return pd.array(values, dtype="Int64")
    return (
        values
        if getattr(values, "dtype", None) == schema.TEXT
        else pd.array(values, dtype=schema.TEXT)
    )


def _own_columns(
    frame: pd.DataFrame, layout: Layout, made: Mapping[str, Any], rows: Any
) -> dict[str, Any]:
    """Return the caller's columns, renamed only where the contract needs the name."""
    own: dict[str, Any] = {}
    for name in frame.columns:
        if name == "precision_flag" or (layout.roles.get(str(name)) == name and name in made):
            continue
        kept_as = str(name)
        while kept_as in made or kept_as in own or kept_as == "geometry":
            kept_as += "_original"
        own[kept_as] = rows(frame[name])
    return own
