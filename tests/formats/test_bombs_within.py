"""Small files that unpack, repeat or name more than there is room for: refused, unread."""

from __future__ import annotations

import io
import json
import resource
import struct
import time
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pytest

import strikemap as sm
from strikemap.errors import StrikemapError

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

DOORS = (sm.read_reports, sm.read_zones)
ROW = {"id": ["a"], "date": ["2017-05-01"], "lat": [35.0], "lon": [36.0]}
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def refused(door: object, path: Path) -> str:
    """Return the code of a refusal that takes little time and room."""
    start, room = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(StrikemapError) as caught:
        door(path)
    assert time.process_time() - start < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - room < 200_000
    return str(caught.value.code)


def same(text: str, n: int) -> object:
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(n, dtype=np.int32)), pa.array([text]))


def parquet(path: Path, columns: dict[str, object]) -> Path:
    pq.write_table(pa.table(columns), path, compression="zstd", store_schema=False)
    return path


def in_every_row(text: str) -> dict[str, object]:
    n = 100_000
    dates, places = same("2017-05-01", n), pa.array(np.full(n, 35.5))
    return {"date": dates, "lat": places, "lon": places, "place": same(text, n)}


def a_list(n: int) -> object:
    return pa.ListArray.from_arrays(pa.array(np.array([0, n], dtype=np.int32)), same("x" * 9000, n))


@pytest.mark.parametrize("door", [*DOORS, sm.scan_reports])
def test_a_text_that_stands_once_in_parquet_is_not_written_out_in_every_row(
    tmp_path: Path, door: object
) -> None:
    path = parquet(tmp_path / "rows.parquet", in_every_row("x" * 500_000))
    assert path.stat().st_size < 1_000_000
    assert refused(door, path) == "TOO_LARGE"


def test_a_long_text_that_a_few_rows_share_is_read(tmp_path: Path) -> None:
    texts = [f"{at}" for at in range(2_000)] + ["x" * 500_000]
    rows = {**in_every_row(""), "place": pa.array((texts * 50)[:100_000])}
    assert len(sm.read_reports(parquet(tmp_path / "rows.parquet", rows))) == 100_000


def test_texts_in_a_list_and_very_many_values_are_refused(tmp_path: Path) -> None:
    texts = parquet(tmp_path / "texts.parquet", {**ROW, "all": a_list(100_000)})
    assert refused(sm.read_reports, texts) == "TOO_LARGE"
    zeros = pa.array(np.zeros(2_000_000))
    wide = parquet(tmp_path / "wide.parquet", {f"c{at}": zeros for at in range(60)})
    assert refused(sm.read_reports, wide) == "TOO_LARGE"


def varint(number: int) -> bytes:
    """Return a number as Thrift writes it in a footer."""
    number *= 2
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    return bytes([*found, number])


def test_pages_are_measured_by_their_own_word_and_not_by_that_of_the_footer(
    tmp_path: Path,
) -> None:
    path = tmp_path / "rows.parquet"
    table = pa.table({**ROW, "note": ["0" * 9_000_000]})
    pq.write_table(table, path, compression="zstd", use_dictionary=False, write_statistics=False)
    data = path.read_bytes()
    footer = data[-8 - int.from_bytes(data[-8:-4], "little") : -8]
    for stated in (
        (group := pq.read_metadata(path).row_group(0)).total_byte_size,
        group.column(4).total_uncompressed_size,
    ):
        true = varint(stated)
        footer = footer.replace(true, b"\xe4" + b"\x80" * (len(true) - 2) + b"\x00")
    path.write_bytes(data[: -8 - len(footer)] + footer + data[-8:])
    assert pq.read_metadata(path).row_group(0).total_byte_size < 10_000
    few = {"inflated": 1_000_000}
    assert refused(lambda one: sm.read_reports(one, limits=few), path) == "TOO_LARGE"


