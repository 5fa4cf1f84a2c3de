"""The embedded data sets: counts, types, sources and files."""

from __future__ import annotations

import hashlib
import json

import geopandas as gpd
import pandas as pd
import pytest

from strikemap import schema
from strikemap.datasets import datasets, load_dataset
from strikemap.errors import ReportError
from strikemap.ledger import facts, ledger
from strikemap.resources import resource

CASE = ["syria_2017_strikes", "syria_2017_reports", "syria_2016_strikes", "syria_2016_reports"]
NAMES = [
    *CASE,
    *("syria_events", "syria_places", "syria_2017_places_control", "syria_2017_control"),
    *("syria_2017_influence", "syria_2017_deescalation_zones", "syria_2017_lines"),
    *("world", "syria_basemap"),
]


@pytest.fixture(scope="module")
def strikes() -> gpd.GeoDataFrame:
    return load_dataset("syria_2017_strikes")


def named_as_russian(frame: pd.DataFrame) -> pd.Series:
    return frame["attackers_stated"].map(lambda named: "Russia" in named)


def either(frame: pd.DataFrame) -> pd.Series:
    return frame["attackers_alternative"].map(lambda named: "Russia" in named)


def within(frame: pd.DataFrame, first: str, last: str) -> pd.Series:
    return (frame["date_start"] >= first) & (frame["date_end"] <= last)


def test_every_promised_data_set_is_listed_and_loads_with_its_rows() -> None:
    listed = datasets().set_index("name")
    for name in NAMES:
        assert len(load_dataset(name)) == listed.loc[name, "rows"] > 0


def test_every_listed_data_set_states_source_and_licence() -> None:
    assert (datasets()[["source", "licence"]].map(len) >= 3).all(axis=None)


