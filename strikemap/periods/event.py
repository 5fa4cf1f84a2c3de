"""The event: a name and the dates it can be given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from strikemap.errors import MapError
from strikemap.listing import table_of
from strikemap.periods.days import DateLike, calendar_date, day_of
from strikemap.words.phrases import day_text


@dataclass(frozen=True, init=False)
class Event:
    """What the map compares before and after: a name and the dates it can be given.

    Parameters
    ----------
    name
        As it should be printed, e.g. ``"De-escalation deal"``.
    date
        Local calendar date that the windows start from; it counts as after. A
        ``datetime.date``, or a text of one meaning such as ``"2017-05-04"`` or ``"4 May 2017"``.
    signed, in_force, halted
        Further dates that sources give for the same event (signature, entry into force,
        halt of flights *as stated*, by Russia's General Staff in the case of May 2017); the
        sensitivity table tries each of them.
    names
        The name in other languages, such as ``{"ar": "اتفاق خفض التصعيد"}``, for maps in
        them; a map in a language without one prints ``name``. Kept as pairs.

    Raises
    ------
    MapError
        ``EVENT_DATE`` for a date that is missing, ambiguous or in a time zone;
        ``EVENT_NAME`` for an empty name in any language.

    Examples
    --------
    >>> deal = Event("De-escalation deal", "2017-05-04", halted="2017-05-01")
    >>> deal.date
    datetime.date(2017, 5, 4)
    >>> deal.dates()
    {'date': datetime.date(2017, 5, 4), 'halted': datetime.date(2017, 5, 1)}
    """

    name: str
    date: dt.date
    signed: dt.date | None
    in_force: dt.date | None
    halted: dt.date | None
    names: tuple[tuple[str, str], ...]

    def __init__(
        self,
        name: str,
        date: DateLike,
        *,
        signed: DateLike | None = None,
        in_force: DateLike | None = None,
        halted: DateLike | None = None,
        names: Mapping[str, str] | None = None,
    ) -> None:
        if not isinstance(name, str) or not name.strip():
            raise MapError(
                f"An event needs a name to print, and {name!r} is none. "
                "Write Event('De-escalation deal', '2017-05-04').",
                code="EVENT_NAME",
            )
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "names", _names(names or {}))
        object.__setattr__(self, "date", calendar_date(date, f"the date of {name!r}"))
        for field, value in (("signed", signed), ("in_force", in_force), ("halted", halted)):
            given = None if value is None else calendar_date(value, f"{field}= of {name!r}")
            object.__setattr__(self, field, given)

    def name_in(self, lang: str) -> str:
        """Return the name in a language, as it was given.

        Examples
        --------
        >>> Event("Ceasefire", "2017-05-04", names={"ar": "هدنة"}).name_in("ar")
        'هدنة'
        """
        return dict(self.names).get(lang, self.name)

    @property
    def day(self) -> int:
        """The event date as days since 1970-01-01."""
        return day_of(self.date)

    def dates(self) -> dict[str, dt.date]:
        """Return the dates given for the event, by the name of the parameter."""
        named = {
            "date": self.date,
            "signed": self.signed,
            "in_force": self.in_force,
            "halted": self.halted,
        }
        return {key: value for key, value in named.items() if value is not None}

    def _repr_html_(self) -> str:
        return table_of({"Event": self.name, **self.dates(), **dict(self.names)})

    def moved(self, days: int) -> Event:
        """Return the same event some days later (earlier when negative), for sensitivity."""
        return Event(self.name, self.date + dt.timedelta(days=days), names=dict(self.names))


def _names(given: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    named = isinstance(given, Mapping)
    if not named or not all(isinstance(n, str) and n.strip() for n in given.values()):
        raise MapError(
            f"names={given!r} does not name the event in other languages. Write "
            "names={'ar': '...'}, or leave it out.",
            code="EVENT_NAME",
            where="names",
        )
    return tuple(sorted(given.items()))


def as_event(event: Event | DateLike) -> Event:
    """Return an event; a bare date becomes an event named by that date.

    Examples
    --------
    >>> as_event("2017-05-04").name
    '4 May 2017'
    """
    if isinstance(event, Event):
        return event
    date = calendar_date(event, "the event")
    return Event(day_text(day_of(date)), date)
