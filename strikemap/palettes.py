"""Palettes: how the ground of each side is drawn and named, as data with attribution."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from strikemap.errors import ZoneError
from strikemap.resources import resource
from strikemap.spec import SideStyle

#: The side of ground that is contested, mixed or besieged, in every palette.
CONTESTED: Final = "contested"

NEUTRAL: Final = "neutral"


@dataclass(frozen=True, eq=False, slots=True)
class Palette:
    """The sides a map can show: their colours, patterns, names and other spellings.

    ``styles`` maps each side to its style with the English label, ``labels`` each side to
    its labels by language, ``aliases`` other spellings (folded) to the side; ``headings`` are
    the words over them in a legend, by language.
    """

    name: str
    title: str
    attribution: str
    headings: Mapping[str, str]
    styles: Mapping[str, SideStyle]
    labels: Mapping[str, Mapping[str, str]]
    aliases: Mapping[str, str]
    slots: tuple[SideStyle, ...] = ()

    @property
    def sides(self) -> tuple[str, ...]:
        """The sides it knows, in the order of a legend."""
        return tuple(self.styles)

    def side(self, text: str) -> str | None:
        """Return the side that a name or one of its other spellings means, else None.

        Examples
        --------
        >>> palette("isw-syria-control").side("regime")
        'Government and allies'
        """
        return self.aliases.get(_folded(text))

    def style(self, side: str, lang: str = "en") -> SideStyle:
        """Return how a side is drawn, with its label in a language.

        Parameters
        ----------
        side
            A side of :attr:`sides` or another spelling of one.
        lang
            ``"en"`` or ``"ar"``; a side without a label in it keeps its name.

        Raises
        ------
        ZoneError
            Code ``OWNER_UNKNOWN``: the palette does not know the side.

        Examples
        --------
        >>> palette("isw-syria-control").style("ISIS").fill
        '#A9A7A2'
        """
        key = self.side(side)
        if key is None:
            raise ZoneError(
                f"The palette '{self.name}' has no side {side!r}. It has: "
                f"{', '.join(self.sides)}. Name what it means with "
                f"sides={{{side!r}: '...'}} when reading the zones.",
                code="OWNER_UNKNOWN",
                where=side,
            )
        return replace(self.styles[key], label=self.labels[key].get(lang, key))

    def with_sides(self, sides: Iterable[str]) -> Palette:
        """Return the palette with unknown sides added, drawn from its free slots in turn."""
        names = dict.fromkeys(s for s in map(str, sides) if self.side(s) is None)
        if not names:
            return self
        if not self.slots:
            self.style(next(iter(names)))  # raises: a palette without slots is closed
        styles, labels, aliases = dict(self.styles), dict(self.labels), dict(self.aliases)
        for number, name in enumerate(names):
            slot = self.slots[number % len(self.slots)]
            styles[name] = replace(slot, key=name, label=name)
            labels[name] = MappingProxyType({"en": name})
            aliases[_folded(name)] = name
        return replace(
            self,
            styles=MappingProxyType(styles),
            labels=MappingProxyType(labels),
            aliases=MappingProxyType(aliases),
        )

    def _repr_html_(self) -> str:
        """Show the palette as a row of swatches in a notebook."""
        from html import escape

        swatches = "".join(
            f'<span style="display:inline-block;margin:0 12px 4px 0">'
            f'<span style="display:inline-block;width:28px;height:14px;vertical-align:middle;'
            f'background:{escape(style.fill)};border:1px solid {escape(style.pattern_colour)}">'
            f"</span> {escape(style.label)}</span>"
            for style in self.styles.values()
        )
        return (
            f"<div><b>{escape(self.title)}</b><br>{swatches}"
            f"<br><small>{escape(self.attribution)}</small></div>"
        )


def palette(name: str) -> Palette:
    """Return a palette by name.

    Parameters
    ----------
    name
        ``"isw-syria-control"``, ``"isw-syria-influence"``, ``"astana-2017-deescalation"`` or
        ``"neutral"``; case, blanks and underscores do not matter.

    Raises
    ------
    ZoneError
        Code ``PALETTE_UNKNOWN``.

    Examples
    --------
    >>> palette("isw-syria-influence").style("US").label
    'United States'
    """
    known = _palettes()
    found = known.get(_folded(name))
    if found is None:
        names = ", ".join(p.name for p in known.values())
        raise ZoneError(
            f"There is no palette {name!r}. There are: {names}.",
            code="PALETTE_UNKNOWN",
            where=name,
        )
    return found


def palette_for(sides: Iterable[str]) -> Palette:
    """Return the first palette that knows every side, else the neutral one with them added.

    Parameters
    ----------
    sides
        Names of sides; other spellings count as known.

    Examples
    --------
    >>> palette_for(["ISIS", "Opposition"]).name
    'isw-syria-control'
    >>> palette_for(["Russia", "Ukraine"]).name
    'neutral'
    """
    names = [str(side) for side in sides]
    for candidate in _palettes().values():
        if all(candidate.side(name) for name in names):
            return candidate
    return palette(NEUTRAL).with_sides(names)


def known_side(text: str) -> str | None:
    """Return the side that any palette means by a name, else None.

    Examples
    --------
    >>> known_side("داعش")
    'ISIS'
    """
    return next((side for p in _palettes().values() if (side := p.side(text))), None)


@cache
def _palettes() -> Mapping[str, Palette]:
    with resource("geodata", "palettes.json").open(encoding="utf-8") as stream:
        data = json.load(stream)
    return MappingProxyType({_folded(p["name"]): _palette(p) for p in data["palettes"]})


def _palette(data: Mapping[str, Any]) -> Palette:
    sides = data["sides"]
    return Palette(
        name=data["name"],
        title=data["title"],
        attribution=data["attribution"],
        headings=MappingProxyType(dict(data["heading"])),
        styles=MappingProxyType({s["key"]: _style(s) for s in sides}),
        labels=MappingProxyType({s["key"]: MappingProxyType(dict(s["label"])) for s in sides}),
        aliases=MappingProxyType(
            {_folded(text): s["key"] for s in sides for text in (s["key"], *s["aliases"])}
        ),
        slots=tuple(_style(slot) for slot in data.get("slots", ())),
    )


def _style(data: Mapping[str, Any]) -> SideStyle:
    return SideStyle(
        key=data.get("key", ""),
        label=data.get("label", {}).get("en", ""),
        fill=data["fill"],
        pattern=data["pattern"],
        pattern_colour=data["pattern_colour"],
    )


def _folded(text: str) -> str:
    return re.sub(r"[\s_\-–]+", " ", str(text)).strip().casefold()
