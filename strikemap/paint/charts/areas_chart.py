"""A chart of how much ground each side held, from one date to the next."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from strikemap.errors import MapError
from strikemap.paint.charts.chart_sheet import SMALL, TEXT, THEME, head, number_axis, plain, sheet
from strikemap.palettes import PaletteLike, palette_of
from strikemap.schema import day_of
from strikemap.words.phrases import Lang, day_text, list_text, number_text, phrase

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Labels stand at least this far apart, as a share of the height.
_APART: Final = 0.05


def areas_chart(
    areas: pd.DataFrame, *, lang: Lang = "en", palette: PaletteLike | None = None
) -> Figure:
    """Draw the ground of each side over time, as one line a side.

    Parameters
    ----------
    areas
        From :func:`strikemap.zone_areas`; at least two dates.
    lang
        Code of a language, or the path of a JSON file of one's own.
    palette
        Colours of the sides, as in :func:`strikemap.before_after`.

    Returns
    -------
    matplotlib.figure.Figure
        In thousands of km² on the WGS84 ellipsoid. Made without pyplot; shows itself in a
        notebook.

    Raises
    ------
    MapError
        ``DATES_TOO_FEW`` when the zones are of fewer than two dates.

    Examples
    --------
    >>> import strikemap as sm
    >>> figure = sm.areas_chart(sm.zone_areas(sm.load_dataset("syria_2017_control")))
    >>> len(figure.axes[0].lines)
    8
    """
    dated = areas.dropna(subset=["date"])
    table = dated.pivot_table(index="date", columns="side", values="km2", aggfunc="sum")
    if len(table) < 2:
        raise MapError(
            f"The zones are of {len(table)} date(s). A chart over time needs two or more.",
            code="DATES_TOO_FEW",
            where="areas",
        )
    figure, (axis,) = sheet(1, 1, height=4.2)
    table = table.fillna(0.0) / 1000
    ranked = table.iloc[-1].sort_values(ascending=False, kind="stable").index
    largest = table.sum().sort_index().sort_values(ascending=False, kind="stable").index
    styles = palette_of(palette, largest)
    for number, side in enumerate(ranked):
        style = styles.style(side, lang)
        axis.plot(
            table.index, table[side], color=style.fill, lw=3, marker=_MARKERS[number % 6], ms=6,
            mec=THEME.ink, mew=0.7, label=plain(style.label),
        )  # fmt: skip
    _name_lines(
        axis, [styles.style(side, lang).label for side in ranked], table[ranked].iloc[-1], lang
    )
    axis.set_ylim(0, None)
    number_axis(axis.yaxis, lang)
    axis.set_xticks(table.index, [_date(day, lang) for day in table.index])
    figure.subplots_adjust(right=0.72)
    head(figure, phrase("charts.areas", lang), phrase("charts.areas_unit", lang), lang)
    return figure


def _date(day: pd.Timestamp, lang: Lang) -> str:
    return day_text(day_of(day.date()), lang)


_MARKERS: Final = ("o", "s", "^", "D", "v", "P")


def _name_lines(axis: Axes, labels: list[str], ends: pd.Series[Any], lang: Lang) -> None:
    """Write each side's name at the end of its line, the names kept apart."""
    highest = float(ends.max()) or 1.0
    heights = ends.to_numpy(dtype=float) / highest
    order = np.argsort(heights)
    place = heights.copy()
    for below, above in itertools.pairwise(order):
        place[above] = max(place[above], place[below] + _APART)
    for label, at, value in zip(labels, place, ends, strict=True):
        axis.annotate(
            list_text([plain(label), number_text(value, 1, lang)], lang), (1.02, at * highest),
            xycoords=("axes fraction", "data"),
            fontsize=SMALL if len(label) > 24 else TEXT, color=THEME.ink, va="center",
            parse_math=False, annotation_clip=False,
        )  # fmt: skip
