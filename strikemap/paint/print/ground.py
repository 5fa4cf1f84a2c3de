"""The ground of a map: land and water, zones with their patterns, borders, rivers, overlays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgba
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from shapely.geometry.base import BaseGeometry

from strikemap.paint.print.projection import Projection, path_of
from strikemap.spec import UNASSESSED, Int, MapSpec, Overlay, Panel, Pattern, SideStyle

HATCHES: dict[Pattern, str | None] = {
    "none": None,
    "hatch": "////",
    "crosshatch": "xxxx",
    "dots": "...",
    "lines": "---",
    "backhatch": "\\\\\\\\",
    "vertical": "||",
    "grid": "++",
}


def hatch_of(pattern: Pattern, pen: float) -> str | None:
    """Return the hatch of a pattern, up to twice as dense on a small paper as on a large one."""
    hatch = HATCHES[pattern]
    return hatch and hatch[0] * round(len(hatch) * min(max(4.5 - 3.5 * pen, 1.0), 2.0))


_FADING = (3000.0, 6000.0, 9000.0, 12000.0)  # metres from ground that nobody assessed
_FADED = 0.3  # opacity of each step
DASHES = (0, (3.5, 2.2))
LEVEL = {
    "land": 1.0,
    "country": 1.1,
    "zones": 2.0,
    "patterns": 2.1,
    "fading": 2.2,
    "cells": 2.3,
    "admin": 3.0,
    "water": 3.1,
    "borders": 3.2,
    "outline": 3.4,
    "areas": 3.5,
    "overlays": 3.6,
    "discs": 5.0,
    "rings": 5.5,
    "marks": 6.0,
    "towns": 6.5,
    "labels": 20.0,
    "furniture": 40.0,
}


def draw_ground(
    axes: Axes,
    spec: MapSpec,
    projection: Projection,
    *,
    blank: bool,
    fills: bool = True,
    pen: float = 1.0,
) -> None:
    """Draw everything under the marks except the zones; ``pen`` scales the line widths.

    The country's divisions are light lines on zones, and dark ones on ``blank`` ground.
    Without ``fills`` land and lakes are left to what is drawn under them.
    """
    ground, theme = spec.ground, spec.theme
    admin = theme.neighbour_border if blank else theme.admin
    if fills:
        _area(axes, projection, ground.land, theme.land, LEVEL["land"])
        _area(axes, projection, ground.country, theme.country, LEVEL["country"])
    width = (0.5 if blank else 0.8) * pen
    _line(axes, projection, ground.admin, admin, width, LEVEL["admin"])
    _line(axes, projection, ground.rivers, theme.river, 0.8 * pen, LEVEL["water"])
    lake = theme.water if fills else "none"
    _area(axes, projection, ground.lakes, lake, LEVEL["water"], edge=theme.river)
    _line(axes, projection, ground.borders, theme.neighbour_border, 0.7 * pen, LEVEL["borders"])
    _line(axes, projection, ground.outline, theme.border, 1.1 * pen, LEVEL["outline"])
    disputed = Overlay("", ground.disputed, theme.neighbour_border, 0.7, True)
    draw_overlays(axes, projection, (disputed,), LEVEL["borders"], pen=pen)
    draw_overlays(axes, projection, ground.areas, LEVEL["areas"], pen=pen)
    draw_overlays(axes, projection, spec.overlays, LEVEL["overlays"], pen=pen)


def draw_overlays(
    axes: Axes,
    projection: Projection,
    overlays: Sequence[Overlay],
    level: float,
    *,
    pen: float = 1.0,
) -> None:
    """Draw lines and the outlines of areas."""
    for overlay in overlays:
        _line(
            axes,
            projection,
            overlay.geometry,
            overlay.colour,
            overlay.width_pt * pen,
            level,
            dashed=overlay.dashed,
        )


def draw_areas(
    axes: Axes,
    spec: MapSpec,
    projection: Projection,
    panel: Panel,
    *,
    opacity: float = 1.0,
    pen: float = 1.0,
) -> None:
    """Draw the areas of a panel: zones in the look of their sides, or areas of a change."""
    for gid, geometry, codes, styles, edge in _layers(spec, panel):
        paths = [projection.path(area) for area in geometry]
        fills = [styles[code].fill for code in codes]
        # A thin edge in the zone's own colour closes the seam that antialiasing leaves.
        # On glass it would show as a line of its own.
        own = fills if opacity == 1 else "none"
        plain = PathCollection(
            paths,
            facecolors=[to_rgba(fill, opacity) for fill in fills],
            edgecolors=edge or own,
            linewidths=0.3,
            zorder=LEVEL["cells" if gid == "cells" and panel.zone_layer >= 0 else "zones"],
        )
        plain.set_gid(gid)
        axes.add_collection(plain, autolim=False)
        for code in np.unique(codes):
            if HATCHES[styles[code].pattern]:
                alike = [paths[int(row)] for row in np.flatnonzero(codes == code)]
                axes.add_collection(hatched(alike, styles[code], pen=pen), autolim=False)
        if opacity == 1:
            open_ground = [
                area
                for area, code in zip(geometry, codes, strict=True)
                if styles[code].key == UNASSESSED
            ]
            _fade(axes, spec, projection, open_ground)


def _fade(axes: Axes, spec: MapSpec, projection: Projection, areas: Sequence[BaseGeometry]) -> None:
    """Let the ground fade towards what nobody assessed, so that no edge reads as a line."""
    if not areas:
        return
    near = _coarser(projection.shape(shapely.union_all(areas)))
    inside = shapely.difference(_coarser(projection.shape(spec.ground.country)), near)
    for reach in _FADING:
        band = shapely.intersection(shapely.buffer(near, reach, quad_segs=4), inside)
        patch = PathPatch(path_of(band), facecolor=to_rgba(spec.theme.country, _FADED), lw=0)
        patch.set_zorder(LEVEL["fading"])
        patch.set_gid("fading")
        axes.add_artist(patch)


def _layers(
    spec: MapSpec, panel: Panel
) -> Iterator[tuple[str, Sequence[BaseGeometry], Int, Sequence[SideStyle], str]]:
    """Yield the name, areas, styles and edge (``""``: their own colour) of a panel's layers."""
    if panel.zone_layer >= 0:
        zones = spec.zone_layers[panel.zone_layer]
        yield "zones", zones.geometry, zones.side, spec.sides, ""
    if panel.cell_layer >= 0:
        cells = spec.cell_layers[panel.cell_layer]
        yield "cells", cells.geometry, cells.style, spec.cell_styles, spec.theme.country


