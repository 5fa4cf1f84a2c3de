import pandas as pd
import pytest

import strikemap as sm
from strikemap.corroboration import read_decisions


def reports(kilometres=(0, 0.3, 0.6, 40)):
    return pd.DataFrame(
        {
            "id": [f"r{n}" for n in range(len(kilometres))],
            "date_start": pd.Timestamp("2017-04-08"),
            "lon": 36.0,
            "lat": [35.0 + km / 111.195 for km in kilometres],
            "source": [f"outlet {n}" for n in range(len(kilometres))],
        }
    )


def decisions(*lines):
    return pd.DataFrame(lines, columns=["action", "report_ids"])


def groups(*lines, **options):
    strikes = sm.corroborate(reports(), decisions=decisions(*lines), **options)
    return set(strikes["report_ids"])


def test_without_decisions_the_near_ones_are_one_strike():
    assert groups() == {("r0", "r1", "r2"), ("r3",)}


def test_a_merge_holds_reports_together_and_says_when_they_lie_far_apart():
    with pytest.warns(sm.CorroborationWarning, match=r"Decision 1 .* up to 40\.0 km and 0 days"):
        assert ("r0", "r3") in groups(("merge", "r0;r3"), ("split", "r0;r1;r2"))


def test_a_merge_within_the_windows_is_silent():
    assert groups(("merge", "r0; r1"), ("split", "r2;r0")) == {("r0", "r1"), ("r2",), ("r3",)}


def test_a_split_holds_every_two_apart_even_through_a_third():
    found = groups(("split", "r0;r1;r2"))
    assert found == {("r0",), ("r1",), ("r2",), ("r3",)}


def test_a_pin_lets_no_other_report_in():
    assert groups(("pin", "r0;r1")) == {("r0", "r1"), ("r2",), ("r3",)}
    assert groups(("pin", "r1")) == {("r0", "r2"), ("r1",), ("r3",)}


def test_decisions_hold_whatever_the_guard_and_the_method():
    for method in ("likelihood", "closest"):
        for guard in ("windows", "sources", "both"):
            found = groups(("split", "r0;r1"), method=method, guard=guard)
            assert not any({"r0", "r1"} <= set(group) for group in found)


def test_a_decision_about_a_report_that_is_gone_warns_and_the_rest_is_applied():
    with pytest.warns(sm.CorroborationWarning, match="not in the table: gone"):
        assert groups(("split", "r0;r1;gone")) == {("r0",), ("r1", "r2"), ("r3",)}


@pytest.mark.parametrize(
    "lines",
    [
        [("merge", "r0;r1"), ("split", "r0;r1")],
        [("merge", "r0;r1"), ("merge", "r1;r2"), ("split", "r0;r2")],
        [("pin", "r0;r1"), ("merge", "r1;r2")],
        [("pin", "r0;r1"), ("pin", "r1;r2")],
    ],
)
def test_decisions_that_contradict_one_another_are_refused(lines):
    with pytest.raises(sm.ReportError) as caught:
        groups(*lines)
    assert caught.value.code == "DECISIONS_CONTRADICT"


@pytest.mark.parametrize(
    "line", [("join", "r0;r1"), ("merge", "r0"), ("split", "r0; ;r0"), ("pin", "")]
)
def test_lines_that_cannot_be_read_are_refused_with_their_number(line):
    with pytest.raises(sm.ReportError, match="Decision 2") as caught:
        read_decisions(decisions(("pin", "r3"), line))
    assert caught.value.code == "DECISION_INVALID"


def test_decisions_live_in_a_csv(tmp_path):
    path = tmp_path / "decisions.csv"
    path.write_text(
        "action,report_ids,note,decided_by\n"
        'Merge,r0;r3,"same crater, see the video",AB\n'
        "split,r0;r1,,\n",
        encoding="utf-8-sig",
    )
    first, second = read_decisions(path)
    assert (first.action, first.report_ids, first.why) == (
        "merge",
        ("r0", "r3"),
        "same crater, see the video",
    )
    assert (second.line, second.why) == (2, "")


def test_a_file_without_the_columns_says_which():
    with pytest.raises(sm.ReportError, match="report_ids"):
        read_decisions(pd.DataFrame({"action": ["merge"]}))


def test_methods_that_cannot_keep_decisions_refuse_them():
    with pytest.raises(sm.ReportError, match="'likelihood' and 'closest'"):
        groups(("split", "r0;r1"), method="components")


def test_a_decision_is_told_in_the_explanation():
    with pytest.warns(sm.CorroborationWarning) as said:
        strikes = sm.corroborate(reports(), decisions=decisions(("pin", "r0;r3")))
    assert said[0].filename == __file__
    assert "held together by a decision" in str(sm.explain(strikes, "r0"))


@pytest.mark.parametrize(
    ("content", "code"),
    [(None, "NOT_FOUND"), (b"", "NOT_CSV"), (b"action,report_ids\n\xff\xfe,a\n", "NOT_CSV")],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path, content, code):
    path = tmp_path / "decisions.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(sm.ReportError) as caught:
        sm.corroborate(reports(), decisions=path)
    assert caught.value.code == code
