"""What the README shows and states is what the library gives."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import strikemap as sm

TEXT = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the first lines for a notebook leave behind, run in a folder of their own."""
    code = next(block for block in re.findall(r"```python\n(.*?)```", TEXT, re.S))
    here = tmp_path_factory.mktemp("readme")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(here)
        left: dict[str, Any] = {}
        exec(code, left)
    assert {file.name for file in here.iterdir()} == {"deal.png", "deal.html"}
    return left


def test_the_five_lines_show_the_counts_that_the_text_states(lines: dict[str, Any]) -> None:
    total = lines["m"].table.iloc[-1]
    counts = [total[f"n_{window}{kind}"] for kind in ("", "_alternatives") for window in WINDOWS]
    assert counts == [40, 18, 14, 5]
    assert "34 of 40 strikes" in TEXT
    assert "none of 18 does" in TEXT
    assert "A further 14 and 5 strikes" in TEXT
    assert [panel.counts[1] for panel in lines["m"].spec.panels] == [
        "14 “Syrian government or Russia”",
        "5 “Syrian government or Russia”",
    ]


def test_the_counts_by_region_and_holder_are_those_of_the_text(lines: dict[str, Any]) -> None:
    strikes = lines["m"].comparison.strikes
    named = strikes.loc[~strikes["alternative"]]
    north_west = named["region"] == "north-west"
    before = named["period"] == "before"
    assert [(north_west & before).sum(), (north_west & ~before).sum()] == [34, 0]
    assert (before & (named["region"] == "central desert")).sum() == 5
    held = sm.compare(named, lines["deal"], zones=lines["m"].comparison.zones, by="zone_side")
    assert held.table.set_index("zone").loc["Opposition", "n_before"] == 32


WINDOWS = ("before", "after")
