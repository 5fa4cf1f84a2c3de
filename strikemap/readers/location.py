"""Reports without coordinates, located by the names of their places in a gazetteer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from strikemap import schema
from strikemap.errors import ReportError
from strikemap.ledger import Entry, entries_of, facts, record
from strikemap.readers.accounting import summary
from strikemap.readers.doubt import country_column, outside_country
from strikemap.readers.spelling import Names, close_key, name_key, split_place

_NAMES = ("spelling", "place", "name", "name_en", "name_ar", "city", "search_name_en")
#: Two entries of a gazetteer nearer than this (km) are one place.
SAME_KM = 5.0
#: How much better the best likeness has to be than that of another place.
MARGIN = 0.04


@dataclass(frozen=True)
class Match:
    """What a name was found to be: a row of the gazetteer, or the reason why none."""

    row: int
    score: float
    code: str = ""
    detail: str = ""


def locate(
    reports: gpd.GeoDataFrame,
    places: gpd.GeoDataFrame | pd.DataFrame,
    *,
    names: Sequence[str] | None = None,
    least: float = 0.9,
) -> gpd.GeoDataFrame:
    """Give reports without geometry the point of the place they name.

    Parameters
    ----------
    reports
        Reports with a column ``place`` (and ``admin1``, where known); those that have a
        geometry are left as they are. "IDLIB : Binnish" counts as Binnish in Idlib. Where a
        column names the country of a row, places outside it are not meant.
    places
        A gazetteer, such as ``load_dataset("syria_places")``: names, and geometry or columns
        ``lat`` and ``lon``; ``admin1`` settles names that occur more than once.
    names
        Columns of ``places`` that hold names; every known one when not given.
    least
        Likeness (0 to 1) from which another spelling is taken for the same name.

    Returns
    -------
    geopandas.GeoDataFrame
        The reports with a point, with ``located_as`` (the gazetteer's name) and
        ``location_score`` (1: the same name; below: likeness of the spellings; missing: had
        its own coordinates). Where no precision was stated it is "town". Reports whose place
        is unknown, or fits several places, are in the ledger (``PLACE_UNKNOWN``,
        ``PLACE_AMBIGUOUS``).

    Raises
    ------
    ReportError
        ``COLUMNS_MISSING``: no names or no points in ``places``.

    Examples
    --------
    >>> reports = gpd.GeoDataFrame({"id": ["a"], "place": ["Ar Raqqah"]}, geometry=[None], crs=4326)
    >>> places = pd.DataFrame({"name": ["Raqqa"], "lat": [35.95], "lon": [39.01]})
    >>> locate(reports, places)[["located_as", "location_score"]].values.tolist()
    [['Raqqa', 1.0]]
    """
    gazetteer = _Gazetteer(places, names)
    missing = np.flatnonzero((reports.geometry.isna() | reports.geometry.is_empty).to_numpy())
    stated = reports["place"].iloc[missing].fillna("").astype(str).tolist()
    admin = _texts(reports, "admin1", missing)
    land = _texts(reports, country_column(reports), missing)
    known: dict[tuple[str, str, str], Match] = {}
    found: dict[int, Match] = {}
    for at, *named in zip(missing, stated, admin, land, strict=True):
        place, area, country = key = tuple(named)
        if key not in known:
            known[key] = gazetteer.find(place, area, country, least)
        found[int(at)] = known[key]
    return _located(reports, gazetteer, found)


def _texts(reports: gpd.GeoDataFrame, column: str | None, rows: Any) -> list[str]:
    if column is None or column not in reports.columns:
        return [""] * len(rows)
    return [str(cell) for cell in reports[column].iloc[rows].astype(object).fillna("").tolist()]


class _Gazetteer:
    """Places by the keys of all their names."""

    def __init__(self, places: pd.DataFrame, names: Sequence[str] | None) -> None:
        self.points = _points(places)
        columns = [name for name in (names or _NAMES) if name in places.columns]
        if not columns:
            raise ReportError(
                "The gazetteer has no column of names. Pass names= with the columns that hold "
                f"them; it has: {', '.join(map(str, places.columns))[:200]}.",
                code="COLUMNS_MISSING",
                where="places",
            )
        main = "place" if "place" in places.columns else columns[0]
        self.main = places[main].astype(str).tolist()
        admin = (
            places["admin1"] if "admin1" in places.columns else pd.Series("", index=places.index)
        )
        self.admin = [name_key(str(cell)) for cell in admin.fillna("")]
        self.by_key: dict[str, list[int]] = {}
        self.close: dict[str, list[int]] = {}
        for column in columns:
            for row, name in enumerate(places[column].fillna("").astype(str)):
                for part in name.split(" --- ")[0].split(" - ")[:1]:
                    self.by_key.setdefault(name_key(part), []).append(row)
                    self.close.setdefault(close_key(part), []).append(row)
        self.by_key.pop("", None)
        self.names = Names(self.by_key)

    def find(self, text: str, admin1: str, country: str, least: float) -> Match:
        """Return the place that a name means."""
        place, before = split_place(text)
        key, area = name_key(place), name_key(before or admin1)
        if not key:
            return Match(-1, 0.0, "PLACE_UNKNOWN", "no place is named")
        if key in self.by_key:
            found = self._one(self._in(country, self.by_key[key]), area, 1.0, text)
            close = self.close.get(close_key(place), [])
            if found.code != "PLACE_AMBIGUOUS" or not close:
                return found
            return self._one(self._in(country, close), area, 1.0, text)
        alike = self.names.alike(key, least)
        if not alike:
            return Match(-1, 0.0, "PLACE_UNKNOWN", f"{text[:60]!r} is not in the gazetteer")
        best = max(alike.values())
        rows = [
            row
            for near, score in alike.items()
            if score > best - MARGIN
            for row in self.by_key[near]
        ]
        return self._one(self._in(country, rows), area, best, text)

    def _in(self, country: str, rows: list[int]) -> list[int]:
        """Return the rows that are not outside the country that a report names."""
        if not country:
            return rows
        away = outside_country(country, shapely.points(self.points[rows]))
        return [row for row, gone in zip(rows, away, strict=True) if not gone]

    def _one(self, rows: list[int], area: str, score: float, text: str) -> Match:
        """Return the one place that the rows stand for, with the governorate's help."""
        rows = [row for row in rows if np.isfinite(self.points[row]).all()]
        inside = [row for row in rows if area and self.admin[row] == area]
        candidates = inside or rows
        if not candidates:
            detail = f"{text[:60]!r} has no point in the gazetteer, or none in the row's country"
            return Match(-1, 0.0, "PLACE_UNKNOWN", detail)
        lon, lat = self.points[candidates[0]]
        off = [row for row in candidates if _km(self.points[row], (lon, lat)) > SAME_KM]
        if off:
            others = sorted({self.main[row] for row in (candidates[0], *off)})[:4]
            detail = f"{text[:60]!r} fits several places: {', '.join(others)}"
            return Match(-1, score, "PLACE_AMBIGUOUS", detail)
        return Match(candidates[0], score)


def _km(first: Any, second: Any) -> float:
    """Return a distance good enough to tell neighbouring places apart."""
    dx = (first[0] - second[0]) * np.cos(np.radians(second[1]))
    return float(111.2 * np.hypot(dx, first[1] - second[1]))


def _points(places: pd.DataFrame) -> Any:
    """Return (lon, lat) of every entry."""
    if isinstance(places, gpd.GeoDataFrame):
        lonlat = places.geometry.to_crs(schema.CRS) if places.crs else places.geometry
        middle = shapely.point_on_surface(lonlat.array)
        return np.column_stack([shapely.get_x(middle), shapely.get_y(middle)])
    columns = {str(name).strip().lower(): name for name in places.columns}
    lat = next((columns[name] for name in ("lat", "latitude") if name in columns), None)
    lon = next((columns[name] for name in ("lon", "lng", "longitude") if name in columns), None)
    if lat is None or lon is None:
        raise ReportError(
            "The gazetteer has neither geometry nor columns 'lat' and 'lon'.",
            code="COLUMNS_MISSING",
            where="places",
        )
    stated = [pd.to_numeric(places[name], errors="coerce") for name in (lon, lat)]
    return np.column_stack([column.to_numpy(dtype=float) for column in stated])


def _located(
    reports: gpd.GeoDataFrame, gazetteer: _Gazetteer, found: dict[int, Match]
) -> gpd.GeoDataFrame:
    """Return the reports with their new points, and the others in the ledger."""
    placed = {at: match for at, match in found.items() if match.row >= 0}
    geometry = np.asarray(reports.geometry.array, dtype=object).copy()
    named, scores = np.full(len(reports), None, dtype=object), np.full(len(reports), np.nan)
    for at, match in placed.items():
        geometry[at] = shapely.Point(*gazetteer.points[match.row])
        named[at], scores[at] = gazetteer.main[match.row], match.score
    stay = np.array([at in placed or at not in found for at in range(len(reports))], dtype=bool)
    made = reports.set_geometry(gpd.GeoSeries(geometry, index=reports.index, crs=schema.CRS))
    made["located_as"] = pd.array(named, dtype=schema.TEXT)
    made["location_score"] = scores
    _add_precision(made, list(placed))
    made = made[stay].reset_index(drop=True)
    made.attrs = dict(reports.attrs)
    entries = _entries(reports, found)
    record(made, entries, located=len(placed), kept=len(made))
    record(made, [], set_aside=summary(entries_of(made)))
    return made


def _add_precision(made: gpd.GeoDataFrame, rows: list[int]) -> None:
    """Call a located report known to a town, where nothing else was stated."""
    if "location_precision" not in made.columns or not rows:
        return
    chosen = np.zeros(len(made), dtype=bool)
    chosen[rows] = True
    chosen &= made["location_precision"].isna().to_numpy()
    made.loc[chosen, "location_precision"] = "town"
    if "radius_km" in made.columns:
        made.loc[chosen & made["radius_km"].isna(), "radius_km"] = schema.RADIUS_KM["town"]


def _entries(reports: gpd.GeoDataFrame, found: dict[int, Match]) -> list[Entry]:
    """Return ledger lines: unplaced rows set aside, inexact matches as changed."""
    file = str(facts(reports).get("file", "frame"))
    ids = reports["id"].astype(str).tolist() if "id" in reports.columns else [""] * len(reports)
    entries = []
    for at, match in found.items():
        if match.row < 0:
            code, action, detail = match.code, "set aside", match.detail
        elif match.score < 1:
            code, action = "PLACE_SPELLING", "changed"
            detail = f"{reports['place'].iloc[at]!r} was taken for a spelling ({match.score:.2f})"
        else:
            continue
        entries.append(
            Entry(file=file, row=at + 1, id=ids[at], code=code, action=action, detail=detail)  # type: ignore[typeddict-item]
        )
    return entries
