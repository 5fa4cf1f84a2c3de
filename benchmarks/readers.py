"""Measure reading 1e5 rows against pandas.read_csv(engine="c") plus building the points.

Run ``python benchmarks/readers.py [ROWS]``. Both sides run in one process in turn, warm, and
the medians of the CPU time are compared; the project's bound is a ratio of 1.3.
"""

from __future__ import annotations

import csv
import datetime as dt
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from strikemap.readers import read_reports

TOWNS = [
    *[("Aleppo", 36.20, 37.16), ("Idlib", 35.93, 36.63), ("Raqqa", 35.95, 39.01)],
    *[("Homs", 34.73, 36.71), ("Palmyra", 34.56, 38.28), ("Douma", 33.57, 36.40)],
]
TEXT = (
    "غارة جوية على بلدة {town} أدت إلى أضرار مادية / Raid near {town}, {n} munitions, as reported"
)


def write_rows(path: Path, rows: int) -> None:
    """Write a file of synthetic reports: ten columns, Arabic and English, about 280 bytes a row."""
    random = np.random.default_rng(20170504)
    town = random.integers(0, len(TOWNS), rows)
    day = random.integers(0, 1000, rows)
    spread = random.normal(0, 0.05, (rows, 2))
    first = dt.date(2015, 9, 30)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(
            [
                "id",
                "date",
                "lat",
                "lon",
                "actor",
                "target",
                "source",
                "source_url",
                "description",
                "geo_precision",
            ]
        )
        for at in range(rows):
            name, lat, lon = TOWNS[town[at]]
            writer.writerow(
                [
                    f"SY{at:08d}",
                    (first + dt.timedelta(days=int(day[at]))).isoformat(),
                    f"{lat + spread[at, 0]:.5f}",
                    f"{lon + spread[at, 1]:.5f}",
                    "Air Force",
                    "residential",
                    "Local coordination",
                    f"https://example.org/reports/{at:08d}",
                    TEXT.format(town=name, n=int(day[at]) % 30),
                    int(day[at]) % 4 + 1,
                ]
            )


def plain(path: Path) -> gpd.GeoDataFrame:
    """Read as pandas and geopandas do it, dates left as text, nothing checked."""
    table = pd.read_csv(path, engine="c")
    points = gpd.points_from_xy(table["lon"], table["lat"])
    return gpd.GeoDataFrame(table, geometry=points, crs="EPSG:4326")


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def main(rows: int, rounds: int = 9) -> float:
    """Print the two medians and return their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reports.csv"
        write_rows(path, rows)
        size = path.stat().st_size
        times: dict[str, list[float]] = {"pandas": [], "strikemap": []}
        for _ in range(rounds + 1):
            times["pandas"].append(seconds(lambda: plain(path)))
            times["strikemap"].append(seconds(lambda: read_reports(path)))
    medians = {name: statistics.median(values[1:]) for name, values in times.items()}
    ratio = medians["strikemap"] / medians["pandas"]
    print(f"{rows:,} rows, {size / 1e6:.1f} MB, {rounds} rounds, CPU seconds (median)")
    for name, value in medians.items():
        print(f"{name:>10} {value:.3f}")
    print(f"     ratio {ratio:.2f}")
    return ratio


if __name__ == "__main__":
    main(int(float(sys.argv[1])) if len(sys.argv) > 1 else 100_000)
