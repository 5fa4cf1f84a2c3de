"""The embedded data sets: what there is, where it comes from, and how to load it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import cache
from io import BytesIO
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from strikemap import schema
from strikemap.content import note_making
from strikemap.errors import ReportError
from strikemap.ground import topology
from strikemap.ledger import record
from strikemap.resources import resource

#: Grades of the embedded tables, from the lowest to the highest.
CONFIDENCE: Final = ("low", "medium", "high")

_KEPT = ("kind", "source", "licence", "licence_ar", "caveats", "caveats_ar")
_DATES = ("date", "date_start", "date_end", "as_of", "valid_from", "valid_to")
_INTEGERS = ("killed_min", "killed_max", "n_reports", "n_sources", "geonameid", "rank")
_FLOATS = ("radius_km",)
_FLAGS = ("claim", "attacker_word_only", "independent", "in_window", "unverified")
_TUPLES = ("attackers_stated", "attackers_alternative", "report_ids")


def datasets() -> pd.DataFrame:
    """List the data sets that come with the library.

    Returns
    -------
    pandas.DataFrame
        One row per data set: ``name``, ``rows``, ``source``, ``licence``.

    Examples
    --------
    >>> import strikemap as sm
    >>> list(sm.datasets().columns)
    ['name', 'rows', 'source', 'licence']
    """
    rows = [
        {"name": name, **{key: entry[key] for key in ("rows", "source", "licence")}}
        for name, entry in _catalogue().items()
    ]
    return pd.DataFrame(rows, columns=["name", "rows", "source", "licence"])


def load_dataset(name: str) -> gpd.GeoDataFrame:
    """Load an embedded data set.

    Parameters
    ----------
    name
        One of the names that :func:`datasets` lists.

    Returns
    -------
    geopandas.GeoDataFrame
        A new frame in EPSG:4326 (a plain DataFrame for a table without places). Dates are
        local calendar dates at midnight and ``[date_start, date_end]`` is closed;
        ``attackers_stated``, ``attackers_alternative`` and ``report_ids`` hold tuples; what
        a page does not state is missing (NA), not 0 or "". File, SHA-256, source, licence
        and known weak points are in ``frame.attrs["strikemap"]``.

    Raises
    ------
    ReportError
        Code ``DATASET_UNKNOWN``: there is no data set of that name.

    Examples
    --------
    >>> import strikemap as sm
    >>> strikes = sm.load_dataset("syria_2017_strikes")
    >>> len(strikes)
    224
    >>> strikes.loc[strikes["claim"], "date_start"].dt.strftime("%d %B").tolist()
    ['25 May', '28 May', '01 June', '06 June', '08 June']

    An event of the embedded list, under its name in both languages:

    >>> deal = sm.load_dataset("syria_events").set_index("date").loc["2017-05-04"]
    >>> sm.Event(deal["name"], deal.name, names={"ar": deal["name_ar"]}).name_in("ar")
    'توقيع روسيا وتركيا وإيران مذكرة مناطق خفض التصعيد'
    """
    catalogue = _catalogue()
    if name not in catalogue:
        raise ReportError(
            f"There is no data set called {name!r}. There are: {', '.join(catalogue)}.",
            code="DATASET_UNKNOWN",
            where=str(name),
        )
    entry = catalogue[name]
    path = resource("geodata", entry["file"])
    data = path.read_bytes()
    frame = _typed(_table(data) if path.suffix == ".csv" else _features(data, entry))
    kept = {key: entry[key] for key in _KEPT if key in entry}
    record(
        frame,
        [],
        read=len(frame),
        dataset=name,
        file=entry["file"],
        sha256=hashlib.sha256(data).hexdigest(),
        **kept,
    )
    note_making(frame)
    return frame


@cache
def _catalogue() -> Mapping[str, Mapping[str, Any]]:
    text = resource("geodata", "catalogue.json").read_text(encoding="utf-8")
    entries: Mapping[str, Mapping[str, Any]] = json.loads(text)
    return entries


def _table(data: bytes) -> pd.DataFrame:
    table: pd.DataFrame = pd.read_csv(
        BytesIO(data), dtype=str, keep_default_na=False, encoding="utf-8"
    )
    if "lon" not in table.columns:
        return table
    lon, lat = (pd.to_numeric(table.pop(name), errors="raise") for name in ("lon", "lat"))
    points = gpd.points_from_xy(lon, lat, crs=schema.CRS)
    points[lon.isna().to_numpy()] = None
    located: pd.DataFrame = gpd.GeoDataFrame(table, geometry=points)
    return located


def _features(data: bytes, entry: Mapping[str, Any]) -> gpd.GeoDataFrame:
    document = json.loads(data)
    if document["type"] == "Topology":
        areas, rows = topology.geometries(document, entry["object"])
        return gpd.GeoDataFrame(rows, geometry=areas, crs=schema.CRS)
    frame = gpd.GeoDataFrame.from_features(document["features"], crs=schema.CRS)
    properties = [name for name in frame.columns if name != "geometry"]
    return frame[[*properties, "geometry"]]


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Give every known column its type; what is not stated is missing, never an empty text."""
    for names, convert in _TYPES.items():
        for name in frame.columns.intersection(list(names)):
            frame[name] = convert(frame[name])
    typed = {name for names in _TYPES for name in names}
    for name in frame.columns.difference([*typed, "geometry"]):
        frame[name] = frame[name].mask(frame[name] == "")
    return frame


def _dates(column: pd.Series[Any]) -> Any:
    return pd.to_datetime(column.mask(column == ""), format="%Y-%m-%d")


def _integers(column: pd.Series[Any]) -> Any:
    return pd.to_numeric(column.mask(column == "")).astype("Int64")


def _floats(column: pd.Series[Any]) -> Any:
    return pd.to_numeric(column.mask(column == "")).astype("float64")


def _flags(column: pd.Series[Any]) -> Any:
    return column.map({"True": True, "False": False, True: True, False: False}).astype(bool)


def _tuples(column: pd.Series[Any]) -> Any:
    return [tuple(part for part in text.split(";") if part) for text in column]


def _grades(column: pd.Series[Any]) -> Any:
    return pd.Categorical(column, categories=list(CONFIDENCE), ordered=True)


_TYPES: Final[Mapping[tuple[str, ...], Callable[[Any], Any]]] = {
    _DATES: _dates,
    _INTEGERS: _integers,
    _FLOATS: _floats,
    _FLAGS: _flags,
    _TUPLES: _tuples,
    ("location_precision",): schema.precision_values,
    ("confidence",): _grades,
}
