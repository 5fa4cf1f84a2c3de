"""Dates: one cell or a column to closed spans of local days; never a guess."""

from strikemap.dates.column import PRECISIONS, DateColumn, DateUnit, read_dates
from strikemap.dates.questions import DateQuestionError
from strikemap.dates.span import DateError, Span, parse

__all__ = [
    "PRECISIONS",
    "DateColumn",
    "DateError",
    "DateQuestionError",
    "DateUnit",
    "Span",
    "parse",
    "read_dates",
]
