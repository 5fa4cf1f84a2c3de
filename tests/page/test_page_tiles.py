"""The saved page over tiles: one server is asked, and only where the caller wants it."""

from __future__ import annotations

import base64
import http.server
import re
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import spec_samples as samples
from xyzservices import TileProvider

from strikemap.errors import MapError
from strikemap.paint.page import page

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers every request with the same tile."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.end_headers()
        self.wfile.write(PNG)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def origin() -> Iterator[str]:
    """Return the origin of a server of tiles on this machine."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


def provider(origin: str) -> TileProvider:
    """Return invented tiles."""
    return TileProvider(name="invented", url=f"{origin}/{{z}}/{{x}}/{{y}}.png", attribution="© us")


@pytest.mark.browser
def test_a_page_over_tiles_asks_their_server_alone_and_says_so(
    show: Callable[..., Any], origin: str
) -> None:
    opened = show(page.html(samples.spec(), tiles=provider(origin)), offline=False)
    opened.page.wait_for_function("document.querySelectorAll('.leaflet-tile-loaded').length > 3")
    assert opened.requests
    assert all(url.startswith(f"{origin}/") for url in opened.requests)
    assert opened.texts(".asks") == [
        f"The background of this page is fetched from {origin.removeprefix('http://')}"
    ]
    assert opened.texts(".credit") == ["© us"] * 2
    assert opened.errors == []


def test_the_policy_differs_by_that_one_origin() -> None:
    usual, tiled = (
        re.search(r'Policy" content="([^"]+)"', page.html(samples.spec(), tiles=tiles)).group(1)
        for tiles in (None, provider("https://tiles.example.org:81"))
    )
    assert tiled == usual.replace("blob:", "blob: https://tiles.example.org:81")


@pytest.mark.parametrize("address", ["ftp://a.org", "https://a.org;script-src *", 'https://a"x'])
def test_no_other_address_comes_into_the_policy(address: str) -> None:
    with pytest.raises(MapError) as raised:
        page.html(samples.spec(), tiles=provider(address))
    assert raised.value.code == "TILES_UNKNOWN"
