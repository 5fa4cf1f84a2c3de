"""The row accounting: what was read, changed and set aside, and why.

The ledger rides in ``frame.attrs["strikemap"]`` as plain JSON values, so it is
copied with the frame and can be written to a file with it. Every row read is
either in the frame or in the ledger with ``action == "set aside"``.

pandas copies ``attrs`` deeply at every step, so the lines are kept as one JSON text, which
costs nothing to copy. pandas keeps ``attrs`` through filters, copies and the joining of parts
of one frame, but drops them when frames of different origin are joined:
:func:`concat` joins those with their ledgers.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, Protocol, TypedDict, runtime_checkable

import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.arguments import user_line
from strikemap.listing import table_of

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
    lines = [*_lines(old), *entries]
    new = {**old, **facts, "ledger": json.dumps(lines, ensure_ascii=False)}
    if read is not None:
        new["read"] = int(read)
    frame.attrs = {**frame.attrs, ATTRS_KEY: new}


class Ledger(pd.DataFrame):
    """A ledger as a table; a notebook shows how many lines a reason has, then every line in full.

    Any step on it (a filter, a sort, a choice of columns) gives a plain table.
    """

    def _repr_html_(self) -> str:
        reasons = self["code"].astype(str) + " (" + self["action"].astype(str) + ")"
        with pd.option_context("display.max_colwidth", None):
            rows = pd.DataFrame(self).to_html(max_rows=60, show_dimensions=True, border=0)
        counted = reasons.value_counts(sort=False)
        return table_of(dict(zip(map(str, counted.index), counted, strict=True))) + rows


def _lines(kept: Mapping[str, Any]) -> list[Entry]:
    """Return ledger lines from what a frame carries."""
    stored = kept.get("ledger", [])
    lines: list[Entry] = json.loads(stored) if isinstance(stored, str) else list(stored)
    return lines


def sound(kept: object) -> dict[str, Any]:
    """Return what a file says about an earlier reading, without what cannot be such a thing.

    Examples
    --------
    >>> sound({"ledger": "no list", "notes": 3, "licence": "CC BY 4.0"})
    {'licence': 'CC BY 4.0'}
    """
    if not isinstance(kept, Mapping):
        return {}
    found = {str(name): value for name, value in kept.items() if name not in ("ledger", "notes")}
    try:
        lines = _lines(kept)
    except (ValueError, TypeError, RecursionError):
        lines = []
    rows = [line for line in lines if isinstance(line, Mapping) and _is_line(line)]
    if rows:
        found["ledger"] = json.dumps(rows, ensure_ascii=False)
    notes = kept.get("notes")
    if isinstance(notes, list):
        texts = [note for note in notes if isinstance(note, Mapping) and _has_texts(note, _NOTE)]
        found["notes"] = [{name: note[name] for name in _NOTE} for note in texts]
    return found


_NOTE = ("code", "detail")


def _is_line(line: Mapping[str, Any]) -> bool:
    whole = set(line) == set(COLUMNS) and type(line["row"]) is int
    return whole and _has_texts(line, ("file", "id", "code", "action", "detail"))


def _has_texts(part: Mapping[str, Any], names: Iterable[str]) -> bool:
    return all(isinstance(part.get(name), str) for name in names)


def facts(frame: pd.DataFrame) -> dict[str, Any]:
    """Return what is kept about a frame's origin (file, sha256, read, ...), without the ledger."""
    kept: Mapping[str, Any] = frame.attrs.get(ATTRS_KEY, {})
    return {key: value for key, value in kept.items() if key != "ledger"}


def entries_of(frame_or_map: pd.DataFrame | HasLedger) -> list[Entry]:
    """Return the ledger of a frame or a map as plain dictionaries."""
    if isinstance(frame_or_map, pd.DataFrame):
        return _lines(frame_or_map.attrs.get(ATTRS_KEY, {}))
    return list(frame_or_map.ledger_entries)


