"""Zones made from towns: every town in its own side's ground, and nothing pretended."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import strikemap as sm
from strikemap.plane import Plane, area_km2
from strikemap.zones.terrain import voronoi_cells

COUNTRY = shapely.box(36, 34, 40, 37)
REFERENCE = Path(__file__).parents[1] / "reference" / "voronoi_rectangle.csv"


def towns(*rows: tuple[float, float, str], **columns: list) -> gpd.GeoDataFrame:
    lon, lat, side = zip(*rows, strict=True)
    return gpd.GeoDataFrame(
        {"place": [f"town {i}" for i in range(len(rows))], "controller": side, **columns},
        geometry=gpd.points_from_xy(lon, lat),
        crs="EPSG:4326",
    )


def made(places: gpd.GeoDataFrame, **options: object) -> gpd.GeoDataFrame:
    return sm.zones_from_places(places, COUNTRY, **{"date": "2017-05-04", **options})


def test_cells_are_those_of_an_independent_voronoi_diagram():
    table = pd.read_csv(REFERENCE)
    rectangle = shapely.box(0, 0, 100, 80)
    cells = voronoi_cells(table[["x", "y"]].to_numpy(), rectangle)
    areas = shapely.area(shapely.intersection(cells, rectangle))
    assert areas == pytest.approx(table["voronoi_area_km2"], abs=1e-6)
    groups = pd.Series(areas).groupby(table["group"]).transform("sum")
    assert groups.to_numpy() == pytest.approx(table["group_area_km2"], abs=1e-6)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10**6), n=st.integers(1, 60))
def test_every_town_lies_in_its_own_sides_ground_and_no_ground_is_given_twice(seed: int, n: int):
    rng = np.random.default_rng(seed)
    # About half of the towns crowd together, as in a divided city.
    spread = np.where(rng.random(n) < 0.5, 0.03, 1.0)
    lon, lat = (
        38 + 1.9 * spread * rng.uniform(-1, 1, n),
        35.5 + 1.4 * spread * rng.uniform(-1, 1, n),
    )
    _, alone = np.unique(np.round([lon, lat], 2), axis=1, return_index=True)
    lon, lat = np.round([lon[alone], lat[alone]], 2)  # no two of them within 900 m
    sides = rng.choice(["ISIS", "SDF", "Opposition", "contested"], len(lon))
    places = towns(*zip(lon, lat, sides, strict=True))
    zones = made(places)
    for point, side in zip(places.geometry, sides, strict=True):
        held = zones.loc[zones.intersects(point), "side"].unique().tolist()
        assert held == [side]
    by_side = [part.geometry.union_all() for _, part in zones.groupby("side")]
    assert all(one.intersection(other).area < 1e-6 for one, other in combinations(by_side, 2))
    assert zones["n_places"].sum() == len(places)
    assert zones.geometry.is_valid.all()


def test_ground_far_from_every_town_of_the_side_is_left_without_a_zone():
    zones = made(towns((38, 35.5, "ISIS"), (39.9, 36.9, "SDF")), max_km=30)
    assert area_km2(zones.geometry.iloc[0]) == pytest.approx(np.pi * 30**2, rel=0.01)
    plane = Plane.around(COUNTRY)
    centre = plane.points([38.0], [35.5])[0]
    corners = shapely.get_coordinates(plane.to_metres(zones.geometry.iloc[0]))
    assert np.hypot(*(corners - [centre.x, centre.y]).T).max() <= 30_001


def test_the_zones_are_clipped_to_the_country():
    zones = made(towns((38, 35.5, "ISIS")), max_km=1000)
    assert zones.geometry.iloc[0].symmetric_difference(COUNTRY).area < 1e-3


def test_the_zones_say_what_they_are_made_of():
    places = towns(
        (37, 35, "ISIS"), (37.3, 35, "ISIS"), (39, 36, "SDF"), unverified=[True, False, True]
    )
    zones = made(places).set_index("side")
    assert zones["n_places"].to_dict() == {"ISIS": 2, "SDF": 1}
    assert zones["unverified_share"].to_dict() == {"ISIS": 0.5, "SDF": 1.0}
    assert set(zones["basis"]) == {"interpolated from towns"}
    assert set(zones["source"]) == {"control of 3 places, 2 of them unverified"}
    assert set(zones["as_of"]) == {pd.Timestamp("2017-05-04")}
    silent = made(places.drop(columns="unverified"))
    assert silent["unverified_share"].isna().all()
    assert set(silent["source"]) == {"control of 3 places"}


def test_places_at_one_spot_are_one_and_if_they_disagree_it_is_contested():
    zones = made(towns((37, 35, "ISIS"), (37.0001, 35, "ISIS"), (38, 36, "SDF"), (38, 36, "ISIS")))
    assert zones.set_index("side")["n_places"].to_dict() == {"ISIS": 2, "contested": 2}


def test_besieged_and_mixed_towns_are_a_class_of_their_own():
    zones = made(towns((37, 35, "Mixed (Government enclave besieged by ISIS)"), (38, 35, "ISIS")))
    assert sorted(zones["side"]) == ["ISIS", "contested"]


def test_a_contested_town_stands_for_its_surroundings_only():
    places = towns((37.5, 35, "mixed"), (39, 35, "ISIS"))
    zones = made(places, max_km=1000, contested_km=12).set_index("side")["geometry"]
    assert area_km2(zones["contested"]) == pytest.approx(np.pi * 12**2, rel=0.05)
    whole = shapely.union_all(zones.to_numpy())
    assert whole.symmetric_difference(COUNTRY).area < 1e-3
    assert made(places.iloc[:1], contested_km=12)["side"].tolist() == ["contested"]


def test_a_pocket_inside_anothers_ground_is_an_enclave_and_its_surroundings_are_not():
    ring = [
        (38 + 0.4 * np.cos(a), 35.5 + 0.3 * np.sin(a), "ISIS")
        for a in np.linspace(0, 2 * np.pi, 12, endpoint=False)
    ]
    main = [(36.5, 36.5, "Government"), (36.6, 36.3, "Government")]
    zones = made(towns((38, 35.5, "Government"), *ring, *main), max_km=60)
    enclaves = zones[zones["enclave"]]
    assert enclaves["side"].tolist() == ["Government and allies"]
    assert enclaves["n_places"].tolist() == [1]
    assert not zones.loc[zones["side"] == "ISIS", "enclave"].any()


def test_ground_along_a_front_is_contested_when_asked_but_never_a_town():
    places = towns((37.9, 35.5, "ISIS"), (38.1, 35.5, "SDF"))
    zones = made(places, front_km=30)
    assert sorted(zones["side"]) == ["ISIS", "SDF", "contested"]
    assert zones.loc[zones.intersects(shapely.Point(38, 35.5)), "side"].tolist() == ["contested"]
    for point, side in zip(places.geometry, ["ISIS", "SDF"], strict=True):
        assert zones.loc[zones.intersects(point), "side"].tolist() == [side]


def test_areas_known_as_polygons_take_precedence():
    known = shapely.box(36, 34, 37, 35)
    zones = made(towns((38, 34.5, "ISIS")), max_km=1000, fixed={"SDF": known}).set_index("side")
    assert zones.loc["SDF", "geometry"].symmetric_difference(known).area < 1e-3
    assert zones.loc["ISIS", "geometry"].intersection(known).area < 1e-3


def test_a_place_in_a_known_area_gets_no_ground_beyond_it():
    known = shapely.box(36, 34, 37, 35)
    places = towns((36.9, 34.5, "SDF"), (39, 34.5, "ISIS"))
    zones = made(places, max_km=1000, fixed={"SDF": known}).set_index("side")
    assert zones.loc["SDF", "geometry"].symmetric_difference(known).area < 1e-3
    assert zones["n_places"].to_dict() == {"ISIS": 1, "SDF": 1}
    assert made(places.iloc[:1], fixed={"SDF": known})["side"].tolist() == ["SDF"]


def test_the_latest_list_on_or_before_the_day_is_taken():
    places = towns((38, 35.5, "ISIS"), (38, 35.5, "SDF"))
    places["as_of"] = pd.to_datetime(["2017-04-30", "2017-06-15"])
    assert made(places, date="2017-06-14")["side"].tolist() == ["ISIS"]
    assert made(places, date="2017-04-01")["as_of"].tolist() == [pd.Timestamp("2017-04-30")]
    both = made(places, date=["2017-06-20", "2017-05-04"])
    assert both["side"].tolist() == ["ISIS", "SDF"]
    assert both["valid_to"].tolist()[0] == pd.Timestamp("2017-06-15")


def test_places_outside_the_country_or_without_a_position_are_set_aside():
    places = towns((38, 35.5, "ISIS"), (30, 35.5, "SDF"), (39, 36, "SDF"))
    places.loc[2, "geometry"] = None
    zones = made(places)
    assert zones["side"].tolist() == ["ISIS"]
    entries = sm.ledger(zones)
    assert entries[["row", "id", "code"]].to_numpy().tolist() == [
        [2, "town 1", "OUTSIDE_AREA"],
        [3, "town 2", "COORD_MISSING"],
    ]


@pytest.mark.parametrize(
    ("places", "options", "code"),
    [
        (towns((38, 35, "martians")), {"sides": {"isis": "ISIS"}}, "OWNER_UNKNOWN"),
        (towns((38, 35, "ISIS")), {"side": "holder"}, "COLUMNS_MISSING"),
        (towns((35, 38, "ISIS")), {}, "OUTSIDE_AREA_ALL"),
        (towns((38, 35, "ISIS")).iloc[:0], {}, "NO_ROWS"),
    ],
)
def test_lists_that_cannot_be_used_are_refused(places, options: dict, code: str):
    with pytest.raises(sm.ZoneError) as caught:
        made(places, **options)
    assert caught.value.code == code


def test_a_plain_table_with_lon_and_lat_will_do_and_the_column_is_found_by_its_name():
    table = pd.DataFrame(
        {"Name": ["A", "B"], "Lat": [35, None], "Lon": [38, 38], "Held by": ["ISIS", "SDF"]}
    )
    zones = made(table)
    assert zones["side"].tolist() == ["ISIS"]
    assert sm.ledger(zones)["code"].tolist() == ["COORD_MISSING"]
    with pytest.raises(sm.ZoneError, match="lon and lat") as caught:
        made(table.drop(columns="Lon"))
    assert caught.value.code == "COLUMNS_MISSING"


def test_sides_of_another_war_are_named_by_the_caller():
    zones = made(towns((38, 35, "RU")), sides={"RU": "Russia"})
    assert zones["side"].tolist() == ["Russia"]


def test_the_same_towns_give_the_same_ground_and_stay_as_they_are():
    places = towns((37, 35, "ISIS"), (38, 35.2, "SDF"), (38.5, 36, "Opposition"))
    before = places.copy()
    one, two = made(places), made(places)
    pd.testing.assert_frame_equal(places, before)
    assert one.geometry.to_wkb().equals(two.geometry.to_wkb())


def test_holders_that_no_palette_knows_are_named_in_the_ledger():
    places = towns((37, 35, "ISIS"), (38, 36, "Lord's Army"))
    lines = sm.ledger(made(places)).query("code == 'OWNER_UNKNOWN'")
    assert lines["action"].tolist() == ["changed"]
    assert "Lord's Army" in lines["detail"].iloc[0]
    known = made(places, sides={"Lord's Army": "LRA", "ISIS": "ISIS"})
    assert not (sm.ledger(known)["code"] == "OWNER_UNKNOWN").any()
