"""Counts before and after every other day on which the event might have been."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.arrays import Floats
from strikemap.comparison.tally import weights_of
from strikemap.periods import Period, Periods
from strikemap.statistics.placebo import Lengths, window_sums


@dataclass(frozen=True, eq=False, slots=True)
class Shifted:
    """Sums before and after each day of the ring, shape (groups + 1, days); the last row all.

    ``event`` is the position of the event's own day. A range of dates counts, as in the
    table, only where it lies wholly in one window.
    """

    before: Floats
    after: Floats
    event: int
    lengths: Lengths
    fits: bool


def lengths_of(periods: Periods) -> Lengths:
    """Return the windows as lengths around the event day."""
    before, after, event = periods.before, periods.after, periods.event_day
    return Lengths(before.days, after.days, event - before.stop_day, after.start_day - event)


def shifted_counts(tally: pd.DataFrame, n_groups: int, periods: Periods, span: Period) -> Shifted:
    """Count every row around every day of `span`, closed to a ring.

    Parameters
    ----------
    tally
        Rows with ``day_start``, ``day_end`` and ``group``, alike ones as one.
    n_groups
        Number of groups.
    periods
        The windows around the event.
    span
        The days that the reports cover; rows that leave it are not counted.
    """
    lengths = lengths_of(periods)
    tally = tally.loc[(tally["day_start"] >= span.start_day) & (tally["day_end"] < span.stop_day)]
    group, start, end = (tally[name].to_numpy() for name in ("group", "day_start", "day_end"))
    before = np.zeros((n_groups, span.days))
    after = np.zeros((n_groups, span.days))
    fits = _fits(periods, span)
    longest = max(lengths.before, lengths.after) if fits else 0
    for extra in np.unique(end - start):
        if extra >= longest:
            continue
        rows = (end - start) == extra
        n = weights_of(tally.loc[rows])
        counts = _grid(group[rows], start[rows] - span.start_day, n, n_groups, span.days)
        for sums, part, which in ((before, 0, lengths.before), (after, 1, lengths.after)):
            if extra < which:
                sums += window_sums(counts, _shortened(lengths, int(extra)), ring=True)[part]
    return Shifted(
        before=np.vstack([before, before.sum(axis=0)]),
        after=np.vstack([after, after.sum(axis=0)]),
        event=periods.event_day - span.start_day,
        lengths=lengths,
        fits=fits,
    )


def _shortened(lengths: Lengths, extra: int) -> Lengths:
    """Return the windows that the first day of a range of `extra` more days must lie in."""
    return Lengths(
        max(lengths.before - extra, 0),
        max(lengths.after - extra, 0),
        lengths.gap_before + min(extra, lengths.before),
        lengths.gap_after,
    )


def _fits(periods: Periods, span: Period) -> bool:
    return span.start_day <= periods.before.start_day and periods.after.stop_day <= span.stop_day


def _grid(
    group: npt.NDArray[np.intp],
    day: npt.NDArray[np.int64],
    n: npt.NDArray[np.int64] | None,
    n_groups: int,
    n_days: int,
) -> Floats:
    counts = np.bincount(group * n_days + day, n, n_groups * n_days)
    return counts.reshape(n_groups, n_days).astype(np.float64)
