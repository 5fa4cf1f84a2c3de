"""The page of a real map, with the event moved, shows the numbers that Python computed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import spec_samples as samples

import strikemap as sm
from strikemap.comparison.recut import recut_tables
from strikemap.paint.page import page
from strikemap.payload.payload import payload
from strikemap.strike_map import StrikeMap

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def deal() -> StrikeMap:
    return sm.before_after(
        sm.load_dataset("syria_2017_strikes"),
        sm.Event("De-escalation deal", "2017-05-04"),
        zones=sm.load_dataset("syria_2017_control"),
        where={"attacker": "Russia"},
        alternatives=True,
    )


def test_moving_the_event_shows_the_intervals_computed_for_that_day(
    deal: StrikeMap, show: Callable[..., Any]
) -> None:
    opened = show(page.html(deal._page_spec("en")))
    opened.page.locator(".grip").focus()
    opened.page.keyboard.press("ArrowLeft")
    opened.page.keyboard.press("ArrowLeft")
    table = recut_tables(deal.comparison)[deal.comparison.periods.event_day - 2]
    last = table.iloc[-1]
    cells = opened.texts(".numbers tbody tr:last-child td")
    assert cells[:4] == [
        str(last[name])
        for name in ("n_before", "n_after", "n_before_alternatives", "n_after_alternatives")
    ]
    assert cells[-1] == f"{last['ci_low_adjusted']:.2f}–{last['ci_high_adjusted']:.2f}"
    assert "95% interval" in " ".join(opened.texts(".numbers thead th"))
    counts = opened.texts(".counts strong")
    assert [int(text.split()[0]) for text in counts] == [last["n_before"], last["n_after"]]
    assert opened.errors == []


def test_a_day_without_computed_numbers_shows_counts_and_no_interval(
    deal: StrikeMap, show: Callable[..., Any]
) -> None:
    opened = show(page.html(deal._page_spec("en")))
    opened.page.locator(".grip").focus()
    for _ in range(11):
        opened.page.keyboard.press("ArrowRight")
    assert opened.texts(".numbers thead th") == list(deal.spec.table.columns)
    assert set(opened.texts(".numbers td:last-child")) == {""}
    assert "Intervals and tests are left out" in opened.page.locator(".table").inner_text()


def test_rows_that_straddle_the_event_travel_only_with_the_numbers_for_other_days(
    deal: StrikeMap,
) -> None:
    assert payload(deal.spec)["recut"] == []
    assert len(payload(deal._page_spec("en"))["recut"]) == 20


def test_numbers_counted_anew_name_the_zones_as_the_saved_table_does(
    deal: StrikeMap, show: Callable[..., Any]
) -> None:
    opened = show(page.html(deal._page_spec("ar")))
    saved = opened.texts(".numbers tbody th")
    opened.page.locator("[data-edge=start]").press("PageUp")
    again = opened.texts(".numbers tbody th")
    assert again == saved
    assert opened.page.evaluate("location.hash").startswith("#from=")


def test_on_a_phone_no_line_is_kept_free_and_the_strip_stays_under_the_hand(
    deal: StrikeMap, show: Callable[..., Any]
) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
    opened = show(page.html(deal._page_spec("en")), **phone)
    tools, heading = (
        opened.page.locator(one).first.bounding_box() for one in (".tools", ".panel h2")
    )
    assert heading["y"] - tools["y"] - tools["height"] < 20
    grip = opened.page.locator(".grip")
    grip.scroll_into_view_if_needed()
    grip.focus()
    before = grip.bounding_box()["y"]
    opened.page.keyboard.press("ArrowLeft")
    opened.page.locator(".departure:not(.whole)").wait_for()
    assert grip.bounding_box()["y"] == pytest.approx(before, abs=2)
    head = opened.page.locator(".timeline h2").bounding_box()["y"]
    opened.page.keyboard.press("ArrowRight")
    opened.page.locator(".departure.whole").wait_for(state="attached")
    assert opened.page.locator(".timeline h2").bounding_box()["y"] == pytest.approx(head, abs=2)


def test_very_many_strikes_follow_a_drag_and_the_words_when_it_rests(
    show: Callable[..., Any],
) -> None:
    opened = show(page.html(samples.many(2_000)), wait=".strikemap-dots[data-count]")
    before = [int(n) for n in counts(opened)]
    opened.page.locator(".grip").press("ArrowLeft")
    opened.page.wait_for_url(lambda url: "#event=" in url)
    after = [int(n) for n in counts(opened)]
    assert sum(after) == sum(before)
    assert after[0] < before[0]
    table = opened.texts(".numbers tbody tr:last-child td")
    assert int(table[0].replace(",", "")) <= after[0]
    opened.page.locator(".grip").press("ArrowRight")
    opened.page.wait_for_url(lambda url: "#event=" not in url)
    assert [int(n) for n in counts(opened)] == before
    assert opened.errors == []


def counts(opened: Any) -> list[str]:
    """Return how many strikes each map says it has painted."""
    found: list[str] = opened.page.eval_on_selector_all(
        ".strikemap-dots", "all => all.map(canvas => canvas.dataset.count)"
    )
    return found
