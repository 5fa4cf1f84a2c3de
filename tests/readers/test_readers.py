"""Readers: every row accounted for, the caller's columns kept, the harmonised ones filled."""

from __future__ import annotations

import json
import string
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import Point

import strikemap as sm
from strikemap import schema
from strikemap.formats.delimited import _careful, _fast
from strikemap.formats.source import open_source
from strikemap.formats.text import decode
from strikemap.ledger import concat, entries_of, facts
from strikemap.readers.header import Headers

UNHURRIED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
CELL = st.one_of(
    st.sampled_from(["", "NA", "0", "35.45", "36,65", "2017-05-04", "4-5 May 2017", "S1", "x y"]),
    st.text(alphabet=string.printable + "أ°\u200b\u0660", max_size=12),
)
SUFFIXES = (
    *(".csv", ".tsv", ".json", ".geojson", ".kml", ".kmz", ".xlsx", ".xls", ".ods", ".gpkg"),
    *(".shp", ".zip", ".gz", ".parquet", ".bin"),
)
ROWS = st.lists(st.lists(CELL, min_size=1, max_size=7), min_size=0, max_size=8)


def table(**columns: Any) -> pd.DataFrame:
    """Return a small sound table, with columns replaced or added."""
    plain = {
        "id": ["a", "b", "c"],
        "date": ["2017-05-03", "2017-05-04", "2017-05-05"],
        "lat": [35.1, 35.2, 35.3],
        "lon": [36.1, 36.2, 36.3],
    }
    return pd.DataFrame({**plain, **columns})


def accounted(reports: gpd.GeoDataFrame) -> bool:
    """Return whether rows read are rows kept plus rows set aside."""
    aside = [entry for entry in entries_of(reports) if entry["action"] == "set aside"]
    return bool(facts(reports)["read"] == len(reports) + len(aside))


@UNHURRIED
@given(rows=ROWS, delimiter=st.sampled_from(",;\t"), quoted=st.booleans())
def test_read_is_kept_plus_set_aside_for_any_rows(
    tmp_path: Path, rows: list[list[str]], delimiter: str, quoted: bool
) -> None:
    lines = ["id,date,lat,lon,text", "S0,2017-04-20,35.45,36.65,sound", *map(",".join, rows)]
    if quoted:
        cells = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
        lines = [*lines[:2], *cells]
    path = tmp_path / "a.csv"
    text = "\n".join(line.replace(",", delimiter) for line in lines)
    path.write_text(text, encoding="utf-8", newline="")
    try:
        reports = sm.read_reports(path, tz="Asia/Damascus")
    except sm.StrikemapError as error:
        assert error.code  # noqa: PT017
    else:
        assert accounted(reports)
        assert reports["id"].is_unique


@UNHURRIED
@given(data=st.binary(max_size=200), suffix=st.sampled_from(SUFFIXES))
def test_no_bytes_raise_anything_but_our_own_error(
    tmp_path: Path, data: bytes, suffix: str
) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(data)
    with pytest.raises(sm.StrikemapError):
        sm.read_reports(path)


@UNHURRIED
@given(rows=st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=6))
def test_the_fast_and_the_careful_way_read_the_same(
    tmp_path: Path, rows: list[tuple[str, str, str]]
) -> None:
    clean = [[cell.replace("\x00", "").replace("\r", " ") for cell in row] for row in rows]
    cells = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in clean]
    path = tmp_path / "a.csv"
    text = "\n".join(["id,date,text", *(f"{line},1" for line in cells)])
    path.write_text(text.replace("text", "text,n"), encoding="utf-8", newline="")
    source = open_source(path, error=sm.ReportError)
    fast = _fast(source, Headers())
    careful = _careful(source, decode(source, None), Headers())
    if fast is not None:
        pd.testing.assert_frame_equal(fast.frame, careful.frame)
        assert fast.rows.tolist() == careful.rows.tolist()


@UNHURRIED
@given(
    lat=st.lists(st.one_of(st.none(), st.floats(), st.integers()), min_size=3, max_size=3),
    date=st.lists(st.one_of(st.none(), st.text(max_size=12), st.dates()), min_size=3, max_size=3),
)
def test_any_frame_is_accounted_for_and_left_as_it_was(lat: list[Any], date: list[Any]) -> None:
    frame = table(lat=pd.Series(lat, dtype=object), date=pd.Series(date, dtype=object))
    before = frame.copy(deep=True)
    try:
        reports = sm.read_reports(frame, tz="Asia/Damascus")
    except sm.ReportError as error:
        assert error.code  # noqa: PT017
    else:
        assert accounted(reports)
    pd.testing.assert_frame_equal(frame, before)


