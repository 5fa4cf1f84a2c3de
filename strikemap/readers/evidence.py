"""Evidence: what all parts of a table prove together, before any row of it is judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.dates.column import telling
from strikemap.dates.questions import text_of
from strikemap.formats.source import Source
from strikemap.formats.table import RawTable
from strikemap.readers.accounting import Accounting
from strikemap.readers.checks import CONFLICT, MISSING, REPEATED, clean_ids, contents
from strikemap.readers.days import DateReading, first_dates, last_column, settled_column
from strikemap.readers.exchanged import reach
from strikemap.readers.header import Layout
from strikemap.readers.points import read_points
from strikemap.readers.text_bytes import Hashes, text_hashes
from strikemap.schema import TEXT

#: Bins of a tenth of a degree from -180 to 180.
_BINS: Final = 3600
#: Stretches of hashes, by their first six bits, that are looked at one after the other.
_STRETCHES: Final = 64
_EMPTY: Final = text_hashes(pd.array([""], dtype=TEXT))[0]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Evidence:
    """What some rows show; that of two parts is merged in any order.

    Attributes
    ----------
    n
        Rows.
    dates
        For each column of dates its distinct texts, as far as they prove anything.
    kinds
        For columns that may hold numbers: 0 whole ones, 1 others or none, 2 texts.
    ids
        Hashes of the ids that are given, in order within each part.
    axes
        Longitudes and latitudes in bins of a tenth of a degree.
    """

    n: int
    dates: Mapping[str, Counter[str]]
    kinds: Mapping[str, int]
    ids: tuple[Hashes, ...]
    axes: Places


def evidence_of(
    source: Source,
    table: RawTable,
    layout: Layout,
    asked: DateReading,
    *,
    crs: Any,
    numbers: Collection[str],
) -> Evidence:
    """Return what the rows of a part show; ``numbers`` are texts that may all be numbers."""
    frame, name = table.frame, layout.roles.get("id")
    ids = () if name is None else (_given(clean_ids(frame[name])[0]),)
    return Evidence(
        n=len(frame),
        dates=_dates(source, frame, layout, asked),
        kinds={column: _kind(frame[column]) for column in numbers},
        ids=ids,
        axes=_axes(source, table, layout, crs),
    )


def merged(one: Evidence, other: Evidence) -> Evidence:
    """Return what two parts show together."""
    names = one.kinds.keys() | other.kinds.keys()
    return Evidence(
        n=one.n + other.n,
        dates={name: one.dates[name] + other.dates[name] for name in one.dates},
        kinds={name: max(one.kinds.get(name, 0), other.kinds.get(name, 0)) for name in names},
        ids=one.ids + other.ids,
        axes=one.axes + other.axes,
    )


def _given(ids: Any) -> Hashes:
    """Return sorted hashes of the ids that are not empty."""
    hashes = text_hashes(ids)
    given: Hashes = hashes[hashes != _EMPTY]
    given.sort()
    return given


def _dates(
    source: Source, frame: pd.DataFrame, layout: Layout, asked: DateReading
) -> dict[str, Counter[str]]:
    """Return the telling texts of each column of dates; dates proper prove nothing."""
    columns = [first_dates(source, frame, layout, asked.tz)] if layout.has_date else []
    last = last_column(layout)
    columns += [frame[last]] if last is not None else []
    found = {}
    for column in columns:
        texts: Counter[str] = Counter()
        if column.dtype.kind != "M" and not isinstance(column.dtype, pd.DatetimeTZDtype):
            for cell, n in column.value_counts().items():
                texts[telling(text_of(cell))] += int(n)
        found[str(column.name)] = texts
    return found


def _kind(column: pd.Series[Any]) -> int:
    """Return whether a column of texts holds whole numbers, numbers or texts."""
    distinct = column.dropna().unique()
    if len(distinct) == 0:
        return 1
    numbers = pd.to_numeric(pd.Series(distinct, dtype=object), errors="coerce")
    if numbers.isna().any() or any(_is_code(str(text)) for text in distinct):
        return 2
    return int(numbers.dtype.kind != "i" or len(distinct) == 0 or bool(column.isna().any()))


def _is_code(text: str) -> bool:
    """Return whether figures are content that a number would lose: 007, +963, 16 of them."""
    figures = text.strip().lstrip("+")
    leads = text.strip()[:1] == "+" or (len(figures) > 1 and figures[0] == "0")
    return figures.isdigit() and (leads or len(figures) > 15)


def _axes(source: Source, table: RawTable, layout: Layout, crs: Any) -> Places:
    """Return how many points lie in each tenth of a degree, by longitude and by latitude."""
    unnamed = Accounting(source.name, table.rows, np.full(len(table.rows), ""))
    points = read_points(source, replace(table, notes=[]), layout, crs, unnamed)
    given = (abs(points.lon) <= 180) & (abs(points.lat) <= 180)
    at = [np.floor((axis[given] + 180) * 10).astype(np.int64) for axis in (points.lon, points.lat)]
    return np.array([np.bincount(np.minimum(bins, _BINS - 1), minlength=_BINS) for bins in at])


@dataclass(frozen=True, eq=False)
class Known:
    """What the whole table proved, for the reading of its parts.

    ``ids`` says whether the column of ids holds ids; ``twice`` has the hashes of ids on several
    rows, in order, with the first place of each and whether its rows differ; ``east`` and
    ``north`` are the reach of most points.
    """

    ids: bool
    dates: DateReading
    order: Mapping[str, str]
    kinds: Mapping[str, int]
    east: tuple[float, float]
    north: tuple[float, float]
    twice: tuple[Hashes, Places, npt.NDArray[np.bool_]]

    def typed(self, table: RawTable) -> RawTable:
        """Return a part with the numbers that the whole column proves as numbers."""
        found = {}
        for name, kind in self.kinds.items():
            if kind < 2 and name in table.frame:
                numbers = pd.to_numeric(table.frame[name])
                found[name] = numbers.astype("int64" if kind == 0 else "float64")
        return replace(table, frame=table.frame.assign(**found)) if found else table


def known_by(
    source: Source, layout: Layout, found: Evidence, asked: DateReading, *, ids: bool
) -> Known:
    """Return what the evidence of all parts settles.

    Raises
    ------
    StrikemapError
        What is asked of a whole column of dates.
    """
    settled = {
        name: settled_column(source, name, texts, layout, asked)
        for name, texts in found.dates.items()
        if texts
    }
    quartiles = [_quartiles(bins) for bins in found.axes]
    nothing = np.array([], dtype=np.uint64), np.array([], dtype=np.int64), np.array([], dtype=bool)
    return Known(
        ids=ids,
        dates=replace(asked, settled=settled),
        order={name: one.said for name, one in settled.items() if one.said},
        kinds=found.kinds,
        east=reach(*quartiles[0]),
        north=reach(*quartiles[1]),
        twice=nothing,
    )


def _quartiles(bins: Places) -> tuple[float, float]:
    """Return the first and third quartile of binned degrees, to a tenth."""
    sums = np.cumsum(bins)
    low, high = (np.searchsorted(sums, share * sums[-1]) for share in (0.25, 0.75))
    return low / 10 - 180, (high + 1) / 10 - 180


def repeated(found: Evidence) -> Hashes:
    """Return the hashes of ids that stand on several rows, looked for stretch by stretch."""
    edges = np.arange(_STRETCHES, dtype=np.uint64) << np.uint64(64 - 6)
    cuts = [[*np.searchsorted(part, edges).tolist(), len(part)] for part in found.ids]
    twice = [np.array([], dtype=np.uint64)]
    for at in range(_STRETCHES):
        parts = [part[cut[at] : cut[at + 1]] for part, cut in zip(found.ids, cuts, strict=True)]
        hashes = np.sort(np.concatenate([*twice[:1], *parts]))
        twice.append(np.unique(hashes[1:][hashes[1:] == hashes[:-1]]))
    return np.concatenate(twice)


@dataclass(frozen=True, eq=False)
class Repeats:
    """Rows whose ids stand on several rows: hash of the id, of what they say, and their place."""

    ids: Hashes
    contents: Hashes
    places: Places

    def with_(self, other: Repeats) -> Repeats:
        """Return the rows of two parts."""
        pairs = zip(_columns(self), _columns(other), strict=True)
        return Repeats(*(np.concatenate(pair) for pair in pairs))

    def judged(self) -> tuple[Hashes, Places, npt.NDArray[np.bool_]]:
        """Return each id once, in order, with its first place and whether its rows differ."""
        rows = pd.DataFrame({"content": self.contents, "place": self.places})
        by_id = rows.groupby(self.ids, sort=True)
        ids = np.unique(self.ids)
        differ = (by_id["content"].nunique() > 1).to_numpy()
        return ids, by_id["place"].min().to_numpy(), differ


def _columns(found: Repeats) -> tuple[Any, ...]:
    return found.ids, found.contents, found.places


def rows_twice(ids: pd.Series[Any], twice: Hashes) -> npt.NDArray[np.intp]:
    """Return the rows of a part whose ids stand on several rows of the whole."""
    rows: npt.NDArray[np.intp] = np.flatnonzero(np.isin(text_hashes(clean_ids(ids)[0]), twice))
    return rows


def repeats_of(table: RawTable, name: str, places: Places) -> Repeats:
    """Return what rows say whose ids stand on several rows; ``places`` are those in the whole."""
    ids, _ = clean_ids(table.frame[name])
    return Repeats(text_hashes(ids), contents(table.frame, name, np.arange(len(ids))), places)


def check_part_ids(ids: Any, start: int, known: Known, accounting: Accounting) -> None:
    """Set aside rows without id, repeated rows and ids that state two things, as in the whole."""
    blank = np.flatnonzero(np.asarray(ids == ""))
    accounting.set_aside({int(at): MISSING for at in blank})
    twice, first, differ = known.twice
    if not len(twice):
        return
    hashes = text_hashes(ids)
    place = np.minimum(np.searchsorted(twice, hashes), len(twice) - 1)
    for at in np.flatnonzero(twice[place] == hashes):
        if differ[place[at]]:
            accounting.set_aside({int(at): CONFLICT})
        elif first[place[at]] != start + at:
            accounting.set_aside({int(at): REPEATED})
