"""An inset is large enough to be worth its room, and hides nothing that is named."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
import spec_samples

from strikemap.compose import extent as extents
from strikemap.paint.print.corners import MAGNIFIED, free_corner, zooms
from strikemap.paint.print.formats import FORMATS
from strikemap.paint.print.panel import frame_of, plan, with_details
from strikemap.paint.print.placing import apart, placed, signs, whole
from strikemap.paint.print.projection import Projection
from strikemap.paint.print.room import Frame, Room
from strikemap.sheet.sheet import Box

WIDE, HIGH = 370.0, 330.0
FRAME = Frame(0.0, 0.0, 900_000.0, 800_000.0, WIDE, HIGH)
DETAIL = extents.extent(36.0, 35.0, 37.0, 36.0)
NOTHING = shapely.Polygon()


@pytest.mark.parametrize("share", [0.06, 0.1, 0.13, 0.16, 0.3])
def test_an_inset_magnifies_two_and_a_half_times_or_leaves_its_map(share: float) -> None:
    shown = Box(150, 150, share * WIDE, share * WIDE)
    [zoom] = zooms([(DETAIL, shown)], FRAME, Room(WIDE, HIGH), NOTHING)
    assert zoom.box is None or zoom.box.width >= MAGNIFIED * shown.width
    assert (zoom.box is None) == (share > 0.18)


def test_an_inset_lies_beside_the_country_where_it_can() -> None:
    shown = Box(60, 60, 30, 30)
    country = shapely.Polygon([(0, 0), (WIDE, 0), (WIDE, 40), (80, HIGH), (0, HIGH)])
    [zoom] = zooms([(DETAIL, shown)], FRAME, Room(WIDE, HIGH), country)
    assert zoom.box is not None
    box = shapely.box(zoom.box.x, zoom.box.y, zoom.box.right, zoom.box.bottom)
    assert not shapely.area(shapely.intersection(box, country))


def test_an_inset_covers_no_town_that_is_named_first() -> None:
    room = Room(WIDE, HIGH)
    town = np.array([WIDE - 40.0]), np.array([HIGH - 40.0])
    room.take_discs(*town, 2.0)
    [zoom] = zooms([(DETAIL, Box(60, 60, 20, 20))], FRAME, room, NOTHING)
    assert zoom.box is not None
    assert not shapely.box(zoom.box.x, zoom.box.y, zoom.box.right, zoom.box.bottom).intersects(
        shapely.Point(town[0][0], town[1][0])
    )


def test_an_inset_slides_along_an_edge_before_it_lies_over_the_country() -> None:
    corners = [shapely.box(x, y, x + 60, y + 60) for x in (0, WIDE - 60) for y in (0, HIGH - 60)]
    country = shapely.union_all([*corners, shapely.box(120, 100, 250, 200)])
    [zoom] = zooms([(DETAIL, Box(150, 150, 20, 20))], FRAME, Room(WIDE, HIGH), country)
    assert zoom.box is not None
    box = shapely.box(zoom.box.x, zoom.box.y, zoom.box.right, zoom.box.bottom)
    assert not shapely.area(shapely.intersection(box, country))


def test_no_mark_is_cut_by_the_edge_of_a_map_or_an_inset() -> None:
    spec = spec_samples.spec()
    frame = frame_of(spec.extent, 60.0, 55.0)  # so small that many marks lie at its edge
    strikes = placed(spec, Projection(spec.extent, frame.bounds), 0)
    x, y = np.random.default_rng(3).uniform(0, [[60.0], [55.0]], (2, len(strikes.rows)))
    given = replace(strikes, x=frame.metres(x, y)[0], y=frame.metres(x, y)[1])
    shown = whole(spec, frame, given)
    across, down = frame.points(shown.x, shown.y)
    reach = signs(spec, shown) / 2
    assert shown.rows.tolist() == given.rows.tolist()
    for at, side in ((across, frame.width), (down, frame.height)):
        assert (at - reach >= 0).all()
        assert (at + reach <= side).all()
    true = np.array(frame.points(given.x, given.y))
    assert (np.abs(np.array((across, down)) - true) <= reach + 3).all()


def test_an_inset_over_the_country_stands_where_it_hides_least_for_its_size() -> None:
    country = shapely.box(50, 0, WIDE, HIGH).difference(shapely.box(WIDE - 104, 0, WIDE, 135))
    [zoom] = zooms([(DETAIL, Box(150, 150, 40, 40))], FRAME, Room(WIDE, HIGH), country)
    assert zoom.box is not None
    assert (zoom.box.right > WIDE - 6, zoom.box.y < 6) == (True, True)
    box = shapely.box(zoom.box.x, zoom.box.y, zoom.box.right, zoom.box.bottom)
    assert shapely.area(shapely.intersection(box, country)) < 0.02 * box.area


@pytest.mark.parametrize("size", [(300.0, 90.0), (90.0, 300.0), (120.0, 120.0)])
def test_the_box_around_its_place_holds_what_an_inset_beside_the_map_shows(size) -> None:
    spec = replace(spec_samples.single(), insets=(spec_samples.spec().insets[0],))
    shared = with_details(plan(spec, FORMATS["report"], WIDE, HIGH), {0: size})
    shown = frame_of(spec.insets[0].extent, *size)
    across, down = shared.frame.points(
        np.array([shown.x_min, shown.x_max]), np.array([shown.y_max, shown.y_min])
    )
    box = shared.locators[0]
    assert [box.x, box.right] == pytest.approx(across.tolist(), abs=1.5)
    assert [box.y, box.bottom] == pytest.approx(down.tolist(), abs=1.5)


def test_a_bar_that_would_hide_marks_finds_no_corner() -> None:
    room = Room(100.0, 100.0)
    across, down = np.meshgrid(np.arange(0, 100, 6.0), np.arange(0, 100, 6.0))
    room.take_discs(across.ravel(), down.ravel(), 4.0)
    assert free_corner(room, Frame(0, 0, 1, 1, 100.0, 100.0), 20.0, 8.0) is None
    assert free_corner(Room(100.0, 100.0), Frame(0, 0, 1, 1, 100.0, 100.0), 20.0, 8.0) is not None


@pytest.mark.parametrize("n", [9, 40, 200])
def test_the_middle_of_its_strikes_is_under_every_number(n: int) -> None:
    rng = np.random.default_rng(n)
    sample = spec_samples.many(n)
    at = rng.integers(0, 3, n)
    marks = replace(
        sample.marks,
        lon=37.0 + 0.12 * at + rng.normal(0, 0.004, n),
        lat=35.0 + rng.normal(0, 0.004, n),
        panel=np.zeros(n, dtype=np.int32),
        style=np.zeros(n, dtype=np.int32),
    )
    spec = replace(sample, marks=marks)
    extent = spec.extent
    shown = frame_of(extent, WIDE, HIGH)
    projection = Projection(extent, shown.bounds)
    true = placed(spec, projection, 0)
    drawn = apart(spec, shown, true)
    numbers = np.flatnonzero(drawn.times > 1)
    x, y = shown.points(true.x, true.y)
    for sign in numbers:
        across, down = (float(values[sign]) for values in shown.points(drawn.x, drawn.y))
        reach = signs(spec, drawn)[sign]
        assert np.hypot(x - across, y - down).min() < 2 * reach
    assert len(numbers) or n < 20
