"""What of a map may be shown: columns, rows, positions and sources, stated before it leaves."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from strikemap.arrays import Floats
from strikemap.errors import MapError

#: Columns that a published map may hold without being asked for.
SHOWN: Final = (
    "id",
    "date_start",
    "date_end",
    "date_precision",
    "location_precision",
    "radius_km",
    "attacker",
    "attackers_stated",
    "attackers_alternative",
    "attribution",
    "target_type",
    "target_side",
    "killed_min",
    "killed_max",
    "confidence",
    "confidence_mark",
    "n_reports",
    "n_sources",
    "n_origins",
    "claim",
    "attacker_word_only",
    "unit",
    "zone",
    "zone_side",
    "carried_back_days",
    "near_front",
    "alternative",
    "panel",
    "period",
)
#: Columns that say whose word a strike is.
SOURCES: Final = ("source", "source_kind", "source_date", "source_title", "origin")
#: Words for what may be attacked again, or hides people, in the languages of the library.
_SHELTERING: Final = (
    "hospital clinic medic health ambulance dispensary school kindergarten nursery orphanage",
    "camp shelter displaced refugee hôpital clinique médic santé dispensaire école maternelle",
    "orphelinat abri déplacé réfugié",
    "مستشفى مشفى طبي صحي إسعاف عيادة مستوصف مدرسة روضة مخيم ملجأ نازح لاجئ",
    "лікарн госпітал клінік медич швидк школ дитяч садок табір табор укритт сховищ притул",
    "переселен біжен больниц госпитал клиник поликлин медиц медпункт скорой детск лагер",
    "убежищ укрыти приют беженц",
)
#: Targets whose place is not shown more finely than this many kilometres.
COARSE: Final[Mapping[str, float]] = {w: 10.0 for line in _SHELTERING for w in line.split()}
#: Kilometres of a degree of latitude.
_KM: Final = 111.0
#: Data that reach to within so many days of today are of a war that goes on.
_GOES_ON_DAYS: Final = 365


@dataclass(frozen=True, kw_only=True)
class Policy:
    """What of a map may be shown to everybody.

    Parameters
    ----------
    not_after
        Last day shown (``YYYY-MM-DD``); later strikes are neither drawn nor counted, and the map
        says how many they are. It has to be stated where the data reach to within a year of
        ``today``: no delay is ever assumed.
    today
        The day by which it is judged whether the war goes on, by default that of the clock.
        State it where a script shall do next year what it does now.
    columns
        Columns that may be shown besides :data:`SHOWN`, such as ``"place"``.
    km
        No position is finer than this, nor than its own radius.
    coarse
        Kilometres by words in ``target_type``, or that begin one in ``place``, besides those
        for hospitals, schools, camps and shelters (:data:`COARSE`, 10 km); 0 lifts one.
    sources, links
        Whether it may be shown whose word a strike is, and the addresses of the reports.
    provenance
        ``"none"``: no hash of an input, no call; ``"full"``: the record of every saved map.
    terms
        ``"acled"``: no raw rows, so pictures and counts only; taken where a source forbids to
        hand its rows on.
    """

    not_after: str | dt.date | None = None
    today: str | dt.date | None = None
    columns: Sequence[str] = ()
    km: float = 1.0
    coarse: Mapping[str, float] = field(default_factory=dict)
    sources: bool = False
    links: bool = False
    provenance: Literal["none", "full"] = "none"
    terms: Literal["acled"] | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.coarse, Mapping) or not isinstance(self.columns, Iterable):
            raise _invalid("coarse is a mapping of words to kilometres, columns a list of names")
        numbers = [self.km, *self.coarse.values()]
        if not all(_is_number(km) and 0 <= km <= 1_000 for km in numbers):
            raise _invalid("km and coarse are kilometres from 0 to 1000")
        if self.provenance not in ("none", "full") or self.terms not in (None, "acled"):
            raise _invalid("provenance is 'none' or 'full', terms 'acled' or left out")
        if isinstance(self.columns, str) or not all(isinstance(n, str) for n in self.columns):
            raise _invalid("columns is a list of names")
        if not (isinstance(self.sources, bool) and isinstance(self.links, bool)):
            raise _invalid("sources and links are True or False")
        self.last_day()
        self.shown_on()

    def last_day(self) -> pd.Timestamp | None:
        """Return the last day shown, None where none is stated."""
        return None if self.not_after is None else pd.Timestamp(_day("not_after", self.not_after))

    def shown_on(self) -> pd.Timestamp:
        """Return the day on which the map is shown: the one stated, or that of the clock."""
        day = dt.datetime.now(dt.UTC).date() if self.today is None else _day("today", self.today)
        return pd.Timestamp(day)

    def allowed(self) -> set[str]:
        """Return the columns that may be shown."""
        by_choice = (*(SOURCES if self.sources else ()), *(("source_url",) if self.links else ()))
        return {*SHOWN, *map(str, self.columns), *by_choice}

    def told(self) -> dict[str, Any]:
        """Return the policy as plain values, for the record."""
        return {
            "not after": None if self.not_after is None else str(self.last_day())[:10],
            **({} if self.today is None else {"today": str(self.shown_on())[:10]}),
            "columns": list(map(str, self.columns)),
            "km": float(self.km),
            "sources": bool(self.sources),
            "links": bool(self.links),
            "terms": self.terms,
        }


def _invalid(problem: str) -> MapError:
    return MapError(
        f"This policy cannot be used: {problem}.", code="POLICY_INVALID", where="policy"
    )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _day(name: str, told: object) -> dt.date:
    """Return a day as it was stated: a date, or a text that is one and no other word."""
    try:
        text = str(told)[:10] if isinstance(told, dt.date) else told
        return dt.datetime.strptime(text, "%Y-%m-%d").date()  # type: ignore[arg-type]
    except (ValueError, TypeError) as problem:
        raise _invalid(f"{name}={told!r} is no day (YYYY-MM-DD)") from problem


def require_delay(days: pd.Series[Any], policy: Policy) -> None:
    """Raise where the days are of a war that goes on and no last day is stated.

    Raises
    ------
    MapError
        Code ``DELAY_MISSING``.
    """
    last = days.max()
    goes_on = not pd.isna(last) and (policy.shown_on() - last).days < _GOES_ON_DAYS
    if goes_on and policy.not_after is None:
        raise MapError(
            f"The data reach to {last:%Y-%m-%d}: the war may go on, and what is shown early can "
            "cost lives. State the last day that may be shown: Policy(not_after='YYYY-MM-DD').",
            code="DELAY_MISSING",
            where="not_after",
        )


def withheld(strikes: pd.DataFrame, policy: Policy) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return which rows may not be drawn: those that may be later than the last day shown."""
    last = policy.last_day()
    if last is None:
        return np.zeros(len(strikes), dtype=bool)
    return (strikes["date_end"] > last).to_numpy(dtype=bool)


