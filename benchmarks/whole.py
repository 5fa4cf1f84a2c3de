"""Measure the whole way, from file to file, stage by stage beside what a careful user would write.

Usage: ``python benchmarks/whole.py [--sizes 1e3 1e4 1e5] [--only WORD] [--rounds 3]``. Every
figure is the CPU seconds of a process of its own, ours and the peer's in turn (medians), with the
most memory it held; the exponent is that of the growth between the two largest sizes. Writes one
table in Markdown to standard output. Sizes of 1e6 need some minutes and 2 GB.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

Work = Callable[[], object]
EVENT = "2017-05-04"
WINDOWS = (("2015-09-30", EVENT), (EVENT, "2018-06-26"))


def write_inputs(folder: Path, n: int) -> None:
    """Write n reports as CSV, GeoParquet, GeoJSON, KML and XLSX, and 72 zones as GeoJSON."""
    import geopandas as gpd
    import pandas as pd
    from placement import synthetic_zones
    from readers import write_rows

    write_rows(folder / "reports.csv", n)
    zones = synthetic_zones(np.random.default_rng(4))
    sides = np.array(["opposition", "ISIS", "SDF", "government"])
    zones.assign(side=sides[np.arange(len(zones)) % 4]).to_file(folder / "zones.geojson")
    table = pd.read_csv(folder / "reports.csv")
    points = gpd.GeoDataFrame(
        table, geometry=gpd.points_from_xy(table["lon"], table["lat"]), crs="EPSG:4326"
    )
    points.to_parquet(folder / "reports.parquet")
    points.to_file(folder / "reports.geojson")
    if n <= 100_000:
        table.to_excel(folder / "reports.xlsx", index=False)
    if n <= 10_000:
        points.rename(columns={"id": "Name"}).to_file(folder / "reports.kml", driver="KML")


def _map(folder: Path) -> Any:
    import strikemap as sm

    reports = sm.read_reports(folder / "reports.csv")
    zones = sm.read_zones(folder / "zones.geojson")
    event, windows = sm.Event("deal", EVENT), sm.Windows(*WINDOWS)
    return sm.before_after(reports, event, windows=windows, zones=zones, max_days=None)


def _small_map() -> Any:
    import strikemap as sm

    strikes, zones = (sm.load_dataset(f"syria_2017_{name}") for name in ("strikes", "control"))
    where = {"attacker": "Russia"}
    return sm.before_after(strikes, sm.Event("deal", EVENT), zones=zones, where=where)


def bare(folder: Path, *, notebook: bool = False) -> Work:
    """Draw both windows with what every user has: pandas, geopandas and matplotlib."""

    def work() -> None:
        import geopandas as gpd
        import pandas as pd
        from matplotlib.figure import Figure
        from placement import dated, join_per_snapshot

        table = pd.read_csv(folder / "reports.csv", parse_dates=["date"])
        points = gpd.points_from_xy(table["lon"], table["lat"])
        strikes = gpd.GeoDataFrame(table, geometry=points, crs=4326)
        zones = dated(gpd.read_file(folder / "zones.geojson"))
        strikes["zone"] = join_per_snapshot(strikes.rename(columns={"date": "date_start"}), zones)
        after = strikes["date"] >= EVENT
        strikes.groupby([after, "zone"]).size()
        figure = Figure(figsize=(12, 6))
        for axes, rows, at in zip(figure.subplots(1, 2), (~after, after), (2, 3), strict=True):
            held = zones[zones["valid_from"] == np.sort(zones["valid_from"].unique())[at]]
            held.plot(ax=axes, column="zone")
            if notebook:
                strikes[rows].plot(ax=axes, markersize=3)
            else:
                axes.plot(table["lon"][rows], table["lat"][rows], ".", ms=2)
        figure.savefig(folder / "bare.png", dpi=150)

    return work


def saved(folder: Path, suffix: str) -> Work:
    return lambda: _map(folder).save(folder / f"map{suffix}")


def small(folder: Path, suffix: str) -> Work:
    if suffix == "repr":
        return lambda: _small_map()._repr_mimebundle_()
    return lambda: _small_map().save(folder / f"map{suffix}")


def page_alone(folder: Path) -> Work:
    made = _map(folder)
    return lambda: made.save(folder / "map.html")


def reading(folder: Path, suffix: str) -> Work:
    import strikemap as sm

    return lambda: sm.read_reports(folder / f"reports{suffix}")


def plain_reading(folder: Path, suffix: str) -> Work:
    import geopandas as gpd
    import pandas as pd
    from readers import plain

    path = folder / f"reports{suffix}"
    ways: dict[str, Work] = {
        ".csv": lambda: plain(path),
        ".xlsx": lambda: pd.read_excel(path),
        ".parquet": lambda: gpd.read_parquet(path),
    }
    return ways.get(suffix, lambda: gpd.read_file(path))


def _placed(folder: Path) -> tuple[Any, Any]:
    import strikemap as sm

    reports = sm.read_reports(folder / "reports.csv")
    radii = np.random.default_rng(1).choice([0.5, 2.0, 5.0, 15.0], len(reports))
    return reports.assign(radius_km=radii), sm.read_zones(folder / "zones.geojson")


def placing(folder: Path) -> Work:
    import strikemap as sm

    reports, zones = _placed(folder)
    rows = reports[["date_start", "geometry"]]
    return lambda: sm.place_in_zones(rows, zones, max_days=None)


def joining(folder: Path) -> Work:
    from placement import join_per_snapshot

    reports, zones = _placed(folder)
    rows = reports[["date_start", "geometry"]]
    return lambda: join_per_snapshot(rows, zones)


def counting(folder: Path, what: str) -> Work:
    import strikemap as sm

    reports, zones = _placed(folder)
    asked: dict[str, Any] = {"windows": sm.Windows(*WINDOWS), "zones": zones, "max_days": None}
    days = ["2016-03-01", "2016-09-01", "2016-12-22", EVENT, "2017-11-01"]
    alone: dict[str, Work] = {
        "compare": lambda: sm.compare(reports, EVENT, **asked),
        "probabilities": lambda: sm.zone_probabilities(reports, zones, max_days=None),
        "event study": lambda: sm.event_study(reports, days, by="source"),
    }
    if what in alone:
        return alone[what]
    compared = sm.compare(reports, EVENT, **asked)
    after: dict[str, Work] = {
        "sensitivity": lambda: sm.sensitivity(compared),
        "cross-K": lambda: sm.cross_k(compared),
        "spatial shift": lambda: sm.spatial_shift(compared),
    }
    return after[what]


def corroborating(folder: Path) -> Work:
    import pandas as pd
    from corroborate import DAYS, KM, generated

    import strikemap as sm

    n = sum(1 for _ in (folder / "reports.csv").open(encoding="utf-8")) - 1
    reports: pd.DataFrame = generated(n)
    return lambda: sm.corroborate(reports, distance_km=KM, days=DAYS)


@dataclass(frozen=True)
class Stage:
    """A row of the table: how to set our work and the peer's up, and what is aimed at.

    ``whole`` counts the process from its start; ``aim`` is against the peer unless it says s.
    """

    name: str
    ours: Callable[[Path], Work]
    peer: Callable[[Path], Work] | None = None
    aim: str = ""
    whole: bool = False
    sizes: tuple[int, ...] = ()


def _read(suffix: str, aim: str, most: int) -> Stage:
    return Stage(
        f"read {suffix[1:]}",
        lambda folder: reading(folder, suffix),
        lambda folder: plain_reading(folder, suffix),
        aim,
        sizes=tuple(10**k for k in range(3, 7) if 10**k <= most),
    )


def _count(what: str, aim: str) -> Stage:
    return Stage(what, lambda folder: counting(folder, what), aim=aim)


def _small(suffix: str, aim: str) -> Stage:
    return Stage(
        f"fresh process, 77 strikes → {suffix}",
        lambda folder: small(folder, suffix),
        bare if suffix == ".png" else None,
        aim,
        whole=True,
        sizes=(1000,),
    )


STAGES = (
    _small(".png", "≤ 1.5 ×"),
    _small(".html", "≤ 1.6 s"),
    _small("repr", ""),
    Stage("files → PNG", lambda f: saved(f, ".png"), bare, "≤ 1.5, 1.6, 2 ×", whole=True),
    Stage("files → PNG, peer geopandas.plot", lambda f: saved(f, ".png"),
          lambda f: bare(f, notebook=True), "", whole=True),
    Stage("save page", page_alone, aim="≤ 2.5 s at 1e5, ≤ 20 s at 1e6"),
    _read(".csv", "≤ 1.15 ×", 10**6),
    _read(".parquet", "≤ 1.3 ×", 10**6),
    _read(".geojson", "≤ 1.3 ×", 10**5),
    _read(".kml", "≤ 1.3 ×", 10**4),
    _read(".xlsx", "≤ 1.3 ×", 10**5),
    Stage("dated placement", placing, joining, "≤ 250 ns a point at 1e5"),
    _count("compare", "≤ .4 s at 1e5"),
    _count("sensitivity", "≤ 3 s at 1e5"),
    _count("probabilities", "≤ 6 s at 1e5"),
    _count("cross-K", "≤ 3 s at 1e5"),
    _count("event study", "≤ .5 s at 1e5"),
    _count("spatial shift", "≤ 1 s at 1e5"),
    Stage("corroborate", corroborating, aim="≤ 1.5 s at 1e5"),
)  # fmt: skip


def child(number: int, who: str, folder: str) -> None:
    """Do one piece of work in this process and print what it cost."""
    warnings.simplefilter("ignore")
    stage = STAGES[number]
    make = stage.ours if who == "ours" else stage.peer
    assert make is not None
    work = make(Path(folder))
    start = 0.0 if stage.whole else time.process_time()
    work()
    spent = time.process_time() - start
    print(json.dumps([spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))


def cost(number: int, who: str, folder: Path) -> tuple[float, float]:
    """Return CPU seconds and MB of a process of its own; NaN where it failed."""
    command = [sys.executable, __file__, "--child", str(number), who, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{STAGES[number].name}: {done.stderr[-300:]}", file=sys.stderr)
        return math.nan, math.nan
    seconds, memory = json.loads(done.stdout.splitlines()[-1])
    return seconds, memory


def measured(number: int, folder: Path, rounds: int) -> list[float]:
    """Return the medians of our seconds and MB, and of the peer's, taken in turn."""
    both = ["ours", "peer"] if STAGES[number].peer else ["ours"]
    costs = [[cost(number, who, folder) for who in both] for _ in range(rounds)]
    medians = [
        statistics.median(c) for who in zip(*costs, strict=True) for c in zip(*who, strict=True)
    ]
    return [*medians, math.nan, math.nan][:4]


