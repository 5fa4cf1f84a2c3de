"""The saved page inside another: its height, its downloads, and what is left without a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import spec_samples as samples

from strikemap.paint.page import frames, page

pytestmark = pytest.mark.browser

FRAME = """<!doctype html><body><iframe style="width:640px;height:300px" sandbox="{sandbox}"
srcdoc='{page}'></iframe>"""


def framed(html: str, sandbox: str) -> str:
    """Return a page that holds another in a sandboxed frame."""
    escaped = html.replace("&", "&amp;").replace("'", "&#39;")
    return FRAME.format(sandbox=sandbox, page=escaped)


def test_a_frame_takes_the_height_of_the_page_in_it(show: Callable[..., Any]) -> None:
    html = frames.output(page.html(samples.spec()), b"", "A map")
    opened = show(html, wait=None)
    opened.page.wait_for_function("parseInt(document.querySelector('iframe').style.height) !== 760")
    opened.page.wait_for_timeout(500)
    inner = opened.page.frames[1]
    heights = opened.page.evaluate(
        "[document.querySelector('iframe'), document.querySelector('[data-strikemap]')]"
        ".map(node => parseInt(node.style.height))"
    )
    assert heights == [inner.evaluate("document.body.offsetHeight")] * 2
    assert inner.evaluate("document.documentElement.scrollHeight") == heights[0]
    assert opened.requests == []


def test_a_compact_page_folds_legend_table_and_notes_and_fits_320_pixels(
    show: Callable[..., Any],
) -> None:
    opened = show(page.html(samples.spec(), compact=True), viewport={"width": 320, "height": 700})
    folded = opened.page.locator(".folded")
    assert folded.count() == 3
    assert [folded.nth(i).get_attribute("open") for i in range(3)] == [None] * 3
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 320
    assert opened.errors == []


@pytest.mark.parametrize("sandbox", ["allow-scripts", "allow-scripts allow-same-origin"])
def test_where_no_file_may_be_saved_the_text_can_be_copied(
    show: Callable[..., Any], sandbox: str
) -> None:
    opened = show(framed(page.html(samples.spec()), sandbox), wait=None)
    inner = opened.page.frames[1]
    inner.wait_for_selector("html[data-strikemap]", state="attached")
    inner.locator(".filters > summary").click()
    inner.get_by_role("button", name="(GeoJSON)").click()
    assert inner.locator(".filters textarea").input_value().startswith('{"type":"FeatureColl')
    inner.get_by_role("button", name="(CSV)").click()
    assert inner.locator(".filters textarea").input_value().startswith("panel,class,longitude")


def test_where_files_may_be_saved_no_text_is_shown_to_copy(show: Callable[..., Any]) -> None:
    free = "allow-scripts allow-same-origin allow-downloads"
    opened = show(framed(page.html(samples.spec()), free), wait=None)
    inner = opened.page.frames[1]
    inner.wait_for_selector("html[data-strikemap]", state="attached")
    inner.locator(".filters > summary").click()
    with opened.page.expect_download() as saved:
        inner.get_by_role("button", name="(CSV)").click()
    assert saved.value.suggested_filename.endswith(".csv")
    assert inner.locator(".filters textarea").count() == 0


def test_a_sandbox_without_scripts_shows_words_numbers_and_the_picture(
    show: Callable[..., Any],
) -> None:
    spec = samples.spec()
    html = page.html(spec, still=b"\x89PNG")
    opened = show(framed(html, ""), wait=None)
    inner = opened.page.frames[1]
    inner.locator("h1").wait_for()
    assert inner.locator("h1").inner_text() == spec.title
    assert inner.locator("tbody tr").count() == len(spec.table.rows)
    assert inner.locator("img").get_attribute("alt") == spec.alt


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_address_chooses_a_light_or_a_dark_page(show: Callable[..., Any], theme: str) -> None:
    other = {"dark": "light", "light": "dark"}[theme]
    opened = show(page.html(samples.spec()), color_scheme=other)
    usual = opened.page.evaluate("getComputedStyle(document.body).backgroundColor")
    opened.page.goto(f"{opened.page.url}#theme={theme}")
    opened.page.reload()
    opened.page.wait_for_selector("html[data-strikemap]", state="attached")
    assert opened.page.evaluate("getComputedStyle(document.body).backgroundColor") != usual
    opened.page.locator(".switch button").last.click()
    assert opened.page.evaluate("location.hash") == f"#strip=zone&theme={theme}"
