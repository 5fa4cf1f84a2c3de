"""Counting before and after an event: nothing lost, nothing pooled, nothing guessed."""

from __future__ import annotations

from collections import Counter

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest
from shapely.geometry import Point, box

import strikemap as sm
from strikemap.comparison.coverage import Covered
from strikemap.comparison.shifted import shifted_counts
from strikemap.comparison.table import table_of
from strikemap.errors import MapError
from strikemap.periods import Period, Windows, assign, day_of
from strikemap.statistics.placebo import Lengths, circular_shift

DEAL = sm.Event("De-escalation deal", "2017-05-04")


def strikes(*rows: tuple[str, str, str], **columns: list) -> gpd.GeoDataFrame:
    """Return a small table of (id, first day, last day)."""
    frame = pd.DataFrame(rows, columns=["id", "date_start", "date_end"])
    for name in ("date_start", "date_end"):
        frame[name] = pd.to_datetime(frame[name])
    points = columns.pop("points", [Point(36.6, 35.6)] * len(frame))
    return gpd.GeoDataFrame(frame.assign(**columns), geometry=points, crs="EPSG:4326")


def days(*dates: str, **columns: list) -> gpd.GeoDataFrame:
    return strikes(*((f"s{i}", date, date) for i, date in enumerate(dates)), **columns)


def row(result: sm.Comparison, zone: str = "all") -> pd.Series:
    return result.table.set_index("zone").loc[zone]


def counts(result: sm.Comparison, zone: str = "all") -> list[int]:
    return row(result, zone)[["n_before", "n_after"]].astype(int).tolist()


def codes(result: sm.Comparison) -> dict[str, str]:
    return {entry["id"]: entry["code"] for entry in result.ledger_entries}


@pytest.fixture(scope="module")
def case() -> gpd.GeoDataFrame:
    return sm.load_dataset("syria_2017_strikes")


def test_the_case_counts_forty_and_eighteen_with_the_alternatives_apart(case):
    result = sm.compare(case, DEAL, where={"attacker": "Russia"}, by="region", alternatives=True)
    assert counts(result) == [40, 18]
    assert counts(result, "north-west") == [34, 0]
    assert counts(result, "central desert") == [5, 8]
    pair = row(result)[["n_before_alternatives", "n_after_alternatives"]]
    assert pair.astype(int).tolist() == [14, 5]
    assert result.strikes["alternative"].sum() == 19
    assert len(result.strikes) == 77
    assert result.n_read == len(result.strikes) + len(result.ledger_entries) == len(case)


def test_zones_of_the_case_are_those_of_each_strikes_day(case):
    zones = sm.load_dataset("syria_2017_control")
    result = sm.compare(case, DEAL, where={"attacker": "Russia"}, zones=zones)
    assert result.by == "zone"
    assert result.table["n_before"].iloc[:-1].sum() == 40
    assert result.table["n_after"].iloc[:-1].sum() == 18
    assert set(result.groups) >= set(zones["zone"].unique())
    placed = sm.place_in_zones(result.strikes[case.columns], zones)
    assert result.strikes["zone"].tolist() == placed["zone"].tolist()
    assert result.strikes["carried_back_days"].max() == 15


def test_the_callers_frame_is_not_changed(case):
    before = case.copy()
    sm.compare(case, DEAL, where={"attacker": "Russia"}, by="region")
    pd.testing.assert_frame_equal(pd.DataFrame(case), pd.DataFrame(before))


def test_a_strike_on_the_event_day_is_after():
    result = sm.compare(days("2017-05-03", "2017-05-04"), DEAL, windows=2)
    assert counts(result) == [1, 1]
    assert result.strikes["period"].tolist() == ["before", "after"]


