"""Sources with a public interface, fetched with the user's own access and kept in a cache.

Pages are kept one by one, so that a broken download goes on where it stopped. Keys and
tokens are sent, never stored. The file carries the source's terms, and
:func:`strikemap.read_reports` carries them on.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from strikemap.errors import MissingExtraError
from strikemap.readers.dialects import dialect
from strikemap.readers.pages import Query, acled_pages, drop_parts, ucdp_pages, write

UCDP = "https://ucdpapi.pcr.uu.se/api/"
ACLED = "https://acleddata.com/"


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
    query = Query(
        dialect("ucdp"),
        f"{base.rstrip('/')}/gedevents/{version}",
        {name: value for name, value in asked.items() if value is not None},
        {"x-ucdp-access-token": token},
        _folder(folder),
    )
    return _fetch(query, ucdp_pages, refresh, progress)


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
    query = Query(
        dialect("acled"),
        f"{root}/api/acled/read",
        {name: value for name, value in asked.items() if value is not None},
        {"Authorization": f"Bearer {token}"} if token else {},
        _folder(folder),
        {"url": f"{root}/oauth/token", "username": username or "", "password": password or ""},
    )
    return _fetch(query, acled_pages, refresh, progress)


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


def _fetch(query: Query, pages: Any, refresh: bool, progress: bool) -> Download:
    """Bring all pages of a query into one file, or find it in the cache."""
    target = query.folder / f"{query.key}.json"
    if target.is_file() and not refresh:
        return _described(target)
    if refresh:
        drop_parts(query)
    try:
        import httpx
    except ImportError as problem:
        raise MissingExtraError("httpx", "download", "fetch data from its publisher") from problem
    records: list[Any] = []
    with httpx.Client(timeout=60.0, follow_redirects=False) as client:
        for page in _shown(pages(query, client), query, progress):
            records += page
    write(target, {"strikemap": _terms(query), "records": records})
    drop_parts(query)
    return _described(target)


def _terms(query: Query) -> dict[str, Any]:
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


def _shown(pages: Iterator[list[Any]], query: Query, progress: bool) -> Iterator[list[Any]]:
    """Yield pages with a progress bar."""
    from tqdm.auto import tqdm

    bar = tqdm(desc=query.dialect.title, unit=" records", disable=not progress)
    with bar:
        for page in pages:
            bar.update(len(page))
            yield page
