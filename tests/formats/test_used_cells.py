"""Workbooks that ask for far more room than their cells fill are refused, sound ones are read."""

from __future__ import annotations

import struct
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest

import strikemap as sm

HEAD = [["id", "date", "lat", "lon"], ["a", "2017-05-04", 35.5, 36.5]]


def xlsx(path: Path, more: str, *, dimension: str = "A1:D2") -> Path:
    """Write a workbook of two rows, and further rows as they are given."""
    book = openpyxl.Workbook()
    for row in HEAD:
        book.active.append(row)
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    sheet = sheet.replace("</sheetData>", f"{more}</sheetData>").replace("A1:D2", dimension)
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def refused(path: Path) -> str:
    start = time.process_time()
    with pytest.raises(sm.ReportError) as caught:
        sm.read_reports(path)
    assert time.process_time() - start < 2
    return caught.value.code


@pytest.mark.parametrize(
    "cell",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1048576"><c r="BTB1048576"><v>1</v></c></row>',
        '<row r="4294967295"><c r="A4294967295"><v>1</v></c></row>',
        '<row r="1048576"><c s="0" r="xfd1048576"><v>1</v></c></row>',
        '<row r="3"><c r="XFD3"><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row>',
    ],
)
def test_a_cell_in_the_last_corner_is_refused_before_room_is_made(tmp_path: Path, cell: str):
    assert refused(xlsx(tmp_path / "far.xlsx", cell)) == "TOO_LARGE"


@pytest.mark.parametrize(
    "more",
    [
        '<row r="1048576" ht="20"/>',
        '<row r="1048576"><c r="XFD1048576" s="0"/></row>',
        '<row r="900"><c r="Z900"><v>1</v></c></row>',
    ],
)
def test_formats_without_content_far_outside_do_no_harm(tmp_path: Path, more: str):
    path = xlsx(tmp_path / "formats.xlsx", more, dimension="A1:XFD1048576")
    assert sm.read_reports(path)["id"].tolist()[:1] == ["a"]


NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (("office", "office"), ("table", "table"), ("text", "text"))
)


FILLED = '<table:table-cell office:value-type="string"{}><text:p>x</text:p></table:table-cell>'


