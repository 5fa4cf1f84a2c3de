"""Names of columns: the forms in which they are looked up, and those that speak of dates."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

#: For "date", "date_start" and "date_end" the names they go by, in reports and zones, best first.
DATE_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    role: tuple(names)
    for role, names in json.loads(
        Path(__file__).with_name("columns.json").read_text(encoding="utf-8")
    ).items()
}
_ORDER = re.compile(
    r"(?:^|_)(?:d{1,2}_?m{1,2}_?y{1,4}|m{1,2}_?d{1,2}_?y{1,4}|j{1,2}_?m{1,2}_?a{2,4}|t{1,2}_?m{1,2}_?j{2,4}|"
    r"дд?_?мм?_?г{2,4}|d{1,2}_?m{1,2}_?a{2,4}|day_month_year|month_day_year|y{2,4}_?m{1,2}_?d{1,2})$"
)
#: Words after a name that say how it is written, not what it is.
_UNITS = re.compile(
    r"(?:_(?:deg|degrees?|decimal|dd|n|e|wgs_?84|epsg_?4326|iso|local|required|optional))+$"
)
_MONTH_FIRST = re.compile(r"m{1,2}_?d{1,2}_?y{1,4}|month_day_year")


@cache
def forms(name: str) -> tuple[str, ...]:
    """Return the forms in which a column's name is looked up, the closest to it first.

    Examples
    --------
    >>> forms("Date (MM-DD-YYYY)")[-1], forms("validFrom")[1], forms("Deaths (min)")[1]
    ('date', 'valid_from', 'deaths_min')
    """
    cut = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", str(name))
    worded = re.sub(r"[\W_]+", "_", plain_name(cut)).strip("_")
    unordered = _ORDER.sub("", worded).strip("_")
    bare = _UNITS.sub("", unordered).strip("_")
    halves = [half for part in _halves(str(name)) for half in forms(part)]
    shapes = (plain_name(name), worded, unordered, bare, *halves)
    return tuple(dict.fromkeys(form for form in shapes if form))


def _halves(name: str) -> list[str]:
    """Return the parts of a name that says the same in two scripts, none of any other name.

    Examples
    --------
    >>> _halves("التاريخ / Date"), _halves("Lat / Long")
    (['التاريخ', 'Date'], [])
    """
    parts = [part.strip() for part in re.split(r"[/|()\n،]|\s[-–—]\s", name) if part.strip()]
    latin = {any(char.isascii() and char.isalpha() for char in part) for part in parts}
    return parts if len(latin) == 2 else []


def day_leads(name: str) -> bool | None:
    """Return whether a column's name says that the day stands first; ``None`` where it is silent.

    Examples
    --------
    >>> day_leads("Date (MM-DD-YYYY)"), day_leads("Datum (TT.MM.JJJJ)"), day_leads("date")
    (False, True, None)
    """
    for form in forms(name):
        stated = _ORDER.search(form)
        if stated is not None and not stated[0].strip("_").startswith("y"):
            return _MONTH_FIRST.search(stated[0]) is None
    return None


@cache
def plain_name(name: str) -> str:
    """Return a column name in lower case with underscores for blanks, dashes and dots.

    Examples
    --------
    >>> plain_name(" Event-Date ")
    'event_date'
    """
    folded = unicodedata.normalize("NFKC", str(name)).strip().lower()
    return re.sub(r"[\s\-./]+", "_", folded)
