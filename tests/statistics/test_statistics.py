"""The statistics agree with results that R and others computed from the same inputs."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strikemap.errors import MissingExtraError
from strikemap.statistics import (
    adjust,
    changepoint,
    composition,
    dispersion,
    kcross,
    models,
    placebo,
    rates,
    spatial,
    surface,
)

REFERENCE = Path(__file__).parents[1] / "reference"


def reference(name: str) -> pd.DataFrame:
    return pd.read_csv(REFERENCE / f"{name}.csv")


def statistic(name: str) -> pd.Series:
    return reference(name).set_index("stat")["value"]


def table_of(row: pd.Series) -> np.ndarray:
    return np.array([row["before"].split(), row["after"].split()], dtype=int).T


@pytest.mark.parametrize(
    ("mid_p", "low", "high"),
    [(False, "rateratio_lo", "rateratio_hi"), (True, "midp_lo", "midp_hi")],
)
def test_rate_ratio_intervals_agree_with_r(mid_p: bool, low: str, high: str):
    for level, rows in reference("rate_ratio").groupby("conf"):
        args = (rows[c].to_numpy() for c in ("x_after", "t_after", "x_before", "t_before"))
        got = rates.rate_ratio_interval(*args, level=level, mid_p=mid_p)
        rtol = 1e-6 if mid_p else 1e-9
        np.testing.assert_allclose(got[0], rows[low], rtol=rtol)
        np.testing.assert_allclose(got[1], rows[high], rtol=rtol)


@pytest.mark.parametrize(
    ("method", "column"),
    [("central", "rateratio_p"), ("minlike", "poistest_p"), ("mid-p", "midp_p")],
)
def test_exact_p_values_agree_with_r(method: str, column: str):
    rows = reference("rate_ratio")
    args = (rows[c].to_numpy() for c in ("x_after", "t_after", "x_before", "t_before"))
    got = rates.rate_ratio_p(*args, method=method)
    np.testing.assert_allclose(got, rows[column], rtol=1e-7, atol=1e-12)


def test_rate_ratios_agree_with_r_and_none_against_none_is_unknown():
    rows = reference("rate_ratio")
    args = (rows[c].to_numpy() for c in ("x_after", "t_after", "x_before", "t_before"))
    np.testing.assert_allclose(rates.rate_ratio(*args), rows["rr"], rtol=1e-12)


def test_single_rates_agree_with_r():
    for row in reference("poisson_test_one_sample").itertuples():
        low, high = rates.rate_interval(row.x, row.T)
        np.testing.assert_allclose([low, high], [row.lo, row.hi], rtol=1e-9)
        assert rates.rate_p(row.x, row.T, row.r0) == pytest.approx(row.p, rel=1e-9)


@given(st.integers(0, 200), st.integers(0, 200), st.floats(1.0, 8.0))
def test_dispersion_only_ever_widens_an_interval(after: int, before: int, phi: float):
    exact = rates.rate_ratio_interval(after, 19, before, 19)
    wide = rates.rate_ratio_interval(after, 19, before, 19, dispersion=phi)
    assert wide[0] <= exact[0] * (1 + 1e-9)
    assert wide[1] >= exact[1] * (1 - 1e-9)


def test_composition_tests_agree_with_r():
    for _, row in reference("composition_rx2").iterrows():
        got = composition.composition_test(table_of(row))
        want = row[["chisq", "df", "chisq_p", "G", "cramers_v", "min_expected"]].to_numpy(float)
        have = [got.chi_square, got.df, got.p_chi_square, got.g, got.cramers_v, got.min_expected]
        np.testing.assert_allclose(have, want, rtol=1e-9, atol=1e-12)


def test_fisher_of_two_zones_agrees_with_r():
    rows = reference("composition_rx2").query("rows == 2")
    for _, row in rows.iterrows():
        want = row[["fisher_p", "fisher_or", "or_lo", "or_hi"]].to_numpy(float)
        np.testing.assert_allclose(composition.fisher_exact_2x2(table_of(row)), want, rtol=1e-3)


def test_row_permutation_is_within_three_errors_of_full_enumeration():
    rows = reference("permutation_composition_seeded").dropna()
    for _, row in rows.iterrows():
        exact = row["p_exact_enumeration_R"]
        error = np.sqrt(exact * (1 - exact) / row["B"])
        got = composition.row_permutation_p(table_of(row), n=int(row["B"]), seed=int(row["seed"]))
        assert abs(got - exact) < 3 * error + 1 / (row["B"] + 1)


def test_many_chi_squares_at_once_are_the_single_ones():
    rng = np.random.default_rng(3)
    before, after = rng.poisson(3, (4, 9)).astype(float), rng.poisson(3, (4, 9)).astype(float)
    many = composition.chi_squares(before, after)
    single = [
        composition.composition_test(np.stack([before[:, i], after[:, i]], axis=1)).chi_square
        for i in range(9)
    ]
    np.testing.assert_allclose(many, single)


def test_adjusted_p_values_agree_with_r():
    rows = reference("p_adjust")
    np.testing.assert_allclose(adjust.holm(rows["p"]), rows["holm"], rtol=1e-12)
    np.testing.assert_allclose(adjust.benjamini_hochberg(rows["p"]), rows["BH"], rtol=1e-12)
    got = adjust.benjamini_hochberg(rows["p"], any_dependence=True)
    np.testing.assert_allclose(got, rows["BY"], rtol=1e-12)


@given(
    st.lists(st.one_of(st.floats(0, 1), st.sampled_from([0.0, 0.05, 1.0])), min_size=1),
    st.booleans(),
)
def test_false_discovery_rates_are_those_of_scipy_to_the_last_bit(p: list[float], any_: bool):
    from scipy.stats import false_discovery_control

    ours = adjust.benjamini_hochberg(p, any_dependence=any_)
    theirs = false_discovery_control(p, method="by" if any_ else "bh")
    np.testing.assert_array_equal(ours, theirs)


def test_a_zone_without_a_p_value_counts_for_nothing_in_the_adjustment():
    np.testing.assert_allclose(adjust.holm([0.01, np.nan, 0.04]), [0.02, np.nan, 0.04])
    got = adjust.benjamini_hochberg([0.01, np.nan, 0.04])
    np.testing.assert_allclose(got, [0.02, np.nan, 0.04])


def test_dispersion_by_zone_agrees_with_r():
    counts = reference("daily_counts_input")
    for row in reference("dispersion_by_zone").itertuples():
        series = counts.query("zone == @row.zone and post == @row.post")["count"]
        got = dispersion.index_of_dispersion(series)
        have = [got.mean, got.variance, got.index, got.chi_square, got.df, got.p_greater]
        want = [row.mean, row.var, row.vmr, row.dispersion_chisq, row.df, row.p_greater]
        np.testing.assert_allclose(have, want, rtol=1e-9)


def test_pooled_dispersion_over_all_cells_is_the_pearson_dispersion_of_r():
    rows = reference("dispersion_by_zone")
    counts = reference("daily_counts_input")
    chi = df = 0.0
    for zone in rows["zone"].unique():
        here = counts[counts["zone"] == zone].groupby("post")["count"]
        before, after = (here.get_group(post).to_numpy(float)[None, :] for post in (0, 1))
        days = before.shape[1] + after.shape[1] - 2
        chi += dispersion.pooled_dispersion(before, after)[0] * days
        df += days
    assert chi / df == pytest.approx(statistic("overdispersion")["pearson_phi"], rel=1e-7)


def test_cameron_trivedi_agrees_with_r():
    counts = reference("daily_counts_input")
    mean = counts.groupby(["zone", "post"])["count"].transform("mean")
    want = statistic("overdispersion")
    for form, name in (("NB1", "nb1"), ("NB2", "nb2")):
        got = dispersion.cameron_trivedi(counts["count"], mean, form=form)
        expected = [want[f"cameron_trivedi_{name}_{part}"] for part in ("alpha", "t")]
        np.testing.assert_allclose(got, expected, rtol=1e-6)


def test_a_window_without_strikes_says_nothing_about_dispersion():
    before, nothing = np.array([[3.0, 0, 6, 0]]), np.zeros((1, 4))
    alone = dispersion.index_of_dispersion(before[0]).index
    assert dispersion.pooled_dispersion(before, nothing)[0] == pytest.approx(alone)
    assert np.isnan(dispersion.pooled_dispersion(nothing, nothing)[0])


def test_difference_in_differences_agrees_with_r():
    counts = reference("daily_counts_input").rename(columns={"date": "day", "post": "after"})
    want = reference("did_glm")
    poisson = models.difference_in_differences(counts, reference="regime")
    hc0 = models.difference_in_differences(counts, reference="regime", errors="HC0")
    model = models.difference_in_differences(counts, reference="regime", errors="model")
    negative = models.difference_in_differences(
        counts, reference="regime", family="negative binomial"
    )
    order = [_r_term(term) for term in poisson["term"]]
    want = want.set_index("term").loc[order]
    np.testing.assert_allclose(poisson["estimate"], want["pois"], rtol=1e-5)
    np.testing.assert_allclose(poisson["se"], want["pois_cluster_date_cr0"], rtol=1e-3)
    np.testing.assert_allclose(hc0["se"], want["pois_hc0"], rtol=1e-3)
    np.testing.assert_allclose(model["se"], want["pois_se"], rtol=1e-3)
    np.testing.assert_allclose(negative["estimate"], want["nb"], rtol=1e-3)
    np.testing.assert_allclose(negative["se"], want["nb_se"], rtol=1e-3)


def _r_term(term: str) -> str:
    if term == "intercept":
        return "(Intercept)"
    return term.replace("zone:", "zone").replace(" × after", ":post").replace("after", "post")


def test_change_point_scan_agrees_with_the_formula_in_r():
    want = reference("changepoint_poisson_scan")
    got = changepoint.poisson_scan(reference("series_total")["total"], n=99)
    np.testing.assert_allclose(got.log_likelihood_ratio, want["llr"], rtol=1e-9)
    np.testing.assert_allclose(got.log_rate_ratio, want["log_rr"], rtol=1e-9, atol=1e-12)
    assert got.first_after == want["first_post_index0"][want["llr"].idxmax()]


def test_a_clear_step_is_found_and_a_flat_series_is_not_called_one():
    step = changepoint.poisson_scan([6, 5, 7, 6, 5, 6, 0, 0, 1, 0, 0, 0], n=199)
    flat = changepoint.poisson_scan([3, 4, 3, 3, 4, 3, 4, 3, 3, 4, 3, 4], n=199)
    assert step.first_after == 6
    assert step.p == 1 / 200
    assert flat.p > 0.5


def test_permuting_blocks_keeps_every_strike_of_the_scan():
    rng = np.random.default_rng(0)
    x = np.array([4.0, 0, 3, 9, 1, 0, 2])
    shuffled = changepoint._shuffled(x, 20, 3, rng)
    assert shuffled.shape == (20, 7)
    assert (shuffled.sum(axis=1) == x.sum()).all()


def test_placebo_dates_agree_with_r():
    series, want = reference("series_total"), reference("placebo_dates_h14")
    event = int(np.flatnonzero(series["date"] == "2017-05-04")[0])
    ratios, p = placebo.placebo_dates(series["total"], event, placebo.Lengths(14, 14))
    np.testing.assert_allclose(ratios, want["log_rr_plus_half"], rtol=1e-9)
    assert p == pytest.approx(want["rank_p_two_sided"].dropna().iloc[0], rel=1e-9)


def test_an_event_whose_windows_do_not_fit_has_no_placebo_p():
    _, p = placebo.placebo_dates(np.ones(20), 3, placebo.Lengths(5, 5))
    assert np.isnan(p)
    assert np.isnan(placebo.circular_shift(np.ones((1, 20)), 3, placebo.Lengths(5, 5))).all()
    assert np.isnan(placebo.circular_shift(np.ones((1, 20)), 16, placebo.Lengths(5, 5))).all()


def test_the_circular_p_of_a_flat_series_is_one_and_of_an_empty_one_unknown():
    p = placebo.circular_shift([[2] * 12, [0] * 12], 6, placebo.Lengths(4, 4))
    assert p[0] == 1.0
    assert np.isnan(p[1])


@given(st.lists(st.integers(0, 6), min_size=20, max_size=40), st.integers(0, 3))
def test_the_circular_p_is_never_below_one_over_the_days(counts: list[int], gap: int):
    lengths = placebo.Lengths(5, 4, 0, gap)
    p = placebo.circular_shift([counts], 10, lengths)[0]
    assert np.isnan(p) or 1 / len(counts) - 1e-12 <= p <= 1


@given(st.lists(st.integers(0, 6), min_size=12, max_size=20), st.integers(0, 3), st.integers(0, 3))
def test_no_circular_p_is_below_the_least_that_its_windows_allow(counts, before, after):
    lengths = placebo.Lengths(5, 5, before, after)
    p = placebo.circular_shift([counts], 5 + before, lengths)[0]
    assert np.isnan(p) or p >= placebo.least_p(len(counts), lengths) - 1e-12


@pytest.mark.parametrize(("days", "gap"), [(10, 0), (11, 0), (12, 1), (13, 1), (14, 2), (30, 0)])
def test_the_least_p_is_had_where_strikes_stop_at_the_event(days: int, gap: int):
    lengths = placebo.Lengths(5, 5, gap, 0)
    counts = np.ones(days)
    counts[:5], counts[5 + gap : 10 + gap] = 3, 0
    assert placebo.circular_shift([counts], 5 + gap, lengths)[0] == placebo.least_p(days, lengths)


@given(st.lists(st.integers(0, 6), min_size=15, max_size=30), st.integers(0, 2), st.integers(0, 2))
def test_window_sums_are_plain_sums_of_days(counts: list[int], gap_before: int, gap_after: int):
    lengths = placebo.Lengths(3, 4, gap_before, gap_after)
    days = len(counts)
    ring = np.array(counts * 3)
    before, after = placebo.window_sums(counts, lengths, ring=True)
    for event in range(days):
        at = event + days
        assert before[event] == ring[at - gap_before - 3 : at - gap_before].sum()
        assert after[event] == ring[at + gap_after : at + gap_after + 4].sum()
    lead = 3 + gap_before
    inner = placebo.window_sums(counts, lengths, ring=False)
    np.testing.assert_array_equal(inner[0], before[lead : lead + len(inner[0])])
    np.testing.assert_array_equal(inner[1], after[lead : lead + len(inner[1])])


def pattern() -> tuple[np.ndarray, np.ndarray]:
    rows = reference("pattern_input")
    return tuple(rows.loc[rows["period"] == p, ["x", "y"]].to_numpy() for p in ("before", "after"))


def test_cross_k_agrees_with_spatstat():
    before, after = pattern()
    want = reference("kcross_spatstat")
    window = (0.0, 0.0, 100.0, 80.0)
    for column, correction in (("un", "none"), ("trans", "translate")):
        cross = kcross.k_cross(before, after, want["r"], window=window, correction=correction)
        alone = kcross.k_cross(before, before, want["r"], window=window, correction=correction)
        np.testing.assert_allclose(cross, want[f"Kcross_{column}"], rtol=1e-9)
        np.testing.assert_allclose(alone, want[f"Kbefore_{column}"], rtol=1e-9)


def test_spatial_shift_agrees_with_r():
    before, after = pattern()
    want = statistic("spatial_shift_stats")
    energy = spatial.energy_distance(before, after)
    expected = [want["energy_distance_E2"], want["energy_pkg_eqdist_etest_statistic"]]
    np.testing.assert_allclose(energy, expected, rtol=1e-9)
    centres = [*spatial.mean_centre(before), *spatial.mean_centre(after)]
    names = [f"mean_center_{p}_{a}" for p in ("before", "after") for a in "xy"]
    np.testing.assert_allclose(centres, want[names], rtol=1e-9)
    shift = np.hypot(centres[2] - centres[0], centres[3] - centres[1])
    assert shift == pytest.approx(want["mean_shift_km"])
    spread = [spatial.standard_distance(points) for points in (before, after)]
    np.testing.assert_allclose(spread, want[["std_distance_before", "std_distance_after"]])


@given(st.integers(0, 10**6), st.integers(2, 40), st.integers(2, 9))
def test_cross_k_of_dealt_groups_is_that_of_their_points(seed: int, n: int, n_groups: int):
    rng = np.random.default_rng(seed)
    points, group = rng.integers(0, 12, (n, 2)).astype(float), rng.integers(0, n_groups, n)
    ways = rng.random((6, n_groups)) < 0.5
    ways = ways[[0 < way[group].sum() < n for way in ways]]
    asked = {"radii": [4.0, 1.0, 2.5], "window": (-1, -1, 13, 13)}
    got = kcross.k_cross_by_groups(points, group, ways, **asked)
    for way, k in zip(ways[:, group], got, strict=True):
        plain = kcross.k_cross(points[~way], points[way], correction="none", **asked)
        if not np.array_equal(points[~way], points[way]):
            np.testing.assert_array_equal(k, plain)


def test_energy_by_days_is_the_energy_of_the_points():
    from scipy.spatial.distance import cdist

    before, after = pattern()
    points = np.vstack([before, after])
    day = np.arange(len(points)) % 7 + 7 * (np.arange(len(points)) >= len(before))
    member = np.eye(14)[day]
    sums = member.T @ cdist(points, points) @ member
    windows = np.array([[1.0] * 7 + [0.0] * 7, [0.0] * 7 + [1.0] * 7])
    n = np.array([[len(before)], [len(after)]])
    arms = np.hstack([windows, n])
    got = spatial.energy_statistics(sums, arms[:1], arms[1:])
    assert got[0] == pytest.approx(spatial.energy_distance(before, after)[1])


def test_the_mean_centre_moves_along_the_geodesic():
    shift = spatial.centre_shift([[36.0, 35.0], [38.0, 35.0]], [[37.0, 36.0]])
    assert shift.bearing == pytest.approx(0, abs=1e-6)
    assert shift.km == pytest.approx(110.5, abs=1.0)


def test_relative_risk_agrees_with_the_direct_ratio_and_with_sparr():
    before, after = pattern()
    want = reference("relative_risk_surface_h8")
    got = surface.relative_risk(before, after, want[["x", "y"]], bandwidth=8.0, n=19)
    np.testing.assert_allclose(got.density_before, want["f_before_raw"], rtol=1e-9)
    np.testing.assert_allclose(got.density_after, want["f_after_raw"], rtol=1e-9)
    np.testing.assert_allclose(got.log_risk, want["logrr_uniform_edge"], rtol=1e-9)
    edge = surface.edge_mass(want[["x", "y"]], bandwidth=8.0, window=(0, 0, 100, 80))
    np.testing.assert_allclose(edge, want["edge_uniform"], rtol=1e-9)
    dense = (want["f_before_raw"] > 0.01 * want["f_before_raw"].max()) & (
        want["f_after_raw"] > 0.01 * want["f_after_raw"].max()
    )
    assert dense.sum() > 10
    np.testing.assert_allclose(got.log_risk[dense], want["sparr_logrr_128"][dense], atol=0.06)


def test_points_dealt_together_give_the_envelope_of_their_sums():
    rng = np.random.default_rng(8)
    before, after = rng.normal(size=(30, 2)), rng.normal(size=(20, 2))
    unit = np.r_[np.arange(30) % 3, 3 + np.arange(20) % 2]
    at, masks = rng.normal(size=(7, 2)), []

    def relabel(generator: np.random.Generator) -> np.ndarray:
        masks.append(generator.permutation([False, False, False, True, True]))
        return masks[-1]

    got = surface.relative_risk(
        before, after, at, bandwidth=1.0, together=unit, relabel=relabel, n=25
    )
    points = np.vstack([before, after])
    want = [
        np.log(surface.kernel_density(points[mask[unit]], at, bandwidth=1.0))
        - np.log(surface.kernel_density(points[~mask[unit]], at, bandwidth=1.0))
        for mask in masks
    ]
    np.testing.assert_allclose(got.low, np.quantile(want, 0.025, axis=0), rtol=1e-9)
    np.testing.assert_allclose(got.high, np.quantile(want, 0.975, axis=0), rtol=1e-9)


def test_a_draw_that_empties_a_window_counts_as_the_windows_as_they_are():
    points = np.random.default_rng(9).normal(size=(8, 2))
    got = surface.relative_risk(
        points[:4], points[4:], [[0.0, 0.0]], bandwidth=1.0, relabel=lambda _: np.ones(8, bool), n=9
    )
    assert got.low == got.high == got.log_risk


def test_a_surface_is_the_same_however_much_is_held_in_memory(monkeypatch):
    rng = np.random.default_rng(10)
    asked = rng.normal(size=(40, 2)), rng.normal(size=(30, 2)), rng.normal(size=(50, 2))
    whole = surface.relative_risk(*asked, bandwidth=1.0, n=49)
    monkeypatch.setattr(surface, "_CELLS", 200)
    parts = surface.relative_risk(*asked, bandwidth=1.0, n=49)
    for name in ("log_risk", "low", "high"):
        np.testing.assert_allclose(getattr(parts, name), getattr(whole, name), rtol=1e-9)


def test_the_envelope_of_a_random_split_holds_nearly_all_of_the_surface():
    points = np.random.default_rng(5).normal(size=(60, 2))
    grid = np.stack(np.meshgrid([-1, 0, 1], [-1, 0, 1]), axis=-1).reshape(-1, 2)
    got = surface.relative_risk(points[::2], points[1::2], grid, bandwidth=1.0, n=199)
    assert ((got.log_risk >= got.low) & (got.log_risk <= got.high)).mean() > 0.7


def test_a_place_of_all_strikes_after_leaves_the_envelope():
    rng = np.random.default_rng(6)
    before, after = rng.normal(size=(40, 2)), rng.normal(size=(40, 2)) + np.array([6.0, 0.0])
    got = surface.relative_risk(before, after, [[6.0, 0.0], [0.0, 0.0]], bandwidth=1.0, n=199)
    assert got.log_risk[0] > got.high[0]
    assert got.log_risk[1] < got.low[1]


def test_a_missing_statsmodels_is_named_with_its_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "statsmodels", None)
    monkeypatch.setitem(sys.modules, "statsmodels.api", None)
    counts = reference("daily_counts_input").rename(columns={"date": "day", "post": "after"})
    with pytest.raises(MissingExtraError, match=r"strikemap\[models\]"):
        models.difference_in_differences(counts, reference="regime")


@pytest.mark.parametrize(("after", "before"), [(325, 72), (106, 414), (0, 400), (18, 40)])
def test_a_tiny_exact_p_is_as_small_as_scipy_has_it(after: int, before: int):
    p = float(rates.rate_ratio_p(after, 30, before, 30))
    from scipy.stats import binomtest

    known = binomtest(after, after + before, 0.5).pvalue
    assert p == pytest.approx(known, rel=1e-6)
    assert p > 0
