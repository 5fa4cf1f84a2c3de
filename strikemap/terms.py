"""The field's terms in Arabic: parties, scales and kinds of target, as values of the tables.

A value without a translation is shown as it stands in the table; nothing is transliterated.
"""

from __future__ import annotations

import re
from typing import Final

from strikemap.wording import Lang

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

_OR = re.compile(r"\s+or\s+")


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
