"""The map of the change: every area in its class, told apart without colour."""

from __future__ import annotations

import itertools
import re

import geopandas as gpd
import numpy as np
import pytest
import shapely
import spec_samples
from colorspacious import cspace_convert, deltaE
from matplotlib.colors import to_rgb

import strikemap as sm
from strikemap.compose.difference import difference
from strikemap.palettes.seeing import confused
from strikemap.palettes.seeing import difference as difference_of
from strikemap.payload.payload import payload

CHANGES = [-12.0, -5.0, -1.0, 0.0, 1.0, 5.0, 12.0, 0.0]


def cells() -> gpd.GeoDataFrame:
    change = np.array(CHANGES)
    before = np.array([12, 5, 1, 3, 0, 0, 0, 0])
    return gpd.GeoDataFrame(
        {"n_before": before, "n_after": (before + change).astype(int), "change": change},
        geometry=[shapely.box(36 + i / 4, 34, 36.25 + i / 4, 35) for i in range(8)],
        crs="EPSG:4326",
    )


def drawn(lang="en"):
    return difference(spec_samples.spec(lang), cells())


def test_every_area_has_the_class_of_its_change():
    spec = drawn()
    keys = [spec.cell_styles[code].key for code in spec.cell_layers[0].style]
    expected = ["fewer0", "fewer1", "fewer2", "same", "more0", "more1", "more2", "empty"]
    assert keys == expected


def test_every_area_with_a_strike_says_its_counts():
    texts = drawn().cell_layers[0].text
    assert texts == ("12 → 0", "5 → 0", "1 → 0", "3 → 3", "0 → 1", "0 → 5", "0 → 12", "")


def two_parts(counted_west: int) -> sm.StrikeMap:
    """Return a map of one side in two parts, the eastern one larger, five strikes in them."""
    small, large = shapely.box(36, 35, 37, 36), shapely.box(38, 34, 40.5, 36)
    zones = sm.read_zones(
        gpd.GeoDataFrame(
            {"side": ["Opposition"], "zone": ["Opposition"], "as_of": ["2017-04-20"]},
            geometry=[shapely.MultiPolygon([small, large])],
            crs="EPSG:4326",
        )
    )
    lon = [36.5 if i < counted_west else 39.0 for i in range(5)]
    rows = gpd.GeoDataFrame(
        {"id": list("abcde"), "date": [f"2017-05-0{i}" for i in range(1, 6)], "attacker": "x"},
        geometry=gpd.points_from_xy(lon, [35.5] * 5),
        crs="EPSG:4326",
    )
    return sm.before_after(
        sm.read_reports(rows), sm.Event("Deal", "2017-05-04"), windows=5, zones=zones
    )


@pytest.mark.parametrize(("counted_west", "words"), [(4, ["3 → 1", "0 → 1"]), (0, ["3 → 2"])])
def test_each_part_of_a_side_has_its_own_counts_and_none_is_coloured_without(counted_west, words):
    spec = two_parts(counted_west).difference().spec
    layer = spec.cell_layers[0]
    assert sorted(filter(None, layer.text)) == sorted(words)
    blank = [spec.cell_styles[code].key == "empty" for code in layer.style]
    assert [not text for text in layer.text] == blank
    for text, lon, shape in zip(layer.text, layer.label_lon, layer.geometry, strict=True):
        assert not text or shape.bounds[0] < lon < shape.bounds[2]


def test_only_areas_with_a_word_have_a_point_for_it():
    layer = drawn().cell_layers[0]
    assert np.isfinite(layer.label_lon).tolist() == [bool(text) for text in layer.text]
    nowhere = payload(drawn())["cellLayers"][0]["labels"]
    assert [point is None for point in nowhere] == [not text for text in layer.text]


def test_in_arabic_the_arrow_points_the_way_one_reads():
    assert drawn("ar").cell_layers[0].text[0] == "\u200f12 ← 0"


def test_the_panel_sums_what_is_on_the_map_and_what_is_not():
    frame = cells()
    frame.loc[0, "geometry"] = None
    spec = difference(spec_samples.spec(), frame)
    assert spec.panels[0].counts[0].startswith("21 → 21")
    assert "12 → 0" in spec.panels[0].counts[1]
    assert len(spec.cell_layers[0].geometry) == 7


