"""Expected counts per zone: what uncertain locations add up to, with intervals."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.arrays import Floats
from strikemap.errors import ZoneError


def expected_counts(
    probabilities: pd.DataFrame,
    *,
    by: pd.Series[Any] | None = None,
    shared: pd.Series[Any] | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return how many strikes each zone is expected to hold, with an interval.

    The number of strikes in a zone is Poisson-binomial: a sum of independent yes/no events
    of unequal probability (``scipy.stats.poisson_binom``). Strikes that share one uncertain
    location are not independent: they are all in the zone, or all out of it, together.

    Parameters
    ----------
    probabilities
        As from :func:`zone_probabilities`: one row per strike, one column per zone.
    by
        Labels to count apart, such as the period, with the index of ``probabilities``;
        strikes whose label is missing are left out.
    shared
        Strikes with the same label share their location (see :func:`shared_locations`);
        missing means a location of its own. None: all are independent.
    level
        Coverage of the interval; its ends are quantiles, so it holds at least this much.

    Returns
    -------
    pandas.DataFrame
        ``by`` (the label), ``zone``, ``n`` (strikes of the label), ``expected``, ``low`` and
        ``high`` (whole numbers, both included).

    Raises
    ------
    ZoneError
        ``PROBABILITY``: a probability outside 0 to 1; ``LEVEL``: ``level`` is not inside 0
        to 1.

    Examples
    --------
    >>> table = expected_counts(pd.DataFrame({"ISIS": [0.5, 0.5, 0.5]}))
    >>> table[["expected", "low", "high"]].to_dict("records")
    [{'expected': 1.5, 'low': 0, 'high': 3}]
    """
    _refuse_unusable(probabilities, level)
    labels = pd.Series("all", index=probabilities.index) if by is None else by
    together = _groups(probabilities, shared)
    rows = []
    for label in labels.dropna().unique():
        chosen = (labels == label).to_numpy(dtype=bool, na_value=False)
        for zone in probabilities.columns:
            p = probabilities[zone].to_numpy(dtype=float)[chosen]
            low, high = interval(p, together[chosen], level)
            rows.append((label, zone, len(p), float(p.sum()), low, high))
    return pd.DataFrame(rows, columns=["by", "zone", "n", "expected", "low", "high"])


def interval(p: Floats, together: npt.NDArray[np.int64], level: float) -> tuple[int, int]:
    """Return the central interval of the number of strikes in a zone.

    Parameters
    ----------
    p
        Probability of each strike.
    together
        Strikes with the same number fall together; their mean probability counts.
    level
        Coverage.

    Examples
    --------
    >>> interval(np.array([0.5, 0.5]), np.array([0, 0]), 0.95)
    (0, 2)
    """
    if not len(p):
        return 0, 0
    tail = (1 - level) / 2
    _, group, weight = np.unique(together, return_inverse=True, return_counts=True)
    if (weight == 1).all():
        return _independent(p, tail)
    mean = np.bincount(group, weights=p) / weight
    cumulative = np.cumsum(_sum_of_blocks(mean, weight))
    low, high = (int(np.searchsorted(cumulative, q * (1 - 1e-12))) for q in (tail, 1 - tail))
    return low, min(high, len(p))


def shared_locations(strikes: gpd.GeoDataFrame) -> pd.Series[Any]:
    """Return a label for each strike that another shares point and radius with, else missing.

    A strike without a radius has a known place and shares nothing.

    Parameters
    ----------
    strikes
        Strikes with points (EPSG:4326) and ``radius_km``.


    Returns
    -------
    pandas.Series
        One label per strike, in the order of the frame.

    Examples
    --------
    >>> frame = gpd.GeoDataFrame({"radius_km": [20.0, 20.0, 20.0]}, crs="EPSG:4326",
    ...     geometry=gpd.points_from_xy([38, 38, 39], [35, 35, 35]))
    >>> shared_locations(frame).isna().tolist()
    [False, False, True]
    """
    radius = pd.to_numeric(strikes.get("radius_km", pd.Series(0.0, index=strikes.index)))
    keys = pd.DataFrame({"x": strikes.geometry.x, "y": strikes.geometry.y, "r": radius.fillna(0.0)})
    labels = keys.groupby(["x", "y", "r"], sort=False).ngroup()
    apart = ~keys.duplicated(keep=False) | (keys["r"] <= 0)
    return labels.astype("Int64").mask(apart)


def _independent(p: Floats, tail: float) -> tuple[int, int]:
    from scipy.stats import poisson_binom

    certain, open_p = int((p >= 1).sum()), p[(p > 0) & (p < 1)]
    if not len(open_p):
        return certain, certain
    low, high = poisson_binom.ppf([tail, 1 - tail], open_p)
    return certain + int(low), certain + int(high)


def _sum_of_blocks(p: Floats, weight: npt.NDArray[np.int64]) -> Floats:
    """Return the distribution of a sum of weighted yes/no events, by convolution."""
    pmf = np.ones(1)
    for chance, size in zip(p, weight, strict=True):
        step = np.zeros(size + 1)
        step[0], step[size] = 1 - chance, chance
        pmf = np.convolve(pmf, step)
    return pmf


def _groups(probabilities: pd.DataFrame, shared: pd.Series[Any] | None) -> npt.NDArray[np.int64]:
    own = np.arange(len(probabilities), dtype=np.int64)
    if shared is None:
        return own
    codes = pd.factorize(shared)[0].astype(np.int64)
    return np.where(codes < 0, own, codes + len(own))


def _refuse_unusable(probabilities: pd.DataFrame, level: float) -> None:
    values = probabilities.to_numpy(dtype=float)
    if not ((values >= 0) & (values <= 1 + 1e-9)).all():
        raise ZoneError(
            "A probability lies outside 0 to 1, or is missing. Pass the table that "
            "zone_probabilities() returns.",
            code="PROBABILITY",
            where="probabilities",
        )
    if not 0 < level < 1:
        raise ZoneError(f"level={level} is not between 0 and 1.", code="LEVEL", where="level")
