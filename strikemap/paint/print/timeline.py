"""The strip of days: strikes per day under the maps, with the windows and the event.

No word lies on a bar: the event, then the windows and the height of the strip, have lines of
their own above it, the days one below.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from strikemap.paint.print.formats import Format
from strikemap.paint.print.furniture import NOTHING, Block, leading
from strikemap.sheet.lettering import lines, plain, width
from strikemap.sheet.sheet import Box, Sheet
from strikemap.spec import Float, MapSpec, Timeline

_HOLLOW = 0.8  # points, the edge of a hollow bar
_HATCH = "/////"  # days without coverage
_HIGH = 46.0  # points, the bars' plot


def timeline(spec: MapSpec, paper: Format, room: float) -> Block:
    """Return the strip: words on top, bars with the windows as bands, days below."""
    days = spec.timeline
    if days is None or not any(len(series.per_day) for series in days.series):
        return NOTHING
    head = leading(spec, paper.legend) * 1.15
    event = (1 + len(_event_lines(days, paper, room))) * leading(spec, paper.note)
    high = _HIGH * paper.type_scale
    foot = leading(spec, paper.note)
    title, *labels = key = _key(days, paper, room)
    stacked = not _side_by_side(key, paper, room)
    rows = sum(map(len, key)) if stacked else 1

    def draw(sheet: Sheet, x: float, y: float) -> None:
        _draw_key(sheet, spec, days, paper, x, y, title, labels, stacked=stacked)
        top = y + head * rows
        _draw_strip(sheet, spec, days, paper, Box(x, top + event, room, high))

    return Block(head * rows + event + high + foot, draw)


def _key(days: Timeline, paper: Format, room: float) -> list[list[str]]:
    """Return the lines of the strip's title, and of what each of its signs stands for."""
    texts = [*(one.label for one in days.series), *filter(None, [days.uncovered_label])]
    beside = room - 12 * paper.type_scale
    return [
        lines(days.label, paper.legend, room, "bold"),
        *(lines(text, paper.legend, beside) for text in texts),
    ]


def _side_by_side(key: list[list[str]], paper: Format, room: float) -> bool:
    """Return whether the strip's title and its signs have room on one line."""
    size, (title, *labels) = paper.legend, [" ".join(rows) for rows in key]
    long = width(title, size, "bold") + 14 * paper.type_scale
    long += sum(width(label, size) + 26 * paper.type_scale for label in labels)
    return long <= room


def _draw_key(
    sheet: Sheet,
    spec: MapSpec,
    days: Timeline,
    paper: Format,
    x: float,
    y: float,
    title: list[str],
    labels: list[list[str]],
    *,
    stacked: bool,
) -> None:
    size, scale, step = paper.legend, paper.type_scale, leading(spec, paper.legend) * 1.15
    base = y + size
    for row, text in enumerate(title):
        sheet.text(x, base + row * step, text, size, colour=spec.theme.ink, weight="bold")
    across = x if stacked else x + width(title[0], size, "bold") + 14 * scale
    base += len(title) * step if stacked else 0.0
    for index, rows in enumerate(labels):
        _draw_sign(
            sheet, spec, days, index, Box(across, base - size * 0.72, 7 * scale, size * 0.72)
        )
        for row, text in enumerate(rows):
            sheet.text(across + 11 * scale, base + row * step, text, size, colour=spec.theme.ink)
        if stacked:
            base += len(rows) * step
        else:
            across += width(rows[0], size) + 26 * scale


def _draw_sign(sheet: Sheet, spec: MapSpec, days: Timeline, index: int, box: Box) -> None:
    """Draw the sign of a series, or of days without coverage after the last."""
    if index == len(days.series):
        note = spec.theme.note
        sheet.rectangle(box, fill="#FFFFFF", hatch=_HATCH, hatch_colour=note)
        sheet.rectangle(box.inset(0.25), edge=note, width=0.5)
        return
    series = days.series[index]
    sheet.rectangle(box, fill="#FFFFFF" if series.hollow else series.colour)
    if series.hollow:
        sheet.rectangle(box.inset(0.4), edge=series.colour, width=_HOLLOW)


def _draw_strip(sheet: Sheet, spec: MapSpec, days: Timeline, paper: Format, box: Box) -> None:
    theme, count = spec.theme, max(len(series.per_day) for series in days.series)
    axes = sheet.axes(box, facecolor="none", frame="none")
    axes.set_gid("timeline")
    stack = _stacked(days, count)
    left, right = days.day_start, days.day_start + count
    axes.set_xlim(*((right, left) if sheet.rtl else (left, right)))
    axes.set_ylim(0, days.top * 1.02)
    for panel in spec.panels:
        start, stop = max(panel.day_start, left), min(panel.day_stop, right)
        if stop > start:
            axes.axvspan(start + 0.06, stop - 0.06, color=theme.land, lw=0, zorder=0)
    for start, stop in days.uncovered:
        hole = axes.axvspan(start, stop, facecolor="#FFFFFF", hatch=_HATCH, lw=0, zorder=1)
        hole.set_hatchcolor(theme.note)
        hole.set_hatch_linewidth(0.5)
        hole.set_gid("uncovered")
    for series, low, high in zip(days.series, stack[:-1], stack[1:], strict=True):
        _draw_bars(axes, left, low, high, series.colour, hollow=series.hollow)
    axes.axhline(0, color=theme.note, linewidth=0.7, zorder=4)
    across = box.width / count
    _draw_event(sheet, spec, days, paper, box, across)
    _draw_ticks(sheet, spec, days, paper, box, across)
    free = _draw_top(sheet, spec, days, paper, box)
    _draw_windows(sheet, spec, paper, replace(box, width=free - box.x), left, across)


