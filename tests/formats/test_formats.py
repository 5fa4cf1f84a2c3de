"""Formats: workbooks, JSON, KML, Shapefiles, GeoPackages and Parquet as tables of reports."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from shapely.geometry import Point, Polygon

import strikemap as sm
from strikemap.formats import read_features
from strikemap.ledger import facts

HEADER = ["id", "date", "lat", "lon", "text"]
ROWS: list[list[Any]] = [
    ["S1", dt.date(2017, 4, 20), 35.45, 36.65, "a"],
    ["S2", dt.date(2017, 5, 10), 35.93, 36.63, "b"],
]
DAYS = ["2017-04-20", "2017-05-10"]


def code_of(path: Path, **options: Any) -> str:
    with pytest.raises(sm.ReportError) as caught:
        sm.read_reports(path, **options)
    return caught.value.code


def days(reports: pd.DataFrame) -> list[str]:
    return reports["date_start"].dt.strftime("%Y-%m-%d").tolist()


def workbook(path: Path, sheets: dict[str, list[list[Any]]]) -> tuple[Any, Path]:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return book, path


def test_a_workbook_reads_with_its_date_cells(tmp_path: Path) -> None:
    _, path = workbook(tmp_path / "a.xlsx", {"data": [HEADER, *ROWS]})
    reports = sm.read_reports(path)
    assert days(reports) == DAYS
    assert reports["text"].tolist() == ["a", "b"]
    assert facts(reports)["sheet"] == "data"


def test_numbers_in_a_date_column_are_asked_about(tmp_path: Path) -> None:
    rows = [["S1", 42845, 35.45, 36.65, "a"], ["S2", 42865, 35.93, 36.63, "b"]]
    _, path = workbook(tmp_path / "a.xlsx", {"data": [HEADER, *rows]})
    assert code_of(path) == "DATE_SERIAL"
    assert days(sm.read_reports(path, date_unit="excel")) == DAYS


def test_titles_above_tags_below_and_empty_rows_do_not_matter(tmp_path: Path) -> None:
    above = [["Strikes in Syria"], [], ["as of June"]]
    tags = ["#event+id", "#date", "#geo+lat", "#geo+lon", "#description"]
    empty: list[Any] = [None] * 5
    sheet = [*above, HEADER, tags, ROWS[0], empty, ROWS[1], empty]
    _, path = workbook(tmp_path / "a.xlsx", {"data": sheet})
    assert days(sm.read_reports(path)) == DAYS


def test_the_sheet_is_asked_for_where_several_have_content(tmp_path: Path) -> None:
    sheets = {"notes": [["read me"]], "data": [HEADER, *ROWS], "empty": []}
    _, path = workbook(tmp_path / "a.xlsx", sheets)
    assert code_of(path) == "SHEET_AMBIGUOUS"
    assert days(sm.read_reports(path, sheet="data")) == DAYS
    assert days(sm.read_reports(path, sheet=1)) == DAYS
    assert code_of(path, sheet="other") == "SHEET_UNKNOWN"
    assert code_of(path, sheet="notes") == "COLUMNS_MISSING"


def test_hidden_sheets_are_not_meant_and_hidden_rows_are_asked_about(tmp_path: Path) -> None:
    book, path = workbook(tmp_path / "a.xlsx", {"old": [HEADER, ROWS[0]], "data": [HEADER, *ROWS]})
    book["old"].sheet_state = "hidden"
    book.save(path)
    assert len(sm.read_reports(path)) == 2
    book["data"].row_dimensions[2].hidden = True
    book.save(path)
    assert code_of(path) == "HIDDEN_ROWS"
    assert len(sm.read_reports(path, hidden_rows="read")) == 2
    assert sm.read_reports(path, hidden_rows="skip")["id"].tolist() == ["S2"]


def test_a_workbook_that_lacks_its_parts_is_refused(tmp_path: Path) -> None:
    _, whole = workbook(tmp_path / "a.xlsx", {"data": [HEADER, *ROWS]})
    with zipfile.ZipFile(whole) as bundle:
        members = {name: bundle.read(name) for name in bundle.namelist()}
    for missing in members:
        path = tmp_path / "b.xlsx"
        with zipfile.ZipFile(path, "w") as bundle:
            for name, data in members.items():
                if name != missing:
                    bundle.writestr(name, data)
        try:
            reports = sm.read_reports(path, date_unit="excel")
        except sm.ReportError as error:
            assert error.code in ("CORRUPT", "NOT_XLSX", "NO_ROWS")  # noqa: PT017
        else:
            assert len(reports) == 2


def ods(path: Path, rows: list[list[Any]], hidden: int = -1) -> Path:
    """Write a minimal OpenDocument spreadsheet."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    body = ""
    for place, row in enumerate(rows):
        state = ' table:visibility="collapse"' if place == hidden else ""
        cells = "".join(ods_cell(value) for value in row)
        body += f"<table:table-row{state}>{cells}</table:table-row>"
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="data">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as bundle:
        bundle.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        bundle.writestr("content.xml", content)
        bundle.writestr("META-INF/manifest.xml", "<manifest/>")
    return path


