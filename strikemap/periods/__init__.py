"""Events, the windows before and after them, and which window a range of dates falls in."""

from strikemap.periods.assignment import AFTER, BEFORE, CODES, assign, share_in
from strikemap.periods.days import MISSING_DAY, DateLike, Days, date_of, day_of, days_of
from strikemap.periods.event import Event, as_event
from strikemap.periods.windows import Period, Periods, Windows, as_windows

__all__ = [
    "AFTER",
    "BEFORE",
    "CODES",
    "MISSING_DAY",
    "DateLike",
    "Days",
    "Event",
    "Period",
    "Periods",
    "Windows",
    "as_event",
    "as_windows",
    "assign",
    "date_of",
    "day_of",
    "days_of",
    "share_in",
]