def test_every_reason_has_its_code():
    table = strikes(
        ("kept", "2017-05-04", "2017-05-04"),
        ("straddles", "2017-05-03", "2017-05-05"),
        ("edge", "2017-05-10", "2017-05-15"),
        ("outside", "2017-01-01", "2017-01-02"),
        ("no point", "2017-05-05", "2017-05-05"),
        ("no date", None, None),
        ("backwards", "2017-05-06", "2017-05-05"),
        ("another", "2017-05-04", "2017-05-04"),
        points=[Point(36, 35)] * 4 + [None] + [Point(36, 35)] * 3,
        kind=["a"] * 7 + ["b"],
    )
    result = sm.compare(table, DEAL, windows=10, where={"kind": "a"})
    assert codes(result) == {
        "straddles": "DATE_STRADDLES_EVENT",
        "edge": "DATE_PRECISION",
        "outside": "OUTSIDE_WINDOWS",
        "no point": "COORD_MISSING",
        "no date": "DATE_MISSING",
        "backwards": "DATE_INVALID",
        "another": "NOT_SELECTED",
    }
    assert sm.ledger(result)["row"].tolist() == [2, 3, 4, 5, 6, 7, 8]
    assert "2017-05-03 to 2017-05-05" in result.ledger_entries[0]["detail"]
    assert result.set_aside["NOT_SELECTED"] == 1


def test_a_gap_keeps_its_days_off_both_maps():
    result = sm.compare(
        days("2017-05-03", "2017-05-04", "2017-05-06"), DEAL, windows=Windows(3, gap=2)
    )
    assert codes(result) == {"s1": "IN_GAP"}
    assert counts(result) == [1, 1]


def test_russia_is_chosen_alone_or_jointly_and_never_as_an_alternative():
    table = days(
        *["2017-05-04"] * 4,
        attacker=["Russia", "Russia, Syria", "Russia or Syria", "Syria"],
        attackers_stated=[("Russia",), ("Russia", "Syria"), (), ("Syria",)],
        attackers_alternative=[(), (), ("Russia", "Syria"), ()],
    )
    alone = sm.compare(table, DEAL, where={"attacker": "Russia"})
    both = sm.compare(table, DEAL, where={"attacker": "Russia"}, alternatives=True)
    assert counts(alone) == counts(both) == [0, 2]
    assert codes(alone) == {"s2": "NOT_SELECTED", "s3": "NOT_SELECTED"}
    assert codes(both) == {"s3": "NOT_SELECTED"}
    assert both.strikes.set_index("id")["alternative"].to_dict()["s2"]
    assert "n_after_alternatives" not in alone.table


def test_the_class_of_either_attacker_can_be_chosen_by_its_own_name():
    table = days(
        *["2017-05-04"] * 2,
        attacker=["Russia", "Russia or Syria"],
        attackers_stated=[("Russia",), ()],
        attackers_alternative=[(), ("Russia", "Syria")],
    )
    result = sm.compare(table, DEAL, where={"attacker": "Russia or Syria"})
    assert result.strikes["id"].tolist() == ["s1"]


def test_names_of_attackers_may_be_lists_or_single_names_or_missing():
    table = days(*["2017-05-04"] * 4, attackers_stated=[["Russia"], "Syria", None, ("Russia",)])
    assert counts(sm.compare(table, DEAL, where={"attacker": "Russia"})) == [0, 2]
    assert counts(sm.compare(table, DEAL, where={"attacker": "Syria"})) == [0, 1]


def test_where_takes_several_columns_several_values_and_a_mask():
    table = days(*["2017-05-04"] * 4, kind=list("aabc"), sure=[True, False, True, True])
    assert counts(sm.compare(table, DEAL, where={"kind": ["a", "b"], "sure": True})) == [0, 2]
    masked = sm.compare(table, DEAL, where=table["kind"] == "a")
    assert counts(masked) == [0, 2]
    assert masked.where is None


