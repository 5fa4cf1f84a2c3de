"""From reports to strikes: the steps in order, and what they were done with."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from strikemap.arrays import Ints
from strikemap.content import note_step
from strikemap.corroboration.account import Linked, keep_account, tell
from strikemap.corroboration.agglomeration import GUARDS, Guard, Limits
from strikemap.corroboration.candidates import Pairs, agreeing, candidate_pairs
from strikemap.corroboration.corrections import corrected
from strikemap.corroboration.decisions import DecisionsLike, read_decisions
from strikemap.corroboration.explanation import evidence_of
from strikemap.corroboration.independence import RULES, check_rules
from strikemap.corroboration.lineage import Lineage, frozen_model, groups_of, lineage
from strikemap.corroboration.merging import as_geoframe, merge_reports
from strikemap.corroboration.methods import METHODS, Backend, Method, Settings, link
from strikemap.corroboration.origins import (
    Aliases,
    Bodies,
    aliases_given,
    bodies,
    origins_of,
    parsed_entries,
)
from strikemap.corroboration.rows import Rows, codes, rows_of
from strikemap.errors import ReportError
from strikemap.ledger import facts


def corroborate(
    reports: pd.DataFrame,
    *,
    distance_km: float = 2,
    days: int = 1,
    decisions: DecisionsLike = None,
    method: Method | Backend = "likelihood",
    guard: Guard = "windows",
    least_odds: float = 0.5,
    agree: Iterable[str] | None = None,
    must_agree: Iterable[str] = (),
    independence: Iterable[str] = RULES,
    aliases: Aliases | None = None,
    previous: pd.DataFrame | None = None,
    frozen: bool = False,
) -> gpd.GeoDataFrame:
    """Put the reports of one strike together, and say how each came to be there.

    Every two reports within both windows are candidates. They are joined one pair after the
    other, likeliest first; a join that would put two reports outside the windows into one
    strike is refused, so that nothing chains along a front line. Ties are broken by report
    id: the order of the rows has no influence.

    Parameters
    ----------
    reports
        Reports with ``id``, ``geometry`` and ``date_start``/``date_end`` (closed interval of
        local dates), one row each; it is not changed. Other columns of the report contract are
        used where they are there.
    distance_km, days
        The windows, both inclusive: great-circle distance, and days between the ranges of
        dates (0: they share a day).
    decisions
        CSV, workbook or frame with the columns ``action`` (merge, split, pin, set) and
        ``report_ids``, and ``field``, ``from`` and ``to`` for corrections; see
        :func:`strikemap.corroboration.decisions.read_decisions`. A decision that no longer
        fits the data warns; a correction is then not applied.
    method
        ``"likelihood"`` orders pairs by the odds that they tell of one strike, with how the
        sources report learned from the reports themselves (Fellegi-Sunter, EM); pairs below
        ``least_odds`` are not joined. ``"closest"`` orders them by distance, widened by their
        stated radius, and days. ``"components"`` joins whatever is connected, with a warning
        that gives the size and diameter of the largest chain; ``"complete"`` is complete
        linkage cut at the windows. A function of your own gets the reports (in the order of
        their ids) and a frame of candidates (``first``, ``second``: row numbers; ``km``,
        ``days``) and returns a label per report.
    guard
        For the first two methods: ``"windows"``, every two reports of a strike lie within the
        windows; ``"sources"``, no two are of one source (they may lie up to two windows apart,
        each within one of another); ``"both"``.
    least_odds
        Odds below which a pair is not joined; 0.5 is one to two.
    agree
        Columns whose agreement or disagreement weighs in (method "likelihood"): by default
        attacker, target_type, strike_type, weapon, place, killed and columns that end in
        ``_tax``, where they are there.
    must_agree
        Columns that two reports of one strike may not state differently.
    independence
        Rules by which sources that repeat one another count once: ``publisher``, ``origin``,
        ``text``, ``stated``; ``()`` counts every report.
    aliases
        Further names of bodies, beside those the library knows: ``{"SOHR": ["The
        Observatory"]}``, or the path of a JSON file that holds them. "Reuters via Al-Wasat",
        "El Mundo, citing Reuters" and "نقلاً عن رويترز" are the word of Reuters.
    previous
        Strikes made before, of an earlier state of the reports. A strike keeps its id where
        most of its reports are; :func:`strike_changes` says which appeared, grew, shrank,
        merged, split or vanished.
    frozen
        Take what was learned for ``previous`` about how sources report instead of learning
        it anew, so that a late report moves no other strike by what it teaches (method
        "likelihood"). How much is reported around a place is counted anew.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per strike, by date and id, EPSG:4326. A strike has the id of the first of its
        reports, or the one it had in ``previous``. Columns: the caller's; ``n_reports``,
        ``n_sources`` (independent ones), ``n_origins`` (bodies whose statements its reports
        repeat), ``report_ids``, ``claim`` and ``attacker_word_only`` (a confirmed strike that rests
        on the attacker's log is no claim); ``spread_km`` (largest distance between its reports),
        ``n_nearby`` (reports within the windows that are in other strikes), ``conflicts`` and
        ``conflict_values`` (what its reports state differently), ``evidence`` (for :func:`explain`;
        drop it before writing a file). Every report is in exactly one strike.

    Raises
    ------
    ReportError
        ``COLUMNS_MISSING``, ``ID_MISSING``, ``DUP_ID_CONFLICT``, ``WINDOWS_INVALID``,
        ``METHOD_UNKNOWN``, ``RULE_UNKNOWN``, ``ALIASES_INVALID``, ``NOT_POINT``,
        ``NO_PREVIOUS`` (a model is to be frozen and none was kept), ``TOO_LARGE``
        (so many reports within the windows of each other that every pair cannot be weighed),
        and those of the decisions.

    Examples
    --------
    >>> import pandas as pd
    >>> import strikemap as sm
    >>> reports = pd.DataFrame(
    ...     {
    ...         "id": ["a", "b", "c"],
    ...         "date_start": pd.to_datetime(["2017-04-08", "2017-04-08", "2017-04-11"]),
    ...         "lon": [36.72, 36.72, 36.72],
    ...         "lat": [35.52, 35.525, 35.52],
    ...         "source": ["one", "two", "one"],
    ...     }
    ... )
    >>> sm.corroborate(reports)[["id", "n_reports", "report_ids"]].values.tolist()
    [['a', 2, ('a', 'b')], ['c', 1, ('c',)]]
    """
    _check(distance_km, days, method, guard, least_odds)
    rules = check_rules(independence)
    fixed = tuple(must_agree)
    decided = read_decisions(decisions)
    model = frozen_model(previous, days) if frozen else None
    given = reports
    reports, mended, unmended = corrected(reports, decided)
    rows = rows_of(reports)
    codes_fixed = tuple(_required(reports, name)[rows.position] for name in fixed)
    near = candidate_pairs(rows, distance_km=distance_km, days=days)
    pairs = agreeing(near, codes_fixed) if codes_fixed else near
    limits = Limits(float(distance_km), int(days), guard)
    settings = Settings(limits, method, least_odds, agree, codes_fixed, decided, model)
    linked = link(reports, rows, pairs, settings)
    linked.misfits.extend(unmended)
    known = bodies(aliases)
    strikes = merge_reports(
        reports, rows, linked.label, independence=rules, known=known, facts=fixed
    )
    _attach(strikes, (reports, given), rows, near, pairs, linked, known)
    line = _named(strikes, previous)
    made = as_geoframe(strikes, reports).sort_values(["date_start", "id"], ignore_index=True)
    table = pd.DataFrame(reports).iloc[rows.position]
    parsed = parsed_entries(origins_of(table, known), rows)
    asked = {
        "method": method if isinstance(method, str) else "a function of the user's",
        "distance_km": limits.distance_km,
        "days": limits.days,
        "guard": guard,
        "least_odds": least_odds,
        "agree": None if agree is None else list(agree),
        "must_agree": list(fixed),
        "independence": list(rules),
        "aliases": None if aliases is None else _lists(aliases),
        "decisions": [decision.cells() for decision in decided],
    }
    keep_account(made, reports, linked, asked, [*parsed, *mended], line)
    told = {name: value for name, value in asked.items() if value not in (None, [])}
    lost = {"method": method, "previous": None if previous is None else Path()}
    note_step(made, given, "corroborate", **{**told, **lost})
    tell(made, linked, rows, method)
    return made


def _named(strikes: pd.DataFrame, previous: pd.DataFrame | None) -> Lineage | None:
    """Give the strikes the ids that they had before, and return what became of each."""
    if previous is None:
        return None
    superseded = facts(previous).get("lineage", {}).get("superseded", {})
    line = lineage(list(strikes["report_ids"]), groups_of(previous), superseded)
    strikes["id"] = pd.Series(line.ids, index=strikes.index, dtype=strikes["id"].dtype)
    return line


def _attach(
    strikes: pd.DataFrame,
    tables: tuple[pd.DataFrame, pd.DataFrame],
    rows: Rows,
    near: Pairs,
    pairs: Pairs,
    linked: Linked,
    known: Bodies,
) -> None:
    """Add what explains each strike, and how much lies near it that is not in it."""
    starts, found = np.unique(linked.label, return_inverse=True)
    group = found.reshape(-1)
    apart = group[near.first] != group[near.second]
    first, second = near.first[apart], near.second[apart]
    seen = np.concatenate([group[first] * len(rows) + second, group[second] * len(rows) + first])
    holders = np.unique(seen) // max(len(rows), 1)
    strikes["n_nearby"] = np.bincount(holders, minlength=len(starts))
    table, given = (one.iloc[rows.position] for one in tables)
    table = pd.DataFrame(table)
    evidence = evidence_of(table, rows, pairs, linked.joined, linked.parts, known, given)
    strikes["evidence"] = pd.Series([evidence] * len(strikes), dtype="object")


def _lists(aliases: Aliases) -> dict[str, list[str]]:
    return {name: list(others) for name, others in aliases_given(aliases).items()}


def _required(reports: pd.DataFrame, name: str) -> Ints:
    if name not in reports.columns:
        raise ReportError(
            f"The reports have no column {name!r} to agree on. They have: "
            f"{', '.join(map(str, reports.columns))}.",
            code="COLUMNS_MISSING",
            where=name,
        )
    return codes(reports, name)


def _check(distance_km: float, days: int, method: Any, guard: str, least_odds: float) -> None:
    if not (np.isfinite(distance_km) and distance_km >= 0) or days < 0 or int(days) != days:
        raise ReportError(
            f"Windows of {distance_km} km and {days} days make no sense. Give a distance of at "
            "least 0 km and a whole number of days of at least 0.",
            code="WINDOWS_INVALID",
            where="distance_km, days",
        )
    if not callable(method) and method not in METHODS:
        raise ReportError(
            f"There is no method {method!r}. There are: {', '.join(METHODS)}, or a function.",
            code="METHOD_UNKNOWN",
            where="method",
        )
    if guard not in GUARDS or least_odds < 0:
        raise ReportError(
            f"guard={guard!r}, least_odds={least_odds} make no sense. The guards are "
            f"{', '.join(GUARDS)}; odds are not negative.",
            code="METHOD_UNKNOWN",
            where="guard",
        )
