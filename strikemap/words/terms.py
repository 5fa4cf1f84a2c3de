"""The field's terms in Arabic: parties, scales and kinds of target, as values of the tables.

A value without a translation is shown as it stands in the table; nothing is transliterated.
"""

from __future__ import annotations

import re
from typing import Final

from strikemap.words.phrases import Lang, counted, phrase

ARABIC: Final = {
    # parties
    "Russia": "روسيا",
    "Syrian government": "الحكومة السورية",
    "US-led coalition": "التحالف بقيادة الولايات المتحدة",
    "United States": "الولايات المتحدة",
    "Turkey": "تركيا",
    "Israel": "إسرائيل",
    "Iraq": "العراق",
    "Iran": "إيران",
    "Saudi-led coalition": "التحالف بقيادة السعودية",
    "Unidentified": "غير محدد",
    "government": "الحكومة",
    "opposition": "المعارضة",
    "ISIS": "تنظيم الدولة (داعش)",
    "SDF": "قوات سوريا الديمقراطية",
    "civilians-not stated": "مدنيون، دون ذكر الجهة",
    "unknown": "غير معروف",
    "not stated": "غير مذكور",
    # attribution
    "confirmed by attacker": "أكده المهاجم",
    "claimed by attacker": "ادّعاه المهاجم",
    "alleged": "منسوب",
    "contested": "متنازع عليه",
    "unattributed": "غير منسوب",
    # confidence
    "high": "عالية",
    "medium": "متوسطة",
    "low": "منخفضة",
    # location precision
    "exact": "موقع دقيق",
    "neighbourhood": "حي",
    "town": "بلدة",
    "area": "منطقة",
    "district": "قضاء",
    "governorate": "محافظة",
    "country": "بلد",
    # targets
    "residential": "منازل سكنية",
    "village": "قرية",
    "ISIS position": "موقع لتنظيم الدولة",
    "opposition position": "موقع للمعارضة",
    "SDF or YPG position": "موقع لقسد أو لوحدات حماية الشعب",
    "hospital": "مستشفى",
    "medical facility": "منشأة طبية",
    "convoy or vehicles": "رتل أو آليات",
    "oil facility": "منشأة نفطية",
    "front line": "خط جبهة",
    "market": "سوق",
    "air base": "قاعدة جوية",
    "government or allied force": "قوات حكومية أو حليفة",
    "depot": "مستودع",
    "rescue service": "فريق إنقاذ",
    "displaced persons site": "موقع نازحين",
    "mosque": "مسجد",
    "infrastructure": "بنية تحتية",
    "school": "مدرسة",
    "other/not stated": "غير ذلك أو غير مذكور",
}

#: Sentences in the embedded data.
_SENTENCES: Final = {
    "influence after an article of 20 June 2017 (Defense One), laid over who held which of 323 "
    "towns, most of them unverified; that opposition-held Idlib counts as Turkish influence is our "
    "reading": "النفوذ بحسب مقال منشور في 20 حزيران 2017 (\u2068Defense One\u2069)، مطبَّقاً على "
    "السيطرة على 323 بلدة معظمها غير موثَّق؛ واعتبار إدلب الخاضعة للمعارضة منطقة نفوذ تركي قراءة منّا",
    "memorandum of 4 May 2017 as reported by TASS on 6 May 2017; it drew no borders, so the "
    "outlines are indicative": "مذكرة 4 أيار 2017 كما أوردتها وكالة تاس في 6 أيار 2017؛ لم ترسم "
    "المذكرة حدوداً، فالحدود المبيَّنة تقريبية",
}

_OR = re.compile(r"\s+or\s+")
_CONTROL = re.compile(r"control of (\d+) places(?:, (\d+) of them unverified)?")


def term(value: str, lang: Lang) -> str:
    """Return a table's value in the map's language; "A or B" part by part.

    Examples
    --------
    >>> term("Syrian government or Russia", "ar")
    'الحكومة السورية أو روسيا'
    >>> term("Somebody else", "ar")
    'Somebody else'
    """
    if lang != "ar":
        return value
    if value in ARABIC:
        return ARABIC[value]
    parts = _OR.split(value)
    if len(parts) > 1 and all(part in ARABIC for part in parts):
        return " أو ".join(ARABIC[part] for part in parts)
    return value


def sentence(text: str, lang: Lang) -> str:
    """Return what the library itself wrote into a table, in the map's language.

    Other sentences are their author's and stay as they are.

    Examples
    --------
    >>> sentence("control of 322 places, 232 of them unverified", "ar")
    'السيطرة على 322 بلدة، منها 232 غير موثَّقة'
    >>> sentence("Somebody else's map", "ar")
    "Somebody else's map"
    """
    if lang != "ar":
        return text
    if found := _CONTROL.fullmatch(text):
        places = counted("town", int(found[1]), lang)
        if found[2] is None:
            return phrase("control_of_places", lang, places=places)
        return phrase("control_unverified", lang, places=places, n=found[2])
    return _SENTENCES.get(text, text)
