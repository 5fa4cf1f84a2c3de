"""Charts beside the maps: days, events lined up, other settings, and who reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from strikemap.comparison.of_map import takes_map
from strikemap.comparison.selection import names_of
from strikemap.errors import MapError
from strikemap.paint.charts.chart_sheet import (
    SMALL,
    TEXT,
    THEME,
    date_axis,
    head,
    hide,
    number_axis,
    plain,
    sheet,
    words,
)
from strikemap.words.languages import catalogue
from strikemap.words.phrases import Lang, day_text, list_text, phrase
from strikemap.words.terms import term

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from strikemap.comparison.event_study import EventStudy
from strikemap.comparison.result import Comparison

#: Groups drawn at most; the ones with the most strikes are.
MAX_GROUPS: Final = 6
_DASHES: Final[tuple[Any, ...]] = ("--", ":", "-.", (0, (6, 2, 1, 2, 1, 2)), (0, (1, 3)))


@takes_map
def days_chart(comparison: Comparison, *, weekly: bool = False, lang: Lang = "en") -> Figure:
    """Draw strikes per day (or week) by zone, with the windows as bands and the event.

    Parameters
    ----------
    comparison
        Its ``daily`` counts; at most :data:`MAX_GROUPS` groups, and all together.
    weekly
        Add seven days together, counted from the event day; weeks that the reports cover
        in part are grey.
    lang
        Code of a language, or the path of a JSON file of one's own.

    Returns
    -------
    matplotlib.figure.Figure
        Made without pyplot; shows itself in a notebook.

    Examples
    --------
    >>> import strikemap as sm
    >>> strikes = sm.load_dataset("syria_2017_strikes")
    >>> compared = sm.compare(
    ...     strikes, "2017-05-04", where={"attacker": "Russia"}, by="region"
    ... )
    >>> len(sm.days_chart(compared).axes) > 0
    True
    """
    names = [*_largest(comparison), "all"]
    day = comparison.coverage.start_day + np.arange(comparison.coverage.days)
    figure, axes = sheet(len(names), 1, height=0.95 * len(names) + 1.3, sharex=True)
    table = comparison.table.set_index("zone")
    for axis, name in zip(axes, names, strict=True):
        counts = comparison.daily[name].to_numpy()
        _bands(axis, comparison)
        start, width, height, whole = _bars(day, counts, comparison.periods.event_day, weekly)
        colours = np.where(whole, THEME.ink, "#A8A6A0")
        axis.bar(start, height, width=width, align="edge", color=colours, linewidth=0)
        axis.set_ylim(0, max(float(height.max(initial=1)) * 1.35, 1))
        n0, n1 = table.loc[name, ["n_before", "n_after"]].to_numpy(dtype=np.int64)
        words(axis, 0.006, 0.97, _counts(name, int(n0), int(n1), lang), bold=True, va="top")
        axis.yaxis.set_major_locator(_whole_numbers())
        number_axis(axis.yaxis, lang)
    date_axis(axes[-1], day, lang)
    attacker, unit = (comparison.where or {}).get("attacker"), comparison.unit
    named = list_text([term(name, lang) for name in names_of(attacker)], lang) if attacker else ""
    by = phrase("by_attacker", lang, attacker=named) if named else ""
    hidden = table.drop(index=names)[["n_before", "n_after"]].to_numpy().sum(axis=1)
    rest = _rest("more_zones", int((hidden > 0).sum()), int(hidden.sum()), unit, lang)
    title = phrase("charts.per_week" if weekly else "charts.per_day", lang, unit=unit, by=by)
    head(figure, title, _event_line(comparison, rest, lang), lang)
    return figure


def event_study_chart(study: EventStudy, *, measure: str = "per_day", lang: Lang = "en") -> Figure:
    """Draw several events lined up: one line per event, one panel per group.

    Parameters
    ----------
    study
        From :func:`strikemap.event_study`. No band is drawn below five events.
    measure
        ``"per_day"`` or ``"share"``.
    lang
        Code of a language, or the path of a JSON file of one's own.

    Returns
    -------
    matplotlib.figure.Figure
        Made without pyplot; shows itself in a notebook.

    Raises
    ------
    MapError
        ``MEASURE_UNKNOWN``.

    Examples
    --------
    >>> import strikemap as sm
    >>> strikes = sm.load_dataset("syria_2017_strikes")
    >>> study = sm.event_study(strikes, ["2017-05-04"], by="region")
    >>> len(sm.event_study_chart(study).axes) > 1
    True
    """
    if measure not in ("per_day", "share"):
        raise MapError(
            f"measure={measure!r} is neither 'per_day' nor 'share'.", code="MEASURE_UNKNOWN"
        )
    table = study.table
    total = table[table["zone"] != "all"].groupby("zone")["n"].sum()
    ranked = total.sort_values(ascending=False, kind="stable").index[:MAX_GROUPS].tolist()
    names = ranked if measure == "share" else ["all", *ranked][:MAX_GROUPS]
    columns = min(len(names), 3)
    rows = -(-len(names) // columns)
    foot = 0.5 + 0.2 * len(study.events)
    figure, axes = sheet(rows, columns, height=1.9 * rows + 0.9 + foot, foot=foot, sharex=True)
    for axis, name in zip(axes, names, strict=False):
        _study_panel(axis, study, name, measure, lang)
    hide(axes, len(names), columns)
    key = "charts.study_share" if measure == "share" else "charts.study"
    step = phrase("charts.study_step", lang, days=int(study.bin_days))
    head(figure, phrase(key, lang, unit=study.unit), step, lang)
    figure.legend(
        *axes[0].get_legend_handles_labels(), loc="lower left", ncols=1, frameon=False,
        fontsize=TEXT, bbox_to_anchor=(0.03, 0.0),
    )  # fmt: skip
    return figure


def sensitivity_chart(table: pd.DataFrame, *, unit: str = "strike", lang: Lang = "en") -> Figure:
    """Draw the daily rates before and after under every setting, one column per zone.

    Parameters
    ----------
    table
        From :func:`strikemap.sensitivity`.
    unit
        What is counted, for the title.
    lang
        Code of a language, or the path of a JSON file of one's own.

    Returns
    -------
    matplotlib.figure.Figure
        Hollow marks before, filled marks after; the placebo p beside them.

    Examples
    --------
    >>> import strikemap as sm
    >>> strikes = sm.load_dataset("syria_2017_strikes")
    >>> compared = sm.compare(
    ...     strikes, "2017-05-04", where={"attacker": "Russia"}, by="region"
    ... )
    >>> len(sm.sensitivity_chart(sm.sensitivity(compared)).axes) > 0
    True
    """
    zones = list(dict.fromkeys(table["zone"]))
    first = table[table["zone"] == zones[0]].reset_index(drop=True)
    place = _places(first["dimension"].tolist())
    height = 0.155 * place[-1] + 1.5
    figure, axes = sheet(1, len(zones), height=height, sharey=True, left=0.31)
    placebo = phrase("charts.placebo", lang)
    for axis, zone in zip(axes, zones, strict=True):
        rows = table[table["zone"] == zone].reset_index(drop=True)
        _dumbbells(axis, rows, place)
        words(axis, 0.0, 1.005, _shown(zone, lang), bold=True, va="bottom")
        words(axis, 1.0, 1.005, placebo, va="bottom", ha="right", colour=THEME.note)
        number_axis(axis.xaxis, lang)
        axis.set_xlabel(phrase("charts.axis", lang, unit=unit), fontsize=SMALL, color=THEME.note)
    _setting_labels(axes[0], first, place)
    head(figure, phrase("charts.choices", lang), phrase("charts.choices_key", lang), lang)
    return figure


def sources_chart(table: pd.DataFrame, *, unit: str = "strike", lang: Lang = "en") -> Figure:
    """Draw rows by source, zone and window, to tell moving strikes from moving reporting.

    Parameters
    ----------
    table
        From :func:`strikemap.sources_by_zone`.
    unit
        What is counted, for the title.
    lang
        Code of a language, or the path of a JSON file of one's own.

    Returns
    -------
    matplotlib.figure.Figure
        One panel for each of the six busiest sources.

    Examples
    --------
    >>> import strikemap as sm
    >>> strikes = sm.load_dataset("syria_2017_strikes")
    >>> compared = sm.compare(
    ...     strikes, "2017-05-04", where={"attacker": "Russia"}, by="region"
    ... )
    >>> len(sm.sources_chart(sm.sources_by_zone(compared)).axes) > 0
    True
    """
    sources = list(dict.fromkeys(table["source"]))[:MAX_GROUPS]
    zones = table.groupby("zone")[["n_before", "n_after"]].sum().sum(axis=1)
    names = zones.sort_values(ascending=True, kind="stable").index.tolist()
    columns = min(len(sources), 3)
    rows = -(-len(sources) // columns)
    height = (0.24 * len(names) + 0.75) * rows + 1.2
    figure, axes = sheet(rows, columns, height=height, sharex=True, sharey=True, left=0.17)
    for axis, source in zip(axes, sources, strict=False):
        own = table[table["source"] == source].set_index("zone").reindex(names)
        own = own[["n_before", "n_after"]].replace(0, np.nan)
        y = np.arange(len(names))
        axis.barh(y + 0.18, own["n_before"], 0.3, color="white", edgecolor=THEME.ink, lw=0.8)
        axis.barh(y - 0.18, own["n_after"], 0.3, color=THEME.accent)
        axis.set_yticks(y, [term(plain(name), lang) for name in names], fontsize=SMALL)
        axis.xaxis.set_major_locator(_whole_numbers())
        number_axis(axis.xaxis, lang)
        words(axis, 0.0, 1.02, source, bold=True, va="bottom")
    hide(axes, len(sources), columns)
    more = table.loc[~table["source"].isin(sources)]
    n_more = int(more[["n_before", "n_after"]].to_numpy().sum())
    rest = _rest("more_sources", more["source"].nunique(), n_more, unit, lang)
    title = phrase("charts.sources", lang, unit=unit)
    head(figure, title, phrase("charts.sources_key", lang, rest=rest), lang)
    return figure


def _counts(name: object, before: int, after: int, lang: Lang) -> str:
    return phrase("charts.counts", lang, name=_shown(name, lang), before=before, after=after)


def _shown(name: object, lang: Lang) -> str:
    """Return a group's name in the language, where there is a word for it."""
    return phrase("all", lang) if name == "all" else term(plain(name), lang)


