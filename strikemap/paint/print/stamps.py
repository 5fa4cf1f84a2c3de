"""Stamps: very many marks as one image, darker where more of them lie on one another."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from math import ceil
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.typing import ColorType

from strikemap.paint.print.room import Frame
from strikemap.spec import Float

MANY = 100_000  # strikes on a map above which marks are stamped instead of drawn one by one
_OPACITY = 0.65  # of one mark; several on one another cover more
_FINEST = 300.0  # dots per inch, enough for marks of a few points
_MOST = 16  # marks on one pixel that are told from more: they let nothing through
_LEAST = 1 / 64  # of a pixel; less is the noise of the Fourier transform

Grid = npt.NDArray[np.float32]


def stamp_marks(
    axes: Axes, frame: Frame, signs: Sequence[Line2D], *, dpi: float, level: float
) -> AxesImage:
    """Draw marks as an image over the frame.

    Each line of ``signs`` is a class with its marker and its places in metres, drawn in the
    order of their ``zorder``. The marker is drawn once and stamped at every place; none is left
    out. A stamp covers what is under it in part, so that crowds look darker than single
    marks. Where hollow stamps overlap, edges and insides mix by how many there are of each, as
    they would if the marks lay on one another in any order; white casings lie under all fills.
    """
    dots = min(dpi, _FINEST) / 72  # pixels per point
    high, wide = max(1, round(frame.height * dots)), max(1, round(frame.width * dots))
    image = np.zeros((high, wide, 4), dtype=np.float32)
    for sign in sorted(signs, key=Line2D.get_zorder):
        across, down = frame.points(*map(np.asarray, sign.get_data()))
        counts = _counts(across * dots, down * dots, high, wide)
        for layer in _stamp(sign, dots):
            _cover(image, [(_stamped(counts, part), colour) for part, colour in layer])
    picture = AxesImage(
        axes,
        extent=(frame.x_min, frame.x_max, frame.y_min, frame.y_max),
        origin="upper",
        interpolation="nearest",
        zorder=level,
    )
    picture.set_data(_straight(image))
    picture.set_gid("stamps")
    axes.add_artist(picture)
    return picture


def _counts(across: Float, down: Float, high: int, wide: int) -> Grid:
    """Return how many marks have their centre in each pixel, up to what can be told."""
    with np.errstate(invalid="ignore"):
        inside = (across >= 0) & (across < wide) & (down >= 0) & (down < high)
    cells = down[inside].astype(np.int64) * wide + across[inside].astype(np.int64)
    counts = np.bincount(cells, minlength=high * wide).reshape(high, wide)
    return np.minimum(counts, _MOST).astype(np.float32)


def _stamp(sign: Line2D, dots: float) -> list[list[tuple[Grid, ColorType]]]:
    """Return the layers of a marker: its parts, as what they cover of each pixel, and a colour."""
    reach = ceil((sign.get_markersize() * 0.75 + sign.get_markeredgewidth()) * dots) + 1
    size = 2 * reach + 1
    renderer: Any = cast(Any, RendererAgg)(size, size, dots * 72)
    filled = sign.get_markerfacecolor() != "none"
    one = copy(sign)
    one.set_data([size / 2], [size / 2])
    one.set_markerfacecolor("#FF0000" if filled else "none")
    one.set_markeredgecolor("#0000FF")
    one.draw(renderer)
    drawn: Grid = np.array(renderer.buffer_rgba(), dtype=np.float32) / np.float32(255)
    edge = (drawn[..., 2] * drawn[..., 3], sign.get_markeredgecolor())
    if not filled:
        return [[edge]]
    fill = (drawn[..., 0] * drawn[..., 3], sign.get_markerfacecolor())
    return [[edge], [fill]] if to_rgb(edge[1]) == (1, 1, 1) else [[edge, fill]]


def _stamped(counts: Grid, part: Grid) -> Grid:
    """Return how many stamps cover each pixel with a part of theirs."""
    from scipy.signal import fftconvolve

    covered: Grid = fftconvolve(counts, part, mode="same")
    return np.where(covered > _LEAST, covered, 0)


def _cover(image: Grid, parts: list[tuple[Grid, ColorType]]) -> None:
    """Lay the parts of a class's stamps over the image (premultiplied by its opacity)."""
    together = np.sum([covered for covered, _ in parts], axis=0).ravel()
    hit = np.flatnonzero(together)
    weight = together[hit, None]
    paint = np.zeros((len(hit), 4), dtype=np.float32)
    for covered, colour in parts:
        paint += covered.ravel()[hit, None] / weight * np.array(to_rgba(colour), dtype=np.float32)
    through = (1 - _OPACITY) ** np.minimum(weight, _MOST)
    pixels = image.reshape(-1, 4)
    pixels[hit] = pixels[hit] * through + paint * (1 - through)


def _straight(image: Grid) -> npt.NDArray[np.uint8]:
    """Return the image as bytes, its colours no longer multiplied by their opacity."""
    opacity = image[..., 3:]
    colours = np.divide(
        image[..., :3], opacity, where=opacity > 0, out=np.zeros_like(image[..., :3])
    )
    return np.round(np.concatenate([colours, opacity], axis=2) * 255).astype(np.uint8)
