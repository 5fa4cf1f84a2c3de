"""The saved page as an instrument: moved events, filters, addresses, sheets, many strikes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import spec_samples as samples

from strikemap.compose.strip import per_day
from strikemap.paint.page import page
from strikemap.payload.payload import payload
from strikemap.payload.strike_columns import code
from strikemap.periods import Period, Periods, assign
from strikemap.spec import LegendEntry, PopupColumn
from strikemap.words.phrases import day_text

pytestmark = pytest.mark.browser


def test_moving_the_event_counts_anew_and_says_that_tests_are_gone(
    show: Callable[..., Any],
) -> None:
    spec = samples.spec()
    opened = show(page.html(spec))
    grip = opened.page.locator(".grip")
    grip.focus()
    for _ in range(3):
        opened.page.keyboard.press("ArrowRight")
    cut = samples.EVENT_DAY + 3
    before = Period(spec.panels[0].day_start, cut)
    after = Period(cut, spec.panels[1].day_stop)
    marks = spec.marks
    shown = marks.panel >= 0
    codes = assign(marks.day_start, marks.day_end, Periods(before, after, cut))
    alternative = np.array([style.key == "alternative" for style in spec.mark_styles])[marks.style]
    wanted = [int((shown & ~alternative & (codes == panel)).sum()) for panel in (0, 1)]
    said = opened.texts(".counts strong")
    assert said == [f"{n} strikes named as Russian" for n in wanted]
    assert opened.texts("h1") == ["Strikes before and after 7 May 2017"]
    assert opened.page.title() == "Strikes before and after 7 May 2017"
    assert opened.texts(".subtitle") == ["Cut on 7 May 2017: 22 days before and 16 days after."]
    assert opened.texts(".departure li") == ["event on 7 May 2017"]
    assert opened.count(".strikemap-mark") == (shown & (codes >= 0)).sum()
    assert grip.get_attribute("aria-valuetext") == "7 May 2017"
    assert opened.texts(".event-label") == ["7 May 2017"]
    assert opened.texts(".maps .dates") == ["15 April – 6 May 2017", "7–22 May 2017"]
    assert "Intervals and tests are left out" in opened.page.locator(".table").inner_text()
    assert set(opened.texts(".numbers td:last-child")) == {""}
    assert opened.page.evaluate("location.hash") == "#event=2017-05-07"
    opened.page.locator(".departure").get_by_role("button").click()
    assert opened.texts(".counts strong") == [panel.counts[0] for panel in spec.panels]
    assert opened.texts("h1") == [spec.title]
    assert opened.texts(".numbers td:last-child") == [row[-1] for row in spec.table.rows]
    assert not opened.page.locator(".departure").is_visible()


def test_the_event_can_be_dragged(show: Callable[..., Any]) -> None:
    opened = show(page.html(samples.spec()))
    box = opened.page.locator(".grip .knob").bounding_box()
    opened.page.mouse.move(box["x"] + 5, box["y"] + 5)
    opened.page.mouse.down()
    opened.page.mouse.move(box["x"] - 60, box["y"] + 5, steps=4)
    opened.page.mouse.up()
    assert opened.page.locator(".grip").get_attribute("aria-valuetext") == "30 April 2017"
    assert opened.errors == []


def test_drawing_in_the_windows_counts_anew_and_an_address_brings_it_back(
    show: Callable[..., Any],
) -> None:
    spec = samples.spec()
    opened = show(page.html(spec))
    start, stop = (opened.page.locator(f"[data-edge={edge}]") for edge in ("start", "stop"))
    start.press("ArrowLeft")
    assert opened.page.evaluate("location.hash") in ("", "#")
    for _ in range(9):
        start.press("ArrowRight")
    for _ in range(8):
        stop.press("ArrowLeft")
    first, last = spec.panels[0].day_start + 9, spec.panels[1].day_stop - 8
    event = samples.EVENT_DAY
    windows = Periods(Period(first, event), Period(event, last), event)
    codes = assign(spec.marks.day_start, spec.marks.day_end, windows)
    shown = (spec.marks.panel >= 0) & (codes >= 0)
    assert shown.sum() < (spec.marks.panel >= 0).sum()
    assert opened.count(".strikemap-mark") == shown.sum()
    days = [str(np.datetime64(day, "D")) for day in (first, last - 1)]
    said = [edge.get_attribute("aria-valuetext") for edge in (start, stop)]
    assert said == [day_text(day, "en") for day in (first, last - 1)]
    assert "Intervals and tests are left out" in opened.page.locator(".table").inner_text()
    fragment = opened.page.evaluate("location.hash")
    assert fragment == f"#from={days[0]}&to={days[1]}"
    again = show(page.html(spec))
    again.page.goto(again.page.url + fragment)
    again.page.reload()
    again.page.wait_for_selector("html[data-strikemap]", state="attached")
    assert again.count(".strikemap-mark") == shown.sum()
    assert again.texts(".counts strong") == opened.texts(".counts strong")
    assert opened.errors == again.errors == []


def test_an_edge_can_be_dragged_and_stops_before_the_event(show: Callable[..., Any]) -> None:
    opened = show(page.html(samples.spec()))
    box = opened.page.locator("[data-edge=start] .knob").bounding_box()
    opened.page.mouse.move(box["x"] + 3, box["y"] + 5)
    opened.page.mouse.down()
    opened.page.mouse.move(box["x"] + 900, box["y"] + 5, steps=5)
    opened.page.mouse.up()
    edge = opened.page.locator("[data-edge=start]")
    assert edge.get_attribute("aria-valuetext") == "3 May 2017"
    assert edge.evaluate("node => node === document.activeElement")


@pytest.mark.parametrize("width", [1366, 390])
def test_long_days_under_the_strip_stand_apart_and_within_it(
    show: Callable[..., Any], width: int
) -> None:
    spec = samples.spec()
    assert spec.timeline is not None
    first, last = spec.timeline.day_start, spec.panels[1].day_stop
    ticks = tuple((day, "29 сентября") for day in range(first, last))
    spec = replace(spec, timeline=replace(spec.timeline, ticks=ticks))
    opened = show(page.html(spec), viewport={"width": width, "height": 844})
    read = "nodes => nodes.map(node => [node.left, node.right].map(Math.round))"
    boxes = opened.page.eval_on_selector_all(
        ".strip .tick:not(.top), .strip > svg",
        f"nodes => ({read})(nodes.map(node => node.getBoundingClientRect()))",
    )
    (left, right), said = boxes[0], sorted(boxes[1:])
    assert len(said) > 1
    assert left <= said[0][0]
    assert said[-1][1] <= right
    assert all(one[1] < other[0] for one, other in pairwise(said))


def test_a_turned_screen_shows_both_maps_with_the_same_lines(show: Callable[..., Any]) -> None:
    spec = replace(samples.spec(), extent=samples.extent(36.0, 32.5, 37.5, 37.0))
    opened = show(page.html(spec), viewport={"width": 390, "height": 300})
    opened.page.set_viewport_size({"width": 390, "height": 2400})
    opened.page.wait_for_timeout(400)
    assert opened.count(".strikemap-near") == 0


def test_play_steps_through_the_days_until_it_is_stopped(show: Callable[..., Any]) -> None:
    opened = show(page.html(samples.spec()))
    play = opened.page.get_by_role("button", name="Play the event through the days")
    play.press("Enter")
    grip = opened.page.locator(".grip")
    opened.page.locator(".grip[aria-valuetext='6 May 2017']").wait_for(state="attached")
    assert opened.texts(".timeline .play") == ["Pause"]
    opened.page.keyboard.press("Escape")
    day = grip.get_attribute("aria-valuetext")
    assert opened.texts(".timeline .play") == ["Play the event through the days"]
    opened.page.wait_for_timeout(1000)
    assert grip.get_attribute("aria-valuetext") == day
    assert opened.errors == []


def test_nothing_plays_by_itself_where_little_motion_is_wanted(show: Callable[..., Any]) -> None:
    opened = show(page.html(samples.spec()), reduced_motion="reduce")
    opened.page.get_by_role("button", name="Event a day later").press("Enter")
    opened.page.wait_for_timeout(1000)
    assert opened.page.locator(".grip").get_attribute("aria-valuetext") == "5 May 2017"


def filtered() -> Any:
    """Return the sample map with a column that can be filtered."""
    spec = samples.spec()
    n = len(spec.marks)
    values = tuple("high" if i % 2 else "low" for i in range(n))
    column = PopupColumn("confidence", "Confidence", values, values)
    popups = replace(spec.popups, columns=(*spec.popups.columns, column))
    return replace(spec, popups=popups)


def test_filters_change_maps_legend_and_address_and_an_address_brings_them_back(
    show: Callable[..., Any],
) -> None:
    spec = filtered()
    opened = show(page.html(spec))
    opened.page.locator(".filters > summary").click()
    opened.page.get_by_text("Confidence", exact=True).click()
    opened.page.locator(".filters details[open] input").first.uncheck()
    rows = np.flatnonzero(spec.marks.panel >= 0)
    kept = int((rows % 2 == 1).sum())
    assert opened.count(".strikemap-mark") == kept
    told = opened.page.eval_on_selector_all(
        ".strikemap-legend tr[data-kind=mark] th ~ td", "cells => cells.map(c => +c.textContent)"
    )
    assert sum(told) == kept
    fragment = opened.page.evaluate("location.hash")
    assert fragment == f"#hide-confidence={code('low')}"
    opened.page.goto(opened.page.url.partition("#")[0] + fragment)
    opened.page.reload()
    opened.page.wait_for_selector("html[data-strikemap]", state="attached")
    assert opened.count(".strikemap-mark") == kept


def test_filters_change_the_bars_of_each_zone_as_python_counts_them(
    show: Callable[..., Any],
) -> None:
    spec = filtered()
    opened = show(page.html(spec), wait="html[data-strikemap]")
    opened.page.goto(f"{opened.page.url}#no-confidence=low&event=2017-05-06&strip=zone")
    opened.page.reload()
    opened.page.wait_for_selector("html[data-strikemap]", state="attached")
    marks, strip = spec.marks, spec.timeline
    kept = (marks.panel >= 0) & (np.arange(len(marks)) % 2 == 1)
    code = np.where(marks.style == 5, 2, marks.group)
    first, days = strip.day_start, len(strip.series[0].per_day)
    wanted = per_day(
        marks.day_start,
        marks.day_end,
        np.where(kept, code, -1),
        n=3,
        start=first,
        stop=first + days,
    )
    bars = opened.page.eval_on_selector_all(
        ".strip .bar", "all => all.map(one => one.getAttribute('d').split('z').length - 1)"
    )
    assert bars == (wanted > 0).sum(axis=1).tolist()
    assert wanted.sum() == pytest.approx(opened.count(".strikemap-mark"))


def test_one_value_is_left_with_one_click_and_all_come_back_with_another(
    show: Callable[..., Any],
) -> None:
    spec = filtered()
    opened = show(page.html(spec))
    opened.page.locator(".filters > summary").click()
    opened.page.get_by_text("Confidence", exact=True).click()
    rows = np.flatnonzero(spec.marks.panel >= 0)
    opened.page.get_by_role("button", name="only: high").click()
    assert opened.count(".strikemap-mark") == int((rows % 2 == 1).sum())
    assert opened.texts(".departure li") == ["Confidence: without low"]
    opened.page.get_by_role("button", name="none", exact=True).last.click()
    assert opened.count(".strikemap-mark") == 0
    opened.page.get_by_role("button", name="all", exact=True).last.click()
    assert opened.count(".strikemap-mark") == len(rows)
    assert not opened.page.locator(".departure").is_visible()


def test_an_address_that_names_texts_as_pages_wrote_at_first_still_holds(
    show: Callable[..., Any],
) -> None:
    opened = show(page.html(filtered()))
    opened.page.goto(f"{opened.page.url}#only-confidence=high")
    opened.page.wait_for_selector(".departure li")
    assert opened.texts(".departure li") == ["Confidence: without low"]


def test_an_address_of_one_language_works_on_the_page_of_another(show: Callable[..., Any]) -> None:
    spec = filtered()
    *others, column = spec.popups.columns
    word = {"high": "عالية", "low": "منخفضة"}
    values = tuple(word[value] for value in column.values)
    stated = dict(zip(values, column.values, strict=True))
    arabic = PopupColumn("confidence", "الثقة", values, values, stated)
    other = replace(spec, popups=replace(spec.popups, columns=(*others, arabic)))
    opened = show(page.html(other))
    opened.page.evaluate(f"location.hash = 'hide-confidence={code('low')}'")
    opened.page.wait_for_selector(".departure li")
    rows = np.flatnonzero(spec.marks.panel >= 0)
    assert opened.count(".strikemap-mark") == int((rows % 2 == 1).sum())
    assert opened.texts(".departure li") == ["الثقة: without منخفضة"]


def test_an_address_names_values_so_that_it_holds_for_rows_in_another_order(
    show: Callable[..., Any],
) -> None:
    spec = filtered()
    turned = replace(
        spec, popups=replace(spec.popups, columns=(*spec.popups.columns[:-1], reverse(spec)))
    )
    rows = np.flatnonzero(spec.marks.panel >= 0)
    for made, left in ((spec, rows % 2 == 1), (turned, rows % 2 == 0)):
        opened = show(page.html(made), wait="html[data-strikemap]")
        opened.page.goto(f"{opened.page.url}#hide-confidence={code('low')}&hide-target=nonsense")
        opened.page.reload()
        opened.page.wait_for_selector("html[data-strikemap]", state="attached")
        assert opened.count(".strikemap-mark") == int(left.sum())
        assert "not on this map: nonsense" in opened.texts(".departure li")


def reverse(spec: Any) -> PopupColumn:
    """Return the column that can be filtered with its values the other way round."""
    values = tuple("low" if value == "high" else "high" for value in spec.popups.columns[-1].values)
    return PopupColumn("confidence", "Confidence", values, values)


def test_the_address_brings_back_the_part_of_the_map_and_the_panel(
    show: Callable[..., Any],
) -> None:
    html = page.html(samples.spec(), layout="toggle")
    opened = show(html)
    opened.page.get_by_role("button", name="North-west").click()
    opened.page.get_by_label("After", exact=True).check()
    opened.page.wait_for_url(lambda url: "look=3" in url and "panel2" in url)
    fragment = opened.page.evaluate("location.hash")
    assert fragment.startswith("#look=3")
    again = show(html)
    again.page.evaluate("""() => {
        const write = history.replaceState.bind(history);
        window.written = [];
        history.replaceState = (state, title, url) => {
            window.written.push(url);
            write(state, title, url);
        };
    }""")
    again.page.goto(again.page.url + fragment)
    again.page.get_by_label("After", exact=True).and_(again.page.locator(":checked")).wait_for(
        state="attached"
    )
    assert set(again.page.evaluate("window.written")) <= {fragment}
    again.page.reload()
    again.page.wait_for_selector("html[data-strikemap]", state="attached")
    assert again.page.get_by_label("After", exact=True).is_checked()
    assert again.texts(".strikemap-scale") == opened.texts(".strikemap-scale")
    again.page.get_by_role("button", name="Whole map").click()
    again.page.wait_for_url(lambda url: url.endswith("#look=panel2"))
    assert again.errors == []


def test_the_marks_are_one_stop_of_the_tab_key_and_arrows_go_through_their_days(
    show: Callable[..., Any],
) -> None:
    spec = samples.spec()
    opened = show(page.html(spec))
    first = opened.page.locator(".map").first
    assert first.locator(".strikemap-mark[tabindex='0']").count() == 1
    first.locator(".strikemap-mark[tabindex='0']").focus()
    row = "document.activeElement.dataset.row"
    visited = [int(opened.page.evaluate(row))]
    for _ in range(int((spec.marks.panel == 0).sum()) - 1):
        opened.page.keyboard.press("ArrowRight")
        visited.append(int(opened.page.evaluate(row)))
    shown = np.flatnonzero(spec.marks.panel >= 0)
    days = spec.marks.day_start[shown][visited]
    assert len(set(visited)) == len(visited) == (spec.marks.panel == 0).sum()
    assert (np.diff(days) >= 0).all()
    opened.page.keyboard.press("Home")
    assert int(opened.page.evaluate(row)) == visited[0]


def test_a_card_closes_when_its_strike_leaves_the_map(show: Callable[..., Any]) -> None:
    opened = show(page.html(samples.spec()))
    mark = opened.page.locator(".map").first.locator(".strikemap-mark[tabindex='0']")
    mark.press("Enter")
    assert opened.count(".strikemap-details") == 1
    opened.page.locator("[data-edge=cut]").press("ArrowRight")
    assert opened.count(".strikemap-details") == 1
    opened.page.locator("[data-edge=start]").press("End")
    assert opened.count(".strikemap-details") == 0


def test_a_handle_pulled_past_the_end_of_the_strip_stays_at_the_end(
    show: Callable[..., Any],
) -> None:
    opened = show(page.html(samples.spec()))
    box = opened.page.locator(".grip .knob").bounding_box()
    opened.page.mouse.move(box["x"] + 5, box["y"] + 5)
    opened.page.mouse.down()
    opened.page.mouse.move(-300, box["y"] + 5, steps=4)
    opened.page.mouse.up()
    grip = opened.page.locator(".grip")
    assert grip.get_attribute("aria-valuenow") == grip.get_attribute("aria-valuemin")


def test_one_finger_scrolls_past_a_map_and_the_page_says_how_to_move_it(
    show: Callable[..., Any],
) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    opened = show(page.html(samples.spec()), **phone)
    action = opened.page.locator(".map").first.evaluate("map => getComputedStyle(map).touchAction")
    assert action == "pan-x pan-y"
    assert set(opened.texts(".strikemap-hint")) == {"Two fingers move the map"}
    assert opened.page.locator(".tally").is_visible()


def test_the_same_town_names_stand_on_maps_that_lie_over_one_another(
    show: Callable[..., Any],
) -> None:
    opened = show(page.html(samples.spec(), layout="swipe"))
    names = [
        opened.page.locator(".map")
        .nth(i)
        .locator(".strikemap-name.town:not(.away)")
        .all_inner_texts()
        for i in (0, 1)
    ]
    assert names[0] == names[1] != []


def test_words_find_strikes(show: Callable[..., Any]) -> None:
    opened = show(page.html(samples.spec()))
    opened.page.locator(".filters > summary").click()
    opened.page.get_by_role("searchbox").fill("place 12")
    assert opened.count(".strikemap-mark") == 1


def test_the_sheet_of_what_is_shown_can_be_downloaded(show: Callable[..., Any]) -> None:
    spec = samples.spec()
    opened = show(page.html(spec), accept_downloads=True)
    opened.page.locator(".filters > summary").click()
    with opened.page.expect_download() as started:
        opened.page.get_by_role("button", name="(CSV)").click()
    lines = started.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 1 + int((spec.marks.panel >= 0).sum())
    assert lines[1].split(",")[5] == "2017-04-19"
    assert opened.errors == []


@pytest.mark.parametrize(("coarse", "drawn"), [(40, True), (2_500, False)])
def test_many_strikes_have_discs_as_long_as_these_do_not_cover_the_map(
    show: Callable[..., Any], coarse: int, drawn: bool
) -> None:
    spec = samples.many(3_000)
    rough = np.arange(3_000) < coarse
    marks = replace(spec.marks, coarse=rough, radius_km=np.where(rough, 20.0, 1.0))
    entry = LegendEntry("disc", -1, "roughly known", ())
    legend = (replace(spec.legend[0], entries=(*spec.legend[0].entries, entry)),)
    html = page.html(replace(spec, marks=marks, legend=legend))
    opened = show(html, wait=".strikemap-dots[data-count]")
    assert (opened.count(".strikemap-disc") > 0) is drawn
    shown = [row.is_visible() for row in opened.page.locator("tr[data-kind=disc]").all()]
    assert set(shown) == {drawn}
    assert opened.errors == []


def test_marks_sized_by_a_value_keep_their_sizes_however_many(show: Callable[..., Any]) -> None:
    spec = samples.many(900)
    sizes = np.linspace(3, 12, 900)
    opened = show(page.html(replace(spec, marks=replace(spec.marks, diameter_pt=sizes))))
    assert opened.count(".strikemap-dots") == 0
    widths = opened.page.eval_on_selector_all(
        ".strikemap-mark .strikemap-shape", "all => all.map(shape => shape.getBBox().width)"
    )
    assert len(widths) == 900
    assert max(widths) > 3 * min(widths)
    assert opened.errors == []


def test_the_keyboard_goes_through_very_many_strikes(show: Callable[..., Any]) -> None:
    spec = samples.many(2_000)
    opened = show(page.html(spec), wait=".strikemap-dots[data-count]")
    dots = opened.page.locator(".strikemap-dots").first
    dots.press("ArrowRight")
    dots.press("PageDown")
    n = int((spec.marks.panel == 0).sum())
    assert dots.get_attribute("aria-label").endswith(f"(101 / {n})")
    assert opened.count(".strikemap-finger") == 1
    dots.press("Enter")
    opened.page.locator(".strikemap-details").wait_for()
    opened.page.keyboard.press("Escape")
    assert dots.evaluate("canvas => canvas === document.activeElement")
    assert opened.errors == []


def test_very_many_strikes_are_painted_and_can_be_opened(show: Callable[..., Any]) -> None:
    spec = samples.many(20_000)
    html = page.html(spec)
    packed = payload(spec)["packed"]
    assert len(packed["columns"]) < 8 * 20_000
    opened = show(html, wait=".strikemap-dots[data-count]")
    painted = [
        int(n)
        for n in opened.page.eval_on_selector_all(
            ".strikemap-dots", "all => all.map(canvas => canvas.dataset.count)"
        )
    ]
    assert painted == np.bincount(spec.marks.panel).tolist()
    box = opened.page.locator(".map").first.bounding_box()
    coloured = opened.page.eval_on_selector(
        ".strikemap-dots",
        """canvas => {
            const {width, height} = canvas;
            const bytes = canvas.getContext('2d').getImageData(0, 0, width, height).data;
            return bytes.filter((byte, i) => i % 4 === 0 && byte === 0xb3).length;
        }""",
    )
    assert coloured > 2000
    opened.page.mouse.click(box["x"] + box["width"] * 0.17, box["y"] + box["height"] * 0.3)
    opened.page.locator(".strikemap-details").wait_for()
    assert opened.errors == []
