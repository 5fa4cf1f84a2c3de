"""Towns of the world and the names of Syrian places, English and Arabic.

Of GeoNames' places (places.py) the main package keeps the larger ones and, of the others, the
largest of each neighbourhood: around every place lies a town within 24 km, so that
every frame of 50 km that holds a place holds a name. The companion package keeps all.

Arabic names are chosen by rule (arabic_names.py) and left empty where none agrees. Names of
capitals come from CLDR (through babel), a few others by hand (town_names.csv,
syria_towns.csv).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import town_names
from arabic_names import arabic_name, plain
from babel import Locale
from places import NAMES, on_sphere, places
from scipy.spatial import cKDTree

HERE = Path(__file__).resolve().parent
GEODATA = HERE.parent
DETAIL = (12.0, 11.0, 64.0, 54.0)
#: Every place has a town within so many km (half of a frame of 50 km, with room for its name).
NEAR_KM = 24.0
#: A larger town is kept unless one larger still is so near (km).
APART_KM = 8.0


def build(paths: dict[str, Path]) -> None:
    """Write towns.csv and syria_names.csv."""
    known = places(paths["cities"])
    syria = _syria()
    towns = named(known[_chosen(known)], syria)
    town_names.build(known, towns)
    towns.to_csv(GEODATA / "towns.csv", index=False, lineterminator="\n")
    print(f"towns.csv: {len(towns)} rows, {(towns['name_ar'] != '').sum()} with an Arabic name")
    syria.to_csv(GEODATA / "syria_names.csv", index=False, lineterminator="\n")
    print(
        f"syria_names.csv: {len(syria)} rows, {(syria['name_ar'] != '').sum()} with an Arabic name"
    )


def named(known: pd.DataFrame, syria: pd.DataFrame) -> pd.DataFrame:
    """Return the places as a map names them: ``name, name_ar, country, lon, lat, people``.

    People are given to two figures, 0 where GeoNames knows no number; Syrian places have
    the names that the gazetteer of Syria gives them.
    """
    towns = pd.DataFrame(
        {
            "name": known["name"].map(_latin),
            "name_ar": [_arabic(row) for row in known.to_dict("records")],
            "country": known["country"],
            "lon": known["lon"].round(3),
            "lat": known["lat"].round(3),
            "people": [int(float(f"{number:.2g}")) for number in known["people"]],
        }
    )
    called = syria.drop_duplicates("place").set_index("place")[["name", "name_ar"]]
    syrian = (known["country"] == "SY") & known["name"].isin(called.index)
    towns.loc[syrian, ["name", "name_ar"]] = called.loc[known.loc[syrian, "name"]].to_numpy()
    by_hand = pd.read_csv(NAMES)
    for row in by_hand.itertuples():
        found = np.flatnonzero((towns["name"] == row.geonames) & (towns["country"] == row.country))
        if not len(found):
            raise ValueError(f"{row.geonames}, {row.country}: no such town")
        towns.loc[towns.index[found[0]], ["name", "name_ar"]] = [
            by_hand.at[row.Index, "name"],
            row.name_ar,
        ]
    return towns


def _latin(name: str) -> str:
    """Return a name in plain Latin letters, without what is written in other ones."""
    text = plain(name)
    return " ".join("".join(c for c in text if c < "\u0250" or c in "–’").split()) or text


def _chosen(known: pd.DataFrame) -> list[bool]:
    """Return which places, the largest first, stand for their neighbourhood or are large."""
    west, south, east, north = DETAIL
    detailed = known["lon"].between(west, east) & known["lat"].between(south, north)
    large = (known["people"] >= np.where(detailed, 50_000, 150_000)).to_numpy()
    by_hand = set(zip(*(pd.read_csv(NAMES)[key] for key in ("geonames", "country")), strict=True))
    wanted = [
        key in by_hand for key in zip(known["name"].map(plain), known["country"], strict=True)
    ]
    where = on_sphere(known)
    tree = cKDTree(where)
    far, free = np.ones(len(known), dtype=bool), np.ones(len(known), dtype=bool)
    chosen = []
    for at, point in enumerate(where):
        chosen.append(bool(far[at] or (large[at] and free[at]) or wanted[at]))
        if chosen[-1]:
            far[tree.query_ball_point(point, NEAR_KM)] = False
            free[tree.query_ball_point(point, APART_KM)] = False
    return chosen


def _arabic(place: dict[str, object]) -> str:
    """Return the Arabic name of a place where one is sure, else ""."""
    names = [str(name) for name in place["names"]]
    latin = [name for name in names if name.isascii()]
    first = _capital(str(place["name"]), str(place["timezone"]))
    first = first or arabic_name(names, [str(place["name"])], 0.6)
    return first or arabic_name(names, latin, 0.8)


def _capital(name: str, timezone: str) -> str:
    """Return CLDR's Arabic name of the city that a time zone is called after."""
    if timezone.split("/")[-1].replace("_", " ") != plain(name):
        return ""
    zone = Locale("ar").time_zones.get(timezone, {})
    return str(zone.get("city", "")).split("،")[0]


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
