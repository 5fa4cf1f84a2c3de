"""Dialects: published layouts by their header, brought to the harmonised scales."""

from __future__ import annotations

import json
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point, box

import strikemap as sm
from strikemap.ledger import facts
from strikemap.readers.actors import split_actors
from strikemap.readers.casualties import read_toll
from strikemap.readers.dialect import dialects, parse_dialect
from strikemap.readers.spelling import name_key


def one(**cells: Any) -> pd.DataFrame:
    return pd.DataFrame({name: [cell] for name, cell in cells.items()})


UCDP = {
    "id": 242542,
    "type_of_violence": 1,
    "where_prec": 2,
    "date_prec": 2,
    "event_clarity": 1,
    "date_start": "2017-05-03 00:00:00.000",
    "date_end": "2017-05-05 00:00:00.000",
    "latitude": 35.4,
    "longitude": 36.6,
    "geom_wkt": "POINT (36.6 35.4)",
    "side_a": "Government of Syria",
    "low": 2,
    "best": 3,
    "high": 4,
    "adm_1": "Idlib",
}


def test_ucdp_events_keep_their_span_and_name_no_attacker_in_a_battle() -> None:
    row = sm.read_reports(one(**UCDP)).iloc[0]
    assert (f"{row.date_start:%m-%d}", f"{row.date_end:%m-%d}") == ("05-03", "05-05")
    assert (row.date_precision, row.location_precision, row.radius_km) == ("range", "area", 25.0)
    assert (row.killed_min, row.killed_max, row.best) == (2, 4, 3)
    assert row.attackers_stated == ()
    assert row.attribution == "unattributed"
    assert row.side_a == "Government of Syria"
    one_sided = sm.read_reports(one(**{**UCDP, "type_of_violence": 3})).iloc[0]
    assert one_sided.attackers_stated == ("Government of Syria",)


def test_ucdp_old_and_candidate_names_are_known() -> None:
    old = {**UCDP, "conflict_new_id": 299, "dyad_new_id": 11973, "side_a_new_id": 118}
    candidate = {**UCDP, "relid": "SYR-2017-1", "code_status": "Clear", "conflict_dset_id": 299}
    for cells in (old, candidate):
        reports = sm.read_reports(one(**cells))
        assert facts(reports)["dialect"] == "ucdp"
        assert reports["id"].tolist() == ["242542"]


def test_ucdp_points_that_contradict_their_text_are_set_aside() -> None:
    with pytest.raises(sm.ReportError, match="1 COORD_CONFLICT"):
        sm.read_reports(one(**{**UCDP, "geom_wkt": "POINT (39 35.4)"}))


ACLED = {
    "event_id_cnty": "SYR1",
    "event_date": "04 May 2017",
    "time_precision": 1,
    "event_type": "Explosions/Remote violence",
    "sub_event_type": "Air/drone strike",
    "actor1": "Military Forces of Russia (2000-)",
    "assoc_actor_1": "Military Forces of Syria (2000-)",
    "geo_precision": 2,
    "latitude": 35.4,
    "longitude": 36.6,
    "location": "Idlib",
    "fatalities": 3,
    "source": "SOHR; Enab Baladi",
    "source_scale": "National",
}


def test_acled_rows_in_new_and_old_columns_are_the_same_report() -> None:
    old = {name.upper(): cell for name, cell in ACLED.items() if name != "assoc_actor_1"}
    old |= {"DATA_ID": 5, "ALLY_ACTOR_1": ACLED["assoc_actor_1"]}
    for cells in (ACLED, old):
        reports = sm.read_reports(one(**cells))
        row = reports.iloc[0]
        assert facts(reports)["dialect"] == "acled"
        assert row.id == "SYR1"
        assert row.location_precision == "area"
        assert len(row.attackers_stated) == 2
        assert (row.killed_min, row.killed_max) == (3, 3)
        assert facts(reports)["redistribute"] is False


def test_acled_time_precision_widens_the_day() -> None:
    for precision, start, end, name in (
        (1, "05-04", "05-04", "day"),
        (2, "05-01", "05-07", "week"),
        (3, "05-01", "05-31", "month"),
    ):
        row = sm.read_reports(one(**{**ACLED, "time_precision": precision})).iloc[0]
        assert (f"{row.date_start:%m-%d}", f"{row.date_end:%m-%d}") == (start, end)
        assert row.date_precision == name


def test_acled_actor1_of_a_battle_is_not_taken_for_the_attacker() -> None:
    row = sm.read_reports(one(**{**ACLED, "event_type": "Battles"})).iloc[0]
    assert row.attackers_stated == ()
    assert row.attribution == "unattributed"


