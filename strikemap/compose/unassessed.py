"""Unassessed ground: where zones are drawn from towns and no listed town is near."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from strikemap.compose.ground_held import GroundHeld
from strikemap.spec import UNASSESSED, SideStyle, ZoneLayer
from strikemap.words.phrases import Lang, phrase

#: Pieces of ground narrower than this (degrees) lie between two outlines of one border.
_NARROW: Final = 0.02


def with_unassessed(held: GroundHeld, country: BaseGeometry, lang: Lang) -> GroundHeld:
    """Return the ground held with the rest of the country as ground that nobody assessed.

    Left white it would read as no man's land; lines in no side's colour say what it is.
    """
    rest = [_rest(layer, country) for layer in held.layers]
    if all(area.is_empty for area in rest):
        return held
    label = phrase("blank", lang)
    look = SideStyle(UNASSESSED, label, "#FBFAF7", "backhatch", "#CFCBC2")
    layers = [
        _with(layer, area, len(held.sides), label)
        for layer, area in zip(held.layers, rest, strict=True)
    ]
    return replace(held, sides=(*held.sides, look), layers=tuple(layers))


def _rest(layer: ZoneLayer, country: BaseGeometry) -> BaseGeometry:
    free = shapely.difference(country, shapely.union_all(layer.geometry))
    wide = shapely.buffer(free, -_NARROW / 2, quad_segs=2)
    parts = shapely.get_parts(free)
    kept: BaseGeometry = shapely.union_all(parts[shapely.intersects(parts, wide)])
    return kept


def _with(layer: ZoneLayer, area: BaseGeometry, code: int, label: str) -> ZoneLayer:
    if area.is_empty:
        return layer
    return replace(
        layer,
        names=(*layer.names, label),
        side=np.append(layer.side, code).astype(layer.side.dtype),
        geometry=(*layer.geometry, area),
        label_lon=np.append(layer.label_lon, np.nan),
        label_lat=np.append(layer.label_lat, np.nan),
        facts=(*layer.facts, (layer.facts[0][0], "", "")) if layer.facts else (),
    )
