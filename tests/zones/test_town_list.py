"""The list of who held which town, as files give it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import strikemap as sm
from strikemap.errors import ZoneError


def listed(**columns: object) -> pd.DataFrame:
    plain = {"place": ["Raqqa", "Idlib"], "lat": [35.95, 35.93], "lon": [39.01, 36.63]}
    return pd.DataFrame({**plain, "controller": ["ISIS", "Opposition"], **columns})


def test_a_path_is_read_like_a_frame_and_degrees_in_any_notation(tmp_path: Path) -> None:
    file = tmp_path / "towns.csv"
    file.write_text(
        "place;lat;lon;controller\nRaqqa;35,95;39°00'36\"E;ISIS\nIdlib;35,93;36,63;Opposition\n",
        encoding="utf-8",
    )
    read = sm.zones_from_places(file, "Syria", date="2017-05-04")
    plain = sm.zones_from_places(listed(), "Syria", date="2017-05-04")
    assert read["side"].tolist() == plain["side"].tolist()
    assert read.geometry.geom_equals_exact(plain.geometry, 1e-4).all()


def test_a_position_that_cannot_be_read_sets_its_row_aside_with_the_reason() -> None:
    zones = sm.zones_from_places(listed(lon=["39.01", "hill"]), "Syria", date="2017-05-04")
    ledger = sm.ledger(zones)
    assert ledger[["row", "id", "code", "action"]].to_numpy().tolist() == [
        [2, "Idlib", "COORD_NOT_NUMERIC", "set aside"]
    ]
    assert set(zones["side"]) == {"ISIS"}


def test_days_that_fit_two_orders_are_asked_about_and_never_guessed() -> None:
    places = listed(as_of=["01/05/2017", "02/05/2017"])
    with pytest.raises(ZoneError, match="dayfirst") as asked:
        sm.zones_from_places(places, "Syria", date="2017-05-04")
    assert asked.value.code == "DATE_ORDER_AMBIGUOUS"
    zones = sm.zones_from_places(places, "Syria", date="2017-05-04", dayfirst=True)
    assert {str(day.date()) for day in zones["as_of"]} == {"2017-05-02"}


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [("as_of", "some day", "DATE_INVALID"), ("lon", "hill", "OUTSIDE_AREA_ALL")],
)
def test_what_no_row_can_tell_is_refused(column: str, value: str, code: str) -> None:
    with pytest.raises(ZoneError) as refused:
        sm.zones_from_places(listed(**{column: [value, value]}), "Syria", date="2017-05-04")
    assert refused.value.code == code


def test_places_listed_twice_with_days_that_nobody_reads_are_asked_about() -> None:
    places = pd.concat([listed(seen=["2017-04-01"] * 2), listed(seen=["2017-05-01"] * 2)])
    with pytest.raises(ZoneError, match=r"columns=\{'as_of': 'seen'\}") as asked:
        sm.zones_from_places(places, "Syria", date="2017-05-04")
    assert asked.value.code == "DATE_UNREAD"
    named = {"columns": {"as_of": "seen"}}
    zones = sm.zones_from_places(places, "Syria", date="2017-05-04", **named)
    assert {str(day.date()) for day in zones["as_of"]} == {"2017-05-01"}


def test_of_each_place_the_latest_row_on_or_before_the_day_counts() -> None:
    places = pd.DataFrame(
        {
            "place": ["Raqqa", "Raqqa", "Idlib", "nowhere", "unknown"],
            "lat": [35.95, 35.95, 35.93, None, None],
            "lon": [39.01, 39.01, 36.63, None, None],
            "held by": ["ISIS", "SDF", "Opposition", "ISIS", "ISIS"],
            "As of": ["2017-01-01", "2017-10-17", "2016-12-31", "2017-01-05", "2017-01-06"],
        }
    )
    zones = sm.zones_from_places(places, "Syria", date=["2017-05-04", "2017-11-01"])
    held = zones.groupby("as_of")["side"].agg(set).to_dict()
    assert {str(day.date()): sides for day, sides in held.items()} == {
        "2017-01-01": {"ISIS", "Opposition"},
        "2017-10-17": {"SDF", "Opposition"},
    }
    ledger = sm.ledger(zones)
    assert ledger.loc[ledger["action"] == "set aside", "id"].tolist() == ["nowhere", "unknown"] * 2
    assert (
        ledger.loc[ledger["code"] == "ROW_OF_ANOTHER_DAY", "detail"].str.startswith("1 row").all()
    )
