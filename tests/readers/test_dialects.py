"""Dialects: published layouts by their header, brought to the harmonised scales."""

from __future__ import annotations

import copy
import dataclasses
import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, box

import strikemap as sm
from strikemap.ledger import facts
from strikemap.readers.actors import split_actors
from strikemap.readers.casualties import read_toll
from strikemap.readers.dialects import known_dialects
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


@pytest.mark.parametrize(
    "row",
    [
        {"event_id_cnty": "MMR1", "event_date": "3 May 2017", "time_precision": 2},
        {"event_date": "3 May 2017", "time_precision": 2, "geo_precision": 1},
        {"date_start": "2017-05-01", "date_end": "2017-05-07", "date_prec": 3, "where_prec": 2},
        {"date_start": "2017-05-01", "date_prec": 3, "type_of_violence": 3},
    ],
)
def test_a_publishers_table_is_known_by_a_few_of_its_columns_and_a_week_is_no_day(
    row: dict[str, object],
) -> None:
    table = pd.DataFrame([{**row, "latitude": 22.9, "longitude": 97.7}])
    reports = sm.read_reports(table)
    assert facts(reports)["dialect"] in ("acled", "ucdp")
    assert reports["date_precision"].tolist() == ["week"]


def test_every_dialect_is_known_by_its_own_signature_and_can_be_named() -> None:
    for dialect in known_dialects():
        for names in (*dialect.signature, *dialect.exact):
            first = next(known for known in known_dialects() if known.matches(list(names)))
            assert first.name == dialect.name
    with pytest.raises(sm.ReportError, match="mean 'ucdp'") as caught:
        sm.read_reports(one(**UCDP), source="ucpd")
    assert caught.value.code == "SOURCE_UNKNOWN"


def test_every_file_of_the_folder_is_a_dialect_and_the_list_shows_it() -> None:
    files = list((Path(sm.__file__).parent / "readers").glob("*.json"))
    assert len(files) == len(sm.dialects()) >= 10
    assert "acled " in repr(sm.dialects())
    assert sm.dialects()._repr_html_().count("<table>") == len(files)


MINE: dict[str, Any] = {
    "name": "my-monitor",
    "title": "My Monitor",
    "signature": [["ref", "day", "y_wgs84", "x_wgs84"]],
    "columns": {
        "id": ["ref"],
        "date": ["day"],
        "lat": ["y_wgs84"],
        "lon": ["x_wgs84"],
        "location_precision": ["accuracy"],
    },
    "scales": {"location_precision": {"pin": "exact", "district only": "district"}},
    "constants": {"unit": "incident"},
}
ROW = {"Ref": "a", "Day": "2017-05-04", "Y WGS84": 35.4, "X WGS84": 36.6, "Accuracy": "Pin"}


