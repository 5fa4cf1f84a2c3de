"""Tiles: which published background was asked for, and by whom it is provided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from strikemap.errors import MapError

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
