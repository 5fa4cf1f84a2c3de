"""A selection says what it left out, and spellings are counted as one under a given name."""

from __future__ import annotations

import pandas as pd
import pytest

import strikemap as sm
from strikemap.comparison.kinship import akin
from strikemap.strike_map import StrikeMap

EVENT = sm.Event("Ceasefire", "2023-05-20")
NAMES = {
    **{"SAF": 7, "Sudanese Armed Forces": 6, "القوات المسلحة": 5},
    **{"SAF or RSF": 6, "RSF": 4, "SAF; RSF": 2},
}


@pytest.fixture(scope="module")
def sudan() -> pd.DataFrame:
    names = [name for name, n in NAMES.items() for _ in range(n)]
    days = [f"2023-05-{15 + i % 10}" for i in range(len(names))]
    return sm.read_reports(
        pd.DataFrame({"date": days, "lat": 15.6, "lon": 32.5, "attacker": names})
    )


def mapped(strikes: pd.DataFrame, **asked: object) -> StrikeMap:
    return sm.before_after(strikes, EVENT, extent="marks", **asked)


def notes(drawn: StrikeMap) -> str:
    return plain(" ".join(note.text for note in drawn.spec.notes))


def plain(text: str) -> str:
    """Return a text without the signs that isolate names by their direction."""
    return text.replace("\u2068", "").replace("\u2069", "")


@pytest.mark.filterwarnings("ignore::strikemap.MapWarning")
def test_a_map_says_once_which_kin_names_and_how_many_or_rows_it_left_out(
    sudan: pd.DataFrame,
) -> None:
    drawn = mapped(sudan, where={"attacker": "SAF"})
    said = (
        "Left out by the selection, though perhaps meant: “Sudanese Armed Forces” (6), "
        "“القوات المسلحة” (5), 6 that name it only as one of several."
    )
    assert notes(drawn).count(said) == 1
    assert sum(said in plain(sentence) for sentence in drawn.summary()) == 1
    found = sm.ledger(drawn)
    assert found["detail"].str.contains("states 'Sudanese Armed Forces'").sum() == 6
    assert found["detail"].str.contains("only as one of several").sum() == 6
    assert "القوات المسلحة" in notes(mapped(sudan, where={"attacker": "SAF"}, lang="ar"))


@pytest.mark.filterwarnings("ignore::strikemap.MapWarning")
def test_periods_say_the_same(sudan: pd.DataFrame) -> None:
    drawn = sm.period_maps(
        sudan, [("2023-05-15", "2023-05-25")], where={"attacker": "SAF"}, extent="marks"
    )
    assert "“Sudanese Armed Forces” (6), “القوات المسلحة” (5), 6 that name it" in notes(drawn)


@pytest.mark.filterwarnings("ignore::strikemap.MapWarning")
def test_what_lies_outside_the_windows_is_not_said_to_be_missed(sudan: pd.DataFrame) -> None:
    drawn = mapped(sudan, windows=4, where={"attacker": "SAF"})
    left_out = drawn.comparison.unselected
    other = mapped(sudan, windows=4, where={"attacker": "Sudanese Armed Forces"})
    inside = int(other.table["n_before"].iloc[-1] + other.table["n_after"].iloc[-1])
    assert len(dict(left_out.akin)["Sudanese Armed Forces"]) == inside < 6


@pytest.mark.filterwarnings("ignore::strikemap.MapWarning")
def test_spellings_are_counted_as_one_under_a_given_name(sudan: pd.DataFrame) -> None:
    names = ["SAF", "القوات المسلحة", "a spelling that nobody used"]
    where = {"attacker": {"Sudanese Armed Forces": names}}
    drawn = mapped(sudan, where=where, alternatives=True, by="attacker")
    total = drawn.table.set_index("zone")[["n_before", "n_after"]].sum(axis=1)
    assert total["Sudanese Armed Forces"] == 7 + 6 + 5
    assert total["all"] == 7 + 6 + 5 + 2
    assert "attributed to Sudanese Armed Forces before" in drawn.spec.title
    assert "perhaps meant" not in notes(drawn)
    assert "10 reports attributed to Sudanese Armed Forces in the" in drawn.summary()[0]


