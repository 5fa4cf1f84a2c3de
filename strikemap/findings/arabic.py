"""What a comparison supports, in Arabic: the verdicts of the findings in sentences of their own."""

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
from strikemap.palettes import CONTESTED, palette_for
from strikemap.schema import WIDE_KM
from strikemap.words.phrases import (
    counted,
    day_text,
    days_text,
    has_phrase,
    list_text,
    phrase,
    span_text,
)
from strikemap.words.terms import term
from strikemap.zones.areas import NO_ZONE

LISTS: Final = {
    "ucdp": "تضم قائمة \u2068UCDP GED\u2069 الأحداث التي قُتل فيها أحد، وليست قائمة ضربات.",
    "airwars": "تسجّل \u2068Airwars\u2069 ادعاءات عن أذى لحق بالمدنيين، وليست قائمة ضربات.",
    "acled": "الطرف الأول في \u2068ACLED\u2069 ليس المهاجم بالضرورة.",
}
NO_REPORT: Final = "غياب البلاغ عن يوم أو مكان لا يعني غياب الضربات."
_TOO_FEW: Final = "العدد أقل من أن يُحكم به على تغيّر المعدل."
_CODES: Final = {
    "COORD_MISSING": "{n} بلا موقع",
    "DATE_MISSING": "{n} بلا تاريخ",
    "DATE_INVALID": "{n} بتواريخ معكوسة",
}


def summary(comparison: Comparison) -> list[str]:
    """Return three to six plain Arabic sentences about a comparison.

    They say what :func:`strikemap.findings.summary.summary` says in English, from the same
    numbers and verdicts.

    Examples
    --------
    >>> import strikemap as sm
    >>> strikes = sm.load_dataset("syria_2017_strikes")
    >>> result = sm.compare(
    ...     strikes, "2017-05-04", where={"attacker": "Russia"}, by="region"
    ... )
    >>> summary(result)[0].startswith("4 أيار 2017: قبله 40 ضربة")
    True
    """
    sentences = [_counts(comparison), _rate(comparison)]
    if len(comparison.groups) > 1 and not comparison.strikes.empty:
        sentences.append(" ".join(filter(None, [_zones(comparison), _wide(comparison)])))
    sentences += [_set_aside(comparison), _reach(comparison), _caveat(comparison)]
    return [sentence for sentence in sentences if sentence]


def _counts(comparison: Comparison) -> str:
    row = comparison.table.iloc[-1]
    numbers = [int(row["n_before"]), int(row["n_after"])]
    before, after = (
        f"{counted(comparison.unit, n, 'ar')} "
        f"({span_text(period.start_day, period.stop_day - 1, 'ar')}، "
        f"{days_text(period.days, 'ar')})"
        for n, period in zip(numbers, comparison.periods, strict=True)
    )
    text = f"{_event(comparison)}: قبله {before} وبعده {after}، بحسب البلاغات"
    attacker = (comparison.where or {}).get("attacker")
    if isinstance(attacker, str):
        text += f" (المهاجم: {_isolated(term(attacker, 'ar'))})"
    if sum(numbers) and not pd.isna(row["difference"]):
        text += f"، أي {row['per_day_before']:.2f} و{row['per_day_after']:.2f} في اليوم"
    if not comparison.alternatives:
        return text + "."
    a0, a1 = int(row["n_before_alternatives"]), int(row["n_after_alternatives"])
    return f"{text}؛ ويبقى على حدة {a0} قبله و{a1} بعده ذُكر فيها المهاجم كواحد من اثنين."


def _event(comparison: Comparison) -> str:
    date, name = day_text(comparison.event.day, "ar"), comparison.event.name_in("ar")
    if name == day_text(comparison.event.day, "en"):
        return date
    return phrase("event", "ar", event=name, date=date)


def _rate(comparison: Comparison) -> str:
    found = evidence(comparison)
    ratio, rank = _ratio_text(found), _rank_text(comparison, found.p_placebo)
    changed = "انخفض المعدل" if fell(found, comparison) else "ارتفع المعدل"
    match verdict(found):
        case "too few" if found.n_before + found.n_after == 0:
            return "من دون أيٍّ منها لا يمكن قول شيء عن تغيّر."
        case "not covered":
            return ""
        case "too few":
            return _TOO_FEW
        case "stands out":
            return f"{changed}، والتاريخ نفسه بارز: {ratio}؛ {rank}."
        case "beyond bursts":
            return (
                f"{changed} بأكثر مما يفسّره تتابع البلاغات ({ratio})، لكن التاريخ نفسه ليس "
                f"بارزاً: {rank}."
            )
        case "steady":
            return f"بقي المعدل على حاله تقريباً: {ratio}."
        case _:
            return f"لا يمكن الحكم هل تغيّر المعدل نفسه: {ratio}" + (f"؛ {rank}." if rank else ".")


def _zones(comparison: Comparison) -> str:
    if (comparison.table[["n_before", "n_after"]].iloc[-1] == 0).any():
        return _one_window_text(comparison)
    if zone := only_zone(comparison):
        n = int(comparison.table[["n_before", "n_after"]].iloc[-1].sum())
        return f"كلها ({n}) في {_zone(zone, comparison)}، قبله وبعده."
    shift, shares = composition_shift(comparison), _shares_text(comparison)
    rank = _rank_text(comparison, shift.p_shift)
    match shares_verdict(shift):
        case "too few":
            return f"{shares}؛ والأعداد أقل من أن تُقارَن بها المناطق."
        case "stands out":
            return f"{shares}: تحوّل بارز بين المناطق، إذ {rank}."
        case "beyond bursts":
            return (
                f"{shares}: تختلف حصص المناطق بأكثر مما يفسّره تتابع البلاغات "
                f"({_p(shift.p_blocks)} حين تتبادل فترات من {days_text(BLOCK_DAYS, 'ar')} "
                f"أماكنها)، لكن {rank}، فالتاريخ نفسه ليس بارزاً."
            )
        case _:
            return f"{shares}؛ وهذا لا يدل على تغيّر حصص المناطق" + (f": {rank}." if rank else ".")


