"""Files of strangers with a record inside: it is read in bounds, or not at all, and never run."""

from __future__ import annotations

import base64
import io
import json
import os
import resource
import sqlite3
import struct
import time
import zipfile
import zlib
from contextlib import closing
from pathlib import Path

import pytest

import strikemap as sm
from strikemap.errors import MapError, StrikemapError

BLOCKS = 8_000_000


def png(kind: bytes, body: bytes) -> bytes:
    chunk = struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return b"\x89PNG\r\n\x1a\n" + chunk


def archive(packing: int, *, lies: bool = False) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", packing) as out:
        out.writestr("strikemap.json", b" " * (20 * BLOCKS))
    data = bytearray(made.getvalue())
    if lies:
        at = data.rindex(b"PK\x01\x02") + 24
        data[at : at + 4] = struct.pack("<I", 10)
    return bytes(data)


TEXT = b"strikemap\0"
FILES = {
    "deep.png": png(b"tEXt", TEXT + b'{"strikemap record":' + b"[" * (BLOCKS - 100)),
    "digits.png": png(b"tEXt", TEXT + b'{"strikemap record":' + b"9" * 5_000_000 + b"}"),
    "zipped.png": png(b"zTXt", TEXT + b"\0" + zlib.compress(b"a" * (10 * BLOCKS))),
    "international.png": png(b"iTXt", TEXT + b"\1\0\0\0" + zlib.compress(b"a" * (10 * BLOCKS))),
    "longer than it is.png": b"\x89PNG\r\n\x1a\n\xff\xff\xff\xfftEXt" + TEXT,
    "lists.json": b'{"a":[' + b"{}," * (3 * BLOCKS) + b"1]}",
    "record.json": b'{"strikemap":{"strikemap record":1,"a":[' + b"[]," * (3 * BLOCKS) + b"1]}}",
    "marks.html": b'<script type="application/json" id="strikemap-record">' * 200_000,
    "comments.gif": b"GIF89a" + b"\0" * 7 + b"\x21\xfe" * 2_000_000,
    "packed.xlsx": archive(zipfile.ZIP_DEFLATED),
    "packed.kmz": archive(zipfile.ZIP_LZMA),
    "lying.kmz": archive(zipfile.ZIP_LZMA, lies=True),
    "lying.xlsx": archive(zipfile.ZIP_DEFLATED, lies=True),
}


@pytest.mark.parametrize("name", FILES)
def test_a_bomb_in_the_place_of_a_record_is_refused_in_time_and_room(
    tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[name])
    used, room = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(MapError) as caught:
        sm.provenance(path)
    assert caught.value.code == "RECORD_MISSING"
    assert time.process_time() - used < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - room < 300_000


RUNS = "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t)"


@pytest.mark.parametrize(
    "made",
    [
        f"CREATE VIEW provenance AS {RUNS} SELECT hex(x) AS record FROM t WHERE x < 0",
        "CREATE VIEW provenance AS SELECT hex(zeroblob(400000000)) AS record",
        "CREATE VIEW provenance AS SELECT load_extension('/tmp/x') AS record",
        "CREATE TABLE provenance (x, record AS (hex(zeroblob(400000000))))",
        "CREATE TABLE provenance (other)",
    ],
)
def test_a_database_that_computes_its_record_is_not_asked(tmp_path: Path, made: str) -> None:
    path = tmp_path / "map.gpkg"
    with closing(sqlite3.connect(path)) as base:
        base.execute(made)
    used = time.process_time()
    with pytest.raises(MapError) as caught:
        sm.provenance(path)
    assert caught.value.code == "RECORD_MISSING"
    assert time.process_time() - used < 2


RECORDS = [
    '{"strikemap record":NaN,"rows":Infinity,"versions":[1],"call":3,"saved":[],"table":{}}',
    '{"strikemap record":1,"strikemap record":2,"call":"a","call":"b"}',
    '{"strikemap record":"\\ud800","call":"map=\\"\\ud800\\"","inputs":[{"role":"\\udfff"}]}',
    '{"strikemap record":1,"call":"a\\u202eb\\u001b[2J\\u0007","inputs":[{"role":"\\u001b]0;x"}]}',
    '{"strikemap record":1,"rows":' + "[" * 900 + "]" * 900 + "}",
    '{"strikemap record":1,"call":"map = \\"zone_map\\"\\nunrecorded = 1"}',
    '{"strikemap record":1,"inputs":[1,[],{"role":{}}],"table":{"columns":3,"rows":[1]}}',
]


