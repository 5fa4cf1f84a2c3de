"""Place names: one key for the spellings of a name, and how a place is called on a map."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import numpy as np
import pandas as pd

from strikemap.ground import atlas
from strikemap.resources import resource
from strikemap.words.languages import catalogue

#: Arabic letters that writers use for one another, and the vowel signs left out.
_ARABIC: Final = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ىیئې", "ي"),
        **dict.fromkeys("ةۀہھە", "ه"),
        **dict.fromkeys("ؤۆۇ", "و"),
        **dict.fromkeys("کگ", "ك"),
        **dict.fromkeys("ءـ", ""),
    }
)
_ARTICLE_LATIN: Final = re.compile(
    r"(?<![a-z])(?:a|e)(?:l|r|s|sh|d|dh|t|th|z|n)[\s\-](?=[a-z])", re.IGNORECASE
)
_ARTICLE_ARABIC: Final = re.compile(r"(?<!\w)ال(?=\w{2,})")
_APART: Final = re.compile(r"[^\w]+")
_LATIN: Final = ((r"(?:th|ḏh)", "t"), (r"(.)\1+", r"\1"), (r"(?:ee|ie|iy|ey|ei|ai|ay)", "i"))
_VOWELS: Final = ((r"ou|oo|uo|aw|au|o", "u"), (r"[ey]", "i"), (r"(?<=\w)h\b", ""))


def key(name: str) -> str:
    """Return a key that the usual spellings of one name share.

    Case, marks, apostrophes, hyphens and the article ("al-", "ad-", "ال") are left out;
    Arabic letters that stand for one another (أ ا, ة ه, ى ي) become one, and vowel signs go.
    Latin and Arabic spellings keep different keys: :func:`lookup` knows which belong together.

    Examples
    --------
    >>> from strikemap.ground import gazetteer
    >>> gazetteer.key("Jisr ash-Shughūr") == gazetteer.key("jisr al shughur")
    True
    >>> gazetteer.key("الرقة") == gazetteer.key("رقه")
    True
    """
    text = unicodedata.normalize("NFKD", str(name)).casefold()
    bare = "".join(c for c in text if not unicodedata.combining(c)).translate(_ARABIC)
    bare = re.sub("[‘’ʿʾʻʼ'`´ʹ]", "", bare)
    bare = _ARTICLE_ARABIC.sub("", _ARTICLE_LATIN.sub("", bare))
    return _APART.sub("", bare)


def loose_key(name: str) -> str:
    """Return a key that also forgives doubled letters and vowels, for a second try.

    Examples
    --------
    >>> from strikemap.ground import gazetteer
    >>> gazetteer.loose_key("Khan Sheikhoun") == gazetteer.loose_key("Khān Shaykhūn")
    True
    """
    text = key(name)
    for pattern, letter in (*_LATIN, *_VOWELS):
        text = re.sub(pattern, letter, text)
    return text


def name(place: str, lang: str = "en", *, admin1: str | None = None) -> str:
    """Return the name of a place as a map prints it.

    Parameters
    ----------
    place
        Any spelling of a Syrian place that the embedded gazetteer has, the name of a
        country, or the English name of a larger town elsewhere.
    lang
        Language of the name.
    admin1
        Governorate, to tell Syrian places of one name apart.

    Returns
    -------
    str
        The name in use; `place` itself where it is not known, where several places could
        be meant, or where no name in that language is known. A town goes before the
        governorate of its name.

    Examples
    --------
    >>> from strikemap.ground import gazetteer
    >>> gazetteer.name("Dayr az-Zawr"), gazetteer.name("Raqqa", "ar"), gazetteer.name("Tadmur")
    ('Deir ez-Zor', 'الرقة', 'Palmyra')
    """
    found = lookup(place)
    if admin1 is not None:
        found = found[found["admin1"].map(key) == key(admin1)]
    if (found["kind"] != "governorate").any():
        found = found[found["kind"] != "governorate"]
    if not len(found):
        found = _elsewhere(place)
    column = f"name_{catalogue(lang).code}"
    if column not in found:
        column, found = "name", found.assign(name=_in_language(found, lang))
    names = found[column].unique()
    return str(names[0]) if len(names) == 1 and names[0] else place


def _in_language(found: pd.DataFrame, lang: str) -> list[str]:
    return atlas.names_in(found if "country" in found else found.assign(country="SY"), lang)


def _elsewhere(place: str) -> pd.DataFrame:
    """Return the country, or else the larger towns outside Syria, of that name."""
    for table in (atlas.country_names(), atlas.towns()):
        larger = table[table["people"] >= _LARGER] if "people" in table else table
        names = larger["name"].map(key)
        if (names == key(place)).any():
            return larger[names == key(place)]
    return atlas.country_names().iloc[:0]


#: Towns outside Syria of fewer people are not known by their name alone.
_LARGER: Final = 50_000


def lookup(place: str) -> pd.DataFrame:
    """Return the places that a spelling can stand for.

    Returns
    -------
    pandas.DataFrame
        ``place`` (as GeoNames or the facts spell it), ``name``, ``name_ar``, ``admin1``,
        ``kind`` (town, site or governorate); no row where the spelling is unknown.
    """
    known = _by_key()
    rows = known.get(key(place))
    if rows is None:
        rows = _by_loose_key().get(loose_key(place), np.array([], dtype=np.int64))
    found: pd.DataFrame = _names().iloc[rows].reset_index(drop=True)
    return found


@cache
def towns() -> pd.DataFrame:
    """Return the towns of Syria with ``name``, ``name_ar``, ``lon`` and ``lat``."""
    path = resource("geodata", "syria_places.csv")
    table = pd.read_csv(path, keep_default_na=False, encoding="utf-8")
    points = table.drop_duplicates(["place", "admin1", "kind"]).drop(columns=["spelling"])
    named = _names().merge(points, on=["place", "admin1", "kind"])
    named = named[(named["kind"] == "town") & (named["lat"] != "")]
    at = named[["lon", "lat"]].astype(float)
    found: pd.DataFrame = named[["name", "name_ar"]].join(at).reset_index(drop=True)
    return found


@cache
def _names() -> pd.DataFrame:
    path = resource("geodata", "syria_names.csv")
    table: pd.DataFrame = pd.read_csv(path, keep_default_na=False, encoding="utf-8")
    return table


@cache
def _spellings() -> pd.DataFrame:
    """Return every spelling with the row number of its place in :func:`_names`."""
    path = resource("geodata", "syria_places.csv")
    table = pd.read_csv(path, keep_default_na=False, encoding="utf-8")
    names = _names().assign(row=np.arange(len(_names())))
    spelled = table.merge(names, on=["place", "admin1", "kind"])[["spelling", "row"]]
    own = [names[[column, "row"]].set_axis(["spelling", "row"], axis=1) for column in _COLUMNS]
    return pd.concat([spelled, *own], ignore_index=True)


_COLUMNS: Final = ("place", "name", "name_ar")


@cache
def _by_key() -> Mapping[str, Any]:
    return _grouped(key)


@cache
def _by_loose_key() -> Mapping[str, Any]:
    return _grouped(loose_key)


def _grouped(make: Any) -> Mapping[str, Any]:
    table = _spellings()
    keys = table["spelling"].map(make)
    rows = table["row"].groupby(keys).unique()
    return {str(text): np.sort(numbers) for text, numbers in rows.items() if text}
