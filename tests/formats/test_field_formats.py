"""Formats of the field beside the usual ones, and files that are not what they should be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import strikemap as sm
from strikemap.errors import MissingExtraError, StrikemapError
from strikemap.ledger import facts

POINTS = [shapely.Point(36.5, 35.5), shapely.Point(36.6, 35.6)]
FEATURES = [
    {
        "type": "Feature",
        "properties": {"id": name, "date": f"2017-05-0{n}"},
        "geometry": {"type": "Point", "coordinates": [36.5 + n, 35.5]},
    }
    for n, name in enumerate("ab", start=1)
]


def reports() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"id": ["a", "b"], "date": ["2017-05-01", "2017-05-02"]}, geometry=POINTS, crs=4326
    )


def test_a_flatgeobuf_file_is_read_as_reports_and_as_zones(tmp_path: Path) -> None:
    path = tmp_path / "reports.fgb"
    reports().to_file(path, driver="FlatGeobuf", SPATIAL_INDEX="NO")
    assert sorted(sm.read_reports(path)["id"]) == ["a", "b"]
    boxes = reports().set_geometry([shapely.box(36, 35, 37, 36), shapely.box(38, 35, 39, 36)])
    boxes.assign(side=["ISIS", "SDF"]).to_file(tmp_path / "zones.fgb", driver="FlatGeobuf")
    assert sorted(sm.read_zones(tmp_path / "zones.fgb")["side"]) == ["ISIS", "SDF"]
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(sm.ReportError):
        sm.read_reports(path)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("r.geojsonl", "\n".join(map(json.dumps, FEATURES))),
        ("r.geojson", "\n".join(map(json.dumps, FEATURES)) + "\n"),
        ("r.geojsons", "".join(f"\x1e{json.dumps(f, indent=1)}\n" for f in FEATURES)),
        ("r.json", "".join(f"\x1e{json.dumps(f)}\n" for f in FEATURES)),
        ("r.ndjson", "\n".join(map(json.dumps, FEATURES))),
    ],
)
def test_sequences_of_features_are_read(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert sm.read_reports(path)["id"].tolist() == ["a", "b"]
    areas = text.replace('"Point"', '"Polygon"')
    for n in (1, 2):
        ring = json.dumps([[[36, 35], [37, 35], [37, 36], [36, 35]]])
        areas = areas.replace(f"[{36.5 + n}, 35.5]", ring)
    if "\n  " not in areas:
        path.write_text(areas.replace('"id"', '"owner"'), encoding="utf-8")
        assert sm.read_zones(path)["side"].tolist() == ["a", "b"]


def topology(*names: str) -> dict[str, Any]:
    arc = [[36, 35], [37, 35], [37, 36], [36, 36], [36, 35]]
    area = {"type": "Polygon", "arcs": [[0]], "properties": {"side": "ISIS"}}
    objects = {name: {"type": "GeometryCollection", "geometries": [area]} for name in names}
    return {"type": "Topology", "arcs": [arc], "objects": objects}


def test_topojson_is_read_and_several_objects_are_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "zones.topojson"
    path.write_text(json.dumps(topology("control")), encoding="utf-8")
    zones = sm.read_zones(path)
    assert zones["side"].tolist() == ["ISIS"]
    assert zones.total_bounds.tolist() == [36, 35, 37, 36]
    path.write_text(json.dumps(topology("control", "areas")), encoding="utf-8")
    with pytest.raises(sm.ZoneError, match="control, areas") as caught:
        sm.read_zones(path)
    assert caught.value.code == "LAYER_AMBIGUOUS"
    assert len(sm.read_zones(path, layer="areas")) == 1


GPX = (
    '<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1">'
    '<wpt lat="35.5" lon="36.5"><time>2017-05-04T10:00:00Z</time><name>mill</name></wpt>'
    '<wpt lat="north" lon="36.6"><time>2017-05-05T10:00:00Z</time></wpt>'
    "<trk><trkseg/></trk></gpx>"
)


def test_the_waypoints_of_a_receiver_are_reports(tmp_path: Path) -> None:
    path = tmp_path / "points.gpx"
    path.write_text(GPX, encoding="utf-8")
    found = sm.read_reports(path, tz="Asia/Damascus")
    assert found[["place"]].iloc[0].tolist() == ["mill"]
    assert facts(found)["set_aside"] == {"COORD_NOT_NUMERIC": 1}
    assert "1 tracks" in facts(found)["notes"][0]["detail"]
    path.write_text("<gpx><rte/></gpx>", encoding="utf-8")
    with pytest.raises(sm.ReportError, match="no waypoint"):
        sm.read_reports(path)


PAGE = "<!DOCTYPE html><html><head><title>Log in</title></head><body>…</body></html>"
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
FAULT = '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'
DENIED = '{"error": {"code": 401, "message": "Unauthorized"}}'
NOT_FOUND = '{"message": "Not Found", "documentation_url": "https://…", "status": "404"}'


@pytest.mark.parametrize(
    "name", ["r.csv", "r.json", "r.geojson", "r.kml", "r.xlsx", "r.parquet", "r"]
)
@pytest.mark.parametrize(
    ("text", "said"),
    [(PAGE, "'Log in'"), (POINTER, "git lfs pull"), (FAULT, "a server")],
)
def test_what_is_saved_in_place_of_a_file_is_named(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    for read in (sm.read_reports, sm.read_zones):
        with pytest.raises(StrikemapError, match=said) as caught:
            read(path)
        assert caught.value.code in (
            *("NOT_CSV", "NOT_GEOJSON", "NO_KML", "NOT_XLSX", "CORRUPT"),
            *("LFS_POINTER", "API_ERROR"),
        )


@pytest.mark.parametrize("text", [DENIED, NOT_FOUND, '{"errors": [{"detail": "quota"}]}'])
def test_the_error_message_of_a_server_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "answer.json"
    path.write_text(text, encoding="utf-8")
    for read in (sm.read_reports, sm.read_zones):
        with pytest.raises(StrikemapError, match="error message of a server") as caught:
            read(path)
        assert caught.value.code == "API_ERROR"


def test_records_beside_a_message_are_read(tmp_path: Path) -> None:
    row = {"id": "a", "date": "2017-05-04", "lat": 35.5, "lon": 36.5}
    path = tmp_path / "answer.json"
    path.write_text(json.dumps({"message": "ok", "data": [row]}), encoding="utf-8")
    assert len(sm.read_reports(path)) == 1


def test_one_row_in_another_encoding_is_set_aside_where_the_others_are_utf8(tmp_path: Path) -> None:
    rows = "id,date,lat,lon,text\na,2017-05-04,35.5,36.5,حلب\nb,2017-05-05,35.6,36.6,".encode()
    path = tmp_path / "r.csv"
    path.write_bytes(rows + "خان شيخون\n".encode("cp1256"))
    assert facts(sm.read_reports(path))["set_aside"] == {"ENCODING": 1}
    path.write_bytes(rows.replace("حلب".encode(), b"-") + "خان شيخون\n".encode("cp1256"))
    with pytest.raises(sm.ReportError, match="encoding="):
        sm.read_reports(path)


class Stream:
    """A frame that only knows the Arrow C stream."""

    def __init__(self, table: Any) -> None:
        self._table = table

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self._table.__arrow_c_stream__(requested_schema)


def test_frames_of_other_libraries_are_read() -> None:
    pa = pytest.importorskip("pyarrow")
    table = pa.table(
        {"id": ["a"], "date": pa.array([17290], pa.date32()), "lat": [35.5], "lon": [36.5]}
    )
    for given in (table, Stream(table), table.to_batches()[0], table.to_reader()):
        found = sm.read_reports(given)
        assert found["date_start"].dt.strftime("%Y-%m-%d").tolist() == ["2017-05-04"]
    areas = gpd.GeoDataFrame({"side": ["ISIS"]}, geometry=[shapely.box(36, 35, 37, 36)], crs=4326)
    assert sm.read_zones(Stream(pa.table(areas.to_arrow())))["side"].tolist() == ["ISIS"]


def test_lists_and_other_objects_in_cells_are_read_as_their_parts() -> None:
    table = pd.DataFrame(
        {
            "id": ["a", "a"],
            "date": "2017-05-04",
            "lat": [35.5, 35.5],
            "lon": 36.5,
            "source": [["SOHR", "SNHR"], ["SOHR"]],
            "own": [{"k": [1]}, {"k": [2]}],
        }
    )
    found = sm.read_reports(table.assign(id=["a", "b"]))
    assert found["source"].tolist() == ["SOHR; SNHR", "SOHR"]
    with pytest.raises(sm.ReportError, match="2 DUP_ID_CONFLICT"):
        sm.read_reports(table)


@pytest.mark.filterwarnings("ignore::strikemap.CorroborationWarning")
def test_what_corroborate_made_is_written_and_read_back(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    strikes = sm.corroborate(sm.load_dataset("syria_2017_reports"))
    for name in ("s.gpkg", "s.parquet"):
        back = sm.read_reports(sm.write_reports(strikes, tmp_path / name))
        assert back["conflict_values"].dropna().str.startswith("attacker: ").any()
        assert "evidence" not in back.columns
        assert back["id"].tolist() == strikes["id"].tolist()


def test_parquet_without_its_library_names_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("strikemap.readers.writing.find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=r"strikemap\[parquet\]"):
        sm.write_reports(sm.load_dataset("syria_2017_reports"), tmp_path / "r.parquet")
    with pytest.raises(sm.ReportError, match="nowhere"):
        sm.write_reports(sm.load_dataset("syria_2017_reports"), tmp_path / "nowhere" / "r.gpkg")


@pytest.mark.parametrize("given", ["a\x00b.csv", "\x00", 7, None, object()])
def test_what_is_no_file_is_refused_in_our_words(given: Any) -> None:
    for read in (sm.read_reports, sm.read_zones):
        with pytest.raises(StrikemapError):
            read(given)


def test_a_lone_surrogate_in_json_is_marked_and_said(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    rows = [{"id": "a", "date": "2017-05-04", "lat": 35.5, "lon": 36.5, "text": "X"}]
    path.write_text(json.dumps(rows).replace("X", "x\\ud800"), encoding="utf-8")
    found = sm.read_reports(path)
    assert found["text"].tolist() == ["x\ufffd"]
    assert "SURROGATE" in {note["code"] for note in facts(found)["notes"]}


def test_the_door_has_a_version_and_suggests_the_name_that_comes_near() -> None:
    assert sm.__version__.count(".") >= 1
    with pytest.raises(AttributeError, match=r"Did you mean strikemap\.before_after\?"):
        _ = sm.beforeafter  # type: ignore[attr-defined]
    assert not hasattr(sm, "nothing_of_the_kind")
