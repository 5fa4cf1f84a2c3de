"""The headline: the counts of a comparison as one finding that can stand over a map."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from strikemap.comparison.of_map import takes_map
from strikemap.comparison.result import Comparison
from strikemap.comparison.selection import names_of
from strikemap.findings.summary import zone_name
from strikemap.palettes import CONTESTED
from strikemap.words.phrases import Lang, list_text, phrase, unit_use
from strikemap.words.terms import term
from strikemap.zones.areas import NO_ZONE

#: With fewer strikes in both windows no zone is singled out.
_FEW: Final = 10


@takes_map
def headline(comparison: Comparison, *, lang: Lang = "en") -> str:
    """Return the counts before and after as one sentence, or ``""`` where they cannot be compared.

    It names the zone whose share of the strikes changed most, with the strikes of all zones
    beside it, the dates of both windows, and that these are reports. It says nothing about
    chance or cause: :func:`strikemap.summary` does. Rows that name the attacker as "A or B"
    are said apart.

    Parameters
    ----------
    comparison
        From :func:`strikemap.compare`, or a map made by :func:`strikemap.before_after`.
    lang
        Code of a language, or the path of a JSON file of one's own.

    Returns
    -------
    str
        ``""`` where the reports do not cover every day of both windows, or there is no strike.

    Raises
    ------
    MapError
        Code ``LANG_UNKNOWN``: there is no such language.

    Examples
    --------
    >>> import strikemap as sm
    >>> result = sm.compare(
    ...     sm.load_dataset("syria_2017_strikes"), "2017-05-04", where={"attacker": "Russia"}
    ... )
    >>> print(sm.headline(result)[:63])
    Reported strikes attributed to Russia: 40 in the 19 days before
    """
    whole = comparison.table.iloc[-1]
    n = int(whole["n_before"]) + int(whole["n_after"])
    if not n or not comparison.covered.whole(comparison.periods):
        return ""
    row = _told(comparison, lang) if n >= _FEW else None
    return _whole(comparison, whole, lang) if row is None else _of_zone(comparison, row, lang)


def _told(comparison: Comparison, lang: Lang) -> pd.Series | None:
    """Return the row of the zone whose share changed most, None where no zone is told apart."""
    if comparison.by not in ("zone", "zone_side"):
        return None
    rows = comparison.table.iloc[:-1]
    rows = rows[~rows["zone"].isin([NO_ZONE, CONTESTED])]
    whole = comparison.table.iloc[-1]
    if len(rows) < 2 or not whole["n_before"] or not whole["n_after"]:
        return None
    change = rows["n_after"] / whole["n_after"] - rows["n_before"] / whole["n_before"]
    return rows.iloc[int(np.argmax(np.abs(change.to_numpy())))]


def _of_zone(comparison: Comparison, row: pd.Series, lang: Lang) -> str:
    whole = comparison.table.iloc[-1]
    return _said(
        comparison,
        "headline_zone",
        row,
        lang,
        zone=zone_name(comparison, str(row["zone"]), lang),
        all_before=int(whole["n_before"]),
        all_after=int(whole["n_after"]),
    )


def _whole(comparison: Comparison, row: pd.Series, lang: Lang) -> str:
    before, after = comparison.periods
    days = {"days_before": before.days, "days_after": after.days}
    return _said(comparison, "headline_all", row, lang, **days)


def _said(comparison: Comparison, key: str, row: pd.Series, lang: Lang, **more: Any) -> str:
    before, after = comparison.periods
    attacker = (comparison.where or {}).get("attacker")
    names = [] if attacker is None else [term(name, lang) for name in names_of(attacker)]
    by = phrase("findings.by", lang, attacker=list_text(names, lang)) if names else ""
    none = phrase("findings.headline_none", lang)
    return phrase(
        f"findings.{key}",
        lang,
        units=unit_use(comparison.unit, "reported", lang),
        by=by,
        before=str(int(row["n_before"]) or none),
        after=str(int(row["n_after"]) or none),
        span_before=(before.start_day, before.stop_day - 1),
        span_after=(after.start_day, after.stop_day - 1),
        apart=_apart(comparison, row, lang),
        **more,
    )


def _apart(comparison: Comparison, row: pd.Series, lang: Lang) -> str:
    """Return how many more name the attacker as one of two on the same ground."""
    if not comparison.alternatives:
        return ""
    before, after = int(row["n_before_alternatives"]), int(row["n_after_alternatives"])
    if not before + after:
        return ""
    return phrase("findings.headline_apart", lang, before=before, after=after)
