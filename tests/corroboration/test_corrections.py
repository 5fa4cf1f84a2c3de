import pandas as pd
import pytest

import strikemap as sm


def reports():
    return pd.DataFrame(
        {
            "id": ["a", "b"],
            "date_start": pd.to_datetime(["2017-04-08", "2017-05-08"]),
            "lon": [36.7, 38.0],
            "lat": [35.5, 35.0],
            "attacker": ["Russia", "Russia or Syria"],
            "attackers_stated": [("Russia",), ()],
            "attackers_alternative": [(), ("Russia", "Syria")],
            "killed_max": [7, 3],
        }
    )


def line(ids, field, before, after, who=""):
    return ("set", ids, field, before, after, who)


def decided(*lines):
    columns = ["action", "report_ids", "field", "from", "to", "who"]
    return sm.corroborate(reports(), decisions=pd.DataFrame(lines, columns=columns))


def test_a_correction_changes_the_strike_and_stands_in_the_ledger():
    strikes = decided(line("a", "killed_max", "7", "12", "AB"))
    assert strikes["killed_max"].tolist() == [12, 3]
    entry = sm.ledger(strikes).iloc[0]
    assert (entry["id"], entry["code"]) == ("a", "FIELD_DECIDED")
    assert entry["detail"] == "killed_max '7' became '12' by decision by AB"


def test_a_date_is_corrected_as_a_date_and_an_attacker_in_all_its_columns():
    strikes = decided(
        line("a", "date_start", "2017-04-08", "2017-04-09"),
        line("b", "attacker", "Russia or Syria", "Syria"),
    )
    assert strikes["date_start"].iloc[0] == pd.Timestamp("2017-04-09")
    assert strikes["attackers_stated"].iloc[1] == ("Syria",)
    assert strikes["attackers_alternative"].iloc[1] == ()


def test_a_correction_of_what_the_source_no_longer_says_is_told_and_not_applied():
    with pytest.warns(sm.CorroborationWarning, match="now says '7'. It was not applied"):
        assert decided(line("a", "killed_max", "5", "12"))["killed_max"].tolist() == [7, 3]


def test_two_corrections_of_one_field_are_an_error_that_names_both_lines():
    with pytest.raises(sm.ReportError) as caught:
        decided(line("a", "killed_max", "7", "9", "AB"), line("a", "killed_max", "7", "8", "CD"))
    assert caught.value.code == "DECISIONS_CONTRADICT"
    assert caught.value.where == "line 1, line 2"


@pytest.mark.parametrize(
    ("field", "to", "code"),
    [
        ("wepon", "bomb", "COLUMNS_MISSING"),
        ("id", "c", "DECISION_INVALID"),
        ("killed_max", "many", "DECISION_INVALID"),
        ("date_start", "08/04/17", "DECISION_INVALID"),
    ],
)
def test_a_correction_that_cannot_be_written_is_an_error(field, to, code):
    with pytest.raises(sm.ReportError) as caught:
        decided(line("a", field, "", to))
    assert caught.value.code == code


def test_a_question_that_nobody_answered_is_no_decision():
    strikes = decided(line("a", "killed_max", "7", ""), ("", "a;b", "", "", "", ""))
    assert strikes["killed_max"].tolist() == [7, 3]
