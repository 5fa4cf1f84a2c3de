"""Zones on the saved page: what they tell when they are asked, and where their names stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import spec_samples as samples
from shapely.geometry import box
from test_page_browser import AXE, PHONE

from strikemap import spec as sp
from strikemap.paint.page import page

pytestmark = pytest.mark.browser
FACTS = ("30 April 2017", "control of 322 places", "interpolated from towns")
HOSTILE = "<img src=x onerror=alert(1)>"


def told(*, facts: tuple[str, str, str] = FACTS, names: tuple[str, ...] = ()) -> sp.MapSpec:
    """Return the sample map with facts about its zones."""
    spec = samples.spec()
    layers = tuple(
        replace(one, facts=(facts,) * len(one.names), names=names or one.names)
        for one in spec.zone_layers
    )
    return replace(spec, zone_layers=layers)


def ask(opened: Any, lat: float, lon: float, panel: int = 0) -> None:
    """Click on a place of a map that shows the whole extent."""
    west, south, east, north = (
        samples.spec().extent.west,
        samples.spec().extent.south,
        samples.spec().extent.east,
        samples.spec().extent.north,
    )
    frame = opened.page.locator(".map").nth(panel).bounding_box()
    mercator = np.log(np.tan(np.pi / 4 + np.radians([south, north, lat]) / 2))
    across = (lon - west) / (east - west)
    down = (mercator[1] - mercator[2]) / (mercator[1] - mercator[0])
    opened.page.mouse.click(
        frame["x"] + across * frame["width"], frame["y"] + down * frame["height"]
    )


def fields(opened: Any) -> list[str]:
    """Return what the open card says."""
    return [*opened.texts(".of-zone h3"), *opened.texts(".of-zone dd")]


def test_a_zone_answers_a_click_and_escape_closes_it(show: Callable[..., Any]) -> None:
    spec = told()
    opened = show(page.html(spec))
    ask(opened, 34.6, 40.5)
    zone = spec.zone_layers[0].names[2]
    assert fields(opened) == [zone, spec.sides[2].label, *FACTS]
    assert opened.count(".strikemap-zone.open") == 1
    card = opened.page.locator(".of-zone").bounding_box()
    for map_ in opened.page.locator(".map").all():
        around = map_.bounding_box()
        assert (
            card["x"] >= around["x"] + around["width"]
            or card["y"] >= around["y"] + around["height"]
        )
    opened.page.keyboard.press("Escape")
    assert opened.count(".of-zone") == 0
    assert opened.count(".strikemap-zone.open") == 0
    assert opened.errors == []


def test_zones_are_one_stop_of_the_tab_key_and_answer_enter(show: Callable[..., Any]) -> None:
    spec = told()
    opened = show(page.html(spec))
    stops = opened.page.locator(".map").first.locator(".strikemap-zone[tabindex='0']")
    assert stops.count() == 1
    stops.focus()
    opened.page.keyboard.press("ArrowRight")
    opened.page.keyboard.press("Enter")
    assert fields(opened)[0] == spec.zone_layers[0].names[1]
    opened.page.keyboard.press("Escape")
    name = opened.page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert name.startswith(spec.zone_layers[0].names[1])


def test_a_click_beside_all_zones_closes_what_a_zone_told(show: Callable[..., Any]) -> None:
    opened = show(page.html(told()))
    ask(opened, 34.6, 40.5)
    assert opened.count(".of-zone") == 1
    ask(opened, 32.4, 41.9)
    assert opened.count(".of-zone") == 0


def test_a_zone_tells_hostile_words_as_they_are_and_leaves_out_what_is_not_stated(
    show: Callable[..., Any],
) -> None:
    names = (HOSTILE,) * 6
    opened = show(page.html(told(facts=("", HOSTILE, ""), names=names)))
    ask(opened, 34.6, 40.5)
    assert fields(opened)[0] == HOSTILE
    assert fields(opened)[2:] == [HOSTILE]
    assert opened.dialogs == []
    assert opened.errors == []


def test_on_a_phone_the_card_of_a_zone_takes_no_more_than_a_third(show: Callable[..., Any]) -> None:
    opened = show(page.html(told()), **PHONE)
    opened.page.locator(".map").first.scroll_into_view_if_needed()
    opened.page.locator(".strikemap-zone").nth(2).focus()
    opened.page.keyboard.press("Enter")
    assert opened.page.locator(".of-zone").bounding_box()["height"] < 844 / 3


def test_a_frame_shows_the_card_of_a_zone_under_its_maps(show: Callable[..., Any]) -> None:
    escaped = page.html(told()).replace("&", "&amp;").replace("'", "&#39;")
    style = "width:700px;height:1900px"
    frame = f"<body><iframe sandbox='allow-scripts' style='{style}' srcdoc='{escaped}'>"
    opened = show(frame, wait=None, viewport={"width": 800, "height": 2000})
    inner = opened.page.frames[1]
    inner.wait_for_selector("html[data-strikemap]", state="attached")
    inner.locator(".strikemap-zone").nth(2).focus()
    opened.page.keyboard.press("Enter")
    card = inner.locator(".of-zone").bounding_box()
    lowest = max(
        one.bounding_box()["y"] + one.bounding_box()["height"]
        for one in inner.locator(".map").all()
    )
    assert card["y"] >= lowest


def test_axe_finds_nothing_where_a_zone_is_open(show: Callable[..., Any]) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed")
    opened = show(page.html(told()), bypass_csp=True)
    ask(opened, 34.6, 40.5)
    opened.page.evaluate(AXE.read_text(encoding="utf-8") + "; window.axe = axe")
    found = opened.page.evaluate("axe.run().then(result => result.violations)")
    assert [
        one["id"] for one in found if one["impact"] in ("serious", "critical", "moderate")
    ] == []


def named(names: tuple[str, ...]) -> sp.MapSpec:
    """Return a map of a large, empty zone and a small one, without strikes and towns."""
    spec = samples.spec()
    large, small = box(37.0, 34.4, 40.4, 36.4), box(40.9, 33.4, 41.25, 33.7)
    layer = sp.ZoneLayer(
        *("2017-05-01", names, np.array([0, 1]), (large, small)),
        *(np.array([38.7, 41.07]), np.array([35.4, 33.55])),
    )
    none = np.zeros(0)
    ground = replace(spec.ground, places=sp.Places((), none, none, none.astype(int)))
    marks = replace(spec.marks, panel=np.full(len(spec.marks), -1))
    panels = tuple(replace(one, zone_layer=0) for one in spec.panels)
    return replace(spec, zone_layers=(layer,), ground=ground, marks=marks, panels=panels)


def test_a_name_stands_inside_its_zone_or_a_line_leads_to_it(show: Callable[..., Any]) -> None:
    spec = named(("Government and allies", "US-backed opposition and forces"))
    opened = show(page.html(spec))
    one = opened.page.locator(".map").first
    assert one.locator(".strikemap-name.zone:not(.away)").count() == 2
    assert one.locator(".strikemap-leader:not(.away)").count() == 1
    zones, names = (
        [found.bounding_box() for found in one.locator(selector).all()]
        for selector in (".strikemap-zone", ".strikemap-name.zone")
    )
    assert holds(zones[0], names[0])
    assert not holds(zones[1], names[1])
    assert not meets(zones[0], names[1])
    assert not meets(zones[1], names[1])
    assert opened.errors == []


def test_a_long_name_is_broken_into_lines_before_it_is_left_out(show: Callable[..., Any]) -> None:
    long = "The armed opposition and those who are with it"
    opened = show(page.html(named((long, "B"))), viewport={"width": 700, "height": 800})
    name = opened.page.locator(".strikemap-name.zone").first
    assert "wrapped" in str(name.get_attribute("class"))
    assert name.bounding_box()["height"] > 20


def holds(outer: Any, inner: Any) -> bool:
    """Whether a box lies in another."""
    return bool(
        outer["x"] <= inner["x"]
        and outer["y"] <= inner["y"]
        and inner["x"] + inner["width"] <= outer["x"] + outer["width"]
        and inner["y"] + inner["height"] <= outer["y"] + outer["height"]
    )


def meets(a: Any, b: Any) -> bool:
    """Whether two boxes overlap."""
    return bool(
        a["x"] < b["x"] + b["width"]
        and b["x"] < a["x"] + a["width"]
        and a["y"] < b["y"] + b["height"]
        and b["y"] < a["y"] + a["height"]
    )


def test_lines_of_provinces_can_be_followed_from_close_by_only(show: Callable[..., Any]) -> None:
    opened = show(page.html(samples.spec()))
    assert opened.count(".strikemap-near") == 0
    opened.page.get_by_role("button", name="North-west").click()
    opened.page.locator(".strikemap-near").nth(1).wait_for()
    opened.page.get_by_role("button", name="Whole map").click()
    opened.page.locator(".strikemap-near").first.wait_for(state="detached")
    assert opened.errors == []
