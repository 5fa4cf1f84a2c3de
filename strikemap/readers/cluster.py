"""A table on a cluster: the partitions of a frame of Dask, counted where they lie."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd

from strikemap.errors import MissingExtraError, ReportError
from strikemap.formats.limits import Limits
from strikemap.formats.source import Source
from strikemap.formats.stream import Wanted
from strikemap.formats.table import HeaderRule, clean_names
from strikemap.readers.parts import RawPart

T = TypeVar("T")


def is_cluster_frame(given: Any) -> bool:
    """Return whether something is a frame of Dask; nothing of Dask is imported to find out."""
    return hasattr(given, "__dask_graph__") and hasattr(given, "to_delayed")


@dataclass(frozen=True, eq=False)
class FrameParts:
    """The partitions of a frame of Dask; whoever runs Dask's tasks runs these.

    ``columns`` maps the frame's own names of the columns of use to clean ones; ``starts`` has how
    many rows are before each partition.
    """

    partitions: tuple[Any, ...]
    starts: tuple[int, ...]
    columns: dict[Any, str]
    limits: Limits
    n_rows: int

    def reduce(self, of: Callable[[RawPart], T], merge: Callable[[T, T], T]) -> T:
        """Return what ``of`` says of every partition, merged two by two."""
        from dask.delayed import delayed

        work, join = delayed(_itself)(of), delayed(_itself)(merge)
        told = delayed(_told)
        found = [
            told(work, part, start, self.columns, self.limits)
            for part, start in zip(self.partitions, self.starts, strict=True)
        ]
        while len(found) > 1:
            pairs = itertools.zip_longest(found[::2], found[1::2])
            found = [
                one if other is None else delayed(_join)(join, one, other) for one, other in pairs
            ]
        result: T = found[0].compute()
        return result


def _itself(work: T) -> T:
    return work


def _join(merge: Callable[[T, T], T], one: T, other: T) -> T:
    return merge(one, other)


def _told(
    of: Callable[[RawPart], T],
    partition: pd.DataFrame,
    start: int,
    columns: dict[Any, str],
    limits: Limits,
) -> T:
    """Return what is said of a partition."""
    source = Source("frame", Path("frame"), b"", "", limits, ReportError)
    geometry = crs = None
    frame = pd.DataFrame(partition)[list(columns)].reset_index(drop=True)
    frame.columns = pd.Index(list(columns.values()))
    if isinstance(partition, gpd.GeoDataFrame) and partition.active_geometry_name is not None:
        geometry = np.asarray(partition.geometry.array, dtype=object)
        crs = partition.crs
    rows = np.arange(start + 1, start + len(frame) + 1)
    return of(RawPart(source, start, rows, frame, "frame", geometry, crs))


def frame_parts(given: Any, *, header: HeaderRule, wanted: Wanted, limits: Limits) -> FrameParts:
    """Return the partitions of a frame of Dask, with the columns of use.

    Raises
    ------
    MissingExtraError
        Dask is not installed.
    ReportError
        ``TOO_LARGE`` or ``NO_ROWS``.
    """
    try:
        import dask  # noqa: F401
    except ImportError as problem:
        raise MissingExtraError("dask", "cluster", "count on a cluster") from problem

    source = Source("frame", Path("frame"), b"", "", limits, ReportError)
    meta = given._meta
    geometry = getattr(meta, "active_geometry_name", None)
    stated = [name for name in meta.columns if name != geometry]
    names = clean_names(source, list(map(str, stated)), header)
    used = set(wanted(names)[0])
    columns = {own: name for own, name in zip(stated, names, strict=True) if name in used}
    partitions = tuple(given.to_delayed())
    lengths = [int(n) for n in given.map_partitions(len).compute()]
    total = sum(lengths)
    if total > limits.rows:
        raise source.too_large("rows", total, "rows")
    if not total:
        raise source.fail("NO_ROWS", "holds no rows.")
    starts = tuple(itertools.accumulate(lengths, initial=0))[:-1]
    return FrameParts(partitions, starts, columns, limits, total)
