"""Other settings, other events, other models: the same strikes asked again."""

from __future__ import annotations

import datetime as dt
import itertools

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point

import strikemap as sm
from strikemap.comparison.models import change_point, zone_by_period
from strikemap.comparison.settings import settings
from strikemap.comparison.sources import sole_source
from strikemap.comparison.surfaces import cross_k, risk_surface
from strikemap.errors import MapError

DEAL = sm.Event("De-escalation deal", "2017-05-04", halted="2017-05-01", in_force="2017-05-06")
RUSSIA = {"where": {"attacker": "Russia"}}


@pytest.fixture(scope="module")
def strikes() -> gpd.GeoDataFrame:
    return sm.load_dataset("syria_2017_strikes")


@pytest.fixture(scope="module")
def case(strikes) -> sm.Comparison:
    return sm.compare(strikes, DEAL, by="region", **RUSSIA)


@pytest.fixture(scope="module")
def table(case) -> pd.DataFrame:
    reports = sm.load_dataset("syria_2017_reports")
    return sm.sensitivity(case, reports=reports)


def line(table: pd.DataFrame, dimension: str, setting: str, zone: str = "north-west") -> list[int]:
    rows = table[table["dimension"].eq(dimension) & table["zone"].eq(zone)]
    row = rows[rows["setting"].eq(setting)]
    assert len(row) == 1, rows["setting"].tolist()
    return row[["n_before", "n_after"]].to_numpy()[0].tolist()


def test_the_chosen_setting_comes_first_and_is_the_comparison(table, case):
    assert line(table, "as chosen", "as chosen") == [34, 0]
    assert line(table, "as chosen", "as chosen", "all") == [40, 18]
    first = table.iloc[0]
    row = case.table.set_index("zone").loc["north-west"]
    assert first["p_placebo"] == row["p_placebo"]


def test_every_choice_that_the_case_allows_is_tried(table):
    assert set(table["dimension"]) == {
        "as chosen", "stated date", "event date", "length", "outer edge", "gap", "confidence",
        "claims", "attacker", "unit", "source left out", "comparator", "location", "day share",
        "corroboration",
    }  # fmt: skip
    assert (table["dimension"] == "event date").sum() == 2 * 20
    assert set(table["zone"]) == {"north-west", "all"}


def test_moving_the_event_recounts_the_rows(table, strikes):
    for shift in (-10, -4, 3, 10):
        event = DEAL.date + dt.timedelta(days=shift)
        fresh = sm.compare(strikes, event, by="region", **RUSSIA).table.set_index("zone")
        want = fresh.loc["north-west", ["n_before", "n_after"]].tolist()
        assert line(table, "event date", f"{shift:+d} days") == want


def test_stated_dates_either_or_and_other_attackers_are_asked_the_same(table):
    assert line(table, "stated date", "halt of flights as stated, 2017-05-01") == [37, 0]
    assert line(table, "attacker", 'with "A or B" counted in', "all") == [54, 23]
    refused = table["setting"].str.startswith("US-led coalition: sources not collected")
    assert table.loc[refused, "n_after"].isna().all()
    assert refused.sum() == 2
    assert table.loc[~refused, ["per_day_before", "per_day_after"]].notna().all(axis=None)


def test_stricter_confidence_keeps_fewer_strikes(table):
    grades = ("medium or higher", "high")
    kept = [sum(line(table, "confidence", grade, "all")) for grade in grades]
    assert 58 > kept[0] > kept[1] > 0


def test_a_place_hit_twice_is_one_location_and_has_no_placebo_p(table):
    before, after = line(table, "unit", "locations targeted", "all")
    assert 0 < before < 40
    assert 0 < after <= 18
    unit = table[table["dimension"] == "unit"]
    assert unit["p_placebo"].isna().all()


def test_leaving_a_source_out_leaves_out_what_rests_on_it_alone(table, strikes, case):
    sole = sole_source(strikes)
    mapped = case.strikes.index
    for name in table.loc[table["dimension"] == "source left out", "setting"].unique():
        want = 58 - int((sole.loc[mapped] == name).sum())
        assert sum(line(table, "source left out", name, "all")) == want


