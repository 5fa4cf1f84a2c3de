import geopandas as gpd
import pandas as pd
import pytest

import strikemap as sm


def release(days=(3, 4, 20), ids=("a", "b", "c"), **columns):
    dates = pd.Timestamp("2017-05-01") + pd.to_timedelta(list(days), unit="D")
    frame = pd.DataFrame(
        {"id": list(ids), "date_start": dates, "date_end": dates, "source": list(ids), **columns}
    )
    points = gpd.points_from_xy([36.0] * len(ids), [35.0] * len(ids))
    return gpd.GeoDataFrame(frame, geometry=points, crs="EPSG:4326")


def changes(old, new, **options):
    diff = sm.compare_releases(old, new, method="closest", **options)
    return diff, diff.reports[["id", "change", "column"]].values.tolist()


def test_the_same_release_changes_nothing():
    diff, listed = changes(release(), release())
    assert listed == []
    assert len(diff.strikes) == 0
    assert diff.counts.loc["strikes"].tolist() == [2, 2]


def test_added_changed_and_withdrawn_reports_are_listed():
    old = release(killed_max=[1, None, 3])
    new = release(ids=("a", "c", "d"), days=(3, 20, 28), killed_max=[2, 3, 4])
    diff, listed = changes(old, new)
    assert listed == [["d", "added", ""], ["a", "changed", "killed_max"], ["b", "withdrawn", ""]]
    changed = diff.reports[diff.reports["change"] == "changed"].iloc[0]
    assert (changed["old"], changed["new"]) == (1, 2)
    assert str(diff).startswith("reports: 1 added, 1 changed, 1 withdrawn")


def test_missing_stays_missing_and_is_no_change():
    old = release(killed_max=[None, None, 3.0], tags=[("x",), (), ("y",)])
    _, listed = changes(old, old.copy())
    assert listed == []


def test_moved_points_are_changes():
    new = release()
    new.loc[2, "geometry"] = gpd.points_from_xy([37.0], [35.0])[0]
    _, listed = changes(release(), new)
    assert listed == [["c", "changed", "geometry"]]


def test_columns_that_only_one_release_has_are_said_once():
    _, listed = changes(release(old_only=1), release(new_only=1))
    assert listed == [["", "column added", "new_only"], ["", "column withdrawn", "old_only"]]


def test_what_becomes_of_the_strikes_is_said():
    old = release(ids=("a", "b", "c", "e"), days=(3, 4, 20, 30), note="x")
    new = release(ids=("a", "c", "d", "f"), days=(3, 20, 28, 40), note=["x", "y", "x", "x"])
    diff, _ = changes(old, new)
    assert diff.strikes[["id", "change"]].values.tolist() == [
        ["d", "appeared"],
        ["f", "appeared"],
        ["a", "regrouped"],
        ["c", "revised"],
        ["e", "vanished"],
    ]
    regrouped = diff.strikes.set_index("id").loc["a"]
    assert (regrouped["old_reports"], regrouped["new_reports"]) == (("a", "b"), ("a",))


def test_what_becomes_of_the_map_is_counted():
    event = sm.Event("deal", "2017-05-10")
    diff, _ = changes(release(), release(days=(12, 13, 20)), event=event, windows=15)
    assert diff.counts.loc["n_before"].tolist() == [1, 0]
    assert diff.counts.loc["n_after"].tolist() == [1, 2]


def test_the_releases_are_not_changed():
    old, new = release(), release(days=(3, 4, 21))
    before = old.copy(), new.copy()
    changes(old, new)
    pd.testing.assert_frame_equal(old, before[0])
    pd.testing.assert_frame_equal(new, before[1])


def test_reports_without_ids_cannot_be_followed():
    with pytest.raises(sm.ReportError) as caught:
        changes(release(), release().drop(columns="id"))
    assert caught.value.code == "COLUMNS_MISSING"


def test_the_text_of_reports_is_shown_as_text():
    diff, _ = changes(release(note="plain"), release(note="<script>x</script>"))
    assert "<script>" not in diff._repr_html_()
