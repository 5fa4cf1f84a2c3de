"""The sheet of a chart: quiet axes, a title and words, in the look of the maps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from strikemap.spec import Theme
from strikemap.words.languages import catalogue
from strikemap.words.phrases import Lang, day_text, number_text, phrase

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

THEME: Final = Theme()
#: Sizes of type in points.
SMALL, TEXT, TITLE = 7.5, 8.5, 11.0


def sheet(
    rows: int,
    columns: int,
    *,
    height: float,
    left: float = 0.06,
    foot: float = 0.62,
    sharex: bool = False,
    sharey: bool = False,
) -> tuple[Figure, list[Axes]]:
    """Return a figure without pyplot and its axes, row by row, in the house style."""
    from strikemap.sheet import house_style
    from strikemap.sheet.sheet import Print

    with house_style.applied():
        figure = Print(figsize=(9.0, height), dpi=150)
        figure.set_facecolor("white")
        grid = figure.subplots(rows, columns, squeeze=False, sharex=sharex, sharey=sharey)
        figure.subplots_adjust(
            left=left, right=0.975, top=1 - 0.72 / height, bottom=foot / height,
            hspace=0.3 if columns > 1 else 0.18, wspace=0.18,
        )  # fmt: skip
        axes = list(grid.ravel())
        for axis in axes:
            _quiet(axis)
    return figure, axes


def _quiet(axis: Axes) -> None:
    for side in ("top", "right", "left"):
        axis.spines[side].set_visible(False)
    axis.spines["bottom"].set_color(THEME.note)
    axis.tick_params(labelsize=SMALL, length=2, color=THEME.note, labelcolor=THEME.ink)
    axis.grid(axis="y", color="#E7E6E2", linewidth=0.6)
    axis.set_axisbelow(True)


def hide(axes: list[Axes], used: int, columns: int) -> None:
    """Hide the panels left over; the lowest panel of each column keeps its labels."""
    for place, axis in enumerate(axes):
        axis.set_visible(place < used)
        if used - columns <= place < used:
            axis.tick_params(labelbottom=True)


def head(figure: Figure, title: str, subtitle: str, lang: Lang) -> None:
    """Write the title and the line under it, and give every text of the chart its letters.

    Says too where no native speaker has read the words. Comes last.
    """
    from matplotlib.text import Text

    from strikemap.sheet.typefaces import families

    if not catalogue(lang).reviewed:
        subtitle = f"{subtitle}  ({phrase('unreviewed', lang)})"
    high = figure.get_figheight()
    for text, down, size, weight, colour in (
        (title, 0.24, TITLE, "bold", THEME.ink),
        (subtitle, 0.45, TEXT, "normal", THEME.note),
    ):
        figure.text(
            0.03, 1 - down / high, plain(text), fontsize=size, weight=weight, color=colour,
            parse_math=False, va="baseline",
        )  # fmt: skip
    for written in figure.findobj(Text):
        written.set_fontfamily(families(written.get_text()))


def date_axis(axis: Axes, day: npt.NDArray[np.int64], lang: Lang) -> None:
    """Write dates under an axis of days since 1970-01-01, a week or more apart."""
    step = max(7, 7 * (len(day) // 70))
    ticks = np.arange(day[0], day[-1] + 2, step)
    axis.set_xticks(ticks, [day_text(int(tick), lang, year=False) for tick in ticks])
    axis.set_xlim(day[0], day[-1] + 1)


def number_axis(axis: Axis, lang: Lang) -> None:
    """Write the numbers along an axis as the language writes them."""
    from matplotlib.ticker import FuncFormatter

    def written(value: float, _: object) -> str:
        _, _, decimals = f"{value:.4f}".rstrip("0").partition(".")
        return number_text(value, len(decimals), lang)

    axis.set_major_formatter(FuncFormatter(written))


def words(
    axis: Axes,
    x: float,
    y: float,
    text: str,
    *,
    bold: bool = False,
    colour: str = THEME.ink,
    **place: Any,
) -> None:
    """Write words at a place of the axes, as they are."""
    weight = "bold" if bold else "normal"
    axis.text(
        x, y, plain(text), transform=axis.transAxes, fontsize=SMALL, weight=weight, color=colour,
        parse_math=False, **place,
    )  # fmt: skip


def plain(text: object) -> str:
    """Return report text as harmless letters on one line."""
    from strikemap.sheet import lettering

    return lettering.plain(str(text))
