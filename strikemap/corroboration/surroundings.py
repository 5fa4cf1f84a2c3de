"""What unrelated reports look like: how dense they are around each report, and whose they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from strikemap.arrays import Floats, Ints
from strikemap.corroboration.rows import Rows, on_sphere

#: Reports are counted around at most this many others; a study period counts as at least so
#: many days, and around each place lies at least one report in so large a region (km²).
_COUNTED: Final = 10_000
_LEAST_DAYS: Final = 30
_REGION_KM2: Final = 100.0

#: A burst is looked for in so many steps of so many days on either side, and it takes about
#: so many reports to believe in one.
_STEPS: Final = 3
_STEP_DAYS: Final = 4
_STEADY: Final = 3.0


@dataclass(frozen=True, eq=False, slots=True)
class Surroundings:
    """Where and by whom reports are made at all.

    ``density`` counts the other reports around each per km² and day, ``at_point`` those at its
    very point per day. ``source`` has its last code for reports without a source. ``n_same``
    and ``n_other`` count the pairs of reports of one source and of two.
    """

    source: Ints
    n_sources: int
    n_rows: int
    n_same: float
    n_other: float
    density: Floats
    at_point: Floats

    @classmethod
    def of(cls, rows: Rows, reach_km: float, days: int) -> Surroundings:
        """Count them; ``reach_km`` is the radius of the circle around each report."""
        n_sources = int(rows.source.max(initial=-1)) + 1
        source = np.where(rows.source < 0, n_sources, rows.source)
        counts = np.bincount(source[rows.usable], minlength=n_sources + 1).astype(float)
        n, same = float(counts.sum()), float((counts[:-1] * (counts[:-1] - 1)).sum() / 2)
        density, at_point = _unrelated(rows, reach_km, days)
        return cls(source, n_sources, int(n), same, n * (n - 1) / 2 - same, density, at_point)


def _unrelated(rows: Rows, reach_km: float, days: int) -> tuple[Floats, Floats]:
    """Count the other reports around each per km² and day, and at its very point per day."""
    density, at_point = np.zeros(len(rows)), np.zeros(len(rows))
    here = np.flatnonzero(rows.usable)
    if not len(here):
        return density, at_point
    points = on_sphere(rows.lon[here], rows.lat[here])
    middle = (rows.day_start[here] + rows.day_end[here]) / 2
    period = float(rows.day_end[here].max() - rows.day_start[here].min() + 1)
    period = max(period, float(_LEAST_DAYS))
    per_day = _around(points, reach_km) / period
    burst = _burst(points, middle, reach_km, days)
    density[here] = (per_day / (np.pi * reach_km**2) + 1 / _REGION_KM2 / period) * burst
    spot = _numbered(rows.lon[here] + 1j * rows.lat[here])
    at_point[here] = (np.bincount(spot)[spot] - 1.0) / period * burst
    return density, at_point


def _around(points: Floats, reach_km: float) -> Floats:
    """Count the other reports around each, whenever they were made."""
    from scipy.spatial import cKDTree

    step = -(-len(points) // _COUNTED)
    tree = cKDTree(points[::step])
    near = tree.query_ball_point(points, reach_km, return_length=True).astype(float)
    near[::step] -= 1
    return np.asarray(near * step)


def _burst(points: Floats, middle: Floats, reach_km: float, days: int) -> Floats:
    """Return how many times denser than ever the other reports of these weeks are around each.

    Reports come in bursts. Counted in cells of place and time; those that may be of the same
    strike are left out with the steps of time next to them, and few reports pull the answer
    towards one.
    """
    grid = np.floor(points / (2 * reach_km)).astype(np.int64)
    cell = _numbered(grid[:, 0] + 1j * (grid[:, 1] + grid[:, 2] * 2.0**20))
    length = max(_STEP_DAYS, days + 1)
    step = np.floor((middle - middle.min()) / length).astype(np.int64)
    n_steps = int(step.max()) + 1
    keys, counts = np.unique(cell * n_steps + step, return_counts=True)
    found, seen = np.zeros(len(cell)), np.zeros(len(cell))
    for shift in (*range(-_STEPS - 1, -1), *range(2, _STEPS + 2)):
        inside = (step + shift >= 0) & (step + shift < n_steps)
        wanted = cell * n_steps + step + shift
        place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        found += np.where(inside & (keys[place] == wanted), counts[place], 0)
        seen += inside
    expected = np.bincount(cell)[cell] * seen / n_steps
    return np.asarray((found + _STEADY) / (expected + _STEADY))


def _numbered(values: npt.NDArray[Any]) -> Ints:
    return np.unique(values, return_inverse=True)[1].reshape(-1).astype(np.int64)
