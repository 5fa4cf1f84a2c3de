"""Composing: the blocks of a figure put on one sheet, title to notes."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from strikemap.errors import MapError
from strikemap.paint.formats import Format, columns_of, format_of
from strikemap.paint.furniture import Block, heading, notes, title
from strikemap.paint.legend import legend
from strikemap.paint.lettering import font, plain
from strikemap.paint.panel import draw_inset, draw_panel, plan
from strikemap.paint.sheet import Box, Sheet, bare
from strikemap.paint.timeline import timeline
from strikemap.spec import MapSpec

_LOWEST = 80.0  # points, the lowest map worth drawing


def compose(spec: MapSpec, *, dpi: float, layout: str | None, format: str | None) -> Figure:
    """Lay all blocks out on a sheet of the format and draw them."""
    paper = format_of(format)
    columns = columns_of(layout, paper, len(spec.panels))
    room = paper.width - 2 * paper.margin
    above = [title(spec, paper, room)]
    below = [timeline(spec, paper, room), legend(spec, paper, room), notes(spec, paper, room)]
    around = _stacked_height([*above, *below], paper) + paper.gap + 2 * paper.margin
    free = None if paper.height is None else paper.height - around
    maps = _maps(spec, paper, room, columns, free)
    blocks = [block for block in (*above, maps, *below) if block.height]
    height = _stacked_height(blocks, paper) + 2 * paper.margin
    sheet = Sheet(paper.width, paper.height or height, dpi=dpi, rtl=spec.lang == "ar")
    y = paper.margin
    for block in blocks:
        block.draw(sheet, paper.margin, y)
        y += block.height + paper.gap
    return sheet.figure


def _stacked_height(blocks: Sequence[Block], paper: Format) -> float:
    heights = [block.height for block in blocks if block.height]
    return sum(heights) + paper.gap * max(0, len(heights) - 1)


def _maps(spec: MapSpec, paper: Format, room: float, columns: int, free: float | None) -> Block:
    """Return all panels in rows of ``columns``, fitted to ``free`` points of height if given."""
    gutter = 20.0 * paper.type_scale
    wide = (room - gutter * (columns - 1)) / columns
    extent = spec.extent
    high = wide * (extent.y_max - extent.y_min) / (extent.x_max - extent.x_min)
    heads = [heading(spec, panel, paper, wide) for panel in spec.panels]
    head = max(block.height for block in heads)
    rows = ceil(len(spec.panels) / columns)
    if free is not None:
        high = max(_LOWEST, min(high, (free - paper.gap * (rows - 1)) / rows - head))
    shared = plan(spec, paper, wide, high)
    outside = [zoom.index for zoom in shared.zooms if zoom.box is None]
    detail = _detail_height(spec, outside, wide, gutter)
    each = head + high + detail

    def draw(sheet: Sheet, x: float, y: float) -> None:
        for index, words in enumerate(heads):
            left = x + (index % columns) * (wide + gutter)
            top = y + (index // columns) * (each + paper.gap)
            words.draw(sheet, left, top + head - words.height)
            box = Box(left, top + head, wide, high)
            axes = sheet.axes(box, facecolor=spec.theme.water, frame=spec.theme.neighbour_border)
            axes.set_gid(f"panel {index}")
            draw_panel(axes, spec, paper, shared, index)
            for i, inset in enumerate(outside):
                part = _detail_box(spec, outside, i, box, gutter)
                below = sheet.axes(part, facecolor=spec.theme.water, frame=spec.theme.ink)
                draw_inset(below, spec, paper, shared, index, inset, part)

    return Block(rows * each + (rows - 1) * paper.gap, draw)


def _detail_height(spec: MapSpec, outside: Sequence[int], wide: float, gutter: float) -> float:
    """Return the height of the row of insets that found no room in a corner."""
    if not outside:
        return 0.0
    each = (wide - gutter / 2 * (len(outside) - 1)) / len(outside)
    return gutter / 2 + max(min(each / _aspect(spec, inset), wide * 0.7) for inset in outside)


def _detail_box(spec: MapSpec, outside: Sequence[int], at: int, box: Box, gutter: float) -> Box:
    each = (box.width - gutter / 2 * (len(outside) - 1)) / len(outside)
    high = _detail_height(spec, outside, box.width, gutter) - gutter / 2
    return Box(box.x + at * (each + gutter / 2), box.bottom + gutter / 2, each, high)


def _aspect(spec: MapSpec, inset: int) -> float:
    extent = spec.insets[inset].extent
    return (extent.x_max - extent.x_min) / (extent.y_max - extent.y_min)


def on_axes(spec: MapSpec, axs: Sequence[Axes] | Axes, format: str | None) -> Figure:
    """Draw each panel on one of the caller's axes and return their figure."""
    each = [axs] if isinstance(axs, Axes) else list(axs)
    if len(each) != len(spec.panels):
        raise MapError(
            f"The map has {len(spec.panels)} panels and was given {len(each)} axes. "
            "Pass one axes per panel.",
            code="AXES_COUNT",
            where="axs",
        )
    paper = format_of(format)
    for index, axes in enumerate(each):
        area = axes.get_window_extent()
        points = 72 / axes.figure.dpi
        shared = plan(spec, paper, area.width * points, area.height * points)
        bare(axes, facecolor=spec.theme.water, frame=spec.theme.neighbour_border, width=0.6)
        panel = spec.panels[index]
        axes.set_title(
            plain(f"{panel.heading}  {panel.dates}"),
            loc="right" if spec.lang == "ar" else "left",
            fontproperties=font(paper.body, "bold"),
            color=spec.theme.ink,
        )
        draw_panel(axes, spec, paper, shared, index)
    root = each[0].get_figure(root=True)
    assert isinstance(root, Figure)
    return root
