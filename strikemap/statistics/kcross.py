"""Whether strikes after lie close to strikes before: Ripley's cross-K function."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def k_cross(
    before: npt.ArrayLike,
    after: npt.ArrayLike,
    radii: npt.ArrayLike,
    *,
    window: tuple[float, float, float, float],
    correction: Literal["none", "translate"] = "translate",
) -> Array:
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
    k: Array = (within * weight).sum(axis=(1, 2)) * width * height / pairs
    return k
