"""Formats: paper sizes with the type and line sizes that stay legible on them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from strikemap.errors import MapError

if TYPE_CHECKING:
    from strikemap.paint.print.tiles import Tiles
    from strikemap.spec import MapSpec

_PEN = 0.75  # share of their size that marks keep when words are made smaller
_MILLIMETRE = 72 / 25.4
LAYOUTS = ("row", "column", "grid")


@dataclass(frozen=True, slots=True)
class Format:
    """A paper size in points; ``height`` is ``None`` where the content decides it.

    A page whose content decides is no higher than ``highest``, if that is given.
    ``condensed`` leaves it to larger papers what takes more than three signs to tell;
    ``told`` holds what is to be said of their signs, as the media of notes.

    ``type_scale`` multiplies the sizes of words, ``pen`` those of marks and lines;
    ``columns`` is how many maps stand in a row unless a layout says otherwise. ``aside``
    puts the legend beside the maps instead of under them; ``extras`` are those of
    :data:`strikemap.paint.print.bearings.EXTRAS` that every map carries, ``tiles`` what is
    under it. ``beside`` are the other pictures of a film: what stands on a map's corners and
    edges keeps clear of their marks too, so that it stands still.
    """

    name: str
    width: float
    height: float | None
    type_scale: float
    pen: float
    margin: float
    columns: int
    smallest: float
    aside: bool = False
    highest: float | None = None
    condensed: bool = False
    told: frozenset[str] = frozenset()
    extras: frozenset[str] = frozenset()
    tiles: Tiles | None = None
    beside: tuple[MapSpec, ...] = ()

    def smaller(self, share: float, *, least: float = 1.0) -> Format:
        """Return the same paper with words and marks at a share of their size.

        No word is smaller than ``least`` times the smallest of the paper.
        """
        return replace(
            self,
            type_scale=self.type_scale * share,
            smallest=self.smallest * least,
            pen=max(self.pen * share, min(self.pen, _PEN)),
        )

    def size(self, points: float) -> float:
        """Return a type size on this paper, never below the smallest legible one."""
        return max(self.smallest, points * self.type_scale)

    @property
    def title(self) -> float:
        """Size of the title."""
        return self.size(17.0)

    @property
    def subtitle(self) -> float:
        """Size of the line under the title."""
        return self.size(9.5)

    @property
    def heading(self) -> float:
        """Size of a panel's heading."""
        return self.size(13.0)

    @property
    def body(self) -> float:
        """Size of counts, dates and legend titles."""
        return self.size(9.5)

    @property
    def legend(self) -> float:
        """Size of the legend's words."""
        return self.size(8.5)

    @property
    def label(self) -> float:
        """Size of the names on the map."""
        return self.size(7.8)

    @property
    def note(self) -> float:
        """Size of the notes."""
        return self.size(7.4)

    @property
    def gap(self) -> float:
        """The space between two blocks."""
        return 14.0 * self.type_scale


FORMATS = {
    "report": Format("report", 828.0, None, 1.0, 1.0, 30.0, 2, 6.0),
    "single-column": Format(
        *("single-column", 85 * _MILLIMETRE, None, 0.70, 0.72, 4.0, 1, 5.5),
        highest=230 * _MILLIMETRE,
    ),
    "double-column": Format("double-column", 518.0, None, 0.78, 0.78, 6.0, 2, 6.0),
    "slide": Format("slide", 960.0, 540.0, 1.14, 1.05, 28.0, 2, 12.0, aside=True),
    "social": Format("social", 576.0, 720.0, 1.1, 0.9, 24.0, 2, 13.5, condensed=True),
}


def format_of(name: str | None) -> Format:
    """Return a format by name; ``None`` is the report page.

    Raises
    ------
    MapError
        ``FORMAT_UNKNOWN`` for a name that is none of the formats.
    """
    if name is None:
        return FORMATS["report"]
    if name not in FORMATS:
        raise MapError(
            f"There is no print format {name!r}. There are: {', '.join(FORMATS)}.",
            code="FORMAT_UNKNOWN",
            where=name,
        )
    return FORMATS[name]


def columns_of(layout: str | None, paper: Format, panels: int) -> int:
    """Return how many maps stand side by side.

    Raises
    ------
    MapError
        ``LAYOUT_UNKNOWN`` for a layout that is none of :data:`LAYOUTS`.
    """
    if layout is None:
        most = paper.columns if panels in (1, 2, 4) else paper.columns + 1
        return min(panels, most)
    if layout not in LAYOUTS:
        raise MapError(
            f"There is no print layout {layout!r}. There are: {', '.join(LAYOUTS)}.",
            code="LAYOUT_UNKNOWN",
            where=layout,
        )
    return {"row": panels, "column": 1, "grid": min(panels, 3)}[layout]
