"""The policy on bad input: every case of the shared manifest, and own cases of the same kinds."""

from __future__ import annotations

import gzip
import json
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest

import strikemap as sm
from strikemap.ledger import facts

SHARED = Path(__file__).resolve().parents[3] / "shared" / "badinput"
AREA = (35.5, 32.0, 42.5, 37.5)
HEAD = "id,date,lat,lon,text\n"
GOOD = "S1,2017-04-20,35.45,36.65,Khan Sheikhoun\n"
LAST = "S2,2017-05-10,35.93,36.63,Idlib\n"


def cases(kind: str) -> list[Any]:
    """Return the manifest's cases, or one that is skipped where it is missing."""
    if not (SHARED / "manifest.json").is_file():
        return [pytest.param(None, marks=pytest.mark.skip("../shared/badinput is missing"))]
    found = json.loads((SHARED / "manifest.json").read_text(encoding="utf-8"))
    return [
        pytest.param(case, id=case["file"]) for case in found if case.get("kind", "reports") == kind
    ]


def outcome(path: Path | str, **options: Any) -> tuple[Any, dict[str, str]]:
    """Read a file as the policy assumes; return rows and set-aside rows, or the error's code."""
    try:
        reports = sm.read_reports(path, area=AREA, tz="Asia/Damascus", **options)
    except sm.ReportError as problem:
        error = problem
    else:
        return accounted(reports)
    assert error.where
    assert str(error).startswith(Path(path).name)
    return error.code, {}


def accounted(reports: Any) -> tuple[Any, dict[str, str]]:
    """Return rows kept and codes of rows set aside, after checking that they add up."""
    lines = sm.ledger(reports)
    aside = lines[lines["action"] == "set aside"]
    assert facts(reports)["read"] == len(reports) + len(aside)
    assert not aside.duplicated("row").any()
    rows = [
        [row.id, str(row.date_start)[:10], round(row.geometry.y, 6), round(row.geometry.x, 6)]
        for row in reports.itertuples()
    ]
    return sorted(rows), dict(zip(aside["id"], aside["code"], strict=True))


@pytest.mark.parametrize("case", cases("reports"))
def test_a_file_of_reports_comes_out_as_the_manifest_says(case: dict[str, Any]) -> None:
    path = SHARED / "files" / case["file"]
    expected = case["expect"]
    if not path.exists() and expected.get("reason") != "NOT_FOUND":
        pytest.skip("the file itself is missing")
    rows, aside = outcome(path)
    if "reason" in expected:
        assert rows == expected["reason"]
        return
    wanted = {key.split("#")[0]: code for key, code in expected.get("rejected", {}).items()}
    assert rows == sorted(expected["rows"])
    assert aside == wanted


@pytest.mark.parametrize("case", cases("zones"))
def test_a_file_of_zones_comes_out_as_the_manifest_says(case: dict[str, Any]) -> None:
    path = SHARED / "files" / case["file"]
    if not path.exists():
        pytest.skip("the file itself is missing")
    expected = case["expect"].get("reason")
    if expected is not None:
        sides = {"isis": "ISIS"} if expected == "OWNER_UNKNOWN" else None
        with pytest.raises(sm.ZoneError) as caught:
            sm.read_zones(path, as_of="2017-04-30", sides=sides)
        assert caught.value.code == expected
        return
    zones = sm.read_zones(path, as_of="2017-04-30")
    assert len(zones) >= len({side for side in case["expect"]["owners"].values() if side})


