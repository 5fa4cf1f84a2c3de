import json
import warnings

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import strikemap as sm
from strikemap.confidence.grading import mark_class
from strikemap.corroboration.rows import great_circle

CLAIMS_OF_2017 = ["2017-05-25", "2017-05-28", "2017-06-01", "2017-06-06", "2017-06-08"]


def reports(n, **columns):
    base = {
        "id": [f"r{k}" for k in range(n)],
        "date_start": pd.Timestamp("2017-04-08"),
        "date_end": pd.Timestamp("2017-04-08"),
        "lon": 36.72,
        "lat": 35.52,
        "source": [f"outlet {k}" for k in range(n)],
    }
    frame = pd.DataFrame({**base, **columns})
    points = gpd.points_from_xy(frame.pop("lon"), frame.pop("lat"))
    return gpd.GeoDataFrame(frame, geometry=points, crs="EPSG:4326")


def drawn(rows):
    lon, lat, day, length, source, attacker = zip(*rows, strict=True)
    first = pd.Timestamp("2017-04-01")
    start = first + pd.to_timedelta(day, unit="D")
    return reports(
        len(rows),
        lon=lon,
        lat=lat,
        date_start=start,
        date_end=start + pd.to_timedelta(length, unit="D"),
        source=source,
        attacker=attacker,
    )


rows = st.lists(
    st.tuples(
        st.floats(36.0, 36.06),
        st.floats(35.0, 35.06),
        st.integers(0, 4),
        st.sampled_from([0, 0, 0, 1, 6]),
        st.sampled_from(["a", "b", "c", None]),
        st.sampled_from(["Russia", "US-led coalition", "Unidentified", None]),
    ),
    min_size=1,
    max_size=14,
)
methods = st.sampled_from(["likelihood", "closest"])


def groups(strikes):
    return set(strikes["report_ids"])


@settings(max_examples=25, deadline=None)
@given(rows, methods, st.sampled_from(["windows", "sources", "both"]), st.randoms())
def test_the_order_of_the_rows_does_not_matter(made, method, guard, random):
    frame = drawn(made)
    order = list(range(len(frame)))
    random.shuffle(order)
    one = sm.corroborate(frame, method=method, guard=guard)
    other = sm.corroborate(frame.iloc[order], method=method, guard=guard)
    pd.testing.assert_frame_equal(
        one.drop(columns="evidence"), other.drop(columns="evidence"), check_dtype=False
    )


@settings(max_examples=25, deadline=None)
@given(rows, st.sampled_from(["likelihood", "closest", "complete", "components"]))
def test_every_report_is_in_exactly_one_strike(made, method):
    frame = drawn(made)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", sm.CorroborationWarning)
        strikes = sm.corroborate(frame, method=method)
    ids = [one for group in strikes["report_ids"] for one in group]
    assert sorted(ids) == sorted(frame["id"])
    assert strikes["n_reports"].sum() == len(frame)


@settings(max_examples=25, deadline=None)
@given(rows, methods, st.sampled_from([0.5, 2.0, 5.0]), st.integers(0, 2))
def test_no_two_reports_of_a_strike_lie_outside_the_windows(made, method, km, days):
    frame = drawn(made)
    strikes = sm.corroborate(frame, distance_km=km, days=days, method=method)
    by_id = frame.set_index("id")
    for group in strikes["report_ids"]:
        part = by_id.loc[list(group)]
        lon, lat = part.geometry.x.to_numpy(), part.geometry.y.to_numpy()
        for n in range(len(part)):
            assert great_circle(lon, lat, lon[n], lat[n]).max() <= km
        gap = part["date_start"].max() - part["date_end"].min()
        assert gap.days <= days


def test_the_callers_table_is_not_changed():
    frame = reports(3, killed_min=[1, 2, None], strike_id=["x", "x", "x"])
    before = frame.copy(deep=True)
    sm.corroborate(frame)
    pd.testing.assert_frame_equal(frame, before)
    assert frame.attrs == {}


