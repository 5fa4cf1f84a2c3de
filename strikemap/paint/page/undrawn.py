"""What a page says where its script does not run: title, counts, table and notes as plain HTML.

This is the one place where texts of a map become HTML. Each goes through :func:`_said` or into
an attribute through the same escape, and none has a say in tags or names of attributes.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from html import escape

from strikemap.payload.data_block import whole
from strikemap.spec import MapSpec


def undrawn(spec: MapSpec, *, still: bytes = b"") -> str:
    """Return the words and numbers of a map as HTML, with a picture of it where there is one.

    Parameters
    ----------
    spec
        The map.
    still
        A PNG of the map; none by default.
    """
    lines = [_said("h1", spec.title), _said("p", spec.subtitle)]
    if still:
        picture = base64.b64encode(still).decode("ascii")
        lines.append(f'<img alt="{attribute(spec.alt)}" src="data:image/png;base64,{picture}">')
    for panel in spec.panels:
        lines += [
            _said("h2", f"{panel.heading} {panel.dates}"),
            _said("p", " · ".join(panel.counts)),
        ]
    table = spec.table
    if table.rows:
        head = "".join(_said("th", text) for text in table.columns)
        rows = "".join(f"<tr>{_cells(row)}</tr>" for row in table.rows)
        lines.append(
            f'<div class="scroll"><table class="numbers">{_said("caption", table.caption)}'
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
        )
    lines += [_said("p", note.text) for note in spec.notes_on("page")]
    lines.append(_said("p", spec.words["undrawn"]))
    return f'<main class="undrawn">{"".join(lines)}</main>'


def preview(spec: MapSpec, url: str = "") -> str:
    """Return title and description of a page, and what previews of its address show.

    Parameters
    ----------
    spec
        The map.
    url
        The address at which the page will be found, with a picture beside it under the same
        name; ``""`` where it is not known.
    """
    named = [("name", "description", spec.subtitle)]
    if url:
        picture = f"{url.rpartition('.')[0]}.png"
        named += [
            ("property", "og:type", "article"),
            ("property", "og:title", spec.title),
            ("property", "og:description", spec.subtitle),
            ("property", "og:url", url),
            ("property", "og:image", picture),
            ("property", "og:image:alt", spec.alt),
            ("name", "twitter:card", "summary_large_image"),
        ]
    lines = [_said("title", spec.title)]
    lines += [f'<meta {kind}="{key}" content="{attribute(text)}">' for kind, key, text in named]
    return "\n".join(lines)


def attribute(text: str) -> str:
    """Return a text for inside a quoted attribute."""
    return escape(whole(text), quote=True)


def _said(tag: str, text: str) -> str:
    return f"<{tag}>{attribute(text)}</{tag}>"


def _cells(row: Iterable[str]) -> str:
    first, *rest = row
    return _said("th", first) + "".join(_said("td", text) for text in rest)
