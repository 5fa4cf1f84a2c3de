"""One map of the figure: ground, zones, marks and names in a frame, with its insets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from shapely.geometry.base import BaseGeometry

from strikemap.paint import labels
from strikemap.paint.corners import Zoom, corner, zooms
from strikemap.paint.formats import Format
from strikemap.paint.ground import LEVEL, draw_ground, draw_zones
from strikemap.paint.labels import Word, box_of, draw_dots, draw_words
from strikemap.paint.lettering import ink, plain, shortened, width
from strikemap.paint.marks import apart, draw_discs, draw_marks, placed, take_room
from strikemap.paint.projection import Projection
from strikemap.paint.room import Frame, Room
from strikemap.paint.sheet import Box, bare
from strikemap.spec import Extent, MapSpec


@dataclass(frozen=True, slots=True)
class Plan:
    """What all panels share: frame, projection, and where insets and words stand."""

    frame: Frame
    projection: Projection
    zooms: tuple[Zoom, ...]
    scale_bar: Box | None
    note: Box | None
    room: Room


def frame_of(extent: Extent, wide: float, high: float) -> Frame:
    """Return the frame of an extent on a box, widened on one axis to fill it."""
    dx, dy = extent.x_max - extent.x_min, extent.y_max - extent.y_min
    metres = max(dx / wide, dy / high)  # per point
    x, y = (extent.x_min + extent.x_max) / 2, (extent.y_min + extent.y_max) / 2
    half_x, half_y = metres * wide / 2, metres * high / 2
    return Frame(x - half_x, y - half_y, x + half_x, y + half_y, wide, high)


def plan(spec: MapSpec, paper: Format, wide: float, high: float) -> Plan:
    """Decide, once for all panels, where insets, scale bar and the zones' date stand."""
    frame = frame_of(spec.extent, wide, high)
    projection = Projection(spec.extent)
    marked = Room(wide, high)
    for index in range(len(spec.panels)):
        take_room(marked, spec, frame, placed(spec, projection, index), pen=paper.pen)
    country = _in_frame(projection.shape(spec.ground.country), frame)
    insets = zooms([inset.extent for inset in spec.insets], frame, marked, country)
    room = marked.copy()
    _take_outline(marked, country)
    bar = note = None
    if spec.scale_km > 0:
        bar = corner(marked, frame, *_scale_bar_size(spec, paper, frame, projection))
        room.take(bar.inset(-2.0))
    notes = [plain(panel.zones_note) for panel in spec.panels]
    if any(notes):
        size = paper.note
        long = min(max(width(text, size) for text in notes), wide - 12)
        note = corner(marked, frame, long, size * 1.3)
        room.take(note.inset(-2.0))
    for zoom in insets:
        if zoom.box is not None:
            room.take(zoom.box.inset(-2.0))
    return Plan(frame, projection, tuple(insets), bar, note, room)


def _in_frame(geometry: BaseGeometry, frame: Frame) -> BaseGeometry:
    return shapely.transform(
        geometry, lambda metres: np.column_stack(frame.points(metres[:, 0], metres[:, 1]))
    )


def _take_outline(room: Room, country: BaseGeometry) -> None:
    for ring in shapely.get_rings(shapely.get_parts(country)):
        across, down = shapely.get_coordinates(ring).T
        room.take_line(across, down, 1.0)


def draw_panel(axes: Axes, spec: MapSpec, paper: Format, shared: Plan, index: int) -> None:
    """Draw one panel with the insets that stand inside its frame."""
    panel = spec.panels[index]
    room = shared.room.copy()
    _draw_map(axes, spec, paper, shared.frame, shared.projection, room, index, most=1)
    for zoom in shared.zooms:
        _draw_locator(axes, spec, paper, shared, zoom.index)
        if zoom.box is not None:
            inside = axes.inset_axes(_fraction(zoom.box, shared.frame), zorder=LEVEL["furniture"])
            draw_inset(inside, spec, paper, shared, index, zoom.index, zoom.box)
    if shared.scale_bar is not None:
        _draw_scale_bar(axes, spec, paper, shared.frame, shared.projection, shared.scale_bar)
    if shared.note is not None and panel.zones_note:
        _draw_note(axes, spec, paper, shared.frame, shared.note, panel.zones_note)


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
    detail = spec.insets[inset]
    bare(axes, facecolor=spec.theme.water, frame=spec.theme.ink, width=0.7)
    frame = frame_of(detail.extent, box.width, box.height)
    room = Room(box.width, box.height)
    size = paper.label
    name = shortened(detail.label, size, box.width - 10, "bold")
    own = _projection(detail.extent, shared.projection)
    take_room(room, spec, frame, apart(spec, frame, placed(spec, own, index)), pen=paper.pen)
    title = corner(room, frame, width(name, size, "bold"), sum(ink(name, size, "bold")), top=True)
    room.take(title.inset(-2.0))
    _draw_map(axes, spec, paper, frame, own, room, index, most=9)
    above = ink(name, size, "bold")[0]
    word = Word(name, title.x, title.y + above, size, spec.theme.ink, spec.theme.country, "bold")
    draw_words(axes, frame, [word])