@pytest.mark.parametrize(
    "geo",
    [
        b"{",
        b"[]",
        b"3",
        b'{"primary_column": "x", "columns": {}}',
        b'{"primary_column": "x", "columns": {"x": {"encoding": "WKB"}}}',
        b'{"primary_column": "id", "columns": {"id": {"encoding": "WKB", "crs": {"a": 1}}}}',
        b'{"primary_column": "id", "columns": {"id": []}}',
    ],
)
def test_odd_words_on_geometry_are_an_error_of_ours_in_a_scan_too(
    tmp_path: Path, geo: bytes
) -> None:
    path = tmp_path / "rows.parquet"
    pq.write_table(pa.table(ROW).replace_schema_metadata({b"geo": geo}), path)
    for door in (*DOORS, sm.scan_reports):
        assert refused(door, path) == "CORRUPT"


def test_a_column_of_lists_can_be_checked_before_it_is_published(tmp_path: Path) -> None:
    path = parquet(tmp_path / "rows.parquet", {**ROW, "several": [[1, 2]]})
    assert "column several" in sm.publish_check(path)["what"].tolist()


def topology(path: Path, arcs: list[object], used: list[object]) -> Path:
    shapes = [{"type": "Polygon", "arcs": [used], "properties": {"side": "ISIS"}}]
    objects = {"zones": {"type": "GeometryCollection", "geometries": shapes}}
    path.write_text(json.dumps({"type": "Topology", "objects": objects, "arcs": arcs}))
    return path


SQUARE = [[36, 35], [37, 35], [37, 36], [36, 36], [36, 35]]


def test_arcs_that_are_used_without_end_are_refused(tmp_path: Path) -> None:
    long = [[36 + at * 1e-5, 35] for at in range(5_000)]
    path = topology(tmp_path / "zones.topojson", [[*long, long[0]]], [0, ~0] * 10_000)
    for door in DOORS:
        assert refused(door, path) == "TOO_LARGE"


@pytest.mark.parametrize(
    "used", [[5], [-9], [10**30], [-(2**31)], [0.5], ["0"], [None], [[[[0]]]], [{}]]
)
def test_arcs_that_are_not_there_are_an_error_of_ours(tmp_path: Path, used: list[object]) -> None:
    path = topology(tmp_path / "zones.topojson", [SQUARE], used)
    refused(sm.read_zones, path)


def test_arcs_that_neighbours_share_are_read(tmp_path: Path) -> None:
    path = topology(tmp_path / "zones.topojson", [SQUARE], [0])
    assert len(sm.read_zones(path, as_of="2017-05-01")) == 1


def test_a_key_stated_twice_among_very_many_is_found_in_linear_time(tmp_path: Path) -> None:
    path = tmp_path / "rows.json"
    keys = ",".join(f'"k{at}":1' for at in range(100_000))
    path.write_text(f'[{{{keys},"k99999":2}}]')
    assert refused(sm.read_reports, path) == "DUP_KEY"