def ods_cell(value: Any) -> str:
    if isinstance(value, dt.date):
        kind = f'office:value-type="date" office:date-value="{value}"'
    elif isinstance(value, float):
        kind = f'office:value-type="float" office:value="{value}"'
    else:
        kind = 'office:value-type="string"'
    return f"<table:table-cell {kind}><text:p>{value}</text:p></table:table-cell>"


def test_an_opendocument_spreadsheet_reads_and_tells_its_hidden_rows(tmp_path: Path) -> None:
    path = ods(tmp_path / "a.ods", [HEADER, *ROWS])
    assert days(sm.read_reports(path)) == DAYS
    ods(path, [HEADER, *ROWS], hidden=1)
    assert code_of(path) == "HIDDEN_ROWS"
    assert sm.read_reports(path, hidden_rows="skip")["id"].tolist() == ["S2"]


def test_whole_number_ids_lose_the_point_that_a_workbook_adds(tmp_path: Path) -> None:
    rows = [[7.0, *ROWS[0][1:]], ["8b", *ROWS[1][1:]]]
    _, path = workbook(tmp_path / "a.xlsx", {"data": [HEADER, *rows]})
    assert sm.read_reports(path)["id"].tolist() == ["7", "8b"]


def test_what_is_no_workbook_says_so(tmp_path: Path) -> None:
    plain = tmp_path / "a.xlsx"
    plain.write_text("id,date\n1,2017-05-04\n", encoding="utf-8")
    assert code_of(plain) == "NOT_XLSX"
    _, whole = workbook(tmp_path / "b.xlsx", {"data": [HEADER, *ROWS]})
    cut = tmp_path / "c.xlsx"
    cut.write_bytes(whole.read_bytes()[:-400])
    assert code_of(cut) == "CORRUPT"
    other = tmp_path / "d.xlsx"
    with zipfile.ZipFile(other, "w") as bundle:
        bundle.writestr("x.txt", "x")
    assert code_of(other) == "NOT_XLSX"
    locked = tmp_path / "e.xlsx"
    locked.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le")
    )
    assert code_of(locked) == "ENCRYPTED"


def records(count: int = 2) -> list[dict[str, Any]]:
    return [dict(zip(HEADER, [row[0], str(row[1]), *row[2:]], strict=True)) for row in ROWS][:count]


def test_json_is_read_as_a_list_nested_in_an_object_by_lines_or_by_columns(tmp_path: Path) -> None:
    nested = [
        {"id": row["id"], "when": {"date": row["date"]}, "where": {"lat": row["lat"], "lon": 36.6}}
        for row in records()
    ]
    names = {"date": "when.date", "lat": "where.lat", "lon": "where.lon"}
    columns = {name: [row[name] for row in records()] for name in HEADER}
    for name, value, options in (
        ("a.json", records(), {}),
        ("b.json", {"meta": {"n": 2}, "data": {"rows": records()}}, {}),
        ("c.json", nested, {"columns": names}),
        ("d.json", columns, {}),
    ):
        path = tmp_path / name
        path.write_text(json.dumps(value), encoding="utf-8")
        assert days(sm.read_reports(path, **options)) == DAYS
    lines = tmp_path / "e.jsonl"
    lines.write_text("\n".join(json.dumps(row) for row in records()), encoding="utf-8")
    assert days(sm.read_reports(lines)) == DAYS


def test_json_that_is_damaged_or_says_two_things_is_refused(tmp_path: Path) -> None:
    for text, code in (
        ('{"id": 1, "id": 2}', "DUP_KEY"),
        ('[{"id": 1', "CORRUPT"),
        ("[]", "NO_ROWS"),
        ("[1, 2]", "COLUMNS_MISSING"),
        ('[{"x": 1}]', "COLUMNS_MISSING"),
        ('{"a": [{"x": 1}], "b": [{"y": 1}]}', "LAYER_AMBIGUOUS"),
    ):
        path = tmp_path / "a.json"
        path.write_text(text, encoding="utf-8")
        assert code_of(path) == code