def radii(rows: pd.DataFrame, stated: Floats, policy: Policy) -> Floats:
    """Return how finely each place may be known, in kilometres."""
    own = np.maximum(np.nan_to_num(stated), policy.km)
    words = {_folded(word).strip(): float(km) for word, km in {**COARSE, **policy.coarse}.items()}
    begun = {f" {word}": km for word, km in words.items()}
    for column, looked_for in (("target_type", words), ("place", begun)):
        if column in rows:
            codes, texts = pd.factorize(rows[column].astype(object))
            least = [_coarsest(_folded(str(text)), looked_for) for text in texts]
            own = np.maximum(own, np.array([*least, 0.0])[codes])
    found: Floats = own
    return found


def _coarsest(text: str, words: Mapping[str, float]) -> float:
    return max((km for word, km in words.items() if word in text), default=0.0)


def _folded(text: str) -> str:
    """Return a text as it is looked for: its words without case, accents and vowel signs."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c for c in plain if unicodedata.category(c)[0] not in "MC" and c != "\u0640")
    return re.sub(r"\W+", " ", f" {letters}").replace(" ال", " ")


def positions(rows: gpd.GeoDataFrame, km: Floats) -> tuple[Floats, Floats]:
    """Return longitudes and latitudes, neither finer than the kilometres.

    A degree of longitude is the shorter the further from the equator.
    """
    lat = rounded(rows.geometry.y.to_numpy(dtype=float), km)
    widening = np.maximum(np.cos(np.radians(np.nan_to_num(lat))), 0.05)
    return rounded(rows.geometry.x.to_numpy(dtype=float), km / widening), lat


def rounded(degrees: Floats, km: Floats) -> Floats:
    """Return degrees on a grid whose step is no shorter than the kilometres.

    Examples
    --------
    >>> rounded(np.array([36.1234, 36.1234, 36.1234]), np.array([1.0, 10.0, 20.0])).tolist()
    [36.12, 36.1, 36.2]
    """
    step = np.array([_step(one) for one in km.tolist()])
    found: Floats = np.round(np.round(degrees / step) * step, 6)
    return found


def _step(km: float) -> float:
    """Return the first of 1, 2 and 5 times a power of ten degrees that is as long."""
    degrees = max(km, 0.011) / _KM
    power = 10.0 ** math.floor(math.log10(degrees))
    return next(power * n for n in (1, 2, 5, 10) if power * n >= degrees * (1 - 1e-9))


#: What is left of a text that names a file.
_FILE: Final = re.compile(r"\.\w{2,9}$")


def names_a_file(text: str, files: set[str]) -> bool:
    """Return whether a text is the name of an input, or looks like that of any file."""
    return text in files or bool(_FILE.search(text.strip()))
