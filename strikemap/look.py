"""The look of a map: what it is drawn on, from where to where, and in which colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, TypedDict

from strikemap.palettes import PaletteLike

Viewpoint = Literal["un", "held"]
Links = Literal["original", "archived", "none"]


class LookOptions(TypedDict, total=False):
    """The fields of a :class:`Look` as keywords of the functions that make maps."""

    palette: PaletteLike | None
    country: str | None
    viewpoint: Viewpoint
    extent: Literal["auto", "country", "marks"] | Sequence[float]
    insets: Literal["auto"] | Sequence[Sequence[float]]
    size: str | None
    colour: str | None
    marks: bool | None
    label: Sequence[str]
    links: Links
    headline: bool


@dataclass(frozen=True, eq=False, kw_only=True)
class Look:
    """How a map looks; it changes no count. Everything has a considered default.

    The same look serves many maps: ``look=Look(palette=..., extent="country")``. Each field
    may also be given to the functions that make maps as a keyword, which then counts.

    Parameters
    ----------
    palette
        Colours and patterns of the zones: a name of :func:`palettes`, ``{"My side": "#2a9d8f"}``,
        the path of a JSON file, or a :class:`Palette`; by default the one that knows their sides.
    country
        Country drawn as the ground; by default the one most strikes are in.
    viewpoint
        ``"un"`` counts contested areas as the United Nations do, ``"held"`` to the country
        that holds them; the map says which. Both draw them as units of their own.
    extent
        ``"country"``, ``"marks"``, or (west, south, east, north) in degrees (EPSG:4326).
    insets
        Boxes in degrees drawn again at larger scale; by default the dense part, if any.
    size
        Column of numbers that the area of a mark shows, such as ``"killed_max"``.
    colour
        Column that the colour of a mark shows, such as ``"attacker"``: up to eight values, or
        the seven commonest and the others; how full a mark is still says its confidence.
    marks
        True draws each strike as a mark, however many there are; False counts them in cells.
        By default cells stand for the marks where a panel has more than 1,500, most of them
        known more finely than a cell, and no colour or size is asked for.
    label
        Towns to name before all others, as the map writes them. Those that the title or the
        event names come first without being asked for.
    headline
        Whether the title is the finding that the library makes of the counts (see
        :func:`strikemap.headline`); a title of yours then leads the line under it.
    links
        Addresses that are published with the strikes and their reports: ``"original"``
        (``source_url``), ``"archived"`` (``archive_url``, none where a row has no archived copy),
        or ``"none"``: originals may expose who uploaded them.

    Examples
    --------
    >>> import strikemap as sm
    >>> sm.Look(extent="country").extent
    'country'
    """

    palette: PaletteLike | None = None
    country: str | None = None
    viewpoint: Viewpoint = "un"
    extent: Literal["auto", "country", "marks"] | Sequence[float] = "auto"
    insets: Literal["auto"] | Sequence[Sequence[float]] = "auto"
    size: str | None = None
    colour: str | None = None
    marks: bool | None = None
    label: Sequence[str] = ()
    headline: bool = False
    links: Links = "original"


#: The names of the fields of a look.
FIELDS = tuple(field.name for field in fields(Look))


def looked(look: Look | None, options: Mapping[str, Any]) -> Look:
    """Return a look in which the fields among the options have their values."""
    return replace(look or Look(), **{key: options[key] for key in options if key in FIELDS})
