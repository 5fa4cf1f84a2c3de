"""Files that are refused cost little: seconds and memory are measured in a process of its own."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

import strikemap as sm

MIB = 1024 * 1024
HEAD = b"id,date,lat,lon,text\n"
ROW = b"a,2017-05-04,35.5,36.5,"
FEATURES = b'{"type":"FeatureCollection","features":['
#: name: (start, what is repeated, MiB of it, end, code)
BOMBS: dict[str, tuple[bytes, bytes, int, bytes, str]] = {
    "commas.csv": (b"", b",", 200, b"", "TOO_LARGE"),
    "commas_below.csv": (HEAD, b",", 10, b"\n", "TOO_LARGE"),
    "lines.csv": (HEAD + ROW, b"\n", 42, b"", "TOO_LARGE"),
    "quotes.csv": (HEAD, b'"', 10, b"\n", "TOO_LARGE"),
    "cell.csv": (HEAD + ROW, b"x", 60, b"\n", "TOO_LARGE"),
    "quoted_cell.csv": (HEAD + ROW + b'"', b"x, ", 10, b'"\n', "TOO_LARGE"),
    "cell_in_the_header.csv": (HEAD[:-1], b"x", 10, b"\n" + ROW + b"\n", "TOO_LARGE"),
    "latin.csv": (HEAD, ROW + b"Z\xfcrich caf\xe9\n", 47, b"", "ENCODING"),
    "blanks.csv": (b"", b" ", 10, b"", "EMPTY"),
    "nuls.csv": (b"", b"\x00", 10, b"", "EMPTY"),
    "page.csv": (b"<html>", b"x", 10, b"", "NOT_CSV"),
    "spaces.geojson": (FEATURES, b" ", 200, b"]}", "TOO_LARGE"),
    "spaces_before.geojson": (b"", b" ", 10, b"{}", "TOO_LARGE"),
    "text.geojson": (b'{"type": "', b"a, ", 10, b'"}', "TOO_LARGE"),
    "brackets.json": (b"", b"[", 10, b"", "TOO_DEEP"),
    "lists.json": (b"[", b"[],", 10, b"[]]", "COLUMNS_MISSING"),
    "numbers.json": (b"[", b"1,", 10, b"1]", "COLUMNS_MISSING"),
    "spaces.kml": (b"<kml>", b" ", 10, b"</kml>", "TOO_LARGE"),
    "elements.kml": (b"<kml>", b"<a/>", 42, b"</kml>", "TOO_LARGE"),
    "text.xlsx": (b"", b"x", 10, b"", "NOT_XLSX"),
    "cut.zip": (b"PK\x03\x04", b"x", 10, b"", "CORRUPT"),
    "cut.parquet": (b"PAR1", b"x", 10, b"", "CORRUPT"),
    "odd.gpkg": (b"SQLite format 3\x00", b"x", 10, b"", "CORRUPT"),
    "odd.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"x", 10, b"", "CORRUPT"),
    "odd.csv.gz": (b"\x1f\x8b\x08", b"x", 10, b"", "CORRUPT"),
}
CODE = """
import ast, os, resource, sys
import strikemap as sm
import strikemap.readers.reports
def used():
    now = resource.getrusage(resource.RUSAGE_SELF)
    status = dict(line.split(":", 1) for line in open("/proc/self/status"))
    return now.ru_utime + now.ru_stime, int(status["VmHWM"].split()[0]) // 1024
