"""The legend: grouped entries with their signs, and how many strikes each panel shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from matplotlib.colors import to_rgba

from strikemap.paint.print.formats import Format
from strikemap.paint.print.furniture import NOTHING, Block, leading
from strikemap.paint.print.ground import hatch_of
from strikemap.paint.print.marks import marker, outer, ring
from strikemap.paint.print.tiles import OPACITY
from strikemap.sheet.lettering import balanced, lines, width
from strikemap.sheet.sheet import Box, Sheet
from strikemap.spec import DISC_EDGE, DISC_FILL, LOOKS, LegendEntry, LegendGroup, MapSpec, MarkStyle

_SIGN = 20.0  # points for the sign before a label
_BETWEEN = 16.0  # points between two columns


@dataclass(frozen=True, slots=True)
class _Column:
    """Entries under one another: lines of each label, widths of labels and of counts."""

    entries: tuple[LegendEntry, ...]
    labels: tuple[tuple[str, ...], ...]
    wide: float
    counts: float

    def width(self, paper: Format) -> float:
        return (_SIGN * paper.type_scale) + self.wide + self.counts

    @property
    def rows(self) -> int:
        return sum(len(label) for label in self.labels)


@dataclass(frozen=True, slots=True)
class _Group:
    """A legend group set in columns, with the lines of its title."""

    title: tuple[str, ...]
    columns: tuple[_Column, ...]

    def width(self, paper: Format) -> float:
        gaps = _BETWEEN * paper.type_scale * (len(self.columns) - 1)
        inner = sum(column.width(paper) for column in self.columns) + gaps
        return max(inner, _widest(self.title, paper))

    @property
    def rows(self) -> int:
        return max(column.rows for column in self.columns)


def legend(spec: MapSpec, paper: Format, room: float) -> Block:
    """Return all groups, side by side where they fit, else in rows under one another."""
    groups = [group for group in spec.legend if group.entries and group.medium == "both"]
    if not groups:
        return NOTHING
    shelves = _shelves(spec, groups, paper, room)
    step = leading(spec, paper.legend) * 1.08
    head = step * 1.25
    between = 8 * paper.type_scale
    heads = [head + _raised(spec, shelf, paper) for shelf in shelves]
    heights = [
        over + step * max(set_.rows for set_ in shelf)
        for over, shelf in zip(heads, shelves, strict=True)
    ]

    def draw(sheet: Sheet, x: float, y: float) -> None:
        top = y
        for shelf, over, height in zip(shelves, heads, heights, strict=True):
            across = x
            for set_ in shelf:
                raised = top + over - head
                _draw_group(sheet, spec, set_, paper, across, raised, step, head)
                across += set_.width(paper) + 2 * _BETWEEN * paper.type_scale
            top += height + between

    wide = max(_total(shelf, paper) for shelf in shelves)
    return Block(sum(heights) + between * (len(shelves) - 1), draw, wide)


def _raised(spec: MapSpec, shelf: Sequence[_Group], paper: Format) -> float:
    """Return the height of the lines of titles and over the counts that stand above the last."""
    titles = leading(spec, paper.legend) * 1.08 * max(len(set_.title) - 1 for set_ in shelf)
    if not any(set_.columns[0].counts for set_ in shelf):
        return titles
    heads = paper.note * 1.2 * max(0, *(len(head) - 1 for head in _count_heads(spec, paper)), 0)
    return max(titles, heads)


def _shelves(
    spec: MapSpec, groups: Sequence[LegendGroup], paper: Format, room: float
) -> list[list[_Group]]:
    """Return the groups on as few shelves as fit the room, each as low as it can be."""
    single = [_in_columns(spec, group, 99, paper, room) for group in groups]
    counted = [set_.rows for set_ in single if set_.columns[0].counts]
    most = max(set_.rows for set_ in single)
    for rows in range(max(counted, default=2), most + 1):
        sets = [_in_columns(spec, group, rows, paper, room) for group in groups]
        if _total(sets, paper) <= room:
            return [sets]
    return _stacked(spec, groups, single, paper, room)


def _stacked(
    spec: MapSpec,
    groups: Sequence[LegendGroup],
    single: Sequence[_Group],
    paper: Format,
    room: float,
) -> list[list[_Group]]:
    """Return the groups on several shelves; one that has a shelf to itself lies flat on it."""
    shelves: list[list[_Group]] = []
    for set_ in single:
        if shelves and _total([*shelves[-1], set_], paper) <= room:
            shelves[-1].append(set_)
        else:
            shelves.append([set_])
    flat = {id(set_): group for set_, group in zip(single, groups, strict=True)}
    return [
        [_lowest(spec, flat[id(shelf[0])], paper, room)] if len(shelf) == 1 else shelf
        for shelf in shelves
    ]


def _total(sets: Sequence[_Group], paper: Format) -> float:
    gaps = 2 * _BETWEEN * paper.type_scale * (len(sets) - 1)
    return sum(set_.width(paper) for set_ in sets) + gaps


def _lowest(spec: MapSpec, group: LegendGroup, paper: Format, room: float) -> _Group:
    for rows in range(1, len(group.entries) + 1):
        set_ = _in_columns(spec, group, rows, paper, room)
        if set_.width(paper) <= room:
            return set_
    return _in_columns(spec, group, 99, paper, room)


def _in_columns(spec: MapSpec, group: LegendGroup, rows: int, paper: Format, room: float) -> _Group:
    # A group with counts stays in one column so that its numbers stand under one another.
    counted = any(entry.counts for entry in group.entries)
    per = len(group.entries) if counted else min(rows, len(group.entries))
    per = ceil(len(group.entries) / ceil(len(group.entries) / per))
    parts = [group.entries[i : i + per] for i in range(0, len(group.entries), per)]
    columns = [_column(spec, part, paper, room) for part in parts]
    # The title shares its last line with the heads of the counts.
    title = _title(group.title, paper, room - columns[0].counts)
    if counted:
        least = _widest(title, paper) - _SIGN * paper.type_scale
        columns = [replace(column, wide=max(column.wide, least)) for column in columns]
    return _Group(title, tuple(columns))


def _title(text: str, paper: Format, room: float) -> tuple[str, ...]:
    """Return the lines of a group's title."""
    return tuple(lines(text, paper.legend, max(room, 6 * paper.legend), "bold")) or ("",)


