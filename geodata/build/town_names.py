"""Names of towns and countries in Spanish, French, Russian and Ukrainian, where one is sure.

A town's name is taken by hand (names_by_hand.csv), else from CLDR (through babel) where a
time zone is called after it, else by rule: in a country that speaks Spanish or French the
name with its accents, in Ukraine the Ukrainian spelling that GeoNames lists and that an
official romanisation turns into its Latin name letter by letter. Others have none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from arabic_names import plain
from babel import Locale

HERE = Path(__file__).resolve().parent
GEODATA = HERE.parent
LANGUAGES = ("es", "fr", "ru", "uk")
#: Countries whose towns GeoNames names in a language: it is, or is one of, their official ones.
SPANISH = "AR BO CL CO CR CU DO EC ES GQ GT HN MX NI PA PE PY SV UY VE"
FRENCH = "BF BI BJ CD CF CG CI CM DJ FR GA GN HT KM MG ML NE RE SN TD TG"
#: Letters by the romanisations of Ukraine: BGN/PCGN 1965, and the national one of 2010.
UKRAINE = {"а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "ж": "zh"}
UKRAINE |= {"з": "z", "и": "y", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o"}
UKRAINE |= {"п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f"}
UKRAINE |= {"є": "ye", "і": "i", "ї": "yi", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh"}
UKRAINE |= {"щ": "shch", "ь": "", "ю": "yu", "я": "ya", "’": "", "ʼ": "", "'": ""}
UKRAINE_2010 = UKRAINE | {"є": "ie", "ї": "i", "й": "i", "ю": "iu", "я": "ia"}
#: What no Ukrainian name has: ї after a consonant, and the endings of other languages.
FOREIGN = re.compile("[бвгґджзйклмнпрстфхцчшщ]ї|ьск|[сц]к(?![а-яіїєґ])", re.IGNORECASE)
#: Names of countries that CLDR words otherwise than the maps do.
COUNTRIES = {
    "PS": ("Palestina", "Palestine", "Палестина", "Палестина"),
    "CD": (
        "República Democrática del Congo",
        "République démocratique du Congo",
        "Демократическая Республика Конго",
        "Демократична Республіка Конго",
    ),
    "CG": (
        "República del Congo",
        "République du Congo",
        "Республика Конго",
        "Республіка Конго",
    ),
}


def build(known: pd.DataFrame, towns: pd.DataFrame) -> None:
    """Write names.csv; ``towns`` are rows of ``known`` under the names that the maps use."""
    places = known.loc[towns.index].assign(shown=towns["name"], iso=towns["country"])
    by_hand = pd.read_csv(HERE / "names_by_hand.csv", keep_default_na=False)
    given = {(row["name"], row["country"]): row for row in by_hand.to_dict("records")}
    rows = []
    for place in places.to_dict("records"):
        key = place["shown"], place["iso"]
        hand = given.pop(key, {})
        names = [hand.get(f"name_{lang}") or _name(place, lang) for lang in LANGUAGES]
        names = ["" if name == place["shown"] else name for name in names]
        if any(names):
            rows.append((*key, *names))
    rows += [(*key, *(row[f"name_{lang}"] for lang in LANGUAGES)) for key, row in given.items()]
    columns = ["name", "country", *(f"name_{lang}" for lang in LANGUAGES)]
    table = pd.DataFrame(rows, columns=columns).drop_duplicates(["name", "country"])
    table.to_csv(GEODATA / "names.csv", index=False, lineterminator="\n")
    print(f"names.csv: {len(table)} rows")


def country(code: str, lang: str) -> str:
    """Return the name of a country in a language, "" where none is known."""
    if code in COUNTRIES:
        return COUNTRIES[code][LANGUAGES.index(lang)]
    name = str(Locale(lang).territories.get(code, "")).split(" (")[0]
    return name.replace("\u02bc", "’")


def _name(place: dict[str, object], lang: str) -> str:
    spoken = {"es": SPANISH, "fr": FRENCH}.get(lang, "").split()
    return (
        _of_time_zone(str(place["name"]), str(place["timezone"]), lang)
        or (str(place["name"]) if str(place["iso"]) in spoken else "")
        or _romanised(place, lang)
    )


def _of_time_zone(name: str, timezone: str, lang: str) -> str:
    """Return CLDR's name of the city that a time zone is called after."""
    if timezone.split("/")[-1].replace("_", " ") != plain(name):
        return ""
    zone = Locale(lang).time_zones.get(timezone, {})
    return str(zone.get("city", "")).split(",")[0].replace("\u02bc", "’")


def _romanised(place: dict[str, object], lang: str) -> str:
    """Return the longest Ukrainian spelling that is romanised to the town's Latin name."""
    if (place["iso"], lang) != ("UA", "uk"):
        return ""
    latin = {_folded(str(place["name"])), _folded(str(place["shown"]))}
    found = [
        text
        for text in place["names"]  # type: ignore[attr-defined]
        if not FOREIGN.search(text) and latin & set(_in_latin(text))
    ]
    return max(found, key=lambda text: (len(text), text), default="").replace("'", "’")


def _in_latin(text: str) -> Iterator[str]:
    for table in (UKRAINE, UKRAINE_2010):
        letters = [table.get(c, c if c in " -" else "?") for c in text.lower()]
        if "?" not in letters:
            yield _folded("".join(letters))


def _folded(latin: str) -> str:
    return "".join(c for c in plain(latin).lower() if c.isalpha())
