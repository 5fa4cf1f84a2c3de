"""Frames that hold a page: in a notebook, and in an article. Their height follows the page."""

from __future__ import annotations

import base64
from typing import Final

from strikemap.paint.page.undrawn import attribute

#: Height (px) of a frame until the page tells its own, or where scripts may not run.
_NOTEBOOK: Final = 760
_ARTICLE: Final = 640

#: Frames of this class take the height that the page inside them tells, a number.
FOLLOW: Final = (
    "<script>window.strikemapFrames=window.strikemapFrames||(addEventListener('message',"
    "function(e){var h=e.data&&e.data.strikemap;if(!(h>0&&h<2e4))return;"
    "document.querySelectorAll('iframe.strikemap').forEach(function(f){"
    "if(f.contentWindow!==e.source)return;f.style.height=h+'px';"
    "if(f.parentNode.dataset.strikemap)f.parentNode.style.height=h+'px'})}),1)</script>"
)
#: The frame lies over the picture. Where frames are taken out, as in a notebook that is not
#: trusted or on sites that show notebooks, the picture is left.
_OUTPUT: Final = (
    '<div data-strikemap="frame" style="position:relative;height:{height}px">'
    '<img alt="{alt}" style="max-width:100%;max-height:{height}px" '
    'src="data:image/png;base64,{png}">'
    '<iframe class="strikemap" sandbox="allow-scripts allow-popups allow-downloads" title="{alt}" '
    'style="position:absolute;top:0;left:0;width:100%;height:{height}px;border:0;background:#fff" '
    "srcdoc='{page}'></iframe></div>{follow}"
)


def output(page: str, png: bytes, title: str) -> str:
    """Return a page in a sandboxed frame, over a picture of it, as a notebook shows it."""
    return _OUTPUT.format(
        height=_NOTEBOOK,
        alt=attribute(title),
        png=base64.b64encode(png).decode("ascii"),
        page=page.replace("&", "&amp;").replace("'", "&#39;"),
        follow=FOLLOW,
    )


def snippet(url: str, title: str) -> str:
    """Return the HTML that shows a saved page inside an article."""
    return (
        f'<iframe class="strikemap" src="{attribute(url)}" title="{attribute(title)}" '
        'sandbox="allow-scripts allow-popups allow-downloads" loading="lazy" '
        f'style="width:100%;height:{_ARTICLE}px;border:0"></iframe>\n{FOLLOW}'
    )
