"""A table of reports as plain arrays, in the order of the ids, so that row order cannot matter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from strikemap import schema
from strikemap.arrays import Bools, Floats, Ints
from strikemap.errors import ReportError

#: Mean radius of the Earth in km (IUGG).
EARTH_KM: Final = 6371.0088

#: Stands for a day that is not known.
MISSING_DAY: Final = int(np.iinfo(np.int64).min)

#: Words that name nobody; they count as not stated.
NOBODY: Final = frozenset({"", "unidentified", "unknown", "not stated", "nan", "none"})

_LONGITUDES: Final = ("lon", "longitude")
_LATITUDES: Final = ("lat", "latitude")


@dataclass(frozen=True, eq=False, slots=True)
class Rows:
    """What linking needs of each report.

    ``position`` is the row in the caller's frame. Days count from 1970-01-01, both inclusive.
    ``radius_km`` is the 90 % circle, 0 where neither a radius nor a precision is stated, and
    ``precision`` the place in :data:`strikemap.schema.LOCATION_PRECISION` (its length: not
    stated). ``source`` codes the publisher as written, -1 where none is stated. ``usable`` rows
    have a point and dates; the others are strikes of their own.
    """

    position: Ints
    ids: npt.NDArray[Any]
    lon: Floats
    lat: Floats
    day_start: Ints
    day_end: Ints
    radius_km: Floats
    precision: Ints
    source: Ints
    usable: Bools

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def length(self) -> Ints:
        """Days that each report's range of dates covers."""
        return self.day_end - self.day_start + 1


def rows_of(reports: pd.DataFrame) -> Rows:
    """Take what linking needs out of a table of reports.

    Raises
    ------
    ReportError
        ``COLUMNS_MISSING`` without ids, points or dates; ``DUP_ID_CONFLICT`` for an id that
        two rows carry; ``DATE_INVALID`` for a range that ends before it starts.
    """
    ids = _ids(reports)
    order = np.argsort(ids, kind="stable")
    _check_unique(ids[order])
    lon, lat = _points(reports)
    start, end = _days(reports)
    usable = np.isfinite(lon) & np.isfinite(lat) & (start > MISSING_DAY) & (end > MISSING_DAY)
    if np.any(usable & (end < start)):
        row = int(np.flatnonzero(usable & (end < start))[0])
        raise ReportError(
            f"Report {ids[row]} ends before it starts. Correct date_start or date_end.",
            code="DATE_INVALID",
            where=str(ids[row]),
        )
    precision = _precision(reports)
    return Rows(
        position=order.astype(np.int64),
        ids=ids[order],
        lon=lon[order],
        lat=lat[order],
        day_start=start[order],
        day_end=end[order],
        radius_km=_radius(reports, precision)[order],
        precision=precision[order],
        source=codes(reports, "source")[order],
        usable=usable[order],
    )


def codes(reports: pd.DataFrame, column: str) -> Ints:
    """Return a column of texts as codes: equal but for case and padding, -1 where not stated."""
    if column not in reports.columns:
        return np.full(len(reports), -1, dtype=np.int64)
    stated, names = pd.factorize(reports[column])
    plain = pd.Series([_plain(name) for name in names], dtype="object")
    merged, _ = pd.factorize(plain.mask(plain.isin(NOBODY), None), sort=True)
    return np.where(stated < 0, -1, np.append(merged, -1)[stated]).astype(np.int64)


def names(reports: pd.DataFrame, column: str) -> list[str]:
    """Return what the codes of a column stand for, in their order."""
    if column not in reports.columns:
        return []
    plain = {_plain(name) for name in reports[column].dropna().unique()}
    return sorted(plain - NOBODY)


def numbers(reports: pd.DataFrame, column: str) -> Floats:
    """Return a column as floats, NaN where not stated."""
    if column not in reports.columns:
        return np.full(len(reports), np.nan)
    return pd.to_numeric(reports[column], errors="coerce").to_numpy(dtype=float, na_value=np.nan)


def kilometres(rows: Rows, first: Ints, second: Ints) -> Floats:
    """Return the great-circle distances between pairs of rows in km (haversine, mean radius)."""
    return great_circle(rows.lon[first], rows.lat[first], rows.lon[second], rows.lat[second])


def great_circle(
    lon_a: Floats, lat_a: Floats, lon_b: Floats, lat_b: Floats, *, earth_km: float = EARTH_KM
) -> Floats:
    """Return great-circle distances in km by the haversine formula; degrees in."""
    phi_a, phi_b = np.radians(lat_a), np.radians(lat_b)
    dx = np.sin(np.radians(lon_a - lon_b) / 2)
    dy = np.sin((phi_a - phi_b) / 2)
    root = np.sqrt(dy * dy + np.cos(phi_a) * np.cos(phi_b) * dx * dx)
    return np.asarray(2 * earth_km * np.arcsin(np.minimum(root, 1.0)))


