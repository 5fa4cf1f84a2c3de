"""What a comparison supports, in plain sentences that do not overstate."""

from __future__ import annotations

from typing import Final

import pandas as pd

from strikemap.comparison.evidence import (
    MANY,
    Evidence,
    counts_by_zone,
    evidence,
    extremes,
    fell,
    list_kind,
    n_wide,
    only_zone,
    shares_verdict,
    verdict,
)
from strikemap.comparison.result import Comparison
from strikemap.comparison.shifts import BLOCK_DAYS, composition_shift
from strikemap.ledger import entries_of, facts
from strikemap.schema import WIDE_KM
from strikemap.words.phrases import day_text, days_text, span_text, unit_name

#: What kind of list a dialect is, where it is not a list of strikes.
LISTS: Final = {
    "ucdp": "UCDP GED lists events in which somebody was killed, which is not a list of strikes.",
    "airwars": "Airwars lists allegations of civilian harm, which is not a list of strikes.",
    "acled": "ACLED's first actor is not necessarily the attacker.",
}
NO_REPORT: Final = "A day or place without a report is not one without a strike."


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
    if n0 + n1 == 0 or pd.isna(row["difference"]):
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
        case "not covered":
            return ""
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
    counts = comparison.table[["n_before", "n_after"]].iloc[-1]
    if (counts == 0).any():
        return _one_window_text(comparison)
    if zone := only_zone(comparison):
        units = unit_name(comparison.unit, 2, "en")
        return f"All {counts.sum()} {units} lie in {zone}, before and after."
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
    n = n_wide(comparison)
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
    kept = facts(comparison.source)
    dialect = list_kind(comparison)
    own = [str(text) for text in kept.get("caveats", []) if "No row" not in str(text)][:1]
    return " ".join([*own, *([LISTS[dialect]] if dialect else []), NO_REPORT])


def _direction(found: Evidence, comparison: Comparison) -> str:
    return "fell" if fell(found, comparison) else "rose"


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
