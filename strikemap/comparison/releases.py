"""Two releases of one source: what was added, changed and withdrawn, and what that does."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from strikemap.comparison.assembly import Asked, assemble
from strikemap.corroboration import CorroborationWarning, corroborate
from strikemap.periods import DateLike, Event, Windows

#: Bookkeeping of a reading, not statements of the source.
_NOT_COMPARED: Final = frozenset({"id", "row", "file"})


@dataclass(frozen=True, eq=False)
class ReleaseChange:
    """What a later release of a source changed.

    ``reports``: one row per report that differs, and per column for changed ones: ``id``,
    ``change`` (added, changed, withdrawn), ``column``, ``old``, ``new``.
    ``strikes``: one row per strike touched: ``id``, ``change`` (appeared, vanished, regrouped,
    revised), ``old_reports``, ``new_reports``. ``counts``: reports, strikes and, with an
    event, strikes before and after it, in the ``old`` and the ``new`` release.
    """

    reports: pd.DataFrame
    strikes: pd.DataFrame
    counts: pd.DataFrame

    def __str__(self) -> str:
        kinds = self.reports.drop_duplicates(["id", "change"])["change"].value_counts()
        said = [f"{int(kinds.get(kind, 0))} {kind}" for kind in ("added", "changed", "withdrawn")]
        lines = [f"  {row.Index}: {row.old} -> {row.new}" for row in self.counts.itertuples()]
        return "\n".join([f"reports: {', '.join(said)}", *lines])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return "\n".join(frame.to_html() for frame in (self.counts, self.strikes, self.reports))


def compare_releases(
    old: pd.DataFrame,
    new: pd.DataFrame,
    *,
    event: Event | DateLike | None = None,
    windows: Windows | int = 19,
    where: Any = None,
    **options: Any,
) -> ReleaseChange:
    """List the reports that a later release added, changed or withdrew, and what follows.

    Sources edit and delete retroactively; a map made from one release should say which.

    Parameters
    ----------
    old, new
        Two tables of reports with ``id``; neither is changed. Only columns that both have are
        compared; a column that only one has is listed once with an empty id.
    event, windows, where
        With an event, strikes before and after it are counted in both releases.
    **options
        Passed on to :func:`strikemap.corroborate`, which groups both releases.

    Returns
    -------
    ReleaseChange
        Frames ``reports``, ``strikes`` and ``counts``; prints as a summary.

    Raises
    ------
    ReportError
        ``COLUMNS_MISSING``, ``ID_MISSING`` or ``DUP_ID_CONFLICT``: without an id of its own a
        report cannot be followed from one release to the next.

    Examples
    --------
    >>> import pandas as pd
    >>> import strikemap as sm
    >>> old = pd.DataFrame(
    ...     {
    ...         "id": ["a", "b"],
    ...         "date_start": pd.to_datetime(["2017-04-08", "2017-05-09"]),
    ...         "lon": [36.72, 38.0],
    ...         "lat": [35.52, 35.5],
    ...         "killed_max": [5, 2],
    ...     }
    ... )
    >>> new = old.drop(index=1).assign(killed_max=7)
    >>> print(sm.compare_releases(old, new))
    reports: 0 added, 1 changed, 1 withdrawn
      reports: 2 -> 1
      strikes: 2 -> 1
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CorroborationWarning)
        before, after = (corroborate(release, **options) for release in (old, new))
    reports = report_changes(old, new)
    revised = set(reports.loc[reports["change"] == "changed", "id"])
    counts = {"reports": (len(old), len(new)), "strikes": (len(before), len(after))}
    if event is not None:
        asked = Asked(event=event, windows=windows, where=where)
        tables = [assemble(one, asked).table for one in (before, after)]
        for name in ("n_before", "n_after"):
            counts[name] = (int(tables[0][name].iloc[-1]), int(tables[1][name].iloc[-1]))
    frame = pd.DataFrame(counts, index=["old", "new"]).T
    return ReleaseChange(reports, _strike_changes(before, after, revised), frame)


def report_changes(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """List the reports that differ between two tables, as :class:`ReleaseChange` holds them."""
    before, after = (_by_id(frame) for frame in (old, new))
    rows: list[tuple[str, str, str, Any, Any]] = []
    rows += [(one, "added", "", None, None) for one in after.index.difference(before.index)]
    rows += [(one, "withdrawn", "", None, None) for one in before.index.difference(after.index)]
    kept = before.index.intersection(after.index)
    for column in before.columns:
        if column not in after.columns:
            rows.append(("", "column withdrawn", str(column), None, None))
        elif column not in _NOT_COMPARED:
            was, now = before.loc[kept, column], after.loc[kept, column]
            differs = ~_same(was, now)
            rows += [
                (one, "changed", str(column), a, b)
                for one, a, b in zip(kept[differs], was[differs], now[differs], strict=True)
            ]
    new_columns = [column for column in after.columns if column not in before.columns]
    rows += [("", "column added", str(column), None, None) for column in new_columns]
    frame = pd.DataFrame(rows, columns=["id", "change", "column", "old", "new"])
    return frame.sort_values(["change", "id", "column"], ignore_index=True, kind="stable")


def _by_id(frame: pd.DataFrame) -> pd.DataFrame:
    plain = pd.DataFrame(frame).assign(id=frame["id"].astype(str))
    return plain.set_index("id").sort_index()


def _same(was: pd.Series[Any], now: pd.Series[Any]) -> Any:
    pairs = zip(was.astype("object"), now.astype("object"), strict=True)
    return np.array([_equal(a, b) for a, b in pairs], dtype=bool)


def _equal(a: Any, b: Any) -> bool:
    if isinstance(a, (tuple, list)) or isinstance(b, (tuple, list)):
        return bool(a == b)
    if pd.isna(a) or pd.isna(b):
        return bool(pd.isna(a)) and bool(pd.isna(b))
    return bool(a == b)


def _strike_changes(old: pd.DataFrame, new: pd.DataFrame, revised: set[str]) -> pd.DataFrame:
    """Say what became of each strike; strikes keep their reports' ids as identity."""
    before, after = (dict(zip(one["report_ids"], one["id"], strict=True)) for one in (old, new))
    known = {report for reports in before for report in reports}
    still = {report for reports in after for report in reports}
    rows: list[tuple[Any, str, tuple[str, ...], tuple[str, ...]]] = []
    for reports, name in after.items():
        if reports in before:
            if revised.intersection(reports):
                rows.append((name, "revised", reports, reports))
        elif not known.intersection(reports):
            rows.append((name, "appeared", (), reports))
        else:
            sources = [one for one in before if set(one) & set(reports)]
            rows.append((name, "regrouped", tuple(sorted(set().union(*sources))), reports))
    rows += [
        (name, "vanished", reports, ())
        for reports, name in before.items()
        if not still.intersection(reports)
    ]
    columns = ["id", "change", "old_reports", "new_reports"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values(["change", "id"], ignore_index=True, kind="stable")
