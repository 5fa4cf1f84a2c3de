"""What importing strikemap costs beside importing geopandas: CPU seconds of fresh processes."""

from __future__ import annotations

import statistics
import subprocess
import sys

ROUNDS = 9
CODE = "import time; import {name}; print(time.process_time())"


def cpu_seconds(name: str) -> float:
    """Return the CPU time of a fresh interpreter that imports a package."""
    done = subprocess.run(
        [sys.executable, "-c", CODE.format(name=name)], capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def main() -> None:
    """Measure both in turn and print the medians and their ratio."""
    cpu_seconds("strikemap")
    pairs = [(cpu_seconds("strikemap"), cpu_seconds("geopandas")) for _ in range(ROUNDS)]
    ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    print(f"import strikemap  {ours:.2f} s CPU (median of {ROUNDS})")
    print(f"import geopandas  {theirs:.2f} s CPU (median of {ROUNDS})")
    print(f"ratio             {ratio:.2f} (target: at most 1.2)")


if __name__ == "__main__":
    main()
