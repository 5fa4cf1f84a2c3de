"""The words never say more than the numbers: tried on the case and on data without effect."""

from __future__ import annotations

import dataclasses

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point

import strikemap as sm
from strikemap.comparison.evidence import (
    STEADY,
    Evidence,
    evidence,
    least_placebo,
    shares_verdict,
    verdict,
)
from strikemap.comparison.sensitivity import sensitivity
from strikemap.comparison.shifts import CompositionShift, composition_shift
from strikemap.findings.summary import _unclear, summary
from strikemap.ledger import record

DAYS = 60
EVENT = "2017-01-31"
NAN = float("nan")


def table(counts: np.ndarray, **columns: object) -> gpd.GeoDataFrame:
    """Return one row per strike from daily counts of shape (zones, days)."""
    zone, day = np.nonzero(counts)
    n = counts[zone, day]
    start = pd.Timestamp("2017-01-01") + pd.to_timedelta(np.repeat(day, n), unit="D")
    frame = pd.DataFrame({"date_start": start, "date_end": start, "unit": "strike", **columns})
    frame["id"] = [f"s{i}" for i in range(len(frame))]
    frame["region"] = [f"zone {i}" for i in np.repeat(zone, n)]
    points = [Point(36 + i, 35) for i in np.repeat(zone, n)]
    return gpd.GeoDataFrame(frame, geometry=points, crs="EPSG:4326")


def compared(counts: np.ndarray, **asked: object) -> sm.Comparison:
    asked = {"windows": 19, "by": "region", "covered": ("2017-01-01", "2017-03-01"), **asked}
    return sm.compare(table(counts), EVENT, **asked)


def bursts(seed: int) -> np.ndarray:
    """Return two zones whose daily rates hang together (ρ = .8) and never change."""
    rng = np.random.default_rng(seed)
    level = np.zeros((2, DAYS))
    level[:, 0] = rng.normal(0, 0.8, 2)
    for day in range(1, DAYS):
        level[:, day] = 0.8 * level[:, day - 1] + rng.normal(0, 0.5, 2)
    return rng.poisson(1.5 * np.exp(level))


BASE = Evidence(40, 40, 0.3, 3.0, 0.5, 0.5)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"n_before": 4, "n_after": 5, "ci_high": 0.5, "p_placebo": 0.01}, "too few"),
        ({"ci_high": 0.9, "p_placebo": 0.05}, "stands out"),
        ({"ci_low": 1.1, "p_placebo": 0.01}, "stands out"),
        ({"ci_high": 0.9, "p_placebo": 0.06, "p_blocks": 0.02}, "beyond bursts"),
        ({"ci_high": 0.9, "p_placebo": NAN, "p_blocks": NAN}, "cannot tell"),
        ({"ci_high": 0.9, "p_placebo": 0.2, "p_blocks": 0.2}, "cannot tell"),
        ({"p_placebo": 0.01}, "cannot tell"),
        ({"ci_low": 0.8, "ci_high": 1.25}, "steady"),
        ({"ci_low": 0.7, "ci_high": 1.2}, "cannot tell"),
        ({"ci_low": 0.9, "ci_high": 1.3}, "cannot tell"),
        ({"ci_low": 0.85, "ci_high": 0.97}, "cannot tell"),
        ({"ci_low": NAN, "ci_high": NAN}, "not covered"),
    ],
)
def test_the_verdict_follows_the_robust_numbers(changes: dict, expected: str):
    assert verdict(dataclasses.replace(BASE, **changes)) == expected


@pytest.mark.parametrize(
    ("n", "p_shift", "p_blocks", "expected"),
    [
        ((4, 30), 0.01, 0.01, "too few"),
        ((30, 30), 0.05, 0.5, "cannot tell"),
        ((30, 30), 0.05, 0.05, "stands out"),
        ((30, 30), 0.06, 0.05, "beyond bursts"),
        ((30, 30), 0.06, 0.06, "cannot tell"),
        ((30, 30), NAN, NAN, "cannot tell"),
    ],
)
def test_the_verdict_on_shares_never_rests_on_independent_strikes(n, p_shift, p_blocks, expected):
    shift = CompositionShift(*n, 20.0, 1, 0.6, 9.0, p_shift, p_blocks, 0.0001, 0.00001)
    assert shares_verdict(shift) == expected


