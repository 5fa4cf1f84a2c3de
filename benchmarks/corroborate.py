"""Measure corroboration on synthetic reports whose true strikes are known.

The reports come from the seeded generator ``../shared/bench/gen_reports.py``, beside the
checkout, which is used as it is. For each number of reports this prints pairwise precision,
recall and F1 at 5 km and 1 day, for joining by distance, by odds with learned parameters and
by odds with the generator's own parameters; the CPU time and the memory of a process of its
own; and what kinds of pairs the errors are.

Run from the checkout: ``python benchmarks/corroborate.py [--sizes 1000 10000 100000]``.
"""

from __future__ import annotations

import argparse
import importlib.util
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

import strikemap as sm
from strikemap.corroboration.agglomeration import Limits, agglomerate
from strikemap.corroboration.candidates import candidate_pairs
from strikemap.corroboration.fields import fields_of
from strikemap.corroboration.likelihood import judge
from strikemap.corroboration.model import Model
from strikemap.corroboration.rows import day_gaps, kilometres, rows_of

GENERATOR = Path(__file__).resolve().parents[2] / "shared" / "bench" / "gen_reports.py"
SIZES = (1_000, 10_000, 100_000)
KM, DAYS = 5.0, 1
GOALS = {1_000: 0.97, 10_000: 0.955, 100_000: 0.83}

#: The generator's own parameters: errors per source, shares of reports a day off, and types
#: that two reports of one strike share for a reason. 1.5 reports stand for each strike.
ERRORS_KM, DELAYED, SAME_TYPE, COUPLING = (0.5, 1.0, 1.5), (0.15, 0.25, 0.3), 0.9**2, 1.5

RUNS = {
    "closest, windows": {"method": "closest", "guard": "windows"},
    "closest, sources": {"method": "closest", "guard": "sources"},
    "likelihood, windows": {"method": "likelihood", "guard": "windows"},
    "likelihood, sources": {"method": "likelihood", "guard": "sources"},
}


def generated(size: int) -> gpd.GeoDataFrame:
    """Return the generator's reports as a table of reports."""
    spec = importlib.util.spec_from_file_location("gen_reports", GENERATOR)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made = module.gen(size)
    points = gpd.points_from_xy(made["longitude"], made["latitude"])
    columns = {
        "id": made["source"] + "-" + made["event"].astype(str),
        "source": made["source"],
        "date_start": made["date"],
        "date_end": made["date"],
        "type_tax": made["type_tax"],
        "true_id": made["true_id"],
    }
    return gpd.GeoDataFrame(columns, geometry=points, crs="EPSG:4326")


def strike_of(reports: gpd.GeoDataFrame, strikes: gpd.GeoDataFrame) -> np.ndarray:
    """Return the number of each report's strike."""
    number = {one: n for n, group in enumerate(strikes["report_ids"]) for one in group}
    return reports["id"].map(number).to_numpy()