def test_the_zone_snapshot_is_one_of_the_choices(strikes):
    zones = sm.load_dataset("syria_2017_control")
    result = sm.compare(strikes, DEAL, zones=zones, **RUSSIA)
    table = sm.sensitivity(result, days=0, zone="ISIS")
    chosen = line(table, "as chosen", "as chosen", "ISIS")
    want = result.table.set_index("zone").loc["ISIS", ["n_before", "n_after"]].tolist()
    assert chosen == want
    only = table[table["dimension"].eq("zones") & table["zone"].eq("ISIS")]
    assert only["setting"].tolist() == [
        f"as of {date} only" for date in ("2017-04-30", "2017-05-15", "2017-06-15")
    ]


def test_windows_in_dates_move_with_the_event(strikes):
    windows = sm.Windows(("2017-04-15", "2017-05-04"), ("2017-05-06", "2017-06-01"))
    result = sm.compare(strikes, DEAL, windows=windows, by="region", **RUSSIA)
    for setting in settings(result, days=2, lengths=(7,)):
        assert setting.dimension not in ("length", "gap")
    table = sm.sensitivity(result, days=2)
    moved = sm.Windows(("2017-04-17", "2017-05-06"), ("2017-05-08", "2017-06-03"))
    fresh = sm.compare(strikes, "2017-05-06", windows=moved, by="region", **RUSSIA).table
    want = fresh.iloc[-1][["n_before", "n_after"]].astype(int).tolist()
    assert line(table, "event date", "+2 days", "all") == want


def test_a_mask_is_a_selection_like_any_other(strikes):
    mask = strikes["attacker"] == "Russia"
    table = sm.sensitivity(sm.compare(strikes, DEAL, where=mask, by="region"), days=1)
    assert line(table, "as chosen", "as chosen", "all") == [40, 18]
    kept = table[table["dimension"].eq("confidence") & table["zone"].eq("all")]
    assert (kept["n_before"] < 40).all()


def test_an_unknown_zone_is_refused_with_those_there_are(case):
    for call in (sm.sensitivity, change_point, sm.placebo_dates):
        with pytest.raises(MapError, match="north-west") as caught:
            call(case, zone="moon")
        assert caught.value.code == "ZONE_UNKNOWN"


def test_rows_by_source_add_up_to_the_table(case):
    table = sm.sources_by_zone(case)
    assert table["n_before"].sum() == 40
    assert table["n_after"].sum() == 18
    shares = table.groupby("source")["share_before"].sum()
    assert set(shares.round(9)) <= {0.0, 1.0}
    totals = table.groupby("source", sort=False)[["n_before", "n_after"]].sum().sum(axis=1)
    assert totals.is_monotonic_decreasing
    with pytest.raises(MapError) as caught:
        sm.sources_by_zone(case, source="outlet")
    assert caught.value.code == "COLUMNS_MISSING"


def test_a_row_of_several_outlets_rests_on_none_alone():
    frame = pd.DataFrame({"sources": ["A", "A;B", None, " A ; "], "source": ["A"] * 4})
    sole = sole_source(frame)
    assert sole.notna().tolist() == [True, False, False, True]
    assert (sole.dropna() == "A").all()
    assert sole_source(frame[["source"]]).tolist() == ["A"] * 4
    assert sole_source(frame[[]]) is None


def test_events_line_up_by_their_own_days(strikes):
    earlier = sm.load_dataset("syria_2016_strikes")
    both = pd.concat([earlier, strikes], ignore_index=True)
    events = [sm.Event("Cessation of hostilities", "2016-02-27"), DEAL]
    study = sm.event_study(both, events, by="region", days=21, **RUSSIA)
    assert study.pooled is None, "no band through two events"
    total = study.table[study.table["zone"] == "all"].groupby("event")["n"].sum()
    for event in events:
        alone = sm.compare(both, event, windows=21, by="region", day_share=True, **RUSSIA)
        shares = alone.table[["n_before_weighted", "n_after_weighted"]].iloc[-1].sum()
        assert total[event.name] == pytest.approx(shares)
    assert study.table["day"].unique().tolist() == [-21, -14, -7, 0, 7, 14]
    bins = study.table[study.table["zone"] != "all"].groupby(["event", "day"])["n"].sum()
    whole = study.table[study.table["zone"] == "all"].set_index(["event", "day"])["n"]
    assert (bins == whole.fillna(0)).all()


