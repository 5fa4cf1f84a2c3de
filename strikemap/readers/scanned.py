"""Scanned reports: a table larger than memory, counted part by part."""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd

from strikemap.arguments import user_line
from strikemap.content import seal
from strikemap.errors import ReportError, ReportWarning
from strikemap.formats.limits import Limits
from strikemap.formats.source import Source
from strikemap.ledger import Entry, record
from strikemap.readers.account import Account
from strikemap.readers.accounting import Accounting
from strikemap.readers.exchanged import proved, suspicion
from strikemap.readers.part_reading import PartReports, Reading
from strikemap.readers.parts import Parts, RawPart
from strikemap.readers.points import refuse_area

T = TypeVar("T")


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

    def reduce(self, of: Callable[[PartReports], T], merge: Callable[[T, T], T]) -> T:
        """Return what ``of`` says of the reports of every part, merged.

        Parameters
        ----------
        of
            Takes the reports of a part.
        merge
            Takes two such answers; associative.

        Raises
        ------
        ReportError
            ``OUTSIDE_AREA_ALL``, ``NO_ROWS``: the table as a whole cannot be used.
        """
        reading = self._reading

        def both(part: RawPart) -> tuple[Account, T]:
            reports, account = reading.judged(part)
            return account, of(reports)

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
            warnings.warn(f"{self.facts['file']}: {said}", ReportWarning, stacklevel=user_line())

    @property
    def account(self) -> Account:
        """What became of every row; the table is gone through when first asked for."""
        if self._account is None:
            self.reduce(lambda part: None, lambda one, other: None)
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
        return self.account.set_aside

    @property
    def line_counts(self) -> dict[str, dict[str, int]]:
        """How many lines the ledger of the whole table has, by what they say and code."""
        return self.account.line_counts(self.remarks)

    @property
    def ledger_entries(self) -> list[Entry]:
        """Lines of the ledger: for each code some rows, and one line with the number of all."""
        account = self.account
        return [*self.remarks, *account.entries()]

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
        start, end = ((pd.Timestamp(day) - pd.Timestamp(0)).days for day in (first, last))

        def of(part: PartReports) -> list[pd.DataFrame]:
            return [part.reports(np.flatnonzero((part.last >= start) & (part.first <= end)))]

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
        record(empty, [], content=seal(empty))
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


def origin_of(strikes: Any) -> Any:
    """Return what says where a table comes from: itself or, of a scan, a table without a row."""
    return strikes.blank if isinstance(strikes, ScannedReports) else strikes
