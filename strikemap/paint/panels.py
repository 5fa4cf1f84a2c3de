"""The panels: all maps of a figure in rows, with their headings and details."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from strikemap.paint.formats import Format
from strikemap.paint.furniture import Block, heading
from strikemap.paint.panel import Plan, draw_inset, draw_panel, plan
from strikemap.paint.sheet import Box, Sheet
from strikemap.spec import MapSpec

_LOWEST = 60.0  # points, the lowest map worth drawing
_STRETCH = 1.25  # how much wider than its extent a map may be drawn to fill its room


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
    head = _head(spec, paper, wide)
    high = wide / aspect(spec)
    if free is not None:
        high = max(_LOWEST, min(high, (free - paper.gap * (rows - 1)) / rows - head))
        wide = min(wide, max(high * aspect(spec) * _STRETCH, 0.5 * wide))
        head = _head(spec, paper, wide)
        high = max(_LOWEST, min(high, (free - paper.gap * (rows - 1)) / rows - head))
    shared = plan(spec, paper, wide, high)
    outside = [zoom.index for zoom in shared.zooms if zoom.box is None]
    each = head + high + detail_height(spec, outside, wide, gutter)

    def draw(sheet: Sheet, x: float, y: float) -> None:
        for index, panel in enumerate(spec.panels):
            left = x + (index % columns) * (wide + gutter)
            top = y + (index // columns) * (each + paper.gap)
            words = heading(spec, panel, paper, wide)
            words.draw(sheet, left, top + head - words.height)
            box = Box(left, top + head, wide, high)
            _draw_one(sheet, spec, paper, shared, index, box)
            _draw_details(sheet, spec, paper, shared, index, outside, box, gutter)

    used = columns * wide + (columns - 1) * gutter
    return Block(rows * each + (rows - 1) * paper.gap, draw, used)


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
    outside: Sequence[int],
    box: Box,
    gutter: float,
) -> None:
    """Draw, under its map, the insets that no corner had room for."""
    for i, inset in enumerate(outside):
        part = _detail_box(spec, outside, i, box, gutter)
        axes = sheet.axes(part, facecolor=spec.theme.water, frame=spec.theme.ink)
        axes.set_gid(f"detail {inset} of panel {index}")
        draw_inset(axes, spec, paper, shared, index, inset, part)


def detail_height(spec: MapSpec, outside: Sequence[int], wide: float, gutter: float) -> float:
    """Return the height of the row of insets that found no room in a corner."""
    if not outside:
        return 0.0
    each = (wide - gutter / 2 * (len(outside) - 1)) / len(outside)
    return gutter / 2 + max(min(each / aspect(spec, inset), wide * 0.7) for inset in outside)


def _detail_box(spec: MapSpec, outside: Sequence[int], at: int, box: Box, gutter: float) -> Box:
    each = (box.width - gutter / 2 * (len(outside) - 1)) / len(outside)
    high = detail_height(spec, outside, box.width, gutter) - gutter / 2
    return Box(box.x + at * (each + gutter / 2), box.bottom + gutter / 2, each, high)
