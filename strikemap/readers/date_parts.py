"""Dates in several columns: year, month and day apart, or a time of day beside the date."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pandas as pd

from strikemap.dates.questions import text_of
from strikemap.formats.source import Source

_YEAR = re.compile(r"\d{4}")
_UNKNOWN = frozenset(["", "0", "00", "99", "na", "n/a", "nan", "none", "unknown", "?", "-"])
_CLOCK = re.compile(r"\d{1,2}(?::?\d{2}(?::?\d{2}(?:\.\d+)?)?)?\s*(?:[ap]m)?", re.IGNORECASE)


def joined(source: Source, frame: pd.DataFrame, parts: tuple[str, ...]) -> pd.Series[Any]:
    """Return one column of dates from the columns of year, month and day.

    An empty or 0 part is unknown: 1944, 6, 0 is June 1944.

    Raises
    ------
    StrikemapError
        ``DATE_ORDER_AMBIGUOUS`` where the first column holds no years.
    """
    texts = [_texts(frame[name]) for name in parts]
    years = [sum(_YEAR.fullmatch(cell) is not None for cell in cells) for cells in texts]
    if not years[0] and any(cell not in _UNKNOWN for cell in texts[0]):
        shown = ", ".join(map(repr, parts))
        raise source.fail(
            "DATE_ORDER_AMBIGUOUS",
            f"has no years in the column {parts[0]!r}. Pass the columns of a date in the order "
            f"year, month, day, such as columns={{'date': ['year', 'month', 'day']}}, not {shown}.",
            where=parts[0],
        )
    dates = [_date(cells) for cells in zip(*texts, strict=True)]
    return pd.Series(dates, index=frame.index, dtype=object, name=", ".join(parts))


def _texts(column: pd.Series[Any]) -> list[str]:
    cells = column.to_numpy(dtype=object, na_value="")
    return [" ".join(text_of(cell).split()).removesuffix(".0") for cell in cells]


def _date(cells: tuple[str, ...]) -> str | None:
    """Return year, month and day as one text, as far as they are known."""
    known: list[str] = []
    for cell in cells:
        if cell.lower() in _UNKNOWN or cell.startswith("-"):
            break
        known.append(cell)
    if not known:
        return None
    if len(known) > 1 and not known[1].isdigit():
        return " ".join(reversed(known))
    return "-".join([known[0], *(part.zfill(2) for part in known[1:])])


def with_times(dates: pd.Series[Any], times: pd.Series[Any]) -> pd.Series[Any]:
    """Return dates with the times of day in UTC that stand beside them."""
    pairs = zip(dates.to_numpy(dtype=object), times.to_numpy(dtype=object), strict=True)
    cells = [_moment(date, time) for date, time in pairs]
    return pd.Series(cells, index=dates.index, dtype=object, name=dates.name)


def _moment(date: Any, time: Any) -> Any:
    """Return a day and a time of day as one text; what is no time leaves the day as it is."""
    if pd.isna(date) or pd.isna(time):
        return date
    clock = time.isoformat() if isinstance(time, dt.time) else text_of(time).strip()
    clock = re.sub(r"\s*(?:utc|gmt|z)$", "", clock, flags=re.IGNORECASE)
    if not _CLOCK.fullmatch(clock):
        return date
    if clock.isdigit():
        clock = clock.zfill(4) if len(clock) > 2 else f"{clock.zfill(2)}00"
        clock = f"{clock[:2]}:{clock[2:4]}"
    day = date.date().isoformat() if isinstance(date, dt.datetime) else text_of(date).strip()
    return f"{day} {clock} UTC"
