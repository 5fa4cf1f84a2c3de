"""An inset is large enough to be worth its room, and hides nothing that is named."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
import spec_samples

from strikemap.compose import extent as extents
from strikemap.paint.print.corners import MAGNIFIED, zooms
from strikemap.paint.print.panel import frame_of
from strikemap.paint.print.placing import placed, signs, whole
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
    x, y = np.random.default_rng(3).uniform(-10, 70, (2, len(strikes.rows)))
    given = replace(strikes, x=frame.metres(x, y)[0], y=frame.metres(x, y)[1])
    shown = whole(spec, frame, given)
    across, down = frame.points(shown.x, shown.y)
    reach = signs(spec, shown) / 2
    assert 0 < len(shown.rows) < len(strikes.rows)
    for at, side in ((across, frame.width), (down, frame.height)):
        assert (at - reach >= 0).all()
        assert (at + reach <= side).all()
    true = np.array(frame.points(given.x, given.y))[:, np.isin(given.rows, shown.rows)]
    assert (np.abs(np.array((across, down)) - true) <= reach + 3).all()
