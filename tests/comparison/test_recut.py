"""The event on another day: the same numbers as a comparison made for that day."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest

import strikemap as sm
from strikemap.comparison.recut import between_the_edges, recut_tables
from strikemap.periods import date_of

EVENT = "2017-05-04"


def strikes(spans: list[tuple[str, str]]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "id": [f"S{i}" for i in range(len(spans))],
            "date_start": pd.to_datetime([a for a, _ in spans]),
            "date_end": pd.to_datetime([b for _, b in spans]),
            "region": ["north", "south"] * (len(spans) // 2),
        },
        geometry=gpd.points_from_xy([36.6] * len(spans), [35.5] * len(spans)),
        crs="EPSG:4326",
    )


SPANS = [
    ("2017-04-28", "2017-04-28"),
    ("2017-05-01", "2017-05-02"),
    ("2017-05-03", "2017-05-05"),
    ("2017-05-04", "2017-05-04"),
    ("2017-05-07", "2017-05-07"),
    ("2017-05-12", "2017-05-20"),
]


@pytest.mark.parametrize("gap", [0, 2])
def test_a_table_of_another_day_is_that_of_a_comparison_made_for_it(gap: int) -> None:
    frame = strikes(SPANS)
    made = sm.compare(frame, EVENT, windows=sm.Windows(8, 8, gap=gap), by="region")
    tables = recut_tables(made, days=10)
    assert len(tables) == 14
    for day, table in tables.items():
        shift = day - made.periods.event_day
        before, after = made.periods
        windows = sm.Windows(
            (date_of(before.start_day), date_of(before.stop_day + shift)),
            (date_of(after.start_day + shift), date_of(after.stop_day)),
        )
        other = sm.compare(frame, date_of(day), windows=windows, by="region")
        pd.testing.assert_frame_equal(table, other.table)


def test_rows_that_straddle_the_event_wait_between_the_edges() -> None:
    made = sm.compare(strikes(SPANS), EVENT, windows=8)
    waiting = between_the_edges(made)
    assert waiting["id"].tolist() == ["S2"]
    assert waiting["period"].tolist() == [""]


def test_a_page_carries_them_and_the_print_does_not() -> None:
    m = sm.before_after(strikes(SPANS), sm.Event("Deal", EVENT), windows=8)
    page = m._page_spec("en")
    assert set(page.marks.id) - set(m.spec.marks.id) == {"S2"}
    assert page.marks.panel.tolist().count(-1) == 1
    assert [e.counts for g in page.legend for e in g.entries] == [
        e.counts for g in m.spec.legend for e in g.entries
    ]
    assert len(page.recut) == 14
    assert m.spec.recut == ()


def test_the_words_of_page_and_print_count_the_same_rows() -> None:
    kinds = ["Air/drone strike", "Shelling/artillery/missile attack"]
    table = pd.DataFrame(
        {
            "event_id_cnty": [f"MMR{i}" for i in range(6)],
            "event_date": ["28 April 2017", "1 May 2017", "4 May 2017", "5 May 2017"]
            + ["3 May 2017"] * 2,
            "time_precision": [1, 1, 1, 1, 2, 2],
            "sub_event_type": kinds * 3,
            "latitude": 22.9,
            "longitude": 97.7,
            "source": ["DVB"] * 4 + ["Irrawaddy"] * 2,
        }
    )
    m = sm.before_after(sm.read_reports(table), sm.Event("Deal", EVENT), windows=8)
    page = m._page_spec("en")
    assert len(page.marks.id) == 6
    assert [note.text for note in page.notes] == [note.text for note in m.spec.notes]
    assert any("2 of the 4 are air or drone strikes" in note.text for note in page.notes)


def test_a_map_without_any_strike_says_so_and_shows_the_tables_surroundings() -> None:
    with pytest.warns(sm.MapWarning, match="None of the 6 rows is on the map: 6 OUTSIDE_WINDOWS"):
        m = sm.before_after(strikes(SPANS), sm.Event("Other", "2018-05-04"))
    assert m.spec.extent.east - m.spec.extent.west < 10
