"""A mark's area says how large a value is, and the legend reads it back."""

from __future__ import annotations

import numpy as np
import pytest

import strikemap as sm
from strikemap.compose import sizes

DEAL = sm.Event("De-escalation deal", "2017-05-04")


def test_twice_the_value_is_twice_the_area() -> None:
    two, four = sizes.diameters(np.array([50.0, 100.0]))
    assert (four / two) ** 2 == pytest.approx(2)


def test_a_value_not_stated_is_a_dot_and_the_legend_says_so() -> None:
    values = np.array([np.nan, 0.0, 40.0])
    assert sizes.diameters(values).tolist() == [sizes.LEAST_PT, sizes.LEAST_PT, sizes.LARGEST_PT]
    legend = sizes.size_legend("killed_max", values, "en")
    assert [entry.label for entry in legend.entries] == ["4", "20", "40", "zero or not stated"]


def test_a_map_sized_by_a_value_carries_a_diameter_for_each_mark_and_a_legend() -> None:
    strikes = sm.load_dataset("syria_2017_strikes")
    m = sm.before_after(strikes, DEAL, where={"attacker": "Russia"}, size="killed_max")
    assert m.spec.marks.diameter_pt is not None
    assert len(m.spec.marks.diameter_pt) == 58
    kinds = [entry.kind for group in m.spec.legend for entry in group.entries]
    assert kinds.count("size") == 4


@pytest.mark.parametrize(
    ("column", "code"), [("nope", "COLUMNS_MISSING"), ("place", "SIZE_INVALID")]
)
def test_a_column_that_cannot_size_a_mark_is_refused(column: str, code: str) -> None:
    m = sm.before_after(sm.load_dataset("syria_2017_strikes"), DEAL, size=column)
    with pytest.raises(sm.MapError) as caught:
        m.spec.digest()
    assert caught.value.code == code


def test_marks_that_are_sized_still_tell_high_from_medium_confidence() -> None:
    strikes = sm.load_dataset("syria_2017_strikes")
    event = sm.Event("Deal", "2017-05-04")
    styles = {
        style.key: style
        for style in sm.before_after(strikes, event, size="n_reports").spec.mark_styles
    }
    assert {"high", "medium"} <= set(styles)
    looks = {(style.shape, style.fill, style.edge_width_pt) for style in styles.values()}
    assert styles["high"].fill != styles["medium"].fill != styles["low"].fill
    assert len(looks) == len(styles)
