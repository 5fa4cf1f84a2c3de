"""A published map betrays nobody: what may not be shown is in no export of it."""

from __future__ import annotations

import base64
import datetime as dt
import re
import zipfile
import zlib
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import strikemap as sm
from strikemap.errors import MapError
from strikemap.publication.policy import rounded

EVENT = sm.Event("Deal", "2017-05-04")


def table(**columns: object) -> pd.DataFrame:
    rows = {
        "id": ["CANARY-1", "CANARY-2", "CANARY-3", "CANARY-4"],
        "date": ["2017-05-01", "2017-05-06", "2017-05-08", "2011-01-01"],
        "lat": [35.4123456, 35.5123456, 35.6123456, 35.7],
        "lon": [36.6123456, 36.7123456, 36.8123456, 36.9],
        "attacker": ["Russia"] * 4,
        "target_type": ["market", "School CANARY"[:6], "market", "CANARY"],
        "place": ["CANARY place"] * 4,
        "source": ["CANARY source"] * 4,
        "source_url": ["https://canary.example/CANARY"] * 4,
        "witness": ["CANARY witness"] * 4,
    }
    return pd.DataFrame({**rows, **columns})


def made(folder: Path) -> sm.StrikeMap:
    path = folder / "CANARY.csv"
    table().to_csv(path, index=False)
    days = pd.to_datetime(["2017-04-20", "2011-01-01"])
    zones = gpd.GeoDataFrame(
        {"zone": ["north", "CANARY zone"], "owner": ["isis", "isis"], "as_of": days},
        geometry=[shapely.box(36, 35, 37, 36)] * 2,
        crs=4326,
    )
    zones["as_of"] = zones["as_of"].dt.strftime("%Y-%m-%d")
    zones.to_file(folder / "CANARY zones.geojson")
    reports = sm.read_reports(path)
    return sm.before_after(
        reports, EVENT, windows=6, zones=sm.read_zones(folder / "CANARY zones.geojson")
    )


def insides(path: Path) -> bytes:
    """Return all that a file holds, packed parts unpacked."""
    data = path.read_bytes()
    found = [data]
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            found += [archive.read(name) for name in archive.namelist()]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL):
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:
            continue
    for text in re.findall(rb'"(?:columns|texts)":"([A-Za-z0-9+/=]{40,})"', data):
        found.append(zlib.decompress(base64.b64decode(text), -15))
    return b"\n".join(found)


ALL = [".png", ".svg", ".pdf", ".html", ".csv", ".gif"]
DATA = [".gpkg", ".geojson", ".kml", ".kmz", ".xlsx", ".parquet"]


@pytest.mark.parametrize("suffix", [*ALL, *DATA])
def test_no_canary_leaves_with_a_published_map(tmp_path: Path, suffix: str) -> None:
    out = tmp_path / "out"
    out.mkdir()
    m = made(tmp_path).publish()
    options = {"dpi": 40} if suffix in (".png", ".gif") else {}
    (m.animate if suffix == ".gif" else m.save)(out / f"map{suffix}", **options)
    for path in out.iterdir():
        inside = insides(path)
        assert b"canary" not in inside.lower()
        assert b"123456" not in inside
        assert re.search(rb'"sha256"', inside) is None
    assert "call" not in sm.provenance(out / f"map{suffix}").record


def test_the_same_map_unpublished_holds_the_canaries_that_its_popups_show(tmp_path: Path) -> None:
    made(tmp_path).save(tmp_path / "map.html")
    assert b"CANARY source" in insides(tmp_path / "map.html")


def test_places_are_no_finer_than_stated_and_those_of_schools_coarser(tmp_path: Path) -> None:
    marks = made(tmp_path).publish().spec.marks
    assert marks.lon.tolist() == [36.62, 36.8, 36.82]
    assert marks.lat.tolist() == [35.41, 35.5, 35.61]
    assert marks.radius_km[1] == 10


def test_what_is_chosen_is_shown(tmp_path: Path) -> None:
    policy = sm.Policy(columns=["place"], sources=True, links=True, provenance="full")
    m = made(tmp_path).publish(policy)
    m.save(tmp_path / "map.html")
    inside = insides(tmp_path / "map.html")
    assert b"CANARY place" in inside
    assert b"CANARY source" in inside
    assert b"CANARY witness" not in inside
    assert "sha256" in sm.provenance(tmp_path / "map.html").call


