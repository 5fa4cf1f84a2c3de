"""Words on a map: a name at a place, with the halo that keeps it readable."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patheffects import Stroke
from matplotlib.text import Text

from strikemap.paint.print.ground import LEVEL
from strikemap.paint.print.room import Frame
from strikemap.sheet.lettering import Style, Weight, font, ink, width
from strikemap.sheet.sheet import Box

_PALE = 0.5  # lightness above which dark words are read best


@dataclass(frozen=True, slots=True)
class Word:
    """A name with its place: left end of the baseline, in points from the frame's corner."""

    text: str
    across: float
    down: float
    size: float
    colour: str
    halo: str
    weight: Weight = "normal"
    style: Style = "normal"


def box_of(text: str, size: float, across: float, baseline: float, weight: Weight) -> Box:
    """Return the box of a line of words whose left end of the baseline is given."""
    above, below = ink(text, size, weight)
    return Box(across, baseline - above, width(text, size, weight), above + below)


def readable_on(fill: str, ink: str) -> str:
    """Return ``ink``, or white on a fill too dark for it."""
    return ink if _light(fill) > _PALE else "#FFFFFF"


def _light(colour: str) -> float:
    red, green, blue = to_rgb(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def draw_words(axes: Axes, frame: Frame, words: list[Word], *, halo: float = 2.2) -> None:
    """Draw names, each over its halo; the name itself stays text in SVG and PDF."""
    for word in words:
        x, y = frame.metres(np.array(word.across), np.array(word.down))
        level = LEVEL["labels"]
        under = _text(axes, word, float(x), float(y), word.halo, level)
        under.set_path_effects([Stroke(linewidth=halo, foreground=word.halo, joinstyle="round")])
        under.set_gid("halo")
        _text(axes, word, float(x), float(y), word.colour, level + 1).set_gid("label")


def _text(axes: Axes, word: Word, x: float, y: float, colour: str, level: float) -> Text:
    text = Text(
        x,
        y,
        word.text,
        color=colour,
        fontproperties=font(word.size, word.weight, word.style, text=word.text),
        horizontalalignment="left",
        verticalalignment="baseline",
        usetex=False,
        parse_math=False,
        antialiased=True,
        zorder=level,
        clip_on=False,
    )
    axes.add_artist(text)
    return text