def test_no_strike_is_drawn_as_a_mark():
    assert (drawn().marks.panel == -1).all()


def test_the_legend_shows_the_classes_in_use_and_no_others():
    entries = drawn().legend[0].entries
    assert [entry.index for entry in entries] == list(range(8))


@pytest.mark.parametrize("kind", ["deuteranomaly", "protanomaly", "tritanomaly"])
def test_classes_are_nine_apart_for_colour_blind_readers(kind):
    space = {"name": "sRGB1+CVD", "cvd_type": kind, "severity": 100}
    fills = [to_rgb(style.fill) for style in drawn().cell_styles]
    seen = [np.clip(cspace_convert(fill, space, "sRGB1"), 0, 1) for fill in fills]
    apart = [deltaE(a, b, input_space="sRGB1") for a, b in itertools.combinations(seen, 2)]
    assert min(apart) > 9


def test_fewer_and_more_differ_in_grey_by_their_pattern():
    styles = drawn().cell_styles
    fewer = {style.pattern for style in styles if style.key.startswith("fewer")}
    more = {style.pattern for style in styles if style.key.startswith("more")}
    assert fewer == {"lines"}
    assert more == {"vertical"}
    grey = [cspace_convert(to_rgb(s.fill), "sRGB1", "CAM02-UCS")[0] for s in styles[:3]]
    assert np.diff(grey).min() > 8


def squares() -> gpd.GeoDataFrame:
    """Return squares on land, and one at sea, with a log risk on either side of each class."""
    log_risk = np.log([1 / 8, 1 / 3, 2 / 3, 8.0, 1.5, 3.0, 8.0, 8.0])
    frame = gpd.GeoDataFrame(
        {
            "n_before": [3, 1, 1, 0, 0, 0, 1, 0],
            "n_after": [0, 0, 0, 1, 1, 2, 2, 0],
            "change": 0.0,
            "log_risk": log_risk,
            "outside": [-1, -1, -1, 0, 1, 1, 1, 1],
        },
        geometry=[*(shapely.box(37 + i / 4, 34, 37.25 + i / 4, 34.25) for i in range(7)), _AT_SEA],
        crs="EPSG:4326",
    )
    frame.attrs = {"bandwidth_km": 25.0, "draws": 499}
    return frame


_AT_SEA = shapely.box(34.5, 33.9, 34.6, 34.0)


def test_a_surface_is_coloured_where_it_left_its_envelope_and_pale_elsewhere():
    spec = difference(spec_samples.spec(), squares())
    keys = [spec.cell_styles[code].key for code in spec.cell_layers[0].style]
    assert keys == ["smaller0", "smaller1", "smaller2", "within", "larger0", "larger1", "larger2"]


def test_a_surface_ends_at_the_coast_and_counts_every_strike():
    spec = difference(spec_samples.spec(), squares())
    drawn = shapely.union_all(spec.cell_layers[0].geometry)
    assert not drawn.intersects(_AT_SEA)
    assert spec.panels[0].counts[0] == "6 → 6 strikes"


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_surface_says_how_it_was_made(lang):
    spec = difference(spec_samples.spec(lang), squares())
    assert all(number in spec.notes[0].text for number in ("25", "499", "50"))
    labels = [style.label for style in spec.cell_styles]
    assert len(set(labels)) == len(labels) == 7


@pytest.fixture(scope="module")
def deal() -> sm.StrikeMap:
    return sm.before_after(
        sm.load_dataset("syria_2017_strikes"),
        sm.Event("Deal", "2017-05-04"),
        zones=sm.load_dataset("syria_2017_control"),
        where={"attacker": "Russia"},
    )


@pytest.mark.parametrize(("by", "shown"), [("zone", True), ("hexagon", False), ("surface", False)])
def test_only_a_change_by_zone_speaks_of_zones_and_none_of_marks(deal, by, shown):
    spec = deal.difference(by=by).spec
    notes = [note.kind for note in spec.notes]
    assert ("zones as of" in spec.panels[0].zones_note) == shown
    assert ("zones" in notes) == shown
    assert ("interpolated" in spec.subtitle) == shown
    assert ("zones as of" in spec.alt) == shown
    assert "mark" not in spec.subtitle.lower()
    assert not any("Marks at the same place" in note.text for note in spec.notes)