def test_dates_places_and_casualties_are_merged_with_the_best_precision():
    frame = reports(
        3,
        lon=[36.72, 36.7201, 36.7202],
        date_start=pd.to_datetime(["2017-04-07", "2017-04-08", "2017-04-01"]),
        date_end=pd.to_datetime(["2017-04-09", "2017-04-08", "2017-04-30"]),
        location_precision=["town", "exact", "town"],
        place=["Saraqib", None, "Saraqib"],
        killed_min=pd.array([3, 7, None], dtype="Int64"),
        killed_max=pd.array([3, 9, None], dtype="Int64"),
    )
    strike = sm.corroborate(frame, method="closest").iloc[0]
    assert strike["n_reports"] == 3
    assert strike.geometry.x == 36.7201
    assert strike["location_precision"] == "exact"
    assert strike["place"] == "Saraqib"
    assert strike["date_start"] == strike["date_end"] == pd.Timestamp("2017-04-08")
    assert (strike["killed_min"], strike["killed_max"]) == (3, 9)
    assert strike["conflicts"] == ("killed",)
    assert strike["conflict_values"] == ("killed: 3 / 7-9",)


def test_dates_that_share_no_day_stay_a_range_and_are_flagged():
    frame = reports(2, date_start=pd.to_datetime(["2017-04-08", "2017-04-09"]))
    frame["date_end"] = frame["date_start"]
    strike = sm.corroborate(frame, method="closest").iloc[0]
    assert strike["date_start"] == pd.Timestamp("2017-04-08")
    assert strike["date_end"] == pd.Timestamp("2017-04-09")
    assert strike["conflicts"] == ("date",)


def test_two_reports_in_one_village_on_one_day_are_one_strike():
    strikes = sm.corroborate(reports(2))
    assert strikes["report_ids"].tolist() == [("r0", "r1")]


def test_villages_of_different_names_stay_apart_when_the_reports_are_coarse():
    frame = reports(
        2, lon=[36.94, 36.96], place=["Urum al-Kubra", "Kafr Naha"], location_precision="town"
    )
    assert len(sm.corroborate(frame)) == 2


def test_rows_without_a_point_are_strikes_of_their_own():
    frame = reports(3)
    frame.loc[2, "geometry"] = None
    strikes = sm.corroborate(frame)
    assert groups(strikes) == {("r0", "r1"), ("r2",)}
    assert (strikes["date_start"] == pd.Timestamp("2017-04-08")).all()


def test_an_empty_table_gives_no_strikes():
    strikes = sm.corroborate(reports(2).iloc[:0])
    assert len(strikes) == 0
    assert {"report_ids", "claim", "n_sources", "conflicts"} <= set(strikes.columns)


def test_plain_columns_of_longitude_and_latitude_will_do():
    frame = pd.DataFrame(
        {"id": [7, 8], "date": pd.Timestamp("2017-04-08"), "longitude": 36.7, "latitude": 35.5}
    )
    strikes = sm.corroborate(frame)
    assert strikes.crs == "EPSG:4326"
    assert strikes["report_ids"].tolist() == [("7", "8")]


def test_other_projections_are_taken_to_degrees():
    frame = reports(2).to_crs(3857)
    strikes = sm.corroborate(frame)
    assert strikes.crs == "EPSG:4326"
    assert strikes.geometry.x.iloc[0] == pytest.approx(36.72)


def test_what_lies_near_and_was_kept_apart_is_counted():
    frame = reports(3, attacker=["A", "A", "B"])
    strikes = sm.corroborate(frame, must_agree=["attacker"])
    assert strikes.set_index("id")["n_nearby"].to_dict() == {"r0": 1, "r2": 2}


def test_joining_what_strike_ids_keep_apart_is_said_aloud():
    frame = reports(2, strike_id=["S1", "S2"])
    with pytest.warns(sm.CorroborationWarning, match="strike_id keeps apart") as said:
        strikes = sm.corroborate(frame)
    assert said[0].filename == __file__
    assert strikes["conflict_values"].iloc[0] == ("strike_id: S1 / S2",)
    assert len(sm.corroborate(frame, must_agree=["strike_id"])) == 2


def test_rows_that_are_strikes_already_are_not_joined_in_silence():
    strikes = sm.load_dataset("syria_2017_strikes")
    with pytest.warns(sm.CorroborationWarning, match="report_ids keeps apart"):
        joined = sm.corroborate(strikes)
    several = joined["n_reports"] > 1
    assert several.sum() <= 8
    assert joined["conflicts"].map(lambda names: "report_ids" in names).equals(several)
    assert len(sm.corroborate(strikes, must_agree=["report_ids"])) == len(strikes)


def test_a_method_that_chains_gives_the_size_and_the_diameter():
    frame = reports(4, lat=[35.52, 35.535, 35.55, 35.565])
    with pytest.warns(
        sm.CorroborationWarning, match=r"4 reports, up to 5\.0 km and 0 days"
    ) as said:
        strikes = sm.corroborate(frame, method="components")
    assert said[0].filename == __file__
    assert len(strikes) == 1
    assert len(sm.corroborate(frame, method="complete")) == 2


