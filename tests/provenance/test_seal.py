"""A frame is known again by its columns' bytes, however pandas holds them."""

from __future__ import annotations

import pickle
from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from strikemap.content import content_hash, seal


def rows() -> gpd.GeoDataFrame:
    points = gpd.points_from_xy([36.1, 36.2, 37.0], [34.0, 35.0, 36.0])
    columns = {
        "id": ["a", "b", None],
        "day": pd.to_datetime(["2017-05-01", None, "2017-05-03"]),
        "killed": pd.array([1, None, 3], dtype="Int64"),
        "attackers_stated": [(), ("Russia",), ()],
        "none": [None, None, None],
    }
    return gpd.GeoDataFrame(columns, geometry=points, crs=4326)


EDITS: dict[str, Callable[[gpd.GeoDataFrame], object]] = {
    "a text": lambda f: f.assign(id=["a", "b", "c"]),
    "a text that ends where another did": lambda f: f.assign(id=["ab", "", None]),
    "an empty text for a missing one": lambda f: f.assign(id=["a", "b", ""]),
    "a day": lambda f: f.assign(day=pd.Timestamp("2017-05-02")),
    "a number": lambda f: f.assign(killed=pd.array([1, 0, 3], dtype="Int64")),
    "a tuple": lambda f: f.assign(attackers_stated=[(), ("Syria",), ()]),
    "a point": lambda f: f.set_geometry(gpd.points_from_xy([36.1, 36.2, 37], [34, 35, 36.5])),
    "the height of a point": lambda f: f.set_geometry(
        gpd.points_from_xy([36.1, 36.2, 37.0], [34.0, 35.0, 36.0], [1, 1, 1])
    ),
    "the order of rows": lambda f: f[::-1],
    "a row less": lambda f: f[:2],
    "a column more": lambda f: f.assign(more=1),
}
KEPT: dict[str, Callable[[gpd.GeoDataFrame], object]] = {
    "a copy": lambda f: f.copy(),
    "a file and back": lambda f: pickle.loads(pickle.dumps(f)),
    "parts": lambda f: pd.concat([f[:1], f[1:]]),
    "all rows chosen": lambda f: f[np.ones(3, dtype=bool)],
    "texts as objects": lambda f: f.astype({"id": object}),
    "texts as categories": lambda f: f.astype({"id": "category"}),
    "columns in another order": lambda f: f[f.columns[::-1]],
    "other labels": lambda f: f.set_axis([7, 8, 9]),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_no_edit_goes_unseen(edit: Callable[[gpd.GeoDataFrame], pd.DataFrame]) -> None:
    assert seal(edit(rows())) != seal(rows())


@pytest.mark.parametrize("way", KEPT.values(), ids=KEPT)
def test_the_same_content_held_otherwise_is_no_edit(
    way: Callable[[gpd.GeoDataFrame], pd.DataFrame],
) -> None:
    assert seal(way(rows())) == seal(rows())


def test_columns_named_by_anything_are_in_the_hashes() -> None:
    frame = pd.DataFrame([[1, 2, 3, 4]], columns=["0", 0, 1.5, ("a", 1)])
    for of in (seal, content_hash):
        found = {of(frame)}
        for place in range(4):
            other = frame.copy()
            other.iloc[0, place] = 9
            found.add(of(other))
        assert len(found) == 5
