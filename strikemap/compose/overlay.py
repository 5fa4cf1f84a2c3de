"""Overlays: the caller's lines and areas over the zones, in one quiet look."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

import geopandas as gpd
from shapely.geometry.base import BaseGeometry

from strikemap.errors import MapError
from strikemap.schema import CRS
from strikemap.spec import Overlay
from strikemap.words.languages import SOURCE
from strikemap.words.terms import named

_COLOUR: Final = "#1F4E79"
_NAMES: Final = ("name", "label", "zone")


def overlays(layers: Iterable[gpd.GeoDataFrame | BaseGeometry | Overlay]) -> tuple[Overlay, ...]:
    """Return overlays from frames (one per row, named by ``name``), shapes or overlays.

    A column such as ``name_ar`` beside ``name`` holds the names for maps in that language.

    Raises
    ------
    MapError
        Code ``OVERLAY_TYPE``: something else was given; ``CRS_MISSING``: a frame has no CRS.
    """
    found: list[Overlay] = []
    for layer in layers:
        if isinstance(layer, Overlay):
            found.append(layer)
        elif isinstance(layer, BaseGeometry):
            found.append(_overlay("", layer))
        elif isinstance(layer, gpd.GeoDataFrame):
            found.extend(_rows(layer))
        else:
            raise MapError(
                f"overlays= holds a {type(layer).__name__}. Give GeoDataFrames (such as "
                "load_dataset('syria_2017_lines')) or shapely geometries in EPSG:4326.",
                code="OVERLAY_TYPE",
                where="overlays",
            )
    return tuple(found)


def _rows(layer: gpd.GeoDataFrame) -> list[Overlay]:
    if layer.crs is None:
        raise MapError(
            "A frame in overlays= has no CRS. Set it, for example with frame.set_crs('EPSG:4326').",
            code="CRS_MISSING",
            where="overlays",
        )
    rows = layer.to_crs(CRS)
    column_of = next((name for name in _NAMES if name in rows), None)
    labels = _texts(rows, column_of)
    names: list[list[tuple[str, str]]] = [[] for _ in labels]
    for column in rows.columns if column_of else ():
        if (code := str(column).removeprefix(f"{column_of}_")) != str(column):
            for own, other in zip(names, _texts(rows, column), strict=True):
                own += [(code, other)] if other else []
    return [
        _overlay(label, shape, tuple(own))
        for label, own, shape in zip(labels, names, rows.geometry, strict=True)
    ]


def _texts(rows: gpd.GeoDataFrame, column: str | None) -> list[str]:
    return list(rows[column].fillna("").astype(str)) if column in rows else [""] * len(rows)


def _overlay(label: str, shape: BaseGeometry, names: tuple[tuple[str, str], ...] = ()) -> Overlay:
    return Overlay(label, shape, _COLOUR, 1.4, True, names)


def named_in(made: Iterable[Overlay], lang: str) -> tuple[Overlay, ...]:
    """Return overlays under their names in a language, where they have one."""
    return tuple(
        replace(one, label=named({SOURCE: one.label, **dict(one.names)}, lang)) for one in made
    )
