"""A map as a slide: the picture, and its words as text that can be edited."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from strikemap.errors import MissingExtraError
from strikemap.spec import MapSpec
from strikemap.whole_file import whole_file

if TYPE_CHECKING:
    from strikemap.strike_map import StrikeMap

#: Inches of a wide slide, and of its margin and text.
_WIDE, _HIGH, _MARGIN, _TITLE, _FOOT = 13.333, 7.5, 0.4, 0.9, 1.1
_DPI: Final = 150
#: Every member of the file bears this day, so that the same map gives the same bytes.
_DAY: Final = (2000, 1, 1, 0, 0, 0)


def write_slides(m: StrikeMap, path: str | os.PathLike[str]) -> Path:
    """Write a slide (PowerPoint) with the picture of a map and its words as editable text.

    The title stands over the picture, event, counts of the panels and the first note under it;
    all notes are in the speaker's notes, and the picture has the map's alternative text.

    Parameters
    ----------
    m
        The map.
    path
        The file to write, ``.pptx``.

    Returns
    -------
    pathlib.Path
        The file written; the same map gives the same bytes.

    Raises
    ------
    MapError
        ``NOT_FOUND``: there is no such folder.
    MissingExtraError
        python-pptx is not installed (extra ``pptx``).

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import strikemap as sm
    >>> m = sm.before_after(
    ...     sm.load_dataset("syria_2017_strikes"), sm.Event("Deal", "2017-05-04")
    ... )
    >>> path = sm.write_slides(m, pathlib.Path(tempfile.mkdtemp()) / "map.pptx")
    >>> path.stat().st_size > 50_000
    True
    """
    try:
        from pptx import Presentation
        from pptx.util import Inches
    except ImportError:
        raise MissingExtraError("python-pptx", "pptx", "write slides") from None
    spec = m.spec
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(_WIDE), Inches(_HIGH)
    deck.core_properties.title = spec.title
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    title = slide.shapes.title
    title.left, title.top = Inches(_MARGIN), Inches(0.1)
    title.width, title.height = Inches(_WIDE - 2 * _MARGIN), Inches(_TITLE)
    _write(title.text_frame, [spec.title], size=24)
    _place(slide, spec)
    foot = slide.shapes.add_textbox(
        *(Inches(one) for one in (_MARGIN, _HIGH - _FOOT, _WIDE - 2 * _MARGIN, _FOOT))
    )
    foot.text_frame.word_wrap = True
    _write(foot.text_frame, _words(spec), size=11)
    slide.notes_slide.notes_text_frame.text = "\n".join(note.text for note in spec.notes)
    stream = io.BytesIO()
    deck.save(stream)
    with whole_file(path) as out:
        out.write(_dated(stream.getvalue()))
    return Path(path)


def _place(slide: Any, spec: MapSpec) -> None:
    """Put the picture in the middle of what title and text leave."""
    from PIL import Image
    from pptx.util import Inches

    from strikemap.paint.print import static

    picture = io.BytesIO()
    static.write(spec, picture, suffix=".png", dpi=_DPI, format="slide")
    with Image.open(picture) as image:
        wide, high = image.size
    room = (_WIDE - 2 * _MARGIN, _HIGH - _TITLE - _FOOT - 0.2)
    scale = min(room[0] / wide, room[1] / high)
    left = (_WIDE - wide * scale) / 2
    picture.seek(0)
    shape = slide.shapes.add_picture(
        picture, Inches(left), Inches(_TITLE + 0.1), Inches(wide * scale), Inches(high * scale)
    )
    shape._element.nvPicPr.cNvPr.set("descr", spec.alt)


def _words(spec: MapSpec) -> list[str]:
    counts = [
        f"{panel.heading} ({panel.dates}): {'; '.join(panel.counts)}"
        for panel in spec.panels
        if panel.counts
    ]
    return [spec.subtitle, *counts, *(note.text for note in spec.notes[:1])]


def _write(frame: Any, lines: list[str], *, size: int) -> None:
    from pptx.util import Pt

    for number, line in enumerate(line for line in lines if line):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.text = line
        paragraph.font.size = Pt(size)


def _dated(data: bytes) -> bytes:
    """Return the file with every member of one fixed day."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w") as kept:
        for member in given.infolist():
            info = zipfile.ZipInfo(member.filename, date_time=_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(info, given.read(member))
    return out.getvalue()
