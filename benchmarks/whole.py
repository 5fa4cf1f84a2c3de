"""Measure the whole way, from file to file, stage by stage beside what a careful user would write.

Usage: ``python benchmarks/whole.py [--sizes 1e3 1e4 1e5 1e6] [--only WORD] [--rounds 1]``. Every
figure is the CPU seconds of a process of its own, ours and the peer's in turn (medians), with the
most memory it held. Wholes count the process from its start; parts follow on the same work at the
least size, so that imports are not counted. The exponent is that of the growth from the size
before. Writes one table in Markdown, in which a row that misses its aim says why, to standard
output and, where nothing is left out, into ``README.md`` beside this file. All takes about 15
minutes of CPU and 2 GB.
"""

from __future__ import annotations

import argparse
import compileall
import datetime as dt
import importlib.util
import json
import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

Work = Callable[[], object]
HERE = Path(__file__).resolve().parent
START, END = "<!-- whole: start -->", "<!-- whole: end -->"
SIZES = (10**3, 10**4, 10**5, 10**6)
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
    if n <= 100_000:
        points.to_file(folder / "reports.geojson")
        plain = {"options": {"strings_to_urls": False}}
        with pd.ExcelWriter(folder / "reports.xlsx", engine_kwargs=plain) as book:
            table.to_excel(book, index=False)
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
        ".xlsx": lambda: pd.read_excel(path, engine=_quickest()),
        ".parquet": lambda: gpd.read_parquet(path),
    }
    return ways.get(suffix, lambda: gpd.read_file(path))


def _quickest() -> Any:
    """Return the quickest engine for workbooks that is installed."""
    return "calamine" if importlib.util.find_spec("python_calamine") else None


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

    ``aims`` holds the most by size: times the peer's seconds, or seconds where ``seconds`` is
    true; ``why`` says what stands in the way of one that is missed. ``whole`` counts the process
    from its start.
    """

    name: str
    ours: Callable[[Path], Work]
    peer: Callable[[Path], Work] | None = None
    aims: Mapping[int, float] = field(default_factory=dict)
    why: str = ""
    seconds: bool = False
    whole: bool = False
    sizes: tuple[int, ...] = (10**4, 10**5)


def _read(suffix: str, aim: float, most: int, why: str) -> Stage:
    sizes = tuple(size for size in SIZES[1:] if size <= most)
    return Stage(
        f"read {suffix[1:]}",
        lambda folder: reading(folder, suffix),
        lambda folder: plain_reading(folder, suffix),
        dict.fromkeys((size for size in sizes if size >= min(most, 10**5)), aim),
        why,
        sizes=sizes,
    )


def _count(what: str, aim: float, why: str = "") -> Stage:
    return Stage(
        what, lambda folder: counting(folder, what), aims={10**5: aim}, why=why, seconds=True
    )


def _small(suffix: str, aim: float, why: str, *, peer: bool = False) -> Stage:
    return Stage(
        f"fresh process, 77 strikes → {suffix}",
        lambda folder: small(folder, suffix),
        bare if peer else None,
        {10**4: aim},
        why,
        seconds=not peer,
        whole=True,
        sizes=(10**4,),
    )


_IMPORTS = "scipy.special .3 and our own modules .4 s to import; words, ground and record the rest"
_FIGURE = (
    "words, ground, legend and record of a figure, which bare has not, are 2–3 s at any size; "
    "at 1e6 reading is a quarter, placing and framing a quarter, what is imported a tenth"
)
STAGES = (
    _small(".png", 1.5, _IMPORTS, peer=True),
    _small(".html", 1.6, "geopandas .8, scipy.special .3, our own modules .4 s to import"),
    _small("repr", math.inf, ""),
    Stage("files → PNG", lambda f: saved(f, ".png"), bare, {10**3: 1.5, 10**5: 1.6, 10**6: 2.0},
          _FIGURE, whole=True, sizes=SIZES),
    Stage("files → PNG, peer geopandas.plot", lambda f: saved(f, ".png"),
          lambda f: bare(f, notebook=True), whole=True),
    Stage("save page", page_alone, aims={10**5: 2.5, 10**6: 20.0}, seconds=True, sizes=SIZES[1:],
          why="ground and words 1 s at any size; deflating a tenth, texts of each strike a third"),
    _read(".csv", 1.15, 10**6, "knowing the frame again 20 %, hash of and look at the bytes 12 %, "
          "checks of ids and points 15 %; the parser itself 18 %"),
    _read(".parquet", 1.3, 10**6, "the reading itself 35 %, knowing the frame again 20 %, checks"),
    _read(".geojson", 1.3, 10**5, "keys that stand twice and nesting are looked for"),
    _read(".kml", 1.3, 10**4, "the tree is built in Python, so that a document type is refused"),
    _read(".xlsx", 1.3, 10**5, "hidden rows and dates are looked for beside the cells"),
    Stage("dated placement", placing, joining, {10**5: 0.025}, seconds=True, sizes=SIZES[1:],
          why="an index of 72 borders costs as much as the points"),
    _count("compare", 0.4, "radii that reach a front a third, looking for exchanged axes a third"),
    _count("sensitivity", 3.0, "each of its 35 comparisons looks at every row"),
    _count("probabilities", 6.0, "32 million pairs of a point and an edge near it"),
    _count("cross-K", 3.0),
    _count("event study", 0.5, "five comparisons, each a tenth of a second"),
    _count("spatial shift", 1.0, "two products of days × days for 2,000 orders"),
    Stage("corroborate", corroborating, aims={10**5: 1.5}, seconds=True,
          why="learning the weights a quarter, joining pairs a sixth, merging texts a third"),
)  # fmt: skip


def child(number: int, who: str, folder: str) -> None:
    """Do one piece of work in this process and print what it cost."""
    warnings.simplefilter("ignore")
    stage = STAGES[number]
    make = stage.ours if who == "ours" else stage.peer
    assert make is not None
    path = Path(folder)
    if not stage.whole:
        make(path.with_name(f"{SIZES[0]}"))()  # what is imported when first used
    work = make(path)
    start = 0.0 if stage.whole else time.process_time()
    work()
    spent = time.process_time() - start
    print(json.dumps([spent, _peak_mb()]))


def _peak_mb() -> float:
    """Return the most memory of this process; what a parent held before counts elsewhere."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def cost(number: int, who: str, folder: Path) -> tuple[float, float]:
    """Return CPU seconds and MB of a process of its own; NaN where it failed."""
    command = [sys.executable, __file__, "--child", str(number), who, str(folder)]
    package = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE.parent), *sys.path[1:]])}
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, timeout=900, env=package
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as problem:
        print(f"{STAGES[number].name}: {problem}: {str(problem.stderr)[-300:]}", file=sys.stderr)
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
    return f"| {' | '.join([*cells, growth, _judged(stage, n, ours, peer)])} |"


