import numpy as np
import pandas as pd
import pytest

from strikemap.corroboration.rows import rows_of
from strikemap.corroboration.surroundings import Surroundings


def surroundings(days, lat=35.0, sources=None, window=1):
    frame = pd.DataFrame(
        {
            "id": [f"r{n:04d}" for n in range(len(days))],
            "date_start": pd.Timestamp("2016-01-01") + pd.to_timedelta(days, unit="D"),
            "lon": 36.0,
            "lat": lat,
            "source": sources,
        }
    )
    return Surroundings.of(rows_of(frame), 2.0, window)


def test_other_reports_are_counted_per_km2_and_day():
    days = np.arange(0, 300, 3)
    density = surroundings(days).density
    assert density[50] == pytest.approx((99 / (np.pi * 4) + 0.01) / 298, rel=0.15)


def test_a_report_alone_has_next_to_nothing_around_it():
    found = surroundings([0, 200], lat=[35.0, 36.0])
    assert found.density.max() < 1e-4
    assert found.at_point.tolist() == [0, 0]


def test_a_burst_of_reports_makes_chance_meetings_likelier():
    steady, burst = np.arange(0, 360, 12), np.repeat(np.arange(100, 130, 2), 4)
    found = surroundings(np.concatenate([steady, burst]))
    quiet, busy = found.density[:6].mean(), found.density[len(steady) :].mean()
    assert busy > 3 * quiet


def test_reports_of_the_same_days_make_no_burst_of_their_own():
    steady = np.arange(0, 360, 12)
    found = surroundings(np.concatenate([steady, [180, 180, 181]]))
    assert found.density[-1] == pytest.approx(found.density[2], rel=0.35)


def test_pairs_of_one_source_and_of_two_add_up_to_all():
    found = surroundings([0, 1, 2, 3], sources=["a", "a", "b", None])
    assert (found.n_same, found.n_other) == (1, 5)
    assert found.source.tolist() == [0, 0, 1, 2]
