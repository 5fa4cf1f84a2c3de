"""Saves that are killed: a few here, a hundred in ``make soak``."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import strikemap as sm

KILLS = int(os.environ.get("STRIKEMAP_SOAK", "2"))
CODE = """
import sys, strikemap as sm
frame = sm.load_dataset("syria_2017_strikes")
m = sm.before_after(frame, sm.Event("Deal", "2017-05-04"), where={"attacker": "Russia"})
while True:
    m.save(sys.argv[1], **({"dpi": 40} if sys.argv[1].endswith("png") else {}))
    print("saved", flush=True)
"""


@pytest.mark.parametrize("suffix", [".csv", ".html", ".png", ".gpkg", ".xlsx"])
def test_a_killed_save_leaves_a_whole_file_and_the_next_sweeps(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"map{suffix}"
    for kill in range(KILLS):
        run = subprocess.Popen([sys.executable, "-c", CODE, str(target)], stdout=subprocess.PIPE)
        assert run.stdout is not None
        run.stdout.readline()
        time.sleep(0.013 * kill)
        run.send_signal(signal.SIGKILL)
        run.communicate()
        assert sm.provenance(target).record["rows"]["table"] == 224
    frame = sm.load_dataset("syria_2017_strikes")
    sm.before_after(frame, sm.Event("Deal", "2017-05-04")).save(tmp_path / "map.csv")
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".strikemap")]
