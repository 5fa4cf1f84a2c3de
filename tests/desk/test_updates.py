import geopandas as gpd
import pandas as pd
import pytest

import strikemap as sm


def reports(n=6):
    days = pd.Timestamp("2017-04-08") + pd.to_timedelta(range(n), unit="D")
    return gpd.GeoDataFrame(
        {
            "id": [f"r{number}" for number in range(n)],
            "date_start": days,
            "date_end": days,
            "source": ["Step", "SMART"] * (n // 2),
            "killed_max": range(n),
        },
        geometry=gpd.points_from_xy([36.0 + number for number in range(n)], [35.0] * n),
        crs="EPSG:4326",
    )


@pytest.fixture
def strikes():
    return sm.corroborate(reports())


def told(strikes, subject="report"):
    found = sm.changes(strikes)
    return found[found["subject"] == subject].drop(columns=["version", "subject"]).values.tolist()


def test_nothing_new_changes_nothing(strikes):
    now = sm.update(strikes, reports())
    assert sm.changes(now).empty
    assert now["id"].tolist() == strikes["id"].tolist()


def test_what_came_changed_moved_and_went_is_listed(strikes):
    table = reports(8).drop(index=[0])
    table.loc[1, "killed_max"] = 9
    table.loc[2, "geometry"] = gpd.points_from_xy([38.1], [35.0])[0]
    now = sm.update(strikes, table)
    assert told(now) == [
        ["r6", "added", "", "", ""],
        ["r7", "added", "", "", ""],
        ["r1", "revised", "killed_max", "1", "9"],
        ["r0", "withdrawn", "", "", ""],
        ["r2", "moved", "9.1 km", "38.00000 35.00000", "38.10000 35.00000"],
    ]
    assert [line[:2] for line in told(now, "strike")] == [
        ["r0", "vanished"],
        ["r6", "appeared"],
        ["r7", "appeared"],
    ]


def test_a_few_new_reports_are_asked_about_and_then_added(strikes):
    few = reports(8).iloc[5:]
    with pytest.raises(sm.ReportError) as caught:
        sm.update(strikes, few)
    assert caught.value.code == "RELEASE_OPEN"
    now = sm.update(strikes, few, complete=False, withdrawn=["r0"])
    assert set(now["id"]) == {f"r{n}" for n in range(1, 8)}
    assert [line[:2] for line in told(now)] == [
        ["r6", "added"],
        ["r7", "added"],
        ["r0", "withdrawn"],
    ]


def test_a_report_delivered_twice_counts_once_and_is_told(strikes):
    now = sm.update(strikes, pd.concat([reports(), reports().iloc[[3]]]))
    assert told(now) == [["r3", "delivered twice", "", "", ""]]
    assert len(now) == len(strikes)


def test_a_source_that_goes_by_another_name_is_told_once_more_as_such(strikes):
    now = sm.update(strikes, reports().replace({"source": {"Step": "Step News"}}))
    assert told(now, "table") == [["source", "source renamed", "3 reports", "Step", "Step News"]]
    assert len(told(now)) == 3


def test_decisions_are_applied_again_and_the_source_is_compared_as_it_stands():
    decided = pd.DataFrame(
        [["set", "r1", "killed_max", "1", "4"]],
        columns=["action", "report_ids", "field", "from", "to"],
    )
    first = sm.corroborate(reports(), decisions=decided)
    now = sm.update(first, reports())
    assert sm.changes(now).empty
    assert now.set_index("id").loc["r1", "killed_max"] == 4


def test_versions_count_up_and_the_log_keeps_them_all(strikes):
    second = sm.update(strikes, reports().assign(killed_max=7))
    third = sm.update(second, reports(), data_to="2017-05-01")
    log = sm.changes(third, version="all")
    assert log["version"].unique().tolist() == ["2", "3"]
    assert third.attrs["strikemap"]["updates"][-1]["data_to"] == "2017-05-01"


def test_strikes_from_a_file_need_their_reports(strikes, tmp_path):
    kept = sm.read_reports(sm.write_reports(strikes, tmp_path / "strikes.gpkg"))
    with pytest.raises(sm.ReportError, match="reports=") as caught:
        sm.update(kept, reports())
    assert caught.value.code == "REPORTS_UNKNOWN"
    now = sm.update(kept, reports(8), reports=reports())
    assert [line[:2] for line in told(now)] == [["r6", "added"], ["r7", "added"]]


def test_strikes_that_were_never_updated_have_no_changes(strikes):
    with pytest.raises(sm.ReportError) as caught:
        sm.changes(strikes)
    assert caught.value.code == "NO_PREVIOUS"


def test_a_withdrawal_of_what_is_not_there_is_an_error(strikes):
    with pytest.raises(sm.ReportError, match="'r99'"):
        sm.update(strikes, reports(), withdrawn=["r99"])


def test_a_map_of_an_update_says_its_version_and_what_was_corrected(strikes):
    second = sm.update(strikes, reports().assign(killed_max=[0, 1, 2, 3, 4, 9]))
    third = sm.update(second, reports(8).assign(killed_max=[0, 1, 2, 3, 4, 9, 6, 7]))
    drawn = sm.before_after(third, sm.Event("Deal", "2017-04-11"), windows=3)
    said = [note.text for note in drawn.spec.notes if note.kind == "version"]
    assert said == [
        "Version 3, data to 15 April 2017. Since the version before, reports: added: 2. "
        "Strikes: new: 2.",
        "Log of corrections: version 2: revised: 1.",
    ]
    assert drawn.spec.provenance["data to"] == "2017-04-15"
    assert drawn.spec.provenance["corrections"] == said[1]


@pytest.mark.parametrize("lang", ["ar", "es", "fr", "ru", "uk"])
def test_the_note_of_a_version_has_words_in_every_language(strikes, lang):
    now = sm.update(strikes, reports(8).drop(index=0))
    drawn = sm.before_after(now, sm.Event("Deal", "2017-04-11"), windows=3, lang=lang)
    assert len([note for note in drawn.spec.notes if note.kind == "version"]) == 2


def test_each_strike_knows_the_version_in_which_it_last_changed(strikes):
    second = sm.update(strikes, reports().assign(killed_max=[0, 9, 2, 3, 4, 5]))
    third = sm.update(second, reports(8).assign(killed_max=[0, 9, 2, 3, 4, 5, 6, 7]))
    assert third["changed_in"].tolist() == ["1", "2", "1", "1", "1", "1", "3", "3"]
    drawn = sm.before_after(third, sm.Event("Deal", "2017-04-11"), windows=5, colour="changed_in")
    labels = {one.label for group in drawn.spec.legend for one in group.entries}
    assert {"1", "2", "3"} <= labels