def score(found: np.ndarray, true: np.ndarray) -> tuple[float, float, float]:
    """Return pairwise F1, precision and recall."""

    def pairs(codes: np.ndarray) -> int:
        counts = np.unique(codes, return_counts=True)[1].astype(np.int64)
        return int((counts * (counts - 1) // 2).sum())

    both = pairs(found.astype(np.int64) * (int(true.max()) + 1) + true)
    precision, recall = both / max(pairs(found), 1), both / pairs(true)
    return 2 * both / (pairs(found) + pairs(true)), precision, recall


def with_known_parameters(reports: gpd.GeoDataFrame, guard: str) -> np.ndarray:
    """Join by odds that the generator's own parameters give, in place of learned ones."""
    rows = rows_of(reports)
    pairs = candidate_pairs(rows, distance_km=KM, days=DAYS)
    fields = fields_of(reports, rows.position, agree=["type_tax"])
    one_day = np.mean(
        [a * (1 - b) + b * (1 - a) for n, a in enumerate(DELAYED) for b in DELAYED[n + 1 :]]
    )
    same_day = np.mean(
        [(1 - a) * (1 - b) + a * b / 2 for n, a in enumerate(DELAYED) for b in DELAYED[n + 1 :]]
    )
    model = Model(
        error_km=np.array([*ERRORS_KM, 1.0]),
        day_shares=np.array([[same_day, one_day], [1.0, 1e-9]]),
        agreement={"type_tax": SAME_TYPE},
        coupling=COUPLING,
        coupling_same_source=1e-9,
        expected_matches=0.0,
        rounds=0,
    )
    parts = judge(rows, pairs, fields, model, distance_km=KM, days=DAYS)
    log_odds = sum(parts.values())
    order = np.lexsort((pairs.second, pairs.first, -log_odds))
    order = order[log_odds[order] >= np.log(0.5)]
    labels, _ = agglomerate(
        rows,
        pairs,
        order,
        limits=Limits(KM, DAYS, guard),
        improbable=log_odds < np.log(0.1),
    )
    found = np.empty(len(rows), dtype=np.int64)
    found[rows.position] = labels
    return found


def errors(reports: gpd.GeoDataFrame, found: np.ndarray) -> str:
    """Say which true pairs were missed, and between what the false pairs are."""
    frame = reports.assign(found=found, row=np.arange(len(reports)))
    rows = rows_of(reports)
    place = np.argsort(rows.position)

    def couples(column: str) -> np.ndarray:
        joined = frame[["row", column]].merge(frame[["row", column]], on=column)
        return joined.loc[joined["row_x"] < joined["row_y"], ["row_x", "row_y"]].to_numpy()

    true, made = couples("true_id"), couples("found")
    a, b = true.T
    missed = true[found[a] != found[b]]
    first, second = (place[one] for one in missed.T)
    outside = (kilometres(rows, first, second) > KM) | (day_gaps(rows, first, second) > DAYS)
    real = reports["true_id"].to_numpy()
    false = made[real[made[:, 0]] != real[made[:, 1]]]
    near = pd.Series(rows.lon.round(1).astype(str) + rows.lat.round(1).astype(str))
    crowd = near.map(near.value_counts()).to_numpy()
    busy = crowd >= np.quantile(crowd, 0.9)
    taken = np.isin(false, true[found[a] != found[b]].ravel()).any(axis=1)
    return (
        f"missed {len(missed):,} of {len(true):,} true pairs ({outside.sum():,} of them outside "
        f"the windows); {len(false):,} false of {len(made):,} made, "
        f"{busy[place[false[:, 0]]].mean() if len(false) else 0:.0%} of them in the busiest tenth "
        f"of places, {taken.mean() if len(false) else 0:.0%} with a report whose own partner was "
        "missed"
    )


def cost(reports: gpd.GeoDataFrame, options: dict[str, str]) -> tuple[float, float, float]:
    """Return CPU seconds of the call, and MB of the process after reading and at its peak."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reports.pkl"
        reports.to_pickle(path)
        command = [sys.executable, __file__, "--child", str(path), *options.values()]
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    seconds, before, peak = map(float, out.split())
    return seconds, before, peak


def child(path: str, method: str, guard: str) -> None:
    """Corroborate a prepared table and print what it cost."""
    reports = pd.read_pickle(path)  # written by the parent a moment ago
    before = peak_mb()
    start = time.process_time()
    sm.corroborate(reports, distance_km=KM, days=DAYS, method=method, guard=guard)
    seconds = time.process_time() - start
    print(seconds, before, peak_mb())


def peak_mb() -> float:
    """Return the most memory this program held, without what its parent held before it."""
    status = Path("/proc/self/status")
    if status.is_file():
        line = next(row for row in status.read_text().splitlines() if row.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=float, nargs="+", default=SIZES)
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        child(*arguments.child)
        return
    if not GENERATOR.is_file():
        print(f"The generator of reports is not there: {GENERATOR}. Nothing was measured.")
        return
    for size in map(int, arguments.sizes):
        reports = generated(size)
        true = reports["true_id"].to_numpy()
        print(f"\n{len(reports):,} reports, {KM:g} km, {DAYS} day; goal F1 {GOALS.get(size, '-')}")
        for name, options in RUNS.items():
            strikes = sm.corroborate(reports, distance_km=KM, days=DAYS, **options)
            found = strike_of(reports, strikes)
            f1, precision, recall = score(found, true)
            seconds, before, peak = cost(reports, options)
            print(
                f"  {name:28} F1 {f1:.4f}  precision {precision:.4f}  recall {recall:.4f}  "
                f"CPU {seconds:.2f} s  memory {before:.0f} -> {peak:.0f} MB"
            )
            if options == RUNS["likelihood, sources"]:
                print(f"    {errors(reports, found)}")
        for guard in ("windows", "sources"):
            f1, precision, recall = score(with_known_parameters(reports, guard), true)
            print(
                f"  {f'generator parameters, {guard}':28} F1 {f1:.4f}  precision "
                f"{precision:.4f}  recall {recall:.4f}"
            )


if __name__ == "__main__":
    main()
