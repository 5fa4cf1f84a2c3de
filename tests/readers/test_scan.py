"""A table that is scanned says what the same table says in memory, or why it cannot."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

import strikemap as sm
from strikemap.errors import ReportError, ReportWarning
from strikemap.formats import stream
from strikemap.ledger import facts
from strikemap.readers import evidence as scanning

pytest.importorskip("pyarrow")


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "CHUNK", 16)
    monkeypatch.setattr(stream, "_BLOCK", 700)


def rows(n: int = 120) -> list[list[str]]:
    days = pd.date_range("2017-03-01", periods=n // 2).strftime("%Y-%m-%d")
    return [[f"s{i}", days[i // 2], f"35.{i:03d}", f"36.{i:03d}", "Russia", "1"] for i in range(n)]


def write(path: Path, table: list[list[str]], header: str = "id,date,lat,lon,attacker,n") -> Path:
    lines = [header, *(",".join(row) for row in table)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def set_aside(path: Path, **options: Any) -> dict[str, int]:
    scan = sm.scan_reports(path, **options)
    whole = sm.read_reports(path, **options)
    assert scan.set_aside == facts(whole)["set_aside"]
    assert scan.n_read == facts(whole)["read"] == scan.account.kept + sum(scan.set_aside.values())
    return scan.set_aside


def test_the_ledger_counts_of_a_scan_are_those_of_reading(tmp_path: Path) -> None:
    table = rows()
    table[3][2] = ""
    table[40][2] = "97.5"
    table[41][1] = "no day"
    table[90][3] = "hill"
    table[91] = ["s91", "2017-04-14", "0", "0", "Russia", "1"]
    table[100] = table[100][:4]
    table[101] = [*table[101], "more"]
    table[110][2:4] = ["35°12'N", "36°12'E"]
    found = set_aside(write(tmp_path / "a.csv", table), area=(30, 30, 40, 40))
    assert found["ROW_SHORT"] == found["ROW_LONG"] == found["NULL_ISLAND"] == 1


def test_a_row_keeps_its_number_beside_rows_that_the_form_rules_out(tmp_path: Path) -> None:
    table = rows()
    table[20], table[60][2] = table[20][:3], ""
    path = write(tmp_path / "a.csv", table)
    lines = sm.ledger(sm.scan_reports(path)).set_index("code")["row"]
    assert (lines["ROW_SHORT"], lines["COORD_MISSING"]) == (21, 61)


def test_the_ledger_lists_some_rows_for_a_code_and_counts_all(tmp_path: Path) -> None:
    table = [[*row[:2], "", *row[3:]] if i % 2 else row for i, row in enumerate(rows())]
    lines = sm.ledger(sm.scan_reports(write(tmp_path / "a.csv", table)))
    assert len(lines) == stream.EXAMPLES + 2  # one of columns that were not read
    assert lines["detail"].iloc[-1].startswith("60 rows in all")


def test_ids_on_several_rows_are_found_across_chunks(tmp_path: Path) -> None:
    table = rows()
    table[100] = list(table[2])
    table[110][0] = "s5"
    found = set_aside(write(tmp_path / "a.csv", table))
    assert found == {"DUP_ID_CONFLICT": 2, "DUP_ROW": 1}


def test_a_column_that_repeats_is_no_id_by_the_word_of_the_last_chunk(tmp_path: Path) -> None:
    table = rows()
    table[-1][0] = "s1"
    path = write(tmp_path / "a.csv", table, "number,date,lat,lon,attacker,n")
    assert set_aside(path, columns={"attacker": "attacker"}) == {}


def test_the_order_of_day_and_month_is_proved_by_any_chunk(tmp_path: Path) -> None:
    table = [[row[0], "04/05/2017", *row[2:]] for row in rows()]
    table[-1][1] = "25/05/2017"
    path = write(tmp_path / "a.csv", table)
    days = sm.scan_reports(path).between("2017-05-01", "2017-05-31")["date_start"]
    assert (days == pd.Timestamp("2017-05-04")).sum() == len(table) - 1


def test_an_order_that_changes_midway_is_asked_for(tmp_path: Path) -> None:
    table = [
        [row[0], "25/05/2017" if i < 60 else "05/25/2017", *row[2:]] for i, row in enumerate(rows())
    ]
    with pytest.raises(ReportError, match=r"day first.*month first") as caught:
        sm.scan_reports(write(tmp_path / "a.csv", table))
    assert caught.value.code == "DATE_ORDER_CONFLICT"


def test_a_chunk_of_numbers_alone_is_read_as_the_whole_column_is(tmp_path: Path) -> None:
    table = rows()
    for row in table[-20:]:
        row[1] = "1493856000"
    assert set_aside(write(tmp_path / "a.csv", table))["DATE_INVALID"] == 20


def test_axes_that_are_exchanged_in_all_rows_are_asked_for(tmp_path: Path) -> None:
    table = [[row[0], row[1], "36.5", "35.1", *row[4:]] for row in rows()]
    scan = sm.scan_reports(write(tmp_path / "a.csv", table), area=(36, 34, 37, 36))
    with pytest.raises(ReportError, match="axes look swapped"):
        _ = scan.n_read


def test_axes_that_are_exchanged_in_the_last_rows_are_said(tmp_path: Path) -> None:
    table = [[row[0], row[1], "33.1", "70.2", *row[4:]] for row in rows()]
    for row in table[-10:]:
        row[2:4] = "70.2", "33.1"
    scan = sm.scan_reports(write(tmp_path / "a.csv", table))
    with pytest.warns(ReportWarning, match="10 rows would lie among the others"):
        assert scan.n_read == 120


def test_a_file_that_fails_in_its_last_part_says_where_and_is_not_counted(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", rows())
    path.write_bytes(path.read_bytes() + b"s999,2017-05-05,35.1,36.1,\xff\xfe,1\n")
    with pytest.raises(ReportError, match=r"after row \d+.*Nothing of it is counted") as caught:
        sm.scan_reports(path)
    assert caught.value.code == "ENCODING"
    packed = tmp_path / "b.csv.gz"
    data = gzip.compress(write(tmp_path / "b.csv", rows(4000)).read_bytes())
    packed.write_bytes(data[:-200])
    with pytest.raises(ReportError, match="after row"):
        sm.scan_reports(packed)


def test_several_files_packed_or_not_are_one_table(tmp_path: Path) -> None:
    table = rows()
    write(tmp_path / "part1.csv", table[:50])
    last = write(tmp_path / "rest.csv", table[50:])
    (tmp_path / "part2.csv.gz").write_bytes(gzip.compress(last.read_bytes()))
    scan = sm.scan_reports(str(tmp_path / "part*"))
    whole = sm.read_reports(write(tmp_path / "all.csv", table))
    found = scan.between("2017-01-01", "2018-01-01")
    assert found["id"].tolist() == whole["id"].tolist()


def test_geoparquet_is_scanned_as_it_is_read(tmp_path: Path) -> None:
    table = rows()
    points = gpd.points_from_xy([float(r[3]) for r in table], [float(r[2]) for r in table])
    frame = gpd.GeoDataFrame(
        {"id": [r[0] for r in table], "date": [r[1] for r in table]}, geometry=points, crs=4326
    )
    frame.to_parquet(tmp_path / "a.parquet", row_group_size=20)
    whole = sm.read_reports(tmp_path / "a.parquet")
    found = sm.scan_reports(tmp_path / "a.parquet").between("2017-01-01", "2018-01-01")
    assert found.geometry.geom_equals(whole.geometry).all()
    assert found["date_start"].tolist() == whole["date_start"].tolist()


def test_limits_are_named_and_can_be_raised(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", rows())
    for name, least in (("rows", 100), ("bytes", 1000)):
        with pytest.raises(ReportError, match=f"limits=.*{name}") as caught:
            sm.scan_reports(path, limits={name: least})
        assert caught.value.code == "TOO_LARGE"
    assert sm.scan_reports(path, limits={"rows": 120}).n_read == 120


def test_what_cannot_be_streamed_names_another_way(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('[{"id": 1}]')
    with pytest.raises(ReportError, match="read_reports") as caught:
        sm.scan_reports(tmp_path / "a.json")
    assert caught.value.code == "NOT_STREAMED"
    path = write(tmp_path / "a.csv", [["s1", "2017-05-04", "Idlib"]], "id,date,place")
    with pytest.raises(ReportError, match="located in memory"):
        sm.scan_reports(path)


def test_columns_of_numbers_have_one_type_in_every_chunk(tmp_path: Path) -> None:
    table = rows()
    table[-1][5] = ""
    path = write(tmp_path / "a.csv", table, "id,date,lat,lon,attacker,killed_min")
    whole, scan = sm.read_reports(path), sm.scan_reports(path)
    found = scan.between("2017-01-01", "2018-01-01")
    pd.testing.assert_series_equal(found["killed_min"], whole["killed_min"])


def test_evidence_of_parts_is_that_of_the_whole_in_any_order(tmp_path: Path) -> None:
    scan = sm.scan_reports(write(tmp_path / "a.csv", rows()))
    parts: list[Any] = scan._parts.reduce(lambda part: [part], lambda a, b: a + b)
    shown = [scan._reading.evidence(part) for part in parts]
    order = np.random.default_rng(3).permutation(len(shown))
    one, other = shown[0], shown[order[0]]
    for part in shown[1:]:
        one = scanning.merged(one, part)
    for at in order[1:]:
        other = scanning.merged(other, shown[at])
    assert one.n == other.n
    assert one.dates == other.dates
    assert (one.axes == other.axes).all()
    assert sorted(np.concatenate(one.ids)) == sorted(np.concatenate(other.ids))


def test_the_text_of_a_scan_is_calm(tmp_path: Path) -> None:
    scan = sm.scan_reports(write(tmp_path / "a.csv", rows()))
    assert "none counted yet" in repr(scan)
    assert scan.n_read == 120
    assert "120 rows read = 120 kept + 0 set aside" in repr(scan)
