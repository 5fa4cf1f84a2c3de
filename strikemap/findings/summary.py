"""What a comparison supports, in plain sentences that do not overstate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from strikemap.comparison.evidence import (
    LEVEL,
    MANY,
    Evidence,
    carried_back,
    counts_by_zone,
    evidence,
    extremes,
    fell,
    least_placebo,
    list_kind,
    n_wide,
    only_zone,
    shares_verdict,
    verdict,
)
from strikemap.comparison.kinds import other_kinds
from strikemap.comparison.of_map import takes_map
from strikemap.comparison.result import Comparison
from strikemap.comparison.rivals import composition_rivals
from strikemap.comparison.selection import names_of
from strikemap.comparison.shifts import BLOCK_DAYS, composition_shift
from strikemap.comparison.specification import SpecificationCurve
from strikemap.findings.choices import curve_text, ranges_text
from strikemap.findings.doubts import not_covered, places_and_sources, rivals_text
from strikemap.ledger import facts, n_set_aside
from strikemap.palettes import CONTESTED, palette_for
from strikemap.schema import WIDE_KM
from strikemap.words.languages import catalogue
from strikemap.words.phrases import Lang, day_text, has_phrase, list_text, number_text, phrase
from strikemap.words.terms import stated, term
from strikemap.zones.areas import NO_ZONE
from strikemap.zones.draws import ZoneDraws

#: A lower bound that would be written as 0.00 bounds nothing.
_NOTHING: Final = 0.005


@takes_map
def summary(
    comparison: Comparison,
    *,
    lang: Lang = "en",
    curve: SpecificationCurve | None = None,
    draws: ZoneDraws | None = None,
) -> list[str]:
    """Return three to eight plain texts about a comparison.

    They give the numbers and the unit, what the zones show, what was set aside, and the
    caveat that fits the data; where it matters also where the rivals of the date lie, whether
    places are known otherwise after the event, and whose word the rows are. "Stands out" is
    only said of a placebo p of at most .05
    (:func:`strikemap.comparison.evidence.verdict`), "much the same" only of a narrow interval,
    and that it does not stand out only where so small a p was possible.

    Parameters
    ----------
    comparison
        From :func:`strikemap.compare`.
    lang
        Code of a language, or the path of a JSON file of one's own. Where no native speaker
        has read its words, the last sentence says so.
    curve
        From :func:`strikemap.specification_curve`, when more than one setting was looked at: a
        sentence then says how far they agree, with the p adjusted for having looked.
    draws
        From :func:`strikemap.zone_draws`: a sentence then says how far the counts of the zones
        move under the doubts stated.

    Returns
    -------
    list of str
        Sentences in the order in which they are to be read.

    Raises
    ------
    MapError
        Code ``LANG_UNKNOWN``: there is no such language.

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
    about = _About(comparison, lang)
    sentences = [_counts(about), _rate(about)]
    if len(comparison.groups) > 1 and not comparison.strikes.empty:
        sentences.append(" ".join(filter(None, [_zones(about), _wide(about), _carried(about)])))
    sentences += [ranges_text(comparison, draws, about.say, lambda zone: _zone(about, zone))]
    sentences += [curve_text(curve, about.say)]
    caveats = [places_and_sources(comparison, about.say), _caveat(about)]
    sentences += [_set_aside(about), _reach(about), " ".join(filter(None, caveats))]
    if not catalogue(lang).reviewed:
        sentences.append(phrase("unreviewed", lang))
    return [sentence for sentence in sentences if sentence]


@dataclass(frozen=True, eq=False)
class _About:
    """A comparison and the language to speak of it."""

    comparison: Comparison
    lang: Lang

    def say(self, key: str, **values: Any) -> str:
        """Return one of the findings' texts."""
        return phrase(f"findings.{key}", self.lang, unit=self.comparison.unit, **values)


def _counts(about: _About) -> str:
    comparison = about.comparison
    row, (before, after) = comparison.table.iloc[-1], comparison.periods
    n0, n1 = int(row["n_before"]), int(row["n_after"])
    attacker = (comparison.where or {}).get("attacker")
    names = [] if attacker is None else [term(name, about.lang) for name in names_of(attacker)]
    by = about.say("by", attacker=list_text(names, about.lang)) if names else ""
    rates = about.say("rates", before=row["per_day_before"], after=row["per_day_after"])
    return about.say(
        "counts",
        event=_event(about),
        **{"before": n0, "days_before": before.days, "after": n1, "days_after": after.days},
        span_before=(before.start_day, before.stop_day - 1),
        span_after=(after.start_day, after.stop_day - 1),
        by=by,
        rates=rates if n0 + n1 and not pd.isna(row["difference"]) else "",
        apart=_apart(about, row),
        unplaced=_unplaced(about),
        spanning=_spanning(about, n0 + n1),
    )


