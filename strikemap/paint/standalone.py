"""A user's folium map as one page that needs nothing from elsewhere.

Scripts and styles that folium loads from other hosts are put into the page where the
package carries them; whatever else the page would request is listed and refused. Names
that folium makes up at random are numbered, so that the same map gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, Final

from strikemap.errors import MapError
from strikemap.resources import resource

if TYPE_CHECKING:
    import folium

#: What the package carries of folium's: address, file, and what in a page makes it needed.
_CARRIED: Final = tuple(
    (re.compile(address), name, re.compile(needed))
    for address, name, needed in (
        (r"/leaflet@1\.9\.\d/dist/leaflet\.js$", "folium-leaflet.js", ""),
        (r"/leaflet@1\.9\.\d/dist/leaflet\.css$", "folium-leaflet.css", ""),
        (r"/jquery-3\.\d+\.\d+\.min\.js$", "folium-jquery.js", r"\$\(|\$\.|jQuery"),
        (r"/bootstrap@5\.\d+\.\d+/dist/js/bootstrap\.bundle\.min\.js$", "folium-bootstrap.js", ""),
        (r"/bootstrap@5\.\d+\.\d+/dist/css/bootstrap\.min\.css$", "folium-bootstrap.css", ""),
        (r"/leaflet\.awesome-markers\.js$", "folium-awesome-markers.js", "AwesomeMarkers"),
        (r"/leaflet\.awesome-markers\.css$", "folium-awesome-markers.css", "AwesomeMarkers"),
        (r"/bootstrap-glyphicons\.css$", "folium-glyphicons.css", "glyphicon|AwesomeMarkers"),
        (
            r"/fontawesome-free@6\.[\d.]+/css/all\.min\.css$",
            "folium-fontawesome.css",
            r"\bfa\b|fa-",
        ),
        (r"/leaflet\.awesome\.rotate\.min\.css$", "", "AwesomeMarkers"),
    )
)
_REMOTE: Final = r"""(?:https?:)?\\?/\\?/[^"'\s\\>)]+"""
_REQUESTS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"""L\.(?:tileLayer(?:\.wms)?|imageOverlay|videoOverlay)\(\s*["']({_REMOTE})""",
        rf"""(?:iconUrl|shadowUrl|iconRetinaUrl)["']?\s*:\s*["']({_REMOTE})""",
        rf"""(?:fetch|import|\.getJSON|\.get|\.ajax|\.open)\(\s*(?:["']\w+["'],\s*)?["']({_REMOTE})""",
        rf"""<(?:img|iframe|video|audio|source|embed|object|link|script)\b[^>]*?"""
        rf"""(?:src|href|data)\s*=\s*\\?["']?({_REMOTE})""",
        rf"""url\(\s*["']?({_REMOTE})""",
    )
)
_LOADING: Final = {"script": "src", "link": "href", "img": "src", "iframe": "src", "video": "src"}


def standalone(folium_map: folium.Map) -> str:
    """Return a folium map as one HTML page that requests nothing.

    Parameters
    ----------
    folium_map
        The map with whatever was added to it; it stays as it is.

    Returns
    -------
    str
        The page. Its Content-Security-Policy allows the scripts that are in it, by their
        hashes, and no request.

    Raises
    ------
    MapError
        Code ``NOT_SELF_CONTAINED``: the message lists what the page would request, such as
        tiles, pictures or plugins that the package does not carry.
    """
    html, names, requests = _rendered(folium_map)
    for number, name in enumerate(names):
        html = html.replace(name, f"{name.rpartition('_')[0]}_{number}")
    html, missing = _with_carried(html)
    found = dict.fromkeys([*requests, *missing, *_requested(html)])
    if found:
        raise MapError(
            "The page of this map would request "
            + ", ".join(found)
            + ". Take these layers or plugins out, or pass tiles=None; then save again.",
            code="NOT_SELF_CONTAINED",
            where=next(iter(found)),
        )
    return html.replace("<head>", f"<head>\n{_policy(html)}", 1)


def _rendered(folium_map: folium.Map) -> tuple[str, list[str], list[str]]:
    """Render a map and undo what rendering adds to it; return names and known requests too."""
    root: Any = folium_map.get_root()
    before = [(element, dict(element._children)) for element in _elements(root)]
    html = str(root.render())
    after = list(_elements(root))
    names = {element.get_name(): html.find(element.get_name()) for element in after}
    requests = [url for element in after for url in getattr(element, "requests", ())]
    for element, children in before:
        element._children.clear()
        element._children.update(children)
    ordered = sorted((at, name) for name, at in names.items() if at >= 0)
    return html, [name for _, name in ordered], requests


def _elements(element: Any) -> Iterator[Any]:
    yield element
    for part in ("header", "html", "script"):
        if hasattr(getattr(element, part, None), "_children"):
            yield from _elements(getattr(element, part))
    for child in list(element._children.values()):
        yield from _elements(child)


class _Loads(HTMLParser):
    """Finds the elements of a page that load something, and the text of its scripts."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.loads: list[tuple[str, str, str]] = []
        self.scripts: list[str] = []
        self._inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get(_LOADING.get(tag, ""))
        if address and re.match(_REMOTE, address):
            self.loads.append((tag, address, self.get_starttag_text() or ""))
        self._inside = tag == "script" and not address
        if self._inside:
            self.scripts.append("")

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "script"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.scripts[-1] += data


def _with_carried(html: str) -> tuple[str, list[str]]:
    """Put carried files in the place of the elements that load them; list the others."""
    loads = _Loads(html).loads
    own = html
    for _, _, tag_text in loads:
        own = own.replace(tag_text, "")
    missing = []
    for tag, address, tag_text in loads:
        carried = next((entry for entry in _CARRIED if entry[0].search(address)), None)
        if carried is None:
            missing.append(address)
            continue
        whole = f"{tag_text}</script>" if tag == "script" else tag_text
        text = _carried_text(carried[1], own) if carried[2].search(own) else ""
        kind = "script" if tag == "script" else "style"
        html = html.replace(whole, f"<{kind}>{text}</{kind}>" if text else "", 1)
    return html, missing


def _carried_text(name: str, page: str) -> str:
    if name:
        return resource("paint/assets", name).read_text(encoding="utf-8")
    turned = sorted({int(angle) for angle in re.findall(r"fa-rotate-(\d+)", page)} - {0})
    return "".join(f".fa-rotate-{angle}{{transform:rotate({angle}deg)}}" for angle in turned)


def _requested(html: str) -> list[str]:
    own = html
    for _, name, _ in _CARRIED:
        if name:
            own = own.replace(resource("paint/assets", name).read_text(encoding="utf-8"), "")
    return [match for pattern in _REQUESTS for match in pattern.findall(own)]


def _policy(html: str) -> str:
    hashes = dict.fromkeys(
        base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
        for script in _Loads(html).scripts
    )
    scripts = " ".join(f"'sha256-{one}'" for one in hashes)
    return (
        '<meta http-equiv="Content-Security-Policy" content="'
        f"default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; "
        "img-src data: blob:; font-src data:; base-uri 'none'; form-action 'none'\">"
    )
