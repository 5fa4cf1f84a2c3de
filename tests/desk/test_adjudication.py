import shutil
import subprocess

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import strikemap as sm

COLUMNS = ["action", "report_ids", "field", "from", "to", "who"]


def table(*lines):
    return pd.DataFrame([(*line, *[""] * 6)[:6] for line in lines], columns=COLUMNS)


AB = table(
    ("merge", "a;b"), ("split", "c;d"), ("merge", "e;f"), ("set", "a", "killed_max", "1", "2")
)
CD = table(
    ("merge", "b;a"), ("merge", "c;d"), ("split", "e;f"), ("set", "a", "killed_max", "1", "3")
)


def test_two_blind_coders_agree_as_the_published_formulas_say():
    agreement = sm.adjudicate({"AB": AB, "CD": CD}).agreement.set_index("field")
    pairs = agreement.loc["one strike"]
    assert (pairs["units"], pairs["share"]) == (3, pytest.approx(1 / 3))
    # by hand: 2 of 3 together for both, chance agreement (4 + 1) / 9
    assert pairs["cohens_kappa"] == pytest.approx((1 / 3 - 5 / 9) / (1 - 5 / 9))
    # by hand: 4 together and 2 apart of 6, observed 2/3, expected 2 * 4 * 2 / (6 * 5)
    assert pairs["krippendorffs_alpha"] == pytest.approx(1 - (2 / 3) / (16 / 30))


def test_one_answer_only_leaves_agreement_beyond_chance_undefined():
    found = sm.adjudicate({"AB": table(("merge", "a;b")), "CD": table(("merge", "a;b"))})
    assert found.agreement["share"].tolist() == [1.0]
    assert found.agreement[["cohens_kappa", "krippendorffs_alpha"]].isna().all(axis=None)


def test_what_they_differ_on_is_listed_and_does_not_stand():
    found = sm.adjudicate({"AB": AB, "CD": CD})
    assert found.conflicts.values.tolist() == [
        ["killed_max", "a", "2", "3"],
        ["one strike", "c; d", "apart", "together"],
        ["one strike", "e; f", "together", "apart"],
    ]
    assert found.decisions[["action", "report_ids", "who"]].values.tolist() == [
        ["merge", "a; b", "AB; CD"]
    ]


def test_what_was_resolved_stands():
    resolved = table(("split", "c;d", "", "", "", "chief"), ("set", "a", "killed_max", "1", "3"))
    found = sm.adjudicate({"AB": AB, "CD": CD}, resolved=resolved)
    assert found.conflicts["report_ids"].tolist() == ["e; f"]
    assert found.decisions[["action", "report_ids"]].values.tolist() == [
        ["set", "a"],
        ["merge", "a; b"],
        ["split", "c; d"],
    ]


def test_one_person_who_contradicts_herself_is_told_both_lines():
    with pytest.raises(sm.ReportError) as caught:
        sm.adjudicate({"AB": table(("merge", "a;b;c"), ("split", "c;a")), "CD": CD})
    assert (caught.value.code, caught.value.where) == ("DECISIONS_CONTRADICT", "line 1, line 2")


def test_agreement_needs_two():
    with pytest.raises(sm.ReportError) as caught:
        sm.adjudicate({"AB": AB})
    assert caught.value.code == "CODERS_MISSING"


@pytest.mark.parametrize("name", ["decisions.csv", "decisions.xlsx"])
def test_a_table_that_was_written_reads_the_same(tmp_path, name):
    hostile = table(("set", "a", "place", "=1+1", '-x, "y"\rz', "@AB"))
    path = sm.write_decisions(pd.concat([AB, hostile, AB]), tmp_path / name)
    read = sm.read_decisions(path)
    assert len(read) == 5
    assert sorted((one.before, one.after, one.who) for one in read)[-1] == (
        "=1+1",
        '-x, "y"\nz',
        "@AB",
    )


@given(st.permutations(range(4)))
def test_the_same_decisions_give_the_same_bytes_in_any_order(tmp_path_factory, order):
    folder = tmp_path_factory.mktemp("any_order")
    one = sm.write_decisions(AB, folder / "one.csv").read_bytes()
    assert sm.write_decisions(AB.iloc[order], folder / "two.csv").read_bytes() == one


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_two_people_who_add_lines_lose_none_in_git(tmp_path):
    def git(*words):
        who = ["-c", "user.name=AB", "-c", "user.email=ab@example.org"]
        subprocess.run(["git", *who, *words], cwd=tmp_path, check=True, capture_output=True)

    path = tmp_path / "decisions.csv"
    git("init", "-q", "-b", "main")
    (tmp_path / ".gitattributes").write_text("decisions.csv merge=union\n")
    sm.write_decisions(AB.head(1), path)
    git("add", ".")
    git("commit", "-qm", "first")
    git("checkout", "-qb", "other")
    sm.write_decisions(AB.head(3), path)
    git("commit", "-qam", "AB")
    git("checkout", "-q", "main")
    sm.write_decisions(pd.concat([AB.head(1), table(("split", "x;y"))]), path)
    git("commit", "-qam", "CD")
    git("merge", "-q", "other", "-m", "both")
    assert {one.report_ids for one in sm.read_decisions(path)} == {
        ("a", "b"),
        ("c", "d"),
        ("e", "f"),
        ("x", "y"),
    }
