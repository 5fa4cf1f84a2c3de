"""Tones: how light a colour is, and colours of one hue that are dark enough to be seen or read."""

from __future__ import annotations

from typing import Final

import numpy as np

from strikemap.spec import Float

#: Words differ by this much from what they stand on (contrast ratio, WCAG 2.2).
READABLE: Final = 4.5


def luminance(colour: str) -> float:
    """Return the relative luminance (WCAG 2.2) of a colour ``#RRGGBB``, from 0 to 1."""
    return _luminance(channels(colour))


def no_lighter(colour: str, most: float) -> str:
    """Return a colour of the same hue whose relative luminance is no more than ``most``.

    Examples
    --------
    >>> no_lighter("#6B7280", 0.23), no_lighter("#F4E19A", 0.23)
    ('#6B7280', '#8D8259')
    """
    rgb = channels(colour)
    while _luminance(rgb) > most:
        rgb = rgb * 0.98
    return of_channels(rgb)


def readable(fill: str) -> str:
    """Return a colour for words on a fill: of its hue, dark enough, or white on a dark one.

    Examples
    --------
    >>> readable("#F4E19A"), readable("#402060")
    ('#6C6444', '#FFFFFF')
    """
    most = (luminance(fill) + 0.05) / READABLE - 0.05
    return no_lighter(fill, most) if most > 0 else "#FFFFFF"


def channels(colour: str) -> Float:
    """Return red, green and blue (0 to 255) of a colour ``#RRGGBB``."""
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], dtype=float)


def of_channels(rgb: Float) -> str:
    """Return the colour ``#RRGGBB`` of red, green and blue."""
    return "#" + "".join(f"{int(part):02X}" for part in rgb)


def _luminance(rgb: Float) -> float:
    share = rgb / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))
