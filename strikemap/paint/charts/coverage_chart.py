"""The calendar of coverage: which source was read on which day, and which said something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from strikemap.comparison.coverage import COLLECTED, NO_REPORT, NOT_COLLECTED
from strikemap.paint.charts.chart_sheet import SMALL, THEME, date_axis, head, plain, sheet
from strikemap.schema import day_of
from strikemap.words.phrases import Lang, phrase

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Sources drawn at most; the ones read on most days are.
MAX_SOURCES: Final = 24
_LOOKS: Final[dict[str, dict[str, Any]]] = {
    COLLECTED: {"facecolor": THEME.ink},
    NO_REPORT: {"facecolor": "#E3E2DE"},
    NOT_COLLECTED: {"facecolor": "none", "hatch": "/////", "edgecolor": "#CFCDC7"},
}


def coverage_chart(calendar: pd.DataFrame, *, lang: Lang = "en") -> Figure:
    """Draw which days each source covers, as a calendar of stripes.

    Parameters
    ----------
    calendar
        From :func:`strikemap.coverage`; at most :data:`MAX_SOURCES` sources, those read on most
        days, and in the last line whether any source was read.
    lang
        Code of a language, or the path of a JSON file of one's own.

    Returns
    -------
    matplotlib.figure.Figure
        Made without pyplot; shows itself in a notebook.

    Examples
    --------
    >>> import strikemap as sm
    >>> calendar = sm.coverage(sm.load_dataset("syria_2017_strikes"))
    >>> len(sm.coverage_chart(calendar).axes)
    1
    """
    read = (calendar != NOT_COLLECTED).sum().sort_values(ascending=False, kind="stable")
    shown = calendar[read.index[:MAX_SOURCES].tolist()]
    names = [plain(name) for name in shown] + [phrase("charts.any_source", lang)]
    stripes = [*(shown[name].to_numpy() for name in shown), _any(calendar)]
    figure, [axis] = sheet(1, 1, height=0.24 * len(names) + 1.4, left=0.3)
    day = np.arange(len(calendar)) + day_of(calendar.index[0].date())
    for place, stripe in enumerate(stripes):
        for status, look in _LOOKS.items():
            runs = _runs(day, stripe == status)
            axis.broken_barh(runs, (place - 0.38, 0.76), linewidth=0, **look)
    axis.set_ylim(len(names) - 0.4, -0.6)
    axis.set_xlim(day[0], day[-1] + 1)
    axis.set_yticks(range(len(names)), names, fontsize=SMALL)
    axis.grid(visible=False)
    date_axis(axis, day, lang)
    head(figure, phrase("charts.coverage", lang), _key(calendar, len(read), lang), lang)
    return figure


def _any(calendar: pd.DataFrame) -> np.ndarray:
    """Return the best status of each day."""
    best = np.full(len(calendar), NOT_COLLECTED, dtype=object)
    for status in (NO_REPORT, COLLECTED):
        best[(calendar == status).any(axis=1).to_numpy()] = status
    return best


def _runs(day: np.ndarray, inside: np.ndarray) -> list[tuple[int, int]]:
    """Return first day and length of each run of days."""
    steps = np.diff(np.concatenate([[0], inside.astype(int), [0]]))
    first, stop = np.flatnonzero(steps == 1), np.flatnonzero(steps == -1)
    return [(int(day[a]), int(b - a)) for a, b in zip(first, stop, strict=True)]


def _key(calendar: pd.DataFrame, n: int, lang: Lang) -> str:
    proposed = phrase("charts.coverage_proposed", lang) if calendar.attrs.get("proposed") else ""
    more = phrase("charts.coverage_more", lang, n=n - MAX_SOURCES) if n > MAX_SOURCES else ""
    return phrase("charts.coverage_key", lang, rest=more + proposed)
