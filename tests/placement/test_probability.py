"""Every strike's probabilities sum to one, and agree with what is known of its place."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import strikemap as sm
from strikemap import schema
from strikemap.placement.probability import OUTSIDE, SIGMAS_IN_RADIUS, radius_of

BORDER = 37.0


def layer(**shapes: shapely.Geometry) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame({"side": list(shapes)}, geometry=list(shapes.values()), crs=4326)
    return sm.read_zones(frame, sides={name: name for name in shapes})


ZONES = layer(west=shapely.box(36, 35, BORDER, 36), east=shapely.box(BORDER, 35, 38, 36))


def strikes(*pairs: tuple[float, float], **columns: list) -> gpd.GeoDataFrame:
    lon, lat = zip(*pairs, strict=True)
    dates = [pd.Timestamp("2017-05-04")] * len(pairs)
    return gpd.GeoDataFrame(
        {"date_start": dates, **columns}, geometry=gpd.points_from_xy(lon, lat), crs=4326
    )


def test_ninety_per_cent_lie_within_the_radius():
    """A round zone of 10 km around a strike of radius 10 km."""
    zones = layer(round=sm.circle(37, 35.5, 10, vertices=5000))
    rows = strikes((37, 35.5), radius_km=[10.0])
    assert sm.zone_probabilities(rows, zones)["round"].iloc[0] == pytest.approx(0.9, abs=1e-4)
    assert 1 - np.exp(-(SIGMAS_IN_RADIUS**2) / 2) == pytest.approx(0.9)
    disc = sm.zone_probabilities(rows, zones, method="disc")
    assert disc["round"].iloc[0] == pytest.approx(1.0, abs=1e-4)


def test_on_a_straight_border_both_sides_have_half():
    for method in ("gaussian", "disc"):
        table = sm.zone_probabilities(
            strikes((BORDER, 35.5), radius_km=[10.0]), ZONES, method=method
        )
        assert table.iloc[0].tolist() == pytest.approx([0.5, 0.5, 0.0], abs=1e-3)


def test_a_strike_without_a_radius_is_where_its_point_is():
    rows = strikes((36.5, 35.5), (39, 35.5), radius_km=[0.0, np.nan])
    table = sm.zone_probabilities(rows, ZONES)
    assert table.loc[0].to_dict() == {"east": 0.0, "west": 1.0, OUTSIDE: 0.0}
    assert table.loc[1].to_dict() == {"east": 0.0, "west": 0.0, OUTSIDE: 1.0}


@settings(max_examples=30, deadline=None)
@given(
    lon=st.floats(35, 39),
    lat=st.floats(34, 37),
    radius=st.floats(0, 100),
    method=st.sampled_from(["gaussian", "disc"]),
)
def test_probabilities_sum_to_one(lon: float, lat: float, radius: float, method: str):
    overlapping = layer(
        west=shapely.box(36, 35, 37.4, 36),
        east=shapely.box(BORDER, 35, 38, 36),
        south=shapely.box(36, 34, 38, 35.1),
    )
    table = sm.zone_probabilities(
        strikes((lon, lat), radius_km=[radius]), overlapping, method=method
    )
    assert table.sum(axis=1).iloc[0] == pytest.approx(1.0, abs=1e-12)
    assert ((table >= 0) & (table <= 1)).all(axis=None)


def test_ground_that_two_zones_claim_is_contested_not_counted_twice():
    twice = layer(west=shapely.box(36, 35, 38, 36), east=shapely.box(BORDER, 35, 38, 36))
    table = sm.zone_probabilities(strikes((37.5, 35.5), radius_km=[5.0]), twice)
    assert table["contested"].iloc[0] == pytest.approx(1.0, abs=1e-6)


def test_each_strike_takes_the_zones_of_its_day():
    box = shapely.box(36, 35, 37, 36)
    zones = layer(west=box, east=box).assign(
        as_of=pd.to_datetime(["2017-04-30", "2017-05-15"]),
        valid_from=pd.to_datetime(["2017-04-30", "2017-05-15"]),
        valid_to=pd.to_datetime(["2017-05-15", None]),
    )
    rows = strikes((36.5, 35.5), (36.5, 35.5), radius_km=[1.0, 1.0])
    rows["date_start"] = pd.to_datetime(["2017-05-04", "2017-05-20"])
    table = sm.zone_probabilities(rows, zones)
    assert table["west"].tolist() == pytest.approx([1.0, 0.0])
    assert table["east"].tolist() == pytest.approx([0.0, 1.0])
    rows["date_start"] = pd.to_datetime(["2016-05-04", "2017-05-20"])
    with pytest.raises(sm.ZoneError) as caught:
        sm.zone_probabilities(rows, zones)
    assert caught.value.code == "ZONES_TOO_FAR"


def test_a_strike_known_to_a_governorate_takes_the_shares_of_its_area():
    admin = gpd.GeoDataFrame(
        {"name": ["Idlib"]}, geometry=[shapely.box(36.5, 35.2, 37.25, 35.4)], crs=4326
    )
    rows = strikes(
        *[(36.6, 35.3)] * 3,
        location_precision=["governorate", "town", "governorate"],
        admin1=["idlib", "Idlib", "Hama"],
        radius_km=[10.0, 0.0, 0.0],
    )
    table = sm.zone_probabilities(rows, ZONES, areas=admin)
    assert table.loc[0, ["west", "east"]].tolist() == pytest.approx([2 / 3, 1 / 3], abs=1e-3)
    assert table.loc[1:, "west"].tolist() == [1.0, 1.0]


def test_the_radius_is_the_stated_one_else_that_of_the_precision():
    table = pd.DataFrame(
        {"radius_km": [2.0, None, None], "location_precision": ["town", "district", None]}
    )
    assert radius_of(table).tolist() == [2.0, schema.RADIUS_KM["district"], 0.0]
    assert radius_of(table, {"district": 7.0}).tolist() == [2.0, 7.0, 0.0]
    assert radius_of(table[["location_precision"]]).tolist() == [3.0, 20.0, 0.0]


@pytest.mark.parametrize(
    ("radius", "method", "code"),
    [(-1.0, "gaussian", "RADIUS"), (1.0, "triangle", "METHOD_UNKNOWN")],
)
def test_what_cannot_be_meant_is_refused(radius: float, method: str, code: str):
    with pytest.raises(sm.ZoneError) as caught:
        sm.zone_probabilities(strikes((36.5, 35.5), radius_km=[radius]), ZONES, method=method)
    assert caught.value.code == code


def test_a_strike_without_a_point_may_be_anywhere():
    rows = strikes((36.5, 35.5), (36.5, 35.5), radius_km=[5.0, 5.0])
    rows.loc[0, "geometry"] = None
    table = sm.zone_probabilities(rows, ZONES)
    assert table[OUTSIDE].tolist() == pytest.approx([1.0, 0.0], abs=1e-9)


def test_no_strikes_have_no_probabilities():
    assert len(sm.zone_probabilities(strikes((36.5, 35.5)).iloc[:0], ZONES)) == 0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda rows: rows.drop(columns="date_start"), "COLUMNS_MISSING"),
        (lambda rows: rows.to_crs("EPSG:32637"), "CRS_UNKNOWN"),
    ],
)
def test_strikes_that_cannot_be_placed_are_refused(change, code: str):
    with pytest.raises(sm.ZoneError) as caught:
        sm.zone_probabilities(change(strikes((36.5, 35.5))), ZONES)
    assert caught.value.code == code


def test_the_index_of_the_strikes_is_kept():
    rows = strikes((36.5, 35.5), (37.5, 35.5)).set_index(pd.Index(["b", "a"]))
    assert sm.zone_probabilities(rows, ZONES).index.tolist() == ["b", "a"]
