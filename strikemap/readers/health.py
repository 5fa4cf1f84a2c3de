"""A file's state of health: what is in it, what is doubtful, and what keeps it from being read."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from strikemap.errors import ReportError, ReportWarning
from strikemap.formats.frames import ArrowStream
from strikemap.ledger import Entry, entries_of, facts
from strikemap.listing import table_of
from strikemap.readers.columns import unused_text
from strikemap.readers.doubt import doubtful_points
from strikemap.readers.pointmap import PointMap, draw, sketch
from strikemap.readers.reports import read_reports

_SHOWN = 8


@dataclass(frozen=True, eq=False)
class HealthReport:
    """What :func:`check` found.

    Parameters
    ----------
    file
        The file's name.
    error
        What keeps the file from being read, if something does; the rest is empty then.
    read, kept
        Rows read, and rows kept.
    facts
        Format, dialect, licence, notes and the like.
    ledger
        The rows set aside or changed.
    reports
        The rows kept.
    doubtful
        Points to look at: ``row`` of ``reports``, ``reason`` and geometry.
    """

    file: str
    error: ReportError | None = None
    read: int = 0
    kept: int = 0
    facts: Mapping[str, Any] = field(default_factory=dict)
    ledger: tuple[Entry, ...] = ()
    reports: gpd.GeoDataFrame | None = None
    doubtful: gpd.GeoDataFrame | None = None

    def __str__(self) -> str:
        """Return the report as lines of text."""
        return "\n".join(_lines(self))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        if self.reports is None:
            return f"<pre>{escape(str(self))}</pre>"
        columns = self.facts.get("columns", {})
        read = table_of({"your column": "read as", **columns}) if columns else ""
        lines = escape("\n".join(_lines(self, points=False)))
        return f"<pre>{lines}</pre>{read}{self.map().svg}"

    def map(self) -> PointMap:
        """Draw the points kept, and those to look at, on a small map.

        Returns
        -------
        PointMap
            Shows itself in a notebook; ``.svg`` is its text.
        """
        return draw(self.reports, self.doubtful)


def check(
    path: str | os.PathLike[str] | pd.DataFrame | ArrowStream,
    *,
    governorates: gpd.GeoDataFrame | None = None,
    **options: Any,
) -> HealthReport:
    """Say what is in a file of reports, without drawing the final figure.

    Parameters
    ----------
    path
        The file, or a frame.
    governorates
        Polygons with a column of names; the stated ``admin1`` is compared with the polygon that
        a point falls in.
    **options
        Any keyword of :func:`strikemap.read_reports`, such as ``area`` or ``dayfirst``.

    Returns
    -------
    HealthReport
        Prints itself; an error that keeps it from being read is part of it and is not raised.

    Examples
    --------
    >>> import pandas as pd
    >>> import strikemap as sm
    >>> table = pd.DataFrame({"id": ["a"], "date": ["2017-05-04"], "lat": [35.5], "lon": [36.5]})
    >>> sm.check(table).error is None
    True
    """
    name = Path(path).name if isinstance(path, str | os.PathLike) else "frame"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ReportWarning)
            reports = read_reports(path, **options)
    except ReportError as problem:
        return HealthReport(name, error=problem)
    known = facts(reports)
    return HealthReport(
        name,
        None,
        int(known["read"]),
        len(reports),
        known,
        tuple(entries_of(reports)),
        reports,
        doubtful_points(reports, governorates),
    )


def _lines(report: HealthReport, *, points: bool = True) -> list[str]:
    """Return the report line by line, at the end a map of letters where that is asked for."""
    if report.error is not None or report.reports is None:
        error = report.error
        asked = () if error is None else error.questions or (error,)
        lines = [f"  {problem.code}: {problem}" for problem in asked]
        return [_printable(line) for line in (f"{report.file}: cannot be read yet", *lines)]
    known = report.facts
    aside = report.read - report.kept
    lines = [
        f"{report.file}: {known.get('format', '')}, {known.get('title', '')}".rstrip(", "),
        f"  {report.read:,} rows read = {report.kept:,} kept + {aside:,} set aside",
    ]
    lines += [f"    {count:>7,} {code}" for code, count in known.get("set_aside", {}).items()]
    lines += _columns(known)
    lines += _changes(report)
    lines += _span(report.reports)
    for title, column in (("dates", "date_precision"), ("locations", "location_precision")):
        lines.append(f"  {title}: {_counts(report.reports[column])}")
    flagged = report.reports["precision_flag"].dropna()
    if len(flagged):
        lines.append(f"  stated more finely than known: {_counts(flagged)}")
    lines += [f"  note {note['code']}: {note['detail']}" for note in known.get("notes", [])]
    if known.get("licence"):
        lines.append(f"  licence: {known['licence']}")
    return [_printable(line) for line in lines + (_points(report) if points else [])]


def _columns(known: Mapping[str, Any]) -> list[str]:
    """Return which column was read as what, and which were not used."""
    read = [f"{theirs!r} → {ours}" for theirs, ours in known.get("columns", {}).items()]
    unused = known.get("unused", [])
    lines = [f"  columns: {', '.join(read)}"] if read else []
    return lines + ([f"  not used: {unused_text(unused)}"] if unused else [])


def _printable(line: str) -> str:
    """Return a line without control characters: a file's text must not steer a terminal."""
    return "".join(char if char.isprintable() or char == " " else "\ufffd" for char in line)


def _changes(report: HealthReport) -> list[str]:
    changed: dict[str, int] = {}
    for entry in report.ledger:
        if entry["action"] == "changed":
            changed[entry["code"]] = changed.get(entry["code"], 0) + 1
    return [f"    {count:>7,} {code} (changed)" for code, count in sorted(changed.items())]


def _span(reports: pd.DataFrame) -> list[str]:
    if not len(reports):
        return ["  no rows were kept"]
    first, last = reports["date_start"].min(), reports["date_end"].max()
    return [f"  from {first:%Y-%m-%d} to {last:%Y-%m-%d}"]


def _counts(column: pd.Series[Any]) -> str:
    """Return how often each value occurs, most frequent first."""
    counts = column.astype(object).fillna("not stated").value_counts()
    return ", ".join(f"{value} {count:,}" for value, count in counts.items())


def _points(report: HealthReport) -> list[str]:
    """Return the points to look at, and a sketch of where they are."""
    doubtful = report.doubtful
    lines = []
    if doubtful is not None and len(doubtful):
        lines.append(f"  points to look at: {_counts(doubtful['reason'])}")
        for row in np.flatnonzero(~doubtful["place"].duplicated().to_numpy())[:_SHOWN]:
            point = doubtful.geometry.iloc[row]
            what = doubtful[["id", "place", "reason"]].iloc[row].tolist()
            lines.append(f"    {what[0]} ({point.y:.4f}, {point.x:.4f}) {what[1]}: {what[2]}")
    return lines + [f"  {line}" for line in sketch(report.reports, doubtful)]