def line_counts(frame: pd.DataFrame) -> dict[str, dict[str, int]]:
    """Return how many lines of a table's ledger say "set aside" and "changed", by code.

    The ledger of a scan holds some of its lines and the number of all.
    """
    counts: dict[str, dict[str, int]] = {"set aside": {}, "changed": {}}
    stated: dict[str, dict[str, int]] | None = facts(frame).get("line_counts")
    for entry in entries_of(frame) if stated is None else ():
        of = counts[entry["action"]]
        of[entry["code"]] = of.get(entry["code"], 0) + 1
    return counts if stated is None else stated


def n_set_aside(frame: pd.DataFrame) -> int:
    """Return how many rows of a table were set aside in reading it."""
    return sum(line_counts(frame)["set aside"].values())


def ledger(frame_or_map: pd.DataFrame | HasLedger) -> Ledger:
    """Return every row that was set aside or changed, and why.

    Parameters
    ----------
    frame_or_map
        A frame from :func:`read_reports` or :func:`read_zones`, or a map.

    Returns
    -------
    Ledger
        A :class:`pandas.DataFrame` with the columns ``file``, ``row`` (data rows count from 1),
        ``id``, ``code``, ``action`` ("set aside" or "changed") and ``detail``. In a notebook it
        shows its lines by reason first.

    Examples
    --------
    >>> import strikemap as sm
    >>> list(sm.ledger(sm.load_dataset("syria_2017_strikes")).columns)
    ['file', 'row', 'id', 'code', 'action', 'detail']
    """
    if isinstance(frame_or_map, pd.DataFrame) and _lost(frame_or_map):
        warnings.warn(
            "This table of reports carries no ledger: pandas drops it when tables of different "
            "origin are joined, and most file formats cannot hold it. Join tables with "
            "strikemap.ledger.concat, and write them with strikemap.write_reports.",
            UserWarning,
            stacklevel=user_line(),
        )
    return Ledger(entries_of(frame_or_map), columns=list(COLUMNS))


def file_rows(frame: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Return the row of its file that each row of a frame was, data rows counted from 1.

    They follow from the rows that reading set aside, and from the labels of the rows left, which
    filters keep. Of a frame whose labels are others, or of several files, the places in it.

    Examples
    --------
    >>> frame = pd.DataFrame({"id": ["a", "c", "d"]})
    >>> gone = Entry(file="", row=2, id="b", code="COORD_MISSING", action="set aside", detail="")
    >>> record(frame, [gone], read=4)
    >>> file_rows(frame[1:]).tolist()
    [3, 4]
    """
    places = np.arange(1, len(frame) + 1)
    known = facts(frame)
    read, several = known.get("read"), known.get("parts")
    if several or not isinstance(read, int) or frame.index.dtype.kind != "i":
        return places
    aside = {line["row"] for line in entries_of(frame) if line["action"] == "set aside"}
    left = np.ones(read + 1, dtype=bool)
    left[[0, *(row for row in aside if 0 < row <= read)]] = False
    kept = np.flatnonzero(left)
    labels = frame.index.to_numpy()
    fits = frame.index.is_unique and (
        not len(labels) or 0 <= labels.min() <= labels.max() < len(kept)
    )
    return kept[labels] if fits else places


def _lost(frame: pd.DataFrame) -> bool:
    """Return whether a frame is a table of reports whose ledger was lost on the way."""
    made_here = {"date_start", "date_end", "attackers_stated", "location_precision"}
    return ATTRS_KEY not in frame.attrs and made_here <= set(frame.columns)


def concat(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Join frames one below the other and keep all of their ledgers.

    Parameters
    ----------
    frames
        Frames from :func:`strikemap.read_reports` and the like, of any origin.

    Returns
    -------
    pandas.DataFrame or geopandas.GeoDataFrame
        The rows of all frames under a new index; its ledger holds the lines of all, its
        facts name the files and count the rows read in ``read``.

    Examples
    --------
    >>> import strikemap as sm
    >>> names = ["syria_2016_strikes", "syria_2017_strikes"]
    >>> both = concat([sm.load_dataset(name) for name in names])
    >>> facts(both)["read"] == len(both)
    True
    """
    joined = pd.concat(list(frames), ignore_index=True)
    known = [facts(frame) for frame in frames]
    joined.attrs = {}
    record(
        joined,
        [entry for frame in frames for entry in entries_of(frame)],
        read=sum(facts(frame).get("read", len(frame)) for frame in frames),
        parts=known,
    )
    return joined
