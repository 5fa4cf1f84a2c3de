"""The chart of areas draws every side at every date, and names it once."""

from __future__ import annotations

import pytest

import strikemap as sm


def test_every_side_is_a_line_through_its_areas_with_its_name_at_the_end() -> None:
    areas = sm.zone_areas(sm.load_dataset("syria_2017_control"))
    figure = sm.areas_chart(areas)
    (axis,) = figure.axes
    sides = areas["side"].unique()
    assert len(axis.lines) == len(axis.texts) == len(sides)
    drawn = sorted(round(float(line.get_ydata()[0]), 6) for line in axis.lines)
    first = areas[areas["date"] == areas["date"].min()].groupby("side")["km2"].sum() / 1000
    assert drawn == sorted(round(first.get(side, 0.0), 6) for side in sides)


def test_zones_of_one_date_make_no_chart_over_time() -> None:
    areas = sm.zone_areas(sm.load_dataset("syria_2017_influence"))
    with pytest.raises(sm.MapError) as caught:
        sm.areas_chart(areas)
    assert caught.value.code == "DATES_TOO_FEW"
