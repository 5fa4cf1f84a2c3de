"""More strikes than a page can carry are cells alone, the same from memory as from a scan."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import strikemap as sm
from strikemap.comparison import raster
from strikemap.payload.payload import payload

EVENT = sm.Event("De-escalation deal", "2017-05-04")


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(raster, "SINGLY", 3000)
    monkeypatch.setattr("strikemap.strike_map.SINGLY", 3000)
    rng, n = np.random.default_rng(4), 5000
    day = pd.Timestamp("2017-04-20") + pd.to_timedelta(rng.integers(0, 28, n), unit="D")
    frame = pd.DataFrame(
        {
            "id": [f"s{i}" for i in range(n)],
            "date": day.strftime("%Y-%m-%d"),
            "lat": rng.normal(34.9, 0.4, n).round(4),
            "lon": rng.normal(39.5, 0.4, n).round(4),
            "attacker": rng.choice(["Russia", "Syrian government"], n),
        }
    )
    path = tmp_path / "reports.csv"
    frame.to_csv(path, index=False)
    return path


def test_a_page_of_very_many_strikes_carries_cells_and_no_strike(table: Path) -> None:
    spec = sm.before_after(sm.read_reports(table), EVENT)._page_spec("en")
    sent = payload(spec)
    assert not sent["cellsFirst"]
    assert not sent["marks"]["lon"]
    counted = [sum(map(int, layer["text"])) for layer in sent["cellLayers"]]
    assert [
        f"{n:,}" in panel["counts"][0] for n, panel in zip(counted, sent["panels"], strict=True)
    ]
    assert sum(counted) == 5000
    assert any("none of them singly" in note["text"] for note in sent["notes"])
    assert "mark" not in {entry.kind for group in spec.legend for entry in group.entries}


def test_picture_and_page_of_cells_alone_are_the_same_bytes_from_a_scan(
    table: Path, tmp_path: Path
) -> None:
    pytest.importorskip("pyarrow")
    read: Any
    for number, read in enumerate((sm.read_reports, sm.scan_reports)):
        m = sm.before_after(read(table), EVENT)
        m.save(tmp_path / f"{number}.png", dpi=60)
        m.save(tmp_path / f"{number}.html")
    for suffix in ("png", "html"):
        one, other = ((tmp_path / f"{number}.{suffix}").read_bytes() for number in (0, 1))
        assert one == other, suffix


def test_a_picture_is_the_same_whether_a_page_could_carry_the_strikes(
    table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports = sm.read_reports(table)
    alone = sm.before_after(reports, EVENT).spec
    monkeypatch.setattr(raster, "SINGLY", 10_000)
    usual = sm.before_after(reports, EVENT).spec
    texts = [[note.text for note in spec.notes_on("print")] for spec in (alone, usual)]
    assert texts[0] == texts[1]
    for one, other in zip(alone.cell_layers, usual.cell_layers, strict=True):
        assert one.text == other.text
