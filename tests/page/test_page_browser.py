"""The saved page in a browser: what is painted is what the spec says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spec_samples as samples
from conftest import missing
from matplotlib.text import Text

from strikemap.paint.page import page
from strikemap.paint.print import static
from strikemap.spec import Places

pytestmark = pytest.mark.browser
LAYOUTS = ("dual", "swipe", "toggle", "grid", "timelapse")
AXE = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_page_paints_what_the_spec_says(show: Callable[..., Any], layout: str) -> None:
    spec = samples.spec()
    opened = show(page.html(spec, layout=layout))
    shown = spec.marks.panel >= 0
    assert opened.count(".strikemap-mark") == shown.sum()
    assert opened.count(".strikemap-disc") == (shown & spec.marks.coarse).sum()
    assert opened.count(".strikemap-ring") == (shown & spec.marks.near_front).sum() + 1
    zones = sum(len(spec.zone_layers[panel.zone_layer].names) for panel in spec.panels)
    assert opened.count(".strikemap-zone") == zones
    styled = [one for one in spec.timeline.by_zone.series if one.style]
    assert opened.count("pattern") == len(spec.sides) + len(styled)
    assert opened.texts("h1") == [spec.title]
    assert opened.page.title() == spec.title
    heads = [f"{panel.heading} {panel.dates}" for panel in spec.panels]
    assert opened.texts(".maps h2") == heads
    assert opened.texts(".counts strong") == [panel.counts[0] for panel in spec.panels]
    assert opened.texts(".zones-note") == [panel.zones_note for panel in spec.panels]
    assert opened.texts("footer .note") == [note.text for note in spec.notes]
    assert opened.requests == []
    assert opened.errors == []


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


def heights(opened: Any) -> dict[str, float]:
    """Return the height of all bars of each series of the strip, by the colour of the series."""
    paths = opened.page.eval_on_selector_all(
        ".strip .bar",
        """bars => bars.map(bar => {
            const high = [...bar.getAttribute('d').matchAll(/z|v-([\\d.]+)/g)].filter(m => m[1]);
            const edge = bar.getAttribute('stroke') === 'none' ? 0 : 1;
            const sum = high.reduce((all, one) => all + Number(one[1]) + edge, 0);
            return [bar.getAttribute(edge ? 'stroke' : 'fill'), sum];
        })""",
    )
    return dict(paths)


@pytest.mark.parametrize("view", ["zone", "class"])
def test_the_strip_shows_every_strike_of_every_day(show: Callable[..., Any], view: str) -> None:
    spec = samples.spec()
    opened = show(page.html(spec))
    series = {"zone": spec.timeline.by_zone.series, "class": spec.timeline.series}[view]
    opened.page.get_by_role("button", name=f"by {view}").click()
    found = heights(opened)
    one = found[series[0].colour] / series[0].per_day.sum()
    for each in series:
        assert found[each.colour] == pytest.approx(each.per_day.sum() * one, rel=2e-3)
    assert opened.texts(".key li") == [each.label for each in series]
    assert opened.texts(".event-label") == [spec.timeline.event_label]


def test_the_strip_opens_as_in_print_by_class_and_an_address_brings_the_other_way_back(
    show: Callable[..., Any],
) -> None:
    spec = samples.spec()
    opened = show(page.html(spec))
    buttons = opened.page.locator(".switch button")
    pressed = "all => all.map(one => one.getAttribute('aria-pressed'))"
    assert opened.texts(".switch button") == ["by class", "by zone"]
    assert buttons.evaluate_all(pressed) == ["true", "false"]
    buttons.nth(1).press("Enter")
    assert buttons.evaluate_all(pressed) == ["false", "true"]
    assert opened.page.evaluate("location.hash") == "#strip=zone"
    assert opened.texts(".counts strong") == [panel.counts[0] for panel in spec.panels]
    opened.page.reload()
    opened.page.wait_for_selector("html[data-strikemap]", state="attached")
    assert opened.texts(".key li") == [one.label for one in spec.timeline.by_zone.series]
    assert opened.errors == []


def test_page_and_figure_say_how_high_the_strip_is_in_the_same_whole_number(
    show: Callable[..., Any],
) -> None:
    spec = samples.spec()
    third = np.full(60, 1 / 3)
    series = tuple(replace(one, per_day=third) for one in spec.timeline.series)
    zones = replace(
        spec.timeline.by_zone,
        series=tuple(replace(one, per_day=third * 2 / 3) for one in spec.timeline.by_zone.series),
    )
    spread = replace(spec, timeline=replace(spec.timeline, series=series, by_zone=zones))
    for one, top in ((spec, "2"), (spread, "1")):
        words = [text.get_text() for text in static.figure(one).findobj(Text)]
        assert show(page.html(one)).texts(".strip .top") == [top]
        assert top in words
        assert str(one.timeline.top) == top


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


def test_maps_move_as_one(show: Callable[..., Any]) -> None:
    opened = show(page.html(samples.spec()))
    opened.page.get_by_role("button", name="North-west").click()
    opened.page.wait_for_timeout(600)
    towns = opened.page.eval_on_selector_all(
        ".map",
        """maps => maps.map(map => Object.fromEntries(
            [...map.querySelectorAll('.strikemap-name.zone')].map(name => {
                const {x, y} = map.getBoundingClientRect();
                const at = name.getBoundingClientRect();
                return [name.textContent, [at.x - x, at.y - y]];
            })))""",
    )
    assert len(towns[0]) > 3
    for name, place in towns[0].items():
        assert towns[1][name] == pytest.approx(place, abs=1.5) or name == "SDF"
    scales = opened.texts(".strikemap-scale")
    assert len(set(scales)) == 1
    assert scales[0] != "100 km"
    assert opened.errors == []


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


def test_villages_are_named_once_a_reader_comes_close_and_cost_nothing_before(
    show: Callable[..., Any],
) -> None:
    spec = samples.spec()
    places = spec.ground.places
    lon, lat = np.append(places.lon, 36.2), np.append(places.lat, 34.0)
    far = replace(
        places, names=(*places.names, "Hamlet"), lon=lon, lat=lat, rank=np.append(places.rank, 4)
    )
    opened = show(page.html(replace(spec, ground=replace(spec.ground, places=far))))
    hamlets = opened.page.get_by_text("Hamlet", exact=True)
    assert hamlets.count() == 0
    for _ in range(4):
        opened.page.locator(".tools button").first.click()
        opened.page.wait_for_timeout(400)
    assert hamlets.count() == 2
    opened.page.get_by_role("button", name="Whole map").click()
    opened.page.wait_for_timeout(600)
    assert opened.page.locator(".strikemap-name.away", has_text="Hamlet").count() == 2
    assert opened.errors == []


def test_the_long_name_of_a_country_stands_in_several_lines_and_is_not_cut(
    show: Callable[..., Any],
) -> None:
    spec = samples.spec()
    long = Places(
        ("Democratic Republic of the Congo",), np.array([44.0]), np.array([33.0]), np.array([0])
    )
    away = replace(spec, extent=samples.extent(east=46.6), ground=replace(spec.ground, names=long))
    opened = show(page.html(away))
    cut = """() => [...document.querySelectorAll('.strikemap-name.country:not(.away)')].map(name =>
        [name.scrollWidth > name.clientWidth, name.offsetHeight > 20])"""
    assert opened.page.evaluate(cut) == [[False, True]] * 2


def test_dates_do_not_depend_on_the_time_zone_of_the_reader(show: Callable[..., Any]) -> None:
    html = page.html(samples.spec())
    zones = ("America/New_York", "Europe/London", "Asia/Damascus", "Asia/Tokyo")
    said = [show(html, timezone_id=zone).page.inner_text("body") for zone in zones]
    assert len(set(said)) == 1
    assert "4 – 22 May 2017" in said[0]


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


def test_the_arabic_page_runs_from_right_to_left(show: Callable[..., Any]) -> None:
    opened = show(page.html(samples.arabic()))
    before, after = (box["x"] for box in _boxes(opened, ".panel"))
    assert before > after
    assert opened.page.get_by_role("button", name="تكبير").count() == 1
    assert opened.page.get_by_role("button", name="Zoom in").count() == 0
    assert opened.errors == []


def _boxes(opened: Any, selector: str) -> list[dict[str, float]]:
    return [item.bounding_box() for item in opened.page.locator(selector).all()]


KINDS: dict[str, tuple[Callable[[], Any], dict[str, Any]]] = {
    **{layout: (samples.spec, {"layout": layout}) for layout in LAYOUTS},
    "compact": (samples.spec, {"compact": True}),
    "right to left": (samples.arabic, {}),
    **{f"hostile {layout}": (samples.hostile, {"layout": layout}) for layout in LAYOUTS},
    "zones of a day": (samples.single, {}),
    "change": (samples.difference, {}),
    "sized": (samples.sized, {}),
    "periods": (lambda: samples.periods(3), {}),
    "many periods": (lambda: samples.periods(9), {}),
    "film": (lambda: samples.periods(14), {"layout": "timelapse"}),
    "compact periods": (lambda: samples.periods(9), {"compact": True}),
}
#: What stands beyond the window or the paper, and in no box that scrolls.
BEYOND = """() => [...document.querySelectorAll('body *')].filter(node => {
    if (node.closest('.map, .unseen, svg') || node.parentElement.closest('.scroll')) return false;
    const { left, right, width } = node.getBoundingClientRect();
    return width > 1 && (left < -1 || right > innerWidth + 1);
}).map(node => `${node.tagName}.${node.className}`)"""


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_of_page_scrolls_sideways_or_is_cut_at_any_width(
    show: Callable[..., Any], kind: str
) -> None:
    made, options = KINDS[kind]
    opened = show(page.html(made(), **options), **PHONE)
    opened.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    for width in (320, 360, 390, 640, 768):
        opened.page.set_viewport_size({"width": width, "height": 844})
        opened.page.wait_for_timeout(60)
        seen = "[innerWidth, document.documentElement.scrollWidth]"
        assert opened.page.evaluate(seen) == [width, width]
        assert (width, opened.page.evaluate(BEYOND)) == (width, [])
    assert opened.errors == []


@pytest.mark.parametrize(
    ("layout", "scheme"),
    [("dual", "light"), ("dual", "dark"), ("swipe", "light"), ("toggle", "dark")],
)
def test_axe_finds_nothing_serious(show: Callable[..., Any], layout: str, scheme: str) -> None:
    if not AXE.is_file():
        missing("axe-core is not installed: run 'npm ci' in web/")
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


def test_swipe_cuts_the_later_map_where_the_reader_says(show: Callable[..., Any]) -> None:
    opened = show(page.html(samples.spec(), layout="swipe"))
    slider = opened.page.locator(".divider")
    slider.focus()
    opened.page.keyboard.press("End")
    clip = opened.page.eval_on_selector(".over", "node => node.style.clipPath")
    assert "100% - 20px" in clip
    opened.page.keyboard.press("Home")
    assert opened.page.eval_on_selector(".over", "node => node.style.clipPath") != clip


def test_toggle_shows_one_panel_at_a_time(show: Callable[..., Any]) -> None:
    opened = show(page.html(samples.spec(), layout="toggle"))
    panels = opened.page.locator(".panel")
    assert [panels.nth(i).is_visible() for i in (0, 1)] == [True, False]
    opened.page.get_by_role("radio", name="After").check()
    assert [panels.nth(i).is_visible() for i in (0, 1)] == [False, True]


def test_the_page_prints_both_maps_on_white(show: Callable[..., Any]) -> None:
    opened = show(page.html(samples.spec()), color_scheme="dark")
    opened.page.emulate_media(media="print", color_scheme="light")
    assert opened.page.locator(".tools").is_hidden()
    assert opened.page.evaluate("getComputedStyle(document.body).backgroundColor") == (
        "rgb(255, 255, 255)"
    )
    assert len(opened.page.pdf()) > 20_000


@pytest.mark.parametrize("layout", ["dual", "swipe"])
def test_paper_narrower_than_the_screen_loses_no_mark(
    show: Callable[..., Any], layout: str
) -> None:
    deaf = "window.ResizeObserver = class { observe() {} }"  # nothing draws anew for paper
    opened = show(page.html(samples.spec(), layout=layout), init=deaf)
    opened.page.emulate_media(media="print")
    opened.page.set_viewport_size({"width": 718, "height": 1040})
    lost = """() => [...document.querySelectorAll('.strikemap-mark')].filter(mark => {
        const [at, box] = [mark, mark.closest('.frame')].map(e => e.getBoundingClientRect());
        return at.left < box.left || at.right > box.right || at.bottom > box.bottom;
    }).length"""
    assert opened.page.evaluate(lost) == 0
    ratio = """() => [...document.querySelectorAll('.frame')].map(frame => {
        const map = frame.querySelector('.map').getBoundingClientRect();
        return map.width / frame.getBoundingClientRect().width;
    })"""
    assert opened.page.evaluate(ratio) == pytest.approx([1, 1][: opened.count(".frame")], abs=0.01)


def test_a_time_lapse_steps_through_the_periods_and_stops_at_the_last(
    show: Callable[..., Any],
) -> None:
    opened = show(page.html(samples.periods(3), layout="timelapse"))
    panels = opened.page.locator(".panel")
    assert [panels.nth(i).is_visible() for i in range(3)] == [True, False, False]
    opened.page.get_by_role("button", name="Play").click()
    opened.page.get_by_role("button", name="Pause").wait_for()
    opened.page.get_by_role("button", name="Play").wait_for(timeout=10_000)
    assert [panels.nth(i).is_visible() for i in range(3)] == [False, False, True]
    opened.page.get_by_role("radio", name="Period 2").check()
    assert panels.nth(1).is_visible()