def _rest(key: str, n: int, rows: int, unit: str, lang: Lang) -> str:
    """Return what is not drawn, or nothing."""
    return phrase(f"charts.{key}", lang, n=n, rows=rows, unit=unit) if n else ""


def _largest(comparison: Comparison) -> list[str]:
    table = comparison.table.iloc[:-1]
    total = (table["n_before"] + table["n_after"]).to_numpy()
    order = np.argsort(-total, kind="stable")[:MAX_GROUPS]
    return [comparison.groups[i] for i in order if total[i]]


def _bands(axis: Axes, comparison: Comparison) -> None:
    before, after = comparison.periods
    axis.axvspan(before.start_day, before.stop_day, color="#ECEBE7", lw=0)
    axis.axvspan(after.start_day, after.stop_day, color="#F6E3E3", lw=0)
    axis.axvline(comparison.periods.event_day, color=THEME.accent, lw=1.2)


def _bars(day: Any, counts: Any, event_day: int, weekly: bool) -> tuple[Any, float, Any, Any]:
    """Return left edges, width and heights of the bars, and whether all their days count."""
    if not weekly:
        return day + 0.1, 0.8, counts, np.ones(len(day), dtype=bool)
    week = (day - event_day) // 7
    first = week.min()
    height = np.bincount(week - first, weights=counts)
    start = event_day + 7 * np.arange(first, first + len(height))
    return start + 0.4, 6.2, height, np.bincount(week - first) == 7


