"""Towns of a frame: which are named, and which before others, by what the frame holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from strikemap.ground import atlas, companion, gazetteer
from strikemap.ground.companion import Box
from strikemap.spec import Places

#: At most so many towns are handed to a map, the more important ones first.
MOST_PLACES: Final = 80

#: At most so many more for readers who come closer, and the most of the first rank of these.
_MOST_FURTHER: Final = 240
_FURTHER_FIRST: Final = 60
#: A further town stands so far (degrees) from every other: those nearer are the same place.
_APART: Final = 0.02

#: People from which on a town is of the first, second, third class; the rest is of the fourth.
_CLASSES: Final = (1_000_000, 300_000, 100_000)
#: The first so many towns of a frame have at least rank 0, 1, 2, and no more may have it.
_AT_LEAST: Final = (6, 14, 34)
_AT_MOST: Final = (12, 26, 40)
#: A town nearer to a more important one than this share of the frame stands back.
_CROWDED: Final = 1 / 24
#: Frames narrower than this (degrees) name every town of the companion.
_EVERY_TOWN: Final = 8.0
#: Frames narrower than this (degrees) name small towns beyond the border too.
_BORDERLAND: Final = 4.0
#: Of Syrian towns only those so far (degrees) from a town chosen by hand are added.
_BY_HAND: Final = 0.1


def places(box: Box, frame: Box, name: str | None, lang: str, by: float) -> Places:
    """Return the towns of a box, ranked by what is in the frame.

    Parameters
    ----------
    box
        West, south, east, north in degrees, within +-180: the surroundings.
    frame
        What is shown: its towns go first, and the ranks are relative to it.
    name
        Official name of the country of interest, whose towns go first; None for none.
    lang
        ``"en"`` or ``"ar"``.
    by
        How far to move the towns to the east, in degrees.

    Returns
    -------
    Places
        Rank 0 for the few that name the frame, up to 3; the least crowded first. Those of ranks
        4 and 5 are for who comes closer.
    """
    table = _candidates(box, name)
    inside = _within(table, frame)
    shown, around = table[inside], table[~inside]
    spread = _spread(shown, _side(frame))
    chosen = shown.iloc[spread[:MOST_PLACES]]
    rest = around.iloc[_spread(around, _side(frame))].head(MOST_PLACES - len(chosen))
    named = pd.concat([chosen, rest])
    further = _further(pd.concat([shown.iloc[spread[MOST_PLACES:]], _villages(frame)]), named)
    ranks = np.concatenate([_ranks(chosen), np.maximum(_ranks(rest), 1), _last_ranks(further)])
    order = np.argsort(ranks, kind="stable")
    found = pd.concat([named, further]).iloc[order]
    return Places(
        names=tuple(atlas.names_in(found, lang)),
        lon=found["lon"].to_numpy(float) + by,
        lat=found["lat"].to_numpy(float),
        rank=ranks[order],
    )


def _villages(frame: Box) -> pd.DataFrame:
    """Return the small towns of a frame that are known beyond those of the atlas."""
    table = gazetteer.towns()
    return table[_within(table, frame)]


def _further(towns: pd.DataFrame, named: pd.DataFrame) -> pd.DataFrame:
    """Return the towns that stand apart from those named and from one another."""
    lon, lat = (np.concatenate([named[key], towns[key]]).astype(float) for key in ("lon", "lat"))
    kept = list(range(len(named)))
    for at in range(len(named), len(lon)):
        if not (np.hypot(lon[kept] - lon[at], lat[kept] - lat[at]) < _APART).any():
            kept.append(at)
    return towns.iloc[np.array(kept[len(named) :][:_MOST_FURTHER], dtype=np.int64) - len(named)]


def _last_ranks(towns: pd.DataFrame) -> npt.NDArray[np.int64]:
    return np.where(np.arange(len(towns)) < _FURTHER_FIRST, 4, 5).astype(np.int64)


def _side(frame: Box) -> float:
    west, south, east, north = frame
    return max((east - west) * float(np.cos(np.radians((south + north) / 2))), north - south)


def _within(table: pd.DataFrame, box: Box) -> npt.NDArray[np.bool_]:
    west, south, east, north = box
    inside = table["lon"].between(west, east) & table["lat"].between(south, north)
    return inside.to_numpy(bool)


def _candidates(box: Box, name: str | None) -> pd.DataFrame:
    """Return the towns of a box with their ``class``, by class and size; by hand goes first."""
    west, _, east, _ = box
    every = companion.installed() and east - west < _EVERY_TOWN
    towns = companion.towns() if every else atlas.towns()
    towns = towns[_within(towns, box)].assign(hand=False)
    towns["class"] = sum((towns["people"] < limit).astype(int) for limit in _CLASSES)
    if shapely.box(*box).intersects(shapely.box(*atlas.BOUNDS["syria"])):
        by_hand = _syrian_places(box)
        towns = pd.concat([by_hand, towns[~_doubled(towns, by_hand)]], ignore_index=True)
    if name is not None:
        towns = _home_first(towns, name, narrow=east - west < _BORDERLAND)
    towns = towns.assign(less=-towns["people"])
    by_class: pd.DataFrame = towns.sort_values(["class", "less"], kind="stable")
    return by_class


def _home_first(towns: pd.DataFrame, name: str, *, narrow: bool) -> pd.DataFrame:
    """Let the towns of other countries stand back, and leave the smaller ones."""
    table = atlas.country_names()
    codes = table.loc[table["name"] == name, "iso_a2"]
    abroad = towns["country"] != codes.iloc[0]
    towns = towns.assign(**{"class": towns["class"] + np.where(abroad, 1 if narrow else 2, 0)})
    kept: pd.DataFrame = towns if narrow else towns[~abroad | (towns["class"] <= 3)]
    return kept


def _syrian_places(box: Box) -> pd.DataFrame:
    """Return the towns of Syria that were chosen and ranked by hand."""
    rows = atlas.syria()
    rows = rows[rows["layer"] == "place"]
    points = rows.geometry
    table = pd.DataFrame(rows[["name", "name_ar"]]).assign(lon=points.x, lat=points.y)
    table = table.assign(country="SY", people=0, hand=True, **{"class": rows["rank"].astype(int)})
    return table[_within(table, box)]


def _doubled(towns: pd.DataFrame, by_hand: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return which Syrian towns stand beside one that was chosen by hand."""
    close = np.ones((len(towns), len(by_hand)), dtype=bool)
    for key in ("lon", "lat"):
        each, chosen = (table[key].to_numpy(float) for table in (towns, by_hand))
        close &= np.abs(each[:, None] - chosen) < _BY_HAND
    return close.any(axis=1) & (towns["country"] == "SY").to_numpy(bool)


