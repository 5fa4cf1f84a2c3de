"""From a raw table to the report table: every row kept, or set aside with its reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap import schema
from strikemap.formats.source import Source
from strikemap.formats.table import RawTable
from strikemap.readers.accounting import Accounting
from strikemap.readers.assembly import assemble
from strikemap.readers.checks import FLAGS, check_ids, clean_ids, count_repeats, precision_flags
from strikemap.readers.days import DateReading, read_days
from strikemap.readers.dialect import Dialect
from strikemap.readers.filling import actor_columns, harmonised_columns
from strikemap.readers.harmonise import no_text, spread_text
from strikemap.readers.header import Layout
from strikemap.readers.points import Area, Points, check_area, read_points


@dataclass(frozen=True, eq=False)
class Settings:
    """What the caller says about the rows."""

    crs: Any = None
    area: Area | None = None
    dates: DateReading = field(default_factory=DateReading)
    keep_unlocated: bool = False


def report_table(
    source: Source, table: RawTable, layout: Layout, settings: Settings
) -> tuple[gpd.GeoDataFrame, Accounting]:
    """Return the report table of a raw table, and what happened to each row.

    Parameters
    ----------
    source
        The file, for messages.
    table
        Its raw table.
    layout
        Which column is what.
    settings
        CRS, area and the reading of dates.
    """
    frame = table.frame
    ids, accounting = _ids(source, table, layout)
    points = read_points(source, table, layout, settings.crs, accounting)
    if settings.keep_unlocated:
        accounting.readmit("COORD_MISSING")
    check_area(source, points, settings.area, accounting)
    dates = read_days(source, frame, layout, settings.dates, accounting)
    columns = harmonised_columns(table, layout)
    columns |= actor_columns(table, layout)
    kept = accounting.kept()
    reports = assemble(table, layout, ids, points, dates, columns, kept)
    _add_flags(table, layout, reports, points, kept)
    return reports, accounting


def _ids(source: Source, table: RawTable, layout: Layout) -> tuple[Any, Accounting]:
    """Return the ids of the rows, their own or else their row numbers."""
    name = layout.roles.get("id")
    if name is None:
        ids = pd.array(table.rows.astype(str), dtype=schema.TEXT)
        accounting = Accounting(source.name, table.rows, ids)
        repeats = count_repeats(table.frame)
        if repeats:
            table.note(
                "REPEATED_ROWS",
                f"{repeats} rows repeat an earlier one in every column; without ids nobody can say "
                "whether they are one strike or several, so all are kept",
            )
        return ids, accounting
    ids, changed = clean_ids(table.frame[name])
    accounting = Accounting(source.name, table.rows, ids)
    accounting.changed(
        "ID_FORM", changed, "padding or invisible characters were left out of the id"
    )
    check_ids(table.frame, ids, name, accounting)
    return ids, accounting


def _add_flags(
    table: RawTable, layout: Layout, reports: gpd.GeoDataFrame, points: Points, kept: Any
) -> None:
    """Add ``precision_flag`` and say where many rows lie on one point."""
    if not len(reports):
        reports.insert(len(reports.columns) - 1, "precision_flag", no_text(0))
        return
    shown = Points(points.lon[kept], points.lat[kept])
    precision = reports["location_precision"].cat.codes.to_numpy()
    flags, piles = precision_flags(shown, precision, _decimals(table, layout, kept))
    reports.insert(len(reports.columns) - 1, "precision_flag", spread_text(FLAGS, flags))
    if piles:
        share = sum(pile[2] for pile in piles) / len(reports)
        lon, lat, count = piles[0]
        table.note(
            "CENTROID_PILE_UP",
            f"{len(piles)} points hold {share:.0%} of the rows; ({lat:.4f}, {lon:.4f}) alone holds "
            f"{count}: these look like centroids, not places of impact",
        )


def _decimals(table: RawTable, layout: Layout, kept: Any) -> npt.NDArray[np.int8] | None:
    """Return the decimals of the stated coordinates, when a precision is stated beside them."""
    if "location_precision" not in layout.roles or not {"lat", "lon"} <= layout.roles.keys():
        return None
    lat = pd.to_numeric(table.frame[layout.roles["lat"]], errors="coerce").to_numpy(dtype=float)[
        kept
    ]
    scaled = np.abs(lat * 1e5)
    fine = np.abs(scaled - np.round(scaled)) > 1e-4
    return np.where(fine, 6, 5).astype(np.int8)


def provenance(dialect: Dialect) -> dict[str, Any]:
    """Return what a dialect says about its publisher, for the frame's facts."""
    return {
        "dialect": dialect.name,
        "title": dialect.title,
        "licence": dialect.licence,
        "citation": dialect.citation,
        "redistribute": dialect.redistribute,
    }
