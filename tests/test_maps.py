"""The map of the model case says what its rows say, everywhere the same."""

from __future__ import annotations

import csv
import datetime as dt
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import strikemap as sm
from strikemap.errors import MapError, MapWarning
from strikemap.strike_map import StrikeMap
from strikemap.words.phrases import Lang

DEAL = sm.Event("De-escalation deal", "2017-05-04")
RUSSIA = {"attacker": "Russia"}
LONGER = sm.Windows(("2017-04-01", "2017-05-04"), ("2017-05-06", "2017-06-16"))


@pytest.fixture(scope="module")
def deal() -> StrikeMap:
    return sm.before_after(
        sm.load_dataset("syria_2017_strikes"),
        DEAL,
        windows=19,
        zones=sm.load_dataset("syria_2017_control"),
        where=RUSSIA,
        alternatives=True,
    )


@pytest.fixture(scope="module")
def longer() -> StrikeMap:
    return sm.before_after(
        sm.load_dataset("syria_2017_strikes"),
        DEAL,
        windows=LONGER,
        zones=sm.load_dataset("syria_2017_control"),
        where=RUSSIA,
        alternatives=True,
    )


def test_forty_strikes_named_as_russian_become_eighteen(deal: StrikeMap) -> None:
    last = deal.table.iloc[-1]
    assert last["zone"] == "all"
    assert (last["n_before"], last["n_after"]) == (40, 18)
    assert (last["n_before_alternatives"], last["n_after_alternatives"]) == (14, 5)


def test_the_rows_of_the_table_add_up_to_its_last(deal: StrikeMap) -> None:
    counts = [c for c in deal.table.columns if c.startswith("n_")]
    assert (deal.table[counts].iloc[:-1].sum() == deal.table[counts].iloc[-1]).all()


def test_panels_legend_timeline_and_table_show_the_same_counts(deal: StrikeMap) -> None:
    spec = deal.spec
    assert [p.counts for p in spec.panels] == [
        ("40 strikes attributed to Russia", "14 “Syrian government or Russia”"),
        ("18 strikes attributed to Russia", "5 “Syrian government or Russia”"),
    ]
    entries = [e for g in spec.legend for e in g.entries if e.kind == "mark"]
    by_key = {spec.mark_styles[e.index].key: e.counts for e in entries}
    assert by_key.pop("alternative") == (14, 5)
    assert tuple(np.sum(list(by_key.values()), axis=0)) == (40, 18)
    assert spec.timeline is not None
    totals = [series.per_day.sum() for series in spec.timeline.series]
    assert totals == pytest.approx([58, 19])
    assert spec.table.rows[-1][:5] == ("all", "40", "18", "14", "5")


def test_the_north_west_goes_from_thirty_four_to_none() -> None:
    m = sm.before_after(
        sm.load_dataset("syria_2017_strikes"), DEAL, windows=19, where=RUSSIA, by="region"
    )
    row = m.table.set_index("zone").loc["north-west"]
    assert (row["n_before"], row["n_after"]) == (34, 0)


def test_the_nine_earlier_desert_strikes_and_the_claims_are_on_the_longer_map(
    longer: StrikeMap,
) -> None:
    rows = longer.comparison.strikes
    named = rows[~rows["alternative"]]
    desert = named[(named["period"] == "before") & (named["region"] == "central desert")]
    assert len(desert) == 9
    spec = longer.spec
    claim = [style.key for style in spec.mark_styles].index("claim")
    days = spec.marks.day_start[spec.marks.style == claim]
    dates = sorted(str(dt.date(1970, 1, 1) + dt.timedelta(days=int(day))) for day in days)
    assert dates == ["2017-05-25", "2017-05-28", "2017-06-01", "2017-06-06", "2017-06-08"]
    assert spec.mark_styles[claim].fill == ""


