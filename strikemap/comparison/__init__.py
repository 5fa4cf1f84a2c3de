"""Windows × zones: counts before and after an event, and what they support."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from strikemap.comparison.assembly import Asked
from strikemap.comparison.notices import warn_of_comparison
from strikemap.comparison.result import Comparison
from strikemap.comparison.selection import Where
from strikemap.comparison.streaming import counted
from strikemap.periods import DateLike, Event, Windows
from strikemap.readers.scanned import ScannedReports
from strikemap.zones.snapshots import MAX_DAYS

__all__ = ["Comparison", "compare"]


def compare(
    strikes: gpd.GeoDataFrame | ScannedReports,
    event: Event | DateLike,
    *,
    windows: Windows | int = 19,
    zones: gpd.GeoDataFrame | None = None,
    where: Where | None = None,
    by: str | None = None,
    alternatives: bool = False,
    covered: tuple[DateLike, DateLike] | pd.DataFrame | None = None,
    max_days: int | None = MAX_DAYS,
    day_share: bool = False,
    level: float = 0.95,
    mid_p: bool = False,
) -> Comparison:
    """Count strikes before and after an event, in all and by zone.

    Parameters
    ----------
    strikes
        Reports or strikes with ``date_start``, ``date_end`` (naive local dates, both
        possible days included) and points in EPSG:4326. The frame is not changed. Or what
        :func:`strikemap.scan_reports` returns, with the same result.
    event
        An :class:`Event` or its local date; the event day counts as after.
    windows
        Days before and from the event day on, or :class:`Windows`.
    zones
        Dated polygons; every strike is placed by the snapshot of its own date.
    where
        ``{column: value | [values] | {name: [values]}}`` or a boolean Series.
        ``{"attacker": "Russia"}`` selects Russia named alone or jointly. Values under a name
        are counted as one and called by it, the name itself among them. What is left out
        although it may be meant stands in ``unselected``.
    by
        Column to group by instead of ``zone``, e.g. ``"region"`` or ``"zone_side"``.
    alternatives
        Also map rows that name the attacker only as "A or B". They are a class of their
        own (``n_before_alternatives``, ``n_after_alternatives``) and in no other number.
    covered
        First and last day (both included) that the source covers, or the calendar of
        :func:`strikemap.coverage`. By default from its first to its last report around the
        event, silent stretches no longer than those between reports included. A row dated to
        more than two days shows one of them only.
    max_days
        Refuse zones of a day further than this from a mapped strike's own; None: never.
    day_share
        Add counts in which a row whose range of dates crosses the event or another edge
        of a window counts in each window by its share of days: ``n_before_weighted``,
        ``n_after_weighted``, ``rate_ratio_weighted``, and each with ``_low`` and ``_high``:
        the interval (at `level`) over the days on which the rows may have been, each possible
        day equally likely and rows independent (exact; none for the ratio of a group with
        more than 500 such rows). Such rows stay off the map.
    level
        Confidence level of the intervals.
    mid_p
        Use mid-p intervals and p values instead of the exact ones.

    Returns
    -------
    Comparison
        Its ``table`` has a row per group and a last row "all", with the columns

        - ``zone``, ``n_before``, ``n_after``: mapped rows in each window;
        - ``per_day_before``, ``per_day_after``, ``difference``: rates per covered day, of
          the rows whose first possible day is covered; NaN for a window without any;
        - ``share_before``, ``share_after``: of all mapped rows of the window;
        - ``rate_ratio``, ``ci_low``, ``ci_high``, ``p_exact``: as if strikes were
          independent (exact conditional interval; NaN where there is no strike at all, and,
          as every other interval and p, where a day of the windows is not covered);
        - ``dispersion``: variance over mean of daily counts within the windows;
          ``ci_low_adjusted``, ``ci_high_adjusted``: the interval widened for it and for
          the autocorrelation of the days (at .95 it excludes 1 without any change in .02
          to .08 of simulated series, in .12 to .14 where days hang together at ρ = .8);
        - ``p_placebo``: share of all days of the ring, the event's among them, at which
          the change is at least as large
          (:func:`~strikemap.statistics.placebo.circular_shift`); NaN where the reports do
          not cover the windows. ``p_placebo_holm``, ``p_placebo_bh``: adjusted over the
          groups.

    Raises
    ------
    MapError
        ``COLUMNS_MISSING``, ``VALUE_UNKNOWN``, ``WHERE_INVALID``, ``UNITS_MIXED`` (the rows to
        be counted are not all of one unit), ``WINDOWS_INVALID``,
        ``EVENT_DATE``, ``DATE_TYPE``, ``CRS_UNKNOWN`` or ``CRS_MISSING`` (the points do not
        say which coordinate reference system they are in).
    ZoneError
        What :func:`strikemap.place_in_zones` raises.

    Warns
    -----
    MapWarning
        When rows are counted twice (an id more than once; without ids, equal rows), when no
        strike falls in any zone or most would with longitude and latitude exchanged, and
        when names in `by` or in `where` differ only in case or spelling. Nothing is left out
        or merged for it.

    Examples
    --------
    >>> import strikemap as sm
    >>> strikes = sm.load_dataset("syria_2017_strikes")
    >>> deal = sm.Event("De-escalation deal", "2017-05-04")
    >>> result = sm.compare(strikes, deal, where={"attacker": "Russia"}, by="region")
    >>> result.table.set_index("zone")[["n_before", "n_after"]].loc["north-west"].tolist()
    [34, 0]
    """
    asked = Asked(
        event=event,
        windows=windows,
        zones=zones,
        where=where,
        by=by,
        alternatives=alternatives,
        covered=covered,
        max_days=max_days,
        day_share=day_share,
        level=level,
        mid_p=mid_p,
    )
    comparison = counted(strikes, asked)
    warn_of_comparison(comparison)
    return comparison