def test_ones_own_dialect_is_read_as_mapping_file_and_object(tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    file.write_text(json.dumps(MINE), encoding="utf-8")
    for asked in (MINE, file, str(file), sm.Dialect.read(MINE)):
        reports = sm.read_reports(one(**ROW), source=asked)
        assert facts(reports)["dialect"] == "my-monitor"
        row = reports.iloc[0]
        assert (row.location_precision, row.unit) == ("exact", "incident")


def spoiled(path: str, value: Any) -> dict[str, Any]:
    """Return the dialect with one key set (``...``: left out), whose name has a slash for depth."""
    wrong = copy.deepcopy(MINE)
    *folders, last = path.split("/")
    inside = wrong
    for name in folders:
        inside = inside.setdefault(name, {})
    inside[last] = value
    if value is ...:
        del inside[last]
    return wrong


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("scale", {}, "scale is not known here. Did you mean 'scales'"),
        ("scales/location_precison", {}, "is not known here. Did you mean 'location_precision'"),
        ("scales/location_precision/pin", "exakt", "pin is 'exakt', .*mean 'exact'"),
        ("scales/location_precision/Pin_Point", "exact", "in lower case, as 'pin point'"),
        ("constants/unit", "reports", "constants.unit is 'reports', .*mean 'report'"),
        ("constants/units", "report", "constants.units is not known.*mean 'unit'"),
        ("constants/unit", 3, "constants.unit takes a text, not a number"),
        ("columns/lat", "y_wgs84", r"columns.lat takes a list, not a text: write \['y_wgs84'\]"),
        ("columns/latitude", ["y"], "columns.latitude is not known here. Did you mean 'lat'"),
        ("columns/lat", ["Y WGS84"], "columns.lat has 'Y WGS84'.*'y_wgs84'"),
        ("columns/lat", ..., "columns have 'lon' but no 'lat'"),
        ("columns/lat", [], "columns.lat is empty"),
        ("columns/date", ..., "columns say nowhere when"),
        ("columns", {"date": ["day"]}, "say nowhere where"),
        ("columns", ..., "has no 'columns'"),
        ("signature", ..., "has no 'signature'"),
        ("signature", [["Ref", "day"]], "signature.0 has 'Ref'.*'ref'"),
        ("signature", ["ref", "day"], "takes a list of lists"),
        ("signature", "ref", "takes a list of lists"),
        ("signature", [[]], "has an empty list, which every table would match"),
        ("first_cells", ["x"], "first_cells takes an object, not a list"),
        ("first_cells", {"0": "x"}, "first_cells.0 is no position"),
        ("name", "My Monitor", "Names are in lower case with dashes"),
        ("name", ..., "has no 'name'"),
        ("dayfirst", "yes", "dayfirst is true or false"),
        ("redistribute", 0, "redistribute is true or false"),
        ("radius_km", {"pin": "2 km"}, "radius_km.pin takes a number above 0"),
        ("radius_km", {"pin": -1}, "takes a number above 0"),
        ("widen", {"2": "weekly"}, "widen.2 is 'weekly', .*mean 'week'"),
        ("encoding", "cp1257b", "is no encoding"),
        ("actors", {"column": ["by"]}, "actors.column is not known.*mean 'columns'"),
        ("actors", {"only": {"type": "3"}}, "actors.only.type takes a list"),
        ("keep", {"Code": ["195"]}, "keep.Code has 'Code'.*'code'"),
        ("keep", {"kind": ["Air"]}, "cells are compared in lower case"),
        ("pairs", {"details": ""}, "pairs.details is empty"),
    ],
)
def test_a_spoiled_dialect_is_refused_by_file_key_and_nearest_word(
    path: str, value: Any, said: str, tmp_path: Path
) -> None:
    file = tmp_path / "mine.json"
    file.write_text(json.dumps(spoiled(path, value)), encoding="utf-8")
    with pytest.raises(sm.ReportError, match=f"^mine.json.*{said}") as caught:
        sm.read_reports(one(**ROW), source=file)
    assert caught.value.code == "DIALECT"
    assert caught.value.where.startswith("mine.json: ")


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)


@settings(deadline=None)
@given(st.sampled_from([field.name for field in dataclasses.fields(sm.Dialect)]), anything)
def test_no_value_of_a_key_ends_in_an_error_that_is_not_ours(key: str, value: Any) -> None:
    try:
        dialect = sm.Dialect.read({**MINE, key: value})
    except sm.ReportError:
        return
    assert dialect.name


def test_rows_that_a_dialect_does_not_keep_are_set_aside_with_a_code() -> None:
    table = pd.DataFrame({**ROW, "Ref": list("abc"), "Kind": ["Air", "Ground", None]})
    reports = sm.read_reports(table, source={**MINE, "keep": {"kind": ["air", "drone"]}})
    assert reports["id"].tolist() == ["a"]
    lines = sm.ledger(reports)
    assert lines["code"].tolist() == ["NOT_KEPT", "NOT_KEPT"]
    assert lines["detail"].tolist()[0] == "Kind is 'ground'; My Monitor keeps air, drone"
    with pytest.raises(sm.ReportError, match="no column 'kind'") as caught:
        sm.read_reports(one(**ROW), source={**MINE, "keep": {"kind": ["air"]}})
    assert caught.value.code == "COLUMNS_MISSING"