def _widest(title: Sequence[str], paper: Format) -> float:
    return max(width(row, paper.legend, "bold") for row in title)


def _column(spec: MapSpec, entries: tuple[LegendEntry, ...], paper: Format, room: float) -> _Column:
    size = paper.legend
    counts = _count_width(spec, entries, paper) * max(len(e.counts) for e in entries)
    free = max(room - counts - _SIGN * paper.type_scale, 6 * size)
    labels = tuple(
        _spaced(balanced(entry.label, size, min(free, 26 * size)), entry, spec, paper)
        for entry in entries
    )
    wide = max(width(line, size) for label in labels for line in label)
    return _Column(entries, labels, wide, counts)


def _spaced(
    label: Sequence[str], entry: LegendEntry, spec: MapSpec, paper: Format
) -> tuple[str, ...]:
    """Return the lines of a label, with blank ones around it where its sign is higher."""
    step = leading(spec, paper.legend) * 1.08
    rows = ceil((entry.diameter_pt * paper.pen + 2) / step)
    over = max(0, rows - len(label)) // 2
    under = max(0, rows - len(label) - over)
    return ("",) * over + (tuple(label) or ("",)) + ("",) * under


def _count_width(spec: MapSpec, entries: Sequence[LegendEntry], paper: Format) -> float:
    """Return the width of one column of counts, its heading included."""
    if not any(entry.counts for entry in entries):
        return 0.0
    numbers = [
        width(spec.grammar.whole(n), paper.legend) for entry in entries for n in entry.counts
    ]
    heads = [width(line, paper.note) for head in _count_heads(spec, paper) for line in head]
    return max(numbers + heads) + 9 * paper.type_scale


def _count_heads(spec: MapSpec, paper: Format) -> list[list[str]]:
    """Return the lines over each column of counts; none over a single one."""
    if len(spec.panels) == 1:
        return [[]]
    room = (56 if len(spec.panels) < 5 else 42) * paper.type_scale
    return [lines(panel.heading, paper.note, room)[:3] for panel in spec.panels]


def _draw_group(
    sheet: Sheet,
    spec: MapSpec,
    set_: _Group,
    paper: Format,
    x: float,
    y: float,
    step: float,
    head: float,
) -> None:
    size = paper.legend
    for row, text in enumerate(reversed(set_.title)):
        sheet.text(x, y + size - row * step, text, size, colour=spec.theme.ink, weight="bold")
    across = x
    for column in set_.columns:
        if column.counts:
            _draw_count_heads(sheet, spec, column, paper, across, y + size)
        base = y + head + size * 0.95
        for entry, label in zip(column.entries, column.labels, strict=True):
            _draw_entry(sheet, spec, entry, label, column, paper, across, base, step)
            base += step * len(label)
        across += column.width(paper) + _BETWEEN * paper.type_scale


