"""Tiles: which published background was asked for, and by whom it is provided."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from strikemap.errors import MapError

#: Scheme, host and port; no other sign may come into a page's policy.
_ORIGIN: Final = re.compile(r"(https?://[A-Za-z0-9.-]+(?::[0-9]+)?)/")

if TYPE_CHECKING:
    from xyzservices import TileProvider


def provider_of(tiles: Any) -> TileProvider:
    """Return the provider of tiles that was named or given.

    Parameters
    ----------
    tiles
        The name of a provider in ``xyzservices.providers``, such as
        ``"Esri.WorldGrayCanvas"``, or an ``xyzservices.TileProvider``.

    Raises
    ------
    MapError
        Code ``TILES_UNKNOWN``: there is no such provider, or it wants a key it was not given.

    Examples
    --------
    >>> provider_of("openstreetmap")["attribution"]
    '(C) OpenStreetMap contributors'
    """
    found = _queried(tiles) if isinstance(tiles, str) else tiles
    try:
        found.build_url(scale_factor="")
    except (AttributeError, ValueError) as error:
        raise MapError(
            f"Tiles {named(tiles)} cannot be used: {error}. Pass the name of a provider in "
            "xyzservices.providers, or a TileProvider.",
            code="TILES_UNKNOWN",
            where="tiles",
        ) from None
    provider: TileProvider = found
    return provider


def for_browser(tiles: Any) -> dict[str, Any]:
    """Return address template, credit and closest zoom of tiles, as a script wants them.

    Raises
    ------
    MapError
        Code ``TILES_UNKNOWN`` as for :func:`provider_of`, or where the address is not one of
        the web.
    """
    found = provider_of(tiles)
    url, credit = found.build_url(scale_factor=""), str(found.get("attribution", ""))
    if not _ORIGIN.match(url):
        raise MapError(
            f"Tiles {named(tiles)} have no http or https address.",
            code="TILES_UNKNOWN",
            where="tiles",
        )
    return {"url": url, "attribution": credit, "maxZoom": int(found.get("max_zoom", 18))}


def origin_of(url: str) -> str:
    """Return scheme, host and port of an address of tiles.

    Examples
    --------
    >>> origin_of("https://tiles.example.org:8080/{z}/{x}/{y}.png")
    'https://tiles.example.org:8080'
    """
    match = _ORIGIN.match(url)
    assert match is not None, "checked by for_browser"
    return match[1]


def named(tiles: Any) -> str:
    """Return the name of a provider without its address, which may hold a key."""
    return repr(tiles.get("name", "")) if isinstance(tiles, dict) else repr(tiles)


def _queried(name: str) -> Any:
    import xyzservices

    usual = "OpenStreetMap.Mapnik" if name.lower() == "openstreetmap" else name
    try:
        return xyzservices.providers.query_name(usual)
    except ValueError:
        return None
