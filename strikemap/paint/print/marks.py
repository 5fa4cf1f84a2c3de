"""Marks: one drawn sign per strike, in the shape, size and fill of its class."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, IdentityTransform

from strikemap.paint.print.ground import LEVEL
from strikemap.paint.print.placing import Placed, diameters, lifted, signs
from strikemap.paint.print.projection import Projection
from strikemap.paint.print.room import Frame, Room
from strikemap.paint.print.stamps import MANY, stamp_marks
from strikemap.sheet.lettering import font
from strikemap.spec import (
    DISC_EDGE,
    DISC_FILL,
    LOOKS,
    RING_GAP,
    RING_WIDTH,
    SPOKES_FROM,
    Float,
    Int,
    MapSpec,
    MarkStyle,
    Shape,
)

MARKERS: dict[Shape, str] = {"circle": "o", "diamond": "D", "triangle": "^", "square": "s"}
#: How far below the middle of its box the middle of a shape is, and how far off its edges.
_MIDDLES: dict[Shape, tuple[float, float]] = {"triangle": (0.19, 0.31)}


def draw_discs(axes: Axes, spec: MapSpec, projection: Projection, strikes: Placed) -> None:
    """Draw the discs of strikes whose place is known only roughly, at true size.

    Strikes of one class on one spot share a disc, and all discs of a class are one shape: it is
    no darker where they overlap.
    """
    marks = spec.marks
    rows = np.flatnonzero(marks.coarse[strikes.rows])
    for style, rows_of in _by_style(spec, strikes, rows):
        chosen = strikes.rows[rows_of]
        places = np.column_stack((marks.lon[chosen], marks.lat[chosen], marks.radius_km[chosen]))
        chosen = chosen[np.unique(places, axis=0, return_index=True)[1]]
        metres = projection.metres_per_kilometre(marks.lon[chosen], marks.lat[chosen])
        x, y = projection.points(marks.lon[chosen], marks.lat[chosen])
        circles = [
            Path.circle((across, down), radius)
            for across, down, radius in zip(x, y, marks.radius_km[chosen] * metres, strict=True)
        ]
        discs = PathPatch(
            Path.make_compound_path(*circles),
            facecolor=(style.fill or style.edge, DISC_FILL),
            edgecolor=(style.fill or style.edge, DISC_EDGE),
            linewidth=0.5,
            zorder=LEVEL["discs"],
        )
        discs.set_gid(f"discs {style.key}")
        axes.add_artist(discs)


def draw_marks(
    axes: Axes, spec: MapSpec, frame: Frame, strikes: Placed, *, pen: float = 1.0
) -> None:
    """Draw one marker per strike, one artist per class, over rings around those near a front.

    On a map of more than :data:`strikemap.paint.print.stamps.MANY` strikes they are stamped.
    """
    if spec.marks.diameter_pt is None and len(spec.marks) > MANY:
        many = strikes.times > 1
        _draw_numbers(axes, spec, frame, strikes, np.flatnonzero(many), pen, 0.0)
        single = _signs(spec, strikes, np.flatnonzero(~many), pen, 0.0)
        stamp_marks(axes, frame, single, dpi=_dpi(axes), level=LEVEL["marks"])
        return
    raised = lifted(spec, frame, strikes, pen)
    low = np.setdiff1d(np.arange(len(strikes.rows)), raised)
    draw = _draw_signs if spec.marks.diameter_pt is None else _draw_sized
    draw(axes, spec, frame, strikes, low, pen)
    for at, row in enumerate(raised):
        draw(axes, spec, frame, strikes, np.array([row]), pen, 0.1 + 0.01 * at)


def _draw_sized(
    axes: Axes,
    spec: MapSpec,
    frame: Frame,
    strikes: Placed,
    rows: Int,
    pen: float,
    lift: float = 0.0,
) -> None:
    """Draw marks of their own sizes, and rings around those near a front."""
    for style, chosen in _by_style(spec, strikes, rows):
        marks = _sized(axes, spec, style, strikes, chosen, pen)
        marks.set_zorder(_level(style, lift))
        axes.add_collection(marks, autolim=False)
    near = rows[spec.marks.near_front[strikes.rows[rows]]]
    for style, chosen in _by_style(spec, strikes, near):
        axes.add_collection(_sized_rings(axes, spec, style, strikes, chosen, pen), False)


def _draw_signs(
    axes: Axes,
    spec: MapSpec,
    frame: Frame,
    strikes: Placed,
    rows: Int,
    pen: float,
    lift: float = 0.0,
) -> None:
    """Draw marks of the sizes of their classes, and signs with a number."""
    many = strikes.times[rows] > 1
    _draw_numbers(axes, spec, frame, strikes, rows[many], pen, lift)
    for line in _signs(spec, strikes, rows[~many], pen, lift):
        axes.add_artist(line)


def _level(style: MarkStyle, lift: float) -> float:
    """Return the level of a class, or that of signs lifted over others, whatever their class."""
    return LEVEL["marks"] + (lift or style.z / 100)


def _signs(spec: MapSpec, strikes: Placed, rows: Int, pen: float, lift: float) -> list[Line2D]:
    """Return the marks of each class as one line of markers, and the rings of each class."""
    lines = []
    near = rows[spec.marks.near_front[strikes.rows[rows]]]
    for make, chosen in ((ring, near), (marker, rows)):
        for style, of_class in _by_style(spec, strikes, chosen):
            line = make(style, pen=pen)
            line.set_data(strikes.x[of_class], strikes.y[of_class])
            around = make is ring
            line.set_zorder(LEVEL["rings"] + style.z / 100 if around else _level(style, lift))
            lines.append(line)
    return lines


def _draw_numbers(
    axes: Axes, spec: MapSpec, frame: Frame, strikes: Placed, rows: Int, pen: float, lift: float
) -> None:
    """Draw a sign with a number for every spot with many strikes of one class."""
    sizes = signs(spec, strikes)
    for style, chosen in _by_style(spec, strikes, rows):
        for row in chosen:
            sign = marker(style, pen=pen, size=float(sizes[row]), numbered=True)
            sign.set_data([strikes.x[row]], [strikes.y[row]])
            sign.set_gid(f"spots {style.key} {strikes.times[row]}")
            sign.set_zorder(_level(style, lift))
            axes.add_artist(sign)
            if spec.marks.near_front[strikes.rows[row]]:
                about = ring(style, pen=pen)
                about.set_markersize(float(sizes[row]) * pen + 2 * RING_GAP * pen)
                about.set_data([strikes.x[row]], [strikes.y[row]])
                about.set_zorder(LEVEL["rings"] + style.z / 100)
                axes.add_artist(about)
            lower = _middle(style.shape)[0] * float(sizes[row]) * LOOKS[style.shape] * pen
            number = Text(
                float(strikes.x[row]),
                float(strikes.y[row] - lower * (frame.y_max - frame.y_min) / frame.height),
                spec.grammar.whole(strikes.times[row]),
                color="#FFFFFF" if style.fill else style.edge,
                fontproperties=font(5.8 * pen, "bold"),
                horizontalalignment="center",
                verticalalignment="center_baseline",
                zorder=_level(style, lift) + 0.002,
                clip_on=True,
                gid="number",
            )
            axes.add_artist(number)


def _sized(
    axes: Axes, spec: MapSpec, style: MarkStyle, strikes: Placed, rows: Int, pen: float
) -> PathCollection:
    """Return the marks of a class, each of its own size, small ones over large ones."""
    size = diameters(spec)[strikes.rows[rows]]
    order = np.argsort(-size, kind="stable")
    rows, size = rows[order], size[order]
    marks = PathCollection(
        (_outline(style.shape, style.spokes),),
        outer(style, size * LOOKS[style.shape], pen) ** 2,
        offsets=np.column_stack((strikes.x[rows], strikes.y[rows])),
        offset_transform=axes.transData,
        facecolors=style.fill or "#FFFFFF",
        edgecolors="#FFFFFF" if _cased(style) else style.edge,
        linewidths=style.edge_width_pt * pen,
    )
    marks.set_transform(IdentityTransform())
    marks.set_gid(f"marks {style.key}")
    return marks


def _sized_rings(
    axes: Axes, spec: MapSpec, style: MarkStyle, strikes: Placed, rows: Int, pen: float
) -> PathCollection:
    """Return the rings around marks of a class that have their own sizes."""
    size = diameters(spec)[strikes.rows[rows]]
    rings = PathCollection(
        (Path.unit_circle(),),
        ((size / 2 + RING_GAP) * pen) ** 2,
        offsets=np.column_stack((strikes.x[rows], strikes.y[rows])),
        offset_transform=axes.transData,
        facecolors="none",
        edgecolors=style.fill or style.edge,
        linewidths=0.5 * pen,
        zorder=LEVEL["rings"] + style.z / 100,
    )
    rings.set_transform(IdentityTransform())
    rings.set_gid(f"rings {style.key}")
    return rings


def _dpi(axes: Axes) -> float:
    figure = axes.get_figure(root=True)
    assert figure is not None
    return float(figure.dpi)


def _by_style(spec: MapSpec, strikes: Placed, rows: Int) -> list[tuple[MarkStyle, Int]]:
    codes = spec.marks.style[strikes.rows[rows]]
    found = [(style, rows[codes == code]) for code, style in enumerate(spec.mark_styles)]
    return [(style, chosen) for style, chosen in found if len(chosen)]


def _cased(style: MarkStyle) -> bool:
    """Return whether a mark has no edge of its own: a white one lets neighbours stay two."""
    return bool(style.fill) and style.edge in (style.fill, "#FFFFFF")


def outer(style: MarkStyle, size: Float | float, pen: float) -> Float:
    """Return what an outline is drawn at so that all that has its colour is ``size`` across."""
    return np.asarray((size + style.edge_width_pt * (1 if _cased(style) else -1)) * pen)


def _middle(shape: Shape) -> tuple[float, float]:
    return _MIDDLES.get(shape, (0.0, 0.5))


@lru_cache(maxsize=256)
def _outline(shape: Shape, spokes: tuple[int, ...], *, numbered: bool = False) -> Path:
    """Return the outline of a shape, and in it the strokes of a group, about a box of 1."""
    sign = MarkerStyle(MARKERS[shape])
    plain = sign.get_path().transformed(sign.get_transform())
    turns = np.radians(spokes)
    down, far = _middle(shape)
    ways = np.column_stack((np.sin(turns), np.cos(turns))) * far
    near = SPOKES_FROM if numbered else 0.0
    strokes = [Path([way * near - (0, down), way - (0, down)]) for way in ways]
    return Path.make_compound_path(plain, *strokes) if strokes else plain


def marker(
    style: MarkStyle, *, pen: float = 1.0, size: float = 0.0, numbered: bool = False
) -> Line2D:
    """Return the marker of a class as a line without points, of its own size or of another."""
    sign: str | MarkerStyle = MARKERS[style.shape]
    if style.spokes:
        outline = _outline(style.shape, style.spokes, numbered=numbered)
        whole = Affine2D().scale(2 * float(np.abs(outline.vertices).max()))
        sign = MarkerStyle(outline, transform=whole)
    line = Line2D(
        [],
        [],
        linestyle="",
        marker=sign,
        markersize=(size or style.diameter_pt) * LOOKS[style.shape] * pen,
        markerfacecolor=style.fill or "#FFFFFF",
        markeredgecolor="#FFFFFF" if _cased(style) else style.edge,
        markeredgewidth=style.edge_width_pt * pen,
        antialiased=True,
    )
    line.set_gid(f"marks {style.key}")
    return line


def ring(style: MarkStyle, *, pen: float = 1.0) -> Line2D:
    """Return the ring around a mark near a front line as a line without points."""
    line = Line2D(
        [],
        [],
        linestyle="",
        marker="o",
        markersize=(style.diameter_pt + 2 * RING_GAP) * pen,
        markerfacecolor="none",
        markeredgecolor=style.edge if not style.fill else style.fill,
        markeredgewidth=RING_WIDTH * pen,
        antialiased=True,
    )
    line.set_gid(f"rings {style.key}")
    return line


def take_room(
    room: Room, spec: MapSpec, frame: Frame, strikes: Placed, *, pen: float = 1.0
) -> None:
    """Take the room of all marks of a panel, their edges and rings included."""
    across, down = frame.points(strikes.x, strikes.y)
    near = spec.marks.near_front[strikes.rows]
    sizes = signs(spec, strikes)
    for style, all_rows in _by_style(spec, strikes, np.arange(len(strikes.rows))):
        for diameter in np.unique(np.ceil(sizes[all_rows])):
            rows = all_rows[np.ceil(sizes[all_rows]) == diameter]
            size = (float(sizes[rows].max()) + style.edge_width_pt) * pen
            room.take_discs(across[rows], down[rows], size)
            ringed = rows[near[rows]]
            if len(ringed):
                room.take_discs(across[ringed], down[ringed], size + 2 * RING_GAP * pen)


def take_hidden(
    room: Room, spec: MapSpec, frame: Frame, strikes: Placed, *, under: float, pen: float = 1.0
) -> None:
    """Take the room of signs that a dot would hide: those with a number, and small ones.

    In a hollow sign a dot is seen, and the sign around it, from three quarters of that size on.
    """
    across, down = frame.points(strikes.x, strikes.y)
    sizes = signs(spec, strikes) * pen
    plain = np.array([not style.fill for style in spec.mark_styles], dtype=bool)
    hollow = plain[spec.marks.style[strikes.rows]]
    for diameter in np.unique(np.ceil(sizes)):
        rows = np.ceil(sizes) == diameter
        rows &= (strikes.times > 1) | (sizes < np.where(hollow, 0.75 * under, under))
        room.take_discs(across[rows], down[rows], float(diameter))
