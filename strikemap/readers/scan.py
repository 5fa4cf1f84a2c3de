"""Scanned reports: a table larger than memory, read by the same rules, part by part."""

from __future__ import annotations

import datetime as dt
import warnings
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd

from strikemap.content import content_hash, note_making
from strikemap.dates import DateUnit
from strikemap.errors import ReportError, ReportWarning
from strikemap.formats.frames import with_plain_cells
from strikemap.formats.limits import Limits, limits_of
from strikemap.formats.names import forms, plain_name
from strikemap.formats.source import Source
from strikemap.formats.stream import EXAMPLES, USUAL, PathLike, Stream, open_stream, paths_of
from strikemap.formats.table import RawTable
from strikemap.ledger import Entry, record
from strikemap.readers.accounting import Accounting, lines_for
from strikemap.readers.cluster import frame_parts, is_cluster_frame
from strikemap.readers.columns import columns_read
from strikemap.readers.days import DateGiven, DateReading, days_given, first_day
from strikemap.readers.dialects import DialectLike
from strikemap.readers.evidence import (
    Evidence,
    Known,
    Repeats,
    evidence_of,
    known_by,
    merged,
    repeated,
    repeats_of,
)
from strikemap.readers.exchanged import proved, suspicion
from strikemap.readers.header import Columns, Headers, Layout
from strikemap.readers.pairs import columns_named, spread_pairs
from strikemap.readers.parts import FileParts, Parts, RawPart
from strikemap.readers.points import Reach, refuse_area
from strikemap.readers.reading import SURE_ID, Part, Settings, provenance, report_table
from strikemap.readers.reports import check_columns, note_unused, told_dialect

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Account:
    """What became of the rows of some parts: exact counts, and a few lines for each code."""

    read: int = 0
    kept: int = 0
    counts: Mapping[str, Counter[str]] = field(default_factory=dict)
    lines: Mapping[tuple[str, str], list[Entry]] = field(default_factory=dict)
    reach: Reach = field(default_factory=Reach)
    judged: int = 0
    among: int = 0
    exchanged: tuple[int, int, tuple[str, ...]] = (0, 0, ())

    def with_(self, other: Account) -> Account:
        """Return the account of both; of two lists of lines the earlier rows stay."""
        keys = dict.fromkeys((*self.lines, *other.lines))
        lines = {
            key: sorted(
                [*self.lines.get(key, []), *other.lines.get(key, [])],
                key=lambda line: (line["file"], line["row"]),
            )[:EXAMPLES]
            for key in keys
        }
        (n, aside, ids), (m, others, further) = self.exchanged, other.exchanged
        return Account(
            read=self.read + other.read,
            kept=self.kept + other.kept,
            counts={name: self.counts[name] + other.counts[name] for name in self.counts},
            lines=lines,
            reach=self.reach + other.reach,
            judged=self.judged + other.judged,
            among=self.among + other.among,
            exchanged=(n + m, aside + others, (*ids, *further)[:5]),
        )


NOTHING: Final = Account(counts={"set aside": Counter(), "changed": Counter()})


