"""An inset is large enough to be worth its room, and hides nothing that is named."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from strikemap.compose import extent as extents
from strikemap.paint.print.corners import MAGNIFIED, zooms
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
