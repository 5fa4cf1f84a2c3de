"""Zones in tables: polygons as well-known text in one column of a CSV."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely

import strikemap as sm

SQUARE = "POLYGON ((30 10, 31 10, 31 11, 30 11, 30 10))"
PAIR = "MULTIPOLYGON (((32 10, 33 10, 33 11, 32 10)), ((34 10, 35 10, 35 11, 34 10)))"


def written(folder: Path, *rows: str, header: str = "side,valid_from,wkt") -> Path:
    path = folder / "zones.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def test_polygons_of_a_table_are_read_with_its_other_columns(tmp_path: Path):
    path = written(tmp_path, f'SAF,2023-05-01,"{SQUARE}"', f'RSF,2023-05-01,"{PAIR.lower()}"')
    zones = sm.read_zones(path, crs="EPSG:4326")
    assert zones["side"].tolist() == ["SAF", "RSF"]
    assert shapely.area(zones.geometry.to_numpy()).tolist() == [1.0, 1.0]
    assert zones["valid_from"].dt.strftime("%Y-%m-%d").unique().tolist() == ["2023-05-01"]


def test_a_code_before_the_polygon_says_what_its_coordinates_are(tmp_path: Path):
    metres = "POLYGON ((0 0, 100000 0, 100000 100000, 0 0))"
    path = written(tmp_path, f'SAF,2023-05-01,"SRID=3857;{metres}"')
    zones = sm.read_zones(path)
    assert zones.total_bounds[2] == pytest.approx(0.898, abs=0.001)
    with pytest.raises(sm.ZoneError) as problem:
        sm.read_zones(written(tmp_path, f'SAF,2023-05-01,"{SQUARE}"'))
    assert problem.value.code == "CRS_MISSING"


def test_heights_are_left_out_and_said_to_be(tmp_path: Path):
    path = written(tmp_path, 'SAF,2023-05-01,"POLYGON Z ((0 0 5, 1 0 5, 1 1 5, 0 0 5))"')
    zones = sm.read_zones(path, crs="EPSG:4326")
    assert not zones.has_z.any()
    assert "Z_DROPPED" in set(sm.ledger(zones)["code"])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("POLYGON ((0 0, 1 0", "INVALID_GEOMETRY"),
        ("the north", "INVALID_GEOMETRY"),
        ("GEOMETRYCOLLECTION (" * 50_000, "INVALID_GEOMETRY"),
        ("POLYGON ((0 0, nan 0, 1 1, 0 0))", "INVALID_GEOMETRY"),
    ],
)
def test_one_text_that_is_no_polygon_refuses_the_table_by_its_row(
    tmp_path: Path, text: str, code: str
):
    path = written(tmp_path, f'SAF,2023-05-01,"{SQUARE}"', f'RSF,2023-05-01,"{text}"')
    with pytest.raises(sm.ZoneError) as problem:
        sm.read_zones(path, crs="EPSG:4326")
    assert problem.value.code == code
    assert "2" in str(problem.value.where or problem.value)


def test_a_row_without_a_polygon_is_set_aside_with_its_row(tmp_path: Path):
    path = written(tmp_path, f'SAF,2023-05-01,"{SQUARE}"', "RSF,2023-05-01,")
    zones = sm.read_zones(path, crs="EPSG:4326")
    aside = sm.ledger(zones).query("code == 'COORD_MISSING'")
    assert (len(zones), aside["row"].tolist()) == (1, [2])


def test_a_table_without_polygons_or_with_two_columns_of_them_is_refused(tmp_path: Path):
    with pytest.raises(sm.ZoneError) as problem:
        sm.read_zones(written(tmp_path, "SAF,2023-05-01,the north"))
    assert problem.value.code == "NOT_GEO"
    path = written(tmp_path, f'SAF,"{SQUARE}","{SQUARE}"', header="side,old,new")
    with pytest.raises(sm.ZoneError, match="'old', 'new'"):
        sm.read_zones(path)