def _event(about: _About) -> str:
    event, date = about.comparison.event, day_text(about.comparison.event.day, about.lang)
    if event.name == day_text(event.day):
        return date
    name = event.name_in(catalogue(about.lang).code)
    return phrase("event", about.lang, event=name, date=date)


def _apart(about: _About, row: pd.Series) -> str:
    """Return how many more name the attacker as one of two, where they were asked for."""
    if not about.comparison.alternatives:
        return ""
    before, after = int(row["n_before_alternatives"]), int(row["n_after_alternatives"])
    return about.say("apart", before=before, after=after)


def _unplaced(about: _About) -> str:
    """Return how many more of the windows' rows have no place, where some have none."""
    counts = about.comparison.unplaced
    return about.say("unplaced", before=counts[0], after=counts[1]) if any(counts) else ""


def _spanning(about: _About, counted: int) -> str:
    """Return how many rows are dated too roughly for a window, where they outweigh the others."""
    aside = about.comparison.set_aside
    n = sum(aside.get(code, 0) for code in ("DATE_STRADDLES_EVENT", "DATE_PRECISION"))
    return about.say("spanning", n=n) if n > counted else ""


def _rate(about: _About) -> str:
    comparison, found = about.comparison, evidence(about.comparison)
    said = {
        "ratio": _ratio(about, found),
        "rank": _rank(about, found.p_placebo),
        "changed": about.say("rate_fell" if fell(found, comparison) else "rate_rose"),
        **{"p": found.p_blocks, "block": BLOCK_DAYS},
    }
    match verdict(found):
        case "too few":
            n = min(found.n_before + found.n_after, 2)
            return about.say(("rate_none", "rate_one", "rate_few")[n])
        case "not covered":
            return not_covered(comparison, about.say)
        case "stands out":
            return about.say("rate_stands_out", **said)
        case "beyond bursts":
            return about.say(_if_possible("rate_beyond_bursts", about), **said)
        case "steady":
            return about.say("rate_steady", **said)
        case _:
            return about.say(_unclear(found), **said)


def _unclear(found: Evidence) -> str:
    """Return the text for numbers that do not agree, or allow nothing to be said."""
    tried = not pd.isna(found.p_placebo)
    if found.apart:
        return "rate_unclear_apart" if tried else "rate_unclear_untried"
    if tried and found.p_placebo <= LEVEL:
        return "rate_unclear_wide"
    return "rate_unclear_ranked" if tried else "rate_unclear"


def _if_possible(key: str, about: _About) -> str:
    """Return the text that fits a date that does not stand out, or that of days that never do."""
    return key if least_placebo(about.comparison) <= LEVEL else f"{key}_few"


def _zones(about: _About) -> str:
    comparison = about.comparison
    counts = comparison.table[["n_before", "n_after"]].iloc[-1]
    if (counts == 0).any():
        return _one_window(about)
    if zone := only_zone(comparison):
        return about.say("all_in_one", n=int(counts.sum()), zone=_zone(about, zone))
    shift = composition_shift(comparison)
    said: dict[str, Any] = {"shares": _shares(about), "rank": _rank(about, shift.p_shift)}
    said |= {"p": shift.p_blocks, "block": BLOCK_DAYS}
    match shares_verdict(shift):
        case "too few":
            return about.say("shares_few", **said)
        case "stands out":
            return about.say("shares_stand_out", **said)
        case "beyond bursts":
            text = about.say(_if_possible("shares_beyond_bursts", about), **said)
            rivals = rivals_text(composition_rivals(comparison), about.say)
            return f"{text} {rivals}".strip()
        case _:
            key = "shares_unclear_though" if shift.p_shift <= LEVEL else "shares_unclear_ranked"
            return about.say(key if said["rank"] else "shares_unclear", **said)


def _wide(about: _About) -> str:
    """Return how many strikes are placed in a zone by the middle of a wide area only."""
    n = n_wide(about.comparison)
    return about.say("wide", n=n, km=f"{WIDE_KM:g}") if n else ""


def _carried(about: _About) -> str:
    """Return how many strikes are counted by zones of a later day than their own."""
    n, days = carried_back(about.comparison)
    return about.say("carried", n=n, days=days) if n else ""


def _one_window(about: _About) -> str:
    """Return the zone with most strikes, where one of the windows has none."""
    counts = about.comparison.table.set_index("zone")[["n_before", "n_after"]].sum(axis=1)
    n, most = int(counts.iloc[-1]), str(counts.iloc[:-1].idxmax())
    if n == 0:
        return ""
    key = "one_window_single" if n == 1 else "one_window"
    return about.say(key, n=n, most=int(counts[most]), zone=_zone(about, most))


