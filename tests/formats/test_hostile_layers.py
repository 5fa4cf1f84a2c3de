"""Layers that crash or hang their engines: nested without end, or computed by their writer."""

from __future__ import annotations

import json
import sqlite3
import struct
import time
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

import strikemap as sm
from strikemap.errors import StrikemapError

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")
POINT = shapely.Point(36, 35).wkb
LEVEL = bytes.fromhex("010700000001000000")
#: Of two parts, of which the second goes on.
BESIDE = bytes.fromhex("010700000002000000") + POINT
#: Written with the largest byte first, and with the number of its reference system.
BIG, NUMBERED = bytes.fromhex("000000000700000001"), bytes.fromhex("0107000020e610000001000000")


def geoparquet(path: Path, wkb: bytes) -> Path:
    cells = {"id": ["a"], "date": ["2017-05-01"], "side": ["x"], "geometry": [wkb]}
    told = {"encoding": "WKB", "geometry_types": []}
    geo = {"version": "1.0.0", "primary_column": "geometry", "columns": {"geometry": told}}
    table = pa.table(cells).replace_schema_metadata({b"geo": json.dumps(geo).encode()})
    pq.write_table(table, path)
    return path


@pytest.mark.parametrize("level", [LEVEL, BESIDE, BIG, NUMBERED])
@pytest.mark.parametrize("depth", [40, 100_000])
def test_geometry_nested_deep_is_refused_before_the_engine_sees_it(
    tmp_path: Path, level: bytes, depth: int
) -> None:
    path = geoparquet(tmp_path / "rows.parquet", level * depth + POINT)
    for door in (sm.read_reports, sm.read_zones, sm.scan_reports):
        with pytest.raises(StrikemapError) as caught:
            door(path)
        assert caught.value.code == "TOO_DEEP"


def test_a_collection_of_many_shapes_is_not_deep(tmp_path: Path) -> None:
    boxes = shapely.MultiPolygon([shapely.box(36 + n, 35, 36.5 + n, 36) for n in range(60)])
    zones = sm.read_zones(geoparquet(tmp_path / "zones.parquet", boxes.wkb), as_of="2017-05-01")
    assert zones.geometry.iloc[0].equals(boxes)


def test_a_footer_that_is_longer_than_any_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    path.write_bytes(b"PAR1" + bytes(50_000_000) + struct.pack("<I", 50_000_000) + b"PAR1")
    with pytest.raises(StrikemapError) as caught:
        sm.read_reports(path)
    assert caught.value.code == "TOO_LARGE"


ENDLESS = "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT"
VIEW = (
    f"CREATE VIEW v AS {ENDLESS} x AS fid, 'a' AS id, '2017-05-01' AS date, "
    "(SELECT geom FROM strikes) AS geom FROM t;"
    "UPDATE gpkg_contents SET table_name = 'v'; UPDATE gpkg_geometry_columns SET table_name = 'v'"
)
CONTENTS = (
    "ALTER TABLE gpkg_contents RENAME TO held;"
    f"CREATE VIEW gpkg_contents AS {ENDLESS} x AS table_name, h.data_type FROM t, held h"
)
COLUMN = "ALTER TABLE strikes ADD COLUMN large AS (hex(zeroblob(400000000)))"


@pytest.mark.parametrize("program", [VIEW, CONTENTS, COLUMN])
def test_a_database_that_computes_its_rows_is_not_run(tmp_path: Path, program: str) -> None:
    path = tmp_path / "rows.gpkg"
    rows = {"id": ["a"], "date": ["2017-05-01"]}
    gpd.GeoDataFrame(rows, geometry=[shapely.Point(36, 35)], crs=4326).to_file(
        path, layer="strikes"
    )
    with closing(sqlite3.connect(path)) as base:
        triggers = base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            base.execute(f'DROP TRIGGER "{name}"')
        base.execute("PRAGMA foreign_keys = OFF")
        base.executescript(program)
    for door in (sm.read_reports, sm.read_zones):
        with pytest.raises(StrikemapError) as caught:
            door(path)
        assert caught.value.code == "NOT_GEO"
    assert "rows, which cannot be read" in sm.publish_check(path)["what"].tolist()


def test_a_database_of_thousands_of_tables_is_refused_in_time(tmp_path: Path) -> None:
    path = tmp_path / "rows.gpkg"
    with closing(sqlite3.connect(path)) as base:
        base.executescript(";".join(f"CREATE TABLE t{n} (a)" for n in range(3_000)))
    start = time.process_time()
    for door in (sm.read_reports, sm.read_zones):
        with pytest.raises(StrikemapError) as caught:
            door(path)
        assert caught.value.code == "TOO_LARGE"
    assert time.process_time() - start < 2
