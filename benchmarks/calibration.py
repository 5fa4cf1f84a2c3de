"""Measure how often the p values find a change where there is none, and where there is one.

Simulates daily counts of mean 2 with an event in the middle: Poisson, negative binomial
with variance 3 × mean, and counts whose log rate is an AR(1) process with ρ = .5 or .8
and the same variance. Run from the checkout: ``python benchmarks/calibration.py``.
"""

from __future__ import annotations

import argparse

import numpy as np

from strikemap.statistics.composition import chi_squares
from strikemap.statistics.dispersion import clustering_factor, pooled_dispersion
from strikemap.statistics.placebo import (
    Lengths,
    block_permutation,
    circular_shift,
    rank_p,
    window_sums,
)
from strikemap.statistics.rates import rate_ratio_interval, rate_ratio_p

MEAN, DISPERSION = 2.0, 3.0
PROCESSES = ("Poisson", "negative binomial", "AR(1) ρ=.5", "AR(1) ρ=.8")


def simulate(process: str, series: int, days: int, effect: float, seed: int) -> np.ndarray:
    """Return counts of shape (series, days); the rate is multiplied by `effect` from the middle."""
    rng = np.random.default_rng(seed)
    mean = np.full(days, MEAN)
    mean[days // 2 :] *= effect
    if process == "Poisson":
        return rng.poisson(mean, (series, days))
    if process == "negative binomial":
        shape = MEAN / (DISPERSION - 1)
        return rng.poisson(rng.gamma(shape, 1 / shape, (series, days)) * mean)
    rho = float(process.split("=")[1])
    variance = np.log1p((DISPERSION - 1) / MEAN)
    noise = rng.normal(0, np.sqrt(variance), (series, days))
    log_rate = np.empty((series, days))
    log_rate[:, 0] = noise[:, 0]
    for day in range(1, days):
        log_rate[:, day] = rho * log_rate[:, day - 1] + np.sqrt(1 - rho**2) * noise[:, day]
    return rng.poisson(mean * np.exp(log_rate - variance / 2))


def rejections(counts: np.ndarray, window: int, permutations: int) -> dict[str, float]:
    """Return the share of series with p <= .05, by test, and what the intervals cover."""
    event, lengths = counts.shape[1] // 2, Lengths(window, window)
    before, after = counts[:, event - window : event], counts[:, event : event + window]
    n0, n1 = before.sum(axis=1), after.sum(axis=1)
    factor = np.fmax(pooled_dispersion(before, after), 1) * clustering_factor(before, after)
    low, high = rate_ratio_interval(n1, window, n0, window, dispersion=factor)
    blocks = block_permutation(counts, event, lengths, n=permutations)
    return {
        "p_exact": float((rate_ratio_p(n1, window, n0, window) <= 0.05).mean()),
        "p_placebo": float((circular_shift(counts, event, lengths) <= 0.05).mean()),
        "p_blocks": float((blocks <= 0.05).mean()),
        "adjusted interval": float(((low > 1) | (high < 1)).mean()),
    }


def composition(process: str, series: int, days: int, window: int) -> float:
    """Return false positives of the composition shift among four like zones, date shifted."""
    event, lengths = days // 2, Lengths(window, window)
    zones = [simulate(process, series, days, 1.0, seed) for seed in (11, 12, 13, 14)]
    hits = 0
    for one in np.stack(zones, axis=1):
        ring = chi_squares(*window_sums(one, lengths, ring=True))
        hits += bool(rank_p(ring, event) <= 0.05)
    return hits / series


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=2000)
    parser.add_argument("--permutations", type=int, default=199)
    asked = parser.parse_args()
    error = np.sqrt(0.05 * 0.95 / asked.series)
    print(f"{asked.series} series a line; Monte Carlo standard error at .05: {error:.4f}\n")
    tests = ("p_exact", "p_placebo", "p_blocks", "adjusted interval")
    print("| days | window | process | rate × | " + " | ".join(tests) + " | smallest p_placebo |")
    print("| --- " * (5 + len(tests)) + "|")
    for days, windows in ((60, (14, 19, 28)), (365, (19, 60))):
        for window in windows:
            for effect in (1.0, 0.5, 0.25):
                for process in PROCESSES:
                    counts = simulate(process, asked.series, days, effect, seed=days + window)
                    got = rejections(counts, window, asked.permutations)
                    cells = " | ".join(f"{got[test]:.3f}" for test in tests)
                    line = f"| {days} | {window} | {process} | {effect:g} | {cells} | 1/{days} |"
                    print(line, flush=True)
    print("\nComposition shift of four like zones, p_shift <= .05 without any change:")
    for days, window in ((60, 19), (365, 19)):
        for process in PROCESSES:
            share = composition(process, asked.series, days, window)
            print(f"| {days} | {window} | {process} | {share:.3f} |", flush=True)


if __name__ == "__main__":
    main()