def test_rows_after_the_last_day_are_told_as_a_number_and_are_in_no_group(tmp_path: Path) -> None:
    m = made(tmp_path).publish(sm.Policy(not_after="2017-05-07"))
    assert len(m.spec.marks) == 2
    assert m.table["n_after"].tolist() == [1, 1]
    assert any("1 more of these days neither drawn" in note.text for note in m.spec.notes)
    m.save(tmp_path / "map.csv")
    assert sm.provenance(tmp_path / "map.csv").record["rows"] == {"drawn": 2, "not drawn": 1}


def test_periods_are_counted_again_without_what_is_not_drawn(tmp_path: Path) -> None:
    made(tmp_path)
    reports = sm.read_reports(tmp_path / "CANARY.csv")
    m = sm.period_maps(reports, [("2017-05-01", "2017-05-05"), ("2017-05-05", "2017-05-09")])
    assert m.publish(sm.Policy(not_after="2017-05-07")).table["n_2"].tolist() == [1]


def test_a_war_that_goes_on_asks_for_the_last_day_shown() -> None:
    day = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=3)
    dates = [str(day - dt.timedelta(days=n)) for n in (3, 0, 1, 2)]
    reports = sm.read_reports(table(date=dates))
    m = sm.before_after(reports, sm.Event("Deal", str(day - dt.timedelta(days=2))), windows=3)
    with pytest.raises(MapError) as caught:
        m.publish()
    assert caught.value.code == "DELAY_MISSING"
    assert len(m.publish(sm.Policy(not_after=day - dt.timedelta(days=2))).spec.marks) == 2


def test_terms_that_forbid_rows_leave_pictures_and_counts(tmp_path: Path) -> None:
    m = made(tmp_path).publish(sm.Policy(terms="acled"))
    for suffix in [".html", *DATA]:
        with pytest.raises(MapError) as caught:
            m.save(tmp_path / f"map{suffix}")
        assert caught.value.code == "TERMS_FORBID"
    with pytest.raises(MapError):
        m.explore()
    m.save(tmp_path / "map.csv")


@pytest.mark.parametrize(
    "wrong",
    [
        {"km": -1},
        {"km": float("nan")},
        {"terms": "x"},
        {"not_after": "soon"},
        {"not_after": "now"},
        {"not_after": "NaT"},
        {"not_after": pd.NaT},
        {"not_after": 20170507},
        {"today": "today"},
        {"coarse": {"mill": float("nan")}},
        {"coarse": {"mill": -1}},
        {"columns": "place"},
        {"columns": 7},
        {"coarse": ["mill"]},
        {"coarse": None},
        {"sources": "no"},
    ],
)
def test_a_policy_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(MapError) as caught:
        sm.Policy(**wrong)
    assert caught.value.code == "POLICY_INVALID"


def test_the_day_of_publishing_can_be_stated_so_that_no_clock_decides() -> None:
    m = sm.before_after(sm.read_reports(table()), EVENT, windows=6)
    with pytest.raises(MapError) as caught:
        m.publish(sm.Policy(today="2017-06-01"))
    assert caught.value.code == "DELAY_MISSING"
    assert len(m.publish(sm.Policy(today="2019-06-01")).spec.marks) == 3


def test_zones_of_a_war_that_goes_on_need_a_last_day_too() -> None:
    zones = gpd.GeoDataFrame({"side": ["isis"]}, geometry=[shapely.box(36, 35, 37, 36)], crs=4326)
    m = sm.zone_map(sm.read_zones(zones, as_of="2017-05-01"), "2017-05-04")
    assert m.publish().spec.zone_layers
    for policy in ({"today": "2017-06-01"}, {"not_after": "2017-05-03"}):
        with pytest.raises(MapError):
            m.publish(sm.Policy(**policy))


LATE = {"killed_min": [1, 2, 70, 0], "killed_max": [1, 2, 70, 0]}


def test_no_number_or_sentence_less_its_marks_tells_of_a_row_held_back(tmp_path: Path) -> None:
    reports = sm.read_reports(table(**LATE))
    m = sm.before_after(reports, EVENT, windows=6, sum="killed", look=sm.Look(headline=True))
    late = sm.Policy(not_after="2017-05-07")
    shown, less = m.publish(late), reports[reports["id"] != "CANARY-3"]
    alone = sm.before_after(less, EVENT, windows=6, sum="killed", look=sm.Look(headline=True))
    assert shown.table.equals(alone.publish(late).table)
    assert shown.table["killed_max_after"].tolist() == [2]
    for own, other in ((m, alone), (m.difference(by="hexagon"), alone.difference(by="hexagon"))):
        one, two = (x.publish(late).spec for x in (own, other))
        assert one.digest() != own.spec.digest()
        assert [note.text for note in one.notes][:-1] == [note.text for note in two.notes][:-1]
        assert (one.title, one.subtitle, one.alt) == (two.title, two.subtitle, two.alt)
        assert [p.counts for p in one.panels] == [p.counts for p in two.panels]