@pytest.mark.parametrize("record", RECORDS)
def test_whatever_a_record_says_it_is_printed_listed_and_refused_as_text(
    tmp_path: Path, record: str
) -> None:
    path = tmp_path / "map.png"
    path.write_bytes(png(b"tEXt", TEXT + record.encode()))
    told = str(sm.provenance(path))
    assert told.encode("utf-8")
    assert all(sign.isprintable() or sign in "\n\t" for sign in told)
    sm.publish_check(path)
    with pytest.raises(MapError) as caught:
        sm.reproduce(path)
    assert caught.value.code in ("CALL_INVALID", "INPUT_MISSING")


ZONES = 'map = "zone_map"\ndate = "2017-05-04"\n[zones]\ndataset = "syria_2017_control"\n'


@pytest.mark.parametrize(
    "saved",
    [
        {"as": ".csv", "dpi": [1]},
        {"as": ".png", "dpi": 10**400},
        {"as": ".png", "dpi": "200"},
        {"as": ".png", "dpi": True},
        {"as": ".png", "furniture": 3},
        {"as": ".png", "format": {"a": 1}},
        {"as": ".gif", "seconds": "x"},
        {"as": ".gif", "seconds": -1},
        {"as": ".gif", "seconds": 0.0001},
        {"as": ".html", "layout": [1]},
        {"as": ".html", "url": 5},
        {"as": ".html", "url": "javascript:alert(1)"},
        {"as": ".html", "lang": {"a": 1}},
        {"as": ".html", "lang": "/etc/passwd"},
        {"as": "/../../x.csv"},
        {"as": ".exe"},
        {"as": 7},
        {"unrecorded": ["tiles"]},
    ],
)
def test_options_of_saving_that_cannot_be_are_refused_with_a_word(
    tmp_path: Path, saved: dict[str, object]
) -> None:
    path = tmp_path / "map.json"
    path.write_text(json.dumps({"strikemap record": 1, "call": ZONES, "saved": saved}))
    with pytest.raises(StrikemapError):
        sm.reproduce(path)
    assert [one.name for one in tmp_path.iterdir()] == ["map.json"]


