"""The same comparison at every other day on which the event might have been."""

from __future__ import annotations

import numpy as np
import pandas as pd

from strikemap.comparison.of_map import takes_map
from strikemap.comparison.result import Comparison
from strikemap.comparison.selection import require_zone
from strikemap.comparison.shifted import shifted_counts
from strikemap.statistics.placebo import log_ratio, studentised


@takes_map
def placebo_dates(comparison: Comparison, *, zone: str = "all") -> pd.DataFrame:
    """Return counts and their change at every day that the reports cover.

    Parameters
    ----------
    comparison
        The comparison; its windows are moved as they are.
    zone
        A group of the comparison, or "all".

    Returns
    -------
    pandas.DataFrame
        One row per covered day: ``date``, ``n_before``, ``n_after``, ``log_rate_ratio``
        (with half a strike added to each window), ``change`` (the difference over its
        standard error; ``p_placebo`` is the share of rows whose absolute value is at least
        the event's), ``is_event``, and ``wraps``: the windows reach over the end of the
        series and go on at its start, as the ring of
        :func:`~strikemap.statistics.placebo.circular_shift` has it. Empty when the reports
        do not cover the event's windows.

    Raises
    ------
    MapError
        ``ZONE_UNKNOWN``.

    Examples
    --------
    >>> import strikemap as sm
    >>> strikes = sm.load_dataset("syria_2017_strikes")
    >>> result = sm.compare(
    ...     strikes, "2017-05-04", where={"attacker": "Russia"}, by="region"
    ... )
    >>> dates = placebo_dates(result, zone="north-west")
    >>> largest = dates.loc[dates.loc[~dates["wraps"], "change"].abs().idxmax()]
    >>> largest["date"].date().isoformat(), int(largest["n_before"]), int(largest["n_after"])
    ('2017-04-30', 38, 0)
    """
    require_zone(comparison.daily.columns, zone)
    tally = comparison.tally.loc[~comparison.tally["alternative"]]
    span, groups = comparison.coverage, comparison.groups
    shifted = shifted_counts(tally, max(len(groups), 1), comparison.periods, span)
    place = -1 if zone == "all" else groups.index(zone)
    days = span.days if shifted.fits else 0
    before, after = (sums[place, :days] for sums in (shifted.before, shifted.after))
    day = np.arange(days)
    lengths = shifted.lengths
    lead, tail = lengths.before + lengths.gap_before, lengths.gap_after + lengths.after
    return pd.DataFrame(
        {
            "date": comparison.daily.index[:days],
            "n_before": before.astype(np.int64),
            "n_after": after.astype(np.int64),
            "log_rate_ratio": log_ratio(before, after, lengths),
            "change": studentised(before, after, lengths),
            "is_event": day == shifted.event,
            "wraps": (day < lead) | (day + tail > span.days),
        }
    )
