"""The Python side of the widget: view, windows and selection set and read, and the map as seen."""

from __future__ import annotations

import sys
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import strikemap as sm
from strikemap.widget import MapWidget

DAYS = ("2017-05-01", "2017-05-02", "2017-05-03", "2017-05-05", "2017-05-06", "2017-05-08")


def strikes() -> gpd.GeoDataFrame:
    day = pd.to_datetime(pd.Series(DAYS, index=[10, 11, 12, 13, 14, 15]))
    return gpd.GeoDataFrame(
        {
            "id": [f"S{i}" for i in range(len(DAYS))],
            "place": list("abcdef"),
            "attacker": ["Russia", "Russia", "Syria", "Russia", "Russia", "Syria"],
            "date_start": day,
            "date_end": day.where(day != pd.Timestamp("2017-05-03"), pd.Timestamp("2017-05-05")),
        },
        geometry=gpd.points_from_xy(np.linspace(36, 38, len(DAYS)), np.full(len(DAYS), 35.0)),
        crs="EPSG:4326",
        index=day.index,
    )


def a_map(**options: Any) -> sm.StrikeMap:
    return sm.before_after(strikes(), sm.Event("Deal", "2017-05-04"), windows=5, **options)


def filtered(widget: MapWidget, ids: list[str]) -> None:
    """Do what a page does whose filters hide some strikes."""
    rows = np.flatnonzero(widget._strikes["id"].isin(ids)).astype("<u4")
    widget.view = widget._told = "text=word"
    widget._hidden = rows.tobytes()


def counts(made: sm.StrikeMap) -> list[int]:
    return made.table.loc[made.table["zone"] == "all", ["n_before", "n_after"]].iloc[0].tolist()


def test_nothing_changed_is_the_same_map() -> None:
    m = a_map()
    w = m.widget()
    assert w.map() is m
    assert w.event == m.comparison.event
    assert w.windows.stated() == {
        "before": ["2017-04-29", "2017-05-04"],
        "after": ["2017-05-04", "2017-05-09"],
    }


def test_a_moved_event_counts_as_a_map_made_with_it() -> None:
    w = a_map().widget()
    w.event = "2017-05-06"
    assert w.view == "event=2017-05-06"
    wanted = sm.before_after(strikes(), w.event, windows=w.windows)
    assert counts(w.map()) == counts(wanted) == [4, 2]
    assert w.map().to_toml() == wanted.to_toml()
    assert w.event.name == "Deal"


def test_narrower_windows_are_set_in_days_or_dates_and_keep_the_rest_of_the_view() -> None:
    w = a_map().widget()
    w.view = "look=panel2"
    w.windows = sm.Windows(3, 2)
    assert w.view == "from=2017-05-01&to=2017-05-05&look=panel2"
    assert counts(w.map()) == [2, 1]
    w.windows = 5
    assert w.view == "look=panel2"


@pytest.mark.parametrize(
    "set_", [{"windows": 6}, {"windows": sm.Windows(3, 3, gap=1)}, {"event": "2017-06-01"}]
)
def test_what_the_page_does_not_hold_is_refused(set_: dict[str, Any]) -> None:
    w = a_map().widget()
    [(name, value)] = set_.items()
    with pytest.raises(sm.StrikemapError, match="2017-04-29 to 2017-05-08") as error:
        setattr(w, name, value)
    assert error.value.code == "OUTSIDE_PAGE"
    assert w.view == ""


@given(st.text(max_size=12), st.sampled_from(["event", "from", "to", "look", ""]))
def test_a_view_that_makes_no_sense_is_as_good_as_none(text: str, name: str) -> None:
    w = WIDGET
    w.view = f"{name}={text}"
    before, after = w.windows.periods(w.event)
    assert before.days >= 1 <= after.days
    assert (before.start_day, after.stop_day) == (17285, 17295)


WIDGET = a_map().widget()


def test_filtered_rows_are_in_the_ledger_of_the_map_as_seen() -> None:
    w = a_map(where={"attacker": "Russia"}).widget()
    filtered(w, ["S1", "S3"])
    made = w.map()
    assert counts(made) == [1, 1]
    left = sm.ledger(made)
    assert left.loc[left["code"] == "FILTERED_OUT", "id"].tolist() == ["S1", "S3"]
    assert len(left) + len(made.comparison.strikes) == len(strikes())
    assert any("2 left out by a filter" in note.text for note in made.spec.notes)
    assert 'unrecorded = ["filters"]' in made.to_toml()


def test_days_of_which_the_filters_say_nothing_are_not_counted() -> None:
    long = pd.concat([strikes(), strikes().assign(date_start=pd.Timestamp("2017-04-01"))])
    long["date_end"] = long["date_end"].where(long["date_start"] > "2017-04-02", "2017-04-01")
    long["id"] = [f"S{i}" for i in range(len(long))]
    w = sm.before_after(long, sm.Event("Deal", "2017-05-04"), windows=5).widget()
    filtered(w, ["S0"])
    made = w.map().comparison
    assert str(made.coverage.first_date) == "2017-04-29"
    assert made.daily["all"].sum() == pytest.approx(5)


def test_filters_set_in_python_wait_for_the_page() -> None:
    w = a_map().widget()
    w.view = "only-zone=ISIS"
    with pytest.raises(sm.StrikemapError) as error:
        w.map()
    assert error.value.code == "NOT_SHOWN"


def test_a_selection_is_set_by_ids_or_a_frame_and_read_as_a_frame() -> None:
    m = a_map()
    w = m.widget()
    w.selection = ["S5", "S2"]
    assert set(w.selection["id"]) == {"S2", "S5"}
    assert isinstance(w.selection, gpd.GeoDataFrame)
    assert w.selection.crs == "EPSG:4326"
    assert set(w.selection.index) == {12, 15}
    assert not {"panel", "period"} & set(w.selection.columns)
    w.selection = m.comparison.strikes.query("attacker == 'Syria'")
    assert w.selection["id"].tolist() == ["S5"]
    w.selection = None
    assert w.selection.empty
    with pytest.raises(sm.StrikemapError) as error:
        w.selection = ["none"]
    assert error.value.code == "STRIKE_UNKNOWN"


def test_rows_from_a_page_that_do_not_exist_are_left_out() -> None:
    w = a_map().widget()
    w.selected = np.array([1, 99], dtype="<u4").tobytes() + b"\x01"
    assert len(w.selection) == 1


def test_a_map_without_an_event_is_shown_selected_and_returned() -> None:
    m = sm.period_maps(strikes(), {"A": ("2017-05-01", "2017-05-05")})
    w = m.widget()
    w.selection = ["S0"]
    assert len(w.selection) == 1
    assert w.map() is m
    with pytest.raises(sm.StrikemapError) as error:
        _ = w.event
    assert error.value.code == "NOTHING_COMPARED"


def test_a_map_of_the_change_stays_one() -> None:
    w = a_map().difference(by="hexagon").widget()
    w.event = "2017-05-06"
    assert w.map()._scene.cells is not None
    assert counts(w.map()) == [4, 2]


def test_where_widgets_cannot_run_the_picture_is_left() -> None:
    data, _ = a_map().widget()._repr_mimebundle_()
    assert data["image/png"].startswith("iVBOR")
    assert "application/vnd.jupyter.widget-view+json" in data
    assert data["text/plain"].startswith("<MapWidget")


def test_a_missing_anywidget_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "strikemap.widget")
    monkeypatch.setitem(sys.modules, "anywidget", None)
    with pytest.raises(sm.StrikemapError, match=r"strikemap\[widget\]"):
        a_map().widget()
