"""Labels: names of zones and areas, set where they touch neither marks nor one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from shapely.geometry.base import BaseGeometry

from strikemap.paint.print.ground import LEVEL
from strikemap.paint.print.map_words import Word
from strikemap.paint.print.projection import Projection
from strikemap.paint.print.room import Frame, Room
from strikemap.palettes.tones import readable
from strikemap.sheet.lettering import ink, lines, plain, slanted, widest, width
from strikemap.sheet.sheet import Box
from strikemap.spec import Float, MapSpec

_NEARBY = 2_000_000.0  # metres, the widest map on which a unit's name may stand beside it
SMALLEST = 5.5  # points, of a name that is set smaller to fit its zone


def zones(
    spec: MapSpec,
    frame: Frame,
    projection: Projection,
    room: Room,
    layer: int,
    *,
    size: float,
    smallest: float = SMALLEST,
) -> list[Word]:
    """Place zone names inside their zones, near the point the spec gives for each."""
    if layer < 0:
        return []
    zone_layer = spec.zone_layers[layer]
    words: list[Word] = []
    x, y = projection.points(zone_layer.label_lon, zone_layer.label_lat)
    across, down = frame.points(x, y)
    for row, name in enumerate(zone_layer.names):
        if not np.isfinite(across[row]) or not plain(name):
            continue
        area = in_points(projection.shape(zone_layer.geometry[row]), frame)
        fill = spec.sides[zone_layer.side[row]].fill
        spot = float(across[row]), float(down[row])
        words += _inside_zone(plain(name), spot, area, size, fill, room, smallest)
    return words


def countries(
    spec: MapSpec, frame: Frame, projection: Projection, room: Room, *, size: float
) -> list[Word]:
    """Write the names of countries in capitals, where there is room at their middle."""
    names, theme = spec.ground.names, spec.theme
    x, y = projection.points(names.lon, names.lat)
    words: list[Word] = []
    for name, across, down in zip(names.names, *frame.points(x, y), strict=True):
        text = plain(name).upper()
        long, (above, below) = width(text, size), ink(text, size)
        for slide in (0.0, -1.6, 1.6, -3.2, 3.2):
            top = float(down) + slide * size - (above + below) / 2
            box = Box(float(across) - long / 2, top, long, above + below)
            if room.free(box.inset(-1.5)):
                room.take(box.inset(-1.5))
                words.append(Word(text, box.x, top + above, size, theme.note, theme.land))
                break
    return words


def _inside_zone(
    text: str,
    spot: tuple[float, float],
    area: BaseGeometry,
    full: float,
    fill: str,
    room: Room,
    smallest: float = SMALLEST,
) -> list[Word]:
    """Return a zone's name in one, two or three lines, as fits the zone; none if none fits."""
    for narrow, share in ((40.0, 1.0), (11.0, 1.0), (8.0, 1.0), (8.0, 0.85)):
        size = max(full * share, smallest)
        rows = lines(text, size, max(narrow * size, widest(text, size, "bold")), "bold")
        step = size * 1.15
        wide = [width(row, size, "bold") for row in rows]
        above, below = ink(text, size, "bold")
        high = above + below + step * (len(rows) - 1)
        found = inside_of(spot, area, max(wide), high, room)
        if found is not None:
            room.take(Box(*found, max(wide), high).inset(-1.5))
            middle = found[0] + max(wide) / 2
            return [
                Word(
                    *(row, middle - long / 2, found[1] + above + i * step, size),
                    *(readable(fill), fill, "bold"),
                )
                for i, (row, long) in enumerate(zip(rows, wide, strict=True))
            ]
    return []


def areas(
    spec: MapSpec, frame: Frame, projection: Projection, room: Room, *, size: float
) -> tuple[list[Word], list[Leader]]:
    """Place the names of the ground's dashed units beside them, never on the country itself.

    A name stands near what is seen of its unit, with a line to it where it stands apart; one
    that finds no place there is left to the legend. On maps of a region or the world a name
    stands inside its unit, or not at all.
    """
    country = in_points(projection.shape(spec.ground.country), frame)
    seen = shapely.box(0, 0, frame.width, frame.height)
    words: list[Word] = []
    leaders: list[Leader] = []
    for area in spec.ground.areas:
        whole = shapely.make_valid(in_points(projection.shape(area.geometry), frame))
        shape = shapely.intersection(whole, seen)
        if not plain(area.label) or shape.is_empty:
            continue
        if frame.x_max - frame.x_min > _NEARBY:
            words += _inside_zone(
                plain(area.label), _middle(shape), shape, size, spec.theme.note, room
            )
            continue
        rest = shapely.difference(shapely.make_valid(country), whole)
        shapely.prepare(rest)
        beside = _Beside(shape, rest, spec.theme.note, spec.theme.land)
        found = _stacked(plain(area.label), beside, size, room)
        words += found
        leaders += _leader(found, shape)
    return words, leaders


def _middle(shape: BaseGeometry) -> tuple[float, float]:
    point = shapely.point_on_surface(shape)
    return float(point.x), float(point.y)


def _leader(words: list[Word], shape: BaseGeometry) -> list[Leader]:
    """Return a line from a name that stands apart from its unit to the unit, or none."""
    if not words or (box := _box_of(words)).distance(shape) <= _APART:
        return []
    start, end = shapely.get_coordinates(shapely.shortest_line(box, shape))
    return [((float(start[0]), float(start[1])), (float(end[0]), float(end[1])))]


