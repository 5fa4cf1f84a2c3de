"""Marks: one drawn sign per strike, in the shape, size and fill of its class."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import IdentityTransform

from strikemap.paint.print.ground import LEVEL
from strikemap.paint.print.placing import Placed, diameters, signs
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
    Int,
    MapSpec,
    MarkStyle,
    Shape,
)

MARKERS: dict[Shape, str] = {"circle": "o", "diamond": "D", "triangle": "^", "square": "s"}
_SEEN_THROUGH = 0.6  # opacity of marks sized by a value, which cover one another


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
    if spec.marks.diameter_pt is not None:
        near = np.flatnonzero(spec.marks.near_front[strikes.rows])
        everything = np.arange(len(strikes.rows))
        for style, rows in _by_style(spec, strikes, everything):
            axes.add_collection(_sized(axes, spec, style, strikes, rows, pen), autolim=False)
        for style, rows in _by_style(spec, strikes, near):
            axes.add_collection(_sized_rings(axes, spec, style, strikes, rows, pen), False)
        return
    many = strikes.times > 1
    _draw_numbers(axes, spec, strikes, np.flatnonzero(many), pen)
    signs = _signs(spec, strikes, np.flatnonzero(~many), pen)
    if len(spec.marks) > MANY:
        stamp_marks(axes, frame, signs, dpi=_dpi(axes), level=LEVEL["marks"])
        return
    for line in signs:
        axes.add_artist(line)


def _signs(spec: MapSpec, strikes: Placed, rows: Int, pen: float) -> list[Line2D]:
    """Return the marks of each class as one line of markers, and the rings of each class."""
    lines = []
    near = rows[spec.marks.near_front[strikes.rows[rows]]]
    for make, chosen, level in ((ring, near, LEVEL["rings"]), (marker, rows, LEVEL["marks"])):
        for style, of_class in _by_style(spec, strikes, chosen):
            line = make(style, pen=pen)
            line.set_data(strikes.x[of_class], strikes.y[of_class])
            line.set_zorder(level + style.z / 100)
            lines.append(line)
    return lines


def _draw_numbers(axes: Axes, spec: MapSpec, strikes: Placed, rows: Int, pen: float) -> None:
    """Draw a sign with a number for every spot with many strikes of one class."""
    sizes = signs(spec, strikes)
    for style, chosen in _by_style(spec, strikes, rows):
        for row in chosen:
            sign = marker(style, pen=pen)
            sign.set_marker("o")
            sign.set_markersize(float(sizes[row]) * pen)
            sign.set_data([strikes.x[row]], [strikes.y[row]])
            sign.set_gid(f"spots {style.key} {strikes.times[row]}")
            sign.set_zorder(LEVEL["marks"] + style.z / 100)
            axes.add_artist(sign)
            if spec.marks.near_front[strikes.rows[row]]:
                about = ring(style, pen=pen)
                about.set_markersize(float(sizes[row]) * pen + 2 * RING_GAP * pen)
                about.set_data([strikes.x[row]], [strikes.y[row]])
                about.set_zorder(LEVEL["rings"] + style.z / 100)
                axes.add_artist(about)
            number = Text(
                float(strikes.x[row]),
                float(strikes.y[row]),
                spec.grammar.whole(strikes.times[row]),
                color="#FFFFFF" if style.fill else style.edge,
                fontproperties=font(5.8 * pen, "bold"),
                horizontalalignment="center",
                verticalalignment="center_baseline",
                zorder=LEVEL["marks"] + style.z / 100 + 0.002,
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
    sign = MarkerStyle(MARKERS[style.shape])
    marks = PathCollection(
        (sign.get_path().transformed(sign.get_transform()),),
        (size * LOOKS[style.shape] * pen) ** 2,
        offsets=np.column_stack((strikes.x[rows], strikes.y[rows])),
        offset_transform=axes.transData,
        facecolors=[(style.fill or "#FFFFFF", _SEEN_THROUGH)],
        edgecolors=style.edge,
        linewidths=max(style.edge_width_pt, 0.7) * pen,
        zorder=LEVEL["marks"] + style.z / 100,
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


def marker(style: MarkStyle, *, pen: float = 1.0) -> Line2D:
    """Return the marker of a class as a line without points.

    A filled mark without an edge of its own gets a white one, so that neighbours stay two.
    """
    cased = style.fill and style.edge == style.fill
    line = Line2D(
        [],
        [],
        linestyle="",
        marker=MARKERS[style.shape],
        markersize=style.diameter_pt * LOOKS[style.shape] * pen,
        markerfacecolor=style.fill or "#FFFFFF",
        markeredgecolor="#FFFFFF" if cased else style.edge,
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