@pytest.mark.parametrize(
    ("asked", "code", "words"),
    [
        ({"where": {"atacker": "x"}}, "COLUMNS_MISSING", "kind"),
        ({"where": {"kind": "z"}}, "VALUE_UNKNOWN", "'a'"),
        ({"where": [True]}, "WHERE_INVALID", "2 rows"),
        ({"where": pd.Series([True, False], index=[5, 6])}, "WHERE_INVALID", "index"),
        ({"where": pd.Series([1, 0])}, "WHERE_INVALID", "True or False"),
        ({"by": "region"}, "COLUMNS_MISSING", "kind"),
        ({"covered": ("2017-05-09", "2017-05-01")}, "WINDOWS_INVALID", "covered"),
        ({"windows": 0}, "WINDOWS_INVALID", "0"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_what_exists(asked, code, words):
    table = days("2017-05-04", "2017-05-05", kind=["a", "b"])
    with pytest.raises(MapError) as caught:
        sm.compare(table, DEAL, **asked)
    assert caught.value.code == code
    assert words in str(caught.value)


def test_a_misspelt_value_gets_a_hint():
    table = days("2017-05-04", kind=["Russia"])
    with pytest.raises(MapError, match="Did you mean 'Russia'"):
        sm.compare(table, DEAL, where={"kind": "Rusia"})


def test_a_table_without_dates_or_points_is_refused():
    with pytest.raises(MapError) as caught:
        sm.compare(days("2017-05-04").drop(columns="date_end"), DEAL)
    assert caught.value.code == "COLUMNS_MISSING"
    with pytest.raises(MapError, match="read_reports"):
        sm.compare(pd.DataFrame({"date_start": [], "date_end": []}), DEAL)


def test_an_empty_table_gives_none_and_none():
    result = sm.compare(days("2017-05-04").iloc[:0], DEAL, where={"id": "x"})
    assert counts(result) == [0, 0]
    assert np.isnan(row(result)["rate_ratio"])
    assert np.isnan(row(result)["p_placebo"])


def test_rates_are_per_day_of_windows_of_unequal_length():
    table = days(*["2017-05-01"] * 4, *["2017-05-05"] * 4)
    result = row(sm.compare(table, DEAL, windows=Windows(10, 20)))
    assert (result["per_day_before"], result["per_day_after"]) == (0.4, 0.2)
    assert result["rate_ratio"] == 0.5
    assert result["difference"] == pytest.approx(-0.2)


def test_a_zone_without_strikes_keeps_its_row_and_strikes_in_none_are_named():
    zones = gpd.GeoDataFrame(
        {
            "zone": ["west", "east"],
            "side": ["government", "ISIS"],
            "valid_from": pd.to_datetime(["2017-04-30"] * 2),
            "valid_to": pd.to_datetime([None, None]),
            "as_of": pd.to_datetime(["2017-04-30"] * 2),
            "source": ["test"] * 2,
        },
        geometry=[box(35, 34, 37, 37), box(39, 34, 42, 37)],
        crs="EPSG:4326",
    )
    table = days("2017-05-04", "2017-05-05", points=[Point(36, 35), Point(38, 35)])
    result = sm.compare(table, DEAL, zones=zones)
    assert result.table["zone"].tolist() == ["west", "east", "no zone", "all"]
    assert result.table["n_after"].tolist() == [1, 0, 1, 2]


def test_rows_without_a_group_are_counted_as_not_stated():
    table = days("2017-05-04", "2017-05-05", region=["a", None])
    result = sm.compare(table, DEAL, by="region")
    assert result.table["zone"].tolist() == ["a", "not stated", "all"]


def test_daily_counts_hold_every_row_once():
    table = strikes(
        ("a", "2017-05-01", "2017-05-01"),
        ("b", "2017-05-01", "2017-05-02"),
        ("c", "2017-05-03", "2017-05-04"),
        ("d", "2017-05-06", "2017-05-06"),
        ("e", "2017-05-30", "2017-05-30"),
        region=["n", "n", "n", "s", "s"],
    )
    result = sm.compare(table, DEAL, windows=5, by="region")
    assert result.daily.loc["2017-05-01", "n"] == 1.5
    assert result.daily.loc["2017-05-03", "n"] == 0.5, "half a row that cannot be assigned"
    assert result.daily["all"].sum() == 5
    assert result.daily.index[0] == pd.Timestamp("2017-05-01") - pd.Timedelta(days=2)
    assert result.daily.index[-1] == pd.Timestamp("2017-05-30")


def test_a_long_silence_ends_what_the_reports_cover():
    table = days("2016-03-01", "2017-05-01", "2017-05-03", "2017-05-20", "2017-08-30")
    result = sm.compare(table, DEAL, windows=2)
    assert str(result.coverage.first_date) == "2017-05-01"
    assert str(result.coverage.last_date) == "2017-05-20"


def test_windows_beyond_the_reports_have_no_placebo_p_unless_said_to_be_covered():
    dates = pd.date_range("2017-05-01", "2017-05-08").strftime("%Y-%m-%d")
    table = days(*dates)
    assert np.isnan(row(sm.compare(table, DEAL, windows=10))["p_placebo"])
    stated = sm.compare(table, DEAL, windows=10, covered=("2017-04-01", "2017-05-31"))
    assert row(stated)["p_placebo"] > 0
    assert stated.coverage.days == 61


def test_day_shares_are_a_pair_beside_the_counts_and_put_no_row_on_the_map():
    table = strikes(
        ("a", "2017-05-03", "2017-05-03"),
        ("b", "2017-05-03", "2017-05-04"),
        ("c", "2017-05-01", "2017-05-10"),
    )
    result = sm.compare(table, DEAL, windows=10, day_share=True)
    got = row(result)
    assert counts(result) == [1, 0]
    assert got["n_before_weighted"] == pytest.approx(1 + 0.5 + 0.3)
    assert got["n_after_weighted"] == pytest.approx(0.5 + 0.7)
    assert got["rate_ratio_weighted"] == pytest.approx(1.2 / 1.8)


def test_the_interval_of_the_case_is_the_exact_one_and_the_adjusted_is_wider(case):
    got = row(sm.compare(case, DEAL, where={"attacker": "Russia"}))
    assert got["rate_ratio"] == pytest.approx(0.45)
    share = binomtest(18, 58).proportion_ci(0.95, method="exact")
    want = [limit / (1 - limit) for limit in (share.low, share.high)]
    assert [got["ci_low"], got["ci_high"]] == pytest.approx(want)
    assert got["ci_low_adjusted"] < got["ci_low"] < got["ci_high"] < got["ci_high_adjusted"]
    assert got["dispersion"] > 1


def test_p_placebo_is_the_circular_shift_of_the_daily_counts(case):
    result = sm.compare(case, DEAL, where={"attacker": "Russia"}, by="region")
    single = case["date_start"] == case["date_end"]
    plain = sm.compare(case[single], DEAL, where={"attacker": "Russia"}, by="region")
    event = DEAL.day - plain.coverage.start_day
    want = circular_shift(plain.daily.T.to_numpy(), event, Lengths(19, 19))
    np.testing.assert_allclose(plain.table["p_placebo"], want)
    assert result.table["p_placebo"].iloc[-1] >= 1 / result.coverage.days


ROWS = st.lists(
    st.tuples(st.integers(-30, 30), st.integers(0, 6), st.integers(0, 2), st.booleans()),
    max_size=25,
)


@settings(deadline=None, max_examples=60)
@given(ROWS, st.integers(1, 12), st.integers(1, 12), st.integers(0, 4))
def test_rows_read_are_rows_mapped_and_rows_set_aside(rows, before, after, gap):
    start = pd.Timestamp(DEAL.date) + pd.to_timedelta([first for first, *_ in rows], unit="D")
    frame = pd.DataFrame(
        {
            "id": [str(i) for i in range(len(rows))],
            "date_start": start,
            "date_end": start + pd.to_timedelta([extra for _, extra, *_ in rows], unit="D"),
            "region": [f"r{group}" for *_, group, _ in rows],
        }
    ).astype({"region": object})
    points = [Point(36, 35) if drawn else None for *_, drawn in rows]
    table = gpd.GeoDataFrame(frame, geometry=points, crs="EPSG:4326")
    result = sm.compare(table, DEAL, windows=Windows(before, after, gap=gap), by="region")
    assert result.n_read == len(rows) == len(result.strikes) + len(result.ledger_entries)
    seen = Counter([*result.strikes["id"], *(e["id"] for e in result.ledger_entries)])
    assert set(seen.values()) <= {1}
    last = result.table.iloc[-1]
    assert last[["n_before", "n_after"]].sum() == len(result.strikes)
    groups = result.table.iloc[:-1]
    assert groups["n_before"].sum() == last["n_before"]
    assert groups["n_after"].sum() == last["n_after"]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 39), st.integers(0, 9), st.integers(0, 1)), max_size=30),
    st.integers(1, 8),
    st.integers(1, 8),
    st.integers(0, 3),
)
def test_shifted_counts_are_the_counts_of_an_event_on_that_day(rows, before, after, gap):
    origin = day_of(DEAL.date) - 20
    span = Period(origin, origin + 40)
    series = pd.DataFrame(rows, columns=["day_start", "extra", "group"], dtype=np.int64)
    series["day_start"] += origin
    series["day_end"] = series["day_start"] + series.pop("extra")
    periods = Windows(before, after, gap=(0, gap)).periods(DEAL)
    shifted = shifted_counts(series, 2, periods, span)
    inside = series[series["day_end"] < span.stop_day]
    for move in range(-20 + before, 20 - gap - after + 1):
        code = assign(
            inside["day_start"].to_numpy(), inside["day_end"].to_numpy(), periods.moved(move)
        )
        for window, sums in enumerate((shifted.before, shifted.after)):
            want = np.bincount(inside["group"][code == window], minlength=2)
            assert sums[:2, 20 + move].tolist() == want.tolist()