def test_without_any_change_hardly_ever_a_shift_is_said_to_stand_out():
    said = [summary(compared(bursts(seed))) for seed in range(60)]
    text = [" ".join(sentences) for sentences in said]
    assert sum("stands out:" in words for words in text) <= 7
    assert sum("a shift among the zones that stands out" in words for words in text) <= 7
    assert any("cannot be told" in words for words in text)


def test_the_word_shift_is_only_used_where_the_placebo_dates_allow_it():
    for seed in range(30):
        result = compared(bursts(seed))
        words = " ".join(summary(result))
        if " shift " in words:
            assert composition_shift(result).p_shift <= 0.05


def test_no_change_is_only_said_of_a_narrow_interval():
    seen = set()
    for seed in range(12):
        counts = np.random.default_rng(seed).poisson([[40.0], [40.0]], (2, DAYS))
        for result in (compared(counts), compared(bursts(seed))):
            words, found = " ".join(summary(result)), evidence(result)
            narrow = found.ci_low >= STEADY[0] and found.ci_high <= STEADY[1]
            seen.add("much the same" in words)
            assert narrow or "much the same" not in words
            assert "no change" not in words
    assert seen == {True, False}


def rising(days: int = 28) -> sm.Comparison:
    """Return few strikes before and many after, with windows that fill the covered days."""
    counts = np.r_[[1, 2] * (days // 4), [6, 8] * (days // 4)][None, :]
    rows = table(counts)
    return sm.compare(rows, rows["date_start"].min() + pd.Timedelta(days=days // 2), windows=14)


def test_windows_that_fill_the_covered_days_leave_no_date_that_could_stand_out():
    said = summary(rising())
    assert "no placebo p below 2/28 is possible" in said[3]
    assert "2 of the 28 days" in said[1]
    assert "from so few days it cannot be told whether the date itself stands out" in said[1]
    assert "does not stand out" not in " ".join(said)


@pytest.mark.parametrize("lang", ["ar", "en", "es", "fr", "ru", "uk"])
def test_the_bound_of_p_is_never_above_the_p_that_is_printed(lang: str):
    for windows, bound in ((14, "2/28"), (13, "1/28"), (5, "1/28")):
        result = sm.compare(table(np.full((1, 28), 3)), "2017-01-15", windows=windows)
        assert bound in " ".join(summary(result, lang=lang))
        assert result.table["p_placebo"].iloc[-1] >= least_placebo(result) - 1e-12


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"ci_high": 0.8, "p_placebo": 0.3, "p_blocks": 0.2}, "rate_unclear_apart"),
        ({"ci_high": 0.8, "p_placebo": NAN, "p_blocks": NAN}, "rate_unclear_untried"),
        ({"p_placebo": 0.02}, "rate_unclear_wide"),
        ({"p_placebo": 0.2}, "rate_unclear_ranked"),
        ({"p_placebo": NAN, "p_blocks": NAN}, "rate_unclear"),
    ],
)
def test_where_the_numbers_do_not_agree_the_sentence_says_which_speaks_for_what(changes, key):
    assert _unclear(dataclasses.replace(BASE, **changes)) == key


def test_an_interval_without_one_is_never_given_as_a_reason_for_not_knowing():
    seen = 0
    for seed in range(40):
        result = compared(bursts(seed))
        words, found = summary(result)[1], evidence(result)
        if found.apart and "cannot be told" in words and "stands out" not in words:
            seen += 1
            assert "by the interval alone it did" in words
            assert f"p = {found.p_blocks:.3f} when stretches of 10 days change places" in words
        else:
            assert "by the interval alone" not in words
    assert seen


@pytest.mark.parametrize("level", [0.9, 0.95, 0.975])
def test_an_interval_is_printed_with_its_level(level: float):
    counts = np.random.default_rng(1).poisson([[40.0], [40.0]], (2, DAYS))
    words = summary(compared(counts, level=level))[1]
    assert f"a {100 * level:g}% interval that allows for bursts" in words


def test_a_rank_says_that_the_series_is_closed_to_a_ring():
    said = " ".join(summary(compared(bursts(1))))
    assert "of the 60 days would show as large a change with the series closed to a ring" in said


