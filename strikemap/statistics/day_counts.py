"""Counts in two windows when days are known only to a range: their exact distribution."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from strikemap.arrays import Floats

#: More open rows than this would take seconds.
MOST_OPEN: Final = 500


def joint_counts(before: npt.ArrayLike, after: npt.ArrayLike) -> tuple[int, int, Floats]:
    """Return the distribution of how many rows fall in the window before and in that after.

    Each row falls in one of them or in neither, independently of the others: the sum of
    independent trials of unequal probabilities with three outcomes, by convolution. The
    number in one window alone is Poisson-binomial.

    Parameters
    ----------
    before, after
        Probability of each row to lie in either window, shape (n,).

    Returns
    -------
    sure_before, sure_after : int
        Rows that lie in a window for certain.
    pmf : numpy.ndarray
        Shape (k + 1, k + 1): probability that, of the k rows that are open, so many more lie
        before (rows) and after (columns).

    Raises
    ------
    ValueError
        With more than :data:`MOST_OPEN` open rows.

    Examples
    --------
    >>> sure_before, sure_after, pmf = joint_counts([1.0, 0.5], [0.0, 0.5])
    >>> sure_before, sure_after, pmf.tolist()
    (1, 0, [[0.0, 0.5], [0.5, 0.0]])
    """
    p, q = np.asarray(before, dtype=np.float64), np.asarray(after, dtype=np.float64)
    is_open = (np.fmax(p, q) > 0) & (np.fmax(p, q) < 1)
    k = int(is_open.sum())
    if k > MOST_OPEN:
        raise ValueError(f"{k} rows have open days, more than {MOST_OPEN}")
    pmf = np.zeros((k + 1, k + 1))
    pmf[0, 0] = 1.0
    for n, (b, a) in enumerate(zip(p[is_open], q[is_open], strict=True)):
        held = pmf[: n + 1, : n + 1].copy()
        pmf[: n + 1, : n + 1] *= max(1 - b - a, 0.0)
        pmf[1 : n + 2, : n + 1] += b * held
        pmf[: n + 1, 1 : n + 2] += a * held
    return int((p >= 1).sum()), int((q >= 1).sum()), pmf


def quantiles(values: npt.ArrayLike, weights: npt.ArrayLike, level: float) -> tuple[float, float]:
    """Return the central interval of a discrete distribution; NaN values are left out.

    The ends are quantiles, so the interval holds at least `level`.

    Examples
    --------
    >>> quantiles([0, 1, 2], [0.01, 0.98, 0.01], 0.95)
    (1.0, 1.0)
    """
    v, w = np.ravel(np.asarray(values, dtype=np.float64)), np.ravel(np.asarray(weights))
    order = np.argsort(v[known := ~np.isnan(v) & (w > 0)], kind="stable")
    v, w = v[known][order], w[known][order]
    if not len(v):
        return float("nan"), float("nan")
    cumulative = np.cumsum(w) / w.sum()
    tail = (1 - level) / 2
    at = np.searchsorted(cumulative, np.array([tail, 1 - tail]) * (1 - 1e-12))
    low, high = v[np.minimum(at, len(v) - 1)]
    return float(low), float(high)
