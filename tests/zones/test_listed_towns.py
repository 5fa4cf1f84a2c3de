"""Rows become places: one per spot, contested where they disagree."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from strikemap.plane import Plane
from strikemap.zones.towns import towns_of

PLANE = Plane(38, 35)


def rows(*found: tuple[float, float, str], **columns: list) -> gpd.GeoDataFrame:
    lon, lat, side = zip(*found, strict=True)
    return gpd.GeoDataFrame(
        {"side": side, **columns}, geometry=gpd.points_from_xy(lon, lat), crs="EPSG:4326"
    )


def test_a_chain_of_near_rows_is_one_place():
    """Each 80 m from the next."""
    towns = towns_of(
        rows(
            *[(38 + 0.00088 * i, 35, "ISIS") for i in range(4)], unverified=[True] * 2 + [False] * 2
        ),
        PLANE,
    )
    assert (towns.n.tolist(), towns.side.tolist(), towns.unverified.tolist()) == (
        [4],
        ["ISIS"],
        [2.0],
    )


def test_rows_that_disagree_about_a_spot_make_it_contested():
    towns = towns_of(rows((38, 35, "ISIS"), (38, 35, "SDF"), (39, 35, "SDF")), PLANE)
    assert towns.side.tolist() == ["contested", "SDF"]
    assert np.isnan(towns.unverified).all()


def test_the_distance_to_another_side_is_endless_where_there_is_none():
    one = towns_of(rows((38, 35, "ISIS"), (39, 35, "ISIS")), PLANE)
    assert np.isinf(one.apart()).all()
    two = towns_of(rows((38, 35, "ISIS"), (38.1, 35, "SDF"), (39, 35, "ISIS")), PLANE)
    assert two.apart()[:2] == pytest.approx([9_130, 9_130], rel=0.01)


def test_towns_in_known_areas_are_left_out():
    towns = towns_of(rows((38, 35, "ISIS"), (39, 35, "SDF")), PLANE)
    left = towns.outside([shapely.Point(0, 0).buffer(1000)])
    assert left.side.tolist() == ["SDF"]
    assert len(towns.outside([]).side) == 2
