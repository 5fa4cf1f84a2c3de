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
from strikemap.statistics.models import interrupted_series
from strikemap.statistics.placebo import (
    Lengths,
    add_one_p,
    block_permutation,
    circular_shift,
    day_orders,
    max_statistic_p,
    rank_p,
    studentised,
    window_sums,
)
from strikemap.statistics.rates import rate_ratio_interval, rate_ratio_p

MEAN, DISPERSION = 2.0, 3.0
PROCESSES = ("Poisson", "negative binomial", "AR(1) ρ=.5", "AR(1) ρ=.8")
#: Steady but for what a model of the days has to know of: weekends, a trend, late reports.
PATTERNS = ("weekly", "trend", "lag")


def simulate(process: str, series: int, days: int, effect: float, seed: int) -> np.ndarray:
    """Return counts of shape (series, days); the rate is multiplied by `effect` from the middle."""
    rng = np.random.default_rng(seed)
    mean = np.full(days, MEAN)
    mean[days // 2 :] *= effect
    mean = mean * pattern(process, days)
    if process in ("Poisson", *PATTERNS):
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


def pattern(process: str, days: int) -> np.ndarray:
    """Return by what the rate of each day is multiplied.

    "weekly": half as much on two days of the week; "trend": down to a third from the first day
    to the last; "lag": reports come in over 25 days, and the table was closed on its last day.
    """
    day = np.arange(days)
    if process == "weekly":
        return np.where(day % 7 < 2, 0.5, 1.2)
    if process == "trend":
        return np.exp(-np.log(3) * day / days)
    if process == "lag":
        return np.clip((days - day) / 25, 0, 1)
    return np.ones(days)


def specification(process: str, series: int, days: int) -> tuple[float, float]:
    """Return false positives of the best of 18 settings, and of the p adjusted for them."""
    counts, event = simulate(process, series, days, 1.0, 31), days // 2
    settings = [Lengths(n, n, 0, gap) for n in (7, 10, 14, 19, 21, 28) for gap in (0, 2, 7)]
    ring = np.stack(
        [
            np.roll(studentised(*window_sums(counts, one, ring=True), one), -event, axis=1)
            for one in settings
        ]
    )
    best = np.array([rank_p(one, 0) for one in ring]).min(axis=0)
    adjusted = np.array([max_statistic_p(ring[:, i]) for i in range(series)])
    return float((best <= 0.05).mean()), float((adjusted <= 0.05).mean())


def interrupted(process: str, series: int, days: int) -> float:
    """Return false positives of the step of the interrupted time series."""
    after = np.arange(days) >= days // 2
    fits = [interrupted_series(one, after) for one in simulate(process, series, days, 1.0, 41)]
    return float(np.mean([fit["p"][2] <= 0.05 for fit in fits]))


def shift(process: str, series: int, days: int, window: int, moved: float) -> tuple[float, float]:
    """Return how often ring and blocks of days find a shift among three zones.

    From the event on the share `moved` of the first zone's strikes fall in the second.
    """
    event, lengths = days // 2, Lengths(window, window)
    shares = np.tile([[0.6], [0.2], [0.2]], days)
    shares[0, event:] -= moved * 0.6
    shares[1, event:] += moved * 0.6
    total = simulate(process, series, days, 1.0, 51)
    rng, found = np.random.default_rng(52), np.zeros(2)
    for one in total:
        zones = rng.multinomial(one, shares.T).T.astype(float)
        ring = chi_squares(*window_sums(zones, lengths, ring=True))
        orders = np.vstack([np.arange(days), day_orders(days, block=10, n=199, seed=1)])
        early, late = (
            zones[:, orders[:, part]].sum(axis=2)
            for part in (slice(event - window, event), slice(event, event + window))
        )
        blocks = chi_squares(early, late)
        found += [rank_p(ring, event) <= 0.05, add_one_p(blocks[1:], blocks[0]) <= 0.05]
    return float(found[0] / series), float(found[1] / series)


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


def headlines(few: int, permutations: int) -> None:
    """Print what every number that can be a headline does without any change."""
    print(f"\nHeadlines and models, p <= .05 without any change ({few} series):")
    names = ("days", "process", "p_placebo", "p_blocks", "best of 18", "adjusted", "model")
    print("| " + " | ".join(names) + " |")
    print("| --- " * len(names) + "|")
    for days in (79, 240):
        for process in (*PROCESSES, *PATTERNS):
            counts = simulate(process, few, days, 1.0, seed=61)
            got = rejections(counts, 19, permutations)
            cells = [got["p_placebo"], got["p_blocks"], *specification(process, few, days)]
            cells.append(interrupted(process, few, days))
            print(f"| {days} | {process} | " + " | ".join(f"{c:.3f}" for c in cells) + " |")
    print("\nShift among three zones, 79 days, window 19: ring and blocks of days")
    for process in PROCESSES:
        for moved in (0.0, 0.9):
            ring, blocks = shift(process, few, 79, 19, moved)
            print(f"| {process} | {moved:g} | {ring:.3f} | {blocks:.3f} |", flush=True)


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
    headlines(max(asked.series // 5, 50), asked.permutations)
    print("\nComposition shift of four like zones, p_shift <= .05 without any change:")
    for days, window in ((60, 19), (365, 19)):
        for process in PROCESSES:
            share = composition(process, asked.series, days, window)
            print(f"| {days} | {window} | {process} | {share:.3f} |", flush=True)


if __name__ == "__main__":
    main()
