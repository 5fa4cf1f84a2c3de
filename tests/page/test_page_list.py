"""The list of strikes beside the maps: what it holds, and that it follows and leads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import spec_samples as samples

from strikemap.paint.page import page

pytestmark = pytest.mark.browser


def test_the_list_follows_filters_and_words_and_is_in_the_order_of_days(
    show: Callable[..., Any],
) -> None:
    spec = samples.spec()
    opened = show(page.html(spec))
    shown = np.flatnonzero(spec.marks.panel >= 0)
    assert opened.texts(".list summary") == [f"List: {len(shown)}"]
    days = spec.marks.day_start[shown]
    first = spec.popups.title[shown[int(np.argmin(days))]]
    assert opened.texts(".list .row .words span:first-child")[0] == first
    opened.page.locator(".filters > summary").click()
    opened.page.get_by_role("searchbox").fill("place 12")
    assert opened.texts(".list summary") == ["List: 1"]
    assert opened.count(".list .row") == 1


def test_a_row_opens_its_strike_and_marks_it_on_map_and_strip(show: Callable[..., Any]) -> None:
    opened = show(page.html(samples.spec()))
    rows = opened.page.locator(".list .rows")
    rows.focus()
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        opened.page.keyboard.press(key)
    title = opened.texts(".list [aria-selected=true] .words span:first-child")
    assert opened.texts(".strikemap-details h3") == title
    assert opened.count(".strikemap-finger") == 1
    assert opened.count(".strip .pointed") == 1
    opened.page.keyboard.press("Escape")
    assert opened.count(".strikemap-finger") == opened.count(".strip .pointed") == 0
    assert rows.evaluate("node => node === document.activeElement")


def test_a_mark_points_to_its_row(show: Callable[..., Any]) -> None:
    opened = show(page.html(samples.spec()))
    opened.page.locator(".strikemap-mark").last.press("Enter")
    title = opened.texts(".strikemap-details h3")
    assert opened.texts(".list [aria-selected=true] .words span:first-child") == title
    covered = """() => {
        const [a, b] = ['.strikemap-details', '.maps'].map(
            name => document.querySelector(name).getBoundingClientRect());
        return a.left < b.right && a.right > b.left;
    }"""
    assert not opened.page.evaluate(covered)


def test_a_long_list_holds_only_the_rows_in_sight(show: Callable[..., Any]) -> None:
    opened = show(page.html(samples.many(3_000)))
    opened.page.locator(".list summary").click()
    opened.page.locator(".list .row").first.wait_for()
    assert opened.count(".list .row") < 40
    opened.page.locator(".list .rows").focus()
    opened.page.keyboard.press("End")
    last = opened.page.locator(".list [aria-selected=true]")
    assert last.get_attribute("aria-posinset") == last.get_attribute("aria-setsize")
    assert opened.count(".list .row") < 40
