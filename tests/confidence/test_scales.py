"""Scales keep the published wording, and take one's own as a mapping, a file or an object."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import strikemap as sm
from strikemap.confidence.grading import mark_class
from strikemap.confidence.scales import MARK_CLASSES, scale, scales
from strikemap.errors import ReportError


def test_every_grade_has_its_wording_labels_and_a_mark():
    for one in scales().values():
        for grade in one.grades:
            assert grade.wording.endswith(".")
            assert grade.label("en")
            assert any("\u0600" <= letter <= "\u06ff" for letter in grade.label("ar"))
            assert grade.mark in MARK_CLASSES


def test_published_wording_comes_with_its_source():
    for one in scales().values():
        if one.publisher != "strikemap":
            assert one.source_url.startswith("https://")
            assert one.source_title


def test_isw_has_two_mapped_classes_and_one_that_is_not():
    assert scale("isw").keys() == ("high", "low", "not mapped")
    assert scale("isw").grade("high").wording.startswith("ISW places high confidence")


def test_airwars_grading_and_strike_status_are_two_scales():
    assert set(scale("airwars").keys()).isdisjoint(scale("airwars status").keys())


def test_an_unknown_scale_is_refused_with_the_names_of_the_known():
    with pytest.raises(ReportError, match="airwars, airwars status, isw") as caught:
        scale("UCDP clarity")
    assert caught.value.code == "SCALE_UNKNOWN"


def test_an_unknown_grade_is_refused_with_the_names_of_the_known():
    with pytest.raises(ReportError, match="high, low, not mapped") as caught:
        scale("isw").grade("medium")
    assert caught.value.code == "GRADE_UNKNOWN"


DESK = {
    "name": "desk",
    "title": {"en": "The desk", "ar": "المكتب"},
    "grades": [{"key": "A", "mark": "high", "label": "Sure"}, {"key": "B"}],
}


def test_every_file_of_the_folder_is_a_scale_and_the_list_shows_it() -> None:
    files = list((Path(sm.__file__).parent / "confidence").glob("*.json"))
    assert len(files) == len(sm.scales()) >= 4
    assert "isw" in repr(sm.scales())
    assert sm.scales()._repr_html_().count("<table>") == len(files)


def test_ones_own_scale_grades_by_a_column_as_mapping_file_and_object(tmp_path: Path) -> None:
    file = tmp_path / "desk.json"
    file.write_text(json.dumps(DESK), encoding="utf-8")
    strikes = pd.DataFrame({"desk": ["A", None, "B"]})
    for asked in (DESK, file, str(file), sm.Scale.read(DESK)):
        graded = sm.grade(strikes, scale=asked, column="desk")
        assert graded["grade"].fillna("-").tolist() == ["A", "-", "B"]
        assert set(graded["grade_scale"]) == {"desk"}
    assert sm.Scale.read(DESK).title_in("ar") == "المكتب"
    assert sm.Scale.read(DESK).grade("A").label("fr") == "Sure"


def test_ones_own_scale_has_no_rule_even_under_the_name_of_another() -> None:
    for name in ("desk", "simple"):
        with pytest.raises(sm.ReportError, match="column=") as caught:
            sm.grade(pd.DataFrame({"n_sources": [2]}), scale={**DESK, "name": name})
        assert caught.value.code == "SCALE_WITHOUT_RULE"


@pytest.mark.parametrize(
    ("spoiled", "said"),
    [
        ({"grade": []}, "grade is not known here. Did you mean 'grades'"),
        ({"grades": []}, "grades is empty"),
        ({"grades": [{"key": "A"}, {"key": "A"}]}, "states 'A' twice"),
        ({"grades": [{"label": "A"}]}, r"grades\[0\] has no 'key'"),
        ({"grades": [{"key": "A", "mark": "hgih"}]}, r"grades\[0\].mark.*mean 'high'"),
        ({"grades": [{"key": "A", "published": "yes"}]}, "is true or false"),
        ({"grades": {"A": "high"}}, "grades takes a list of objects, not an object"),
        ({"title": ["x"]}, "title takes an object"),
    ],
)
def test_what_is_wrong_in_a_scale_is_named(spoiled: dict[str, Any], said: str) -> None:
    with pytest.raises(sm.ReportError, match=said) as caught:
        sm.grade(pd.DataFrame({"n_sources": [2]}), scale={**DESK, **spoiled})
    assert caught.value.code == "SCALE_INVALID"


def test_no_markup_of_a_scale_reaches_a_notebook() -> None:
    evil = "<script>"
    own = sm.Scale.read({"name": evil, "title": evil, "grades": [{"key": evil, "wording": evil}]})
    assert evil not in own._repr_html_()


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["key", "mark", "label", "en"]), inner, max_size=3)
    ),
    max_leaves=10,
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["name", "title", "source", "grades"]), anything))
def test_no_mapping_at_all_ends_in_an_error_that_is_not_ours(asked: dict[str, Any]) -> None:
    try:
        assert sm.Scale.read(asked).keys()
    except sm.ReportError as problem:
        assert problem.where.startswith("scale=")  # noqa: PT017


def test_grades_put_into_confidence_are_drawn_by_the_marks_of_their_scale():
    desk = {"name": "desk", "grades": [{"key": "sure", "mark": "high"}, {"key": "heard"}]}
    strikes = pd.DataFrame({"word": ["sure", "heard", None]})
    graded = sm.grade(strikes, scale=desk, column="word", into="confidence")
    assert mark_class(graded).tolist() == ["high", "ungraded", "ungraded"]
    beside = sm.grade(strikes, scale=desk, column="word")
    assert mark_class(beside).tolist() == ["ungraded"] * 3
