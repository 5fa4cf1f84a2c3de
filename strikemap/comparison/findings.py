"""What a comparison supports, in plain sentences that do not overstate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from strikemap.comparison.result import Comparison
from strikemap.comparison.shifted import lengths_of
from strikemap.comparison.shifts import BLOCK_DAYS, CompositionShift, composition_shift
from strikemap.ledger import entries_of, facts
from strikemap.probability import radius_of
from strikemap.schema import WIDE_KM
from strikemap.statistics.placebo import block_permutation
from strikemap.wording import day_text, days_text, span_text, unit_name

Verdict = Literal["stands out", "beyond bursts", "steady", "cannot tell", "too few"]

#: Fewer strikes than this in both windows together carry no sentence about a change.
MIN_STRIKES: Final = 10
#: An upper limit above this says no more than that there is none.
MANY: Final = 50
#: An interval inside these limits is narrow enough to call two rates much the same.
STEADY: Final = (2 / 3, 3 / 2)
LEVEL: Final = 0.05

#: What kind of list a dialect is, where it is not a list of strikes.
LISTS: Final = {
    "ucdp": "UCDP GED lists events in which somebody was killed, which is not a list of strikes.",
    "airwars": "Airwars lists allegations of civilian harm, which is not a list of strikes.",
    "acled": "ACLED's first actor is not necessarily the attacker.",
}
NO_REPORT: Final = "A day or place without a report is not one without a strike."


@dataclass(frozen=True)
class Evidence:
    """The numbers that a verdict about one rate rests on."""

    n_before: int
    n_after: int
    ci_low: float
    ci_high: float
    p_placebo: float
    p_blocks: float


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
        change. ``"steady"``: none of these, and the interval lies within
        :data:`STEADY`. ``"cannot tell"``: anything else.

    Examples
    --------
    >>> verdict(Evidence(40, 18, 0.16, 1.17, 0.29, 0.13))
    'cannot tell'
    """
    if evidence.n_before + evidence.n_after < MIN_STRIKES:
        return "too few"
    apart = evidence.ci_low > 1 or evidence.ci_high < 1
    if apart and evidence.p_placebo <= LEVEL:
        return "stands out"
    if apart and evidence.p_blocks <= LEVEL:
        return "beyond bursts"
    if evidence.ci_low >= STEADY[0] and evidence.ci_high <= STEADY[1]:
        return "steady"
    return "cannot tell"


def shares_verdict(shift: CompositionShift) -> Verdict:
    """Return what may be said about the zones' shares; never "steady".

    Examples
    --------
    >>> nan = float("nan")
    >>> shares_verdict(CompositionShift(3, 2, 5.0, 1, 1.0, 1.2, nan, nan, 0.1, 0.02))
    'too few'
    """
    if shift.n_before + shift.n_after < MIN_STRIKES or min(shift.n_before, shift.n_after) < 5:
        return "too few"
    if shift.p_shift <= LEVEL:
        return "stands out"
    return "beyond bursts" if shift.p_blocks <= LEVEL else "cannot tell"


def evidence(comparison: Comparison, zone: str = "all") -> Evidence:
    """Return what the table says about one group, and the p by permuting blocks of days."""
    row = comparison.table.set_index("zone").to_dict("index")[zone]
    event = comparison.periods.event_day - comparison.coverage.start_day
    counts = comparison.daily[zone].to_numpy(dtype=np.float64)
    known = not np.isnan(row["p_placebo"])
    blocks = block_permutation(counts, event, lengths_of(comparison.periods)) if known else None
    return Evidence(
        n_before=int(row["n_before"]),
        n_after=int(row["n_after"]),
        ci_low=float(row["ci_low_adjusted"]),
        ci_high=float(row["ci_high_adjusted"]),
        p_placebo=float(row["p_placebo"]),
        p_blocks=float("nan") if blocks is None else float(blocks[0]),
    )


def summary(comparison: Comparison) -> list[str]:
    """Return three to six plain English sentences about a comparison.

    They give the numbers and the unit, what the zones show, what was set aside, and the
    caveat that fits the data. "Stands out" is only said of a placebo p of at most .05
    (:func:`verdict`), "much the same" only of a narrow interval.

    Examples
    --------
    >>> import strikemap as sm
    >>> strikes = sm.load_dataset("syria_2017_strikes")
    >>> result = sm.compare(
    ...     strikes, "2017-05-04", where={"attacker": "Russia"}, by="region"
    ... )
    >>> print(summary(result)[0][:74])
    4 May 2017: 40 strikes attributed to Russia reported in the 19 days before
    """
    sentences = [_counts(comparison), _rate(comparison)]
    if len(comparison.groups) > 1 and not comparison.strikes.empty:
        sentences.append(" ".join(filter(None, [_zones(comparison), _wide(comparison)])))
    sentences += [_set_aside(comparison), _reach(comparison), _caveat(comparison)]
    return [sentence for sentence in sentences if sentence]


