import numpy as np
import pandas as pd
import pytest

from strikemap.corroboration.candidates import candidate_pairs
from strikemap.corroboration.fields import fields_of
from strikemap.corroboration.likelihood import learn
from strikemap.corroboration.rows import rows_of

ERRORS_KM = {"near": 0.3, "far": 1.5}


def drawn(n=1500, seed=5, disagree=0.2, delayed=0.25):
    """Draw strikes that two sources report, each with an error of its own."""
    rng = np.random.default_rng(seed)
    lon, lat = rng.uniform(36, 40, n), rng.uniform(34, 36, n)
    day, kind = rng.integers(0, 300, n), rng.integers(0, 3, n)
    parts = []
    for source, error in ERRORS_KM.items():
        seen = rng.random(n) < 0.7
        k = int(seen.sum())
        late = (rng.random(k) < delayed) * 1 if source == "far" else np.zeros(k, dtype=int)
        said = np.where(rng.random(k) < disagree, rng.integers(0, 3, k), kind[seen])
        parts.append(
            pd.DataFrame(
                {
                    "strike": np.flatnonzero(seen),
                    "source": source,
                    "date_start": pd.Timestamp("2016-01-01")
                    + pd.to_timedelta(day[seen] + late, unit="D"),
                    "lon": lon[seen] + rng.normal(0, error / 91, k),
                    "lat": lat[seen] + rng.normal(0, error / 111.2, k),
                    "type_tax": np.array(["air", "shell", "rocket"])[said],
                }
            )
        )
    frame = pd.concat(parts, ignore_index=True)
    return frame.assign(id=[f"r{n:05d}" for n in range(len(frame))])


@pytest.fixture(scope="module")
def learned():
    frame = drawn()
    rows = rows_of(frame)
    pairs = candidate_pairs(rows, distance_km=6, days=1)
    fields = fields_of(frame, rows.position, agree=None)
    parts, model = learn(rows, pairs, fields, distance_km=6, days=1)
    strike = frame["strike"].to_numpy()[rows.position]
    return model, sum(parts.values()), strike[pairs.first] == strike[pairs.second]


def test_the_error_of_a_pair_of_sources_is_found(learned):
    model, _, _ = learned
    assert np.hypot(*model.error_km[:2]) == pytest.approx(np.hypot(0.3, 1.5), rel=0.1)


def test_the_share_of_delayed_reports_is_found(learned):
    model, _, _ = learned
    assert model.day_shares[0, 1] == pytest.approx(0.25, abs=0.05)


def test_how_often_the_sources_mean_the_same_type_is_found(learned):
    model, _, _ = learned
    assert model.agreement["type_tax"] == pytest.approx(0.8**2, abs=0.07)


def test_a_source_that_reports_nothing_twice_is_found_out(learned):
    model, _, _ = learned
    assert model.coupling_same_source < 0.05 * model.coupling


def test_the_number_of_matches_is_found(learned):
    model, _, true = learned
    assert model.expected_matches == pytest.approx(true.sum(), rel=0.05)


def test_odds_are_what_they_say(learned):
    _, log_odds, true = learned
    for low, high in ((-2, 0), (0, 2), (2, 5)):
        part = (log_odds > low) & (log_odds < high)
        if part.sum() >= 30:
            expected = (1 / (1 + np.exp(-log_odds[part]))).mean()
            assert true[part].mean() == pytest.approx(expected, abs=0.2)
    assert true[log_odds > 3].mean() > 0.97


def test_rare_agreement_weighs_more_than_common_agreement():
    frame = drawn(400)
    frame["target_type"] = np.where(np.arange(len(frame)) % 50 == 0, "dam", "town")
    rows = rows_of(frame)
    pairs = candidate_pairs(rows, distance_km=6, days=1)
    fields = fields_of(frame, rows.position, agree=["target_type"])
    parts, _ = learn(rows, pairs, fields, distance_km=6, days=1)
    kind = frame["target_type"].to_numpy()[rows.position]
    both = [(kind[pairs.first] == one) & (kind[pairs.second] == one) for one in ("dam", "town")]
    assert parts["target_type"][both[1]].max() < 0.1
    if both[0].any():
        assert parts["target_type"][both[0]].min() > parts["target_type"][both[1]].max()


def test_no_candidates_teach_nothing_and_break_nothing():
    frame = drawn(2)
    rows = rows_of(frame)
    pairs = candidate_pairs(rows, distance_km=0, days=0)
    parts, model = learn(rows, pairs, (), distance_km=0, days=0)
    assert model.expected_matches == 0
    assert all(len(values) == 0 for values in parts.values())
