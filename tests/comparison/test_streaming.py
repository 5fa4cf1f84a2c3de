"""A comparison of a scan is that of the table in memory: its table, its words, its pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import strikemap as sm
from strikemap.comparison.assembly import Asked
from strikemap.comparison.part_counts import merged, part_of
from strikemap.comparison.tally import KEYS, tallied
from strikemap.errors import MapError
from strikemap.formats import stream
from strikemap.periods import Event, Windows

pytest.importorskip("pyarrow")

EVENT = Event("De-escalation deal", "2017-05-04")
ATTACKERS = ["Russia", "Syrian government", "Russia or Syrian government", ""]


def write(path: Path, n: int, seed: int = 1) -> Path:
    """Write reports of some towns, days and attackers, a few of them faulty."""
    rng = np.random.default_rng(seed)
    day = pd.Timestamp("2017-03-01") + pd.to_timedelta(rng.integers(0, 120, n), unit="D")
    last = day + pd.to_timedelta(np.where(rng.random(n) < 0.1, rng.integers(1, 9, n), 0), unit="D")
    frame = pd.DataFrame(
        {
            "id": [f"s{i}" for i in range(n)],
            "date_start": day.strftime("%Y-%m-%d"),
            "date_end": last.strftime("%Y-%m-%d"),
            "lat": np.where(rng.random(n) < 0.02, np.nan, rng.normal(34.9, 0.4, n).round(4)),
            "lon": rng.normal(39.5, 0.4, n).round(4),
            "attacker": rng.choice(ATTACKERS, n, p=[0.5, 0.3, 0.15, 0.05]),
            "source": rng.choice(["A", "B", "C"], n),
            "region": rng.choice(["north", "south", ""], n),
            "location_precision": rng.choice(["town", "district", "exact"], n),
        }
    )
    frame.to_csv(path, index=False)
    return path


def control() -> Any:
    return sm.load_dataset("syria_2017_control")


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("scan") / "reports.csv", 3000)


CASES: dict[str, dict[str, Any]] = {
    "plain": {},
    "zones": {"zones": "control"},
    "attacker": {"where": {"attacker": "Russia"}, "zones": "control", "alternatives": True},
    "left out": {"where": {"attacker": "Syrian government"}, "by": "region"},
    "named": {"where": {"source": {"both": ["A", "B"]}}, "by": "source"},
    "scale": {"by": "location_precision", "day_share": True},
    "covered": {"covered": ("2017-04-20", "2017-06-01"), "mid_p": True},
}


@pytest.mark.parametrize("name", CASES)
def test_a_scan_and_memory_give_the_same_comparison(
    table: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "CHUNK", 170)
    monkeypatch.setattr(stream, "_BLOCK", 8000)
    asked = dict(CASES[name])
    if "zones" in asked:
        asked["zones"] = control()
    one = sm.compare(sm.read_reports(table), EVENT, **asked)
    other = sm.compare(sm.scan_reports(table), EVENT, **asked)
    pd.testing.assert_frame_equal(one.table, other.table, check_exact=True)
    pd.testing.assert_frame_equal(one.daily, other.daily, check_exact=True)
    pd.testing.assert_frame_equal(one.tally, other.tally)
    pd.testing.assert_frame_equal(sm.placebo_dates(one), sm.placebo_dates(other), check_exact=True)
    assert (one.n_read, one.unit, one.coverage) == (other.n_read, other.unit, other.coverage)
    assert dict(sorted(one.set_aside.items())) == dict(sorted(other.set_aside.items()))
    assert other.n_read == len(other.strikes) + sum(other.set_aside.values())
    assert sm.summary(one) == sm.summary(other)
    assert one.strikes["id"].tolist() == other.strikes["id"].tolist()


def test_pictures_and_pages_of_a_scan_are_those_of_memory_byte_by_byte(tmp_path: Path) -> None:
    path = write(tmp_path / "reports.csv", 100_000)
    where = {"attacker": "Russia"}
    read = sm.read_reports(path)
    scan = sm.scan_reports(path)
    for number, strikes in enumerate((read, scan)):
        m = sm.before_after(strikes, EVENT, zones=control(), where=where)
        m.save(tmp_path / f"{number}.png", dpi=60)
        m.save(tmp_path / f"{number}.html")
    for suffix in ("png", "html"):
        one, other = ((tmp_path / f"{number}.{suffix}").read_bytes() for number in (0, 1))
        assert one == other, suffix


@settings(max_examples=5, deadline=None)
@given(st.integers(700, 1500), st.randoms(use_true_random=False))
def test_any_parts_in_any_order_make_the_same_counts(table: Path, size: int, random: Any) -> None:
    asked = Asked(event=EVENT, zones=control(), where={"attacker": "Russia"}, max_days=None)
    periods = Windows(19).periods(EVENT)

    def counts(path: Path, chunk: int) -> list[Any]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(stream, "CHUNK", chunk)
            patch.setattr(stream, "_BLOCK", 80 * chunk)
            scan = sm.scan_reports(path)
            return scan.reduce(lambda part: [part_of(part, asked, periods, 10_000)], list.__add__)

    [whole], parts = counts(table, 1_000_000), counts(table, size)
    random.shuffle(parts)
    found = parts[0]
    for part in parts[1:]:
        found = merged(found, part, 10_000)
    keys = ["day_start", "day_end", "value", "alternative", "window", "unit"]
    frames = [
        one.rows.astype({"value": str, "unit": str}).sort_values(keys).reset_index(drop=True)
        for one in (found, whole)
    ]
    pd.testing.assert_frame_equal(*frames)
    assert (found.aside, found.akin, found.n) == (whole.aside, whole.akin, whole.n)
    assert {code: [line[0] for line in lines] for code, lines in found.lines.items()} == {
        code: [line[0] for line in lines] for code, lines in whole.lines.items()
    }


@given(st.lists(st.tuples(*[st.integers(-4, 4)] * 3), min_size=1, max_size=40), st.integers(1, 39))
def test_a_tally_of_tallies_is_the_tally_of_the_rows(rows: list[Any], cut: int) -> None:
    series = pd.DataFrame(
        [(start, start + abs(more), abs(group), group < 0, 1) for start, more, group in rows],
        columns=list(KEYS),
    )
    parts = [tallied(part) for part in (series[:cut], series[cut:]) if len(part)]
    pd.testing.assert_frame_equal(tallied(pd.concat(parts)), tallied(series))


def test_rows_without_coordinates_stay_in_a_scan_as_in_memory(table: Path) -> None:
    read = sm.read_reports(table, keep_unlocated=True)
    scan = sm.scan_reports(table, keep_unlocated=True)
    one, other = (sm.compare(some, EVENT, zones=control()) for some in (read, scan))
    pd.testing.assert_frame_equal(one.table, other.table, check_exact=True)
    assert one.set_aside == other.set_aside
    assert other.set_aside["COORD_MISSING"] > 20
    codes = sm.ledger(one).groupby("code")["row"].apply(lambda rows: rows.tolist()[:20])
    told = sm.ledger(other).query("row > 0").groupby("code")["row"].apply(list)
    assert told.to_dict() == codes.to_dict()


def test_an_event_study_takes_a_scan(table: Path) -> None:
    events = ["2017-05-04", "2017-04-07"]
    one = sm.event_study(sm.read_reports(table), events, by="region", days=14)
    other = sm.event_study(sm.scan_reports(table), events, by="region", days=14)
    pd.testing.assert_frame_equal(one.table, other.table, check_exact=True)
    pd.testing.assert_frame_equal(one.events, other.events)


def test_what_needs_every_row_names_another_way(table: Path) -> None:
    scan = sm.scan_reports(table)
    compared = sm.compare(scan, EVENT)
    for call in (lambda: sm.sensitivity(compared), lambda: sm.attribution_mix(compared)):
        with pytest.raises(MapError, match="between") as caught:
            call()
        assert caught.value.code == "NOT_STREAMED"
    with pytest.raises(MapError, match="mask"):
        sm.compare(scan, EVENT, where=np.ones(3000, dtype=bool))
    near = scan.between("2017-04-01", "2017-06-01")
    assert sm.compare(near, EVENT).table["n_before"].tolist() == compared.table["n_before"].tolist()


def test_a_value_that_no_chunk_has_is_refused_as_in_memory(table: Path) -> None:
    scan = sm.scan_reports(table)
    with pytest.raises(MapError, match="Did you mean 'Russia'") as caught:
        sm.compare(scan, EVENT, where={"attacker": "Rusia"})
    assert caught.value.code == "VALUE_UNKNOWN"


def test_more_rows_near_the_event_than_are_held_are_counted_and_not_drawn(table: Path) -> None:
    scan = sm.scan_reports(table, limits={"held": 10})
    compared = sm.compare(scan, EVENT)
    whole = sm.compare(sm.read_reports(table), EVENT)
    pd.testing.assert_frame_equal(compared.table, whole.table, check_exact=True)
    with pytest.raises(MapError, match="limits=") as caught:
        _ = compared.strikes["id"]
    assert caught.value.code == "TOO_LARGE"


def test_maps_of_periods_take_a_scan(table: Path, tmp_path: Path) -> None:
    windows = {"April": ("2017-04-01", "2017-05-01"), "May": ("2017-05-01", "2017-06-01")}
    read, scan = sm.read_reports(table), sm.scan_reports(table)
    for number, strikes in enumerate((read, scan)):
        m = sm.period_maps(strikes, windows, where={"attacker": "Russia"})
        m.save(tmp_path / f"{number}.png", dpi=60)
    assert (tmp_path / "0.png").read_bytes() == (tmp_path / "1.png").read_bytes()
    with pytest.raises(MapError, match="No row has attacker"):
        sm.period_maps(scan, windows, where={"attacker": "nobody"})
