"""One map of the figure: ground, zones, marks and names in a frame, with its insets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import shapely
from matplotlib.axes import Axes
from shapely.geometry.base import BaseGeometry

from strikemap.compose.extent import degrees_within, widest
from strikemap.paint.print import labels
from strikemap.paint.print.annotating import remember
from strikemap.paint.print.bearings import arrow_size, draw_graticule, draw_north_arrow
from strikemap.paint.print.corners import Zoom, corner, free_corner, zooms
from strikemap.paint.print.fences import Fences, fences
from strikemap.paint.print.formats import Format
from strikemap.paint.print.ground import LEVEL, draw_areas, draw_ground
from strikemap.paint.print.labels import draw_leaders
from strikemap.paint.print.layers import in_layers
from strikemap.paint.print.locators import draw_locator, edges, letters, locator, titled
from strikemap.paint.print.map_words import draw_words
from strikemap.paint.print.marks import draw_discs, draw_marks, take_hidden, take_room
from strikemap.paint.print.numbers import Numbers, numbers
from strikemap.paint.print.placing import Placed, apart, placed, whole, within
from strikemap.paint.print.projection import Projection
from strikemap.paint.print.room import Frame, Room
from strikemap.paint.print.scale_bar import ScaleBar, draw_scale_bar, scale_bar
from strikemap.paint.print.tiles import OPACITY, credit_size, draw_credit, draw_tiles
from strikemap.paint.print.towns import DOT, Rooms, Town, draw_dots, leaders, place_towns
from strikemap.paint.print.zones_note import ZonesNote, draw_zones_note, zones_note
from strikemap.sheet.sheet import Box, bare
from strikemap.spec import NEEDED, Extent, Inset, MapSpec, Panel

_CREDIT = 0.6  # share of a map's width that the credit of its tiles may take
_MOVED = 1.0  # points from its place that a mark stands before it is said
_MARGIN = 3.0  # points between a frame and the words in it
_OVERVIEW = 1200.0  # metres a point, above which only the larger towns are named


@dataclass(frozen=True, slots=True)
class Plan:
    """What all panels share: frame, projection, and where insets and words stand."""

    frame: Frame
    projection: Projection
    zooms: tuple[Zoom, ...]
    scale_bar: ScaleBar | None
    bar_box: Box | None
    note: ZonesNote | None
    north: Box | None
    credit: Box | None
    rest: ZonesNote | None
    rooms: Rooms
    strikes: tuple[Placed, ...]
    signs: tuple[Placed, ...]
    zones: tuple[Fences, ...]
    locators: tuple[Box, ...]
    numbers: tuple[Numbers, ...]

    def inset(self, spec: MapSpec, index: int) -> Inset:
        """Return an inset as it is shown: one that stands alone has no letter."""
        shown = spec.insets[index]
        return shown if len(self.zooms) > 1 else replace(shown, letter="")

    def tells(self) -> frozenset[str]:
        """Return whether signs stand beside their places, on other ground, and have numbers."""
        found = set()
        for true, signs, zones in zip(self.strikes, self.signs, self.zones, strict=True):
            at = np.searchsorted(true.rows, signs.rows)
            apart = np.hypot(true.x[at] - signs.x, true.y[at] - signs.y)
            metres = (self.frame.x_max - self.frame.x_min) / self.frame.width
            found |= {"numbered"} if (signs.times > 1).any() else set()
            found |= {"moved"} if (apart > _MOVED * metres).any() else set()
            here = zones.of(np.column_stack(self.frame.points(true.x[at], true.y[at])))
            there = zones.of(np.column_stack(self.frame.points(signs.x, signs.y)))
            found |= {"strayed"} if (here != there).any() else set()
        return frozenset(found)


def _set_apart(
    spec: MapSpec, paper: Format, frame: Frame, strikes: Placed, zones: Fences
) -> Placed:
    return whole(spec, frame, apart(spec, frame, strikes, zones, pen=paper.pen), pen=paper.pen)


def frame_of(extent: Extent, wide: float, high: float) -> Frame:
    """Return the frame of an extent on a box, widened on one axis to fill it."""
    dx, dy = extent.x_max - extent.x_min, extent.y_max - extent.y_min
    metres = max(dx / wide, dy / high)  # per point
    x, y = (extent.x_min + extent.x_max) / 2, (extent.y_min + extent.y_max) / 2
    half_x, half_y = metres * wide / 2, metres * high / 2
    return Frame(x - half_x, y - half_y, x + half_x, y + half_y, wide, high)


def on_ground(spec: MapSpec, extent: Extent, wide: float, high: float) -> tuple[float, float]:
    """Return the largest part of a box on which an extent shows no more than the ground known."""
    west, south, east, north = degrees_within(extent, frame_of(extent, wide, high).bounds)
    known = spec.ground.within
    if west >= known[0] and south >= known[1] and east <= known[2] and north <= known[3]:
        return wide, high
    left, low, right, top = widest(extent)
    broad = (right - left) / (extent.y_max - extent.y_min)
    tall = (top - low) / (extent.x_max - extent.x_min)
    return min(wide, high * broad), min(high, wide * tall)


def plan(spec: MapSpec, paper: Format, wide: float, high: float) -> Plan:
    """Decide, once for all panels, where insets, scale bar and the zones' date stand."""
    frame = frame_of(spec.extent, wide, high)
    projection = Projection(spec.extent, frame.bounds)
    marked = Room(wide, high)
    strikes = tuple(
        placed(spec, projection, index, spec.extent) for index in range(len(spec.panels))
    )
    zones = tuple(fences(spec, index, projection, frame) for index in range(len(spec.panels)))
    signs = tuple(
        _set_apart(spec, paper, frame, *each) for each in zip(strikes, zones, strict=True)
    )
    for each in signs:
        take_room(marked, spec, frame, each, pen=paper.pen)
    _take_beside(marked, paper, frame, projection)
    country = _in_frame(projection.shape(spec.ground.country), frame)
    credit = None
    if paper.tiles is not None:
        long, tall = credit_size(paper.tiles.credit, paper.smallest, _CREDIT * wide)
        credit = corner(marked, frame, long, tall)
    _take_first_towns(marked, spec, frame, projection)
    locators = tuple(locator(inset.extent, frame, projection) for inset in spec.insets)
    extents = [inset.extent for inset in spec.insets]
    insets = zooms(list(zip(extents, locators, strict=True)), frame, marked, country)
    rooms = Rooms(marked.copy(), Room(wide, high), Room(wide, high))
    _take_outline(marked, country)
    bar = bar_box = None
    if spec.scale_km > 0:
        bar = scale_bar(spec, paper, frame, projection, spec.extent, spec.scale_km)
        bar = bar if bar.fits(frame) else None
    if bar is not None:
        bar_box = corner(marked, frame, bar.width, bar.height)
    panels = [panel for each in (spec, *paper.beside) for panel in each.panels]
    note = zones_note(spec, paper, frame, marked, [panel.zones_note for panel in panels])
    north = None
    if "north-arrow" in paper.extras:
        north = corner(marked, frame, *arrow_size(spec, paper.note))
    counted = tuple(_numbers(spec, paper, frame, projection, rooms, p) for p in spec.panels)
    rest = zones_note(spec, paper, frame, marked, [each.rest for each in counted])
    noted = [each.box for each in (note, rest) if each is not None]
    boxes = [*noted, bar_box, north, *(zoom.box for zoom in insets)]
    for box in (box for box in boxes if box is not None):
        rooms.keep(box.inset(-2.0))
        rooms.covered.take(box)
    if credit is not None:
        rooms.keep(credit.inset(-2.0))
    corners = bar, bar_box, note, north, credit, rest
    stood = rooms, strikes, signs, zones, locators, counted
    return Plan(frame, projection, tuple(insets), *(*corners, *stood))


