"""Attackers' claims beside corroborated strikes: who vouches for what, by place or attacker."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.comparison.succession import period_between
from strikemap.confidence.grading import mark_class
from strikemap.errors import ReportError
from strikemap.periods import DateLike, Event, Period, Windows, as_windows, days_of

#: What a strike rests on, the columns of the table.
SUPPORT: Final = ("claims", "declared", "single_source", "corroborated", "contested")

Spans = Mapping[str, tuple[DateLike, DateLike]]


def claims_vs_evidence(
    strikes: pd.DataFrame,
    by: str | None = "attacker",
    *,
    event: Event | DateLike | None = None,
    windows: Windows | int | Spans | None = None,
) -> pd.DataFrame:
    """Count what the attackers claim beside what others corroborate.

    Every strike is counted once: as *claims* (the attacker's word alone), *declared* (the
    attacker's log alone), *contested* (its reports name different attackers), *corroborated*
    (two or more independent sources) or *single_source*.

    Parameters
    ----------
    strikes
        Strikes with ``n_sources``; ``attribution``, ``claim`` and ``attacker_word_only`` say
        what rests on the attacker.
    by
        Column to group by, such as ``"attacker"`` or ``"zone"``; None for one group.
    event, windows
        With an event, the windows before and after it (days or :class:`strikemap.Windows`;
        19 days without). Without an event, `windows` may name spans:
        ``{"May": ("2017-05-01", "2017-06-01")}``, half-open. Without both, one span "all".
        A strike counts where its whole range of dates lies inside the span.

    Returns
    -------
    pandas.DataFrame
        One row per group and window with the columns ``window``, ``group``, ``strikes``, those
        of :data:`SUPPORT` (they add up to ``strikes``) and ``share_claimed`` (claims among
        them); each window ends with the group "all". ``attrs["not_in_a_window"]`` is the
        number of strikes that no window holds.

    Raises
    ------
    ReportError
        ``COLUMNS_MISSING`` without ``n_sources`` or the column to group by.

    Examples
    --------
    >>> import pandas as pd
    >>> import strikemap as sm
    >>> strikes = pd.DataFrame(
    ...     {
    ...         "attacker": ["Russia", "Russia"],
    ...         "attribution": ["claimed by attacker", "alleged"],
    ...         "n_sources": [1, 3],
    ...     }
    ... )
    >>> sm.claims_vs_evidence(strikes)[["group", "claims", "corroborated"]].values.tolist()
    [['Russia', 1, 1], ['all', 1, 1]]
    """
    for column in ("n_sources", *([by] if by else [])):
        if column not in strikes.columns:
            raise ReportError(
                f"The strikes have no column {column!r}. They have: "
                f"{', '.join(map(str, strikes.columns))}.",
                code="COLUMNS_MISSING",
                where=column,
            )
    support = _support(strikes)
    group = _groups(strikes, by)
    spans = _spans(event, windows)
    inside = {name: _inside(strikes, period) for name, period in spans.items()}
    rows = [row for name, kept in inside.items() for row in _rows(name, group[kept], support[kept])]
    columns = ["window", "group", "strikes", *SUPPORT, "share_claimed"]
    table = pd.DataFrame(rows, columns=columns)
    held = np.logical_or.reduce(list(inside.values()))
    table.attrs["not_in_a_window"] = int((~held).sum())
    return table


def _support(strikes: pd.DataFrame) -> npt.NDArray[np.str_]:
    marks = mark_class(strikes)
    several = (pd.to_numeric(strikes["n_sources"]).fillna(1) >= 2).to_numpy(dtype=bool)
    contested = np.zeros(len(strikes), dtype=bool)
    if "attribution" in strikes.columns:
        contested = (strikes["attribution"].astype("object") == "contested").to_numpy(dtype=bool)
    return np.select(
        [marks == "claim", marks == "declared", contested, several],
        ["claims", "declared", "contested", "corroborated"],
        "single_source",
    )


def _groups(strikes: pd.DataFrame, by: str | None) -> npt.NDArray[Any]:
    if by is None:
        return np.full(len(strikes), "all", dtype=object)
    texts = strikes[by].astype("object")
    return texts.where(texts.notna(), "not stated").astype(str).to_numpy(dtype=object)


def _spans(
    event: Event | DateLike | None, windows: Windows | int | Spans | None
) -> dict[str, Period | None]:
    if event is not None:
        if isinstance(windows, Mapping):
            raise ReportError(
                "Named windows state their own dates. Leave the event out, or give windows in "
                "days.",
                code="WINDOWS_INVALID",
                where="windows",
            )
        before, after = as_windows(19 if windows is None else windows).periods(event)
        return {"before": before, "after": after}
    if windows is None:
        return {"all": None}
    if not isinstance(windows, Mapping):
        raise ReportError(
            "Windows in days need an event. Pass event=, or name the windows: "
            '{"May": ("2017-05-01", "2017-06-01")}.',
            code="WINDOWS_INVALID",
            where="windows",
        )
    return {name: _period(name, *span) for name, span in windows.items()}


def _period(name: str, start: DateLike, stop: DateLike) -> Period:
    period = period_between(start, stop)
    if period.days < 1:
        raise ReportError(
            f"The window {name!r} ends on {stop}, not after its start on {start}; the end is not "
            "part of it.",
            code="WINDOWS_INVALID",
            where=name,
        )
    return period


def _inside(strikes: pd.DataFrame, period: Period | None) -> npt.NDArray[np.bool_]:
    if period is None:
        return np.ones(len(strikes), dtype=bool)
    start = days_of(strikes["date_start"])
    end = days_of(strikes["date_end"]) if "date_end" in strikes.columns else start
    return (start >= period.start_day) & (end < period.stop_day)


def _rows(
    window: str, group: npt.NDArray[Any], support: npt.NDArray[np.str_]
) -> Iterator[list[Any]]:
    names = sorted(set(group.tolist()) - {"all"})
    for name in [*names, "all"]:
        chosen = support if name == "all" else support[group == name]
        counts = [int((chosen == kind).sum()) for kind in SUPPORT]
        share = counts[0] / len(chosen) if len(chosen) else float("nan")
        yield [window, name, len(chosen), *counts, share]
