"""Everything is decided once: marks, words, legend and extent of a small scene."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from scene_samples import scene, strikes

import strikemap as sm
from strikemap.compose import Choices, compose
from strikemap.compose.marks import link
from strikemap.compose.overlay import overlays
from strikemap.payload.payload import payload
from strikemap.spec import MapSpec


def keys(spec: MapSpec) -> list[str]:
    return [spec.mark_styles[code].key for code in spec.marks.style]


def test_each_strike_wears_the_style_of_its_evidence() -> None:
    spec = compose(scene())
    assert keys(spec) == ["high", "claim", "low", "alternative"]


def test_claims_and_low_confidence_are_hollow_and_no_two_styles_look_alike() -> None:
    styles = compose(scene()).mark_styles
    assert {s.key for s in styles if s.fill == ""} == {"low", "claim", "alternative"}
    looks = {(s.shape, s.fill, s.edge, s.diameter_pt) for s in styles}
    assert len(looks) == len(styles)


def test_a_radius_comes_from_the_row_else_from_its_precision_class() -> None:
    marks = compose(scene()).marks
    assert marks.radius_km.tolist() == pytest.approx([3.0, 60.0, 0.1, 12.0])
    assert marks.coarse.tolist() == [False, True, False, True]


def test_a_place_known_to_a_province_or_country_is_a_class_without_discs_and_rings() -> None:
    rows = strikes(
        location_precision=["governorate", "country", "district", "country"],
        radius_km=[None, None, None, None],
        near_front=[True, True, True, True],
        claim=[False, True, False, False],
    )
    spec = compose(scene(rows))
    assert keys(spec) == ["wide", "claim", "low", "alternative"]
    assert spec.marks.coarse.tolist() == [False, True, True, True]
    assert spec.marks.near_front.tolist() == [False, True, True, True]
    wide = next(e for e in spec.legend[0].entries if e.index == keys_in_order(spec).index("wide"))
    assert wide.counts == (1, 0)
    assert "50 km or more" in wide.label
    assert len(spec.marks) == len(rows)


def keys_in_order(spec: MapSpec) -> list[str]:
    return [style.key for style in spec.mark_styles]


def exact_sites(**columns: list[object]) -> gpd.GeoDataFrame:
    rows = strikes(location_precision=["exact"] * 4, radius_km=[0.05, 0.05, 30.0, 0.05], **columns)
    points = gpd.points_from_xy([36.61234] * 4, [35.65432] * 4, crs="EPSG:4326")
    return rows.set_geometry(points)


KINDS: dict[str, list[object]] = {"target_type": ["Field hospital", "market", "مشفى", None]}


def test_medical_sites_stand_where_every_painter_rounds_them_to() -> None:
    marks = compose(scene(exact_sites(**KINDS))).marks
    assert marks.lon.tolist() == [36.61, 36.61234, 36.61, 36.61234]
    assert marks.lat.tolist() == [35.65, 35.65432, 35.65, 35.65432]
    assert marks.radius_km.tolist() == pytest.approx([2.0, 0.05, 30.0, 0.05])


@pytest.mark.parametrize(("lang", "words"), [("en", "medical sites"), ("ar", "المنشآت الطبية")])
def test_the_map_says_that_medical_sites_are_rounded_where_it_shows_any(lang, words) -> None:
    with_sites = compose(scene(exact_sites(**KINDS)), Choices(lang=lang))
    without = compose(scene(exact_sites(target_type=["market"] * 4)), Choices(lang=lang))
    assert any(words in note.text for note in with_sites.notes)
    assert not any(words in note.text for note in without.notes)


def test_the_page_of_a_map_holds_no_finer_place_of_a_medical_site() -> None:
    data = payload(compose(scene(exact_sites(**KINDS))))
    assert data["marks"]["lon"][0] == 36.61
    assert "36.6123" not in str(data["marks"]["lon"][0::2])


def test_a_group_that_the_table_does_not_have_is_none() -> None:
    assert compose(scene()).marks.group.tolist() == [0, 0, 1, -1]


def test_the_legend_counts_every_mark_once_in_its_panel() -> None:
    spec = compose(scene())
    counts = [e.counts for g in spec.legend for e in g.entries if e.kind == "mark"]
    assert np.sum(counts, axis=0).tolist() == [2, 2]
    assert [len(e.counts) for g in spec.legend for e in g.entries if e.kind == "disc"] == [0]


def test_the_date_of_the_event_is_said_once_over_the_maps() -> None:
    for title in (None, "Before and after the deal"):
        spec = compose(scene(), Choices(title=title))
        said = " ".join((spec.title, spec.subtitle, spec.timeline.event_label))
        assert said.count("4 May 2017") == 1


def test_the_event_has_its_name_of_the_language_and_else_the_one_given() -> None:
    named = replace(scene(), event_names={"ar": "الاتفاق"})
    assert compose(named, Choices(lang="ar")).subtitle.startswith("الاتفاق: ")
    assert "Deal" not in compose(named, Choices(lang="ar")).timeline.event_label
    assert compose(named).subtitle.startswith("Deal: ")
    assert "Deal" in compose(scene(), Choices(lang="ar")).subtitle


@pytest.mark.parametrize("name", ["syria_2017_control", "syria_2017_influence"])
def test_our_own_words_on_zones_are_arabic_on_an_arabic_map(name: str) -> None:
    zones = sm.load_dataset(name)
    made = sm.zone_map(zones, zones["as_of"].iloc[-1].date(), lang="ar").spec
    (note,) = (note.text for note in made.notes if note.kind == "zones")
    assert not {"control", "of", "towns", "unverified", "influence"} & set(note.split())
    assert "بلدة" in note


def test_the_words_of_others_on_zones_stay_as_they_are() -> None:
    zones = sm.load_dataset("syria_2017_control").assign(source="Drawn by Somebody")
    made = sm.zone_map(zones, "2017-05-15", lang="ar").spec
    assert any("Drawn by Somebody" in note.text for note in made.notes)


def test_the_words_of_the_panels_fit_singular_and_class() -> None:
    before, after = compose(scene()).panels
    assert before.counts[0] == "2 strikes attributed to Russia"
    assert after.counts == ("1 strike attributed to Russia", "1 “Syria or Russia”")


def test_a_range_of_days_is_spread_evenly_over_the_strip() -> None:
    timeline = compose(scene()).timeline
    assert timeline is not None
    named, other = timeline.series
    assert named.per_day.tolist() == [0, 0, 0.5, 0.5, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    assert other.per_day.sum() == 1


def test_popups_hold_texts_and_only_web_addresses() -> None:
    popups = compose(scene()).popups
    assert popups.title == ("One", "B", "Three", "Four")
    assert popups.url == ("https://example.org/a?b=c", "", "", "")
    by_key = {column.key: column.values for column in popups.columns}
    assert by_key["killed"] == ("1–3", "", "2", "")
    assert by_key["date"][0] == "1–2 May 2017"
    assert "within 60 km" in by_key["location_precision"][1]


def test_columns_that_the_popups_do_not_name_stay_out_of_the_spec() -> None:
    secret = strikes(witness=["canary-7f3a"] * 4)
    spec = compose(scene(secret))
    assert "canary-7f3a" not in repr(spec)


def test_what_was_set_aside_stands_under_the_map() -> None:
    notes = {note.kind: note.text for note in compose(scene()).notes}
    assert notes["set aside"] == "Set aside: 1 with dates that cross the event."
    assert notes["sources"] == "Reports: Wire, Paper."


def test_a_title_may_be_given_in_each_language() -> None:
    titles = {"en": "A title", "ar": "عنوان"}
    assert compose(scene(), Choices(title=titles)).title == "A title"
    assert compose(scene(), Choices(title=titles, lang="ar")).title == "عنوان"


def test_the_neutral_title_names_the_attackers_and_the_date() -> None:
    expected = "Reported strikes attributed to Russia before and after 4 May 2017"
    assert compose(scene()).title == expected


def test_the_digest_changes_with_any_mark() -> None:
    other = strikes()
    other.loc[3, "confidence"] = "high"
    other.loc[3, "alternative"] = False
    assert compose(scene()).digest() == compose(scene()).digest()
    assert compose(scene(other)).digest() != compose(scene()).digest()


def test_a_scene_without_strikes_still_composes() -> None:
    spec = compose(replace(scene(strikes().iloc[:0]), unit="strike"))
    assert len(spec.marks) == 0
    assert spec.panels[0].counts == ("0 strikes attributed to Russia",)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " JaVaScRiPt:alert(1)",
        "data:text/html,<script>",
        "https://",
        "//example.org",
        "http://exa mple.org",
        "https://example.org\\@evil.example",
        "https://example.org/\u202egnp.exe",
        "https://[::1",
    ],
)
def test_an_address_that_is_not_plainly_of_the_web_is_dropped(url: str) -> None:
    assert link(url) == ""


@given(st.text(max_size=60))
def test_a_link_is_empty_or_starts_with_http(text: str) -> None:
    assert link(text) == "" or link(text).lower().startswith(("http://", "https://"))


def test_overlays_and_zones_of_ours_have_arabic_names_on_arabic_maps() -> None:
    zones = sm.load_dataset("syria_2017_deescalation_zones")
    lines = sm.load_dataset("syria_2017_lines")
    m = sm.zone_map(zones, "2017-05-06", overlays=[lines, zones.iloc[[2]]])
    assert [one.label for one in m.spec.overlays] == [*lines["name"], "3 Eastern Ghouta"]
    arabic = m._spec("ar")
    assert [one.label for one in arabic.overlays] == [*lines["name_ar"], "3 الغوطة الشرقية"]
    assert arabic.zone_layers[0].names == tuple(zones["zone_ar"])
    shown = [entry.label for group in arabic.legend for entry in group.entries]
    assert "الفرات" in shown
    assert "Euphrates" not in shown


def test_the_table_names_zones_in_arabic_where_they_state_it() -> None:
    m = sm.before_after(
        sm.load_dataset("syria_2017_strikes"),
        sm.Event("Deal", "2017-05-06"),
        windows=10,
        zones=sm.load_dataset("syria_2017_deescalation_zones"),
        where={"attacker": "Russia"},
        lang="ar",
    )
    assert "1 إدلب والمناطق المجاورة" in [row[0] for row in m.spec.table.rows]


def test_overlays_come_from_frames_shapes_and_overlays() -> None:
    line = shapely.LineString([(36, 35), (40, 35)])
    frame = gpd.GeoDataFrame({"name": ["River"]}, geometry=[line], crs="EPSG:4326")
    made = overlays([frame, line])
    assert [overlay.label for overlay in made] == ["River", ""]
    assert overlays(made) == made


@pytest.mark.parametrize(
    ("layer", "code"),
    [
        ("a line", "OVERLAY_TYPE"),
        (gpd.GeoDataFrame(geometry=[shapely.Point(36, 35)]), "CRS_MISSING"),
    ],
)
def test_an_overlay_that_cannot_be_drawn_is_refused(layer: object, code: str) -> None:
    with pytest.raises(sm.MapError) as caught:
        overlays([layer])
    assert caught.value.code == code


def test_strikes_on_one_spot_are_spoken_of_under_the_map() -> None:
    rows = strikes()
    apart = " ".join(note.text for note in compose(scene(rows)).notes)
    rows.geometry = gpd.points_from_xy([36.6] * 4, [35.6] * 4)
    rows = rows.set_crs("EPSG:4326", allow_override=True)
    together = " ".join(note.text for note in compose(scene(rows)).notes)
    assert "at the same place" not in apart
    assert "at the same place" in together


def test_coasts_that_are_coarser_than_the_map_are_spoken_of(monkeypatch) -> None:
    plain = " ".join(note.text for note in compose(scene(strikes())).notes)
    monkeypatch.setattr("strikemap.ground.basemap.is_coarse", lambda *box: True)
    warned = " ".join(note.text for note in compose(scene(strikes())).notes)
    assert ("1:50 million" in plain, "1:50 million" in warned) == (False, True)


def test_periods_without_names_have_dates_for_heads_and_say_that_they_differ_in_length() -> None:
    rows = sm.load_dataset("syria_2017_strikes")
    spec = sm.period_maps(rows, [("2017-04-01", "2017-05-01"), ("2017-05-01", "2017-06-01")]).spec
    assert [panel.heading for panel in spec.panels] == ["1–30 April 2017", "1–31 May 2017"]
    assert [panel.dates for panel in spec.panels] == ["", ""]
    said = [note.text for note in spec.notes if note.medium != "page"]
    assert any(text.startswith("The periods differ in length: 30 days, 31 days.") for text in said)
    alike = sm.period_maps(
        rows, {"a": ("2017-04-01", "2017-05-01"), "b": ("2017-05-01", "2017-05-31")}
    )
    assert [panel.heading for panel in alike.spec.panels] == ["a", "b"]
    assert not any("differ in length" in note.text for note in alike.spec.notes)