def on_sphere(lon: Floats, lat: Floats, *, earth_km: float = EARTH_KM) -> Floats:
    """Return points in km from the Earth's centre, shape (n, 3); chords stand in for arcs."""
    lam, phi = np.radians(lon), np.radians(lat)
    unit = np.column_stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])
    return np.asarray(earth_km * unit)


def new_runs(ordered: Ints) -> Bools:
    """Return where a run of equal values starts in an ordered array."""
    starts = np.ones(len(ordered), dtype=bool)
    starts[1:] = ordered[1:] != ordered[:-1]
    return starts


def day_gaps(rows: Rows, first: Ints, second: Ints) -> Ints:
    """Return the days between two ranges of dates: 0 where they share a day."""
    apart = np.maximum(
        rows.day_start[first] - rows.day_end[second], rows.day_start[second] - rows.day_end[first]
    )
    return np.asarray(np.maximum(apart, 0))


def _plain(value: Any) -> str:
    return " ".join(str(value).split()).casefold()


def _ids(reports: pd.DataFrame) -> npt.NDArray[Any]:
    if "id" not in reports.columns:
        raise _missing("id", reports)
    ids = reports["id"]
    if ids.isna().any():
        raise ReportError(
            f"{int(ids.isna().sum())} reports have no id. Give every report one: decisions and "
            "report_ids refer to it.",
            code="ID_MISSING",
            where="id",
        )
    return ids.to_numpy(dtype=object).astype("U") if len(ids) else np.array([], dtype="U1")


def _check_unique(ids: npt.NDArray[Any]) -> None:
    """Refuse an id that two rows carry; ``ids`` are sorted."""
    twice = ids[1:][ids[1:] == ids[:-1]]
    if len(twice):
        raise ReportError(
            f"Two reports have the id {twice[0]}. Give every report an id of its own.",
            code="DUP_ID_CONFLICT",
            where=str(twice[0]),
        )


def _points(reports: pd.DataFrame) -> tuple[Floats, Floats]:
    if isinstance(reports, gpd.GeoDataFrame) and reports.active_geometry_name is not None:
        geometry = reports.geometry
        if geometry.crs is not None and geometry.crs != schema.CRS:
            geometry = geometry.to_crs(schema.CRS)
        _check_points(geometry)
        return geometry.x.to_numpy(dtype=float), geometry.y.to_numpy(dtype=float)
    columns = {str(name).lower(): name for name in reports.columns}
    lon = next((columns[name] for name in _LONGITUDES if name in columns), None)
    lat = next((columns[name] for name in _LATITUDES if name in columns), None)
    if lon is None or lat is None:
        raise _missing("geometry", reports)
    return numbers(reports, str(lon)), numbers(reports, str(lat))


def _check_points(geometry: gpd.GeoSeries) -> None:
    kinds = set(geometry[shapely.get_type_id(geometry.to_numpy()) > 0].geom_type)
    if kinds:
        raise ReportError(
            f"The reports hold geometries that are no points: {', '.join(sorted(kinds))}. Give "
            "each report a point, and say in radius_km how well it is known.",
            code="NOT_POINT",
            where="geometry",
        )


def _days(reports: pd.DataFrame) -> tuple[Ints, Ints]:
    name = next((name for name in ("date_start", "date") if name in reports.columns), None)
    if name is None:
        raise _missing("date_start", reports)
    start = _day_numbers(reports[name])
    if "date_end" not in reports.columns:
        return start, start
    end = _day_numbers(reports["date_end"])
    return start, np.where(end == MISSING_DAY, start, end)


def _day_numbers(dates: pd.Series[Any]) -> Ints:
    if not pd.api.types.is_datetime64_dtype(dates):
        raise ReportError(
            f"Column {dates.name!r} holds {dates.dtype}, not naive dates. Read the table with "
            "read_reports(), or convert it with pandas.to_datetime() to local calendar dates.",
            code="DATE_TYPE",
            where=str(dates.name),
        )
    return dates.to_numpy().astype("datetime64[D]").astype(np.int64)


def _precision(reports: pd.DataFrame) -> Ints:
    unknown = len(schema.LOCATION_PRECISION)
    if "location_precision" not in reports.columns:
        return np.full(len(reports), unknown, dtype=np.int64)
    texts = reports["location_precision"].astype("object")
    texts = texts.where(texts.isin(schema.LOCATION_PRECISION), None)
    found = schema.precision_values(texts).codes.astype(np.int64)
    return np.where(found < 0, unknown, found)


def _radius(reports: pd.DataFrame, precision: Ints) -> Floats:
    assumed = np.array([schema.RADIUS_KM[key] for key in schema.LOCATION_PRECISION] + [0.0])
    stated = numbers(reports, "radius_km")
    return np.where(np.isfinite(stated), stated, assumed[precision])


def _missing(column: str, reports: pd.DataFrame) -> ReportError:
    return ReportError(
        f"The reports have no column {column!r}. They have: "
        f"{', '.join(map(str, reports.columns))}. Read the table with read_reports(), or rename "
        "a column.",
        code="COLUMNS_MISSING",
        where=column,
    )
