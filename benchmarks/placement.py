"""Compare dated point-in-zone placement with one spatial join per snapshot.

Usage: ``python benchmarks/placement.py [POINTS] [ZONES.parquet]``. Without a file of zones
(columns valid_from and geometry) it makes 12 zones with wiggly, common borders in each of 6
snapshots. Prints the CPU seconds of both, warm and in one process (median of 9, in turn), and fails
when the labels differ.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import strikemap as sm

WEST, SOUTH, EAST, NORTH = 35.7, 32.3, 42.4, 37.3
SNAPSHOTS = ["2015-09-30", "2016-03-01", "2016-12-22", "2017-05-04", "2017-11-01", "2018-07-01"]


def synthetic_zones(rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return 6 snapshots of 12 zones with 200 to 5,000 vertices and common borders."""
    rows = []
    for number, date in enumerate(SNAPSHOTS):
        taken = shapely.Polygon()
        for zone in range(12):
            blob = _blob(rng, int(rng.integers(200, 5000)))
            rows.append({"zone": f"Z{number}-{zone}", "valid_from": date})
            rows[-1]["geometry"] = shapely.make_valid(blob.difference(taken))
            taken = taken.union(blob)
    return gpd.GeoDataFrame(rows, crs="EPSG:4326")


def _blob(rng: np.random.Generator, vertices: int) -> shapely.Geometry:
    angle = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    waves = np.arange(2, 60)[:, None]
    phase, weight = rng.uniform(0, 2 * np.pi, (58, 1)), rng.uniform(0.03, 0.2, (58, 1))
    radius = np.clip(1 + (weight / waves**1.15 * np.sin(waves * angle + phase)).sum(0), 0.25, 2)
    x = rng.uniform(WEST, EAST) + rng.uniform(0.15, 1.3) * radius * np.cos(angle)
    y = rng.uniform(SOUTH, NORTH) + rng.uniform(0.1, 0.9) * radius * np.sin(angle)
    return shapely.make_valid(shapely.Polygon(np.c_[x, y]))


def synthetic_strikes(rng: np.random.Generator, n: int) -> gpd.GeoDataFrame:
    """Return strikes around 60 towns, dated from 2015 to 2018."""
    town = rng.integers(0, 60, n)
    lon = rng.uniform(WEST, EAST, 60)[town] + rng.normal(0, 0.06, n)
    lat = rng.uniform(SOUTH, NORTH, 60)[town] + rng.normal(0, 0.05, n)
    dates = pd.Timestamp(SNAPSHOTS[0]) + pd.to_timedelta(rng.integers(0, 1180, n), unit="D")
    points = gpd.points_from_xy(lon.round(5), lat.round(5), crs="EPSG:4326")
    return gpd.GeoDataFrame({"date_start": dates}, geometry=points)


def dated(zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the zones with the library's columns: each snapshot holds until the next."""
    starts = pd.to_datetime(zones["valid_from"])
    order = sorted(starts.unique())
    following = dict(zip(order, [*order[1:], pd.NaT], strict=True))
    names = [f"zone {i}" for i in range(len(zones))]
    stop = pd.to_datetime(starts.map(following))
    return zones.assign(zone=names, side=names, valid_from=starts, valid_to=stop, as_of=starts)


def join_per_snapshot(strikes: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> np.ndarray:
    """Return zone names by one geopandas.sjoin per snapshot, as a careful user writes it."""
    starts = np.sort(zones["valid_from"].unique())
    which = np.searchsorted(starts, strikes["date_start"].to_numpy(), side="right") - 1
    names = np.full(len(strikes), "no zone", dtype=object)
    for number, start in enumerate(starts):
        held = zones[zones["valid_from"] == start][["zone", "geometry"]]
        joined = gpd.sjoin(strikes[which == number], held, how="left", predicate="within")
        joined = joined[~joined.index.duplicated()]["zone"].dropna()
        names[joined.index] = joined.to_numpy()
    return names


def cpu(*works: Callable[[], object], rounds: int = 9) -> list[float]:
    """Return the median CPU seconds of warm calls, taken in turn."""
    spent: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for work, seconds in zip(works, spent, strict=True):
            start = time.process_time()
            work()
            seconds.append(time.process_time() - start)
    return [float(np.median(seconds)) for seconds in spent]


def main() -> int:
    """Time both and print the ratio."""
    n = int(float(sys.argv[1])) if len(sys.argv) > 1 else 100_000
    rng = np.random.default_rng(20170504)
    zones = gpd.read_parquet(sys.argv[2]) if len(sys.argv) > 2 else synthetic_zones(rng)
    zones, strikes = dated(zones), synthetic_strikes(rng, n)
    placed = sm.place_in_zones(strikes, zones, max_days=None)["zone"].to_numpy(object)
    joined = join_per_snapshot(strikes, zones)
    ours, theirs = cpu(
        lambda: sm.place_in_zones(strikes, zones, max_days=None),
        lambda: join_per_snapshot(strikes, zones),
    )
    print(f"{n} points, {len(zones)} zones: placement {ours:.3f} s, sjoin {theirs:.3f} s CPU")
    print(f"ratio {theirs / ours:.1f}, labels that differ: {int((placed != joined).sum())}")
    return int((placed != joined).any())


if __name__ == "__main__":
    raise SystemExit(main())