def test_reports_have_the_columns_and_types_of_the_contract() -> None:
    reports = sm.read_reports(table(note=["x", "y", "z"], weight=[1, 2, 3]))
    assert set(schema.REPORT_COLUMNS) <= set(reports.columns)
    assert reports.crs == "EPSG:4326"
    assert reports["date_start"].dtype == "datetime64[us]"
    assert reports["location_precision"].cat.ordered
    assert reports["attackers_stated"].tolist() == [(), (), ()]
    assert reports["note"].tolist() == ["x", "y", "z"]
    assert reports["weight"].tolist() == [1, 2, 3]
    assert facts(reports)["read"] == 3


def test_our_own_table_fills_every_harmonised_column() -> None:
    reports = sm.read_reports(
        table(
            date_end=["", "2017-05-06", ""],
            date_precision=["day", "range", "month"],
            location_precision=["exact", "Village", "nowhere"],
            radius_km=["", "", 4],
            attacker=["Russia", "Syrian government or Russia", "Russia; Syrian government"],
            attribution=["declared", "alleged", "contested"],
            killed=["5-7", "at least 3", "unknown"],
            claim=["True", "False", "False"],
        )
    )
    assert reports["date_end"].dt.strftime("%m-%d").tolist() == ["05-03", "05-06", "05-31"]
    assert reports["date_start"].dt.strftime("%m-%d").tolist() == ["05-03", "05-04", "05-01"]
    assert reports["location_precision"].astype(object).tolist()[:2] == ["exact", "town"]
    assert reports["radius_km"].tolist() == [0.25, 3.0, 4.0]
    assert reports["attackers_stated"].tolist() == [
        ("Russia",),
        (),
        ("Russia", "Syrian government"),
    ]
    assert reports["attackers_alternative"].tolist() == [(), ("Syrian government", "Russia"), ()]
    assert reports["attribution"].tolist() == ["confirmed by attacker", "alleged", "contested"]
    assert reports["killed_min"].tolist()[:2] == [5, 3]
    assert reports["killed_max"].isna().tolist() == [False, True, True]
    assert reports["claim"].tolist() == [True, False, False]
    notes = [note["detail"] for note in facts(reports)["notes"]]
    assert any("'nowhere' (1)" in note for note in notes)


def test_columns_of_any_name_are_taken_when_named() -> None:
    frame = pd.DataFrame(
        {"when": ["2017-05-04"], "point": ["35.45, 36.65"], "who": ["Russia"], "Code": [7]}
    )
    names = {"date": "when", "lat_lon": "point", "attacker": "who", "id": "code"}
    reports = sm.read_reports(frame, columns=names)
    assert reports["id"].tolist() == ["7"]
    assert reports.geometry.iloc[0] == Point(36.65, 35.45)
    grid = sm.read_reports(
        pd.DataFrame({"date": ["2017-05-04"], "grid": ["37S BV 86719 25485"]}),
        columns={"mgrs": "grid"},
    )
    assert grid.geometry.iloc[0].y == pytest.approx(35.45, abs=1e-4)
    with pytest.raises(sm.ReportError, match="did you mean") as caught:
        sm.read_reports(frame, columns={"dates": "when"})
    assert caught.value.code == "COLUMNS_MISSING"
    with pytest.raises(sm.ReportError, match="It has: when"):
        sm.read_reports(frame, columns={"date": "day"})


def test_projected_columns_are_brought_to_degrees_when_the_crs_is_named() -> None:
    points = gpd.GeoSeries([Point(36.65, 35.45)], crs=4326).to_crs(32637)
    frame = pd.DataFrame({"date": ["2017-05-04"], "lat": points.y, "lon": points.x})
    reports = sm.read_reports(frame, crs="EPSG:32637")
    assert reports.geometry.iloc[0].distance(Point(36.65, 35.45)) < 1e-8
    assert "CRS" in sm.ledger(reports)["code"].tolist()
    with pytest.raises(sm.ReportError) as caught:
        sm.read_reports(frame, crs="EPSG:999999")
    assert caught.value.code == "CRS_UNKNOWN"


def test_geodataframes_are_read_by_their_geometry() -> None:
    frame = gpd.GeoDataFrame(
        table().drop(columns=["lat", "lon"]),
        geometry=[Point(36.1, 35.1), None, Point(0, 0)],
        crs=4326,
    )
    reports = sm.read_reports(frame)
    assert reports["id"].tolist() == ["a"]
    assert facts(reports)["set_aside"] == {"COORD_MISSING": 1, "NULL_ISLAND": 1}
    with pytest.raises(sm.ReportError) as caught:
        sm.read_reports(frame.set_crs(None, allow_override=True))
    assert caught.value.code == "CRS_MISSING"


