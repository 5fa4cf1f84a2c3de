import geopandas as gpd
import pandas as pd
import pytest

import strikemap as sm


@pytest.fixture
def reports():
    days = pd.to_datetime(["2017-05-02", "2017-05-03", "2017-05-06", "2017-05-06"])
    frame = pd.DataFrame(
        {
            "id": list("abcd"),
            "date_start": days,
            "date_end": days,
            "source": list("wxyz"),
            "strike_id": list("1234"),
            "killed_min": 1,
            "killed_max": 1,
        }
    )
    points = gpd.points_from_xy([36.0, 36.0, 36.0, 36.03], [35.0] * 4)
    return gpd.GeoDataFrame(frame, geometry=points, crs="EPSG:4326")


def test_wider_windows_join_more_reports(reports):
    table = sm.corroboration_sensitivity(
        reports, distances_km=[1, 5], days=[0, 1], method="closest"
    )
    assert table[["distance_km", "days"]].values.tolist() == [[1, 0], [1, 1], [5, 0], [5, 1]]
    assert table["n_strikes"].tolist() == [4, 3, 3, 2]
    assert table["n_joined"].tolist() == [0, 1, 1, 2]
    assert table["largest"].tolist() == [1, 2, 2, 2]
    assert table["n_conflicting"].tolist() == [0, 1, 1, 2]


def test_the_result_before_and_after_an_event_comes_with_it(reports):
    table = sm.corroboration_sensitivity(
        reports,
        distances_km=[5],
        days=[0, 1],
        event=sm.Event("deal", "2017-05-04"),
        windows=5,
        method="closest",
    )
    assert table["n_before"].tolist() == [2, 1]
    assert table["n_after"].tolist() == [1, 1]
    assert table["rate_ratio"].tolist() == [0.5, 1.0]