def test_every_row_read_is_mapped_or_set_aside_with_its_reason(deal: StrikeMap) -> None:
    aside = sm.ledger(deal)
    assert len(aside) + len(deal.comparison.strikes) == 224
    assert aside["code"].ne("").all()
    assert not set(aside["id"]) & set(deal.comparison.strikes["id"])


def test_a_row_has_one_number_whoever_sets_it_aside(tmp_path: Path) -> None:
    file = tmp_path / "reports.csv"
    file.write_text(
        "id,date,lat,lon\na,2017-05-01,35,36\nb,2017-05-01,,\nc,2016-01-01,35,36\n"
        "d,2017-05-06,35,36\ne,2016-02-01,35,36\n",
        encoding="utf-8",
    )
    reports = sm.read_reports(file)
    for shown in (reports, reports[reports["id"] != "a"]):
        m = sm.before_after(shown, sm.Event("Deal", "2017-05-04"))
        told = sm.ledger(m).set_index("id")["row"].to_dict()
        assert {name: told[name] for name in "bce"} == {"b": 2, "c": 3, "e": 5}


def test_a_strike_lies_in_the_zone_of_its_own_date(deal: StrikeMap) -> None:
    before, after = deal.spec.panels
    layers = deal.spec.zone_layers
    assert layers[before.zone_layer].as_of == "2017-04-30"
    assert layers[after.zone_layer].as_of == "2017-05-15"
    rows = deal.comparison.strikes.set_index("id")
    early = rows[rows["date_start"] < "2017-04-30"]
    assert (early["carried_back_days"] > 0).all()


def test_the_callers_frames_are_not_changed() -> None:
    strikes, zones = sm.load_dataset("syria_2017_strikes"), sm.load_dataset("syria_2017_control")
    strikes_before, zones_before = strikes.copy(deep=True), zones.copy(deep=True)
    m = sm.before_after(strikes, DEAL, zones=zones, where=RUSSIA)
    assert m.spec.digest()
    pd.testing.assert_frame_equal(pd.DataFrame(strikes), pd.DataFrame(strikes_before))
    pd.testing.assert_frame_equal(pd.DataFrame(zones), pd.DataFrame(zones_before))


def test_the_same_input_gives_the_same_spec(deal: StrikeMap) -> None:
    again = sm.before_after(
        sm.load_dataset("syria_2017_strikes"),
        DEAL,
        windows=19,
        zones=sm.load_dataset("syria_2017_control"),
        where=RUSSIA,
        alternatives=True,
    )
    assert again.spec.digest() == deal.spec.digest()


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf", ".html", ".csv"])
def test_two_saves_give_the_same_bytes(deal: StrikeMap, tmp_path: Path, suffix: str) -> None:
    deal.save(tmp_path / f"one{suffix}")
    deal.save(tmp_path / f"two{suffix}")
    one = (tmp_path / f"one{suffix}").read_bytes()
    assert one == (tmp_path / f"two{suffix}").read_bytes()
    assert len(one) > 500


def test_the_csv_holds_the_counts_of_the_table(deal: StrikeMap, tmp_path: Path) -> None:
    deal.save(tmp_path / "counts.csv")
    with (tmp_path / "counts.csv").open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["zone"] for row in rows] == deal.table["zone"].tolist()
    assert rows[-1]["n_before"] == "40"


def test_an_arabic_map_says_the_same_numbers(deal: StrikeMap) -> None:
    arabic = deal._spec("ar")
    assert arabic.lang == "ar"
    assert "40" in arabic.panels[0].counts[0]
    assert arabic.marks.id == deal.spec.marks.id


def test_the_notebook_gets_a_picture_and_a_sandboxed_page(deal: StrikeMap) -> None:
    bundle = deal._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "image/png", "text/html"}
    assert 'sandbox="allow-scripts' in bundle["text/html"]
    assert "allow-same-origin" not in bundle["text/html"]
    assert '<img alt="' in bundle["text/html"]


