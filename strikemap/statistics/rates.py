"""Rates of reported strikes and the ratio of two rates, exact and dispersion-adjusted."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from strikemap.arrays import Floats

Numbers = npt.ArrayLike


def rate_ratio(
    n_after: Numbers, days_after: Numbers, n_before: Numbers, days_before: Numbers
) -> Floats:
    """Return the ratio of two daily rates; inf for n > 0 after none, NaN for none and none.

    Examples
    --------
    >>> float(rate_ratio(18, 19, 40, 19))
    0.45
    """
    x1, t1, x0, t0 = _floats(n_after, days_after, n_before, days_before)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio: Floats = (x1 / t1) / (x0 / t0)
    return ratio


def rate_ratio_interval(
    n_after: Numbers,
    days_after: Numbers,
    n_before: Numbers,
    days_before: Numbers,
    *,
    level: float = 0.95,
    dispersion: Numbers = 1.0,
    mid_p: bool = False,
) -> tuple[Floats, Floats]:
    """Return the exact conditional interval of the ratio of two Poisson rates.

    Given the total, the count after is binomial; its Clopper-Pearson limits p give
    p / (1 - p) × days before / days after. Zeros need no correction: none after gives
    (0, upper), none before (lower, inf), none at all (0, inf).

    Parameters
    ----------
    n_after, days_after, n_before, days_before
        Counts and lengths of the windows, broadcast against each other.
    level
        Confidence level.
    dispersion
        Variance-to-mean ratio; above 1 the counts are divided by it before the limits are
        taken, which widens the interval as a quasi-Poisson model would, zeros included.
        Values under 1 count as 1.
    mid_p
        Take the mid-p limits instead, which are shorter and not guaranteed to cover.

    Returns
    -------
    tuple of numpy.ndarray
        Lower and upper limits.

    References
    ----------
    Clopper & Pearson (1934), Biometrika 26; Przyborowski & Wilenski (1940), Biometrika 31;
    mid-p: Lancaster (1961), JASA 56.

    Examples
    --------
    >>> low, high = rate_ratio_interval(18, 19, 40, 19)
    >>> f"{low:.3f} to {high:.3f}"
    '0.243 to 0.803'
    """
    x1, t1, x0, t0, phi = _floats(n_after, days_after, n_before, days_before, dispersion)
    phi = np.maximum(phi, 1.0)
    limits = _mid_p_odds if mid_p else _exact_odds
    low, high = limits(x1 / phi, x0 / phi, (1 - level) / 2)
    return low * t0 / t1, high * t0 / t1


def stratified_rate_ratio(
    n_after: Numbers,
    days_after: Numbers,
    n_before: Numbers,
    days_before: Numbers,
    level: float = 0.95,
) -> tuple[float, float, float]:
    """Return the Mantel-Haenszel ratio of daily rates over strata, and its interval.

    Parameters
    ----------
    n_after, days_after, n_before, days_before
        Counts and covered days of each stratum.
    level
        Confidence level; strikes are taken for independent Poisson counts.

    Returns
    -------
    tuple of float
        Ratio, lower and upper limit; NaN limits where a window has no strike.

    References
    ----------
    Mantel & Haenszel (1959), JNCI 22; variance of the logarithm: Greenland & Robins (1985),
    Biometrics 41.

    Examples
    --------
    >>> ratio, low, high = stratified_rate_ratio([10, 5], [10, 5], [10, 20], [10, 20])
    >>> f"{ratio:.2f}, {low:.2f} to {high:.2f}"
    '1.00, 0.52 to 1.92'
    """
    from scipy.special import ndtri

    x1, t1, x0, t0 = _floats(n_after, days_after, n_before, days_before)
    total = t1 + t0
    above, below = float((x1 * t0 / total).sum()), float((x0 * t1 / total).sum())
    if not above or not below:
        nan = float("nan")
        return (0.0 if below else (float("inf") if above else nan)), nan, nan
    variance = ((x1 + x0) * t1 * t0 / total**2).sum() / (above * below)
    half = float(ndtri(0.5 + level / 2) * np.sqrt(variance))
    ratio = above / below
    return ratio, float(ratio * np.exp(-half)), float(ratio * np.exp(half))


def rate_ratio_p(
    n_after: Numbers,
    days_after: Numbers,
    n_before: Numbers,
    days_before: Numbers,
    *,
    method: Literal["central", "minlike", "mid-p"] = "central",
) -> Floats:
    """Return the exact two-sided p of equal rates, for independent Poisson strikes.

    Parameters
    ----------
    n_after, days_after, n_before, days_before
        Counts and lengths of the windows.
    method
        ``"central"`` doubles the smaller tail and agrees with the exact interval,
        ``"minlike"`` sums what is no more likely (R's ``poisson.test``), ``"mid-p"`` counts
        the observed value half.

    Notes
    -----
    Daily counts of strikes come in bursts: simulated under such dispersion this p is at
    most .05 in .21 to .57 of series without any change (``benchmarks/calibration.py``).
    Read it beside the placebo p, never alone.

    Examples
    --------
    >>> round(float(rate_ratio_p(18, 19, 40, 19)), 4)
    0.0054
    """
    x1, t1, x0, t0 = _floats(n_after, days_after, n_before, days_before)
    x1, x0, share = np.broadcast_arrays(x1, x0, t1 / (t1 + t0))
    if method == "minlike":
        return _minlike(x1, x0, share)
    n = x1 + x0
    low, high = _at_most(x1, n, share), _at_most(x0, n, 1 - share)
    if method == "mid-p":
        low = (low + _at_most(x1 - 1, n, share)) / 2
        high = (high + _at_most(x0 - 1, n, 1 - share)) / 2
    tail = np.minimum(low, high)
    p: Floats = np.where(n == 0, 1.0, np.minimum(1.0, 2 * tail))
    return p


def rate_interval(n: Numbers, days: Numbers, *, level: float = 0.95) -> tuple[Floats, Floats]:
    """Return the exact (Garwood 1936) interval of one daily rate.

    Examples
    --------
    >>> low, high = rate_interval(0, 10)
    >>> f"{low:.1f} to {high:.3f}"
    '0.0 to 0.369'
    """
    from scipy.special import gammaincinv

    x, t = _floats(n, days)
    tail = (1 - level) / 2
    low = np.where(x > 0, gammaincinv(np.maximum(x, 1e-300), tail), 0.0)
    return low / t, gammaincinv(x + 1, 1 - tail) / t


def rate_p(n: int, days: float, rate: float) -> float:
    """Return the exact two-sided p of one count against a known daily rate.

    Sums every count that is no more likely than the observed one, as R's ``poisson.test``.

    Examples
    --------
    >>> round(rate_p(0, 10, 1.0), 7)
    9.23e-05
    """
    from scipy.stats import poisson

    expected = days * rate
    reach = int(max(n, expected) + 40 * np.sqrt(max(n, expected) + 1) + 40)
    chance = poisson.pmf(np.arange(reach), expected)
    return float(min(1.0, chance[chance <= poisson.pmf(n, expected) * (1 + 1e-7)].sum()))


def _exact_odds(x1: Floats, x0: Floats, tail: float) -> tuple[Floats, Floats]:
    """Return Clopper-Pearson limits of the odds p / (1 - p)."""
    from scipy.special import betaincinv

    def odds(a: Floats, b: Floats, q: float) -> Floats:
        a, b = np.maximum(a, 1e-300), np.maximum(b, 1e-300)
        with np.errstate(divide="ignore"):
            ratio: Floats = betaincinv(a, b, q) / betaincinv(b, a, 1 - q)
        return ratio

    low = np.where(x1 > 0, odds(x1, x0 + 1, tail), 0.0)
    high = np.where(x0 > 0, odds(x1 + 1, x0, 1 - tail), np.inf)
    return low, high


def _mid_p_odds(x1: Floats, x0: Floats, tail: float) -> tuple[Floats, Floats]:
    """Return mid-p limits of the odds, by bisection on the log odds."""
    low = np.where(x1 > 0, _bisect(x1, x0, tail, upper=False), 0.0)
    high = np.where(x0 > 0, _bisect(x1, x0, tail, upper=True), np.inf)
    return low, high


def _bisect(x1: Floats, x0: Floats, tail: float, *, upper: bool) -> Floats:
    """Return the odds at which the mid-p tail equals `tail`."""
    from scipy.special import expit

    x1, x0 = np.broadcast_arrays(x1, x0)
    n = x1 + x0
    left, right = np.full(x1.shape, -60.0), np.full(x1.shape, 60.0)
    for _ in range(100):
        middle = (left + right) / 2
        p = expit(middle)
        below = (_at_most(x1, n, p) + _at_most(x1 - 1, n, p)) / 2
        go_right = below > tail if upper else 1 - below < tail
        left, right = np.where(go_right, middle, left), np.where(go_right, right, middle)
    odds: Floats = np.exp((left + right) / 2)
    return odds


def _at_most(x: Floats, n: Floats, p: Floats) -> Floats:
    """Return P(X <= x) of a binomial, for counts that need not be whole; 0 under x = 0."""
    from scipy.special import betainc

    inside = betainc(np.maximum(n - x, 1e-300), np.maximum(x + 1, 1e-300), 1 - p)
    total: Floats = np.where(x < 0, 0.0, np.where(x >= n, 1.0, inside))
    return total


def _minlike(x1: Floats, x0: Floats, share: Floats) -> Floats:
    from scipy.stats import binomtest

    cells = zip(x1.ravel(), x0.ravel(), share.ravel(), strict=True)
    p = [binomtest(int(a), int(a + b), s).pvalue if a + b else 1.0 for a, b, s in cells]
    return np.array(p, dtype=float).reshape(x1.shape)


def _floats(*values: Any) -> tuple[Floats, ...]:
    return tuple(np.asarray(value, dtype=np.float64) for value in values)
