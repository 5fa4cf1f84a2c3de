"""A column of dates: each distinct text is read once, the order of day and month decided once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.dates.questions import (
    DateQuestionError,
    ask_numbers,
    find_order,
    is_number,
    number_text,
    text_of,
    zone_question,
)
from strikemap.dates.span import (
    DateError,
    Span,
    ZoneMissingError,
    parse,
)

DateUnit = Literal["s", "ms", "excel", "excel-1904"]
Days = npt.NDArray[np.datetime64]
PRECISIONS: Final = ("day", "range", "week", "month", "year")
_NAT: Final = np.datetime64("NaT", "D")
Positions = npt.NDArray[np.intp]
_NONE: Final[Positions] = np.array([], dtype=np.intp)
_EPOCH: Final = {"excel": dt.date(1899, 12, 30), "excel-1904": dt.date(1904, 1, 1)}
_PLACEHOLDERS: Final = tuple(
    np.datetime64(day) for day in ("1970-01-01", "1900-01-01", "1899-12-30", "1899-12-31")
)
FIRST_YEAR: Final = 1900
_CLOCK: Final = re.compile(r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?")
_MIDNIGHT: Final = re.compile(
    r"\d{4}-\d\d-\d\d[T ]00:00(?::00(?:[.,]0+)?)?\s?(?:Z|UTC|[+-]00(?::?00)?)", re.IGNORECASE
)
#: So many different days at midnight in UTC are no instants by chance.
_SEVERAL: Final = 8
_MIDNIGHTS: Final = "days, as every time of the column is midnight in UTC"
_YEAR_NOW: Final = dt.date.today().year
_DATE_NAME: Final = re.compile(
    r"date|month|mois|mes\b|fecha|дата|месяц|місяць|monat|شهر|تاريخ", re.I
)


@dataclass(frozen=True, eq=False)
class DateColumn:
    """Dates of a column, NaT where there is a problem; days are local, both ends included.

    ``precision`` indexes :data:`PRECISIONS`, -1 where there is none. ``problems`` maps
    positions to (code, what is wrong); ``order`` says how figures were read, if it mattered;
    ``zoned`` whether a time with an offset was among them; ``parts`` are the positions of cells
    that name a part of a month, which stands for all of it.
    """

    start: Days
    end: Days
    precision: npt.NDArray[np.int8]
    problems: Mapping[int, tuple[str, str]]
    order: str = ""
    zoned: bool = False
    parts: Positions = field(default_factory=lambda: _NONE)


def time_zone(name: str | None) -> ZoneInfo | None:
    """Return the zone of an IANA name.

    Raises
    ------
    DateQuestionError
        Code ``TZ_UNKNOWN``.
    """
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError, IsADirectoryError) as problem:
        raise DateQuestionError(
            "TZ_UNKNOWN", f"tz={name!r} is no time zone. Pass an IANA name such as 'Asia/Damascus'."
        ) from problem


def read_dates(
    values: pd.Series[Any],
    *,
    dayfirst: bool | None = None,
    tz: str | None = None,
    unit: DateUnit | None = None,
    today: dt.date | None = None,
    earliest: dt.date | None = None,
    named_order: bool | None = None,
    settled: Settled | None = None,
) -> DateColumn:
    """Read a column of dates.

    Parameters
    ----------
    values
        Texts, dates, timestamps (with or without zone), or numbers.
    dayfirst
        Whether 04/05/2017 is 4 May; ``None`` decides only by proof within the column.
    tz
        IANA name of the zone whose calendar days are wanted, for times with an offset.
    unit
        What numbers count: seconds or milliseconds since 1970, or Excel days.
    today
        Dates after this day are ``DATE_FUTURE``; the current day, if not given.
    earliest
        Dates before this day are ``DATE_OUT_OF_RANGE``; 1 January 1900, if not given.
    named_order
        Whether the header says that the day stands first, as "Date (DD/MM/YYYY)" does; a date
        that proves the contrary raises ``DATE_ORDER_CONFLICT``.
    settled
        What the whole column proves, of which ``values`` are a part; nothing is asked then.

    Returns
    -------
    DateColumn

    Raises
    ------
    DateQuestionError
        ``DATE_ORDER_AMBIGUOUS``, ``DATE_ORDER_CONFLICT``, ``DATE_NUMERIC``, ``DATE_SERIAL``,
        ``TZ_MISSING`` or ``TZ_UNKNOWN``.

    Examples
    --------
    >>> column = read_dates(pd.Series(["25/04/17", "04/05/17"]))
    >>> column.start.astype(str).tolist()
    ['2017-04-25', '2017-05-04']
    """
    zone = time_zone(tz)
    latest = np.datetime64(today or dt.date.today(), "D") + np.timedelta64(1, "D")
    first = earliest or dt.date(FIRST_YEAR, 1, 1)
    if isinstance(values.dtype, pd.DatetimeTZDtype) or values.dtype.kind == "M":
        return _check_range(_from_timestamps(values, zone), latest, first)
    if values.dtype.kind in "iuf":
        values = _number_texts(values)
    asked = _Asked(dayfirst, named_order, zone, unit, min(first.year, FIRST_YEAR), settled)
    months = _are_months(values) if settled is None else settled.months
    midnights = _are_midnights(values, zone) if settled is None else settled.midnights
    values = values.map(_without_time, na_action="ignore") if midnights else values
    codes, distinct = _from_cells(_months_marked(values) if months else values, asked)
    distinct = replace(distinct, order=_MIDNIGHTS) if midnights else distinct
    return _spread(codes, _check_range(distinct, latest, first))


@dataclass(frozen=True)
class Settled:
    """What a whole column of dates proves: the order of figures, and whether 201705 is a month.

    ``midnights``: whether every cell is midnight in UTC, and so a day and no instant.
    """

    order: bool | None
    months: bool
    said: str
    midnights: bool = False


def settle(
    texts: Mapping[str, int],
    name: str,
    *,
    dayfirst: bool | None = None,
    tz: str | None = None,
    unit: DateUnit | None = None,
    earliest: dt.date | None = None,
    named_order: bool | None = None,
) -> Settled:
    """Decide how a column is to be read from its distinct texts, before any row is.

    Parameters
    ----------
    texts
        Every text of the column that may prove something (:func:`telling`), and how many rows
        hold it.
    name
        The column's name.
    dayfirst, tz, unit, earliest, named_order
        As for :func:`read_dates`.

    Raises
    ------
    DateQuestionError
        As for :func:`read_dates`.

    Examples
    --------
    >>> settle({"25/04/17": 3, "04/05/17": 9}, "date").order
    True
    """
    cells = pd.Series(list(texts), dtype=object, name=name)
    months = _are_months(cells)
    cells = _months_marked(cells) if months else cells
    midnights = _are_midnights(cells, time_zone(tz))
    cells = cells.map(_without_time) if midnights else cells
    first_year = min((earliest or dt.date(FIRST_YEAR, 1, 1)).year, FIRST_YEAR)
    asked = _Asked(dayfirst, named_order, time_zone(tz), unit, first_year)
    counts = np.fromiter(texts.values(), dtype=np.int64, count=len(texts))
    found = _distinct(cells.to_numpy(), counts, asked)
    order, _ = find_order(cells.tolist(), dayfirst, named_order)
    return Settled(order, months, _MIDNIGHTS if midnights else found.order, midnights)


def telling(text: str) -> str:
    """Return a text of a date without what proves nothing: the time of day, figures of a count.

    Examples
    --------
    >>> telling("04/05/2017 13:22:07"), telling("1493856127")
    ('04/05/2017 12:00', '1400000000')
    """
    if len(text) > 8 and text.isdigit():
        return text[:2] + "0" * (len(text) - 2)
    if ":" not in text or _MIDNIGHT.fullmatch(text.strip()):
        return text
    return _CLOCK.sub("12:00", text)


@dataclass(frozen=True)
class _Asked:
    """What is known about the cells of one column."""

    dayfirst: bool | None
    named_order: bool | None
    zone: ZoneInfo | None
    unit: DateUnit | None
    first_year: int
    settled: Settled | None = None


def _are_midnights(values: pd.Series[Any], zone: ZoneInfo | None) -> bool:
    """Return whether every cell is midnight in UTC, as software writes days; no zone is asked."""
    if zone is not None or not len(values):
        return False
    distinct = values.dropna().unique()
    return len(distinct) >= _SEVERAL and all(
        isinstance(cell, str) and _MIDNIGHT.fullmatch(cell.strip()) for cell in distinct
    )


def _without_time(cell: str) -> str:
    return cell.strip()[:10]


def _are_months(values: pd.Series[Any]) -> bool:
    """Return whether every cell has the form 201705 and the header speaks of dates."""
    if _DATE_NAME.search(str(values.name or "")) is None:
        return False
    given = values.dropna()
    form = r"(?:19|20)\d\d(?:0[1-9]|1[0-2])"
    if not len(given) or not re.fullmatch(form, str(given.iloc[0]).strip()):
        return False
    return bool(given.astype(str).str.strip().str.fullmatch(form).all())


def _months_marked(values: pd.Series[Any]) -> pd.Series[Any]:
    """Return 201705 as 2017-05."""
    return values.astype(object).map(_month_text, na_action="ignore")


def _month_text(cell: Any) -> str:
    text = str(cell).strip()
    return f"{text[:4]}-{text[4:]}"


def _from_timestamps(values: pd.Series[Any], zone: ZoneInfo | None) -> DateColumn:
    """Read a column of timestamps; one with a zone is brought to ``zone``."""
    zoned = isinstance(values.dtype, pd.DatetimeTZDtype)
    said = ""
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        if zone is None and str(values.dtype.tz) == "UTC" and values.notna().any():
            given = values.dropna()
            if given.nunique() < _SEVERAL or not (given == given.dt.normalize()).all():
                raise zone_question()
            said = _MIDNIGHTS
        values = values.dt.tz_convert(zone or values.dtype.tz).dt.tz_localize(None)
    start = values.to_numpy().astype("datetime64[D]")
    precision = np.where(np.isnat(start), -1, 0).astype(np.int8)
    return DateColumn(start, start.copy(), precision, _missing(start), said, zoned)


def _missing(start: Days) -> dict[int, tuple[str, str]]:
    at = np.flatnonzero(np.isnat(start))
    return {int(place): ("DATE_MISSING", "no date is given") for place in at}


def _number_texts(values: pd.Series[Any]) -> pd.Series[Any]:
    """Return a numeric column as texts, to be read as years, as yyyymmdd or by the unit."""
    numbers = values.to_numpy(dtype=float, na_value=np.nan)
    return pd.Series([number_text(number) or None for number in numbers], None, object, values.name)


def _from_cells(values: pd.Series[Any], asked: _Asked) -> tuple[npt.NDArray[np.int64], DateColumn]:
    """Return the number of each row's cell among the distinct ones, and these read."""
    codes, distinct = pd.factorize(values, use_na_sentinel=True)
    cells = np.asarray(distinct, dtype=object)
    counts = np.bincount(codes[codes >= 0], minlength=len(cells))
    return codes, _distinct(cells, counts, asked)


