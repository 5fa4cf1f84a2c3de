"""Strikes are counted in cells of one grid, and those known too roughly are told apart."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from strikemap.comparison.raster import raster

CRS = "+proj=laea +lon_0=37 +lat_0=48 +datum=WGS84"


def counted(points: list[tuple[float, float]], radius: list[float], km: float = 20.0):
    lon, lat = np.array(points, dtype=float).reshape(-1, 2).T
    panel = np.arange(len(lon)) % 2
    return raster(lon, lat, np.array(radius), panel, panels=2, km=km, crs=CRS)


places = st.tuples(st.floats(30, 44), st.floats(44, 52))


@given(st.lists(st.tuples(places, st.sampled_from([0.0, 0.25, 3.0, 20.0, 60.0])), max_size=30))
def test_cells_and_coarse_strikes_add_up_to_each_panel(rows: list) -> None:
    found = counted([place for place, _ in rows], [radius for _, radius in rows])
    for panel in (0, 1):
        of_panel = np.arange(len(rows)) % 2 == panel
        assert found.counts[:, panel].sum() + (found.coarse & of_panel).sum() == of_panel.sum()


@given(st.lists(places, min_size=1, max_size=30))
def test_every_strike_lies_in_a_cell_of_the_grid(points: list) -> None:
    found = counted(points, [0.25] * len(points))
    shape = shapely.union_all(found.outlines).buffer(1e-3)
    assert all(shape.contains(shapely.Point(place)) for place in points)
    assert (found.counts.sum(axis=1) > 0).all()


@pytest.mark.parametrize(
    ("km", "radius", "inside"),
    [(20, 3.0, True), (20, 20.0, False), (50, 20.0, False), (2, 3.0, False), (50, 10.0, True)],
)
def test_a_strike_enters_where_it_is_known_more_finely_than_a_cell_and_a_district(
    km: float, radius: float, inside: bool
) -> None:
    assert counted([(37.0, 48.0)], [radius], km).coarse.tolist() == [not inside]


def test_cells_are_squares_of_the_stated_side() -> None:
    (cell,) = counted([(37.05, 48.05)], [0.25]).outlines
    area = abs(shapely.area(cell)) * 111.2**2 * np.cos(np.deg2rad(48.1))
    assert area == pytest.approx(400, rel=0.02)
