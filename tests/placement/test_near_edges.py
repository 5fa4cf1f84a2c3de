"""Looking at near edges only gives the mass that all edges give."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from strikemap.placement import shares


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), sigma=st.sampled_from([1e-3, 0.05, 0.5, 3.0, 40.0]))
def test_a_gaussian_beside_far_edges_holds_what_it_holds_beside_all(seed: int, sigma: float):
    rng = np.random.default_rng(seed)
    angle = np.sort(rng.uniform(0, 2 * np.pi, 60))
    corners = np.column_stack([np.cos(angle), np.sin(angle)]) * rng.uniform(3, 9, (60, 1))
    star = shapely.Polygon(corners, [shapely.get_coordinates(shapely.box(-1, -1, 1, 1))])
    shape = shapely.union(star.buffer(0), shapely.box(12, 12, 14, 13))
    ends = shapely.get_coordinates(shape)
    xy = np.vstack([rng.uniform(-12, 16, (60, 2)), ends, (ends[1:] + ends[:-1]) / 2])
    sigmas = np.full(len(xy), sigma)
    plain = shares._summed(shares._gaussian_triangles, shape, xy, sigmas)
    np.testing.assert_allclose(shares.gaussian_share(shape, xy, sigmas), plain, rtol=0, atol=1e-11)
