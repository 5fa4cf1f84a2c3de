"""The saved page: what its file holds, and what a browser shows of it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
import spec_samples as samples
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Point, Polygon

from strikemap.errors import MapError
from strikemap.paint import page
from strikemap.paint.payload import dumps, encoded, payload, position_decimals

DATA = re.compile(r'<script type="application/json" id="strikemap-data">(.*?)</script>', re.DOTALL)
LAYOUTS = ("dual", "swipe", "toggle", "grid")
AXE = Path(__file__).resolve().parents[1] / "web" / "node_modules" / "axe-core" / "axe.min.js"
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


def data_of(html: str) -> dict[str, Any]:
    (block,) = DATA.findall(html)
    return json.loads(block)


def decoded(line: list[int]) -> np.ndarray:
    return np.cumsum(np.array(line).reshape(-1, 2), axis=0) / 10_000


# The file


def test_everything_but_the_data_and_the_language_is_the_same_for_every_map() -> None:
    calm, hostile = page.html(samples.spec()), page.html(samples.hostile())
    assert DATA.sub("", calm) == DATA.sub("", hostile)
    arabic = page.html(samples.arabic())
    assert '<html lang="ar" dir="rtl">' in arabic
    same = arabic.replace('lang="ar" dir="rtl"', 'lang="en" dir="ltr"')
    assert DATA.sub("", same) == DATA.sub("", calm)


def test_the_policy_names_the_one_script_and_the_one_style_by_their_hashes() -> None:
    html = page.html(samples.spec())
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html).group(1)
    script = re.search(r"<script>(.*?)</script>", html, re.DOTALL).group(1)
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL).group(1)
    for kind, text in (("script", script), ("style", style)):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "http" not in policy


def test_the_same_map_gives_the_same_bytes() -> None:
    assert page.html(samples.spec()) == page.html(samples.spec())


def test_no_text_of_the_data_stands_outside_the_data_block() -> None:
    spec = samples.spec()
    outside = DATA.sub("", page.html(spec))
    for text in (spec.title, spec.alt, spec.panels[0].dates, spec.notes[0].text):
        assert text not in outside


def test_a_data_block_cannot_be_left() -> None:
    html = page.html(samples.hostile())
    (block,) = DATA.findall(html)
    assert not re.search("[<>&\u2028\u2029]", block)
    assert data_of(html)["title"] == samples.hostile().title


def test_only_strikes_of_a_panel_travel() -> None:
    spec = samples.spec()
    canary = "CANARY-4711"
    hidden = int(np.flatnonzero(spec.marks.panel == -1)[0])
    titles = list(spec.popups.title)
    titles[hidden] = canary
    ids = list(spec.marks.id)
    ids[hidden] = canary
    marked = replace(
        spec,
        marks=replace(spec.marks, id=tuple(ids)),
        popups=replace(spec.popups, title=tuple(titles)),
    )
    assert canary not in page.html(marked)
    assert len(data_of(page.html(marked))["marks"]["lon"]) == len(spec.marks) - 1


def test_positions_are_no_finer_than_their_radius() -> None:
    spec = samples.spec()
    n = len(spec.marks)
    exact = replace(
        spec.marks,
        lon=np.full(n, 36.123456),
        lat=np.full(n, 35.654321),
        radius_km=np.resize([0.25, 3.0, 10.0, 60.0, 300.0], n),
    )
    marks = payload(replace(spec, marks=exact))["marks"]
    assert marks["lon"][:5] == [36.123, 36.12, 36.12, 36.1, 36.0]
    assert marks["lat"][:5] == [35.654, 35.65, 35.65, 35.7, 36.0]


@given(st.floats(0.01, 2000))
def test_the_step_of_rounding_is_the_coarsest_power_of_ten_within_the_radius(km: float) -> None:
    decimals = position_decimals(km)
    assert 0 <= decimals <= 4
    if 0 < decimals < 4:
        assert 111 * 10.0**-decimals <= km * 1.000001 < 111 * 10.0 ** -(decimals - 1) * 1.000002


@given(
    st.lists(
        st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=2, max_size=8, unique=True
    )
)
def test_a_line_comes_back_within_half_a_step(points: list[tuple[float, float]]) -> None:
    wanted = np.round(np.array(points) * 10_000).astype(int)
    kept = wanted[np.r_[True, (np.diff(wanted, axis=0) != 0).any(axis=1)]]
    lines = encoded(LineString(points))["lines"]
    if len(kept) < 2:
        assert lines == []
    else:
        assert np.abs(decoded(lines[0]) - kept / 10_000).max() < 1e-9


def test_holes_and_parts_of_an_area_are_kept_and_specks_are_not() -> None:
    ring = Polygon(Point(36, 35).buffer(1).exterior, [Point(36, 35).buffer(0.5).exterior])
    speck = Polygon([(40, 35), (40.00001, 35), (40, 35.00001)])
    shape = encoded(MultiPolygon([ring, speck]))
    assert [len(part) for part in shape["areas"]] == [2]
    outline = Polygon(decoded(shape["areas"][0][0]), [decoded(shape["areas"][0][1])])
    assert outline.area == pytest.approx(ring.area, rel=1e-3)


def test_an_empty_geometry_is_nothing() -> None:
    assert encoded(shapely.from_wkt("GEOMETRYCOLLECTION EMPTY")) == {"areas": [], "lines": []}


def test_half_a_surrogate_pair_becomes_the_replacement_character() -> None:
    assert dumps({"a": "x\ud83dy\U0001f600"}) == '{"a":"x\ufffdy\U0001f600"}'


def test_an_unknown_layout_is_refused_by_name() -> None:
    with pytest.raises(MapError, match="no page layout 'stack'") as raised:
        page.html(samples.spec(), layout="stack")
    assert raised.value.code == "LAYOUT_UNKNOWN"


def test_the_page_carries_the_licence_of_leaflet() -> None:
    html = page.html(samples.spec())
    assert "Leaflet 1.9.4" in html
    assert "Vladimir Agafonkin" in html


# In a browser


def counts(opened: Any, selector: str) -> int:
    return opened.page.locator(selector).count()


def texts(opened: Any, selector: str) -> list[str]:
    return opened.page.locator(selector).all_text_contents()


@pytest.mark.browser
@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_page_paints_what_the_spec_says(show: Callable[..., Any], layout: str) -> None:
    spec = samples.spec()
    opened = show(page.html(spec, layout=layout))
    shown = spec.marks.panel >= 0
    assert counts(opened, ".strikemap-mark") == shown.sum()
    assert counts(opened, ".strikemap-disc") == (shown & spec.marks.coarse).sum()
    assert counts(opened, ".strikemap-ring") == (shown & spec.marks.near_front).sum() + 1
    zones = sum(len(spec.zone_layers[panel.zone_layer].names) for panel in spec.panels)
    assert counts(opened, ".strikemap-zone") == zones
    assert counts(opened, "pattern") == len(spec.sides)
    assert texts(opened, "h1") == [spec.title]
    assert opened.page.title() == spec.title
    heads = [f"{panel.heading} {panel.dates}" for panel in spec.panels]
    assert texts(opened, ".maps h2") == heads
    assert texts(opened, ".zones-note") == [panel.zones_note for panel in spec.panels]
    assert texts(opened, "footer .note") == [note.text for note in spec.notes]
    assert opened.requests == []
    assert opened.errors == []


@pytest.mark.browser
def test_each_mark_has_the_colours_of_its_class(show: Callable[..., Any]) -> None:
    spec = samples.spec()
    opened = show(page.html(spec))
    painted = opened.page.eval_on_selector_all(
        ".strikemap-mark",
        """nodes => nodes.map(node => {
            const shape = node.querySelector('.strikemap-shape');
            const paint = name => shape.getAttribute(name);
            return [Number(node.dataset.row), paint('fill'), paint('stroke')];
        })""",
    )
    rows = np.flatnonzero(spec.marks.panel >= 0)
    styles = [spec.mark_styles[spec.marks.style[row]] for row in rows]
    wanted = [[i, style.fill or "#FFFFFF", style.edge] for i, style in enumerate(styles)]
    assert sorted(painted) == wanted


@pytest.mark.browser
def test_legend_and_table_say_the_numbers_of_the_spec(show: Callable[..., Any]) -> None:
    spec = samples.spec()
    opened = show(page.html(spec))
    lines = opened.page.eval_on_selector_all(
        ".strikemap-legend tbody tr",
        "rows => rows.map(row => [...row.children].slice(1).map(cell => cell.textContent))",
    )
    entries = [entry for group in spec.legend for entry in group.entries]
    assert lines == [[entry.label, *(str(n) for n in entry.counts)] for entry in entries]
    table = opened.page.eval_on_selector_all(
        ".numbers tbody tr",
        "rows => rows.map(row => [...row.children].map(cell => cell.textContent))",
    )
    assert table == [list(row) for row in spec.table.rows]


@pytest.mark.browser
def test_the_strip_shows_every_strike_of_every_day(show: Callable[..., Any]) -> None:
    spec = samples.spec()
    opened = show(page.html(spec))
    bars = opened.page.eval_on_selector_all(
        ".strip .bar",
        "bars => bars.map(bar => [bar.getAttribute('fill'), +bar.getAttribute('height')])",
    )
    heights: dict[str, float] = {}
    for colour, height in bars:
        heights[colour] = heights.get(colour, 0) + height
    series = spec.timeline.series
    ratio = heights[series[1].colour] / heights[series[0].colour]
    assert ratio == pytest.approx(series[1].per_day.sum() / series[0].per_day.sum(), rel=1e-3)
    assert texts(opened, ".event-label") == [spec.timeline.event_label]


@pytest.mark.browser
def test_a_mark_opens_by_keyboard_and_gives_the_focus_back(show: Callable[..., Any]) -> None:
    opened = show(page.html(samples.spec()))
    mark = opened.page.locator(".strikemap-mark[data-row='1']")
    mark.focus()
    opened.page.keyboard.press("Enter")
    details = opened.page.locator(".strikemap-details")
    details.wait_for()
    assert "2 May 2017" in details.inner_text()
    link = details.locator("a")
    assert link.get_attribute("href") == "https://example.org/1"
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert link.get_attribute("target") == "_blank"
    opened.page.keyboard.press("Escape")
    details.wait_for(state="detached")
    assert opened.page.evaluate("document.activeElement.dataset.row") == "1"


@pytest.mark.browser
def test_strikes_of_one_point_stand_apart_and_are_paged_through(show: Callable[..., Any]) -> None:
    opened = show(page.html(samples.spec()))
    boxes = [
        opened.page.locator(f".strikemap-mark[data-row='{row}']").bounding_box() for row in (2, 3)
    ]
    assert boxes[0]["x"] != boxes[1]["x"]
    opened.page.locator(".strikemap-mark[data-row='2']").press("Enter")
    first = opened.page.locator(".strikemap-strike h3").inner_text()
    opened.page.locator(".strikemap-details button").nth(1).click()
    assert opened.page.locator(".strikemap-strike h3").inner_text() != first


@pytest.mark.browser
def test_maps_move_as_one(show: Callable[..., Any]) -> None:
    opened = show(page.html(samples.spec()))
    opened.page.get_by_role("button", name="North-west").click()
    opened.page.wait_for_timeout(600)
    transforms = opened.page.eval_on_selector_all(
        ".map .leaflet-map-pane", "panes => panes.map(pane => pane.style.transform)"
    )
    assert len(set(transforms)) == 1
    scales = texts(opened, ".strikemap-scale")
    assert len(set(scales)) == 1
    assert scales[0] != "100 km"
    assert opened.errors == []


@pytest.mark.browser
def test_labels_never_touch_a_mark_or_one_another(show: Callable[..., Any]) -> None:
    opened = show(page.html(samples.spec()))
    boxes = """nodes => nodes.map(node => {
        const {x, y, width, height} = node.getBoundingClientRect();
        return [x, y, x + width, y + height];
    })"""
    names = opened.page.eval_on_selector_all(".strikemap-name:not(.away)", boxes)
    marks = opened.page.eval_on_selector_all(".strikemap-shape", boxes)
    assert len(names) > 8

    def touch(a: list[float], b: list[float]) -> bool:
        return a[0] < b[2] - 0.5 and b[0] < a[2] - 0.5 and a[1] < b[3] - 0.5 and b[1] < a[3] - 0.5

    in_maps = marks[: int((samples.spec().marks.panel >= 0).sum())]
    assert not [1 for name in names for mark in in_maps if touch(name, mark)]
    assert not [1 for i, a in enumerate(names) for b in names[:i] if touch(a, b)]


@pytest.mark.browser
def test_dates_do_not_depend_on_the_time_zone_of_the_reader(show: Callable[..., Any]) -> None:
    html = page.html(samples.spec())
    zones = ("America/New_York", "Europe/London", "Asia/Damascus", "Asia/Tokyo")
    said = [show(html, timezone_id=zone).page.inner_text("body") for zone in zones]
    assert len(set(said)) == 1
    assert "4 – 22 May 2017" in said[0]


@pytest.mark.browser
def test_the_policy_stops_what_a_page_must_not_do(show: Callable[..., Any]) -> None:
    opened = show(page.html(samples.spec()))
    ran = opened.page.evaluate(
        """async () => {
            const script = document.createElement('script');
            try { script.textContent = 'window.ran = "script"'; } catch {}
            document.body.append(script);
            const button = document.createElement('button');
            try { button.setAttribute('onclick', 'window.ran = "handler"'); } catch {}
            button.click();
            try { document.body.innerHTML += '<img src=x>'; window.ran = 'html'; } catch {}
            try { await fetch('https://example.org/'); window.ran = 'fetch'; } catch {}
            return window.ran ?? null;
        }"""
    )
    assert ran is None
    assert opened.requests == []


@pytest.mark.browser
def test_the_arabic_page_runs_from_right_to_left(show: Callable[..., Any]) -> None:
    opened = show(page.html(samples.arabic()))
    before, after = (box["x"] for box in _boxes(opened, ".panel"))
    assert before > after
    assert opened.page.get_by_role("button", name="تكبير").count() == 1
    assert opened.page.get_by_role("button", name="Zoom in").count() == 0
    assert opened.errors == []


def _boxes(opened: Any, selector: str) -> list[dict[str, float]]:
    return [item.bounding_box() for item in opened.page.locator(selector).all()]


@pytest.mark.browser
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_phone_stacks_the_page_without_sideways_scrolling(
    show: Callable[..., Any], layout: str
) -> None:
    opened = show(page.html(samples.hostile(), layout=layout), **PHONE)
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.browser
@pytest.mark.parametrize(
    ("layout", "scheme"),
    [("dual", "light"), ("dual", "dark"), ("swipe", "light"), ("toggle", "dark")],
)
def test_axe_finds_nothing_serious(show: Callable[..., Any], layout: str, scheme: str) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: run 'npm ci' in web/")
    spec = samples.arabic() if scheme == "dark" else samples.spec()
    opened = show(page.html(spec, layout=layout), color_scheme=scheme, bypass_csp=True)
    opened.page.locator(".strikemap-mark").first.press("Enter")
    opened.page.evaluate(AXE.read_text(encoding="utf-8") + "; window.axe = axe")
    found = opened.page.evaluate("axe.run().then(result => result.violations)")
    serious = [
        (fault["id"], [node["html"][:120] for node in fault["nodes"]])
        for fault in found
        if fault["impact"] in ("serious", "critical", "moderate")
    ]
    assert serious == []


@pytest.mark.browser
def test_swipe_cuts_the_later_map_where_the_reader_says(show: Callable[..., Any]) -> None:
    opened = show(page.html(samples.spec(), layout="swipe"))
    slider = opened.page.get_by_role("slider")
    slider.focus()
    opened.page.keyboard.press("End")
    clip = opened.page.eval_on_selector(".over", "node => node.style.clipPath")
    assert "100% - 20px" in clip
    opened.page.keyboard.press("Home")
    assert opened.page.eval_on_selector(".over", "node => node.style.clipPath") != clip


@pytest.mark.browser
def test_toggle_shows_one_panel_at_a_time(show: Callable[..., Any]) -> None:
    opened = show(page.html(samples.spec(), layout="toggle"))
    panels = opened.page.locator(".panel")
    assert [panels.nth(i).is_visible() for i in (0, 1)] == [True, False]
    opened.page.get_by_role("radio", name="After").check()
    assert [panels.nth(i).is_visible() for i in (0, 1)] == [False, True]


@pytest.mark.browser
def test_the_page_prints_both_maps_on_white(show: Callable[..., Any]) -> None:
    opened = show(page.html(samples.spec()), color_scheme="dark")
    opened.page.emulate_media(media="print", color_scheme="light")
    assert opened.page.locator(".tools").is_hidden()
    assert opened.page.evaluate("getComputedStyle(document.body).backgroundColor") == (
        "rgb(255, 255, 255)"
    )
    assert len(opened.page.pdf()) > 20_000
