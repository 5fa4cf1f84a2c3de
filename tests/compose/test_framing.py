"""Every counted strike is inside the frame, or is told to lie outside it."""

from __future__ import annotations

import warnings
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.lines import Line2D
from pyproj import Transformer

import strikemap as sm
from strikemap.compose import extent as extents
from strikemap.paint.print.static import figure

Floats = npt.NDArray[np.float64]


def table(lon: Any, lat: Any, after: Any) -> gpd.GeoDataFrame:
    """Return rows at places, on a day before or after 4 May 2017."""
    days = pd.to_datetime(np.where(np.asarray(after, bool), "2017-05-10", "2017-05-01"))
    columns = {"id": [f"s{i}" for i in range(len(days))], "date_start": days, "date_end": days}
    return gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(lon, lat), crs=4326)


def mapped(rows: gpd.GeoDataFrame, **options: Any) -> sm.StrikeMap:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", sm.MapWarning)
        return sm.before_after(rows, sm.Event("Deal", "2017-05-04"), **options)


def two_countries() -> gpd.GeoDataFrame:
    lon = np.r_[np.linspace(36.8, 37.0, 36), np.linspace(43, 44.4, 8)]
    return table(lon, np.r_[np.full(36, 35.5), np.full(8, 36.0)], np.arange(44) >= 36)


def drawn(axes: Axes) -> int:
    """Count what a panel draws: a mark is one, a sign with a number is its number."""
    lines = [line for line in axes.lines + axes.artists if isinstance(line, Line2D)]
    total = 0
    for line in lines:
        kind, _, rest = str(line.get_gid()).partition(" ")
        if kind == "marks":
            total += len(line.get_xdata())
        elif kind == "spots":
            total += int(rest.split()[-1])
    sized = [c for c in axes.collections if isinstance(c, PathCollection)]
    return total + sum(len(c.get_offsets()) for c in sized if str(c.get_gid()).startswith("marks"))


def panels_of(m: sm.StrikeMap) -> list[Axes]:
    found = [axes for axes in figure(m.spec).axes if str(axes.get_gid()).startswith("panel")]
    return sorted(found, key=lambda axes: str(axes.get_gid()))


def test_strikes_in_a_neighbouring_country_are_in_the_frame() -> None:
    m = mapped(two_countries())
    assert [drawn(axes) for axes in panels_of(m)] == [36, 8]
    assert not any("outside" in line for panel in m.spec.panels for line in panel.counts)


def test_a_frame_that_was_chosen_says_what_it_leaves_out() -> None:
    with pytest.warns(sm.MapWarning, match=r"8 of 44 reports lie outside the map \(8 of 8 in 4–22"):
        m = sm.before_after(two_countries(), sm.Event("D", "2017-05-04"), extent="country")
    assert m.spec.panels[1].counts == ("8 reports", "8 of 8 outside this map")
    assert "Outside this map: 8 of 44 reports." in [note.text for note in m.spec.notes]
    assert m.summary()[-1] == "Outside this map: 8 of 44 reports."
    assert not any("are on the maps" in line for line in m.summary())
    assert [drawn(axes) for axes in panels_of(m)] == [36, 0]


def test_two_far_wars_are_both_seen() -> None:
    lon = np.r_[np.linspace(64, 68, 10), np.linspace(45, 48, 5)]
    lat = np.r_[np.linspace(33, 35, 10), np.linspace(14, 15, 5)]
    m = mapped(table(np.tile(lon, 2), np.tile(lat, 2), np.arange(30) >= 15))
    assert m.spec.extent.holds(lon, lat).all()
    assert [drawn(axes) for axes in panels_of(m)] == [15, 15]


def test_a_belt_from_mali_to_myanmar_is_one_map_without_one_country() -> None:
    rng = np.random.default_rng(3)
    rows = table(rng.uniform(-8, 97, 800), rng.uniform(10, 28, 800), rng.random(800) < 0.5)
    m = mapped(rows)
    assert m.spec.extent.crs.startswith("+proj=laea")
    assert m.spec.ground.country.is_empty
    assert m.spec.marks.outside is None
    labels = [t.get_text() for axes in panels_of(m) for t in axes.texts + axes.artists
              if hasattr(t, "get_text")]  # fmt: skip
    assert not [text for text in labels if "occupied" in text]


def test_the_shorter_arc_over_the_antimeridian_is_taken() -> None:
    m = mapped(table([177.5, -166.5, 177.6, -166.4], [-17, -14, -17, -14], [0, 0, 1, 1]))
    whole = m.spec.extent
    assert whole.east - whole.west < 25
    assert whole.west < 177.5 < 193.6 < whole.east
    assert m.spec.marks.lon.tolist() == pytest.approx([177.5, 193.5, 177.6, 193.6])
    assert [drawn(axes) for axes in panels_of(m)] == [2, 2]


