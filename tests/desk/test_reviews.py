import pandas as pd
import pytest

import strikemap as sm


def reports():
    """Return a clear pair, a doubtful pair, and one far away."""
    return pd.DataFrame(
        {
            "id": ["a", "b", "c", "d", "e"],
            "date_start": pd.Timestamp("2017-04-08"),
            "lon": [36.0, 36.0, 37.0, 37.0, 40.0],
            "lat": [35.0, 35.001, 35.0, 35.016, 35.0],
            "source": ["one", "two", "one", "two", "one"],
            "killed_max": [7, 12, 3, 3, 1],
            "attacker": ["Russia", "Syria", "Russia", "Russia", "Russia"],
        }
    )


def test_the_doubtful_pair_comes_before_the_clear_one_and_lone_reports_are_not_asked():
    sheet = sm.review(sm.corroborate(reports(), agree=[]))
    pairs = sheet.loc[sheet["field"] == "", "report_ids"].tolist()
    assert pairs.index("c; d") < pairs.index("a; b")
    assert not sheet["report_ids"].str.contains("e").any()


def test_a_report_that_says_otherwise_is_asked_about_with_what_it_says():
    sheet = sm.review(sm.corroborate(reports(), agree=[]))
    asked = sheet[sheet["action"] == "set"]
    assert set(zip(asked["field"], asked["from"], asked["gain"], strict=True)) == {
        ("attacker", "Russia", 0.5),
        ("attacker", "Syria", 0.5),
    }
    assert asked["to"].eq("").all()


def test_a_sheet_without_answers_changes_nothing_and_answers_are_read_back(tmp_path):
    strikes = sm.corroborate(reports(), agree=[])
    sheet = sm.review(strikes)
    assert sm.update(strikes, reports(), decisions=sheet)["id"].tolist() == strikes["id"].tolist()
    sheet.loc[sheet["report_ids"] == "a; b", "action"] = "split"
    sheet.to_csv(tmp_path / "answers.csv", index=False)
    now = sm.update(strikes, reports(), decisions=tmp_path / "answers.csv")
    assert {("a",), ("b",)} <= set(now["report_ids"])


def test_no_more_questions_than_asked_for():
    assert len(sm.review(sm.corroborate(reports()), n=1)) == 1


def test_strikes_from_a_file_cannot_be_reviewed():
    with pytest.raises(sm.ReportError) as caught:
        sm.review(sm.load_dataset("syria_2017_strikes"))
    assert caught.value.code == "COLUMNS_MISSING"