def test_a_published_map_is_not_published_again() -> None:
    m = sm.before_after(sm.read_reports(table()), EVENT, windows=6).publish()
    with pytest.raises(MapError) as caught:
        m.publish(sm.Policy(km=0))
    assert caught.value.code == "POLICY_INVALID"


def test_cells_are_no_finer_than_places_may_be_shown() -> None:
    m = sm.before_after(sm.read_reports(table()), EVENT, windows=6).difference(by="hexagon", km=0.5)
    exact, coarse = shapely.Point(36.7123456, 35.5123456), shapely.Point(36.8, 35.5)
    for one, here, there in ((m, exact, coarse), (m.publish(), coarse, exact)):
        cells = one._scene.cells.geometry
        assert cells.covers(here).any()
        assert not cells.covers(there).any()


@pytest.mark.parametrize(
    "words", ["Hôpital", "Ho\u0302pital", "ÉCOLE", "лікарня", "Больница", "المُستشفى", "polyclinic"]
)
def test_what_hides_people_is_coarse_in_every_language_of_the_library(words: str) -> None:
    reports = sm.read_reports(table(target_type=["market", words, "market", "x"]))
    m = sm.before_after(reports, EVENT, windows=6).publish()
    assert m.spec.marks.radius_km.tolist() == [0, 10, 0]


def test_a_place_that_names_what_hides_people_is_coarse_and_others_are_not() -> None:
    named = ["Al-Salam Hospital", "مخيم اليرموك", "Gabriel, Jabriya", "x"]
    m = sm.before_after(sm.read_reports(table(place=named, target_type=[""] * 4)), EVENT, windows=6)
    assert m.publish().spec.marks.radius_km.tolist() == [10, 10, 0]
    with pytest.warns(sm.MapWarning, match="published by another policy"):
        shown = m.publish(sm.Policy(coarse={"مخيم": 0}))
    assert shown.spec.marks.radius_km.tolist() == [10, 0, 0]


def test_no_place_is_finer_from_west_to_east_far_in_the_north() -> None:
    lat, lon = [60.0] * 4, [30.0 + 0.0123 * n for n in range(4)]
    marks = sm.before_after(sm.read_reports(table(lat=lat, lon=lon)), EVENT, windows=6).publish()
    steps = np.asarray(marks.spec.marks.lon) * 50
    assert np.allclose(steps, np.round(steps))


def test_ids_of_reports_stay_behind_though_their_sources_are_shown(tmp_path: Path) -> None:
    reports = sm.read_reports(table())
    strikes = sm.corroborate(reports, distance_km=1)
    m = sm.before_after(strikes, EVENT, windows=6, reports=reports)
    shown = m.publish(sm.Policy(sources=True))
    for suffix in (".html", ".gpkg", ".xlsx"):
        shown.save(tmp_path / f"map{suffix}")
        inside = insides(tmp_path / f"map{suffix}")
        assert b"CANARY source" in inside or suffix == ".html"
        assert b"CANARY-" not in inside


def test_a_published_map_hands_on_no_call_and_no_rows_but_those_shown(tmp_path: Path) -> None:
    shown = made(tmp_path).publish()
    assert shown.to_toml() == ""
    assert shown.call is not None
    assert all(frame.empty for frame in shown.call.frames.values())
    assert "CANARY" not in str(sm.cite(shown)) + str(shown.ledger_entries)
    assert "CANARY.csv" in made(tmp_path).publish(sm.Policy(provenance="full")).to_toml()


