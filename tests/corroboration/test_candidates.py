from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from strikemap.corroboration.candidates import candidate_pairs
from strikemap.corroboration.rows import day_gaps, great_circle, kilometres, rows_of
from strikemap.errors import ReportError

REFERENCE = Path(__file__).parents[1] / "reference"


def reports(points, **columns):
    """Make reports from (lon, lat, first day, last day), days counted from 1 April 2017."""
    lon, lat, start, end = zip(*points, strict=True)
    first = pd.Timestamp("2017-04-01")
    return pd.DataFrame(
        {
            "id": [f"r{n}" for n in range(len(points))],
            "date_start": first + pd.to_timedelta(start, unit="D"),
            "date_end": first + pd.to_timedelta(end, unit="D"),
            "lon": lon,
            "lat": lat,
            **columns,
        }
    )


def found(frame, **windows):
    rows = rows_of(frame)
    pairs = candidate_pairs(rows, **windows)
    return {
        (str(rows.ids[a]), str(rows.ids[b])) for a, b in zip(pairs.first, pairs.second, strict=True)
    }


def brute_force(frame, distance_km, days):
    rows = rows_of(frame)
    first, second = np.triu_indices(len(rows), 1)
    near = (kilometres(rows, first, second) <= distance_km) & (
        day_gaps(rows, first, second) <= days
    )
    return {
        (str(rows.ids[a]), str(rows.ids[b])) for a, b in zip(first[near], second[near], strict=True)
    }


def test_the_candidates_are_those_of_meltt_at_its_own_kilometres_per_degree():
    table = pd.read_csv(REFERENCE / "reports_synthetic_small.csv", parse_dates=["date"])
    table["id"] = table["source"] + "-" + table["event"].astype(str)
    kind = table["type_tax"].map(
        {"airstrike": "air", "helicopter": "air", "artillery": "ground", "missile": "ground"}
    )
    rows = rows_of(table)
    codes = pd.factorize(kind)[0][rows.position]
    pairs = candidate_pairs(
        rows, distance_km=5, days=1, must_agree=(codes,), earth_km=111.111 * 180 / np.pi
    )
    other_source = rows.source[pairs.first] != rows.source[pairs.second]
    ours = {
        frozenset((str(rows.ids[a]), str(rows.ids[b])))
        for a, b in zip(pairs.first[other_source], pairs.second[other_source], strict=True)
    }
    meltt = pd.read_csv(REFERENCE / "meltt_candidates_1d_5km.csv")
    theirs = {
        frozenset((f"{a}-{b}", f"{c}-{d}"))
        for a, b, c, d in meltt[["source1", "event1", "source2", "event2"]].values
    }
    assert ours == theirs
    assert len(theirs) == 152


points = st.lists(
    st.tuples(
        st.floats(36.0, 36.2),
        st.floats(35.0, 35.2),
        st.integers(0, 12),
        st.sampled_from([0, 0, 2, 9, 40]),
    ),
    min_size=2,
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(points, st.sampled_from([0.0, 2.0, 7.5]), st.sampled_from([0, 1, 3]))
def test_no_pair_within_the_windows_is_missed_and_none_outside_is_taken(drawn, km, days):
    frame = reports([(lon, lat, day, day + length) for lon, lat, day, length in drawn])
    assert found(frame, distance_km=km, days=days) == brute_force(frame, km, days)


def test_both_windows_are_inclusive_and_ranges_that_share_a_day_are_no_days_apart():
    frame = reports(
        [(36.0, 35.0, 0, 0), (36.0, 35.0, 1, 1), (36.0, 35.0, 3, 9), (36.0, 35.0, 9, 9)]
    )
    assert found(frame, distance_km=0, days=1) == {("r0", "r1"), ("r2", "r3")}
    assert found(frame, distance_km=0, days=2) == {("r0", "r1"), ("r1", "r2"), ("r2", "r3")}


def test_pairs_across_the_antimeridian_are_found():
    frame = reports([(179.999, 10.0, 0, 0), (-179.999, 10.0, 0, 0)])
    assert found(frame, distance_km=1, days=0) == {("r0", "r1")}


def test_a_district_is_no_candidate_for_a_street_beside_its_centroid():
    frame = reports([(36.0, 35.0, 0, 0)] * 3, location_precision=["district", "exact", "district"])
    assert found(frame, distance_km=2, days=1) == {("r0", "r2")}


def test_a_column_that_must_agree_parts_only_what_is_stated_differently():
    frame = reports([(36.0, 35.0, 0, 0)] * 3)
    rows = rows_of(frame)
    pairs = candidate_pairs(rows, distance_km=1, days=0, must_agree=(np.array([0, 1, -1]),))
    assert list(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True)) == [(0, 2), (1, 2)]


def test_rows_without_a_point_or_a_date_have_no_candidates():
    frame = reports([(36.0, 35.0, 0, 0), (np.nan, 35.0, 0, 0), (36.0, 35.0, 0, 0)])
    frame.loc[2, ["date_start", "date_end"]] = pd.NaT
    assert found(frame, distance_km=2, days=1) == set()


def test_windows_that_hold_too_many_pairs_are_refused(monkeypatch):
    monkeypatch.setattr("strikemap.corroboration.candidates._MOST_PAIRS", 10)
    frame = reports([(36.0, 35.0, 0, 0)] * 8)
    with pytest.raises(ReportError, match="Narrow the windows") as caught:
        found(frame, distance_km=2, days=1)
    assert caught.value.code == "TOO_LARGE"


def test_areas_are_not_taken_for_points():
    frame = gpd.GeoDataFrame(reports([(36.0, 35.0, 0, 0)]), geometry=[box(36, 35, 37, 36)])
    with pytest.raises(ReportError, match="no points: Polygon"):
        rows_of(frame)


def test_great_circle_distances_are_right_on_a_quarter_of_the_equator():
    one, none = np.array([90.0]), np.array([0.0])
    assert great_circle(one, none, none, none)[0] == pytest.approx(6371.0088 * np.pi / 2)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda f: f.drop(columns="id"), "COLUMNS_MISSING"),
        (lambda f: f.drop(columns="lon"), "COLUMNS_MISSING"),
        (lambda f: f.drop(columns="date_start"), "COLUMNS_MISSING"),
        (lambda f: f.assign(id="same"), "DUP_ID_CONFLICT"),
        (lambda f: f.assign(id=["a", None]), "ID_MISSING"),
        (lambda f: f.assign(date_start="2017-04-01"), "DATE_TYPE"),
        (lambda f: f.assign(date_end=pd.Timestamp("2017-01-01")), "DATE_INVALID"),
    ],
)
def test_tables_that_cannot_be_linked_say_why(change, code):
    frame = reports([(36.0, 35.0, 0, 0), (36.0, 35.0, 1, 1)])
    with pytest.raises(ReportError) as caught:
        rows_of(change(frame))
    assert caught.value.code == code