def _wide(comparison: Comparison) -> str:
    """Return how many strikes are placed in a zone by the middle of a wide area only."""
    n = n_wide(comparison)
    if not n:
        return ""
    return (
        f"ومنها {n} لا يُعرف موقعها إلا ضمن {WIDE_KM:g} كم أو أكثر، وقد عُدّت في منطقة وسط هذا النطاق."
    )


def _one_window_text(comparison: Comparison) -> str:
    counts = comparison.table.set_index("zone")[["n_before", "n_after"]].sum(axis=1)
    n, most = int(counts.iloc[-1]), str(counts.iloc[:-1].idxmax())
    if n == 0:
        return ""
    where = f"في {_zone(most, comparison)}: {int(counts[most])} من أصل {n}"
    return f"{where}." if n == 1 else f"{where}؛ ولا شيء في الفترة الأخرى يُقارَن به."


def _shares_text(comparison: Comparison) -> str:
    names, (n0, n1) = comparison.groups, counts_by_zone(comparison)
    less, more = extremes(comparison)
    return (
        f"بين المناطق، في {_zone(names[less], comparison)} {n0[less]} من أصل {n0[-1]} قبله "
        f"و{n1[less]} من أصل {n1[-1]} بعده، وفي {_zone(names[more], comparison)} {n0[more]} "
        f"و{n1[more]}"
    )


def _zone(name: str, comparison: Comparison) -> str:
    """Return a zone's name in Arabic, where the library has one."""
    if name == NO_ZONE:
        return f"«{phrase('no_zone', 'ar')}»"
    if comparison.zones is not None:
        chosen = palette_for(sorted(comparison.zones["side"].astype(str).unique()))
        if name != CONTESTED and chosen.side(name) is not None:
            return f"«{_isolated(chosen.style(name, 'ar').label)}»"
    known = phrase(name, "ar") if name == CONTESTED else term(name, "ar")
    return f"«{_isolated(known)}»"


def _set_aside(comparison: Comparison) -> str:
    aside, n = comparison.set_aside, comparison.n_read
    total = sum(aside.values())
    earlier = sum(entry["action"] == "set aside" for entry in entries_of(comparison.source))
    more = f" واستُبعد غيرها عند القراءة: {earlier}." if earlier else ""
    if not total:
        return ("ليس في الجدول صفوف." if n == 0 else f"كل صفوف الجدول ({n}) على الخريطتين.") + more
    parts = list_text([_code_text(code, k) for code, k in sorted(aside.items())], "ar")
    if total == n:
        return f"لا شيء من صفوف الجدول ({n}) على الخريطتين: {parts}.{more}"
    return f"من صفوف الجدول ({n}) ليس على أي من الخريطتين {total}: {parts}.{more}"


def _code_text(code: str, n: int) -> str:
    if code in _CODES:
        return _CODES[code].format(n=n)
    known = code if has_phrase(code) else "OTHER_CODE"
    return phrase(known, "ar", n=n, code=code)


def _reach(comparison: Comparison) -> str:
    span, (before, after) = comparison.coverage, comparison.periods
    if span.days == 0:
        return "لا تغطي البلاغات أي يوم قريب من الحدث."
    words = span_text(span.start_day, span.stop_day - 1, "ar")
    if before.start_day < span.start_day or after.stop_day > span.stop_day:
        return (
            f"لا تغطي البلاغات إلا {words}، لا الفترتين كاملتين؛ فلا يُقارَن المعدلان كمثيلين، "
            "ولا يمكن تجربة تاريخ بديل."
        )
    return (
        f"تغطي البلاغات {days_text(span.days, 'ar')} ({words})، فلا يمكن أن يقلّ \u2068p\u2069 "
        f"للتواريخ البديلة عن 1/{span.days}."
    )


def _caveat(comparison: Comparison) -> str:
    kept = facts(comparison.source)
    stated = [str(text) for text in kept.get("caveats", [])]
    translated = [str(text) for text in kept.get("caveats_ar", [])]
    shown = translated if len(translated) == len(stated) else [_isolated(text) for text in stated]
    own = [text for said, text in zip(stated, shown, strict=True) if "No row" not in said][:1]
    dialect = list_kind(comparison)
    return " ".join([*own, *([LISTS[dialect]] if dialect else []), NO_REPORT])


def _ratio_text(found: Evidence) -> str:
    times = f"{found.ci_low:.2f}"
    times += " على الأقل" if found.ci_high > MANY else f" إلى {found.ci_high:.2f}"
    return f"المعدل بعده هو ما كان قبله مضروباً بـ {times}، مع مراعاة التتابع"


def _rank_text(comparison: Comparison, p: float) -> str:
    """Return a rank p in words, or nothing where there is none."""
    if pd.isna(p):
        return ""
    days = comparison.coverage.days
    k = round(p * days)
    if k == 1:
        return f"لا يظهر تغيّر بهذا القدر في أي يوم آخر من أصل {days - 1} ({_p(p)})"
    return f"يظهر تغيّر بهذا القدر في {k} من أصل {days_text(days, 'ar')} ({_p(p)})"


def _p(value: float) -> str:
    return f"\u2068p = {value:.3f}\u2069"


def _isolated(text: str) -> str:
    return f"\u2068{text}\u2069" if text.isascii() else text