def test_days_beyond_the_reports_are_not_passed_over_in_silence():
    day = pd.to_datetime(pd.date_range("2017-01-03", "2017-02-28", freq="4D")).repeat(3)
    rows = table(bursts(1)).iloc[: len(day)].assign(date_start=day, date_end=day)
    result = sm.compare(rows, "2017-01-31", windows=30)
    assert result.beyond == 3
    assert "Of the covered days, 3 lie before the first or after the last report" in " ".join(
        summary(result)
    )
    assert "Of the covered days" not in " ".join(summary(sm.compare(rows, "2017-01-31")))


def test_a_sharp_fall_in_a_long_series_stands_out():
    rng = np.random.default_rng(4)
    counts = np.hstack([rng.poisson(6, (1, 150)), rng.poisson(0.5, (1, 150))])
    start = pd.Timestamp(EVENT) - pd.Timedelta(days=150)
    strikes = table(counts)
    moved = strikes.assign(
        **{
            name: strikes[name] + (start - pd.Timestamp("2017-01-01"))
            for name in ("date_start", "date_end")
        }
    )
    words = summary(sm.compare(moved, EVENT, windows=30))
    assert "the date stands out" in words[1]
    assert "The rate fell" in words[1]


def test_the_case_is_told_with_its_numbers_and_its_doubts():
    strikes = sm.load_dataset("syria_2017_strikes")
    event = sm.Event("De-escalation deal", "2017-05-04")
    asked = {"where": {"attacker": "Russia"}, "by": "region", "alternatives": True}
    words = summary(sm.compare(strikes, event, **asked))
    assert 3 <= len(words) <= 6
    assert words[0].startswith("De-escalation deal, 4 May 2017: 40 strikes attributed to Russia")
    assert "and 18 in the 19 days after" in words[0]
    assert "14 and 5 more" in words[0]
    assert "cannot be told" in words[1]
    assert "north-west had 34 of 40 before and 0 of 18 after, Deir ez-Zor 0 and 7" in words[2]
    assert "the date itself does not stand out" in words[2]
    assert "147 are on neither map" in words[3]
    assert "1/79" in words[4]
    assert "three opposition-leaning or digest sources" in words[5]


def test_too_few_strikes_are_called_too_few():
    counts = np.zeros((2, DAYS), dtype=int)
    counts[0, [20, 35]] = 1
    counts[1, 36] = 1
    words = summary(compared(counts))
    assert "too few" in words[1]
    assert "too few" in words[2]


def test_windows_beyond_the_reports_are_said_to_be_so():
    words = " ".join(summary(compared(bursts(1), covered=("2017-01-20", "2017-02-20"))))
    assert "not the whole of both windows" in words
    assert "stands out" not in words


def test_no_strike_at_all_is_said_in_plain_words():
    empty = sm.compare(table(bursts(1)).iloc[:0], EVENT, by="region")
    said = summary(empty)
    assert said[1] == "Without any, nothing can be said of a change."
    assert said[2] == "The table has no row."
    assert not any("0 of 0" in sentence or "0.00" in sentence for sentence in said)
    rows = table(bursts(1)).assign(date_start=pd.Timestamp("2017-01-20"))
    across = sm.compare(rows.assign(date_end=pd.Timestamp("2017-02-20")), EVENT)
    assert f"None of the {len(rows)} rows of the table is on the maps" in summary(across)[2]


def test_rows_of_one_long_span_are_not_said_to_cover_its_first_day_only():
    rows = table(bursts(1)).assign(date_start=pd.Timestamp("2017-01-20"))
    said = " ".join(summary(sm.compare(rows.assign(date_end=pd.Timestamp("2017-02-20")), EVENT)))
    assert "too few dates to show which days they cover" in said
    assert "cover only" not in said


def test_a_source_of_every_row_is_said_to_be_that_of_all():
    rows = table(bursts(1), source="The desk")
    said = summary(sm.compare(rows, EVENT, by="region", covered=("2017-01-01", "2017-03-01")))
    assert "rest on The desk" in said[-1]
    assert said[-1].startswith("All ")


