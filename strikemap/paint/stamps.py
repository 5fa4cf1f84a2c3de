"""Stamps: very many marks as one image, darker where more of them lie on one another."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.image import AxesImage

from strikemap.paint.room import Frame
from strikemap.spec import Float, MarkStyle

MANY = 100_000  # strikes on a map above which marks are stamped instead of drawn one by one
_OPACITY = 0.65  # of one mark; several on one another cover more
_FINEST = 300.0  # dots per inch, enough for marks of a few points

_OPACITIES = (1 - (1 - _OPACITY) ** np.arange(17)).astype(np.float32)

Grid = npt.NDArray[np.float32]


def stamp_marks(
    axes: Axes,
    frame: Frame,
    classes: list[tuple[MarkStyle, Float, Float]],
    *,
    dpi: float,
    pen: float,
    level: float,
) -> AxesImage:
    """Draw marks, given as x and y in metres per class, as an image over the frame.

    Every mark is stamped as a disc of its class's size, edge under fill; none is left out.
    A disc covers what is under it in part, so that crowds look darker than single marks.
    """
    dots = min(dpi, _FINEST) / 72  # pixels per point
    high, wide = max(1, round(frame.height * dots)), max(1, round(frame.width * dots))
    image = np.zeros((high, wide, 4), dtype=np.float32)
    for style, x, y in sorted(classes, key=lambda each: each[0].z):
        across, down = frame.points(x, y)
        counts = _counts(across * dots, down * dots, high, wide)
        outer = (style.diameter_pt + style.edge_width_pt) / 2 * pen * dots
        inner = (style.diameter_pt - style.edge_width_pt) / 2 * pen * dots
        _cover(image, _stamped(counts, outer), style.edge)
        _cover(image, _stamped(counts, inner), style.fill or "#FFFFFF")
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
    """Return how many marks have their centre in each pixel."""
    with np.errstate(invalid="ignore"):
        inside = (across >= 0) & (across < wide) & (down >= 0) & (down < high)
    cells = down[inside].astype(np.int64) * wide + across[inside].astype(np.int64)
    return np.bincount(cells, minlength=high * wide).reshape(high, wide).astype(np.float32)


def _stamped(counts: Grid, radius: float) -> Grid:
    """Return how many discs of a radius (pixels) cover each pixel: a row of the disc at a time."""
    reach = int(np.floor(radius))
    high, wide = counts.shape
    sums = np.zeros((high + 2 * reach, wide + 2 * reach + 1), dtype=np.float32)
    sums[reach : reach + high, reach + 1 : reach + 1 + wide] = counts
    np.cumsum(sums, axis=1, out=sums)
    sums[:, reach + 1 + wide :] = sums[:, [reach + wide]]
    covered = np.zeros_like(counts)
    for row in range(-reach, reach + 1):
        half = int(np.sqrt(max(0.0, radius**2 - row**2)))
        band = sums[reach + row : reach + row + high]
        covered += band[:, reach + half + 1 : reach + half + 1 + wide]
        covered -= band[:, reach - half : reach - half + wide]
    return covered


def _cover(image: Grid, covered: Grid, colour: str) -> None:
    """Lay a colour over the image (premultiplied by its opacity) where marks cover it."""
    hit = np.flatnonzero(covered > 0.5)
    times = np.minimum(covered.ravel()[hit], len(_OPACITIES) - 1).astype(np.intp)
    opacity = _OPACITIES[times][:, None]
    pixels = image.reshape(-1, 4)
    paint = np.array([*to_rgb(colour), 1.0], dtype=np.float32)
    pixels[hit] = pixels[hit] * (1 - opacity) + opacity * paint


def _straight(image: Grid) -> npt.NDArray[np.uint8]:
    """Return the image as bytes, its colours no longer multiplied by their opacity."""
    opacity = image[..., 3:]
    colours = np.divide(
        image[..., :3], opacity, where=opacity > 0, out=np.zeros_like(image[..., :3])
    )
    return np.round(np.concatenate([colours, opacity], axis=2) * 255).astype(np.uint8)