def _counts(comparison: Comparison) -> str:
    row, (before, after) = comparison.table.iloc[-1], comparison.periods
    n0, n1 = int(row["n_before"]), int(row["n_after"])
    attacker = (comparison.where or {}).get("attacker")
    by = f" attributed to {attacker}" if isinstance(attacker, str) else ""
    reported = "" if comparison.unit == "report" else " reported"
    event = comparison.event.name
    date = day_text(comparison.event.day, "en")
    text = (
        f"{event if event == date else f'{event}, {date}'}: "
        f"{n0} {unit_name(comparison.unit, n0, 'en')}{by}{reported} in the "
        f"{days_text(before.days, 'en')} before "
        f"({span_text(before.start_day, before.stop_day - 1, 'en')}) and {n1} in the "
        f"{days_text(after.days, 'en')} after "
        f"({span_text(after.start_day, after.stop_day - 1, 'en')}), "
        f"{row['per_day_before']:.2f} and {row['per_day_after']:.2f} a day"
    )
    if n0 + n1 == 0:
        text = text.rpartition(", ")[0]
    if not comparison.alternatives:
        return text + "."
    a0, a1 = int(row["n_before_alternatives"]), int(row["n_after_alternatives"])
    return f"{text}; {a0} and {a1} more name the attacker only as one of two and stay apart."


def _rate(comparison: Comparison) -> str:
    found = evidence(comparison)
    ratio = _ratio_text(found)
    match verdict(found):
        case "too few" if found.n_before + found.n_after == 0:
            return "Without any, nothing can be said of a change."
        case "too few" if found.n_before + found.n_after == 1:
            return "One is too few to say whether the rate changed."
        case "too few":
            return "These are too few to say whether the rate changed."
        case "stands out":
            return (
                f"The rate {_direction(found, comparison)}, and the date stands out: {ratio}; "
                f"{_rank_text(comparison, found.p_placebo)}."
            )
        case "beyond bursts":
            return (
                f"The rate {_direction(found, comparison)} by more than bursts of reports "
                f"explain ({ratio}), but the date itself does not stand out: "
                f"{_rank_text(comparison, found.p_placebo)}."
            )
        case "steady":
            return f"The rate was much the same: {ratio}."
        case _:
            why = _rank_text(comparison, found.p_placebo)
            return (
                f"Whether the rate itself changed cannot be told: {ratio}"
                + (f"; {why}" if why else "")
                + "."
            )


def _zones(comparison: Comparison) -> str:
    if (comparison.table[["n_before", "n_after"]].iloc[-1] == 0).any():
        return _one_window_text(comparison)
    shift = composition_shift(comparison)
    shares = _shares_text(comparison)
    match shares_verdict(shift):
        case "too few":
            return f"{shares}; these are too few to compare the zones."
        case "stands out":
            return (
                f"{shares}: a shift among the zones that stands out, for "
                f"{_rank_text(comparison, shift.p_shift)}."
            )
        case "beyond bursts":
            return (
                f"{shares}: the zones' shares differ by more than bursts of reports explain "
                f"(p = {shift.p_blocks:.3f} when stretches of {BLOCK_DAYS} days change places), "
                f"but {_rank_text(comparison, shift.p_shift)}, so the date itself does not "
                "stand out."
            )
        case _:
            why = _rank_text(comparison, shift.p_shift)
            return f"{shares}; this does not show that the zones' shares changed" + (
                f": {why}." if why else "."
            )


def _wide(comparison: Comparison) -> str:
    """Return how many strikes are placed in a zone by the middle of a wide area only."""
    if comparison.zones is None or comparison.by not in ("zone", "zone_side"):
        return ""
    rows = comparison.strikes
    n = int((radius_of(rows)[~rows["alternative"].to_numpy(dtype=bool)] >= WIDE_KM).sum())
    if not n:
        return ""
    units = f"{unit_name(comparison.unit, n, 'en')} {'is' if n == 1 else 'are'}"
    return (
        f"{n} {units} known only to within {WIDE_KM:g} km or more and counted in the zone of its "
        "middle."
    )


def _one_window_text(comparison: Comparison) -> str:
    """Return the zone with most strikes, where one of the windows has none."""
    counts = comparison.table.set_index("zone")[["n_before", "n_after"]].sum(axis=1)
    n, most = int(counts.iloc[-1]), str(counts.iloc[:-1].idxmax())
    units = unit_name(comparison.unit, n, "en")
    if n == 0:
        return ""
    if n == 1:
        return f"The only {units} lies in {most}."
    return f"{counts[most]} of the {n} {units} lie in {most}; the other window has none to compare."