def _coarser(metres: BaseGeometry) -> BaseGeometry:
    """Return a valid shape without details that a fading edge cannot show."""
    return shapely.make_valid(shapely.simplify(metres, _FADING[0] / 8))


def hatched(paths: Sequence[Path], style: SideStyle, *, pen: float) -> PathCollection:
    """Return areas that carry the pattern of a side and no fill."""
    areas = PathCollection(
        paths,
        facecolors="none",
        edgecolors="none",
        linewidths=0,
        hatch=hatch_of(style.pattern, pen),
        zorder=LEVEL["patterns"],
    )
    areas.set_gid("patterns")
    areas.set_hatchcolor(style.pattern_colour)
    areas.set_hatch_linewidth(0.6 * pen)
    return areas


def _area(
    axes: Axes,
    projection: Projection,
    geometry: BaseGeometry,
    fill: str,
    level: float,
    *,
    edge: str = "none",
) -> None:
    path = projection.path(geometry)
    if len(path):
        width = 0.0 if edge == "none" else 0.5
        axes.add_artist(PathPatch(path, facecolor=fill, edgecolor=edge, lw=width, zorder=level))


def _line(
    axes: Axes,
    projection: Projection,
    geometry: BaseGeometry,
    colour: str,
    width: float,
    level: float,
    *,
    dashed: bool = False,
) -> None:
    path = projection.path(geometry)
    if len(path):
        axes.add_artist(
            PathPatch(
                path,
                facecolor="none",
                edgecolor=colour,
                linewidth=width,
                linestyle=DASHES if dashed else "-",
                capstyle="round",
                joinstyle="round",
                zorder=level,
            )
        )
