"""Dialects: how the tables of one publisher are laid out, each in one small JSON file."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from strikemap import schema
from strikemap.errors import ReportError

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
    "claim",
    "region",
    "n_sources",
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
_SCALES = {
    "location_precision": schema.LOCATION_PRECISION,
    "date_precision": schema.DATE_PRECISION,
    "attribution": schema.ATTRIBUTION,
    "source_kind": schema.SOURCE_KIND,
    "unit": schema.UNIT,
}


@dataclass(frozen=True)
class ActorRule:
    """How actors are stated.

    ``columns`` are read together (all jointly named), each cut at ``separator``.
    ``alternatives`` maps a column to values under which the actors are "A or B";
    ``only`` maps a column to values outside which the actor is not taken as the attacker.
    """

    columns: tuple[str, ...] = ()
    separator: str = ""
    alternatives: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


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
    checks
        Columns that state the point a second time (WKT), compared with the first.
    positional
        Column names of a table without a header.
    first_cells
        Patterns of the first record of a table without a header, by position.
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
    checks: tuple[str, ...] = ()
    positional: tuple[str, ...] = ()
    first_cells: Mapping[int, str] = field(default_factory=dict)
    licence: str = ""
    citation: str = ""
    redistribute: bool = True

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


@cache
def plain_name(name: str) -> str:
    """Return a column name in lower case with underscores for blanks, dashes and dots.

    Examples
    --------
    >>> plain_name(" Event-Date ")
    'event_date'
    """
    folded = unicodedata.normalize("NFKC", str(name)).strip().lower()
    return re.sub(r"[\s\-./]+", "_", folded)


def parse_dialect(text: str) -> Dialect:
    """Build a dialect from the text of its file.

    Raises
    ------
    ReportError
        Code ``DIALECT``: a role or a harmonised value that does not exist.
    """
    raw: dict[str, Any] = json.loads(text)
    actors = raw.get("actors", {})
    dialect = Dialect(
        name=raw["name"],
        title=raw["title"],
        signature=tuple(frozenset(names) for names in raw.get("signature", [])),
        columns={role: tuple(names) for role, names in raw["columns"].items()},
        scales={column: dict(scale) for column, scale in raw.get("scales", {}).items()},
        radius_km={key: float(value) for key, value in raw.get("radius_km", {}).items()},
        widen=dict(raw.get("widen", {})),
        constants=dict(raw.get("constants", {})),
        actors=ActorRule(
            tuple(actors.get("columns", [])),
            actors.get("separator", ""),
            {key: tuple(values) for key, values in actors.get("alternatives", {}).items()},
            {key: tuple(values) for key, values in actors.get("only", {}).items()},
        ),
        dayfirst=raw.get("dayfirst"),
        encoding=raw.get("encoding", ""),
        exact=tuple(frozenset(names) for names in raw.get("exact", [])),
        remarks=dict(raw.get("remarks", {})),
        checks=tuple(raw.get("checks", [])),
        positional=tuple(raw.get("positional", [])),
        first_cells={int(at): pattern for at, pattern in raw.get("first_cells", {}).items()},
        licence=raw.get("licence", ""),
        citation=raw.get("citation", ""),
        redistribute=raw.get("redistribute", True),
    )
    _check(dialect)
    return dialect


def _check(dialect: Dialect) -> None:
    """Raise for names that a dialect must not use."""
    wrong = [role for role in dialect.columns if role not in ROLES]
    for column, scale in dialect.scales.items():
        allowed = _SCALES.get(column)
        wrong += [value for value in scale.values() if allowed and value and value not in allowed]
    if wrong:
        raise ReportError(
            f"The dialect {dialect.name} uses {', '.join(wrong)}, which do not exist. "
            f"Roles are: {', '.join(ROLES)}.",
            code="DIALECT",
            where=dialect.name,
        )


@cache
def dialects() -> tuple[Dialect, ...]:
    """Return the dialects that come with the package; the plain table is the last."""
    files = sorted(Path(__file__).parent.glob("*.json"))
    found = [parse_dialect(file.read_text(encoding="utf-8")) for file in files]
    return tuple(sorted(found, key=lambda dialect: (dialect.name == "table", dialect.name)))


def dialect_named(name: str) -> Dialect:
    """Return a dialect by its name.

    Raises
    ------
    ReportError
        Code ``SOURCE_UNKNOWN``.

    Examples
    --------
    >>> dialect_named("ucdp").title
    'UCDP Georeferenced Event Dataset'
    """
    wanted = plain_name(name).replace("_", "-")
    for dialect in dialects():
        if dialect.name == wanted:
            return dialect
    raise ReportError(
        f"source={name!r} is not known. Known are: "
        f"{', '.join(dialect.name for dialect in dialects())}; for any other table pass columns=.",
        code="SOURCE_UNKNOWN",
        where="source",
    )
