"""Control of another war works the same: polygons without attributes, towns as points."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

import strikemap as sm
from strikemap.palettes import palette_for

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
DEEPSTATE = DATA / "deepstate-ukraine"
CITIES = DATA / "ukraine-city-control" / "cities_latest_2024-08-17.csv"
COUNTRIES = DATA / "natural-earth" / "countries_50m_mena_ukraine.geojson"

needs_deepstate = pytest.mark.skipif(not DEEPSTATE.is_dir(), reason="no DeepState files")
needs_cities = pytest.mark.skipif(
    not (CITIES.is_file() and COUNTRIES.is_file()), reason="no list of Ukrainian cities"
)


@pytest.fixture(scope="module")
def occupied() -> gpd.GeoDataFrame:
    return sm.read_zones(sorted(DEEPSTATE.glob("*.geojson")), sides="Russia")


@needs_deepstate
def test_dates_come_from_the_names_of_the_files(occupied: gpd.GeoDataFrame):
    assert occupied["as_of"].dt.strftime("%Y-%m-%d").tolist() == [
        *["2024-07-08", "2024-08-06", "2024-09-01"],
        *["2024-11-01", "2025-03-01", "2025-11-01"],
    ]
    assert occupied["valid_to"].tolist()[:-1] == occupied["valid_from"].tolist()[1:]
    assert set(sm.ledger(occupied)["code"]) == {"AS_OF"}
    assert palette_for(occupied["side"]).name == "neutral"


@needs_deepstate
def test_a_file_without_attributes_is_refused_unless_its_side_is_named():
    with pytest.raises(sm.ZoneError, match="sides=") as caught:
        sm.read_zones(next(DEEPSTATE.glob("*.geojson")))
    assert caught.value.code == "OWNER_MISSING"


@needs_deepstate
def test_the_occupied_area_grows_as_the_files_say(occupied: gpd.GeoDataFrame):
    """The areas in km² that the files' own description gives for the first and the last."""
    areas = sm.zone_areas(occupied)["km2"]
    assert areas.is_monotonic_increasing
    assert areas.iloc[[0, -1]].round().tolist() == pytest.approx([109_361, 115_254], rel=0.002)
    change = sm.zones_between(
        sm.zones_on(occupied, "2024-07-08"), sm.zones_on(occupied, "2025-11-01")
    ).set_index(["from_side", "to_side"])["km2"]
    balance = change["no zone", "Russia"] - change["Russia", "no zone"]
    assert balance == pytest.approx(areas.iloc[-1] - areas.iloc[0], abs=5)


@needs_deepstate
def test_a_strike_takes_the_file_of_its_own_day(occupied: gpd.GeoDataFrame):
    """Vuhledar fell on 1 October 2024; Donetsk was held all along, Kyiv never."""
    dates = ["2024-09-10", "2024-11-10"]
    places = {"Vuhledar": (37.25, 47.78), "Donetsk": (37.8, 48.0), "Kyiv": (30.52, 50.45)}
    points = [point for point in places.values() for _ in dates]
    strikes = gpd.GeoDataFrame(
        {"date_start": pd.to_datetime(dates * len(places))},
        geometry=gpd.points_from_xy(*np.array(points).T),
        crs="EPSG:4326",
    )
    assert sm.place_in_zones(strikes, occupied)["zone"].tolist() == [
        *["no zone", "Russia"],
        *["Russia", "Russia"],
        *["no zone", "no zone"],
    ]


@needs_cities
def test_control_of_towns_becomes_zones():
    table = pd.read_csv(CITIES).rename(columns={"Name": "place"})
    points = gpd.points_from_xy(table["Lon"], table["Lat"], crs="EPSG:4326")
    points[table["Lat"].isna().to_numpy()] = None
    cities = gpd.GeoDataFrame(table, geometry=points)
    countries = gpd.read_file(COUNTRIES)
    ukraine = countries.loc[countries["NAME"] == "Ukraine"].geometry.union_all()
    zones = sm.zones_from_places(
        cities,
        ukraine,
        date="2024-08-17",
        side="Held by",
        sides={"Russia": "Russia", "Ukraine": "Ukraine"},
        max_km=60,
    )
    entries = sm.ledger(zones)
    told = entries.loc[entries["code"] == "ROW_OF_ANOTHER_DAY", "detail"].item()
    assert told.startswith("14 rows gave way")
    aside = (entries["action"] == "set aside").sum()
    assert zones["n_places"].sum() + aside + 14 == len(cities)
    assert (entries["code"] == "COORD_MISSING").sum() == table["Lat"].isna().sum()
    assert sorted(zones["side"].unique()) == ["Russia", "Ukraine", "contested"]
    kyiv, donetsk = gpd.points_from_xy([30.52, 37.8], [50.45, 48.0])
    assert zones.loc[zones.intersects(kyiv), "side"].tolist() == ["Ukraine"]
    assert zones.loc[zones.intersects(donetsk), "side"].tolist() == ["Russia"]
