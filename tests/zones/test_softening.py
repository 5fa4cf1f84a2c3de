"""Rounding common borders opens no gap and no overlap, and moves no outline."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from strikemap.zones.softening import noded, softened

SQUARE = shapely.box(0, 0, 100_000, 100_000)


def divided(seed: int, n: int, sides: int) -> dict[str, shapely.Geometry]:
    rng = np.random.default_rng(seed)
    points = rng.uniform(0, 100_000, (n, 2))
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(points), extend_to=SQUARE, ordered=True)
    )
    cells = shapely.intersection(cells, SQUARE)
    side = rng.integers(0, sides, n)
    return {f"side {i}": shapely.union_all(cells[side == i]) for i in sorted(set(side.tolist()))}


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), n=st.integers(2, 60), sides=st.integers(2, 6))
def test_the_same_ground_is_covered_once(seed: int, n: int, sides: int):
    before = divided(seed, n, sides)
    after = softened(before)
    assert set(after) <= set(before)
    shapes = list(after.values())
    assert shapely.area(shapely.union_all(shapes)) == pytest.approx(SQUARE.area, rel=1e-4)
    for one, other in combinations(shapes, 2):
        assert one.intersection(other).area < 1.0
    assert all(shape.is_valid for shape in shapes)


def test_a_corner_is_rounded_for_both_sides_alike():
    corner = shapely.Polygon([(0, 0), (60_000, 0), (60_000, 60_000), (0, 60_000)])
    after = softened({"a": corner, "b": SQUARE.difference(corner)})
    cut = corner.area - after["a"].area
    assert 1e6 < cut < 0.25 * corner.area
    assert after["b"].area == pytest.approx(SQUARE.area - after["a"].area)
    assert not after["a"].contains(shapely.Point(59_000, 59_000))


def test_an_enclave_stays_whole_and_becomes_round():
    enclave = shapely.box(40_000, 40_000, 60_000, 60_000)
    after = softened({"a": enclave, "b": SQUARE.difference(enclave)})
    assert after["a"].centroid.distance(enclave.centroid) < 1_500
    assert 0.6 * enclave.area < after["a"].area < enclave.area
    assert after["b"].interiors


def test_the_outer_outline_stays_where_it_is():
    after = softened(divided(7, 30, 3))
    outline = shapely.union_all(list(after.values())).boundary
    assert outline.hausdorff_distance(SQUARE.boundary) < 5.0


def test_noding_keeps_blank_ground_blank_and_gives_borders_common_corners():
    hole = shapely.box(40_000, 40_000, 60_000, 60_000)
    west = shapely.box(0, 0, 50_000, 100_000).difference(hole)
    thirds = [(50_000, y) for y in (100_000, 70_000, 30_000, 0)]
    east = shapely.Polygon([*thirds, (100_000, 0), (100_000, 100_000)]).difference(hole)
    after = noded({"west": west, "east": east})
    assert shapely.union_all(list(after.values())).area == pytest.approx(0.96 * SQUARE.area)
    corners = {name: set(shape.exterior.coords) for name, shape in after.items()}
    assert {(50_000, 70_000), (50_000, 30_000)} <= corners["west"] & corners["east"]
