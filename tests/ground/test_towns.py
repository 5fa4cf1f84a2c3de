"""Towns: a name for every frame, ranks relative to what is in the frame, no district as a town."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from strikemap.ground import atlas, basemap, towns
from strikemap.resources import resource
from strikemap.spec import Places


def around(lon: float, lat: float, km: float) -> tuple[float, float, float, float]:
    half = km / 2 / 111.2
    wide = half / math.cos(math.radians(lat))
    return lon - wide, lat - half, lon + wide, lat + half


def in_frame(box: tuple[float, float, float, float]) -> Places:
    return basemap.ground(*box, frame=box).places


@pytest.mark.parametrize("continent", ["africa", "americas", "asia", "europe", "oceania"])
def test_every_frame_of_50_km_around_a_place_has_a_name(continent: str) -> None:
    boxes = {
        "africa": (-18, -35, 52, 37),
        "americas": (-170, -55, -34, 72),
        "asia": (52, -10, 150, 75),
        "europe": (-24, 37, 52, 71),
        "oceania": (110, -48, 179, -10),
    }
    west, south, east, north = boxes[continent]
    towns = atlas.towns()
    towns = towns[towns["lon"].between(west, east) & towns["lat"].between(south, north)]
    for row in towns.sample(12, random_state=7).itertuples():
        places = in_frame(around(row.lon, row.lat, 50))
        assert places.names, row
        assert places.rank[0] == 0, row


@pytest.mark.parametrize(
    ("name", "lon", "lat"),
    [
        ("a village of Darfur", 24.05, 13.62),
        ("a village of Chin", 93.6, 22.7),
        ("a hamlet of the Donbas", 37.8, 48.45),
        ("a village of Cauca", -76.6, 2.6),
        ("a village north of Mopti", -3.9, 14.8),
        ("a Syrian village east of Homs", 37.3, 34.75),
    ],
)
def test_where_a_war_is_fought_there_are_names(name: str, lon: float, lat: float) -> None:
    assert in_frame(around(lon, lat, 80)).names, name


def test_ranks_are_relative_to_the_frame() -> None:
    country = basemap.ground(21, 8, 39, 23, country="Sudan").places
    frame = around(25.35, 13.63, 120)
    near = basemap.ground(*frame, country="Sudan", frame=frame).places
    assert country.names[0] == "Khartoum"
    assert near.names[0] == "El Fasher"
    small = {name: int(rank) for name, rank in zip(near.names, near.rank, strict=True)}
    assert small["El Fasher"] == 0
    assert country.rank[country.names.index("El Fasher")] > 0


def test_a_whole_country_starts_with_few_names_and_the_world_with_few_too() -> None:
    for box, country in (((91, 9, 102, 29), "Myanmar"), ((-180, -60, 180, 80), None)):
        rank = basemap.ground(*box, country=country).places.rank
        assert 6 <= (rank == 0).sum() <= 12
        assert (rank <= 1).sum() <= 26
        assert (np.diff(rank) >= 0).all()


def test_towns_that_are_shown_go_before_those_around() -> None:
    frame = around(30.3, 50.55, 40)
    west, south, east, north = frame
    places = basemap.ground(west - 1, south - 1, east + 1, north + 1, frame=frame).places
    first = [i for i, rank in enumerate(places.rank) if rank == 0]
    assert first
    assert all(west <= places.lon[i] <= east for i in first)
    assert "Bucha" in places.names


def test_greater_towns_that_crowd_each_other_leave_room_for_others() -> None:
    places = basemap.ground(-10, 35, 30, 60).places
    at = np.column_stack([places.lon, places.lat])[:20]
    apart = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1)) + 9 * np.eye(len(at))
    assert apart.min() > 1.0


def test_districts_of_a_city_are_not_towns() -> None:
    towns = atlas.towns()
    districts = {"Darnytsya", "Pravyi Bereh", "Saltivka", "Troyeshchyna", "Sadr City", "Kreuzberg"}
    assert districts.isdisjoint(towns["name"])
    kyiv = set(in_frame(around(30.52, 50.45, 60)).names)
    assert {"Kyiv", "Brovary"} <= kyiv


def test_people_and_places_of_the_towns_are_whole() -> None:
    towns = atlas.towns()
    assert len(towns) > 30_000
    assert towns["people"].ge(0).all()
    assert towns["name"].str.len().gt(0).all()
    assert not towns.duplicated(["name", "lon", "lat"]).any()


def test_who_comes_closer_finds_more_towns_than_the_first_eighty_each_standing_apart() -> None:
    places = basemap.ground(35.2, 32.0, 42.7, 37.6, country="Syrian Arab Republic").places
    later = places.rank >= 4
    assert "Hish" in {name for name, late in zip(places.names, later, strict=True) if late}
    assert later.sum() > 200
    lon, lat = places.lon, places.lat
    for at in np.flatnonzero(later):
        others = np.arange(len(lon)) != at
        assert np.hypot(lon[others] - lon[at], lat[others] - lat[at]).min() >= 0.02
    assert len({name for name, late in zip(places.names, later, strict=True) if not late}) == 80


@pytest.mark.parametrize(
    ("box", "lang", "names"),
    [
        ((22, 44, 40, 53), "uk", {"Київ", "Харків", "Кривий Ріг", "Луганськ"}),
        ((60, 29, 75, 39), "ru", {"Кабул", "Кандагар", "Кундуз"}),
        ((-80, -4, -66, 13), "es", {"Bogotá", "Medellín", "Cúcuta"}),
        ((35, 32, 43, 38), "fr", {"Alep", "Damas", "Lattaquié"}),
    ],
)
def test_towns_are_called_as_the_language_calls_them(box, lang: str, names: set[str]) -> None:
    assert names <= set(towns.places(box, box, None, lang, 0.0).names)


def test_names_of_towns_are_written_in_the_letters_of_their_language() -> None:
    table = pd.read_csv(resource("geodata", "names.csv"), keep_default_na=False)
    assert not table.duplicated(["name", "country"]).any()
    for column, letters in (
        ("name_uk", "[А-ЩЬЮЯЄІЇҐа-щьюяєіїґ’ -]*"),
        ("name_ru", "[А-Яа-яЁё -]*"),
    ):
        assert table[column].str.fullmatch(letters).all(), column
        assert (table[column] != "").sum() > 400
    assert not table["name_uk"].str.contains("[бвгґджзклмнпрстфхцчшщ]ї|ьск").any()
