"""The note of zones: as of when they are, in a corner of the map and never in part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from strikemap.paint.print.corners import corner, free_corner
from strikemap.paint.print.formats import Format
from strikemap.paint.print.furniture import leading
from strikemap.paint.print.map_words import Word, draw_words
from strikemap.paint.print.room import Frame, Room
from strikemap.sheet.lettering import balanced, ink, plain, width
from strikemap.sheet.sheet import Box
from strikemap.spec import MapSpec

_MOST = 4  # lines that a note is broken into for want of room
_EDGES = 12.0  # points that it stands from both edges of the map together


@dataclass(frozen=True, slots=True)
class ZonesNote:
    """The lines of each panel's note in type of a size, and the box that they share."""

    rows: tuple[tuple[str, ...], ...]
    size: float
    step: float
    box: Box


def zones_note(
    spec: MapSpec, paper: Format, frame: Frame, room: Room, texts: Sequence[str]
) -> ZonesNote | None:
    """Return the notes of all panels in as few lines as find free room; none where none is said.

    ``texts`` begin with those of the panels; what others follow only keep their room.
    """
    if not any(map(plain, texts)):
        return None
    size, step = paper.note, leading(spec, paper.note) * 0.95
    long = max(width(plain(text), size) for text in texts)
    broken: list[list[list[str]]] = []
    for number in range(1, _MOST + 1):
        within = min(long * 1.1 / number, frame.width - _EDGES) if number > 1 else long
        rows = [balanced(text, size, min(within, frame.width - _EDGES)) for text in texts]
        if broken and rows == broken[-1]:
            continue
        broken.append(rows)
    boxes = [_size(rows, size, step) for rows in broken]
    for rows, extent in zip(broken, boxes, strict=True):
        box = free_corner(room, frame, *extent)
        if box is not None:
            return ZonesNote(tuple(map(tuple, rows)), size, step, box)
    return ZonesNote(tuple(map(tuple, broken[0])), size, step, corner(room, frame, *boxes[0]))


def _size(broken: Sequence[Sequence[str]], size: float, step: float) -> tuple[float, float]:
    long = max(width(row, size) for rows in broken for row in rows)
    return long, size * 1.3 + step * (max(map(len, broken)) - 1)


def draw_zones_note(axes: Axes, spec: MapSpec, frame: Frame, note: ZonesNote, index: int) -> None:
    """Draw the note of one panel in the corner that all share, flush with the nearer edge."""
    box, rows = note.box, note.rows[index]
    at_left = box.x + box.width / 2 < frame.width / 2
    base = box.bottom - 1 - ink(rows[-1], note.size)[1] - (len(rows) - 1) * note.step
    words = [
        Word(
            row,
            box.x if at_left else box.right - width(row, note.size),
            base + number * note.step,
            note.size,
            spec.theme.note,
            spec.theme.land,
        )
        for number, row in enumerate(rows)
    ]
    draw_words(axes, frame, words)
