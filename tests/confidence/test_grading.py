import warnings

import pandas as pd
import pytest

import strikemap as sm
from strikemap.confidence.grading import MARK_CLASSES, grade, mark_class


def frame(**columns):
    return pd.DataFrame(columns)


def test_the_attackers_word_alone_is_a_claim_whatever_its_confidence():
    strikes = frame(
        attribution=["claimed by attacker", "claimed by attacker", "alleged"],
        claim=[True, False, True],
        confidence=["low", "high", "high"],
    )
    assert mark_class(strikes).tolist() == ["claim", "claim", "claim"]


def test_a_log_without_other_support_is_declared_and_not_a_claim():
    strikes = frame(
        attribution=["confirmed by attacker", "confirmed by attacker"],
        claim=[True, False],
        confidence=["medium", "high"],
    )
    assert mark_class(strikes).tolist() == ["declared", "high"]


def test_a_flag_for_the_attackers_word_alone_tells_a_log_too():
    strikes = frame(attribution="confirmed by attacker", attacker_word_only=[True, False])
    assert mark_class(strikes).tolist() == ["declared", "ungraded"]


def test_other_strikes_take_their_confidence():
    strikes = frame(attribution="alleged", claim=False, confidence=["high", " Medium", "LOW"])
    assert mark_class(strikes).tolist() == ["high", "medium", "low"]


def test_grades_of_other_scales_and_missing_values_are_ungraded():
    strikes = frame(confidence=["Fair", None, "1", pd.NA])
    assert mark_class(strikes).tolist() == ["ungraded"] * 4


def test_a_frame_without_the_columns_is_ungraded_and_an_empty_one_is_empty():
    assert mark_class(frame(place=["Raqqa", "Idlib"])).tolist() == ["ungraded", "ungraded"]
    assert mark_class(frame(place=[])).tolist() == []


def test_missing_claims_count_as_not_stated():
    strikes = frame(
        attribution="alleged",
        claim=pd.array([pd.NA, True, False], dtype="boolean"),
        confidence="low",
    )
    assert mark_class(strikes).tolist() == ["low", "claim", "low"]


def test_text_that_says_false_is_not_true():
    strikes = frame(claim=["False", "True", ""], confidence="low", attribution="alleged")
    assert mark_class(strikes).tolist() == ["low", "claim", "low"]


def test_every_class_is_a_known_one():
    strikes = frame(
        attribution=["alleged", "claimed by attacker", "confirmed by attacker"], claim=True
    )
    assert set(mark_class(strikes)) <= set(MARK_CLASSES)


def grades(scale, **columns):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", sm.ReportWarning)
        graded = grade(frame(**columns), scale=scale)
    assert (graded["grade_scale"] == scale).all()
    assert graded["grade_reason"].str.len().min() > 5
    return [None if pd.isna(value) else value for value in graded["grade"]]


def test_isw_is_high_only_with_officials_and_the_ground_together():
    kinds = [
        ("other official", "activist"),
        ("attacker official", "visual"),
        ("media", "activist"),
        ("other official",),
    ]
    assert grades("isw", source_kinds=kinds, attribution="alleged") == [
        "high",
        "high",
        "low",
        "low",
    ]


def test_isw_maps_no_claim_that_nobody_substantiates():
    strikes = {"source_kinds": [("attacker official", "media")], "claim": [True]}
    assert grades("isw", **strikes) == ["not mapped"]


def test_isw_cannot_grade_where_the_kind_of_a_source_is_not_stated():
    strikes = frame(source_kinds=[("activist", ""), ("activist", "other official", "")])
    graded = grade(strikes, scale="isw")
    assert pd.isna(graded["grade"].iloc[0])
    assert graded["grade_reason"].iloc[0].startswith("cannot grade")
    assert graded["grade"].iloc[1] == "high"
    assert grades("isw", n_sources=[3]) == [None]


def test_kinds_of_source_can_be_given_by_name():
    strikes = frame(source=["SOHR; US Department of Defense", "SOHR; Nobody"], source_kind=None)
    kinds = {"SOHR": "activist", "US Department of Defense": "other official"}
    graded = grade(strikes, scale="isw", source_kinds=kinds)
    assert graded["grade"].fillna("-").tolist() == ["high", "-"]


def test_the_simple_scale_counts_independent_sources_and_their_kinds():
    strikes = {
        "n_sources": [1, 2, 2, 3, 3, 1, 1],
        "source_kinds": [("media",)] + [("media",)] + [("media", "NGO")] + [("media",)] * 4,
        "attribution": ["alleged"] * 4
        + ["contested", "claimed by attacker", "confirmed by attacker"],
        "attacker_word_only": [False] * 5 + [True, True],
    }
    assert grades("simple", **strikes) == [
        "low",
        "medium",
        "high",
        "high",
        "low",
        "claim",
        "declared",
    ]


