"""Dates in figures only: one day, or a range of days that says its month once or twice."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Final

from strikemap.dates.stretch import DateError, OrderError, Span, between, full_year, one_day

#: What stands between the two ends of a range, in the languages of the field.
TO: Final = r"\.?\s*(?:-|/|&|\b(?:to|and|or|au|et|al|a|y|e|bis|und|по|до|и|та|і)\b|الي|حتي|و)\s*"
Triple = tuple[int, int, str, str]

_DAY: Final = r"(\d{1,2})"
_YEAR: Final = r"(\d{4}|'?\d{2})"
_TRIPLE: Final = re.compile(rf"{_DAY}([./ -]){_DAY}\2{_YEAR}")
#: 18-20/01/2025: the days are joined by another sign than the one before the month.
_DAYS_MONTH: Final = re.compile(rf"{_DAY}(?P<to>{TO}){_DAY}(?P<sep>[./ -]){_DAY}(?P=sep){_YEAR}")
_MONTH_DAYS: Final = re.compile(rf"{_DAY}(?P<sep>[./ -]){_DAY}(?P<to>{TO}){_DAY}(?P=sep){_YEAR}")
#: 30/01-02/02/2025: two days of two months in the year that stands at the end.
_TWO_MONTHS: Final = re.compile(
    rf"{_DAY}(?P<sep>[./]){_DAY}(?P<to>{TO}){_DAY}(?P=sep){_DAY}(?P=sep){_YEAR}"
)
_TWO_DATES: Final = re.compile(
    rf"{_DAY}(?P<sep>[./ -]){_DAY}(?P=sep){_YEAR}(?P<to>{TO}){_DAY}(?P=sep){_DAY}(?P=sep){_YEAR}"
)


def triples(text: str) -> list[Triple]:
    """Return the first two figures, the year and the separator of each day that a text names.

    A range within one month, which leaves its order no doubt, has none.

    Examples
    --------
    >>> triples("04/05/2017"), triples("30/01-02/02/2025")[0], triples("18-20/01/2025")
    ([(4, 5, '2017', '/')], (30, 1, '2025', '/'), [])
    """
    hit = _joined(_TWO_DATES, text)
    if hit is not None:
        a, _, b, year, _, c, d, last = hit.groups()
        return [(int(a), int(b), year, hit["sep"]), (int(c), int(d), last, hit["sep"])]
    hit = _joined(_TWO_MONTHS, text)
    if hit is not None:
        a, _, b, _, c, d, year = hit.groups()
        return [(int(a), int(b), year, hit["sep"]), (int(c), int(d), year, hit["sep"])]
    hit = _TRIPLE.match(text)
    return [] if hit is None else [(int(hit[1]), int(hit[3]), hit[4], hit[2])]


def in_figures(text: str, dayfirst: bool | None) -> Span:
    """Read a day, or a range of days, in figures only.

    Raises
    ------
    DateError
        ``DATE_INVALID``; as :class:`OrderError` where ``dayfirst`` would settle it.

    Examples
    --------
    >>> in_figures("18-20/01/2025", None) == in_figures("01/18-20/2025", None)
    True
    """
    if _TRIPLE.fullmatch(text):
        return one_day(_ordered(triples(text), dayfirst)[0])
    for pattern in (_TWO_DATES, _TWO_MONTHS):
        if _joined(pattern, text) is not None:
            return between(*_ordered(triples(text), dayfirst))
    for pattern, leads, build in _WITHIN:
        hit = _joined(pattern, text)
        if hit is not None and dayfirst in (None, leads):
            return build(*(part for part in hit.groups() if part.strip("'").isdigit()))
    raise DateError("DATE_INVALID", "is no date that can be read")


def _joined(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Return the match of a range whose ends are joined by another sign than its parts."""
    hit = pattern.fullmatch(text)
    if hit is None:
        return None
    sign = hit["to"].strip()
    spaced = hit["to"] != sign and not hit["to"].startswith(".")
    return None if sign == hit["sep"] and not spaced else hit


def _days(month: str, year: str, first: str, last: str) -> Span:
    return between(*(dt.date(full_year(year), int(month), int(day)) for day in (first, last)))


#: Which order a range within one month has by its form, and what it says.
_WITHIN: Final[tuple[tuple[re.Pattern[str], bool, Callable[..., Span]], ...]] = (
    (_DAYS_MONTH, True, lambda a, b, month, year: _days(month, year, a, b)),
    (_MONTH_DAYS, False, lambda month, a, b, year: _days(month, year, a, b)),
)


def _ordered(found: list[Triple], dayfirst: bool | None) -> list[dt.date]:
    """Return the days of figures in the order asked for or provable by one of them."""
    firsts, seconds = max(one[0] for one in found), max(one[1] for one in found)
    if dayfirst is None and all(first == second for first, second, *_ in found):
        dayfirst = True
    if dayfirst is None:
        dayfirst = True if firsts > 12 else False if seconds > 12 else None
    if dayfirst is None:
        raise OrderError("DATE_INVALID", "can be read with the day or the month first")
    return [dt.date(full_year(year), *((b, a) if dayfirst else (a, b))) for a, b, year, _ in found]