def _distinct(
    cells: npt.NDArray[np.object_], counts: npt.NDArray[np.int64], asked: _Asked
) -> DateColumn:
    """Read each distinct cell."""
    start = np.full(len(cells), _NAT, dtype="datetime64[D]")
    precision = np.full(len(cells), -1, dtype=np.int8)
    is_text = np.array([isinstance(cell, str) for cell in cells], dtype=bool)
    _read_plain_iso(cells, is_text, start, precision)
    end = start.copy()
    left = [(int(at), text_of(cells[at])) for at in np.flatnonzero(precision < 0)]
    order, said = _order_of(left, cells, counts, asked)
    problems: dict[int, tuple[str, str]] = {}
    zoned = False
    parts = []
    for at, text in left:
        try:
            span = _cell(cells[at], text, order, asked)
        except ZoneMissingError as problem:
            raise zone_question() from problem
        except DateError as problem:
            problems[at] = (problem.code, str(problem))
            continue
        start[at], end[at] = span.start, span.end
        precision[at] = PRECISIONS.index(span.precision)
        zoned |= span.zoned
        if span.part:
            parts.append(at)
    named = np.array(parts, dtype=np.intp)
    return DateColumn(start, end, precision, problems, said, zoned, named)


def _order_of(
    left: list[tuple[int, str]],
    cells: npt.NDArray[np.object_],
    counts: npt.NDArray[np.int64],
    asked: _Asked,
) -> tuple[bool | None, str]:
    """Return the order of figures, settled before or by proof in the column."""
    if asked.settled is not None:
        return asked.settled.order, ""
    ask_numbers(left, cells, counts, asked.unit, asked.first_year)
    return find_order([text for _, text in left], asked.dayfirst, asked.named_order)


