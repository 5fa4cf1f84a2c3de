"""A map as a slide: the picture, and its words as text that can be edited."""

from __future__ import annotations

import io
import os
import zipfile
from dataclasses import replace
from typing import Any, Final

from strikemap.errors import MissingExtraError
from strikemap.spec import MapSpec
from strikemap.whole_file import whole_file
from strikemap.workbook import sound_xml

#: Inches of a wide slide, and of its margin and text.
_WIDE, _HIGH, _MARGIN, _TITLE, _FOOT = 13.333, 7.5, 0.4, 0.9, 1.1
_DPI: Final = 150
#: Letters that a property of an Office file may have.
_LONGEST: Final = 255
#: Every member of the file bears this day, so that the same map gives the same bytes.
_DAY: Final = (2000, 1, 1, 0, 0, 0)
#: Where an Office file lists the types of its members, and the type of the record.
_TYPES: Final = "[Content_Types].xml"
_JSON: Final = b'<Default Extension="json" ContentType="application/json"/>'


def write_slide(spec: MapSpec, path: str | os.PathLike[str], *, record: str = "") -> None:
    """Write a slide (PowerPoint) with the picture of a map and its words as editable text.

    The title stands over the picture, event and counts of the panels under it; all notes are
    in the speaker's notes, and the picture has the map's alternative text. The same map gives
    the same bytes.

    Raises
    ------
    MapError
        ``NOT_FOUND``: there is no such folder.
    MissingExtraError
        python-pptx is not installed (extra ``pptx``).
    """
    try:
        from pptx import Presentation
        from pptx.util import Inches
    except ImportError:
        raise MissingExtraError("python-pptx", "pptx", "write slides") from None
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(_WIDE), Inches(_HIGH)
    deck.core_properties.title = sound_xml(spec.title)[:_LONGEST]
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
    slide.notes_slide.notes_text_frame.text = sound_xml("\n".join(note.text for note in spec.notes))
    stream = io.BytesIO()
    deck.save(stream)
    with whole_file(path) as out:
        out.write(_dated(stream.getvalue(), record))


def _place(slide: Any, spec: MapSpec) -> None:
    """Put the picture in the middle of what title and text leave."""
    from PIL import Image
    from pptx.util import Inches

    from strikemap.paint.print import static

    picture = io.BytesIO()
    bare = replace(spec, title="", subtitle="")
    static.write(bare, picture, suffix=".png", dpi=_DPI, format="slide")
    with Image.open(picture) as image:
        wide, high = image.size
    room = (_WIDE - 2 * _MARGIN, _HIGH - _TITLE - _FOOT - 0.2)
    scale = min(room[0] / wide, room[1] / high)
    left = (_WIDE - wide * scale) / 2
    picture.seek(0)
    shape = slide.shapes.add_picture(
        picture, Inches(left), Inches(_TITLE + 0.1), Inches(wide * scale), Inches(high * scale)
    )
    shape._element.nvPicPr.cNvPr.set("descr", sound_xml(spec.alt))


def _words(spec: MapSpec) -> list[str]:
    counts = [
        f"{panel.heading}{f' ({panel.dates})' if panel.dates else ''}: {'; '.join(panel.counts)}"
        for panel in spec.panels
        if panel.counts
    ]
    return [spec.subtitle, *counts]


def _write(frame: Any, lines: list[str], *, size: int) -> None:
    from pptx.util import Pt

    for number, line in enumerate(line for line in lines if line):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.text = sound_xml(line)
        paragraph.font.size = Pt(size)


def _dated(data: bytes, record: str) -> bytes:
    """Return the file with every member of one fixed day, and the record among them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w") as kept:
        members = {one.filename: given.read(one) for one in given.infolist()}
        if record:
            types = members[_TYPES]
            members[_TYPES] = types.replace(b"<Default ", _JSON + b"<Default ", 1)
            members["strikemap.json"] = record.encode("ascii")
        for name, content in members.items():
            info = zipfile.ZipInfo(name, date_time=_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(info, content)
    return out.getvalue()
