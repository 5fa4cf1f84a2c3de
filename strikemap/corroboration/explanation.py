"""Why reports are one strike: side by side, pair by pair, with the reason each joined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.arrays import Floats, Ints
from strikemap.corroboration.candidates import Pairs
from strikemap.corroboration.origins import Bodies, words_of
from strikemap.corroboration.rows import Rows, day_gaps, kilometres
from strikemap.errors import ReportError
from strikemap.ledger import facts

_SHOWN: Final = (
    "date_start",
    "date_end",
    "source",
    "word_of",
    "place",
    "location_precision",
    "radius_km",
    "attacker",
    "attribution",
    "target_type",
    "killed_min",
    "killed_max",
    "source_url",
)

#: Odds to one from which a pair that did not join is worth a look.
_LEAST_OPEN: Final = 0.05


@dataclass(frozen=True, eq=False, slots=True)
class Evidence:
    """What the reports say and which pairs joined them, kept once for all strikes of a run.

    Rows are in the order of the ids. ``parts`` holds what each part of the evidence adds to
    the log odds of the joining pairs; it is empty where no odds were worked out. ``open`` are
    pairs that did not join although their odds (``open_odds``, to one) are worth a look.
    ``given`` are the reports as they were handed in, before decisions corrected any.
    """

    ids: npt.NDArray[Any]
    table: pd.DataFrame
    rows: Rows
    first: Ints
    second: Ints
    km: Floats
    days: Ints
    parts: dict[str, Floats]
    open: Ints
    open_odds: Floats
    given: pd.DataFrame

    def __repr__(self) -> str:
        return f"<evidence of {len(self.ids)} reports>"

    def members(self, report_ids: tuple[str, ...]) -> Ints:
        """Return the rows of reports by their ids."""
        return np.searchsorted(self.ids, np.array(report_ids, dtype=self.ids.dtype))

    def links(self, members: Ints) -> list[Link]:
        """Return the pairs that joined these rows."""
        found = np.flatnonzero(np.isin(self.first, members) & np.isin(self.second, members))
        return [self._link(int(pair)) for pair in found]

    def _link(self, pair: int) -> Link:
        weights = {name: float(values[pair]) for name, values in self.parts.items()}
        return Link(
            str(self.ids[self.first[pair]]),
            str(self.ids[self.second[pair]]),
            float(self.km[pair]),
            int(self.days[pair]),
            weights,
        )


class Link(NamedTuple):
    """A pair of reports that joined two strikes, and the log odds by part of the evidence."""

    first: str
    second: str
    km: float
    days: int
    weights: dict[str, float]

    @property
    def odds(self) -> float:
        """Odds to one that the two tell of one strike; NaN where none were worked out."""
        if not self.weights:
            return float("nan")
        return float(np.exp(min(sum(self.weights.values()), 700.0)))


@dataclass(frozen=True, eq=False)
class Explanation:
    """A strike's reports side by side, and every two of them.

    ``reports`` has one row per report with ``joined``, the reason it is in the strike, and
    where sources are stated ``word_of``, the bodies whose statement it repeats.
    ``pairs`` has one row per two reports: ``first``, ``second``, ``km``, ``days`` between
    their dates, and for the pairs that joined them ``odds`` (to one, that they tell of one
    strike) and ``because``, what each part of the evidence multiplies the odds by.
    """

    strike_id: str
    reports: pd.DataFrame
    pairs: pd.DataFrame

    def __str__(self) -> str:
        head = f"{self.strike_id}: {len(self.reports)} report(s)"
        lines = [f"  {row.id}: {row.joined}" for row in self.reports.itertuples()]
        return "\n".join([head, *lines])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        frames = (self.reports.to_html(index=False), self.pairs.to_html(index=False))
        return "\n".join(frames)


def explain(strikes: pd.DataFrame, strike_id: str) -> Explanation:
    """Show why the reports of a strike are held to be one strike.

    Parameters
    ----------
    strikes
        Strikes from :func:`corroborate`, or rows of them.
    strike_id
        ``id`` of one of them.

    Returns
    -------
    Explanation
        Frames ``reports`` and ``pairs``; prints as a list of reasons.

    Raises
    ------
    ReportError
        ``STRIKE_UNKNOWN`` for an id that is not there; ``COLUMNS_MISSING`` for strikes that
        :func:`corroborate` did not make.

    Examples
    --------
    >>> import pandas as pd
    >>> import strikemap as sm
    >>> reports = pd.DataFrame(
    ...     {
    ...         "id": ["a", "b"],
    ...         "date_start": pd.to_datetime(["2017-04-08", "2017-04-08"]),
    ...         "lon": [36.72, 36.72],
    ...         "lat": [35.52, 35.525],
    ...         "source": ["one", "two"],
    ...     }
    ... )
    >>> why = sm.explain(sm.corroborate(reports, method="closest"), "a")
    >>> print(why)
    a: 2 report(s)
      a: first report
      b: joined to a, 0.6 km and 0 days away
    """
    missing = [name for name in ("id", "report_ids", "evidence") if name not in strikes.columns]
    if missing:
        raise ReportError(
            f"The strikes have no column {missing[0]!r}. Explain strikes from corroborate().",
            code="COLUMNS_MISSING",
            where=missing[0],
        )
    found = strikes[strikes["id"].astype(str) == str(strike_id)]
    if found.empty:
        raise ReportError(
            f"There is no strike {strike_id!r} among {len(strikes)}. "
            f"{_whereabouts(strikes, str(strike_id))}",
            code="STRIKE_UNKNOWN",
            where=str(strike_id),
        )
    evidence: Evidence = found["evidence"].iloc[0]
    members = evidence.members(found["report_ids"].iloc[0])
    links = evidence.links(members)
    return Explanation(
        str(strike_id), _side_by_side(evidence, members, links), _pairwise(evidence, members, links)
    )


def _whereabouts(strikes: pd.DataFrame, strike_id: str) -> str:
    """Say what became of an id, or what ids are."""
    into = facts(strikes).get("lineage", {}).get("superseded", {}).get(strike_id)
    if into:
        return f"It is part of {' and '.join(into)} now."
    if into is not None:
        return "All of its reports were withdrawn."
    return "A strike has the id of the first of its reports; report_ids lists them all."


def _side_by_side(evidence: Evidence, members: Ints, links: list[Link]) -> pd.DataFrame:
    ids = evidence.ids[members].tolist()
    columns = [name for name in _SHOWN if name in evidence.table.columns]
    shown = evidence.table.iloc[members][columns].reset_index(drop=True)
    shown.insert(0, "id", ids)
    shown.insert(1, "joined", _reasons(ids, links))
    return shown


def _reasons(ids: list[str], links: list[Link]) -> list[str]:
    """Return why each report joined: the link that brought it in, seen from the first report."""
    reasons = {ids[0]: "first report"}
    waiting = list(links)
    while waiting:
        link = next((one for one in waiting if one.first in reasons or one.second in reasons), None)
        if link is None:
            break
        waiting.remove(link)
        here, there = link.first, link.second
        new, old = (here, there) if there in reasons else (there, here)
        reasons.setdefault(new, _reason(link, old))
    return [reasons.get(one, "held together by a decision or a chain of reports") for one in ids]


def _reason(link: Link, other: str) -> str:
    text = f"joined to {other}, {link.km:.1f} km and {link.days} days away"
    if np.isnan(link.odds):
        return text
    return f"{text}, odds {_odds(link.odds)}"


def _odds(odds: float) -> str:
    return f"{odds:,.0f} to 1" if odds >= 1 else f"1 to {1 / odds:,.1f}"


def _pairwise(evidence: Evidence, members: Ints, links: list[Link]) -> pd.DataFrame:
    a, b = np.triu_indices(len(members), 1)
    first, second = members[a], members[b]
    by_pair = {frozenset((link.first, link.second)): link for link in links}
    frame = pd.DataFrame(
        {
            "first": evidence.ids[first],
            "second": evidence.ids[second],
            "km": np.round(kilometres(evidence.rows, first, second), 3),
            "days": day_gaps(evidence.rows, first, second),
        }
    )
    named = zip(frame["first"], frame["second"], strict=True)
    joined = [by_pair.get(frozenset(pair)) for pair in named]
    frame["odds"] = [np.nan if link is None else link.odds for link in joined]
    frame["because"] = ["" if link is None else _because(link) for link in joined]
    return frame


def _because(link: Link) -> str:
    """Return what each part of the evidence multiplies the odds by."""
    return ", ".join(f"{name} x{np.exp(weight):.3g}" for name, weight in link.weights.items())


def evidence_of(
    table: pd.DataFrame,
    rows: Rows,
    pairs: Pairs,
    joined: Ints,
    parts: dict[str, Floats],
    known: Bodies,
    given: pd.DataFrame,
) -> Evidence:
    """Keep what explains the strikes; ``table`` is in the order of ``rows``."""
    if "source" in table:
        table = table.assign(word_of=words_of(table, known))
    left = np.setdiff1d(np.arange(len(pairs)), joined)
    odds = np.zeros(len(pairs))
    if parts:
        odds = np.exp(np.minimum(np.asarray(sum(parts.values())), 700.0))
    left = left[odds[left] >= _LEAST_OPEN]
    return Evidence(
        ids=rows.ids,
        table=table,
        rows=rows,
        first=pairs.first[joined],
        second=pairs.second[joined],
        km=pairs.km[joined],
        days=pairs.days[joined],
        parts={name: values[joined] for name, values in parts.items()},
        open=np.column_stack([pairs.first[left], pairs.second[left]]),
        open_odds=odds[left],
        given=given,
    )