def _numbers(
    spec: MapSpec, paper: Format, frame: Frame, projection: Projection, rooms: Rooms, panel: Panel
) -> Numbers:
    """Return the numbers of a panel's areas, to which the names of towns give way."""
    room = rooms.own.copy()
    room.take_edges(_MARGIN)
    sizes = {"size": paper.label, "smallest": paper.smallest}
    return numbers(spec, frame, projection, room, panel.cell_layer, **sizes)


def with_details(shared: Plan, sizes: Mapping[int, tuple[float, float]]) -> Plan:
    """Return a plan that knows how wide and high the insets beside its map are drawn.

    An inset is widened to fill its box as a map is, and so is the box around its place.
    """
    boxes = list(shared.locators)
    for index, (wide, high) in sizes.items():
        box = boxes[index]
        scale = max(box.width / wide, box.height / high)
        more = (wide * scale - box.width) / 2, (high * scale - box.height) / 2
        boxes[index] = Box(box.x - more[0], box.y - more[1], wide * scale, high * scale)
    return replace(shared, locators=tuple(boxes))


def _in_frame(geometry: BaseGeometry, frame: Frame) -> BaseGeometry:
    return shapely.transform(
        geometry, lambda metres: np.column_stack(frame.points(metres[:, 0], metres[:, 1]))
    )


