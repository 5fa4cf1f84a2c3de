"""Palettes: how the ground of each side is drawn and named, one JSON file each in this folder."""

from __future__ import annotations

from collections.abc import Iterable

from strikemap.documents import Documented, is_path, nearest
from strikemap.errors import ZoneError
from strikemap.listing import Listing
from strikemap.palettes.palette import CONTESTED, Palette, folded
from strikemap.palettes.reading import NEUTRAL, builtin
from strikemap.spec import Theme

__all__ = [
    "CONTESTED",
    "NEUTRAL",
    "Palette",
    "PaletteLike",
    "known_side",
    "palette",
    "palette_for",
    "palette_of",
    "palettes",
    "weak_points",
]

#: What ``palette=`` takes: a name, a mapping, the path of a JSON file, or a palette.
PaletteLike = Documented | Palette


def palettes() -> Listing[Palette]:
    """Return the palettes that come with strikemap, by name.

    A notebook shows them with their swatches. Any of them, a mapping of sides to colours, or
    the path of a JSON file goes where a map takes ``palette=``.

    Returns
    -------
    Listing
        A mapping by name; prints itself as a list.

    Examples
    --------
    >>> list(palettes())[-1]
    'neutral'
    """
    return Listing("palettes", builtin())


def palette(asked: PaletteLike) -> Palette:
    """Return a palette by its name, or from a mapping, a JSON file, or itself.

    Parameters
    ----------
    asked
        A name of :func:`palettes` (case, blanks and underscores do not matter), a mapping such
        as ``{"My side": "#2a9d8f"}``, the path of a JSON file, or a :class:`Palette`.

    Raises
    ------
    ZoneError
        Codes ``PALETTE_UNKNOWN`` and ``PALETTE_INVALID``; ``NOT_FOUND`` and the like for a file.

    Examples
    --------
    >>> palette("isw-syria-influence").style("US").label
    'United States'
    """
    if isinstance(asked, Palette):
        return asked
    if not isinstance(asked, str) or is_path(asked):
        return Palette.read(asked)
    found = {folded(name): one for name, one in builtin().items()}.get(folded(asked))
    if found is None:
        raise ZoneError(
            f"There is no palette {asked!r}.{nearest(asked, builtin())} Bring your own as a "
            "mapping ({'My side': '#2a9d8f', ...}) or as the path of a JSON file.",
            code="PALETTE_UNKNOWN",
            where=asked,
        )
    return found


def palette_of(asked: PaletteLike | None, sides: Iterable[str]) -> Palette:
    """Return the palette asked for, with a style for every side that a map shows.

    Parameters
    ----------
    asked
        As in :func:`palette`; None takes the one that knows the sides.
    sides
        Names of sides, first the one that is to be drawn calmest.

    Raises
    ------
    ZoneError
        As :func:`palette`, and ``OWNER_UNKNOWN`` for a side that the palette asked for lacks. A
        mapping of sides to colours leaves sides that come with strikemap to their own palette.

    Examples
    --------
    >>> palette_of({"ISIS": "#888888"}, ["Opposition", "ISIS"]).sides
    ('ISIS', 'Opposition')
    """
    names = [str(side) for side in sides]
    if asked is None:
        return palette_for(names)
    own = palette(asked)
    if own.partial:
        lent = [name for name in names if known_side(name) == name]
        alone = lent in ([], [CONTESTED])
        own = own.over(builtin()[NEUTRAL] if alone else palette_for(lent), lent)
    if CONTESTED in names and own.side(CONTESTED) is None:
        own = own.over(builtin()[NEUTRAL], [CONTESTED])
    return own.with_sides(names)


def weak_points(chosen: Palette, sides: Iterable[str], theme: Theme | None = None) -> str:
    """Return a sentence on what readers may confuse in a map of these sides, ``""`` for nothing.

    Names pairs of sides that look alike in a kind of colour blindness or in grey print and have
    the same pattern, sides that fade into the ground, and sides on which marks are hardly seen.

    Examples
    --------
    >>> own = palette_of({"A": "#ff0000", "B": "#00a000"}, ["A", "B"])
    >>> weak_points(own, ["A", "B"])[:37]
    'On this map A and B look alike in deu'
    """
    from strikemap.palettes.seeing import weaknesses

    keys = dict.fromkeys(chosen.style(side).key for side in sides)
    found = weaknesses([chosen.style(key) for key in keys], theme or Theme())
    return f"On this map {'; '.join(found)}." if found else ""


def palette_for(sides: Iterable[str]) -> Palette:
    """Return the first palette that knows every side, else the neutral one with them added.

    Parameters
    ----------
    sides
        Names of sides, largest first; other spellings count as known.

    Examples
    --------
    >>> palette_for(["ISIS", "Opposition"]).name
    'isw-syria-control'
    >>> palette_for(["Russia", "Ukraine"]).name
    'neutral'
    """
    names = [str(side) for side in sides]
    for candidate in builtin().values():
        if all(candidate.side(name) for name in names):
            return candidate
    return builtin()[NEUTRAL].with_sides(names)


def known_side(text: str) -> str | None:
    """Return the side that any palette means by a name, else None.

    Examples
    --------
    >>> known_side("داعش")
    'ISIS'
    """
    return next((side for p in builtin().values() if (side := p.side(text))), None)