@pytest.mark.parametrize(
    ("country", "west", "east"),
    [("Russia", 10, 200), ("Fiji", 174, 183), ("United States", 165, 300)],
)
def test_a_country_over_the_antimeridian_is_held_whole(
    country: str, west: float, east: float
) -> None:
    zones = gpd.GeoDataFrame(
        {"zone": ["a"], "side": ["government"]},
        geometry=[gpd.points_from_xy([60], [60])[0].buffer(1)],
        crs=4326,
    ).assign(as_of=pd.Timestamp("2017-05-01"), valid_from=pd.Timestamp("2017-05-01"))
    zones = zones.assign(valid_to=pd.NaT, source="x")
    whole = sm.zone_map(zones, "2017-05-05", country=country, extent="country").spec.extent
    assert west < whole.west < whole.east < east


def test_the_whole_world_is_drawn_equal_area() -> None:
    m = mapped(table(np.linspace(-170, 170, 40), np.linspace(-50, 65, 40), np.arange(40) % 2))
    assert m.spec.extent.crs.startswith("+proj=eqearth")
    assert [drawn(axes) for axes in panels_of(m)] == [20, 20]


@pytest.mark.parametrize(("west", "east"), [(-4.4, 177.5), (-13.33337, 168.3), (10.007, 191.0)])
def test_no_line_of_the_ground_jumps_across_half_a_world(west: float, east: float) -> None:
    lon = [west, 20.0, 95.0, 140.0, east if east <= 180 else east - 360]
    m = mapped(table(lon, [50.0, 45.0, 25.0, -10.0, -14.0], [0, 0, 1, 1, 1]))
    whole, ground = m.spec.extent, m.spec.ground
    across = whole.x_max - whole.x_min
    on_map = Transformer.from_crs(4326, whole.crs, always_xy=True)
    for shape in (ground.land, ground.rivers, ground.borders):
        for part in shapely.get_parts(shapely.segmentize(shape, 2.0)):
            for ring in shapely.get_parts(shapely.boundary(part)) if part.area else [part]:
                x, _ = on_map.transform(*shapely.get_coordinates(ring).T)
                assert np.abs(np.diff(x)).max() < across / 4


def test_a_dense_cloud_is_counted_in_signs_and_nothing_is_moved_far() -> None:
    from strikemap.paint.print.formats import format_of
    from strikemap.paint.print.panel import plan
    from strikemap.paint.print.placing import apart, signs

    rng = np.random.default_rng(5)
    lon, lat = rng.normal(36.25, 0.05, 2000), rng.normal(50, 0.05, 2000)
    spec = mapped(table(lon, lat, np.arange(2000) >= 1100), extent=(34, 48, 39, 52)).spec
    shared = plan(spec, format_of(None), 400, 400)
    for strikes, n in zip(shared.strikes, (1100, 900), strict=True):
        shown = apart(spec, shared.frame, strikes)
        assert shown.times.sum() == n
        assert shown.times.max() > 100
        one = shown.times == 1
        true = shared.frame.points(*shared.projection.points(*_degrees(spec, shown.rows)))
        gap = np.hypot(*np.subtract(shared.frame.points(shown.x, shown.y), true))
        assert (gap[one] <= signs(spec, shown)[one] + 0.01).all()


def _degrees(spec: Any, rows: Any) -> tuple[Floats, Floats]:
    return spec.marks.lon[rows], spec.marks.lat[rows]


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(-179, 179), st.floats(-70, 75), st.booleans()), min_size=1, max_size=60
    ),
    st.sampled_from(["auto", "marks", (30.0, 30.0, 45.0, 40.0), (170.0, -30.0, 200.0, 10.0)]),
)
def test_marks_and_numbers_and_outside_are_all_strikes(rows: Any, extent: Any) -> None:
    lon, lat, after = (list(values) for values in zip(*rows, strict=True))
    m = mapped(table(lon, lat, after), extent=extent, insets=())
    for axes, panel, n in zip(panels_of(m), m.spec.panels, np.bincount(after, minlength=2),
                              strict=False):  # fmt: skip
        told = [int(line.split()[0]) for line in panel.counts if "outside" in line]
        n = after.count(panel.key == "after")
        assert drawn(axes) + sum(told) == n


def test_a_box_over_the_antimeridian_may_be_written_both_ways() -> None:
    one, other = extents.extent(177, -20, -166, -12), extents.extent(177, -20, 194, -12)
    assert (one.east, one.crs) == (194, other.crs)
    lon, lat = np.array([-179.0, 178.0, 160.0]), np.full(3, -15.0)
    assert one.holds(lon, lat).tolist() == [True, True, False]
    assert extents.unrolled(lon, one).tolist() == [181, 178, 160]


def test_a_map_of_the_world_names_the_countries_that_hold_their_names():
    rows = table([-100.0, 30.0, 105.0, 150.0], [40.0, 50.0, 35.0, -30.0], [0, 0, 1, 1])
    names = set(mapped(rows).spec.ground.names.names)
    assert {"Canada", "China"} <= names
    assert "United States of America" not in names


