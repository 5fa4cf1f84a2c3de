import pandas as pd
import pytest

import strikemap as sm


@pytest.fixture(scope="module")
def strikes():
    frame = pd.DataFrame(
        {
            "id": ["a", "b", "c", "d"],
            "date_start": pd.to_datetime(["2017-04-08", "2017-04-09", "2017-04-08", "2017-05-08"]),
            "lon": [36.0, 36.0, 36.005, 36.0],
            "lat": 35.0,
            "source": ["one", "two", "<b>three</b>", "one"],
            "target_type": ["hospital", "hospital", "market", "hospital"],
        }
    )
    return sm.corroborate(frame)


def test_reports_stand_side_by_side_with_the_reason_each_joined(strikes):
    why = sm.explain(strikes, "a")
    assert why.reports["id"].tolist() == ["a", "b", "c"]
    assert why.reports["joined"].iloc[0] == "first report"
    assert why.reports["joined"].str.contains("odds").tolist() == [False, True, True]
    assert {"source", "date_start", "target_type"} <= set(why.reports.columns)


def test_every_two_reports_have_their_distance_and_days(strikes):
    pairs = sm.explain(strikes, "a").pairs.set_index(["first", "second"])
    assert pairs.loc[("a", "b"), ["km", "days"]].tolist() == [0.0, 1]
    assert pairs.loc[("a", "c"), "km"] == pytest.approx(0.455, abs=0.001)
    assert len(pairs) == 3


def test_the_parts_of_the_evidence_multiply_to_the_odds(strikes):
    pairs = sm.explain(strikes, "a").pairs.dropna(subset="odds")
    assert len(pairs) == 2
    for odds, because in zip(pairs["odds"], pairs["because"], strict=True):
        product = 1.0
        for part in because.split(", "):
            product *= float(part.split(" x")[1])
        assert product == pytest.approx(odds, rel=0.05)


def test_a_strike_of_one_report_is_explained_too(strikes):
    why = sm.explain(strikes, "d")
    assert why.reports["joined"].tolist() == ["first report"]
    assert len(why.pairs) == 0


def test_rows_taken_from_the_strikes_can_still_be_explained(strikes):
    part = pd.concat([strikes[strikes["id"] == "a"], strikes[strikes["id"] == "d"]])
    assert len(sm.explain(part, "a").reports) == 3


def test_the_notebook_shows_a_table_with_the_text_of_reports_as_text(strikes):
    html = sm.explain(strikes, "a")._repr_html_()
    assert "&lt;b&gt;three&lt;/b&gt;" in html
    assert "<b>three" not in html


def test_an_unknown_strike_and_foreign_strikes_are_refused(strikes):
    with pytest.raises(sm.ReportError) as caught:
        sm.explain(strikes, "z")
    assert caught.value.code == "STRIKE_UNKNOWN"
    with pytest.raises(sm.ReportError) as caught:
        sm.explain(sm.load_dataset("syria_2017_strikes"), "SM001")
    assert caught.value.code == "COLUMNS_MISSING"
