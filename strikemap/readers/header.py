"""Headers: which dialect a table is in, and which column is what."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from strikemap.dates import DateError, parse
from strikemap.errors import ReportError
from strikemap.formats.names import forms, plain_name
from strikemap.readers.dialect import DATE_PARTS, ROLES, Dialect
from strikemap.readers.dialects import DialectLike, known_dialects
from strikemap.readers.dialects import dialect as dialect_of

Columns = Mapping[str, str | Sequence[str]]
_TEXT_ROLES = tuple(
    role
    for role in ROLES
    if role not in ("lat", "lon", "radius_km", "killed_min", "killed_max", "claim")
)
POINT_ROLES = ("lat_lon", "lon_lat", "mgrs", "utm", "wkt")
_UTC_TIMES = frozenset(
    ["time_utc", "utc_time", "time_gmt", "gmt_time", "time_z", "utc", "hour_utc", "time_in_utc"]
)
_AXIS_END = re.compile(r"(?P<stem>.*_)(?P<axis>lat(?:itude)?|lon(?:g|gitude)?|lng)")
#: A coordinate or another number with decimals, or a whole number that is no year.
_FIGURES = re.compile(r"[+-]?\d+[.,]\d+°?|(?!(?:1[5-9]|20)\d\d$)[+-]?\d+")


@dataclass(frozen=True, eq=False)
class Layout:
    """A table's dialect and, for each role that it fills, the column that fills it.

    ``parts`` are columns that hold year, month and day of one date; ``again`` those that state
    the point a second time, by role; ``settled`` the roles that the caller named; ``utc`` a
    column of times of day in UTC.
    """

    dialect: Dialect
    roles: Mapping[str, str]
    parts: tuple[str, ...] = ()
    again: Mapping[str, str] = field(default_factory=dict)
    settled: frozenset[str] = frozenset()
    utc: str | None = None

    @property
    def has_date(self) -> bool:
        """Whether a column holds dates."""
        return bool(self.parts) or "date" in self.roles or "date_start" in self.roles

    @property
    def has_point(self) -> bool:
        """Whether columns hold coordinates."""
        return {"lat", "lon"} <= self.roles.keys() or any(r in self.roles for r in POINT_ROLES)

    @property
    def point_settled(self) -> bool:
        """Whether the caller said which columns hold the point."""
        return bool(self.settled & {"lat", "lon", *POINT_ROLES})


class Headers:
    """What is known about headers: the caller's ``source=`` and ``columns=``, and the dialects.

    Parameters
    ----------
    source
        A dialect, or its name or file; ``None`` recognises it by the header.
    columns
        For our names (roles) the file's names; for the date also the columns of its parts.
    """

    def __init__(self, source: DialectLike | None = None, columns: Columns | None = None) -> None:
        self.columns, self.parts = _asked(columns)
        self.asked = dialect_of(source) if source is not None else None
        wrong = [role for role in self.columns if role not in ROLES]
        if wrong:
            hint = difflib.get_close_matches(wrong[0], ROLES, n=3)
            raise ReportError(
                f"columns= names {', '.join(map(repr, wrong))}, which strikemap does not know"
                f"{' (did you mean ' + ', '.join(hint) + '?)' if hint else ''}. It takes our name "
                f"first and the file's second, such as {{'date': 'Event Date'}}; our names are: "
                f"{', '.join(ROLES)}.",
                code="COLUMNS_MISSING",
                where="columns",
            )

    def layout(self, names: Sequence[str]) -> Layout:
        """Return the layout of a table with these columns."""
        dialect = self.asked or next(
            (known for known in known_dialects() if known.matches(names)), known_dialects()[-1]
        )
        known = _by_form(names)
        roles = {
            role: known[goes_by]
            for role, known_as in dialect.columns.items()
            for goes_by in reversed(known_as)
            if goes_by in known
        }
        roles |= _pair_by_ending(names, roles) | _date_by_path(names, roles, dialect)
        again = _second_points(roles)
        for role, stated in self.columns.items():
            found = stated if stated in names else known.get(plain_name(stated))
            if found is not None:
                _replace(roles, role, found)
                again.pop(role, None)
        parts = self._parts(names, known, roles)
        utc = next((known[name] for name in known if name in _UTC_TIMES), None)
        return Layout(dialect, roles, parts, again, frozenset(self.columns), utc)

    def _parts(
        self, names: Sequence[str], known: Mapping[str, str], roles: dict[str, str]
    ) -> tuple[str, ...]:
        """Return the columns that hold the date in parts, which then stand above a single one."""
        chosen = tuple(
            name if name in names else known.get(plain_name(name), "") for name in self.parts
        )
        if not all(chosen):
            return ()
        if not chosen and not {"date", "date_start"} & self.columns.keys():
            single = roles.get("date_start") or roles.get("date")
            stated = (tuple(known[part] for part in parts if part in known) for parts in DATE_PARTS)
            chosen = next(
                (
                    columns
                    for columns, parts in zip(stated, DATE_PARTS, strict=True)
                    if len(columns) == len(parts) and (single is None or single in columns)
                ),
                (),
            )
        if chosen:
            for role in ("date", "date_start", "date_end"):
                if role not in self.columns:
                    roles.pop(role, None)
        return chosen

    def missing(self, names: Sequence[str]) -> list[str]:
        """Return the file's names in ``columns=`` that the table does not have."""
        plain = {plain_name(name) for name in names}
        stated = [*self.columns.values(), *self.parts]
        return [name for name in stated if plain_name(name) not in plain]

    def recognises(self, names: Sequence[str]) -> bool:
        """Return whether a record is a header that can be used; a row of data is none."""
        if any(_is_data(name) for name in names):
            return False
        if self.columns or self.parts:
            return not self.missing(names)
        candidates = known_dialects() if self.asked is None else (self.asked,)
        if any(known.matches(names) for known in candidates):
            return True
        layout = self.layout(names)
        return layout.has_date and (layout.has_point or "place" in layout.roles)

    def positional(self, first: Sequence[str]) -> Sequence[str] | None:
        """Return the names of a table without a header, if its first record gives it away."""
        candidates = known_dialects() if self.asked is None else (self.asked,)
        return next((known.positional for known in candidates if known.fits_first(first)), None)

    def texts(self, names: Sequence[str]) -> Collection[str]:
        """Return the columns to keep as text."""
        layout = self.layout(names)
        kept = {layout.roles[role] for role in _TEXT_ROLES if role in layout.roles}
        return kept | {*layout.parts, *layout.again.values(), *filter(None, [layout.utc])}

    def used(self, names: Sequence[str]) -> Collection[str]:
        """Return the columns that are read as something."""
        layout = self.layout(names)
        return {*layout.roles.values(), *layout.parts, *layout.again.values()}

    def several(self, names: Sequence[str]) -> Collection[str]:
        """Return the column of sources, of which a table may have several of one name."""
        roles = self.layout(names).roles
        return {roles["source"]} if "source" in roles else ()

    def id_column(self, names: Sequence[str]) -> str | None:
        """Return the column of ids."""
        return self.layout(names).roles.get("id")

    def encoding(self, names: Sequence[str]) -> str | None:
        """Return the 8-bit encoding in which the publisher of such a table writes."""
        return self.layout(names).dialect.encoding or None