def _take_beside(room: Room, paper: Format, frame: Frame, projection: Projection) -> None:
    """Take the room of the marks of the other pictures of a film."""
    for other in paper.beside:
        for index in range(len(other.panels)):
            there = placed(other, projection, index, other.extent)
            take_room(room, other, frame, there, pen=paper.pen)


def _take_first_towns(room: Room, spec: MapSpec, frame: Frame, projection: Projection) -> None:
    """Take the dots of the towns that are named first, so that nothing is laid over them."""
    places = spec.ground.places
    x, y = projection.points(places.lon[places.rank <= 0], places.lat[places.rank <= 0])
    room.take_discs(*frame.points(x, y), DOT)


def _take_outline(room: Room, country: BaseGeometry) -> None:
    for ring in shapely.get_rings(shapely.get_parts(country)):
        across, down = shapely.get_coordinates(ring).T
        room.take_line(across, down, 1.0)


def draw_panel(axes: Axes, spec: MapSpec, paper: Format, shared: Plan, index: int) -> None:
    """Draw one panel with the insets that stand inside its frame."""
    panel = spec.panels[index]
    in_layers(axes, f"panel {index}")
    rooms = shared.rooms.copy()
    strikes = shared.strikes[index], shared.signs[index]
    shown = [(shared.inset(spec, z.index), shared.locators[z.index]) for z in shared.zooms]
    for _, box in shown:
        for edge in edges(box):
            rooms.keep(edge)
    lettered, lines = letters(spec, paper, rooms, shown)
    frame, counted = shared.frame, shared.numbers[index]
    plane = frame, shared.projection
    _draw_map(axes, spec, paper, *plane, rooms, index, strikes, spec.extent, counted)
    for zoom in shared.zooms:
        draw_locator(axes, spec, paper, shared.frame, shared.locators[zoom.index])
        if zoom.box is not None:
            inside = axes.inset_axes(_fraction(zoom.box, shared.frame), zorder=LEVEL["furniture"])
            draw_inset(inside, spec, paper, shared, index, zoom.index, zoom.box)
    draw_leaders(axes, shared.frame, lines, spec.theme.ink, level=LEVEL["labels"])
    draw_words(axes, shared.frame, lettered)
    if shared.scale_bar is not None and shared.bar_box is not None:
        draw_scale_bar(axes, spec, shared.frame, shared.scale_bar, shared.bar_box, pen=paper.pen)
    if shared.north is not None:
        draw_north_arrow(axes, spec, shared.frame, shared.projection, shared.north, size=paper.note)
    if shared.credit is not None and paper.tiles is not None:
        credit = paper.tiles.credit
        draw_credit(axes, spec, shared.frame, shared.credit, credit, paper.smallest)
    for note, text in ((shared.note, panel.zones_note), (shared.rest, counted.rest)):
        if note is not None and text:
            draw_zones_note(axes, spec, frame, note, index)


def _fraction(box: Box, frame: Frame) -> tuple[float, float, float, float]:
    return (
        box.x / frame.width,
        1 - box.bottom / frame.height,
        box.width / frame.width,
        box.height / frame.height,
    )