def test_airwars_grades_only_reports_of_civilian_harm():
    strikes = {
        "n_sources": [1, 2, 2, 2, 2],
        "attribution": ["alleged", "alleged", "contested", "alleged", "alleged"],
        "killed_max": pd.array([1, 3, 3, 0, 5], dtype="Int64"),
        "target_side": ["civilians-not stated"] * 4 + ["ISIS"],
    }
    strikes["action_nearby"] = True
    assert grades("airwars", **strikes) == ["Weak", "Fair", "Contested", None, None]


def test_airwars_is_fair_only_where_a_belligerent_was_active_near_by():
    strikes = {"n_sources": 2, "killed_max": 3, "target_side": "civilians"}
    said = ["alleged", "alleged", "alleged", "claimed by attacker"]
    near = pd.array([None, False, True, None], dtype="boolean")
    found = grades("airwars", **strikes, attribution=said, action_nearby=near)
    assert found == [None, None, "Fair", "Fair"]


def test_injuries_are_harm():
    strikes = {"n_sources": 1, "killed_max": [0, 0], "injured_max": [4, 0]}
    found = grades("airwars", **strikes, target_side="civilians", attribution="alleged")
    assert found == ["Weak", None]


def test_where_most_cannot_be_graded_it_is_said_with_what_would_help():
    with pytest.warns(sm.ReportWarning, match=r"2 of 2 .*source_kinds=.*scale='simple'"):
        grade(frame(source=["a", "b"], n_sources=1), scale="isw")


def test_a_graded_table_knows_whose_the_grades_are_and_which_none_could_have():
    strikes = frame(source=["SMART", "Step"], n_sources=1)
    graded = grade(strikes, source_kinds={"SMART": "activist", "Step": "activist"})
    told = graded.attrs["strikemap"]["grading"]
    assert graded["grade"].tolist() == ["low", "low"]
    assert (told["unattainable"], told["kinds_given"]) == ({"high": "official"}, True)
    assert told["publisher"] == "Institute for the Study of War"


def test_the_two_fields_of_the_admiralty_scale_stay_two():
    strikes = frame(reliable=["B", "F"], credible=["2", "6"])
    first = grade(strikes, "admiralty reliability", column="reliable", into="reliability")
    both = grade(first, "admiralty credibility", column="credible", into="credibility")
    assert both[["reliability", "credibility"]].values.tolist() == [["B", "2"], ["F", "6"]]
    with pytest.raises(sm.ReportError) as caught:
        grade(strikes, "admiralty credibility")
    assert caught.value.code == "SCALE_WITHOUT_RULE"


def test_the_status_of_the_strike_is_another_scale():
    strikes = {
        "n_sources": [1, 2, 2, 1, 2],
        "attribution": [
            "alleged",
            "alleged",
            "contested",
            "confirmed by attacker",
            "unattributed",
        ],
    }
    assert grades("airwars status", **strikes) == [
        "Single source claim",
        "Likely strike",
        "Contested strike",
        "Declared strike",
        None,
    ]


def test_scales_that_count_sources_cannot_grade_without_the_count():
    for scale in ("simple", "airwars status"):
        assert grades(scale, attribution=["alleged"]) == [None]


def test_another_scale_is_not_converted_unasked():
    strikes = frame(civilian_harm_status=["Fair", "Weak", None])
    with pytest.raises(sm.ReportError, match="not converted unasked") as caught:
        grade(strikes, scale="isw", column="civilian_harm_status")
    assert caught.value.code == "SCALE_CONVERSION"
    mapping = {"Fair": "high", "Weak": "low"}
    graded = grade(strikes, scale="isw", column="civilian_harm_status", mapping=mapping)
    assert graded["grade"].fillna("-").tolist() == ["high", "low", "-"]
    assert graded["grade_reason"].iloc[0] == "civilian_harm_status says Fair"


def test_grades_of_the_same_scale_are_taken_as_they_are():
    strikes = frame(civilian_harm_status=["Fair", "Confirmed"])
    graded = grade(strikes, scale="airwars", column="civilian_harm_status")
    assert graded["grade"].tolist() == ["Fair", "Confirmed"]


def test_a_mapping_to_grades_that_the_scale_has_not_is_refused():
    with pytest.raises(sm.ReportError, match="no grade 'certain'"):
        grade(frame(own=["A"]), scale="isw", column="own", mapping={"A": "certain"})


def test_clarity_and_precision_codes_are_not_taken_for_confidence():
    strikes = frame(event_clarity=[1, 2], where_prec=[1, 6], geo_precision=[1, 3])
    assert grades("isw", **strikes.to_dict("list")) == [None, None]
    assert mark_class(strikes).tolist() == ["ungraded", "ungraded"]


def test_grading_leaves_the_strikes_as_they_were():
    strikes = sm.load_dataset("syria_2017_strikes")
    before = strikes.copy()
    graded = sm.grade(strikes, scale="simple")
    pd.testing.assert_frame_equal(strikes, before)
    assert type(graded) is type(strikes)
    assert graded["grade"].notna().all()