@pytest.mark.parametrize("by", ["zone", "hexagon"])
def test_no_ground_is_coloured_on_which_no_counted_strike_lies(deal, by):
    spec = deal.difference(by=by).spec
    layer = spec.cell_layers[0]
    rows = deal.comparison.strikes
    points = rows.geometry[~rows["alternative"].astype(bool)].to_numpy()
    for shape, code in zip(layer.geometry, layer.style, strict=True):
        struck = (shapely.distance(shape, points) < 0.011).any()
        assert struck or spec.cell_styles[code].key == "empty"
    (empty,) = (i for i, s in enumerate(spec.cell_styles) if s.key == "empty")
    assert by == "hexagon" or empty in layer.style


def test_the_class_of_an_area_is_true_of_its_counts(deal):
    cells = deal.difference()._scene.cells
    spec = deal.difference().spec
    assert cells[["n_before", "n_after"]].sum().tolist() == [40, 18]
    drawn = cells[cells.geometry.notna()]
    keys = [spec.cell_styles[code].key for code in spec.cell_layers[0].style]
    for key, change in zip(keys, drawn["change"], strict=True):
        assert key[:4] in {-1: ("fewe",), 1: ("more",), 0: ("same", "empt")}[int(np.sign(change))]


def test_the_steps_between_classes_are_round(deal):
    labels = {style.label for style in deal.difference().spec.cell_styles}
    assert {"more than 2 fewer", "1 to 2 fewer", "up to 1 fewer"} < labels


def test_a_map_of_the_change_says_what_its_areas_do_not_count() -> None:
    m = sm.before_after(
        sm.load_dataset("syria_2017_strikes"),
        "2017-05-04",
        where={"attacker": "Russia"},
        alternatives=True,
    )
    [panel] = m.difference(by="hexagon", km=60).spec.panels
    told = "14 → 5 “Syrian government or Russia”: either or both, not counted here"
    assert panel.counts[-1] == told


def told_in_numbers(m: sm.StrikeMap, **how: str) -> tuple[int, int]:
    """Return what the numbers on a drawn map and what it says of the others sum to."""
    [axes] = [ax for ax in m.plot(**how).axes if str(ax.get_gid()).startswith("panel ")]
    words = [text.get_text() for text in axes.texts if text.get_gid() == "label"]
    found = [re.findall(r"(\d+) → (\d+)", word) for word in words]
    return tuple(sum(int(pair[i]) for pairs in found for pair in pairs) for i in (0, 1))


@pytest.mark.parametrize("how", [{}, {"format": "single-column"}, {"format": "slide"}])
@pytest.mark.parametrize(("by", "km"), [("zone", 40), ("hexagon", 40), ("hexagon", 12)])
def test_numbers_and_what_is_said_of_the_rest_sum_to_all_that_is_drawn(deal, by, km, how):
    m = deal.difference(by=by, km=km)
    cells = m._scene.cells
    drawn = cells[cells.geometry.notna()][["n_before", "n_after"]].sum()
    assert told_in_numbers(m, **how) == tuple(drawn)


def test_the_largest_changes_have_their_numbers_though_towns_stand_there(deal):
    m = deal.difference()
    largest = m.spec.cell_layers[0].by_change()[:4]
    axes = m.plot().axes[0]
    words = {text.get_text() for text in axes.texts if text.get_gid() == "label"}
    assert {m.spec.cell_layers[0].text[row] for row in largest} <= words
    assert m.spec.cell_layers[0].text[largest[1]] == "11 → 0"


def test_the_classes_of_a_change_differ_in_grey_or_by_a_pattern_that_is_seen(deal):
    styles = [s for s in drawn().cell_styles if s.key != "empty"]
    for one, other in itertools.combinations(styles, 2):
        assert not confused(one, other)
    for style in styles:
        assert style.pattern != "none"
        assert difference_of(style.fill, style.pattern_colour, "grayscale") >= 15
