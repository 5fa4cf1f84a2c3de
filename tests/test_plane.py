"""The local plane keeps areas, and distances to a thousandth."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from strikemap.plane import GEOD, Plane, area_km2

SYRIA = shapely.box(35.7, 32.3, 42.4, 37.3)


@given(lon=st.floats(35.7, 42.4), lat=st.floats(32.3, 37.3), angle=st.floats(0, 360))
def test_distances_are_true_to_a_thousandth(lon: float, lat: float, angle: float):
    plane = Plane.around(SYRIA)
    x, y, _ = GEOD.fwd(lon, lat, angle, 20_000)
    found = np.hypot(*np.diff(plane.xy([lon, x], [lat, y]), axis=0)[0])
    assert found == pytest.approx(20_000, rel=1.1e-3)


def test_areas_are_true_and_the_way_back_ends_where_it_began():
    plane = Plane.around(SYRIA)
    flat = plane.to_metres(SYRIA)
    assert flat.area / 1e6 == pytest.approx(area_km2(shapely.segmentize(SYRIA, 0.05)), rel=1e-6)
    assert plane.to_degrees(flat).symmetric_difference(SYRIA).area < 1e-4


def test_an_area_does_not_depend_on_the_direction_of_its_rings_and_leaves_out_holes():
    square = shapely.box(36, 35, 38, 37).difference(shapely.box(36.5, 35.5, 37, 36))
    hole = area_km2(shapely.box(36.5, 35.5, 37, 36))
    assert area_km2(square) == pytest.approx(area_km2(shapely.box(36, 35, 38, 37)) - hole)
    assert area_km2(shapely.reverse(square)) == pytest.approx(area_km2(square))
    assert area_km2(shapely.Polygon()) == 0.0
