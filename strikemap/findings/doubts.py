"""What else could have made the change: days not covered, rivals, places, sources."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from strikemap.comparison.mixes import SourceDependence, precision_drift, source_dependence
from strikemap.comparison.result import Comparison
from strikemap.comparison.rivals import FEW_WINDOWS, Rivals
from strikemap.periods import day_of

Say = Callable[..., str]

#: A source that leads this share of the rows is named, with the ratio without it.
LARGE: Final = 1 / 3
#: A day that holds more than this share of a window's strikes, of so many at least, is named.
MOST: Final = 0.5
PILE: Final = 10


def not_covered(comparison: Comparison, say: Say) -> str:
    """Return what is not covered, and what would settle whether a silence is a halt."""
    before = comparison.tally.loc[comparison.tally["window"] == 0, "day_start"]
    last = before.to_numpy().max(initial=0)
    if comparison.table["n_after"].iloc[-1] == 0 and not _reported_after(comparison):
        return say("halt_or_gap", span=(int(last), int(last)))
    n = sum(hole.days for hole in comparison.uncovered)
    return say("not_covered", n=n)


def rivals_text(found: Rivals | None, say: Say) -> str:
    """Return where the rivals of the date lie, and whether a small p was likely to be had."""
    if found is None or found.n == 0:
        return ""
    parts = []
    if found.all_near:
        first, last = found.stretches[0][0], found.stretches[-1][1]
        parts.append(say("rivals_near", n=found.n, span=(day_of(first), day_of(last))))
    if found.separate < FEW_WINDOWS:
        parts.append(say("few_windows", days=found.days, n=found.separate))
    return " ".join(parts)


def places_and_sources(comparison: Comparison, say: Say) -> str:
    """Return whether places are known otherwise after the event, and whose word the rows are."""
    parts = [_one_day(comparison, say)]
    if drift := precision_drift(comparison):
        names = ("town_before", "all_before", "town_after", "all_after")
        parts.append(say("precision", **dict(zip(names, drift, strict=True))))
    if (found := source_dependence(comparison)) is not None:
        parts += _sources(found, say)
    return " ".join(filter(None, parts))


def _one_day(comparison: Comparison, say: Say) -> str:
    """Return the day that most strikes of a window are dated to, if there is one."""
    rows = comparison.tally[~comparison.tally["alternative"]]
    exact = rows[rows["day_start"] == rows["day_end"]]
    for window, period in enumerate(comparison.periods):
        by_day = exact[exact["window"] == window].groupby("day_start")["n"].sum()
        n = int(rows.loc[rows["window"] == window, "n"].sum())
        if n >= PILE and by_day.max() > MOST * n and period.days > 2:
            span = (period.start_day, period.stop_day - 1)
            day, most = by_day.index[int(by_day.argmax())], int(by_day.max())
            return say("one_day", span=span, n=most, all=n, date=int(day))
    return ""


def _sources(found: SourceDependence, say: Say) -> list[str]:
    parts = []
    if found.attackers_word:
        parts.append(say("attackers_word"))
    if found.n >= 10 and found.largest_n >= LARGE * found.n:
        known = np.isfinite([found.ratio, found.ratio_without]).all()
        key = "one_source_all" if found.largest_n == found.n else "one_source"
        parts.append(
            say(
                "one_source_ratio" if known else key,
                n=found.largest_n,
                all=found.n,
                source=found.largest.replace(";", ", "),
                ratio=found.ratio,
                without=found.ratio_without,
            )
        )
    for key, names in (("source_stops", found.stopped), ("source_starts", found.started)):
        if names:
            parts.append(say(key, source=names[0], n=len(names)))
    return parts


def _reported_after(comparison: Comparison) -> bool:
    """Return whether any row of the table, selected or not, may lie after the event."""
    event = comparison.periods.event_day
    days = comparison.last_days
    return bool(((days >= event) & (days < comparison.periods.after.stop_day)).any())