def draw_inset(
    axes: Axes, spec: MapSpec, paper: Format, shared: Plan, index: int, inset: int, box: Box
) -> None:
    """Draw one inset of one panel at its larger scale."""
    detail = shared.inset(spec, inset)
    bare(axes, facecolor=spec.theme.water, frame=spec.theme.ink, width=0.7)
    axes.set_gid(axes.get_gid() or f"inset {inset} of panel {index}")
    in_layers(axes, f"inset {inset} of panel {index}")
    frame = frame_of(detail.extent, box.width, box.height)
    room = Room(box.width, box.height)
    own = Projection(detail.extent, frame.bounds)
    strikes = within(frame, placed(spec, own, index))
    shown = within(frame, strikes, margin=0.0)
    signs = _set_apart(spec, paper, frame, shown, fences(spec, index, own, frame))
    take_room(room, spec, frame, signs, pen=paper.pen)
    head = titled(spec, detail, paper.label, frame, room)
    bar = scale_bar(spec, paper, frame, own, detail.extent)
    fits = bar.fits(frame)  # a part of a length is none, and no bar hides a mark
    bar_box = free_corner(room, frame, bar.width, bar.height) if fits else None
    covered = Room(box.width, box.height)
    for furniture in (bar_box, head[1] if head is not None else None):
        if furniture is not None:
            covered.take(furniture)
    rooms = Rooms(room, room, covered)
    both, extent = (strikes, signs), detail.extent
    _draw_map(axes, spec, paper, frame, own, rooms, index, both, extent, Numbers())
    draw_words(axes, frame, [head[0]] if head is not None else [])
    if bar_box is not None:
        draw_scale_bar(axes, spec, frame, bar, bar_box, pen=paper.pen)


def _draw_map(
    axes: Axes,
    spec: MapSpec,
    paper: Format,
    frame: Frame,
    projection: Projection,
    rooms: Rooms,
    index: int,
    strikes: tuple[Placed, Placed],
    extent: Extent,
    counted: Numbers,
) -> None:
    """Draw ground, zones, marks and names, whatever the scale.

    Discs stand where strikes were, signs where there is room for them.
    """
    room = rooms.shared
    axes.set_xlim(frame.x_min, frame.x_max)
    axes.set_ylim(frame.y_min, frame.y_max)
    remember(axes, projection)
    layer, cells = spec.panels[index].zone_layer, spec.panels[index].cell_layer
    tiles, blank = paper.tiles, layer < 0 and cells < 0
    if tiles is not None:
        draw_tiles(axes, tiles, projection, frame)
    opacity = OPACITY if tiles is not None else 1.0
    draw_ground(axes, spec, projection, blank=blank, fills=tiles is None, pen=paper.pen)
    draw_areas(axes, spec, projection, spec.panels[index], opacity=opacity, pen=paper.pen)
    true, signs = strikes
    draw_discs(axes, spec, projection, true)
    for each in (room, rooms.own):
        take_room(each, spec, frame, signs, pen=paper.pen)
    take_hidden(rooms.covered, spec, frame, signs, under=2.4 * DOT, pen=paper.pen)
    draw_marks(axes, spec, frame, signs, pen=paper.pen)
    for each in (room, rooms.own):
        each.take_edges(_MARGIN)
    size = paper.label
    most = 1 if (frame.x_max - frame.x_min) / frame.width > _OVERVIEW else 3
    most = 0 if paper.condensed else most
    words = list(counted.words)
    for box in counted.boxes():
        rooms.keep(box.inset(-1.0))
    draw_leaders(axes, frame, counted.lines, spec.theme.ink)
    if "graticule" in paper.extras:
        small = max(paper.smallest, paper.note * 0.9)
        lined = draw_graticule(
            axes, spec, frame, projection, extent, room, size=small, pen=paper.pen
        )
        rooms.keep_words(lined)
    towns: list[Town] = []
    small = max(paper.smallest, size * 0.9)
    units, lines = labels.areas(spec, frame, projection, room, size=small)
    words += units
    draw_leaders(axes, frame, lines, spec.theme.note)
    rooms.keep_words(words)
    struck = np.column_stack(frame.points(true.x, true.y))
    place_towns(spec, frame, projection, rooms, towns, struck, size=size, ranks=(NEEDED, NEEDED))
    if not paper.condensed:
        for each in (room, rooms.own):
            _take_first_towns(each, spec, frame, projection)
    words += labels.zones(
        spec, frame, projection, room, layer, size=size, smallest=min(size, paper.smallest)
    )
    rooms.keep_words(words)
    place_towns(spec, frame, projection, rooms, towns, struck, size=size, ranks=(0, most))
    draw_leaders(axes, frame, leaders(towns), spec.theme.ink, level=LEVEL["towns"] - 0.01)
    if extent is spec.extent:
        words += labels.countries(spec, frame, projection, room, size=small)
    draw_dots(axes, frame, towns, spec.theme.ink)
    draw_words(axes, frame, [*words, *(town.word for town in towns)])
