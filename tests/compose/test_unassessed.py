"""Ground that nobody assessed is said to be so, and never passes for no man's land."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

import strikemap as sm
from strikemap.paint.print import static
from strikemap.spec import DISC_FILL, UNASSESSED


@pytest.fixture(scope="module")
def spec():
    return sm.zone_map(sm.load_dataset("syria_2017_control"), "2017-05-15").spec


def test_ground_of_the_country_is_a_side_s_or_not_assessed(spec):
    layer = spec.zone_layers[0]
    left = shapely.difference(spec.ground.country, shapely.union_all(layer.geometry))
    assert shapely.buffer(left, -0.011).is_empty
    code = [side.key for side in spec.sides].index(UNASSESSED)
    (row,) = np.flatnonzero(layer.side == code)
    others = shapely.union_all([a for i, a in enumerate(layer.geometry) if i != row])
    assert shapely.intersection(layer.geometry[row], others).area < 1e-6


def test_the_legend_names_it_once_with_a_pattern_and_no_blank_beside(spec):
    entries = [entry for group in spec.legend for entry in group.entries]
    sides = [spec.sides[entry.index] for entry in entries if entry.kind == "side"]
    (side,) = (side for side in sides if side.key == UNASSESSED)
    assert side.pattern != "none"
    assert "not assessed" in side.label
    assert not any(entry.kind == "blank" for entry in entries)


def test_zones_that_were_drawn_by_hand_leave_their_gaps_blank():
    zones = sm.load_dataset("syria_2017_control").assign(basis="drawn")
    spec = sm.zone_map(zones, "2017-05-15").spec
    assert UNASSESSED not in [side.key for side in spec.sides]
    assert any(entry.kind == "blank" for group in spec.legend for entry in group.entries)


def test_the_ground_fades_towards_it(spec):
    (axes,) = (ax for ax in static.figure(spec).axes if ax.get_gid() == "panel 0")
    fading = [patch for patch in axes.artists + list(axes.patches) if patch.get_gid() == "fading"]
    assert len(fading) == 4
    assert all(0 < patch.get_facecolor()[3] < 1 for patch in fading)


def test_a_disc_tints_no_ground():
    assert DISC_FILL == 0
