"""Ways to draw zones from towns, on towns held out by district and on published control polygons.

    python benchmarks/zones_from_places.py [--draws 50]

A district is a square of 0.75 degrees. All its towns are held out together, and each that has a
side and a source is given a side by the towns left, if one of them is within 45 km. The truth of
the towns is the lists themselves, that of the ground DeepState's polygon. Data beside the checkout
(``../shared/data``) is left out with a word where it is not there.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.spatial import cKDTree

import strikemap as sm
from strikemap.ground import basemap

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
DISTRICT = 0.75  # degrees
FAR = 45e3  # metres, as zones_from_places() has it
GRID = 5e3  # metres
ALIKE = {"Syrian Government": "government", "Opposition": "opposition", "HTS": "opposition"}

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Method = Callable[[Floats, Codes, Floats], Codes]


@dataclass
class Towns:
    """Places with a side, in metres, with their district and whether the list has a source."""

    name: str
    xy: Floats
    side: Codes
    district: Codes
    known: npt.NDArray[np.bool_]
    crs: str


def nearest(xy: Floats, side: Codes, to: Floats) -> Codes:
    return side[cKDTree(xy).query(to)[1]]


def kernel(km: float) -> Method:
    """The side with most weight, by a Gaussian of the distance."""

    def method(xy: Floats, side: Codes, to: Floats) -> Codes:
        far, near = cKDTree(xy).query(to, k=min(25, len(xy)))
        weight = np.exp(-((far / (km * 1e3)) ** 2) / 2) + 1e-12 / (1 + far)
        votes = np.stack(
            [(weight * (side[near] == code)).sum(axis=1) for code in range(side.max() + 1)]
        )
        return votes.argmax(axis=0)

    return method


def natural(xy: Floats, side: Codes, to: Floats) -> Codes:
    """The side with most of the ground that a place would take from its neighbours (Sibson).

    The ground is sampled by 64 spots around the place out to twice its nearest town.
    """
    tree = cKDTree(xy)
    turn = np.arange(64) * 2.399963
    spots = np.sqrt((np.arange(64) + 0.5) / 64)[:, None] * np.column_stack(
        (np.cos(turn), np.sin(turn))
    )
    reach = 2 * tree.query(to)[0][:, None, None]
    around = to[:, None, :] + reach * spots
    far, near = tree.query(around)
    taken = np.linalg.norm(reach * spots, axis=2) < far
    votes = np.stack([(taken & (side[near] == code)).sum(axis=1) for code in range(side.max() + 1)])
    return np.where(votes.any(axis=0), votes.argmax(axis=0), nearest(xy, side, to))


def drawn(draws: int) -> Method:
    """The side that most draws of the towns, with replacement, give by the nearest."""

    def method(xy: Floats, side: Codes, to: Floats) -> Codes:
        rng = np.random.default_rng(16)
        votes = np.zeros((side.max() + 1, len(to)))
        for _ in range(draws):
            rows = rng.integers(0, len(xy), len(xy))
            votes[nearest(xy[rows], side[rows], to), np.arange(len(to))] += 1
        return votes.argmax(axis=0)

    return method


def towns(name: str, table: pd.DataFrame, crs: str) -> Towns:
    """Return the rows of a table (lon, lat, side, known) that have a side."""
    table = table.dropna(subset=["lon", "lat", "side"]).drop_duplicates(["lon", "lat"])
    points = gpd.GeoSeries(gpd.points_from_xy(table.lon, table.lat), crs="EPSG:4326").to_crs(crs)
    squares = (table[["lon", "lat"]] // DISTRICT).apply(tuple, axis=1)
    codes = pd.factorize(table["side"], sort=True)[0]
    xy = shapely.get_coordinates(points)
    return Towns(name, xy, codes, pd.factorize(squares)[0], table["known"].to_numpy(bool), crs)


def lists() -> Iterator[Towns]:
    places = sm.load_dataset("syria_2017_places_control")
    places = places[places["as_of"].astype(str).str.startswith("2017-05-15")]
    frame = pd.DataFrame(
        {
            "lon": places.geometry.x if "geometry" in places else places["lon"],
            "lat": places.geometry.y if "geometry" in places else places["lat"],
            "side": places["controller"].where(
                ~places["controller"].str.contains("Mixed|ontested")
            ),
            "known": ~places["unverified"].astype(bool),
        }
    )
    yield towns("Syria, 15 May 2017 (the package's)", frame, "EPSG:32637")
    marks = SHARED / "syria-control-2017" / "syria_control_marks_sample_2017.csv"
    if not marks.exists():
        print("syria-control-2017 and ukraine-city-control are not beside the checkout: left out")
        return
    table = pd.read_csv(marks).rename(columns={"long": "lon"})
    table["side"] = table["side"].replace(ALIKE).where(~table["side"].isin(["mixed", "contested"]))
    yield towns("Syria, summer 2017 (Wikipedia marks)", table.assign(known=True), "EPSG:32637")
    yield ukraine()


def ukraine() -> Towns:
    table = pd.read_csv(SHARED / "ukraine-city-control" / "cities_latest_2024-08-17.csv")
    table = table.rename(columns={"Lon": "lon", "Lat": "lat", "Held by": "side"})
    table["side"] = table["side"].where(table["side"].isin(["Ukraine", "Russia"]))
    return towns("Ukraine, 17 August 2024 (Wikipedia)", table.assign(known=True), "EPSG:32636")


def held_out(of: Towns, method: Method) -> tuple[int, int]:
    """Return how many towns with a source are given the right side, and of how many."""
    right = n = 0
    for district in np.unique(of.district):
        out, rest = of.district == district, of.district != district
        asked = np.flatnonzero(out & of.known)
        if not len(asked):
            continue
        near = cKDTree(of.xy[rest]).query(of.xy[asked])[0] < FAR
        asked = asked[near]
        if len(asked):
            right += int((method(of.xy[rest], of.side[rest], of.xy[asked]) == of.side[asked]).sum())
            n += len(asked)
    return right, n


def ground(of: Towns) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Return spots of Ukraine within reach of a town, and which are Russian-held (DeepState)."""
    file = SHARED / "deepstate-ukraine" / "deepstatemap_data_20240901.geojson"
    russian = gpd.read_file(file).to_crs(of.crs).union_all()
    country = basemap.country("Ukraine")
    country = gpd.GeoSeries([country], crs="EPSG:4326").to_crs(of.crs).iloc[0]
    west, south, east, north = country.bounds
    xy = np.stack(np.meshgrid(np.arange(west, east, GRID), np.arange(south, north, GRID)), -1)
    xy = xy.reshape(-1, 2)
    xy = xy[shapely.contains_xy(country, *xy.T)]
    xy = xy[cKDTree(of.xy).query(xy)[0] < FAR]
    return xy, shapely.contains_xy(russian, *xy.T)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--draws", type=int, default=50)
    draws = parser.parse_args().draws
    methods: dict[str, Method] = {
        "nearest town (as drawn)": nearest,
        "natural neighbours": natural,
        "kernel, 10 km": kernel(10),
        "kernel, 20 km": kernel(20),
        f"most of {draws} draws": drawn(draws),
    }
    print("| towns held out by district |", " | ".join(methods), "|")
    print("|---|", "---|" * len(methods))
    listed = list(lists())
    for of in listed:
        scores = [held_out(of, method) for method in methods.values()]
        print(f"| {of.name} |", " | ".join(f"{a} of {n} ({a / n:.0%})" for a, n in scores), "|")
    if len(listed) == 3:
        of = listed[-1]
        xy, truth = ground(of)
        russian = 0  # of Russia, Ukraine
        cells = []
        for method in methods.values():
            said = method(of.xy, of.side, xy) == russian
            both = (said & truth).sum() / (said | truth).sum()
            cells.append(f"{(said == truth).mean():.1%}, overlap {both:.1%}")
        print("| ground of Ukraine, DeepState 1 September 2024 |", " | ".join(cells), "|")


if __name__ == "__main__":
    main()
