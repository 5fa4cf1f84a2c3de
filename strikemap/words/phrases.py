"""Phrases in the language of a map: texts with their values, dates, numbers and counts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from numbers import Integral
from typing import Any, Final

from strikemap.schema import date_of
from strikemap.words.catalogue import ANOTHER, Catalogue, Worded
from strikemap.words.languages import SOURCE, catalogue

#: A language: a code of :func:`strikemap.words.languages.codes`, or the path of a JSON file.
Lang = str

#: By the direction of a language: the letters of a value that must not turn its neighbours.
_FOREIGN: Final = {
    "rtl": re.compile("[A-Za-z]"),
    "ltr": re.compile("[\u0590-\u08ff\ufb1d-\ufdcf\ufdf0-\ufefc]"),
}


def phrase(key: str, lang: Lang, **values: Any) -> str:
    """Return one text of a language with its values filled in.

    Values may be any text: they are inserted, never read as a template. A value that runs
    the other way than the language is isolated (U+2068 ... U+2069), and a phrase of a language
    read from the right that starts with one is marked so (U+200F): it cannot turn its
    neighbours.

    Parameters
    ----------
    key
        Of a text in the catalogue, such as ``"before"`` or ``"findings.rate"``.
    **values
        What fills its slots. A slot ``{name:kind}`` is written by its kind: ``date`` a day
        counted from 1970-01-01, ``span`` a pair of them, ``unit`` a number of what
        ``values["unit"]`` counts, a unit such as ``day`` a number of it, a digit a number with
        so many decimals, ``start`` a text with a capital, another word that use of a unit.

    Examples
    --------
    >>> phrase("gap", "en", days="2 days")
    ' Left out between them: 2 days.'
    """
    words = catalogue(lang)
    text = _filled(words.texts[key], values, words)
    from_the_right = words.direction == "rtl" and text.startswith("\u2068")
    return f"\u200f{text}" if from_the_right else text


def has_phrase(key: str) -> bool:
    """Return whether catalogues have a text of that key."""
    return key in catalogue(SOURCE).texts


def _filled(text: Worded, values: Mapping[str, Any], words: Catalogue) -> str:
    chosen = words.form(int(values[text.by])) if len(text.forms) > 1 else "other"
    pieces = text.forms.get(chosen, text.forms["other"])
    return "".join(
        piece if isinstance(piece, str) else _shown(values[piece.name], piece.kind, values, words)
        for piece in pieces
    )


def _shown(value: Any, kind: str, values: Mapping[str, Any], words: Catalogue) -> str:
    """Return a value as its slot wants it written."""
    if not kind:
        number = isinstance(value, Integral) and not isinstance(value, bool)
        return _whole(value, words) if number else _isolated(str(value), words)
    if kind.isdigit():
        return _decimal(value, int(kind), words)
    if kind == "p":
        return _p(value, words)
    if kind == "date":
        return _day(value, words)
    if kind == "span":
        return _span(value, words)
    if kind == "start":
        return _isolated(value[:1].upper() + value[1:], words)
    if kind == "unit" or kind in words.units:
        return _counted(str(values["unit"]) if kind == "unit" else kind, value, words)
    return _isolated(_unit(str(value), kind, words), words)


def unit_name(unit: str, n: int, lang: Lang = SOURCE) -> str:
    """Return the name of the unit counted, in the number that fits ``n``."""
    return _unit(unit, "one" if n == 1 else "many", catalogue(lang))


def unit_use(unit: str, use: str, lang: Lang) -> str:
    """Return the words of a unit for a use, such as ``"reported"`` in a title."""
    return _unit(unit, use, catalogue(lang))


def _unit(unit: str, use: str, words: Catalogue) -> str:
    known = words.units.get(unit, words.units[ANOTHER])
    return _filled(known[use], {"unit": unit}, words)


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
    return _counted(unit, n, catalogue(lang))


def _counted(unit: str, n: int, words: Catalogue) -> str:
    known = words.units.get(unit, words.units[ANOTHER])
    return _filled(known["counted"], {"n": n, "unit": unit}, words)


def days_text(n: int, lang: Lang) -> str:
    """Return a number of days in words, such as "19 days"."""
    return counted("day", n, lang)


def day_text(day: int, lang: Lang = SOURCE, *, year: bool = True) -> str:
    """Return a day (counted from 1970-01-01) in words, such as "4 May 2017"."""
    return _day(day, catalogue(lang), "day" if year else "day_of_year")


def _day(day: int, words: Catalogue, pattern: str = "day") -> str:
    date = date_of(day)
    number = words.dates.get("first_of_month", "1") if date.day == 1 else str(date.day)
    month = words.months[date.month - 1]
    return words.dates[pattern].format(day=number, month=month, year=date.year)


def span_text(first: int, last: int, lang: Lang = SOURCE) -> str:
    """Return an inclusive span of days, such as "15 April – 3 May 2017"."""
    return _span((first, last), catalogue(lang))


def _span(days: tuple[int, int], words: Catalogue) -> str:
    first, last = days
    if first == last:
        return _day(first, words)
    a, b = (date_of(day) for day in (first, last))
    pattern = "span_in_year" if a.year == b.year else "span"
    if (a.year, a.month) == (b.year, b.month):
        pattern = "span_in_month"
    return words.dates[pattern].format(
        first_number=a.day,
        first_short=_day(first, words, "day_of_year"),
        first=_day(first, words),
        last=_day(last, words),
    )


def list_text(parts: Sequence[str], lang: Lang) -> str:
    """Return parts joined as the language lists them."""
    words = catalogue(lang)
    if words.direction == "ltr":
        parts = [_isolated(part, words) for part in parts]
    return words.separator.join(parts)


def number_text(value: float, digits: int = 2, lang: Lang = SOURCE) -> str:
    """Return a number for a table, with a dash where there is none.

    Half of the last digit rounds up, as whoever divides the counts by hand has it: 17 in 40 days
    are 0.43 a day, although the nearest binary number lies below 0.425.

    Examples
    --------
    >>> number_text(17 / 40), number_text(5 / 8), number_text(0.0004, 3)
    ('0.43', '0.63', '0.000')
    """
    return _decimal(value, digits, catalogue(lang))


def _decimal(value: float, digits: int, words: Catalogue) -> str:
    if value != value:
        return "–"
    if value == float("inf"):
        return "∞"
    signs = {",": words.numbers["group"], ".": words.numbers["decimal"]}
    exact = Decimal(f"{value:.12g}").quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return "".join(signs.get(letter, letter) for letter in f"{exact:,f}")


def _p(value: float, words: Catalogue) -> str:
    """Return a p with its sign; one that would be written as nothing is below a thousandth."""
    return f"= {_decimal(value, 3, words)}" if value >= 0.0005 else f"< {_decimal(0.001, 3, words)}"


def whole_text(n: int, lang: Lang) -> str:
    """Return a whole number as the language writes it.

    Examples
    --------
    >>> whole_text(12345, "en"), whole_text(999, "fr")
    ('12,345', '999')
    """
    return _whole(n, catalogue(lang))


def _whole(n: int, words: Catalogue) -> str:
    return f"{n:,}".replace(",", words.numbers["group"])


def isolated(value: Any, lang: Lang) -> Any:
    """Return a value kept apart from its neighbours where it runs the other way than they do.

    Examples
    --------
    >>> len("הסכם"), len(isolated("הסכם", "en")), isolated("Deal", "en")
    (4, 6, 'Deal')
    """
    return _isolated(value, catalogue(lang)) if isinstance(value, str) else value


def _isolated(text: str, words: Catalogue) -> str:
    if "\u2068" not in text and _FOREIGN[words.direction].search(text):
        return f"\u2068{text}\u2069"
    return text
