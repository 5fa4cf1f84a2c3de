"""Adjustment of p values for looking at several zones at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from strikemap.arrays import Floats


def holm(p: npt.ArrayLike) -> Floats:
    """Return p values adjusted by Holm's step-down rule; NaN stays NaN and is not counted.

    References
    ----------
    Holm (1979), Scandinavian Journal of Statistics 6.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03]).tolist()
    [0.03, 0.06, 0.06]
    """
    values = np.asarray(p, dtype=np.float64)
    known = values[~np.isnan(values)]
    order = np.argsort(known)
    steps = np.maximum.accumulate(known[order] * np.arange(len(known), 0, -1))
    adjusted = np.full(values.shape, np.nan)
    ranked = np.empty_like(known)
    ranked[order] = np.minimum(steps, 1.0)
    adjusted[~np.isnan(values)] = ranked
    return adjusted


def benjamini_hochberg(p: npt.ArrayLike, *, any_dependence: bool = False) -> Floats:
    """Return p values adjusted for the false discovery rate; NaN stays NaN.

    Parameters
    ----------
    p
        One p value per zone.
    any_dependence
        Use the rule of Benjamini & Yekutieli (2001), valid under any dependence.

    References
    ----------
    Benjamini & Hochberg (1995), JRSS B 57.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.04, 0.04]
    """
    values = np.asarray(p, dtype=np.float64)
    known = values[~np.isnan(values)]
    order, rank = np.argsort(known), np.arange(1, len(known) + 1)
    steps = known[order] * (len(known) / rank)
    if any_dependence:
        steps *= (1 / rank).sum()
    adjusted = np.full(values.shape, np.nan)
    ranked = np.empty_like(known)
    ranked[order] = np.minimum(np.minimum.accumulate(steps[::-1])[::-1], 1.0)
    adjusted[~np.isnan(values)] = ranked
    return adjusted
