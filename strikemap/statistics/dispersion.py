"""How much daily counts scatter beyond a Poisson process, and for how long they cluster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from strikemap.arrays import Floats


@dataclass(frozen=True)
class Dispersion:
    """Index of dispersion of one series of counts, with its chi-square test."""

    n: int
    mean: float
    variance: float
    index: float
    chi_square: float
    df: int
    p_greater: float


def index_of_dispersion(counts: npt.ArrayLike) -> Dispersion:
    """Return variance over mean of a series of counts; 1 for a Poisson process.

    Parameters
    ----------
    counts
        Counts of equal intervals, such as days.

    Returns
    -------
    Dispersion
        ``chi_square`` is the sum of squared deviations over the mean on n - 1 degrees of
        freedom, ``p_greater`` the chance of as much scatter among Poisson counts. NaN
        where the mean is zero or there are fewer than two counts.

    References
    ----------
    Fisher, Thornton & MacKenzie (1922), Annals of Applied Biology 9.

    Examples
    --------
    >>> round(index_of_dispersion([0, 0, 9, 0, 1]).index, 2)
    7.75
    """
    x = np.asarray(counts, dtype=np.float64)
    n, mean = len(x), float(x.mean()) if len(x) else np.nan
    if n < 2 or not mean > 0:
        nan = float("nan")
        return Dispersion(n, mean, nan, nan, nan, max(n - 1, 0), nan)
    from scipy.special import chdtrc

    chi_square = float(((x - mean) ** 2).sum() / mean)
    variance = float(x.var(ddof=1))
    p = float(chdtrc(n - 1, chi_square))
    return Dispersion(n, mean, variance, variance / mean, chi_square, n - 1, p)


def pooled_dispersion(before: Floats, after: Floats) -> Floats:
    """Return the dispersion within two windows, each about its own mean, per group.

    Parameters
    ----------
    before, after
        Daily counts of shape (groups, days of the window).

    Returns
    -------
    numpy.ndarray
        Pearson chi-square over its degrees of freedom, one value per group. A window
        without any strike says nothing about scatter and is left out; NaN where both
        are empty or hold a single day.

    References
    ----------
    McCullagh & Nelder (1989), Generalized Linear Models, section 6.2.3.
    """
    parts = [_chi_square(np.asarray(window, dtype=np.float64)) for window in (before, after)]
    chi, df = (sum(values) for values in zip(*parts, strict=True))
    with np.errstate(divide="ignore", invalid="ignore"):
        phi: Floats = np.where(df > 0, chi / df, np.nan)
    return phi


def clustering_factor(before: Floats, after: Floats, *, lags: int = 10) -> Floats:
    """Return by how much autocorrelation inflates the variance of a window's total.

    Parameters
    ----------
    before, after
        Daily counts of shape (groups, days of the window).
    lags
        Longest lag in days, at most half the shorter window; weights fall linearly to
        zero beyond it.

    Returns
    -------
    numpy.ndarray
        1 + 2 Σ w(k) ρ(k) per group, at least 1. The correlations are those of the
        deviations about each window's mean, raised by factor / days, since deviations
        about a mean of few days understate them by about that much.

    References
    ----------
    Weights: Newey & West (1987), Econometrica 55; bias: Marriott & Pope (1954),
    Biometrika 41.
    """
    windows = [np.asarray(window, dtype=np.float64) for window in (before, after)]
    days = min(window.shape[1] for window in windows)
    lag = np.arange(1, min(lags, days // 2) + 1)
    if not len(lag):
        return np.ones(len(windows[0]))
    weight = 1 - lag / (len(lag) + 1)
    observed = weight @ _autocorrelation(windows, lag)
    factor = np.ones(len(windows[0]))
    for _ in range(5):
        factor = np.maximum(1 + 2 * (observed + weight.sum() * np.minimum(factor / days, 1 / 3)), 1)
    return factor


def cameron_trivedi(
    counts: npt.ArrayLike, means: npt.ArrayLike, *, form: Literal["NB1", "NB2"] = "NB2"
) -> tuple[float, float]:
    """Return the auxiliary regression of overdispersion: its coefficient and t value.

    Parameters
    ----------
    counts, means
        Observed counts and the means fitted by a Poisson model.
    form
        ``"NB1"``: variance = (1 + α) μ; ``"NB2"``: variance = μ + α μ².

    References
    ----------
    Cameron & Trivedi (1990), Journal of Econometrics 46.

    Examples
    --------
    >>> alpha, t = cameron_trivedi([0, 9, 0, 1], [2.5] * 4)
    >>> f"{alpha:.2f}"
    '1.88'
    """
    y, mu = np.asarray(counts, dtype=np.float64), np.asarray(means, dtype=np.float64)
    response = ((y - mu) ** 2 - y) / mu
    x = mu if form == "NB2" else np.ones_like(mu)
    alpha = float((x * response).sum() / (x**2).sum())
    residual = response - alpha * x
    error = np.sqrt((residual**2).sum() / (len(y) - 1) / (x**2).sum())
    return alpha, float(alpha / error)


def _autocorrelation(windows: list[Floats], lags: npt.NDArray[np.int64]) -> Floats:
    """Return the correlation at every lag (rows) of the deviations about each window's mean."""
    deviations = [window - window.mean(axis=1, keepdims=True) for window in windows]
    variance = np.sum([(d**2).sum(axis=1) for d in deviations], axis=0)
    products = np.array(
        [np.sum([(d[:, k:] * d[:, :-k]).sum(axis=1) for d in deviations], axis=0) for k in lags]
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        r: Floats = np.where(variance > 0, products / variance, 0.0)
    return r


def _chi_square(window: Floats) -> tuple[Floats, Floats]:
    """Return Pearson's chi-square and its degrees of freedom, per group."""
    mean = window.mean(axis=1, keepdims=True)
    squares = ((window - mean) ** 2).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        chi = np.where(mean[:, 0] > 0, squares / mean[:, 0], 0.0)
    return chi, np.where(mean[:, 0] > 0, window.shape[1] - 1.0, 0.0)