@dataclass(frozen=True, eq=False)
class Reading:
    """How every part is read: the same rules as for a whole table, and what the whole proved."""

    headers: Headers
    settings: Settings
    numbers: frozenset[str] = frozenset()
    known: Known | None = None

    def laid_out(self, part: RawPart) -> tuple[RawTable, Layout]:
        """Return a part as a raw table, and which column is what."""
        table = replace(part.table, frame=part.table.frame.copy(deep=False), notes=[])
        table = self.known.typed(table) if self.known is not None else table
        spread_pairs(table, self.headers.layout(list(table.frame.columns)).dialect)
        names = list(table.frame.columns)
        table.frame = with_plain_cells(table.frame, self.headers.used(names))
        return table, self.headers.layout(names)

    def evidence(self, part: RawPart) -> Evidence:
        """Return what a part shows."""
        table, layout = self.laid_out(part)
        settings = self.settings
        numbers = self.numbers & set(table.frame.columns)
        return evidence_of(
            part.source, table, layout, settings.dates, crs=settings.crs, numbers=numbers
        )

    def repeats(self, part: RawPart, twice: Any) -> Repeats:
        """Return the rows of a part whose ids stand on several rows of the whole."""
        table, layout = self.laid_out(part)
        return repeats_of(table, layout.roles["id"], part.start, twice)

    def reports(self, part: RawPart) -> tuple[gpd.GeoDataFrame, Account]:
        """Return the reports of a part, and what became of its other rows."""
        if self.known is None:
            raise AssertionError("the whole is looked at first")
        table, layout = self.laid_out(part)
        settings = replace(self.settings, dates=self.known.dates)
        found = Part(self.known, part.start)
        reports, accounting = report_table(part.source, table, layout, settings, found)
        counts = accounting.counts()
        lines: dict[tuple[str, str], list[Entry]] = {}
        for line in accounting.entries():
            if line["row"]:
                lines.setdefault((line["action"], line["code"]), []).append(line)
        account = Account(
            read=len(table.frame),
            kept=len(reports),
            counts={name: Counter(counts[name]) for name in counts},
            lines={key: some[:EXAMPLES] for key, some in lines.items()},
            reach=found.reach,
            judged=found.judged,
            among=found.among,
            exchanged=(
                len(found.exchanged),
                found.exchanged_aside,
                tuple(found.exchanged[:5]),
            ),
        )
        return reports, account


