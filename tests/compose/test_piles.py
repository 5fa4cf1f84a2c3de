"""An inset pulls apart the pile it is for, and there is one a pile."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.ndimage import label

from strikemap.compose import extent as extents
from strikemap.compose.piles import _islands, pile_boxes

SYRIA = extents.extent(35.6, 32.3, 42.4, 37.3)
SUDAN = extents.extent(22.0, 8.0, 38.0, 22.0)


def held(box: extents.Box, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    west, south, east, north = box
    return (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)


def test_a_cluster_gets_an_inset_and_scattered_marks_none() -> None:
    rng = np.random.default_rng(7)
    tight = (rng.normal(36.6, 0.1, 30), rng.normal(35.5, 0.1, 30))
    [box] = pile_boxes(*tight, SYRIA)
    assert held(box, *tight).mean() > 0.8
    assert pile_boxes(rng.uniform(36, 42, 30), rng.uniform(33, 37, 30), SYRIA) == []


def test_few_marks_need_no_inset() -> None:
    assert pile_boxes(np.linspace(36.6, 36.7, 11), np.full(11, 35.5), SYRIA) == []


def test_marks_on_one_point_are_pulled_apart_by_no_inset() -> None:
    assert pile_boxes(np.full(40, 36.6), np.full(40, 35.5), SYRIA) == []


def test_two_piles_get_an_inset_each_among_strikes_all_over_the_country() -> None:
    rng = np.random.default_rng(1)
    spread = rng.normal(0, 0.05, (2, 120))
    lon = np.concatenate((32.5 + spread[0, :80], 30.2 + spread[0, 80:], rng.uniform(23, 37, 40)))
    lat = np.concatenate((15.6 + spread[1, :80], 13.2 + spread[1, 80:], rng.uniform(9, 21, 40)))
    khartoum, el_obeid = pile_boxes(lon, lat, SUDAN)
    assert held(khartoum, lon, lat)[:80].mean() > 0.9
    assert held(el_obeid, lon, lat)[80:120].mean() > 0.9
    assert khartoum[2] - khartoum[0] < 0.6  # degrees: the city, not the ground between strikes


@given(
    st.lists(st.tuples(st.floats(35.7, 42.3), st.floats(32.4, 37.2)), min_size=1, max_size=80),
    st.integers(0, 40),
)
def test_insets_magnify_do_not_overlap_and_hold_a_share_of_the_marks(
    points: list[tuple[float, float]], more: int
) -> None:
    lon, lat = np.array([*points, *((36.6 + i / 200, 35.5) for i in range(more))]).T
    boxes = pile_boxes(lon, lat, SYRIA)
    for box in boxes:
        assert held(box, lon, lat).sum() >= max(12, 0.12 * len(lon))
        assert (box[2] - box[0]) * 2.5 <= 0.46 * (SYRIA.east - SYRIA.west)
    if len(boxes) == 2:
        (one, other) = boxes
        apart = one[2] <= other[0] or other[2] <= one[0]
        assert apart or one[3] <= other[1] or other[3] <= one[1]


@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=60),
)
def test_islands_are_the_cells_that_touch_one_another(cells: list[tuple[int, int]]) -> None:
    x, y = np.array(cells, dtype=float).T
    held = np.zeros((13, 13), dtype=bool)
    held[x.astype(int), y.astype(int)] = True
    numbers, _ = label(held, structure=np.ones((3, 3)))
    assert (_islands(x, y, 1.0) + 1 == numbers[x.astype(int), y.astype(int)]).all()