def csv(tmp_path: Path, text: str | bytes, name: str = "reports.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
    return path


ROW = {
    "minutes_and_seconds": ('"35°27\'00""N","36°39\'00""E"', None),
    "letters_before": ("N35.45,E36.65", None),
    "arabic_digits": ("٣٥٫٤٥,٣٦٫٦٥", None),
    "persian_digits": ("۳۵٫۴۵,۳۶٫۶۵", None),
    "plus_sign": ("+35.45,+36.65", None),
    "no_break_space": ("35.45\u00a0,\u00a036.65", None),
    "html_entities": ("35°27&#39;N,36°39&#39;E", None),
    "degree_words": ("35.45 deg N,36.65 degrees E", None),
    "empty": (",36.65", "COORD_MISSING"),
    "word_for_nothing": ("n/a,n/a", "COORD_MISSING"),
    "infinite": ("inf,36.65", "COORD_NOT_FINITE"),
    "too_large_a_number": ("1e999,36.65", "COORD_NOT_FINITE"),
    "beyond_the_pole": ("95.0,36.65", "LAT_RANGE"),
    "beyond_the_date_line": ("35.45,200.5", "LON_RANGE"),
    "nines": ("-999,-999", "LAT_RANGE"),
    "null_island": ("0,0", "NULL_ISLAND"),
    "null_island_in_decimals": ("0.000000,0.0", "NULL_ISLAND"),
    "a_pair_in_the_cell": ('"35.45, 36.65",', "COORD_PAIR_IN_CELL"),
    "words": ("near the mill,36.65", "COORD_NOT_NUMERIC"),
    "two_points": ("35.45.12,36.65", "COORD_NOT_NUMERIC"),
    "wrong_letter": ("35.45E,36.65", "COORD_NOT_NUMERIC"),
    "sixty_minutes": ("35°75'N,36.65", "COORD_NOT_NUMERIC"),
    "axes_exchanged_in_one_row": ("36.65,35.45", "OUTSIDE_AREA"),
    "underscore": ("3_5.45,36.65", "COORD_NOT_NUMERIC"),
    "formula": ("=35.45,36.65", "COORD_NOT_NUMERIC"),
    "western": ("35.45,-36.65", "OUTSIDE_AREA"),
}


@pytest.mark.parametrize(("cells", "code"), ROW.values(), ids=ROW)
def test_one_row_with_an_odd_coordinate_never_stops_the_others(
    tmp_path: Path, cells: str, code: str | None
) -> None:
    rows, aside = outcome(csv(tmp_path, f"{HEAD}{GOOD}B1,2017-04-25,{cells},odd\n{LAST}"))
    good = [["S1", "2017-04-20", 35.45, 36.65], ["S2", "2017-05-10", 35.93, 36.63]]
    if code is None:
        assert rows == sorted([*good, ["B1", "2017-04-25", 35.45, 36.65]])
        assert aside == {}
    else:
        assert rows == good
        assert aside == {"B1": code}


DATES = {
    "slashes": ("2017/05/04", "2017-05-04"),
    "compact": ("20170504", "2017-05-04"),
    "english": ("May 4, 2017", "2017-05-04"),
    "levantine": ("٤ أيار ٢٠١٧", "2017-05-04"),
    "gulf": ("4 مايو 2017", "2017-05-04"),
    "french_accent": ("4 août 2017", "2017-08-04"),
    "weekday": ("Thursday 4 May 2017", "2017-05-04"),
    "offset": ("2017-05-03T22:30:00+00:00", "2017-05-04"),
    "own_offset": ("2017-05-04T01:30:00+03:00", "2017-05-04"),
    "clock": ("2017-05-04 23:59", "2017-05-04"),
    "twenty_four": ("2017-05-03T24:00", "2017-05-04"),
    "iso_week": ("2017-W18", "2017-05-01"),
    "month": ("May 2017", "2017-05-01"),
    "year": ("2017", "2017-01-01"),
    "night": ("night of 3-4 May 2017", "2017-05-03"),
    "interval": ("2017-05-03/2017-05-05", "2017-05-03"),
    "provable_day_first": ("25/04/2017", "2017-04-25"),
    "thirtieth_of_february": ("2017-02-30", "DATE_INVALID"),
    "hour_25": ("2017-05-04T25:00", "DATE_INVALID"),
    "about": ("about 4 May 2017", "DATE_INVALID"),
    "no_year": ("4 May", "DATE_INVALID"),
    "words": ("last Tuesday", "DATE_INVALID"),
    "missing": ("", "DATE_MISSING"),
    "unknown": ("unknown", "DATE_MISSING"),
    "placeholder": ("1970-01-01", "DATE_OUT_OF_RANGE"),
    "nines": ("9999-12-31", "DATE_OUT_OF_RANGE"),
    "long_ago": ("1492-10-12", "DATE_OUT_OF_RANGE"),
    "future": ("2117-05-04", "DATE_FUTURE"),
    "backwards": ("5-4 May 2017", "DATE_INVALID"),
}


@pytest.mark.parametrize(("cell", "expected"), DATES.values(), ids=DATES)
def test_one_row_with_an_odd_date_never_stops_the_others(
    tmp_path: Path, cell: str, expected: str
) -> None:
    rows, aside = outcome(csv(tmp_path, f'{HEAD}{GOOD}B1,"{cell}",35.45,36.65,odd\n{LAST}'))
    if expected.startswith("DATE"):
        assert aside == {"B1": expected}
        assert len(rows) == 2
    else:
        assert aside == {}
        assert ["B1", expected, 35.45, 36.65] in rows


def column(*dates: str) -> str:
    return HEAD + "".join(f"S{at},{date},35.45,36.65,r\n" for at, date in enumerate(dates))


ASKED = {
    "ambiguous": (column("04/05/2017", "03/05/2017"), "DATE_ORDER_AMBIGUOUS"),
    "ambiguous_dots": (column("04.05.2017", "03.05.2017"), "DATE_ORDER_AMBIGUOUS"),
    "ambiguous_short_years": (column("04-05-17", "03-05-17"), "DATE_ORDER_AMBIGUOUS"),
    "conflict": (column("25/04/2017", "04/25/2017"), "DATE_ORDER_CONFLICT"),
    "seconds": (column("1493856000", "1493769600"), "DATE_NUMERIC"),
    "milliseconds": (column("1493856000000", "1493769600000"), "DATE_NUMERIC"),
    "serials": (column("42859", "42860"), "DATE_SERIAL"),
    "fractional_serials": (column("42859.5", "42860.25"), "DATE_SERIAL"),
}


@pytest.mark.parametrize(("text", "code"), ASKED.values(), ids=ASKED)
def test_dates_with_two_meanings_are_asked_about(tmp_path: Path, text: str, code: str) -> None:
    assert outcome(csv(tmp_path, text))[0] == code


def test_the_answer_to_a_question_about_dates_is_taken(tmp_path: Path) -> None:
    both = csv(tmp_path, column("04/05/2017", "03/05/2017"))
    assert outcome(both, dayfirst=True)[0][0][1] == "2017-05-04"
    assert outcome(both, dayfirst=False)[0][0][1] == "2017-04-05"
    conflict = csv(tmp_path, column("25/04/2017", "04/25/2017"))
    assert outcome(conflict, dayfirst=True)[1] == {"S1": "DATE_INVALID"}
    assert outcome(csv(tmp_path, column("1493856000")), date_unit="s")[0][0][1] == "2017-05-04"
    assert outcome(csv(tmp_path, column("42859")), date_unit="excel")[0][0][1] == "2017-05-04"


def test_utc_times_without_a_zone_are_asked_about(tmp_path: Path) -> None:
    path = csv(tmp_path, column("2017-05-03T22:30:00Z"))
    with pytest.raises(sm.ReportError, match="tz=") as caught:
        sm.read_reports(path)
    assert caught.value.code == "TZ_MISSING"
    with pytest.raises(sm.ReportError) as caught:
        sm.read_reports(path, tz="Asia/Nowhere")
    assert caught.value.code == "TZ_UNKNOWN"


TWO = HEAD + GOOD + LAST
ARABIC = HEAD + "S1,2017-04-20,35.45,36.65,خان شيخون\n" + "S2,2017-05-10,35.93,36.63,إدلب\n"
READ = {
    "bom": b"\xef\xbb\xbf" + TWO.encode(),
    "utf16": ARABIC.encode("utf-16"),
    "utf16_big": b"\xfe\xff" + ARABIC.encode("utf-16-be"),
    "utf32": ARABIC.encode("utf-32"),
    "windows_lines": TWO.replace("\n", "\r\n").encode(),
    "mac_lines": TWO.replace("\n", "\r").encode(),
    "tabs": TWO.replace(",", "\t").encode(),
    "pipes": TWO.replace(",", "|").encode(),
    "carets": TWO.replace(",", "^").encode(),
    "semicolons_and_decimal_commas": TWO.replace(",", ";").replace("35.", "35,").encode(),
    "excel_hint": b"sep=;\r\n" + TWO.replace(",", ";").encode(),
    "all_quoted": b'"' + TWO.strip().replace(",", '","').replace("\n", '"\n"').encode() + b'"',
    "no_last_line_end": TWO.rstrip().encode(),
    "title_above": ("Strikes in Syria\nas of June 2017\n\n" + TWO).encode(),
    "rows_of_delimiters": (TWO + ",,,,\n,,,,\n").encode(),
    "trailing_delimiters": TWO.replace("\n", ",\n").encode(),
    "hxl": TWO.replace(HEAD, HEAD + "#id,#date,#geo+lat,#geo+lon,#desc\n").encode(),
    "padded_header": TWO.replace("id,date", " ID , Date ").encode(),
    "longer_names": TWO.replace("lat,lon", "Latitude,LONGITUDE").encode(),
    "arabic_header": TWO.replace("date,lat,lon", "التاريخ,خط العرض,خط الطول").encode(),
    "newline_in_a_quoted_cell": TWO.replace("Idlib", '"Id\nlib"').encode(),
}  # fmt: skip


@pytest.mark.parametrize("data", READ.values(), ids=READ)
def test_a_sound_table_reads_the_same_in_every_dress(tmp_path: Path, data: bytes) -> None:
    rows, aside = outcome(csv(tmp_path, data))
    assert rows == [["S1", "2017-04-20", 35.45, 36.65], ["S2", "2017-05-10", 35.93, 36.63]]
    assert aside == {}


REFUSED = {
    "nothing": (b"", "EMPTY"),
    "blanks": (b"  \n\n\t\n", "EMPTY"),
    "header_only": (HEAD.encode(), "NO_ROWS"),
    "arabic_windows": (ARABIC.encode("cp1256"), "ENCODING"),
    "latin": (TWO.replace("Idlib", "Zürich").encode("latin-1"), "ENCODING"),
    "cyrillic": (TWO.replace("Idlib", "Идлиб").encode("cp1251"), "ENCODING"),
    "utf16_without_mark": (TWO.encode("utf-16-le"), "ENCODING"),
    "utf16_big_without_mark": (TWO.encode("utf-16-be"), "ENCODING"),
    "column_twice": (TWO.replace("text", "lat").encode(), "DUP_COLUMN"),
    "no_date": (TWO.replace("date", "when it was").encode(), "COLUMNS_MISSING"),
    "no_points": (TWO.replace("lat,lon", "a,b").encode(), "COLUMNS_MISSING"),
    "quote_never_closed": (TWO.replace("Khan", '"Khan').encode(), "QUOTE_UNCLOSED"),
    "header_too_short": (TWO.replace(",text", "").encode(), "HEADER_MISMATCH"),
    "json": (b'[{"id": "S1", "date": "2017-04-20", "lat": 35.4, "lon": 36.6}]', "COLUMNS_MISSING"),
    "html": (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "NOT_CSV"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "NOT_TEXT"),
    "workbook": (b"PK\x03\x04" + b"\x00" * 40, "NOT_CSV"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "code"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_is_no_table_is_refused_with_one_clear_error(
    tmp_path: Path, data: bytes, code: str
) -> None:
    assert outcome(csv(tmp_path, data))[0] == code


def test_a_named_encoding_is_taken_and_a_wrong_one_refused(tmp_path: Path) -> None:
    path = csv(tmp_path, ARABIC.encode("cp1256"))
    reports = sm.read_reports(path, encoding="cp1256")
    assert reports["text"].tolist() == ["خان شيخون", "إدلب"]
    assert outcome(path, encoding="klingon")[0] == "ENCODING"
    assert outcome(path, encoding="ascii")[0] == "ENCODING"


def test_a_folder_and_an_address_are_no_files(tmp_path: Path) -> None:
    assert outcome(tmp_path)[0] == "NOT_A_FILE"
    assert outcome(tmp_path / "none.csv")[0] == "NOT_FOUND"
    assert outcome("https://example.org/reports.csv")[0] == "NOT_FOUND"


ASIDE = {
    "cell_too_many": ("B1,2017-04-25,35.45,36.65,odd,one more\n", "ROW_LONG"),
    "cell_too_few": ("B1,2017-04-25,35.45,36.65\n", "ROW_SHORT"),
    "damaged_text": (b"B1,2017-04-25,35.45,36.65,\xe2\x80\n", "ENCODING"),
    "no_id": (",2017-04-25,35.45,36.65,odd\n", "ID_MISSING"),
    "repeated": (GOOD, "DUP_ROW"),
    "repeated_with_padding": (GOOD.replace("S1", " S1 "), "DUP_ROW"),
    "repeated_with_a_mark": (GOOD.replace("S1", "S1\u200e"), "DUP_ROW"),
}


@pytest.mark.parametrize(("row", "code"), ASIDE.values(), ids=ASIDE)
def test_a_row_that_does_not_fit_is_set_aside_alone(
    tmp_path: Path, row: str | bytes, code: str
) -> None:
    odd = row.encode() if isinstance(row, str) else row
    rows, aside = outcome(csv(tmp_path, (HEAD + GOOD).encode() + odd + LAST.encode()))
    assert len(rows) == 2
    assert list(aside.values()) == [code]


def test_all_rows_of_an_id_that_says_two_things_are_set_aside(tmp_path: Path) -> None:
    other = GOOD.replace("35.45", "35.10")
    reports = sm.read_reports(csv(tmp_path, HEAD + GOOD + LAST + other))
    lines = sm.ledger(reports).query("action == 'set aside'")
    assert reports["id"].tolist() == ["S2"]
    assert lines[["row", "id", "code"]].values.tolist() == [
        [1, "S1", "DUP_ID_CONFLICT"],
        [3, "S1", "DUP_ID_CONFLICT"],
    ]


def test_rows_of_one_id_that_are_empty_otherwise_are_set_aside(tmp_path: Path) -> None:
    rows, aside = outcome(csv(tmp_path, f"{HEAD}{GOOD}NA,,,,\nNA,,,,\n"))
    assert len(rows) == 1
    assert list(aside) == ["NA"]


def test_identical_rows_without_ids_are_kept_and_noted(tmp_path: Path) -> None:
    text = "date,lat,lon\n" + "2017-04-20,35.45,36.65\n" * 3
    reports = sm.read_reports(csv(tmp_path, text))
    assert reports["id"].tolist() == ["1", "2", "3"]
    assert [note["code"] for note in facts(reports)["notes"]] == ["REPEATED_ROWS"]


def test_axes_that_look_exchanged_are_asked_about_and_never_swapped(tmp_path: Path) -> None:
    swapped = csv(tmp_path, TWO.replace("lat,lon", "lon,lat"))
    with pytest.raises(sm.ReportError, match="swapped") as caught:
        sm.read_reports(swapped, area=AREA)
    assert caught.value.code == "OUTSIDE_AREA_ALL"
    far = csv(tmp_path, TWO.replace("36.", "12."), "far.csv")
    assert outcome(far)[0] == "OUTSIDE_AREA_ALL"
    names = {"lat": "lon", "lon": "lat"}
    assert len(sm.read_reports(swapped, area=AREA, columns=names)) == 2


def test_formulas_stay_text_and_do_nothing(tmp_path: Path) -> None:
    hostile = "=cmd|' /C calc'!A0"
    reports = sm.read_reports(csv(tmp_path, f"{HEAD}S1,2017-04-20,35.45,36.65,{hostile}\n{LAST}"))
    assert reports["text"].tolist()[0] == hostile


def test_codes_with_leading_zeros_are_not_turned_into_numbers(tmp_path: Path) -> None:
    text = "id,date,lat,lon,pcode\n0012,2017-04-20,35.45,36.65,007\n0013,2017-04-21,35.4,36.6,010\n"
    reports = sm.read_reports(csv(tmp_path, text))
    assert reports["id"].tolist() == ["0012", "0013"]
    assert reports["pcode"].tolist() == ["007", "010"]


def archive(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, data in members.items():
            bundle.writestr(name, data)
    return path


def lying_archive(path: Path, name: str, real: bytes, stated: int) -> Path:
    """Write a zip whose directory states a smaller size than the data unpack to."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = packed.compress(real) + packed.flush()
    crc = zlib.crc32(real[:stated])
    common = struct.pack("<HHHHIIIHH", 20, 0, 8, 0, 33, crc, len(data), stated, len(name))[:-2]
    local = b"PK\x03\x04" + common + struct.pack("<HH", len(name), 0) + name.encode() + data
    central = b"PK\x01\x02" + struct.pack("<H", 20) + common
    central += struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0) + name.encode()
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)
    path.write_bytes(local + central + end)
    return path


def test_bombs_are_refused_before_they_unpack(tmp_path: Path) -> None:
    zeros = b"\x00" * (60 * 1024 * 1024)
    kml = archive(tmp_path / "a.kmz", {"doc.kml": zeros})
    book = archive(tmp_path / "b.xlsx", {"xl/workbook.xml": b"<a/>", "xl/sheet.xml": zeros})
    packed = tmp_path / "c.csv.gz"
    packed.write_bytes(gzip.compress(zeros))
    many = archive(tmp_path / "d.zip", {f"{at}.csv": b"" for at in range(12_000)})
    nested = tmp_path / "e.json"
    nested.write_bytes(b"[" * 200_000 + b"]" * 200_000)
    deep = tmp_path / "f.kml"
    deep.write_bytes(b"<Folder>" * 50_000 + b"</Folder>" * 50_000)
    codes = {path.name: outcome(path)[0] for path in (kml, book, packed, many, nested, deep)}
    assert codes == {
        "a.kmz": "TOO_LARGE",
        "b.xlsx": "TOO_LARGE",
        "c.csv.gz": "TOO_LARGE",
        "d.zip": "TOO_LARGE",
        "e.json": "TOO_DEEP",
        "f.kml": "TOO_DEEP",
    }


def test_an_archive_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = lying_archive(tmp_path / "a.kmz", "doc.kml", b"<kml>" * 4_000_000, 10)
    assert outcome(path)[0] == "CORRUPT"


def test_an_archive_of_an_unknown_version_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.kmz", {"doc.kml": b"<kml/>"})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 6] = 246
    path.write_bytes(bytes(data))
    assert outcome(path)[0] == "CORRUPT"


def test_members_outside_the_archive_are_refused(tmp_path: Path) -> None:
    for name in ("../x.kml", "/etc/x.kml", "a/../../x.kml", "C:\\x.kml", "..\\x.kml"):
        assert outcome(archive(tmp_path / "a.kmz", {name: b"<kml/>"}))[0] == "ZIP_PATH"
    link = zipfile.ZipInfo("doc.kml")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "b.kmz", "w") as bundle:
        bundle.writestr(link, "/etc/passwd")
    assert outcome(tmp_path / "b.kmz")[0] == "ZIP_SYMLINK"
    assert not list(tmp_path.parent.glob("x.kml"))


def test_any_document_type_is_refused(tmp_path: Path) -> None:
    body = b"<kml><Placemark><name>&a;</name></Placemark></kml>"
    for start in (
        b'<!DOCTYPE kml [<!ENTITY a "x">]>',
        b'<!DOCTYPE kml SYSTEM "http://127.0.0.1/x.dtd">',
        b"<!DOCTYPE kml>",
        b'<!DOCTYPE kml [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
    ):
        path = tmp_path / "a.kml"
        path.write_bytes(b'<?xml version="1.0"?>' + start + body)
        assert outcome(path)[0] == "XML_ENTITIES"
        path.write_bytes(
            ('<?xml version="1.0" encoding="utf-16"?>' + (start + body).decode()).encode("utf-16")
        )
        assert outcome(path)[0] == "XML_ENTITIES"


def test_limits_can_be_lowered_and_raised(tmp_path: Path) -> None:
    path = csv(tmp_path, TWO)
    assert outcome(path, limits={"rows": 1})[0] == "TOO_LARGE"
    assert outcome(path, limits={"bytes": 10})[0] == "TOO_LARGE"
    assert outcome(path, limits={"columns": 3})[0] == "TOO_LARGE"
    assert len(outcome(path, limits={"rows": 2})[0]) == 2
    with pytest.raises(sm.ReportError, match="limits="):
        sm.read_reports(path, limits={"rowz": 1})
