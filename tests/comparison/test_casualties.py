"""Tolls are summed as a range of what is stated: what is missing, shared or contested is told."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest

import strikemap as sm

EVENT = sm.Event("Deal", "2017-05-04")


def rows(**columns: list[object]) -> gpd.GeoDataFrame:
    n = 6
    table = {
        "id": list("ABCDEF"),
        "date_start": pd.to_datetime(["2017-05-01"] * 3 + ["2017-05-05"] * 3),
        "date_end": pd.to_datetime(["2017-05-01"] * 3 + ["2017-05-05"] * 3),
        "killed_min": [1, 2, None, 4, None, 0],
        "killed_max": [3, 2, None, None, 7, 0],
        "region": ["North", "North", "South", "South", "South", None],
        **columns,
    }
    points = gpd.points_from_xy([36.6] * n, [35.6] * n)
    return gpd.GeoDataFrame(table, geometry=points, crs="EPSG:4326")


def summed(table: gpd.GeoDataFrame, **chosen: str) -> dict[str, int]:
    found = sm.casualties(sm.compare(table, EVENT, windows=9, by="region"))
    wanted = {"whose": "all stated", "standing": "counted", "zone": "all", **chosen}
    for name, value in wanted.items():
        found = found[found[name] == value]
    (row,) = found.to_dict("records")
    return row


def test_minima_and_maxima_are_summed_and_what_is_missing_is_not_zero() -> None:
    row = summed(rows())
    assert (row["min_before"], row["max_before"], row["n_before"]) == (3, 5, 2)
    assert row["n_unstated_before"] == 1
    assert row["n_after"] == 3
    assert row["n_unstated_after"] == 0


def test_a_toll_without_a_maximum_is_said_to_be_open() -> None:
    row = summed(rows())
    assert (row["min_after"], row["max_after"], row["n_open_after"]) == (4, 11, 1)


def test_zones_add_up_to_all_of_them() -> None:
    found = sm.casualties(sm.compare(rows(), EVENT, windows=9, by="region"))
    numbers = [name for name in found if name.startswith(("min_", "max_", "n_"))]
    parts, whole = found[found["zone"] != "all"], found[found["zone"] == "all"]
    assert parts[numbers].sum().tolist() == whole[numbers].iloc[0].tolist()
    assert "not stated" in set(parts["zone"])


def test_a_toll_that_rows_of_one_page_share_is_counted_once() -> None:
    page = "https://example.org/a"
    shared = rows(killed_min=[5, 5, 5, 5, 5, 6], killed_max=[9] * 6, source_url=[page] * 6)
    row = summed(shared)
    assert (row["min_before"], row["max_before"], row["n_repeated_before"]) == (5, 9, 2)
    assert (row["min_after"], row["n_repeated_after"]) == (6, 2)
    apart = rows(killed_min=[5] * 6, killed_max=[9] * 6, source_url=[None] * 6)
    assert summed(apart)["n_repeated_before"] == 0
    for no_page in ("Radio Okapi", "https://example.org/"):
        named = rows(killed_min=[5] * 6, killed_max=[9] * 6, source_url=[no_page] * 6)
        assert summed(named)["n_repeated_before"] == 0


def test_contested_and_discounted_rows_stand_apart() -> None:
    grades = ["Fair", "Contested", "Contested, Discounted", "Weak", None, "Confirmed"]
    table = rows(killed_min=[1] * 6, killed_max=[1] * 6, civilian_harm_status=grades)
    assert summed(table)["max_before"] == 1
    assert summed(table, standing="Contested")["max_before"] == 1
    assert summed(table, standing="Discounted")["max_before"] == 1
    assert summed(table)["max_after"] == 3


def test_civilians_and_combatants_are_summed_apart() -> None:
    table = rows(civ_killed_min=[1] * 6, civ_killed_max=[2] * 6, killed_combatants=[3] * 6)
    assert summed(table, whose="civilians")["max_before"] == 6
    assert summed(table, whose="combatants")["min_after"] == 9
    assert summed(table)["max_before"] == 5


def test_a_toll_that_is_not_there_is_named() -> None:
    with pytest.raises(sm.MapError) as caught:
        sm.casualties(sm.compare(rows(), EVENT, windows=9), "wounded")
    assert caught.value.code == "COLUMNS_MISSING"


def test_units_are_never_added() -> None:
    table = rows(unit=["lethal event"] * 3 + ["air raid"] * 3)
    with pytest.raises(sm.MapError) as caught:
        sm.casualties(sm.compare(table, EVENT, windows=9))
    assert caught.value.code == "UNITS_MIXED"


def test_a_map_says_its_sums_in_notes_summary_and_table() -> None:
    m = sm.before_after(rows(), EVENT, windows=9, by="region", sum="killed")
    (note,) = [note.text for note in m.spec.notes if note.kind == "toll"]
    assert "reported range 3–5 before and 4–11 or more after" in note
    assert "1 row" in note
    assert note in m.summary()
    whole = m.table[m.table["zone"] == "all"].iloc[0]
    assert (whole["killed_min_before"], whole["killed_max_after"]) == (3, 11)
    assert "confidence interval" not in note


@pytest.mark.parametrize("lang", ["ar", "es", "fr", "ru", "uk"])
def test_sums_are_said_in_every_language(lang: str) -> None:
    m = sm.before_after(rows(), EVENT, windows=9, sum="killed", lang=lang)
    assert any("3–5" in note.text for note in m.spec.notes if note.kind == "toll")