def test_actors_get_the_names_that_a_dialect_gives_them_and_a_note() -> None:
    rule = {"columns": ["by"], "aliases": {"RuAF": "Russia", "Russian Air Force": "Russia"}}
    stated = ["ruaf", "Syria; RuAF", "RuAF or Syria", "RuAF; Russian Air Force", "Turkey"]
    table = pd.DataFrame({**ROW, "Ref": list("abcde"), "By": stated})
    reports = sm.read_reports(table, source={**MINE, "actors": rule})
    assert reports["attackers_stated"].tolist() == [
        ("Russia",), ("Russia", "Syria"), (), ("Russia",), ("Turkey",)
    ]  # fmt: skip
    assert reports["attackers_alternative"].tolist()[2] == ("Russia", "Syria")
    assert reports["attacker"].tolist()[1:3] == ["Russia; Syria", "Russia or Syria"]
    assert reports["By"].tolist() == stated
    renamed = [note for note in facts(reports)["notes"] if note["code"] == "ACTOR_RENAMED"]
    assert len(renamed) == 3


def test_pairs_in_a_cell_are_read_as_columns_and_never_guessed() -> None:
    mine = {
        "name": "telegram",
        "signature": [["ref", "details"]],
        "columns": {
            "id": ["ref"], "date": ["details_day"], "lat": ["details_lat"], "lon": ["details_lon"],
            "killed": ["details_killed"],
        },
        "pairs": {"details": ";"},
    }  # fmt: skip
    cells = ["Day=2017-05-04; lat = 35.4; lon=36.6; killed=3-5; secret=x",
             "day=2017-05-05; lat=35.4; lat=35.5; lon=36.6"]  # fmt: skip
    table = pd.DataFrame({"Ref": ["a", "b"], "Details": cells})
    reports = sm.read_reports(table, source=mine)
    row = reports.iloc[0]
    assert (row.id, row.killed_min, row.killed_max) == ("a", 3, 5)
    assert reports["Details"].tolist() == cells[:1]
    assert "Details.secret" not in reports
    assert facts(reports)["set_aside"] == {"COORD_MISSING": 1}
    assert "PAIR_TWICE" in {note["code"] for note in facts(reports)["notes"]}


GDELT = {
    "GLOBALEVENTID": 655, "SQLDATE": 20170504, "Actor1Name": "RUSSIA", "EventCode": 195,
    "ActionGeo_Type": 4, "ActionGeo_FullName": "Idlib, Syria", "ActionGeo_Lat": 35.93,
    "ActionGeo_Long": 36.63, "SOURCEURL": "https://example.org/a",
}  # fmt: skip


def test_gdelt_keeps_aerial_weapons_and_calls_its_rows_reports() -> None:
    other = {**GDELT, "GLOBALEVENTID": 656, "EventCode": "043"}
    reports = sm.read_reports(pd.DataFrame([GDELT, other]))
    row = reports.iloc[0]
    assert facts(reports)["dialect"] == "gdelt"
    assert (row.id, row.unit, row.location_precision) == ("655", "report", "town")
    assert f"{row.date_start:%Y-%m-%d}" == "2017-05-04"
    assert facts(reports)["set_aside"] == {"NOT_KEPT": 1}


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


def test_a_place_of_the_same_name_in_another_country_is_not_meant() -> None:
    places = pd.DataFrame({"name": ["Sinjar", "Nawa"], "lat": [35.59, 32.89], "lon": [36.9, 36.04]})
    reports = sm.read_reports(
        pd.DataFrame(
            {
                "id": ["a", "b", "c"],
                "date": "2016-05-04",
                "place": ["Sinjar", "Sinjar", "Nawa"],
                "country": ["Iraq", "Syria", "Nowhere in particular"],
            }
        )
    )
    located = sm.locate(reports, places)
    assert located["id"].tolist() == ["b", "c"]
    aside = sm.ledger(located).query("code == 'PLACE_UNKNOWN'")
    assert "none in the row's country" in aside["detail"].item()
