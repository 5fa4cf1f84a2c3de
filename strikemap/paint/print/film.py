"""The film: one map after another, as an animated GIF or an MP4."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from typing import IO, TYPE_CHECKING, Final

import numpy as np

from strikemap.errors import MissingExtraError
from strikemap.paint.print import static
from strikemap.progress import steps
from strikemap.spec import MapSpec
from strikemap.whole_file import scratch_folder

if TYPE_CHECKING:
    from PIL.Image import Image

SUFFIXES: Final = (".gif", ".mp4")
_COLOURS: Final = 255
_FRAMES_PER_SECOND: Final = 10


def write(
    stills: Sequence[MapSpec],
    stream: IO[bytes],
    *,
    suffix: str,
    seconds: float,
    dpi: int,
    fonts: Sequence[str | os.PathLike[str]] = (),
) -> None:
    """Write maps one after another as the frames of a film.

    Parameters
    ----------
    stills
        Maps of one panel each, shown in this order.
    stream
        A binary stream.
    suffix
        ``".gif"`` (endless) or ``".mp4"`` (H.264).
    seconds
        How long each frame is shown.
    dpi
        Dots per inch of the frames.
    fonts
        As for :func:`strikemap.paint.print.static.figure`.

    Raises
    ------
    MissingExtraError
        An MP4 was asked for and the extra ``film`` is not installed.
    """
    drawn = [_draw(still, stills, dpi, fonts) for still in steps(stills, "drawing a film")]
    frames = _same_size(drawn)
    if suffix == ".gif":
        _gif(frames, stream, seconds)
    else:
        _mp4(frames, stream, seconds)


def _draw(
    still: MapSpec, stills: Sequence[MapSpec], dpi: int, fonts: Sequence[str | os.PathLike[str]]
) -> Image:
    from PIL import Image

    picture = io.BytesIO()
    static.write(still, picture, suffix=".png", dpi=dpi, fonts=fonts, beside=stills)
    with Image.open(picture) as opened:
        return opened.convert("RGB")


def _same_size(drawn: Sequence[Image]) -> list[Image]:
    """Return pictures on white sheets of one size with even sides, as video needs."""
    from PIL import Image

    wide = max(picture.width for picture in drawn)
    high = max(picture.height for picture in drawn)
    size = (wide + wide % 2, high + high % 2)
    frames = [Image.new("RGB", size, "white") for _ in drawn]
    for frame, picture in zip(frames, drawn, strict=True):
        frame.paste(picture, (0, 0))
    return frames


def _gif(frames: Sequence[Image], stream: IO[bytes], seconds: float) -> None:
    from PIL import Image

    octree, plain = Image.Quantize.FASTOCTREE, Image.Dither.NONE
    few = [frame.quantize(_COLOURS, method=octree, dither=plain) for frame in frames]
    few[0].save(
        stream,
        "GIF",
        save_all=True,
        append_images=few[1:],
        duration=int(seconds * 1000),
        loop=0,
        optimize=False,
    )


def _mp4(frames: Sequence[Image], stream: IO[bytes], seconds: float) -> None:
    try:
        import imageio_ffmpeg
    except ImportError:
        raise MissingExtraError("imageio_ffmpeg", "film", "write an MP4") from None
    repeats = max(1, round(seconds * _FRAMES_PER_SECOND))
    with scratch_folder() as folder:
        path = folder / "film.mp4"
        writer = imageio_ffmpeg.write_frames(
            str(path), frames[0].size, fps=_FRAMES_PER_SECOND, macro_block_size=2
        )
        writer.send(None)
        for frame in frames:
            for _ in range(repeats):
                writer.send(np.ascontiguousarray(frame))
        writer.close()
        stream.write(path.read_bytes())
