"""Layers: named groups of a drawing, as Inkscape and Illustrator open them."""

from __future__ import annotations

import re
from collections import Counter
from math import inf
from typing import Any
from xml.sax.saxutils import quoteattr

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from strikemap.paint.print.ground import LEVEL
from strikemap.sheet.lettering import plain
from strikemap.spec import MapSpec

#: The layers of a map from the lowest up, with the level each begins at.
LAYERS = (
    ("ground", -inf),
    ("zones", LEVEL["zones"]),
    ("borders and rivers", LEVEL["admin"]),
    ("strikes", LEVEL["discs"]),
    ("names", LEVEL["towns"]),
    ("furniture", LEVEL["furniture"]),
)
_MARK = "layer "
_GROUP = re.compile(rb'<g id="([^"]*)"')
_IS_LAYER = re.compile(r"layer .*|panel \d+|inset .*|detail .*|timeline|figure_1")
_FAMILIES = re.compile(rb'(<text style="[^"]*font-family: [^;"]*)')
_INKSCAPE = b'xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"'


class _Edge(Artist):
    """Where a layer ends and the next begins; ``name`` is ``None`` after the last."""

    def __init__(self, level: float, name: str | None, *, first: bool = False) -> None:
        super().__init__()
        self.set_zorder(level)
        self.set_in_layout(False)
        self._name, self._first = name, first

    def draw(self, renderer: Any) -> None:
        """Close the layer below and open the one that begins here."""
        if not self._first:
            renderer.close_group("layer")
        if self._name is not None:
            renderer.open_group("layer", gid=_MARK + self._name)


def in_layers(axes: Axes, name: str) -> None:
    """Group what a map draws by its layers; ``name`` is that of the map, once in a figure."""
    for layer, level in LAYERS:
        # Ahead of what begins at the very level: the order of drawing is stable.
        edge = _Edge(level - 1e-6, f"{layer} of {name}", first=level == -inf)
        axes.add_artist(edge)
    axes.add_artist(_Edge(inf, None))


def around(figure: Figure) -> None:
    """Group the words around the maps of a figure, which are drawn after them."""
    figure.add_artist(_Edge(0.5, "words around the maps", first=True))
    figure.add_artist(_Edge(inf, None))


def with_layers(svg: bytes, spec: MapSpec) -> bytes:
    """Return an SVG whose groups are layers for Inkscape, by name for Illustrator.

    Words fall back to any sans serif where IBM Plex is not installed.
    """
    head, body = svg.split(b"<svg ", 1)
    seen: Counter[str] = Counter()

    def named(found: re.Match[bytes]) -> bytes:
        name = found[1].decode()
        seen[name] += 1
        own = name.removeprefix(_MARK).replace(" ", "-")
        start = f'<g id="{own}-{seen[name]}"' if seen[name] > 1 else f'<g id="{own}"'
        return (start + (_as_layer(name, spec) if _IS_LAYER.fullmatch(name) else "")).encode()

    words = _FAMILIES.sub(rb"\1, sans-serif", _GROUP.sub(named, body))
    return head + b"<svg " + _INKSCAPE + b" " + words


def _as_layer(name: str, spec: MapSpec) -> str:
    """Return what makes a group a layer, with the name that is read there."""
    panel = re.fullmatch(r"panel (\d+)", name)
    label = name.removeprefix(_MARK).split(" of ")[0]
    if panel:
        one = spec.panels[int(panel[1])]
        label = plain(f"{one.heading} {one.dates}") or name
    label = {"figure_1": "figure", "timeline": "strip of days"}.get(label, label)
    return f' inkscape:groupmode="layer" inkscape:label={quoteattr(label)}'
