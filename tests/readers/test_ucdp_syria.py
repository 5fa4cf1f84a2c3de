"""The same call on rows of somebody else's table: UCDP GED, Syria 2016-2019."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest

import strikemap as sm

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "ucdp-syria-2016-2019"
FILE = FOLDER / "ged_syria_2016_201911.csv"
AIR = r"air ?strike|air ?raid|warplane|aerial|air attack|jets?\b"

pytestmark = pytest.mark.skipif(not FILE.exists(), reason="the UCDP file is not on this machine")


@pytest.fixture(scope="module")
def strikes() -> gpd.GeoDataFrame:
    rows = sm.read_reports(FILE, tz="Asia/Damascus")
    air = rows["source_headline"].fillna("").str.contains(AIR, case=False, regex=True)
    chosen = rows[air & (rows["side_a"] == "Government of Syria")].copy()
    lon, lat, admin = chosen.geometry.x, chosen.geometry.y, chosen["adm_1"].fillna("").astype(str)
    north_west = admin.str.contains("Idl") | (
        admin.str.contains("Ham") & (lat >= 35.25) & (lon < 37.2)
    )
    east = (
        admin.str.contains("Dayr|Deir", regex=True)
        | admin.str.contains("Raqq")
        | (admin.str.contains("Hom|Him|Hum|Ham", regex=True) & (lon >= 37.2))
    )
    chosen["region"] = "other"
    chosen.loc[north_west, "region"] = "north-west"
    chosen.loc[east, "region"] = "east"
    return chosen


def test_government_dyad_air_action_shifts_from_the_north_west_to_the_east(
    strikes: gpd.GeoDataFrame,
) -> None:
    result = sm.compare(
        strikes, sm.Event("Deal", "2017-05-04"), windows=sm.Windows(19, 26, gap=2), by="region"
    )
    table = result.table.set_index("zone")[["n_before", "n_after"]]
    assert table.loc["all"].tolist() == [42, 50]
    assert table.loc["north-west"].tolist() == [18, 4]
    assert table.loc["east"].tolist() == [5, 24]


def test_the_event_of_3_to_5_may_is_set_aside_because_it_straddles(
    strikes: gpd.GeoDataFrame,
) -> None:
    m = sm.before_after(
        strikes, sm.Event("Deal", "2017-05-04"), windows=sm.Windows(19, 26, gap=2), by="region"
    )
    aside = sm.ledger(m)
    aside = aside[aside["action"] == "set aside"].set_index("id")
    assert aside.loc["242542", "code"] == "DATE_STRADDLES_EVENT"
    assert len(m.spec.marks) == 92
