"""Local calendar dates, and whole days counted from 1970-01-01."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.dates.span import DateError, OrderError, parse
from strikemap.errors import MapError
from strikemap.schema import date_of as date_of
from strikemap.schema import day_of as day_of

DateLike = str | dt.date | pd.Timestamp
Days = npt.NDArray[np.int64]

MISSING_DAY: Final = int(np.iinfo(np.int64).min)


def days_of(dates: pd.Series[Any]) -> Days:
    """Return a column of naive local dates as days since 1970-01-01; NaT is `MISSING_DAY`.

    Parameters
    ----------
    dates
        A ``datetime64`` column without time zone.

    Raises
    ------
    MapError
        ``DATE_TYPE`` when the column holds anything else.
    """
    if not isinstance(dates.dtype, np.dtype) or dates.dtype.kind != "M":
        raise MapError(
            f"Column {dates.name!r} holds {dates.dtype}, not naive dates. Read the table with "
            "read_reports(), or convert it with pandas.to_datetime() to local calendar dates.",
            code="DATE_TYPE",
            where=str(dates.name),
        )
    return dates.to_numpy().astype("datetime64[D]").astype(np.int64)


def calendar_date(value: Any, what: str) -> dt.date:
    """Return a plain calendar date, or say what is wrong with it.

    A text may be written in any way that files may write a date of one meaning.
    """
    advice = "Give the local calendar date as 'YYYY-MM-DD' or datetime.date."
    if isinstance(value, str):
        return _date_in(value, what, advice)
    if isinstance(value, np.datetime64):
        value = pd.Timestamp(value)
    if not isinstance(value, dt.date) or value is pd.NaT:
        raise MapError(f"{value!r}, {what}, is not a date. {advice}", code="EVENT_DATE")
    if isinstance(value, dt.datetime):
        if value.tzinfo is not None:
            raise MapError(
                f"{value!r}, {what}, has a time zone. {advice}", code="EVENT_DATE", where=str(value)
            )
        return value.date()
    return value


def _date_in(text: str, what: str, advice: str) -> dt.date:
    try:
        span = parse(text)
    except OrderError as error:
        either = " or ".join(
            repr(str(parse(text, dayfirst=first).start)) for first in (True, False)
        )
        message = f"{text!r}, {what}, fits day first and month first alike. Write {either}."
        raise MapError(message, code="EVENT_DATE", where=text) from error
    except DateError as error:
        message = f"{text!r}, {what}, is no date that can be read. {advice}"
        raise MapError(message, code="EVENT_DATE", where=text) from error
    if span.start != span.end:
        raise MapError(
            f"{text!r}, {what}, is more than one day ({span.start} to {span.end}). {advice}",
            code="EVENT_DATE",
            where=text,
        )
    return span.start
