"""KML and KMZ as features: every folder, extended data, times, tracks and style colours.

GDAL's readers return one folder at a time and drop ``styleUrl``, which in many published
files is what says whose ground a polygon is; so the tree is read here.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from shapely.geometry.base import BaseGeometry

from strikemap.formats import xml_text
from strikemap.formats.archive import Archive
from strikemap.formats.geometry import BadGeometryError, flatten, from_geojson
from strikemap.formats.layer import Layer
from strikemap.formats.source import Source

_CONTAINERS = ("kml", "Document", "Folder")
_SHAPES = ("Point", "LineString", "LinearRing", "Polygon", "MultiGeometry")
_TRACKS = ("Track", "MultiTrack")
_TEXTS = ("name", "description", "address", "styleUrl")
_COLOUR = re.compile(r"#?([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})")


def read(source: Source, *, layer: str | None = None, encoding: str | None = None) -> Layer:
    """Read a KML file; ``layer`` names one folder where not all are wanted.

    Raises
    ------
    StrikemapError
        ``NO_KML``, ``LAYER_UNKNOWN`` and the codes of :func:`strikemap.formats.xml_text.parse`.
    """
    return _read({"": source.data}, source, "", layer, encoding)


def read_kmz(
    source: Source, archive: Archive, *, layer: str | None = None, encoding: str | None = None
) -> Layer:
    """Read the KML document of an opened KMZ archive: ``doc.kml``, or the only one.

    The documents of the archive that it links to are read too.

    Raises
    ------
    StrikemapError
        ``NO_KML``, ``LAYER_AMBIGUOUS`` and the codes of :func:`read`.
    """
    names = archive.names(".kml")
    if not names:
        raise source.fail("NO_KML", "is a KMZ archive without a KML file in it.")
    chosen = _document(source, names, layer)
    documents = _Members(archive, names)
    found = _read(documents, source, chosen, None if layer == chosen else layer, encoding)
    others = [name for name in names if name not in documents.read]
    if others:
        found.note("KML_OTHERS", f"{chosen} was read; {', '.join(others)[:200]} was not")
    return found


class _Members(Mapping[str, bytes]):
    """The KML documents of an archive, unpacked when they are asked for."""

    def __init__(self, archive: Archive, names: list[str]) -> None:
        self._archive, self._names = archive, names
        self.read: set[str] = set()

    def __getitem__(self, name: str) -> bytes:
        if name not in self._names:
            raise KeyError(name)
        self.read.add(name)
        return self._archive.read(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def _document(source: Source, names: list[str], layer: str | None) -> str:
    if layer in names:
        return str(layer)
    if len(names) == 1:
        return names[0]
    main = [name for name in names if name.lower() == "doc.kml"]
    if main:
        return main[0]
    raise source.fail(
        "LAYER_AMBIGUOUS",
        "holds several KML files and no doc.kml. "
        f"Pass layer= with one of: {', '.join(names)[:300]}.",
        choices=names,
    )


def _read(
    documents: Mapping[str, bytes],
    source: Source,
    name: str,
    layer: str | None,
    encoding: str | None,
) -> Layer:
    """Read a document and those beside it that it links to, each once."""
    found = Layer(crs="OGC:CRS84", format="KML", layer=layer or "")
    folders: set[str] = set()
    outside: list[str] = []
    overlays, waiting, done = 0, [name], {name}
    while waiting:
        name = waiting.pop(0)
        root = xml_text.parse(source, xml_text.as_utf8(source, documents[name], encoding))
        if root.tag not in (*_CONTAINERS, "Placemark"):
            raise source.fail("NO_KML", f"is XML but not KML: its root is <{root.tag[:40]}>.")
        folders |= _add_all(found, root, layer)
        overlays += sum(1 for _ in root.iter("GroundOverlay"))
        for link in root.iter("NetworkLink"):
            target = _text(link, "Link/href") or _text(link, "Url/href")
            inside = _beside(name, target)
            if inside not in documents:
                outside.append(target or "nothing")
            elif inside not in done:
                waiting.append(inside)
                done.add(inside)
    if layer is not None and not found.records:
        raise source.fail(
            "LAYER_UNKNOWN",
            f"has no folder {layer!r}. It has: {', '.join(sorted(folders))[:300]}.",
            where=layer,
        )
    if outside:
        shown = ", ".join(dict.fromkeys(outside))[:300]
        found.note("KML_NOT_READ", f"{len(outside)} links were not followed: {shown}")
    if overlays:
        found.note("KML_NOT_READ", f"{overlays} image overlays (GroundOverlay) were not read")
    return found


def _beside(name: str, target: str) -> str:
    """Return the member of an archive that a link in one of its documents means."""
    path = posixpath.join(posixpath.dirname(name), unquote(target.split("#")[0].split("?")[0]))
    return posixpath.normpath(path)


def _add_all(found: Layer, root: Element, layer: str | None) -> set[str]:
    """Append the features of a document; return the folders that it has."""
    styles = _styles(root)
    folders: set[str] = set()
    for placemark, folder, times in _placemarks(root):
        folders.add(folder)
        if layer is None or layer in folder.split("/") or layer == folder:
            _add(found, placemark, folder, styles, times)
    return folders


def _placemarks(root: Element) -> Iterator[tuple[Element, str, dict[str, str]]]:
    """Yield the placemarks of every folder in document order, with the folders' names and times.

    A folder's time holds for what is in it and states none of its own.
    """
    if root.tag == "Placemark":
        yield root, "", {}
    stack: list[tuple[Element, str, dict[str, str]]] = [(root, "", _times(root))]
    while stack:
        element, folder, times = stack.pop()
        for child in element if element.tag in _CONTAINERS else ():
            if child.tag == "Placemark":
                yield child, folder, times
        for child in reversed(element):
            if child.tag in _CONTAINERS:
                name = _text(child, "name") if child.tag == "Folder" else ""
                inner = "/".join(part for part in (folder, name) if part)
                stack.append((child, inner, _times(child) or times))


def _times(element: Element) -> dict[str, str]:
    """Return the time span or time stamp that an element itself states."""
    stated = {
        "begin": _text(element, "TimeSpan/begin"),
        "end": _text(element, "TimeSpan/end"),
        "when": _text(element, "TimeStamp/when"),
    }
    return {name: value for name, value in stated.items() if value}


def _text(element: Element, path: str) -> str:
    found = element.find(path)
    return "" if found is None else _words(found)


def _words(element: Element) -> str:
    """Return the text in an element and in those inside it, on one line."""
    text = "".join(element.itertext()) if len(element) else element.text or ""
    return " ".join(text.split())


def _styles(root: Element) -> dict[str, str]:
    """Return the colour (#rrggbb) of every style by its id, normal ones of style maps too."""
    colours = {style.get("id", ""): _colour(style) for style in root.iter("Style")}
    for pairs in root.iter("StyleMap"):
        for pair in pairs.iter("Pair"):
            if _text(pair, "key") in ("normal", ""):
                target = _text(pair, "styleUrl").rsplit("#", 1)[-1]
                inline = pair.find("Style")
                colour = _colour(inline) if inline is not None else colours.get(target, "")
                colours.setdefault(pairs.get("id", ""), colour)
    return colours


def _colour(style: Element) -> str:
    """Return a style's colour: of areas first, then lines, then icons."""
    for part in ("PolyStyle", "LineStyle", "IconStyle"):
        hit = _COLOUR.fullmatch(_text(style, f"{part}/color"))
        if hit is not None:
            return f"#{hit[4]}{hit[3]}{hit[2]}".lower()
    return ""


def _add(
    layer: Layer,
    placemark: Element,
    folder: str,
    styles: dict[str, str],
    times: dict[str, str],
) -> None:
    """Append the feature of a placemark, or one for each position of its tracks."""
    record = _record(placemark, folder, styles, times)
    changed: set[str] = set()
    tracks = [track for tag in _TRACKS for track in placemark.iter(tag)]
    shapes = [child for child in placemark if child.tag in _SHAPES]
    try:
        geometry = _shape(shapes[0], changed) if shapes else None
        positions = [part for track in tracks if track.tag == "Track" for part in _track(track)]
        if geometry is not None or not positions:
            layer.add(record, geometry, None, changed)
        for when, point in positions:
            layer.add({**record, "when": when or record.get("when", "")}, point)
    except BadGeometryError as bad:
        layer.add(record, None, (bad.code, str(bad)))


def _record(
    placemark: Element, folder: str, styles: dict[str, str], times: dict[str, str]
) -> dict[str, Any]:
    """Return the texts of a placemark; extended data stand under their own names."""
    parts: dict[str, Element] = {}
    for child in placemark:
        parts.setdefault(child.tag, child)
    texts = {name: _words(parts[name]) for name in _TEXTS if name in parts}
    style = texts.pop("styleUrl", "").rsplit("#", 1)[-1]
    colour = _colour(parts["Style"]) if "Style" in parts else ""
    stated = _times(placemark) if "TimeSpan" in parts or "TimeStamp" in parts else {}
    own = {
        "id": placemark.get("id", ""),
        **texts,
        "folder": folder,
        "style": style,
        "colour": colour or styles.get(style, ""),
        **(stated or times),
    }
    record = {name: value for name, value in own.items() if value}
    for data in placemark.iter("Data"):
        record[data.get("name", "")] = _text(data, "value")
    for data in placemark.iter("SimpleData"):
        record[data.get("name", "")] = " ".join((data.text or "").split())
    record.pop("", None)
    return record


def _shape(element: Element, changed: set[str]) -> BaseGeometry | None:
    """Build the geometry of a KML element."""
    if element.tag == "MultiGeometry":
        parts = [_shape(child, changed) for child in element if child.tag in _SHAPES]
        return flatten([part for part in parts if part is not None], changed)
    if element.tag == "Polygon":
        paths = ("outerBoundaryIs/LinearRing", "innerBoundaryIs/LinearRing")
        rings = [_tuples(ring) for path in paths for ring in element.findall(path)]
        found = {"type": "Polygon", "coordinates": [ring for ring in rings if ring]}
        return from_geojson(found, changed)
    values = _tuples(element)
    if element.tag == "Point":
        if len(values) > 1:
            raise BadGeometryError("COORD_NOT_NUMERIC", "has a point of several positions")
        return from_geojson({"type": "Point", "coordinates": values[0] if values else []}, changed)
    return from_geojson({"type": "LineString", "coordinates": values}, changed)


def _tuples(element: Element) -> list[list[float]]:
    """Return the positions of a coordinates element.

    Raises
    ------
    BadGeometryError
        ``COORD_NOT_NUMERIC``: blanks within a tuple, or anything but numbers.
    """
    found = element.find("coordinates")
    text = "" if found is None else (found.text or "")
    return [_position(part, ",") for part in text.split()]


def _position(text: str, separator: str | None) -> list[float]:
    parts = text.split(separator)
    try:
        numbers = [float(part) for part in parts[:2]]
    except ValueError:
        raise BadGeometryError("COORD_NOT_NUMERIC", f"has the position {text[:40]!r}") from None
    if len(numbers) < 2 or "_" in text:
        raise BadGeometryError("COORD_NOT_NUMERIC", f"has the position {text[:40]!r}")
    return numbers


def _track(track: Element) -> Iterator[tuple[str, BaseGeometry | None]]:
    """Yield the time and place of every position of a track."""
    whens = [" ".join((when.text or "").split()) for when in track.findall("when")]
    coords = [" ".join((coord.text or "").split()) for coord in track.findall("coord")]
    for place, coord in enumerate(coords):
        point = from_geojson({"type": "Point", "coordinates": _position(coord, None)}, set())
        yield (whens[place] if place < len(whens) else ""), point