def test_the_sums_in_the_catalogue_are_those_of_the_files() -> None:
    catalogue = json.loads(resource("geodata", "catalogue.json").read_text(encoding="utf-8"))
    for entry in catalogue.values():
        data = resource("geodata", entry["file"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == entry["sha256"], entry["file"]


def test_sources_md_names_every_file_with_its_sum() -> None:
    catalogue = json.loads(resource("geodata", "catalogue.json").read_text(encoding="utf-8"))
    text = resource("geodata", "SOURCES.md").read_text(encoding="utf-8")
    for entry in catalogue.values():
        assert f"`{entry['file']}`" in text
        assert entry["sha256"] in text


def test_the_frame_carries_file_sum_source_and_weak_points(strikes: gpd.GeoDataFrame) -> None:
    kept = facts(strikes)
    assert kept["read"] == len(strikes) == 224
    assert kept["file"] == "syria_2017_strikes.csv"
    assert len(kept["sha256"]) == 64
    assert any("Russian" in caveat for caveat in kept["caveats"])
    assert len(kept["caveats_ar"]) == len(kept["caveats"])
    assert ledger(strikes).empty
    assert json.loads(json.dumps(strikes.attrs)) == strikes.attrs


def test_an_unknown_name_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(ReportError, match="syria_2017_strikes") as caught:
        load_dataset("syria_2018_strikes")
    assert caught.value.code == "DATASET_UNKNOWN"
    assert caught.value.where == "syria_2018_strikes"


def test_loading_twice_gives_frames_that_share_nothing() -> None:
    first = load_dataset("syria_events")
    first["name"] = "changed"
    first.attrs["strikemap"]["dataset"] = "changed"
    second = load_dataset("syria_events")
    assert (second["name"] != "changed").all()
    assert facts(second)["dataset"] == "syria_events"


def test_strikes_have_the_columns_and_types_of_the_contract(strikes: gpd.GeoDataFrame) -> None:
    wanted = {*schema.REPORT_COLUMNS, *schema.STRIKE_COLUMNS} - {"source_kind", "origin"}
    assert wanted <= set(strikes.columns)
    assert strikes.crs == schema.CRS
    assert (strikes["date_start"] <= strikes["date_end"]).all()
    assert strikes["location_precision"].cat.ordered
    assert list(strikes["confidence"].cat.categories) == ["low", "medium", "high"]
    assert strikes["claim"].dtype == bool
    assert str(strikes["killed_min"].dtype) == "Int64"
    assert strikes["unit"].unique().tolist() == ["strike"]
    assert set(strikes["attribution"]) <= set(schema.ATTRIBUTION)


@pytest.mark.parametrize("name", CASE)
def test_every_row_of_the_case_names_a_source_and_its_page(name: str) -> None:
    frame = load_dataset(name)
    assert frame["source"].notna().all()
    assert frame["source_url"].str.match(r"https?://").all()
    assert frame.geometry.is_valid.all()
    assert not frame.geometry.is_empty.any()


def test_nineteen_days_before_and_after_hold_forty_and_eighteen(strikes: gpd.GeoDataFrame) -> None:
    before = within(strikes, "2017-04-15", "2017-05-03")
    after = within(strikes, "2017-05-04", "2017-05-22")
    russian, alternative = named_as_russian(strikes), either(strikes)
    assert ((russian & before).sum(), (russian & after).sum()) == (40, 18)
    assert ((alternative & before).sum(), (alternative & after).sum()) == (14, 5)
    north_west = strikes["region"] == "north-west"
    assert ((russian & before & north_west).sum(), (russian & after & north_west).sum()) == (34, 0)


def test_nine_earlier_rows_lie_in_the_central_desert_six_of_them_on_isis(
    strikes: gpd.GeoDataFrame,
) -> None:
    early = strikes[named_as_russian(strikes) & within(strikes, "2017-04-01", "2017-05-03")]
    desert = early[early["region"] == "central desert"]
    assert len(desert) == 9
    assert (desert["target_side"] == "ISIS").sum() == 6


def test_the_class_russia_or_government_is_never_among_those_stated() -> None:
    for name in CASE:
        frame = load_dataset(name)
        both = frame["attacker"] == "Syrian government or Russia"
        assert both.any()
        assert (frame.loc[both, "attackers_stated"].map(len) == 0).all()
        assert set(frame.loc[both, "attackers_alternative"]) == {("Syrian government", "Russia")}


def test_an_unidentified_attacker_is_neither_stated_nor_an_alternative(
    strikes: gpd.GeoDataFrame,
) -> None:
    unknown = strikes[strikes["attacker"] == "Unidentified"]
    assert len(unknown) == 12
    assert (
        unknown["attackers_stated"].map(len) + unknown["attackers_alternative"].map(len)
    ).sum() == 0


def test_the_russian_claims_come_out_as_claims_and_the_coalition_logs_do_not(
    strikes: gpd.GeoDataFrame,
) -> None:
    claims = strikes[strikes["claim"]]
    days = claims["date_start"].dt.strftime("%m-%d").tolist()
    assert days == ["05-25", "05-28", "06-01", "06-06", "06-08"]
    assert set(claims["attacker"]) == {"Russia"}
    assert set(claims["attribution"]) == {"claimed by attacker"}
    logs = strikes[strikes["attacker_word_only"] & ~strikes["claim"]]
    assert len(logs) == 29
    assert set(logs["attribution"]) == {"confirmed by attacker"}


@pytest.mark.parametrize("year", [2016, 2017])
def test_reports_and_strikes_refer_to_one_another(year: int) -> None:
    strikes = load_dataset(f"syria_{year}_strikes").set_index("id")
    reports = load_dataset(f"syria_{year}_reports")
    assert strikes["n_reports"].sum() == len(reports)
    assert (strikes["report_ids"].map(len) == strikes["n_reports"]).all()
    listed = strikes["report_ids"].explode()
    by_report = reports.set_index("id")["strike_id"]
    assert dict(zip(listed, listed.index, strict=True)) == by_report.to_dict()


def test_together_the_cases_hold_all_strikes_and_reports() -> None:
    assert sum(len(load_dataset(f"syria_{year}_strikes")) for year in (2016, 2017)) == 284
    assert sum(len(load_dataset(f"syria_{year}_reports")) for year in (2016, 2017)) == 376
    assert set(load_dataset("syria_2016_strikes")["case"]) == {"cessation-2016", "aleppo-2016"}


def test_a_report_says_whose_words_it_carries_only_where_that_is_stated() -> None:
    reports = load_dataset("syria_2017_reports")
    kinds = reports["source_kind"].dropna()
    assert set(kinds) <= set(schema.SOURCE_KIND)
    claimed = reports["attribution"] == "claimed by attacker"
    assert (reports.loc[claimed, "origin"] == reports.loc[claimed, "attacker"]).all()
    via = reports["source"] == "SMART News Agency via MicroSyria"
    assert set(reports.loc[via, "origin"]) == {"SMART News Agency"}
    digest = reports["report_kind"] == "digest citing named outlets"
    assert reports.loc[digest, "source_kind"].isna().all()


def test_control_of_places_keeps_its_unverified_marks() -> None:
    control = load_dataset("syria_2017_places_control")
    per_date = control.groupby("as_of").size()
    assert per_date.tolist() == [322, 322, 323]
    assert [day.strftime("%d %B") for day in per_date.index] == ["30 April", "15 May", "15 June"]
    assert control.groupby("as_of")["unverified"].sum().tolist() == [232, 232, 232]
    marked = control["source"] == "general knowledge, unverified"
    assert (marked == control["unverified"]).all()


def test_events_have_dates_and_the_deal_is_among_them() -> None:
    events = load_dataset("syria_events")
    assert events["date"].notna().all()
    assert (events["date"] <= events["date_end"]).all()
    signed = events[(events["date"] == "2017-05-04") & (events["kind"] == "deal")]
    assert len(signed) == 1
    assert events["source"].notna().all()


def test_every_event_line_and_zone_of_ours_has_a_name_in_arabic() -> None:
    for name, column in (
        ("syria_events", "name_ar"),
        ("syria_2017_lines", "name_ar"),
        ("syria_2017_deescalation_zones", "zone_ar"),
    ):
        names = load_dataset(name)[column]
        assert names.str.contains("[\u0621-\u064a]", regex=True).all()
        assert names.is_unique


def test_no_file_speaks_of_how_the_facts_were_gathered() -> None:
    for name in CASE:
        text = resource("geodata", f"{name}.csv").read_text(encoding="utf-8")
        assert "curated" not in text
        assert "seed" not in text.replace("seeds", "")


def test_the_world_has_a_name_for_every_country_and_an_arabic_one_for_nearly_all() -> None:
    world = load_dataset("world")
    assert world["name"].is_unique
    assert (world["name_ar"].isna().sum(), len(world) > 230) == (2, True)
    assert world.geometry.is_valid.all()


@pytest.mark.parametrize(
    "name", ["syria_2017_control", "syria_2017_influence", "syria_2017_deescalation_zones"]
)
def test_zones_have_the_columns_of_the_contract_with_dates(name: str) -> None:
    zones = load_dataset(name)
    assert set(schema.ZONE_COLUMNS) <= set(zones.columns)
    assert pd.api.types.is_datetime64_any_dtype(zones["valid_from"])
    assert pd.api.types.is_datetime64_any_dtype(zones["as_of"])
