import pandas as pd

from strikemap.compose.card import all_sources, grading_words, how_merged, ranges


def test_a_range_over_several_reports_says_over_how_many():
    rows = pd.DataFrame({"n_reports": [3, 3, 1]})
    assert ranges(["7–12", "7", "7–12"], rows, "en") == ["7–12 in 3 reports", "7", "7–12"]


def test_every_source_is_named_where_the_table_lists_them():
    assert all_sources(["SMART", "SMART"], ["SMART;Step; SOHR", ""]) == [
        "SMART; Step; SOHR",
        "SMART",
    ]


def test_only_strikes_of_several_reports_say_how_they_were_merged():
    shown = how_merged(pd.DataFrame({"n_reports": [2, 1, None]}), "en")
    assert shown[0].startswith("Place of the best located report")
    assert shown[1:] == ["", ""]


def test_a_graded_map_says_that_the_grades_are_not_the_publishers():
    graded = {"publisher": "ISW", "unattainable": {"high": "official"}, "kinds_given": True}
    assert grading_words(graded, "en") == [
        "Grades: by strikemap after the published wording of ISW; not an assessment by ISW.",
        "high was unattainable in this table: no official statements collected.",
        "The classes of the publishers are unverified.",
    ]
    assert grading_words(None, "en") == []