AIRWARS = {
    "unique_reference_code": "RS1",
    "incident_date": "2017-05-04",
    "incident_date_end": "",
    "latitude": 35.412345,
    "longitude": 36.6,
    "location_name_en": "Khan Shaykhun",
    "geolocation_accuracy": "village",
    "belligerent": "U.S.-led Coalition, Russian Military",
    "strike_status": "Likely strike",
    "civilian_harm_status": "Fair",
    "civ_killed_min": 2,
    "civ_killed_max": 5,
}


def test_airwars_keeps_harm_and_strike_apart_and_actors_in_any_order() -> None:
    row = sm.read_reports(one(**AIRWARS)).iloc[0]
    assert row.attribution == "alleged"
    assert row.civilian_harm_status == "Fair"
    assert row.attackers_stated == ("Russian Military", "U.S.-led Coalition")
    turned = {**AIRWARS, "belligerent": "Russian Military, U.S.-led Coalition"}
    assert sm.read_reports(one(**turned)).iloc[0].attackers_stated == row.attackers_stated
    assert (row.killed_min, row.killed_max) == (2, 5)
    assert row.location_precision == "town"
    assert row.precision_flag == "false precision"


def test_airwars_contested_strikes_name_alternatives_and_1970_is_no_date() -> None:
    row = sm.read_reports(one(**{**AIRWARS, "strike_status": "Contested strike"})).iloc[0]
    assert row.attackers_stated == ()
    assert set(row.attackers_alternative) == {"Russian Military", "U.S.-led Coalition"}
    assert row.attribution == "contested"
    with pytest.raises(sm.ReportError, match="1 DATE_OUT_OF_RANGE"):
        sm.read_reports(one(**{**AIRWARS, "incident_date": "1970-01-01"}))
    declared = sm.read_reports(one(**{**AIRWARS, "strike_status": "Declared strike"})).iloc[0]
    assert declared.attribution == "confirmed by attacker"


def test_every_dialect_is_known_by_its_own_signature_and_can_be_named() -> None:
    for dialect in dialects():
        for names in (*dialect.signature, *dialect.exact):
            first = next(known for known in dialects() if known.matches(list(names)))
            assert first.name == dialect.name
    with pytest.raises(sm.ReportError, match="ucdp") as caught:
        sm.read_reports(one(**UCDP), source="icp")
    assert caught.value.code == "SOURCE_UNKNOWN"


def test_a_dialect_that_uses_unknown_names_is_refused() -> None:
    wrong = {"name": "x", "title": "x", "columns": {"latitude": ["lat"]}}
    with pytest.raises(sm.ReportError, match="latitude") as caught:
        parse_dialect(json.dumps(wrong))
    assert caught.value.code == "DIALECT"


@pytest.mark.parametrize(
    ("text", "stated", "either"),
    [
        ("Russia", ("Russia",), ()),
        ("Russia; Syrian government", ("Russia", "Syrian government"), ()),
        ("Syrian government + Russia", ("Russia", "Syrian government"), ()),
        ("Syrian government or Russia", (), ("Syrian government", "Russia")),
        ("Syria and/or Russia", (), ("Syria", "Russia")),
        ("روسيا أو النظام", (), ("روسيا", "النظام")),
        ("Unidentified", (), ()),
        ("Hay'at Tahrir al-Sham and allies", ("Hay'at Tahrir al-Sham and allies",), ()),
    ],
)
def test_joint_actors_stand_apart_from_alternatives(
    text: str, stated: tuple[str, ...], either: tuple[str, ...]
) -> None:
    assert split_actors(text) == (stated, either)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5", (5, 5)),
        ("5-7", (5, 7)),
        ("٥–٧", (5, 7)),
        ("7 to 5", (5, 7)),
        ("at least 3", (3, None)),
        ("3+", (3, None)),
        ("more than 10 civilians", (11, None)),
        ("up to 7 killed", (None, 7)),
        ("fewer than 5", (None, 4)),
        ("three", (3, 3)),
        ("none", (0, 0)),
        ("1,200", (1200, 1200)),
        ("dozens", (None, None)),
        ("", (None, None)),
    ],
)
def test_casualty_cells_say_the_least_and_the_most(text: str, expected: tuple[Any, Any]) -> None:
    assert read_toll(text) == expected


def gazetteer() -> gpd.GeoDataFrame:
    rows = [
        ("Raqqa", "Raqqa", 39.01, 35.95),
        ("Idlib", "Idlib", 36.63, 35.93),
        ("Nawa", "Daraa", 36.04, 32.89),
        ("Nawa", "Hama", 37.20, 35.20),
        ("إدلب", "Idlib", 36.63, 35.93),
    ]
    frame = pd.DataFrame(rows, columns=["place", "admin1", "lon", "lat"])
    return gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(frame.lon, frame.lat), crs=4326)


