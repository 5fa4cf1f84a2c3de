"""A real browser for the tests of pages: no network, and every request and error noted."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import settings

collect_ignore = ["fuzzing.py"]  # a program, which needs atheris

# A machine that is busy with other things makes no test wrong.
settings.register_profile("strikemap", deadline=None)
settings.load_profile("strikemap")

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Opened:
    """A page that was opened, and what it did on its own."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.dialogs: list[str] = []
        page.on("request", self._requested)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._said)
        page.on("dialog", self._asked)

    def count(self, selector: str) -> int:
        """Return how many elements there are."""
        return int(self.page.locator(selector).count())

    def texts(self, selector: str) -> list[str]:
        """Return the text of each element, as it is in the document."""
        return list(self.page.locator(selector).all_text_contents())

    def _requested(self, request: Any) -> None:
        if not request.url.startswith(("file:", "data:", "blob:", "about:")):
            self.requests.append(request.url)

    def _said(self, message: Any) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def _asked(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()


def chromium() -> str | None:
    """Return the path of Chromium, if there is one."""
    return (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    )


def missing(what: str) -> NoReturn:
    """Skip a test for want of something, or fail where everything must be there."""
    if os.environ.get("STRIKEMAP_BROWSER_REQUIRED"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Return a running Chromium, once per test module."""
    path = chromium()
    if path is None:
        missing("no Chromium found: install Debian's chromium or set CHROMIUM to its path")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


def _serve(route: Any, served: Callable[[str], Path | None]) -> None:
    """Answer from a local file where there is one, and with an error otherwise."""
    path = served(route.request.url)
    if path is None:
        route.abort()
    else:
        route.fulfill(path=path)


@pytest.fixture
def show(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Return a function that opens an HTML text as a file, with the network off.

    With ``served``, requests are answered from the files it names, and from nowhere else.
    """
    contexts = []

    def opened(
        html: str,
        *,
        wait: str | None = "html[data-strikemap]",
        init: str = "",
        served: Callable[[str], Path | None] | None = None,
        **options: Any,
    ) -> Opened:
        usual = {"offline": served is None, "viewport": {"width": 1366, "height": 900}}
        context = browser.new_context(**{**usual, **options})
        contexts.append(context)
        if init:
            context.add_init_script(init)
        if served:
            context.route(lambda url: url.startswith("http"), lambda route: _serve(route, served))
        file = tmp_path / f"page{len(contexts)}.html"
        file.write_text(html, encoding="utf-8")
        made = Opened(context.new_page())
        made.page.goto(file.as_uri())
        if wait:
            made.page.wait_for_selector(wait, state="attached", timeout=10_000)
        return made

    yield opened
    for context in contexts:
        context.close()