def test_pipes_and_devices_are_no_files_to_any_door(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    for door in (sm.provenance, sm.publish_check, sm.reproduce, sm.run):
        for path in (tmp_path / "pipe.csv", Path("/dev/zero"), tmp_path):
            with pytest.raises(MapError) as caught:
                door(path)
            assert caught.value.code == "NOT_A_FILE"


def test_a_call_cannot_name_one_file_many_times(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,date,lat,lon\na,2017-05-01,35.4,36.6\n")
    call = 'map = "before_after"\nwindows = 5\n[event]\nname = "D"\ndate = "2017-05-04"\n'
    call += '[strikes]\nfiles = [{file = "a.csv"}, {file = "b.csv"}, {file = "a.csv"}]\n'
    with pytest.raises(MapError, match="twice"):
        sm.run(call, data=tmp_path)


@pytest.mark.parametrize(
    "saved", [{"as": ".gif", "step": 1}, {"as": ".html", "layout": "timelapse"}]
)
def test_a_film_of_a_hundred_years_is_not_painted(tmp_path: Path, saved: dict[str, object]) -> None:
    call = 'map = "before_after"\n[strikes]\ndataset = "syria_2017_strikes"\n'
    call += '[event]\nname = "D"\ndate = "2017-05-04"\n[windows]\nbefore = 9999\nafter = 30000\n'
    path = tmp_path / "map.json"
    path.write_text(json.dumps({"strikemap record": 1, "call": call, "saved": saved}))
    with pytest.raises(MapError, match="frames"):
        sm.reproduce(path)


CALL = 'map = "before_after"\nwindows = 5\n[event]\nname = "D"\ndate = "2017-05-04"\n[strikes]\n'
OURS = f'{CALL}dataset = "syria_2017_strikes"\n'


def recorded(folder: Path, call: str, **more: object) -> Path:
    path = folder / "map.json"
    told = {"strikemap record": 1, "call": call, "saved": {"as": ".csv"}, **more}
    path.write_text(json.dumps(told))
    return path


def sparse(path: Path, start: bytes, size: int) -> Path:
    with path.open("wb") as stream:
        stream.write(start)
        stream.truncate(size)
    return path


MARK = b'<script type="application/json" id="strikemap-data">'
PACKED = zlib.compressobj(9, zlib.DEFLATED, -15)
BOMB = base64.b64encode(PACKED.compress(b'{"a":[' + b"[]," * (6 * BLOCKS)) + PACKED.flush())
LARGE = {
    "chunks.png": b"\x89PNG\r\n\x1a\n" + b"\0\0\0\0abcd\0\0\0\0" * BLOCKS,
    "blocks.gif": b"GIF89a" + b"\0" * 7 + b"\x21\xfe" + b"\1a" * (6 * BLOCKS),
    "data.html": MARK * 200_000,
    "lists.html": MARK + b'{"a":[' + b"[]," * BLOCKS + b"1]}</script>",
    "numbers.html": MARK + b'{"marks":{"lon":[' + b"1.55," * BLOCKS + b"1]}}</script>",
    "packed.html": MARK + b'{"packed":{"n":1,"texts":"' + BOMB + b'"}}</script>',
}


@pytest.mark.parametrize("name", LARGE)
def test_what_a_large_file_holds_costs_little_to_list(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(LARGE[name])
    used, room = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(MapError):
        sm.provenance(path)
    assert "no record of where it comes from" in sm.publish_check(path)["what"].tolist()
    assert time.process_time() - used < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - room < 300_000


@pytest.mark.parametrize("start", [b"SQLite format 3\0", b"\x89PNG\r\n\x1a\n"])
def test_a_file_larger_than_any_map_is_not_hashed(tmp_path: Path, start: bytes) -> None:
    path = sparse(tmp_path / "map.gpkg", start, 20 << 30)
    used = time.process_time()
    for door in (sm.provenance, sm.publish_check):
        with pytest.raises(MapError) as caught:
            door(path)
        assert caught.value.code == "TOO_LARGE"
    assert time.process_time() - used < 1


@pytest.mark.parametrize("depth", [40, 100_000])
def test_an_overlay_nested_deep_ends_no_interpreter(tmp_path: Path, depth: int) -> None:
    wkb = "010700000001000000" * depth + "0101000000" + "00" * 16
    with pytest.raises(MapError, match="nested") as caught:
        sm.run(f'overlays = [{{label = "a", wkb = "{wkb}"}}]\n{OURS}', data=tmp_path)
    assert caught.value.code == "CALL_INVALID"


@pytest.mark.parametrize(
    "table",
    [
        {"columns": {"zone": 1}, "rows": [["all", 1]]},
        {"columns": 7, "rows": [["all"]]},
        {"columns": "zone n_before", "rows": {"all": 1}},
        {"columns": ["zone", [1]], "rows": 7},
        {"columns": ["zone", "n_before"], "rows": [["all", "\x1b[2J\u202e"], [[]], []]},
        [1],
    ],
)
def test_a_table_that_is_none_is_compared_without_a_raw_error(
    tmp_path: Path, table: object
) -> None:
    made = sm.reproduce(recorded(tmp_path, OURS, table=table))
    assert not made.same
    assert "\x1b" not in made.counts.to_string()


def test_a_long_call_is_compared_line_by_line_in_linear_time(tmp_path: Path) -> None:
    call = OURS + "\n".join(f"# windows = {n}" for n in range(200_000))
    used = time.process_time()
    assert len(sm.reproduce(recorded(tmp_path, call)).differences) < 40
    assert time.process_time() - used < 12


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("/nowhere/at all", "INPUT_MISSING"),
        ("https://example.org/rows", "INPUT_MISSING"),
        ("a\0b", "INPUT_MISSING"),
        (7, "INPUT_MISSING"),
        ({"other": 1}, "INPUT_MISSING"),
        ({"strikes": 7}, "CALL_INVALID"),
        ({"strikes": "https://example.org/a.csv"}, "NOT_FOUND"),
    ],
)
def test_data_that_are_nowhere_are_refused_with_a_word(
    tmp_path: Path, data: object, code: str
) -> None:
    with pytest.raises(MapError) as caught:
        sm.reproduce(recorded(tmp_path, f'{CALL}sha256 = "{"a" * 64}"\n'), data)
    assert caught.value.code == code


def test_a_file_given_for_a_data_set_is_taken_and_said(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,date,lat,lon\na,2017-05-01,35.4,36.6\n")
    made = sm.reproduce(recorded(tmp_path, OURS), {"strikes": tmp_path / "a.csv"})
    assert made.map.table["n_before"].tolist() == [1]


@pytest.mark.parametrize("name", ["x" * 5000, "a\\u0000b"])
def test_a_name_that_no_file_can_have_is_that_of_none(tmp_path: Path, name: str) -> None:
    with pytest.raises(MapError) as caught:
        sm.run(f'{CALL}file = "{name}"\n', data=tmp_path)
    assert caught.value.code == "INPUT_MISSING"


def test_one_file_is_not_named_again_under_another_hash(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,date,lat,lon\na,2017-05-01,35.4,36.6\n")
    files = ", ".join(f'{{file = "a.csv", sha256 = "{n}"}}' for n in range(3))
    with pytest.raises(MapError, match="twice"):
        sm.reproduce(recorded(tmp_path, f"{CALL}files = [{files}]\n"), tmp_path)


WIDE = 'map = "before_after"\n[event]\nname = "D"\ndate = "{}"\n[strikes]\n'
WIDE += 'dataset = "syria_2017_strikes"\n'


@pytest.mark.parametrize(
    ("day", "windows"),
    [
        ("2017-05-04", "before = 1000000000"),
        ("2017-05-04", "before = 1\ngap = 99999999999"),
        ("2017-05-04", 'before = ["0001-01-01", "2017-05-04"]\nafter = 1'),
        ("0001-01-01", "before = 19"),
        ("9999-12-31", "before = 19"),
    ],
)
def test_windows_beyond_all_days_are_refused(tmp_path: Path, day: str, windows: str) -> None:
    used = time.process_time()
    with pytest.raises(MapError) as caught:
        sm.run(f"{WIDE.format(day)}[windows]\n{windows}\n", data=tmp_path)
    assert caught.value.code == "WINDOWS_INVALID"
    assert time.process_time() - used < 3


@pytest.mark.parametrize(
    "look", ["extent = [36, 35, 36.0000001, 35.0000001]", f"insets = [{'[36, 35, 37, 36],' * 99}]"]
)
def test_boxes_that_cannot_be_drawn_are_refused(tmp_path: Path, look: str) -> None:
    with pytest.raises(MapError) as caught:
        sm.run(f"{look}\n{OURS}", data=tmp_path)
    assert caught.value.code == "EXTENT_INVALID"


def test_an_archive_whose_packing_is_damaged_holds_no_record(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("strikemap.json", '{"strikemap record": 1}' * 20)
    data = bytearray(made.getvalue())
    start = 30 + len("strikemap.json")
    data[start : start + 8] = b"\xff" * 8
    (tmp_path / "map.kmz").write_bytes(data)
    with pytest.raises(MapError) as caught:
        sm.provenance(tmp_path / "map.kmz")
    assert caught.value.code == "RECORD_MISSING"


def test_a_map_without_insets_is_made_again_without_them() -> None:
    strikes = sm.load_dataset("syria_2017_strikes")
    call = sm.before_after(strikes, sm.Event("D", "2017-05-04"), insets=()).to_toml()
    assert "insets = []" in call
    assert sm.run(call).spec.insets == ()


@pytest.mark.parametrize(
    "call",
    [
        "\n".join(f"a{n}.b.c = 1" for n in range(150_000)),
        "\n".join(f"[[a.b]]\nc = {n}" for n in range(120_000)),
        f"a = [{'[],' * 600_000}]\n",
        "\n".join(f"[t{n}]" for n in range(300_000)),
    ],
    ids=["names", "lists of tables", "values", "tables"],
)
def test_a_call_of_very_many_parts_is_refused_unread(tmp_path: Path, call: str) -> None:
    used, room = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(MapError) as caught:
        sm.run(call, data=tmp_path)
    assert caught.value.code == "CALL_INVALID"
    assert time.process_time() - used < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - room < 300_000