def of_one_name(names: Iterable[Any], column: str) -> list[str]:
    """Return the further columns of one name, as reading numbers them.

    Examples
    --------
    >>> of_one_name(["Source", "Source (2)", "Sources"], "Source")
    ['Source (2)']
    """
    return [str(name) for name in names if re.fullmatch(rf"{re.escape(column)} \(\d+\)", str(name))]


def _asked(columns: Columns | None) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return what ``columns=`` says of single columns, and the columns of a date's parts."""
    single: dict[str, str] = {}
    parts: tuple[str, ...] = ()
    if columns is not None and not isinstance(columns, Mapping):
        raise _unusable(f"columns={columns!r}")
    for role, stated in (columns or {}).items():
        several: tuple[Any, ...] = (stated,) if isinstance(stated, str) else ()
        if isinstance(stated, Sequence) and not isinstance(stated, str):
            several = tuple(stated)
        if not several or not all(isinstance(name, str) for name in several):
            raise _unusable(f"columns={{{role!r}: {stated!r}}}")
        if len(several) == 1:
            single[role] = several[0]
        elif role == "date" and len(several) <= 3:
            parts = several
        else:
            raise _unusable(f"columns={{{role!r}: {stated!r}}}")
    return single, parts


def _unusable(said: str) -> ReportError:
    return ReportError(
        f"{said[:200]} cannot be used. columns= takes our name and the file's, such as "
        "{'lat': 'Y', 'lon': 'X'}; only a date may name several, year, month and day: "
        "{'date': ['iyear', 'imonth', 'iday']}.",
        code="COLUMNS_MISSING",
        where="columns",
    )


