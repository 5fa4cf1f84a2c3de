"""A map shows the right part of the world in a projection that fits it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strikemap.compose import extent as extents
from strikemap.errors import MapError

SYRIA = (35.6, 32.3, 42.4, 37.3)


def test_syria_is_drawn_in_utm_zone_37() -> None:
    assert extents.extent(*SYRIA).crs == "EPSG:32637"


def test_the_southern_hemisphere_takes_its_own_zones() -> None:
    assert extents.extent(30, -20, 34, -16).crs == "EPSG:32736"


def test_a_wide_extent_takes_an_equal_area_projection_of_its_own() -> None:
    assert extents.extent(22, 44, 40.5, 52.5).crs.startswith("+proj=laea +lat_0=48.25")


def test_an_empty_extent_is_refused() -> None:
    with pytest.raises(MapError) as caught:
        extents.extent(40, 30, 35, 35)
    assert caught.value.code == "EXTENT_INVALID"


def test_a_single_strike_still_gets_some_country_around_it() -> None:
    west, south, east, north = extents.padded((36.6, 35.5, 36.6, 35.5), least_km=50)
    assert (north - south) * 111.2 >= 50
    assert west < 36.6 < east


@given(st.floats(0.05, 120), st.floats(-60, 60))
def test_the_scale_bar_is_round_and_no_longer_than_a_fifth(width: float, lat: float) -> None:
    whole = extents.extent(10, lat, 10 + width, lat + width / 4)
    km = extents.scale_km(whole)
    if not km:  # none on a map of much of the world
        assert width > 60
        return
    assert str(km).rstrip("0") in {"1", "2", "5"}
    assert km == 1 or km * 5000 <= whole.x_max - whole.x_min
