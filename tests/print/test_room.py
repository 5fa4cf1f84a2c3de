"""The room on a map: what is taken stays taken, whichever way it is asked for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strikemap.paint.print.room import Room
from strikemap.sheet.sheet import Box

SIDE = 40.0
corners = st.floats(-3, SIDE + 3, allow_subnormal=False)
sides = st.floats(0.5, 15)
boxes = st.builds(Box, corners, corners, sides, sides)


def taken(boxes_taken: list[Box]) -> Room:
    room = Room(SIDE, SIDE)
    for box in boxes_taken:
        room.take(box)
    return room


@given(st.lists(boxes, max_size=4), st.lists(st.tuples(corners, corners), min_size=1), sides, sides)
def test_many_places_are_as_free_as_each_of_them(taken_boxes, places, width, height):
    room = taken(taken_boxes)
    x, y = np.array(places).T
    found = room.free_places(x, y, width, height)
    for at_x, at_y, free in zip(x, y, found, strict=True):
        assert room.free(Box(at_x, at_y, width, height)) or not free
        wider = Box(at_x, at_y, width + 1.0, height + 1.0)
        if wider.right <= SIDE and wider.bottom <= SIDE and room.free(wider):
            assert free


@pytest.mark.parametrize("diameter", [1.0, 4.3, 9.0])
def test_many_discs_take_the_room_of_each_of_them(diameter):
    x, y = np.random.default_rng(3).uniform(-3, SIDE + 3, (2, 600))
    x, y = x / 3, y / 3  # the discs fill a corner, the rest of the frame stays free
    together, singly = Room(SIDE, SIDE), Room(SIDE, SIDE)
    together.take_discs(x, y, diameter)
    for one, other in zip(x, y, strict=True):
        singly.take_discs(np.array([one]), np.array([other]), diameter)
    places = [Box(i, j, 0.5, 0.5) for i in range(int(SIDE) - 1) for j in range(int(SIDE) - 1)]
    assert all(together.share(box) == 1 for box in places if singly.share(box) == 1)
    differ = sum(together.free(box) != singly.free(box) for box in places)
    assert differ < 0.06 * len(places)
    assert together.free(Box(SIDE / 2 + diameter, SIDE / 2, 10, 10))


def test_nothing_is_free_outside_the_frame():
    room = Room(SIDE, SIDE)
    x = np.array([-1.0, 5.0, SIDE - 3, 5.0])
    y = np.array([5.0, -1.0, 5.0, SIDE - 3])
    assert not room.free_places(x, y, 6.0, 6.0).any()
    assert room.free_places(np.array([0.0]), np.array([0.0]), SIDE, SIDE).all()


def test_a_box_that_touches_an_edge_is_not_free_once_edges_are_taken():
    room = Room(SIDE, SIDE)
    room.take_edges(3.0)
    assert room.free(Box(3.5, 3.5, SIDE - 7.0, SIDE - 7.0))
    for across, down in ((1.0, 20.0), (20.0, 1.0), (SIDE - 6.0, 20.0), (20.0, SIDE - 6.0)):
        assert not room.free(Box(across, down, 5.0, 5.0))