for name, (start, filler, size, end, _) in ast.literal_eval(sys.stdin.read()).items():
    if filler:
        with open(name, "wb") as file:
            file.write(start)
            file.writelines([filler * (2**20 // len(filler))] * size)
            file.write(end)
    before = used()[0]
    try:
        sm.read_reports(name)
        code = "read"
    except sm.StrikemapError as problem:
        code = problem.code
    print(name, code, round(used()[0] - before, 2), used()[1])
    os.unlink(name)
"""


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, float, float]]:
    """Return code, seconds of CPU and peak in MB of each bomb, read one after another."""
    folder = tmp_path_factory.mktemp("bombs")
    run = subprocess.run(
        [sys.executable, "-c", CODE],
        input=repr({**BOMBS, **packed(folder)}),
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [line.split() for line in run.stdout.splitlines()]
    return {name: (code, float(cpu), float(peak)) for name, code, cpu, peak in lines}


def packed(folder: Path) -> dict[str, tuple[bytes, bytes, int, bytes, str]]:
    """Write two archives that unpack to 62 MB, less than a hundred times their size."""
    noise = os.urandom(MIB).hex().encode()
    lines = [HEAD, *(b"n" + noise[at : at + 999] + b",,,,\n" for at in range(0, 2 * MIB, 999))]
    text = b"".join(lines) + b"x" * (60 * MIB)
    (folder / "packed.csv.gz").write_bytes(gzip.compress(text, 1))
    with zipfile.ZipFile(folder / "packed.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        new.writestr("a.csv", text)
    return dict.fromkeys(("packed.csv.gz", "packed.zip"), (b"", b"", 0, b"", "TOO_LARGE"))


@pytest.mark.parametrize("name", [*BOMBS, "packed.csv.gz", "packed.zip"])
def test_a_refusal_takes_under_two_seconds_and_300_megabytes(measured, name: str) -> None:
    code, seconds, megabytes = measured[name]
    assert code == BOMBS.get(name, ("TOO_LARGE",))[-1]
    assert seconds < 2
    assert megabytes < 300


SOUND = {
    "quotes_within": lambda at: f'"He said ""no"" at 12\n{at}"',
    "an_odd_quote": lambda at: f'a 12" gun {at}' if at == 7 else f"gun {at}",
    "commas_in_quotes": lambda at: f'"{at}, by day"',
    "arabic": lambda at: f"خان شيخون {at}",
}


@pytest.mark.parametrize("cell", SOUND.values(), ids=SOUND)
def test_a_large_sound_table_is_read_whole(tmp_path: Path, cell) -> None:
    rows = [f"a{at},2017-05-04,35.5,36.5,{cell(at)},{'y' * 180}\n" for at in range(45_000)]
    path = tmp_path / "large.csv"
    path.write_text("id,date,lat,lon,text,more\n" + "".join(rows), encoding="utf-8")
    assert path.stat().st_size > 8 * MIB
    assert len(sm.read_reports(path)) == 45_000


def test_a_long_cell_is_read_where_the_limit_allows_it(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_bytes(HEAD + ROW + b"x" * (9 * MIB) + b"\n")
    with pytest.raises(sm.ReportError, match="limits=") as caught:
        sm.read_reports(path)
    assert caught.value.code == "TOO_LARGE"
    assert len(sm.read_reports(path, limits={"field": 9 * MIB})) == 1


def test_columns_of_numbers_in_json_are_no_single_long_cell(tmp_path: Path) -> None:
    n = 350_000
    columns = {"date": ["2017-05-04"] * n, "lat": [35.123456] * n, "lon": [36.123456] * n}
    path = tmp_path / "columns.json"
    path.write_text(json.dumps(columns))
    assert len(sm.read_reports(path)) == n


def test_a_damaged_row_of_a_large_table_is_set_aside_alone(tmp_path: Path) -> None:
    row = "خان شيخون".encode()
    rows = [b"a%d,2017-05-04,35.5,36.5,%s\n" % (at, row * 12) for at in range(45_000)]
    rows[9] = b"a9,2017-05-04,35.5,36.5,Z\xfcrich\n"
    path = tmp_path / "damaged.csv"
    path.write_bytes(HEAD + b"".join(rows))
    reports = sm.read_reports(path)
    assert len(reports) == 44_999
    assert sm.ledger(reports).query("action == 'set aside'")["code"].tolist() == ["ENCODING"]


def test_gzip_members_after_one_another_are_read_to_the_last(tmp_path: Path) -> None:
    rows = [
        b"a%d,2017-05-04,35.5,36.5,%s\n" % (at, os.urandom(300).hex().encode())
        for at in range(5000)
    ]
    path = tmp_path / "two.csv.gz"
    parts = [HEAD, *(b"".join(rows[at : at + 1000]) for at in range(0, 5000, 1000))]
    path.write_bytes(b"".join(gzip.compress(part, 1) for part in parts) + b"\x00" * 2000)
    assert path.stat().st_size > MIB
    assert len(sm.read_reports(path)) == 5000


def test_time_for_zones_grows_with_their_number_and_no_faster(tmp_path: Path) -> None:
    def seconds(n: int) -> float:
        features = []
        for at in range(n):
            west, south = 30 + at % 200 * 0.05, 30 + at // 200 * 0.05
            ring = [[west, south], [west + 0.05, south], [west, south + 0.05], [west, south]]
            shape = {"type": "Polygon", "coordinates": [ring]}
            features.append({"type": "Feature", "properties": {"side": "ISIS"}, "geometry": shape})
        path = tmp_path / f"{n}.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
        start = time.process_time()
        assert len(sm.read_zones(path)) == n
        return time.process_time() - start

    seconds(100)
    assert seconds(8000) < 8 * seconds(2000)