def _is_data(cell: str) -> bool:
    """Return whether a cell is a number or a day, and so not the name of a column."""
    text = str(cell).strip()
    if not text or len(text) > 40 or not any(char.isdigit() for char in text):
        return False
    if _FIGURES.fullmatch(text):
        return True
    try:
        return parse(text, dayfirst=True).precision == "day"
    except DateError as problem:
        return problem.code == "DATE_INVALID" and "time" in str(problem)


def _by_form(names: Sequence[str]) -> dict[str, str]:
    """Return the columns by every form of their names; a closer form goes first."""
    known: dict[str, str] = {}
    by_name = [forms(name) for name in names]
    for depth in range(max(map(len, by_name), default=0)):
        for name, shapes in zip(names, by_name, strict=True):
            if depth < len(shapes):
                known.setdefault(shapes[depth], name)
    return known


def _second_points(roles: dict[str, str]) -> dict[str, str]:
    """Take away the columns of whole points where others hold the point already."""
    stated = [role for role in POINT_ROLES if role in roles]
    first = 0 if {"lat", "lon"} <= roles.keys() else 1
    return {role: roles.pop(role) for role in stated[first:]}


def _pair_by_ending(names: Sequence[str], roles: Mapping[str, str]) -> dict[str, str]:
    """Return the only two columns named alike but for their ends, latitude and longitude.

    Examples
    --------
    >>> _pair_by_ending(["_gps_latitude", "_gps_longitude", "_gps_altitude"], {})
    {'lat': '_gps_latitude', 'lon': '_gps_longitude'}
    """
    if {"lat", "lon", *POINT_ROLES} & roles.keys():
        return {}
    ends: dict[str, dict[str, str]] = {}
    for name in names:
        hit = _AXIS_END.fullmatch(plain_name(name))
        if hit is not None:
            axis = "lat" if hit["axis"].startswith("lat") else "lon"
            ends.setdefault(hit["stem"], {})[axis] = name
    pairs = [pair for pair in ends.values() if len(pair) == 2]
    return pairs[0] if len(pairs) == 1 else {}


def _date_by_path(
    names: Sequence[str], roles: Mapping[str, str], dialect: Dialect
) -> dict[str, str]:
    """Return the only column of nested records that ends in a name for the date."""
    if {"date", "date_start"} & roles.keys():
        return {}
    known = dialect.columns.get("date", ())
    found = [name for name in names if "." in name and plain_name(name.split(".")[-1]) in known]
    return {"date": found[0]} if len(found) == 1 else {}


def _replace(roles: dict[str, str], role: str, name: str) -> None:
    """Let the caller's word for a role stand above the dialect's."""
    if role in ("date", "date_start"):
        roles.pop("date", None)
        roles.pop("date_start", None)
    if role in (*POINT_ROLES, "lat", "lon"):
        for other in POINT_ROLES:
            roles.pop(other, None)
        if role in POINT_ROLES:
            roles.pop("lat", None)
            roles.pop("lon", None)
    roles[role] = name
