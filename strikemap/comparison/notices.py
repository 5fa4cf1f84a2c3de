"""What should be looked at twice about counted rows; nothing is dropped or merged for it."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from strikemap.arguments import user_line
from strikemap.comparison.names import LISTED, counts_of_names, listed, names_alike, names_left_out
from strikemap.comparison.result import Comparison, NotHeld
from strikemap.errors import MapWarning
from strikemap.placement.by_day import place_in_zones
from strikemap.plane import degrees
from strikemap.readers.checks import rows_that_repeat
from strikemap.readers.text_bytes import all_differ
from strikemap.words.phrases import unit_name
from strikemap.zones.areas import NO_ZONE

Rows = npt.NDArray[np.intp]


def warn_of_comparison(comparison: Comparison) -> None:
    """Warn of what should be looked at twice in a comparison."""
    held = comparison.held
    if isinstance(held.series, NotHeld):
        return
    mapped = (held.series["window"] >= 0).to_numpy()
    rows, placed = held.series["row"].to_numpy(), held.placed
    in_zone = None if placed is None else (placed["zone"] != NO_ZONE).to_numpy()[mapped]
    warn_of_rows(
        held.source,
        rows[mapped],
        zones=comparison.zones,
        in_zone=in_zone,
        names=[] if comparison.by in ("zone", "zone_side", "all") else comparison.groups,
        by=comparison.by,
        where=comparison.where,
        unit=comparison.unit,
        stated=comparison.stated,
    )


def warn_of_rows(
    strikes: gpd.GeoDataFrame,
    mapped: Rows,
    *,
    zones: gpd.GeoDataFrame | None,
    in_zone: npt.NDArray[np.bool_] | None,
    names: Iterable[str],
    by: str,
    where: Mapping[str, Any] | None,
    unit: str,
    stated: Mapping[str, Mapping[str, int]] | None = None,
) -> None:
    """Warn of repeated rows, of zones that hold no strike, and of names that are alike.

    Parameters
    ----------
    strikes
        The caller's table.
    mapped
        Positions of the rows on the maps.
    zones, in_zone
        The zones, and which mapped rows lie in one.
    names, by
        The groups of the table, and the column that they come from.
    where
        The selection, as a dictionary.
    unit
        What one row is.
    stated
        The rows that state each text of a column of the selection, where the table is only a part.
    """
    texts = stated if stated is not None else dict.fromkeys(where or {})
    notes = [
        _repeated(strikes, mapped),
        None if zones is None else _outside(strikes.iloc[mapped], zones, in_zone, unit),
        names_alike(names, by),
        *(
            names_left_out(known or counts_of_names(strikes, column), column, wanted)
            for column, wanted in (where or {}).items()
            for known in [texts.get(column)]
        ),
    ]
    for note in notes:
        if note is not None:
            warn(note)


def warn(message: str) -> None:
    """Give a :class:`~strikemap.MapWarning` that points at the line which called the library."""
    warnings.warn(message, MapWarning, stacklevel=user_line())


def _repeated(strikes: gpd.GeoDataFrame, mapped: Rows) -> str | None:
    """Return words on rows that are counted twice: by their id or, without ids, as a whole."""
    if "id" not in strikes.columns:
        return _equal_rows(strikes, mapped)
    ids = strikes["id"].iloc[mapped]
    if all_differ(ids):
        return None
    twice = (ids.duplicated(keep=False) & ids.notna()).to_numpy()
    if not twice.any():
        return None
    rows = strikes.iloc[mapped[twice]]
    different = int(rows["id"].nunique())
    equal = len(_texts(rows).drop_duplicates()) == different
    said = (
        "They are equal in every column: keep one of each with strikes.drop_duplicates('id')."
        if equal
        else "They do not say the same: find out which row holds, or give different strikes "
        "different ids."
    )
    of = "one id" if different == 1 else f"{different} ids"
    return (
        f"{len(rows)} rows on the maps share {of} ({listed(ids[twice].unique())}; "
        f"{_numbers(mapped[twice])}), and each is counted. {said}"
    )


def _equal_rows(strikes: gpd.GeoDataFrame, mapped: Rows) -> str | None:
    again = mapped[_repeats(strikes.iloc[mapped])]
    if not len(again):
        return None
    repeat = "repeats" if len(again) == 1 else "repeat"
    return (
        f"{len(again)} of the rows on the maps {repeat} an earlier one in every column "
        f"({_numbers(again)}), and each is counted. Without a column 'id' nobody "
        "can say whether these are one strike or several: give the table ids, or pass "
        "strikes.drop_duplicates()."
    )


def _repeats(rows: gpd.GeoDataFrame) -> Rows:
    """Return the positions of rows that are equal to an earlier one in every column."""
    columns = [name for name in rows.columns if name != rows.active_geometry_name]
    points = rows.geometry
    return rows_that_repeat([points.x, points.y, *(rows[name] for name in columns)])


def _texts(rows: gpd.GeoDataFrame) -> pd.DataFrame:
    return pd.DataFrame({str(name): rows[name].astype(str).to_numpy() for name in rows.columns})


def _outside(
    rows: gpd.GeoDataFrame,
    zones: gpd.GeoDataFrame,
    in_zone: npt.NDArray[np.bool_] | None,
    unit: str,
) -> str | None:
    """Return words on strikes of which none, or more when turned round, lies in a zone."""
    held = 0 if in_zone is None else int(in_zone.sum())
    if not len(rows) or 2 * held >= len(rows):
        return None
    turned = _held_when_turned(rows, zones, max(held, len(rows) // 2))
    swapped = turned > 0
    if held and not swapped:
        return None
    what = f"{len(rows)} {unit_name(unit, len(rows))} on the maps"
    places = f"They lie in {_box(rows)}, the zones in {_box(zones)}."
    if swapped:
        return (
            f"{held or 'None'} of {what} {'lies' if held < 2 else 'lie'} in a zone, and {turned} "
            f"would with longitude and latitude exchanged: the axes look swapped. {places} If "
            "they are, read them again with columns={'lat': ..., 'lon': ...}, or build the points "
            "with x the longitude and y the latitude."
        )
    return (
        f"None of {what} lies in a zone. {places} Check that both are of one country, and that "
        "their coordinates are in the reference system they state."
    )


def _held_when_turned(rows: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, least: int) -> int:
    """Return how many strikes would lie in a zone with longitude and latitude exchanged.

    0 where these are no more than the ``least``.
    """
    x, y = degrees(rows.geometry)
    west, south, east, north = zones.total_bounds
    possible = (y >= west) & (y <= east) & (x >= max(south, -90)) & (x <= min(north, 90))
    if possible.sum() <= least:
        return 0
    turned = gpd.GeoDataFrame(
        {"date_start": rows["date_start"].to_numpy()[possible]},
        geometry=gpd.points_from_xy(y[possible], x[possible]),
        crs="EPSG:4326",
    )
    held = int((place_in_zones(turned, zones, max_days=None)["zone"] != NO_ZONE).sum())
    return held if held > least else 0


def _box(frame: gpd.GeoDataFrame) -> str:
    """Return the bounds of a frame in words.

    Examples
    --------
    >>> _box(gpd.GeoDataFrame(geometry=gpd.points_from_xy([36.5, 40.0], [-1.25, 37.0])))
    '36.5° to 40° E, 1.25° S to 37° N'
    """
    west, south, east, north = frame.total_bounds
    return f"{_span(west, east, 'W', 'E')}, {_span(south, north, 'S', 'N')}"


def _span(low: float, high: float, minus: str, plus: str) -> str:
    ends = [(f"{abs(value):.2f}".rstrip("0").rstrip("."), value < 0) for value in (low, high)]
    (a, first), (b, last) = ends
    if first == last:
        a, b = (b, a) if first else (a, b)
        return f"{a}° to {b}° {minus if first else plus}"
    return f"{a}° {minus} to {b}° {plus}"


def _numbers(rows: Rows) -> str:
    shown = ", ".join(str(row + 1) for row in rows[:LISTED])
    more = f" and {len(rows) - LISTED} more" if len(rows) > LISTED else ""
    return f"row{'' if len(rows) == 1 else 's'} {shown}{more} of the table"
