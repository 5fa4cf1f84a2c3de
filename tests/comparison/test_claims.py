import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import strikemap as sm
from strikemap.comparison.claims import SUPPORT


def strikes(**columns):
    return pd.DataFrame({"n_sources": 1, "attribution": "alleged", "attacker": "Russia", **columns})


def test_every_strike_is_counted_under_what_it_rests_on():
    frame = strikes(
        attribution=[
            "claimed by attacker",
            "confirmed by attacker",
            "contested",
            "alleged",
            "alleged",
            "confirmed by attacker",
        ],
        attacker_word_only=[True, True, False, False, False, False],
        n_sources=[1, 1, 4, 2, 1, 3],
    )
    row = sm.claims_vs_evidence(frame, by=None).iloc[0]
    assert row[list(SUPPORT)].to_dict() == {
        "claims": 1,
        "declared": 1,
        "single_source": 1,
        "corroborated": 2,
        "contested": 1,
    }
    assert row["strikes"] == 6
    assert row["share_claimed"] == pytest.approx(1 / 6)


def test_groups_add_up_to_all():
    frame = strikes(attacker=["Russia", None, "Turkey"], attribution="claimed by attacker")
    table = sm.claims_vs_evidence(frame).set_index("group")
    assert table["claims"].to_dict() == {"Russia": 1, "Turkey": 1, "not stated": 1, "all": 3}


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["alleged", "contested", "claimed by attacker", None]),
            st.integers(1, 4),
            st.booleans(),
            st.sampled_from(["north", "south", None]),
        ),
        max_size=10,
    )
)
def test_the_kinds_of_support_add_up_to_the_strikes(rows):
    frame = pd.DataFrame(rows, columns=["attribution", "n_sources", "claim", "zone"])
    table = sm.claims_vs_evidence(frame, by="zone")
    assert (table[list(SUPPORT)].sum(axis=1) == table["strikes"]).all()
    assert table["strikes"].iloc[-1] == len(frame)
    assert table["strikes"].iloc[:-1].sum() == len(frame)


def test_windows_around_an_event_put_the_event_day_after_and_say_what_is_in_none():
    days = pd.to_datetime(["2017-05-03", "2017-05-04", "2017-05-03", "2017-01-01"])
    ends = pd.to_datetime(["2017-05-03", "2017-05-04", "2017-05-05", "2017-01-01"])
    frame = strikes(date_start=days, date_end=ends)
    table = sm.claims_vs_evidence(frame, None, event=sm.Event("deal", "2017-05-04"), windows=10)
    assert table[["window", "strikes"]].values.tolist() == [["before", 1], ["after", 1]]
    assert table.attrs["not_in_a_window"] == 2


def test_named_windows_are_half_open():
    frame = strikes(date_start=pd.to_datetime(["2017-05-31", "2017-06-01"]))
    spans = {"May": ("2017-05-01", "2017-06-01"), "June": ("2017-06-01", "2017-07-01")}
    table = sm.claims_vs_evidence(frame, None, windows=spans)
    assert table.set_index("window")["strikes"].to_dict() == {"May": 1, "June": 1}


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"by": "zone"}, "COLUMNS_MISSING"),
        ({"windows": 19}, "WINDOWS_INVALID"),
        ({"windows": {"none": ("2017-05-01", "2017-05-01")}}, "WINDOWS_INVALID"),
        (
            {"event": "2017-05-04", "windows": {"May": ("2017-05-01", "2017-06-01")}},
            "WINDOWS_INVALID",
        ),
    ],
)
def test_what_cannot_be_tabled_is_refused(options, code):
    with pytest.raises(sm.ReportError) as caught:
        sm.claims_vs_evidence(strikes(date_start=[pd.Timestamp("2017-05-01")]), **options)
    assert caught.value.code == code


def test_the_embedded_strikes_hold_five_russian_claims():
    table = sm.claims_vs_evidence(sm.load_dataset("syria_2017_strikes"))
    claims = table.set_index("group")["claims"]
    assert claims["Russia"] == claims["all"] == 5
    assert np.isclose(table.set_index("group")["share_claimed"]["US-led coalition"], 0)
