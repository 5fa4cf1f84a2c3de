"""The languages there are: those that come with the library, and files of one's own."""

from __future__ import annotations

import json
import os
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from strikemap.errors import MapError
from strikemap.words.catalogue import Catalogue, from_data
from strikemap.words.checking import faults

_FOLDER: Final = Path(__file__).parent
#: The language that texts of the library are written in, and tables of reports mostly too.
SOURCE: Final = "en"


@cache
def codes() -> tuple[str, ...]:
    """Return the codes of the languages that come with the library.

    Examples
    --------
    >>> "en" in codes()
    True
    """
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.json")))


def catalogue(lang: str | os.PathLike[str]) -> Catalogue:
    """Return the words of a language.

    Parameters
    ----------
    lang
        A code of :func:`codes`, or the path of a JSON file of one's own. A file is read again
        when it has changed.

    Raises
    ------
    MapError
        Code ``LANG_UNKNOWN``: there is no such language or file; ``LANG_INVALID``: the file
        is not a whole catalogue.

    Examples
    --------
    >>> catalogue("ar").direction
    'rtl'
    """
    asked = os.fspath(lang) if isinstance(lang, os.PathLike) else lang
    if asked in codes():
        return _embedded(str(asked))
    try:
        stamp = Path(asked).stat().st_mtime_ns if str(asked).endswith(".json") else None
    except OSError:
        stamp = None
    if stamp is None:
        raise MapError(
            f"lang={asked!r} is not known. There are: {', '.join(codes())}. For another language "
            f"copy {_FOLDER / SOURCE}.json, translate its texts and pass the path of your file: "
            "lang='my_language.json'.",
            code="LANG_UNKNOWN",
            where="lang",
        )
    return _read(asked, stamp)


@cache
def _embedded(code: str) -> Catalogue:
    return _read(str(_FOLDER / f"{code}.json"), 0)


@lru_cache(maxsize=64)
def _read(path: str, stamp: int) -> Catalogue:
    """Return the catalogue in a file as it was at the time of ``stamp``, 0 for the library's."""
    try:
        with Path(path).open(encoding="utf-8") as stream:
            words = from_data(json.load(stream))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _invalid(path, [str(error)]) from error
    found = faults(words, catalogue(SOURCE)) if stamp else []
    if found:
        raise _invalid(path, found)
    return words


def _invalid(path: str, found: list[str]) -> MapError:
    more = f"; and {len(found) - 5} more" if len(found) > 5 else ""
    return MapError(
        f"{path} is not a whole catalogue of words: {'; '.join(found[:5])}{more}. Compare it with "
        f"{_FOLDER / SOURCE}.json.",
        code="LANG_INVALID",
        where=path,
    )
