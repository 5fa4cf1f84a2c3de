"""What the numbers of a comparison allow to be said, before any words are chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from strikemap.comparison.result import Comparison
from strikemap.comparison.shifted import lengths_of
from strikemap.comparison.shifts import BLOCK_DAYS, CompositionShift
from strikemap.ledger import facts
from strikemap.placement.probability import radius_of
from strikemap.schema import WIDE_KM
from strikemap.statistics.placebo import block_permutation, least_p

Verdict = Literal["stands out", "beyond bursts", "steady", "cannot tell", "too few", "not covered"]

#: Fewer strikes than this in both windows together carry no sentence about a change.
MIN_STRIKES: Final = 10
#: An upper limit above this says no more than that there is none.
MANY: Final = 50
#: An interval around 1 and inside these limits (no fall by more than a fifth, no rise by more
#: than a quarter) is narrow enough to call two rates much the same.
STEADY: Final = (0.8, 1.25)
LEVEL: Final = 0.05

#: Dialects whose tables are not lists of strikes.
OTHER_LISTS: Final = ("ucdp", "airwars", "acled")


@dataclass(frozen=True)
class Evidence:
    """The numbers that a verdict about one rate rests on.

    ``p_least`` is the smallest ``p_placebo`` that the covered days allow.
    """

    n_before: int
    n_after: int
    ci_low: float
    ci_high: float
    p_placebo: float
    p_blocks: float
    p_least: float = 0.0

    @property
    def apart(self) -> bool:
        """Whether the interval leaves out that the rate stayed as it was."""
        return self.ci_low > 1 or self.ci_high < 1


def verdict(evidence: Evidence) -> Verdict:
    """Return what may be said about the change of a rate.

    Parameters
    ----------
    evidence
        Counts, the dispersion-adjusted interval of the rate ratio and the two p values.

    Returns
    -------
    str
        ``"too few"``: under :data:`MIN_STRIKES` strikes. ``"stands out"``: placebo p at
        most .05 and the interval excludes 1. ``"beyond bursts"``: the interval excludes 1
        and so does the permutation of blocks of days, but other dates show as large a
        change. ``"steady"``: none of these, and the interval holds 1 and lies within
        :data:`STEADY`. ``"not covered"``: there is no interval, for a day of the windows is not
        covered. ``"cannot tell"``: anything else.

    Examples
    --------
    >>> verdict(Evidence(40, 18, 0.16, 1.17, 0.29, 0.13))
    'cannot tell'
    """
    if evidence.n_before + evidence.n_after < MIN_STRIKES:
        return "too few"
    if np.isnan(evidence.ci_low):
        return "not covered"
    if evidence.apart and evidence.p_placebo <= LEVEL:
        return "stands out"
    if evidence.apart and evidence.p_blocks <= LEVEL:
        return "beyond bursts"
    if not evidence.apart and evidence.ci_low >= STEADY[0] and evidence.ci_high <= STEADY[1]:
        return "steady"
    return "cannot tell"


def shares_verdict(shift: CompositionShift) -> Verdict:
    """Return what may be said about the zones' shares; never "steady".

    The test with stretches of days decides (:attr:`CompositionShift.p_blocks`; see the
    calibration in ``benchmarks/README.md``); the ring's p then says whether the date stands out.

    Examples
    --------
    >>> nan = float("nan")
    >>> shares_verdict(CompositionShift(3, 2, 5.0, 1, 1.0, 1.2, nan, nan, 0.1, 0.02))
    'too few'
    """
    if shift.n_before + shift.n_after < MIN_STRIKES or min(shift.n_before, shift.n_after) < 5:
        return "too few"
    if not shift.p_blocks <= LEVEL:
        return "cannot tell"
    return "stands out" if shift.p_shift <= LEVEL else "beyond bursts"


def evidence(comparison: Comparison, zone: str = "all") -> Evidence:
    """Return what the table says about one group, and the p by permuting blocks of days."""
    row = comparison.table.set_index("zone").to_dict("index")[zone]
    event = comparison.periods.event_day - comparison.coverage.start_day
    counts = comparison.daily[zone].to_numpy(dtype=np.float64)
    known = not np.isnan(row["p_placebo"])
    lengths = lengths_of(comparison.periods)
    blocks = block_permutation(counts, event, lengths, block=BLOCK_DAYS) if known else None
    return Evidence(
        n_before=int(row["n_before"]),
        n_after=int(row["n_after"]),
        ci_low=float(row["ci_low_adjusted"]),
        ci_high=float(row["ci_high_adjusted"]),
        p_placebo=float(row["p_placebo"]),
        p_blocks=float("nan") if blocks is None else float(blocks[0]),
        p_least=least_placebo(comparison),
    )


def least_placebo(comparison: Comparison) -> float:
    """Return the smallest placebo p that the covered days allow; NaN without any."""
    days = comparison.coverage.days
    return least_p(days, lengths_of(comparison.periods)) if days else float("nan")


def counts_by_zone(comparison: Comparison) -> tuple[list[int], list[int]]:
    """Return the counts before and after by zone, and last those of all."""
    counts = comparison.table[["n_before", "n_after"]].astype(int)
    return counts["n_before"].tolist(), counts["n_after"].tolist()


def extremes(comparison: Comparison) -> tuple[int, int]:
    """Return the positions of the zones whose shares fell and rose most."""
    n0, n1 = map(np.asarray, counts_by_zone(comparison))
    change = n1[:-1] / max(n1[-1], 1) - n0[:-1] / max(n0[-1], 1)
    return int(np.argmin(change)), int(np.argmax(change))


def only_zone(comparison: Comparison) -> str | None:
    """Return the one zone that holds all strikes, None where several do or there is none."""
    counts = comparison.table[["n_before", "n_after"]].iloc[:-1]
    held = np.flatnonzero((counts > 0).any(axis=1))
    return comparison.groups[held[0]] if len(held) == 1 else None


def n_wide(comparison: Comparison) -> int:
    """Return how many strikes are counted in the zone of a wide area's middle."""
    if comparison.zones is None or comparison.by not in ("zone", "zone_side"):
        return 0
    rows = comparison.strikes
    counted = ~rows["alternative"].to_numpy(dtype=bool)
    return int((radius_of(rows)[counted] >= WIDE_KM).sum())


def carried_back(comparison: Comparison) -> tuple[int, int]:
    """Return how many strikes are counted by zones of a later day, and by how many days at most."""
    if comparison.zones is None or comparison.by not in ("zone", "zone_side"):
        return 0, 0
    rows = comparison.strikes
    days = rows.loc[~rows["alternative"], "carried_back_days"].fillna(0).to_numpy(dtype=np.int64)
    return int((days > 0).sum()), int(days.max(initial=0))


def list_kind(comparison: Comparison) -> str:
    """Return which of :data:`OTHER_LISTS` the reports are, ``""`` for none."""
    dialect = str(facts(comparison.held.source).get("dialect", "")).lower()
    harm = {"civilian_harm_status", "civilian_harm_reported"} & set(comparison.held.source.columns)
    if dialect not in OTHER_LISTS and harm:
        return "airwars"
    return dialect if dialect in OTHER_LISTS else ""


def fell(found: Evidence, comparison: Comparison) -> bool:
    """Return whether the rate per covered day is lower after than before."""
    before, after = (comparison.covered.days(period) for period in comparison.periods)
    return found.n_after * before < found.n_before * after