def _spread(towns: pd.DataFrame, side: float) -> list[int]:
    """Return the positions of the towns to name, those that crowd a greater one last."""
    apart = side * _CROWDED
    lon, lat, hand = (towns[key].to_numpy() for key in ("lon", "lat", "hand"))
    narrower = np.cos(np.radians(lat))
    free: list[int] = []
    crowded: list[int] = []
    for at in range(len(towns)):
        far = np.hypot((lon[free] - lon[at]) * narrower[at], lat[free] - lat[at])
        (free if hand[at] or not (far < apart).any() else crowded).append(at)
        if len(free) >= MOST_PLACES and at + 1 >= MOST_PLACES + _MOST_FURTHER:
            break
    return [*free, *crowded]


def _ranks(towns: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Return the rank of each town in its frame: by its class, within what the frame can hold."""
    place = np.arange(len(towns))
    least, most = _steps(place, _AT_MOST), _steps(place, _AT_LEAST)
    ranks: npt.NDArray[np.int64] = np.clip(towns["class"].to_numpy(np.int64), least, most)
    return np.maximum.accumulate(ranks)


def _steps(place: npt.NDArray[Any], limits: Sequence[int]) -> npt.NDArray[np.int64]:
    return np.searchsorted(np.asarray(limits), place, side="right").astype(np.int64)
