"""Questions about a column of dates: which order, what numbers count, which time zone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import numpy.typing as npt

from strikemap.dates import months
from strikemap.dates.figures import Triple, triples
from strikemap.dates.stretch import full_year

#: A later year is of another calendar, so that the order of day and month does not matter yet.
_NO_YEAR = 2200


class DateQuestionError(ValueError):
    """A column that can be read in several ways; the message names the parameter."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def number_text(number: float) -> str:
    """Return a number as text, whole ones without a point."""
    if not np.isfinite(number):
        return "" if np.isnan(number) else repr(float(number))
    return str(int(number)) if number == int(number) else repr(float(number))


def text_of(cell: Any) -> str:
    """Return a cell of any type as the text to read."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, int | float | np.number) and not isinstance(cell, bool):
        return number_text(float(cell))
    return cell.isoformat() if isinstance(cell, dt.date) else str(cell)


def is_number(text: str, first_year: int = 1900) -> bool:
    """Return whether a text is a number that is no year and no day such as 20170504."""
    plain = months.digits(text.strip())
    return plain.replace(".", "", 1).isdigit() and not _is_calendar(plain, first_year)


def _is_calendar(plain: str, first_year: int) -> bool:
    """Return whether figures alone are a year or a day such as 20170504."""
    if not plain.isdigit() or len(plain) not in (4, 8):
        return False
    return first_year <= int(plain[:4]) <= 2100 or plain == "9999"


def ask_numbers(
    left: list[tuple[int, str]],
    cells: npt.NDArray[np.object_],
    counts: npt.NDArray[np.int64],
    unit: str | None,
    first_year: int = 1900,
) -> None:
    """Raise when most of the column are numbers whose unit nobody named."""
    numbers = [(at, text) for at, text in left if is_number(text, first_year)]
    given = sum(int(counts[at]) for at in range(len(cells)) if str(cells[at]).strip())
    if unit is not None or 2 * sum(int(counts[at]) for at, _ in numbers) < given or not numbers:
        return
    example = numbers[0][1]
    value = float(months.digits(example))
    if all(1000 <= float(months.digits(text)) < 1900 for _, text in numbers):
        raise DateQuestionError(
            "DATE_NUMERIC",
            f"holds numbers such as {example}. If they are years, pass earliest='1000'.",
        )
    if 10_000 <= value < 100_000:
        raise DateQuestionError(
            "DATE_SERIAL",
            f"holds numbers such as {example}, which may be Excel day numbers. Format the cells as "
            "dates in the workbook, or pass date_unit='excel' (or 'excel-1904').",
        )
    raise DateQuestionError(
        "DATE_NUMERIC",
        f"holds numbers such as {example}; what they count is not stated. Pass date_unit='s' or "
        "'ms' (since 1970, with tz=) or 'excel', or write the dates as 2017-05-04.",
    )


def find_order(
    texts: list[str], dayfirst: bool | None, named: bool | None = None
) -> tuple[bool | None, str]:
    """Decide whether figures are day first, by proof in the column, never by habit.

    ``named`` is the order that the header states, which no date may contradict.

    Returns
    -------
    order : bool or None
        ``True`` for day first; ``None`` where no date needs it.
    said : str
        What was decided and why, empty when nothing needed deciding.
    """
    stated = [found for text in texts for found in triples(months.plain(text))]
    if dayfirst is not None or not stated:
        return dayfirst, ""
    if all(full_year(year) > _NO_YEAR for _, _, year, _ in stated):
        return True, ""
    day = [found for found in stated if 12 < found[0] <= 31 and found[1] <= 12]
    month = [found for found in stated if 12 < found[1] <= 31 and found[0] <= 12]
    if day and month:
        raise DateQuestionError(
            "DATE_ORDER_CONFLICT",
            f"has dates with the day first ({_shown(day[0])}) and with the month first "
            f"({_shown(month[0])}). Pass dayfirst=True or dayfirst=False; dates that do not fit it "
            "are set aside.",
        )
    if named is not None:
        return _named_order(named, day, month)
    open_ones = [found for found in stated if found[0] != found[1]]
    if open_ones and (not (day or month) or _year_may_lead(stated)):
        raise DateQuestionError(
            "DATE_ORDER_AMBIGUOUS",
            f"has dates such as {_shown(open_ones[0])} that fit day-first and month-first alike. "
            "Pass dayfirst=True or dayfirst=False.",
        )
    if not open_ones:
        return None, ""
    proof = (day or month)[0]
    return bool(day), f"{'day' if day else 'month'} first, as {_shown(proof)} proves"


def _named_order(named: bool, day: list[Triple], month: list[Triple]) -> tuple[bool, str]:
    """Return the order that the header states, unless a date proves the other one."""
    against = month if named else day
    if against:
        raise DateQuestionError(
            "DATE_ORDER_CONFLICT",
            f"says by its name that the {'day' if named else 'month'} stands first, but has dates "
            f"such as {_shown(against[0])}. Pass dayfirst=True or dayfirst=False; dates that do "
            "not fit it are set aside.",
        )
    return named, f"{'day' if named else 'month'} first, as the header says"


def _shown(found: Triple) -> str:
    return f"{found[0]:02d}{found[3]}{found[1]:02d}{found[3]}{found[2]}"


def _year_may_lead(stated: list[Triple]) -> bool:
    """Return whether 17-05-04 could as well be year, month, day (two figures and dashes only)."""
    if any(len(year.lstrip("'")) == 4 or sep != "-" for _, _, year, sep in stated):
        return False
    if any(int(year) > 31 for _, _, year, _ in stated):
        return False
    last = {full_year(year) for _, _, year, _ in stated}
    first = {full_year(f"{leading:02d}") for leading, _, _, _ in stated}
    return max(first) - min(first) <= max(last) - min(last)


def zone_question() -> DateQuestionError:
    """Return the question for the time zone of instants in UTC."""
    return DateQuestionError(
        "TZ_MISSING",
        "holds times in UTC; the local day depends on the place. "
        "Pass tz= with its time zone, such as tz='Asia/Damascus'.",
    )
