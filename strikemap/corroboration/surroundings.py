"""What unrelated reports look like: how dense they are around each report, and whose they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from strikemap.corroboration.rows import Float, Int, Rows, on_sphere

#: Reports are counted around at most this many others; a study period counts as at least so
#: many days, and around each place lies at least one report in so large a region (km²).
_COUNTED: Final = 20_000
_LEAST_DAYS: Final = 30
_REGION_KM2: Final = 100.0


@dataclass(frozen=True, eq=False, slots=True)
class Surroundings:
    """Where and by whom reports are made at all.

    ``density`` counts the other reports around each per km² and day, ``at_point`` those at its
    very point per day. ``source`` has its last code for reports without a source. ``n_same``
    and ``n_other`` count the pairs of reports of one source and of two.
    """

    source: Int
    n_sources: int
    n_rows: int
    n_same: float
    n_other: float
    density: Float
    at_point: Float

    @classmethod
    def of(cls, rows: Rows, reach_km: float) -> Surroundings:
        """Count them; ``reach_km`` is the radius of the circle around each report."""
        n_sources = int(rows.source.max(initial=-1)) + 1
        source = np.where(rows.source < 0, n_sources, rows.source)
        counts = np.bincount(source[rows.usable], minlength=n_sources + 1).astype(float)
        n, same = float(counts.sum()), float((counts[:-1] * (counts[:-1] - 1)).sum() / 2)
        density, at_point = _unrelated(rows, reach_km)
        return cls(source, n_sources, int(n), same, n * (n - 1) / 2 - same, density, at_point)


def _unrelated(rows: Rows, reach_km: float) -> tuple[Float, Float]:
    """Count the other reports around each per km² and day, and at its very point per day."""
    from scipy.spatial import cKDTree

    density, at_point = np.zeros(len(rows)), np.zeros(len(rows))
    here = np.flatnonzero(rows.usable)
    if not len(here):
        return density, at_point
    points = on_sphere(rows.lon[here], rows.lat[here])
    step = -(-len(here) // _COUNTED)
    tree = cKDTree(points[::step])
    near = tree.query_ball_point(points, reach_km, return_length=True).astype(float)
    near[::step] -= 1
    period = float(rows.day_end[here].max() - rows.day_start[here].min() + 1)
    period = max(period, float(_LEAST_DAYS))
    density[here] = (near * step / (np.pi * reach_km**2) + 1 / _REGION_KM2) / period
    spots = rows.lon[here] + 1j * rows.lat[here]
    _, spot, count = np.unique(spots, return_inverse=True, return_counts=True)
    at_point[here] = (count[spot.reshape(-1)] - 1.0) / period
    return density, at_point
