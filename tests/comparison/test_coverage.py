"""What was not collected is neither zero nor a rate: coverage by source and day."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point

import strikemap as sm
from strikemap.comparison.coverage import days_with_a_report
from strikemap.errors import MapError
from strikemap.periods import MISSING_DAY

DEAL = sm.Event("Deal", "2017-05-04")


def table(first, last=None, **columns) -> gpd.GeoDataFrame:
    first = pd.to_datetime(pd.Series(first).reset_index(drop=True))
    last = first if last is None else pd.to_datetime(pd.Series(last).reset_index(drop=True))
    frame = pd.DataFrame({"date_start": first, "date_end": last, **columns})
    frame["id"] = [f"s{i}" for i in range(len(frame))]
    return gpd.GeoDataFrame(frame, geometry=[Point(36.6, 35.6)] * len(frame), crs="EPSG:4326")


def flat(seed: int = 1, days: int = 120, rate: float = 3.4) -> gpd.GeoDataFrame:
    """Return a steady process of which half the rows are known to a week only."""
    rng = np.random.default_rng(seed)
    day = np.repeat(np.arange(days), rng.poisson(rate, days))
    first = pd.Timestamp("2017-03-05") + pd.to_timedelta(day, unit="D")
    extra = np.where(rng.random(len(day)) < 0.5, 6, 0)
    return table(first, first + pd.to_timedelta(extra, unit="D"))


def test_a_steady_process_of_ranges_is_steady_inside_the_windows_and_outside():
    inside, outside = [], []
    for seed in range(20):
        result = sm.compare(flat(seed), DEAL)
        day = result.daily["all"]
        window = (day.index >= "2017-04-15") & (day.index < "2017-05-23")
        inside.append(day[window].mean())
        outside.append(day[~window].iloc[7:-7].mean())
    assert np.mean(inside) == pytest.approx(np.mean(outside), rel=0.05)


def test_ranges_of_dates_do_not_make_a_change_point():
    found = [sm.change_point(sm.compare(flat(seed), DEAL), n=99) for seed in range(40)]
    assert np.mean([one.p_blocks <= 0.05 for one in found]) <= 0.15
    assert np.mean([abs(one.days_from_event) in (0, 19) for one in found]) <= 0.2


def test_a_steady_process_of_ranges_does_not_dip_before_its_event():
    bins = []
    for seed in range(20):
        study = sm.event_study(flat(seed, 200), ["2017-05-04"], days=28)
        bins.append(study.table.set_index("day")["per_day"])
    mean = pd.concat(bins, axis=1).mean(axis=1)
    assert mean.max() / mean.min() < 1.15
    assert mean[-7] == pytest.approx(mean[[-21, -14, 7]].mean(), rel=0.06)


def test_a_table_that_ends_within_the_window_has_one_rate_everywhere():
    rows = table(pd.date_range("2017-04-01", "2017-05-13"))
    result = sm.compare(rows, DEAL)
    line = result.table.iloc[-1]
    assert (line["n_after"], line["per_day_after"], line["rate_ratio"]) == (10, 1.0, 1.0)
    study = sm.event_study(rows, [DEAL], days=21).table.set_index("day")
    assert study["per_day"].dropna().tolist() == [1.0] * 5
    assert [(hole.first_date, hole.last_date) for hole in result.uncovered] == [
        (pd.Timestamp("2017-05-14").date(), pd.Timestamp("2017-05-22").date())
    ]
    assert line[["ci_low", "ci_high", "ci_low_adjusted", "p_exact", "p_placebo"]].isna().all()


def test_a_strike_of_the_last_known_night_counts_in_the_rate_as_in_the_number():
    rows = table(pd.date_range("2017-04-14", "2017-05-10"))
    rows.loc[rows.index[-1], "date_end"] = pd.Timestamp("2017-05-11")
    for covered in (None, ("2017-04-14", "2017-05-10")):
        line = sm.compare(rows, DEAL, covered=covered).table.iloc[-1]
        assert (line["n_after"], line["per_day_after"]) == (7, 1.0)


def test_the_change_by_area_is_per_covered_day_too():
    m = sm.compare(table(pd.date_range("2017-04-01", "2017-05-13")), DEAL)
    from strikemap.comparison.changes import changes

    cells = changes(m, by="hexagon")
    assert cells["per_week_after"].tolist() == [7.0] == cells["per_week_before"].tolist()


def test_few_days_with_a_report_do_not_show_where_coverage_ends():
    line = sm.compare(table(["2017-05-01"] * 4 + ["2017-05-05"] * 2), DEAL).table.iloc[-1]
    assert line["per_day_before"] == pytest.approx(4 / 19)
    assert line["ci_low"] > 0


def test_rows_on_days_stated_as_not_covered_are_on_the_map_and_in_no_rate():
    rows = table(pd.date_range("2017-04-15", "2017-05-22"))
    line = sm.compare(rows, DEAL, covered=("2017-04-15", "2017-05-13")).table.iloc[-1]
    assert (line["n_after"], line["per_day_after"]) == (19, 1.0)


def months(*more: str) -> gpd.GeoDataFrame:
    """Return a report a day from 24 April to 13 May, and rows dated to a whole month."""
    day = [*pd.date_range("2017-04-24", "2017-05-13"), *(pd.Timestamp(one) for one in more)]
    last = [*day[:20], *(one + pd.offsets.MonthEnd() for one in day[20:])]
    return table(day, last)


@pytest.mark.parametrize("windows", [3, 5, 12, 19, 40])
def test_a_row_dated_to_a_month_stretches_the_coverage_by_no_day_in_no_window(windows: int):
    result = sm.compare(months("2017-04-01", "2017-05-01"), DEAL, windows=windows)
    span = result.coverage
    assert (str(span.first_date), str(span.last_date)) == ("2017-04-24", "2017-05-13")
    assert result.table["per_day_before"].iloc[-1] == 1.0


def test_a_month_without_a_closer_date_shows_its_day_nearest_to_those():
    first, last = np.array([100, 40, 140, 95]), np.array([100, 69, 169, 124])
    assert days_with_a_report(first, last).tolist() == [69, 100, 140]
    assert days_with_a_report(first[1:3], last[1:3]).tolist() == [40, 140]
    missing = np.array([MISSING_DAY])
    assert days_with_a_report(missing, missing).tolist() == []


def test_a_scan_and_a_calendar_know_no_days_of_a_month_either(tmp_path):
    pytest.importorskip("pyarrow")
    rows = months("2017-04-01", "2017-05-01").assign(source="A")
    calendar = sm.coverage(rows)
    assert [str(calendar.index[n].date()) for n in (0, -1)] == ["2017-04-24", "2017-05-13"]
    path = tmp_path / "reports.csv"
    dates = (
        rows["date_start"]
        .astype(str)
        .where(rows.index < 20, rows["date_start"].dt.strftime("%Y-%m"))
    )
    pd.DataFrame({"date": dates, "lat": 35.6, "lon": 36.6}).to_csv(path, index=False)
    scanned = sm.compare(sm.scan_reports(path), DEAL)
    assert scanned.coverage == sm.compare(sm.read_reports(path), DEAL).coverage
    assert str(scanned.coverage.first_date) == "2017-04-24"


def test_a_day_is_covered_or_not_whatever_the_windows():
    rows = table(
        ["2017-04-20", "2017-04-23", "2017-04-24", "2017-04-29", "2017-05-03", "2017-05-09"]
    )
    known: dict[int, bool] = {}
    for windows in range(1, 40):
        result = sm.compare(rows, DEAL, windows=windows)
        days = np.arange(result.periods.before.start_day, result.periods.after.stop_day)
        for day, held in zip(days.tolist(), result.covered.holds(days).tolist(), strict=True):
            assert known.setdefault(day, held) == held
    assert set(known.values()) == {True, False}


def test_a_calendar_tells_no_report_from_not_collected():
    rows = table(
        ["2017-05-01", "2017-05-03", "2017-05-02", "2017-09-01"], source=["A", "A", "B", "B"]
    )
    calendar = sm.coverage(rows, stated={"A": ("2017-05-01", "2017-05-04")})
    assert calendar.attrs["proposed"] == ["B"]
    assert calendar["A"].iloc[:4].tolist() == ["collected", "no report", "collected", "no report"]
    assert calendar.loc["2017-05-05", "A"] == "not collected"
    assert calendar.loc["2017-05-02":"2017-05-03", "B"].tolist() == ["collected", "not collected"]
    assert calendar.loc["2017-09-01", "B"] == "collected"


def test_a_source_may_be_collected_in_several_stretches():
    spans = [("2017-05-01", "2017-05-01"), ("2017-05-03", "2017-05-03")]
    calendar = sm.coverage(table(["2017-05-01"], source=["A"]), stated={"A": spans})
    assert calendar["A"].tolist() == ["collected", "not collected", "no report"]


def test_compare_reads_the_calendar_with_its_holes():
    rows = table(pd.date_range("2017-04-01", "2017-06-30"), source="A")
    calendar = sm.coverage(rows)
    calendar.loc["2017-05-08":"2017-05-10", "A"] = "not collected"
    result = sm.compare(rows, DEAL, covered=calendar)
    line = result.table.iloc[-1]
    assert (line["n_after"], line["per_day_after"]) == (19, 1.0)
    assert result.covered.days(result.periods.after) == 16
    assert np.isnan(line["ci_low"])
    assert np.isnan(line["p_placebo"])
    whole = sm.compare(rows, DEAL, covered=sm.coverage(rows)).table.iloc[-1]
    assert whole["ci_low"] > 0


@pytest.mark.parametrize("wrong", ["2017", ("2017-05-01",), pd.DataFrame({"A": ["collected"]})])
def test_what_is_no_coverage_is_refused(wrong):
    with pytest.raises(MapError) as caught:
        sm.compare(table(["2017-05-01"]), DEAL, covered=wrong)
    assert caught.value.code in ("COVERAGE_INVALID", "EVENT_DATE")


def test_an_edited_calendar_with_another_word_is_refused():
    rows = table(["2017-05-01"], source=["A"])
    calendar = sm.coverage(rows).replace("collected", "yes")
    with pytest.raises(MapError) as caught:
        sm.compare(rows, DEAL, covered=calendar)
    assert caught.value.code == "COVERAGE_INVALID"
    assert "'yes'" in str(caught.value)


def test_a_sparse_table_has_no_hole_where_its_rows_are_as_sparse_as_ever():
    every = pd.date_range("2016-05-08", "2018-05-01", freq="40D")
    result = sm.compare(table(every), DEAL, windows=120)
    assert result.covered.uncovered == ()


def test_days_with_reports_beyond_a_hole_are_not_called_uncovered():
    days = [*pd.date_range("2016-12-01", "2017-01-20"), *pd.date_range("2017-04-01", "2017-06-30")]
    result = sm.compare(table(days), DEAL, windows=150)
    [hole] = [
        gap for gap in result.covered.uncovered if gap.start_day < result.covered.span.start_day
    ]
    stated = [np.datetime64(day, "D").astype(int) for day in ("2017-01-21", "2017-04-01")]
    assert [hole.start_day, hole.stop_day] == stated
