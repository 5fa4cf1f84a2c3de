"""Dates as common software and people in the field write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import strikemap as sm
from strikemap.dates import parse, read_dates
from strikemap.dates.column import time_zone
from strikemap.ledger import facts

TZ = time_zone("Asia/Damascus")


@pytest.mark.parametrize(
    "text",
    [
        "2017/05/13 23:30:00",
        "2017.05.13 23:30",
        "2017-05-13 11:30 PM",
        "2017-05-13 11:30 م",
        "2017-05-13 11:30 مساءً",
        "2017-05-13T23:30:00+03:00[Asia/Damascus]",
        "2017/05/13 23:30:00+03",
        "2017-05-13 20:30:00 UTC",
        "2017-05-13T20:30:00Z[UTC]",
        "13MAY2017",
        "13MAY2017:23:30:00",
        "13-MAY-17 11.30.00.000000 PM",
        "132030ZMAY17",
        "13 2030Z MAY 17",
        "132330C MAY 2017",
        "13 мая 2017",
        "13 мая 2017 г.",
        "13 травня 2017 р.",
        "13 de mayo de 2017",
        "13. Mai 2017",
        "13 Mayıs 2017",
        "Sat May 13 2017 23:30:00 GMT+0300 (Arabian Standard Time)",
        "Sat, 13 May 2017 23:30:00 +0300",
    ],
)
def test_one_day_in_many_hands(text: str) -> None:
    span = parse(text, tz=TZ)
    assert (str(span.start), str(span.end), span.precision) == ("2017-05-13", "2017-05-13", "day")


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("2017-05-00", "2017-05-01", "2017-05-31", "month"),
        ("20170500", "2017-05-01", "2017-05-31", "month"),
        ("2017-00-00", "2017-01-01", "2017-12-31", "year"),
        ("2017-05-03 night", "2017-05-03", "2017-05-04", "range"),
        ("night of 2017-05-03", "2017-05-03", "2017-05-04", "range"),
        ("1944-06/1945-03", "1944-06-01", "1945-03-31", "range"),
        ("1944/1945", "1944-01-01", "1945-12-31", "range"),
        ("2017-05-04/..", "2017-05-04", "2017-05-04", "range"),
    ],
)
def test_months_years_nights_and_spans(text: str, start: str, end: str, precision: str) -> None:
    span = parse(text)
    assert (str(span.start), str(span.end), span.precision) == (start, end, precision)


def test_a_time_late_in_utc_is_the_next_day_in_a_date_time_group_too() -> None:
    assert str(parse("132330ZMAY17", tz=TZ).start) == "2017-05-14"


def test_six_figures_are_months_only_in_a_whole_column_whose_header_speaks_of_dates() -> None:
    months = read_dates(pd.Series([201705, 201706], name="date"))
    assert months.end.astype(str).tolist() == ["2017-05-31", "2017-06-30"]
    for column in (
        pd.Series([201705, 201713], name="date"),
        pd.Series([201705, 201706], name="code"),
    ):
        with pytest.raises(ValueError, match="numbers such as"):
            read_dates(column)


def rows(**columns: Any) -> pd.DataFrame:
    length = len(next(iter(columns.values())))
    return pd.DataFrame(
        {"id": [f"r{n}" for n in range(length)], **columns}
        | {"lat": [35.5] * length, "lon": [36.5] * length}
    )


def days(reports: pd.DataFrame) -> list[tuple[str, str]]:
    return [
        (f"{row.date_start:%Y-%m-%d}", f"{row.date_end:%Y-%m-%d}") for row in reports.itertuples()
    ]


@pytest.mark.parametrize(
    ("header", "first"),
    [
        ("Date (MM-DD-YYYY)", "2017-04-05"),
        ("Date (DD/MM/YYYY)", "2017-05-04"),
        ("date_dmy", "2017-05-04"),
        ("Event Date [m/d/y]", "2017-04-05"),
    ],
)
def test_the_header_settles_the_order_of_day_and_month(header: str, first: str) -> None:
    reports = sm.read_reports(rows(**{header: ["04-05-2017", "03-05-2017"]}))
    assert days(reports)[0][0] == first


def test_a_header_that_its_dates_contradict_is_asked_about() -> None:
    with pytest.raises(sm.ReportError, match="dayfirst=") as caught:
        sm.read_reports(rows(**{"Date (MM-DD-YYYY)": ["25-05-2017", "03-05-2017"]}))
    assert caught.value.code == "DATE_ORDER_CONFLICT"


@pytest.mark.parametrize(
    "names", [("iyear", "imonth", "iday"), ("Year", "Month", "Day"), ("annee", "mois", "jour")]
)
def test_a_date_in_three_columns_is_one_date(names: tuple[str, str, str]) -> None:
    parts = dict(zip(names, ([2017, 2017, 2017], [5, 5, 0], [13, 0, 7]), strict=True))
    expected = [
        ("2017-05-13", "2017-05-13"),
        ("2017-05-01", "2017-05-31"),
        ("2017-01-01", "2017-12-31"),
    ]
    reports = sm.read_reports(rows(**parts))
    assert days(reports) == expected
    assert reports["date_precision"].tolist() == ["day", "month", "year"]
    named = sm.read_reports(rows(**parts), columns={"date": list(names)})
    assert days(named) == expected


def test_parts_in_any_columns_and_months_by_name() -> None:
    table = rows(a=["2017", "2017", ""], b=["May", "June", "May"], c=["13", "", "1"])
    reports = sm.read_reports(table, columns={"date": ["a", "b", "c"]})
    assert days(reports) == [("2017-05-13", "2017-05-13"), ("2017-06-01", "2017-06-30")]
    assert facts(reports)["set_aside"] == {"DATE_MISSING": 1}
    with pytest.raises(sm.ReportError, match="year, month, day"):
        sm.read_reports(table, columns={"date": ["c", "b", "a"]})


@pytest.mark.parametrize(
    "columns",
    [{"date": []}, {"date": ["a", "b", "c", "d"]}, {"lat": ["a", "b"]}, {"date": 3}, ["date"]],
)
def test_columns_that_cannot_be_used_are_refused_in_our_words(columns: Any) -> None:
    with pytest.raises(sm.ReportError, match="iyear") as caught:
        sm.read_reports(rows(date=["2017-05-04"]), columns=columns)
    assert caught.value.where == "columns"


def test_a_time_in_utc_beside_the_date_counts_for_the_local_day() -> None:
    table = rows(Date=["2017-06-12", "2017-06-12", "2017-06-12"], Time_UTC=["23:30", "10:00", ""])
    reports = sm.read_reports(table, tz="Asia/Tehran")
    assert [start for start, _ in days(reports)] == ["2017-06-13", "2017-06-12", "2017-06-12"]
    notes = {note["code"] for note in facts(sm.read_reports(table))["notes"]}
    assert notes == {"TZ_MISSING"}


def test_a_time_zone_without_effect_is_noted() -> None:
    reports = sm.read_reports(rows(date=["2017-06-12"], time=["23:30"]), tz="Asia/Tehran")
    assert "TZ_UNUSED" in {note["code"] for note in facts(reports)["notes"]}
    zoned = sm.read_reports(rows(date=["2017-06-12T23:30Z"]), tz="Asia/Tehran")
    assert facts(zoned)["notes"] == []


@pytest.mark.parametrize("span", ["1944-06/1945-03", ("1944-06", "1945-03")])
def test_one_span_dates_an_undated_file_on_the_record(tmp_path: Path, span: Any) -> None:
    mark = "<Placemark><name>{}</name><Point><coordinates>{},51.5</coordinates></Point></Placemark>"
    kml = tmp_path / "sites.kml"
    kml.write_text(f"<kml>{mark.format('a', 0.1)}{mark.format('b', 0.2)}</kml>", encoding="utf-8")
    with pytest.raises(sm.ReportError, match="date="):
        sm.read_reports(kml)
    reports = sm.read_reports(kml, date=span)
    assert set(days(reports)) == {("1944-06-01", "1945-03-31")}
    given = sm.ledger(reports).query("code == 'DATE_GIVEN'")
    assert given["row"].tolist() == [1, 2]


def test_a_given_date_leaves_the_dates_of_the_table_alone() -> None:
    reports = sm.read_reports(rows(date=["2017-06-12", "", "soon"]), date="2017-05")
    assert days(reports) == [("2017-06-12", "2017-06-12"), ("2017-05-01", "2017-05-31")]
    with pytest.raises(sm.ReportError, match="no day and no span"):
        sm.read_reports(rows(date=["2017-06-12"]), date="soon")


def test_history_is_allowed_when_asked() -> None:
    table = rows(date=["1503-04-28", "1885", "2017-05-04"])
    reports = sm.read_reports(table)
    assert facts(reports)["set_aside"] == {"DATE_OUT_OF_RANGE": 2}
    assert "earliest=" in sm.ledger(reports)["detail"].iloc[0]
    assert days(sm.read_reports(table, earliest="1500"))[:2] == [
        ("1503-04-28", "1503-04-28"),
        ("1885-01-01", "1885-12-31"),
    ]
    assert (
        len(sm.read_reports(rows(year=[1503, 1885]), columns={"date": "year"}, earliest=1500)) == 2
    )


def test_most_rows_on_the_last_day_of_all_are_noted() -> None:
    table = rows(date=["2017-05-01", "2017-05-02", "2017-05-03"] + ["2017-06-30"] * 18)
    notes = {note["code"]: note["detail"] for note in facts(sm.read_reports(table))["notes"]}
    assert notes["DATE_PILE_UP"].startswith("86% of the rows bear one date, 2017-06-30")


def test_a_range_without_an_end_is_its_first_day_with_a_word() -> None:
    table = rows(date=["2017-05-04", "2017-05-06"], date_precision=["range", "day"])
    reports = sm.read_reports(table)
    assert days(reports)[0] == ("2017-05-04", "2017-05-04")
    lines = sm.ledger(reports).query("code == 'DATE_PRECISION'")
    assert lines["id"].tolist() == ["r0"]