def test_a_linkage_of_ones_own_gets_the_candidates_and_returns_labels():
    def everything_apart_but_the_first_pair(table, pairs):
        assert list(pairs.columns) == ["first", "second", "km", "days"]
        labels = list(range(len(table)))
        labels[pairs["second"].iloc[0]] = labels[pairs["first"].iloc[0]]
        return labels

    strikes = sm.corroborate(reports(3), method=everything_apart_but_the_first_pair)
    assert groups(strikes) == {("r0", "r1"), ("r2",)}


def test_a_linkage_that_loses_a_report_is_refused():
    with pytest.raises(sm.ReportError, match="1 labels for 2 reports"):
        sm.corroborate(reports(2), method=lambda table, pairs: [0])


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"distance_km": -1}, "WINDOWS_INVALID"),
        ({"distance_km": np.nan}, "WINDOWS_INVALID"),
        ({"days": 0.5}, "WINDOWS_INVALID"),
        ({"method": "magic"}, "METHOD_UNKNOWN"),
        ({"guard": "none"}, "METHOD_UNKNOWN"),
        ({"independence": ["name"]}, "RULE_UNKNOWN"),
        ({"agree": ["weather"]}, "COLUMNS_MISSING"),
        ({"must_agree": ["weather"]}, "COLUMNS_MISSING"),
    ],
)
def test_options_that_make_no_sense_are_refused(options, code):
    with pytest.raises(sm.ReportError) as caught:
        sm.corroborate(reports(2), **options)
    assert caught.value.code == code


def test_the_account_says_what_was_done():
    done = sm.corroborate(reports(3), distance_km=3).attrs["strikemap"]["corroboration"]
    assert (done["reports"], done["strikes"], done["distance_km"]) == (3, 1, 3.0)
    assert done["model"]["expected_matches"] > 2
    assert list(done["model"]["error_km"]) == ["outlet 0", "outlet 1", "outlet 2", "not stated"]
    json.dumps(done)


@pytest.fixture(scope="module")
def embedded():
    return sm.load_dataset("syria_2017_reports")


def test_the_embedded_reports_give_the_embedded_strikes(embedded):
    strikes = sm.corroborate(embedded, must_agree=["strike_id"])
    curated = embedded.groupby("strike_id")["id"].agg(lambda ids: tuple(sorted(ids)))
    assert groups(strikes) == set(curated)


def test_left_to_itself_corroboration_splits_no_embedded_strike_and_says_what_it_joins(embedded):
    with pytest.warns(sm.CorroborationWarning, match="strike_id keeps apart"):
        strikes = sm.corroborate(embedded)
    home = {one: n for n, group in enumerate(strikes["report_ids"]) for one in group}
    assert (embedded["id"].map(home).groupby(embedded["strike_id"]).nunique() == 1).all()
    curated = embedded.set_index("id")["strike_id"]
    mixed = strikes["report_ids"].map(lambda ids: curated[list(ids)].nunique() > 1)
    assert mixed.sum() <= 7
    assert strikes.loc[mixed, "conflicts"].map(lambda names: "strike_id" in names).all()


def test_the_russian_claims_of_2017_come_out_as_claims(embedded):
    strikes = sm.corroborate(embedded, must_agree=["strike_id"])
    claims = strikes[mark_class(strikes) == "claim"]
    assert claims["date_start"].dt.strftime("%Y-%m-%d").tolist() == CLAIMS_OF_2017
    assert set(claims["attacker"]) == {"Russia"}
    assert (claims["n_sources"] == 1).all()
    assert claims["n_reports"].tolist() == [4, 1, 3, 4, 3]


def test_coalition_logs_come_out_as_declared_and_not_as_claims(embedded):
    strikes = sm.corroborate(embedded, must_agree=["strike_id"])
    declared = strikes[mark_class(strikes) == "declared"]
    assert set(declared["attacker"]) == {"US-led coalition"}
    assert not declared["claim"].any()
    assert declared["attacker_word_only"].all()


def test_a_strike_has_reached_the_stage_that_all_of_its_reports_have():
    table = reports(2).head(2).assign(status=["verification", "collection"])
    table["lon"], table["lat"], table["date_start"] = 36.0, 35.0, pd.Timestamp("2017-04-08")
    merge = pd.DataFrame({"action": ["merge"], "report_ids": [";".join(table["id"])]})
    strikes = sm.corroborate(table.drop(columns="geometry", errors="ignore"), decisions=merge)
    assert strikes["status"].tolist() == ["collection"]
