"""Reading palettes: from a mapping or a JSON file to a palette, every field checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, cast

from strikemap.documents import Documented, Fields, fields
from strikemap.errors import ZoneError
from strikemap.palettes.palette import PATTERNS, Palette, folded, free
from strikemap.spec import Pattern, SideStyle

NEUTRAL: Final = "neutral"

_PALETTE: Final = ("name", "title", "heading", "attribution", "licence", "sides", "slots")
_STYLE: Final = ("fill", "colour", "color", "pattern", "pattern_colour")
_SIDE: Final = (*_STYLE, "label", "aliases")

#: How much darker than the ground a pattern is drawn whose colour is not stated (CIE L*).
_DARKER: Final = 28


@dataclass(frozen=True)
class _Side:
    style: SideStyle
    labels: Mapping[str, str]
    spellings: tuple[str, ...]


@cache
def builtin() -> Mapping[str, Palette]:
    """Return the palettes of this folder by name, in the order of its files, neutral last."""
    found = [read(file) for file in sorted(Path(__file__).parent.glob("*.json"))]
    found.sort(key=lambda one: one.name == NEUTRAL)
    return MappingProxyType({one.name: one for one in found})


def read(source: Documented) -> Palette:
    """Read a palette; see :meth:`Palette.read`."""
    document = fields(source, called="palette=", error=ZoneError, code="PALETTE_INVALID")
    lists = any(isinstance(value, list | tuple) for value in document.raw.values())
    return _whole(document) if lists else _of_sides(document)


def _whole(document: Fields) -> Palette:
    """Return a palette that states all it has."""
    document.only(_PALETTE)
    document.needs("name", '"name": "my-palette"')
    stated = [_keyed(part) for part in document.parts("sides")]
    if not stated:
        document.fail("sides", 'is empty. Write one or more: {"key": "My side", "fill": "khaki"}.')
    name = document.text("name")
    return Palette(
        name=name,
        title=document.text("title", name),
        attribution=document.text("attribution"),
        headings=MappingProxyType(document.by_language("heading", "Who held the ground")),
        slots=tuple(map(_free_slot, document.parts("slots"))),
        **_columns(document, stated),
    )


def _of_sides(document: Fields) -> Palette:
    """Return a palette of sides and their colours alone, in the order they are stated."""
    if not document.raw:
        document.fail("", 'names no side. Write {"My side": "#2a9d8f"}.')
    own = {key: _named(document, key) for key, said in document.raw.items() if said is not None}
    slots = free(builtin()[NEUTRAL].slots, [side.style for side in own.values()])
    stated = [own.get(key) or _neutral(document, key, slots) for key in document.raw]
    return Palette(
        name=document.origin,
        title=document.origin,
        attribution="",
        headings=MappingProxyType({}),
        partial=True,
        **_columns(document, stated),
    )


def _columns(document: Fields, stated: Sequence[_Side]) -> dict[str, Any]:
    """Return styles, labels and spellings by side; a spelling of two sides is refused."""
    aliases: dict[str, str] = {}
    for side in stated:
        key = side.style.key
        for text in dict.fromkeys(map(folded, (key, *side.spellings))):
            if text in aliases:
                document.fail(key, f"goes by {text!r}, which is another side's name too.")
            aliases[text] = key
    return {
        "styles": MappingProxyType({side.style.key: side.style for side in stated}),
        "labels": MappingProxyType({side.style.key: side.labels for side in stated}),
        "aliases": MappingProxyType(aliases),
    }


def _keyed(part: Fields) -> _Side:
    """Return a side of a whole palette, which says its name as ``key``."""
    part.only(("key", *_SIDE))
    part.needs("key", '"key": "My side"')
    return _side(part, part.text("key"))


def _neutral(document: Fields, key: object, slots: Iterator[SideStyle]) -> _Side:
    """Return a side without a stated colour in one that no other side of the palette has."""
    if not isinstance(key, str):
        document.fail(key, "is no name of a side: it is not a text.")
    return _Side(replace(next(slots), key=key, label=key), {}, ())


def _named(document: Fields, key: object) -> _Side:
    """Return a side from its name and what is said of it: a colour or an object."""
    if not isinstance(key, str):
        document.fail(key, "is no name of a side: it is not a text.")
    stated = document.raw[key]
    if isinstance(stated, Mapping):
        part = document.part(key)
        part.only(_SIDE)
        return _side(part, key)
    if not isinstance(stated, str):
        document.fail(key, 'takes a colour, None, or an object such as {"fill": "khaki"}.')
    return _side(Fields({"fill": stated}, **document.told(key)), key)


def _side(part: Fields, key: str) -> _Side:
    if not folded(key):
        part.fail("key", "is empty: a side needs a name.")
    labels = {lang: words for lang, words in part.by_language("label").items() if words.strip()}
    style = replace(_slot(part), key=key, label=labels.get("en", key))
    return _Side(style, MappingProxyType(labels), part.texts("aliases"))


def _free_slot(part: Fields) -> SideStyle:
    part.only(_STYLE)
    return _slot(part)


def _slot(part: Fields) -> SideStyle:
    """Return a style from its fields; colours are brought to ``#RRGGBB``."""
    stated = [name for name in ("fill", "colour", "color") if name in part.raw]
    if len(stated) != 1:
        said = "has no 'fill'" if not stated else f"states its colour twice ({', '.join(stated)})"
        part.fail("", f'{said}. Write one: "fill": "#2a9d8f".')
    fill = _colour(part, stated[0])
    return SideStyle(
        key="",
        label="",
        fill=fill,
        pattern=cast(Pattern, part.word("pattern", PATTERNS, "none")),
        pattern_colour=_colour(part, "pattern_colour")
        if "pattern_colour" in part.raw
        else _darker(fill),
    )


def _colour(part: Fields, key: str) -> str:
    """Return a colour as ``#RRGGBB``."""
    text = part.text(key).strip()
    if re.fullmatch(r"#[0-9A-Fa-f]{6}", text):
        return text.upper()
    from strikemap.palettes.seeing import hex_of

    found = hex_of(text)
    if found is None:
        part.fail(
            key,
            f"is {text[:60]!r}, which is no opaque colour. Write #RRGGBB or a name of CSS such as "
            "'khaki'.",
        )
    return found


def _darker(fill: str) -> str:
    from strikemap.palettes.seeing import darker

    return darker(fill, _DARKER)
