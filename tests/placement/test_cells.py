"""A grid of cells gives every point the answer that asking zone by zone gives."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import strikemap as sm
from strikemap.placement import by_day
from strikemap.placement.cells import Cells

HOLE = shapely.box(0, 0, 8, 8).difference(shapely.box(2, 2, 5, 5))
TWO_PARTS = shapely.MultiPolygon([shapely.box(9, 0, 12, 3), shapely.box(9, 5, 10, 6)])


def blob(seed: int) -> shapely.Geometry:
    """Return a star with waves of its own, on coordinates that points can hit."""
    rng = np.random.default_rng(seed)
    angle = np.linspace(0, 2 * np.pi, int(rng.integers(4, 60)), endpoint=False)
    reach = rng.uniform(0.3, 4, len(angle))
    at = rng.uniform(0, 12, 2)
    corners = np.column_stack([np.cos(angle), np.sin(angle)]) * reach[:, None] + at
    return shapely.make_valid(shapely.Polygon(corners.round(1))).buffer(0)


def both(shapes: list, sides: list, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    rows, array = np.arange(len(shapes)), np.array(shapes, dtype=object)
    codes = pd.factorize(pd.Series(sides))[0]
    plain = by_day._codes_one_by_one(x, y, rows, array, codes)
    return plain, by_day._codes_by_cells(x, y, rows, array, codes)


@settings(max_examples=60, deadline=None)
@given(seeds=st.lists(st.integers(0, 10**6), min_size=1, max_size=5), seed=st.integers(0, 10**6))
def test_cells_and_zones_one_by_one_agree_on_every_point(seeds: list[int], seed: int):
    rng = np.random.default_rng(seed)
    shapes = [HOLE, TWO_PARTS, *(blob(one) for one in seeds)]
    corners = shapely.get_coordinates(shapes)
    middles = (corners[1:] + corners[:-1]) / 2
    free = rng.uniform(-5, 17, (400, 2))
    x, y = np.vstack([free, free.round(1), corners, middles, [[np.nan, 1], [np.inf, 1]]]).T
    plain, by_cells = both(shapes, [number % 3 for number in range(len(shapes))], x, y)
    np.testing.assert_array_equal(by_cells, plain)


@pytest.mark.parametrize("shape", [HOLE, TWO_PARTS, shapely.Polygon(), blob(3)])
def test_cells_without_a_border_are_wholly_in_or_wholly_out(shape: shapely.Geometry):
    cells = Cells.over((-6, -6, 18, 18), 0)
    (held,), border = cells.covered(np.array([shape], dtype=object))
    for cell in np.flatnonzero(~border):
        row, column = divmod(int(cell), cells.size)
        west, south = cells.west + column * cells.width, cells.south + row * cells.height
        box = shapely.box(west, south, west + cells.width, south + cells.height)
        assert shape.contains(box) if held[cell] else shape.disjoint(box)


def test_a_grid_over_a_single_spot_still_answers():
    dot = shapely.Point(3, 3).buffer(1e-12)
    plain, by_cells = both([dot], [0], np.array([3.0, 3.1]), np.array([3.0, 3.0]))
    np.testing.assert_array_equal(by_cells, plain)


def test_many_strikes_of_one_day_lie_where_few_would():
    rng = np.random.default_rng(4)
    n = by_day.MANY + 1
    zones = sm.load_dataset("syria_2017_control")
    points = gpd.points_from_xy(rng.uniform(35, 43, n), rng.uniform(32, 38, n))
    rows = gpd.GeoDataFrame(
        {"date_start": [pd.Timestamp("2017-05-04")] * n}, geometry=points, crs=4326
    )
    placed = sm.place_in_zones(rows, zones)
    some = sm.place_in_zones(rows.iloc[::20], zones)
    pd.testing.assert_frame_equal(placed.iloc[::20], some)
    assert set(placed["zone"]) > {"no zone", "ISIS", "Opposition"}
