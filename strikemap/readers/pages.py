"""Pages of a publisher's interface: fetched one by one, kept, and never asked for twice."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from strikemap.errors import ReportError
from strikemap.readers.dialect import Dialect

_BUSY = (429, 500, 502, 503, 504)
_TRIES = 4
Page = dict[str, Any]


class Client(Protocol):
    """The part of an HTTP client that is used here."""

    def request(self, method: str, url: str, **options: Any) -> Any:
        """Send a request and return its response."""
        ...


@dataclass(eq=False)
class Query:
    """One download: where from, as whom, and into which folder."""

    dialect: Dialect
    url: str
    parameters: Mapping[str, Any]
    headers: Mapping[str, str]
    folder: Path
    secrets: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Name of the download: what was asked for, without who asked."""
        asked = json.dumps([self.url, dict(self.parameters)], sort_keys=True, default=str)
        return f"{self.dialect.name}-{hashlib.sha256(asked.encode()).hexdigest()[:12]}"

    def part(self, number: int) -> Path:
        """Return the file of a page."""
        return self.folder / f"{self.key}.parts" / f"page-{number:05d}.json"


def ucdp_pages(query: Query, client: Client) -> Iterator[list[Any]]:
    """Yield the results of every page, following the address that each page names."""
    url, number = query.url, 1
    parameters: Mapping[str, Any] | None = query.parameters
    while url:
        page = _page(query, client, number, url, parameters)
        yield _list(query, page, "Result")
        url, parameters, number = str(page.get("NextPageUrl") or ""), None, number + 1
        if url and urlsplit(url)[:2] != urlsplit(query.url)[:2]:
            raise _failed(query, "DOWNLOAD_FORM", "names a next page on another host")


def acled_pages(query: Query, client: Client) -> Iterator[list[Any]]:
    """Yield the rows of every page, until one is not full."""
    limit = int(query.parameters["limit"])
    number, full = 1, True
    while full:
        page = _page(query, client, number, query.url, {**query.parameters, "page": number})
        rows = _list(query, page, "data")
        yield rows
        number, full = number + 1, len(rows) >= limit


def _acled_token(query: Query, client: Client) -> str:
    """Ask for an access token with the user's account."""
    if not query.secrets["username"] or not query.secrets["password"]:
        raise _failed(
            query, "DOWNLOAD_DENIED", "needs token=, or username= and password= of your account"
        )
    form = {
        "username": query.secrets["username"],
        "password": query.secrets["password"],
        "grant_type": "password",
        "client_id": "acled",
    }
    answer = _send(query, client, "POST", query.secrets["url"], data=form)
    token = answer.get("access_token")
    if not isinstance(token, str) or not token:
        raise _failed(query, "DOWNLOAD_DENIED", "gave no access token for this account")
    return token


def _page(
    query: Query, client: Client, number: int, url: str, parameters: Mapping[str, Any] | None
) -> Page:
    """Return a page, from the parts already there or from the source."""
    part = query.part(number)
    if part.is_file():
        kept: Page = json.loads(part.read_text(encoding="utf-8"))
        return kept
    if not query.headers:
        query.headers = {"Authorization": f"Bearer {_acled_token(query, client)}"}
    page = _send(query, client, "GET", url, params=parameters, headers=query.headers)
    part.parent.mkdir(parents=True, exist_ok=True)
    write(part, page)
    return page


def _send(query: Query, client: Client, method: str, url: str, **options: Any) -> Page:
    """Send a request, again after a pause where the source is busy."""
    import httpx

    said = ""
    for attempt in range(_TRIES):
        try:
            response = client.request(method, url, **options)
        except httpx.HTTPError as problem:
            said = type(problem).__name__
        else:
            if response.status_code == 200:
                return _parsed(query, response)
            said = f"status {response.status_code}"
            if response.status_code in (401, 403):
                raise _failed(query, "DOWNLOAD_DENIED", "does not accept the key, token or account")
            if response.status_code not in _BUSY:
                break
            _pause(attempt, response.headers.get("Retry-After", ""))
            continue
        _pause(attempt, "")
    raise _failed(query, "DOWNLOAD_FAILED", f"cannot be reached ({said}); call again to go on")


def _pause(attempt: int, asked: str) -> None:
    """Wait as long as the source asks, else longer each time."""
    if attempt < _TRIES - 1:
        time.sleep(min(float(asked), 60.0) if asked.isdigit() else 0.5 * 2**attempt)


def _parsed(query: Query, response: Any) -> Page:
    try:
        page = response.json()
    except ValueError as problem:
        raise _failed(
            query, "DOWNLOAD_FORM", "answered with something other than JSON"
        ) from problem
    if not isinstance(page, dict):
        raise _failed(query, "DOWNLOAD_FORM", "answered in another form than documented")
    return page


def _list(query: Query, page: Page, name: str) -> list[Any]:
    rows = page.get(name)
    if not isinstance(rows, list):
        raise _failed(query, "DOWNLOAD_FORM", f"answered without {name!r}")
    return rows


def _failed(query: Query, code: str, what: str) -> ReportError:
    host = urlsplit(query.url).netloc
    return ReportError(f"{query.dialect.title} at {host} {what}.", code=code, where=host)


def write(path: Path, value: Any) -> None:
    """Write JSON whole or not at all."""
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    draft.replace(path)


def drop_parts(query: Query) -> None:
    """Remove the pages of a query that is complete, or is to be fetched anew."""
    parts = query.part(1).parent
    for part in parts.glob("page-*") if parts.is_dir() else ():
        part.unlink()
    if parts.is_dir():
        parts.rmdir()
