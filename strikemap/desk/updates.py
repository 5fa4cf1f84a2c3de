"""An update: strikes made anew of reports that came, changed or went, and what that changed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from strikemap.corroboration import corroborate
from strikemap.corroboration.explanation import Evidence
from strikemap.desk.change_list import REPORT_CHANGES, Line, line, of_reports, of_strikes, text
from strikemap.errors import ReportError
from strikemap.ledger import concat, facts, record
from strikemap.schema import TEXT

#: Options of corroborate() that are kept with the strikes and asked for again.
_KEPT: Final = (
    *("distance_km", "days", "guard", "least_odds", "agree", "must_agree", "independence"),
    *("aliases", "decisions"),
)
_MOST_MISSING: Final = 0.5


def update(
    old: gpd.GeoDataFrame,
    new_reports: pd.DataFrame,
    *,
    complete: bool | None = None,
    withdrawn: Iterable[str] = (),
    reports: pd.DataFrame | None = None,
    frozen: bool | None = None,
    version: str | int | None = None,
    data_to: str | None = None,
    **options: Any,
) -> gpd.GeoDataFrame:
    """Make the strikes anew from reports that came, changed or were withdrawn.

    Ids stay, decisions and the other options that the strikes were made with are applied again,
    and every change is listed: :func:`changes` returns the list, maps made of the result carry
    version, last day of the data and a note of what changed.

    Parameters
    ----------
    old
        Strikes from :func:`corroborate` or from an earlier update; not changed.
    new_reports
        The whole table as it is now, or only reports that are new or corrected. A row that is
        there twice, word for word, counts once and is told.
    complete
        Whether `new_reports` is the whole table, so that a report missing from it was
        withdrawn. Where it is not said, a table that holds at least half of the old reports is
        taken for whole, and one that holds fewer is asked about if that makes a difference.
    withdrawn
        Ids of reports to take out.
    reports
        The reports that `old` was made of; needed where `old` comes from a file.
    frozen
        As in :func:`corroborate`; by default the model is frozen where one was kept.
    version
        Name or number of this version; by default one more than that of `old`.
    data_to
        Last day that the data reach (ISO form); by default the last day of a report.
    **options
        Options of :func:`corroborate` that are to be others than before. New ``decisions``
        take the place of the old ones.

    Returns
    -------
    geopandas.GeoDataFrame
        Strikes as from :func:`corroborate`, and ``changed_in``: the version in which a strike,
        or what one of its reports says, last changed ("1": never); maps show it with
        ``colour="changed_in"``.

    Raises
    ------
    ReportError
        ``RELEASE_OPEN`` where `complete` has to be said; ``REPORTS_UNKNOWN`` for strikes without
        their reports, or a withdrawn id that is not there; those of :func:`corroborate`.

    Examples
    --------
    >>> import pandas as pd
    >>> import strikemap as sm
    >>> day = pd.to_datetime(["2017-04-08", "2017-05-09"])
    >>> reports = pd.DataFrame(
    ...     {"id": ["a", "b"], "date_start": day, "lon": [36.7, 38.0], "lat": 35.5, "killed_max": 5}
    ... )
    >>> now = sm.update(sm.corroborate(reports), reports.assign(killed_max=[7, 5]))
    >>> sm.changes(now)[["subject", "id", "change", "field", "old", "new"]].values.tolist()
    [['report', 'a', 'revised', 'killed_max', '5', '7']]
    """
    before = _reports_of(old, reports)
    fresh, doubles = _once(new_reports)
    gone = [str(one) for one in withdrawn]
    whole = _whole(before, fresh, complete)
    now = _now(before, fresh, whole=whole, withdrawn=gone)
    kept = facts(old).get("corroboration", {})
    settings = {**_settings(kept), **options}
    if frozen is None:
        frozen = bool(kept.get("model")) and settings.get("method", "likelihood") == "likelihood"
    made = corroborate(now, previous=old, frozen=frozen, **settings)
    lines = [*of_reports(before, now), *doubles, *of_strikes(made)]
    _keep(made, old, lines, version, data_to)
    return made


def _reports_of(old: pd.DataFrame, reports: pd.DataFrame | None) -> pd.DataFrame:
    if reports is not None:
        return reports
    found = old["evidence"].iloc[0] if "evidence" in old.columns and len(old) else None
    if not isinstance(found, Evidence):
        raise ReportError(
            "The old strikes come without the reports they were made of, so what was revised "
            "cannot be told. Pass those reports with reports=.",
            code="REPORTS_UNKNOWN",
            where="reports",
        )
    return found.given


def _once(reports: pd.DataFrame) -> tuple[pd.DataFrame, list[Line]]:
    """Leave out rows that are there word for word already, and tell which."""
    texts = pd.DataFrame({name: reports[name].map(text) for name in reports.columns})
    twice = texts.duplicated().to_numpy()
    ids = list(reports["id"].astype(str)[twice]) if "id" in reports.columns else []
    return reports[~twice], [line("report", one, "delivered twice") for one in ids]


def _whole(before: pd.DataFrame, fresh: pd.DataFrame, complete: bool | None) -> bool:
    """Return whether the new reports are the whole table."""
    if complete is not None:
        return complete
    known = before["id"].astype(str)
    missing = int((~known.isin(fresh["id"].astype(str))).sum())
    if missing > _MOST_MISSING * len(known):
        raise ReportError(
            f"{missing} of the {len(known)} reports before are not among the {len(fresh)} new "
            "ones. Say complete=True if they were withdrawn, complete=False if they stay.",
            code="RELEASE_OPEN",
            where="complete",
        )
    return True


def _now(
    before: pd.DataFrame, fresh: pd.DataFrame, *, whole: bool, withdrawn: list[str]
) -> pd.DataFrame:
    """Return the table of reports as it is now."""
    ids = fresh["id"].astype(str)
    now = fresh
    if not whole:
        staying = before[~before["id"].astype(str).isin(ids)]
        now = concat([staying, fresh]) if len(staying) else fresh
    known = now["id"].astype(str)
    unknown = sorted(set(withdrawn) - set(known) - set(before["id"].astype(str)))
    if unknown:
        raise ReportError(
            f"withdrawn= names {unknown[0]!r}, which is no report.",
            code="REPORTS_UNKNOWN",
            where="withdrawn",
        )
    return now[~known.isin(withdrawn)]


def _settings(kept: dict[str, Any]) -> dict[str, Any]:
    """Return the options that earlier strikes were made with."""
    found = {name: kept[name] for name in _KEPT if kept.get(name) is not None}
    if kept.get("decisions"):
        found["decisions"] = pd.DataFrame(kept["decisions"])
    else:
        found.pop("decisions", None)
    if kept.get("method") in ("likelihood", "closest", "components", "complete"):
        found["method"] = kept["method"]
    return found


def _keep(
    made: gpd.GeoDataFrame,
    old: pd.DataFrame,
    lines: list[Line],
    version: str | int | None,
    data_to: str | None,
) -> None:
    """Put this update behind those before it, with the strikes."""
    log = list(facts(old).get("updates", []))
    last = log[-1]["version"] if log else "1"
    if version is None:
        version = int(last) + 1 if str(last).isdecimal() else len(log) + 2
    days = made["date_end"].max()
    counts = Counter((one["subject"], one["change"]) for one in lines)
    reports = {(one["id"], one["change"]) for one in lines if one["subject"] == "report"}
    told_of = Counter(change for _, change in reports)
    told = {
        "version": str(version),
        "data_to": data_to or ("" if pd.isna(days) else f"{days:%Y-%m-%d}"),
        "reports": {name: n for name in REPORT_CHANGES if (n := told_of[name])},
        "strikes": {change: n for (subject, change), n in counts.items() if subject == "strike"},
        "changes": json.dumps(lines, ensure_ascii=False),
    }
    made["changed_in"] = _changed_in(made, old, lines, str(version))
    record(made, [], updates=[*log, told])


def _changed_in(
    made: pd.DataFrame, old: pd.DataFrame, lines: list[Line], version: str
) -> pd.Series[Any]:
    """Return the version in which each strike, or what one of its reports says, last changed."""
    touched = {one["id"] for one in lines if one["change"] != "delivered twice"}
    was: dict[str, str] = {}
    if "changed_in" in old.columns:
        was = dict(zip(old["id"].astype(str), old["changed_in"].astype(str), strict=True))
    named = zip(made["id"].astype(str), made["report_ids"], strict=True)
    found = [
        version if name in touched or touched.intersection(ids) else was.get(name, "1")
        for name, ids in named
    ]
    changed: pd.Series[Any] = pd.Series(found, index=made.index, dtype=TEXT)
    return changed
