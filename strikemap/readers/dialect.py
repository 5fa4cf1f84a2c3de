"""Dialects: how the tables of one publisher are laid out, each in one small JSON file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from strikemap import schema
from strikemap.documents import Documented
from strikemap.formats.names import plain_name

#: What a column can be to a reader; a dialect lists the names it goes by, best first.
ROLES = (
    "id",
    "date",
    "date_start",
    "date_end",
    "lat",
    "lon",
    "lat_lon",
    "lon_lat",
    "mgrs",
    "utm",
    "wkt",
    "killed",
    *(name for name in schema.REPORT_COLUMNS if name not in ("id", "geometry", "date_start")),
    *schema.FURTHER_COLUMNS,
)
#: Columns that hold the parts of one date, year first; read where nothing else dates the rows.
DATE_PARTS = (
    ("iyear", "imonth", "iday"),
    ("year", "month", "day"),
    ("event_year", "event_month", "event_day"),
    ("date_year", "date_month", "date_day"),
    ("año", "mes", "dia"),
    ("annee", "mois", "jour"),
    ("год", "месяц", "день"),
    ("year", "month"),
)


@dataclass(frozen=True)
class ActorRule:
    """How actors are stated.

    ``columns`` are read together (all jointly named), each cut at ``separator``.
    ``alternatives`` maps a column to values under which the actors are "A or B";
    ``only`` maps a column to values outside which the actor is not taken as the attacker.
    ``aliases`` maps names of actors to the name they are to have.
    """

    columns: tuple[str, ...] = ()
    separator: str = ""
    alternatives: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Dialect:
    """One publisher's table.

    Parameters
    ----------
    name, title
        What ``source=`` takes, and what people call it.
    signature
        Sets of column names; a table that has all names of one of them is of this dialect.
    exact
        The same, for sets that are all the names a table has.
    columns
        For a role (see :data:`ROLES`) the names it goes by, best first.
    scales
        For a harmonised column the stated values (lower case) and what they become.
    radius_km
        Radius of the 90 % circle by stated location precision, where the class default of
        :data:`strikemap.schema.RADIUS_KM` is not right.
    widen
        By stated date precision: "week-centred" (3 days either side), "week", "month", "year".
    constants
        Values of harmonised columns that hold for every row.
    actors
        See :class:`ActorRule`.
    dayfirst
        Whether the publisher writes the day first; ``None`` where unknown.
    encoding
        The 8-bit encoding that the publisher uses where a file is not UTF-8.
    remarks
        For a column, values that readers should know about and what to say of them.
    strikes
        Where a row need not be a strike from the air: the column and its values that say so,
        proposed as ``where=``.
    checks
        Columns that state the point a second time (WKT), compared with the first.
    positional
        Column names of a table without a header.
    first_cells
        Patterns of the first record of a table without a header, by position.
    keep
        For a column the values (lower case) of the rows that are of use; the others are set aside.
    pairs
        For a column whose cells hold ``key=value`` pairs, the mark between two pairs; each pair
        whose key the dialect names (``column_key``) is read as a column.
    licence, citation, redistribute
        Terms that travel with the frame.
    """

    name: str
    title: str
    signature: tuple[frozenset[str], ...]
    columns: Mapping[str, tuple[str, ...]]
    scales: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    radius_km: Mapping[str, float] = field(default_factory=dict)
    widen: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    actors: ActorRule = field(default_factory=ActorRule)
    dayfirst: bool | None = None
    encoding: str = ""
    exact: tuple[frozenset[str], ...] = ()
    remarks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    strikes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    checks: tuple[str, ...] = ()
    positional: tuple[str, ...] = ()
    first_cells: Mapping[int, str] = field(default_factory=dict)
    keep: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pairs: Mapping[str, str] = field(default_factory=dict)
    licence: str = ""
    citation: str = ""
    redistribute: bool = True

    @classmethod
    def read(cls, source: Documented) -> Dialect:
        """Read a dialect from a mapping or from the path of a JSON file.

        Parameters
        ----------
        source
            The form is in `docs/adding_a_dialect.md`.

        Raises
        ------
        ReportError
            Code ``DIALECT``, naming file, key and the nearest right one; ``NOT_FOUND`` and the
            like.

        Examples
        --------
        >>> columns = {"date": ["day"], "lat": ["y"], "lon": ["x"]}
        >>> Dialect.read({"name": "mine", "columns": columns, "signature": [["day", "x"]]}).title
        'mine'
        """
        from strikemap.readers.dialect_file import read

        return read(source)

    def matches(self, names: Sequence[str]) -> bool:
        """Return whether a table with these columns is of this dialect."""
        plain = {plain_name(name) for name in names}
        return plain in self.exact or any(needed <= plain for needed in self.signature)

    def fits_first(self, record: Sequence[str]) -> bool:
        """Return whether a record is the first of a table of this dialect without header."""
        if not self.positional or len(record) != len(self.positional):
            return False
        return all(
            re.fullmatch(wanted, record[at].strip()) for at, wanted in self.first_cells.items()
        )

    def __repr__(self) -> str:
        return f"Dialect({self.name!r}: {self.title})"

    def _repr_html_(self) -> str:
        """Show what the dialect reads, and its terms, in a notebook."""
        rows = "".join(
            f"<tr><td>{escape(role)}</td><td>{escape(', '.join(names))}</td></tr>"
            for role, names in self.columns.items()
        )
        return (
            f"<div><b>{escape(self.title)}</b><table><tr><th>our column</th><th>theirs</th></tr>"
            f"{rows}</table><small>{escape(self.licence)}<br>{escape(self.citation)}</small></div>"
        )
