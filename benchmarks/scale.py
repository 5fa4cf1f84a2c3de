"""Measure scanning and counting a CSV of 1e3 to 1e7 rows: CPU seconds and peak memory.

Run ``python benchmarks/scale.py FILE...`` with files of the columns id, date, lat, lon, actor and
others; each is measured in a process of its own:
``scan_reports`` (what the whole proves, the columns of use kept), one ``compare`` by dated zones
with validation and ledger, and one more of the same scan.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import strikemap as sm

EVENT = sm.Event("De-escalation deal", "2017-05-04")


def measure(path: Path, how: str) -> dict[str, object]:
    """Return what one way of counting a file takes; ``how`` is "scan" or "memory"."""
    zones = sm.load_dataset("syria_2017_control")
    columns = {"attacker": "actor"}
    took = {}
    start = time.process_time()
    if how == "scan":
        strikes = sm.scan_reports(path, columns=columns)
    else:
        strikes = sm.read_reports(path, columns=columns, limits={"rows": 20_000_000})
    took["read_s"] = round(time.process_time() - start, 2)
    for number in ("first", "second"):
        start = time.process_time()
        table = sm.compare(strikes, EVENT, zones=zones, max_days=None).table
        took[f"{number}_s"] = round(time.process_time() - start, 2)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    counts = table[["n_before", "n_after"]].iloc[-1].tolist()
    return {"how": how, "file": path.name, **took, "mb": peak, "counts": counts}


def main(paths: list[Path]) -> None:
    for path in paths:
        for how in ("scan", "memory"):
            if how == "memory" and path.stat().st_size > 2**30:
                continue
            command = [sys.executable, __file__, how, str(path)]
            print(
                subprocess.run(command, capture_output=True, text=True, check=True).stdout, end=""
            )


if __name__ == "__main__":
    if sys.argv[1] in ("scan", "memory"):
        print(json.dumps(measure(Path(sys.argv[2]), sys.argv[1])))
    else:
        main([Path(argument) for argument in sys.argv[1:]])
