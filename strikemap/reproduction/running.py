"""A map made from its call: plain values in, nothing run, within bounds."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import shapely

from strikemap.errors import StrikemapError
from strikemap.formats.wkb import is_nested_deep
from strikemap.look import FIELDS
from strikemap.maps import before_after, period_maps, zone_map
from strikemap.periods import Event, Windows
from strikemap.provenance.reading import opened, shown
from strikemap.provenance.toml import LONGEST, toml_values
from strikemap.reproduction.inputs import (
    Data,
    Inputs,
    allowed,
    inputs_of,
    invalid,
    no_paths,
    tuples,
)
from strikemap.strike_map import StrikeMap

_MAPS: Final[Mapping[str, Callable[..., StrikeMap]]] = {
    "before_after": before_after,
    "period_maps": period_maps,
    "zone_map": zone_map,
}
_LOOK: Final = frozenset(
    [
        *FIELDS,
        *("title", "lang", "by", "sum", "alternatives", "where", "date"),
        *("covered", "max_days", "day_share", "level", "mid_p"),
    ]
)
#: A call of unknown origin can ask for so many panels.
_MOST_PANELS: Final = 60


def run(call: str | os.PathLike[str], *, data: Data | None = None) -> StrikeMap:
    """Make the map that a TOML file describes.

    Parameters
    ----------
    call
        A file as :meth:`StrikeMap.to_toml` writes it, or such a text. It is data: nothing in
        it is run, and it names files without folders.
    data
        The folder of its inputs (by default that of the file), or a mapping of ``"strikes"``,
        ``"zones"`` and ``"reports"`` to files or frames.

    Returns
    -------
    StrikeMap

    Raises
    ------
    MapError
        ``CALL_INVALID``, ``INPUT_MISSING``, or ``INPUT_DIFFERS`` where a file is not the one
        with the stated SHA-256; and whatever the map itself raises.

    Examples
    --------
    >>> import strikemap as sm
    >>> m = sm.before_after(sm.load_dataset("syria_2017_strikes"), sm.Event("Deal", "2017-05-04"))
    >>> run(m.to_toml()).table.equals(m.table)
    True
    """
    text, folder = str(call), None
    if "\n" not in text:
        held, _ = opened(Path(call))
        text, folder = held[: LONGEST + 1].decode("utf-8", "replace"), Path(call).parent
    return made_again(toml_values(text), inputs_of(data, folder, strict=True))


def made_again(told: Mapping[str, Any], inputs: Inputs) -> StrikeMap:
    """Return the map of a call; whatever is wrong with the call is the call's fault."""
    function = str(told.get("map"))
    if function not in _MAPS:
        raise invalid(f"map = {shown(function)[:40]!r} is none of {', '.join(_MAPS)}")
    if lost := told.get("unrecorded"):
        lost = shown(", ".join(map(str, lost if isinstance(lost, list) else [lost])))[:80]
        raise invalid(f"it was made with {lost}, which no file can hold; make it in Python")
    try:
        arguments = _arguments(told, inputs)
        made = _MAPS[function](**arguments)
        asked = told.get("difference")
        made = made.difference(**_difference(asked)) if asked else made
        _ = made.spec  # what cannot be drawn is found out here
        return made
    except StrikemapError:
        raise
    except (TypeError, ValueError, AttributeError, KeyError, OverflowError) as problem:
        raise invalid(shown(str(problem))[:200]) from problem


def _arguments(told: Mapping[str, Any], inputs: Inputs) -> dict[str, Any]:
    arguments: dict[str, Any] = {key: told[key] for key in told if key in _LOOK}
    no_paths(arguments, ("palette", "lang"), "the map")
    for role in ("strikes", "zones", "reports"):
        if role in told:
            arguments[role] = inputs.frame(role, told[role])
    if "event" in told:
        arguments["event"] = Event(**told["event"])
    if "windows" in told:
        arguments["windows"] = _windows(told)
    if "overlays" in told:
        arguments["overlays"] = [_overlay(one) for one in told["overlays"]]
    known = {*_LOOK, *arguments, "map", "headings", "difference", "strikes", "zones", "reports"}
    if unknown := sorted(map(str, told.keys() - known)):
        raise invalid(f"{shown(unknown[0])[:40]!r} is nothing that a map can be asked for")
    return tuples(arguments)


def _windows(told: Mapping[str, Any]) -> Any:
    windows = told["windows"]
    if isinstance(windows, Mapping):
        return Windows(**tuples(windows))
    if isinstance(windows, Sequence) and not isinstance(windows, str):
        if len(windows) > _MOST_PANELS:
            raise invalid(f"it asks for {len(windows)} panels; at most {_MOST_PANELS} are made")
        pairs = [(str(first), str(stop)) for first, stop in windows]
        headings = list(map(str, told.get("headings", [])))
        if any(headings) and len(set(headings)) == len(pairs):
            return dict(zip(headings, pairs, strict=True))
        return pairs
    return windows


def _overlay(told: Mapping[str, Any]) -> gpd.GeoDataFrame:
    data = bytes.fromhex(str(told["wkb"]))
    if is_nested_deep(data):
        raise invalid("an overlay is nested deeper than any shape is")
    try:
        shape = shapely.from_wkb(data)
    except shapely.errors.ShapelyError as problem:
        raise invalid(f"an overlay is no geometry: {problem}") from problem
    names = {f"name_{lang}": [str(name)] for lang, name in told.get("names", {}).items()}
    return gpd.GeoDataFrame(
        {"name": [str(told.get("label", ""))], **names}, geometry=[shape], crs="EPSG:4326"
    )


def _difference(asked: Mapping[str, Any]) -> dict[str, Any]:
    options = allowed(asked, frozenset(("by", "km")), "difference")
    if not 0.5 <= float(options.get("km", 30.0)) <= 2_000:
        raise invalid("difference.km is not between 0.5 and 2000")
    return options