def test_places_are_found_by_name_spelling_and_governorate_or_set_aside() -> None:
    names = ["Ar-Raqqah", "IDLIB : Idlib", "Near Idlab", "Nawa", "DARAA : Nawa", "Atlantis", None]
    reports = sm.read_reports(
        pd.DataFrame({"id": list("abcdefg"), "date": "2017-05-04", "place": names})
    )
    assert reports.geometry.isna().all()
    located = sm.locate(reports, gazetteer(), least=0.75)
    assert located["id"].tolist() == ["a", "b", "c", "e"]
    assert located["located_as"].tolist() == ["Raqqa", "Idlib", "Idlib", "Nawa"]
    assert located["location_score"].iloc[0] == 1.0
    assert located["location_score"].iloc[2] < 1.0
    assert located.geometry.iloc[3].x == pytest.approx(36.04)
    lines = sm.ledger(located)
    aside = lines[lines["action"] == "set aside"]
    assert dict(zip(aside["id"], aside["code"], strict=True)) == {
        "d": "PLACE_AMBIGUOUS",
        "f": "PLACE_UNKNOWN",
        "g": "PLACE_UNKNOWN",
    }
    assert facts(located)["read"] == len(located) + len(aside)
    assert reports.geometry.isna().all()


def test_rows_without_coordinates_can_be_kept_for_the_gazetteer() -> None:
    table = pd.DataFrame(
        {
            "id": ["a", "b"],
            "date": "2017-05-04",
            "lat": ["35.1", ""],
            "lon": ["36.1", ""],
            "place": ["x", "Idlib"],
        }
    )
    assert len(sm.read_reports(table)) == 1
    kept = sm.read_reports(table, keep_unlocated=True)
    located = sm.locate(kept, gazetteer())
    assert located["id"].tolist() == ["a", "b"]
    assert np.isnan(located["location_score"].iloc[0])
    with pytest.raises(sm.ReportError) as caught:
        sm.locate(kept, pd.DataFrame({"name": ["x"]}))
    assert caught.value.code == "COLUMNS_MISSING"


def test_spellings_of_one_name_share_a_key_and_those_of_two_do_not() -> None:
    for first, second in (
        ("Ar-Raqqah", "Raqqa"),
        ("Khan Shaykhun", "Khān Shaykhūn"),
        ("Dayr az-Zawr", "Dayr al Zawr"),
        ("أدلب", "ادلب"),
        ("الرقة", "رقه"),
    ):
        assert name_key(first) == name_key(second)
    assert name_key("Hama") != name_key("Homs")


def health_table() -> pd.DataFrame:
    rows = 40
    return pd.DataFrame(
        {
            "id": range(rows),
            "date": "2017-05-04",
            "lat": [35.93] * 20 + [35.9 + at / 100 for at in range(18)] + [50.0, 0.0],
            "lon": [36.63] * 20 + [36.6 + at / 100 for at in range(18)] + [10.0, 0.0],
            "admin1": ["Idlib"] * 39 + ["Idlib"],
            "place": "=HYPERLINK(1)\x1b[31m",
        }
    )


def test_a_health_report_counts_spans_and_points_without_terminal_tricks(tmp_path: Any) -> None:
    path = tmp_path / "a.csv"
    health_table().to_csv(path, index=False)
    areas = gpd.GeoDataFrame(
        {"name": ["Idlib", "Aleppo"]}, geometry=[box(36, 35, 36.7, 37), box(36.7, 35, 38, 37)],
        crs=4326,
    )  # fmt: skip
    report = sm.check(path, governorates=areas)
    text = str(report)
    assert "40 rows read = 39 kept + 1 set aside" in text
    assert "1 NULL_ISLAND" in text
    assert "from 2017-05-04 to 2017-05-04" in text
    assert "far from all others 1" in text
    assert "pile-up 21" in text
    assert "in another governorate than stated" in text
    assert "\x1b" not in text
    svg = report.map()._repr_svg_()
    assert svg.startswith("<svg")
    assert "HYPERLINK" not in svg


def test_a_health_report_says_what_stands_in_the_way(tmp_path: Any) -> None:
    report = sm.check(tmp_path / "none.csv")
    assert "cannot be read yet" in str(report)
    assert "NOT_FOUND" in str(report)
    assert report.map().svg.startswith("<svg")


def test_points_in_another_governorate_than_stated_are_found() -> None:
    from strikemap.readers.doubt import admin1_conflicts

    reports = gpd.GeoDataFrame(
        {"admin1": ["Idlib Governorate", "Halab", None, "Nowhere"]},
        geometry=[Point(36.9, 35.5), Point(36.9, 35.5), Point(36.9, 35.5), Point(36.9, 35.5)],
        crs=4326,
    )
    areas = gpd.GeoDataFrame(
        {"adm1_name": ["Idlib", "Halab"]}, geometry=[box(36, 35, 36.7, 37), box(36.7, 35, 38, 37)],
        crs=4326,
    )  # fmt: skip
    assert admin1_conflicts(reports, areas).tolist() == [0]
