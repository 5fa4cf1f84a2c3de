"""The embedded zones say what their sources say, and what they do not know."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import strikemap as sm
from strikemap.palettes import palette_for

DATES = ["2017-04-30", "2017-05-15", "2017-06-15"]
LAYERS = ["syria_2017_control", "syria_2017_influence", "syria_2017_deescalation_zones"]


@pytest.fixture(scope="module")
def control() -> gpd.GeoDataFrame:
    return sm.load_dataset("syria_2017_control")


@pytest.fixture(scope="module")
def towns() -> gpd.GeoDataFrame:
    return sm.load_dataset("syria_2017_places_control")


def sides_at(zones: gpd.GeoDataFrame, lon: float, lat: float) -> list[str]:
    return zones.loc[zones.intersects(shapely.Point(lon, lat)), "side"].tolist()


@pytest.mark.parametrize("name", LAYERS)
def test_every_layer_is_sound_and_drawn_by_one_palette(name: str):
    zones = sm.load_dataset(name)
    assert zones.geometry.is_valid.all()
    assert palette_for(zones["side"].unique()).name != "neutral"
    assert set(zones["basis"]) <= {"interpolated from towns", "indicative outline"}
    found = sm.check_zones(zones)
    assert (found["kind"] == "gap").all()


def test_there_are_three_snapshots_of_control_each_until_the_next(control: gpd.GeoDataFrame):
    table = control[["as_of", "valid_to"]].drop_duplicates().sort_values("as_of")
    assert table["as_of"].dt.strftime("%Y-%m-%d").tolist() == DATES
    assert table["valid_to"].dt.strftime("%Y-%m-%d").fillna("").tolist() == [*DATES[1:], ""]


@pytest.mark.parametrize("date", DATES)
def test_every_listed_town_is_counted_and_lies_in_its_own_sides_ground(
    date: str, control: gpd.GeoDataFrame, towns: gpd.GeoDataFrame
):
    from strikemap.zones.sides import named

    zones = sm.zones_on(control, date)
    listed = towns[towns["as_of"] == date]
    assert zones["n_places"].sum() == len(listed)
    inside = listed[listed.intersects(zones.geometry.union_all())]
    assert len(listed) - len(inside) <= 5, "only towns on the generalised border or coast"
    for point, side in zip(inside.geometry, named(inside["controller"]), strict=True):
        held = set(zones.loc[zones.intersects(point), "side"])
        assert side in held
        assert len(held) == 1


def test_small_pockets_are_enclaves(control: gpd.GeoDataFrame):
    april = sm.zones_on(control, "2017-04-30")
    enclaves = april[april["enclave"]]
    for lon, lat, side in [
        (36.73, 34.92, "Opposition"),  # Rastan
        (36.69, 35.985, "Government and allies"),  # Fuah and Kafriya
        (36.30, 33.47, "ISIS"),  # southern Damascus
    ]:
        assert sides_at(enclaves, lon, lat) == [side]
    assert not enclaves.intersects(shapely.Point(36.63, 35.93)).any(), "Idlib touches Turkey"


def test_the_ground_changes_hands_as_the_sources_say(control: gpd.GeoDataFrame):
    tabqa, jirah = (38.548, 35.838), (37.937, 36.097)
    found = [
        [sides_at(sm.zones_on(control, date), *place) for date in DATES] for place in (tabqa, jirah)
    ]
    assert found[0] == [["contested"], ["SDF"], ["SDF"]]
    assert found[1] == [["ISIS"], *[["Government and allies"]] * 2]


def test_the_golan_is_a_unit_of_its_own(control: gpd.GeoDataFrame):
    assert sides_at(sm.zones_on(control, "2017-05-04"), 35.77, 33.0) == ["Israel-occupied Golan"]


def test_the_desert_between_the_towns_belongs_to_no_zone(control: gpd.GeoDataFrame):
    assert sides_at(sm.zones_on(control, "2017-04-30"), 39.6, 34.0) == []


def test_influence_is_that_of_june_2017_and_says_where_nothing_is_stated():
    zones = sm.load_dataset("syria_2017_influence")
    assert set(zones["as_of"]) == {pd.Timestamp("2017-06-15")}
    for lon, lat, side in [
        (36.63, 35.93, "Turkey"),  # Idlib, our reading
        (37.955, 36.528, "United States"),  # Manbij
        (36.29, 33.51, "Russia, Iran and Assad"),  # Damascus
        (40.45, 35.02, "ISIS"),  # Mayadin
        (36.73, 34.92, "not stated"),  # Rastan
    ]:
        assert sides_at(zones, lon, lat) == [side]


def test_the_memorandum_zones_hold_from_6_may_2017_and_end_one_by_one():
    zones = sm.load_dataset("syria_2017_deescalation_zones")
    assert len(sm.zones_on(zones, "2017-05-06")) == 4
    assert len(sm.zones_on(zones, "2018-06-15")) == 2
    assert sm.zones_on(zones, "2018-10-01")["zone"].tolist() == ["1 Idlib and neighbouring areas"]
    placed = sm.place_in_zones(
        gpd.GeoDataFrame(
            {"date_start": pd.to_datetime(["2017-12-01", "2018-05-15"])},
            geometry=gpd.points_from_xy([36.41] * 2, [33.53] * 2),
            crs=4326,
        ),
        zones,
    )
    assert placed["zone"].tolist() == ["3 Eastern Ghouta", "no zone"]


def test_towns_are_on_the_side_of_the_euphrates_where_they_stand():
    line = sm.load_dataset("syria_2017_lines").iloc[[0]]
    west = {"Manbij": (37.955, 36.528), "al-Tabqa": (38.548, 35.838), "Palmyra": (38.28, 34.56)}
    west |= {"Deir ez-Zor": (40.141, 35.336), "Mayadin": (40.4515, 35.0198)}
    east = {"Kobani": (38.354, 36.891), "Raqqa": (39.008, 35.953), "Hasakah": (40.748, 36.502)}
    points = gpd.GeoDataFrame(
        geometry=gpd.points_from_xy(*np.array([*west.values(), *east.values()]).T), crs=4326
    )
    found = sm.side_of_line(points, line, error_km=0)["side_of_line"].tolist()
    unsure = sm.side_of_line(points, line)["side_of_line"] == "bank not determined"
    names = np.array([*west, *east])
    assert names[unsure].tolist() == ["al-Tabqa", "Deir ez-Zor", "Mayadin"], "within 2 km of it"
    assert found == ["west of the Euphrates"] * len(west) + ["east of the Euphrates"] * len(east)


def test_the_circle_of_al_tanf_has_a_radius_of_55_km():
    ring = sm.load_dataset("syria_2017_lines").geometry.iloc[1]
    centre = gpd.GeoDataFrame(geometry=gpd.points_from_xy([38.62], [33.51]), crs=4326)
    assert sm.side_of_line(centre, ring)["line_distance_km"].iloc[0] == pytest.approx(55, abs=0.02)


def test_of_nineteen_strikes_stated_as_on_isis_eleven_lie_on_its_ground(control: gpd.GeoDataFrame):
    """Said in the catalogue: four lie on contested ground, four near a front line."""
    strikes = sm.load_dataset("syria_2017_strikes")
    days = (strikes["date_start"] >= "2017-05-04") & (strikes["date_end"] <= "2017-05-22")
    named = [
        "Russia" in stated + either
        for stated, either in zip(
            strikes["attackers_stated"], strikes["attackers_alternative"], strict=True
        )
    ]
    placed = sm.place_in_zones(
        strikes[days & (strikes["target_side"] == "ISIS") & np.array(named)], control
    )
    counts = placed["zone"].value_counts().to_dict()
    assert counts == {"ISIS": 11, "contested": 4, "Government and allies": 4}
    assert placed.loc[placed["zone"] == "Government and allies", "near_front"].all()