def test_days_without_reports_are_unknown_not_quiet(strikes):
    study = sm.event_study(strikes, ["2017-04-08"], days=21, **RUSSIA)
    first, edge, last = (study.table.iloc[week] for week in range(3))
    # No silence within the reports is longer than the three days taken as covered at their edge.
    assert (first["days"], edge["days"], last["days"]) == (0, 3, 7)
    assert np.isnan(first["per_day"])
    assert last["per_day"] == last["n"] / 7
    assert study.events["days_before"].tolist() == [10]


def test_five_events_may_be_pooled_and_four_not(strikes):
    dates = [f"2017-05-{day:02d}" for day in (1, 3, 5, 7, 9)]
    four = sm.event_study(strikes, dates[:4], days=14, **RUSSIA)
    five = sm.event_study(strikes, dates, days=14, **RUSSIA)
    assert four.pooled is None
    mean = five.table[five.table["zone"] == "all"].groupby("day", sort=False)["per_day"].mean()
    np.testing.assert_allclose(five.pooled["per_day"], mean)
    assert (five.pooled["per_day_low"] <= five.pooled["per_day"]).all()


@pytest.mark.parametrize(
    ("events", "asked", "code"),
    [
        ([], {}, "EVENTS_EMPTY"),
        (["2017-05-04", "2017-05-04"], {}, "EVENTS_SAME"),
        (["2017-05-04"], {"by": "zone_side"}, "ZONES_MISSING"),
        (["2017-05-04"], {"days": 10}, "WINDOWS_INVALID"),
    ],
)
def test_a_study_that_cannot_be_made_is_refused(strikes, events, asked, code):
    with pytest.raises(MapError) as caught:
        sm.event_study(strikes, events, **asked)
    assert caught.value.code == code


def test_an_event_far_from_any_snapshot_is_refused(strikes):
    earlier = sm.load_dataset("syria_2016_strikes")
    zones = sm.load_dataset("syria_2017_control")
    with pytest.raises(sm.ZoneError) as caught:
        sm.event_study(earlier, ["2016-02-27"], zones=zones, by="zone_side", days=14)
    assert caught.value.code == "ZONES_TOO_FAR"


def test_the_north_west_changed_most_four_days_before_the_deal(case):
    found = change_point(case, zone="north-west", n=199)
    assert found.date == dt.date(2017, 4, 30)
    assert found.days_from_event == -4
    assert found.per_day_before > 2
    assert found.per_day_after < 0.1
    assert found.p_strikes <= found.p_blocks
    best = found.scan.loc[found.scan["log_likelihood_ratio"].idxmax(), "date"]
    assert best.date() == found.date


def test_nothing_to_scan_is_refused(strikes):
    result = sm.compare(strikes.iloc[:0], DEAL)
    with pytest.raises(MapError) as caught:
        change_point(result)
    assert caught.value.code == "TOO_FEW"


def test_zone_by_period_gives_the_ratio_of_rate_ratios(case, strikes):
    everyone = sm.compare(strikes, DEAL, by="region")
    fit = zone_by_period(everyone, reference="central desert").set_index("term")
    table = everyone.table.set_index("zone")
    ratios = table["n_after"] / table["n_before"]
    want = ratios["north-west"] / ratios["central desert"]
    assert fit.loc["zone:north-west × after", "ratio"] == pytest.approx(want, rel=1e-3)
    with pytest.raises(MapError) as caught:
        zone_by_period(case, reference="north-west")
    assert caught.value.code == "ZONE_UNKNOWN"
    with pytest.raises(MapError) as caught:
        zone_by_period(case, reference="central desert")
    assert caught.value.code == "TOO_FEW"


