"""Whether the shares of zones differ between two windows: r×2 tables."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from strikemap.arrays import Floats
from strikemap.statistics.placebo import add_one_p


@dataclass(frozen=True)
class CompositionTest:
    """Chi-square of an r×2 table of groups × windows, empty groups left out."""

    chi_square: float
    df: int
    p_chi_square: float
    g: float
    cramers_v: float
    min_expected: float


def composition_test(table: npt.ArrayLike) -> CompositionTest:
    """Test whether two windows share their strikes out alike among groups.

    Parameters
    ----------
    table
        Counts of shape (groups, 2): before and after.

    Returns
    -------
    CompositionTest
        Pearson's chi-square without continuity correction, its p for independent strikes,
        the likelihood-ratio G and Cramér's V (0 alike, 1 apart). NaN where fewer than two
        groups or windows hold a strike.

    References
    ----------
    Pearson (1900); Cramér (1946), Mathematical Methods of Statistics, chapter 21.

    Examples
    --------
    >>> test = composition_test([[10, 20], [20, 10]])
    >>> round(test.chi_square, 3), round(test.cramers_v, 3)
    (6.667, 0.333)
    """
    counts = np.asarray(table, dtype=np.float64)
    counts = counts[counts.sum(axis=1) > 0]
    total, expected = counts.sum(), _expected(counts)
    df = len(counts) - 1
    if df < 1 or (counts.sum(axis=0) == 0).any():
        nan = float("nan")
        return CompositionTest(nan, max(df, 0), nan, nan, nan, nan)
    from scipy.special import chdtrc, xlogy

    chi_square = float(((counts - expected) ** 2 / expected).sum())
    g = float(2 * (xlogy(counts, counts) - xlogy(counts, expected)).sum())
    v = float(np.sqrt(chi_square / total))
    return CompositionTest(
        chi_square, df, float(chdtrc(df, chi_square)), g, v, float(expected.min())
    )


def chi_squares(before: Floats, after: Floats) -> Floats:
    """Return Pearson's chi-square for many pairs of windows at once.

    Parameters
    ----------
    before, after
        Counts of shape (groups, pairs).

    Returns
    -------
    numpy.ndarray
        One value per pair; 0 where a window is empty.
    """
    n0, n1 = before.sum(axis=0), after.sum(axis=0)
    rows, total = before + after, n0 + n1
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = [
            (seen - rows * n / total) ** 2 / (rows * n / total)
            for seen, n in ((before, n0), (after, n1))
        ]
        chi: Floats = np.nansum(parts[0] + parts[1], axis=0)
    return chi


def fisher_exact_2x2(table: npt.ArrayLike) -> tuple[float, float, float, float]:
    """Return Fisher's exact p, the conditional odds ratio and its exact .95 interval.

    Only for 2×2: scipy's Fisher test of larger tables is a random one.

    References
    ----------
    Fisher (1935), JRSS 98.

    Examples
    --------
    >>> p, odds, low, high = fisher_exact_2x2([[10, 20], [20, 10]])
    >>> round(p, 4), round(odds, 3)
    (0.0194, 0.256)
    """
    from scipy.stats import fisher_exact
    from scipy.stats.contingency import odds_ratio

    counts = np.asarray(table, dtype=np.int64)
    ratio = odds_ratio(counts, kind="conditional")
    interval = ratio.confidence_interval(0.95)
    p = float(fisher_exact(counts)[1])
    return p, float(ratio.statistic), float(interval.low), float(interval.high)


def row_permutation_p(table: npt.ArrayLike, *, n: int = 9999, seed: int = 20170504) -> float:
    """Return the chi-square's permutation p with single strikes dealt out anew.

    It assumes independent strikes, which bursts of strikes are not: print it as such, and
    rest the sentence on :func:`~strikemap.comparison.shifts.composition_shift`.

    Parameters
    ----------
    table
        Counts of shape (groups, 2).
    n
        Number of permutations; p is (k + 1) / (n + 1).
    seed
        Seed of the generator.

    References
    ----------
    Phipson & Smyth (2010), Statistical Applications in Genetics and Molecular Biology 9.

    Examples
    --------
    >>> row_permutation_p([[10, 20], [20, 10]])
    0.02
    """
    counts = np.asarray(table, dtype=np.int64)
    observed = float(chi_squares(counts[:, :1].astype(float), counts[:, 1:].astype(float))[0])
    totals, n_before = counts.sum(axis=1), int(counts[:, 0].sum())
    rng = np.random.default_rng(seed)
    before = rng.multivariate_hypergeometric(totals, n_before, size=n).T.astype(np.float64)
    chi = chi_squares(before, totals[:, None] - before)
    return add_one_p(chi, observed)


def _expected(counts: Floats) -> Floats:
    total = counts.sum()
    expected: Floats = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / max(total, 1.0)
    return expected