def _projection(extent: Extent, main: Projection) -> Projection:
    return main if extent.crs == main.crs else Projection(extent)


def _draw_map(
    axes: Axes,
    spec: MapSpec,
    paper: Format,
    frame: Frame,
    projection: Projection,
    room: Room,
    index: int,
    *,
    most: int,
) -> None:
    """Draw ground, zones, marks and names, whatever the scale."""
    axes.set_xlim(frame.x_min, frame.x_max)
    axes.set_ylim(frame.y_min, frame.y_max)
    draw_ground(axes, spec, projection, pen=paper.pen)
    layer = spec.panels[index].zone_layer
    draw_zones(axes, spec, projection, layer, pen=paper.pen)
    strikes = placed(spec, projection, index)
    draw_discs(axes, spec, projection, strikes)
    strikes = apart(spec, frame, strikes, pen=paper.pen)
    take_room(room, spec, frame, strikes, pen=paper.pen)
    draw_marks(axes, spec, strikes, pen=paper.pen)
    size = paper.label
    words, dots = labels.towns(spec, frame, projection, room, size=size, most=most)
    words += labels.zones(spec, frame, projection, room, layer, size=size)
    words += labels.areas(spec, frame, projection, room, size=max(paper.smallest, size * 0.9))
    draw_dots(axes, frame, dots, spec.theme.ink)
    draw_words(axes, frame, words)


def _draw_locator(axes: Axes, spec: MapSpec, paper: Format, shared: Plan, inset: int) -> None:
    extent = spec.insets[inset].extent
    x0, y0, x1, y1 = _bounds_in(extent, shared.projection)
    axes.add_patch(
        Rectangle(
            (x0, y0),
            x1 - x0,
            y1 - y0,
            facecolor="none",
            edgecolor=spec.theme.ink,
            linewidth=0.7 * paper.pen,
            zorder=LEVEL["discs"] + 0.5,
            gid="locator",
        )
    )


def _bounds_in(extent: Extent, projection: Projection) -> Sequence[float]:
    if extent.crs == projection.crs:
        return extent.x_min, extent.y_min, extent.x_max, extent.y_max
    area = projection.shape(shapely.box(extent.west, extent.south, extent.east, extent.north))
    bounds: tuple[float, float, float, float] = area.bounds
    return bounds


def _bar_points(spec: MapSpec, frame: Frame, projection: Projection) -> float:
    """Return the length of the scale bar in points, true in the middle of the extent."""
    lon = np.array([(spec.extent.west + spec.extent.east) / 2])
    lat = np.array([(spec.extent.south + spec.extent.north) / 2])
    metres = float(projection.metres_per_kilometre(lon, lat)[0]) * spec.scale_km
    return metres / (frame.x_max - frame.x_min) * frame.width


def _bar_words(spec: MapSpec) -> str:
    return plain(f"{spec.scale_km} {spec.words.get('km', 'km')}")


def _scale_bar_size(
    spec: MapSpec, paper: Format, frame: Frame, projection: Projection
) -> tuple[float, float]:
    words = shortened(_bar_words(spec), paper.note, frame.width / 2)
    long = max(_bar_points(spec, frame, projection), width(words, paper.note))
    return long, paper.note * 1.15 + 5


def _draw_scale_bar(
    axes: Axes, spec: MapSpec, paper: Format, frame: Frame, projection: Projection, box: Box
) -> None:
    size = paper.note
    long = _bar_points(spec, frame, projection)
    left = box.x + (box.width - long) / 2
    y = box.bottom - 1.0
    across = np.array([left, left, left + long, left + long])
    line = Line2D(
        *frame.metres(across, np.array([y - 3.0, y, y, y - 3.0])),
        color=spec.theme.ink,
        linewidth=0.9,
        solid_capstyle="butt",
        solid_joinstyle="miter",
        zorder=LEVEL["furniture"],
        gid="scale bar",
    )
    axes.add_artist(line)
    words = shortened(_bar_words(spec), size, frame.width / 2)
    start = box.x + (box.width - width(words, size)) / 2
    word = Word(words, start, y - 4.5, size, spec.theme.ink, spec.theme.land)
    draw_words(axes, frame, [word])


def _draw_note(axes: Axes, spec: MapSpec, paper: Format, frame: Frame, box: Box, text: str) -> None:
    size = paper.note
    words = shortened(text, size, box.width)
    long = width(words, size)
    start = box.x if box.x + box.width / 2 < frame.width / 2 else box.right - long
    baseline = box.bottom - 1 - box_of(words, size, 0, 0, "normal").bottom
    word = Word(words, start, baseline, size, spec.theme.note, spec.theme.land)
    draw_words(axes, frame, [word])