def _box_of(words: Sequence[Word]) -> BaseGeometry:
    """Return the box of a name of several lines."""
    long = max(width(word.text, word.size) for word in words)
    first, last = words[0], words[-1]
    above, below = ink(first.text, first.size)
    left, top = first.across - 1.0, first.down - above - 1.0
    return shapely.box(left, top, left + long + 2.0, last.down + below + 1.0)


@dataclass(frozen=True, eq=False, slots=True)
class _Beside:
    """A unit, the ground its name must not stand on, and the colours of the name."""

    shape: BaseGeometry
    rest: BaseGeometry
    colour: str
    halo: str


def _stacked(text: str, unit: _Beside, size: float, room: Room) -> list[Word]:
    """Return the words of a unit's name, in as few lines as fit beside its bounds."""
    for place in _BESIDE:
        for narrow in (30.0, 9.0, 6.0):
            rows = lines(text, size, max(narrow * size, widest(text, size)))
            long = max(width(row, size) for row in rows)
            above, below = ink(rows[0], size)
            high = above + below + (len(rows) - 1) * size * 1.15
            left, top = _beside_bounds(unit.shape.bounds, long, high, place)
            left = min(max(left, 3.0), room.width - long - 3.0)
            box = Box(left, top, long, high).inset(-1.0)
            ground = shapely.box(box.x, box.y, box.right, box.bottom)
            near = ground.distance(unit.shape) <= _FURTHEST
            if near and room.free(box) and not unit.rest.intersects(ground):
                room.take(box)
                return [
                    Word(
                        row,
                        left,
                        top + above + i * size * 1.15,
                        size,
                        unit.colour,
                        unit.halo,
                        style=slanted(row),
                    )
                    for i, row in enumerate(rows)
                ]
    return []


#: From and to, in points from the frame's corner.
Leader = tuple[tuple[float, float], tuple[float, float]]
#: A name further from its unit than this, in points, gets a line to it.
_APART = 12.0

#: No name stands further from its unit than this, in points.
_FURTHEST = 34.0

# Where a unit's name may stand: side of its bounds, distance and slide in points, best first.
_BESIDE = [
    (side, gap, slide)
    for slide in (0.0, -15.0, 15.0, -30.0, 30.0)
    for gap in (3.0, 8.0, 14.0, 24.0)
    for side in ("left", "under", "over", "right")
]


def _beside_bounds(
    bounds: tuple[float, float, float, float],
    long: float,
    high: float,
    place: tuple[str, float, float],
) -> tuple[float, float]:
    """Return the left and top of a box of words beside the bounds."""
    left, top, right, bottom = bounds
    side, gap, slide = place
    middle, centre = (top + bottom - high) / 2 + slide, (left + right - long) / 2 + slide
    return {
        "left": (left - gap - long, middle),
        "under": (centre, bottom + gap),
        "over": (centre, top - gap - high),
        "right": (right + gap, middle),
    }[side]


def in_points(area: BaseGeometry, frame: Frame) -> BaseGeometry:
    """Return a shape in points from the upper left corner of a frame."""
    return shapely.transform(
        area, lambda metres: np.column_stack(frame.points(metres[:, 0], metres[:, 1]))
    )


def inside_of(
    point: tuple[float, float], area: BaseGeometry, long: float, high: float, room: Room
) -> tuple[float, float] | None:
    """Return left and top of a box nearest to ``point`` that lies inside the area and free."""
    if area.is_empty:
        return None
    across, down = _nearest_first(point, area.bounds, long, high)
    x, y = across - long / 2 - 1.0, down - high / 2 - 1.0
    shapely.prepare(area)
    inside = shapely.contains(area, shapely.box(x, y, x + long + 2.0, y + high + 2.0))
    x, y = x[inside], y[inside]
    free = np.flatnonzero(room.free_places(x, y, long + 2.0, high + 2.0))
    return (float(x[free[0]]) + 1.0, float(y[free[0]]) + 1.0) if len(free) else None


def _nearest_first(
    point: tuple[float, float],
    bounds: tuple[float, float, float, float],
    long: float,
    high: float,
) -> tuple[Float, Float]:
    """Return the centres to try: the point itself, then a grid, nearest first."""
    left, top, right, bottom = bounds
    step = max(2.0, (right - left) / 48, (bottom - top) / 48)
    xs = np.arange(left + long / 2, right - long / 2, step)
    ys = np.arange(top + high / 2, bottom - high / 2, step)
    grid = np.array(np.meshgrid(xs, ys)).reshape(2, -1)
    order = np.argsort(np.hypot(grid[0] - point[0], grid[1] - point[1]), kind="stable")
    return np.append(point[0], grid[0, order]), np.append(point[1], grid[1, order])


def draw_leaders(
    axes: Axes,
    frame: Frame,
    leaders: list[Leader],
    colour: str,
    *,
    level: float = LEVEL["marks"] - 0.6,
) -> None:
    """Draw the thin lines from names to what they stand apart from."""
    for start, end in leaders:
        across, down = np.array([start, end]).T
        line = Line2D(*frame.metres(across, down), color=colour, linewidth=0.6, zorder=level)
        line.set_gid("leader")
        axes.add_line(line)
