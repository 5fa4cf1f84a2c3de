"""Areas add up: by side, between two dates, in overlaps and in gaps."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import strikemap as sm
from strikemap.plane import area_km2
from strikemap.zones.areas import disjoint


def layer(
    *rows: tuple[str, shapely.Geometry], as_of: str | None = None, **columns: list
) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(
        {"side": [row[0] for row in rows], **columns}, geometry=[row[1] for row in rows], crs=4326
    )
    return sm.read_zones(frame, as_of=as_of)


WEST, EAST = shapely.box(36, 35, 37, 36), shapely.box(37, 35, 38, 36)


def test_the_area_of_a_side_is_ellipsoidal_and_counts_common_ground_once():
    zones = layer(("ISIS", WEST), ("ISIS", WEST), ("SDF", shapely.box(36.5, 35, 38, 36)))
    areas = sm.zone_areas(zones).set_index("side")["km2"]
    degree = 10066.272985624939
    assert areas["contested"] == pytest.approx(degree / 2)
    assert areas["ISIS"] == pytest.approx(degree / 2)
    assert areas["SDF"] == pytest.approx(degree)


def test_every_date_on_which_zones_change_has_its_areas():
    zones = sm.read_zones(
        gpd.GeoDataFrame(
            {"side": ["ISIS", "SDF"], "as_of": ["2017-04-30", "2017-06-15"], "n_places": [3, 4]},
            geometry=[WEST, EAST],
            crs=4326,
        )
    )
    table = sm.zone_areas(zones)
    assert table["date"].dt.strftime("%Y-%m-%d").tolist() == ["2017-04-30", "2017-06-15"]
    assert table["side"].tolist() == ["ISIS", "SDF"]
    assert table["n_places"].tolist() == [3, 4]


def test_what_changed_hands_is_named_measured_and_lists_its_towns():
    before = layer(("ISIS", WEST), ("SDF", EAST))
    after = layer(("SDF", shapely.box(36.5, 35, 38, 36)), ("ISIS", shapely.box(36, 35, 36.5, 35.5)))
    towns = gpd.GeoDataFrame(
        {"place": ["Tabqa", "Raqqa"]},
        geometry=gpd.points_from_xy([36.7, 37.5], [35.5] * 2),
        crs=4326,
    )
    changes = sm.zones_between(before, after, places=towns)
    assert changes[["from_side", "to_side"]].to_numpy().tolist() == [
        ["ISIS", "SDF"],
        ["ISIS", "no zone"],
    ]
    assert changes["km2"].iloc[0] == pytest.approx(10066.27 / 2, abs=0.1)
    assert changes["places"].tolist() == [("Tabqa",), ()]
    assert changes["n_places"].tolist() == [1, 0]
    assert changes["name"].iloc[0] == "ISIS to SDF: 5,033 km²"


def test_nothing_changes_between_a_layer_and_itself():
    zones = layer(("ISIS", WEST), ("SDF", EAST))
    assert sm.zones_between(zones, zones).empty
    assert "n_places" not in sm.zones_between(zones, zones)


@settings(max_examples=10, deadline=None)
@given(cut=st.floats(36.05, 37.95), moved=st.floats(36.05, 37.95))
def test_gains_and_losses_balance_the_areas(cut: float, moved: float):
    one = layer(("ISIS", shapely.box(36, 35, cut, 36)), ("SDF", shapely.box(cut, 35, 38, 36)))
    two = layer(("ISIS", shapely.box(36, 35, moved, 36)), ("SDF", shapely.box(moved, 35, 38, 36)))
    changes = sm.zones_between(one, two)
    gained = changes.loc[changes["to_side"] == "ISIS", "km2"].sum()
    lost = changes.loc[changes["from_side"] == "ISIS", "km2"].sum()
    held = [sm.zone_areas(zones).set_index("side")["km2"]["ISIS"] for zones in (one, two)]
    assert gained - lost == pytest.approx(held[1] - held[0], abs=0.02)


def test_overlaps_of_two_sides_are_found_with_place_and_area_and_those_of_one_are_not():
    zones = layer(
        ("ISIS", WEST),
        ("ISIS", WEST),
        ("SDF", shapely.box(36.9, 35, 38, 36)),
        as_of="2017-05-04",
    )
    found = sm.check_zones(zones)
    assert len(found) == 1
    row = found.iloc[0]
    assert (row["kind"], row["sides"]) == ("overlap", ("ISIS", "SDF"))
    assert row["km2"] == pytest.approx(1006.6, abs=0.1)
    assert 36.9 < row["lon"] < 37
    assert row["as_of"] == pd.Timestamp("2017-05-04")
    assert row["name"] == "overlap of ISIS and SDF: 1,007 km²"


def test_gaps_are_what_zones_enclose_or_what_they_leave_of_an_area():
    ring = shapely.box(36, 35, 38, 37).difference(shapely.box(36.5, 35.5, 37, 36))
    zones = layer(("ISIS", ring))
    enclosed = sm.check_zones(zones)
    assert enclosed["kind"].tolist() == ["gap"]
    assert enclosed["km2"].iloc[0] == pytest.approx(area_km2(shapely.box(36.5, 35.5, 37, 36)))
    country = sm.check_zones(zones, area=shapely.box(36, 35, 39, 37))
    assert len(country) == 2
    assert country["km2"].is_monotonic_decreasing


def test_sound_zones_have_no_findings_and_touching_is_no_overlap():
    assert sm.check_zones(layer(("ISIS", WEST), ("SDF", EAST))).empty


def test_disjoint_ground_covers_the_same_ground_once():
    zones = layer(("ISIS", WEST), ("SDF", shapely.box(36.5, 35, 38, 36)))
    ground = disjoint(zones, "side")
    whole = shapely.union_all(zones.geometry.to_numpy())
    assert sum(shape.area for shape in ground.values()) == pytest.approx(whole.area)
    assert set(ground) == {"ISIS", "SDF", "contested"}