def test_a_window_without_a_strike_has_no_shares():
    rows = table(bursts(1))
    early = rows.loc[rows["date_start"] < EVENT]
    (shares,) = (s for s in summary(sm.compare(early, EVENT, by="region")) if " lie in " in s)
    assert shares.endswith("the other window has none to compare.")
    one = early.tail(1).assign(region=pd.Categorical(["north"], ["north", "south"], ordered=True))
    said = summary(sm.compare(one, EVENT, by="region"))
    assert said[1:4] == [
        "One is too few to say whether the rate changed.",
        "The only strike lies in north.",
        "The one row of the table is counted.",
    ]


def test_a_comparison_of_nothing_can_be_tried_under_other_settings():
    empty = sm.compare(table(bursts(1)).iloc[:0], EVENT, by="region")
    assert (sensitivity(empty, days=1)["n_before"] == 0).all()


def test_strikes_that_all_lie_in_one_zone_have_no_shares_to_compare():
    rows = table(bursts(1))
    rows["region"] = pd.Categorical(["a"] * len(rows), ["a", "b"], ordered=True)
    result = sm.compare(rows, EVENT, by="region")
    n = len(result.strikes)
    assert f"All {n} strikes lie in a, before and after." in summary(result)


def test_strikes_known_only_to_a_province_are_named_beside_the_zones():
    strikes = sm.load_dataset("syria_2017_strikes")
    asked = {"where": {"attacker": "Russia"}, "zones": sm.load_dataset("syria_2017_control")}
    windows = sm.Windows(("2017-04-01", "2017-05-04"), ("2017-05-06", "2017-06-16"))
    zones = summary(sm.compare(strikes, "2017-05-04", windows=windows, **asked))[2]
    assert (
        "2 strikes are known only to within 50 km or more and counted in the zone of its middle."
        in zones
    )
    assert "50 km" not in " ".join(summary(sm.compare(strikes, "2017-05-04", **asked)))


def test_a_list_of_harm_or_of_deaths_is_named_as_such():
    harm = table(bursts(1), civilian_harm_status="Fair")
    deaths = table(bursts(1))
    record(deaths, [], dialect="ucdp")
    assert "allegations of civilian harm" in summary(sm.compare(harm, EVENT))[-1]
    assert "killed" in summary(sm.compare(deaths, EVENT))[-1]


def test_an_empty_comparison_still_reads_as_sentences():
    words = summary(compared(bursts(1), where=np.zeros(len(table(bursts(1))), dtype=bool)))
    assert "0 strikes reported" in words[0]
    assert all(sentence.endswith(".") for sentence in words)


def test_a_bound_that_would_be_written_as_nothing_is_not_given_as_one():
    days = pd.to_datetime(["2024-04-13"] * 40)
    rows = gpd.GeoDataFrame(
        {"id": [f"r{n}" for n in range(40)], "date_start": days, "date_end": days},
        geometry=gpd.points_from_xy([25.3] * 40, [13.6] * 40),
        crs="EPSG:4326",
    )
    said = " ".join(summary(sm.compare(rows, "2024-04-13", windows=12)))
    assert "0.00 times" not in said
    assert "almost any ratio is possible" in said


def test_a_summary_says_what_all_settings_and_other_zones_would_have_shown():
    strikes = sm.load_dataset("syria_2017_strikes")
    zones = sm.load_dataset("syria_2017_control")
    m = sm.before_after(strikes, "2017-05-04", zones=zones, where={"attacker": "Russia"})
    curve = sm.specification_curve(m, ["length"])
    draws = sm.zone_draws(zones, border_km=3, draws=40)
    said = sm.summary(m, curve=curve, draws=draws)
    [about_settings] = [text for text in said if "settings looked at" in text]
    assert f"Under {curve.n_settings} settings" in about_settings
    assert f"{curve.p_adjusted:.3f} when adjusted" in about_settings
    assert "no independent support" in about_settings
    found = sm.count_ranges(m, draws).set_index("zone")
    low, high = found.loc["Opposition", ["n_before_low", "n_before_high"]]
    [about_zones] = [text for text in said if "drawn 40 times" in text]
    assert f"Opposition has {low}–{high} before and 0 after" in about_zones
    assert not [text for text in sm.summary(m) if "settings" in text or "drawn" in text]


