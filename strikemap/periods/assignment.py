"""Which window a range of possible days lies in, wholly or by its share of days."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from strikemap.periods.days import Days
from strikemap.periods.windows import Period, Periods

BEFORE: Final = 0
AFTER: Final = 1
#: What :func:`assign` answers for rows that belong to neither window.
CODES: Final = {
    -1: "OUTSIDE_WINDOWS",
    -2: "IN_GAP",
    -3: "DATE_STRADDLES_EVENT",
    -4: "DATE_PRECISION",
}


def assign(day_start: Days, day_end: Days, periods: Periods) -> npt.NDArray[np.int8]:
    """Return which window each range of possible days lies in, or why in neither.

    Parameters
    ----------
    day_start, day_end
        First and last possible day of each row (both inclusive), days since 1970-01-01.
    periods
        The windows.

    Returns
    -------
    numpy.ndarray
        0 before, 1 after, or a code of :data:`CODES`: -1 the whole range lies outside both
        windows, -2 it lies in the gap, -3 it reaches from before the event to the event
        day or later and so cannot be assigned, -4 it crosses another edge of a window.

    Examples
    --------
    >>> from strikemap.periods import Windows
    >>> days = np.array([17289, 17290, 17289])
    >>> assign(days, days + [0, 0, 1], Windows(19).periods("2017-05-04")).tolist()
    [0, 1, -3]
    """
    before, after, event = periods.before, periods.after, periods.event_day
    tests = (
        ((day_start >= before.start_day) & (day_end < before.stop_day), BEFORE),
        ((day_start >= after.start_day) & (day_end < after.stop_day), AFTER),
        ((day_start >= before.stop_day) & (day_end < after.start_day), -2),
        ((day_start < event) & (day_end >= event), -3),
        ((day_end < before.start_day) | (day_start >= after.stop_day), -1),
    )
    choices = [np.int8(code) for _, code in tests]
    return np.select([test for test, _ in tests], choices, default=np.int8(-4))


def share_in(day_start: Days, day_end: Days, period: Period) -> npt.NDArray[np.float64]:
    """Return the share of each row's possible days that lies in a period.

    Every possible day is taken as equally likely, which is an assumption of ours.

    Examples
    --------
    >>> from strikemap.periods import Windows
    >>> day = np.array([17287])
    >>> share_in(day, day + 6, Windows(19).periods("2017-05-04").after).round(3).tolist()
    [0.571]
    """
    first = np.maximum(day_start, period.start_day)
    last = np.minimum(day_end, period.stop_day - 1)
    share: npt.NDArray[np.float64] = np.maximum(last - first + 1, 0) / (day_end - day_start + 1)
    return share
