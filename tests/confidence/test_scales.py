import pytest

from strikemap.confidence.grading import MARK_CLASSES
from strikemap.confidence.scales import scale, scales
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
    with pytest.raises(ReportError, match="isw, airwars") as caught:
        scale("UCDP clarity")
    assert caught.value.code == "SCALE_UNKNOWN"


def test_an_unknown_grade_is_refused_with_the_names_of_the_known():
    with pytest.raises(ReportError, match="high, low, not mapped") as caught:
        scale("isw").grade("medium")
    assert caught.value.code == "GRADE_UNKNOWN"