def test_two_reports_of_one_source_rest_on_that_source():
    rows = table(bursts(1))
    rows["source"] = np.where(np.arange(len(rows)) % 2, "SOHR;SOHR", "SOHR")
    said = " ".join(summary(sm.compare(rows, EVENT, covered=("2017-01-01", "2017-03-01"))))
    assert "rest on SOHR" in said
    assert "All " in said


def test_rows_without_a_place_are_counted_beside_those_that_have_one():
    rows = table(np.full((1, DAYS), 1))
    rows.geometry = rows.geometry.where(np.arange(DAYS) % 3 > 0)
    m = sm.before_after(rows, EVENT, windows=19, covered=("2017-01-01", "2017-03-01"))
    assert (
        sum(m.comparison.unplaced)
        + int(m.comparison.table["n_before"].iloc[-1])
        + int(m.comparison.table["n_after"].iloc[-1])
        == 2 * 19
    )
    assert "; 6 and 7 more have no place and are counted nowhere." in m.summary()[0]
    assert [panel.counts[-1] for panel in m.spec.panels] == [
        "6 more without a place",
        "7 more without a place",
    ]
    both = sm.period_maps(rows, [("2017-01-01", "2017-01-04"), ("2017-01-04", "2017-01-05")])
    assert [panel.counts[-1] for panel in both.spec.panels] == ["1 more without a place"] * 2


def test_rows_dated_too_roughly_are_named_where_they_outweigh_the_counted():
    rows = table(np.full((1, DAYS), 1))
    rough = rows.assign(date_start=pd.Timestamp("2017-01-02"), date_end=pd.Timestamp("2017-02-20"))
    assert "60 more are dated too roughly" in summary(sm.compare(rough, EVENT, windows=19))[0]
    assert "too roughly" not in summary(sm.compare(rows, EVENT, windows=19))[0]


@pytest.mark.parametrize(("on_one_day", "said"), [(40, True), (10, False)])
def test_a_day_that_holds_most_of_a_window_is_named(on_one_day: int, said: bool):
    counts = np.full((1, DAYS), 1)
    counts[0, 35] = on_one_day
    text = " ".join(summary(compared(counts)))
    told = (
        "In the window of 31 January – 18 February 2017, 40 of 58 bear one date, 5 February 2017."
    )
    assert (told in text) is said


def test_coverage_of_other_times_is_none_near_the_event():
    counts = np.full((1, DAYS), 1)
    text = " ".join(summary(compared(counts, covered=("2016-01-01", "2016-03-01"))))
    assert "The reports cover no day near the event." in text
    assert "cover only" not in text


def test_groups_of_a_column_are_not_called_zones():
    text = " ".join(summary(compared(np.array([[2] * DAYS, [1] * DAYS]))))
    assert "Among the groups, " in text
    assert "zones" not in text


def test_the_picture_in_words_says_of_each_panel_which_zones_it_shows():
    m = sm.before_after(
        sm.load_dataset("syria_2017_strikes"),
        "2017-05-04",
        zones=sm.load_dataset("syria_2017_control"),
    )
    before, after = m.spec.alt.split(". After, ")
    assert before.endswith(", zones as of 30 April 2017")
    assert after.endswith(", zones as of 15 May 2017.")
    nameless = sm.period_maps(table(np.ones((1, 4), dtype=int)), [("2017-01-01", "2017-01-03")])
    assert ". , " not in nameless.spec.alt


def test_strikes_counted_by_zones_of_a_later_day_are_told():
    rows = table(np.full((2, DAYS), 1))
    squares = [Point(36 + i, 35).buffer(0.4) for i in range(2)]
    named = {"side": ["A", "B"], "zone": ["A", "B"], "source": "made up"}
    for day, said in (("2017-01-20", True), ("2017-01-01", False)):
        drawn = gpd.GeoDataFrame({**named, "date": [day] * 2}, geometry=squares, crs="EPSG:4326")
        zones = sm.read_zones(drawn)
        text = " ".join(summary(sm.compare(rows, EVENT, windows=19, zones=zones, max_days=None)))
        told = "16 strikes are counted by zones of a later day, up to 8 days later."
        assert (told in text) is said