def _read_plain_iso(
    cells: npt.NDArray[np.object_], is_text: npt.NDArray[np.bool_], start: Days, precision: Any
) -> None:
    """Fill in the cells of the form 2017-05-04, all at once."""
    if not is_text.any():
        return
    texts = pd.Series(cells[is_text], dtype=object)
    found = pd.to_datetime(texts, format="%Y-%m-%d", errors="coerce").to_numpy()
    days = found.astype("datetime64[D]")
    days[texts.str.len().to_numpy() != 10] = _NAT
    start[is_text] = days
    precision[is_text] = np.where(np.isnat(days), -1, 0)


def _cell(cell: Any, text: str, order: bool | None, asked: _Asked) -> Span:
    """Read one distinct cell that is not plain ISO."""
    if isinstance(cell, dt.datetime) and cell.tzinfo is None:
        return Span(cell.date(), cell.date(), "day")
    if asked.unit is not None and is_number(text, asked.first_year):
        day = _counted(float(text), asked.unit, asked.zone)
        return Span(day, day, "day", asked.unit not in _EPOCH)
    return parse(text, dayfirst=order, tz=asked.zone)


def _counted(number: float, unit: DateUnit, zone: ZoneInfo | None) -> dt.date:
    """Return the local day of a counted date."""
    try:
        if unit in _EPOCH:
            return _EPOCH[unit] + dt.timedelta(days=int(number))
        seconds = number / 1000 if unit == "ms" else number
        moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=seconds)
    except OverflowError as problem:
        raise DateError("DATE_OUT_OF_RANGE", f"{number} lies outside the calendar") from problem
    if zone is None:
        raise ZoneMissingError("DATE_INVALID", "is a time in UTC, and no local zone is named")
    return moment.astimezone(zone).date()