def feature(row: dict[str, Any], geometry: Any) -> dict[str, Any]:
    properties = {key: row[key] for key in ("id", "date", "text")}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def test_geojson_sets_aside_what_has_no_point(tmp_path: Path) -> None:
    row = records(1)[0]
    shapes = [
        {"type": "Point", "coordinates": [36.65, 35.45, 12.0]},
        {"type": "Point", "coordinates": ["36.65", 35.45]},
        {"type": "Point", "coordinates": []},
        None,
        {"type": "LineString", "coordinates": [[36, 35], [37, 36]]},
        {"type": "MultiPoint", "coordinates": [[36.6, 35.4]]},
    ]
    features = [feature({**row, "id": f"S{at}"}, shape) for at, shape in enumerate(shapes)]
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    reports = sm.read_reports(path)
    assert reports["id"].tolist() == ["S0", "S5"]
    lines = sm.ledger(reports)
    aside = lines[lines["action"] == "set aside"]
    assert dict(zip(aside["id"], aside["code"], strict=True)) == {
        "S1": "COORD_NOT_NUMERIC",
        "S2": "COORD_MISSING",
        "S3": "COORD_MISSING",
        "S4": "COORD_NOT_NUMERIC",
    }
    assert facts(reports)["read"] == 6


KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document>
<Style id="isis"><PolyStyle><color>ff505050</color></PolyStyle></Style>
<Folder><name>April</name><Placemark id="S1"><name>Khan Shaykhun</name>
<TimeStamp><when>2017-04-20</when></TimeStamp>
<ExtendedData><Data name="attacker"><value>Russia</value></Data></ExtendedData>
<Point><coordinates>36.65,35.45,0</coordinates></Point></Placemark></Folder>
<Folder><name>May</name><Placemark id="S2"><name>Idlib</name><styleUrl>#isis</styleUrl>
<TimeStamp><when>2017-05-10</when></TimeStamp>
<ExtendedData><SchemaData><SimpleData name="attacker">Syria</SimpleData></SchemaData></ExtendedData>
<Point><coordinates>36.63,35.93</coordinates></Point></Placemark></Folder>
<Placemark><name>Flight</name><gx:Track><when>2017-05-11T01:00:00Z</when>
<gx:coord>36.1 35.1 0</gx:coord><when>2017-05-12T01:00:00Z</when><gx:coord>36.2 35.2 0</gx:coord>
</gx:Track></Placemark></Document></kml>"""


def test_kml_is_read_in_all_folders_with_data_times_tracks_and_colours(tmp_path: Path) -> None:
    path = tmp_path / "a.kml"
    path.write_text(KML, encoding="utf-8")
    frame, known = read_features(path)
    assert frame["folder"].fillna("").tolist() == ["", "", "April", "May"]
    assert set(frame["attacker"].dropna()) == {"Russia", "Syria"}
    assert frame["colour"].dropna().tolist() == ["#505050"]
    assert known["read"] == 4
    only, _ = read_features(path, layer="May")
    assert only["name"].tolist() == ["Idlib"]
    reports = sm.read_reports(path, layer="April")
    assert (days(reports), reports["attacker"].tolist()) == (["2017-04-20"], ["Russia"])
    tracks = sm.read_reports(path, columns={"date": "when"}, tz="Asia/Damascus")
    assert len(tracks) + sum(facts(tracks)["set_aside"].values()) == 4


def test_kmz_takes_doc_kml_and_asks_where_there_is_none(tmp_path: Path) -> None:
    def kmz(*names: str) -> Path:
        path = tmp_path / "a.kmz"
        with zipfile.ZipFile(path, "w") as bundle:
            for name in names:
                bundle.writestr(name, KML)
        return path

    assert read_features(kmz("doc.kml", "other.kml"))[1]["notes"][0]["code"] == "KML_OTHERS"
    assert len(read_features(kmz("x.kml"))[0]) == 4
    with pytest.raises(sm.ZoneError) as caught:
        read_features(kmz("x.kml", "y.kml"))
    assert caught.value.code == "LAYER_AMBIGUOUS"
    with pytest.raises(sm.ZoneError) as caught:
        read_features(kmz("x.png"))
    assert caught.value.code == "NO_KML"


def zones() -> gpd.GeoDataFrame:
    square = Polygon([(36, 35), (37, 35), (37, 36), (36, 36)])
    return gpd.GeoDataFrame({"side": ["إدلب"]}, geometry=[square], crs=4326)


def shapefile(folder: Path) -> Path:
    folder.mkdir()
    zones().to_file(folder / "z.shp", engine="pyogrio", encoding="UTF-8")
    return folder / "z.shp"


def test_a_missing_index_is_rebuilt_in_memory_and_nothing_is_written(tmp_path: Path) -> None:
    path = shapefile(tmp_path / "s")
    path.with_suffix(".shx").unlink()
    before = sorted(file.name for file in path.parent.iterdir())
    frame, known = read_features(path)
    assert frame["side"].tolist() == ["إدلب"]
    assert known["notes"][0]["code"] == "INDEX_REBUILT"
    assert sorted(file.name for file in path.parent.iterdir()) == before


def test_what_is_missing_beside_a_shapefile_is_named(tmp_path: Path) -> None:
    for suffix, expected in ((".dbf", "SIDECAR_MISSING"), (".prj", "CRS_MISSING")):
        path = shapefile(tmp_path / suffix[1:])
        path.with_suffix(suffix).unlink()
        with pytest.raises(sm.ZoneError) as caught:
            read_features(path)
        assert caught.value.code == expected
    assert len(read_features(path, crs=4326)[0]) == 1
    cut = shapefile(tmp_path / "cut")
    cut.write_bytes(cut.read_bytes()[:-20])
    with pytest.raises(sm.ZoneError) as caught:
        read_features(cut)
    assert caught.value.code == "CORRUPT"


def test_a_zipped_shapefile_is_read_in_memory(tmp_path: Path) -> None:
    path = shapefile(tmp_path / "s")
    packed = shutil.make_archive(str(tmp_path / "z"), "zip", path.parent)
    frame, _ = read_features(Path(packed))
    assert frame["side"].tolist() == ["إدلب"]


def test_a_geopackage_asks_for_its_layer_and_a_projected_one_is_brought_to_degrees(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.gpkg"
    zones().to_crs(32637).to_file(path, layer="one", engine="pyogrio")
    assert read_features(path)[0].total_bounds == pytest.approx([36, 35, 37, 36], abs=1e-6)
    zones().to_file(path, layer="two", engine="pyogrio")
    with pytest.raises(sm.ZoneError) as caught:
        read_features(path)
    assert caught.value.code == "LAYER_AMBIGUOUS"
    assert len(read_features(path, layer="two")[0]) == 1


def test_parquet_is_read_with_and_without_geometry(tmp_path: Path) -> None:
    table = pd.DataFrame(records())
    table.to_parquet(tmp_path / "a.parquet")
    assert days(sm.read_reports(tmp_path / "a.parquet")) == DAYS
    points = gpd.GeoDataFrame(
        table.drop(columns=["lat", "lon"]), geometry=[Point(36.65, 35.45), None], crs=4326
    )
    points.to_parquet(tmp_path / "b.parquet")
    assert sm.read_reports(tmp_path / "b.parquet")["id"].tolist() == ["S1"]
    points.set_crs(None, allow_override=True).to_parquet(tmp_path / "c.parquet")
    assert code_of(tmp_path / "c.parquet") == "CRS_MISSING"
    (tmp_path / "d.parquet").write_bytes(b"PAR1" + b"\x00" * 50 + b"PAR1")
    assert code_of(tmp_path / "d.parquet") == "CORRUPT"


def test_a_table_in_an_archive_is_read_without_unpacking_it(tmp_path: Path) -> None:
    text = pd.DataFrame(records()).to_csv(index=False)
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(text.encode()))
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as bundle:
        bundle.writestr("in/a.csv", text)
    for name in ("a.csv.gz", "b.zip"):
        assert days(sm.read_reports(tmp_path / name)) == DAYS
    with zipfile.ZipFile(tmp_path / "b.zip", "a") as bundle:
        bundle.writestr("b.csv", text)
    assert code_of(tmp_path / "b.zip") == "LAYER_AMBIGUOUS"
    assert days(sm.read_reports(tmp_path / "b.zip", layer="b.csv")) == DAYS
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.csv.gz", "b.zip"]


def test_every_member_of_a_gzip_file_is_read(tmp_path: Path) -> None:
    import gzip

    path = tmp_path / "reports.csv.gz"
    head, more = b"id,date,lat,lon\na,2017-05-04,35.5,36.5\n", b"b,2017-05-05,35.6,36.6\n"
    path.write_bytes(gzip.compress(head) + gzip.compress(more) + b"\x00" * 8)
    assert sm.read_reports(path)["id"].tolist() == ["a", "b"]
    path.write_bytes(gzip.compress(head) + more)
    with pytest.raises(sm.ReportError, match="not gzip") as caught:
        sm.read_reports(path)
    assert caught.value.code == "CORRUPT"