def _event_line(comparison: Comparison, rest: str, lang: Lang) -> str:
    before, after = comparison.periods
    day, event = comparison.periods.event_day, comparison.event
    date = day_text(day, lang)
    name = event.name_in(catalogue(lang).code)
    dated = date if event.name == day_text(day) else phrase("event", lang, event=name, date=date)
    spans = [(p.start_day, p.stop_day - 1) for p in (before, after)]
    return phrase(
        "charts.event_line", lang, event=dated, before=spans[0], after=spans[1], rest=rest
    )


def _whole_numbers() -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=3, integer=True)


def _study_label(study: EventStudy, i: int, lang: Lang) -> str:
    name, n0, n1 = study.events[["event", "n_before", "n_after"]].to_numpy(dtype=object)[i]
    return _counts(name, n0, n1, lang)


def _study_panel(axis: Axes, study: EventStudy, name: str, measure: str, lang: Lang) -> None:
    rows = study.table[study.table["zone"] == name]
    last = len(study.events) - 1
    for i, event in enumerate(study.events["event"]):
        own = rows[rows["event"] == event].sort_values("day")
        if own.empty:
            continue
        day, value = own["day"].to_numpy(), own[measure].to_numpy()
        colour, style = (THEME.accent, "-") if i == last else (THEME.ink, _DASHES[i % 5])
        axis.step(
            np.append(day, day[-1] + study.bin_days), np.append(value, value[-1]), where="post",
            lw=1.4, color=colour, ls=style, label=_study_label(study, i, lang),
        )  # fmt: skip
    axis.set_xticks(np.unique(np.append(rows["day"], rows["day"].max() + study.bin_days)))
    if study.pooled is not None and name in set(study.pooled["zone"]):
        own = study.pooled[study.pooled["zone"] == name]
        low, high = (own[f"{measure}_{end}"] for end in ("low", "high"))
        axis.fill_between(own["day"], low, high, step="post", color="#D9D7D1", lw=0, zorder=0)
    axis.axvline(0, color=THEME.note, lw=0.8)
    axis.set_ylim(0, 1.05 if measure == "share" else None)
    number_axis(axis.yaxis, lang)
    words(axis, 0.0, 1.02, _shown(name, lang), bold=True, va="bottom")


