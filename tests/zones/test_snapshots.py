"""A day takes the latest snapshot on or before it."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import strikemap as sm
from strikemap.ledger import facts
from strikemap.zones.snapshots import MAX_DAYS, day_numbers, epochs, stacked


def zones(*dates: tuple[str | None, str | None], as_of: bool = True) -> gpd.GeoDataFrame:
    start, stop = (pd.to_datetime(pd.Series(column)) for column in zip(*dates, strict=True))
    names = [f"zone {i}" for i in range(len(dates))]
    return gpd.GeoDataFrame(
        {"zone": names, "side": names, "valid_from": start, "valid_to": stop}
        | {"as_of": start if as_of else pd.Series(pd.NaT, index=start.index), "source": ""},
        geometry=[shapely.box(36, 35, 37, 36)] * len(dates),
        crs="EPSG:4326",
    )


THREE = zones(("2017-04-30", "2017-05-15"), ("2017-05-15", "2017-06-15"), ("2017-06-15", None))


@pytest.mark.parametrize(
    ("date", "zone", "carried"),
    [
        ("2017-04-01", "zone 0", 29),
        ("2017-04-30", "zone 0", 0),
        ("2017-05-14", "zone 0", 0),
        ("2017-05-15", "zone 1", 0),
        ("2019-01-01", "zone 2", 0),
    ],
)
def test_a_day_takes_the_latest_snapshot_on_or_before_it(date: str, zone: str, carried: int):
    found = sm.zones_on(THREE, date)
    assert found["zone"].tolist() == [zone]
    assert facts(found)["carried_back_days"] == carried


@pytest.mark.parametrize("date", ["2017-05-20", dt.date(2017, 5, 20), pd.Timestamp("2017-05-20")])
def test_a_date_may_be_a_text_a_date_or_a_timestamp(date: object):
    assert sm.zones_on(THREE, date)["zone"].tolist() == ["zone 1"]


def test_undated_zones_hold_always():
    found = sm.zones_on(zones((None, None)), "1916-05-16", max_days=0)
    assert len(found) == 1
    assert facts(found)["carried_back_days"] == 0


def test_zones_that_state_their_end_are_gone_after_it():
    memorandum = zones(("2017-05-06", "2018-05-01"), ("2017-05-06", "2018-10-01"), as_of=False)
    assert sm.zones_on(memorandum, "2018-04-30", max_days=0)["zone"].tolist() == [
        "zone 0",
        "zone 1",
    ]
    assert sm.zones_on(memorandum, "2018-05-01")["zone"].tolist() == ["zone 1"]
    assert sm.zones_on(memorandum, "2018-10-01").empty


def test_zones_too_far_away_in_time_are_refused_and_the_message_says_what_to_pass():
    with pytest.raises(sm.ZoneError, match="max_days=444") as caught:
        sm.zones_on(THREE, "2016-02-11", max_days=MAX_DAYS)
    assert caught.value.code == "ZONES_TOO_FAR"
    assert caught.value.where == "2016-02-11"
    with pytest.raises(sm.ZoneError, match="zones of 2017-06-15"):
        sm.zones_on(THREE, "2017-12-31", max_days=MAX_DAYS)
    assert len(sm.zones_on(THREE, "2016-02-11", max_days=444)) == 1
    assert len(sm.zones_on(THREE, "2016-02-11")) == 1


def test_a_layer_without_rows_is_refused():
    with pytest.raises(sm.ZoneError) as caught:
        sm.zones_on(THREE.iloc[:0], "2017-05-04")
    assert caught.value.code == "NO_ROWS"


def test_stacked_snapshots_hold_until_the_next_and_keep_an_earlier_end():
    april, may = (
        zones(("2017-04-30", None), ("2017-04-30", "2017-05-02")),
        zones(("2017-05-15", None)),
    )
    layer = stacked([may, april])
    assert layer["valid_to"].dt.strftime("%Y-%m-%d").fillna("").tolist() == [
        "2017-05-15",
        "2017-05-02",
        "",
    ]
    assert april["valid_to"].isna().tolist() == [True, False]


def test_every_day_falls_in_the_stretch_whose_rows_hold():
    held = epochs(THREE)
    days = np.arange(17270, 17360)
    start = day_numbers(THREE["valid_from"])
    for day, stretch in zip(days, held.of(days), strict=True):
        rows = held.rows[stretch].tolist()
        latest = [i for i in range(3) if start[i] <= max(day, start[0])]
        assert rows == latest[-1:]
