"""The companion package: finer ground where it is installed, a word where it is not."""

from __future__ import annotations

import configparser
import gzip
import warnings
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from shapely.geometry import LineString, Point, box

from strikemap.errors import MapWarning
from strikemap.ground import atlas, basemap, companion, countries, waters

ROOT = Path(__file__).resolve().parents[2]
FRAME = (-76.0, 3.0, -74.0, 5.0)


def forget() -> None:
    for kept in (companion.near, companion.country, companion.towns, companion.recommend):
        kept.cache_clear()
    atlas._fine_countries.cache_clear()
    countries.area.cache_clear()
    countries.coast_and_settled_border.cache_clear()


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Put a companion of a few shapes in place of the one that may be installed."""
    home, beyond = box(-77, 2, -74.5, 6), box(-74.5, 2, -72, 6)
    border = LineString([(-74.5, 2), (-74.5, 6)])
    across = LineString([(-77, 3.5), (-72, 3.5)])
    dates = {"name": ["drained", "kept"], "valid_from": ["", ""], "valid_to": ["2020-01-01", ""]}
    rivers = [LineString([(-77, y), (-72, y)]) for y in (3.2, 4.2, 4.6)]
    layers = {
        "countries": ({"name": ["Colombia", "Venezuela"]}, [home, beyond]),
        "land": ({}, [home.union(beyond)]),
        "borders": ({"one": ["Colombia"], "other": ["Venezuela"]}, [border]),
        "provinces": ({"name": ["Colombia"]}, [across]),
        "rivers": ({"class": [1, 3, 4]}, rivers),
        "lakes": (dates, [box(-76, 3, -75.5, 3.5), box(-75.2, 4, -74.9, 4.3)]),
    }
    for name, (columns, shapes) in layers.items():
        layer = gpd.GeoDataFrame(columns or None, geometry=shapes, crs=4326)
        layer.to_file(tmp_path / f"{name}.fgb", driver="FlatGeobuf")
    towns = (
        "name,name_ar,country,lon,lat,people\nHamlet,,CO,-75.1,4.1,500\nTown,,CO,-75.5,4.5,9000\n"
    )
    (tmp_path / "towns.csv.gz").write_bytes(gzip.compress(towns.encode()))
    monkeypatch.setattr(companion, "folder", lambda: tmp_path)
    forget()
    yield tmp_path
    monkeypatch.undo()
    forget()


@pytest.fixture
def absent(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(companion, "folder", lambda: None)
    forget()
    yield
    monkeypatch.undo()
    forget()


def test_an_installed_companion_is_what_a_map_is_drawn_on(tiny: Path) -> None:
    ground = basemap.ground(*FRAME, country="Colombia")
    assert atlas.level_for(*FRAME) == "fine"
    assert ground.country.bounds[2] == pytest.approx(-74.5)
    assert ground.outline.intersects(Point(-74.5, 4).buffer(0.01))
    assert not ground.admin.is_empty
    assert ground.places.names == ("Town", "Hamlet")


def test_smaller_frames_show_smaller_rivers(tiny: Path) -> None:
    def lines(width: float) -> int:
        rivers = basemap.ground(-77, 3, -77 + width, 3 + width).rivers
        return int(shapely.get_num_geometries(rivers))

    assert (lines(1.8), lines(4.5), lines(9.0)) == (3, 2, 1)


def test_lakes_of_the_companion_have_dates_too(tiny: Path) -> None:
    drained = Point(-75.7, 3.2)
    assert basemap.ground(*FRAME, date="2019-12-31").lakes.contains(drained)
    assert not basemap.ground(*FRAME, date="2020-01-01").lakes.contains(drained)


def test_syria_and_maps_of_the_world_are_the_same_with_and_without_it(tiny: Path) -> None:
    assert atlas.level_for(35, 32, 43, 38) == "syria"
    assert atlas.level_for(-180, -60, 180, 80) == "world"


def test_without_it_a_map_that_would_gain_names_it_once(absent: None) -> None:
    def twice() -> None:
        basemap.ground(*FRAME)
        basemap.ground(*FRAME)

    with pytest.warns(MapWarning, match="strikemap-ground") as caught:
        twice()
    assert len(caught) == 1


@pytest.mark.parametrize("extent", [(35, 32, 38, 35), (-80, -5, -66, 13)])
def test_without_it_a_map_that_would_not_gain_much_says_nothing(
    absent: None, extent: tuple[float, float, float, float]
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert not basemap.ground(*extent).land.is_empty


def test_what_is_under_the_lgpl_is_in_the_companion_only() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "geodata" / "world" / "setup.cfg", encoding="utf-8")
    assert "LGPL" in config["metadata"]["license"]
    catalogue = (ROOT / "geodata" / "catalogue.json").read_text(encoding="utf-8")
    assert "GSHHG" not in catalogue
    manifest = (ROOT / "MANIFEST.in").read_text(encoding="utf-8")
    kept_out = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    for folder in ("geodata/world/strikemap_ground/data", "geodata/world/build"):
        assert f"prune {folder}" in manifest
        assert f"{folder}/" in kept_out


@pytest.mark.parametrize("name", ["Colombia", "Mali", "Myanmar", "Sudan", "Azerbaijan", "Fiji"])
def test_the_companion_knows_every_country_as_the_atlas_does(name: str) -> None:
    pytest.importorskip("strikemap_ground")
    fine, coarse = companion.country(name), countries.area(name, "world")
    assert fine.intersection(coarse).area / fine.union(coarse).area > 0.75
    assert shapely.get_num_coordinates(fine) > 2 * shapely.get_num_coordinates(coarse)
    assert atlas.provinces(name, "fine", fine.bounds)


def test_the_companion_takes_the_same_view_of_crimea_and_the_golan() -> None:
    pytest.importorskip("strikemap_ground")
    for where, country in ((Point(34.1, 45.2), "Ukraine"), (Point(35.78, 33.0), "Syria")):
        found = companion.near("countries", where.buffer(0.01).bounds)
        assert found.loc[found.contains(where), "name"].tolist() == [country]


def test_a_map_of_all_syria_has_the_companions_rivers_of_the_second_class(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = max(waters._syrian("river").geometry, key=lambda line: line.length)
    khabur, brook = LineString([(40.7, 36.6), (40.5, 35.6)]), LineString([(37, 34), (37.5, 34)])
    table = gpd.GeoDataFrame({"class": [3, 4, 1]}, geometry=[khabur, brook, own], crs=4326)
    monkeypatch.setattr(companion, "near", lambda layer, box: table)
    found = list(waters.rivers((35.4, 32.0, 42.5, 37.5), "syria"))
    assert [line for line in found if line.intersects(brook)] == []
    assert sum(line.intersection(khabur).length for line in found) == pytest.approx(khabur.length)
    assert sum(line.intersection(own).length for line in found) == pytest.approx(own.length)
