"""The words on the map, in English and Arabic: phrases, dates, numbers and counts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any, Final, Literal

Lang = Literal["en", "ar"]

EPOCH: Final = dt.date(1970, 1, 1)
#: By the direction of a language: the letters of a value that must not turn its neighbours.
_FOREIGN: Final = {"rtl": re.compile("[A-Za-z]"), "ltr": re.compile("[\u0590-\u08ff\ufb1d-\ufefc]")}

#: The names of the months, January first.
MONTHS: Final = {
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    "ar": (
        "كانون الثاني",
        "شباط",
        "آذار",
        "نيسان",
        "أيار",
        "حزيران",
        "تموز",
        "آب",
        "أيلول",
        "تشرين الأول",
        "تشرين الثاني",
        "كانون الأول",
    ),
}

#: One phrase per key and language; ``{name}`` is filled in by :func:`phrase`.
PHRASES: Final[dict[str, tuple[str, str]]] = {
    "before": ("Before", "قبل"),
    "after": ("After", "بعد"),
    "title": (
        "{units}{by} before and after {date}",
        "{units}{by} قبل {date} وبعده",
    ),
    "title_periods": ("{units}{by}, {date}", "{units}{by}، {date}"),
    "reported": ("Reported {units}", "{units} المُبلَّغ عنها"),
    "reports_of": ("Reports of strikes", "البلاغات عن الضربات"),
    "reported_one": ("reported {unit}", "{unit} واحدة مُبلَّغ عنها"),
    "by_attacker": (" attributed to {attacker}", " المنسوبة إلى {attacker}"),
    "subtitle": (
        "{event}: {before} before and {after} after.{gap}{marks}{basis}",
        "{event}: {before} قبله و{after} بعده.{gap}{marks}{basis}",
    ),
    "each_mark": (" Each mark is one {mark}.", " كل علامة {mark}."),
    "subtitle_moved": (
        "Cut on {day} instead of the event’s own day ({event}): {before} before and {after} "
        "after.{gap}{marks}{basis}",
        "القطع عند {day} بدلاً من يوم الحدث ({event}): {before} قبله و{after} "
        "بعده.{gap}{marks}{basis}",
    ),
    "subtitle_still_before": (
        "{event}. Picture {k} of {n}: {days} before it.{marks}{basis}",
        "{event}. الصورة {k} من {n}: {days} قبله.{marks}{basis}",
    ),
    "subtitle_still_after": (
        "{event}. Picture {k} of {n}: {days} after it.{marks}{basis}",
        "{event}. الصورة {k} من {n}: {days} بعده.{marks}{basis}",
    ),
    "subtitle_still": ("Picture {k} of {n}. {rest}", "الصورة {k} من {n}. {rest}"),
    "days_of": ("{part} of {whole}", "{part} من أصل {whole}"),
    "whole_film": ("Whole film – {text}", "الفيلم كله – {text}"),
    "step": ("{heading} ({k})", "{heading} ({k})"),
    "gap": (" {days} between them are left out.", " ({days} بينهما مستبعدة.)"),
    "basis_places": (
        " Zones are interpolated from who held which town.",
        " المناطق مستنتجة من السيطرة على البلدات.",
    ),
    "count": ("{n} {units}{by}", "{units}{by}: {n}"),
    "count_alternatives": ("{n} “{label}”", "«{label}»: {n}"),
    "count_several": (
        "{n} with the attacker named as one of several",
        "بمهاجم مذكور كواحد من عدة: {n}",
    ),
    "zones_as_of": ("zones as of {date}", "المناطق كما في {date}"),
    "zones_as_of_several": ("zones as of {dates}", "المناطق كما في {dates}"),
    "zones_before_first": (
        "zones as of {date}, carried back",
        "المناطق كما في {date}، مُسحبة إلى ما قبله",
    ),
    "legend_marks": ("{Units}, by confidence", "{units} بحسب الموثوقية"),
    "change": ("Change", "التغيّر"),
    "legend_change": ("{Units} a week, after against before", "{units} في الأسبوع، بعد مقابل قبل"),
    "cells_fewer": ("{low} to {high} fewer", "أقل بـ {low} إلى {high}"),
    "cells_fewer_first": ("up to {high} fewer", "أقل بما لا يتجاوز {high}"),
    "cells_more": ("{low} to {high} more", "أكثر بـ {low} إلى {high}"),
    "cells_more_first": ("up to {high} more", "أكثر بما لا يتجاوز {high}"),
    "cells_same": ("as many after as before", "العدد نفسه قبل وبعد"),
    "cells_empty": ("none before or after", "لا شيء قبل ولا بعد"),
    "legend_surface": (
        "Share of all {units}, after against before",
        "الحصة من المجموع ({units})، بعد مقابل قبل",
    ),
    "surface_smaller_first": ("smaller, by up to half", "أصغر، بما لا يتجاوز النصف"),
    "surface_smaller": ("{low} to {high} times smaller", "أصغر بـ {low} إلى {high} مرات"),
    "surface_smaller_last": ("more than {low} times smaller", "أصغر بأكثر من {low} مرات"),
    "surface_larger_first": ("larger, up to double", "أكبر، بما لا يتجاوز الضعف"),
    "surface_larger": ("{low} to {high} times larger", "أكبر بـ {low} إلى {high} مرات"),
    "surface_larger_last": ("more than {low} times larger", "أكبر بأكثر من {low} مرات"),
    "surface_within": ("within what reshuffled days give", "ضمن ما يعطيه خلط الأيام"),
    "note_surface": (
        "Shares are smoothed over {km} km. A place is coloured where its share left the 95% "
        "envelope of {draws} draws in which stretches of days changed places; of many places "
        "some leave it by chance. Left blank: more than {reach} km from any of the strikes.",
        "الحصص مُنعَّمة على {km} كم. يُلوَّن المكان حيث خرجت حصته عن غلاف 95% من {draws} سحبا "
        "تبادلت فيها فترات الأيام أماكنها؛ ومن أماكن كثيرة يخرج بعضها بالصدفة. "
        "المتروك أبيض يبعد أكثر من {reach} كم عن أي منها.",
    ),
    "outside_cells": ("{counts} in no area drawn", "{counts} خارج المساحات المرسومة"),
    "note_change": (
        "Numbers on areas, where they fit, are counts before and after. Small counts change by "
        "chance: see the intervals in the table.",
        "الأرقام على المساحات، حيث تتسع لها، أعداد قبل وبعد. الأعداد الصغيرة تتغير بالصدفة: "
        "انظر المجالات في الجدول.",
    ),
    "legend_size": ("Size of a mark: {column}", "حجم العلامة: {column}"),
    "size_column": ("{column}", "{column}"),
    "size_unknown": ("nought or not stated", "صفر أو غير مذكور"),
    "legend_lines": ("Lines and areas", "خطوط ومساحات"),
    "high": ("high confidence", "موثوقية عالية"),
    "medium": ("medium confidence", "موثوقية متوسطة"),
    "low": ("low confidence", "موثوقية منخفضة"),
    "ungraded": ("not graded", "غير مصنَّفة"),
    "claim": (
        "claimed by the attacker, not independently confirmed",
        "ادّعاء من المهاجم بلا تأكيد مستقل",
    ),
    "declared": ("declared by the attacker", "معلنة من المهاجم"),
    "event": ("{event}, {date}", "{event}، {date}"),
    "alternative": ("“{label}”: either or both", "«{label}»: أحدهما أو كلاهما"),
    "alternative_several": ("one of several attackers", "واحد من عدة مهاجمين"),
    "wide": (
        "location known only to within {km} km or more (mark in its middle)",
        "الموقع معروف ضمن {km} كم أو أكثر فقط (العلامة في وسطها)",
    ),
    "disc": (
        "location known only to within the disc (10 km or more)",
        "الموقع معروف ضمن الدائرة فقط (10 كم أو أكثر)",
    ),
    "near_front": ("near a front line", "قرب خط جبهة"),
    "blank": ("no town listed nearby", "لا بلدة مسجلة في الجوار"),
    "contested": ("contested", "متنازع عليه"),
    "no_zone": ("no zone", "بلا منطقة"),
    "by_group": ("by {by}", "بحسب {by}"),
    "other_groups": ("others ({n})", "غيرها ({n})"),
    "other_zones": ("other zones ({n})", "مناطق أخرى ({n})"),
    "timeline": ("{Units} per day", "{units} في اليوم"),
    "table_caption": ("Counts by {by}", "الأعداد بحسب {by}"),
    "all": ("all", "المجموع"),
    "col_zone": ("Zone", "المنطقة"),
    "col_n_before": ("Before", "قبل"),
    "col_n_after": ("After", "بعد"),
    "col_per_day_before": ("Per day before", "في اليوم قبل"),
    "col_per_day_after": ("Per day after", "في اليوم بعد"),
    "col_rate_ratio": ("Rate ratio", "نسبة المعدل"),
    "col_ci": ("95% interval, allowing for bursts", "مجال 95% مع مراعاة التتابع"),
    "col_n_before_alternatives": ("Before, either/or", "قبل، أحدهما"),
    "col_n_after_alternatives": ("After, either/or", "بعد، أحدهما"),
    "sources": ("Reports: {sources}.", "البلاغات: {sources}."),
    "others": ("and {n} others", "و{n} غيرها"),
    "licence": ("Data: {licence}.", "البيانات: {licence}."),
    "zones_source": ("Zones: {source}.", "المناطق: {source}."),
    "control_of_places": ("control of {places}", "السيطرة على {places}"),
    "control_unverified": (
        "control of {places}, {n} of them unverified",
        "السيطرة على {places}، منها {n} غير موثَّقة",
    ),
    "set_aside": ("Set aside: {parts}.", "مستبعد: {parts}."),
    "set_aside_reading": (
        "Set aside on reading: {n}, each with its reason in the ledger.",
        "مستبعد عند القراءة: {n}، ولكلٍّ سببه في السجل.",
    ),
    "set_aside_none": ("Nothing was set aside.", "لم يُستبعد شيء."),
    "NOT_SELECTED": ("{n} not selected", "{n} خارج الاختيار"),
    "OUTSIDE_WINDOWS": ("{n} outside the windows", "{n} خارج الفترتين"),
    "IN_GAP": ("{n} in the gap", "{n} في الفاصل"),
    "DATE_STRADDLES_EVENT": (
        "{n} with a date range across the event",
        "{n} بمدى زمني يعبر الحدث",
    ),
    "DATE_PRECISION": (
        "{n} with a date range across the edge of a window",
        "{n} بمدى زمني يعبر حدّ فترة",
    ),
    "OTHER_CODE": ("{n} {code}", "{n} {code}"),
    "caveat_absent": (
        "A day or place without a mark is one without a report, not one without {units}.",
        "غياب العلامة يعني غياب البلاغ، لا غياب {units}.",
    ),
    "one_spot": (
        "Marks on one spot stand side by side.",
        "العلامات على الموقع نفسه موضوعة جنباً إلى جنب.",
    ),
    "one_spot_number": (
        "Marks on one spot stand side by side; a number stands for that many.",
        "العلامات على الموقع نفسه موضوعة جنباً إلى جنب، والرقم يعني عددها.",
    ),
    "one_spot_over": (
        "Marks on one spot lie on one another.",
        "العلامات على الموقع نفسه بعضها فوق بعض.",
    ),
    "one_spot_over_number": (
        "Marks on one spot lie on one another; a number stands for that many.",
        "العلامات على الموقع نفسه بعضها فوق بعض، والرقم يعني عددها.",
    ),
    "one_spot_darker": (
        "Where many marks lie on one another they are darker.",
        "حيث تتراكم العلامات بعضها فوق بعض يكون لونها أغمق.",
    ),
    "medical": (
        "Medical sites are placed to about 1 km only.",
        "مواقع المنشآت الطبية مبيَّنة بدقة نحو 1 كم فقط.",
    ),
    "boundaries": (
        "Boundaries: Natural Earth, {viewpoint}; designations imply no endorsement.",
        "الحدود: Natural Earth، {viewpoint}؛ ولا تعني التسميات أي إقرار.",
    ),
    "unverified": (
        "{n} of {total} towns rest on unverified general knowledge",
        "{n} من {total} بلدة تستند إلى معرفة عامة غير موثقة",
    ),
    "alt": (
        "{title}. {panels} {zones}",
        "{title}. {panels} {zones}",
    ),
    "alt_panel": ("{heading}, {dates}: {counts}.", "{heading}، {dates}: {counts}."),
    "date": ("Date", "التاريخ"),
    "place": ("Place", "المكان"),
    "attacker": ("Attacker", "المهاجم"),
    "attribution": ("Attribution", "الإسناد"),
    "confidence": ("Confidence", "الموثوقية"),
    "target_type": ("Target", "الهدف"),
    "target_side": ("Side hit, as reported", "الجهة المستهدفة كما ورد"),
    "zone": ("Zone on that date", "المنطقة في ذلك التاريخ"),
    "killed": ("Reported killed", "القتلى بحسب البلاغات"),
    "location_precision": ("Location known to", "دقة الموقع"),
    "n_reports": ("Reports", "عدد البلاغات"),
    "source": ("Sources", "المصادر"),
    "source_date": ("Source dated", "تاريخ المصدر"),
    "id": ("Row", "الصف"),
    "other_values": ("{n} others", "{n} غيرها"),
    "carried_back": (
        "{zone} (first map of control is {days} later)",
        "{zone} (أول خريطة سيطرة بعد {days})",
    ),
    "within_km": ("{precision}, within {km} km", "{precision}، ضمن {km} كم"),
    "open_source": ("Open the source", "فتح المصدر"),
    "comma": (", ", "، "),
    "zone_title": ("{kind}, {date}", "{kind}، {date}"),
    "zones_kind": ("Zones", "المناطق"),
}

#: Units as (one, many) in English; Arabic phrases take the plural with a number beside it.
_UNITS: Final[dict[str, tuple[tuple[str, str], tuple[str, str]]]] = {
    "strike": (("strike", "strikes"), ("ضربة", "الضربات")),
    "location": (("location targeted", "locations targeted"), ("موقع مستهدف", "المواقع المستهدفة")),
    "incident": (("incident", "incidents"), ("حادثة", "الحوادث")),
    "report": (("report", "reports"), ("بلاغ", "البلاغات")),
    "sortie": (("sortie", "sorties"), ("طلعة", "الطلعات")),
    "row": (("row", "rows"), ("صف", "الصفوف")),
}


#: What is counted: one and many in English; one, two, 3-10, 11-99 and whole hundreds in Arabic.
_COUNTED: Final[dict[str, tuple[tuple[str, str], tuple[str, str, str, str, str]]]] = {
    "day": (("day", "days"), ("يوم واحد", "يومان", "أيام", "يوماً", "يوم")),
    "town": (("town", "towns"), ("بلدة واحدة", "بلدتان", "بلدات", "بلدة", "بلدة")),
    "strike": (("strike", "strikes"), ("ضربة واحدة", "ضربتان", "ضربات", "ضربة", "ضربة")),
    "location": (
        ("location targeted", "locations targeted"),
        (
            "موقع مستهدف واحد",
            "موقعان مستهدفان",
            "مواقع مستهدفة",
            "موقعاً مستهدفاً",
            "موقع مستهدف",
        ),
    ),
    "incident": (("incident", "incidents"), ("حادثة واحدة", "حادثتان", "حوادث", "حادثة", "حادثة")),
    "report": (("report", "reports"), ("بلاغ واحد", "بلاغان", "بلاغات", "بلاغاً", "بلاغ")),
    "sortie": (("sortie", "sorties"), ("طلعة واحدة", "طلعتان", "طلعات", "طلعة", "طلعة")),
    "row": (("row", "rows"), ("صف واحد", "صفان", "صفوف", "صفاً", "صف")),
}


def phrase(key: str, lang: Lang, **values: object) -> str:
    """Return one phrase in a language with its values filled in.

    Values may be any text: they are inserted, never read as a template. A value that runs
    the other way than the language is isolated (U+2068 ... U+2069), and in Arabic a phrase that
    starts with one is marked as running from the right (U+200F): it cannot turn its neighbours.
    """
    values = {name: isolated(value, lang) for name, value in values.items()}
    text = PHRASES[key][_column(lang)].format(**values)
    return f"\u200f{text}" if lang == "ar" and text.startswith("\u2068") else text


def unit_name(unit: str, n: int, lang: Lang) -> str:
    """Return the name of the unit counted, in the number that fits ``n``."""
    if unit not in _UNITS:
        return unit
    one, many = _UNITS[unit][_column(lang)]
    return one if n == 1 else many


def counted(unit: str, n: int, lang: Lang) -> str:
    """Return a number with what is counted, in the grammatical number that fits it.

    Parameters
    ----------
    unit
        A unit of the tables, ``"day"`` or ``"town"``; another word is put beside the number.

    Examples
    --------
    >>> counted("strike", 1, "en"), counted("day", 19, "en")
    ('1 strike', '19 days')
    >>> [counted("report", n, "ar") for n in (1, 2, 3, 11, 100, 103)]
    ['بلاغ واحد', 'بلاغان', '3 بلاغات', '11 بلاغاً', '100 بلاغ', '103 بلاغات']
    """
    if unit not in _COUNTED:
        return f"{n} {unit_name(unit, n, lang)}"
    if lang == "en":
        one, many = _COUNTED[unit][0]
        return f"{n} {one if n == 1 else many}"
    one, two, few, many, hundred = _COUNTED[unit][1]
    if n in (1, 2):
        return one if n == 1 else two
    return f"{n} {few if 3 <= n % 100 <= 10 else many if n % 100 > 10 else hundred}"


def days_text(n: int, lang: Lang) -> str:
    """Return a number of days in words, such as "19 days"."""
    return counted("day", n, lang)


def day_text(day: int, lang: Lang, *, year: bool = True) -> str:
    """Return a day (counted from 1970-01-01) in words, such as "4 May 2017"."""
    date = EPOCH + dt.timedelta(days=day)
    text = f"{date.day} {MONTHS[lang][date.month - 1]}"
    return f"{text} {date.year}" if year else text


def span_text(first: int, last: int, lang: Lang) -> str:
    """Return an inclusive span of days, such as "15 April – 3 May 2017"."""
    if first == last:
        return day_text(first, lang)
    a, b = (EPOCH + dt.timedelta(days=d) for d in (first, last))
    if (a.year, a.month) == (b.year, b.month):
        return f"{a.day}–{day_text(last, lang)}"
    return f"{day_text(first, lang, year=a.year != b.year)} – {day_text(last, lang)}"


def list_text(parts: Sequence[str], lang: Lang) -> str:
    """Return parts joined as the language lists them."""
    if lang != "ar":
        parts = [isolated(part, lang) for part in parts]
    return phrase("comma", lang).join(parts)


def number_text(value: float, digits: int = 2) -> str:
    """Return a number for a table, with a dash where there is none."""
    if value != value:
        return "–"
    if value == float("inf"):
        return "∞"
    return f"{value:.{digits}f}"


def isolated(value: Any, lang: Lang) -> Any:
    """Return a value kept apart from its neighbours where it runs the other way than they do.

    Examples
    --------
    >>> len("הסכם"), len(isolated("הסכם", "en")), isolated("Deal", "en")
    (4, 6, 'Deal')
    """
    foreign = _FOREIGN["rtl" if lang == "ar" else "ltr"]
    if isinstance(value, str) and foreign.search(value) and "\u2068" not in value:
        return f"\u2068{value}\u2069"
    return value


def _column(lang: Lang) -> int:
    return 1 if lang == "ar" else 0
