"""Strikes that are counted, and seen on ground of another day or not at all, are told once."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import strikemap as sm
from strikemap.strike_map import StrikeMap

EVENT = sm.Event("Retreat", "2025-01-20")


def zones(*days: str) -> gpd.GeoDataFrame:
    """Return ground that changes hands at each of the days but the first."""
    sides = ["North", "South"] * len(days)
    return sm.read_zones(
        gpd.GeoDataFrame(
            {"side": sides[: len(days)], "as_of": days},
            geometry=[shapely.box(43, 12, 46, 15)] * len(days),
            crs="EPSG:4326",
        )
    )


def strikes() -> gpd.GeoDataFrame:
    days = ["2025-01-10", "2025-01-12", "2025-01-18", "2025-01-22", "2025-01-25"]
    table = {"id": list("abcde"), "date": days, "lat": 13.5, "lon": [44.1, 44.2, 44.3, 44.4, 44.5]}
    return sm.read_reports(pd.DataFrame(table))


def mapped(ground: gpd.GeoDataFrame, **asked: object) -> StrikeMap:
    return sm.before_after(strikes(), EVENT, windows=14, zones=ground, **asked)


def lines(m: StrikeMap, code: str) -> list[str]:
    ledger = sm.ledger(m)
    return ledger.loc[ledger["code"] == code, "id"].tolist()


def test_ground_that_changed_within_a_window_is_told_of_the_strikes_on_it() -> None:
    m = mapped(zones("2025-01-05", "2025-01-15"))
    said = (
        "2 reports stand on ground that is drawn as of another day; each is counted by the zone "
        "of its own day."
    )
    assert [note.text for note in m.spec.notes if note.kind == "ground"] == [said]
    assert m.summary()[-1] == said
    assert m.table.set_index("zone").loc["North", "n_before"] == 2


def test_nothing_is_told_where_the_ground_drawn_is_that_of_every_strike() -> None:
    for ground in (zones("2025-01-05"), zones("2025-01-05", "2025-01-20")):
        m = mapped(ground)
        assert not [note for note in m.spec.notes if note.kind == "ground"]
        assert not [said for said in m.summary() if "another day" in said]


@pytest.mark.filterwarnings("ignore::strikemap.MapWarning")
def test_strikes_outside_the_frame_are_in_the_ledger_by_their_ids() -> None:
    m = mapped(zones("2025-01-05"), extent=(44.0, 13.0, 44.25, 14.0))
    assert lines(m, "OUTSIDE_MAP") == ["c", "d", "e"]
    assert lines(mapped(zones("2025-01-05")), "OUTSIDE_MAP") == []


@pytest.mark.parametrize("lang", ["ar", "fr", "uk"])
def test_it_is_told_in_every_language(lang: str) -> None:
    m = mapped(zones("2025-01-05", "2025-01-15"), lang=lang)
    (note,) = (note for note in m.spec.notes if note.kind == "ground")
    assert note.text.strip()
    assert "reports stand" not in note.text
