import pandas as pd

from strikemap.grading import MARK_CLASSES, mark_class


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
