"""Where the share of strikes rose or fell: the relative-risk surface of two point sets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Window = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class Surface:
    """Log relative risk at points of a plane, with a pointwise envelope of no change."""

    log_risk: Array
    low: Array
    high: Array
    density_before: Array
    density_after: Array


def kernel_density(points: npt.ArrayLike, at: npt.ArrayLike, *, bandwidth: float) -> Array:
    """Return the Gaussian kernel density of points at places, without edge correction.

    Parameters
    ----------
    points, at
        Shapes (n, 2) and (m, 2), in one plane.
    bandwidth
        Standard deviation of the kernel, in the same unit.
    """
    density: Array = _kernel(points, at, bandwidth).mean(axis=1)
    return density


def edge_mass(at: npt.ArrayLike, *, bandwidth: float, window: Window) -> Array:
    """Return how much of the kernel at each place lies inside a rectangle (Diggle 1985)."""
    from scipy.special import ndtr

    x, y = np.asarray(at, dtype=np.float64).T
    inside_x = ndtr((window[2] - x) / bandwidth) - ndtr((window[0] - x) / bandwidth)
    inside_y = ndtr((window[3] - y) / bandwidth) - ndtr((window[1] - y) / bandwidth)
    mass: Array = inside_x * inside_y
    return mass


def relative_risk(
    before: npt.ArrayLike,
    after: npt.ArrayLike,
    at: npt.ArrayLike,
    *,
    bandwidth: float,
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
    relabel
        Given a generator, returns a mask over all points (before, then after) of those
        dealt to the window after. Whole days should be dealt together; by default single
        points are, which assumes independent strikes.
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
    from tqdm import tqdm

    x, y = np.asarray(before, dtype=np.float64), np.asarray(after, dtype=np.float64)
    kernel = _kernel(np.vstack([x, y]), at, bandwidth)
    is_after = np.arange(len(x) + len(y)) >= len(x)
    added = floor * float(kernel.mean(axis=1).max()) + np.finfo(np.float64).tiny
    rng = np.random.default_rng(seed)
    draw = relabel or (lambda generator: generator.permutation(is_after))
    steps = tqdm(range(n), desc="envelope", leave=False, delay=2)
    draws = np.array([_log_risk(kernel, draw(rng), added) for _ in steps])
    tail = (1 - level) / 2
    return Surface(
        log_risk=_log_risk(kernel, is_after, added),
        low=np.quantile(draws, tail, axis=0),
        high=np.quantile(draws, 1 - tail, axis=0),
        density_before=kernel[:, ~is_after].mean(axis=1),
        density_after=kernel[:, is_after].mean(axis=1),
    )


def _kernel(points: npt.ArrayLike, at: npt.ArrayLike, bandwidth: float) -> Array:
    """Return the kernel of every point at every place, shape (places, points)."""
    p, q = np.asarray(points, dtype=np.float64), np.asarray(at, dtype=np.float64)
    squared = ((q[:, None, :] - p[None, :, :]) ** 2).sum(axis=2)
    kernel: Array = np.exp(-squared / (2 * bandwidth**2)) / (2 * np.pi * bandwidth**2)
    return kernel


def _log_risk(kernel: Array, is_after: npt.NDArray[np.bool_], added: float) -> Array:
    after, before = kernel[:, is_after].mean(axis=1), kernel[:, ~is_after].mean(axis=1)
    risk: Array = np.log(after + added) - np.log(before + added)
    return risk