class ScannedReports:
    """Reports that are not held in memory: counted part by part, whenever they are asked for.

    Made by :func:`scan_reports`. Goes where :func:`strikemap.compare`,
    :func:`strikemap.before_after`, :func:`strikemap.period_maps` and
    :func:`strikemap.event_study` take a table; :func:`strikemap.ledger` takes it too.

    Attributes
    ----------
    facts : dict
        What is known of the origin: files, format, dialect, licence, rows.
    most_held : int
        Rows near an event that are held in memory, to be drawn as marks.
    """

    def __init__(
        self,
        parts: Parts,
        reading: Reading,
        facts: dict[str, Any],
        ruled_out: Account,
        most_held: int,
        remarks: list[Entry],
    ) -> None:
        self.most_held, self.remarks = most_held, remarks
        self._parts, self._reading, self._ruled_out = parts, reading, ruled_out
        self.facts = facts
        self._account: Account | None = None

    def reduce(self, of: Callable[[gpd.GeoDataFrame, int], T], merge: Callable[[T, T], T]) -> T:
        """Return what ``of`` says of the reports of every part, merged.

        Parameters
        ----------
        of
            Takes the reports of a part, and how many rows of the table are before them.
        merge
            Takes two such answers; associative.

        Raises
        ------
        ReportError
            ``OUTSIDE_AREA_ALL``, ``NO_ROWS``: the table as a whole cannot be used.
        """
        reading = self._reading

        def both(part: RawPart) -> tuple[Account, T]:
            reports, account = reading.reports(part)
            return account, of(reports, part.start)

        def joined(one: tuple[Account, T], other: tuple[Account, T]) -> tuple[Account, T]:
            return one[0].with_(other[0]), merge(one[1], other[1])

        account, found = self._parts.reduce(both, joined)
        self._settle(account)
        return found

    def _settle(self, found: Account) -> None:
        """Judge the table as a whole, once."""
        if self._account is not None:
            return
        source = Source(self.facts["file"], Path(), b"", "", Limits(), ReportError)
        refuse_area(source, self._reading.settings.area, found.reach)
        account = self._ruled_out.with_(found)
        if not account.kept:
            shown = ", ".join(f"{n} {code}" for code, n in account.counts["set aside"].items())
            raise source.fail(
                "NO_ROWS",
                f"has no row that can be used: all {account.read} were set aside ({shown}). Check "
                "columns=, crs= and area=.",
            )
        self._account = account
        n, aside, ids = found.exchanged
        if n and proved(found.among, found.judged):
            said = suspicion(n, ids, aside)
            noted = Accounting(self.facts["file"], np.array([], dtype=np.int64), [])
            noted.remark("AXES_EXCHANGED", said)
            self.remarks += noted.entries()
            warnings.warn(f"{self.facts['file']}: {said}", ReportWarning, stacklevel=5)

    @property
    def account(self) -> Account:
        """What became of every row; the table is gone through when first asked for."""
        if self._account is None:
            self.reduce(lambda reports, start: None, lambda one, other: None)
        if self._account is None:
            raise AssertionError("settled above")
        return self._account

    @property
    def n_read(self) -> int:
        """Rows of the table."""
        return self.account.read

    @property
    def set_aside(self) -> dict[str, int]:
        """How many rows were set aside in reading, by code, most frequent first."""
        counts = self.account.counts["set aside"].items()
        return dict(sorted(counts, key=lambda item: (-item[1], item[0])))

    @property
    def line_counts(self) -> dict[str, dict[str, int]]:
        """How many lines the ledger of the whole table has, by what they say and code."""
        account = self.account
        changed = Counter(line["code"] for line in self.remarks)
        for code, n in account.counts["changed"].items():
            changed[code] += lines_for(n, account.read)
        return {"set aside": self.set_aside, "changed": dict(changed)}

    @property
    def ledger_entries(self) -> list[Entry]:
        """Lines of the ledger: for each code some rows, and one line with the number of all."""
        account, entries = self.account, [*self.remarks]
        for (action, code), lines in account.lines.items():
            n = account.counts[action][code]
            entries += lines
            if n > len(lines):
                said = f"{n:,} rows in all, of which {len(lines)} are listed"
                entries.append({**lines[0], "row": 0, "id": "", "detail": said})
        return entries

    def between(self, first: str | dt.date, last: str | dt.date) -> gpd.GeoDataFrame:
        """Return the reports that may lie between two days as an ordinary table.

        Parameters
        ----------
        first, last
            Local dates, both included.

        Returns
        -------
        geopandas.GeoDataFrame
            As :func:`strikemap.read_reports` returns it, without ``precision_flag`` and the
            columns that the scan did not keep; takes memory for its rows.
        """
        start, end = (np.datetime64(pd.Timestamp(day), "D") for day in (first, last))

        def of(reports: gpd.GeoDataFrame, _: int) -> list[pd.DataFrame]:
            days = reports["date_end"].to_numpy() >= start, reports["date_start"].to_numpy() <= end
            return [reports[days[0] & days[1]]]

        rows = gpd.GeoDataFrame(pd.concat(self.reduce(of, lambda a, b: a + b), ignore_index=True))
        return self.described(rows)

    def described(self, rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Return rows of the table with its ledger and facts."""
        rows.attrs = {}
        record(rows, self.ledger_entries, **self.all_facts)
        return rows

    @cached_property
    def blank(self) -> gpd.GeoDataFrame:
        """A table without a row that says where the reports come from."""
        empty = gpd.GeoDataFrame({"id": []}, geometry=[], crs="EPSG:4326")
        record(empty, [], **self.all_facts)
        record(empty, [], content=content_hash(empty))
        return empty

    @property
    def all_facts(self) -> dict[str, Any]:
        """Facts with the numbers of rows read, kept and set aside."""
        account = self.account
        return {
            **self.facts,
            "line_counts": self.line_counts,
            "read": account.read,
            "kept": account.kept,
            "set_aside": self.set_aside,
        }

    def __repr__(self) -> str:
        told = self.facts
        lines = [f"ScannedReports: {told['file']}, {told['format']}, {told['title']}"]
        if self._account is None:
            lines.append(f"  {told['rows']:,} rows, none counted yet")
        else:
            aside = sum(self.set_aside.values())
            kept, read = self._account.kept, self._account.read
            lines.append(f"  {read:,} rows read = {kept:,} kept + {aside:,} set aside")
            lines += [f"    {n:>9,} {code}" for code, n in self.set_aside.items()]
        read_as = ", ".join(f"{theirs} → {ours}" for theirs, ours in told["columns"].items())
        return "\n".join([*lines, f"  columns: {read_as}"])


def scan_reports(
    path: PathLike | Iterable[PathLike] | Any,
    *,
    source: DialectLike | None = None,
    columns: Columns | None = None,
    keep: Sequence[str] = (),
    crs: Any = None,
    area: tuple[float, float, float, float] | None = None,
    tz: str | None = None,
    dayfirst: bool | None = None,
    encoding: str | None = None,
    limits: Limits | Mapping[str, int] | None = None,
    date_unit: DateUnit | None = None,
    date: DateGiven | None = None,
    earliest: str | dt.date | None = None,
) -> ScannedReports:
    r"""Scan a table of reports that is larger than memory, by the rules of ``read_reports``.

    The files are gone through once, to find out how dates, numbers, ids and axes are to be read
    in the whole table; the columns of use are then kept as a temporary file. Every later count
    goes through that file part by part, and its result is the one that
    :func:`strikemap.read_reports` and memory for all rows would give.

    Parameters
    ----------
    path
        A file, several, or a pattern such as ``"acled_*.csv.gz"``: delimited text, packed by
        gzip or not, Parquet or GeoParquet. Or a frame of Dask (or of dask-geopandas), whose
        partitions are read where they lie, by the client in use.
    source, columns, crs, area, tz, dayfirst, encoding, date_unit, date, earliest
        As for :func:`strikemap.read_reports`.
    keep
        Further columns of the table, for ``where=`` and ``by=``; others are left in the file.
    limits
        Higher bounds, such as ``{"rows": 500_000_000, "bytes": 200 * 2**30}``; usual are
        200,000,000 rows and 64 GiB in all.

    Returns
    -------
    ScannedReports

    Raises
    ------
    ReportError
        The file and ask codes of the input policy; ``NOT_STREAMED``: a format, or an option,
        that needs the whole table in memory.
    MissingExtraError
        pyarrow (extra ``scale``) or dask (extra ``cluster``) is not installed.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> path = Path(tempfile.mkdtemp()) / "reports.csv"
    >>> _ = path.write_text("id,date,lat,lon\na,2017-05-03,35.4,36.6\nb,2017-05-05,,\n")
    >>> scan = scan_reports(path)
    >>> scan.n_read, scan.set_aside
    (2, {'COORD_MISSING': 1})
    """
    headers = Headers(source, columns)
    dates = DateReading(dayfirst, tz, date_unit, days_given(date), first_day(earliest))
    reading = Reading(headers, Settings(crs, area, dates))

    def wanted(names: Sequence[str]) -> tuple[Collection[str], Collection[str]]:
        return _wanted(headers, names, keep)

    options = {"source": told_dialect(source), "columns": columns, "crs": crs, "area": area}
    options |= {"tz": tz, "dayfirst": dayfirst, "encoding": encoding, "date_unit": date_unit}
    options |= {"date": date, "earliest": earliest}
    if is_cluster_frame(path):
        bounds = limits if isinstance(limits, Limits) else limits_of({**USUAL, **(limits or {})})
        parts = frame_parts(path, header=headers, wanted=wanted, limits=bounds)
        frame: Any = path
        names = list(map(str, frame.columns))
        told = {"file": "frame", "format": "frame", "rows": parts.n_rows, "names": names}
        return _scanned(parts, reading, told, NOTHING, {})
    stream = open_stream(
        paths_of(path), header=headers, wanted=wanted, encoding=encoding, limits=limits
    )
    texts = set(headers.texts(stream.names))
    if stream.format == "CSV":
        kept = set(_wanted(headers, stream.names, keep)[0])
        floats = set(_wanted(headers, stream.names, keep)[1])
        reading = replace(reading, numbers=frozenset(kept - texts - floats))
    named = stream.sources[0].name if len(stream.sources) == 1 else f"{len(stream.sources)} files"
    told = {"file": named, "format": stream.format, "rows": stream.n_rows, "names": stream.names}
    told |= stream.facts
    if len(stream.sources) == 1:
        told["sha256"] = stream.sources[0].sha256
    else:
        told["files"] = [{"file": one.name, "sha256": one.sha256} for one in stream.sources]
    ruled_out = _ruled_out(stream)
    return _scanned(FileParts(stream), reading, told, ruled_out, options)


def _wanted(
    headers: Headers, names: Sequence[str], keep: Sequence[str]
) -> tuple[Collection[str], Collection[str]]:
    """Return the columns of use, and those that should be plain numbers."""
    layout = headers.layout(names)
    dialect = layout.dialect
    plain = columns_named(dialect) | {*dialect.strikes, *dialect.remarks}
    for name in keep:
        if name not in names:
            raise ReportError(
                f"keep= names {name!r}, which is no column. There are: "
                f"{', '.join(map(str, names))[:300]}.",
                code="COLUMNS_MISSING",
                where="keep",
            )
    used = {name for name in names if plain & set(forms(name))}
    used |= {*headers.used(names), *keep, *filter(None, [layout.utc])}
    axes = [layout.roles[axis] for axis in ("lat", "lon") if axis in layout.roles]
    return used, axes


def _ruled_out(stream: Stream) -> Account:
    """Return the account of rows that the form of a file rules out."""
    aside = Counter(stream.n_ruled_out)
    lines: dict[tuple[str, str], list[Entry]] = {}
    for line in stream.entries:
        lines.setdefault(("set aside", line["code"]), []).append(line)
    counts = {"set aside": aside, "changed": Counter[str]()}
    return Account(read=aside.total(), counts=counts, lines=lines)


def _scanned(
    parts: Parts,
    reading: Reading,
    told: dict[str, Any],
    ruled_out: Account,
    options: Mapping[str, Any],
) -> ScannedReports:
    """Look at the whole, then return the table that is read by what it proved."""
    first = parts.reduce(_first_part, lambda one, other: one)
    table, layout = reading.laid_out(first)
    source = first.source
    check_columns(source, table, layout, reading.headers, reading.settings.dates.given is not None)
    if not layout.has_point and table.geometry is None:
        raise source.fail(
            "NOT_STREAMED",
            "has no coordinates, and places are located in memory only. Read it with "
            "read_reports(), locate() its rows and write them with write_reports().",
        )
    found = parts.reduce(reading.evidence, merged)
    name = layout.roles.get("id")
    twice = repeated(found)
    ids = _are_ids(layout, found, len(twice) > 0)
    known = known_by(source, layout, found, reading.settings.dates, ids=ids)
    if ids and len(twice) and name is not None:
        typed = replace(reading, known=known)
        rows = parts.reduce(lambda part: typed.repeats(part, twice), Repeats.with_)
        known = replace(known, twice=rows.judged())
    names = told.pop("names")
    every = replace(table, frame=pd.DataFrame(columns=names))
    facts = {**told, **columns_read(every, layout), **provenance(layout.dialect)}
    carrier = gpd.GeoDataFrame({"id": []}, geometry=[], crs="EPSG:4326")
    note_making(carrier, read=options)
    facts["made"] = carrier.attrs["strikemap"]["made"]
    remarks = Accounting(facts["file"], np.array([], dtype=np.int64), [])
    for column, said in known.order.items():
        remarks.remark("DATE_ORDER", f"dates in {column!r} are {said}")
    if layout.dialect.name == "table":
        note_unused(facts["unused"], remarks)
    most = source.limits.held
    return ScannedReports(
        parts, replace(reading, known=known), facts, ruled_out, most, remarks.entries()
    )


def _first_part(part: RawPart) -> RawPart:
    """Return the first rows of a part, to look at its columns."""
    few = slice(0, 100)
    table = replace(part.table, frame=part.table.frame.iloc[few], rows=part.table.rows[few])
    table.geometry = None if part.table.geometry is None else part.table.geometry[few]
    return replace(part, table=table)


def _are_ids(layout: Layout, found: Evidence, repeats: bool) -> bool:
    """Return whether the column of ids holds ids, by its name or by its cells in the whole."""
    name = layout.roles.get("id")
    given = sum(map(len, found.ids))
    if name is None or not given:
        return False
    sure = "id" in layout.settled or SURE_ID.search(plain_name(name)) is not None
    return sure or (given == found.n and not repeats)


def origin_of(strikes: Any) -> Any:
    """Return what says where a table comes from: itself or, of a scan, a table without a row."""
    return strikes.blank if isinstance(strikes, ScannedReports) else strikes
