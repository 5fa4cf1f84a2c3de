"""A town is shown whole or not at all, and its name is nearest to its own dot."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import numpy as np
import pytest
import shapely
import spec_samples
from hypothesis import given, settings
from hypothesis import strategies as st

from strikemap.compose import extent as extents
from strikemap.ground import towns as ground_towns
from strikemap.paint.print import labels
from strikemap.paint.print.labels import in_points
from strikemap.paint.print.marks import take_hidden
from strikemap.paint.print.panel import frame_of
from strikemap.paint.print.placing import Placed
from strikemap.paint.print.projection import Projection
from strikemap.paint.print.room import Frame, Room
from strikemap.paint.print.towns import Rooms, Town, distance, leaders, place_towns
from strikemap.sheet.sheet import Box
from strikemap.spec import NEEDED, MapSpec, Places

SPEC = spec_samples.single()
HIGH = 260.0
NOWHERE = np.zeros((0, 2))


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


def shown(spec: MapSpec, room: Room | None = None, own: Room | None = None) -> list[Town]:
    around = frame()
    towns: list[Town] = []
    room = room or Room(around.width, around.height)
    rooms = Rooms(room, own or room.copy(), (own or room).copy())
    projection = Projection(spec.extent, around.bounds)
    place_towns(spec, around, projection, rooms, towns, NOWHERE, size=7.0, ranks=(-1, 9))
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


def around_dot(town: Town, by: float) -> list[Box]:
    x, y = town.spot
    return [
        *(Box(x - by, y - by, 2 * by, by - 2), Box(x - by, y + 2, 2 * by, by - 2)),
        *(Box(x - by, y - by, by - 2, 2 * by), Box(x + 2, y - by, by - 2, 2 * by)),
    ]


def test_a_line_leads_to_the_dot_from_a_name_that_stands_off_and_from_no_other() -> None:
    spec = spec_with([("Besieged", 0.5, 0.5, 1)])
    [free] = shown(spec)
    assert leaders([free]) == []
    room = Room(frame().width, frame().height)
    for box in around_dot(free, 6.0):
        room.take(box)
    [pushed] = shown(spec, room)
    [(end, dot)] = leaders([pushed])
    assert dot == free.spot
    assert distance(pushed.box, dot) == pytest.approx(np.hypot(*np.subtract(end, dot)))


def test_strikes_of_another_panel_push_a_name_off_only_where_this_one_has_no_room_either() -> None:
    spec = spec_with([("Quiet now", 0.5, 0.5, 0)])
    [free] = shown(spec)
    crowded, own = (Room(frame().width, frame().height) for _ in range(2))
    for box in around_dot(free, 9.0):
        crowded.take(box)
    [beside] = shown(spec, crowded, own)
    assert beside.box == free.box


def test_a_name_that_stands_off_is_nearer_its_dot_than_to_a_town_that_is_not_shown() -> None:
    spec = spec_with([("Large", 0.5, 0.5, 0), ("Hidden", 0.6, 0.6, 1)])
    large, hidden = shown(spec)
    room = Room(frame().width, frame().height)
    for box in around_dot(large, 6.0):
        room.take(box)
    room.take(Box(hidden.spot[0] - 3, hidden.spot[1] - 3, 6, 6))
    for town in shown(spec, room):
        assert town.word.text == "Large"
        assert distance(town.box, large.spot) < distance(town.box, hidden.spot)


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


def test_every_name_is_nearest_its_own_dot_on_two_hundred_frames_of_the_world() -> None:
    rng = np.random.default_rng(16)
    named = 0
    for _ in range(200):
        lon, lat, half = rng.uniform(-20, 60), rng.uniform(-10, 55), rng.uniform(0.6, 4.0)
        box = (lon - half, lat - half * 0.7, lon + half, lat + half * 0.7)
        whole = extents.extent(*box)
        places = ground_towns.places(box, box, None, "en", 0.0)
        spec = replace(SPEC, extent=whole, ground=replace(SPEC.ground, places=places))
        wide = (whole.x_max - whole.x_min) / (whole.y_max - whole.y_min) * HIGH
        around = Frame(whole.x_min, whole.y_min, whole.x_max, whole.y_max, wide, HIGH)
        room, towns = Room(wide, HIGH), []
        room.take_discs(rng.uniform(0, wide, 30), rng.uniform(0, HIGH, 30), 6.0)
        projection = Projection(whole, around.bounds)
        rooms = Rooms(room, room.copy(), Room(wide, HIGH))
        place_towns(spec, around, projection, rooms, towns, NOWHERE, size=7.0, ranks=(NEEDED, 9))
        named += len(towns)
        for town in towns:
            others = [distance(town.box, other.spot) for other in towns if other is not town]
            assert distance(town.box, town.spot) < min(others, default=inf)
    assert named > 1000


def test_a_town_under_a_large_sign_is_named_and_one_under_a_small_sign_is_not() -> None:
    around = frame()
    spec = spec_with([("Struck", 0.5, 0.5, 0)])
    spot = Placed(np.array([0.0]), np.array([0.0]), np.array([0]), np.array([1]))
    x, y = around.metres(np.array([around.width / 2]), np.array([HIGH / 2]))
    for diameter, hidden in ((9.0, False), (3.0, True)):
        marks = replace(SPEC.marks, diameter_pt=np.full(len(SPEC.marks), diameter))
        covered = Room(around.width, around.height)
        strike = replace(spot, x=x, y=y)
        take_hidden(covered, replace(spec, marks=marks), around, strike, under=5.0)
        assert (covered.share(Box(around.width / 2 - 1, HIGH / 2 - 1, 2, 2)) > 0.5) == hidden


@pytest.mark.parametrize("gap", [0.0, 3.0])
def test_the_distance_from_a_box_is_to_its_nearest_edge(gap: float) -> None:
    assert distance(Box(10, 10, 20, 5), (30 + gap, 12)) == pytest.approx(gap)


def test_a_town_under_a_pile_of_strikes_is_named_with_a_line_and_before_larger_ones() -> None:
    around = frame()
    spec = spec_with([("Struck", 0.5, 0.5, 2), ("Quiet", 0.3, 0.3, 2)])
    room, own, covered = (Room(around.width, around.height) for _ in range(3))
    middle = np.array([[around.width / 2, HIGH / 2]])
    pile = middle + 7.0 * np.array([[np.cos(a), np.sin(a)] for a in np.arange(0, 6.3, 0.5)])
    for each in (room, own):
        each.take_discs(*np.vstack([pile, 2 * pile - middle, middle]).T, 6.0)
    projection = Projection(spec.extent, around.bounds)
    towns: list[Town] = []
    rooms = Rooms(room, own, covered)
    place_towns(spec, around, projection, rooms, towns, pile, size=7.0, ranks=(0, 1))
    assert [town.word.text for town in towns] == ["Struck"]
    assert len(leaders(towns)) == 1


@pytest.mark.parametrize("wide", [150.0, 240.0, 420.0])
def test_the_name_of_a_unit_stands_near_it_with_a_line_or_not_at_all(wide: float) -> None:
    frame = frame_of(SPEC.extent, wide, wide)
    projection = Projection(SPEC.extent, frame.bounds)
    unit = in_points(projection.shape(SPEC.ground.areas[0].geometry), frame)
    rng = np.random.default_rng(5)
    placed = 0
    for share in np.linspace(0.0, 0.9, 12):
        room = Room(frame.width, frame.height)
        for _ in range(int(600 * share)):
            x, y = rng.uniform(0, frame.width), rng.uniform(0, frame.height)
            room.take(Box(x, y, 6.0, 6.0))
        words, lines = labels.areas(SPEC, frame, projection, room, size=7.0)
        if not words:
            assert not lines
            continue
        placed += 1
        box = labels._box_of(words)
        assert box.distance(unit) <= labels._FURTHEST
        assert len(lines) == (box.distance(unit) > labels._APART)
        for line in lines:
            assert shapely.LineString(line).length <= labels._FURTHEST
    assert placed