def test_many_groups_cost_no_row():
    rng = np.random.default_rng(1)
    series = pd.DataFrame(
        {
            "day_start": day_of(DEAL.date) + rng.integers(-10, 10, 500),
            "group": rng.integers(0, 50, 500),
            "alternative": False,
        }
    )
    series["day_end"] = series["day_start"]
    periods = Windows(10).periods(DEAL)
    series["window"] = assign(series["day_start"].to_numpy(), series["day_end"].to_numpy(), periods)
    table = table_of(
        series,
        [str(i) for i in range(50)],
        periods,
        Covered(Period(periods.before.start_day, periods.after.stop_day)),
        alternatives=False,
        day_share=False,
        level=0.95,
        mid_p=False,
    )
    assert table[["n_before", "n_after"]].iloc[:-1].to_numpy().sum() == 500


def test_strikes_in_another_projection_are_refused():
    with pytest.raises(MapError) as caught:
        sm.compare(days("2017-05-04").to_crs(32637), DEAL)
    assert caught.value.code == "CRS_UNKNOWN"


@pytest.mark.parametrize("dates", [[], ["2017-03-20"], ["2017-05-04", "2017-05-09"]])
def test_zones_do_not_need_a_strike_in_every_window(dates):
    zones = sm.load_dataset("syria_2017_control")
    table = days(*dates) if dates else days("2017-05-04").iloc[:0]
    result = sm.compare(table, DEAL, windows=3, zones=zones)
    assert result.n_read == len(result.strikes) + len(result.ledger_entries) == len(dates)
    assert {"zone", "zone_side", "period"} <= set(result.strikes.columns)


