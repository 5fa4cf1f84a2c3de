"""Numbers: what each coloured area counts, in it or beside it, the largest change first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import cos, hypot, pi, sin

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from strikemap.paint.print.labels import Leader, in_points, inside_of
from strikemap.paint.print.map_words import Word, box_of, readable_on
from strikemap.paint.print.projection import Projection
from strikemap.paint.print.room import Frame, Room
from strikemap.sheet.lettering import ink, plain, width
from strikemap.sheet.sheet import Box
from strikemap.spec import CellLayer, MapSpec

_SIZES = (1.0, 0.85, 0.75)  # shares of their size that numbers have in areas ever smaller
_BESIDE = 16  # numbers that stand beside their areas at most
_AROUND = 24  # directions that are tried
_FAR = tuple(range(8, 168, 8))  # points from the middle of an area to its number beside it


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a panel's areas, lines to those beside them, and what they leave out."""

    words: list[Word] = field(default_factory=list)
    lines: list[Leader] = field(default_factory=list)
    rest: str = ""

    def boxes(self) -> list[Box]:
        """Return the boxes of the words."""
        return [box_of(w.text, w.size, w.across, w.down, w.weight) for w in self.words]


@dataclass(frozen=True, eq=False, slots=True)
class _Area:
    """A coloured area in points of the frame, with its number and the place for it."""

    shape: BaseGeometry
    text: str
    spot: tuple[float, float]
    fill: str


def numbers(
    spec: MapSpec,
    frame: Frame,
    projection: Projection,
    room: Room,
    layer: int,
    *,
    size: float,
    smallest: float,
) -> Numbers:
    """Place the numbers of a layer's areas and take their room, those of the largest change first.

    One that does not fit into its area stands beside it, on no other area that counts, with a
    line to it. What is left has no number; how many those are and what they sum to is told.
    """
    if layer < 0:
        return Numbers()
    cells = spec.cell_layers[layer]
    areas = _areas(spec, frame, projection, cells)
    found, left, beside = Numbers(), [], []
    sizes = [max(share * size, min(size, smallest)) for share in _SIZES]
    for row, area in areas.items():
        word = next((w for s in sizes if (w := _inside(area, s, room, spec.theme.ink))), None)
        if word is None:
            beside.append(row)
        else:
            found.words.append(word)
    counted = np.array([area.shape for area in areas.values()], dtype=object)
    for at, row in enumerate(beside):
        put = at < _BESIDE and _outside(areas[row], counted, sizes[1], room, spec)
        if put:
            found.words.append(put[0])
            found.lines.append(put[1])
        else:
            left.append(row)
    return Numbers(found.words, found.lines, _rest(cells, left, spec))


def _areas(
    spec: MapSpec, frame: Frame, projection: Projection, cells: CellLayer
) -> dict[int, _Area]:
    """Return the areas that have a number, by their rows, the largest change first."""
    x, y = projection.points(cells.label_lon, cells.label_lat)
    across, down = frame.points(x, y)
    found = {}
    for row in cells.by_change():
        text = plain(cells.text[row])
        if text and np.isfinite(across[row]):
            spot = float(across[row]), float(down[row])
            shape = _part_at(in_points(projection.shape(cells.geometry[row]), frame), spot)
            found[row] = _Area(shape, text, spot, spec.cell_styles[cells.style[row]].fill)
    return found


def _part_at(shape: BaseGeometry, spot: tuple[float, float]) -> BaseGeometry:
    """Return the part of a shape that holds a spot; an empty one where none does."""
    parts = shapely.get_parts(shape)
    held = parts[shapely.intersects(parts, shapely.Point(spot))]
    return held[0] if len(held) else shapely.Polygon()


def _inside(area: _Area, size: float, room: Room, colour: str) -> Word | None:
    above, below = ink(area.text, size, "bold")
    long = width(area.text, size, "bold")
    found = inside_of(area.spot, area.shape, long, above + below, room)
    if found is None:
        return None
    room.take(Box(*found, long, above + below).inset(-1.0))
    read = readable_on(area.fill, colour)
    return Word(area.text, found[0], found[1] + above, size, read, area.fill, "bold")


def _outside(
    area: _Area,
    counted: np.ndarray[tuple[int], np.dtype[np.object_]],
    size: float,
    room: Room,
    spec: MapSpec,
) -> tuple[Word, Leader] | None:
    """Return a number beside its area and the line to it, on free ground; None without any."""
    above, below = ink(area.text, size, "bold")
    long, high = width(area.text, size, "bold"), above + below
    for box in _beside(area.spot, long, high):
        clear = box.inset(-1.5)
        square = shapely.box(clear.x, clear.y, clear.right, clear.bottom)
        if not room.free(clear) or shapely.intersects(counted, square).any():
            continue
        line = _line(box, area.spot)
        if not _free_line(line, room):
            continue
        room.take(clear)
        across, down = np.array(line).T
        room.take_line(across, down, 1.0)
        halo = spec.theme.country
        return Word(area.text, box.x, box.y + above, size, spec.theme.ink, halo, "bold"), line
    return None


def _beside(spot: tuple[float, float], long: float, high: float) -> Iterator[Box]:
    """Yield the places of a number around a spot, the nearest first."""
    for far in _FAR:
        for turn in range(_AROUND):
            x, y = sin(2 * pi * turn / _AROUND), cos(2 * pi * turn / _AROUND)
            across = spot[0] + (far + long / 2) * x - long / 2
            yield Box(across, spot[1] + (far + high / 2) * y - high / 2, long, high)


def _line(box: Box, spot: tuple[float, float]) -> Leader:
    end = min(max(spot[0], box.x), box.right), min(max(spot[1], box.y), box.bottom)
    return end, spot


def _free_line(line: Leader, room: Room) -> bool:
    """Return whether no word or line lies on a line."""
    (x, y), (right, low) = line
    steps = np.linspace(0.0, 1.0, max(2, int(hypot(right - x, low - y))))
    spots = [Box(x + s * (right - x) - 0.5, y + s * (low - y) - 0.5, 1.0, 1.0) for s in steps]
    return all(room.free(spot) for spot in spots)


def _rest(cells: CellLayer, left: list[int], spec: MapSpec) -> str:
    """Return what the areas without a number sum to, "" where each has one."""
    if not left or cells.counts is None:
        return ""
    before, after = cells.counts[left].sum(axis=0)
    told = {"n": len(left), "before": before, "after": after}
    words = [
        spec.grammar.whole(int(told[piece])) if i % 2 else piece
        for i, piece in enumerate(cells.rest)
    ]
    return plain("".join(words))
