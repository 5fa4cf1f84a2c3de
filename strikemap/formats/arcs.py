"""Arcs of a TopoJSON file: how many points its shapes come to when they are put together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from strikemap.formats.source import Source

#: Borders are shared by neighbours and by the levels of a map; never by so many shapes.
_SHARED: Final = 20
_FEW_POINTS: Final = 1_000_000


def require_few_points(source: Source, topology: Mapping[str, Any]) -> None:
    """Raise where arcs are used so often that a small file holds shapes of endless points.

    Raises
    ------
    StrikemapError
        ``TOO_LARGE``.
    """
    arcs = topology.get("arcs")
    lengths = [len(arc) if isinstance(arc, list) else 0 for arc in arcs or ()]
    points, held = 0, max(_FEW_POINTS, _SHARED * sum(lengths))
    left = [topology.get("objects")]
    while left:
        one = left.pop()
        if isinstance(one, int) and -len(lengths) <= one < len(lengths):
            points += lengths[one if one >= 0 else ~one]
        elif isinstance(one, list):
            left += one
        elif isinstance(one, dict):
            named = "arcs" in one or "geometries" in one or "type" in one
            left += [one.get("arcs"), one.get("geometries")] if named else one.values()
        if points > held:
            raise source.fail(
                "TOO_LARGE",
                f"holds shapes of more than {held:,} points, put together of {sum(lengths):,}: its "
                "arcs are used again and again. If it is sound, save it as GeoJSON.",
            )
