"""Tables in the languages and the forms of other wars are read at once, or asked about once."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import strikemap as sm
from strikemap.formats.names import forms


def saved(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    "header",
    [
        *["du,au,latitude,longitude", "desde,hasta,latitud,longitud", "von,bis,Breite,Länge"],
        *["с,по,широта,долгота", "з,до,широта,довгота", "من,إلى,خط العرض,خط الطول"],
        "开始日期,结束日期,纬度,经度",
    ],
)
def test_days_from_and_to_are_known_in_the_languages_of_the_field(
    tmp_path: Path, header: str
) -> None:
    rows = sm.read_reports(saved(tmp_path, "t.csv", f"{header}\n2017-05-04,2017-05-06,35.5,36.5\n"))
    assert rows.loc[0, "date_start"] == pd.Timestamp("2017-05-04")
    assert rows.loc[0, "date_end"] == pd.Timestamp("2017-05-06")
    assert rows.geometry.iloc[0].equals(shapely.Point(36.5, 35.5))


@pytest.mark.parametrize(
    ("start", "end"), [("du", "au"), ("desde", "hasta"), ("von", "bis"), ("с", "по"), ("من", "إلى")]
)
def test_zones_hold_from_and_to_in_the_languages_of_the_field(start: str, end: str) -> None:
    frame = gpd.GeoDataFrame(
        {"contrôle": ["A"], start: ["2017-05-01"], end: ["2017-06-01"]},
        geometry=[shapely.box(36, 35, 37, 36)],
        crs=4326,
    )
    zones = sm.read_zones(frame)
    assert zones.loc[0, "side"] == "A"
    assert zones.loc[0, "valid_from"] == pd.Timestamp("2017-05-01")
    assert zones.loc[0, "valid_to"] == pd.Timestamp("2017-06-01")


@pytest.mark.parametrize("column", ["السيطرة", "Контроль", "控制方", "Control / السيطرة"])
def test_holders_are_found_in_the_languages_of_the_field(column: str) -> None:
    frame = gpd.GeoDataFrame({column: ["A"]}, geometry=[shapely.box(36, 35, 37, 36)], crs=4326)
    assert sm.read_zones(frame)["side"].tolist() == ["A"]


def test_a_header_in_two_scripts_goes_by_either_half() -> None:
    assert {"date", "التاريخ"} <= set(forms("التاريخ / Date"))
    assert "latitude" in forms("纬度 (Latitude)")
    assert "lat" not in forms("Lat / Long")


def workbook(folder: Path, rows: list[list[object]], merged: tuple[str, ...] = ()) -> Path:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    book.save(folder / "w.xlsx")
    return folder / "w.xlsx"


def test_a_header_of_two_lines_under_a_title_is_one_header(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Airstrikes, compiled weekly"],
        [],
        ["ရက်စွဲ / Date", "Village", "Coordinates", None, "Killed", None],
        [None, None, "Latitude", "Longitude", "min", "max"],
        ["4 May 2017", "A", 20.5, 93.2, 1, 3],
        ["2017-05-05", "B", 20.6, 93.3, 0, 0],
    ]
    found = sm.read_reports(workbook(tmp_path, rows, ("C3:D3", "E3:F3")))
    assert found.geometry.notna().all()
    assert found["killed_max"].tolist() == [3, 0]
    assert sm.ledger(found)["code"].tolist() == []


def test_the_question_for_an_encoding_names_those_in_which_the_header_is_known(
    tmp_path: Path,
) -> None:
    text = "Дата,Широта,Долгота\n04.05.2017,35.5,36.5\n13.05.2017,35.6,36.6\n"
    path = saved(tmp_path, "t.csv", text, "cp1251")
    with pytest.raises(sm.ReportError, match=r"encoding='cp1251' \(Дата, Широта, Долгота\)") as e:
        sm.read_reports(path)
    assert (e.value.code, e.value.questions) == ("ENCODING", ())
    assert len(sm.read_reports(path, encoding="cp1251")) == 2


@pytest.mark.parametrize("text", ["1950年9月15日", "1950년 9월 15일", "昭和 1950年09月15日"[3:]])
def test_days_in_ideographs_are_days(text: str) -> None:
    frame = pd.DataFrame({"日期": [text], "纬度": [37.5], "经度": [127.0]})
    assert sm.read_reports(frame).loc[0, "date_start"] == pd.Timestamp("1950-09-15")


def test_sixty_seconds_are_the_next_minute() -> None:
    frame = pd.DataFrame({"date": ["2017-05-04"], "lat": ["39°45'60.0\"N"], "lon": ["46°30'00\"E"]})
    assert sm.read_reports(frame).geometry.y.tolist() == pytest.approx([39 + 46 / 60])


def test_the_only_two_columns_that_end_in_latitude_and_longitude_hold_the_point() -> None:
    survey = pd.DataFrame(
        {
            "date_of_incident": ["2017-05-04"],
            **{"_gps": ["7.0 124.4 12 4.5"], "_gps_latitude": [7.0], "_gps_longitude": [124.4]},
        }
    )
    assert sm.read_reports(survey).geometry.iloc[0].equals(shapely.Point(124.4, 7.0))
    two = survey.assign(camp_latitude=1.0, camp_longitude=2.0)
    with pytest.raises(sm.ReportError, match="no column known to hold coordinates"):
        sm.read_reports(two)


def test_the_answer_of_an_arcgis_server_is_read(tmp_path: Path) -> None:
    answer = {
        "geometryType": "esriGeometryPoint",
        "spatialReference": {"wkid": 102100, "latestWkid": 3857},
        "fields": [
            {"name": "OBJECTID", "type": "esriFieldTypeOID"},
            {"name": "event_date", "type": "esriFieldTypeDate"},
        ],
        "features": [
            {
                "attributes": {"OBJECTID": 1, "event_date": 1493856000000},
                "geometry": {"x": 4063161.4, "y": 4235000.0},
            }
        ],
    }
    path = saved(tmp_path, "layer.json", json.dumps(answer))
    found = sm.read_reports(path, tz="Asia/Damascus")
    assert found.loc[0, "date_start"] == pd.Timestamp("2017-05-04")
    assert found.geometry.x.tolist() == pytest.approx([36.5], abs=0.01)


def undated(**more: object) -> gpd.GeoDataFrame:
    frame = pd.DataFrame({"Site": ["a", "b"], "Lat": [51.5, 51.6], "Long": [-0.1, -0.2], **more})
    return sm.read_reports(frame, date="1940-10-07/1941-06-06")


def test_an_undated_table_is_drawn_as_one_map_and_has_no_before_and_after() -> None:
    with pytest.warns(sm.MapWarning, match=r"All rows bear one date .*sm\.period_maps\(\)"):
        sm.before_after(undated(), sm.Event("Coventry", "1940-11-14"), country="UK")
    m = sm.period_maps(undated(), [("1940-10-01", "1941-07-01")])
    assert m.spec.panels[0].counts == ("2 reports",)


def test_rows_with_names_of_places_only_are_led_to_a_gazetteer() -> None:
    frame = pd.DataFrame({"date": ["2017-05-04"], "village": ["Binnish"], "killed": [1]})
    with pytest.warns(sm.MapWarning, match=r"sm\.locate\(reports, places\)"):
        sm.before_after(sm.read_reports(frame), sm.Event("Deal", "2017-05-04"), country="Syria")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        *[("lun. 25 févr. 2022", "2022-02-25"), ("mar. 1 mars 2022", "2022-03-01")],
        *[("martes 4 de mayo de 2017", "2017-05-04"), ("Donnerstag, 4. Mai 2017", "2017-05-04")],
        *[("четвер, 4 травня 2017", "2017-05-04"), ("mar 4 2017", "2017-03-04")],
    ],
)
def test_weekdays_stand_before_dates_in_any_language(text: str, day: str) -> None:
    frame = pd.DataFrame({"date": [text], "lat": [35.5], "lon": [36.5]})
    assert sm.read_reports(frame).loc[0, "date_start"] == pd.Timestamp(day)


def test_the_only_path_that_ends_in_date_holds_the_date(tmp_path: Path) -> None:
    record = {"when": {"date": "2017-05-04"}, "where": {"geo": {"lat": 35.5, "lng": 36.5}}}
    path = saved(tmp_path, "t.json", json.dumps({"data": {"rows": [record]}}))
    assert sm.read_reports(path).loc[0, "date_start"] == pd.Timestamp("2017-05-04")
    two = json.dumps([{**record, "published": {"date": "2018-01-01"}}])
    with pytest.raises(sm.ReportError, match="no column known to hold a date"):
        sm.read_reports(saved(tmp_path, "two.json", two))


def test_units_after_the_name_of_a_coordinate_are_no_part_of_it() -> None:
    frame = pd.DataFrame({"Date": ["2017-05-04"], "Lat (°N)": [35.5], "Lon (°E)": [36.5]})
    assert sm.read_reports(frame).geometry.iloc[0].equals(shapely.Point(36.5, 35.5))
    west = pd.DataFrame({"Date": ["1982-05-21"], "Lat (°S)": [51.6], "Lon (°W)": [59.0]})
    with pytest.raises(sm.ReportError, match="no column known to hold coordinates"):
        sm.read_reports(west)


def test_metres_of_a_grid_are_led_to_their_reference_system() -> None:
    frame = pd.DataFrame({"Date": ["2017-05-04"], "Easting": [306000], "Northing": [3930000]})
    with pytest.raises(sm.ReportError, match=r"'lat': 'Northing', 'lon': 'Easting'.*crs="):
        sm.read_reports(frame)


@pytest.mark.parametrize("name", ["Mar'a", "Mar’a", "Mar‘a"])
def test_a_name_that_fits_several_places_is_the_one_that_is_spelt_so(name: str) -> None:
    reports = gpd.GeoDataFrame({"id": ["a"], "place": [name]}, geometry=[None], crs=4326)
    found = sm.locate(reports, sm.load_dataset("syria_places"))
    assert found["located_as"].tolist() == ["Māri‘"]
