"""Each source's own unit is named, and units are never added."""

from __future__ import annotations

import pandas as pd
import pytest

import strikemap as sm
from strikemap.ledger import concat, facts
from strikemap.readers.dialects import dialects
from strikemap.schema import UNIT
from strikemap.words.languages import catalogue, codes

EVENT = sm.Event("Truce", "2022-04-02")
DATES = ["2022-03-28", "2022-04-01", "2022-04-05"]


def acled() -> pd.DataFrame:
    kinds = ["Air/drone strike", "Shelling/artillery/missile attack", "Air/drone strike"]
    return pd.DataFrame(
        {
            "event_id_cnty": ["YEM1", "YEM2", "YEM3"],
            "event_date": DATES,
            "time_precision": 1,
            "actor1": "Coalition",
            "event_type": "Explosions/Remote violence",
            "sub_event_type": kinds,
            "latitude": 15.3,
            "longitude": 44.2,
            "geo_precision": 1,
        }
    )


def ucdp() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "id": [1, 2, 3],
            "where_prec": 1,
            "date_prec": 1,
            "type_of_violence": 3,
            "date_start": DATES,
            "date_end": DATES,
            "latitude": 15.3,
            "longitude": 44.2,
            "side_a": "Coalition",
        }
    )


def airwars() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "unique_reference_code": ["A1", "A2", "A3"],
            "incident_date": DATES,
            "geolocation_accuracy": "village",
            "civilian_harm_status": "Fair",
            "belligerent": "Coalition",
            "latitude": 15.3,
            "longitude": 44.2,
        }
    )


def yemen() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "incident_id": [1, 2, 3],
            "date": ["28/03/2022", "01/04/2022", "05/04/2022"],
            "governorate": "Sanaa",
            "air_raids": [2, 1, 3],
            "lat": 15.3,
            "lon": 44.2,
        }
    )


@pytest.mark.parametrize(
    ("table", "units"),
    [
        (acled, "ACLED events"),
        (ucdp, "lethal events"),
        (airwars, "civilian-harm incidents"),
        (yemen, "incidents of air raids"),
    ],
)
def test_headings_and_sentences_name_the_sources_own_unit(table: object, units: str) -> None:
    drawn = sm.before_after(sm.read_reports(table()), EVENT, extent="marks")  # type: ignore[operator]
    assert drawn.spec.title.startswith(f"Reported {units} ")
    assert drawn.spec.panels[0].counts[0].startswith(f"2 {units}")
    assert drawn.spec.legend[0].title == f"{units[0].upper()}{units[1:]}, by confidence"
    assert f"2 {units}" in drawn.summary()[0]
    words = " ".join([drawn.spec.title, drawn.spec.subtitle, *drawn.spec.panels[0].counts])
    assert "strike" not in words


def test_the_filter_on_strikes_from_the_air_is_proposed_and_its_absence_said() -> None:
    reports = sm.read_reports(acled())
    proposed = "where={'target_type': ['Air/drone strike']}"
    assert any(proposed in str(note) for note in facts(reports)["notes"])
    drawn = sm.before_after(reports, EVENT, extent="marks")
    said = "2 of the 3 are air or drone strikes (target_type “Air/drone strike”)"
    assert said in " ".join(note.text for note in drawn.spec.notes)
    assert said in " ".join(drawn.summary())
    where = {"target_type": "Air/drone strike"}
    alone = " ".join(
        note.text
        for note in sm.before_after(reports, EVENT, where=where, extent="marks").spec.notes
    )
    assert "Selected by target_type: Air/drone strike." in alone
    assert "air or drone strikes" not in alone


def test_rows_of_different_units_are_never_added() -> None:
    both = concat([sm.read_reports(acled()), sm.read_reports(ucdp())])
    with pytest.raises(sm.errors.MapError, match="different units: ACLED event, lethal event") as e:
        sm.compare(both, EVENT)
    assert e.value.code == "UNITS_MIXED"
    alone = sm.compare(both, EVENT, where={"unit": "lethal event"})
    assert (alone.unit, alone.table["n_before"].iloc[-1]) == ("lethal event", 2)
    assert sm.compare(both.assign(unit="incident"), EVENT).unit == "incident"


def test_reports_of_different_units_that_are_corroborated_become_incidents() -> None:
    both = concat([sm.read_reports(acled()), sm.read_reports(airwars())])
    linked = sm.corroborate(both)
    assert set(linked["unit"]) == {"incident"}


def test_every_unit_that_a_table_can_state_has_its_words() -> None:
    assert {one.constants["unit"] for one in dialects().values() if "unit" in one.constants} <= set(
        UNIT
    )
    for lang in codes():
        units = catalogue(lang).units
        assert all(set(units[unit]) == set(units["strike"]) for unit in UNIT)
