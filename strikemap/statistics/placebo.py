"""Whether the event's date stands out: the same statistic at every other date.

Daily counts of strikes come in bursts, so a test that takes strikes as independent calls
a fifth to over half of the series changed in which nothing did. Here the event is moved
instead of the strikes: bursts stay whole. Two ways to move it:

- `placebo_dates`: every date whose windows fit into the series;
- `circular_shift`: every day, the series closed to a ring, so that p can be as small as
  one over the number of days (`least_p` says where it cannot).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from strikemap.arrays import Floats


@dataclass(frozen=True)
class Lengths:
    """Lengths of the windows in days, and the days left out around the event."""

    before: int
    after: int
    gap_before: int = 0
    gap_after: int = 0

    @property
    def total(self) -> int:
        """Days from the first of the window before to the last of the window after."""
        return self.before + self.gap_before + self.gap_after + self.after


def window_sums(counts: npt.ArrayLike, lengths: Lengths, *, ring: bool) -> tuple[Floats, Floats]:
    """Return sums before and after every possible event day.

    Parameters
    ----------
    counts
        Daily counts of shape (..., days).
    lengths
        The windows.
    ring
        Close the series to a ring and return one pair per day; otherwise only days
        whose windows fit, the first being ``lengths.before + lengths.gap_before``.
    """
    x = np.asarray(counts, dtype=np.float64)
    days = x.shape[-1]
    lead, tail = lengths.before + lengths.gap_before, lengths.gap_after + lengths.after
    if ring:
        x = np.concatenate([x[..., days - lead :], x, x[..., :tail]], axis=-1)
    zero = np.zeros((*x.shape[:-1], 1))
    running = np.concatenate([zero, np.cumsum(x, axis=-1)], axis=-1)
    event = np.arange(lead, x.shape[-1] - tail + 1)[: days if ring else None]
    before = running[..., event - lengths.gap_before] - running[..., event - lead]
    after = running[..., event + tail] - running[..., event + lengths.gap_after]
    return before, after


def log_ratio(before: Floats, after: Floats, lengths: Lengths) -> Floats:
    """Return the log ratio of daily rates, with half a strike added to each window."""
    scale = np.log(lengths.before / lengths.after)
    ratio: Floats = np.log((after + 0.5) / (before + 0.5)) + scale
    return ratio


def studentised(before: Floats, after: Floats, lengths: Lengths) -> Floats:
    """Return the difference of two counts over its standard error given their sum.

    Unlike the log ratio it does not blow up where counts are small; 0 for none and none.

    Examples
    --------
    >>> round(float(studentised(np.array(40.0), np.array(18.0), Lengths(19, 19))), 2)
    -2.89
    """
    share = lengths.after / (lengths.before + lengths.after)
    total = before + after
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (after - total * share) / np.sqrt(total * share * (1 - share))
    value: Floats = np.where(total > 0, z, 0.0)
    return value


def rank_p(statistic: npt.ArrayLike, event: int) -> Floats:
    """Return the share of dates, the event's among them, with at least as large a value.

    Parameters
    ----------
    statistic
        Values of shape (..., dates); the absolute value counts.
    event
        Position of the event's date.
    """
    size = np.abs(np.asarray(statistic, dtype=np.float64))
    p: Floats = (size >= size[..., [event]] - 1e-9).mean(axis=-1)
    return p


def max_statistic_p(statistics: npt.ArrayLike) -> float:
    """Return one p for the most favourable of several statistics on the same ring.

    Parameters
    ----------
    statistics
        Shape (settings, days of the ring); the first column is that of the event. The absolute
        value counts, divided by the root mean square of its row, so that settings whose
        statistic scatters more have no louder voice.

    Returns
    -------
    float
        Share of days, the event's among them, at which the largest value of all settings is at
        least that at the event; never below one over their number.

    References
    ----------
    Maximum statistic: Westfall & Young (1993), Resampling-Based Multiple Testing.

    Examples
    --------
    >>> max_statistic_p([[3.0, 1, 1, 1], [0, 1, 4, 1]])
    0.5
    """
    size = np.abs(np.atleast_2d(np.asarray(statistics, dtype=np.float64)))
    scale = np.sqrt((size**2).mean(axis=1, keepdims=True))
    largest = np.divide(size, scale, out=np.zeros_like(size), where=scale > 0).max(axis=0)
    return float(rank_p(largest, 0))


def placebo_dates(counts: npt.ArrayLike, event: int, lengths: Lengths) -> tuple[Floats, float]:
    """Return the log rate ratio at every date whose windows fit, and the event's rank p.

    Parameters
    ----------
    counts
        Daily counts of one series.
    event
        Position of the event day.
    lengths
        The windows.

    Returns
    -------
    tuple
        The log ratios (the first is that of day ``lengths.before + lengths.gap_before``)
        and the p, never below one over their number; NaN when the event's windows do not
        fit.

    References
    ----------
    Placebo in time: Abadie, Diamond & Hainmueller (2015), AJPS 59.

    Examples
    --------
    >>> ratios, p = placebo_dates([3, 3, 3, 0, 0, 0], 3, Lengths(2, 2))
    >>> ratios.round(2).tolist(), round(p, 2)
    ([-0.62, -2.56, -1.95], 0.33)
    """
    before, after = window_sums(counts, lengths, ring=False)
    ratios = log_ratio(before, after, lengths)
    place = event - lengths.before - lengths.gap_before
    if not 0 <= place < len(ratios):
        return ratios, float("nan")
    return ratios, float(rank_p(ratios, place))


def circular_shift(counts: npt.ArrayLike, event: int, lengths: Lengths) -> Floats:
    """Return the p of the event's date among all turns of the series.

    The series is closed to a ring and turned by every number of days; p is the share of
    turns, the real one included, whose studentised difference is at least as large. If
    the process is stationary, turning it changes nothing but the seam, however strongly
    its days hang together, so p keeps its level.

    Parameters
    ----------
    counts
        Daily counts of shape (groups, days).
    event
        Position of the event day; its windows must fit into the series.
    lengths
        The windows.

    Returns
    -------
    numpy.ndarray
        One p per group, never below :func:`least_p`; NaN when the event's windows do not
        fit or a group has no strike at all.

    Notes
    -----
    Measured by ``benchmarks/calibration.py`` (2,000 series a line, mean 2 a day, windows of
    19 days, event in the middle; Monte Carlo error .005 at .05): share of series with
    p <= .05 without a change, and where the rate halves or falls to a quarter.

    ====  =====================  =======  ======  ==========
    days  daily counts           no       halved  quartered
                                 change
    ====  =====================  =======  ======  ==========
    60    Poisson                .051     .243    .393
    60    negative binomial, 3   .044     .141    .265
    60    AR(1) of rate, .5      .049     .114    .234
    60    AR(1) of rate, .8      .049     .084    .183
    365   Poisson                .048     .567    .875
    365   negative binomial, 3   .052     .291    .615
    365   AR(1) of rate, .5      .050     .206    .456
    365   AR(1) of rate, .8      .050     .133    .283
    ====  =====================  =======  ======  ==========

    It keeps its level at every window tried (14 to 60 days: .039 to .055), where the exact
    Poisson p is below .05 in .21 to .57 of the series that are not Poisson. Its price is
    power: dates beside the event see nearly the same change, and a lasting change shows
    once more, reversed, at the seam. A series of 60 days is too short to call a halved
    rate; no p below 1/60 is possible there. :func:`block_permutation` finds more in short
    series (quartered: .26 to .52 of 60 days at 19, .53 to .97 at 28), at .03 to .10
    without a change.

    References
    ----------
    Turning a pattern on itself as a reference set: Lotwick & Silverman (1982), JRSS B 44;
    counting the observed value: Phipson & Smyth (2010), Statistical Applications in
    Genetics and Molecular Biology 9.

    Examples
    --------
    >>> circular_shift([[2, 1, 2, 2, 0, 0, 0, 0]], 4, Lengths(4, 4)).tolist()
    [0.25]
    """
    x = np.atleast_2d(np.asarray(counts, dtype=np.float64))
    return circular_rank(*window_sums(x, lengths, ring=True), event, lengths, x.shape[1])


def least_p(days: int, lengths: Lengths) -> float:
    """Return the smallest p that a ring of so many days allows.

    One over the number of days. Where equal windows lie so that half a turn puts each in the
    other's place, every change comes twice, once with before and after exchanged: then two.

    Examples
    --------
    >>> [round(least_p(days, Lengths(14, 14)), 3) for days in (28, 29)]
    [0.071, 0.034]
    """
    apart = lengths.before + lengths.gap_before + lengths.gap_after
    twice = lengths.before == lengths.after and days == 2 * apart
    return (2 if twice else 1) / days


def circular_rank(before: Floats, after: Floats, event: int, lengths: Lengths, days: int) -> Floats:
    """Return the circular-shift p from sums before and after every day of the ring."""
    lead, tail = lengths.before + lengths.gap_before, lengths.gap_after + lengths.after
    if event < lead or event + tail > days:
        return np.full(len(before), np.nan)
    p = rank_p(studentised(before, after, lengths), event)
    nothing = (before + after).sum(axis=-1) == 0
    result: Floats = np.where(nothing, np.nan, p)
    return result


def day_orders(days: int, *, block: int, n: int, seed: int) -> npt.NDArray[np.intp]:
    """Return orders of days in which whole stretches of days change places.

    Parameters
    ----------
    days
        Number of days of the series.
    block
        Length of a stretch; what hangs together within it stays together. The cuts start
        at a random day of the ring each time, and stretches are as equal as can be.
    n
        Number of orders.
    seed
        Seed of the generator.

    Returns
    -------
    numpy.ndarray
        Shape (n, days); every row is a permutation of 0 ... days - 1.
    """
    rng = np.random.default_rng(seed)
    parts = max(1, round(days / block))
    part_of_day = np.arange(days) * parts // days
    rank = rng.random((n, parts))[:, part_of_day]
    start = rng.integers(days, size=(n, 1))
    orders: npt.NDArray[np.intp] = (np.argsort(rank, axis=1, kind="stable") + start) % days
    return orders


def add_one_p(simulated: npt.ArrayLike, observed: float) -> float:
    """Return (k + 1) / (n + 1), k of the n simulated values being at least the observed."""
    values = np.asarray(simulated, dtype=np.float64)
    return float((np.count_nonzero(values >= observed - 1e-9) + 1) / (len(values) + 1))


def block_permutation(
    counts: npt.ArrayLike,
    event: int,
    lengths: Lengths,
    *,
    block: int = 10,
    n: int = 999,
    seed: int = 20170504,
) -> Floats:
    """Return the p of the event's change when whole stretches of days change places.

    Finds a change more often than :func:`circular_shift`, since the dates beside the event
    do not count against it; in return it trusts that days further apart than `block` have
    little to do with each other (see the calibration there).

    Parameters
    ----------
    counts
        Daily counts of shape (groups, days).
    event, lengths
        As in :func:`circular_shift`.
    block, n, seed
        As in :func:`day_orders`; p is (k + 1) / (n + 1).

    References
    ----------
    Blocks of a series: Künsch (1989), Annals of Statistics 17.

    Examples
    --------
    >>> p = block_permutation([[3] * 30 + [0] * 30], 30, Lengths(20, 20), n=99)
    >>> bool(p[0] < 0.05)
    True
    """
    x = np.atleast_2d(np.asarray(counts, dtype=np.float64))
    lead, tail = lengths.before + lengths.gap_before, lengths.gap_after + lengths.after
    if event < lead or event + tail > x.shape[1]:
        return np.full(len(x), np.nan)
    orders = day_orders(x.shape[1], block=block, n=n, seed=seed)
    orders = np.vstack([np.arange(x.shape[1]), orders])
    early = orders[:, event - lead : event - lengths.gap_before]
    late = orders[:, event + lengths.gap_after : event + tail]
    p = np.full(len(x), np.nan)
    for i, series in enumerate(x):
        size = np.abs(studentised(series[early].sum(axis=1), series[late].sum(axis=1), lengths))
        if series.any():
            p[i] = add_one_p(size[1:], float(size[0]))
    return p
