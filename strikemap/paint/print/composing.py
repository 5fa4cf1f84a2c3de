"""Composing: the blocks of a figure put on one sheet, title to notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import inf

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from strikemap.errors import MapError
from strikemap.paint.print.bearings import checked
from strikemap.paint.print.condensed import condensed
from strikemap.paint.print.formats import Format, columns_of, format_of
from strikemap.paint.print.furniture import NOTHING, Block, notes, title
from strikemap.paint.print.layers import around
from strikemap.paint.print.legend import legend
from strikemap.paint.print.panel import Plan, draw_panel, on_ground, plan
from strikemap.paint.print.panels import panels
from strikemap.paint.print.tiles import Tiles
from strikemap.paint.print.timeline import timeline
from strikemap.sheet.lettering import font, plain
from strikemap.sheet.sheet import Sheet, bare
from strikemap.spec import MapSpec

_ASIDE = 0.29  # share of its width for what stands beside them
_LEAST = 0.36  # share of another sheet's height for the maps
_LOWER = 0.7  # share of their height that maps keep at least while the strip of days stands
_ONE_MAP = 600.0  # points, the width of a report page with a single map
_LONG = 0.35  # share of a fixed height above which notes leave their sources to the page
#: Kinds of notes that say whose the data are, in the order in which long notes go without them.
_WHOSE = ("licence", "version", "zones", "sources")
_LAST = [(0.52, share) for share in (0.85, 0.7, 0.6, 0.5)]  # for words without end
_SMALLER = (1.0, 0.94, 0.88, 0.82, 0.76, 0.7, 0.64, 0.58, 0.52)


def compose(
    spec: MapSpec,
    *,
    dpi: float,
    layout: str | None,
    format: str | None,
    furniture: tuple[str, ...] = (),
    tiles: Tiles | None = None,
    beside: Sequence[MapSpec] = (),
) -> Figure:
    """Lay all blocks out on a sheet of the format and draw them."""
    paper = replace(format_of(format), extras=checked(furniture), tiles=tiles, beside=tuple(beside))
    if beside:  # the words of a film stand still
        paper = replace(paper, told=frozenset(("moved", "numbered")))
    if format is None and len(spec.panels) == 1:
        paper = replace(paper, width=_ONE_MAP)
    columns = columns_of(layout, paper, len(spec.panels))
    spec = condensed(spec) if paper.condensed else spec
    return _laid_out(spec, paper, columns, dpi)


def _laid_out(spec: MapSpec, paper: Format, columns: int, dpi: float) -> Figure:
    """Return a sheet with the blocks of a map one above the other.

    They are laid out anew where something is to be said of the signs as they stand on it.
    """
    arranged, blocks = _arranged(spec, paper, columns)
    told = paper.told.union(*(block.tells() for block in blocks))
    if told != arranged.told:
        arranged, blocks = _arranged(spec, replace(paper, told=told), columns)
    paper = arranged
    height = paper.height or _stacked(blocks, paper) + 2 * paper.margin
    sheet = Sheet(paper.width, height, dpi=dpi, rtl=spec.rtl)
    around(sheet.figure)
    spare = height - 2 * paper.margin - _stacked(blocks, paper)
    y = paper.margin
    for block in blocks:
        y += spare if block is blocks[-1] else 0.0  # what ends a sheet stands at its foot
        block.draw(sheet, paper.margin, y)
        y += block.height + paper.gap
    return sheet.figure


def _arranged(spec: MapSpec, paper: Format, columns: int) -> tuple[Format, list[Block]]:
    if paper.height is None:
        blocks = _flowing(spec, paper, columns)
        return replace(paper, told=paper.told.union(*(one.tells() for one in blocks))), blocks
    return _fitted(spec, paper, columns)


def _flowing(spec: MapSpec, paper: Format, columns: int) -> list[Block]:
    """Return the blocks of a sheet that is as high as its content, within its highest."""
    room = paper.width - 2 * paper.margin
    maps = panels(spec, paper, room, columns)
    strip = timeline(spec, paper, room)
    blocks = _in_order(spec, paper, room, maps, strip)
    free = (paper.highest or inf) - 2 * paper.margin
    for kept in (strip, NOTHING):
        more = _stacked(blocks, paper) - free
        if more <= 0:
            return blocks
        blocks = _in_order(spec, paper, room, maps, kept)
        left = maps.height - max(0.0, _stacked(blocks, paper) - free)
        least = 0.0 if kept is NOTHING else _LOWER * maps.height
        if left >= least:
            lower = panels(spec, paper, room, columns, free=left)
            return _in_order(spec, paper, room, lower, kept)
    return blocks


def _in_order(spec: MapSpec, paper: Format, room: float, maps: Block, strip: Block) -> list[Block]:
    paper = replace(paper, told=paper.told | maps.tells())
    blocks = [title(spec, paper, room), maps, strip, *_foot(spec, paper, room)]
    return [block for block in blocks if block.height]


def _fitted(spec: MapSpec, paper: Format, columns: int) -> tuple[Format, list[Block]]:
    """Return the blocks of a sheet of fixed height, with words no larger than fit."""
    height = paper.height or 0.0
    small = paper
    blocks: list[Block] = []
    for share, least in (*((share, 1.0) for share in _SMALLER), *_LAST):
        small = paper.smaller(share, least=least)
        arrange = _beside if paper.aside else _above
        blocks = arrange(spec, small, columns, height - 2 * paper.margin)
        if _stacked(blocks, small) <= height - 2 * paper.margin + 0.5:
            break
    return small, blocks


def _above(spec: MapSpec, paper: Format, columns: int, height: float) -> list[Block]:
    """Return title, maps, strip, legend and notes one above the other."""
    room = paper.width - 2 * paper.margin
    around = [title(spec, paper, room), timeline(spec, paper, room), *_foot(spec, paper, room)]
    around = [block for block in around if block.height]
    free = height - _stacked(around, paper) - paper.gap
    maps = panels(spec, paper, room, columns, free=max(free, _LEAST * height))
    return [around[0], maps, *around[1:]]


def _beside(spec: MapSpec, paper: Format, columns: int, height: float) -> list[Block]:
    """Return title, then maps over the notes, beside legend and, if it fits, strip of days."""
    room = paper.width - 2 * paper.margin
    head, gutter = title(spec, paper, room), 26 * paper.type_scale
    free = height - head.height - paper.gap
    left = room - _ASIDE * room - gutter
    without = _left_out(spec, paper, left, _LONG * free)
    foot = notes(spec, paper, left, without=without)
    maps = panels(spec, paper, left, columns, free=free - foot.height - paper.gap)
    whole, left = left, max(maps.width, 0.6 * room)
    foot = notes(spec, paper, left, without=without)
    if _stacked([maps, foot], paper) > free:  # beside narrow maps the notes take more lines
        maps = panels(spec, paper, whole, columns, free=free - foot.height - paper.gap)
    column = room - left - gutter
    parts = [legend(spec, paper, column), timeline(spec, paper, column)]
    parts = [block for block in parts if block.height]
    if len(parts) > 1 and _stacked(parts, paper) > free:
        parts = parts[:1]

    def draw(sheet: Sheet, x: float, y: float) -> None:
        maps.draw(sheet, x, y)
        foot.draw(sheet, x, y + free - foot.height)
        for block in parts:
            block.draw(sheet, x + left + gutter, y)
            y += block.height + paper.gap

    high = max(free, _stacked([maps, foot], paper), _stacked(parts, paper))
    both = Block(high, draw, tells=maps.tells)
    return [block for block in (head, both) if block.height]


def _left_out(spec: MapSpec, paper: Format, room: float, most: float) -> Sequence[str]:
    """Return of which kinds notes are left out, as few as bring them to a height.

    What keeps a reader from a false conclusion is none of them.
    """
    for number in range(len(_WHOSE)):
        if notes(spec, paper, room, without=_WHOSE[:number]).height <= most:
            return _WHOSE[:number]
    return _WHOSE


def _foot(spec: MapSpec, paper: Format, room: float) -> list[Block]:
    """Return legend and notes: beside one another where that is lower, else stacked."""
    signs = legend(spec, paper, room)
    without = _left_out(spec, paper, room, _LONG * paper.height) if paper.height else ()
    stacked = [signs, notes(spec, paper, room, without=without)]
    gutter = 30 * paper.type_scale
    left = room - signs.width - gutter
    if not signs.height or left < 36 * paper.note:
        return stacked
    words = notes(spec, paper, left, ruled=False, without=without)
    beside = max(signs.height, words.height)
    if not words.height or beside > _stacked(stacked, paper):
        return stacked

    def draw(sheet: Sheet, x: float, y: float) -> None:
        signs.draw(sheet, x, y)
        words.draw(sheet, x + signs.width + gutter, y - 5 * paper.type_scale)

    return [Block(beside, draw)]


def _stacked(blocks: Sequence[Block], paper: Format) -> float:
    """Return the height of blocks one above the other."""
    heights = [block.height for block in blocks if block.height]
    return sum(heights) + paper.gap * max(0, len(heights) - 1)


def _points(axes: Axes) -> tuple[float, float]:
    """Return width and height of axes in points, to a thousandth."""
    root = axes.get_figure(root=True)
    assert root is not None
    area = axes.get_window_extent()
    return round(area.width * 72 / root.dpi, 3), round(area.height * 72 / root.dpi, 3)


def on_axes(
    spec: MapSpec,
    axs: Sequence[Axes] | Axes,
    format: str | None,
    furniture: tuple[str, ...] = (),
    tiles: Tiles | None = None,
) -> Figure:
    """Draw each panel on one of the caller's axes and return their figure."""
    each = [axs] if isinstance(axs, Axes) else list(axs)
    if len(each) != len(spec.panels):
        raise MapError(
            f"The map has {len(spec.panels)} panels and was given {len(each)} axes. "
            "Pass one axes per panel.",
            code="AXES_COUNT",
            where="axs",
        )
    paper = replace(format_of(format), extras=checked(furniture), tiles=tiles)
    plans: dict[tuple[float, float], Plan] = {}
    for index, axes in enumerate(each):
        given = _points(axes)
        size = on_ground(spec, spec.extent, *given)
        if size != given:
            axes.set_box_aspect(size[1] / size[0])
            axes.apply_aspect()
        if size not in plans:
            whole = plan(spec, paper, *size)
            plans[size] = replace(whole, zooms=tuple(z for z in whole.zooms if z.box is not None))
        shared = plans[size]
        bare(axes, facecolor=spec.theme.water, frame=spec.theme.neighbour_border, width=0.6)
        panel = spec.panels[index]
        heading = plain(f"{panel.heading}  {panel.dates}")
        axes.set_title(
            heading,
            loc="right" if spec.rtl else "left",
            fontproperties=font(paper.body, "bold", text=heading),
            color=spec.theme.ink,
        )
        draw_panel(axes, spec, paper, shared, index)
    figure = each[0].get_figure(root=True)
    assert figure is not None
    return figure
