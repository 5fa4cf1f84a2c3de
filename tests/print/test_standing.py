"""Every strike stands on its map, in the zone of its place, and on ground that is known."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
import spec_samples
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.figure import Figure

import strikemap as sm
from strikemap.compose.extent import degrees_within
from strikemap.paint.print import static
from strikemap.paint.print.fences import Fences, fences
from strikemap.paint.print.formats import FORMATS
from strikemap.paint.print.marks import draw_marks
from strikemap.paint.print.panel import frame_of, on_ground, plan
from strikemap.paint.print.panels import aspect
from strikemap.paint.print.placing import Placed, covered, lifted
from strikemap.paint.print.room import Frame
from strikemap.spec import LOOKS, MapSpec

FIXED = [name for name, paper in FORMATS.items() if paper.height]
LONG = "Joint Operations Command of the Northern and the Western Military Region"


def scattered(n: int, seed: int, spread: float, box: tuple[float, float, float, float]) -> MapSpec:
    """Return a map with piles of strikes in a box, its corners among them."""
    sample = spec_samples.many(n, seed=seed)
    rng = np.random.default_rng(seed)
    west, south, east, north = box
    middles = np.column_stack((rng.uniform(west, east, 5), rng.uniform(south, north, 5)))
    middles[0] = west, north
    lon, lat = (middles[rng.integers(0, 5, n)] + rng.normal(0, spread, (n, 2))).T
    lon, lat = np.clip(lon, west, east), np.clip(lat, south, north)
    near = rng.random(n) < 0.2
    return replace(sample, marks=replace(sample.marks, lon=lon, lat=lat, near_front=near))


SIZES = st.tuples(st.floats(70, 400), st.floats(60, 400))


@settings(max_examples=15, deadline=None)
@given(n=st.integers(2, 90), seed=st.integers(0, 999), spread=st.floats(0, 0.4), size=SIZES)
def test_all_strikes_of_a_map_stand_on_it_whole(n, seed, spread, size) -> None:
    whole = spec_samples.spec().extent
    spec = scattered(n, seed, spread, (whole.west, whole.south, whole.east, whole.north))
    shared = plan(spec, FORMATS["slide"], *size)
    for panel in range(2):
        signs = shared.signs[panel]
        assert signs.times.sum() == len(spec.marks.on_panel(panel))
        across, down = shared.frame.points(signs.x, signs.y)
        assert ((across > 0) & (across < size[0]) & (down > 0) & (down < size[1])).all()


@settings(max_examples=15, deadline=None)
@given(n=st.integers(2, 90), seed=st.integers(0, 999), spread=st.floats(0, 0.4), size=SIZES)
def test_signs_of_each_zone_stand_for_the_strikes_of_that_zone(n, seed, spread, size) -> None:
    spec = scattered(n, seed, spread, (36.6, 33.6, 40.5, 36.4))
    shared = plan(spec, FORMATS["slide"], *size)
    for panel in range(2):
        signs, true = shared.signs[panel], shared.strikes[panel]
        zones = fences(spec, panel, shared.projection, shared.frame)
        where = [
            np.bincount(
                zones.of(np.column_stack(shared.frame.points(each.x, each.y))) + 1,
                each.times,
                minlength=7,
            )
            for each in (true, signs)
        ]
        assert where[0].tolist() == where[1].tolist()


def test_a_number_whose_middle_is_on_other_ground_stands_on_one_of_its_strikes() -> None:
    spec = spec_samples.many(12)
    ring = shapely.box(36, 33, 40, 37).difference(shapely.box(37, 34, 39, 36))
    layers = tuple(
        replace(each, geometry=(ring, shapely.box(37, 34, 39, 36)), side=each.side[:2])
        for each in spec.zone_layers
    )
    lon = np.where(np.arange(12) % 2, 36.99, 39.01)
    marks = replace(spec.marks, lon=lon, lat=np.full(12, 35.0), style=np.zeros(12, dtype=np.int32))
    spec = replace(spec, marks=replace(marks, panel=np.zeros(12, dtype=np.int32)))
    spec = replace(spec, zone_layers=layers)
    shared = plan(spec, FORMATS["slide"], 24.0, 24.0)
    signs = shared.signs[0]
    zones = fences(spec, 0, shared.projection, shared.frame)
    seen = zones.of(np.column_stack(shared.frame.points(signs.x, signs.y)))
    assert signs.times.max() > 1
    assert set(seen) == {0}


def test_a_place_beyond_an_edge_is_drawn_back_to_its_own_side() -> None:
    zones = Fences((shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)))
    true, moved = np.array([[9.0, 5.0], [12.0, 5.0]]), np.array([[13.0, 5.0], [15.0, 5.0]])
    assert zones.kept(true, moved).tolist() == [[9.0, 5.0], [15.0, 5.0]]


@settings(max_examples=60, deadline=None)
@given(size=st.tuples(st.floats(20, 900), st.floats(20, 900)))
def test_no_box_shows_more_than_the_ground_that_is_known(size) -> None:
    spec = pair("en")
    fitted = on_ground(spec, spec.extent, *size)
    assert max(fitted[0] / size[0], fitted[1] / size[1]) == pytest.approx(1)
    assert held(spec, frame_of(spec.extent, *fitted).bounds, spec.extent.crs)


@functools.cache
def pair(lang: str) -> MapSpec:
    """Return a map of two towns and a pile in each, with words that take much room."""
    rng = np.random.default_rng(5)
    n = 160
    lon = np.where(np.arange(n) % 2, 45.7, 46.1) + rng.normal(0, 0.03, n)
    lat = np.where(np.arange(n) % 2, 43.32, 42.97) + rng.normal(0, 0.03, n)
    rows = gpd.GeoDataFrame(
        {
            "date": pd.date_range("1999-09-01", periods=60)[np.arange(n) % 60],
            "attacker": np.where(rng.random(n) < 0.8, LONG, f"{LONG} or others"),
            "confidence": rng.choice(["high", "medium", "low"], n),
        },
        geometry=gpd.points_from_xy(lon, lat),
        crs=4326,
    )
    zones = gpd.GeoDataFrame(
        {"held_by": ["North", "South"], "from": ["1999-10-01"] * 2},
        geometry=[shapely.box(44.6, 43.3, 46.8, 44.2), shapely.box(44.6, 42.6, 46.8, 43.3)],
        crs=4326,
    )
    spec: MapSpec = sm.before_after(
        sm.read_reports(rows),
        sm.Event("Offensive announced by the government in a statement", "1999-10-01"),
        windows=30,
        zones=sm.read_zones(zones),
        headline=True,
        lang=lang,
    ).spec
    return spec


def maps_of(figure: Figure) -> Iterator[Axes]:
    for axes in [*figure.axes, *(child for each in figure.axes for child in each.child_axes)]:
        if str(axes.get_gid()).startswith(("panel", "detail", "inset")):
            yield axes


def held(spec: MapSpec, bounds: tuple[float, float, float, float], crs: str) -> bool:
    assert crs == spec.extent.crs
    shown, known = np.array(degrees_within(spec.extent, bounds)), np.array(spec.ground.within)
    return bool(((shown - known) * [1, 1, -1, -1] > -1e-6).all())


def strikes_on(axes: Axes) -> int:
    gids = [(str(line.get_gid()).split(), len(line.get_xdata())) for line in axes.lines]
    alone = sum(n for gid, n in gids if gid[0] == "marks")
    return alone + sum(int(gid[-1]) for gid, _ in gids if gid[0] == "spots")


@pytest.mark.parametrize(
    ("lang", "paper"),
    [*itertools.product(("fr",), FORMATS), *itertools.product(("en", "ar", "uk"), FIXED)],
)
def test_each_format_and_language_draws_every_strike_on_known_ground(lang: str, paper: str) -> None:
    spec = pair(lang)
    figure = static.figure(spec, format=paper)
    for axes in maps_of(figure):
        (left, right), (low, top) = axes.get_xlim(), axes.get_ylim()
        assert held(spec, (left, low, right, top), spec.extent.crs)
        if str(axes.get_gid()).startswith("panel"):
            panel = int(str(axes.get_gid()).split()[1])
            assert strikes_on(axes) == (spec.marks.panel == panel).sum()
            low = FORMATS[paper].height or 0.0
            high = axes.get_position().height * figure.get_figheight() * 72
            assert high >= min(0.25 * low, 190 / aspect(spec))


def test_axes_of_a_caller_keep_to_the_ground_that_is_known() -> None:
    spec = pair("en")
    figure = Figure(figsize=(12, 3))
    static.figure(spec, axs=figure.subplots(1, 2))
    for axes in figure.axes[:2]:
        (left, right), (low, top) = axes.get_xlim(), axes.get_ylim()
        assert held(spec, (left, low, right, top), spec.extent.crs)
        box = axes.get_window_extent()
        assert box.width / box.height == pytest.approx((right - left) / (top - low), rel=0.01)


def test_an_inset_elsewhere_has_its_ground() -> None:
    points = gpd.points_from_xy([36.7, 36.8, 31.2, 31.3] * 5, [34.7, 35.1, 30.0, 30.1] * 5)
    rows = gpd.GeoDataFrame({"date": pd.date_range("2020-01-01", periods=20)}, geometry=points)
    spec = sm.before_after(
        sm.read_reports(rows.set_crs(4326)),
        sm.Event("Truce", "2020-01-11"),
        windows=10,
        extent=(36, 34, 38, 36),
        insets=[(31, 29.9, 31.5, 30.3)],
    ).spec
    cairo = pyproj.Transformer.from_crs(4326, spec.extent.crs, always_xy=True).transform(31.2, 30)
    assert np.isfinite(cairo).all()
    assert spec.ground.land.contains(shapely.Point(31.2, 30.0))


@pytest.mark.parametrize("seed", range(12))
def test_no_sign_is_wholly_covered_by_those_drawn_after_it(seed) -> None:
    spec = scattered(60, seed, (0.05, 0.15, 0.4)[seed % 3], (36.6, 33.6, 40.5, 36.4))
    size = (280.0, 230.0)
    shared = plan(spec, FORMATS["slide"], *size)
    shape = {style.key: style.shape for style in spec.mark_styles}
    for signs in (one for one in shared.signs if len(one.rows)):
        axes = Figure().add_axes((0, 0, 1, 1))
        draw_marks(axes, spec, shared.frame, signs, pen=1.0)
        drawn = [one for one in axes.lines if str(one.get_gid()).startswith(("marks", "spots"))]
        drawn.sort(key=lambda line: line.get_zorder())
        at = [np.column_stack(shared.frame.points(*line.get_data())) for line in drawn]
        looks = [LOOKS[shape[line.get_gid().split()[1]]] for line in drawn]
        each = [line.get_markersize() / look for line, look in zip(drawn, looks, strict=True)]
        places, wide = np.concatenate(at), np.repeat(each, [len(xy) for xy in at])
        assert len(places) == len(signs.rows)
        gap = np.hypot(*(places[:, None] - places).T) + 99 * np.eye(len(places))
        fenced_in = gap.min(axis=0) < 1  # held on one point by the edge of a zone
        assert not (covered(places, wide, np.arange(len(places))) & ~fenced_in).any()


def test_a_diamond_under_three_discs_is_drawn_over_them() -> None:
    sample = spec_samples.spec()
    code = {style.key: i for i, style in enumerate(sample.mark_styles)}
    styles = np.array([code["alternative"], *[code["high"]] * 3], dtype=np.int16)
    rows = np.arange(4)
    marks = replace(sample.marks, style=np.resize(styles, len(sample.marks)))
    x, y = np.array([0.0, 0.0, 2.0, -2.0]), np.array([0.0, 2.2, -1.2, -1.2])
    frame = Frame(-50.0, -50.0, 50.0, 50.0, 100.0, 100.0)
    signs = Placed(x, y, rows, np.ones(4, dtype=np.int64))
    assert lifted(replace(sample, marks=marks), frame, signs, 1.0).tolist() == [0]
