import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

import strikemap as sm

SOUND = {"source": ["SMART", "Step"] * 5, "attacker": "Russia", "radius_km": 3.0}


def strikes(**columns):
    days = pd.date_range("2017-04-29", periods=10)
    frame = {"id": [f"s{n}" for n in range(10)], "date_start": days, "date_end": days}
    points = gpd.points_from_xy([36.0 + n / 20 for n in range(10)], [35.4] * 10)
    frame |= {"unit": "strike", **SOUND, **columns}
    kept = {name: values for name, values in frame.items() if values is not None}
    return gpd.GeoDataFrame(kept, geometry=points, crs="EPSG:4326")


def zones(day="2017-04-30"):
    frame = {"zone": ["North"], "side": ["Opposition"], "as_of": pd.to_datetime([day])}
    frame |= {"valid_from": pd.to_datetime([day]), "valid_to": pd.to_datetime([None])}
    frame["source"] = ["drawn for this test"]
    return gpd.GeoDataFrame(frame, geometry=[box(35.5, 35, 37, 36)], crs="EPSG:4326")


def drawn(rows=None, *, held=None, **options):
    return sm.before_after(
        strikes() if rows is None else rows,
        sm.Event("Deal", "2017-05-04"),
        windows=5,
        zones=zones() if held is None else held,
        **{"where": {"attacker": "Russia"}, "max_days": 3000, **options},
    )


def failing(reviewed):
    return set(reviewed.loc[reviewed["result"] == "does not", "question"])


def test_a_sound_map_fails_no_question():
    reviewed = sm.review_map(drawn())
    assert failing(reviewed) == set()
    assert reviewed.loc[reviewed["result"] == "cannot be told", "question"].tolist() == [
        "settings were not searched"
    ]


@pytest.mark.filterwarnings("ignore::strikemap.errors.MapWarning")
@pytest.mark.parametrize(
    ("spoiled", "question"),
    [
        ({"rows": strikes(unit="report")}, "the unit is named"),
        ({"held": zones("2016-01-01")}, "zones are dated near the panels"),
        ({"rows": strikes(radius_km=None)}, "coarse places are no pins"),
        (
            {"rows": strikes(attacker=["Russia", "Syria"] * 5), "where": None},
            "attribution is not pooled",
        ),
        ({"rows": strikes(attacker=None), "where": None}, "attribution is not pooled"),
        ({"extent": (36.0, 35.0, 36.2, 36.0)}, "nothing lies outside the frame"),
        ({"rows": strikes(source="SMART")}, "there is more than one source"),
        ({"lang": "fr"}, "the language was read"),
        ({"covered": ("2017-05-01", "2017-05-09")}, "both windows are covered"),
        (
            {"rows": strikes(attacker=["Russia"] * 6 + ["Russia (air force)"] * 4)},
            "names were checked",
        ),
    ],
)
def test_a_map_that_was_spoiled_fails_where_it_was_spoiled(spoiled, question):
    m = drawn(**spoiled)
    reviewed = sm.review_map(m).set_index("question")
    assert reviewed.loc[question, "result"] == "does not"
    assert reviewed.loc[question, "place"]


@pytest.mark.filterwarnings("ignore::strikemap.errors.MapWarning")
def test_a_saved_page_is_reviewed_as_far_as_it_tells(tmp_path):
    drawn(
        held=zones("2017-03-01"),
        extent=(36.0, 35.0, 36.3, 36.0),
        covered=("2017-05-01", "2017-05-09"),
        lang="fr",
    ).save(tmp_path / "map.html")
    assert failing(sm.review_map(tmp_path / "map.html")) >= {
        "zones are dated near the panels",
        "nothing lies outside the frame",
        "both windows are covered",
        "the language was read",
    }


def test_a_file_that_is_no_page_of_a_map_is_an_error(tmp_path):
    for name, text in (("a.html", "<html></html>"), ("b.html", "")):
        (tmp_path / name).write_text(text)
        with pytest.raises(sm.MapError) as caught:
            sm.review_map(tmp_path / name)
        assert caught.value.code == "RECORD_MISSING"
    with pytest.raises(sm.MapError, match="There is no file"):
        sm.review_map(tmp_path / "c.html")
