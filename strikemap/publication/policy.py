"""What of a map may be shown: columns, rows, positions and sources, stated before it leaves."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

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
#: Targets whose place is not shown more finely than this many kilometres.
COARSE: Final[Mapping[str, float]] = {
    "hospital": 10.0,
    "clinic": 10.0,
    "medic": 10.0,
    "health": 10.0,
    "ambulance": 10.0,
    "school": 10.0,
    "camp": 10.0,
    "shelter": 10.0,
    "displaced": 10.0,
    "مستشفى": 10.0,
    "مشفى": 10.0,
    "طبي": 10.0,
    "مدرسة": 10.0,
    "مخيم": 10.0,
    "ملجأ": 10.0,
}
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
        Last day shown (``YYYY-MM-DD``); later strikes stay in n and are not drawn. It has to
        be stated where the data reach to within a year of today: no delay is ever assumed.
    columns
        Columns that may be shown besides :data:`SHOWN`, such as ``"place"``.
    km
        No position is finer than this, nor than its own radius.
    coarse
        Kilometres by words in ``target_type``, besides hospitals, schools, camps and shelters
        (10 km); 0 lifts one.
    sources, links
        Whether it may be shown whose word a strike is, and the addresses of the reports.
    provenance
        ``"none"``: no hash of an input, no call; ``"full"``: the record of every saved map.
    terms
        ``"acled"``: no raw rows, so pictures and counts only; taken where a source forbids to
        hand its rows on.
    """

    not_after: str | dt.date | None = None
    columns: Sequence[str] = ()
    km: float = 1.0
    coarse: Mapping[str, float] = field(default_factory=dict)
    sources: bool = False
    links: bool = False
    provenance: Literal["none", "full"] = "none"
    terms: Literal["acled"] | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.km <= 1_000 or self.provenance not in ("none", "full"):
            raise _invalid("km is a number of kilometres, provenance 'none' or 'full'")
        if self.terms not in (None, "acled"):
            raise _invalid("terms is 'acled' or left out")
        self.last_day()

    def last_day(self) -> pd.Timestamp | None:
        """Return the last day shown, None where none is stated."""
        if self.not_after is None:
            return None
        try:
            return pd.Timestamp(self.not_after).normalize()
        except (ValueError, TypeError) as problem:
            raise _invalid(f"not_after={self.not_after!r} is no day (YYYY-MM-DD)") from problem

    def allowed(self) -> set[str]:
        """Return the columns that may be shown."""
        by_choice = (*(SOURCES if self.sources else ()), *(("source_url",) if self.links else ()))
        return {*SHOWN, *map(str, self.columns), *by_choice}

    def told(self) -> dict[str, Any]:
        """Return the policy as plain values, for the record."""
        return {
            "not after": None if self.not_after is None else str(self.not_after)[:10],
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


def require_delay(strikes: pd.DataFrame, policy: Policy, today: dt.date) -> None:
    """Raise where the data are of a war that goes on and no last day is stated.

    Raises
    ------
    MapError
        Code ``DELAY_MISSING``.
    """
    last = strikes["date_end"].max()
    goes_on = not pd.isna(last) and (pd.Timestamp(today) - last).days < _GOES_ON_DAYS
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
    if "target_type" not in rows:
        return own
    words = {**COARSE, **{str(word): float(km) for word, km in policy.coarse.items()}}
    kinds = rows["target_type"].astype(object).where(rows["target_type"].notna(), "").astype(str)
    least = {
        kind: max(
            (km for word, km in words.items() if word.casefold() in kind.casefold()), default=0
        )
        for kind in kinds.unique()
    }
    least_km: Floats = np.maximum(own, kinds.map(least).to_numpy(dtype=float))
    return least_km


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
