"""The ground of a map: land and water, zones with their patterns, borders, rivers, overlays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgba
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from shapely.geometry.base import BaseGeometry

from strikemap.paint.print.projection import Projection
from strikemap.spec import Int, MapSpec, Overlay, Panel, Pattern, SideStyle

HATCHES: dict[Pattern, str | None] = {
    "none": None,
    "hatch": "////",
    "crosshatch": "xxxx",
    "dots": "...",
    "lines": "---",
    "backhatch": "\\\\\\\\",
    "vertical": "||",
}
DASHES = (0, (3.5, 2.2))
LEVEL = {
    "land": 1.0,
    "country": 1.1,
    "zones": 2.0,
    "patterns": 2.1,
    "cells": 2.2,
    "admin": 3.0,
    "water": 3.1,
    "borders": 3.2,
    "outline": 3.4,
    "areas": 3.5,
    "overlays": 3.6,
    "discs": 5.0,
    "marks": 6.0,
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


def hatched(paths: Sequence[Path], style: SideStyle, *, pen: float) -> PathCollection:
    """Return areas that carry the pattern of a side and no fill."""
    areas = PathCollection(
        paths,
        facecolors="none",
        edgecolors="none",
        linewidths=0,
        hatch=HATCHES[style.pattern],
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