def test_a_column_of_the_callers_own_called_zone_is_replaced_in_the_result_only():
    table = days("2017-05-04", zone=["mine"])
    result = sm.compare(table, DEAL, zones=sm.load_dataset("syria_2017_control"))
    assert result.strikes["zone"].tolist() == ["Opposition"]
    assert table["zone"].tolist() == ["mine"]


def test_one_unknown_value_among_several_is_refused():
    table = days("2017-05-04", "2017-05-05", kind=["a", "b"])
    with pytest.raises(MapError, match="'c'"):
        sm.compare(table, DEAL, where={"kind": ["a", "c"]})
    with pytest.raises(MapError, match="Did you mean 'Russia'"):
        sm.compare(
            table.assign(attackers_stated=[("Russia",), ("Syria",)]),
            DEAL,
            where={"attacker": ["Russai", "Syria"]},
        )


def test_a_grade_of_the_scale_that_no_row_has_may_be_asked_for():
    table = days("2017-05-04", "2017-05-05", kind=["low", "low"])
    table["kind"] = pd.Categorical(table["kind"], categories=["low", "high"], ordered=True)
    assert counts(sm.compare(table, DEAL, where={"kind": ["low", "high"]})) == [0, 2]
    assert counts(sm.compare(table, DEAL, where={"kind": "high"})) == [0, 0]