def test_where_the_frame_is_taken_out_the_picture_is_left_open(deal: StrikeMap) -> None:
    whole = deal._repr_mimebundle_()["text/html"]
    start, stop = whole.index("<iframe"), whole.index("</iframe>")
    left = whole[:start] + whole[stop:]
    assert '<img alt="' in left
    assert "<details" not in left


def test_period_maps_draw_a_panel_for_each_period() -> None:
    m = sm.period_maps(
        sm.load_dataset("syria_2017_strikes"),
        [("2017-04-01", "2017-05-01"), ("2017-05-01", "2017-06-01"), ("2017-06-01", "2017-06-16")],
        zones=sm.load_dataset("syria_2017_control"),
        where=RUSSIA,
    )
    assert len(m.spec.panels) == 3
    assert len(sm.ledger(m)) + len(m.spec.marks) == 224


def test_the_periods_of_a_map_may_allow_zones_from_further_away() -> None:
    strikes, zones = sm.load_dataset("syria_2016_strikes"), sm.load_dataset("syria_2017_control")
    windows = [("2016-02-01", "2016-02-27"), ("2016-02-27", "2016-03-20")]
    with pytest.raises(sm.ZoneError, match="hold on theirs") as refused:
        sm.period_maps(strikes, windows, zones=zones)
    assert refused.value.code == "ZONES_TOO_FAR"
    with pytest.warns(MapWarning, match="away from it"):
        m = sm.period_maps(strikes, windows, zones=zones, max_days=500)
    with pytest.warns(MapWarning, match="away from it"):
        again = sm.run(m.to_toml())
    assert again.table.equals(m.table)


def test_a_zone_map_needs_no_strikes() -> None:
    m = sm.zone_map(sm.load_dataset("syria_2017_control"), "2017-06-15")
    (panel,) = m.spec.panels
    assert m.spec.zone_layers[panel.zone_layer].as_of == "2017-06-15"
    assert len(m.spec.marks) == 0
    assert m.table.empty


def test_an_unknown_language_is_refused(deal: StrikeMap, tmp_path: Path) -> None:
    with pytest.raises(sm.StrikemapError) as caught:
        deal.save(tmp_path / "map.png", lang="xx")
    assert caught.value.code == "LANG_UNKNOWN"


