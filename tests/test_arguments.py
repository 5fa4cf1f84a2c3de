"""What cannot be an argument is named, with where and what to do; what succeeds is untouched."""

from __future__ import annotations

import contextlib
import inspect
import math
import pickle
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd
import pytest

import strikemap as sm
from strikemap.arguments import answering
from strikemap.errors import MapError, StrikemapError

ODD = [
    *(float("nan"), float("inf"), -1, 0, 10**30, 0.5, True, 1j, None, pd.NaT, object()),
    *(
        "nonsense",
        "ｎ\u202e",
        "",
        "a\0b",
        b"\xff",
        [],
        [None, {}],
        {"no": object()},
        np.array([1.5]),
    ),
    *(pd.DataFrame(), pd.DataFrame({"x": [1]}), ("2017-05-04", "2017-05-01")),
]


@pytest.fixture(scope="module")
def reports() -> pd.DataFrame:
    rows = {"id": ["a", "b", "c"], "date": ["2017-05-01", "2017-05-02", "2017-05-06"]}
    places = {"lat": [35.1, 35.2, 35.3], "lon": [36.1, 36.2, 36.3], "source": ["A", "B", "A"]}
    return sm.read_reports(pd.DataFrame({**rows, **places}))


def failing(strikes: pd.DataFrame, km: float = 1.0, n: int = 3, names: Sequence[str] = ()) -> None:
    """Fail as engines do."""
    raise ValueError("something deep inside")


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"km": float("nan")}, "km"),
        ({"km": "5"}, "km"),
        ({"km": -1.0}, "km"),
        ({"km": 1e300}, "km"),
        ({"n": 2.5}, "n"),
        ({"n": True}, "n"),
        ({"names": "abc"}, "names"),
        ({"names": ["a", 7]}, "names"),
        ({"strikes": [1]}, "strikes"),
    ],
)
def test_the_argument_that_does_not_fit_is_named(given: dict[str, Any], where: str) -> None:
    with pytest.raises(MapError) as caught:
        answering(failing)(**{"strikes": pd.DataFrame({"x": [1]}), **given})
    assert (caught.value.code, caught.value.where) == ("ARGUMENT_INVALID", where)
    assert f"failing() cannot use {where}" in str(caught.value)
    assert isinstance(caught.value.__cause__, ValueError)


def test_a_fault_of_ours_stays_the_error_that_it_is() -> None:
    with pytest.raises(ValueError, match="deep inside") as caught:
        answering(failing)(pd.DataFrame({"x": [1]}))
    assert not isinstance(caught.value, StrikemapError)
    with pytest.raises(TypeError, match="unexpected keyword"):
        answering(failing)(pd.DataFrame(), other=1)


def kinds(a: Literal["x"] | None = None, b: Mapping[str, float] | None = None) -> None:
    raise KeyError("inside")


@pytest.mark.parametrize("given", [{"a": "y"}, {"b": {"k": "v"}}, {"b": {"k": math.inf}}, {"b": 3}])
def test_words_and_mappings_are_judged_by_what_they_hold(given: dict[str, Any]) -> None:
    with pytest.raises(MapError, match="it takes"):
        answering(kinds)(**given)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("odd", ODD, ids=lambda odd: type(odd).__name__ + repr(odd)[:9])
def test_odd_values_at_the_doors_of_the_library_are_refused_with_a_code(
    reports: pd.DataFrame, odd: Any
) -> None:
    asked = [
        (sm.corroborate, {"reports": odd}),
        *((sm.corroborate, {"reports": reports, n: odd}) for n in ("distance_km", "days", "agree")),
        *((sm.circle, {"lon": 36, "lat": 35, "km": 5, n: odd}) for n in ("lon", "km", "vertices")),
        *((f, {"strikes": odd}) for f in (sm.grade, sm.claims_vs_evidence, sm.review)),
        (sm.coverage, {"reports": reports, "stated": odd}),
        (sm.load_dataset, {"name": odd}),
        (sm.cite, {"m": odd}),
        (sm.check_zones, {"zones": odd}),
        (sm.period_maps, {"strikes": reports, "windows": odd}),
    ]
    for function, given in asked:
        with contextlib.suppress(StrikemapError):
            function(**given)


def test_functions_of_the_door_are_the_functions_that_they_were() -> None:
    assert sm.corroborate is sm.corroborate
    assert pickle.loads(pickle.dumps(sm.read_reports)) is sm.read_reports
    for name in sm.__all__:
        found = getattr(sm, name)
        if inspect.isfunction(found):
            assert inspect.getdoc(found)
            assert found.__module__ == "strikemap"
