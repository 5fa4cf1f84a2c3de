"""A review: the pairs of reports and the fields that most deserve a human's eye, as questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pandas as pd

from strikemap.arrays import Floats, Ints
from strikemap.corroboration.decisions import COLUMNS
from strikemap.corroboration.explanation import Evidence
from strikemap.desk.change_list import text
from strikemap.errors import ReportError

#: The columns of the questions: why to look, then those of a table of decisions.
ASKED: Final = ("gain", "question", "strikes", *COLUMNS)

#: Fields of which a strike shows one value although its reports may state several; numbers of
#: dead keep their range.
_FIELDS: Final = ("attacker", "target_type", "target_side")


def review(strikes: pd.DataFrame, *, n: int = 50) -> pd.DataFrame:
    """List the pairs and fields where a human's answer is expected to change most.

    The gain of a pair is the chance that the present answer is wrong: that two reports joined are
    not one strike, or that two held apart are, given how likely the best rival is. The gain of a
    field is the share of the strike's reports that state another value than the one shown (than
    the commonest, where the strike shows none of theirs). The sheet is a table of decisions that
    waits for answers: write ``merge`` or ``split`` in ``action`` of a pair, or a value in ``to``
    of a field (leave it empty where there is nothing to decide), and pass it as ``decisions=`` to
    :func:`corroborate` or :func:`update`.

    Parameters
    ----------
    strikes
        Strikes from :func:`corroborate` or :func:`update`, with their evidence.
    n
        Number of questions at most.

    Returns
    -------
    pandas.DataFrame
        Largest gain first: ``gain``, ``question``, ``strikes`` (ids) and the columns of a table
        of decisions.

    Raises
    ------
    ReportError
        ``COLUMNS_MISSING`` for strikes without evidence, such as those from a file.

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
    ...         "killed_max": [7, 12],
    ...     }
    ... )
    >>> sheet = sm.review(sm.corroborate(reports))
    >>> sheet["action"] = ["split" if ids == "a; b" else "" for ids in sheet["report_ids"]]
    >>> len(sm.corroborate(reports, decisions=sheet))
    2
    """
    missing = [name for name in ("id", "report_ids", "evidence") if name not in strikes.columns]
    if missing:
        raise ReportError(
            f"The strikes have no column {missing[0]!r}. Review strikes as corroborate() or "
            "update() returned them; a file does not keep their evidence.",
            code="COLUMNS_MISSING",
            where=missing[0],
        )
    rows: list[dict[str, Any]] = []
    if len(strikes):
        evidence: Evidence = strikes["evidence"].iloc[0]
        rows = [*_pairs(strikes, evidence), *_fields(strikes, evidence)]
    lines = [{name: row.get(name, "") for name in ASKED} for row in rows]
    frame = pd.DataFrame(lines, columns=list(ASKED))
    frame = frame.sort_values(["gain", "report_ids"], ascending=[False, True], kind="stable")
    return frame.head(n).reset_index(drop=True)


def _pairs(strikes: pd.DataFrame, evidence: Evidence) -> Iterator[dict[str, Any]]:
    """Yield a question for each pair that was decided by odds."""
    owner = {one: name for name, ids in _named(strikes) for one in ids}
    strike = np.array([owner.get(name, "") for name in evidence.ids.tolist()], dtype=object)
    joined = np.column_stack([evidence.first, evidence.second])
    odds = np.zeros(0)
    if evidence.parts:
        odds = np.exp(np.minimum(np.asarray(sum(evidence.parts.values())), 700.0))
    rival = _best(joined[: len(odds)], odds, len(strike))
    for (a, b), against in zip(joined.tolist(), odds.tolist(), strict=False):
        if strike[a]:
            yield _pair(evidence, strike, (a, b), 1 / (1 + against), "one strike")
    for (a, b), own in zip(evidence.open.tolist(), evidence.open_odds.tolist(), strict=True):
        if strike[a] and strike[b] and strike[a] != strike[b]:
            chance = own / (1 + own + max(rival[a], rival[b]))
            yield _pair(evidence, strike, (a, b), chance, "two strikes")


def _best(pairs: Ints, odds: Floats, n: int) -> Floats:
    """Return the best odds with which each report joined another."""
    best = np.zeros(n)
    for column in (0, 1):
        np.maximum.at(best, pairs[:, column], odds)
    return best


def _pair(
    evidence: Evidence, strike: Any, rows: tuple[int, int], gain: float, now: str
) -> dict[str, Any]:
    names = [str(evidence.ids[row]) for row in rows]
    return {
        "gain": round(gain, 4),
        "question": f"{now} now; are {names[0]} and {names[1]} one strike? (merge or split)",
        "strikes": "; ".join(dict.fromkeys(str(strike[row]) for row in rows)),
        "report_ids": "; ".join(names),
    }


def _fields(strikes: pd.DataFrame, evidence: Evidence) -> Iterator[dict[str, Any]]:
    """Yield a question for each report that says otherwise than its strike shows."""
    fields = [name for name in _FIELDS if name in strikes.columns and name in evidence.given]
    several = strikes[[len(ids) > 1 for ids in strikes["report_ids"]]]
    for number, (name, ids) in enumerate(_named(several)):
        members = evidence.members(ids)
        for field in fields:
            said = [text(value) for value in evidence.given[field].iloc[members]]
            shown = text(several[field].iloc[number])
            yield from _field(name, field, shown, dict(zip(ids, said, strict=True)))


def _field(strike: str, field: str, shown: str, said: dict[str, str]) -> Iterator[dict[str, Any]]:
    stated = {name: value for name, value in said.items() if value}
    other = {name: value for name, value in stated.items() if value != shown}
    said_most = max(Counter(stated.values()).values(), default=0)
    wrong = len(other) if shown in stated.values() else len(stated) - said_most
    for name, value in other.items():
        yield {
            "gain": round(wrong / len(stated), 4),
            "question": f"{field}: the strike shows {shown!r}, this report says {value!r}",
            "strikes": strike,
            "action": "set",
            "report_ids": name,
            "field": field,
            "from": value,
        }


def _named(strikes: pd.DataFrame) -> Iterator[tuple[str, tuple[str, ...]]]:
    return zip(strikes["id"].astype(str), strikes["report_ids"], strict=True)