def _places(dimensions: list[str]) -> list[float]:
    """Return the row of every setting, with room for the name of each new dimension."""
    place, row, last = [], 0.0, ""
    for name in dimensions:
        row += 2.1 if name != last else 1.0
        place.append(row)
        last = name
    return place


def _dumbbells(axis: Axes, rows: pd.DataFrame, place: list[float]) -> None:
    before, after = rows["per_day_before"].to_numpy(float), rows["per_day_after"].to_numpy(float)
    y = np.asarray(place)[: len(rows)]
    axis.hlines(y, before, after, color=THEME.note, lw=0.8)
    axis.scatter(
        before, y, s=16, facecolor="white", edgecolor=THEME.ink, lw=0.9, zorder=3, clip_on=False
    )
    axis.scatter(after, y, s=16, color=THEME.accent, zorder=3, clip_on=False)
    axis.set_ylim(place[-1] + 1, 0)
    axis.set_xlim(0, np.nanmax([*before, *after, 0.1]) * 1.32)
    axis.set_yticks([])
    axis.grid(axis="x", color="#E7E6E2", linewidth=0.6)
    for row, p in zip(y, rows["p_placebo"], strict=True):
        if not pd.isna(p):
            axis.text(
                0.995, row, f"{p:.3f}", transform=axis.get_yaxis_transform(), fontsize=6.5,
                ha="right", va="center", color=THEME.note,
            )  # fmt: skip


def _setting_labels(axis: Axes, rows: pd.DataFrame, place: list[float]) -> None:
    last = ""
    for row, (dimension, setting) in zip(
        place, rows[["dimension", "setting"]].itertuples(index=False), strict=True
    ):
        if dimension != last and dimension != setting:
            axis.text(
                -0.02, row - 0.98, plain(dimension), transform=axis.get_yaxis_transform(),
                fontsize=7, weight="bold", ha="right", va="center", color=THEME.ink,
            )  # fmt: skip
        last = dimension
        axis.text(
            -0.02, row, plain(setting), transform=axis.get_yaxis_transform(), fontsize=6.5,
            ha="right", va="center", color=THEME.ink, parse_math=False,
        )  # fmt: skip
