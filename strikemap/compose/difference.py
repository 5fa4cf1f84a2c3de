"""The difference: one map of where there were more strikes after the event, and where fewer."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from strikemap.compose.ground_held import polygons, roomiest
from strikemap.spec import (
    CellLayer,
    Float,
    LegendEntry,
    LegendGroup,
    MapSpec,
    Marks,
    Note,
    Panel,
    Popups,
    SideStyle,
)
from strikemap.words.phrases import Lang, number_text, phrase, unit_name, whole_text

#: Fills from strong to pale, at least 15 apart (CIEDE2000) to any colour vision and in grey, with
#: the colour of the lines on each.
_FEWER: Final = (("#2C6699", "#9CC3E0"), ("#739FC6", "#24527C"), ("#C6DDEE", "#5E8DB4"))
_MORE: Final = (("#AF3127", "#EBAA9B"), ("#D46E56", "#96281D"), ("#F4BBA2", "#C9705C"))
_SAME: Final = "#CDD3CC"
_EMPTY: Final = "#FBFAF7"
_WITHIN: Final = "#E9E7E0"
#: Steps between the classes of a surface: how many times larger or smaller a share became.
_TIMES: Final = (2, 4)
#: Steps that the classes of a change may have, and how far its largest is above the upper one.
_ROUND: Final = tuple(digit * 10.0**power for power in range(-2, 6) for digit in (1, 2, 5))
_REACHED: Final = 1.25


def difference(spec: MapSpec, cells: gpd.GeoDataFrame, lang: Lang = "") -> MapSpec:
    """Turn a before-and-after spec into one of the change between its two panels.

    Parameters
    ----------
    spec
        The spec of two panels that the cells were counted from.
    cells
        Areas as :func:`strikemap.comparison.changes.changes` returns them.
    lang
        Language of the words; that of the spec by default.

    Returns
    -------
    MapSpec
        One panel of coloured areas with "before → after" in each; the marks stay in the
        spec for the timeline and are drawn on no panel.
    """
    lang = lang or spec.lang
    if "log_risk" in cells:
        return surface(spec, cells, lang)
    breaks = _breaks(cells["change"].to_numpy())
    drawn = cells.loc[cells.geometry.notna()]
    styles = _styles(breaks, lang)
    text = [
        _counts_text(before, after, lang) if before or after else ""
        for before, after in zip(drawn["n_before"], drawn["n_after"], strict=True)
    ]
    lon, lat = _label_points(drawn, text)
    rest = _arrow("{before}", "{after}", lang)
    layer = CellLayer(
        tuple(drawn.geometry),
        _classes(drawn, breaks),
        tuple(text),
        lon,
        lat,
        counts=drawn[["n_before", "n_after"]].to_numpy(dtype=np.int64),
        rest=tuple(
            re.split("{(n|before|after)}", phrase("cells_rest", lang, n="{n}", counts=rest))
        ),
    )
    title = phrase("legend_change", lang, unit=spec.unit)
    note = phrase("note_change_zones" if cells.attrs.get("by") == "zone" else "note_change", lang)
    return _of_cells(spec, cells, layer, styles, title, note, lang)


def surface(spec: MapSpec, cells: gpd.GeoDataFrame, lang: Lang = "") -> MapSpec:
    """Turn a before-and-after spec into one of where the share of strikes rose or fell.

    Parameters
    ----------
    spec
        The spec of two panels that the surface was made from.
    cells
        Squares as :func:`strikemap.comparison.surfaces.risk_cells` returns them, which are
        cut at the coast.
    lang
        Language of the words; that of the spec by default.

    Returns
    -------
    MapSpec
        One panel of squares, coloured where the share left its envelope and pale elsewhere.
    """
    lang = lang or spec.lang
    shapely.prepare(spec.ground.land)
    ashore = shapely.intersection(cells.geometry.to_numpy(), spec.ground.land)
    seen = (shapely.get_dimensions(ashore) == 2) & ~shapely.is_empty(ashore)
    log_risk = np.where(cells["outside"] == 0, 0.0, cells["log_risk"])[seen]
    step = np.searchsorted(np.log(_TIMES), np.abs(log_risk), side="right")
    style = np.select([log_risk < 0, log_risk > 0], [2 - step, 4 + step], 3)
    n = int(seen.sum())
    nowhere = np.full(n, np.nan)
    layer = CellLayer(tuple(ashore[seen]), style.astype(np.int32), ("",) * n, nowhere, nowhere)
    title = phrase("legend_surface", lang, unit=spec.unit)
    made = cells.attrs
    km = made["bandwidth_km"]
    words = {"km": f"{km:g}", "reach": f"{2 * km:g}", "draws": str(made["draws"])}
    note = phrase("note_surface", lang, **words)
    return _of_cells(spec, cells, layer, _surface_styles(lang), title, note, lang)


def _label_points(cells: gpd.GeoDataFrame, text: Sequence[str]) -> tuple[Float, Float]:
    """Return where the words of areas go: where there is most room in their largest part."""
    points = np.full((2, len(cells)), np.nan)
    for i, shape in enumerate(cells.geometry):
        if text[i] and shape.area > 0:
            points[:, i] = roomiest(max(polygons(shape), key=lambda part: part.area))[:2]
    return points[0], points[1]


def _surface_styles(lang: Lang) -> tuple[SideStyle, ...]:
    """Return the styles of a surface, in the order of :func:`_styles`."""
    low, high = (str(times) for times in _TIMES)
    words = {
        key: [
            phrase(f"surface_{key}_first", lang),
            phrase(f"surface_{key}", lang, low=low, high=high),
            phrase(f"surface_{key}_last", lang, low=high),
        ]
        for key in ("smaller", "larger")
    }
    return (
        *(
            SideStyle(f"smaller{i}", words["smaller"][2 - i], fill, "lines", line)
            for i, (fill, line) in enumerate(_FEWER)
        ),
        SideStyle("within", phrase("surface_within", lang), _WITHIN, "none", _WITHIN),
        *(
            SideStyle(f"larger{i}", words["larger"][i], fill, "vertical", line)
            for i, (fill, line) in enumerate(reversed(_MORE))
        ),
    )


def _of_cells(
    spec: MapSpec,
    cells: gpd.GeoDataFrame,
    layer: CellLayer,
    styles: tuple[SideStyle, ...],
    title: str,
    note: str,
    lang: Lang,
) -> MapSpec:
    """Return the spec with one panel of coloured areas in place of its panels of marks."""
    used = sorted(set(layer.style.tolist()))
    entries = tuple(LegendEntry("cell", code, styles[code].label, ()) for code in used)
    return replace(
        spec,
        panels=(_panel(spec, cells, lang),),
        insets=(),
        marks=undrawn(spec.marks),
        popups=unopened(spec.marks),
        legend=(LegendGroup(title, entries), *_lines(spec)),
        notes=(Note("caveat", note), *spec.notes),
        cell_styles=styles,
        cell_layers=(layer,),
    )


def _panel(spec: MapSpec, cells: gpd.GeoDataFrame, lang: Lang) -> Panel:
    before, after = spec.panels[0], spec.panels[-1]
    n = [int(cells["n_before"].sum()), int(cells["n_after"].sum())]
    outside = cells.loc[cells.geometry.isna(), ["n_before", "n_after"]].sum()
    units = unit_name(spec.unit, 2, lang)
    counts = [f"{_counts_text(n[0], n[1], lang)} {units}"]
    if outside.any():
        text = _counts_text(int(outside["n_before"]), int(outside["n_after"]), lang)
        counts.append(phrase("outside_cells", lang, counts=text))
    return replace(
        after,
        key="change",
        heading=phrase("change", lang),
        dates=_arrow(before.dates or before.heading, after.dates or after.heading, lang),
        counts=(*counts, *_apart(spec, lang)),
        zone_layer=-1,
        cell_layer=0,
        day_start=before.day_start,
    )


def _apart(spec: MapSpec, lang: Lang) -> tuple[str, ...]:
    """Return how many strikes of two possible attackers the areas do not count, if any."""
    codes = [i for i, style in enumerate(spec.mark_styles) if style.key == "alternative"]
    rows = np.isin(spec.marks.style, codes)
    n = [int((rows & (spec.marks.panel == panel)).sum()) for panel in (0, len(spec.panels) - 1)]
    if not any(n):
        return ()
    label = spec.mark_styles[codes[0]].label
    return (phrase("apart_cells", lang, counts=_counts_text(n[0], n[1], lang), label=label),)


def unopened(marks: Marks) -> Popups:
    """Return popups of which none says anything."""
    return Popups(("",) * len(marks), (), ("",) * len(marks), "")


def undrawn(marks: Marks) -> Marks:
    """Return marks of which no panel shows any."""
    return replace(marks, panel=np.full(len(marks), -1, dtype=marks.panel.dtype))


def _lines(spec: MapSpec) -> tuple[LegendGroup, ...]:
    """Return the groups of the legend that are about lines."""
    kinds = {"overlay", "area"}
    return tuple(g for g in spec.legend if g.entries and {e.kind for e in g.entries} <= kinds)


def _counts_text(before: int, after: int, lang: Lang) -> str:
    return _arrow(whole_text(before, lang), whole_text(after, lang), lang)


def _arrow(before: str, after: str, lang: Lang) -> str:
    """Join two words by an arrow in the direction of reading."""
    return phrase("from_to", lang, before=before, after=after)


def _breaks(change: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Return the two steps between pale, middle and strong: round, the upper one well reached."""
    largest = float(np.abs(change).max(initial=0.0))
    if not largest > 0:
        return _ROUND[0], _ROUND[1]
    high = max(int(np.searchsorted(_ROUND, largest / _REACHED, side="right")) - 1, 1)
    return _ROUND[high - 1], _ROUND[high]


