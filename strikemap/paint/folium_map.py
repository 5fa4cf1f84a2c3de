"""The map as a ``folium.Map`` that users add layers and plugins of their own to.

Folium reads what it is given as a template, twice, and writes layer names into scripts.
So no text of the data ever reaches it: a constant element carries the same data block as
the page in base64, and the script draws it. The document loads what every ``folium.Map``
loads (Leaflet and folium's own scripts and styles) and, where asked for, tiles.
"""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Any, Final

from strikemap.payload.data_block import dumps
from strikemap.payload.payload import Json, payload
from strikemap.resources import resource
from strikemap.spec import MapSpec, Panel
from strikemap.tiles import for_browser

if TYPE_CHECKING:
    import folium

#: What no name in a LayerControl of the user's may hold: folium writes them into scripts. The
#: headings of the data stay in the data block.
_SIGNS: Final = re.compile(r"[^\w ]")
#: Room in px that the choice of panel and the legend take at the right of the map.
CARD_WIDTH: Final = 290

_TEMPLATE: Final = """
{% macro header(this, kwargs) %}<style>{{ this.style }}</style>{% endmacro %}
{% macro script(this, kwargs) %}
{{ this.code }}
strikemapExplore({{ this._parent.get_name() }}, [
{%- for layer in this.layers %}{{ layer.get_name() }}, {% endfor -%}
], "{{ this.data }}");
{% endmacro %}
"""


def folium_map(spec: MapSpec, *, tiles: Any = None) -> folium.Map:
    """Return a map with one layer per panel, zones and a legend.

    Parameters
    ----------
    spec
        The map to draw.
    tiles
        Background tiles: None for the spec's own ground, the name of a provider known to
        xyzservices, such as ``"OpenStreetMap"``, an ``xyzservices.TileProvider``, or a
        ``folium.TileLayer`` of your own. Attribution is kept and shown as text.

    Returns
    -------
    folium.Map
        Each panel is a ``folium.FeatureGroup``; the first one is shown.

    Raises
    ------
    MapError
        Code ``TILES_UNKNOWN``: there is no such provider of tiles.
    """
    import folium

    data = payload(spec)
    provider = None if tiles is None or isinstance(tiles, folium.TileLayer) else for_browser(tiles)
    data["tiles"] = provider if tiles is None or provider else {}
    extent = spec.extent
    box = [[extent.south, extent.west], [extent.north, extent.east]]
    made = folium.Map(tiles=None, control_scale=True, zoom_snap=0.25)
    if isinstance(tiles, folium.TileLayer):
        tiles.add_to(made)
    made.fit_bounds(box, padding_bottom_right=(CARD_WIDTH, 0))
    layers = [
        folium.FeatureGroup(name=_layer_name(spec, i), show=i == 0) for i in range(len(spec.panels))
    ]
    for layer in layers:
        layer.add_to(made)
    _element(data, layers).add_to(made)
    return made


def _element(data: Json, layers: list[Any]) -> Any:
    from branca.element import MacroElement
    from jinja2 import Template

    untyped: Any = MacroElement
    element = untyped()
    element._name = "StrikemapDrawing"
    element._template = Template(_TEMPLATE)
    element.style = _asset("explore.css")
    element.code = _asset("explore.js")
    element.data = base64.b64encode(dumps(data).encode("utf-8")).decode("ascii")
    element.layers = layers
    element.requests = [data["tiles"]["url"]] if data["tiles"] else []
    return element


def _layer_name(spec: MapSpec, index: int) -> str:
    panel: Panel = spec.panels[index]
    known = panel.key in ("before", "after")
    name = spec.words[panel.key] if known else f"{spec.words['period']} {index + 1}"
    return _SIGNS.sub("", name)


def _asset(name: str) -> str:
    return resource("paint/assets", name).read_text(encoding="utf-8").strip()
