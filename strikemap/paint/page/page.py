"""The saved page: one HTML file that needs no network and runs no text of the data.

The file is a constant template with one constant script, one constant style and one data
block, with the words and numbers of the map as plain HTML for where scripts do not run. A
Content-Security-Policy allows that script and that style by their hashes and nothing else;
the script turns texts of the data into text nodes only.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import Any, Final, Literal, get_args

from strikemap.errors import MapError
from strikemap.paint.page.undrawn import attribute, preview, undrawn
from strikemap.payload.data_block import dumps
from strikemap.payload.packing import deflated
from strikemap.payload.payload import payload
from strikemap.resources import resource
from strikemap.spec import MapSpec
from strikemap.tiles import for_browser, origin_of

Layout = Literal["dual", "swipe", "toggle", "grid", "timelapse"]

#: What of a data block is deflated: the shapes, and the tables of other days.
_HEAVY: Final = ("ground", "zoneLayers", "cellLayers", "recut")
_ICON: Final = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Crect width='7' height='16' fill='%23DCDAD4'/%3E%3Crect x='9' width='7' height='16' "
    "fill='%23DCDAD4'/%3E%3Ccircle cx='11' cy='9' r='3.5' fill='%23B3131B'/%3E%3C/svg%3E"
)


def html(
    spec: MapSpec,
    *,
    layout: str = "dual",
    compact: bool = False,
    still: bytes = b"",
    url: str = "",
    tiles: Any = None,
) -> str:
    """Return a map as one self-contained HTML page.

    Parameters
    ----------
    spec
        The map. Its texts may be hostile: they travel in the data block only.
    layout
        ``"dual"`` (maps side by side that move as one), ``"swipe"`` (the later map over
        the earlier one, cut at a line the reader moves), ``"toggle"`` (one at a time),
        ``"grid"`` (several windows) or ``"timelapse"`` (one after the other).
    compact
        Whether legend, table and notes are folded, for a page inside another.
    still
        A PNG of the map, for readers whose browser runs no script; none by default.
    url
        The address at which the page will be found, for previews; ``""`` for none.
    tiles
        A background that the page asks a server for, as :mod:`strikemap.tiles` knows it; the
        page says so. None by default, and the page asks for nothing.

    Returns
    -------
    str
        The page; the same text for the same spec and options.

    Raises
    ------
    MapError
        Code ``LAYOUT_UNKNOWN``: there is no such layout.
    """
    if layout not in get_args(Layout):
        raise MapError(
            f"There is no page layout {layout!r}. There are: {', '.join(get_args(Layout))}.",
            code="LAYOUT_UNKNOWN",
            where="layout",
        )
    script, style = asset("page.js"), asset("page.css")
    ground = None if tiles is None else for_browser(tiles)
    allowed = policy(script, style, origin_of(ground["url"]) if ground else "")
    more = {**({"compact": True} if compact else {}), **({"tiles": ground} if ground else {})}
    return "".join(
        (
            "<!doctype html>\n",
            f'<html lang="{attribute(spec.lang)}" dir="{spec.grammar.direction}">\n',
            "<head>\n",
            '<meta charset="utf-8">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{allowed}">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            '<meta name="referrer" content="no-referrer">\n',
            f'<link rel="icon" href="{_ICON}">\n',
            f"{preview(spec, url)}\n<style>{style}</style>\n</head>\n<body>\n",
            # Stays where scripts are off, and where the file was changed on its way, so that
            # the policy refuses its script.
            f'<div id="strikemap">{undrawn(spec, still=still)}</div>\n',
            '<script type="application/json" id="strikemap-data">',
            dumps(_block(spec, layout, more)),
            f"</script>\n<script>{script}</script>\n</body>\n</html>\n",
        )
    )


def _block(spec: MapSpec, layout: str, more: dict[str, Any]) -> dict[str, Any]:
    data = {**payload(spec, layout=layout), **more}
    heavy = {key: data.pop(key) for key in _HEAVY}
    return {**data, "deflated": deflated(dumps(heavy).encode("utf-8"))}


def policy(script: str, style: str, images: str = "") -> str:
    """Return the Content-Security-Policy that allows one script and one style.

    Sources are named by the SHA-256 of their text, so nothing else runs; no string can be
    turned into HTML (Trusted Types), and nothing can be fetched, framed or submitted; pictures
    come from one further origin where ``images`` names it.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_source(script)}'",
            f"style-src '{_source(style)}'",
            f"img-src data: blob: {images}".rstrip(),
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types default",
        )
    )


@cache
def asset(name: str) -> str:
    """Return the text of a bundled script or style."""
    return resource("paint/assets", name).read_text(encoding="utf-8").strip()


@cache
def _source(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"
