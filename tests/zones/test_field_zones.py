"""Layers of zones of any war: their dates under other names, unknown holders, other encodings."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import strikemap as sm
from strikemap.ledger import facts

BOX = shapely.box(36, 35, 37, 36)
EAST = shapely.box(38, 35, 39, 36)
DEEPSTATE = (
    Path(__file__).resolve().parents[3]
    / "shared"
    / "data"
    / "deepstate-full-export"
    / "deepstate_1750713495.geojson"
)


def layer(*shapes: Any, **columns: Any) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=list(shapes) or [BOX, BOX], crs="EPSG:4326")


def codes(zones: gpd.GeoDataFrame) -> dict[str, str]:
    lines = sm.ledger(zones)
    return dict(zip(lines["code"], lines["detail"], strict=True))


@pytest.mark.parametrize(
    "names",
    [
        ("date_from", "date_to"),
        ("validFrom", "validTo"),
        ("date_start", "date_end"),
        ("from_date", "to_date"),
        ("Valid from", "Valid until"),
        ("since", "until"),
        ("start", "end"),
    ],
)
def test_the_days_of_zones_are_known_under_their_other_names(names: tuple[str, str]):
    days = {names[0]: ["2017-01-01", "2017-05-01"], names[1]: ["2017-05-01", "2017-09-01"]}
    zones = sm.read_zones(layer(owner=["ISIS", "SDF"], **days))
    assert zones["valid_to"].dt.strftime("%Y-%m-%d").tolist() == ["2017-05-01", "2017-09-01"]
    assert sm.zones_on(zones, "2017-06-01")["side"].tolist() == ["SDF"]


def test_a_column_of_days_that_nothing_is_taken_from_is_named():
    zones = sm.read_zones(layer(BOX, owner=["ISIS"], as_of=["2017-05-04"], redrawn=["2017-06-01"]))
    assert "'redrawn'" in codes(zones)["DATE_UNREAD"]


def test_holders_of_another_war_are_sides_at_the_first_call():
    zones = sm.read_zones(layer(zone=["Taliban", "Government"]), as_of="2021-08-01")
    assert zones["side"].tolist() == ["Taliban", "Government"]
    assert codes(zones)["OWNER_UNKNOWN"].startswith("no palette knows 'Taliban'")
    assert sm.ledger(zones)["row"].tolist() == [0]


def test_strikes_within_the_days_that_a_zone_states_are_never_too_far_from_it():
    strikes = gpd.GeoDataFrame(
        {"date_start": pd.to_datetime(["2017-05-04"])},
        geometry=gpd.points_from_xy([36.5], [35.5]),
        crs="EPSG:4326",
    )
    for days in (
        {"date": ["2016-01-01", "2016-01-01"], "end_date": ["2018-01-01", "2018-01-01"]},
        {"valid_from": ["2016-01-01", "2016-01-01"], "valid_to": ["2018-01-01", None]},
    ):
        zones = sm.read_zones(layer(BOX, EAST, owner=["ISIS", "SDF"], **days))
        assert sm.place_in_zones(strikes, zones)["zone_side"].tolist() == ["ISIS"]


def test_points_and_lines_among_the_areas_go_to_the_ledger(tmp_path: Path):
    path = tmp_path / "mixed.geojson"
    shapes = [BOX, shapely.Point(36, 35), shapely.LineString([(36, 35), (37, 36)])]
    layer(*shapes, owner=["ISIS"] * 3).to_file(path)
    zones = sm.read_zones(path)
    lines = sm.ledger(zones)
    assert len(zones) == 1
    assert lines[["row", "code", "action"]].values.tolist() == [
        [2, "NOT_POLYGON", "set aside"],
        [3, "NOT_POLYGON", "set aside"],
    ]


def test_an_outline_without_area_is_set_aside_and_the_others_are_read(tmp_path: Path):
    path = tmp_path / "flat.geojson"
    rings = [[[36, 35], [37, 35], [36, 35], [36, 35]], [[36, 35], [37, 35], [37, 36], [36, 35]]]
    features = [
        {
            "type": "Feature",
            "properties": {"owner": "ISIS"},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for ring in rings
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    zones = sm.read_zones(path)
    assert len(zones) == 1
    assert sm.ledger(zones)[["row", "code"]].values.tolist() == [[1, "INVALID_GEOMETRY"]]


def shapefile(tmp_path: Path, said: str | None) -> Path:
    path = tmp_path / "zones.shp"
    layer(BOX, owner=["Армия"]).to_file(path, encoding="cp1251")
    path.with_suffix(".cpg").unlink(missing_ok=True)
    if said:
        path.with_suffix(".cpg").write_text(said)
    data = bytearray(path.with_suffix(".dbf").read_bytes())
    data[29] = 0
    path.with_suffix(".dbf").write_bytes(bytes(data))
    return path


@pytest.mark.parametrize("said", [None, "UTF-8"])
def test_a_shapefile_in_another_encoding_is_asked_about_and_read(tmp_path: Path, said: str | None):
    path = shapefile(tmp_path, said)
    with pytest.raises(sm.ZoneError, match="encoding=") as caught:
        sm.read_zones(path)
    assert caught.value.code == "ENCODING"
    assert ("probably wrong" in str(caught.value)) == (said is not None)
    assert sm.read_zones(path, encoding="cp1251")["side"].tolist() == ["Армия"]


def test_what_a_layer_leaves_open_is_asked_at_once(tmp_path: Path):
    path = shapefile(tmp_path, None)
    path.with_suffix(".prj").unlink()
    with pytest.raises(sm.ZoneError) as caught:
        sm.read_zones(path)
    assert [question.code for question in caught.value.questions] == ["ENCODING", "CRS_MISSING"]


def placemark(name: str, at: int, inner: str = "") -> str:
    ring = f"{at},35 {at + 1},35 {at + 1},36 {at},35"
    return (
        f"<Placemark><name>{name}</name>{inner}<Polygon><outerBoundaryIs><LinearRing>"
        f"<coordinates>{ring}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
    )


SPAN = "<TimeSpan><begin>2017-05-01</begin><end>2017-06-01</end></TimeSpan>"
OWN = "<TimeSpan><begin>2017-07-01</begin><end>2017-08-01</end></TimeSpan>"


def test_a_time_span_of_a_folder_holds_for_what_is_in_it(tmp_path: Path):
    path = tmp_path / "z.kml"
    inner = f"<Folder>{placemark('SDF', 38)}</Folder>"
    held = f"{SPAN}{placemark('ISIS', 36)}{placemark('SDF', 40, OWN)}{inner}"
    path.write_text(f"<kml><Folder>{held}</Folder></kml>", encoding="utf-8")
    days = sm.read_zones(path)["valid_from"].dt.strftime("%m-%d").tolist()
    assert sorted(days) == ["05-01", "05-01", "07-01"]


def test_a_link_within_the_archive_is_followed_and_one_outside_is_named(tmp_path: Path):
    path = tmp_path / "z.kmz"
    links = "".join(
        f"<NetworkLink><Link><href>{href}</href></Link></NetworkLink>"
        for href in ("layers/a.kml", "https://example.org/b.kml", "../c.kml")
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("doc.kml", f"<kml><Document>{links}</Document></kml>")
        back = "<NetworkLink><Link><href>../doc.kml</href></Link></NetworkLink>"
        archive.writestr(
            "layers/a.kml", f"<kml><Document>{placemark('ISIS', 36)}{back}</Document></kml>"
        )
    zones = sm.read_zones(path)
    assert zones["side"].tolist() == ["ISIS"]
    [note] = facts(zones)["notes"]
    assert "https://example.org/b.kml" in note["detail"]
    assert "../c.kml" in note["detail"]


def test_a_kml_in_another_encoding_is_asked_about_and_read(tmp_path: Path):
    path = tmp_path / "z.kml"
    path.write_bytes(f"<kml>{placemark('داعش', 36)}</kml>".encode("cp1256"))
    with pytest.raises(sm.ZoneError, match="encoding=") as caught:
        sm.read_zones(path)
    assert caught.value.code == "ENCODING"
    assert sm.read_zones(path, encoding="cp1256")["side"].tolist() == ["ISIS"]


def test_zones_go_by_the_names_that_sides_gave_to_their_codes(tmp_path: Path):
    path = tmp_path / "z.kml"
    style = "<styleUrl>#poly-1</styleUrl>"
    path.write_text(f"<kml>{placemark('', 36, style)}</kml>", encoding="utf-8")
    zones = sm.read_zones(path, side="style", sides={"poly-1": "Russia"})
    assert zones[["zone", "side"]].values.tolist() == [["Russia", "Russia"]]


def test_zones_with_exchanged_axes_are_asked_about_where_the_area_says_so():
    area = (35.5, 32.0, 42.5, 37.5)
    turned = layer(shapely.box(34.5, 35.6, 36.0, 38.0), owner=["ISIS"])
    with pytest.raises(sm.ZoneError, match="swap=True") as caught:
        sm.read_zones(turned, area=area)
    assert caught.value.code == "OUTSIDE_AREA_ALL"
    zones = sm.read_zones(turned, area=area, swap=True)
    assert zones.total_bounds.tolist() == [35.6, 34.5, 38.0, 36.0]
    assert "AXES_SWAPPED" in codes(zones)
    assert len(sm.read_zones(turned, area=area, swap=False)) == 1


@pytest.mark.parametrize("given", [3, pd.DataFrame({"side": ["ISIS"]}), None])
def test_what_is_no_layer_is_refused_in_our_words(given: Any):
    with pytest.raises(sm.ZoneError):
        sm.read_zones(given)


def test_a_zone_named_in_several_languages_goes_by_the_english_one():
    told = "Звільнено 25.03 /// Liberated 25.03 /// key"
    zones = sm.read_zones(layer(name=[told, "Occupied"]))
    assert zones["zone"].tolist() == zones["side"].tolist() == ["Liberated", "Occupied"]


@pytest.mark.skipif(not DEEPSTATE.is_file(), reason="the export is not there")
def test_the_full_export_of_deepstate_is_read_in_one_call():
    zones = sm.read_zones(DEEPSTATE)
    lines = sm.ledger(zones)
    assert len(zones) + (lines["action"] == "set aside").sum() == 502
    assert (lines["code"] == "NOT_POLYGON").sum() == 389
    assert zones["as_of"].dt.strftime("%Y-%m-%d").unique().tolist() == ["2025-06-23"]
    assert {"Liberated", "Occupied", "Unknown status", "Occupied Crimea"} <= set(zones["side"])
    assert not (zones["side"] + zones["zone"]).str.contains("geoJSON").any()


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"as_of": "soon"}, "DATE_INVALID"),
        ({"as_of": 5}, "DATE_INVALID"),
        ({"area": 5}, "AREA"),
        ({"area": (37, 35, 36, 36)}, "AREA"),
        ({"crs": "nope"}, "CRS_UNKNOWN"),
        ({"sides": ["ISIS"]}, "OWNER_UNKNOWN"),
    ],
)
def test_what_is_asked_for_in_vain_is_refused_in_our_words(options: dict, code: str):
    with pytest.raises(sm.ZoneError) as caught:
        sm.read_zones(layer(owner=["ISIS", "SDF"]), **options)
    assert caught.value.code == code


def test_a_year_that_nothing_is_taken_from_is_named():
    with pytest.warns(sm.ReportWarning, match="hold always"):
        zones = sm.read_zones(layer(owner=["ISIS", "SDF"], year=[2016, 2017]))
    assert "'year'" in codes(zones)["DATE_UNREAD"]


def test_days_under_a_name_of_ones_own_are_read_where_it_is_said():
    given = layer(owner=["ISIS", "SDF"], seit=["2017-01-01", "2017-05-01"])
    with pytest.warns(sm.ReportWarning, match=r"columns=\{'valid_from': 'seit'\}"):
        sm.read_zones(given)
    zones = sm.read_zones(given, columns={"valid_from": "seit"})
    assert sm.zones_on(zones, "2017-06-01")["side"].tolist() == ["SDF"]
    with pytest.raises(sm.ZoneError, match="seit") as refused:
        sm.read_zones(given, columns={"valid_from": "since"})
    assert refused.value.code == "COLUMNS_MISSING"


def test_a_file_of_several_days_keeps_the_hash_of_its_bytes(tmp_path):
    given = layer(owner=["ISIS", "SDF"], as_of=["2017-01-01", "2017-05-01"])
    given.to_file(tmp_path / "zones.geojson")
    zones = sm.read_zones(tmp_path / "zones.geojson")
    assert len(facts(zones)["sha256"]) == 64
