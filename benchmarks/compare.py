"""Time compare() at 100,000 strikes beside the bincount that any count needs."""

from __future__ import annotations

import time

import geopandas as gpd
import numpy as np
import pandas as pd

import strikemap as sm

N = 100_000


def table(n: int, seed: int = 1) -> gpd.GeoDataFrame:
    rng = np.random.default_rng(seed)
    day = np.datetime64("2017-01-01") + rng.integers(0, 365, n)
    extra = np.where(rng.random(n) < 0.05, rng.integers(1, 7, n), 0)
    attackers = np.array(["Russia", "Syrian government", "US-led coalition"])[rng.integers(0, 3, n)]
    frame = pd.DataFrame(
        {
            "id": np.arange(n).astype(str),
            "date_start": pd.Series(day.astype("datetime64[s]")),
            "date_end": pd.Series((day + extra).astype("datetime64[s]")),
            "attacker": attackers,
            "attackers_stated": [(name,) for name in attackers],
            "attackers_alternative": [()] * n,
            "region": np.array(list("abcdefgh"))[rng.integers(0, 8, n)],
        }
    )
    points = gpd.points_from_xy(rng.uniform(35.5, 42.5, n), rng.uniform(32, 37.5, n))
    return gpd.GeoDataFrame(frame, geometry=points, crs="EPSG:4326")


def best(call, repeats: int = 5) -> float:
    times = []
    for _ in range(repeats):
        start = time.process_time()
        call()
        times.append(time.process_time() - start)
    return min(times)


def main() -> None:
    strikes = table(N)
    group = pd.factorize(strikes["region"])[0]
    window = np.random.default_rng(0).integers(0, 2, N)
    floor = best(lambda: np.bincount(group * 2 + window, minlength=16))
    cases = {
        "no groups": {},
        "by region": {"by": "region"},
        "Russia by region": {"by": "region", "where": {"attacker": "Russia"}},
    }
    print(f"{N} rows; numpy bincount alone {floor * 1e3:.2f} ms CPU")
    for name, asked in cases.items():
        took = best(lambda asked=asked: sm.compare(strikes, "2017-05-04", windows=60, **asked))
        print(f"compare, {name}: {took * 1e3:.1f} ms CPU, {took / floor:.0f} × bincount")


if __name__ == "__main__":
    main()