def _shares(about: _About) -> str:
    """Return in numbers the zones whose shares fell and rose most."""
    names, (n0, n1) = about.comparison.groups, counts_by_zone(about.comparison)
    less, more = extremes(about.comparison)
    return about.say(
        "shares",
        **{"less": _zone(about, names[less]), "more": _zone(about, names[more])},
        **{"less_before": n0[less], "less_after": n1[less]},
        **{"more_before": n0[more], "more_after": n1[more]},
        **{"all_before": n0[-1], "all_after": n1[-1]},
        among=_among(about),
    )


def _among(about: _About) -> str:
    zones = about.comparison.by in ("zone", "zone_side")
    return about.say("among_zones" if zones else "among_groups")


def _zone(about: _About, name: str) -> str:
    return zone_name(about.comparison, name, about.lang)


def zone_name(comparison: Comparison, name: str, lang: Lang) -> str:
    """Return a zone's name as a sentence has it, in the language where there is a word for it."""
    if name in (NO_ZONE, CONTESTED):
        shown = phrase("no_zone" if name == NO_ZONE else "contested", lang)
    else:
        shown = _side(comparison, name, lang) or term(name, lang)
    return phrase("findings.zone", lang, unit=comparison.unit, zone=shown)


def _side(comparison: Comparison, name: str, lang: Lang) -> str:
    """Return what a palette calls a side in the language, where that is another word."""
    if comparison.zones is None:
        return ""
    chosen = palette_for(sorted(comparison.zones["side"].astype(str).unique()))
    return chosen.translated(name, lang)


def _set_aside(about: _About) -> str:
    aside, n = about.comparison.set_aside, about.comparison.n_read
    total = sum(aside.values())
    before = n_set_aside(about.comparison.held.source)
    earlier = about.say("set_aside_reading", n=before) if before else ""
    if not total:
        return about.say(("rows_none", "rows_one", "rows_all")[min(n, 2)], n=n) + earlier
    parts = list_text([_code(about, code, k) for code, k in sorted(aside.items())], about.lang)
    key = "rows_aside" if total == n else "rows_of"
    said = about.say(key, n=n, total=total, parts=parts, earlier=earlier)
    return f"{said} {about.comparison.unselected.said(about.lang)}".rstrip()


def _code(about: _About, code: str, n: int) -> str:
    return phrase(code if has_phrase(code) else "OTHER_CODE", about.lang, n=n, code=code)


def _reach(about: _About) -> str:
    """Return what the covered days allow at best."""
    span, (before, after) = about.comparison.coverage, about.comparison.periods
    if span.days == 0:
        return about.say("reach_none")
    if span.stop_day <= before.start_day or after.stop_day <= span.start_day:
        return about.say("reach_none")
    covered = (span.start_day, span.stop_day - 1)
    beyond = about.comparison.beyond
    silent = " " + about.say("reach_beyond", n=beyond) if beyond else ""
    if before.start_day < span.start_day or after.stop_day > span.stop_day:
        key = "reach_part" if about.comparison.uncovered else "reach_few"
        return about.say(key, span=covered) + silent
    twice = round(least_placebo(about.comparison) * span.days) == 2
    key = "reach_twice" if twice else "reach_whole"
    return about.say(key, days=span.days, span=covered) + silent


def _caveat(about: _About) -> str:
    said = stated(facts(about.comparison.held.source), "caveats", about.lang)
    own = [shown for text, shown in said if "No row" not in text][:1]
    dialect = list_kind(about.comparison)
    lists = [about.say(f"list_{dialect}")] if dialect else []
    kinds = other_kinds(about.comparison.strikes, about.lang)
    return " ".join(filter(None, [*own, kinds, *lists, about.say("no_report")]))


def _ratio(about: _About, found: Evidence) -> str:
    if found.ci_high > MANY and found.ci_low < _NOTHING:
        return about.say("ratio_any")
    key = "ratio_at_least" if found.ci_high > MANY else "ratio"
    return about.say(key, low=found.ci_low, high=found.ci_high, level=_percent(about))


def _percent(about: _About) -> str:
    """Return the level of the intervals in per cent."""
    level = 100 * about.comparison.level
    return number_text(level, 0 if abs(level - round(level)) < 1e-9 else 1, about.lang)


def _rank(about: _About, p: float) -> str:
    """Return a rank p in words, or nothing where there is none."""
    if pd.isna(p):
        return ""
    days = about.comparison.coverage.days
    k = round(p * days)
    if k == 1:
        return about.say("rank_first", others=days - 1, p=p)
    return about.say("rank", k=k, days=days, p=p)
