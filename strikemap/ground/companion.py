"""The finer ground of the package strikemap-ground, read by the box where it is installed."""

from __future__ import annotations

import importlib
import warnings
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, Literal

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from strikemap.arguments import user_line
from strikemap.errors import MapWarning

Layer = Literal["countries", "land", "borders", "provinces", "rivers", "lakes"]
Box = tuple[float, float, float, float]

#: What the package is called, for those who install it.
NAME: Final = "strikemap-ground"


@cache
def folder() -> Path | None:
    """Return where the companion's files lie; None where it is not installed."""
    try:
        return Path(importlib.import_module("strikemap_ground").DATA)
    except ModuleNotFoundError:
        return None


def installed() -> bool:
    """Return whether the finer ground is at hand."""
    return folder() is not None


@lru_cache(maxsize=32)
def near(layer: Layer, box: Box) -> gpd.GeoDataFrame:
    """Return the rows of a layer whose bounds meet a box in degrees."""
    import pyogrio

    table = pyogrio.read_dataframe(_file(f"{layer}.fgb"), bbox=box)
    table["geometry"] = shapely.force_2d(table.geometry.array)
    return table


@lru_cache(maxsize=8)
def country(name: str) -> BaseGeometry:
    """Return the area of a country by its official name, empty where there is none."""
    import pyogrio

    table = pyogrio.read_dataframe(_file("countries.fgb"), columns=["name"])
    found = table.loc[table["name"] == name, "geometry"]
    area: BaseGeometry = found.iloc[0] if len(found) else shapely.MultiPolygon()
    return area


@cache
def towns() -> pd.DataFrame:
    """Return every town: ``name``, ``name_ar``, ``country`` (ISO), ``lon``, ``lat``, ``people``."""
    table: pd.DataFrame = pd.read_csv(
        _file("towns.csv.gz"), keep_default_na=False, encoding="utf-8"
    )
    return table


@cache
def recommend() -> None:
    """Say once, at the line that called the library, what the companion would add to a map."""
    warnings.warn(
        f"Coasts and borders of this map are drawn at 1:50 million. The package {NAME} ('make "
        "ground' in a checkout) has them at 1:10 million, with finer rivers and all towns.",
        MapWarning,
        stacklevel=user_line(),
    )


def _file(name: str) -> Path:
    home = folder()
    if home is None:
        raise ModuleNotFoundError(f"{NAME} is not installed")
    return home / name
