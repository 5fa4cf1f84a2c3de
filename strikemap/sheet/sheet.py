"""The sheet: the paper of one figure, measured in points from its upper leading corner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Literal

from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from strikemap.sheet import house_style
from strikemap.sheet.lettering import Style, Weight, font, plain

Anchor = Literal["start", "middle", "end"]
_ALIGN: dict[Anchor, Literal["left", "center", "right"]] = {
    "start": "left",
    "middle": "center",
    "end": "right",
}
# Before a line that begins with a Latin name, so that it is still laid out as an Arabic one.
_RIGHT_TO_LEFT = "\u200f"
_MIRROR: dict[Anchor, Anchor] = {"start": "end", "middle": "middle", "end": "start"}


class Print(Figure):
    """A figure without pyplot that shows itself in a notebook, in the house style."""

    def draw(self, renderer: RendererBase) -> None:
        """Draw as measured, whatever matplotlib's settings are by then."""
        with house_style.applied():
            super().draw(renderer)

    def savefig(self, *args: Any, **kwargs: Any) -> None:
        """Save as :meth:`matplotlib.figure.Figure.savefig` does, with words as words."""
        with house_style.applied():
            super().savefig(*args, **kwargs)

    def _repr_png_(self) -> bytes:
        stream = BytesIO()
        self.savefig(stream, format="png")
        return stream.getvalue()


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the sheet in points; ``y`` grows downwards."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The far edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height

    def inset(self, by: float) -> Box:
        """Return the box made smaller by ``by`` points on every edge (larger when negative)."""
        return Box(self.x + by, self.y + by, self.width - 2 * by, self.height - 2 * by)

    def meets(self, other: Box) -> bool:
        """Whether the two boxes share more than an edge."""
        return (
            self.x < other.right
            and other.x < self.right
            and self.y < other.bottom
            and other.y < self.bottom
        )


class Sheet:
    """Places words, lines and axes on a figure; mirrors them when read from right to left."""

    def __init__(self, width: float, height: float, *, dpi: float, rtl: bool) -> None:
        self.width = width
        self.height = height
        self.rtl = rtl
        self.figure = Print(
            figsize=(width / 72, height / 72), dpi=dpi, facecolor="#FFFFFF", edgecolor="none"
        )
        FigureCanvasAgg(self.figure)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float,
        *,
        colour: str,
        weight: Weight = "normal",
        style: Style = "normal",
        anchor: Anchor = "start",
    ) -> Text:
        """Set one line of words with its baseline at ``y``."""
        side = _MIRROR[anchor] if self.rtl else anchor
        text = Text(
            self._across(x),
            self._up(y),
            (_RIGHT_TO_LEFT if self.rtl else "") + plain(words),
            color=colour,
            fontproperties=font(size, weight, style, text=plain(words)),
            horizontalalignment=_ALIGN[side],
            verticalalignment="baseline",
            usetex=False,
            parse_math=False,
            transform=self.figure.transFigure,
            antialiased=True,
        )
        self.figure.add_artist(text)
        return text

    def rule(
        self,
        xs: Sequence[float],
        ys: Sequence[float],
        *,
        colour: str,
        width: float,
        dashed: bool = False,
    ) -> Line2D:
        """Draw a line through points of the sheet."""
        line = Line2D(
            [self._across(x) for x in xs],
            [self._up(y) for y in ys],
            color=colour,
            linewidth=width,
            linestyle=(0, (4, 2)) if dashed else "-",
            solid_capstyle="butt",
            transform=self.figure.transFigure,
            marker="",
        )
        self.figure.add_artist(line)
        return line

    def mark(self, x: float, y: float, line: Line2D) -> Line2D:
        """Put a marker (a line of one point, made without a place) on the sheet."""
        line.set_data([self._across(x)], [self._up(y)])
        line.set_transform(self.figure.transFigure)
        self.figure.add_artist(line)
        return line

    def rectangle(
        self,
        box: Box,
        *,
        fill: str | tuple[float, float, float, float] = "none",
        edge: str = "none",
        width: float = 0.0,
        hatch: str | None = None,
        hatch_colour: str = "none",
        hatch_width: float = 0.5,
    ) -> Rectangle:
        """Draw a rectangle."""
        left = self._across(box.right if self.rtl else box.x)
        patch = Rectangle(
            (left, self._up(box.bottom)),
            box.width / self.width,
            box.height / self.height,
            facecolor=fill,
            edgecolor=edge,
            linewidth=width,
            hatch=hatch,
            transform=self.figure.transFigure,
        )
        if hatch:
            patch.set_hatchcolor(hatch_colour)
            patch.set_hatch_linewidth(hatch_width)
        self.figure.add_artist(patch)
        return patch

    def axes(self, box: Box, *, facecolor: str, frame: str, width: float = 0.6) -> Axes:
        """Add axes without ticks; ``frame`` is the colour of their edge, or ``"none"``."""
        left = self._across(box.right if self.rtl else box.x)
        axes = self.figure.add_axes(
            (left, self._up(box.bottom), box.width / self.width, box.height / self.height)
        )
        bare(axes, facecolor=facecolor, frame=frame, width=width)
        return axes

    def _across(self, x: float) -> float:
        return (self.width - x if self.rtl else x) / self.width

    def _up(self, y: float) -> float:
        return 1 - y / self.height


def bare(axes: Axes, *, facecolor: str, frame: str, width: float) -> None:
    """Take ticks, labels and grid off ``axes`` and give them a thin frame."""
    axes.set_facecolor(facecolor)
    axes.grid(False)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_autoscale_on(False)
    for spine in axes.spines.values():
        spine.set_color(frame)
        spine.set_linewidth(width)
        spine.set_visible(frame != "none")
        spine.set_zorder(90)
