"""A town is shown whole or not at all, and its name is nearest to its own dot."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import numpy as np
import pytest
import spec_samples
from hypothesis import given, settings
from hypothesis import strategies as st

from strikemap.paint.print.projection import Projection
from strikemap.paint.print.room import Frame, Room
from strikemap.paint.print.towns import Town, distance, place_towns
from strikemap.sheet.sheet import Box
from strikemap.spec import NEEDED, MapSpec, Places

SPEC = spec_samples.single()
HIGH = 260.0


def frame() -> Frame:
    extent = SPEC.extent
    wide = (extent.x_max - extent.x_min) / (extent.y_max - extent.y_min) * HIGH
    return Frame(extent.x_min, extent.y_min, extent.x_max, extent.y_max, wide, HIGH)


def spec_with(places: list[tuple[str, float, float, int]]) -> MapSpec:
    """Return the sample with towns at shares of its extent, from the lower left corner."""
    extent = SPEC.extent
    names, across, up, rank = zip(*places, strict=True) if places else ((), (), (), ())
    ground = replace(
        SPEC.ground,
        places=Places(
            names=tuple(names),
            lon=extent.west + np.array(across, dtype=float) * (extent.east - extent.west),
            lat=extent.south + np.array(up, dtype=float) * (extent.north - extent.south),
            rank=np.array(rank, dtype=int),
        ),
    )
    return replace(SPEC, ground=ground)


def shown(spec: MapSpec, room: Room | None = None) -> list[Town]:
    around = frame()
    towns: list[Town] = []
    room = room or Room(around.width, around.height)
    projection = Projection(spec.extent, around.bounds)
    place_towns(spec, around, projection, room, room.copy(), towns, size=7.0, ranks=(-1, 9))
    return towns


def test_a_town_whose_dot_a_mark_hides_is_left_out_whole() -> None:
    around = frame()
    room = Room(around.width, around.height)
    spec = spec_with([("Hidden", 0.5, 0.5, 0), ("Seen", 0.2, 0.2, 0)])
    [hidden] = [town for town in shown(spec) if town.word.text == "Hidden"]
    room.take(Box(hidden.spot[0] - 3, hidden.spot[1] - 3, 6, 6))
    assert [town.word.text for town in shown(spec, room)] == ["Seen"]


def test_a_town_that_the_map_is_about_comes_before_larger_ones() -> None:
    pair = [("Capital", 0.5, 0.5, 0), ("Village", 0.502, 0.5, NEEDED)]
    assert [town.word.text for town in shown(spec_with(pair))] == ["Village"]


def test_two_towns_too_near_to_tell_apart_are_not_both_named() -> None:
    pair = [("One", 0.5, 0.5, 0), ("Two", 0.501, 0.5, 0)]
    assert len(shown(spec_with(pair))) == 1


share = st.floats(0.0, 1.0)
place = st.tuples(st.sampled_from(["Ab", "Deir ez-Zor", "Khan Shaykhun"]), share, share, st.just(1))


@settings(max_examples=200, deadline=None)
@given(st.lists(place, max_size=25), st.lists(st.tuples(share, share), max_size=12))
def test_every_name_is_nearer_to_its_own_dot_than_to_any_other(places, marks) -> None:
    around = frame()
    room = Room(around.width, around.height)
    for across, down in marks:
        room.take(Box(across * around.width - 3, down * around.height - 3, 6, 6))
    towns = shown(spec_with(places), room)
    for town in towns:
        others = [distance(town.box, other.spot) for other in towns if other is not town]
        assert distance(town.box, town.spot) < min(others, default=inf)


@pytest.mark.parametrize("gap", [0.0, 3.0])
def test_the_distance_from_a_box_is_to_its_nearest_edge(gap: float) -> None:
    assert distance(Box(10, 10, 20, 5), (30 + gap, 12)) == pytest.approx(gap)
