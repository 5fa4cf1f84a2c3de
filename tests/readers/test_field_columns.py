"""What was taken for what: headers of other hands, empty columns, rows beside their neighbours."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import strikemap as sm
from strikemap.ledger import facts

YDP = (
    "Incident ID,Date,Governorate,District,Area,Target,Main category,Sub-category,"
    "Min Air Raids,Max Air Raids,Fatalities \n"
)


def csv(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "table.csv"
    path.write_bytes(text.encode(encoding))
    return path


def notes(reports: pd.DataFrame) -> dict[str, str]:
    return {note["code"]: note["detail"] for note in facts(reports)["notes"]}


@pytest.mark.parametrize(
    ("names", "role"),
    [
        (["Civilian deaths (min)", "min_fatalities"], "killed_min"),
        (["Civilian deaths (max)", "Max. killed"], "killed_max"),
        (["Source link", "url"], "source_url"),
        (["Ref", "entry", "Incident-ID"], "id"),
        (["town/city", "Lieu", "место"], "place"),
        (["Fecha", "дата", "SQLDATE", "Mission Date", "Date (DD.MM.YYYY)", "eventDate"], "date"),
        (["ActionGeo_Lat", "Y", "latitud", "Latitude (deg)", "широта"], "lat"),
        (["ActionGeo_Long", "X", "longitud", "Longitude [WGS84]", "долгота"], "lon"),
        (["validFrom", "date_from", "fromDate"], "date_start"),
    ],
)
def test_names_in_use_are_known(names: list[str], role: str) -> None:
    from strikemap.readers.header import Headers

    for name in names:
        assert Headers().layout([name, "other"]).roles == {role: name}


def test_a_row_of_data_is_never_the_header(tmp_path: Path) -> None:
    head = "Jour,Type de date,Lieu,Y,X\n"
    text = "2017-05-04,date,location,35.4,36.6\n2017-05-05,date,b,35.5,36.7\n"
    reports = sm.read_reports(csv(tmp_path, head + text))
    assert reports["place"].tolist() == ["location", "b"]
    unknown = (
        "Tag der Tat,Art,Wo,Hoch,Rechts\n2017-05-04,date,location,lat,lon\n1,date,place,lat,lon\n"
    )
    with pytest.raises(sm.ReportError, match="Tag der Tat"):
        sm.read_reports(csv(tmp_path, unknown))


def test_lines_above_the_header_are_named(tmp_path: Path) -> None:
    text = "Strikes in Idlib\nupdated weekly\nid,date,lat,lon\na,2017-05-04,35.5,36.5\n"
    assert "Strikes in Idlib" in notes(sm.read_reports(csv(tmp_path, text)))["ABOVE_HEADER"]


def test_two_statements_of_a_point_in_one_row_are_settled_by_naming_one(tmp_path: Path) -> None:
    text = (
        "id,date,Lat/Long,Latitude,Longitude\n"
        'a,2017-01-13,"34.08,70.667",34.08,0.667\nb,2017-01-14,"34.1,70.6",34.1,70.6\n'
    )
    path = csv(tmp_path, text)
    assert facts(sm.read_reports(path))["set_aside"] == {"COORD_CONFLICT": 1}
    for columns, lon in (({"lat_lon": "Lat/Long"}, 70.667), ({"lon": "Longitude"}, 0.667)):
        reports = sm.read_reports(path, columns=columns)
        assert reports.geometry.x.round(3).tolist() == [lon, 70.6]
        assert "COORD_CONFLICT" in notes(reports)


def exchanged(n: int = 20) -> pd.DataFrame:
    lon = [*np.linspace(70.1, 70.3, n), 32.9, 32.95]
    lat = [*np.linspace(33.0, 33.2, n), 69.7, 70.15]
    return pd.DataFrame(
        {"id": [*map(str, range(n)), "x", "y"], "date": "2017-05-04", "lat": lat, "lon": lon}
    )


def test_rows_that_their_neighbours_prove_wrong_are_named_and_never_moved() -> None:
    with pytest.warns(sm.ReportWarning, match="2 rows would lie among the others"):
        reports = sm.read_reports(exchanged())
    assert reports.geometry.x.iloc[-1] == 32.95
    assert "AXES_EXCHANGED" in set(sm.ledger(reports)["code"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert "2 rows would lie among the others" in str(sm.check(exchanged()))
        first = sm.check(exchanged()).doubtful
    assert first is not None
    assert first["id"].tolist()[:2] == ["x", "y"]


@pytest.mark.parametrize(
    "swap",
    ["x,y", ["x", "y"], "lon,lat", pd.DataFrame({"id": ["x;y", "3"], "action": ["swap", "keep"]})],
)
def test_one_argument_exchanges_them_on_the_record(swap: Any) -> None:
    reports = sm.read_reports(exchanged(), swap=swap)
    assert reports.geometry.x.tolist()[-2:] == [69.7, 70.15]
    lines = sm.ledger(reports).query("code == 'AXES_SWAPPED'")
    assert lines["id"].tolist() == ["x", "y"]


def test_a_latitude_beyond_the_pole_is_exchanged_too_and_unknown_ids_are_refused() -> None:
    table = exchanged()
    table["lon"] += 50
    table.loc[20:, ["lat", "lon"]] = [[120.1, 33.1], [120.2, 33.1]]
    reports = sm.read_reports(table, swap="x,y")
    assert reports.geometry.x.tolist()[-2:] == [120.1, 120.2]
    with pytest.raises(sm.ReportError, match="'z'"):
        sm.read_reports(table, swap="z")


def test_two_theatres_of_war_prove_nothing() -> None:
    half = pd.DataFrame({"date": "2017-05-04", "lat": [34.0] * 10, "lon": [65.0] * 10})
    other = half.assign(lat=65.0, lon=34.0)
    reports = sm.read_reports(pd.concat([half, other]))
    assert "AXES_EXCHANGED" not in notes(reports)


def test_a_wholly_empty_id_column_is_as_without_ids(tmp_path: Path) -> None:
    text = "id,date,lat,lon\n,2017-05-04,35.5,36.5\n,2017-05-05,35.6,36.6\n"
    reports = sm.read_reports(csv(tmp_path, text))
    assert reports["id"].tolist() == ["1", "2"]
    assert "ID_EMPTY" in notes(reports)


def test_a_column_that_only_may_be_an_id_is_none_where_its_cells_repeat() -> None:
    table = pd.DataFrame(
        {"Ref": ["r1", "r1", "r2"], "date": "2017-05-04", "lat": 35.5, "lon": [36.1, 36.2, 36.3]}
    )
    reports = sm.read_reports(table)
    assert len(reports) == 3
    assert "ID_REPEATED" in notes(reports)
    named = sm.read_reports(table, columns={"id": "Ref"})
    assert facts(named)["set_aside"] == {"DUP_ID_CONFLICT": 2}


def test_a_column_that_stands_twice_and_that_nobody_reads_is_kept_with_a_note(
    tmp_path: Path,
) -> None:
    text = "id,date,lat,lon,note,note\na,2017-05-04,35.5,36.5,one,two\n"
    reports = sm.read_reports(csv(tmp_path, text))
    assert reports[["note", "note (2)"]].iloc[0].tolist() == ["one", "two"]
    assert "'note'" in notes(reports)["DUP_COLUMN"]
    with pytest.raises(sm.ReportError) as caught:
        sm.read_reports(csv(tmp_path, text.replace("note,note", "lat,note")))
    assert caught.value.code == "DUP_COLUMN"


@pytest.mark.parametrize("suffix", [None, ".gpkg", ".parquet"])
@pytest.mark.parametrize("empty", ["POINT EMPTY", "MULTIPOINT EMPTY"])
def test_an_empty_point_is_a_missing_one(tmp_path: Path, suffix: str | None, empty: str) -> None:
    shapes = [shapely.Point(36.5, 35.5), shapely.from_wkt(empty)]
    given: Any = gpd.GeoDataFrame(
        {"id": ["a", "b"], "date": "2017-05-04"}, geometry=shapes, crs=4326
    )
    if suffix is not None:
        path = tmp_path / f"reports{suffix}"
        given.to_parquet(path) if suffix == ".parquet" else given.to_file(path)
        given = path
    assert facts(sm.read_reports(given))["set_aside"] == {"COORD_MISSING": 1}


def test_a_frame_of_areas_is_refused_with_both_ways_out() -> None:
    areas = gpd.GeoDataFrame(
        {"date": ["2017-05-04"]}, geometry=[shapely.box(36, 35, 37, 36)], crs=4326
    )
    with pytest.raises(sm.ReportError, match=r"representative points.*radius_km.*read_zones"):
        sm.read_reports(areas)


def test_a_table_of_which_every_row_is_set_aside_says_why() -> None:
    table = pd.DataFrame(
        {"date": ["2017-05-04", ""], "lat": ["north", "35"], "lon": ["east", "36"]}
    )
    with pytest.raises(sm.ReportError, match="1 COORD_NOT_NUMERIC, 1 DATE_MISSING"):
        sm.read_reports(table)


def test_the_yemen_data_project_as_published_is_known_at_once(tmp_path: Path) -> None:
    row = "1,26/03/2015,Capital,Bani Al-Harith,Al-Rahabah,Sana’a Airport,Military,Site,1,2,3\n"
    reports = sm.read_reports(csv(tmp_path, YDP + row, "cp1252"))
    assert facts(reports)["dialect"] == "yemen-data-project"
    assert reports[["place", "killed_max", "Target"]].iloc[0].tolist() == [
        "Al-Rahabah",
        3,
        "Sana’a Airport",
    ]


def test_the_airwars_grade_of_harm_is_the_confidence() -> None:
    row = {
        "unique_reference_code": "R1",
        "incident_date": "2017-05-04",
        "date_type": "date_range",
        "incident_date_end": "",
        "geolocation_accuracy": "village",
        "civilian_harm_status": "Fair",
        "latitude": 35.4,
        "longitude": 36.6,
    }
    reports = sm.read_reports(pd.DataFrame([row]))
    assert reports["confidence"].tolist() == ["Fair"]
    assert facts(reports)["columns"]["civilian_harm_status"] == "confidence"
    assert sm.ledger(reports)["code"].tolist() == ["DATE_PRECISION"]


@pytest.mark.parametrize(
    ("scale", "kind"),
    [
        ("New media-regional", "media"),
        ("Subnational-regional", "media"),
        ("Local partner-regional", "NGO"),
        ("Regional-New media", "media"),
        ("Other-Local partner", "NGO"),
    ],
)
def test_every_pair_of_acled_source_scales_is_known(scale: str, kind: str) -> None:
    from strikemap.readers.dialects import dialect

    assert dialect("acled").scales["source_kind"][scale.lower()] == kind


def test_check_says_which_column_was_read_as_what_and_which_was_not() -> None:
    table = pd.DataFrame(
        {
            "Fecha": ["2017-05-04"],
            "Y": [35.5],
            "X": [36.5],
            "remarks": ["-"],
            "Provincce": ["Idlib"],
        }
    )
    said = str(sm.check(table))
    assert "'Fecha' → date, 'Y' → lat, 'X' → lon" in said
    assert "not used: 'remarks', 'Provincce' (near our 'admin1')" in said
    lines = sm.ledger(sm.read_reports(table)).query("code == 'COLUMNS_UNUSED'")
    assert "'remarks'" in lines["detail"].iloc[0]


def test_everything_that_is_open_is_asked_in_one_run(tmp_path: Path) -> None:
    text = "id,date,end,lat,lon,text\na,04/05/2017,2017-05-06T23:00Z,35.5,36.5,Hôpital\n"
    path = csv(tmp_path, text, "cp1252")
    with pytest.raises(sm.ReportError) as caught:
        sm.read_reports(path)
    codes = [question.code for question in caught.value.questions]
    assert codes == ["ENCODING", "DATE_ORDER_AMBIGUOUS", "TZ_MISSING"]
    said = str(sm.check(path))
    assert all(name in said for name in ("encoding=", "dayfirst=", "tz="))
    settled = sm.read_reports(path, encoding="cp1252", dayfirst=True, tz="Asia/Damascus")
    assert len(settled) == 1


def test_a_date_and_a_place_that_are_both_unknown_are_named_together(tmp_path: Path) -> None:
    path = csv(tmp_path, "nr,Dat,Lattitude,Long.\n1,2017-05-04,35.5,36.5\n")
    with pytest.raises(sm.ReportError) as caught:
        sm.read_reports(path)
    assert len(caught.value.questions) == 2
    assert "'Lattitude' may be 'lat'" in str(caught.value)


def test_a_workbook_of_many_sheets_names_all_of_them_and_what_else_is_open(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    head = pd.DataFrame({"id": ["a"], "date": ["04/05/2017"], "lat": [35.5], "lon": [36.5]})
    with pd.ExcelWriter(path) as book:
        for n in range(12):
            pd.DataFrame({"note": ["x"]}).to_excel(book, sheet_name=f"s{n}", index=False)
        head.to_excel(book, sheet_name="strikes", index=False)
        head.to_excel(book, sheet_name="more", index=False)
    with pytest.raises(sm.ReportError) as caught:
        sm.read_reports(path)
    sheets, order = caught.value.questions
    assert all(f"'s{n}'" in str(sheets) for n in range(12))
    assert sheets.choices[:2] == ("strikes", "more")
    assert order.code == "DATE_ORDER_AMBIGUOUS"


def test_points_outside_the_country_that_their_row_names_are_listed() -> None:
    table = pd.DataFrame(
        {
            "id": ["a", "b", "c", "d"],
            "date": "2017-05-04",
            "country": ["Syria", "Syria", "Iraq", "Utopia"],
            "lat": [35.5, 33.3, 36.3, 35.5],
            "lon": [36.5, 44.4, 43.1, 36.5],
        }
    )
    found = sm.check(table).doubtful
    assert found is not None
    assert found[["id", "reason"]].values.tolist() == [["b", "in another country than stated"]]


@pytest.mark.parametrize("given", [5, 3.0])
def test_rows_to_exchange_are_named_by_their_ids(given: Any) -> None:
    with pytest.raises(sm.ReportError, match="swap="):
        sm.read_reports(exchanged(), swap=given)


def test_a_column_of_whole_points_whose_order_is_unknown_is_asked_about() -> None:
    table = pd.DataFrame({"date": ["2017-05-04"], "Coordinates": ["35.5, 36.5"]})
    with pytest.raises(sm.ReportError, match="'Coordinates' may hold whole points"):
        sm.read_reports(table)
    assert len(sm.read_reports(table, columns={"lat_lon": "Coordinates"})) == 1
