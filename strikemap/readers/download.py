"""Sources with a public interface, fetched with the user's own access and kept in a cache.

Pages are kept one by one, so that a broken download goes on where it stopped. Keys and
tokens are sent, never stored. The file carries the source's terms, and
:func:`strikemap.read_reports` carries them on.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from strikemap.errors import MissingExtraError, ReportError
from strikemap.readers.dialect import Dialect, dialect_named

UCDP = "https://ucdpapi.pcr.uu.se/api/"
ACLED = "https://acleddata.com/"
_BUSY = (429, 500, 502, 503, 504)
_TRIES = 4
Page = dict[str, Any]


@dataclass(frozen=True)
class Download:
    """A file that was fetched, with the terms it comes under; prints them.

    Parameters
    ----------
    path
        The file, for :func:`strikemap.read_reports`.
    rows
        Number of records in it.
    licence, citation
        The source's terms, and how to cite it.
    accessed
        Day of the download (ISO 8601); some sources want it on every picture.
    """

    path: Path
    rows: int
    licence: str
    citation: str
    accessed: str

    def __str__(self) -> str:
        """Return the terms in full."""
        return (
            f"{self.path.name}: {self.rows:,} records, accessed {self.accessed}\n"
            f"  terms: {self.licence}\n  cite: {self.citation}"
        )


class Client(Protocol):
    """The part of an HTTP client that is used here."""

    def request(self, method: str, url: str, **options: Any) -> Any:
        """Send a request and return its response."""
        ...


@dataclass(eq=False)
class _Query:
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


def fetch_ucdp(
    version: str,
    *,
    token: str,
    country: int | None = None,
    start: str | None = None,
    end: str | None = None,
    folder: str | os.PathLike[str] | None = None,
    refresh: bool = False,
    progress: bool = True,
    base: str = UCDP,
) -> Download:
    """Fetch events of the UCDP Georeferenced Event Dataset.

    Parameters
    ----------
    version
        Release, such as "24.1", or a candidate release such as "24.0.10".
    token
        Access token that UCDP gives to users on request.
    country
        Gleditsch-Ward number of a country, such as 652 for Syria.
    start, end
        First and last day (YYYY-MM-DD).
    folder
        Where to keep the file; the user's cache folder when not given.
    refresh
        Fetch again what is already there.
    progress
        Show a progress bar.
    base
        Address of the interface.

    Returns
    -------
    Download

    Raises
    ------
    ReportError
        ``DOWNLOAD_DENIED``, ``DOWNLOAD_FAILED`` or ``DOWNLOAD_FORM``.
    MissingExtraError
        httpx or platformdirs is not installed.
    """
    asked = {"pagesize": 1000, "Country": country, "StartDate": start, "EndDate": end}
    query = _Query(
        dialect_named("ucdp"),
        f"{base.rstrip('/')}/gedevents/{version}",
        {name: value for name, value in asked.items() if value is not None},
        {"x-ucdp-access-token": token},
        _folder(folder),
    )
    return _fetch(query, _ucdp_pages, refresh, progress)


def fetch_acled(
    *,
    token: str | None = None,
    username: str | None = None,
    password: str | None = None,
    country: str | None = None,
    start: str | None = None,
    end: str | None = None,
    folder: str | os.PathLike[str] | None = None,
    refresh: bool = False,
    progress: bool = True,
    base: str = ACLED,
) -> Download:
    """Fetch events of the Armed Conflict Location & Event Data project.

    ACLED's terms allow no redistribution of raw rows and want a citation with the date of
    access on every visual; both travel with the file.

    Parameters
    ----------
    token
        Access token of your account.
    username, password
        Your account, from which a token is asked when none is given.
    country
        Name of a country, such as "Syria".
    start, end
        First and last day (YYYY-MM-DD).
    folder, refresh, progress, base
        As for :func:`fetch_ucdp`.

    Returns
    -------
    Download

    Raises
    ------
    ReportError
        ``DOWNLOAD_DENIED``, ``DOWNLOAD_FAILED`` or ``DOWNLOAD_FORM``.
    MissingExtraError
        httpx or platformdirs is not installed.
    """
    asked: dict[str, Any] = {"_format": "json", "limit": 5000, "country": country}
    if start or end:
        asked["event_date"] = f"{start or '1997-01-01'}|{end or dt.date.today().isoformat()}"
        asked["event_date_where"] = "BETWEEN"
    root = base.rstrip("/")
    query = _Query(
        dialect_named("acled"),
        f"{root}/api/acled/read",
        {name: value for name, value in asked.items() if value is not None},
        {"Authorization": f"Bearer {token}"} if token else {},
        _folder(folder),
        {"url": f"{root}/oauth/token", "username": username or "", "password": password or ""},
    )
    return _fetch(query, _acled_pages, refresh, progress)


def _folder(folder: str | os.PathLike[str] | None) -> Path:
    """Return the folder to keep downloads in, made if need be."""
    if folder is None:
        try:
            import platformdirs
        except ImportError as problem:
            raise MissingExtraError(
                "platformdirs", "download", "find the cache folder"
            ) from problem
        folder = platformdirs.user_cache_dir("strikemap")
    path = Path(folder)
    path.mkdir(parents=True, exist_ok=True)
    return path


def _fetch(query: _Query, pages: Any, refresh: bool, progress: bool) -> Download:
    """Bring all pages of a query into one file, or find it in the cache."""
    target = query.folder / f"{query.key}.json"
    if target.is_file() and not refresh:
        return _described(target)
    if refresh:
        _drop_parts(query)
    try:
        import httpx
    except ImportError as problem:
        raise MissingExtraError("httpx", "download", "fetch data from its publisher") from problem
    records: list[Any] = []
    with httpx.Client(timeout=60.0, follow_redirects=False) as client:
        for page in _shown(pages(query, client), query, progress):
            records += page
    _write(target, {"strikemap": _terms(query), "records": records})
    _drop_parts(query)
    return _described(target)


def _terms(query: _Query) -> dict[str, Any]:
    dialect = query.dialect
    return {
        "licence": dialect.licence,
        "citation": dialect.citation,
        "redistribute": dialect.redistribute,
        "accessed": dt.date.today().isoformat(),
        "query": {"url": query.url, **query.parameters},
    }


def _described(path: Path) -> Download:
    kept = json.loads(path.read_text(encoding="utf-8"))
    terms = kept["strikemap"]
    return Download(
        path, len(kept["records"]), terms["licence"], terms["citation"], terms["accessed"]
    )


def _shown(pages: Iterator[list[Any]], query: _Query, progress: bool) -> Iterator[list[Any]]:
    """Yield pages with a progress bar."""
    from tqdm.auto import tqdm

    bar = tqdm(desc=query.dialect.title, unit=" records", disable=not progress)
    with bar:
        for page in pages:
            bar.update(len(page))
            yield page


def _ucdp_pages(query: _Query, client: Client) -> Iterator[list[Any]]:
    """Yield the results of every page, following the address that each page names."""
    url, number = query.url, 1
    parameters: Mapping[str, Any] | None = query.parameters
    while url:
        page = _page(query, client, number, url, parameters)
        yield _list(query, page, "Result")
        url, parameters, number = str(page.get("NextPageUrl") or ""), None, number + 1
        if url and urlsplit(url)[:2] != urlsplit(query.url)[:2]:
            raise _failed(query, "DOWNLOAD_FORM", "names a next page on another host")


def _acled_pages(query: _Query, client: Client) -> Iterator[list[Any]]:
    """Yield the rows of every page, until one is not full."""
    if not query.headers and not query.part(1).is_file():
        query.headers = {"Authorization": f"Bearer {_acled_token(query, client)}"}
    limit = int(query.parameters["limit"])
    number, full = 1, True
    while full:
        page = _page(query, client, number, query.url, {**query.parameters, "page": number})
        rows = _list(query, page, "data")
        yield rows
        number, full = number + 1, len(rows) >= limit


def _acled_token(query: _Query, client: Client) -> str:
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
    query: _Query, client: Client, number: int, url: str, parameters: Mapping[str, Any] | None
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
    _write(part, page)
    return page


def _send(query: _Query, client: Client, method: str, url: str, **options: Any) -> Page:
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


def _parsed(query: _Query, response: Any) -> Page:
    try:
        page = response.json()
    except ValueError as problem:
        raise _failed(
            query, "DOWNLOAD_FORM", "answered with something other than JSON"
        ) from problem
    if not isinstance(page, dict):
        raise _failed(query, "DOWNLOAD_FORM", "answered in another form than documented")
    return page


def _list(query: _Query, page: Page, name: str) -> list[Any]:
    rows = page.get(name)
    if not isinstance(rows, list):
        raise _failed(query, "DOWNLOAD_FORM", f"answered without {name!r}")
    return rows


def _failed(query: _Query, code: str, what: str) -> ReportError:
    host = urlsplit(query.url).netloc
    return ReportError(f"{query.dialect.title} at {host} {what}.", code=code, where=host)


def _write(path: Path, value: Any) -> None:
    """Write JSON whole or not at all."""
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    draft.replace(path)


def _drop_parts(query: _Query) -> None:
    parts = query.part(1).parent
    for part in parts.glob("page-*") if parts.is_dir() else ():
        part.unlink()
    if parts.is_dir():
        parts.rmdir()
