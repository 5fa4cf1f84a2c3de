import pandas as pd
import pytest

import strikemap as sm


def strike(*rows, tuples=True):
    """Corroborate reports of one place and day; each row is (attacker, attribution)."""
    attackers, attributions = zip(*rows, strict=True)
    frame = pd.DataFrame(
        {
            "id": [f"r{n}" for n in range(len(rows))],
            "date_start": pd.Timestamp("2017-04-08"),
            "lon": 36.0,
            "lat": 35.0,
            "source": [f"outlet {n}" for n in range(len(rows))],
            "attacker": attackers,
            "attribution": attributions,
        }
    )
    if tuples:
        names = [tuple(text.split(" or ")) if text else () for text in attackers]
        frame["attackers_stated"] = [one if len(one) == 1 else () for one in names]
        frame["attackers_alternative"] = [one if len(one) > 1 else () for one in names]
    made = sm.corroborate(frame, method="closest")
    assert len(made) == 1
    return made.iloc[0]


def test_a_report_that_names_nobody_contradicts_nobody():
    merged = strike(("Unidentified", "unattributed"), ("Russia", "alleged"))
    assert merged["attacker"] == "Russia"
    assert merged["attackers_stated"] == ("Russia",)
    assert merged["attribution"] == "alleged"
    assert merged["conflicts"] == ("attacker", "attribution")


def test_either_or_both_is_never_taken_for_one_of_them():
    merged = strike(("Russia", "alleged"), ("Syrian government or Russia", "alleged"))
    assert merged["attacker"] == "Syrian government or Russia"
    assert merged["attackers_stated"] == ()
    assert set(merged["attackers_alternative"]) == {"Russia", "Syrian government"}
    assert merged["attribution"] == "alleged"


def test_attackers_that_exclude_each_other_make_the_strike_contested():
    merged = strike(("Russia", "alleged"), ("US-led coalition", "alleged"))
    assert merged["attacker"] == "Russia or US-led coalition"
    assert merged["attribution"] == "contested"


def test_a_claim_that_others_report_is_confirmed_and_no_claim():
    merged = strike(("Russia", "claimed by attacker"), ("Russia", "alleged"))
    assert merged["attribution"] == "confirmed by attacker"
    assert not merged["claim"]
    assert not merged["attacker_word_only"]


def test_a_claim_that_only_its_reprints_repeat_stays_a_claim():
    merged = strike(("Russia", "claimed by attacker"), ("Russia", "claimed by attacker"))
    assert merged["claim"]


def test_a_log_that_nobody_else_reports_is_declared_and_no_claim():
    frame = pd.DataFrame(
        {
            "id": ["r0"],
            "date_start": pd.Timestamp("2017-04-08"),
            "lon": 36.0,
            "lat": 35.0,
            "attacker": "US-led coalition",
            "attribution": "confirmed by attacker",
            "source_kind": "attacker official",
        }
    )
    merged = sm.corroborate(frame).iloc[0]
    assert merged["attacker_word_only"]
    assert not merged["claim"]


def test_a_report_whose_origin_is_the_attacker_rests_on_his_word():
    frame = pd.DataFrame(
        {
            "id": ["r0", "r1"],
            "date_start": pd.Timestamp("2017-04-08"),
            "lon": [36.0, 37.0],
            "lat": 35.0,
            "attacker": "Russia",
            "origin": ["Russia", "SOHR"],
        }
    )
    assert sm.corroborate(frame)["attacker_word_only"].tolist() == [True, False]


@pytest.mark.parametrize("tuples", [True, False])
def test_one_attacker_named_by_all_stays_as_it_is(tuples):
    merged = strike(("Russia", "alleged"), ("Russia", "alleged"), tuples=tuples)
    assert merged["attacker"] == "Russia"
    assert merged["conflicts"] == ()


def test_joint_attackers_keep_whom_all_name():
    frame = pd.DataFrame(
        {
            "id": ["r0", "r1"],
            "date_start": pd.Timestamp("2017-04-08"),
            "lon": 36.0,
            "lat": 35.0,
            "attacker": ["Russia, Syrian government", "Russia"],
            "attackers_stated": [("Russia", "Syrian government"), ("Russia",)],
            "attackers_alternative": [(), ()],
        }
    )
    merged = sm.corroborate(frame, method="closest").iloc[0]
    assert (merged["attacker"], merged["attackers_stated"]) == ("Russia", ("Russia",))
    assert "attacker" in merged["conflicts"]