def test_a_comparison_shows_its_counts(case):
    result = sm.compare(case, DEAL, where={"attacker": "Russia"}, by="region")
    text = repr(result)
    assert "De-escalation deal" in text
    assert "34" in text
    assert len(text) < 800
    assert "<table" in result._repr_html_()


def test_names_of_zones_are_escaped_in_the_notebook():
    table = days("2017-05-04", region=["<script>alert(1)</script>"])
    assert "<script" not in sm.compare(table, DEAL, by="region")._repr_html_()


def test_strikes_in_zones_can_be_counted_by_side_or_by_a_column_of_their_own(case):
    zones = sm.load_dataset("syria_2017_control")
    asked = {"where": {"attacker": "Russia"}, "zones": zones}
    by_side = sm.compare(case, DEAL, by="zone_side", **asked)
    by_region = sm.compare(case, DEAL, by="region", **asked)
    assert (by_side.by, by_region.by) == ("zone_side", "region")
    assert counts(by_region, "north-west") == [34, 0]
    sides = by_side.strikes["zone_side"].value_counts()
    table = by_side.table.set_index("zone")
    assert table.loc[sides.index, ["n_before", "n_after"]].sum(axis=1).tolist() == sides.tolist()
    assert "zone" in by_region.strikes.columns


def test_a_selection_on_an_empty_column_says_that_it_is_empty():
    table = pd.DataFrame({"date": ["2017-05-01"], "lat": [35.9], "lon": [36.6]})
    with pytest.raises(sm.MapError, match="the column is empty"):
        sm.compare(
            sm.read_reports(table), sm.Event("Deal", "2017-05-04"), where={"attacker": "Russia"}
        )


def test_metres_without_a_reference_system_are_not_taken_for_degrees():
    metres = sm.load_dataset("syria_2017_strikes").to_crs(32637).set_crs(None, allow_override=True)
    with pytest.raises(sm.MapError) as caught:
        sm.compare(metres, sm.Event("Deal", "2017-05-04"))
    assert caught.value.code == "CRS_MISSING"


def test_points_without_a_reference_system_are_asked_for_theirs():
    degrees = days("2017-05-01").set_crs(None, allow_override=True)
    with pytest.raises(sm.MapError, match=r"strikes.set_crs\('EPSG:4326'\)") as caught:
        sm.compare(degrees, DEAL)
    assert caught.value.code == "CRS_MISSING"
    with pytest.raises(sm.MapError, match="set_crs"):
        sm.period_maps(degrees, [("2017-05-01", "2017-05-02")])


def test_a_table_without_any_point_needs_no_reference_system():
    nowhere = days("2017-05-01", points=[None]).set_crs(None, allow_override=True)
    assert sm.compare(nowhere, DEAL).set_aside == {"COORD_MISSING": 1}


def test_zones_of_another_time_are_in_neither_table() -> None:
    days = pd.to_datetime(["2011-01-01", "2017-04-20", "2019-01-01"])
    zones = gpd.GeoDataFrame(
        {
            "zone": ["long ago", "now", "to come"],
            "side": ["a", "b", "c"],
            "valid_from": days,
            "valid_to": days + pd.Timedelta(days=60),
            "as_of": days,
            "source": "s",
        },
        geometry=[box(36, 35, 37, 36)] * 3,
        crs="EPSG:4326",
    )
    strikes = sm.read_reports(
        pd.DataFrame(
            {
                "date": ["2011-01-20", "2017-05-01", "2017-05-06", "2019-01-20"],
                "lat": [35.5] * 4,
                "lon": [36.5] * 4,
            }
        )
    )
    m = sm.before_after(strikes, sm.Event("e", "2017-05-04"), windows=10, zones=zones)
    assert m.table["zone"].tolist() == ["now", "all"]