def test_a_point_stated_twice_and_differently_is_set_aside() -> None:
    frame = gpd.GeoDataFrame(
        table(), geometry=[Point(36.1, 35.1), Point(36.2, 35.2), Point(39.0, 35.3)], crs=4326
    )
    reports = sm.read_reports(frame)
    assert reports["id"].tolist() == ["a", "b"]
    assert facts(reports)["set_aside"] == {"COORD_CONFLICT": 1}


def test_two_pairs_of_coordinate_columns_that_differ_are_a_conflict() -> None:
    both = table(latitude=[35.1, 35.2, 39.3], longitude=["36.1", "", "36.3"])
    reports = sm.read_reports(both)
    assert reports["id"].tolist() == ["a", "b"]
    assert facts(reports)["set_aside"] == {"COORD_CONFLICT": 1}
    named = sm.read_reports(both, columns={"lat": "latitude", "lon": "lon"})
    assert len(named) == 3
    assert "COORD_CONFLICT" in {note["code"] for note in facts(named)["notes"]}


def test_many_rows_on_a_point_and_too_many_decimals_are_flagged() -> None:
    rows = 30
    frame = pd.DataFrame(
        {
            "id": range(rows),
            "date": "2017-05-04",
            "lat": [35.1] * 20 + [35.123456 + at / 1000 for at in range(10)],
            "lon": [36.1] * 20 + [36.1 + at / 1000 for at in range(10)],
            "location_precision": ["exact"] * 20 + ["village"] * 10,
        }
    )
    reports = sm.read_reports(frame)
    assert reports["precision_flag"].value_counts().to_dict() == {
        "pile-up": 20,
        "false precision": 10,
    }


def test_the_ledger_survives_filters_copies_and_joins() -> None:
    reports = sm.read_reports(table(lat=["35.1", "", "35.3"]))
    wanted = entries_of(reports)
    assert len(wanted) == 1
    json.dumps(reports.attrs)
    for made in (
        reports.copy(),
        reports[reports["id"] == "a"],
        reports.query("id == 'a'"),
        pd.concat([reports.iloc[:1], reports.iloc[1:]]),
        reports.sort_values("date_start").reset_index(drop=True),
    ):
        assert entries_of(made) == wanted


def test_joined_tables_of_different_origin_keep_all_their_lines() -> None:
    first = sm.read_reports(table(lat=["35.1", "", "35.3"]))
    second = sm.read_reports(table(id=["d", "e", "f"], lon=["", "36.2", "36.3"]))
    with pytest.warns(UserWarning, match="carries no ledger"):
        sm.ledger(pd.concat([first, second]))
    both = concat([first, second])
    assert isinstance(both, gpd.GeoDataFrame)
    assert len(both) == 4
    assert facts(both)["read"] == 6
    assert sm.ledger(both)["id"].tolist() == ["b", "d"]


@pytest.mark.parametrize("name", ["a.gpkg", "a.parquet", "a.geojson"])
def test_a_written_table_reads_back_the_same_with_its_ledger(tmp_path: Path, name: str) -> None:
    reports = sm.read_reports(
        table(lat=["35.1", "", "35.3"], attacker=["Russia", "x", "Russia or Syria"], n=[1, 2, 3])
    )
    path = sm.write_reports(reports, tmp_path / name)
    back = sm.read_reports(path)
    assert sm.ledger(back).equals(sm.ledger(reports))
    assert facts(back)["read"] == 3
    for column in (
        *("id", "date_start", "date_end", "attacker", "attackers_stated"),
        *("attackers_alternative", "n"),
    ):
        assert back[column].tolist() == reports[column].tolist()
    assert back.geometry.geom_equals(reports.geometry).all()
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(sm.ReportError) as caught:
        sm.write_reports(reports, tmp_path / "a.txt")
    assert caught.value.code == "FORMAT_UNKNOWN"


@pytest.mark.parametrize(
    "kept",
    [
        {"ledger": "no list"},
        {"ledger": "[" * 90_000},
        {"ledger": [3, {"row": "<b>"}], "notes": [3, {"code": 1}]},
        {"ledger": {"a": 1}, "notes": "x"},
    ],
)
def test_what_a_file_makes_up_about_an_earlier_reading_is_left_out(tmp_path: Path, kept) -> None:
    row = {"id": "a", "date": "2017-05-04", "lat": 35.5, "lon": 36.5}
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"rows": [row], "strikemap": kept}))
    reports = sm.read_reports(path, limits={"depth": 100_000})
    assert len(reports) == 1
    assert set(sm.ledger(reports)["code"]) <= {"COLUMNS_UNUSED"}
    shape = {"type": "Point", "coordinates": [36.5, 35.5]}
    feature = {"type": "Feature", "properties": row, "geometry": shape}
    whole = {"type": "FeatureCollection", "features": [feature], "strikemap": kept}
    path.write_text(json.dumps(whole))
    assert len(sm.read_reports(path, limits={"depth": 100_000})) == 1


