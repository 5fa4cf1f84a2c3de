"""A palette: the sides a map can show, with their colours, patterns, names and other spellings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from types import MappingProxyType
from typing import Final, get_args

from strikemap.documents import Documented, nearest
from strikemap.errors import ZoneError
from strikemap.spec import Pattern, SideStyle
from strikemap.words.terms import named

#: The side of ground that is contested, mixed or besieged, in every palette.
CONTESTED: Final = "contested"

PATTERNS: Final[tuple[Pattern, ...]] = get_args(Pattern)

#: Patterns that a side without one may take; the hatch is that of contested ground.
FREE_PATTERNS: Final = tuple(pattern for pattern in PATTERNS if pattern != "hatch")
_HEX: Final = re.compile(r"#[0-9A-Fa-f]{6}")


@dataclass(frozen=True, eq=False, slots=True)
class Palette:
    """The sides a map can show: their colours, patterns, names and other spellings.

    ``styles`` maps each side to its style with the English label, ``labels`` each side to
    its labels by language, ``aliases`` other spellings (folded) to the side; ``headings`` are
    the words over them in a legend, by language. ``slots`` are styles for sides that it does
    not know; without any it is closed. ``partial`` palettes leave the sides that they do not
    name to those that come with strikemap.

    Raises
    ------
    ZoneError
        Code ``PALETTE_INVALID``: a colour that is not ``#RRGGBB``, or an unknown pattern.
    """

    name: str
    title: str
    attribution: str
    headings: Mapping[str, str]
    styles: Mapping[str, SideStyle]
    labels: Mapping[str, Mapping[str, str]]
    aliases: Mapping[str, str]
    slots: tuple[SideStyle, ...] = ()
    partial: bool = False

    def __post_init__(self) -> None:
        for style in (*self.styles.values(), *self.slots):
            colours = (style.fill, style.pattern_colour)
            if style.pattern not in PATTERNS or not all(_HEX.fullmatch(str(c)) for c in colours):
                raise ZoneError(
                    f"The palette {self.name!r} draws {style.key!r} in {style.fill!r} with the "
                    f"pattern {style.pattern!r} in {style.pattern_colour!r}. Colours are #RRGGBB; "
                    f"patterns are {', '.join(PATTERNS)}.",
                    code="PALETTE_INVALID",
                    where=str(style.key),
                )

    @classmethod
    def read(cls, source: Documented) -> Palette:
        """Read a palette from a mapping or from the path of a JSON file.

        Parameters
        ----------
        source
            ``{"My side": "#2a9d8f", …}``, or all that a palette has; `docs/adding_a_palette.md`
            shows both forms.

        Raises
        ------
        ZoneError
            Code ``PALETTE_INVALID``, naming file and key; ``NOT_FOUND`` and the like.

        Examples
        --------
        >>> Palette.read({"My side": "khaki", "Theirs": {"fill": "#ddd", "pattern": "lines"}}).sides
        ('My side', 'Theirs')
        """
        from strikemap.palettes.reading import read

        return read(source)

    @property
    def sides(self) -> tuple[str, ...]:
        """The sides it knows, in the order of a legend."""
        return tuple(self.styles)

    def heading(self, lang: str = "en") -> str:
        """Return the words over its sides in a legend: its own, or those of the catalogue."""
        return named(self.headings, lang)

    def side(self, text: str) -> str | None:
        """Return the side that a name or one of its other spellings means, else None.

        Examples
        --------
        >>> from strikemap.palettes import palette
        >>> palette("isw-syria-control").side("regime")
        'Government and allies'
        """
        return self.aliases.get(folded(text))

    def style(self, side: str, lang: str = "en") -> SideStyle:
        """Return how a side is drawn, with its label in a language.

        Parameters
        ----------
        side
            A side of :attr:`sides` or another spelling of one.
        lang
            Code of a language or the path of a JSON file; a side without a label in it has that
            of the catalogue, or keeps its name.

        Raises
        ------
        ZoneError
            Code ``OWNER_UNKNOWN``: the palette does not know the side.
        MapError
            Code ``LANG_UNKNOWN``.

        Examples
        --------
        >>> from strikemap.palettes import palette
        >>> palette("isw-syria-control").style("ISIS").fill
        '#A9A7A2'
        """
        key = self.side(side)
        if key is None:
            raise self._unknown([side])
        return replace(self.styles[key], label=named({"en": key, **self.labels[key]}, lang))

    def _unknown(self, sides: Sequence[str]) -> ZoneError:
        """Return the error for sides that a closed palette does not know, all in one."""
        shown = ", ".join(map(repr, sides))
        near = nearest(sides[0], self.sides) if len(sides) == 1 else ""
        return ZoneError(
            f"The palette {self.name!r} has no side {shown}.{near} Give each a colour with "
            f"palette={{{sides[0]!r}: '#RRGGBB', ...}} (None: a neutral one), or say what it means "
            f"with sides={{{sides[0]!r}: '...'}} when reading the zones.",
            code="OWNER_UNKNOWN",
            where=", ".join(map(str, sides)),
        )

    def translated(self, side: str, lang: str) -> str:
        """Return what a side is called in a language, ``""`` where that is no other word.

        Examples
        --------
        >>> from strikemap.palettes import palette
        >>> palette("isw-syria-control").translated("Opposition", "en")
        ''
        """
        if self.side(side) is None:
            return ""
        label = self.style(side, lang).label
        return "" if label == self.style(side).label else label

    def with_sides(self, sides: Iterable[str]) -> Palette:
        """Return the palette with unknown sides added after its own, drawn from its slots.

        Each slot is taken once, and none that a side of the palette looks like; further sides
        take the slots again, each time with another pattern.
        """
        names = list(dict.fromkeys(s for s in map(str, sides) if self.side(s) is None))
        if not names:
            return self
        if not self.slots:
            raise self._unknown(names)
        drawn = dict(zip(names, free(self.slots, self.styles.values()), strict=False))
        styles = dict(self.styles) | {
            name: replace(slot, key=name, label=name) for name, slot in drawn.items()
        }
        if CONTESTED in styles:
            styles[CONTESTED] = styles.pop(CONTESTED)
        return replace(
            self,
            styles=MappingProxyType(styles),
            labels=MappingProxyType({**self.labels, **{name: {} for name in names}}),
            aliases=MappingProxyType({**self.aliases, **{folded(name): name for name in names}}),
        )

    def over(self, base: Palette, sides: Iterable[str]) -> Palette:
        """Return the palette with these sides of another after its own.

        Where both know a side, this one says how it is drawn; the other's names of it stay.
        """
        lent = set(sides)
        meant = {base.side(key): key for key in self.sides if base.side(key) in lent}
        theirs = {meant.get(key, key): base.labels[key] for key in base.sides if key in lent}
        styles = {k: s for k, s in base.styles.items() if k in lent and k not in meant}
        aliases = {text: meant.get(key, key) for text, key in base.aliases.items() if key in lent}
        labels = {key: {**theirs.get(key, {}), **own} for key, own in self.labels.items()}
        return replace(
            self,
            headings=MappingProxyType({**base.headings, **self.headings}),
            styles=MappingProxyType({**self.styles, **styles}),
            labels=MappingProxyType({**theirs, **labels}),
            aliases=MappingProxyType({**aliases, **self.aliases}),
        )

    def __repr__(self) -> str:
        return f"Palette({self.name!r}: {', '.join(self.sides)})"

    def _repr_html_(self) -> str:
        """Show the palette as a row of swatches in a notebook."""
        swatches = "".join(map(_swatch, (*self.styles.values(), *self.slots)))
        return (
            f"<div><b>{escape(self.title)}</b><br>{swatches}"
            f"<br><small>{escape(self.attribution)}</small></div>"
        )


def folded(text: str) -> str:
    """Return a name as palettes look it up: case, blanks, dashes and underscores do not matter."""
    return re.sub(r"[\s_\-–]+", " ", str(text)).strip().casefold()


def turns(slots: tuple[SideStyle, ...]) -> Iterator[SideStyle]:
    """Yield the slots in turn, without end; each round shifts their patterns by one."""
    for turn in range(10**6):
        for slot in slots:
            at = FREE_PATTERNS.index(slot.pattern) if slot.pattern in FREE_PATTERNS else 0
            yield replace(slot, pattern=FREE_PATTERNS[(at + turn) % len(FREE_PATTERNS)])


def free(slots: tuple[SideStyle, ...], taken: Iterable[SideStyle]) -> Iterator[SideStyle]:
    """Yield the slots in turn but for those that look like a style which is taken."""
    looks = {(style.fill.upper(), style.pattern) for style in taken}
    fills = {fill for fill, _ in looks}
    for at, slot in enumerate(turns(slots)):
        fill = slot.fill.upper()
        if (fill not in fills) if at < len(slots) else ((fill, slot.pattern) not in looks):
            yield slot


def _swatch(style: SideStyle) -> str:
    box = (
        "display:inline-block;width:28px;height:14px;vertical-align:middle;"
        f"background:{escape(style.fill)};border:1px solid {escape(style.pattern_colour)}"
    )
    words = escape(style.label or "any other side")
    pattern = "" if style.pattern == "none" else f" <small>({style.pattern})</small>"
    return (
        f'<span style="display:inline-block;margin:0 12px 4px 0"><span style="{box}"></span> '
        f"{words}{pattern}</span>"
    )
