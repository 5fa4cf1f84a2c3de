"""Corrections of single reports by decision: what a field said, and what it is to say."""

from __future__ import annotations

from typing import Any

import pandas as pd

from strikemap.corroboration.decisions import Decision
from strikemap.errors import ReportError
from strikemap.ledger import Entry

#: What identifies a report, or is worked out of it; no decision writes there.
_FIXED = frozenset({"id", "geometry", "report_ids", "lon", "lat", "longitude", "latitude"})


def corrected(
    reports: pd.DataFrame, decisions: tuple[Decision, ...]
) -> tuple[pd.DataFrame, list[Entry], list[str]]:
    """Apply the corrections among the decisions to a copy of the reports.

    A correction is applied where the field still says what it was corrected from, or where
    ``from`` is empty; where the source says something else by now, a person must look again.

    Returns
    -------
    reports : pandas.DataFrame
        The same table where there is nothing to correct.
    entries : list of dict
        A line of the ledger for each report corrected.
    misfits : list of str
        One sentence for each report that says neither what was corrected nor the correction.

    Raises
    ------
    ReportError
        ``DECISIONS_CONTRADICT``, naming both lines; ``COLUMNS_MISSING`` for a field that is not
        there; ``DECISION_INVALID`` for one that cannot be written or a value that does not fit.
    """
    chosen = [decision for decision in decisions if decision.action == "set"]
    if not chosen:
        return reports, [], []
    _check(chosen, reports)
    out = reports.copy()
    row = {str(name): n for n, name in enumerate(reports["id"])}
    entries: list[Entry] = []
    misfits: list[str] = []
    for decision in chosen:
        for name in (name for name in decision.report_ids if name in row):
            now = _text(out[decision.field].iloc[row[name]])
            if decision.before and now not in (decision.before, decision.after):
                misfits.append(
                    f"Decision {decision.line} corrects {decision.field} of {name} from "
                    f"{decision.before!r}, but the report now says {now!r}. It was not applied: "
                    "look at the report again."
                )
            elif now != decision.after:
                _write(out, row[name], decision)
                entries.append(_entry(decision, row[name], name, now))
    return out, entries, misfits


def _check(chosen: list[Decision], reports: pd.DataFrame) -> None:
    said: dict[tuple[str, str], Decision] = {}
    for decision in chosen:
        if decision.field in _FIXED or decision.field not in reports.columns:
            missing = decision.field not in reports.columns
            raise ReportError(
                f"Decision {decision.line} corrects {decision.field!r}, which "
                f"{'is no column of the reports' if missing else 'no decision can write'}.",
                code="COLUMNS_MISSING" if missing else "DECISION_INVALID",
                where=f"line {decision.line}",
            )
        for name in decision.report_ids:
            other = said.setdefault((name, decision.field), decision)
            if other.after != decision.after:
                raise ReportError(
                    f"The decisions contradict one another: {other.name} sets {decision.field} "
                    f"to {other.after!r}, {decision.name} to {decision.after!r}. Take one of "
                    "them out.",
                    code="DECISIONS_CONTRADICT",
                    where=f"line {other.line}, line {decision.line}",
                )


def _text(value: Any) -> str:
    """Return a cell as the table of decisions writes it."""
    if isinstance(value, tuple | list):
        return "; ".join(map(str, value))
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}" if value == value.normalize() else str(value)
    if pd.isna(value):
        return ""
    return str(value).removesuffix(".0") if isinstance(value, float) else str(value).strip()


def _write(frame: pd.DataFrame, row: int, decision: Decision) -> None:
    """Write the text of a decision into a cell, as the column's own type."""
    column = frame[decision.field]
    try:
        value: Any = decision.after
        if pd.api.types.is_datetime64_any_dtype(column):
            value = pd.to_datetime(value, format="%Y-%m-%d")
        elif pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
            value = float(value)
        elif any(isinstance(cell, tuple) for cell in column):
            value = tuple(part.strip() for part in value.split(";"))
        cells = column.array.copy()
        cells[row] = value
    except (TypeError, ValueError) as cause:
        raise ReportError(
            f"Decision {decision.line} sets {decision.field} to {decision.after!r}, which does "
            f"not fit its type {column.dtype}. Dates are written as 2017-05-04.",
            code="DECISION_INVALID",
            where=f"line {decision.line}",
        ) from cause
    frame[decision.field] = pd.Series(cells, index=frame.index)
    if decision.field == "attacker" and "attackers_stated" in frame.columns:
        _name(frame, row, decision.after)


def _name(frame: pd.DataFrame, row: int, attacker: str) -> None:
    """Keep the tuples of attackers in step with the name that was set."""
    either = " or " in attacker
    names = tuple(part.strip() for part in attacker.split(" or " if either else ";"))
    for column, cell in (
        ("attackers_stated", () if either else names),
        ("attackers_alternative", names if either else ()),
    ):
        if column in frame.columns:
            cells = frame[column].to_list()
            cells[row] = cell
            frame[column] = pd.Series(cells, index=frame.index, dtype="object")


def _entry(decision: Decision, row: int, name: str, now: str) -> Entry:
    by = f" by {decision.who}" if decision.who else ""
    why = f": {decision.why}" if decision.why else ""
    return Entry(
        file="",
        row=row + 1,
        id=name,
        code="FIELD_DECIDED",
        action="changed",
        detail=f"{decision.field} {now!r} became {decision.after!r} by decision{by}{why}",
    )