def test_a_figure_displays_without_pyplot() -> None:
    code = (
        "import sys, strikemap as sm\n"
        "m = sm.zone_map(sm.load_dataset('syria_2017_control'), '2017-05-15')\n"
        "figure = m.plot()\n"
        "png = figure._repr_png_()\n"
        "assert png.startswith(b'\\x89PNG') and 'matplotlib.pyplot' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_zones_far_from_a_panels_window_are_warned_of() -> None:
    strikes, zones = sm.load_dataset("syria_2017_strikes"), sm.load_dataset("syria_2017_control")
    with pytest.warns(MapWarning, match="33 days away"):
        sm.period_maps(
            strikes,
            {"A": ("2017-03-01", "2017-03-29"), "B": ("2017-04-01", "2017-05-01")},
            zones=zones,
        )


def test_zones_that_state_from_when_to_when_they_hold_are_not_called_far(
    recwarn: pytest.WarningsRecorder,
) -> None:
    area = gpd.GeoDataFrame(
        {"owner": ["isis"], "valid_from": ["2017-01-01"], "valid_to": ["2017-12-31"]},
        geometry=[shapely.box(36, 34, 41, 36)],
        crs="EPSG:4326",
    )
    strikes = sm.load_dataset("syria_2017_strikes")
    sm.before_after(strikes, sm.Event("Deal", "2017-05-04"), zones=sm.read_zones(area))
    assert not [said for said in recwarn if "away from it" in str(said.message)]


def test_a_zone_map_is_titled_by_what_its_sides_are_sides_of() -> None:
    control, influence = (sm.load_dataset(f"syria_2017_{n}") for n in ("control", "influence"))
    assert sm.zone_map(control, "2017-05-15").spec.title == "Who held the ground, 15 May 2017"
    assert sm.zone_map(influence, "2017-06-20").spec.title.startswith("Who had the most influence")


def test_further_furniture_changes_the_picture(deal: StrikeMap, tmp_path: Path) -> None:
    deal.save(tmp_path / "plain.png", dpi=50)
    deal.save(tmp_path / "more.png", dpi=50, furniture=("graticule", "north-arrow"))
    assert (tmp_path / "plain.png").read_bytes() != (tmp_path / "more.png").read_bytes()


def test_the_table_names_the_column_it_counts_by() -> None:
    strikes = sm.load_dataset("syria_2017_strikes")
    by_region = sm.before_after(strikes, DEAL, where=RUSSIA, by="region").spec.table
    assert (by_region.caption, by_region.columns[0]) == ("Counts by region", "region")
    in_all = sm.before_after(strikes, DEAL, where=RUSSIA).spec.table
    assert in_all.columns[0] == "Zone"


@pytest.mark.parametrize(
    ("by", "lang", "caption", "head", "group"),
    [
        ("target_type", "en", "Counts by target", "Target", "hospital"),
        ("target_side", "en", "Counts by side hit, as reported", "Side hit, as reported", "ISIS"),
        ("target_type", "ar", "الأعداد بحسب الهدف", "الهدف", "مستشفى"),
    ],
)
def test_a_known_column_counted_by_goes_by_its_words(
    by: str, lang: Lang, caption: str, head: str, group: str
) -> None:
    strikes = sm.load_dataset("syria_2017_strikes")
    table = sm.before_after(strikes, DEAL, where=RUSSIA, by=by, lang=lang).spec.table
    assert (table.caption, table.columns[0]) == (caption, head)
    assert group in [row[0] for row in table.rows]


def test_a_map_without_any_strike_says_so_and_is_drawn(tmp_path: Path) -> None:
    strikes, control = (sm.load_dataset(f"syria_2017_{name}") for name in ("strikes", "control"))
    with pytest.warns(MapWarning, match="has no row: the map shows no strike"):
        empty = sm.before_after(strikes.iloc[:0], DEAL, zones=control)
    empty.save(tmp_path / "empty.png", dpi=50)
    assert [panel.counts for panel in empty.spec.panels] == [("0 strikes",)] * 2
    across = strikes.assign(
        date_start=pd.Timestamp("2017-05-01"), date_end=pd.Timestamp("2017-05-08")
    )
    with pytest.warns(MapWarning, match=r"None of the 224 rows .* 224 DATE_STRADDLES_EVENT"):
        sm.before_after(across, DEAL, zones=control)
    with pytest.warns(MapWarning, match=r"None of the 224 rows .* OUTSIDE_WINDOWS"):
        periods = sm.period_maps(strikes, [("2011-01-01", "2011-02-01")])
    assert not periods.spec.ground.country.is_empty


def test_a_page_is_saved_with_a_still_a_preview_and_a_snippet_for_articles(
    deal: StrikeMap, tmp_path: Path
) -> None:
    path = tmp_path / "deal.html"
    deal.save(path, embed="compact", still=True, url="https://example.org/deal.html")
    html = path.read_text(encoding="utf-8")
    still = html.partition('src="data:image/png;base64,')[2].partition('"')[0]
    assert 10_000 < len(still) <= 120_000
    assert len(html) - len(still) <= 450_000
    assert (tmp_path / "deal.png").is_file()
    assert 'content="https://example.org/deal.png"' in html
    code = deal.embed_code("https://example.org/deal.html#theme=dark")
    assert 'src="https://example.org/deal.html#theme=dark"' in code
    for wrong in ("deal.html", "javascript:alert(1)", "https://"):
        with pytest.raises(MapError) as raised:
            deal.embed_code(wrong)
        assert raised.value.code == "ADDRESS_INVALID"
    with pytest.raises(MapError) as raised:
        deal.save(path, embed="tiny")
    assert raised.value.code == "EMBED_UNKNOWN"
