"""The row accounting: what was read, changed and set aside, and why.

The ledger rides in ``frame.attrs["strikemap"]`` as plain JSON values, so it is
copied with the frame and can be written to a file with it. Every row read is
either in the frame or in the ledger with ``action == "set aside"``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, Protocol, TypedDict, runtime_checkable

import pandas as pd

ATTRS_KEY = "strikemap"
COLUMNS = ("file", "row", "id", "code", "action", "detail")

Action = Literal["set aside", "changed"]


class Entry(TypedDict):
    """One line of the ledger; ``row`` counts data rows from 1, 0 means the whole file."""

    file: str
    row: int
    id: str
    code: str
    action: Action
    detail: str


@runtime_checkable
class HasLedger(Protocol):
    """Anything that keeps entries of its own, such as a map."""

    @property
    def ledger_entries(self) -> list[Entry]:
        """The entries, oldest first."""
        ...


def record(
    frame: pd.DataFrame, entries: Iterable[Entry], *, read: int | None = None, **facts: Any
) -> None:
    """Add entries, and facts about the reading, to a frame that the library made.

    Parameters
    ----------
    frame
        A frame made by the library; its ``attrs`` are replaced, never shared.
    entries
        Ledger lines to append.
    read
        Number of rows read, where this call knows it.
    **facts
        Further plain JSON values to keep, such as ``sha256`` or ``licence``.
    """
    old: Mapping[str, Any] = frame.attrs.get(ATTRS_KEY, {})
    new = {**old, **facts, "ledger": [*old.get("ledger", []), *entries]}
    if read is not None:
        new["read"] = int(read)
    frame.attrs = {**frame.attrs, ATTRS_KEY: new}


def facts(frame: pd.DataFrame) -> dict[str, Any]:
    """Return what is kept about a frame's origin (file, sha256, read, ...), without the ledger."""
    kept: Mapping[str, Any] = frame.attrs.get(ATTRS_KEY, {})
    return {key: value for key, value in kept.items() if key != "ledger"}


def entries_of(frame_or_map: pd.DataFrame | HasLedger) -> list[Entry]:
    """Return the ledger of a frame or a map as plain dictionaries."""
    if isinstance(frame_or_map, pd.DataFrame):
        return list(frame_or_map.attrs.get(ATTRS_KEY, {}).get("ledger", []))
    return list(frame_or_map.ledger_entries)


def ledger(frame_or_map: pd.DataFrame | HasLedger) -> pd.DataFrame:
    """Return every row that was set aside or changed, and why.

    Parameters
    ----------
    frame_or_map
        A frame from :func:`read_reports` or :func:`read_zones`, or a map.

    Returns
    -------
    pandas.DataFrame
        Columns ``file``, ``row`` (data rows count from 1), ``id``, ``code``,
        ``action`` ("set aside" or "changed") and ``detail``.

    Examples
    --------
    >>> import strikemap as sm
    >>> list(sm.ledger(sm.load_dataset("syria_2017_strikes")).columns)
    ['file', 'row', 'id', 'code', 'action', 'detail']
    """
    return pd.DataFrame(entries_of(frame_or_map), columns=list(COLUMNS))