def _draw_count_heads(
    sheet: Sheet, spec: MapSpec, column: _Column, paper: Format, x: float, base: float
) -> None:
    each = _count_width(spec, column.entries, paper)
    right = x + _SIGN * paper.type_scale + column.wide
    step = paper.note * 1.2
    for i, head in enumerate(_count_heads(spec, paper)):
        end = right + each * (i + 1)
        top = base - step * (len(head) - 1)
        for j, line in enumerate(head):
            y = top + j * step
            sheet.text(end, y, line, paper.note, colour=spec.theme.note, anchor="end")


def _draw_entry(
    sheet: Sheet,
    spec: MapSpec,
    entry: LegendEntry,
    label: Sequence[str],
    column: _Column,
    paper: Format,
    x: float,
    base: float,
    step: float,
) -> None:
    size, sign = paper.legend, _SIGN * paper.type_scale
    middle = base + step * (len(label) - 1) / 2 - size * 0.36
    if entry.kind != "size":
        middle = base - size * 0.36
    _draw_sign(sheet, spec, entry, paper, Box(x, middle - size / 2, sign * 0.72, size))
    words = [line for line in label if line]
    first = base + step * (len(label) - len(words)) / 2
    for i, line in enumerate(words):
        sheet.text(x + sign, first + i * step, line, size, colour=spec.theme.ink)
    each = _count_width(spec, column.entries, paper)
    for i, number in enumerate(entry.counts):
        end = x + sign + column.wide + each * (i + 1)
        colour = spec.theme.ink if number else spec.theme.note
        sheet.text(end, base, spec.grammar.whole(number), size, colour=colour, anchor="end")


def _draw_sign(sheet: Sheet, spec: MapSpec, entry: LegendEntry, paper: Format, box: Box) -> None:
    x, y = box.x + box.width / 2, box.y + box.height / 2
    if entry.kind in ("mark", "size"):
        style = spec.mark_styles[entry.index]
        sign = marker(style, pen=paper.pen)
        if entry.kind == "size":
            size = entry.diameter_pt * LOOKS[style.shape]
            sign.set_markersize(float(outer(style, size, paper.pen)))
        sheet.mark(x, y, sign)
    elif entry.kind == "ring":
        style = _plainest(spec)
        sheet.mark(x, y, marker(style, pen=paper.pen * 0.8))
        sheet.mark(x, y, ring(style, pen=paper.pen * 0.8))
    elif entry.kind == "disc":
        _draw_disc(sheet, spec, paper, x, y)
    elif entry.kind in ("side", "blank", "cell"):
        _draw_swatch(sheet, spec, entry, paper, box)
    else:
        overlays = spec.ground.areas if entry.kind == "area" else spec.overlays
        line = overlays[entry.index]
        sheet.rule(
            (box.x, box.right),
            (y, y),
            colour=line.colour,
            width=line.width_pt * paper.pen,
            dashed=line.dashed,
        )


def _plainest(spec: MapSpec) -> MarkStyle:
    """Return a filled style of no group to show rings and discs with, the first if none is."""
    own = [style for style in spec.mark_styles if style.key == style.kind] or spec.mark_styles
    return next((style for style in own if style.fill), own[0])


def _draw_disc(sheet: Sheet, spec: MapSpec, paper: Format, x: float, y: float) -> None:
    style = _plainest(spec)
    colour = style.fill or style.edge
    disc = marker(style, pen=1.0)
    disc.set_gid("legend disc")
    disc.set_marker("o")
    disc.set_markersize(11 * paper.pen)
    disc.set_markerfacecolor((colour, DISC_FILL))
    disc.set_markeredgecolor((colour, DISC_EDGE))
    disc.set_markeredgewidth(0.5)
    sheet.mark(x, y, disc)


def _draw_swatch(sheet: Sheet, spec: MapSpec, entry: LegendEntry, paper: Format, box: Box) -> None:
    swatch = Box(box.x, box.y + box.height * 0.06, box.width, box.height * 0.88)
    if entry.kind == "blank":
        sheet.rectangle(
            swatch, fill=spec.theme.country, edge=spec.theme.neighbour_border, width=0.5
        )
        return
    side = (spec.cell_styles if entry.kind == "cell" else spec.sides)[entry.index]
    sheet.rectangle(
        swatch,
        fill=side.fill if paper.tiles is None else to_rgba(side.fill, OPACITY),
        hatch=hatch_of(side.pattern, paper.pen),
        hatch_colour=side.pattern_colour,
        hatch_width=0.6 * paper.pen,
        edge=spec.theme.neighbour_border,
        width=0.5,
    )
