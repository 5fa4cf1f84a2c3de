"""The panels: all maps of a figure in rows, with their headings and details."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import ceil

from strikemap.paint.print.formats import Format
from strikemap.paint.print.furniture import Block, heading
from strikemap.paint.print.panel import (
    Plan,
    draw_inset,
    draw_panel,
    on_ground,
    plan,
    with_details,
)
from strikemap.sheet.sheet import Box, Sheet
from strikemap.spec import MapSpec

_LOWEST = 60.0  # points, the lowest map worth drawing
_LOW = 0.28  # share of a sheet of fixed height that a row of maps is high, at least
_BETWEEN = 8.0  # points between a map and its details
_DETAIL = 0.38  # share of a sheet of fixed height that details get at most
_FLAT = 0.6  # height of a detail over the width of its map, at most
_STRETCH = 1.25  # how much wider than its extent a map may be drawn to fill its room
_AROUND = 0.2  # share of its height by which a narrow one may be drawn wider: its ground goes on
_TALL = 1.4  # height over width of the room of a map, at most, where a page has no height


def aspect(spec: MapSpec, inset: int | None = None) -> float:
    """Return width over height of the extent, or of one inset."""
    extent = spec.extent if inset is None else spec.insets[inset].extent
    return (extent.x_max - extent.x_min) / (extent.y_max - extent.y_min)


def panels(
    spec: MapSpec, paper: Format, room: float, columns: int, *, free: float | None = None
) -> Block:
    """Return all panels in rows of ``columns``, fitted to ``free`` points of height if given."""
    gutter = 20.0 * paper.type_scale
    wide = (room - gutter * (columns - 1)) / columns
    rows = ceil(len(spec.panels) / columns)
    most = None if free is None else (free - paper.gap * (rows - 1)) / rows
    if free is None and aspect(spec) * _TALL < 1:
        most = _head(spec, paper, wide) + _TALL * wide
    lowest = max(_LOWEST, _LOW * (paper.height or 0.0) / rows)
    most = None if most is None else max(most, _head(spec, paper, wide) + lowest)
    if most is not None:
        high = min(wide / aspect(spec), most - _head(spec, paper, wide))
        wide = min(wide, max(high * aspect(spec) * _stretch(spec), 0.5 * wide))
    head = _head(spec, paper, wide)
    shared, detail = _fitted(spec, paper, wide, None if most is None else max(most - head, lowest))
    across, high = shared.frame.width, shared.frame.height
    each = head + high + detail
    parts = _parts(spec, shared, detail)
    shared = with_details(shared, parts)

    def draw(sheet: Sheet, x: float, y: float) -> None:
        for index, panel in enumerate(spec.panels):
            left = x + (index % columns) * (wide + gutter)
            top = y + (index // columns) * (each + paper.gap)
            words = heading(spec, panel, paper, wide)
            words.draw(sheet, left, top + head - words.height)
            box = Box(left, top + head, across, high)
            _draw_one(sheet, spec, paper, shared, index, box)
            _draw_details(sheet, spec, paper, shared, index, box, parts)

    used = columns * wide + (columns - 1) * gutter

    return Block(rows * each + (rows - 1) * paper.gap, draw, used, shared.tells)


def _fitted(spec: MapSpec, paper: Format, wide: float, most: float | None) -> tuple[Plan, float]:
    """Return the plan of a map and the height of the details under it, both within ``most``.

    Where details would leave the map lower than its ground is wide, it is drawn as wide as that
    goes, so that they find room on it; those that still find none are left to larger papers.
    """
    high = wide / aspect(spec) if most is None else max(_LOWEST, min(wide / aspect(spec), most))
    shared = _plan(spec, paper, wide, high)
    detail = _detail_height(spec, shared)
    if most is None or high + detail <= most:
        return shared, detail
    detail = min(detail, _DETAIL * most)
    lower = _plan(spec, paper, wide, max(_LOWEST, min(high, most - detail)))
    beyond = not all(spec.extent.covers(spec.insets[index].extent) for index in _outside(lower))
    if lower.frame.width >= wide or beyond:
        return lower, detail if _outside(lower) else 0.0
    broad = _plan(spec, paper, wide, min(high, wide / aspect(spec) / _stretch(spec)))
    found = broad if not _outside(broad) else shared
    return replace(found, zooms=tuple(zoom for zoom in found.zooms if zoom.box is not None)), 0.0


def _plan(spec: MapSpec, paper: Format, wide: float, high: float) -> Plan:
    """Return the plan of a map on a box, or on the part of it that its ground fills."""
    return plan(spec, paper, *on_ground(spec, spec.extent, wide, high))


def _stretch(spec: MapSpec) -> float:
    """Return how much wider than its extent a map may be drawn."""
    return max(_STRETCH, 1 + _AROUND / aspect(spec))


def _head(spec: MapSpec, paper: Format, wide: float) -> float:
    return max(heading(spec, panel, paper, wide).height for panel in spec.panels)


def _draw_one(
    sheet: Sheet, spec: MapSpec, paper: Format, shared: Plan, index: int, box: Box
) -> None:
    axes = sheet.axes(box, facecolor=spec.theme.water, frame=spec.theme.neighbour_border)
    axes.set_gid(f"panel {index}")
    draw_panel(axes, spec, paper, shared, index)


def _draw_details(
    sheet: Sheet,
    spec: MapSpec,
    paper: Format,
    shared: Plan,
    index: int,
    box: Box,
    parts: Mapping[int, tuple[float, float]],
) -> None:
    """Draw, under its map, the insets that no corner had room for."""
    each = _part(box.width, len(parts)) + _BETWEEN
    for i, (inset, size) in enumerate(parts.items()):
        part = Box(box.x + i * each, box.bottom + _BETWEEN, *size)
        axes = sheet.axes(part, facecolor=spec.theme.water, frame=spec.theme.ink)
        axes.set_gid(f"detail {inset} of panel {index}")
        draw_inset(axes, spec, paper, shared, index, inset, part)


def _outside(shared: Plan) -> list[int]:
    """Return the insets that stand under the map."""
    return [zoom.index for zoom in shared.zooms if zoom.box is None]


def _part(wide: float, number: int) -> float:
    """Return the width of each of the insets under a map."""
    return (wide - _BETWEEN * (number - 1)) / max(number, 1)


def _parts(spec: MapSpec, shared: Plan, detail: float) -> dict[int, tuple[float, float]]:
    """Return how wide and high each inset under a map is drawn: no wider than its ground goes."""
    outside = _outside(shared)
    size = _part(shared.frame.width, len(outside)), detail - _BETWEEN
    return {index: on_ground(spec, spec.insets[index].extent, *size) for index in outside}


def _detail_height(spec: MapSpec, shared: Plan) -> float:
    """Return the height of the row of insets that found no room in a corner, its gap included."""
    outside, wide = _outside(shared), shared.frame.width
    if not outside:
        return 0.0
    each = _part(wide, len(outside))
    highest = max(min(each / aspect(spec, inset), wide * _FLAT) for inset in outside)
    return _BETWEEN + highest
