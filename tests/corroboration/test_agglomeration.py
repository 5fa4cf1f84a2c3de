from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from strikemap.corroboration.agglomeration import (
    Bonds,
    Limits,
    agglomerate,
    complete_linkage,
    components,
)
from strikemap.corroboration.candidates import candidate_pairs
from strikemap.corroboration.rows import codes, rows_of

REFERENCE = Path(__file__).parents[1] / "reference"


def along_a_road(kilometres, sources=None):
    """Reports on one day along a meridian, at these kilometres from its start."""
    frame = pd.DataFrame(
        {
            "id": [f"r{n}" for n in range(len(kilometres))],
            "date_start": pd.Timestamp("2017-04-04"),
            "lon": 36.0,
            "lat": 35.0 + np.array(kilometres) / 111.195,
            "source": sources or [f"s{n}" for n in range(len(kilometres))],
        }
    )
    return rows_of(frame)


def joined(rows, guard="windows", distance_km=2.0, **kwargs):
    pairs = candidate_pairs(rows, distance_km=distance_km, days=1)
    order = np.argsort(pairs.km, kind="stable")
    labels, _ = agglomerate(rows, pairs, order, limits=Limits(distance_km, 1, guard), **kwargs)
    return labels.tolist()


def partition(labels):
    return {frozenset(np.flatnonzero(labels == one).tolist()) for one in np.unique(labels)}


@pytest.fixture(scope="module")
def synthetic():
    table = pd.read_csv(REFERENCE / "clusters_synthetic_small.csv", parse_dates=["date"])
    table["id"] = [f"{n:04d}" for n in range(len(table))]
    return table, rows_of(table)


def test_components_are_those_of_the_reference(synthetic):
    table, rows = synthetic
    pairs = candidate_pairs(rows, distance_km=5, days=1)
    reference = table["components_5km_1d"].to_numpy()
    assert partition(components(rows, pairs)) == partition(reference)


def test_components_of_one_type_are_those_of_the_reference(synthetic):
    table, rows = synthetic
    kinds = codes(table, "type_tax")
    pairs = candidate_pairs(rows, distance_km=5, days=1)
    pairs = pairs.where(kinds[pairs.first] == kinds[pairs.second])
    reference = table["components_5km_1d_sametype"].to_numpy()
    assert partition(components(rows, pairs)) == partition(reference)


def test_dbscan_of_two_is_components_without_the_reports_that_stand_alone(synthetic):
    table, rows = synthetic
    pairs = candidate_pairs(rows, distance_km=5, days=1)
    reference = table["dbscan_eps1_minpts2"].to_numpy()
    ours = {group for group in partition(components(rows, pairs)) if len(group) > 1}
    assert ours == partition(np.where(reference == 0, -1, reference)) - {
        frozenset(np.flatnonzero(reference == 0).tolist())
    }


def test_complete_linkage_is_that_of_the_reference(synthetic):
    table, rows = synthetic
    ours = complete_linkage(
        rows, candidate_pairs(rows, distance_km=5, days=1), limits=Limits(5, 1, "windows")
    )
    assert partition(ours) == partition(table["complete_linkage_h1"].to_numpy())


def test_a_row_of_reports_does_not_chain():
    assert joined(along_a_road([0, 1.5, 3.0, 4.5])) == [0, 0, 2, 2]


def test_connected_components_do_chain():
    rows = along_a_road([0, 1.5, 3.0, 4.5])
    pairs = candidate_pairs(rows, distance_km=2, days=1)
    assert components(rows, pairs).tolist() == [0, 0, 0, 0]


def test_the_closest_pair_is_joined_first():
    assert joined(along_a_road([0, 1.8, 2.6])) == [0, 1, 1]


def test_one_source_gives_a_strike_one_report():
    rows = along_a_road([0, 0.1, 1.0], sources=["a", "a", "b"])
    assert joined(rows, guard="sources") == [0, 1, 1]
    assert joined(rows, guard="windows") == [0, 0, 0]


def test_strikes_held_by_sources_end_at_two_windows():
    rows = along_a_road([0, 1.7, 3.5, 5.4])
    assert joined(rows, guard="windows") == [0, 0, 2, 2]
    assert joined(rows, guard="sources") == [0, 0, 0, 3]


def test_reports_without_a_source_hinder_nobody():
    rows = along_a_road([0, 0.1, 0.2], sources=[None, None, "b"])
    assert joined(rows, guard="sources") == [0, 0, 0]


def test_a_pair_that_is_improbable_shares_no_strike_through_a_third():
    rows = along_a_road([0, 0.5, 1.0])
    pairs = candidate_pairs(rows, distance_km=2, days=1)
    improbable = (pairs.first == 0) & (pairs.second == 2)
    order = np.argsort(pairs.km, kind="stable")
    order = order[~improbable[order]]
    labels, _ = agglomerate(
        rows, pairs, order, limits=Limits(2, 1, "windows"), improbable=improbable
    )
    assert labels.tolist() == [0, 0, 2]


def test_a_third_report_does_not_bring_together_what_must_agree():
    rows = along_a_road([0, 1.0, 2.5])
    attackers = np.array([0, -1, 1])
    pairs = candidate_pairs(rows, distance_km=2, days=1, must_agree=(attackers,))
    order = np.argsort(pairs.km, kind="stable")
    labels, _ = agglomerate(
        rows, pairs, order, limits=Limits(2, 1, "sources"), must_agree=(attackers,)
    )
    assert labels.tolist() == [0, 0, 2]


def test_bonds_hold_together_apart_and_closed():
    rows = along_a_road([0, 0.1, 0.2, 50])
    assert joined(rows, bonds=Bonds(together=[(0, 3)])) == [0, 1, 1, 0]
    assert joined(rows, bonds=Bonds(apart=[(0, 1)])) == [0, 1, 1, 3]
    assert joined(rows, bonds=Bonds(closed={1})) == [0, 1, 0, 3]


def test_complete_linkage_joins_only_candidates():
    rows = along_a_road([0, 0.1, 0.2])
    pairs = candidate_pairs(rows, distance_km=2, days=1, must_agree=(np.array([0, -1, 1]),))
    labels = complete_linkage(rows, pairs, limits=Limits(2, 1, "windows"))
    assert labels[0] != labels[2]
    assert len(set(labels.tolist())) == 2