def _judged(stage: Stage, n: int, ours: float, peer: float) -> str:
    """Return the aim of a row, and whether it is met or why not."""
    aim = stage.aims.get(n, math.inf)
    if math.isinf(aim):
        return ""
    reached = ours if stage.seconds else ours / peer
    said = f"≤ {aim:g} {'s' if stage.seconds else '×'}"
    return f"{said}: met" if reached <= aim else f"{said}: missed; {stage.why}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=float, nargs="+", default=SIZES)
    parser.add_argument("--only", default="")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        child(int(arguments.child[0]), *arguments.child[1:])
        return
    # As after an installation: the peers' modules are compiled, ours shall be too.
    compileall.compile_dir(HERE.parent / "strikemap", quiet=1)
    table = [
        "| stage | n | ours, s | MB | peer, s | MB | ratio | growth | aim |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    print(*table, sep="\n", flush=True)
    with tempfile.TemporaryDirectory() as root:
        folders = {int(size): Path(root) / f"{size:.0f}" for size in arguments.sizes}
        for n, folder in {SIZES[0]: Path(root) / f"{SIZES[0]}", **folders}.items():
            folder.mkdir()
            write_inputs(folder, n)
        for number, stage in enumerate(STAGES):
            if arguments.only in stage.name:
                for row in rows(number, folders, arguments.rounds):
                    table.append(row)
                    print(row, flush=True)
    if not arguments.only and tuple(folders) == SIZES:
        keep(table, arguments.rounds)


def rows(number: int, folders: Mapping[int, Path], rounds: int) -> Iterator[str]:
    """Yield the rows of a stage, one for each of its sizes."""
    before = None
    for n, folder in folders.items():
        if n in STAGES[number].sizes:
            found = measured(number, folder, rounds)
            yield line(STAGES[number], n, found, before)
            before = (n, found[0])


def keep(table: list[str], rounds: int) -> None:
    """Put the table into the page of figures, with its day and the load of the machine."""
    page = HERE / "README.md"
    text = page.read_text(encoding="utf-8")
    head, _, rest = text.partition(START)
    load = os.getloadavg()[2] if hasattr(os, "getloadavg") else math.nan
    said = f"{dt.date.today()}, {rounds} round(s), {os.cpu_count()} cores, load {load:.0f}."
    body = "\n".join([START, said, "", *table, END])
    page.write_text(head + body + rest.partition(END)[2], encoding="utf-8")


if __name__ == "__main__":
    main()
