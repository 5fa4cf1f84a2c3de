"""Seeing: which sides a reader confuses, in three kinds of colour blindness and in grey print.

Kinds of colour blindness are simulated after Brettel, Viénot and Mollon (1997) and Viénot,
Brettel and Mollon (1999); differences are CIEDE2000, both as in coloraide.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, Final

from strikemap.palettes.palette import FREE_PATTERNS
from strikemap.spec import SideStyle, Theme

if TYPE_CHECKING:
    from coloraide import Color

#: Filter of coloraide for each way of seeing, and what to call who sees so.
VISIONS: Final = {
    "": "full colour vision",
    "protan": "protanopia",
    "deutan": "deuteranopia",
    "tritan": "tritanopia",
    "grayscale": "grey print",
}

#: Two sides of one pattern, and a side and the marks on it, differ by this much (CIEDE2000).
APART: Final = 15.0

#: A side without a pattern differs by this much from ground that nobody holds.
FROM_GROUND: Final = 4.0


def hex_of(text: str) -> str | None:
    """Return a colour as ``#RRGGBB``; None for what is none, or lets something shine through.

    Examples
    --------
    >>> hex_of("khaki"), hex_of("#0a8"), hex_of("kaki"), hex_of("#00aa8880")
    ('#F0E68C', '#00AA88', None, None)
    """
    from coloraide import Color

    try:
        found = Color(text[:80])
    except ValueError:
        return None
    if found.alpha(nans=False) < 1:
        return None
    return str(found.convert("srgb").fit().to_string(hex=True)).upper()


def darker(fill: str, by: float) -> str:
    """Return a colour darkened by this much of CIE L*, of the same hue."""
    from coloraide import Color

    plain = Color(fill).convert("lab-d65")
    plain["lightness"] = max(plain["lightness"] - by, 12.0)
    return str(plain.convert("srgb").fit().to_string(hex=True)).upper()


@lru_cache(maxsize=4096)
def difference(one: str, other: str, vision: str = "") -> float:
    """Return how far two colours (``#RRGGBB``) are apart to a way of seeing, as CIEDE2000.

    Examples
    --------
    >>> round(difference("#EBBFBD", "#A9A7A2", "protan"))
    8
    """
    return float(_seen(one, vision).delta_e(_seen(other, vision), method="2000"))


@lru_cache(maxsize=1024)
def _seen(colour: str, vision: str) -> Color:
    from coloraide import Color

    return Color(colour).filter(vision) if vision else Color(colour)


def weaknesses(styles: Sequence[SideStyle], theme: Theme) -> list[str]:
    """Return in words what readers of a map may confuse, worst pairs first.

    Parameters
    ----------
    styles
        The sides that one map shows.
    theme
        The ground under them and the colour of the marks on them.
    """
    return [*_pairs(styles), *_against_ground(styles, theme), *_against_marks(styles, theme)]


def confused(one: SideStyle, other: SideStyle) -> dict[str, float]:
    """Return the ways of seeing to which two sides are one, with how little they differ."""
    if one.pattern != other.pattern:
        return {}
    apart = {name: difference(one.fill, other.fill, key) for key, name in VISIONS.items()}
    return {name: found for name, found in apart.items() if found < APART}


def _pairs(styles: Sequence[SideStyle]) -> list[str]:
    found = [(confused(one, other), one, other) for one, other in combinations(styles, 2)]
    alike = sorted((pair for pair in found if pair[0]), key=lambda pair: min(pair[0].values()))
    said = [
        f"{one.key} and {other.key} look alike in {_listed(how)} (they differ by "
        f"{min(how.values()):.0f}; {APART:.0f} would do)"
        for how, one, other in alike
    ]
    return [*said, _offer(styles, [other for *_, other in alike])] if alike else []


def _listed(how: Iterable[str]) -> str:
    """Return ways of seeing in words; what is alike in full colour is alike in any."""
    names = list(how)
    return VISIONS[""] if VISIONS[""] in names else ", ".join(names)


def _offer(styles: Sequence[SideStyle], alike: Sequence[SideStyle]) -> str:
    """Return what to write so that one of each two confused sides has another pattern."""
    used = {style.pattern for style in styles}
    free = sorted(FREE_PATTERNS[1:], key=lambda pattern: pattern in used)
    offered: dict[str, str] = {}
    for side in {side.key: side for side in alike}.values():
        fresh = [p for p in free if p != side.pattern]
        pattern = fresh[len(offered) % len(fresh)]
        offered[side.key] = f"{side.key!r}: {{'fill': {side.fill!r}, 'pattern': {pattern!r}}}"
    return "give them patterns: " + ", ".join(offered.values())


def _against_ground(styles: Sequence[SideStyle], theme: Theme) -> list[str]:
    return [
        f"{style.key} is hardly seen on ground that nobody holds: take a stronger colour, or a "
        "pattern"
        for style in styles
        if style.pattern == "none"
        and min(difference(style.fill, ground) for ground in (theme.country, theme.land))
        < FROM_GROUND
    ]


def _against_marks(styles: Sequence[SideStyle], theme: Theme) -> list[str]:
    hidden = {
        style.key: [
            name
            for key, name in VISIONS.items()
            if difference(style.fill, theme.accent, key) < APART
        ]
        for style in styles
    }
    return [
        f"the marks are hardly seen on {side} in {_listed(how)}: take a paler colour"
        for side, how in hidden.items()
        if how
    ]