def _spread(codes: npt.NDArray[np.int64], distinct: DateColumn) -> DateColumn:
    """Return the distinct dates at every row that holds them."""
    last = len(distinct.start)
    start = np.append(distinct.start, _NAT)[codes]
    end = np.append(distinct.end, _NAT)[codes]
    precision = np.append(distinct.precision, np.int8(-1))[codes]
    bad = np.flatnonzero(precision < 0)
    none = ("DATE_MISSING", "no date is given")
    problems = {int(at): distinct.problems.get(int(codes[at]) % (last + 1), none) for at in bad}
    parts = np.flatnonzero(np.isin(codes, distinct.parts)) if len(distinct.parts) else _NONE
    return DateColumn(start, end, precision, problems, distinct.order, distinct.zoned, parts)


def _check_range(found: DateColumn, latest: np.datetime64, earliest: dt.date) -> DateColumn:
    """Turn dates that cannot be into problems: placeholders, the future, the far past."""
    first = np.datetime64(earliest, "D")
    beyond = found.start >= np.datetime64("9990-01-01", "D")
    future = (found.start > latest) & ~beyond
    placeholder = np.isin(found.start, _PLACEHOLDERS) & (found.precision == 0)
    early = (found.start < first) | placeholder | beyond
    if not (early | future).any():
        return found
    problems = dict(found.problems)
    for at in np.flatnonzero(early):
        what = f"is before {earliest}; if it is right, pass earliest={str(found.start[at])[:4]!r}"
        what = "is a placeholder" if placeholder[at] or beyond[at] else what
        problems[int(at)] = ("DATE_OUT_OF_RANGE", f"{found.start[at]} {what}")
    for at in np.flatnonzero(future):
        year = int(str(found.start[at])[:4]) - 543
        hint = f" (a Buddhist year? it is {year} elsewhere)" if 1900 <= year <= _YEAR_NOW else ""
        problems[int(at)] = ("DATE_FUTURE", f"{found.start[at]} lies in the future{hint}")
    bad = early | future
    start, end = (np.where(bad, _NAT, days) for days in (found.start, found.end))
    precision = np.where(bad, -1, found.precision).astype(np.int8)
    return replace(found, start=start, end=end, precision=precision, problems=problems)
