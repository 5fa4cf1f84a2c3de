"""The ground of a day: waters, borders and contests as they were then, where that is known."""

from __future__ import annotations

import pandas as pd
import pytest
from shapely.geometry import Point

import strikemap as sm
from strikemap.ground import atlas, basemap

KAKHOVKA, ARAL, UKRAINE = Point(34.2, 47.45), Point(59.5, 45.0), (32.0, 44.0, 37.0, 49.0)


@pytest.mark.parametrize(
    ("date", "full"),
    [("1944-06-06", False), ("2022-02-24", True), ("2023-06-05", True), ("2023-06-06", False)],
)
def test_the_kakhovka_reservoir_is_full_only_while_it_was(date: str, full: bool) -> None:
    assert basemap.ground(*UKRAINE, date=date).lakes.contains(KAKHOVKA) == full


def test_today_the_kakhovka_reservoir_is_a_river_again() -> None:
    today = basemap.ground(*UKRAINE)
    assert not today.lakes.contains(KAKHOVKA)
    assert today.rivers.distance(KAKHOVKA) < 0.2


def test_the_aral_sea_is_whole_before_it_shrank() -> None:
    box = (56.0, 42.0, 64.0, 48.0)
    assert basemap.ground(*box, date="1979-12-25").lakes.contains(ARAL)
    assert not basemap.ground(*box, date="2001-10-07").lakes.contains(ARAL)


def test_no_lake_is_there_twice_on_any_day() -> None:
    for date in ("1940-01-01", "1970-01-01", "1987-12-31", "1988-01-01", "2020-01-01"):
        lakes = atlas.in_force(atlas.lakes(), date)
        named = lakes.loc[lakes["name"] != "", "name"]
        assert named.is_unique
        assert not ({"Aral Sea", "Aral Sea (west)"} <= set(named))


def test_lake_assad_is_not_drawn_before_its_dam() -> None:
    box = (35.0, 32.0, 43.0, 38.0)
    lake = Point(38.2, 36.0)
    assert not basemap.ground(*box, date="1967-06-05").lakes.contains(lake)
    assert basemap.ground(*box, date="2017-05-04").lakes.contains(lake)


@pytest.mark.parametrize(
    ("box", "before", "since"),
    [(UKRAINE, "2013-12-31", "2014-03-18"), ((34.5, 31.8, 43.5, 37.8), "1967-06-04", "1967-06-10")],
)
def test_an_area_is_not_occupied_before_it_was(
    box: tuple[float, float, float, float], before: str, since: str
) -> None:
    assert basemap.ground(*box, date=before).areas == ()
    (area,) = basemap.ground(*box, date=since).areas
    assert "occupied" in area.label
    assert basemap.ground(*box, date=before, viewpoint="held", country="Ukraine").areas == ()


def test_the_line_of_1994_in_karabakh_is_not_drawn_after_2020() -> None:
    box = (45.5, 38.5, 48.0, 41.0)
    then, later = (basemap.ground(*box, date=day).disputed for day in ("2020-09-27", "2023-10-01"))
    assert then.length > later.length + 1


@pytest.mark.parametrize(
    ("box", "date", "later"),
    [
        ((-1.0, 51.0, 1.0, 52.0), "1944-06-13", True),
        ((21.0, 4.0, 38.0, 22.0), "2010-01-01", True),
        ((21.0, 4.0, 38.0, 22.0), "2024-05-10", False),
        ((35.0, 32.0, 43.0, 38.0), "2017-05-04", False),
        ((16.0, 42.0, 20.0, 45.0), "1991-05-01", True),
    ],
)
def test_a_map_of_other_borders_says_that_its_own_are_of_today(
    box: tuple[float, float, float, float], date: str, later: bool
) -> None:
    ground = basemap.ground(*box, date=date)
    note = basemap.boundary_note(ground, date=date)
    assert ("Borders of today" in note) == later
    assert (date[:4] in note) == later
    arabic = basemap.boundary_note(ground, lang="ar", date=date)
    assert ("حدود اليوم" in arabic) == later


def test_the_open_sea_has_no_borders_of_any_day() -> None:
    sea = basemap.ground(-150, -10, -149, -9, date="2008-01-01")
    assert sea.land.is_empty
    assert sea.places.names == ()
    assert "today" not in basemap.boundary_note(sea, date="2008-01-01")


@pytest.mark.filterwarnings("ignore::strikemap.errors.MapWarning")
def test_a_map_takes_the_ground_of_its_last_day() -> None:
    rows = pd.DataFrame(
        {"id": ["a", "b"], "date": ["2023-06-01", "2023-06-10"], "lat": [46.9, 47.8]}
    )
    rows["lon"] = [33.8, 34.9]
    reports = sm.read_reports(rows)
    after = sm.before_after(reports, sm.Event("the dam", "2023-06-06"), country="Ukraine")
    assert not after.spec.ground.lakes.contains(KAKHOVKA)
    before = sm.before_after(reports, sm.Event("spring", "2023-03-01"), country="Ukraine")
    assert before.spec.ground.lakes.contains(KAKHOVKA)


def test_the_countries_of_an_extent_are_named_within_themselves() -> None:
    table = basemap.country_labels(-20, -36, 55, 38)
    assert table["share"].is_monotonic_decreasing
    assert {"Algeria", "Sudan"} <= set(table["country"].head(4))
    for row in table.itertuples():
        assert basemap.country(row.country).buffer(0.05).contains(Point(row.lon, row.lat)), row
    arabic = basemap.country_labels(-20, -36, 55, 38, lang="ar")
    assert "السودان" in set(arabic["name"])


def test_countries_beyond_the_antimeridian_are_named_there() -> None:
    table = basemap.country_labels(160, -50, 200, 0)
    assert table.loc[table["country"] == "New Zealand", "lon"].between(160, 200).all()
    world = basemap.country_labels(-180, -60, 180, 80)
    assert {"Russia", "Brazil", "Australia", "Canada"} <= set(world["country"])
    assert world["country"].is_unique
    assert world["lon"].between(-180, 180).all()
