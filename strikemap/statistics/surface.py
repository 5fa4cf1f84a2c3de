"""Where the share of strikes rose or fell: the relative-risk surface of two point sets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from strikemap.arrays import Floats

Window = tuple[float, float, float, float]

#: Numbers held in memory at a time.
_CELLS: Final = 2**22


@dataclass(frozen=True, eq=False)
class Surface:
    """Log relative risk at points of a plane, with a pointwise envelope of no change."""

    log_risk: Floats
    low: Floats
    high: Floats
    density_before: Floats
    density_after: Floats


def kernel_density(points: npt.ArrayLike, at: npt.ArrayLike, *, bandwidth: float) -> Floats:
    """Return the Gaussian kernel density of points at places, without edge correction.

    Parameters
    ----------
    points, at
        Shapes (n, 2) and (m, 2), in one plane.
    bandwidth
        Standard deviation of the kernel, in the same unit.
    """
    density: Floats = _kernel(points, at, bandwidth).mean(axis=1)
    return density


def edge_mass(at: npt.ArrayLike, *, bandwidth: float, window: Window) -> Floats:
    """Return how much of the kernel at each place lies inside a rectangle (Diggle 1985)."""
    from scipy.special import ndtr

    x, y = np.asarray(at, dtype=np.float64).T
    inside_x = ndtr((window[2] - x) / bandwidth) - ndtr((window[0] - x) / bandwidth)
    inside_y = ndtr((window[3] - y) / bandwidth) - ndtr((window[1] - y) / bandwidth)
    mass: Floats = inside_x * inside_y
    return mass


def relative_risk(
    before: npt.ArrayLike,
    after: npt.ArrayLike,
    at: npt.ArrayLike,
    *,
    bandwidth: float,
    together: npt.ArrayLike | None = None,
    relabel: Callable[[np.random.Generator], npt.NDArray[np.bool_]] | None = None,
    n: int = 999,
    level: float = 0.95,
    floor: float = 0.0,
    seed: int = 20170504,
) -> Surface:
    """Return the log ratio of the densities after and before, with an envelope.

    Parameters
    ----------
    before, after
        Points of shape (n, 2) in one plane (km of a local projection), at least one each.
    at
        Places to evaluate, shape (m, 2).
    bandwidth
        Standard deviation of the Gaussian kernel, the same for both. A uniform edge
        correction is the same above and below, and cancels.
    together
        For each point (before, then after) the number, from 0 up, of the unit that it is
        dealt with, such as its day; a unit lies in one of the windows. By default each point
        is a unit, which assumes independent strikes.
    relabel
        Given a generator, returns a mask over the units of those dealt to the window after; by
        default they are permuted. A draw that leaves a window without any point counts as the
        windows as they are.
    n, seed
        Number of draws of the envelope, and the generator's seed.
    level
        Share of draws inside the pointwise envelope. It is not simultaneous: of many
        places some leave it by chance.
    floor
        Share of the largest density of all points that is added to both densities, so
        that the ratio of two very small ones stays tame (Bowman & Azzalini 1997, Applied
        Smoothing Techniques for Data Analysis).

    References
    ----------
    Bithell (1991), Statistics in Medicine 10; Kelsall & Diggle (1995), Bernoulli 1.

    Examples
    --------
    >>> surface = relative_risk([[0, 0]], [[1, 0]], [[0.5, 0]], bandwidth=1.0, n=9)
    >>> surface.log_risk.round(6).tolist()
    [0.0]
    """
    points = np.vstack([np.asarray(part, dtype=np.float64) for part in (before, after)])
    is_after = np.arange(len(points)) >= len(np.asarray(before))
    unit = np.arange(len(points)) if together is None else np.asarray(together)
    count = np.bincount(unit)
    late = np.bincount(unit, weights=is_after) > 0
    sums = _sums_by_unit(points, at, bandwidth, unit, len(count))
    added = floor * float(sums.sum(axis=1).max() / len(points)) + np.finfo(np.float64).tiny
    dealt = _draws(late, count, relabel, n=n, seed=seed)
    ends = [(1 - level) / 2, (1 + level) / 2]
    low, high = np.empty(len(sums)), np.empty(len(sums))
    for rows in _blocks(len(sums), n):
        risks = _log_risk(*_densities(sums[rows], count, dealt), added)
        low[rows], high[rows] = np.quantile(risks, ends, axis=1)
    density_before, density_after = (d[:, 0] for d in _densities(sums, count, late[:, None]))
    return Surface(
        log_risk=_log_risk(density_before, density_after, added),
        low=low,
        high=high,
        density_before=density_before,
        density_after=density_after,
    )


def _densities(
    sums: Floats, count: npt.NDArray[np.intp], after: npt.NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Return the densities before and after at each place, a column per column of `after`."""
    units = [part.astype(np.float64) for part in (~after, after)]
    before, behind = (sums @ part / (count @ part) for part in units)
    return before, behind


def _log_risk(before: Floats, after: Floats, added: float) -> Floats:
    risk: Floats = np.log(after + added) - np.log(before + added)
    return risk


def _blocks(n_rows: int, n_columns: int) -> Iterator[slice]:
    """Return stretches of rows that hold about :data:`_CELLS` cells each."""
    step = max(1, _CELLS // n_columns)
    return (slice(start, start + step) for start in range(0, n_rows, step))


def _draws(
    late: npt.NDArray[np.bool_],
    count: npt.NDArray[np.intp],
    relabel: Callable[[np.random.Generator], npt.NDArray[np.bool_]] | None,
    *,
    n: int,
    seed: int,
) -> npt.NDArray[np.bool_]:
    """Return which units each draw deals to the window after, shape (units, draws)."""
    rng = np.random.default_rng(seed)
    draw = relabel or (lambda generator: generator.permutation(late))
    dealt = np.column_stack([draw(rng) for _ in range(n)])
    points = count @ dealt
    dealt[:, (points == 0) | (points == count.sum())] = late[:, None]
    return dealt


def _sums_by_unit(
    points: Floats, at: npt.ArrayLike, bandwidth: float, unit: npt.NDArray[np.intp], n_units: int
) -> Floats:
    """Return the kernels of each unit's points summed at every place, shape (places, units)."""
    places = np.asarray(at, dtype=np.float64)
    order = np.argsort(unit, kind="stable")
    present, first = np.unique(unit[order], return_index=True)
    sums = np.zeros((len(places), n_units))
    for rows in _blocks(len(places), len(points)):
        kernel = _kernel(points[order], places[rows], bandwidth)
        sums[rows, present] = np.add.reduceat(kernel, first, axis=1)
    return sums


def _kernel(points: npt.ArrayLike, at: npt.ArrayLike, bandwidth: float) -> Floats:
    """Return the kernel of every point at every place, shape (places, points)."""
    p, q = np.asarray(points, dtype=np.float64), np.asarray(at, dtype=np.float64)
    squared = np.subtract.outer(q[:, 0], p[:, 0]) ** 2
    squared += np.subtract.outer(q[:, 1], p[:, 1]) ** 2
    squared /= -2 * bandwidth**2
    kernel: Floats = np.exp(squared, out=squared)
    kernel /= 2 * np.pi * bandwidth**2
    return kernel
