"""Zones drawn many times under stated doubts."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import strikemap as sm
from strikemap.errors import ZoneError
from strikemap.zones.draws import moved

BOX = shapely.box(38, 35, 40, 36)


def towns(unverified=(False, True, False)) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"controller": ["ISIS", "SDF", "Opposition"], "unverified": list(unverified)},
        geometry=gpd.points_from_xy([38.3, 39, 39.7], [35.5] * 3),
        crs="EPSG:4326",
    )


def drawn(rows=None, **options):
    options = {"draws": 100, "resample": False, "drop_unverified": 0.0} | options
    date = options.pop("date", "2017-05-04")
    return sm.zone_draws(towns() if rows is None else rows, BOX, date=date, **options)


def strikes(lon, days) -> gpd.GeoDataFrame:
    day = pd.to_datetime(days)
    return gpd.GeoDataFrame(
        {"date_start": day, "date_end": day},
        geometry=gpd.points_from_xy(lon, [35.5] * len(lon)),
        crs="EPSG:4326",
    )


def test_without_any_doubt_every_draw_is_the_list():
    found = drawn()
    codes = found.codes(np.array([38.2, 39.0, 39.9]), np.full(3, 35.5), np.zeros(3, dtype=int))
    assert (codes == codes[0]).all()
    areas = found.areas()
    assert (areas["km2_low"] == areas["km2"]).all()
    assert (areas["km2_high"] == areas["km2"]).all()
    assert found.band().empty


def test_areas_as_listed_are_about_those_of_the_polygons():
    rows = towns()
    zones = sm.zones_from_places(rows, BOX, date="2017-05-04")
    listed = sm.zone_areas(zones).set_index("side")["km2"]
    found = drawn(rows).areas().set_index("side")["km2"]
    pd.testing.assert_series_equal(found, listed[found.index], rtol=0.03)


def test_only_a_town_without_a_source_is_dropped_and_as_often_as_stated():
    found = drawn(drop_unverified=0.3, draws=400)
    codes = found.codes(np.array([38.3, 39.0, 39.7]), np.full(3, 35.5), np.zeros(3, dtype=int))
    kept = (codes[1:] == codes[0]).mean(axis=0)
    assert kept[[0, 2]].tolist() == [1, 1]
    assert kept[1] == pytest.approx(0.7, abs=0.07)


def test_a_side_that_rests_on_one_town_may_hold_nothing_when_towns_are_resampled():
    areas = drawn(resample=True).areas().set_index("side")
    assert (areas["km2_low"] == 0).all()


def test_the_same_seed_gives_the_same_draws_and_another_gives_others():
    first, again, other = (
        drawn(resample=True, seed=seed).codes(*(np.array([v]) for v in (38.3, 35.5, 0)))
        for seed in (1, 1, 2)
    )
    assert (first == again).all()
    assert (first != other).any()


def test_counts_have_a_range_where_a_strike_is_near_a_border_and_none_elsewhere():
    rows = strikes([38.3, 38.64, 39.7], ["2017-05-01", "2017-05-02", "2017-05-06"])
    zones = sm.zones_from_places(towns(), BOX, date="2017-05-04")
    m = sm.before_after(rows, "2017-05-04", zones=zones, windows=10)
    found = sm.count_ranges(m, drawn(border_km=4)).set_index("zone")
    assert found.loc["ISIS", ["n_before", "n_before_low", "n_before_high"]].tolist() == [2, 1, 2]
    assert found.loc["Opposition", ["n_after_low", "n_after_high"]].tolist() == [1, 1]
    assert 0 < found.attrs["share_moved"] < 1 / 3


def test_polygons_are_drawn_by_the_error_of_their_borders():
    zones = sm.zones_from_places(towns(), BOX, date="2017-05-04")
    narrow, wide = (sm.zone_draws(zones, border_km=km, draws=60).band() for km in (1, 5))
    assert 0 < narrow.to_crs(6933).area.sum() < wide.to_crs(6933).area.sum()
    assert wide["name"].tolist() == ["held otherwise in more than 5% of draws"]


def test_strikes_take_the_draws_of_the_list_of_their_day():
    rows = pd.concat([towns().assign(as_of="2017-04-30"), towns().assign(as_of="2017-05-10")])
    rows.loc[rows["as_of"] == "2017-05-10", "controller"] = "SDF"
    found = drawn(rows, date=["2017-04-30", "2017-05-10"])
    day = (pd.to_datetime(["2017-04-20", "2017-05-09", "2017-05-10"]) - pd.Timestamp(0)).days
    codes = found.codes(np.full(3, 38.3), np.full(3, 35.5), day.to_numpy())
    assert [found.names[code] for code in codes[0]] == ["ISIS", "ISIS", "SDF"]


def test_zones_from_places_carry_the_range_of_each_sides_ground():
    zones = sm.zones_from_places(towns(), BOX, date="2017-05-04", draws=50)
    areas = sm.zone_areas(zones).set_index("side")
    assert (areas["km2_low"] < areas["km2"]).all()
    plain = sm.zones_from_places(towns(), BOX, date="2017-05-04")
    assert "km2_low" not in plain
    assert zones.geometry.geom_equals(plain.geometry).all()


def test_a_field_of_shifts_has_the_stated_error_and_moves_neighbours_together():
    at = np.random.default_rng(0).uniform(0, 5e5, (400, 2))
    shifts = np.array([moved(4000, np.random.default_rng(n))(at) for n in range(200)])
    assert shifts.std() == pytest.approx(4000, rel=0.05)
    near = at + 500
    both = np.array([moved(4000, np.random.default_rng(n))(near) for n in range(200)])
    assert np.abs(both - shifts).mean() < 250


@pytest.mark.parametrize(
    "wrong", [{"draws": 0}, {"drop_unverified": 1.5}, {"border_km": -1}, {"draws": "many"}]
)
def test_impossible_doubts_are_refused(wrong):
    with pytest.raises(ZoneError) as caught:
        drawn(**wrong)
    assert caught.value.code == "DRAWS_INVALID"


def test_polygons_without_an_error_of_their_borders_are_refused():
    zones = sm.zones_from_places(towns(), BOX, date="2017-05-04")
    with pytest.raises(ZoneError) as caught:
        sm.zone_draws(zones)
    assert caught.value.code == "DRAWS_INVALID"
