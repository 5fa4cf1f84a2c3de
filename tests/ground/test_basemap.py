"""The ground: countries, borders, waters and towns of any part of the world."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely.geometry import Point, box

from strikemap.datasets import load_dataset
from strikemap.errors import MapError
from strikemap.ground import atlas, basemap
from strikemap.spec import Ground
from strikemap.words.languages import codes

SYRIA = (34.5, 31.8, 43.5, 37.8)
IN_GOLAN = Point(35.78, 33.0)


@pytest.fixture(scope="module")
def syria() -> Ground:
    return basemap.ground(*SYRIA, country="Syria")


def km2(area: shapely.Geometry) -> float:
    from pyproj import Geod

    return abs(Geod(ellps="WGS84").geometry_area_perimeter(area)[0]) / 1e6


def test_syria_has_the_area_that_the_statistics_give_it() -> None:
    assert km2(basemap.country("Syria")) == pytest.approx(185_180, rel=0.02)


@pytest.mark.parametrize("name", ["Syria", "syria", "SYR", "sy", "سوريا", "Syrian Arab Republic"])
def test_a_country_is_found_by_any_of_its_names(name: str) -> None:
    assert basemap.country(name).equals(basemap.country("Syria"))


def test_an_unknown_country_is_refused_with_names_that_come_near() -> None:
    with pytest.raises(MapError, match="Syria") as caught:
        basemap.country("Syrya")
    assert caught.value.code == "COUNTRY_UNKNOWN"


def test_the_golan_is_part_of_syria_and_a_unit_of_its_own(syria: Ground) -> None:
    assert basemap.country("Syria").contains(IN_GOLAN)
    assert not basemap.country("Israel").contains(IN_GOLAN)
    (golan,) = syria.areas
    assert golan.label == "Golan Heights (Israeli-occupied)"
    assert golan.dashed
    assert golan.geometry.contains(IN_GOLAN)
    assert km2(golan.geometry) == pytest.approx(1_200, rel=0.12)
    assert "Golan" in basemap.boundary_note(syria)


def test_the_other_viewpoint_counts_contested_areas_to_those_who_hold_them() -> None:
    crimea = Point(34.1, 45.2)
    for where, un, held_by in ((IN_GOLAN, "Syria", "Israel"), (crimea, "Ukraine", "Russia")):
        assert basemap.country(un).contains(where)
        assert not basemap.country(held_by).contains(where)
        assert not basemap.country(un, viewpoint="held").contains(where)
        assert basemap.country(held_by, viewpoint="held").contains(where)


@pytest.mark.parametrize("viewpoint", ["un", "held"])
@pytest.mark.parametrize(
    ("country", "extent"), [("Syria", SYRIA), ("Jordan", (34, 29.4, 40, 34)), (None, SYRIA)]
)
def test_contested_land_edges_are_never_solid(
    country: str | None, extent: tuple[float, float, float, float], viewpoint: str
) -> None:
    ground = basemap.ground(*extent, country=country, viewpoint=viewpoint)
    inner = ground.areas[0].geometry.boundary
    solid = shapely.union_all([ground.outline, ground.borders, ground.disputed])
    assert solid.intersection(inner.buffer(0.002)).length < 0.05


def test_the_note_names_the_areas_that_a_map_shows_apart_and_no_others(syria: Ground) -> None:
    assert "Golan" in basemap.boundary_note(syria)
    yemen = basemap.boundary_note(basemap.ground(41, 11.5, 54, 20))
    assert "Golan" not in yemen
    assert "United Nations" not in yemen
    arabic = basemap.ground(*SYRIA, lang="ar")
    assert "الجولان" in basemap.boundary_note(arabic, lang="ar", viewpoint="held")


def test_an_unknown_viewpoint_is_refused() -> None:
    with pytest.raises(MapError, match="un, held") as caught:
        basemap.ground(*SYRIA, viewpoint="mine")
    assert caught.value.code == "VIEWPOINT_UNKNOWN"


def test_every_viewpoint_has_its_words_in_every_language(syria: Ground) -> None:
    for lang in codes():
        said = {basemap.boundary_note(syria, lang=lang, viewpoint=v) for v in basemap.VIEWPOINTS}
        assert len(said) == 2
        assert all(len(text) > 60 for text in said)


def test_the_golan_has_no_solid_line_around_it(syria: Ground) -> None:
    edge = syria.areas[0].geometry.boundary
    for layer in (syria.outline, syria.borders):
        assert shapely.intersection(layer, edge).length < 1e-3


@pytest.mark.parametrize("level", ["syria", "detail", "world"])
def test_every_level_takes_the_same_view_of_the_golan(level: atlas.Level) -> None:
    table = atlas.countries(level).table
    owners = table.loc[table.contains(IN_GOLAN), "name"].tolist()
    assert owners == ["Syria"]


@pytest.mark.parametrize("level", ["detail", "world"])
def test_crimea_is_ukrainian_at_every_level(level: atlas.Level) -> None:
    table = atlas.countries(level).table
    assert table.loc[table.contains(Point(34.1, 45.2)), "name"].tolist() == ["Ukraine"]


def test_governorates_fill_syria_but_for_the_golan_without_gap_or_overlap() -> None:
    rows = load_dataset("syria_basemap").set_index("layer").geometry
    parts = rows.loc["governorate"]
    assert len(parts) == 14
    union = shapely.union_all(parts.to_numpy())
    assert sum(km2(part) for part in parts) == pytest.approx(km2(union), rel=1e-9)
    whole = union.union(rows.loc["area"])
    assert shapely.symmetric_difference(whole, rows.loc["country"]).area < 1e-9


def test_neighbours_touch_without_gap_or_overlap(syria: Ground) -> None:
    areas = atlas.countries("syria").table.geometry.to_numpy()
    land = shapely.union_all(areas)
    assert sum(km2(area) for area in areas) == pytest.approx(km2(land), rel=1e-9)
    holes = [ring for part in shapely.get_parts(land) for ring in part.interiors]
    assert not holes


def test_the_ground_reaches_a_little_beyond_the_extent_and_no_further(syria: Ground) -> None:
    window = box(*SYRIA)
    for layer in (syria.land, syria.borders, syria.rivers):
        assert window.buffer(0.5).covers(layer)
    assert syria.land.bounds[3] > SYRIA[3]


def test_layers_hold_only_their_own_kind_of_geometry(syria: Ground) -> None:
    for layer in (syria.land, syria.country, syria.lakes):
        assert set(shapely.get_dimensions(shapely.get_parts(layer))) == {2}
        assert layer.is_valid
    for layer in (syria.outline, syria.borders, syria.admin, syria.rivers):
        assert set(shapely.get_dimensions(shapely.get_parts(layer))) == {1}


def test_the_euphrates_runs_past_its_towns_and_through_lake_assad(syria: Ground) -> None:
    water = shapely.union(syria.rivers, syria.lakes)
    points = shapely.points(syria.places.lon, syria.places.lat)
    places = dict(zip(syria.places.names, points, strict=True))
    for town in ("Raqqa", "Deir ez-Zor", "Mayadin", "Albu Kamal", "Jarabulus", "Tabqa"):
        assert water.distance(places[town]) < 0.06, town
    assert syria.lakes.contains(Point(38.2, 36.0))


def test_towns_are_sorted_by_rank_and_named_in_the_language_asked(syria: Ground) -> None:
    assert (np.diff(syria.places.rank) >= 0).all()
    assert {"Damascus", "Aleppo", "Palmyra", "Raqqa", "Idlib"} <= set(syria.places.names[:12])
    arabic = basemap.ground(*SYRIA, country="Syria", lang="ar")
    assert "دمشق" in arabic.places.names
    assert len(arabic.places.names) == len(syria.places.names)
    assert "الجولان" in arabic.areas[0].label


@pytest.mark.parametrize(
    ("country", "extent", "town"),
    [
        ("Yemen", (41.0, 11.5, 54.0, 20.0), "Sanaa"),
        ("Ukraine", (21.0, 43.5, 41.0, 53.0), "Kyiv"),
        ("Sudan", (20.0, 7.0, 40.0, 24.0), "Khartoum"),
        ("Myanmar", (91.0, 9.0, 102.0, 29.0), "Yangon"),
    ],
)
def test_any_country_has_an_outline_and_its_towns(
    country: str, extent: tuple[float, float, float, float], town: str
) -> None:
    ground = basemap.ground(*extent, country=country)
    assert town in ground.places.names[:15]
    assert ground.country.area > 1
    assert ground.outline.length > 1
    edge = basemap.country(country).boundary.buffer(0.2)
    assert edge.covers(ground.outline)


@pytest.mark.parametrize("country", ["Yemen", "Ukraine", "Iraq"])
def test_countries_of_the_detailed_layer_show_their_provinces(country: str) -> None:
    outline = basemap.country(country)
    ground = basemap.ground(*outline.bounds, country=country)
    assert ground.admin.length > 3
    assert outline.buffer(0.1).covers(ground.admin)


def test_a_map_without_a_country_has_borders_but_no_outline() -> None:
    ground = basemap.ground(-10, 35, 20, 60)
    assert ground.country.is_empty
    assert ground.outline.is_empty
    assert ground.borders.length > 20
    assert ground.areas == ()


def test_disputed_borders_are_dashed_and_not_drawn_twice() -> None:
    ground = basemap.ground(-18, 20, 0, 36, country="Morocco")
    assert ground.disputed.length > 3
    assert shapely.intersection(ground.disputed, ground.borders).length == 0
    assert shapely.intersection(ground.disputed, ground.outline).length < 1e-9


@pytest.mark.parametrize("extent", [(172, -22, -174, -12), (172, -22, 186, -12)])
def test_an_extent_over_the_antimeridian_goes_on_beyond_it(
    extent: tuple[float, float, float, float],
) -> None:
    ground = basemap.ground(*extent, country="Fiji")
    west, _, east, _ = ground.land.bounds
    assert 171 < west < 180 < east < 187
    assert max(part.bounds[2] - part.bounds[0] for part in shapely.get_parts(ground.land)) < 5
    assert "Suva" in ground.places.names


def test_the_whole_world_comes_once() -> None:
    ground = basemap.ground(-180, -60, 180, 80)
    west, _, east, _ = ground.land.bounds
    assert (west, east) == (-180, 180)
    assert (ground.places.rank < 4).sum() <= 80
    assert ground.places.names[0] == "Shanghai"


@pytest.mark.parametrize("extent", [(35, 32, 35, 38), (35, 38, 42, 32), (float("nan"), 32, 42, 38)])
def test_an_extent_without_area_is_refused(extent: tuple[float, float, float, float]) -> None:
    with pytest.raises(MapError) as caught:
        basemap.ground(*extent)
    assert caught.value.code == "EXTENT"


def test_layers_of_ones_own_take_the_place_of_the_embedded_ones() -> None:
    mine = load_dataset("world_rivers").to_crs(3857).head(3)
    ground = basemap.ground(*SYRIA, country="Syria", layers={"rivers": mine})
    assert ground.rivers.equals(shapely.union_all(mine.to_crs(4326).geometry.to_numpy()))
    with pytest.raises(MapError, match="land, country") as caught:
        basemap.ground(*SYRIA, layers={"roads": mine})
    assert caught.value.code == "LAYER_UNKNOWN"


def test_the_country_of_points_is_the_one_that_most_are_in() -> None:
    lon, lat = [36.3, 37.2, 39.0, 44.4, np.nan], [33.5, 36.2, 35.9, 33.3, 33.0]
    assert basemap.country_of(lon, lat) == "Syria"
    assert basemap.country_of(44.2, 15.4) == "Yemen"
    assert basemap.country_of([-30.0], [0.0]) is None
    assert basemap.country_of([], []) is None


def test_the_embedded_strikes_are_in_syria() -> None:
    points = load_dataset("syria_2017_strikes").geometry
    assert basemap.country_of(points.x, points.y) == "Syria"
    assert points.within(basemap.country("Syria")).all()


def test_the_same_extent_gives_the_same_ground() -> None:
    one, other = (basemap.ground(*SYRIA, country="Syria") for _ in range(2))
    assert shapely.to_wkb(one.land) == shapely.to_wkb(other.land)
    assert shapely.to_wkb(one.borders) == shapely.to_wkb(other.borders)
    assert one.places.names == other.places.names


def test_countries_over_the_antimeridian_have_their_land_and_no_seams() -> None:
    russia, fiji = basemap.country("Russia"), basemap.country("Fiji")
    assert km2(russia) == pytest.approx(16_890_000, rel=0.01)
    land = [(100.0, 71.2), (179.5, 71.1), (-178.5, 71.1), (120.0, 65.05), (120.0, 69.02)]
    sea = [(38.0, 66.0), (60.0, 71.2), (165.0, 71.2), (178.0, 71.2), (-179.0, 65.3)]
    assert shapely.contains_xy(russia, *np.transpose(land)).all()
    assert not shapely.contains_xy(russia, *np.transpose(sea)).any()
    taveuni = shapely.contains_xy(fiji, [179.97, -179.97], [-16.9, -16.85])
    assert taveuni.all()
    for each in (russia, fiji):
        rings = [
            shapely.get_coordinates(ring) for ring in shapely.get_rings(shapely.get_parts(each))
        ]
        steps = np.concatenate([np.abs(np.diff(ring, axis=0)) for ring in rings])
        assert not ((steps[:, 0] > 2.5) & (steps[:, 1] < 0.1)).any()


def test_the_note_tells_only_of_what_is_in_the_frame() -> None:
    iraq = (38.4, 28.5, 49.0, 38.0)
    around = basemap.ground(35.0, 28.0, 50.0, 38.5, country="Iraq")
    assert "Golan" in basemap.boundary_note(around)
    assert "Golan" not in basemap.boundary_note(around, frame=iraq)
    kenya = basemap.ground(30.0, -4.0, 41.0, 8.0, country="Kenya", date="2009-01-01")
    told = [
        basemap.boundary_note(kenya, date="2009-01-01", frame=(34.0, -4.0, 41.0, north))
        for north in (7.0, 3.0)
    ]
    assert ["Borders of today" in text for text in told] == [True, False]


@pytest.mark.parametrize(("lake", "lon", "lat"), [("Kivu", 29.1, -1.9), ("Edward", 29.6, -0.35)])
def test_lakes_at_which_wars_are_fought_are_on_the_coarser_ground_too(lake, lon, lat) -> None:
    assert atlas.lakes().contains(Point(lon, lat)).any(), lake


@pytest.mark.parametrize("box", [(34, 30.5, 36.5, 33), (20, 15, 60, 40), (-10, 0, 90, 60)])
def test_east_jerusalem_is_never_drawn_as_israel(box: tuple[float, float, float, float]) -> None:
    israel, palestine = (basemap.ground(*box, country=name) for name in ("Israel", "Palestine"))
    for lon, lat in ((35.245, 31.778), (35.23, 31.83)):
        assert not shapely.contains_xy(israel.country, lon, lat)
        assert shapely.contains_xy(palestine.country, lon, lat)


def test_india_and_pakistan_are_dashed_only_where_no_border_is_agreed() -> None:
    ground = basemap.ground(68, 22, 80, 37, country="India")
    punjab, kashmir = shapely.Point(74.55, 31.6), shapely.Point(74.05, 34.0)
    assert (
        shapely.distance(ground.outline, punjab) < 0.1 < shapely.distance(ground.disputed, punjab)
    )
    assert shapely.distance(ground.disputed, kashmir) < 0.1
    assert shapely.intersection(ground.disputed, ground.outline).length < 1e-9


def test_a_viewpoint_is_told_only_where_it_decides_about_an_area() -> None:
    kashmir = basemap.boundary_note(basemap.ground(72, 31, 79, 36.5, country="India"))
    assert kashmir.startswith("Boundaries: Natural Earth; no endorsement")
    assert kashmir.endswith("Dashed: disputed.")
    assert basemap.boundary_note(basemap.ground(-8, 12, 0, 20)).count(".") == 1
    golan = basemap.ground(35.4, 32.6, 36.4, 33.6)
    told = [basemap.boundary_note(golan, viewpoint=view) for view in ("un", "held")]
    assert "as the United Nations count them" in told[0]
    assert "the country that holds them" in told[1]


@pytest.mark.parametrize(
    ("country", "at", "far"),
    [("Afghanistan", (69.8, 35.5), (61, 29, 75, 39)), ("Iraq", (43.09, 36.76), (38, 29, 49, 38))],
)
def test_lines_of_provinces_reach_all_of_a_country(country, at, far) -> None:
    lines = basemap.ground(*far, country=country).admin
    assert shapely.distance(lines, Point(*at)) < 0.5
