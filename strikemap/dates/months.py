"""Month names in the languages of the field, and the plain form of a date's text."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_NAMES: Final = {
    1: "january jan janvier janv كانون_الثاني يناير جانفي",
    2: "february feb février fevrier févr fevr fév fev شباط فبراير فيفري",
    3: "march mar mars آذار مارس",
    4: "april apr avril avr نيسان أبريل أفريل",
    5: "may mai أيار مايو ماي",
    6: "june jun juin حزيران يونيو يونيه جوان",
    7: "july jul juillet juil تموز يوليو يوليه جويلية",
    8: "august aug août aout آب أغسطس أوت",
    9: "september sept sep septembre أيلول سبتمبر",
    10: "october oct octobre تشرين_الأول أكتوبر",
    11: "november nov novembre تشرين_الثاني نوفمبر",
    12: "december dec décembre decembre déc كانون_الأول ديسمبر",
}
#: The same in Spanish, German, Turkish, Portuguese, Russian and Ukrainian.
_FURTHER: Final = {
    1: "enero ene januar jänner ocak oca janeiro января январь янв січня січень",
    2: "febrero februar şubat şub fevereiro февраля февраль фев лютого лютий",
    3: "marzo märz maerz mrz mart março марта март мар березня березень",
    4: "abril abr nisan nis апреля апрель апр квітня квітень",
    5: "mayo mayıs maio мая май травня травень",
    6: "junio juni haziran haz junho июня июнь июн червня червень",
    7: "julio juli temmuz tem julho июля июль июл липня липень",
    8: "agosto ago ağustos ağu августа август авг серпня серпень",
    9: "septiembre setiembre eylül eyl setembro set сентября сентябрь сент сен вересня вересень",
    10: "octubre oktober okt ekim outubro out октября октябрь окт жовтня жовтень",
    11: "noviembre kasım kas novembro ноября ноябрь ноя листопада листопад",
    12: "diciembre dic dezember dez aralık ara dezembro декабря декабрь дек грудня грудень",
}
#: A day as Chinese, Japanese and Korean write it.
_IDEOGRAPHS: Final = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일号號]")
_LETTERS: Final = str.maketrans("أإآٱىة", "اااايه")
_PUNCTUATION: Final = str.maketrans(
    {"–": "-", "—": "-", "‒": "-", "−": "-", "‐": "-", "‑": "-", "،": ",", "’": "'", "\xa0": " "}
)
_INVISIBLE: Final = re.compile(
    "[\u00ad\u0640\u064b-\u065f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)


def _plain_letters(text: str) -> str:
    """Return Arabic text with one form of alef, yeh and teh marbuta, and no vowel marks."""
    return _INVISIBLE.sub("", text).translate(_LETTERS)


_MONTHS: Final = {
    _plain_letters(name.replace("_", " ")): month
    for month, names in (*_NAMES.items(), *_FURTHER.items())
    for name in names.split()
}
_PATTERN: Final = re.compile(
    r"(?<![^\W\d_])("
    + "|".join(
        re.escape(name).replace(r"\ ", r"\s+") for name in sorted(_MONTHS, key=len, reverse=True)
    )
    + r")(?![^\W\d_])\.?"
)


#: "mar." before a day and a month is Tuesday in French and Spanish, not March.
_TUESDAY: Final = re.compile(r"\bmar\.?,?\s+(?=\d{1,2}(?:er)?\s+" + _PATTERN.pattern + ")")


def digits(text: str) -> str:
    """Return the text with every decimal digit of any script as 0 to 9.

    Examples
    --------
    >>> digits("٢٠١٧")
    '2017'
    """
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() else char
        for char in unicodedata.normalize("NFKC", text)
    )


def plain(text: str) -> str:
    """Return a date's text in lower case, with plain digits, dashes and letters.

    Examples
    --------
    >>> plain(" ٤ أيار ٢٠١٧ ")
    '4 ايار 2017'
    >>> plain("1950年9月15日")
    '1950-9-15'
    """
    lowered = _IDEOGRAPHS.sub(r"\1-\2-\3", digits(text)).lower().translate(_PUNCTUATION)
    return " ".join(_plain_letters(lowered).split())


def number_months(text: str) -> str:
    """Replace month names in a plain text by ``m01`` to ``m12``.

    A month named twice, as in "أيار/مايو", is taken once.

    Examples
    --------
    >>> number_months("4 avril 2017"), number_months("nov. 15, 2016")
    ('4 m04 2017', 'm11 15, 2016')
    >>> number_months("mar. 1 mars 2022")
    '1 m03 2022'
    """
    marked = _PATTERN.sub(
        lambda hit: f"m{_MONTHS[' '.join(hit[1].split())]:02d}", _TUESDAY.sub("", text)
    )
    return re.sub(r"(m\d\d)\s*[/(]\s*\1\)?", r"\1", marked)
