"""The desk in any order: read, corroborate, compare, publish, save, read back.

A few walks here; in ``make soak`` as many as end within ``STRIKEMAP_SOAK_SECONDS`` (600), and
how many walks, steps and uses of each rule that were is printed.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

import strikemap as sm
from strikemap.errors import MapError

LONG = int(os.environ.get("STRIKEMAP_SOAK", "2")) > 2
SECONDS = float(os.environ.get("STRIKEMAP_SOAK_SECONDS", "600")) if LONG else 0.0
DONE: Counter[str] = Counter()
DAYS = st.dates(pd.Timestamp("2017-04-20").date(), pd.Timestamp("2017-05-20").date())
ROWS = st.lists(
    st.tuples(
        DAYS,
        st.floats(1, 89),
        st.floats(1, 179),
        st.sampled_from(["Russia", "Syria", "Russia or Syria", "", "=1+1", "\u202e<b>"]),
        st.text(st.characters(codec="utf-8"), max_size=8),
        st.sampled_from(["", "0", "2", "1-3", "about 4"]),
        st.sampled_from(["", "market", "School", "=cmd"]),
    ),
    min_size=1,
    max_size=8,
)
NAMES = ["date", "lat", "lon", "attacker", "place", "killed", "target_type"]
EVENT = sm.Event("Deal", "2017-05-04")


def set_aside(reports: pd.DataFrame) -> int:
    """Return how many rows the ledger says were set aside."""
    return int((sm.ledger(reports)["action"] == "set aside").sum())


class Desk(RuleBasedStateMachine):
    """Each row stays accounted for, whatever is done with it, and comes back from each file."""

    @initialize(rows=ROWS)
    def read(self, rows: list[tuple[object, ...]]) -> None:
        DONE["walks"] += 1
        table = pd.DataFrame(rows, columns=NAMES).astype({"date": str})
        self.reports = sm.read_reports(table.assign(id=[f"r{i}" for i in range(len(rows))]))
        assert len(self.reports) + set_aside(self.reports) == len(rows)
        self.strikes, self.map = self.reports, None

    @rule(km=st.floats(0.1, 50), days=st.integers(0, 5))
    def corroborate(self, km: float, days: int) -> None:
        DONE["corroborate"] += 1
        self.strikes = sm.corroborate(self.reports, distance_km=km, days=days)
        assert self.strikes["n_reports"].sum() == len(self.reports)

    @rule(
        days=st.integers(1, 30),
        where=st.sampled_from([None, {"attacker": "Russia"}]),
        toll=st.sampled_from([None, "killed"]),
    )
    def compare(self, days: int, where: object, toll: str | None) -> None:
        DONE["compare"] += 1
        try:
            self.map = sm.before_after(self.strikes, EVENT, windows=days, where=where, sum=toll)
        except MapError as problem:
            DONE[f"compare: {problem.code}"] += 1
            return
        counted = len(self.map.comparison.strikes) + len(self.map.comparison.ledger_entries)
        assert counted == len(self.strikes)

    @precondition(lambda self: self.map is not None)
    @rule(day=st.one_of(st.none(), DAYS))
    def publish(self, day: object) -> None:
        DONE["publish"] += 1
        try:
            shown = self.map.publish(sm.Policy(not_after=day))
        except MapError as problem:
            DONE[f"publish: {problem.code}"] += 1
            return
        assert shown.table["n_after"].sum() <= self.map.table["n_after"].sum()
        with tempfile.TemporaryDirectory() as folder:
            save_twice(shown, Path(folder) / "map.geojson")

    @precondition(lambda self: self.map is not None)
    @rule(suffix=st.sampled_from([".csv", ".html", ".kml", ".xlsx", ".geojson", ".gpkg"]))
    def save(self, suffix: str) -> None:
        DONE[f"save {suffix}"] += 1
        with tempfile.TemporaryDirectory() as folder:
            save_twice(self.map, Path(folder) / f"map{suffix}")

    @rule(suffix=st.sampled_from([".gpkg", ".geojson", ".parquet", ".csv", ".xlsx"]))
    def read_back(self, suffix: str) -> None:
        DONE[f"read back {suffix}"] += 1
        with tempfile.TemporaryDirectory() as folder:
            path = sm.write_reports(self.strikes, Path(folder) / f"rows{suffix}")
            again = sm.read_reports(path)
        assert again["id"].tolist() == self.strikes["id"].tolist()
        assert again["date_start"].tolist() == self.strikes["date_start"].tolist()
        for one, other in ((again.geometry, self.strikes.geometry),):
            assert np.allclose(one.x, other.x, atol=1e-7)
            assert np.allclose(one.y, other.y, atol=1e-7)


def save_twice(m: sm.StrikeMap, path: Path) -> None:
    """Save a map twice to the same bytes, with a record, and list what is in it."""
    m.save(path)
    first = path.read_bytes()
    m.save(path)
    assert path.read_bytes() == first
    assert sm.provenance(path).record["strikemap record"] == 1
    assert len(sm.publish_check(path))


@pytest.mark.filterwarnings("ignore")
def test_each_row_stays_accounted_for_in_any_order(capsys: pytest.CaptureFixture[str]) -> None:
    walks = settings(
        max_examples=10 if LONG else 4,
        phases=[Phase.generate] if LONG else list(Phase),  # to shrink a walk takes minutes
        stateful_step_count=8 if LONG else 5,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    DONE.clear()
    ends = time.monotonic() + SECONDS
    while not DONE or time.monotonic() < ends:
        run_state_machine_as_test(Desk, settings=walks)
    if LONG:
        with capsys.disabled():
            sys.stdout.write(f"\nThe desk, by rule: {dict(sorted(DONE.items()))}\n")