def _stacked(days: Timeline, count: int) -> Float:
    """Return the lower edges of all series and the upper edge of the last, a row each."""
    rows = np.zeros((len(days.series) + 1, count))
    for i, series in enumerate(days.series):
        rows[i + 1] = rows[i]
        rows[i + 1, : len(series.per_day)] += series.per_day
    return rows


def _draw_bars(
    axes: Axes, first: int, low: Float, high: Float, colour: str, *, hollow: bool
) -> None:
    """Draw the bars of one series."""
    day = np.flatnonzero(high > low)
    left, right = first + day + 0.14, first + day + 0.86
    corners = np.stack(
        [
            np.column_stack((left, low[day])),
            np.column_stack((left, high[day])),
            np.column_stack((right, high[day])),
            np.column_stack((right, low[day])),
        ],
        axis=1,
    )
    bars = PolyCollection(
        list(corners),
        facecolors="#FFFFFF" if hollow else colour,
        edgecolors=colour if hollow else "none",
        linewidths=_HOLLOW if hollow else 0,
        zorder=2,
    )
    bars.set_gid("bars")
    axes.add_collection(bars, autolim=False)


def _draw_windows(
    sheet: Sheet, spec: MapSpec, paper: Format, box: Box, first: int, across: float
) -> None:
    """Name the bands on the line above them, where the name fits its band."""
    event = spec.timeline.event_day if spec.timeline is not None else first
    for panel in spec.panels:
        if panel.day_start < event < panel.day_stop:
            continue  # a map of change is named after neither side of the event
        start = max(box.x, box.x + (panel.day_start - first) * across)
        stop = min(box.right, box.x + (panel.day_stop - first) * across)
        name = plain(panel.heading)
        if width(name, paper.note) + 8 <= stop - start:
            base = box.y - paper.note * 0.4
            sheet.text(start + 4, base, name, paper.note, colour=spec.theme.note)


def _event_lines(days: Timeline, paper: Format, room: float) -> list[str]:
    return lines(days.event_label, paper.note, room - 8, "bold")


def _draw_event(
    sheet: Sheet, spec: MapSpec, days: Timeline, paper: Format, box: Box, across: float
) -> None:
    """Draw the event's line, and its words beside it or, where they have no room, over it."""
    x = box.x + (days.event_day - days.day_start) * across
    if not box.x <= x <= box.right:
        return
    size, step = paper.note, leading(spec, paper.note)
    words = _event_lines(days, paper, box.width)
    long = max(width(one, size, "bold") for one in words)
    base = box.y - step * len(words) - size * 0.4
    start = x + 4 if x + 4 + long <= box.right else x - 4 - long
    beside = start >= box.x
    if not beside:
        start = min(max(box.x, x - long / 2), box.right - long)
    top = base - size * 0.75 if beside else base + step * len(words) - size
    sheet.rule((x, x), (top, box.bottom), colour=spec.theme.ink, width=1.1)
    for row, one in enumerate(words):
        line = base + row * step
        sheet.text(start, line, one, size, colour=spec.theme.ink, weight="bold")


def _draw_ticks(
    sheet: Sheet, spec: MapSpec, days: Timeline, paper: Format, box: Box, across: float
) -> None:
    size, free = paper.note, box.x
    for day, words in days.ticks:
        x = box.x + (day - days.day_start) * across
        if not box.x <= x <= box.right:
            continue
        sheet.rule((x, x), (box.bottom, box.bottom + 2.5), colour=spec.theme.note, width=0.6)
        label = plain(words)
        long = width(label, size)
        start = min(max(box.x, x - long / 2), box.right - long)
        if start >= free:  # where a day has no room, its tick stands alone
            base = box.bottom + 3 + size * 0.95
            sheet.text(start, base, label, size, colour=spec.theme.note)
            free = start + long + size


def _draw_top(sheet: Sheet, spec: MapSpec, days: Timeline, paper: Format, box: Box) -> float:
    """Say at its end what the strip's height stands for; return where those words begin."""
    y = box.y + box.height * (1 - 1 / 1.02)
    sheet.rule((box.x, box.right), (y, y), colour=spec.theme.neighbour_border, width=0.4)
    words = plain(days.top_label or spec.grammar.whole(days.top))
    base = box.y - paper.note * 0.4
    sheet.text(box.right, base, words, paper.note, colour=spec.theme.note, anchor="end")
    return box.right - width(words, paper.note) - paper.note
