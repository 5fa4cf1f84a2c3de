"""Cells: what stands for the marks of a map that has more than a reader can tell apart."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import shapely

from strikemap.comparison.raster import Raster, raster
from strikemap.compose.difference import undrawn, unopened
from strikemap.compose.extent import unrolled
from strikemap.compose.scene import Choices, Scene
from strikemap.spec import (
    COUNTABLE,
    CellLayer,
    Extent,
    Int,
    LegendEntry,
    LegendGroup,
    MapSpec,
    Marks,
    SideStyle,
)
from strikemap.words.phrases import Lang, phrase, whole_text

#: Sides of a cell in km, and how many cells a map has across.
_SIDES: Final = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000)
_ACROSS: Final = 60
#: Fewest strikes of a class of cells: up to five of these.
_ROUND: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)
#: From few to many strikes, at least 10 apart for readers of any colour vision (CIEDE2000).
FILLS: Final = ("#F3B79D", "#E58368", "#CF4A3C", "#A1171F", "#5E0810")


def rastered(scene: Scene, choices: Choices, marks: Marks, whole: Extent) -> Raster | None:
    """Return the cells that strikes are counted in; None where each is a mark.

    Cells stand for the marks where a panel has more than :data:`COUNTABLE` and most are known
    more finely than a cell, unless marks are asked for, or a colour or size of theirs.
    """
    if choices.marks or not scene.shows_marks or not _asked(choices, marks):
        return None
    seen = marks.panel >= 0 if marks.outside is None else (marks.panel >= 0) & ~marks.outside
    found = raster(
        marks.lon,
        marks.lat,
        marks.radius_km,
        np.where(seen, marks.panel, -1),
        panels=len(scene.frames),
        km=_side(whole),
        crs=whole.crs,
    )
    if choices.marks is None and 2 * int((found.coarse & seen).sum()) > int(seen.sum()):
        return None
    return replace(
        found,
        outlines=shapely.transform(
            found.outlines, lambda xy: np.column_stack((unrolled(xy[:, 0], whole), xy[:, 1]))
        ),
        coarse=found.coarse & seen,
    )


def _asked(choices: Choices, marks: Marks) -> bool:
    """Return whether cells are asked for, or there are more marks than can be told apart."""
    if choices.marks is False:
        return True
    shown = marks.panel[marks.panel >= 0]
    many = len(shown) > 0 and int(np.bincount(shown).max()) > COUNTABLE
    return many and choices.colour is None and choices.size is None


def _side(whole: Extent) -> float:
    """Return the side of a cell in km: round, and so that the map is not too coarse."""
    wide = (whole.x_max - whole.x_min) / 1000 / _ACROSS
    return float(next((side for side in _SIDES if side >= wide), _SIDES[-1]))


def in_cells(spec: MapSpec, found: Raster, lang: Lang) -> MapSpec:
    """Return the spec with cells for its marks, which a page still draws from close by.

    Where cells are alone no page carries a strike, and its event and windows stay as they are.
    """
    starts = _starts(int(found.counts.max(initial=1)))
    layers = [_layer(found, panel, starts) for panel in range(len(spec.panels))]
    title = phrase("legend_cells", lang, unit=spec.unit, km=f"{found.km:g}")
    styles = _styles(starts, int(found.counts.max(initial=1)), lang)
    entries = tuple(LegendEntry("cell", i, style.label, ()) for i, style in enumerate(styles))
    marks, *others = spec.legend
    spec = replace(
        spec,
        panels=tuple(replace(panel, cell_layer=i) for i, panel in enumerate(spec.panels)),
        legend=(LegendGroup(title, entries), replace(marks, medium="page"), *others),
        cell_styles=styles,
        cell_layers=tuple(layers),
        cells_first=not found.alone,
    )
    if not found.alone:
        return spec
    return replace(
        spec,
        marks=undrawn(spec.marks),
        popups=unopened(spec.marks),
        legend=tuple(group for group in spec.legend if group.medium != "page"),
        recut=(),
    )


def _starts(most: int) -> list[int]:
    """Return the fewest strikes of each class: at most five round numbers up to the most."""
    known = [start for start in _ROUND if start <= most]
    at = np.unique(np.linspace(0, len(known) - 1, min(len(FILLS), len(known))).round().astype(int))
    return [known[i] for i in at]


def _styles(starts: list[int], most: int, lang: Lang) -> tuple[SideStyle, ...]:
    ends = [*(start - 1 for start in starts[1:]), most]
    fills = FILLS[len(FILLS) - len(starts) :]
    return tuple(
        SideStyle(f"cells{start}", _range(start, end, lang), fill, "none", fill)
        for start, end, fill in zip(starts, ends, fills, strict=True)
    )


def _range(start: int, end: int, lang: Lang) -> str:
    low, high = whole_text(start, lang), whole_text(end, lang)
    return low if start == end else f"{low}–{high}"


def _layer(found: Raster, panel: int, starts: list[int]) -> CellLayer:
    counts = found.counts[:, panel]
    used = np.flatnonzero(counts)
    style: Int = np.searchsorted(starts, counts[used], side="right") - 1
    nowhere = np.full(len(used), np.nan)
    return CellLayer(
        tuple(found.outlines[used]),
        style.astype(np.int32),
        tuple(str(n) for n in counts[used]),
        nowhere,
        nowhere,
    )
