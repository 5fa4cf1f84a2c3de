"""The table of a comparison: counts, rates, their ratio, and how far it can be trusted."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.arrays import Floats
from strikemap.comparison.counting import window_counts
from strikemap.comparison.coverage import Covered
from strikemap.comparison.shifted import Shifted, shifted_counts
from strikemap.comparison.tally import weights_of
from strikemap.periods import Days, Period, Periods, share_in
from strikemap.placement.expectation import interval
from strikemap.statistics.adjust import benjamini_hochberg, holm
from strikemap.statistics.day_counts import MOST_OPEN, joint_counts, quantiles
from strikemap.statistics.dispersion import clustering_factor, pooled_dispersion
from strikemap.statistics.placebo import circular_rank
from strikemap.statistics.rates import rate_ratio, rate_ratio_interval, rate_ratio_p


def table_of(
    tally: pd.DataFrame,
    names: list[str],
    periods: Periods,
    covered: Covered,
    *,
    alternatives: bool,
    day_share: bool,
    level: float,
    mid_p: bool,
) -> pd.DataFrame:
    """Return one row per group and a last row "all"; see :func:`strikemap.comparison.compare`."""
    stated = tally.loc[~tally["alternative"]]
    n_groups = max(len(names), 1)
    n = window_counts(stated, n_groups)
    days = np.array([covered.days(period) for period in periods])
    within = covered.holds(stated["day_start"].to_numpy())
    rated = n if within.all() else window_counts(stated.loc[within], n_groups)
    columns: dict[str, npt.ArrayLike] = {"zone": [*(names or [""]), "all"]}
    columns |= {"n_before": n[:, 0], "n_after": n[:, 1]}
    if alternatives:
        other = window_counts(tally.loc[tally["alternative"]], n_groups)
        columns |= {"n_before_alternatives": other[:, 0], "n_after_alternatives": other[:, 1]}
    columns |= _rates(rated, n, days)
    if covered.whole(periods):
        columns |= _ratios(n, days, level=level, mid_p=mid_p)
        columns |= _robust(stated, n, periods, level=level, mid_p=mid_p)
    else:
        columns |= _not_covered(rated, days)
    columns |= _placebo(shifted_counts(stated, n_groups, periods, covered.span))
    if day_share:
        columns |= _weighted(stated, n_groups, periods, covered, level=level)
    table = pd.DataFrame(columns)
    return table if names else table.iloc[-1:].reset_index(drop=True)


def _rates(rated: Days, n: Days, days: npt.NDArray[np.int64]) -> dict[str, npt.ArrayLike]:
    """Return rates of the rows on covered days, and shares of all."""
    rate = rated / np.where(days > 0, days, np.nan)
    with np.errstate(invalid="ignore"):
        share = n / n[-1]
    return {
        "per_day_before": rate[:, 0],
        "per_day_after": rate[:, 1],
        "difference": rate[:, 1] - rate[:, 0],
        "share_before": share[:, 0],
        "share_after": share[:, 1],
    }


def _ratios(
    n: Days, days: npt.NDArray[np.int64], *, level: float, mid_p: bool
) -> dict[str, npt.ArrayLike]:
    args = n[:, 1], days[1], n[:, 0], days[0]
    low, high = rate_ratio_interval(*args, level=level, mid_p=mid_p)
    p = rate_ratio_p(*args, method="mid-p" if mid_p else "central")
    return {"rate_ratio": rate_ratio(*args), "ci_low": low, "ci_high": high, "p_exact": p}


def _not_covered(rated: Days, days: npt.NDArray[np.int64]) -> dict[str, npt.ArrayLike]:
    """Return the ratio of the rates per covered day, without any interval or p over it."""
    exposure = np.where(days > 0, days, np.nan)
    ratio = rate_ratio(rated[:, 1], exposure[1], rated[:, 0], exposure[0])
    names = ("ci_low", "ci_high", "p_exact", "ci_low_adjusted", "ci_high_adjusted", "dispersion")
    return {"rate_ratio": ratio, **{name: np.full(len(rated), np.nan) for name in names}}


def _robust(
    stated: pd.DataFrame, n: Days, periods: Periods, *, level: float, mid_p: bool
) -> dict[str, npt.ArrayLike]:
    """Return the dispersion of daily counts and the interval it widens."""
    before, after = (
        _by_day(stated.loc[stated["window"] == window], len(n) - 1, period)
        for window, period in enumerate(periods)
    )
    phi = pooled_dispersion(before, after)
    factor = np.fmax(phi, 1.0) * clustering_factor(before, after)
    low, high = rate_ratio_interval(
        n[:, 1],
        periods.after.days,
        n[:, 0],
        periods.before.days,
        level=level,
        dispersion=factor,
        mid_p=mid_p,
    )
    return {"ci_low_adjusted": low, "ci_high_adjusted": high, "dispersion": phi}


def _by_day(rows: pd.DataFrame, n_groups: int, period: Period) -> Floats:
    """Return mapped rows per group (the last row all) and day, on their first possible day."""
    day = rows["day_start"].to_numpy() - period.start_day
    cell = rows["group"].to_numpy() * period.days + day
    counts = np.bincount(cell, weights_of(rows), n_groups * period.days)
    counts = counts.reshape(n_groups, period.days)
    return np.vstack([counts, counts.sum(axis=0)]).astype(np.float64)


def _placebo(shifted: Shifted) -> dict[str, npt.ArrayLike]:
    """Return the placebo p per group, and adjusted for the number of groups."""
    n_rows, n_days = shifted.before.shape
    p = np.full(n_rows, np.nan)
    if shifted.fits:
        p = circular_rank(shifted.before, shifted.after, shifted.event, shifted.lengths, n_days)
    adjusted = {"holm": holm(p[:-1]), "bh": benjamini_hochberg(p[:-1])}
    return {
        "p_placebo": p,
        **{f"p_placebo_{name}": np.append(values, np.nan) for name, values in adjusted.items()},
    }


def _weighted(
    stated: pd.DataFrame, n_groups: int, periods: Periods, covered: Covered, *, level: float
) -> dict[str, npt.ArrayLike]:
    """Return counts in which a range of dates counts in each window by its share of days.

    Beside them stands how far the open days alone leave the counts and their ratio open. An
    interval of the ratio needs windows that are wholly covered.
    """
    first, stop = periods.before.start_day, periods.after.stop_day
    near = stated.loc[(stated["day_end"] >= first) & (stated["day_start"] < stop)]
    rows = near.loc[near.index.repeat(near["n"])]
    start, end, group = (rows[name].to_numpy() for name in ("day_start", "day_end", "group"))
    shares = [share_in(start, end, period) for period in periods]
    n = [np.bincount(group, weights=share, minlength=n_groups) for share in shares]
    before, after = (np.append(part, part.sum()) for part in n)
    days = covered.days(periods.before), covered.days(periods.after)
    chosen = [*(group == number for number in range(n_groups)), np.ones(len(group), dtype=bool)]
    p, q = shares
    ends = np.array([_open_ends(p[own], q[own], days, level) for own in chosen])
    if not covered.whole(periods):
        ends[:, 4:] = np.nan
    return {
        "n_before_weighted": before,
        "n_after_weighted": after,
        "rate_ratio_weighted": rate_ratio(after, days[1], before, days[0]),
        **dict(zip(_ENDS, ends.T, strict=True)),
    }


_ENDS: Final = tuple(
    f"{name}_weighted_{end}"
    for name in ("n_before", "n_after", "rate_ratio")
    for end in ("low", "high")
)


def _open_ends(before: Floats, after: Floats, days: tuple[int, int], level: float) -> list[float]:
    """Return the central intervals of both counts and of the ratio over the possible days."""
    each = np.arange(len(before))
    ends: list[float] = [*interval(before, each, level), *interval(after, each, level)]
    if ((before + after > 0) & (np.fmax(before, after) < 1)).sum() > MOST_OPEN:
        return [*ends, np.nan, np.nan]
    sure_before, sure_after, pmf = joint_counts(before, after)
    n_before, n_after = np.indices(pmf.shape)
    ratio = rate_ratio(n_after + sure_after, days[1], n_before + sure_before, days[0])
    return [*ends, *quantiles(ratio, pmf, level)]
