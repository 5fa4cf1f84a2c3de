"""What a map hands on: its strikes, zones, windows, counts, ledger and notes as tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from strikemap.compose.scene import Scene
from strikemap.ledger import COLUMNS, Entry
from strikemap.payload.strike_columns import published_positions
from strikemap.schema import CRS, REPORT_COLUMNS, STRIKE_COLUMNS, ZONE_COLUMNS, date_of
from strikemap.spec import MapSpec

#: Columns of the strikes that are handed on: those of the contract, and where each lies.
HANDED_ON: Final = (*REPORT_COLUMNS[:-1], *STRIKE_COLUMNS, "zone", "zone_side")


@dataclass(frozen=True, eq=False)
class Layers:
    """A map as tables; ``record`` is its record as JSON.

    ``strikes`` and ``zones`` are in EPSG:4326; every strike names its window. ``windows``
    holds their first and last days, ``counts`` the numbers of the map.
    """

    title: str
    strikes: gpd.GeoDataFrame
    zones: gpd.GeoDataFrame
    windows: pd.DataFrame
    counts: pd.DataFrame
    ledger: pd.DataFrame
    notes: pd.DataFrame
    record: str


def layers_of(
    scene: Scene, spec: MapSpec, table: pd.DataFrame, entries: Iterable[Entry], record: str
) -> Layers:
    """Return a map as tables, no position finer than the map and its sources have it."""
    shown = np.flatnonzero(np.asarray(spec.marks.panel) >= 0)
    lon, lat = published_positions(spec, shown)
    around = np.where(lon > 180, (lon - 360).round(6), lon)
    points = gpd.points_from_xy(around, lat, crs=CRS)
    rows = scene.strikes.iloc[shown]
    columns = {name: _plain(rows[name]) for name in HANDED_ON if name in rows}
    keys = [spec.panels[panel].key for panel in np.asarray(spec.marks.panel)[shown]]
    zones = scene.zones if scene.zones is not None else gpd.GeoDataFrame(geometry=[], crs=CRS)
    ground = {name: _plain(zones[name]) for name in ZONE_COLUMNS[:-1] if name in zones}
    return Layers(
        spec.title,
        gpd.GeoDataFrame({**columns, "window": keys}, geometry=points),
        gpd.GeoDataFrame(ground, geometry=zones.geometry.to_numpy(), crs=CRS),
        pd.DataFrame([_window(panel) for panel in spec.panels]),
        pd.DataFrame({str(name): _plain(table[name]) for name in table}),
        pd.DataFrame([dict(entry) for entry in entries], columns=list(COLUMNS)).drop(
            columns="file"
        ),
        pd.DataFrame({"note": [note.text for note in spec.notes]}),
        record,
    )


def _window(panel: Any) -> dict[str, str]:
    return {
        "window": panel.key,
        "heading": panel.heading,
        "first_day": str(date_of(panel.day_start)),
        "last_day": str(date_of(panel.day_stop - 1)),
    }


def _plain(column: pd.Series[Any]) -> list[Any]:
    """Return cells as numbers, booleans, texts and None: days in ISO form, tuples joined."""
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return [None if pd.isna(day) else str(day)[:10] for day in column]
    return [_cell(value) for value in column]


def _cell(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return "; ".join(map(str, value))
    if value is None or pd.isna(value):
        return None
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if isinstance(value, bool | int | float | str) else str(value)