def test_a_list_counts_every_name_of_it(sudan: pd.DataFrame) -> None:
    names = ["SAF", "Sudanese Armed Forces", "القوات المسلحة"]
    table = sm.compare(sudan, EVENT, where={"attacker": names}).table
    assert table[["n_before", "n_after"]].iloc[-1].sum() == 20


def test_a_given_name_of_which_no_row_states_any_spelling_is_refused(sudan: pd.DataFrame) -> None:
    with pytest.raises(sm.errors.MapError, match="No row has attacker 'SLM', 'SLA'"):
        sm.compare(sudan, EVENT, where={"attacker": {"SLM": ["SLA"]}})


def test_columns_that_are_chosen_beside_the_attacker_are_named_on_the_map() -> None:
    strikes = sm.load_dataset("syria_2017_strikes")
    where = {"attacker": "Russia", "region": ["north-west", "Ghouta"]}
    drawn = sm.before_after(strikes, sm.Event("Deal", "2017-05-04"), where=where)
    assert "Selected by region: north-west, Ghouta." in notes(drawn)
    assert "central desert" not in notes(drawn)


@pytest.mark.parametrize(
    ("asked", "kin", "others"),
    [
        ("United States", ["U.S.-led Coalition", "US", "USA"], ["United Kingdom"]),
        ("Russia", ["Russian Military", "VKS", "روسيا"], ["Belarus", "Syrian government"]),
        ("AFU", ["Armed Forces of Ukraine", "ЗСУ"], ["Armed Forces of Russia", "UN"]),
        ("Houthis", ["Ansar Allah", "Houthi forces"], ["Saudi-led coalition"]),
        ("Iran", ["Iranian forces"], ["Iraq"]),
    ],
)
def test_kin_names_share_words_initials_or_a_known_spelling(
    asked: str, kin: list[str], others: list[str]
) -> None:
    assert akin([asked], [*others, *kin]) == kin


@pytest.mark.parametrize(
    ("column", "asked", "others"),
    [
        ("attacker", "M23", ["m23", "M 23", "M-23"]),
        ("attacker", "Ansar Allah", ["ansar allah", "Anṣār Allāh"]),
        ("kind", "Drone", ["drone", "DRONE"]),
    ],
)
def test_names_that_differ_in_case_or_marks_only_are_left_out_by_name(
    column: str, asked: str, others: list[str]
) -> None:
    names = [asked, *others, "shelling"] * 3
    days = [f"2023-05-{15 + i % 10}" for i in range(len(names))]
    strikes = sm.read_reports(pd.DataFrame({"date": days, "lat": 15.6, "lon": 32.5, column: names}))
    with pytest.warns(sm.MapWarning, match="in case or spelling"):
        m = mapped(strikes, where={column: asked})
    said = " ".join(m.summary())
    assert all(f"“{name}”" in said for name in others)
    assert "shelling" not in said


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"by": "several"}, "COLUMN_OF_LISTS"),
        ({"where": {"several": "x"}}, "COLUMN_OF_LISTS"),
        ({"where": {"attacker": [["Russia"]]}}, "WHERE_INVALID"),
        ({"by": ["id"]}, "COLUMNS_MISSING"),
    ],
)
def test_lists_where_one_value_is_meant_are_refused(asked, code):
    rows = {"id": ["a", "b"], "date": ["2017-05-01", "2017-05-06"], "lat": 35.0, "lon": 36.0}
    table = pd.DataFrame({**rows, "attacker": "Russia", "several": [[1], [2]]})
    with pytest.raises(sm.MapError) as caught:
        sm.compare(sm.read_reports(table), sm.Event("Deal", "2017-05-04"), **asked)
    assert caught.value.code == code


@pytest.mark.parametrize("column", ["confidence", "attribution", "claim", "location_precision"])
def test_lists_in_a_column_that_marks_are_drawn_by_are_refused_with_its_name(column: str) -> None:
    rows = sm.load_dataset("syria_2017_strikes").head(3)
    rows[column] = pd.Series([["x"]] * 3, index=rows.index, dtype=object)
    for make in (
        lambda: sm.before_after(rows, "2017-05-04"),
        lambda: sm.period_maps(rows, [("2017-04-01", "2017-05-01")]),
    ):
        with pytest.raises(sm.MapError, match=column) as caught:
            make()
        assert caught.value.code == "COLUMN_OF_LISTS"
