"""Events, windows, and which window a range of dates falls in."""

from __future__ import annotations

import datetime as dt
import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import strikemap as sm
from strikemap.errors import MapError
from strikemap.periods import (
    CODES,
    Event,
    Period,
    Windows,
    as_event,
    as_windows,
    assign,
    date_of,
    day_of,
    days_of,
    share_in,
)

DEAL = "2017-05-04"


def days(*dates: str) -> np.ndarray:
    return np.array([day_of(dt.date.fromisoformat(date)) for date in dates])


def codes(first: str, last: str, windows: Windows) -> int:
    return int(assign(days(first), days(last), windows.periods(DEAL))[0])


def test_a_strike_on_the_event_day_counts_as_after():
    assert codes(DEAL, DEAL, Windows(19)) == 1
    assert codes("2017-05-03", "2017-05-03", Windows(19)) == 0


def test_nineteen_days_are_nineteen_before_and_nineteen_from_the_event_day_on():
    before, after = Windows(19).periods(DEAL)
    assert (before.first_date, before.last_date) == (dt.date(2017, 4, 15), dt.date(2017, 5, 3))
    assert (after.first_date, after.last_date) == (dt.date(2017, 5, 4), dt.date(2017, 5, 22))
    assert before.days == after.days == 19


def test_unequal_lengths_and_a_gap_are_kept_apart():
    periods = Windows(10, 20, gap=(2, 3)).periods(DEAL)
    assert periods.before.last_date == dt.date(2017, 5, 1)
    assert periods.after.first_date == dt.date(2017, 5, 7)
    assert (periods.before.days, periods.after.days, periods.gap_days) == (10, 20, 5)


def test_dates_are_half_open_unless_both_ends_are_included():
    pairs = ("2017-04-15", "2017-05-03"), ("2017-05-06", "2017-05-31")
    assert [p.days for p in Windows(*pairs).periods(DEAL)] == [18, 25]
    assert [p.days for p in Windows(*pairs, inclusive="both").periods(DEAL)] == [19, 26]


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        ("2017-05-03", "2017-05-05", "DATE_STRADDLES_EVENT"),
        ("2017-05-04", "2017-05-05", "IN_GAP"),
        ("2017-05-05", "2017-05-07", "DATE_PRECISION"),
        ("2017-04-10", "2017-04-16", "DATE_PRECISION"),
        ("2017-04-01", "2017-04-14", "OUTSIDE_WINDOWS"),
        ("2017-05-31", "2017-06-02", "DATE_PRECISION"),
        ("2017-06-01", "2017-06-01", "OUTSIDE_WINDOWS"),
        ("2017-01-01", "2017-12-31", "DATE_STRADDLES_EVENT"),
    ],
)
def test_a_range_that_fits_no_window_gets_its_reason(first: str, last: str, code: str):
    windows = Windows(("2017-04-15", "2017-05-04"), ("2017-05-06", "2017-06-01"))
    assert CODES[codes(first, last, windows)] == code


def test_a_range_inside_a_window_belongs_to_it():
    assert codes("2017-05-01", "2017-05-03", Windows(19)) == 0
    assert codes("2017-05-04", "2017-05-22", Windows(19)) == 1


@given(
    st.lists(st.tuples(st.integers(-40, 40), st.integers(0, 50)), min_size=1, max_size=30),
    st.integers(1, 20),
    st.integers(1, 20),
    st.tuples(st.integers(0, 4), st.integers(0, 4)),
)
def test_every_range_gets_the_code_that_its_days_say(rows, before, after, gap):
    event = day_of(dt.date.fromisoformat(DEAL))
    start = np.array([event + first for first, _ in rows])
    end = start + np.array([extra for _, extra in rows])
    periods = Windows(before, after, gap=gap).periods(DEAL)
    got = assign(start, end, periods)
    for code, first, last in zip(got, start, end, strict=True):
        kinds = {_kind(day, periods) for day in range(first, last + 1)}
        if len(kinds) == 1:
            assert {"before": 0, "after": 1, "gap": -2, "outside": -1}[kinds.pop()] == code
        elif first < event <= last:
            assert code == -3
        else:
            assert code == -4 or (code == -1 and kinds == {"outside"})


def _kind(day: int, periods) -> str:
    for name, period in zip(("before", "after"), periods, strict=True):
        if period.start_day <= day < period.stop_day:
            return name
    inside = periods.before.stop_day <= day < periods.after.start_day
    return "gap" if inside else "outside"


def test_day_shares_agree_with_the_reference():
    rows = pd.read_csv(Path(__file__).parents[1] / "reference" / "date_range_prob.csv")
    for row in rows.itertuples():
        start, end = days(row.date_start), days(row.date_end)
        event = day_of(dt.date.fromisoformat(row.event_date))
        from_event_on, before = Period(event, event + 9999), Period(event - 9999, event)
        after = share_in(start, end, from_event_on)[0]
        assert after == pytest.approx(row.p_after_event_day_is_after)
        assert after + share_in(start, end, before)[0] == pytest.approx(1)
        later, rest = share_in(start, end, Period(event + 1, event + 9999))[0], 1 - after
        if later + rest > 0:
            share = later / (later + share_in(start, end, before)[0])
            assert share == pytest.approx(row.p_after_event_day_excluded)