def turning(east: float) -> sm.Comparison:
    """Return three strikes a day that all fall `east` degrees further from the event on."""
    day = np.repeat(np.arange(80), 3)
    start = pd.Timestamp("2017-01-01") + pd.to_timedelta(day, unit="D")
    rng = np.random.default_rng(3)
    lon = 36.5 + rng.normal(0, 0.1, 240) + east * (day >= 40)
    points = [Point(x, y) for x, y in zip(lon, 35.5 + rng.normal(0, 0.1, 240), strict=True)]
    frame = gpd.GeoDataFrame({"date_start": start, "date_end": start}, geometry=points, crs=4326)
    return sm.compare(frame, "2017-02-10", windows=40)


def test_the_surface_rises_where_strikes_went_and_falls_where_they_were():
    surface = risk_surface(turning(2.0), bandwidth_km=30, step_km=30, n=99)
    west, east = surface.geometry.x < 37, surface.geometry.x > 38
    assert surface.loc[west, "log_risk"].max() < 0 < surface.loc[east, "log_risk"].min()
    assert (surface["low"] <= surface["high"]).all()
    assert surface.crs.to_epsg() == 4326


def test_the_surface_of_strikes_that_stay_is_flat_near_them():
    surface = risk_surface(turning(0.0), bandwidth_km=30, step_km=30, n=99)
    near = np.hypot(surface.geometry.x - 36.5, surface.geometry.y - 35.5) < 0.3
    assert surface.loc[near, "log_risk"].abs().max() < 0.2
    assert (surface.loc[near, "outside"] == 0).mean() > 0.5


def test_strikes_that_went_away_are_not_close_to_those_before():
    apart, same = cross_k(turning(2.0), n=49), cross_k(turning(0.0), n=49)
    assert apart.loc[apart["km"] == 10, "k"].iloc[0] == 0
    assert (same["k"] > 0).all()
    for earlier, later in itertools.pairwise(same["k"]):
        assert later >= earlier


def test_too_few_strikes_make_no_surface(strikes):
    result = sm.compare(strikes, DEAL, windows=1, **RUSSIA)
    for make in (risk_surface, cross_k):
        with pytest.raises(MapError) as caught:
            make(result)
        assert caught.value.code == "TOO_FEW"


def test_the_placebo_dates_hold_the_event_and_its_p(case):
    for zone in ("north-west", "all"):
        dates = sm.placebo_dates(case, zone=zone)
        row = case.table.set_index("zone").loc[zone]
        event = dates[dates["is_event"]].iloc[0]
        assert event["date"].date() == DEAL.date
        assert [event["n_before"], event["n_after"]] == [row["n_before"], row["n_after"]]
        p = (dates["change"].abs() >= abs(event["change"]) - 1e-9).mean()
        assert p == pytest.approx(row["p_placebo"])


def test_placebo_dates_that_fit_are_plain_comparisons_of_those_dates(case, strikes):
    dates = sm.placebo_dates(case)
    assert (~dates["wraps"]).sum() == case.coverage.days - 38 + 1
    for row in dates[~dates["wraps"]].iloc[::10].itertuples():
        fresh = sm.compare(strikes, row.date, **RUSSIA).table.iloc[-1]
        assert [row.n_before, row.n_after] == [fresh["n_before"], fresh["n_after"]]


def test_uncovered_windows_have_no_placebo_dates(strikes):
    assert sm.placebo_dates(sm.compare(strikes, DEAL, windows=60, **RUSSIA)).empty


def test_a_large_table_is_sampled_for_what_needs_all_pairs(monkeypatch):
    from strikemap.comparison import shifts, surfaces

    whole = sm.spatial_shift(turning(2.0), n=9)
    monkeypatch.setattr(shifts, "MAX_POINTS", 60)
    monkeypatch.setattr(surfaces, "MAX_POINTS", 60)
    part = sm.spatial_shift(turning(2.0), n=9)
    assert (whole.n_points, part.n_points) == (240, 60)
    assert part.n_before == whole.n_before == 120
    assert part.km == pytest.approx(whole.km, rel=0.1)
    surface = risk_surface(turning(2.0), bandwidth_km=30, step_km=30, n=9)
    assert surface["log_risk"].max() > 1