def test_no_canary_leaves_by_other_doors(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    m = made(tmp_path).publish()
    m.save(out / "page.html", url="https://example.org/page.html", still=True, embed="compact")
    m.save(out / "lapse.html", layout="timelapse")
    m.save(out / "slide.pptx")
    sm.save(m.explore(), out / "folium.html")
    (out / "notebook").write_text(str(m._repr_mimebundle_()), encoding="utf-8")
    sm.write_datawrapper(m, out)
    sm.write_storymap(m, out / "story.geojson")
    (out / "words").write_text(repr(m) + m.embed_code("https://example.org/x.html"))
    for path in out.iterdir():
        inside = insides(path)
        assert b"canary" not in inside.lower(), path.name
        assert b"123456" not in inside, path.name
        assert re.search(rb'"sha256"', inside) is None, path.name
    assert sm.provenance(out / "page.png").record["published"]["km"] == 1


@pytest.mark.parametrize("suffix", DATA)
def test_what_a_stranger_can_learn_from_data_is_listed(tmp_path: Path, suffix: str) -> None:
    m = made(tmp_path)
    m.save(tmp_path / f"open{suffix}")
    m.publish().save(tmp_path / f"shown{suffix}")
    open_, shown = (
        sm.publish_check(tmp_path / f"{name}{suffix}")["what"].tolist()
        for name in ("open", "shown")
    )
    assert {"hash of an input", "column place"} <= set(open_)
    assert not {"hash of an input", "column place", "column source_url"} & set(shown)
    assert [what for what in shown if what.startswith("rows")]


def test_what_a_stranger_can_learn_is_listed(tmp_path: Path) -> None:
    m = made(tmp_path)
    m.save(tmp_path / "open.html")
    m.publish().save(tmp_path / "shown.html")
    open_, shown = (
        sm.publish_check(tmp_path / f"{name}.html").set_index("what") for name in ("open", "shown")
    )
    assert {"hash of an input", "the call", "links"} <= set(open_.index)
    assert not {"hash of an input", "the call", "links"} & set(shown.index)
    assert shown.loc["rows with a place and days", "how_many"] == 3


@pytest.mark.parametrize(
    "data",
    [
        "[[",
        "[]",
        '{"marks":{"lon":5,"id":{}},"popups":[1]}',
        '{"popups":{"columns":[1,{"texts":[{}]}],"url":{"texts":7},"reports":3}}',
        '{"packed":{"n":"x","texts":"zz"}}',
        '{"packed":7}',
    ],
)
def test_a_page_of_whomever_is_listed_without_trust(tmp_path: Path, data: str) -> None:
    mark = '<script type="application/json" id="strikemap-data">'
    (tmp_path / "other.html").write_text(f"{mark}{data}</script>")
    assert (
        "no record of where it comes from"
        in sm.publish_check(tmp_path / "other.html")["what"].to_list()
    )


def test_a_grid_is_never_finer_than_asked() -> None:
    km = np.array([0.3, 1.0, 3.0, 10.0, 60.0, 300.0])
    lon = np.linspace(30, 40, 2000)
    for one in km:
        found = np.unique(rounded(lon, np.full(len(lon), one)))
        assert np.diff(found).min() * 111 >= one * 0.99


def test_a_scan_is_published_where_its_windows_end_by_the_last_day_shown(tmp_path: Path) -> None:
    day = dt.datetime.now(dt.UTC).date()
    dates = [str(day - dt.timedelta(days=n)) for n in (9, 8, 2, 1)]
    table(date=dates).to_csv(tmp_path / "rows.csv", index=False)
    scan = sm.scan_reports(tmp_path / "rows.csv")
    m = sm.before_after(scan, sm.Event("Deal", str(day - dt.timedelta(days=5))), windows=4)
    for policy, code in (
        (None, "DELAY_MISSING"),
        (sm.Policy(not_after=day - dt.timedelta(days=3)), "POLICY_INVALID"),
    ):
        with pytest.raises(MapError) as caught:
            m.publish(policy)
        assert caught.value.code == code
    assert len(m.publish(sm.Policy(not_after=day)).spec.marks) == 3


def test_every_layer_and_sheet_is_listed_whatever_its_name(tmp_path: Path) -> None:
    import openpyxl

    rows = gpd.GeoDataFrame({"witness": ["W"]}, geometry=[shapely.Point(36, 35)], crs=4326)
    rows.to_file(tmp_path / "other.gpkg", layer="secret")
    book = openpyxl.Workbook()
    book.active.append(["zone"])
    book.active.append(["north"])
    hidden = book.create_sheet("hidden one")
    hidden.append(["witness"])
    hidden.append(["W"])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "other.xlsx")
    for name, what in (("gpkg", "witness of secret"), ("xlsx", "witness of hidden one")):
        found = sm.publish_check(tmp_path / f"other.{name}")["what"].tolist()
        assert f"column {what}" in found


def test_what_a_page_holds_beside_its_strikes_is_listed(tmp_path: Path) -> None:
    made(tmp_path).save(tmp_path / "map.html")
    found = sm.publish_check(tmp_path / "map.html").set_index("what")["example"]
    assert found["names of zones"] == "north"
    assert {"notes", "rows of the table"} <= set(found.index)


def test_of_vectors_it_is_said_that_places_can_be_measured(tmp_path: Path) -> None:
    made(tmp_path).save(tmp_path / "map.svg")
    assert any("measured" in what for what in sm.publish_check(tmp_path / "map.svg")["what"])
