"""Every figure that the README and notebook 05 state is computed here, and stands in their text."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import strikemap as sm
from strikemap.comparison.coverage import most_covered
from strikemap.comparison.rivals import composition_rivals
from strikemap.words.phrases import phrase

ROOT = Path(__file__).parents[1]
DEAL = sm.Event("De-escalation deal", "2017-05-04", in_force="2017-05-06", halted="2017-05-01")
RUSSIA = {"attacker": "Russia"}


def text(path: str) -> str:
    raw = (ROOT / path).read_text(encoding="utf-8")
    if path.endswith(".ipynb"):
        cells = json.loads(raw)["cells"]
        raw = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    return " ".join(raw.split())


@pytest.fixture(scope="module")
def strikes():
    return sm.load_dataset("syria_2017_strikes")


@pytest.fixture(scope="module")
def case(strikes) -> sm.Comparison:
    return sm.compare(strikes, DEAL, where=RUSSIA, by="region", alternatives=True)


@pytest.fixture(scope="module")
def curve(case) -> sm.SpecificationCurve:
    return sm.specification_curve(case, zone="north-west")


def test_the_counts_of_the_readme(case, strikes):
    table = case.table.set_index("zone")
    assert table.loc["north-west", ["n_before", "n_after"]].tolist() == [34, 0]
    assert table.loc["all", ["n_before", "n_after"]].tolist() == [40, 18]
    assert table.loc["all", ["n_before_alternatives", "n_after_alternatives"]].tolist() == [14, 5]
    assert table.loc["central desert", "n_before"] == 5
    april = strikes["date_start"].between("2017-04-01", "2017-05-03")
    desert = (strikes["region"] == "central desert") & (strikes["attacker"] == "Russia")
    assert (april & desert).sum() == 9
    zones = sm.load_dataset("syria_2017_control")
    held = sm.compare(strikes, DEAL, where=RUSSIA, zones=zones).table.set_index("zone")
    assert held.loc["Opposition", "n_before"] == 32
    readme = text("README.md")
    for claim in (
        "34 of 40 strikes that reports attribute to Russia fall in the north-west",
        "32 of the 40 on ground that the opposition held",
        "none of 18 does",
        "A further 14 and 5 strikes",
        "five of the 40 earlier strikes were already in the central desert (nine from 1 April on)",
    ):
        assert claim in readme


def test_the_later_strikes_on_the_opposition_and_whom_they_name(strikes):
    late = strikes["date_start"].between("2017-05-04", "2017-06-15")
    hit = strikes.loc[late & (strikes["target_side"] == "opposition"), "attacker"].astype(str)
    assert (hit == "Russia").sum() == (hit == "Syrian government or Russia").sum() == 5
    claim = (
        'ten later ones hit the opposition: five name Russia, five "Syrian government or Russia"'
    )
    assert claim in text("README.md")


def test_the_last_report_from_the_north_west_is_of_29_april_and_hardly_a_row_follows(strikes):
    there = strikes.loc[strikes["region"] == "north-west"]
    russia = there.loc[there["attacker"] == "Russia"]
    last = russia.loc[russia["date_start"] < "2017-05-04", "date_end"].max()
    assert last == pd.Timestamp("2017-04-29")
    about = (there["date_end"] >= "2017-04-30") & (there["date_start"] <= "2017-05-08")
    assert about.sum() == 1
    for path in ("README.md", "notebooks/05_did_the_deal_move_the_strikes.ipynb"):
        assert "is of 29 April" in text(path)
        assert "halt" in text(path)


def test_the_places_become_less_precise(case):
    mix = sm.mix(case, "location_precision").set_index("value")
    assert mix.loc["town", "n_before"] == 36
    assert mix.loc["area", "n_after"] == 12
    for path in ("README.md", "notebooks/05_did_the_deal_move_the_strikes.ipynb"):
        assert "12 of" in text(path)


def test_what_the_notebook_says_of_the_settings(curve):
    table = curve.table.set_index("setting")
    assert curve.same_sign == 1.0, "lower after than before under every setting"
    assert (table["rate_ratio"] < 1).all()
    not_zero = table.index[table["n_after"] > 0]
    assert {"28 days", "0 days before, 7 from the event day on"} <= set(not_zero)
    assert {f"+{shift} days" for shift in range(6, 11)} <= set(not_zero)
    includes_one = (table["ci_low_adjusted"] <= 1) & (table["ci_high_adjusted"] >= 1)
    assert includes_one.sum() >= 18
    assert (table["p_placebo"] <= 0.05).sum() <= 2
    said = text("notebooks/05_did_the_deal_move_the_strikes.ipynb")
    assert "survives every choice" not in said
    assert "shortly *before* the deal" not in said
    assert "windows of 28 days, a gap of 7 days or the event 6 to 10 days later" in said


def test_no_comparison_with_the_coalition_is_possible(strikes, case):
    rows = strikes.loc[
        (strikes["attacker"] == "US-led coalition")
        & strikes["date_start"].between("2017-05-04", "2017-05-22"),
        "source",
    ]
    assert len(rows) == 25
    assert not most_covered(strikes, rows, case.periods)
    said = text("notebooks/05_did_the_deal_move_the_strikes.ipynb")
    assert "rose over the same days" not in said
    assert "No comparison with the strikes of the US-led coalition is possible" in said


def test_the_table_holds_too_few_windows_for_a_small_p(case):
    found = composition_rivals(case)
    assert (found.days, found.separate, found.all_near) == (79, 2, True)
    said = text("notebooks/05_did_the_deal_move_the_strikes.ipynb")
    assert "seventy-nine days hold two pairs of windows only" in said


def test_the_label_of_the_wider_interval_states_its_coverage_in_the_calibration():
    rows = [line.split("|") for line in (ROOT / "benchmarks/README.md").read_text().splitlines()]
    rejected = [float(row[6]) for row in rows if len(row) > 7 and row[1].strip() in PROCESSES]
    assert len(rejected) == 8
    low, high = round(100 * (1 - max(rejected))), round(100 * (1 - min(rejected)))
    for lang in ("en", "es", "fr", "ru", "uk", "ar"):
        assert f"{low}–{high}" in phrase("col_ci", lang)


PROCESSES = ("60, 19", "365, 19")
