"""The strip of days: every counted strike in one series, zones told apart, few enough of them."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

import strikemap as sm
from strikemap.compose import Choices, Frame, Scene, compose
from strikemap.compose.strip import EDGE, MOST_SERIES, per_day
from strikemap.palettes.tones import luminance, no_lighter
from strikemap.spec import Timeline

DAY = 17290
SIDES = ("Government", "Opposition", "ISIS", "SDF")


def drawn(zones: list[str], *, other: list[bool] | None = None, lang: str = "en") -> Timeline:
    """Return the strip of a strike a day in these zones, half of them before the event."""
    n = len(zones)
    dates = pd.to_datetime("2017-05-04") + pd.to_timedelta(np.arange(n) - n // 2, "D")
    names = list(dict.fromkeys(zones))
    side = dict(zip(names, SIDES * len(names), strict=False))
    strikes = gpd.GeoDataFrame(
        {
            "id": [str(i) for i in range(n)],
            "date_start": dates,
            "date_end": dates,
            "attacker": "Russia",
            "panel": (np.arange(n) >= n // 2).astype("int8"),
            "alternative": other or [False] * n,
            "zone": zones,
            "zone_side": [side[zone] for zone in zones],
        },
        geometry=gpd.points_from_xy(np.linspace(36, 38, n), [35.0] * n),
        crs="EPSG:4326",
    )
    ground = gpd.GeoDataFrame(
        {
            "zone": names,
            "side": [side[zone] for zone in names],
            "valid_from": pd.Timestamp("2017-01-01"),
            "valid_to": pd.NaT,
            "as_of": pd.Timestamp("2017-01-01"),
            "source": "test",
        },
        geometry=[box(36, 34, 38, 36)] * len(names),
        crs="EPSG:4326",
    )
    scene = Scene(
        frames=(
            Frame("before", "before", DAY - n // 2, DAY),
            Frame("after", "after", DAY, DAY + n - n // 2),
        ),
        strikes=strikes,
        zones=ground,
        unit="strike",
        group_column="zone",
        table=pd.DataFrame({"zone": [*names, "never hit", "all"]}),
        where={},
        n_read=n,
        set_aside=(),
        event_name="Deal",
        event_day=DAY,
    )
    timeline = compose(scene, Choices(lang=lang)).timeline  # type: ignore[arg-type]
    assert timeline is not None
    return timeline


def test_zones_come_by_their_number_of_strikes_and_those_without_any_not_at_all() -> None:
    strip = drawn(["South", "North", "North", "East"])
    assert strip.by_zone is not None
    assert [one.label for one in strip.by_zone.series] == ["North", "South", "East"]
    assert [one.per_day.sum() for one in strip.by_zone.series] == [2, 1, 1]
    assert strip.by_zone.of_group == (1, 0, 2, -1, -1)
    assert strip.by_zone.apart == -1


def test_either_or_strikes_are_one_hollow_series_on_top_whatever_their_zone() -> None:
    strip = drawn(["A", "A", "B", "B"], other=[False, True, True, False])
    assert strip.by_zone is not None
    assert [one.hollow for one in strip.by_zone.series] == [False, False, True]
    assert [one.per_day.sum() for one in strip.by_zone.series] == [1, 1, 2]
    assert strip.by_zone.apart == 2


@pytest.mark.parametrize(("lang", "label"), [("en", "other zones (4)"), ("ar", "مناطق أخرى (4)")])
def test_many_zones_end_in_one_series_that_says_how_many_it_holds(lang: str, label: str) -> None:
    strip = drawn([*(f"Z{i}" for i in range(6)), *(f"Z{i}" for i in range(10))], lang=lang)
    assert strip.by_zone is not None
    assert len(strip.by_zone.series) == MOST_SERIES
    assert strip.by_zone.series[-1].label == label
    assert strip.by_zone.series[-1].per_day.sum() == 4


def test_zones_of_one_side_differ_in_pattern_and_keep_its_fill() -> None:
    strip = drawn(["A", "B", "C", "D", "E", "F"])
    assert strip.by_zone is not None
    looks = [one.style for one in strip.by_zone.series]
    assert len({(look.fill, look.pattern) for look in looks if look}) == 6
    assert len({look.fill for look in looks if look}) == len(SIDES)
    assert len({one.colour for one in strip.by_zone.series}) == 6


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ABCDEFGHIJ"), st.booleans()), min_size=1, max_size=30))
def test_both_ways_to_take_the_strip_apart_hold_every_strike_once(
    rows: list[tuple[str, bool]],
) -> None:
    strip = drawn([zone for zone, _ in rows], other=[other for _, other in rows])
    whole = np.sum([one.per_day for one in strip.series], axis=0)
    assert whole.sum() == len(rows)
    if strip.by_zone is None:
        assert all(other for _, other in rows)
        return
    assert np.allclose(np.sum([one.per_day for one in strip.by_zone.series], axis=0), whole)


def test_the_strip_is_as_high_as_a_whole_number_of_strikes() -> None:
    third, two = np.full(3, 1 / 3), np.full(3, 2.0)
    strip = drawn(["A"])
    series = strip.series[0]

    def top(*days: np.ndarray) -> int:
        made = tuple(type(series)("", "#000000", one) for one in days)
        return Timeline("", 0, 0, "", made, ()).top

    tops = [top(third), top(third, third, third), top(two, third), top(0 * two), top()]
    assert tops == [1, 1, 3, 1, 1]
    assert top(np.round(2 * third, 9), np.round(2 * third, 9), np.round(2 * third, 9)) == 2


def test_days_of_a_range_share_its_strike() -> None:
    days = per_day(
        np.array([0, 1, 1]), np.array([2, 1, 3]), np.array([1, 0, -1]), n=2, start=0, stop=4
    )
    assert days.tolist() == [[0, 1, 0, 0], pytest.approx([1 / 3, 1 / 3, 1 / 3, 0])]


@given(st.from_regex(r"\A#[0-9A-F]{6}\Z"))
def test_the_edge_of_a_bar_stands_out_from_both_bands(colour: str) -> None:
    edge = luminance(no_lighter(colour, EDGE)) + 0.05
    for band in ("#ECEAE4", "#F8E3E1", "#FFFFFF"):
        assert (luminance(band) + 0.05) / edge >= 3


def test_the_strip_of_a_map_by_another_column_takes_its_strikes_apart_by_that_column() -> None:
    deal = sm.Event("Deal", "2017-05-04")
    strikes, where = sm.load_dataset("syria_2017_strikes"), {"attacker": "Russia"}
    m = sm.before_after(strikes, deal, where=where, by="target_type", alternatives=True)
    strip = m.spec.timeline
    assert strip is not None
    assert strip.by_zone is not None
    assert strip.by_zone.label == "by target"
    *named, others, apart = strip.by_zone.series
    counts = m.table.iloc[:-1].assign(n=lambda rows: rows["n_before"] + rows["n_after"])
    ranked = counts.set_index("zone")["n"]
    shown = [one.per_day.sum() for one in named]
    assert shown == pytest.approx([ranked[one.label] for one in named])
    assert others.label.startswith("others (")
    assert sum(shown) + others.per_day.sum() == pytest.approx(58)
    assert apart.per_day.sum() == pytest.approx(19)
    looks = [one.style for one in named]
    assert len({(look.fill, look.pattern) for look in looks if look}) == len(named)


def test_a_map_counted_as_a_whole_has_no_groups_in_its_strip() -> None:
    strikes = sm.load_dataset("syria_2017_strikes")
    strip = sm.before_after(strikes, sm.Event("Deal", "2017-05-04")).spec.timeline
    assert strip is not None
    assert strip.by_zone is None