def line(stage: Stage, n: int, found: list[float], before: tuple[int, float] | None) -> str:
    """Return a row of the table."""
    ours, mb, peer, peer_mb = found
    growth = ""
    if before is not None and before[1] > 0.05:
        growth = f"{math.log(ours / before[1]) / math.log(n / before[0]):.2f}"
    cells = [stage.name, f"{n:,}", f"{ours:.2f}", f"{mb:.0f}"]
    cells += ["", "", ""] if math.isnan(peer) else [
        f"{peer:.2f}", f"{peer_mb:.0f}", f"{ours / peer:.2f}"
    ]  # fmt: skip
    return f"| {' | '.join([*cells, growth, stage.aim])} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=float, nargs="+", default=[1e3, 1e4, 1e5])
    parser.add_argument("--only", default="")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        child(int(arguments.child[0]), *arguments.child[1:])
        return
    print("| stage | n | ours, s | MB | peer, s | MB | ratio | growth | aim |")
    print("|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as root:
        folders = {int(size): Path(root) / f"{size:.0f}" for size in arguments.sizes}
        for n, folder in folders.items():
            folder.mkdir()
            write_inputs(folder, n)
        for number, stage in enumerate(STAGES):
            before = None
            for n, folder in folders.items():
                if arguments.only not in stage.name or (stage.sizes and n not in stage.sizes):
                    continue
                found = measured(number, folder, arguments.rounds)
                print(line(stage, n, found, before), flush=True)
                before = (n, found[0])


if __name__ == "__main__":
    main()
