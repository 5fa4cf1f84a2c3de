"""The list of changes: what each report and each strike was, and what it is now."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from strikemap.comparison.releases import report_changes
from strikemap.corroboration.rows import great_circle
from strikemap.errors import ReportError
from strikemap.ledger import facts

#: The columns of the list of changes.
COLUMNS: Final = ("version", "subject", "id", "change", "field", "old", "new")

#: What may become of a report, in the order of telling.
REPORT_CHANGES: Final = ("added", "revised", "moved", "withdrawn", "delivered twice")

Line = dict[str, str]


def changes(strikes: pd.DataFrame, *, version: Literal["last", "all"] = "last") -> pd.DataFrame:
    """Return what an update changed, a row for each report, field and strike concerned.

    Parameters
    ----------
    strikes
        Strikes from :func:`update`.
    version
        ``"last"``, or ``"all"`` for the whole log, oldest first.

    Returns
    -------
    pandas.DataFrame
        ``version``; ``subject`` ("report", "strike" or "table"); ``id``; ``change`` (of reports:
        added, revised, moved, withdrawn, delivered twice; of the table: column added or withdrawn,
        source renamed; of strikes as in :func:`strike_changes`); ``field``, ``old``, ``new`` as
        texts.

    Raises
    ------
    ReportError
        ``NO_PREVIOUS`` for strikes that were never updated.

    Examples
    --------
    See :func:`update`.
    """
    log = facts(strikes).get("updates")
    if not log:
        raise ReportError(
            "These strikes were never updated. Make new ones with update(strikes, reports).",
            code="NO_PREVIOUS",
            where="strikes",
        )
    chosen = log if version == "all" else log[-1:]
    lines = [
        {"version": one["version"], **found}
        for one in chosen
        for found in json.loads(one["changes"])
    ]
    return pd.DataFrame(lines, columns=list(COLUMNS))


def of_reports(before: pd.DataFrame, now: pd.DataFrame) -> list[Line]:
    """Return a line for each report that came, went, moved or says something else."""
    found = report_changes(pd.DataFrame(before), pd.DataFrame(now))
    places = {"geometry", "lon", "lat", "longitude", "latitude"}
    lines, moved = [], set()
    for name, change, column, old, new in found.itertuples(index=False):
        if column in places and change == "changed":
            moved.add(name)
        elif not name:
            lines.append(line("table", column, change))
        elif change == "changed":
            lines.append(line("report", name, "revised", column, text(old), text(new)))
        else:
            lines.append(line("report", name, change))
    lines += [_moved(name, before, now) for name in sorted(moved)]
    return [*lines, *_renamed(found, before)]


def _moved(name: str, before: pd.DataFrame, now: pd.DataFrame) -> Line:
    old, new = (_place(frame[frame["id"].astype(str) == name].iloc[0]) for frame in (before, now))
    km = float(great_circle(*(np.array([degrees]) for degrees in (*old, *new)))[0])
    texts = (f"{lon:.5f} {lat:.5f}" for lon, lat in (old, new))
    return line("report", name, "moved", f"{km:.1f} km", *texts)


def _place(row: pd.Series[Any]) -> tuple[float, float]:
    point = row.get("geometry")
    if point is not None:
        return float(point.x), float(point.y)
    named = {str(key).lower(): row[key] for key in row.index}
    return tuple(  # type: ignore[return-value]
        float(named[first] if first in named else named[second])
        for first, second in (("lon", "longitude"), ("lat", "latitude"))
    )


def _renamed(found: pd.DataFrame, before: pd.DataFrame) -> list[Line]:
    """Return a line for each source that goes by another name in all of its reports."""
    if "source" not in before.columns:
        return []
    counts = Counter(before["source"].dropna().astype(str))
    rows = found[(found["column"] == "source") & (found["change"] == "changed")]
    pairs = Counter(zip(rows["old"].astype(str), rows["new"].astype(str), strict=True))
    return [
        line("table", "source", "source renamed", f"{n} reports", old, new)
        for (old, new), n in sorted(pairs.items())
        if n == counts[old] and n > 1
    ]


def of_strikes(made: pd.DataFrame) -> list[Line]:
    """Return a line for each strike that is another than it was."""
    lines = json.loads(facts(made)["lineage"]["changes"])
    return [
        line(
            *("strike", one["id"], one["change"], "; ".join(one["with"])),
            *("; ".join(one["old_reports"]), "; ".join(one["new_reports"])),
        )
        for one in lines
    ]


def line(
    subject: str, name: str, change: str, field: str = "", old: str = "", new: str = ""
) -> Line:
    """Return one line of the list."""
    return dict(zip(COLUMNS[1:], (subject, str(name), change, field, old, new), strict=True))


def text(value: Any) -> str:
    """Return a cell as a text that reads the same whatever the column's type."""
    if isinstance(value, tuple | list):
        return "; ".join(map(str, value))
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return ""
    if isinstance(value, pd.Timestamp) and value == value.normalize():
        return f"{value:%Y-%m-%d}"
    return str(value).removesuffix(".0") if isinstance(value, float) else str(value)
