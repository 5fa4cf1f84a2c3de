"""Headers: which dialect a table is in, and which column is what."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from strikemap.errors import ReportError
from strikemap.readers.dialect import ROLES, Dialect, dialect_named, dialects, plain_name

Columns = Mapping[str, str]
_TEXT_ROLES = tuple(
    role
    for role in ROLES
    if role not in ("lat", "lon", "radius_km", "killed_min", "killed_max", "claim")
)
_POINT_ROLES = ("lat_lon", "lon_lat", "mgrs", "utm", "wkt")


@dataclass(frozen=True, eq=False)
class Layout:
    """A table's dialect and, for each role that it fills, the column that fills it."""

    dialect: Dialect
    roles: Mapping[str, str]

    @property
    def has_date(self) -> bool:
        """Whether a column holds dates."""
        return "date" in self.roles or "date_start" in self.roles

    @property
    def has_point(self) -> bool:
        """Whether columns hold coordinates."""
        return {"lat", "lon"} <= self.roles.keys() or any(r in self.roles for r in _POINT_ROLES)


class Headers:
    """What is known about headers: the caller's ``source=`` and ``columns=``, and the dialects.

    Parameters
    ----------
    source
        Name of a dialect; ``None`` recognises it by the header.
    columns
        For our names (roles) the file's names.
    """

    def __init__(self, source: str | None = None, columns: Columns | None = None) -> None:
        self.columns = dict(columns or {})
        self.asked = dialect_named(source) if source is not None else None
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
            (known for known in dialects() if known.matches(names)), dialects()[-1]
        )
        by_plain: dict[str, str] = {}
        for name in names:
            by_plain.setdefault(plain_name(name), name)
        roles = {
            role: by_plain[goes_by]
            for role, known_as in dialect.columns.items()
            for goes_by in reversed(known_as)
            if goes_by in by_plain
        }
        for role, stated in self.columns.items():
            found = stated if stated in names else by_plain.get(plain_name(stated))
            if found is not None:
                _replace(roles, role, found)
        return Layout(dialect, roles)

    def missing(self, names: Sequence[str]) -> list[str]:
        """Return the file's names in ``columns=`` that the table does not have."""
        plain = {plain_name(name) for name in names}
        return [stated for stated in self.columns.values() if plain_name(stated) not in plain]

    def recognises(self, names: Sequence[str]) -> bool:
        """Return whether a record is a header that can be used."""
        if self.columns:
            return not self.missing(names)
        if self.asked is None and any(known.matches(names) for known in dialects()):
            return True
        layout = self.layout(names)
        return layout.has_date and (layout.has_point or "place" in layout.roles)

    def positional(self, first: Sequence[str]) -> Sequence[str] | None:
        """Return the names of a table without a header, if its first record gives it away."""
        candidates = dialects() if self.asked is None else (self.asked,)
        return next((known.positional for known in candidates if known.fits_first(first)), None)

    def texts(self, names: Sequence[str]) -> Collection[str]:
        """Return the columns to keep as text."""
        roles = self.layout(names).roles
        return {roles[role] for role in _TEXT_ROLES if role in roles}

    def id_column(self, names: Sequence[str]) -> str | None:
        """Return the column of ids."""
        return self.layout(names).roles.get("id")


def _replace(roles: dict[str, str], role: str, name: str) -> None:
    """Let the caller's word for a role stand above the dialect's."""
    if role in ("date", "date_start"):
        roles.pop("date", None)
        roles.pop("date_start", None)
    if role in (*_POINT_ROLES, "lat", "lon"):
        for other in _POINT_ROLES:
            roles.pop(other, None)
        if role in _POINT_ROLES:
            roles.pop("lat", None)
            roles.pop("lon", None)
    roles[role] = name