@pytest.mark.parametrize(
    "date",
    [
        "some day",
        "2017-05",
        "4-6 May 2017",
        "04/05/2017",
        "",
        None,
        float("nan"),
        pd.NaT,
        pd.Timestamp(DEAL, tz="Asia/Damascus"),
        5,
    ],
)
def test_an_event_without_a_plain_local_date_is_refused(date):
    with pytest.raises(MapError) as caught:
        Event("Deal", date)
    assert caught.value.code == "EVENT_DATE"
    assert "YYYY-MM-DD" in str(caught.value) or "'2017-05-04' or '2017-04-05'" in str(caught.value)


@pytest.mark.parametrize(
    "date",
    [
        *(DEAL, dt.date(2017, 5, 4), dt.datetime(2017, 5, 4, 9), np.datetime64(DEAL)),
        *("4 May 2017", "May 4, 2017", "20170504", "٤ أيار ٢٠١٧"),
    ],
)
def test_an_event_takes_any_plain_date(date):
    event = as_event(Event("Deal", date))
    assert event.date == dt.date(2017, 5, 4)
    assert type(event.date) is dt.date


def test_a_bare_date_is_an_event_named_by_it():
    assert as_event(DEAL).name == "4 May 2017"


def test_an_event_needs_a_name():
    with pytest.raises(MapError, match="name"):
        Event(" ", DEAL)


def test_an_event_may_be_named_in_other_languages():
    named = Event("Deal", "2017-05-04", names={"ar": "اتفاق"})
    assert (named.name_in("ar"), named.name_in("en")) == ("اتفاق", "Deal")
    assert named.moved(3).name_in("ar") == "اتفاق"
    assert named != Event("Deal", "2017-05-04")
    assert pickle.loads(pickle.dumps(named)) == named
    assert Event("Deal", "2017-05-04").name_in("ar") == "Deal"


@pytest.mark.parametrize("names", [{"ar": ""}, {"ar": None}, "اتفاق", ["اتفاق"]])
def test_names_that_name_nothing_are_refused(names):
    with pytest.raises(MapError, match="names=") as caught:
        Event("Deal", "2017-05-04", names=names)
    assert caught.value.code == "EVENT_NAME"


def test_an_event_moved_keeps_its_name_and_forgets_its_other_dates():
    moved = Event("Deal", DEAL, halted="2017-05-01").moved(-3)
    assert (moved.name, moved.date, moved.halted) == ("Deal", dt.date(2017, 5, 1), None)


@pytest.mark.parametrize(
    ("args", "kwargs"),
    [
        ((0,), {}),
        ((-3,), {}),
        ((True,), {}),
        ((3.5,), {}),
        ((19, 0), {}),
        ((19,), {"gap": -1}),
        ((19,), {"gap": (1, 2, 3)}),
        ((19,), {"inclusive": "right"}),
        ((("2017-04-15", "2017-05-04"),), {}),
        ((("2017-05-04", "2017-05-04"), 5), {}),
        ((("2017-05-04", "2017-04-15"), 5), {}),
        ((("2017-04-15",), 5), {}),
        ((("2017-04-15", "2017-05-04"), 5), {"gap": 2}),
    ],
)
def test_windows_that_hold_no_days_are_refused(args, kwargs):
    with pytest.raises(MapError) as caught:
        Windows(*args, **kwargs)
    assert caught.value.code == "WINDOWS_INVALID"


@pytest.mark.parametrize(
    "windows",
    [
        Windows(("2017-04-15", "2017-05-06"), ("2017-05-06", "2017-06-01")),
        Windows(("2017-04-15", "2017-05-01"), ("2017-05-02", "2017-06-01")),
    ],
)
def test_windows_on_the_wrong_side_of_the_event_are_refused(windows: Windows):
    with pytest.raises(MapError, match="2017-05-04") as caught:
        windows.periods(DEAL)
    assert caught.value.code == "WINDOWS_INVALID"


@pytest.mark.parametrize(
    ("asked", "write"),
    [
        ((19, 41), "19 days before and 41 from the event day on, write windows=Windows(19, 41)"),
        (
            (("2017-04-01", "2017-05-04"), ("2017-05-04", "2017-06-01")),
            "write windows=Windows(('2017-04-01', '2017-05-04'), ('2017-05-04', '2017-06-01'))",
        ),
        ((19, 1, 41), "Write windows=19, Windows(19, 42)"),
        ("19", "Write windows=19"),
        (19.5, "Write windows=19"),
    ],
)
def test_what_is_no_windows_is_refused_with_what_to_write(asked, write):
    with pytest.raises(MapError) as caught:
        as_windows(asked)
    assert write in str(caught.value)


def test_days_and_dates_are_each_others_inverse():
    assert date_of(day_of(dt.date(2017, 5, 4))) == dt.date(2017, 5, 4)


def test_a_column_of_text_or_of_zoned_times_is_not_taken_for_dates():
    for column in (pd.Series([DEAL]), pd.to_datetime(pd.Series([DEAL])).dt.tz_localize("UTC")):
        with pytest.raises(MapError) as caught:
            days_of(column)
        assert caught.value.code == "DATE_TYPE"


def test_windows_say_what_they_are():
    assert repr(Windows(19, gap=2)) == "Windows(19, 19, gap=(0, 2))"
    text = repr(Windows(("2017-04-15", "2017-05-04"), 5))
    assert text == "Windows(('2017-04-15', '2017-05-04'), 5)"


def test_event_and_windows_show_themselves_in_a_notebook_with_hostile_names_as_text():
    shown = Event("<img src=x onerror=alert(1)>", "2017-05-04", halted="2017-05-01")._repr_html_()
    assert "<img" not in shown
    assert "2017-05-01" in shown
    assert "19" in sm.Windows(19, gap=2)._repr_html_()
