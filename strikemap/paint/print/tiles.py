"""Tiles: a published background under the print, warped to the map's own projection."""

from __future__ import annotations

from math import cos, log2, radians
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from strikemap.errors import MapError, MissingExtraError
from strikemap.paint.print.map_words import Word, draw_words
from strikemap.sheet.lettering import ink, lines, plain, width
from strikemap.tiles import named, provider_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from strikemap.paint.print.projection import Projection
    from strikemap.paint.print.room import Frame
    from strikemap.sheet.sheet import Box
    from strikemap.spec import MapSpec

    Picture = npt.NDArray[np.uint8]

#: How opaque zones and other areas are over tiles.
OPACITY: Final = 0.62
_PER_INCH: Final = 110.0  # pixels of a tile on an inch of paper, so that its words can be read
_DRAWN_PER_INCH: Final = 220.0  # pixels of the warped picture
_MOST: Final = 100  # tiles under one map
_PATIENCE: Final = 20.0  # seconds that one tile may take
_METRES_A_PIXEL: Final = 156_543.034  # at the equator, zoom 0, tiles of 256 pixels
_LEVEL: Final = 0.5  # under the land


class Tiles:
    """The tiles of one print: fetched once for all maps that show the same part of the world.

    Parameters
    ----------
    tiles
        As for :func:`strikemap.tiles.provider_of`.

    Raises
    ------
    MissingExtraError
        The extra ``tiles`` is not installed.
    MapError
        ``TILES_UNKNOWN``, or ``TILES_UNCREDITED`` for a provider without an attribution.
    """

    def __init__(self, tiles: Any) -> None:
        try:
            import contextily  # noqa: F401
        except ImportError:
            raise MissingExtraError("contextily", "tiles", "draw tiles under a figure") from None
        self._provider = provider_of(tiles)
        self.credit = plain(str(self._provider.get("attribution", "")))
        self._pictures: dict[tuple[Any, ...], Picture] = {}
        if not self.credit:
            raise MapError(
                f"Tiles {named(self._provider)} name nobody to credit. Give the provider the "
                "attribution that its terms ask for.",
                code="TILES_UNCREDITED",
                where="tiles",
            )

    def picture(self, projection: Projection, frame: Frame) -> Picture:
        """Return the tiles of a frame in its projection: (height, width, 4), upper row first.

        Raises
        ------
        MapError
            Code ``TILES_UNREACHABLE``: not every tile could be fetched.
        """
        key = (projection.crs, frame)
        if key not in self._pictures:
            source, bounds = self._fetched(projection, frame)
            self._pictures[key] = _warped(source, bounds, projection, frame)
        return self._pictures[key]

    def _fetched(
        self, projection: Projection, frame: Frame
    ) -> tuple[Picture, tuple[float, float, float, float]]:
        """Return the tiles as one picture with its left, right, lower and upper edge."""
        import contextily

        box = projection.degrees_around(frame.bounds)
        zoom = self._zoom(box, (frame.x_max - frame.x_min) / frame.width)
        try:
            fetched, bounds = contextily.bounds2img(
                *box,
                zoom=zoom,
                source=self._provider,
                ll=True,
                headers={"user-agent": "strikemap (static maps of published reports)"},
                timeout=_PATIENCE,
            )
        except (OSError, ValueError) as error:
            # Neither the address nor the cause is repeated: they may hold the user's key.
            raise MapError(
                f"Tiles {named(self._provider)} at zoom {zoom} cannot be fetched "
                f"({type(error).__name__}). Check the network and the provider's key and zoom "
                "levels, or leave tiles= out.",
                code="TILES_UNREACHABLE",
                where="tiles",
            ) from None
        return fetched, bounds

    def _zoom(self, box: tuple[float, float, float, float], metres_a_point: float) -> int:
        """Return the zoom at which words on the tiles can be read on paper."""
        import contextily

        middle = radians((box[1] + box[3]) / 2)
        metres_a_pixel = metres_a_point * 72 / _PER_INCH
        wanted = round(log2(_METRES_A_PIXEL * cos(middle) / metres_a_pixel))
        least = int(self._provider.get("min_zoom", 0))
        most = int(self._provider.get("max_zoom", 18))
        zoom = min(max(wanted, least), most)
        while zoom > least and contextily.howmany(*box, zoom, verbose=False, ll=True) > _MOST:
            zoom -= 1
        return zoom


def _warped(
    source: Picture,
    bounds: tuple[float, float, float, float],
    projection: Projection,
    frame: Frame,
) -> Picture:
    """Return a picture in Web Mercator as one of the frame in its own projection."""
    from rasterio.warp import Resampling, reproject

    left, right, low, high = bounds
    x_min, y_min, x_max, y_max = frame.bounds
    dots = _DRAWN_PER_INCH / 72
    wide, tall = (max(1, round(size * dots)) for size in (frame.width, frame.height))
    warped = np.zeros((4, tall, wide), dtype=np.uint8)
    reproject(
        np.ascontiguousarray(source.transpose(2, 0, 1)),
        warped,
        src_transform=_grid(left, right, low, high, source.shape[1::-1]),
        src_crs="EPSG:3857",
        dst_transform=_grid(x_min, x_max, y_min, y_max, (wide, tall)),
        dst_crs=projection.crs,
        resampling=Resampling.bilinear,
    )
    return np.ascontiguousarray(warped.transpose(1, 2, 0))


def _grid(left: float, right: float, low: float, high: float, size: tuple[int, ...]) -> Any:
    """Return the places of the pixels of a picture, ``size`` its width and height."""
    from affine import Affine

    return Affine((right - left) / size[0], 0.0, left, 0.0, (low - high) / size[1], high)


def draw_tiles(axes: Axes, tiles: Tiles, projection: Projection, frame: Frame) -> None:
    """Draw the tiles of a frame under everything else."""
    from matplotlib.image import AxesImage

    left, low, right, high = frame.bounds
    image = AxesImage(
        axes,
        extent=(left, right, low, high),
        origin="upper",
        interpolation="bilinear",
        zorder=_LEVEL,
        gid="tiles",
    )
    image.set_data(tiles.picture(projection, frame))
    axes.add_image(image)
    image.set_clip_path(axes.patch)


def credit_size(credit: str, size: float, room: float) -> tuple[float, float]:
    """Return width and height, in points, of a credit broken to ``room``."""
    broken = lines(credit, size, room)
    return max(width(line, size) for line in broken), len(broken) * _step(size)


def draw_credit(
    axes: Axes, spec: MapSpec, frame: Frame, box: Box, credit: str, size: float
) -> None:
    """Draw whom the tiles are owed to, whole, in a box of :func:`credit_size`."""
    words = []
    for i, line in enumerate(lines(credit, size, box.width + 0.01)):
        baseline = box.y + i * _step(size) + ink(line, size)[0]
        words.append(Word(line, box.x, baseline, size, spec.theme.ink, "#FFFFFF"))
    draw_words(axes, frame, words)


def _step(size: float) -> float:
    return size * 1.3
