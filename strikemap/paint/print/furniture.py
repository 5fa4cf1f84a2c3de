"""Furniture: the blocks of words around the maps, measured before they are drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from strikemap.paint.print.formats import Format
from strikemap.sheet.lettering import balanced, lines, plain, width
from strikemap.sheet.sheet import Sheet
from strikemap.spec import MapSpec, Panel

# The marks keep a Latin name beside it from drawing the next number to itself in Arabic.
_SEPARATOR = "\u200f · \u200f"
_READ = 42.0  # times its size that a column of notes is wide at least
#: Which of three paragraphs a note stands in; the first unless it is named here.
_PARAGRAPH = {"caveat": 1, "numbers": 1, "translation": 1, "toll": 1, "boundaries": 2, "licence": 2}
#: Distance of two lines by the direction of the words: letters read from the right are taller.
LEADING = {"ltr": 1.36, "rtl": 1.6}


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the figure: its height in points and how to draw it at a place.

    ``width`` is what it needs of the room it was given, 0 for all of it; ``tells`` what
    is to be said of the signs in it, as the media of notes.
    """

    height: float
    draw: Callable[[Sheet, float, float], None]
    width: float = 0.0
    tells: Callable[[], frozenset[str]] = frozenset


NOTHING = Block(0.0, lambda sheet, x, y: None)


def leading(spec: MapSpec, size: float) -> float:
    """Return the distance between two baselines."""
    return size * LEADING[spec.grammar.direction]


def title(spec: MapSpec, paper: Format, room: float) -> Block:
    """Return the title and the line under it, each broken to the width."""
    heads = balanced(spec.title, paper.title, room, "bold")
    unders = balanced(spec.subtitle, paper.subtitle, room)
    step = paper.title * 1.22 if not spec.rtl else leading(spec, paper.title)
    small = leading(spec, paper.subtitle)
    height = step * len(heads) + (3 * paper.type_scale + small * len(unders) if unders else 0)

    def draw(sheet: Sheet, x: float, y: float) -> None:
        base = y + paper.title * 0.95
        for line in heads:
            sheet.text(x, base, line, paper.title, colour=spec.theme.ink, weight="bold")
            base += step
        base = y + step * len(heads) + 3 * paper.type_scale + paper.subtitle * 0.9
        for line in unders:
            sheet.text(x, base, line, paper.subtitle, colour=spec.theme.note)
            base += small

    return Block(height, draw)


def heading(spec: MapSpec, panel: Panel, paper: Format, room: float) -> Block:
    """Return the words over one map: heading, dates, and the count lines."""
    head = lines(panel.heading, paper.heading, room, "bold")
    dates = plain(panel.dates)
    beside = _beside(head, dates, paper, room)
    date_lines = [] if beside else lines(dates, paper.body, room)
    counts = _count_lines(spec, panel.counts, paper, room)
    big, small = leading(spec, paper.heading), leading(spec, paper.body)
    height = big * len(head) + small * (len(date_lines) + len(counts)) + 3 * paper.type_scale

    def draw(sheet: Sheet, x: float, y: float) -> None:
        base = y + paper.heading
        for line in head:
            sheet.text(x, base, line, paper.heading, colour=spec.theme.ink, weight="bold")
            base += big
        if beside:
            sheet.text(x + beside, base - big, dates, paper.body, colour=spec.theme.note)
        base = y + big * len(head) + paper.body * 0.95
        for line in date_lines:
            sheet.text(x, base, line, paper.body, colour=spec.theme.note)
            base += small
        for line, main in counts:
            colour = spec.theme.ink if main else spec.theme.note
            sheet.text(x, base, line, paper.body, colour=colour, weight="normal")
            base += small

    return Block(height, draw)


def _beside(head: Sequence[str], dates: str, paper: Format, room: float) -> float:
    """Return where the dates start when they stand beside the heading, else 0."""
    if len(head) != 1 or not dates:
        return 0.0
    start = width(head[0], paper.heading, "bold") + 7 * paper.type_scale
    return start if start + width(dates, paper.body) <= room else 0.0


def _count_lines(
    spec: MapSpec, counts: Sequence[str], paper: Format, room: float
) -> list[tuple[str, bool]]:
    """Return the count lines with whether each is the main one; one line if all fit."""
    kept = [plain(count) for count in counts if plain(count)]
    together = (_SEPARATOR if spec.rtl else " · ").join(kept)
    if width(together, paper.body) <= room:
        return [(together, True)] if together else []
    return [
        (line, i == 0) for i, count in enumerate(counts) for line in lines(count, paper.body, room)
    ]


def notes(
    spec: MapSpec,
    paper: Format,
    room: float,
    *,
    ruled: bool = True,
    without: Sequence[str] = (),
) -> Block:
    """Return the notes in columns narrow enough to be read, under a rule or without it.

    Those of the kinds in ``without`` are left to the page and the file's record.
    """
    size, step = paper.note, leading(spec, paper.note)
    texts = _paragraphs(spec, without=without, told=paper.told)
    if not texts:
        return NOTHING
    columns = max(1, min(len(texts), int(room // (_READ * size))))
    gutter = 22 * paper.type_scale
    each = (room - gutter * (columns - 1)) / columns
    broken = [lines(text, size, each, longest=len(text)) for text in texts]
    split = _balanced([len(part) for part in broken], columns)
    high = max(_note_height(broken[a:b], step) for a, b in split)

    def draw(sheet: Sheet, x: float, y: float) -> None:
        if ruled:
            sheet.rule((x, x + room), (y, y), colour=spec.theme.neighbour_border, width=0.5)
        for column, (first, stop) in enumerate(split):
            base = y + 5 * paper.type_scale + size
            for part in broken[first:stop]:
                for line in part:
                    across = x + column * (each + gutter)
                    sheet.text(across, base, line, size, colour=spec.theme.note)
                    base += step
                base += step * 0.3

    return Block(5 * paper.type_scale + high, draw)


def _paragraphs(spec: MapSpec, *, without: Sequence[str], told: frozenset[str]) -> list[str]:
    """Return the notes as three paragraphs: where it is from, what it lacks, whose borders."""
    parts: list[list[str]] = [[], [], []]
    for note in spec.notes:
        if note.medium not in ("both", "print", *told):
            continue
        if note.kind in without:
            continue
        parts[_PARAGRAPH.get(note.kind, 0)].append(plain(note.text))
    return [" ".join(filter(None, part)) for part in parts if any(part)]


def _note_height(parts: Sequence[Sequence[str]], step: float) -> float:
    return step * sum(len(part) for part in parts) + step * 0.3 * max(0, len(parts) - 1)


def _balanced(sizes: Sequence[int], columns: int) -> list[tuple[int, int]]:
    """Cut a sequence of sizes into ``columns`` runs, the largest as small as can be."""
    for limit in range(max(sizes), sum(sizes) + 1):
        cuts = _cut(sizes, limit)
        if len(cuts) <= columns:
            return cuts
    return [(0, len(sizes))]


def _cut(sizes: Sequence[int], limit: int) -> list[tuple[int, int]]:
    cuts, start, total = [], 0, 0
    for at, size in enumerate(sizes):
        if total and total + size > limit:
            cuts.append((start, at))
            start, total = at, 0
        total += size
    return [*cuts, (start, len(sizes))]