def test_reading_a_table_again_keeps_the_first_ledger() -> None:
    first = sm.read_reports(table(lat=["35.1", "", "35.3"]))
    again = sm.read_reports(first)
    assert entries_of(again) == entries_of(first)
    assert accounted(again)
    assert again["id"].tolist() == first["id"].tolist()


def test_a_column_that_turns_into_text_late_is_text_throughout(tmp_path: Path) -> None:
    rows = [f"S{at},2017-05-04,35.{at % 90 + 10},36.5,{at}" for at in range(60_000)]
    rows[50_000] = "S50000,2017-05-04,35.5,36.5,late"
    path = tmp_path / "a.csv"
    path.write_text("id,date,lat,lon,code\n" + "\n".join(rows), encoding="utf-8")
    reports = sm.read_reports(path)
    assert reports["code"].iloc[[0, 50_000]].tolist() == ["0", "late"]
    assert len(reports) == 60_000


def test_an_index_with_a_name_is_a_column_like_the_others() -> None:
    assert sm.read_reports(table().set_index("id"))["id"].tolist() == ["a", "b", "c"]


def test_what_is_neither_a_path_nor_a_frame_is_refused() -> None:
    for value in (123, None, ["a.csv"]):
        with pytest.raises(sm.ReportError) as caught:
            sm.read_reports(value)  # type: ignore[arg-type]
        assert caught.value.code == "NOT_A_FILE"


def test_radii_with_decimal_commas_and_units_are_read_and_others_noted() -> None:
    reports = sm.read_reports(table(radius_km=["2,5", "4 km", "far"]))
    assert reports["radius_km"].tolist()[:2] == [2.5, 4.0]
    assert pd.isna(reports["radius_km"].iloc[2])
    assert "'far' (1)" in facts(reports)["notes"][0]["detail"]


def test_names_in_a_column_of_links_are_read_as_sources() -> None:
    table = pd.DataFrame(
        {
            "date": ["2025-01-01"] * 3,
            "lat": [-1.5, -1.6, -1.7],
            "lon": [29.0, 29.1, 29.2],
            "Source / link": ["Radio Okapi", "https://example.org/a", "www.example.org/b"],
        }
    )
    reports = sm.read_reports(table)
    assert reports["source"].fillna("").tolist() == ["Radio Okapi", "", ""]
    assert reports["source_url"].fillna("").tolist()[1:] == table["Source / link"].tolist()[1:]
    assert pd.isna(reports["source_url"].iloc[0])


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_rows_are_written_as_a_table_and_read_back(tmp_path: Path, suffix: str) -> None:
    reports = sm.load_dataset("syria_2017_strikes").head(5).assign(note="=1+1")
    again = sm.read_reports(sm.write_reports(reports, tmp_path / f"rows.{suffix}"))
    assert again["id"].tolist() == reports["id"].tolist()
    assert again["date_start"].tolist() == reports["date_start"].tolist()
    assert again.geometry.geom_equals_exact(reports.geometry.reset_index(drop=True), 1e-9).all()
    assert again["attackers_stated"].tolist() == reports["attackers_stated"].tolist()
    assert set(again["note"]) == {"'=1+1" if suffix == "csv" else "=1+1"}


def test_a_text_that_no_workbook_holds_is_refused_before_anything_is_written(
    tmp_path: Path,
) -> None:
    reports = sm.load_dataset("syria_2017_strikes").head(2).assign(note="a" * 40_000)
    with pytest.raises(sm.ReportError) as problem:
        sm.write_reports(reports, tmp_path / "rows.xlsx")
    assert (problem.value.code, list(tmp_path.iterdir())) == ("TOO_LARGE", [])


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".gpkg", ".geojson"])
def test_a_carriage_return_in_a_text_begins_no_row(tmp_path, suffix):
    rows = {"id": ["a", "b"], "date": "2017-05-01", "lat": 35.0, "lon": 36.0}
    reports = sm.read_reports(pd.DataFrame({**rows, "place": ["x\r=cmd|1", "y"]}))
    path = sm.write_reports(reports, tmp_path / f"rows{suffix}")
    again = sm.read_reports(path)
    assert again["id"].tolist() == ["a", "b"]
    assert again["place"].str.replace("\r", "\n").tolist() == ["x\n=cmd|1", "y"]
