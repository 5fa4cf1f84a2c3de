"""Files of strangers with a record inside: it is read in bounds, or not at all, and never run."""

from __future__ import annotations

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