def test_a_dialect_of_a_collection_is_named_with_its_licence_under_the_map():
    rows = pd.DataFrame(
        {
            **{"id": [1, 2], "side_a": "A", "side_b": "B", "where_prec": 1, "date_prec": 1},
            **{"latitude": 35.4, "longitude": 36.6, "best": 1, "low": 1, "high": 1},
            **{"date_start": "2017-05-01", "date_end": "2017-05-01"},
            **{"dyad_name": "A - B", "event_clarity": 1, "type_of_violence": 1},
        }
    )
    notes = [note.text for note in mapped(sm.read_reports(rows, source="ucdp")).spec.notes]
    assert "Data: UCDP Georeferenced Event Dataset; CC BY 4.0." in notes


def test_the_legend_lists_the_sides_whose_ground_the_map_shows():
    near, far = (
        [shapely.box(36, 35, 37, 36), shapely.box(37, 35, 38, 36)],
        shapely.box(150, 0, 151, 1),
    )
    zones = sm.read_zones(
        gpd.GeoDataFrame({"owner": ["A", "B", "C"]}, geometry=[*near, far], crs=4326)
    )
    m = mapped(table([36.5, 37.5], [35.5, 35.6], [0, 1]), zones=zones)
    held = [
        entry.label for group in m.spec.legend for entry in group.entries if entry.kind == "side"
    ]
    assert sorted(held) == ["A", "B"]
    assert len(m.spec.sides) == 3


def cloud(lon: float, lat: float, n: int, spread: float = 0.2) -> Floats:
    return np.random.default_rng(n).normal((lon, lat), spread, (n, 2)).T


@pytest.mark.parametrize(
    ("war", "lon", "lat"),
    [
        *[("Catatumbo", -72.4, 8.1), ("Line of Control", 74.0, 33.9), ("Karabakh", 46.9, 39.7)],
        *[("Rakhine", 92.9, 20.6), ("Kivu", 29.1, -1.4), ("Marawi", 124.3, 8.0)],
    ],
)
def test_strikes_in_a_corner_of_a_country_are_shown_from_close_by(
    war: str, lon: float, lat: float
) -> None:
    points = cloud(lon, lat, 60)
    whole = mapped(table(*points, np.arange(60) % 2)).spec.extent
    assert whole.holds(*points).all()
    assert max(whole.east - whole.west, whole.north - whole.south) < 2.5


@pytest.mark.parametrize(("lon", "lat"), [(-100.0, 40.0), (0.0, 51.5), (170.0, -40.0)])
def test_one_stray_of_many_is_named_as_outside_and_makes_no_map_of_the_world(
    lon: float, lat: float
) -> None:
    points = np.column_stack((cloud(74.2, 34.0, 199), (lon, lat)))
    m = mapped(table(*points, np.arange(200) % 2))
    assert m.spec.extent.east - m.spec.extent.west < 5
    assert m.spec.panels[1].counts == ("100 reports", "1 of 100 outside this map")
    assert [drawn(axes) for axes in panels_of(m)] == [100, 99]
    asked = mapped(table(*points, np.arange(200) % 2), extent="marks").spec
    assert asked.marks.outside is None


@pytest.mark.parametrize(
    ("middle", "over"),
    [((35.7, 33.8), (35.5, 32.8)), ((47.0, 15.5), (46.0, 12.2)), ((31.0, 49.0), (38.5, 52.9))],
    ids=["Lebanon", "Yemen", "Ukraine"],
)
def test_a_few_strikes_a_little_over_the_border_are_on_the_map(
    middle: tuple[float, float], over: tuple[float, float]
) -> None:
    spread = 0.35 if middle[1] == 33.8 else 1.5
    points = np.column_stack((cloud(*middle, 99, spread), over))
    m = mapped(table(*points, np.arange(100) % 2))
    assert m.spec.marks.outside is None
    assert m.spec.extent.holds(*points).all()


def test_far_strikes_within_the_country_keep_the_country_with_an_inset_of_the_rest() -> None:
    points = np.column_stack((cloud(29.1, -1.4, 100), (15.3, -4.3), (27.5, -11.6)))  # Congo
    m = mapped(table(*points, np.arange(102) % 2))
    assert m.spec.marks.outside is None
    assert m.spec.extent.holds(*points).all()
    [inset] = m.spec.insets
    assert inset.extent.holds(*points).sum() == 100


def test_two_insets_bear_the_names_of_their_towns() -> None:
    spread = np.random.default_rng(2).uniform((24, 10), (36, 18), (40, 2)).T
    points = np.hstack((cloud(32.5, 15.6, 80, 0.05), cloud(30.2, 13.2, 40, 0.05), spread))
    m = mapped(table(*points, np.arange(160) % 2))
    assert [inset.label for inset in m.spec.insets] == ["Khartoum", "El Obeid"]


def test_a_country_of_which_a_part_is_shown_is_named_like_its_neighbour() -> None:
    m = mapped(table(*cloud(-72.4, 8.1, 60), np.arange(60) % 2))
    assert {"Colombia", "Venezuela"} <= set(m.spec.ground.names.names)