def _classes(cells: gpd.GeoDataFrame, breaks: tuple[float, float]) -> npt.NDArray[np.int32]:
    """Return the index into the styles: fewer strong to pale, same, more pale to strong, none."""
    change = cells["change"].to_numpy()
    step = np.searchsorted(np.array(breaks), np.abs(change), side="left")
    code = np.where(change < 0, 2 - step, 4 + step)
    code = np.where(np.isclose(change, 0.0), 3, code)
    empty = (cells["n_before"].to_numpy() == 0) & (cells["n_after"].to_numpy() == 0)
    return np.where(empty, 7, code).astype(np.int32)


def _step_words(key: str, breaks: tuple[float, float], lang: Lang) -> list[str]:
    """Return the words of the pale, the middle and the strong step."""
    digits = max(0, math.ceil(-math.log10(breaks[0])))
    low, high = (number_text(value, digits, lang) for value in breaks)
    return [
        phrase(f"{key}_first", lang, high=low),
        phrase(key, lang, low=low, high=high),
        phrase(f"{key}_last", lang, low=high),
    ]


def _styles(breaks: tuple[float, float], lang: Lang) -> tuple[SideStyle, ...]:
    fewer, more = _step_words("cells_fewer", breaks, lang), _step_words("cells_more", breaks, lang)
    return (
        *(
            SideStyle(f"fewer{i}", fewer[2 - i], fill, "lines", line)
            for i, (fill, line) in enumerate(_FEWER)
        ),
        SideStyle("same", phrase("cells_same", lang), _SAME, "dots", "#6F7A70"),
        *(
            SideStyle(f"more{i}", more[i], fill, "vertical", line)
            for i, (fill, line) in enumerate(reversed(_MORE))
        ),
        SideStyle("empty", phrase("cells_empty", lang), _EMPTY, "none", _EMPTY),
    )
