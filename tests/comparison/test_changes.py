"""Changes per area: every counted strike in one area, before or after."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import strikemap as sm
from strikemap.comparison.changes import changes
from strikemap.comparison.surfaces import risk_surface
from strikemap.errors import MapError


def strikes(lon, lat, days) -> gpd.GeoDataFrame:
    dates = pd.to_datetime(days)
    return gpd.GeoDataFrame(
        {
            "id": [f"s{i}" for i in range(len(lon))],
            "date_start": dates,
            "date_end": dates,
            "attacker": ["Russia"] * len(lon),
        },
        geometry=gpd.points_from_xy(lon, lat),
        crs="EPSG:4326",
    )


def zones() -> gpd.GeoDataFrame:
    """Return two squares, the eastern one gone by the second snapshot."""
    first, second = pd.Timestamp("2017-04-28"), pd.Timestamp("2017-05-10")
    return gpd.GeoDataFrame(
        {
            "zone": ["west", "east", "west"],
            "side": ["a", "b", "a"],
            "valid_from": [first, first, second],
            "valid_to": [second, second, pd.NaT],
            "as_of": [first, first, second],
            "source": ["x"] * 3,
        },
        geometry=[shapely.box(west, 35, west + 1, 36) for west in (36, 37, 36)],
        crs="EPSG:4326",
    )


def compared(**kwargs):
    rows = strikes(
        [36.2, 36.3, 36.2, 37.5, 37.5],
        [35.5, 35.5, 35.5, 35.5, 35.5],
        ["2017-05-01", "2017-05-02", "2017-05-05", "2017-05-02", "2017-05-06"],
    )
    return sm.compare(rows, sm.Event("deal", "2017-05-04"), windows=10, **kwargs)


def test_hexagons_hold_every_strike_once():
    found = changes(compared(), by="hexagon", km=20)
    assert found[["n_before", "n_after"]].sum().tolist() == [3, 2]
    assert found.crs == "EPSG:4326"
    points = gpd.GeoSeries(gpd.points_from_xy([36.2, 36.3, 37.5], [35.5] * 3), crs=4326)
    for point in points:
        assert found.geometry.contains(point).sum() == 1


def test_hexagons_are_as_far_apart_as_asked():
    rng = np.random.default_rng(1)
    rows = strikes(rng.uniform(36, 37, 60), rng.uniform(35, 36, 60), ["2017-05-02"] * 60)
    comparison = sm.compare(rows, sm.Event("deal", "2017-05-04"), windows=10)
    found = changes(comparison, by="hexagon", km=25)
    assert found["n_before"].sum() == 60
    flat = found.to_crs("+proj=laea +lat_0=35.5 +lon_0=36.5")
    assert flat.area.to_numpy() / 1e6 == pytest.approx(25**2 * np.sqrt(3) / 2, rel=1e-3)
    assert shapely.area(flat.union_all()) == pytest.approx(flat.area.sum(), rel=1e-6)


def test_a_change_is_in_strikes_a_week():
    found = changes(compared(), by="hexagon", km=20).sort_values("n_before").iloc[-1]
    assert found["change"] == pytest.approx((found["n_after"] - found["n_before"]) / 10 * 7)


def test_a_zone_that_is_gone_keeps_its_counts_without_an_area():
    found = changes(compared(zones=zones()), by="zone").set_index("cell")
    assert found.loc["west", ["n_before", "n_after"]].tolist() == [2, 1]
    assert found.loc["east", ["n_before", "n_after"]].tolist() == [1, 1]
    assert found.geometry.isna().to_dict() == {"east": True, "west": False}


def test_a_zone_is_counted_by_its_parts_and_cut_by_lines():
    line = shapely.LineString([(36.25, 34), (36.25, 37)])
    found = changes(compared(zones=zones()), by="zone", lines=line)
    west = found[found["cell"] == "west"].sort_values("n_after")
    assert west[["n_before", "n_after"]].to_numpy().tolist() == [[1, 0], [1, 1]]
    assert shapely.area(west.geometry.to_numpy()).tolist() == pytest.approx([0.75, 0.25])


def test_what_was_not_struck_of_a_zone_is_one_area_without_counts():
    lines = shapely.MultiLineString([[(x, 34), (x, 37)] for x in (36.1, 36.4, 36.8)])
    found = changes(compared(zones=zones()), by="zone", lines=lines)
    west = found[found["cell"] == "west"].sort_values("n_before")
    assert west["n_before"].tolist() == [0, 2]
    assert shapely.area(west.geometry.to_numpy()).tolist() == pytest.approx([0.7, 0.3])


def test_zones_are_asked_for():
    with pytest.raises(MapError) as caught:
        changes(compared(), by="zone")
    assert caught.value.code == "ZONES_MISSING"


@pytest.mark.parametrize("wrong", [{"by": "circle"}, {"by": "hexagon", "km": 0}])
def test_another_cell_is_refused(wrong):
    with pytest.raises(MapError) as caught:
        changes(compared(), **wrong)
    assert caught.value.code == "CELL_INVALID"


def turned() -> sm.Comparison:
    """Return ten strikes in the west before and ten in the east after."""
    lon = np.r_[np.linspace(36.0, 36.4, 10), np.linspace(39.0, 39.4, 10)]
    days = pd.Timestamp("2017-05-04") + pd.to_timedelta(np.r_[-10:0, 0:10], unit="D")
    rows = strikes(lon, np.full(20, 35.0), days)
    return sm.compare(rows, sm.Event("deal", "2017-05-04"), windows=10)


def test_a_surface_holds_every_strike_once_in_squares_of_a_third_of_its_kernel():
    found = changes(turned(), by="surface", km=24)
    assert found[["n_before", "n_after"]].sum().tolist() == [10, 10]
    area = found.to_crs("+proj=laea +lon_0=37.7 +lat_0=35").area
    assert np.allclose(area, 8000.0**2, rtol=2e-3)
    assert found.attrs["bandwidth_km"] == 24


def test_squares_of_a_surface_have_the_risk_of_the_place_they_stand_on():
    comparison = turned()
    found = changes(comparison, by="surface", km=24)
    points = risk_surface(comparison, bandwidth_km=24, step_km=8)
    pairs = gpd.sjoin(points, found[["log_risk", "geometry"]], lsuffix="point", rsuffix="square")
    assert len(pairs) >= len(points)
    assert (pairs["log_risk_point"] == pairs["log_risk_square"]).all()
    west = found.geometry.bounds["maxx"] < 37.5
    assert (found.loc[west, "log_risk"] < 0).all()
    assert (found.loc[~west, "log_risk"] > 0).all()


def test_too_few_strikes_make_no_surface():
    with pytest.raises(MapError) as error:
        changes(compared(), by="surface")
    assert error.value.code == "TOO_FEW"


@pytest.mark.parametrize("by", ["zone", "hexagon"])
def test_rates_of_areas_are_those_of_rows_on_covered_days_as_in_the_table(by):
    comparison = compared(zones=zones(), covered=("2017-04-24", "2017-05-05"))
    found = changes(comparison, by=by)
    assert found[["n_before", "n_after"]].sum().tolist() == [3, 2]
    assert found["per_week_before"].sum() == pytest.approx(3 / 10 * 7)
    assert found["per_week_after"].sum() == pytest.approx(1 / 2 * 7)
    total = comparison.table.iloc[-1]
    assert found["change"].sum() == pytest.approx(7 * total["difference"])
