"""Calls by the user: what a function was given, once it has failed on it, and from which line."""

from __future__ import annotations

import inspect
import math
import numbers
import sys
import types
import typing
from collections.abc import Callable, Collection, Iterable, Mapping, Sized
from functools import wraps
from typing import Any, Final, Literal, TypeVar

import numpy as np
import pandas as pd

from strikemap.errors import MapError, StrikemapError

F = TypeVar("F", bound=Callable[..., Any])

#: No count, distance or share of this library is as large.
_LARGEST: Final = 1e9
#: No more members of a list are looked at.
_LOOKED_AT: Final = 1_000


def answering(function: F) -> F:
    """Return a function whose failures name the argument that it cannot use.

    A call that succeeds costs nothing. What fails although every argument is as the signature
    states is a fault of ours, and stays the error that it is.
    """

    @wraps(function)
    def answered(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except (StrikemapError, Warning):
            raise
        except Exception as problem:
            refusal = _refusal(function, args, kwargs, problem)
            if refusal is None:
                raise
            raise refusal from problem

    answered.__module__ = "strikemap"  # by which pickle finds it
    return typing.cast(F, answered)


def user_line() -> int:
    """Return the ``stacklevel`` by which a warning points at the line that called the library."""
    depth = 1
    frame: types.FrameType | None = sys._getframe(1)
    while frame is not None and str(frame.f_globals.get("__name__", "")).startswith("strikemap."):
        depth, frame = depth + 1, frame.f_back
    return depth


def _refusal(
    function: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: Mapping[str, Any],
    problem: Exception,
) -> MapError | None:
    """Return an error on the argument that does not fit, None where all do."""
    try:
        bound = inspect.signature(function).bind(*args, **kwargs)
    except TypeError:
        return None
    stated = inspect.signature(function).parameters
    given = {name: value for name, value in bound.arguments.items() if stated[name].kind < 4}
    for name, value in given.items():
        told = stated[name].annotation
        if not _fits(value, _hint(function, told)):
            return _invalid(function, name, value, f"it takes {told}")
    if lacking := _lacking(given, problem):
        return MapError(
            f"{function.__name__}() was given {lacking[0]} without the column {lacking[1]!r}. Pass "
            "a frame from read_reports(), corroborate() or read_zones(), as it came.",
            code="COLUMNS_MISSING",
            where=lacking[0],
        )
    changed = [name for name in given if given[name] is not stated[name].default]
    odd = next((name for name in changed if _odd(given[name])), None)
    return None if odd is None else _invalid(function, odd, given[odd], str(problem)[:200])


def _invalid(function: Callable[..., Any], name: str, value: Any, why: str) -> MapError:
    plain = isinstance(value, str | bytes | numbers.Number | bool)
    shown = f"={value!r:.60}" if plain or value is None else f" of the type {type(value).__name__}"
    return MapError(
        f"{function.__name__}() cannot use {name}{shown}: {why}. "
        f"See help(strikemap.{function.__name__}).",
        code="ARGUMENT_INVALID",
        where=name,
    )


def _hint(function: Callable[..., Any], told: Any) -> Any:
    """Return an annotation as a type, Any where its names are those of the type checker alone."""
    stated = types.SimpleNamespace(__annotations__={"told": told})
    try:
        return typing.get_type_hints(stated, inspect.unwrap(function).__globals__)["told"]
    except (NameError, TypeError, AttributeError):
        return Any


def _fits(value: Any, hint: Any) -> bool:
    """Return whether a value is of a type; whatever cannot be judged is."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any or hint is None or hint is type(None):
        return hint is Any or value is None
    if origin in (typing.Union, types.UnionType):
        return any(_fits(value, one) for one in inner)
    if origin is Literal:
        return any(type(value) is type(one) and value == one for one in inner)
    if isinstance(origin, type):
        return isinstance(value, origin) and _holds(value, origin, inner)
    if hint in (bool, int, float, complex):
        return _is_number(value, hint)
    if getattr(hint, "_is_protocol", False):
        named = {*getattr(hint, "__annotations__", ()), *vars(hint)}
        return all(hasattr(value, name) for name in named if not name.startswith("_"))
    return isinstance(value, hint) if isinstance(hint, type) else True


def _holds(value: Any, origin: type, inner: tuple[Any, ...]) -> bool:
    """Return whether the members of a list, tuple or mapping are of the types stated."""
    if (
        not inner
        or not isinstance(value, Collection)
        or isinstance(value, pd.DataFrame | pd.Series)
    ):
        return True
    if isinstance(value, str | bytes):
        return False
    if isinstance(value, Mapping):
        return all(_fits(a, inner[0]) and _fits(b, inner[1]) for a, b in _some(value.items()))
    if origin is tuple and inner[-1] is not Ellipsis:
        return len(value) == len(inner) and all(map(_fits, tuple(value), inner))
    return all(_fits(one, inner[0]) for one in _some(value))


def _some(values: Iterable[Any]) -> Iterable[Any]:
    return (value for value, _ in zip(values, range(_LOOKED_AT), strict=False))


def _is_number(value: Any, kind: type) -> bool:
    if isinstance(value, bool | np.bool_):
        return kind is bool
    if kind is bool or not isinstance(value, numbers.Real):
        return False
    return isinstance(value, numbers.Integral) or (kind is float and math.isfinite(value))


def _lacking(given: Mapping[str, Any], problem: Exception) -> tuple[str, str] | None:
    """Return a frame and the column that it was asked for in vain, by their names."""
    asked = problem.name if isinstance(problem, AttributeError) else next(iter(problem.args), None)
    if isinstance(asked, list) and asked:
        asked = asked[0]
    if not isinstance(asked, str) or not isinstance(problem, KeyError | AttributeError):
        return None
    frames = {name: value for name, value in given.items() if isinstance(value, pd.DataFrame)}
    return next(((name, asked) for name in frames if asked not in frames[name]), None)


def _odd(value: Any) -> bool:
    """Return whether a value is at the edge of its kind: nothing, negative, endless."""
    if isinstance(value, numbers.Real) and not isinstance(value, bool):
        return not 0 < float(value) < _LARGEST
    if isinstance(value, Sized):
        return len(value) == 0 or (isinstance(value, str) and not value.isprintable())
    return bool(value is pd.NaT)
