"""Whether strikes after lie close to strikes before: Ripley's cross-K function."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from strikemap.arrays import Floats

#: Points whose distances to all others are worked out at once, which bounds the memory.
_BATCH: Final = 256


def k_cross(
    before: npt.ArrayLike,
    after: npt.ArrayLike,
    radii: npt.ArrayLike,
    *,
    window: tuple[float, float, float, float],
    correction: Literal["none", "translate"] = "translate",
) -> Floats:
    """Return the cross-K function of two point patterns in a rectangle.

    Parameters
    ----------
    before, after
        Points of shape (n, 2) in one plane, inside `window`. Hand the same points in twice
        for the K function of one pattern; a point is then no neighbour of itself.
    radii
        Distances in the unit of the points.
    window
        ``(x_min, y_min, x_max, y_max)`` of the ground where strikes could be reported.
    correction
        Weigh each pair by the share of the window it could have been seen in
        (``"translate"``), or not at all.

    Returns
    -------
    numpy.ndarray
        K(r): π r² where the two are independent and even, more where they attract.

    References
    ----------
    Ripley (1977), JRSS B 39; Ohser (1983), Mathematische Operationsforschung 14.

    Examples
    --------
    >>> k_cross([[5, 5]], [[6, 5]], [2], window=(0, 0, 10, 10), correction="none").tolist()
    [100.0]
    """
    x, y = np.asarray(before, dtype=np.float64), np.asarray(after, dtype=np.float64)
    width, height = window[2] - window[0], window[3] - window[1]
    delta = np.abs(x[:, None, :] - y[None, :, :])
    distance = np.hypot(delta[..., 0], delta[..., 1])
    weight = np.ones_like(distance)
    if correction == "translate":
        weight = width * height / ((width - delta[..., 0]) * (height - delta[..., 1]))
    pairs = len(x) * len(y)
    if x.shape == y.shape and np.array_equal(x, y):
        np.fill_diagonal(weight, 0.0)
        pairs -= len(x)
    within = np.asarray(radii, dtype=np.float64)[:, None, None] >= distance
    k: Floats = (within * weight).sum(axis=(1, 2)) * width * height / pairs
    return k


def k_cross_by_groups(
    points: npt.ArrayLike,
    group: npt.NDArray[np.intp],
    after: npt.NDArray[np.bool_],
    radii: npt.ArrayLike,
    *,
    window: tuple[float, float, float, float],
) -> Floats:
    """Return the cross-K function, uncorrected, for many ways to deal groups of points out.

    Pairs are counted once, by their groups; each way then only adds counts up.

    Parameters
    ----------
    points
        Points of shape (n, 2) in one plane, inside `window`.
    group
        Number of each point's group, such as its day.
    after
        Shape (ways, groups): whether a way puts the group after; both sides hold points.
    radii, window
        As in :func:`k_cross`.

    Returns
    -------
    numpy.ndarray
        Shape (ways, radii), each row what :func:`k_cross` gives for that way.

    Examples
    --------
    >>> ways = np.array([[False, True], [True, False]])
    >>> k_cross_by_groups([[5, 5], [6, 5]], np.array([0, 1]), ways, [2], window=(0, 0, 10, 10))
    array([[100.],
           [100.]])
    """
    late, n = after.astype(np.float64), after.shape[1]
    xy, reach = np.asarray(points, dtype=np.float64), np.asarray(radii, dtype=np.float64)
    here = np.bincount(group, minlength=n).astype(np.float64)
    pairs = (late @ here) * ((1 - late) @ here)
    order = np.argsort(reach)
    step, cell = _pairs(xy, group, n, reach[order])
    within, k = np.zeros(len(late)), np.empty((len(late), len(reach)))
    width, height = window[2] - window[0], window[3] - window[1]
    for number, place in enumerate(order):
        near = np.bincount(cell[step == number], minlength=n * n).reshape(n, n)
        within += (((1 - late) @ near.astype(np.float64)) * late).sum(axis=1)
        k[:, place] = within * width * height / pairs
    return k


def _pairs(
    xy: Floats, group: npt.NDArray[np.intp], n: int, reach: Floats
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return the smallest radius that holds each pair of points, and the pair's two groups."""
    steps, cells = [], []
    for start in range(0, len(xy), _BATCH):
        delta = np.abs(xy[start : start + _BATCH, None, :] - xy[None, :, :])
        distance = np.hypot(delta[..., 0], delta[..., 1])
        a, b = np.nonzero(distance <= reach[-1])
        steps.append(np.searchsorted(reach, distance[a, b]))
        cells.append(group[start + a] * n + group[b])
    return np.concatenate(steps), np.concatenate(cells)
