"""Circles are geodesic, and a line has two sides however it winds."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, MultiLineString

import strikemap as sm
from strikemap.plane import GEOD, area_km2

REFERENCE = Path(__file__).parents[1] / "reference"


def points(*pairs: tuple[float, float]) -> gpd.GeoDataFrame:
    lon, lat = zip(*pairs, strict=True)
    return gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat), crs="EPSG:4326")


@given(lon=st.floats(-150, 150), lat=st.floats(-70, 70), km=st.floats(0.1, 500))
def test_every_corner_of_a_circle_lies_at_its_radius(lon: float, lat: float, km: float):
    corners = shapely.get_coordinates(sm.circle(lon, lat, km))
    n = np.ones(len(corners))
    metres = GEOD.inv(lon * n, lat * n, corners[:, 0], corners[:, 1])[2]
    assert metres == pytest.approx(km * 1e3, abs=1e-3)


def test_the_circle_around_al_tanf_is_55_km_wide_in_every_direction():
    shape = sm.circle(38.62, 33.51, 55)
    assert shape.exterior.is_ccw
    assert area_km2(shape) == pytest.approx(np.pi * 55**2, rel=1e-3)


@pytest.mark.parametrize(
    ("lon", "lat", "km", "code"),
    [(179.9, 0, 50, "ANTIMERIDIAN"), (10, 89.9, 50, "ANTIMERIDIAN"), (38, 35, 0, "RADIUS")],
)
def test_a_circle_that_cannot_be_drawn_is_refused(lon: float, lat: float, km: float, code: str):
    with pytest.raises(sm.ZoneError) as caught:
        sm.circle(lon, lat, km)
    assert caught.value.code == code


def test_geodesic_distances_agree_with_the_reference():
    table = pd.read_csv(REFERENCE / "geodesic_distance.csv")
    for row in table.itertuples():
        river = LineString([(row.lon2, row.lat2), (row.lon2 + 1e-9, row.lat2)])
        found = sm.side_of_line(points((row.lon1, row.lat1)), river)["line_distance_km"].iloc[0]
        assert found * 1e3 == pytest.approx(row.pyproj_geod_m, abs=0.2)


def test_ellipsoidal_areas_agree_with_the_reference():
    table = pd.read_csv(REFERENCE / "geodesic_area.csv")
    for row in table.itertuples():
        corners = zip(map(float, row.lon.split()), map(float, row.lat.split()), strict=True)
        found = area_km2(shapely.Polygon(corners))
        assert found * 1e6 == pytest.approx(row.pyproj_area_m2, rel=1e-12)


def test_a_point_in_the_bend_of_a_river_is_on_the_side_it_can_walk_to():
    """The river flows south, bends far to the west and comes back."""
    river = LineString([(39, 37), (39, 36), (37, 35.9), (37, 35.7), (39, 35.6), (39, 34)])
    found = sm.side_of_line(
        points((38, 35.8), (38, 36.2), (38, 35.3), (40, 35)), river, names=("east", "west")
    )
    assert found["side_of_line"].tolist() == ["east", "west", "west", "east"]


def test_the_frame_of_a_line_names_its_sides_and_a_point_on_it_is_on_neither():
    river = gpd.GeoDataFrame(
        {"left": ["east"], "right": ["west"]},
        geometry=[LineString([(39, 37), (39, 35)])],
        crs="EPSG:4326",
    )
    found = sm.side_of_line(points((39, 36), (39.1, 36)), river)
    assert found["side_of_line"].tolist() == ["on the line", "east"]
    assert found["line_distance_km"].iloc[1] == pytest.approx(9.02, abs=0.01)


def test_beyond_its_ends_a_line_goes_on_straight():
    river = LineString([(39, 36), (39, 35)])
    found = sm.side_of_line(points((38.9, 37), (39.1, 34)), river, names=("east", "west"))
    assert found["side_of_line"].tolist() == ["west", "east"]


def test_pieces_that_join_are_one_line_and_others_are_refused():
    joined = MultiLineString([[(39, 37), (39, 36)], [(39, 36), (39, 35)]])
    assert sm.side_of_line(points((40, 36)), joined)["side_of_line"].iloc[0] in ("left", "right")
    apart = MultiLineString([[(39, 37), (39, 36)], [(39, 35.5), (39, 35)]])
    with pytest.raises(sm.ZoneError, match="2 separate pieces") as caught:
        sm.side_of_line(points((40, 36)), apart)
    assert caught.value.code == "LINE_IN_PIECES"


def test_an_area_has_no_sides():
    with pytest.raises(sm.ZoneError) as caught:
        sm.side_of_line(points((40, 36)), shapely.box(0, 0, 1, 1))
    assert caught.value.code == "NOT_LINE"


def test_a_missing_point_has_no_side():
    rows = points((40, 36), (38, 36))
    rows.loc[0, "geometry"] = None
    found = sm.side_of_line(rows, LineString([(39, 37), (39, 35)]), names=("east", "west"))
    assert found["side_of_line"].isna().tolist() == [True, False]
    assert found["line_distance_km"].isna().tolist() == [True, False]


def test_the_callers_points_are_not_changed():
    given_points = points((40, 36))
    sm.side_of_line(given_points, LineString([(39, 37), (39, 35)]))
    assert list(given_points.columns) == ["geometry"]


def test_a_bank_is_not_told_within_the_radius_and_the_error_of_the_line():
    river = LineString([(39, 37), (39, 35)])
    towns = points((39.1, 36), (38.98, 36), (39.02, 36), (39.0, 36)).assign(
        radius_km=[5.0, 0.5, 2.5, None]
    )
    found = sm.side_of_line(towns, river, names=("east", "west"), error_km=1.0)
    assert found["side_of_line"].tolist() == [
        "east",
        "west",
        "bank not determined",
        "bank not determined",
    ]


def test_a_circle_has_an_inside_an_outside_and_a_rim_that_is_not_determined():
    shape = sm.circle(38.62, 33.51, 55).exterior
    towns = points((38.62, 33.51), (38.62, 34.5), (38.62, 34.0)).assign(radius_km=[1.0, 1.0, 3.0])
    sides = sm.side_of_line(towns, shape, error_km=1.0)["side_of_line"].tolist()
    assert sides == ["inside", "outside", "inside or outside not determined"]


def test_the_embedded_lines_state_how_well_they_are_known_and_what_they_are():
    lines = sm.load_dataset("syria_2017_lines").set_index("name")
    assert lines["error_km"].tolist() == [2.0, 3.0]
    assert "not an agreed line" in lines.loc["Euphrates", "kind"]
    assert "unilateral" in lines.loc["Euphrates", "source"]
    assert lines["valid_from"].isna().tolist() == [False, True]
    near = points((38.55, 35.98)).assign(radius_km=1.0)
    river = sm.load_dataset("syria_2017_lines").iloc[:1]
    assert sm.side_of_line(near, river)["side_of_line"].notna().all()


def test_the_area_of_idlib_has_no_end_and_every_end_has_its_source():
    zones = sm.load_dataset("syria_2017_deescalation_zones").set_index("zone")
    assert zones["valid_to"].isna().tolist() == [True, False, False, False]
    assert "S/2018/852" in zones["end_source"].iloc[0]
    assert zones["valid_to"].iloc[3] == pd.Timestamp("2018-08-01")
    assert zones["end_source"].notna().all()
