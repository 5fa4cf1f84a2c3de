"""What takes a comparison takes a map of one too."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from strikemap.comparison.result import Comparison
from strikemap.errors import MapError

P = ParamSpec("P")
R = TypeVar("R")


class Compared(Protocol):
    """A map that may hold a comparison."""

    comparison: Comparison | None


def comparison_of(found: Any) -> Comparison:
    """Return a comparison itself, or that of a map.

    Raises
    ------
    MapError
        ``NOTHING_COMPARED``: a map without an event, or neither a map nor a comparison.
    """
    if isinstance(found, Comparison):
        return found
    held = getattr(found, "comparison", None)
    if isinstance(held, Comparison):
        return held
    what = "This map compares nothing: it has no event."
    if not hasattr(found, "comparison"):
        what = f"A {type(found).__name__} is neither a comparison nor a map of one."
    raise MapError(
        f"{what} Pass what compare() or before_after() returns.",
        code="NOTHING_COMPARED",
        where="comparison",
    )


def takes_map(
    function: Callable[Concatenate[Comparison, P], R],
) -> Callable[Concatenate[Comparison | Compared, P], R]:
    """Let the first argument of a function of a comparison be a map too."""

    @wraps(function)
    def taking(*args: Any, **kwargs: Any) -> R:
        if not args and "comparison" in kwargs:
            args = (kwargs.pop("comparison"),)
        given: list[Any] = [*map(comparison_of, args[:1]), *args[1:]]
        return function(*given, **kwargs)

    return taking
