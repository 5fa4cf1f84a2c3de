"""One date cell: a closed span of days with its precision, or the reason why not."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final
from zoneinfo import ZoneInfo

from strikemap.dates import months
from strikemap.dates.figures import TO, in_figures
from strikemap.dates.stretch import (
    DateError,
    OrderError,
    Span,
    ZoneMissingError,
    between,
    full_year,
    one_day,
)

__all__ = ["DateError", "OrderError", "Span", "ZoneMissingError", "parse"]

MISSING: Final = (
    frozenset(
        ("", "-", "--", "?", "na", "n/a", "n.a.", "nan", "nat", "none", "null", "nil", "unknown")
    )
    | {"unkn", "tbd", "#n/a", "not known", "غير معروف", "inconnu", "inconnue"}
    | {"неизвестно", "невідомо", "desconocido", "unbekannt", "bilinmiyor"}
)
_ONE_DAY: Final = dt.timedelta(days=1)
_WEEKDAYS: Final = (
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tues?|wed|thur?s?|fri|sat|sun|"
    "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun|mer|jeu|ven|sam|dim|"
    "lunes|martes|miércoles|jueves|viernes|sábado|domingo|"
    "montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|"
    "понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|"
    "понеділок|вівторок|середа|четвер|п'ятниця|субота|неділя|"
    "الاثنين|الثلاثاء|الاربعاء|الخميس|الجمعه|السبت|الاحد"
)
_NOISE: Final = re.compile(
    rf"(?<![^\W\d_])(?:{_WEEKDAYS}|the|of|on|le|du|de|del|يوم|في|من|г|года|р|року)(?![^\W\d_])\.?",
    re.IGNORECASE,
)
_ORDINAL: Final = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|e)\b")
_OFFSET: Final = (
    r"(?:utc|gmt)\s*[+-]\d{1,2}(?::?\d{2})?|z(?![a-z])|utc|gmt|[+-]\d{2}(?::?\d{2})?(?!\d)"
)
_HALF: Final = r"[ap]\.?\s?m\.?(?![a-z])|[صم](?!\w)|صباحا|مساء"
_CLOCK: Final = re.compile(
    r"\b(?:noon|midnight)\b|"
    rf"(?:\bat\s+|\bà\s+)?\b(?P<h>\d{{1,2}})(?:(?=\s*(?:{_HALF}))|[:h](?P<m>\d{{2}}))(?::(?P<s>\d{{2}})(?:[.,]\d+)?)?"
    rf"\s*(?P<half>{_HALF})?(?:\s*(?P<zone>{_OFFSET}))?(?:\s*hrs?\b)?"
)
_ISO_TIME: Final = re.compile(
    r"(?P<day>\d{4}(?P<cut>[-./]?)\d{2}(?P=cut)\d{2})[t ]\s?"
    r"(?P<h>\d{2}):?(?P<m>\d{2})(?::?(?P<s>\d{2})(?:[.,]\d+)?)?"
    rf"\s*(?P<zone>{_OFFSET})?(?:\s*\[[a-z_+/-]+\d*\])?"
)
_GROUP: Final = re.compile(
    r"(?P<day>\d{2})\s?(?P<h>\d{2})(?P<m>\d{2})(?P<s>)\s?(?P<zone>[a-ik-z])\s?(?P<month>m\d\d)\s?(?P<year>\d{2}|\d{4})"
)
_DOTTED: Final = re.compile(r"\b(\d{1,2})\.(\d{2})\.(\d{2})(?:\.\d+)?(?=\s*[ap]m\b)")
_NIGHT: Final = re.compile(
    r"\b(?:overnight|nights?|nuit|evening|ليله|ليل)\b(?:\s+(?:of|du|from|between))?"
)
_VAGUE: Final = re.compile(
    r"(?<![a-z])(?:c|ca|circa|approx|approximately|about|around|vers|environ|before|after|since|"
    r"prior|until|by|حوالي|نحو)(?![a-z])\.?|[~<>?≈±]"
)
_PART: Final = re.compile(
    r"^(?:(?:at|in|a|au|à la|на|в|у)\s+)?(?:early|mid|late|beginning|start|end|middle|"
    r"(?:first|second|third|fourth|last|\d)\s+(?:half|week|days)|début|mi|fin|anfang|mitte|ende|"
    r"principios|comienzos|inicios|mediados|finales|fines|início|meados|fim|"
    r"начало|начале|середина|середине|середині|конец|конце|початок|початку|кінець|кінці|наприкінці|"
    r"اواخر|اوائل|منتصف|بدايه|نهايه)[ -]+"
)


def parse(text: str, *, dayfirst: bool | None = None, tz: ZoneInfo | None = None) -> Span:
    """Read one date cell.

    Parameters
    ----------
    text
        The cell: ISO 8601 (dates, times, weeks, ordinal days, intervals), day and month in
        figures or as English, French or Arabic month names, ranges, nights, weeks, months, years.
    dayfirst
        Whether 04/05/2017 is 4 May; ``None`` reads only what has one meaning.
    tz
        Time zone that instants with an offset are brought to.

    Returns
    -------
    Span
        First and last possible local day, both included, and "day", "range", "week",
        "month" or "year"; ``zoned`` says that the day was that of a time with an offset.

    Raises
    ------
    DateError
        ``DATE_MISSING``, ``DATE_INVALID``; as :class:`OrderError` or :class:`ZoneMissingError`
        when ``dayfirst`` or ``tz`` would settle it.

    Examples
    --------
    >>> parse("4-5 May 2017")
    Span(start=datetime.date(2017, 5, 4), end=datetime.date(2017, 5, 5), precision='range')
    >>> parse("٤ أيار ٢٠١٧").start
    datetime.date(2017, 5, 4)
    >>> parse("2017-05-03T22:30:00Z", tz=ZoneInfo("Asia/Damascus")).start
    datetime.date(2017, 5, 4)
    """
    stated = months.plain(text).strip(" .;'\"")
    if stated in MISSING:
        raise DateError("DATE_MISSING", "no date is given")
    if len(stated) > 100:
        raise DateError("DATE_INVALID", f"{text[:40]!r}... is no date")
    try:
        return _read(stated, dayfirst, tz)
    except DateError as problem:
        raise type(problem)(problem.code, f"{text[:60]!r} {problem}") from None
    except (ValueError, OverflowError):
        raise DateError("DATE_INVALID", f"{text[:60]!r} is not in the calendar") from None


def _read(text: str, dayfirst: bool | None, tz: ZoneInfo | None) -> Span:
    """Try the forms of a date from the strictest on."""
    span = _iso(text, tz) or _group(text, tz)
    if span is not None:
        return span
    night = _NIGHT.search(text) is not None
    text = _NIGHT.sub(" ", text)
    if _VAGUE.search(text):
        raise DateError("DATE_INVALID", "is an approximate date")
    text = _DOTTED.sub(r"\1:\2:\3", text)
    clock = _CLOCK.search(text)
    text = _CLOCK.sub(" ", re.sub(r"\s\([^()\d]*\)$", "", text), count=1)
    text = _ORDINAL.sub("", _NOISE.sub(" ", months.number_months(_GLUED.sub(r"\1 \2 \3", text))))
    text = " ".join(text.replace(",", " ").split()).strip(" -.:")
    span = _iso(text, tz) or _named(text, dayfirst)
    if clock is not None and clock["zone"] and span.start == span.end:
        return _at(span.start, clock, tz)
    if night and span.precision == "day":
        return Span(span.start, span.end + _ONE_DAY, "range")
    return span


def _at(day: dt.date, clock: re.Match[str], tz: ZoneInfo | None) -> Span:
    """Return the local day of a time on a day."""
    local = _local(day, clock, tz)
    return Span(local, local, "day", bool(clock["zone"]))


def _group(text: str, tz: ZoneInfo | None) -> Span | None:
    """Read a date-time group such as 132330ZMAY17, its zone being a letter."""
    hit = _GROUP.fullmatch(months.number_months(_GLUED.sub(r"\1 \2 \3", text)))
    if hit is None:
        return None
    return _at(_date(hit["year"], hit["month"][1:], hit["day"]), hit, tz)


def _month(year: int, month: int) -> Span:
    last = calendar.monthrange(year, month)[1]
    return Span(dt.date(year, month, 1), dt.date(year, month, last), "month")


def _year(year: int) -> Span:
    return Span(dt.date(year, 1, 1), dt.date(year, 12, 31), "year")


def _week(year: int, week: int) -> Span:
    monday = dt.date.fromisocalendar(year, week, 1)
    return Span(monday, monday + 6 * _ONE_DAY, "week")


def _local(day: dt.date, clock: re.Match[str], tz: ZoneInfo | None) -> dt.date:
    """Return the local day of a time with an offset."""
    hour, minute, second = (int(clock[name] or 0) for name in ("h", "m", "s"))
    half = (clock.groupdict().get("half") or "")[:1]
    if half:
        hour = hour % 12 + (12 if half in "pم" else 0)
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        raise DateError("DATE_INVALID", "has a time that is none")
    moment = dt.datetime.combine(day, dt.time()) + dt.timedelta(
        hours=hour, minutes=minute, seconds=min(second, 59)
    )
    zone = clock["zone"]
    if not zone:
        return moment.date()
    offset = _offset(zone)
    if tz is None:
        if offset:
            return moment.date()
        raise ZoneMissingError("DATE_INVALID", "is a time in UTC, and no local zone is named")
    return moment.replace(tzinfo=dt.timezone(offset)).astimezone(tz).date()


def _offset(zone: str) -> dt.timedelta:
    """Return what a zone such as "z", "+03:00", "gmt+3" or a letter of the military adds to UTC."""
    zone = re.sub(r"(?:utc|gmt)\s*(?=[+-])", "", zone)
    if zone in ("z", "utc", "gmt"):
        return dt.timedelta()
    if zone.isalpha():
        return dt.timedelta(hours=_ZONE_LETTERS.index(zone) - 12)
    sign = -1 if zone[0] == "-" else 1
    hours, minutes = re.fullmatch(r".(\d{1,2}):?(\d\d)?", zone).groups()  # type: ignore[union-attr]
    return sign * dt.timedelta(hours=int(hours), minutes=int(minutes or 0))


def _iso(text: str, tz: ZoneInfo | None) -> Span | None:
    """Read the ISO 8601 forms, or return ``None``."""
    timed = _ISO_TIME.fullmatch(text)
    if timed is not None:
        return _at(dt.date.fromisoformat(re.sub(r"[./]", "-", timed["day"])), timed, tz)
    if (opened := _OPEN.fullmatch(text)) is not None:
        return _open(_iso(opened[1], tz))
    parts = _ISO_CUT.split(text)
    if len(parts) == 2 and all(_ISO_START.match(part) for part in parts):
        ends = [_iso(part, tz) for part in parts]
        if ends[0] is not None and ends[1] is not None:
            return between(ends[0].start, ends[1].end)
    short = _ISO_SHORT.fullmatch(text)
    if short is not None and short["to"] != short["sep"]:
        year, month, day, last_month, last = (int(short[n] or 0) for n in "ymdnz")
        return between(dt.date(year, month, day), dt.date(year, last_month or month, last))
    for pattern, build in _ISO:
        hit = pattern.fullmatch(text)
        if hit is not None:
            return build(*(int(part) for part in hit.groups()))
    return None


def _open(start: Span | None) -> Span | None:
    """Return the first day of a range without an end."""
    return None if start is None else Span(start.start, start.start, "range")


_ISO_CUT: Final = re.compile(
    r"\s*/\s*|\s+to\s+|\s+-\s*|\s*--\s*|"
    r"(?:(?<=\d{4}[-./]\d\d[-./]\d\d)|(?<=^\d{8}))-(?=\d{4}(?:[-./]|\d{4}$))"
)
_ISO_START: Final = re.compile(r"\d{4}(?:[-./]|\d{4}$|$)")
#: A range whose end leaves out what it shares with its start (ISO 8601): 2025-01-18/20.
_ISO_SHORT: Final = re.compile(
    r"(?P<y>\d{4})(?P<sep>[-./])(?P<m>\d\d?)(?P=sep)(?P<d>\d\d?)"
    rf"(?P<to>{TO})(?:(?P<n>\d\d?)(?P=sep))?(?P<z>\d\d?)"
)
_OPEN: Final = re.compile(r"(\d{4}[-./]?\d\d?[-./]?\d\d?)\s*(?:/|/\s*\.\.|\s-|--|\.\.\.|…)")
#: From Y (UTC-12) by Z (UTC) to M (UTC+12); J, the local time, is none.
_ZONE_LETTERS: Final = "yxwvutsrqponzabcdefghiklm"
_GLUED: Final = re.compile(
    r"(?<!\d)((?:\d{6}\s?[a-ik-z]|\d{1,2}))([^\W\d_]{3,})((?:\d{2}|\d{4}))(?!\d)"
)
_ISO: Final[tuple[tuple[re.Pattern[str], Callable[..., Span]], ...]] = (
    (re.compile(r"(\d{4})[-./]?00[-./]?00"), _year),
    (re.compile(r"(\d{4})[-./](\d{1,2})[-./]00"), _month),
    (re.compile(r"(\d{4})(\d{2})00"), _month),
    (re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})"), lambda y, m, d: one_day(dt.date(y, m, d))),
    (re.compile(r"(\d{4})(\d{2})(\d{2})"), lambda y, m, d: one_day(dt.date(y, m, d))),
    (re.compile(r"(\d{4})-(\d{3})"), lambda y, n: one_day(_ordinal(y, n))),
    (re.compile(r"(\d{4})[-./](\d{1,2})"), _month),
    (re.compile(r"(\d{4})-?w(\d{2})"), _week),
    (
        re.compile(r"(\d{4})-?w(\d{2})-?(\d)"),
        lambda y, w, d: one_day(dt.date.fromisocalendar(y, w, d)),
    ),
    (re.compile(r"(\d{4})"), _year),
)


def _ordinal(year: int, day: int) -> dt.date:
    found = dt.date(year, 1, 1) + (day - 1) * _ONE_DAY
    if day < 1 or found.year != year:
        raise DateError("DATE_INVALID", "is not a day of that year")
    return found


_D: Final = r"(\d{1,2})"
_M: Final = r"m(\d\d)"
_Y: Final = r"('?\d{2}|\d{4})"
_S: Final = r"[\s./-]\s*"
_PREFIX: Final = r"(?:(?:from|between|entre|vom|von|с|з)\s+)?"


def _date(year: str, month: str, day: str) -> dt.date:
    return dt.date(full_year(year), int(month), int(day))


_NAMED: Final[tuple[tuple[re.Pattern[str], Callable[..., Span]], ...]] = (
    (re.compile(rf"{_D}{_S}{_M}{_S}{_Y}"), lambda d, m, y: one_day(_date(y, m, d))),
    (re.compile(rf"{_M}{_S}{_D}{_S}{_Y}"), lambda m, d, y: one_day(_date(y, m, d))),
    (re.compile(rf"(\d{{4}}){_S}{_M}{_S}{_D}"), lambda y, m, d: one_day(_date(y, m, d))),
    (
        re.compile(rf"{_PREFIX}{_D}{TO}{_D}{_S}{_M}{_S}{_Y}"),
        lambda a, b, m, y: between(_date(y, m, a), _date(y, m, b)),
    ),
    (
        re.compile(rf"{_PREFIX}{_M}{_S}{_D}{TO}{_D}{_S}{_Y}"),
        lambda m, a, b, y: between(_date(y, m, a), _date(y, m, b)),
    ),
    (
        re.compile(rf"{_PREFIX}{_D}{_S}{_M}{TO}{_D}{_S}{_M}{_S}{_Y}"),
        lambda a, m, b, n, y: between(_date(y, m, a), _date(y, n, b)),
    ),
    (
        re.compile(rf"{_PREFIX}{_M}{_S}{_D}{TO}{_M}{_S}{_D}{_S}{_Y}"),
        lambda m, a, n, b, y: between(_date(y, m, a), _date(y, n, b)),
    ),
    (
        re.compile(rf"{_PREFIX}{_D}{_S}{_M}{_S}{_Y}{TO}{_D}{_S}{_M}{_S}{_Y}"),
        lambda a, m, y, b, n, z: between(_date(y, m, a), _date(z, n, b)),
    ),
    (
        re.compile(rf"{_PREFIX}{_M}{_S}{_D}{_S}{_Y}{TO}{_M}{_S}{_D}{_S}{_Y}"),
        lambda m, a, y, n, b, z: between(_date(y, m, a), _date(z, n, b)),
    ),
    (re.compile(rf"{_M}{_S}(\d{{4}})"), lambda m, y: _month(int(y), int(m))),
    (re.compile(rf"(\d{{4}}){_S}{_M}"), lambda y, m: _month(int(y), int(m))),
    (
        re.compile(rf"{_M}{TO}{_M}{_S}(\d{{4}})"),
        lambda m, n, y: between(_month(int(y), int(m)).start, _month(int(y), int(n)).end),
    ),
    (
        re.compile(r"(?:week|w|semaine|kw)\s*(\d{1,2})\s+(\d{4})"),
        lambda w, y: _week(int(y), int(w)),
    ),
    (re.compile(r"(\d{4})\s+(?:week|w|semaine)\s*(\d{1,2})"), lambda y, w: _week(int(y), int(w))),
    (re.compile(r"(\d{1,2})/(\d{4})"), lambda m, y: _month(int(y), int(m))),
)


def _named(text: str, dayfirst: bool | None) -> Span:
    """Read day, month and year in figures or with the month's name."""
    week = re.fullmatch(
        r"(?:week|semaine|اسبوع)\s+(?:starting\s+|beginning\s+)?(\D*\d.*[ ./-].*)", text
    )
    if week is not None and re.fullmatch(r"\d{1,2}\s+\d{4}", week[1]) is None:
        first = _named(week[1], dayfirst)
        return Span(first.start, first.start + 6 * _ONE_DAY, "week")
    part = _PART.sub("", text)
    for pattern, build in _NAMED:
        hit = pattern.fullmatch(part)
        if hit is not None:
            span = build(*hit.groups())
            if part == text:
                return span
            if span.precision != "month":
                raise DateError("DATE_INVALID", "is an approximate date")
            return replace(span, part=True)
    return in_figures(text, dayfirst)
