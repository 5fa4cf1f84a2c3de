"""What can be opened for a strike: its fields, and every report it was made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import spec_samples as samples

import strikemap as sm
from strikemap.compose.film import film
from strikemap.errors import MapError
from strikemap.paint.page import page
from strikemap.payload.payload import payload
from strikemap.spec import Reports

DEAL = sm.Event("Deal", "2017-05-04")


def strikes(**columns: list[object]) -> gpd.GeoDataFrame:
    days = pd.to_datetime(["2017-05-01", "2017-05-03", "2017-05-04"])
    rows = {
        "id": ["S1", "S2", "S3"],
        "date_start": days,
        "date_end": days,
        "place": ["One", "Two", "Three"],
        "attacker": ["Russia"] * 3,
        "report_ids": [("a", "b"), ("c",), ("b", "lost")],
        "source_url": ["https://a.example/1", "", ""],
        **columns,
    }
    points = gpd.points_from_xy([36.6, 36.7, 40.1], [35.6, 35.7, 35.3])
    return gpd.GeoDataFrame(rows, geometry=points, crs="EPSG:4326")


def reports(**columns: list[object]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "id": ["d", "c", "b", "a"],
            "source": ["Canary", "Wire", None, "Paper"],
            "source_date": ["2017-05-09", None, "2017-05-02", "2017-05-01"],
            "source_title": ["CANARY", "", "Second", "First"],
            "source_url": ["https://canary.example", "javascript:x", None, "https://a.example/1"],
            "witness": ["CANARY"] * 4,
            **columns,
        }
    )


def named(spec: Any) -> Reports:
    assert spec.popups.reports is not None
    found: Reports = spec.popups.reports
    return found


def test_every_report_of_a_strike_is_listed_in_the_order_it_is_named() -> None:
    found = named(sm.before_after(strikes(), DEAL, reports=reports()).spec)
    listed = [[(found.source[r], found.title[r], found.date[r]) for r in m] for m in found.of_mark]
    assert listed[0] == [("Paper", "First", "2017-05-01"), ("b", "Second", "2017-05-02")]
    assert listed[1] == [("Wire", "", "")]


def test_a_report_that_is_named_but_not_given_is_listed_by_its_id() -> None:
    found = named(sm.before_after(strikes(), DEAL, reports=reports()).spec)
    last = found.of_mark[2][-1]
    assert (found.source[last], found.title[last], found.url[last]) == ("lost", "", "")


def test_only_addresses_of_the_web_become_links() -> None:
    found = named(sm.before_after(strikes(), DEAL, reports=reports()).spec)
    assert set(found.url) == {"https://a.example/1", ""}


def test_without_reports_a_map_lists_none() -> None:
    assert sm.before_after(strikes(), DEAL).spec.popups.reports is None


def test_no_other_report_and_no_other_column_travels(tmp_path: Path) -> None:
    made = sm.before_after(strikes(), DEAL, windows=2, reports=reports())
    made.save(tmp_path / "map.html")
    text = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert not [word for word in ("CANARY", "Canary", "canary.example") if word in text]
    assert "Second" in text


def test_reports_of_strikes_that_stay_behind_stay_behind_too() -> None:
    spec = samples.spec()
    n = len(spec.marks)
    texts = tuple(f"report of {i}" for i in range(n))
    all_of_them = Reports(texts, ("",) * n, ("",) * n, ("",) * n, tuple((i,) for i in range(n)))
    carried = payload(replace(spec, popups=replace(spec.popups, reports=all_of_them)))["popups"]
    shown = [i for i in range(n) if spec.marks.panel[i] >= 0]
    assert carried["reports"]["source"]["texts"] == [f"report of {i}" for i in shown]
    assert carried["reports"]["ofMark"] == [[k] for k in range(len(shown))]


def test_period_maps_list_reports_too() -> None:
    pairs = [("2017-05-01", "2017-05-04"), ("2017-05-04", "2017-05-06")]
    spec = sm.period_maps(strikes(), pairs, reports=reports()).spec
    assert [len(rows) for rows in named(spec).of_mark] == [2, 1, 2]


def test_a_still_keeps_the_reports_of_its_own_strikes() -> None:
    m = sm.before_after(strikes(), DEAL, reports=reports())
    before, after = film(m._scene, m.spec)
    assert [len(rows) for rows in named(before).of_mark] == [2, 1]
    found = named(after)
    assert [[found.title[r] for r in rows] for rows in found.of_mark] == [["Second", ""]]


def test_a_report_that_was_corroborated_is_found_by_its_strike() -> None:
    given = sm.load_dataset("syria_2017_reports").head(40)
    merged = sm.corroborate(given)
    found = named(sm.before_after(merged, DEAL, windows=40, reports=given).spec)
    assert sorted({r for rows in found.of_mark for r in rows}) == list(range(len(found.source)))
    assert set(found.source) <= set(given["source"])


@pytest.mark.parametrize(
    ("rows", "given"),
    [
        (strikes().drop(columns="report_ids"), reports()),
        (strikes(), reports().drop(columns="id")),
        (strikes(), reports(id=["w", "x", "y", "z"])),
    ],
)
def test_tables_that_do_not_name_each_other_are_refused(
    rows: gpd.GeoDataFrame, given: pd.DataFrame
) -> None:
    with pytest.raises(MapError, match="report") as raised:
        _ = sm.before_after(rows, DEAL, reports=given).spec
    assert raised.value.code == "REPORTS_UNKNOWN"


@pytest.mark.browser
def test_the_card_lists_the_reports_with_links_that_tell_nothing(show: Callable[..., Any]) -> None:
    made = sm.before_after(strikes(), DEAL, reports=reports())
    opened = show(page.html(made.spec))
    opened.page.locator(".strikemap-mark[aria-label*=One]").press("Enter")
    card = opened.page.locator(".strikemap-details")
    card.wait_for()
    assert opened.texts(".strikemap-details .reports .heading") == ["Reports"]
    items = opened.texts(".strikemap-details .reports li")
    assert items == ["Paper 2017-05-01First a.example", "b 2017-05-02Second"]
    links = card.locator("a")
    assert links.count() == 1
    assert links.first.get_attribute("href") == "https://a.example/1"
    assert links.first.get_attribute("rel") == "noopener noreferrer"
    assert links.first.get_attribute("target") == "_blank"
    assert opened.errors == []


@pytest.mark.browser
def test_a_report_names_its_archived_copy_where_it_has_one(show: Callable[..., Any]) -> None:
    copies = ["https://archive.example/1", "javascript:ran(1)", "", "https://archive.example/4"]
    made = sm.before_after(strikes(), DEAL, reports=reports(archive_url=copies))
    assert set(named(made.spec).archive) <= {"", copies[0], copies[3]}
    opened = show(page.html(made.spec))
    opened.page.locator(".strikemap-mark[aria-label*=One]").press("Enter")
    links = opened.page.locator(".strikemap-details a")
    addresses = [link.get_attribute("href") for link in links.all()]
    assert addresses == ["https://a.example/1", copies[3]]
    assert "Archived copy" in links.nth(1).inner_text()
