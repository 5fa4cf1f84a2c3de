"""Shares of Gaussians and discs agree with the reference files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from strikemap.placement.shares import disc_share, gaussian_share

REFERENCE = Path(__file__).parents[1] / "reference"
FAR = 1e5


def read(name: str) -> pd.DataFrame:
    return pd.read_csv(REFERENCE / f"zone_prob_{name}.csv")


def columns(table: pd.DataFrame, *names: str) -> np.ndarray:
    return table[list(names)].to_numpy(dtype=float)


def test_the_gaussian_share_of_a_half_plane_is_the_normal_distribution():
    table = read("gaussian_halfplane")
    xy = np.column_stack([table["d_km"], np.zeros(len(table))])
    found = gaussian_share(shapely.box(0, -FAR, FAR, FAR), xy, columns(table, "sigma_km")[:, 0])
    assert abs(found - table["p_inside"]).max() < 1e-12


@pytest.mark.parametrize(
    ("column", "bounds"),
    [("p_quarterplane", (0, 0, FAR, FAR)), ("p_strip_width20", (-10, -FAR, 10, FAR))],
)
def test_the_gaussian_share_of_a_corner_and_of_a_strip(column: str, bounds: tuple[float, ...]):
    table = read("gaussian_corner_strip")
    xy, sigma = columns(table, "dx_km", "dy_km"), columns(table, "sigma_km")[:, 0]
    assert abs(gaussian_share(shapely.box(*bounds), xy, sigma) - table[column]).max() < 1e-12


def test_the_gaussian_share_of_a_polygon_with_a_hole():
    table = read("gaussian_polygon_hole")
    shape = shapely.from_wkt(table["polygon_wkt"].iloc[0])
    found = gaussian_share(shape, columns(table, "x_km", "y_km"), columns(table, "sigma_km")[:, 0])
    assert abs(found - table["p_owens_t"]).max() < 1e-12
    assert abs(found - table["p_polyCub_iso"]).max() < 1e-12
    assert abs(found - table["p_quadrature"]).max() < 1e-12


@pytest.mark.parametrize("name", ["gaussian_disczone_centred", "gaussian_disczone_offset"])
def test_the_gaussian_share_of_a_round_zone(name: str):
    for row in read(name).itertuples():
        corners = np.linspace(0, 2 * np.pi, 40_000, endpoint=False)
        # The polygon of the same area as the circle differs from it to fourth order only.
        radius = row.a_km * np.sqrt(2 * np.pi / len(corners) / np.sin(2 * np.pi / len(corners)))
        shape = shapely.Polygon(radius * np.column_stack([np.cos(corners), np.sin(corners)]))
        found = gaussian_share(shape, np.array([[row.offset_km, 0.0]]), np.array([row.sigma_km]))
        assert found[0] == pytest.approx(row.p_in_disc, abs=1e-12)


@given(
    x=st.floats(-4, 4),
    y=st.floats(-4, 4),
    sigma=st.floats(0.05, 20),
    step=st.floats(0.003, 0.2),
)
def test_edges_cut_short_hold_the_same_share_as_whole_ones(
    x: float, y: float, sigma: float, step: float
):
    """Whole edges are summed by Owen's function, short ones at four places along them."""
    shape = shapely.Polygon([(-3, -2), (3, -1), (2, 3), (-1, 0.5)])
    at, width = np.array([[x, y]]), np.array([sigma])
    cut = shapely.segmentize(shape, step)
    assert gaussian_share(cut, at, width) == pytest.approx(
        gaussian_share(shape, at, width), abs=1e-12
    )


def test_the_disc_share_of_a_half_plane_is_a_circular_segment():
    table = read("disc_halfplane")
    xy = np.column_stack([table["d_km"], np.zeros(len(table))]).astype(float)
    found = disc_share(shapely.box(0, -FAR, FAR, FAR), xy, columns(table, "r_km")[:, 0])
    assert abs(found - table["p_inside"]).max() < 1e-12


def test_the_disc_share_of_a_polygon_with_a_hole():
    """The reference is itself a quadrature; a buffer with 64 segments is 4e-5 off."""
    table = read("disc_polygon_hole")
    shape = shapely.from_wkt(table["polygon_wkt"].iloc[0])
    found = disc_share(shape, columns(table, "x_km", "y_km"), columns(table, "r_km")[:, 0])
    assert abs(found - table["p_quadrature"]).max() < 1e-10
    assert abs(found - table["p_shapely_qs64"]).max() < 5e-5


@given(
    x=st.floats(-30, 30),
    y=st.floats(-30, 30),
    scale=st.floats(0.01, 50),
    cut=st.floats(-19, 19),
)
def test_shares_of_a_divided_ground_add_up(x: float, y: float, scale: float, cut: float):
    parts = [shapely.box(-20, -20, cut, 20), shapely.box(cut, -20, 20, 20)]
    whole = shapely.box(-20, -20, 20, 20)
    for share in (gaussian_share, disc_share):
        one, two, both = (
            share(shape, np.array([[x, y]]), np.array([scale]))[0] for shape in (*parts, whole)
        )
        assert one + two == pytest.approx(both, abs=1e-12)
        assert 0 <= both <= 1


def test_a_centre_on_an_edge_or_a_corner_is_no_special_case():
    square = shapely.box(0, 0, 100, 100)
    xy = np.array([[0.0, 50.0], [0.0, 0.0], [50.0, 50.0]])
    assert gaussian_share(square, xy, np.ones(3)) == pytest.approx([0.5, 0.25, 1.0], abs=1e-15)
    assert disc_share(square, xy, np.ones(3)) == pytest.approx([0.5, 0.25, 1.0], abs=1e-15)


@pytest.mark.parametrize("off", [0.0, 5e-324, 1e-300, 1e-16, 1e-12])
def test_a_centre_as_good_as_on_an_edge_is_on_it(off: float):
    square = shapely.box(0, 0, 100, 100)
    xy = np.array([[off, 50.0]])
    assert gaussian_share(square, xy, np.ones(1)) == pytest.approx([0.5], abs=1e-11)
    assert disc_share(square, xy, np.ones(1)) == pytest.approx([0.5], abs=1e-11)


def test_an_empty_zone_holds_nothing():
    assert gaussian_share(shapely.Polygon(), np.zeros((2, 2)), np.ones(2)).tolist() == [0.0, 0.0]
