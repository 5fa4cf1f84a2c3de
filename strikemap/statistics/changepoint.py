"""Where a series of daily counts changes most: the Poisson likelihood-ratio scan."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from strikemap.arrays import Floats


@dataclass(frozen=True, eq=False)
class Scan:
    """The scan of one series: `first_after` is the first day of the later part."""

    first_after: int
    log_likelihood_ratio: Floats
    log_rate_ratio: Floats
    p: float


def poisson_scan(
    counts: npt.ArrayLike, *, n: int = 1999, block: int = 1, seed: int = 20170504
) -> Scan:
    """Find the split of a series into two constant rates that fits best.

    Parameters
    ----------
    counts
        One count per day.
    n
        Number of Monte Carlo series; p is (k + 1) / (n + 1).
    block
        1 deals the strikes out evenly over the days, which assumes independent strikes;
        a longer block permutes whole stretches of that many days instead.
    seed
        Seed of the generator.

    Returns
    -------
    Scan
        ``log_likelihood_ratio[i]`` and ``log_rate_ratio[i]`` (after over before; ±inf with
        an empty side) for the split in front of day i + 1. The p is that of the largest
        ratio anywhere: the change point was looked for.

    References
    ----------
    Worsley (1986), Biometrika 73; Kulldorff (1997), Communications in Statistics 26.

    Examples
    --------
    >>> poisson_scan([5, 4, 6, 5, 0, 1, 0, 0]).first_after
    4
    """
    x = np.asarray(counts, dtype=np.float64)
    if len(x) < 2 or x.sum() == 0:
        return Scan(0, np.zeros(max(len(x) - 1, 0)), np.zeros(max(len(x) - 1, 0)), 1.0)
    ratio = _llr(x[None, :])[0]
    rng = np.random.default_rng(seed)
    simulated = _dealt(x, n, rng) if block <= 1 else _shuffled(x, n, block, rng)
    k = np.count_nonzero(_llr(simulated).max(axis=1) >= ratio.max() - 1e-9)
    return Scan(int(np.argmax(ratio)) + 1, ratio, _log_rate_ratio(x), float((k + 1) / (n + 1)))


def _llr(series: Floats) -> Floats:
    """Return the log likelihood ratio at every split, for rows of series."""
    from scipy.special import xlogy

    n = series.shape[1]
    before = np.cumsum(series, axis=1)[:, :-1]
    total = series.sum(axis=1, keepdims=True)
    after, days = total - before, np.arange(1, n)
    ratio: Floats = (
        xlogy(before, before / days) + xlogy(after, after / (n - days)) - xlogy(total, total / n)
    )
    return ratio


def _log_rate_ratio(x: Floats) -> Floats:
    days = np.arange(1, len(x))
    before = np.cumsum(x)[:-1]
    with np.errstate(divide="ignore"):
        ratio: Floats = np.log((x.sum() - before) / (len(x) - days)) - np.log(before / days)
    return ratio


def _dealt(x: Floats, n: int, rng: np.random.Generator) -> Floats:
    return rng.multinomial(int(x.sum()), np.full(len(x), 1 / len(x)), size=n).astype(np.float64)


def _shuffled(x: Floats, n: int, block: int, rng: np.random.Generator) -> Floats:
    """Return series of whole blocks in random order; the last block may be shorter."""
    starts = np.arange(0, len(x), block)
    parts = [x[start : start + block] for start in starts]
    return np.array(
        [np.concatenate([parts[i] for i in rng.permutation(len(parts))]) for _ in range(n)]
    )
