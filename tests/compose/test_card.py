import geopandas as gpd
import pandas as pd
import pytest

import strikemap as sm
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
    shown = list(how_merged(pd.DataFrame({"n_reports": [2, 1, None]}), "en"))
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


def drawn(links):
    strikes = gpd.GeoDataFrame(
        {
            "id": ["a", "b"],
            "date_start": pd.to_datetime(["2017-04-30", "2017-05-05"]),
            "date_end": pd.to_datetime(["2017-04-30", "2017-05-05"]),
            "source_url": ["https://example.org/uploader", "https://example.org/b"],
            "archive_url": ["https://web.example.org/a", None],
            "retrieved": ["2017-05-02", None],
            "sha256": ["ab12", None],
        },
        geometry=gpd.points_from_xy([36.7, 36.9], [35.5, 35.6]),
        crs="EPSG:4326",
    )
    return sm.before_after(strikes, sm.Event("Deal", "2017-05-04"), windows=7, links=links).spec


def test_only_the_links_that_were_chosen_are_published():
    original = ("https://example.org/uploader", "https://example.org/b")
    assert drawn("original").popups.url == original
    assert drawn("archived").popups.url == ("https://web.example.org/a", "")
    assert drawn("none").popups.url == ("", "")


def test_the_day_of_retrieval_and_the_hash_are_on_the_card():
    columns = {one.key: one.values for one in drawn("archived").popups.columns}
    assert (columns["retrieved"], columns["sha256"]) == (("2017-05-02", ""), ("ab12", ""))


def test_other_links_than_the_three_are_an_error():
    with pytest.raises(sm.MapError) as caught:
        drawn("all").popups  # noqa: B018
    assert caught.value.code == "LINKS_UNKNOWN"
