import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import strikemap as sm
from strikemap.corroboration.lineage import lineage


def told(groups, previous, superseded=None):
    line = lineage(groups, previous, superseded or {})
    return line.ids, [(one["id"], one["change"], tuple(one["with"])) for one in line.changes]


def test_a_strike_keeps_its_id_when_an_earlier_named_report_joins_it():
    assert told([("a", "b")], {"b": ("b",)}) == (["b"], [("b", "grew", ())])


def test_a_merged_strike_takes_the_id_of_the_greater_part():
    ids, changes = told([("a", "b", "c")], {"a": ("a",), "b": ("b", "c")})
    assert ids == ["b"]
    assert ("a", "merged", ("b",)) in changes
    assert ("b", "grew", ("a",)) in changes


def test_a_split_strike_leaves_its_id_with_most_of_its_reports():
    ids, changes = told([("a",), ("b", "c")], {"a": ("a", "b", "c")})
    assert ids == ["a~2", "a"]
    assert changes == [("a", "split", ("a~2",)), ("a~2", "split off", ("a",))]


def test_between_equal_parts_the_one_that_bears_the_name_keeps_it():
    assert told([("a",), ("b",)], {"b": ("a", "b")})[0] == ["a", "b"]


def test_a_strike_whose_reports_are_gone_vanishes_and_one_that_loses_some_shrinks():
    ids, changes = told([("a",)], {"a": ("a", "b"), "c": ("c",)})
    assert (ids, changes) == (["a"], [("a", "shrank", ()), ("c", "vanished", ())])


def test_an_id_no_longer_in_use_leads_to_where_its_reports_are_now():
    line = lineage([("a", "b", "c")], {"b": ("b", "c"), "a": ("a",)}, {"x": ["a"], "y": []})
    assert line.superseded == {"a": ["b"], "x": ["b"], "y": []}


@given(
    st.lists(st.integers(0, 4), min_size=1, max_size=9),
    st.lists(st.integers(0, 4), min_size=1, max_size=9),
)
def test_every_former_id_is_in_use_or_its_end_is_told_and_no_id_is_given_twice(old, new):
    def groups(labels):
        found = {}
        for number, label in enumerate(labels):
            found.setdefault(label, []).append(f"r{number}")
        return [tuple(one) for one in found.values()]

    before = {group[0]: group for group in groups(old)}
    line = lineage(groups(new), before, {})
    assert len(set(line.ids)) == len(line.ids)
    gone = {one["id"] for one in line.changes if one["change"] in ("merged", "vanished")}
    assert set(before) == (set(before) & set(line.ids)) | gone
    assert set(line.ids) - set(before) == {
        one["id"] for one in line.changes if one["change"] in ("appeared", "split off")
    }


def reports(n=12):
    return pd.DataFrame(
        {
            "id": [f"r{number:02d}" for number in range(n)],
            "date_start": pd.Timestamp("2017-04-08")
            + pd.to_timedelta([number // 2 for number in range(n)], unit="D"),
            "lon": [36.0 + number // 2 * 0.2 for number in range(n)],
            "lat": [35.0 + number % 2 * 0.003 for number in range(n)],
            "source": [f"outlet {number % 2}" for number in range(n)],
            "killed_max": [number // 2 for number in range(n)],
        }
    )


def test_late_reports_erase_no_id():
    first = sm.corroborate(reports().iloc[1::2])
    now = sm.corroborate(reports(), previous=first)
    assert set(first["id"]) == set(now["id"])
    assert set(sm.strike_changes(now)["change"]) == {"grew"}


def test_strikes_without_any_before_them_have_no_changes():
    with pytest.raises(sm.ReportError) as caught:
        sm.strike_changes(sm.corroborate(reports()))
    assert caught.value.code == "NO_PREVIOUS"


def test_a_frozen_model_is_the_one_that_was_kept():
    first = sm.corroborate(reports(8))
    now = sm.corroborate(reports(), previous=first, frozen=True)
    kept, used = (one.attrs["strikemap"]["corroboration"]["model"] for one in (first, now))
    assert used == kept
    assert sm.corroborate(reports(), previous=first).attrs["strikemap"]["corroboration"][
        "model"
    ] != (kept)


def test_a_model_that_was_never_kept_cannot_be_frozen():
    closest = sm.corroborate(reports(), method="closest")
    for previous in (None, closest):
        with pytest.raises(sm.ReportError) as caught:
            sm.corroborate(reports(), previous=previous, frozen=True)
        assert caught.value.code == "NO_PREVIOUS"


def test_an_id_that_went_is_explained_by_where_it_went():
    near = reports(2)
    first = sm.corroborate(
        near, decisions=pd.DataFrame({"action": ["split"], "report_ids": ["r00;r01"]})
    )
    now = sm.corroborate(near, previous=first)
    with pytest.raises(sm.ReportError, match="It is part of r00 now"):
        sm.explain(now, "r01")


def test_ids_stay_over_a_file(tmp_path):
    first = sm.corroborate(reports())
    kept = sm.read_reports(sm.write_reports(first, tmp_path / "strikes.gpkg"))
    now = sm.corroborate(reports(), previous=kept, frozen=True)
    assert now["id"].tolist() == first["id"].tolist()
    assert sm.strike_changes(now).empty