def test_features_that_each_name_a_column_of_their_own_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "rows.geojson"
    point = {"type": "Point", "coordinates": [36, 35]}
    features = [
        {"type": "Feature", "properties": {f"k{at}": 1}, "geometry": point} for at in range(8_000)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    for door in DOORS:
        assert refused(door, path) == "TOO_LARGE"


def test_ledger_lines_do_not_make_every_column_slow(tmp_path: Path) -> None:
    def seconds(columns: int) -> float:
        path = tmp_path / f"{columns}.csv"
        names = ",".join(f"odd{at}" for at in range(columns))
        rows = [f"{at},2017-05-01,35,999{',1' * columns}" for at in range(3_000)]
        first = f"a,2017-05-01,35,36{',1' * columns}"
        path.write_text("\n".join([f"id,date,lat,lon,{names}", first, *rows]))
        start = time.process_time()
        assert len(sm.read_reports(path)) == 1
        return time.process_time() - start

    seconds(3)
    assert seconds(80) < 12 * seconds(8)


def packed(path: Path, parts: dict[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def workbook() -> dict[str, bytes | str]:
    """Return the parts of a sound workbook."""
    book, stream = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["id", "date"])
    book.save(stream)
    with zipfile.ZipFile(stream) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sheet(cells: str) -> str:
    return f'<worksheet xmlns="{SPREADSHEET}"><sheetData>{cells}</sheetData></worksheet>'


FAR = sheet(
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
)


@pytest.mark.parametrize(
    "target", ["/xl/other/s.xml", "/xl/worksheets/_rels/sheet1.xml", "/xl/odd&#46;dat"]
)
def test_a_sheet_is_looked_at_wherever_the_workbook_says_it_is(tmp_path: Path, target: str) -> None:
    parts = workbook()
    links = bytes(parts["xl/_rels/workbook.xml.rels"]).decode()
    parts["xl/_rels/workbook.xml.rels"] = links.replace("/xl/worksheets/sheet1.xml", target)
    del parts["xl/worksheets/sheet1.xml"]
    parts[target.replace("&#46;", ".").removeprefix("/")] = FAR
    assert refused(sm.read_reports, packed(tmp_path / "rows.xlsx", parts)) == "TOO_LARGE"


def shared(text: str, stated: str = "") -> str:
    return f'<sst xmlns="{SPREADSHEET}"{stated}><si><t>{text}</t></si></sst>'


def test_a_text_that_stands_once_in_a_workbook_is_not_written_out_in_every_cell(
    tmp_path: Path,
) -> None:
    rows = [f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 2_000)]
    parts = workbook() | {"xl/worksheets/sheet1.xml": sheet("".join(rows))}
    parts["xl/sharedStrings.xml"] = shared("x" * 500_000)
    assert refused(sm.read_reports, packed(tmp_path / "rows.xlsx", parts)) == "TOO_LARGE"


def test_no_room_is_made_for_texts_that_are_only_stated(tmp_path: Path) -> None:
    stated = ' count="4294967295" uniqueCount="4294967295"'
    parts = workbook() | {"xl/sharedStrings.xml": shared("id", stated)}
    assert refused(sm.read_reports, packed(tmp_path / "rows.xlsx", parts)) == "CORRUPT"
    binary = workbook() | {
        "xl/sharedStrings.bin": b"\x9f\x01\x08" + struct.pack("<II", 2**32 - 1, 2**32 - 1)
    }
    assert refused(sm.read_reports, packed(tmp_path / "rows.xlsb", binary)) == "CORRUPT"


ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
    '<office:spreadsheet><table:table table:name="S">{}</table:table></office:spreadsheet>'
    "</office:body></office:document-content>"
)


@pytest.mark.parametrize(
    ("rows", "columns", "text"),
    [(2_000, 1_000, "x" * 9_000), (60, 60, "x" * 500_000), (1, 1, '<text:s text:c="900000000"/>')],
)
def test_texts_that_a_sheet_repeats_are_counted_before_they_are_written_out(
    tmp_path: Path, rows: int, columns: int, text: str
) -> None:
    cell = (
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{columns}">'
    )
    row = f'<table:table-row table:number-rows-repeated="{rows}">{cell}<text:p>{text}</text:p>'
    content = ODS.format(f"{row}</table:table-cell></table:table-row>")
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    parts = {"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": "<manifest/>"}
    assert refused(sm.read_reports, packed(tmp_path / "rows.ods", parts)) == "TOO_LARGE"


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["rows.zip", "rows.kmz"])
def test_of_two_members_of_one_name_none_is_taken(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / name, "w") as archive:
        for lon in (36, 37):
            archive.writestr("rows.csv", f"id,date,lat,lon\na,2017-05-01,35,{lon}\n")
    assert refused(sm.read_reports, tmp_path / name) == "CORRUPT"
