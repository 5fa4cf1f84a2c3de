"""A raw table: the file's own cells under the file's own names, with its row accounting."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.formats.source import Source
from strikemap.ledger import Entry
from strikemap.schema import TEXT

Rows = npt.NDArray[np.int64]


class HeaderRule(Protocol):
    """What the reader of a table knows about headers, and the formats do not."""

    def recognises(self, names: Sequence[str]) -> bool:
        """Return whether a record is a header of a table that can be used."""
        ...

    def positional(self, first: Sequence[str]) -> Sequence[str] | None:
        """Return the names of a table without a header, known by its first record."""
        ...

    def texts(self, names: Sequence[str]) -> Collection[str]:
        """Return the columns to keep as text, such as ids and dates."""
        ...

    def used(self, names: Sequence[str]) -> Collection[str]:
        """Return the columns that are read as something."""
        ...

    def several(self, names: Sequence[str]) -> Collection[str]:
        """Return the columns of which several of one name are read together."""
        ...

    def id_column(self, names: Sequence[str]) -> str | None:
        """Return the column that holds the id of a row."""
        ...

    def encoding(self, names: Sequence[str]) -> str | None:
        """Return the 8-bit encoding in which the publisher of such a table writes."""
        ...


class AnyHeader:
    """The rule of someone who knows nothing: the first record is the header."""

    def recognises(self, names: Sequence[str]) -> bool:
        """Take every header."""
        return True

    def positional(self, first: Sequence[str]) -> Sequence[str] | None:
        """Know no table without a header."""
        return None

    def texts(self, names: Sequence[str]) -> Collection[str]:
        """Keep no column as text by force."""
        return ()

    def used(self, names: Sequence[str]) -> Collection[str]:
        """Use every column."""
        return set(names)

    def several(self, names: Sequence[str]) -> Collection[str]:
        """Know no column that may stand twice."""
        return ()

    def encoding(self, names: Sequence[str]) -> str | None:
        """Know no publisher."""
        return None

    def id_column(self, names: Sequence[str]) -> str | None:
        """Take a column named id."""
        return next((name for name in names if name.strip().lower() == "id"), None)


@dataclass(eq=False)
class RawTable:
    """Cells as they were read.

    ``rows`` are the row numbers in the file, data rows counted from 1 (header, tag rows and
    blank lines are not counted); ``n_read`` counts kept and set-aside rows. ``entries`` are
    ledger lines of rows that the form of the file rules out, or that were changed; ``kept`` is
    what an earlier reading left in the file (ledger and facts).
    """

    frame: pd.DataFrame
    rows: Rows
    n_read: int
    format: str
    entries: list[Entry] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    geometry: npt.NDArray[np.object_] | None = None
    crs: Any = None
    kept: dict[str, Any] = field(default_factory=dict)

    def note(self, code: str, detail: str) -> None:
        """Keep a remark about the whole table."""
        self.notes.append({"code": code, "detail": detail})


def clean_names(
    source: Source, names: Sequence[str], header: HeaderRule | None = None
) -> list[str]:
    """Return column names stripped of padding; an empty one is named by its place.

    A name that stands twice and that nobody reads gets a number: "note", "note (2)".

    Raises
    ------
    StrikemapError
        ``DUP_COLUMN``: a name that is read stands twice. ``TOO_LARGE``: too many columns.
    """
    if len(names) > source.limits.columns:
        raise source.too_large("columns", len(names), "columns")
    cleaned = [
        " ".join(str(name).replace("\ufeff", "").replace("\u200b", "").split()) or f"column {place}"
        for place, name in enumerate(names, start=1)
    ]
    if len(set(cleaned)) == len(cleaned):
        return cleaned
    rule, once = header or AnyHeader(), list(dict.fromkeys(cleaned))
    used = set(rule.used(once)) - set(rule.several(once))
    seen: set[str] = set()
    for place, name in enumerate(cleaned):
        if name in seen and name in used:
            raise source.fail(
                "DUP_COLUMN",
                f"has the column {name!r} twice; which one holds is unknown. Rename one of them.",
                where=name,
            )
        number = 2
        while cleaned[place] in seen:
            cleaned[place], number = f"{name} ({number})", number + 1
        seen.add(cleaned[place])
    return cleaned


def note_twice(table: RawTable, names: Sequence[str]) -> None:
    """Say which columns of a table got a number because their names stand twice."""
    plain = [" ".join(str(name).split()) for name in names]
    twice = list(dict.fromkeys(name for name in plain if name and plain.count(name) > 1))
    if twice:
        shown = ", ".join(map(repr, twice))[:200]
        table.note("DUP_COLUMN", f"{shown} stands twice in the header; both are kept, numbered")


def check_fields(source: Source, frame: pd.DataFrame) -> None:
    """Raise for a cell that is longer than cells are read.

    Raises
    ------
    StrikemapError
        ``TOO_LARGE``, naming the column.
    """
    if 0 < len(source.data) <= source.limits.field:
        return
    for name in frame.columns:
        longest = 0 if _are_short(frame[name], source.limits.field) else _longest(frame[name])
        if longest > source.limits.field:
            raise source.too_large(f"characters in a cell of {str(name)!r}", longest, "field")


def _are_short(column: pd.Series[Any], most: int) -> bool:
    """Return whether texts have so few bytes that their characters need no counting."""
    if not isinstance(column.array, pd.arrays.ArrowStringArray):
        return False
    import pyarrow.compute as pc

    return (pc.max(pc.binary_length(column.array.__arrow_array__())).as_py() or 0) <= most


def _longest(column: pd.Series[Any]) -> int:
    """Return the length of a column's longest text."""
    if column.dtype == object:
        return max((len(cell) for cell in column.to_numpy() if isinstance(cell, str)), default=0)
    if column.dtype != TEXT or not column.notna().any():
        return 0
    return int(column.str.len().max())


def note_above(table: RawTable, lines: Sequence[str]) -> None:
    """Say what stands above the header and is no row."""
    shown = " | ".join(line.strip()[:80] for line in lines[:3])
    said = "1 line above the header is" if len(lines) == 1 else f"{len(lines)} lines above it are"
    table.note("ABOVE_HEADER", f"{said} not read: {shown}")


def is_tag_row(cells: Sequence[Any]) -> bool:
    """Return whether a record is an HXL tag row, such as ``#event+id,#date,#geo+lat``."""
    given = [str(cell).strip() for cell in cells if str(cell).strip()]
    return bool(given) and all(cell.startswith("#") and len(cell) > 1 for cell in given)
