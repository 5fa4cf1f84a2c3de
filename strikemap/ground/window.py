"""The ground inside one window: every layer cut out, named and put together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from strikemap.ground import atlas, countries, waters
from strikemap.ground.companion import Box
from strikemap.ground.towns import places
from strikemap.spec import Ground, Overlay, Places
from strikemap.words.terms import named

_AREA_COLOUR = "#6B7280"


class View(NamedTuple):
    """Whose position on contested areas a map takes (``"un"`` or ``"held"``), on which day."""

    viewpoint: countries.Viewpoint = "un"
    date: str = atlas.TODAY


def part(box: Box, frame: Box, name: str | None, lang: str, by: float, view: View) -> Ground:
    """Return the ground of a box within +-180 degrees, moved `by` degrees to the east.

    Parameters
    ----------
    box
        West, south, east, north in degrees.
    frame
        The part of it that is shown; its towns are named first.
    name
        Official name of the country of interest, None for none.
    lang
        Language of the names.
    by
        How far to move what was cut: 0, or +-360 beyond the antimeridian.
    view
        Whose position and of which day.
    """
    level = atlas.level_for(*box)
    known = atlas.countries(level, box)
    cut = partial(_cut, box=box, by=by, tolerance=_tolerance(box, level))
    edges = countries.contested_edges(level, view.date)
    borders, disputed = _borders(known, shapely.box(*box), name)
    outline = [countries.coast_and_settled_border(name, level, *view)] if name else []
    return Ground(
        land=cut(known.land),
        country=cut([countries.area(name, level, *view)] if name else []),
        outline=cut(outline),
        borders=cut(shapely.difference(borders, edges)),
        disputed=cut([*disputed, *atlas.claims(view.date)]),
        admin=cut(atlas.provinces(name, level, box) if name else []),
        rivers=cut(waters.rivers(box, level)),
        lakes=cut(waters.lakes(box, level, view.date)),
        areas=tuple(_areas(shapely.box(*box), lang, view.date)),
        places=places(box, frame, name, lang, by),
    )


def _tolerance(box: Box, level: atlas.Level) -> float:
    """Return by how much (degrees) the finest lines may be simplified without being seen."""
    west, south, east, north = box
    return max(east - west, north - south) / 4000 if level == "fine" else 0.0


def _cut(
    shapes: Iterable[BaseGeometry], box: Box, by: float, tolerance: float = 0.0
) -> BaseGeometry:
    """Cut shapes at a box, keep what has their own dimension, and move it along."""
    array, window = np.array(list(shapes), dtype=object), shapely.box(*box)
    near = array[shapely.intersects(array, window)] if len(array) else array
    if not len(near):
        return shapely.GeometryCollection()
    dimension = int(shapely.get_dimensions(near).max())
    inside = shapely.covered_by(near, window)
    cut = np.concatenate([near[inside], shapely.intersection(near[~inside], window)])
    if tolerance:
        cut = shapely.simplify(cut, tolerance)
    parts = shapely.get_parts(shapely.get_parts(cut))
    kept = parts[shapely.get_dimensions(parts) == dimension]
    if dimension == 1:
        kept = kept[shapely.length(kept) > 0]
    if by:
        kept = shapely.transform(kept, lambda points: points + np.array([by, 0.0]))
    return (
        shapely.MultiPolygon(list(kept)) if dimension == 2 else shapely.MultiLineString(list(kept))
    )


def _borders(
    known: atlas.Countries, window: BaseGeometry, name: str | None
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Return the borders in a window that are not the country's own, and the unsettled ones."""
    lines, dashed = (np.array(rows, dtype=object) for rows in (known.lines, known.unsettled()))
    if not len(lines):
        return lines, dashed
    seen = shapely.intersects(lines, window)
    own = np.array([name in pair for pair in known.pairs], dtype=bool)
    partly = ~shapely.is_empty(dashed)
    lines[partly] = shapely.difference(lines[partly], dashed[partly])
    return lines[seen & ~own], dashed[seen & partly]


def _areas(window: BaseGeometry, lang: str, date: str) -> Iterator[Overlay]:
    for each in atlas.contested(date):
        if each.area.intersects(window):
            yield Overlay(named(each.label, lang), each.area, _AREA_COLOUR, 0.8, True)


def joined(parts: list[Ground]) -> Ground:
    """Put the two sides of the antimeridian together."""
    if len(parts) == 1:
        return parts[0]
    merged: dict[str, Any] = {}
    for field in (one for one in fields(Ground) if one.name != "within"):
        values = [getattr(part, field.name) for part in parts]
        if isinstance(values[0], tuple):
            merged[field.name] = tuple(area for each in values for area in each)
        elif isinstance(values[0], Places):
            merged[field.name] = _all_of(values)
        else:
            merged[field.name] = shapely.union_all(values)
    return Ground(**merged)


def _all_of(places: list[Places]) -> Places:
    columns = ("lon", "lat", "rank")
    return Places(
        tuple(name for each in places for name in each.names),
        *(np.concatenate([getattr(each, key) for each in places]) for key in columns),
    )
