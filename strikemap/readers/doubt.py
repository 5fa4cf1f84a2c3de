"""Points to look at: exchanged axes, piles, outliers, those outside their country or province."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from strikemap import schema
from strikemap.errors import MapError
from strikemap.formats.names import forms
from strikemap.ground import countries
from strikemap.readers.exchanged import LEAST_ROWS, exchanged_rows
from strikemap.readers.spelling import name_key

_NAMES = ("admin1", "adm1_name", "adm1_en", "admin1name_en", "name", "name_en", "shapename")
#: A point is an outlier when it lies this many interquartile ranges outside the quartiles.
FAR = 6.0
#: How far outside a country, in degrees, a point is still taken to be in it.
NEAR = 0.1
#: No point nearer (degrees of latitude) to the others of its name is doubted for it.
_NEXT_DOOR = 1.5
_COUNTRY = frozenset(
    [
        *[
            "country",
            "country_name",
            "countryname",
            "nation",
            "admin0",
            "adm0",
            "adm0_name",
            "iso3",
        ],
        *["pays", "pais", "land", "страна", "країна", "ülke", "البلد", "الدولة"],
    ]
)


def doubtful_points(
    reports: gpd.GeoDataFrame, governorates: gpd.GeoDataFrame | None = None
) -> gpd.GeoDataFrame:
    """Return the points of reports that deserve a look.

    Parameters
    ----------
    reports
        Reports as read.
    governorates
        Polygons with names, to compare ``admin1`` with.

    Returns
    -------
    geopandas.GeoDataFrame
        ``row`` (position in ``reports``), ``id``, ``place``, ``reason`` and geometry.
    """
    reasons: Any = np.full(len(reports), None, dtype=object)
    if "precision_flag" in reports.columns:
        piled = (reports["precision_flag"] == "pile-up").fillna(False).to_numpy(dtype=bool)
        reasons[piled] = "pile-up"
    reasons[far_from_namesakes(reports)] = "far from the others of its admin1"
    reasons[_outliers(reports)] = "far from all others"
    if governorates is not None:
        reasons[admin1_conflicts(reports, governorates)] = "in another governorate than stated"
    reasons[country_conflicts(reports)] = "in another country than stated"
    turned = exchanged_rows(
        *(values.to_numpy() for values in (reports.geometry.x, reports.geometry.y))
    )
    reasons[turned] = "longitude and latitude exchanged?"
    rows = np.flatnonzero(reasons != None)  # noqa: E711
    rows = np.concatenate([turned, rows[~np.isin(rows, turned)]])
    found = reports.iloc[rows]
    return gpd.GeoDataFrame(
        {
            "row": rows,
            "id": found["id"].to_numpy(),
            "place": found["place"].astype(object).fillna("").to_numpy(),
            "reason": reasons[rows],
        },
        geometry=np.asarray(found.geometry.array, dtype=object),
        crs=schema.CRS,
    )


def _outliers(reports: gpd.GeoDataFrame) -> npt.NDArray[np.int64]:
    """Return rows whose point lies far outside the quartiles of all."""
    lon, lat = reports.geometry.x.to_numpy(), reports.geometry.y.to_numpy()
    if np.isfinite(lon).sum() < LEAST_ROWS:
        return np.array([], dtype=np.int64)
    far = np.zeros(len(reports), dtype=bool)
    for values in (lon, lat):
        low, high = np.nanquantile(values, [0.25, 0.75])
        reach = FAR * max(high - low, 0.1)
        far |= (values < low - reach) | (values > high + reach)
    return np.flatnonzero(far)


def admin1_conflicts(
    reports: gpd.GeoDataFrame, governorates: gpd.GeoDataFrame, *, name: str | None = None
) -> npt.NDArray[np.int64]:
    """Return the rows whose stated governorate is not the one their point falls in.

    Parameters
    ----------
    reports
        Reports with ``admin1``.
    governorates
        Polygons, in any CRS.
    name
        Their column of names; a usual one when not given.

    Returns
    -------
    array of int
        Positions in ``reports``; rows without a stated governorate, with a name that no polygon
        has, or outside all polygons are not judged.
    """
    columns = {str(column).lower(): column for column in governorates.columns}
    chosen = name or next((columns[known] for known in _NAMES if known in columns), None)
    if chosen is None or "admin1" not in reports.columns:
        return np.array([], dtype=np.int64)
    areas = governorates.to_crs(schema.CRS)
    keys = np.array([name_key(str(cell)) for cell in areas[chosen]], dtype=object)
    stated = _by_distinct(reports["admin1"])
    at, inside = areas.sindex.query(reports.geometry.array, predicate="intersects")
    agrees = np.zeros(len(reports), dtype=bool)
    judged = np.zeros(len(reports), dtype=bool)
    judged[at] = np.isin(stated[at].astype(str), keys.astype(str))
    agrees[at[stated[at] == keys[inside]]] = True
    return np.flatnonzero(judged & ~agrees)


def far_from_namesakes(reports: gpd.GeoDataFrame) -> npt.NDArray[np.int64]:
    """Return the rows whose point lies far from the middle of all that state their ``admin1``.

    Far is :data:`FAR` times as far as half of them lie, and :data:`_NEXT_DOOR` degrees at least;
    a name of fewer than :data:`LEAST_ROWS` rows is not judged.
    """
    if "admin1" not in reports.columns:
        return np.array([], dtype=np.int64)
    x, y = reports.geometry.x, reports.geometry.y
    names, _ = pd.factorize(reports["admin1"])
    east, north = (axis - axis.groupby(names).transform("median") for axis in (x, y))
    away = pd.Series(np.hypot(east * np.cos(np.radians(y)), north))
    by_name = away.groupby(names)
    usual = np.maximum(FAR * by_name.transform("median"), _NEXT_DOOR)
    many = by_name.transform("count").to_numpy() >= LEAST_ROWS
    return np.flatnonzero((away > usual).to_numpy() & many & (names >= 0))


def country_conflicts(reports: gpd.GeoDataFrame) -> npt.NDArray[np.int64]:
    """Return the rows whose point lies outside the country that a column of theirs names.

    A name that is no country's, and a point within :data:`NEAR` degrees of the country, are not
    judged: borders are drawn in many ways.
    """
    chosen = country_column(reports)
    if chosen is None:
        return np.array([], dtype=np.int64)
    codes, distinct = pd.factorize(reports[chosen].astype(object))
    points = np.asarray(reports.geometry.array, dtype=object)
    outside = np.zeros(len(points), dtype=bool)
    for code, name in enumerate(distinct):
        here = np.flatnonzero((codes == code) & ~shapely.is_missing(points))
        outside[here] = outside_country(str(name), points[here])
    return np.flatnonzero(outside)


def country_column(reports: pd.DataFrame) -> str | None:
    """Return the column in which the rows name their country, if there is one."""
    return next((name for name in reports.columns if _COUNTRY & set(forms(str(name)))), None)


def outside_country(name: str, points: Any) -> npt.NDArray[np.bool_]:
    """Return which points lie outside a country; none where the name is no country's."""
    try:
        area = countries.area(countries.official(name))
    except MapError:
        return np.zeros(len(points), dtype=bool)
    shapely.prepare(area)
    return np.asarray(~shapely.dwithin(points, area, NEAR), dtype=bool)


def _by_distinct(column: pd.Series[Any]) -> npt.NDArray[np.object_]:
    codes, distinct = pd.factorize(column)
    return np.array([*(name_key(str(value)) for value in distinct), ""], dtype=object)[codes]