def ods(path: Path, more: str, manifest: str = "") -> Path:
    def cell(text: object) -> str:
        return FILLED.format("").replace("x", str(text))

    rows = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in HEAD)
    body = f'<table:table table:name="S">{rows}{more}</table:table>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
        archive.writestr(
            "content.xml",
            f"<office:document-content {NAMES}><office:body><office:spreadsheet>{body}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


MANY = "1073741824"
ROWS = f'<table:table-row table:number-rows-repeated="{MANY}">'
COLUMNS = f' table:number-columns-repeated="{MANY}"'
ONE = FILLED.format("")


@pytest.mark.parametrize(
    "row",
    [
        f"{ROWS}{ONE}</table:table-row>",
        f"<table:table-row>{FILLED.format(COLUMNS)}</table:table-row>",
        f"<table:table-row><table:table-cell{COLUMNS}/>{ONE}</table:table-row>",
    ],
)
def test_a_cell_repeated_without_end_is_refused(tmp_path: Path, row: str):
    assert refused(ods(tmp_path / "many.ods", row)) == "TOO_LARGE"


def test_the_empty_rest_of_an_opendocument_sheet_does_no_harm(tmp_path: Path):
    rest = (
        '<table:table-row table:number-rows-repeated="1048573">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    assert sm.read_reports(ods(tmp_path / "sound.ods", rest))["id"].tolist() == ["a"]


def test_an_encrypted_opendocument_sheet_is_called_so(tmp_path: Path):
    path = ods(tmp_path / "locked.ods", "", "<manifest:encryption-data/>")
    assert refused(path) == "ENCRYPTED"


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def label(row: int, column: int, text: str) -> bytes:
    return record(0x204, struct.pack("<HHHHB", row, column, 0, len(text), 0) + text.encode())


def xls(path: Path, *extra: bytes) -> Path:
    """Write a workbook of Excel 97: one sheet of labels and numbers in a compound file."""
    start = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    bound = record(0x85, struct.pack("<IHBB", len(start) + 4 + 9 + 4, 0, 1, 0) + b"S")
    sheet = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    for row, cells in enumerate(HEAD):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet += label(row, column, cell)
            else:
                sheet += record(0x203, struct.pack("<HHHd", row, column, 0, cell))
    stream = start + bound + record(0x0A, b"") + sheet + b"".join(extra) + record(0x0A, b"")
    stream = stream.ljust(-(-max(len(stream), 4096) // 512) * 512, b"\0")
    sectors = len(stream) // 512
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + sectors), 0xFFFFFFFE]
    entries = [("Root Entry", 5, 1, 0xFFFFFFFE, 0), ("Workbook", 2, 0xFFFFFFFF, 2, len(stream))]
    directory = b""
    for name, kind, child, first, size in entries:
        named = name.encode("utf-16-le") + b"\0\0"
        directory += named.ljust(64, b"\0") + struct.pack("<HBB", len(named), kind, 1)
        directory += struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child) + b"\0" * 36
        directory += struct.pack("<IQ", first, size)
    head = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16
    head += struct.pack("<HHHHH6x", 62, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    fat = struct.pack(f"<{len(table)}I", *table).ljust(512, b"\xff")
    path.write_bytes(head + fat + directory.ljust(512, b"\0") + stream)
    return path


def test_a_workbook_of_excel_97_is_read_with_a_word_on_hidden_rows(tmp_path: Path):
    reports = sm.read_reports(xls(tmp_path / "old.xls"))
    assert reports["id"].tolist() == ["a"]
    notes = {note["code"] for note in reports.attrs["strikemap"]["notes"]}
    assert "HIDDEN_UNKNOWN" in notes


def test_an_old_workbook_that_reaches_far_or_is_locked_is_refused(tmp_path: Path):
    far = record(0x203, struct.pack("<HHHd", 65535, 65535, 0, 1.0))
    assert refused(xls(tmp_path / "far.xls", far)) == "TOO_LARGE"
    assert refused(xls(tmp_path / "locked.xls", record(0x2F, b"\0\0"))) == "ENCRYPTED"


def test_a_cell_longer_than_cells_are_read_is_refused_and_may_be_allowed(tmp_path: Path):
    path = tmp_path / "long.csv"
    text = "x" * 1_000_001
    path.write_text(f"id,date,lat,lon,text\na,2017-05-04,35.5,36.5,{text}\n")
    assert refused(path) == "TOO_LARGE"
    assert len(sm.read_reports(path, limits={"field": 2_000_000})) == 1


def test_a_coordinate_of_many_figures_is_set_aside_at_once(tmp_path: Path):
    path = tmp_path / "long.csv"
    figures = "3" * 16_000
    start = time.process_time()
    path.write_text(f"id,date,lat,lon\na,2017-05-04,35.5,36.5\nb,2017-05-04,{figures}°,36.5\n")
    assert sm.read_reports(path)["id"].tolist() == ["a"]
    assert time.process_time() - start < 2


def test_far_too_many_columns_are_counted_as_they_are(tmp_path: Path):
    path = tmp_path / "wide.csv"
    path.write_text("id,date,lat,lon" + ",x" * 50_000 + "\n")
    with pytest.raises(sm.ReportError, match="50,004 columns"):
        sm.read_reports(path)


def part(kind: int, body: bytes = b"") -> bytes:
    """Return a record of a binary workbook; numbers take seven bits a byte."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, left = b"", len(body)
    while left > 127:
        size, left = size + bytes([left & 0x7F | 0x80]), left >> 7
    return head + size + bytes([left]) + body


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(path: Path, far: tuple[int, int] | None = None) -> Path:
    """Write a binary workbook of two rows, and one further cell where it is asked for."""
    rows: list[tuple[int, list[tuple[int, object]]]] = [
        (row, list(enumerate(cells))) for row, cells in enumerate(HEAD)
    ]
    rows += [(far[0], [(far[1], 1.0)])] if far else []
    sheet = part(129) + part(148, struct.pack("<IIII", 0, 1, 0, 3)) + part(145)
    for row, cells in rows:
        sheet += part(0, struct.pack("<IIHBBBI", row, 0, 300, 0, 0, 0, 0))
        for column, cell in cells:
            place = struct.pack("<II", column, 0)
            text = isinstance(cell, str)
            sheet += (
                part(6, place + wide(cell)) if text else part(5, place + struct.pack("<d", cell))
            )
    sheet += part(146) + part(130)
    named = struct.pack("<II", 0, 1) + wide("rId1") + wide("S")
    book = part(131) + part(143) + part(156, named) + part(144) + part(132)
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    links = f'<Relationship Id="rId1" Type="{kind}" Target="worksheets/sheet1.bin"/>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.bin", book)
        archive.writestr(
            "xl/_rels/workbook.bin.rels",
            f'<Relationships xmlns="{space}">{links}</Relationships>',
        )
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
    return path


def test_a_binary_workbook_is_read_and_one_that_reaches_far_is_refused(tmp_path: Path):
    assert sm.read_reports(xlsb(tmp_path / "sound.xlsb"))["id"].tolist() == ["a"]
    assert refused(xlsb(tmp_path / "far.xlsb", (1_048_575, 16_383))) == "TOO_LARGE"