def _shares_text(comparison: Comparison) -> str:
    """Return in numbers the zones whose shares fell and rose most."""
    names, (n0, n1) = comparison.groups, counts_by_zone(comparison)
    less, more = extremes(comparison)
    return (
        f"Among the zones, {names[less]} had {n0[less]} of {n0[-1]} before and "
        f"{n1[less]} of {n1[-1]} after, {names[more]} {n0[more]} and {n1[more]}"
    )


def counts_by_zone(comparison: Comparison) -> tuple[list[int], list[int]]:
    """Return the counts before and after by zone, and last those of all."""
    counts = comparison.table[["n_before", "n_after"]].astype(int)
    return counts["n_before"].tolist(), counts["n_after"].tolist()


def extremes(comparison: Comparison) -> tuple[int, int]:
    """Return the positions of the zones whose shares fell and rose most."""
    n0, n1 = map(np.asarray, counts_by_zone(comparison))
    change = n1[:-1] / max(n1[-1], 1) - n0[:-1] / max(n0[-1], 1)
    return int(np.argmin(change)), int(np.argmax(change))


def _set_aside(comparison: Comparison) -> str:
    aside = comparison.set_aside
    total = sum(aside.values())
    earlier = sum(entry["action"] == "set aside" for entry in entries_of(comparison.source))
    before = f" Reading had set aside {earlier} more." if earlier else ""
    if not total:
        return f"{_all_rows(comparison.n_read)}{before}"
    words = {
        "NOT_SELECTED": "not selected",
        "OUTSIDE_WINDOWS": "outside the windows",
        "IN_GAP": "in the gap",
        "DATE_STRADDLES_EVENT": "with dates that cross the event",
        "DATE_PRECISION": "with dates that cross the edge of a window",
        "COORD_MISSING": "without a place",
        "DATE_MISSING": "without a date",
        "DATE_INVALID": "with dates that run backwards",
    }
    parts = ", ".join(f"{n} {words.get(code, code)}" for code, n in sorted(aside.items()))
    if total == comparison.n_read:
        return f"None of the {total} rows of the table is on the maps: {parts}.{before}"
    of = f"Of {comparison.n_read} rows of the table, {total} {'is' if total == 1 else 'are'}"
    return f"{of} on neither map: {parts}.{before}"


def _all_rows(n: int) -> str:
    if n == 0:
        return "The table has no row."
    if n == 1:
        return "The one row of the table is on the maps."
    return f"All {n} rows of the table are on the maps."


def _reach(comparison: Comparison) -> str:
    """Return what the covered days allow at best."""
    span, (before, after) = comparison.coverage, comparison.periods
    if span.days == 0:
        return "The reports cover no day near the event."
    words = span_text(span.start_day, span.stop_day - 1, "en")
    if before.start_day < span.start_day or after.stop_day > span.stop_day:
        return (
            f"The reports cover only {words}, not the whole of both windows, so the rates are not "
            "like with like and no placebo date can be tried."
        )
    return (
        f"The reports cover {days_text(span.days, 'en')} ({words}), so no placebo p below "
        f"1/{span.days} is possible."
    )


def _caveat(comparison: Comparison) -> str:
    kept: dict[str, Any] = facts(comparison.source)
    dialect = list_kind(comparison)
    own = [str(text) for text in kept.get("caveats", []) if "No row" not in str(text)][:1]
    return " ".join([*own, *([LISTS[dialect]] if dialect else []), NO_REPORT])


def list_kind(comparison: Comparison) -> str:
    """Return which of :data:`LISTS` the reports are, ``""`` for none."""
    dialect = str(facts(comparison.source).get("dialect", "")).lower()
    harm = {"civilian_harm_status", "civilian_harm_reported"} & set(comparison.source.columns)
    if dialect not in LISTS and harm:
        return "airwars"
    return dialect if dialect in LISTS else ""


def _direction(found: Evidence, comparison: Comparison) -> str:
    return "fell" if fell(found, comparison) else "rose"


def fell(found: Evidence, comparison: Comparison) -> bool:
    """Return whether the daily rate is lower after than before."""
    days = [period.days for period in comparison.periods]
    return found.n_after / days[1] < found.n_before / days[0]


def _ratio_text(found: Evidence) -> str:
    low = f"{found.ci_low:.2f}"
    if found.ci_high > MANY:
        return f"the rate after is at least {low} times that before, allowing for bursts"
    return f"the rate after is {low} to {found.ci_high:.2f} times that before, allowing for bursts"


def _rank_text(comparison: Comparison, p: float) -> str:
    """Return a rank p in words, or nothing where there is none."""
    if pd.isna(p):
        return ""
    days = comparison.coverage.days
    k = round(p * days)
    if k == 1:
        return f"none of the other {days - 1} days would show as large a change (p = {p:.3f})"
    return f"{k} of the {days} days would show as large a change (p = {p:.3f})"
