"""Published files as they are: rows read, kept and set aside, as measured."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import strikemap as sm
from strikemap.ledger import entries_of, facts

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is missing")

LOCAL = {"tz": "Asia/Damascus"}
#: file, what the policy asks for, dialect, rows read, rows set aside by code
FILES: list[tuple[str, dict[str, Any], str, int, dict[str, int]]] = [
    ("ucdp-syria-2016-2019/ged_syria_2016_201911.csv", {}, "ucdp", 16_566, {}),
    ("iraq-airstrikes-2006-07/airstrikes.csv", {}, "iraq-airstrikes", 3_938, {}),
    ("iraq-airstrikes-2006-07/airstrikes_2006.csv", {}, "iraq-airstrikes", 2_101, {}),
    ("syria-story-2016/russian_attacks.csv", LOCAL, "syrian-archive", 1_567, {"COORD_MISSING": 5}),
    (
        "syria-story-2016/chemical_weapons.csv",
        LOCAL,
        "syrian-archive",
        399,
        {"COORD_MISSING": 108},
    ),
    ("syria-story-2016/cluster_munitions.csv", LOCAL, "syrian-archive", 92, {"COORD_MISSING": 19}),
    ("syrian-archive-2017/violations.csv", {}, "syrian-archive", 4_135, {"COORD_MISSING": 2_141}),
    (
        "syrian-archive-2017/syrian_archive_raw.csv",
        {},
        "syrian-archive",
        3_842,
        {"COORD_MISSING": 1_877},
    ),
    (
        "syrian-archive-2017/mirja_syrianarchive_noheader.csv",
        {},
        "syrian-archive-list",
        3_837,
        {"COORD_MISSING": 1_878},
    ),
    (
        "syrian-archive-2017/crito_chemweap_2015.csv",
        {},
        "syrian-archive",
        138,
        {"COORD_MISSING": 2},
    ),
    (
        "syrian-archive-incidents/incidents.json",
        {},
        "syrian-archive-incidents",
        207,
        {"COORD_MISSING": 148, "DATE_MISSING": 1},
    ),
    ("uscentcom-strikes/all.csv", {}, "centcom", 5_605, {}),
    ("uscentcom-strikes/all-edited-refined.csv", {}, "centcom", 5_531, {}),
    (
        "yemen-data-project/airstrike_log_lat_new-2.xlsx",
        {"sheet": "airstrike"},
        "yemen-data-project",
        16_736,
        {"COORD_MISSING": 18},
    ),
    ("yemen-data-project-published/yemen_raw.csv", {}, "yemen-data-project", 22_485, {}),
    ("ukraine-isw-uav/isw_uav_30d.geojson", {}, "table", 773, {}),
    (
        "london-bombing-sites/v1_v2_sites.kml",
        {"date": "1944-06/1945-03"},
        "table",
        1_006,
        {},
    ),
    ("yemen-data-project/Airstrike_full.xlsx", {}, "yemen-data-project", 16_749, {}),
]


def read(name: str, **options: Any) -> Any:
    if not (DATA / name).is_file():
        pytest.skip(f"../shared/data/{name} is missing")
    return sm.read_reports(DATA / name, **options)


@pytest.mark.parametrize(
    ("name", "options", "dialect", "n_read", "aside"), FILES, ids=[row[0] for row in FILES]
)
def test_every_row_of_a_published_file_is_accounted_for(
    name: str, options: dict[str, Any], dialect: str, n_read: int, aside: dict[str, int]
) -> None:
    reports = read(name, **options)
    known = facts(reports)
    assert known["dialect"] == dialect
    assert known["read"] == n_read
    assert known["set_aside"] == aside
    assert len(reports) == n_read - sum(aside.values())
    assert reports["id"].is_unique
    assert reports["date_start"].notna().all()
    assert (reports["date_start"] <= reports["date_end"]).all()


def test_what_the_policy_asks_for_is_asked_for() -> None:
    for name, code in (
        ("syria-story-2016/russian_attacks.csv", "TZ_MISSING"),
        ("yemen-data-project/airstrike_log_lat_new-2.xlsx", "SHEET_AMBIGUOUS"),
        ("syria-story-2016/attacks.csv", "COLUMNS_MISSING"),
    ):
        with pytest.raises(sm.ReportError) as caught:
            read(name)
        assert caught.value.code == code


def test_ucdp_precision_is_the_published_one() -> None:
    reports = read("ucdp-syria-2016-2019/ged_syria_2016_201911.csv")
    assert reports["location_precision"].value_counts().to_dict() == {
        "exact": 9_010,
        "area": 5_786,
        "governorate": 562 + 620,
        "district": 334,
        "country": 254,
        "neighbourhood": 0,
        "town": 0,
    }
    assert reports["date_precision"].value_counts().to_dict() == {
        "day": 15_480,
        "range": 828,
        "month": 186,
        "year": 51,
        "week": 21,
    }
    assert {"source_headline", "side_a", "adm_1", "where_prec"} <= set(reports.columns)


def test_yemen_raids_lie_on_261_points_with_days_first() -> None:
    reports = read("yemen-data-project/airstrike_log_lat_new-2.xlsx", sheet="airstrike")
    points = {(point.x, point.y) for point in reports.geometry}
    assert len(points) == 261
    assert f"{reports['date_start'].min():%Y-%m-%d}" == "2015-03-26"
    assert f"{reports['date_end'].max():%Y-%m-%d}" == "2018-03-25"
    assert set(reports["location_precision"]) == {"district"}


def test_syrian_archive_coordinates_in_degrees_and_minutes_are_all_read() -> None:
    reports = read("syrian-archive-2017/syrian_archive_raw.csv")
    changed = [entry for entry in entries_of(reports) if entry["code"] == "COORD_FORM"]
    assert len(changed) == 158
    assert not [e for e in entries_of(reports) if e["code"] == "COORD_NOT_NUMERIC"]
    assert reports.geometry.x.between(35, 43).all()
    assert reports.geometry.y.between(32, 38).all()


def test_places_without_coordinates_are_found_in_the_gazetteer() -> None:
    reports = read("uscentcom-strikes/all-edited-refined.csv")
    assert reports.geometry.isna().all()
    assert facts(reports)["notes"][-1]["code"] == "NO_COORDINATES" or any(
        note["code"] == "NO_COORDINATES" for note in facts(reports)["notes"]
    )
    syria = reports[reports["country"] == "Syria"]
    located = sm.locate(syria, sm.load_dataset("syria_places"))
    assert located.geometry.notna().all()
    assert len(located) / len(syria) > 0.8
    lines = sm.ledger(located)
    aside = lines[lines["action"] == "set aside"]
    assert len(located) + len(aside) == len(syria)
    assert set(aside["code"]) <= {"PLACE_UNKNOWN", "PLACE_AMBIGUOUS"}


KML = {
    "bad": "COORD_NOT_NUMERIC",
    "ground_overlay": "NO_ROWS",
    "ground_overlay_quad": "NO_ROWS",
    "networklink": "NO_ROWS",
    "nogeomplacemark": "NO_ROWS",
    "null_geometry": "NO_ROWS",
    "selfclosing": "NO_ROWS",
}


def test_every_kml_dialect_is_read_or_says_why_not() -> None:
    from strikemap.formats import read_features

    folder = DATA / "kml-dialects"
    if not folder.is_dir():
        pytest.skip("../shared/data/kml-dialects is missing")
    found = {}
    for path in sorted(folder.glob("*.kml")):
        try:
            frame, known = read_features(path)
        except sm.ZoneError as error:
            found[path.stem] = error.code
        else:
            aside = [e for e in known["entries"] if e["action"] == "set aside"]
            assert known["read"] == len(frame) + len(aside)
    assert found == KML


def test_shapefiles_are_read_with_their_arabic_names() -> None:
    from strikemap.formats import read_features

    folder = DATA / "ocha-syria-admin"
    if not folder.is_dir():
        pytest.skip("../shared/data/ocha-syria-admin is missing")
    frame, _ = read_features(folder / "syr_admin1.shp")
    assert len(frame) == 14
    assert "حلب" in set(frame["adm1_name1"])
    with pytest.raises(sm.ZoneError) as caught:
        read_features(folder / "syr_populatedplaces.shp")
    assert caught.value.code == "SIDECAR_MISSING"
