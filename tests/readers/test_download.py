"""Downloads, against a local server that speaks the documented forms."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

import strikemap as sm
from strikemap.ledger import facts
from strikemap.readers import pages


def event(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "type_of_violence": 1,
        "where_prec": 1,
        "date_prec": 1,
        "event_clarity": 1,
        "latitude": 35.4 + number / 100,
        "longitude": 36.6,
        "date_start": "2017-05-04T00:00:00",
        "date_end": "2017-05-04T00:00:00",
        "side_a": "Government of Syria",
        "low": 1,
        "high": 2,
    }


def acled_row(number: int) -> dict[str, Any]:
    return {
        "event_id_cnty": f"SYR{number}",
        "event_date": "2017-05-04",
        "time_precision": "2",
        "event_type": "Explosions/Remote violence",
        "actor1": "Military Forces of Russia (2000-)",
        "assoc_actor_1": "Military Forces of Syria (2000-)",
        "latitude": "35.4",
        "longitude": str(36 + number / 1000),
        "geo_precision": "1",
        "fatalities": "3",
        "source": "SOHR",
        "source_scale": "National",
        "location": "Idlib",
        "admin1": "Idleb",
    }


class Server(ThreadingHTTPServer):
    """A publisher with a will of its own."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str] = []
        self.failures: dict[int, int] = {}
        self.next_host = ""
        self.garbage = False

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def answer(self, status: int, value: Any) -> None:
        body = b"<html>" if self.server.garbage else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Retry-After", "0")
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        page = int(asked.get("page", 1))
        self.server.asked.append(f"{parts.path} {page}")
        if self.server.failures.get(page, 0) > 0:
            self.server.failures[page] -= 1
            self.answer(503, {})
        elif parts.path.startswith("/api/gedevents/"):
            self.ucdp(page)
        else:
            self.acled(page, int(asked["limit"]))

    def ucdp(self, page: int) -> None:
        if self.headers.get("x-ucdp-access-token") != "mine":
            self.answer(401, {})
            return
        host = self.server.next_host or self.server.base
        following = f"{host}/api/gedevents/24.1?page={page + 1}" if page < 3 else ""
        rows = [event(10 * page + at) for at in range(2)]
        value = {"TotalCount": 6, "TotalPages": 3, "NextPageUrl": following, "Result": rows}
        self.answer(200, value)

    def acled(self, page: int, limit: int) -> None:
        if self.headers.get("Authorization") != "Bearer ticket":
            self.answer(403, {})
            return
        count = limit if page == 1 else 7
        rows = [acled_row(page * limit + at) for at in range(count)]
        self.answer(200, {"status": 200, "success": True, "count": count, "data": rows})

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        right = form.get("password") == ["secret"] and form.get("grant_type") == ["password"]
        self.answer(200 if right else 401, {"access_token": "ticket"} if right else {})


@pytest.fixture
def server() -> Iterator[Server]:
    publisher = Server()
    thread = threading.Thread(target=publisher.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield publisher
    publisher.shutdown()
    publisher.server_close()
    thread.join()


def ucdp(server: Server, folder: Path, **options: Any) -> sm.Download:
    options = {"token": "mine", **options}
    return sm.fetch_ucdp(
        "24.1", folder=folder, base=f"{server.base}/api", progress=False, **options
    )


def test_every_page_is_fetched_and_read_with_its_terms(server: Server, tmp_path: Path) -> None:
    found = ucdp(server, tmp_path, country=652)
    assert found.rows == 6
    assert "CC BY 4.0" in str(found)
    assert "Sundberg" in str(found)
    reports = sm.read_reports(found.path)
    assert len(reports) == 6
    known = facts(reports)
    assert (known["dialect"], known["licence"]) == ("ucdp", "CC BY 4.0")
    assert known["accessed"] == found.accessed
    assert [path.name for path in tmp_path.iterdir()] == [found.path.name]
    assert "mine" not in found.path.read_text(encoding="utf-8")


def test_a_second_call_takes_the_cache_and_refresh_does_not(server: Server, tmp_path: Path) -> None:
    first = ucdp(server, tmp_path)
    ucdp(server, tmp_path)
    assert len(server.asked) == 3
    assert ucdp(server, tmp_path, refresh=True).path == first.path
    assert len(server.asked) == 6
    assert ucdp(server, tmp_path, start="2017-01-01").path != first.path


def test_a_broken_download_goes_on_where_it_stopped(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages.time, "sleep", lambda _: None)
    server.failures = {3: 99}
    with pytest.raises(sm.ReportError, match="call again") as caught:
        ucdp(server, tmp_path)
    assert caught.value.code == "DOWNLOAD_FAILED"
    server.failures, server.asked = {3: 1}, []
    assert ucdp(server, tmp_path).rows == 6
    assert server.asked == ["/api/gedevents/24.1 3"] * 2


def test_what_goes_wrong_is_said_and_no_secret_is(server: Server, tmp_path: Path) -> None:
    with pytest.raises(sm.ReportError) as caught:
        ucdp(server, tmp_path, token="not-mine")
    assert caught.value.code == "DOWNLOAD_DENIED"
    assert "not-mine" not in str(caught.value)
    server.next_host = "http://elsewhere.example"
    with pytest.raises(sm.ReportError) as caught:
        ucdp(server, tmp_path)
    assert caught.value.code == "DOWNLOAD_FORM"
    server.garbage = True
    with pytest.raises(sm.ReportError) as caught:
        ucdp(server, tmp_path, refresh=True)
    assert caught.value.code == "DOWNLOAD_FORM"


def test_acled_takes_an_account_and_forbids_redistribution(server: Server, tmp_path: Path) -> None:
    found = sm.fetch_acled(
        username="me",
        password="secret",
        country="Syria",
        start="2017-05-01",
        folder=tmp_path,
        base=server.base,
        progress=False,
    )
    assert found.rows == 5_007
    kept = found.path.read_text(encoding="utf-8")
    assert "secret" not in kept
    assert "ticket" not in kept
    reports = sm.read_reports(found.path)
    known = facts(reports)
    assert known["redistribute"] is False
    assert "redistributed" in known["licence"]
    first = reports.iloc[0]
    assert first["attackers_stated"] == (
        "Military Forces of Russia (2000-)",
        "Military Forces of Syria (2000-)",
    )
    assert (f"{first['date_start']:%m-%d}", f"{first['date_end']:%m-%d}") == ("05-01", "05-07")
    assert first["source_kind"] == "media"


def test_acled_without_the_right_account_is_denied(server: Server, tmp_path: Path) -> None:
    for account in ({}, {"username": "me", "password": "guess"}, {"token": "old"}):
        with pytest.raises(sm.ReportError) as caught:
            sm.fetch_acled(folder=tmp_path, base=server.base, progress=False, **account)
        assert caught.value.code == "DOWNLOAD_DENIED"
