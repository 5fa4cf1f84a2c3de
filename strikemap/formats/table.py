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

    def id_column(self, names: Sequence[str]) -> str | None:
        """Return the column that holds the id of a row."""
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


def clean_names(source: Source, names: Sequence[str]) -> list[str]:
    """Return column names stripped of padding; an empty one is named by its place.

    Raises
    ------
    StrikemapError
        ``DUP_COLUMN``: a name twice. ``TOO_LARGE``: too many columns.
    """
    if len(names) > source.limits.columns:
        raise source.too_large("columns", len(names), "columns")
    cleaned = [
        " ".join(str(name).replace("\ufeff", "").replace("\u200b", "").split()) or f"column {place}"
        for place, name in enumerate(names, start=1)
    ]
    seen: set[str] = set()
    for name in cleaned:
        if name in seen:
            raise source.fail(
                "DUP_COLUMN",
                f"has the column {name!r} twice; which one holds is unknown. Rename one of them.",
                where=name,
            )
        seen.add(name)
    return cleaned


def is_tag_row(cells: Sequence[Any]) -> bool:
    """Return whether a record is an HXL tag row, such as ``#event+id,#date,#geo+lat``."""
    given = [str(cell).strip() for cell in cells if str(cell).strip()]
    return bool(given) and all(cell.startswith("#") and len(cell) > 1 for cell in given)
