"""Features on their way into a frame: columns, geometry, problems and changes by row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry.base import BaseGeometry

from strikemap.formats.source import Source

Problem = tuple[str, str]


@dataclass(eq=False)
class Layer:
    """Features as they were read; rows count from 1.

    ``problems`` holds (code, what is wrong) of rows whose geometry could not be built;
    ``crs`` is what the file states or its format defines, ``None`` when neither does. ``table``
    holds the attributes where a reader has them as a frame, ``records`` where it has not.
    ``kept`` is what an earlier reading left in the file (ledger and facts).
    """

    crs: Any
    format: str
    layer: str = ""
    records: list[dict[str, Any]] = field(default_factory=list)
    geometries: list[BaseGeometry | None] = field(default_factory=list)
    problems: dict[int, Problem] = field(default_factory=dict)
    changed: dict[int, list[str]] = field(default_factory=dict)
    notes: list[dict[str, Any]] = field(default_factory=list)
    table: pd.DataFrame | None = None
    kept: dict[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.geometries)

    def add(
        self,
        record: dict[str, Any],
        geometry: BaseGeometry | None,
        problem: Problem | None = None,
        changed: set[str] | None = None,
    ) -> None:
        """Append one feature."""
        self.records.append(record)
        self.geometries.append(geometry)
        row = len(self.records)
        if problem is not None:
            self.problems[row] = problem
        if changed:
            self.changed[row] = sorted(changed)

    def note(self, code: str, detail: str) -> None:
        """Keep a remark about the whole file."""
        self.notes.append({"code": code, "detail": detail})

    def frame(self, source: Source) -> gpd.GeoDataFrame:
        """Return the features as a frame without a CRS, index from 0.

        Raises
        ------
        StrikemapError
            ``TOO_LARGE``: more attributes than are read, each of which takes room in every row.
        """
        table = self.table
        if table is None:
            names = set().union(*self.records)
            if len(names) > source.limits.columns:
                raise source.too_large("columns", len(names), "columns")
            table = pd.DataFrame(self.records, index=range(len(self.records)))
        if "geometry" in table.columns:
            table = table.rename(columns={"geometry": "geometry_text"})
        geometry = np.array([*self.geometries, None], dtype=object)[:-1]
        return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(geometry, index=table.index))
