"""KML and KMZ as features: every folder, extended data, times, tracks and style colours.

GDAL's readers return one folder at a time and drop ``styleUrl``, which in many published
files is what says whose ground a polygon is; so the tree is read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from shapely.geometry.base import BaseGeometry

from strikemap.formats import xml_text
from strikemap.formats.archive import Archive, open_archive
from strikemap.formats.geometry import BadGeometryError, flatten, from_geojson
from strikemap.formats.layer import Layer
from strikemap.formats.source import Source

_CONTAINERS = ("kml", "Document", "Folder")
_SHAPES = ("Point", "LineString", "LinearRing", "Polygon", "MultiGeometry")
_TRACKS = ("Track", "MultiTrack")
_COLOUR = re.compile(r"#?([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})")


def read(source: Source, *, layer: str | None = None) -> Layer:
    """Read a KML file; ``layer`` names one folder where not all are wanted.

    Raises
    ------
    StrikemapError
        ``NO_KML``, ``LAYER_UNKNOWN`` and the codes of :func:`strikemap.formats.xml_text.parse`.
    """
    return read_text(source, source.data, layer)


def read_kmz(source: Source, archive: Archive, *, layer: str | None = None) -> Layer:
    """Read the KML document of an opened KMZ archive: ``doc.kml``, or the only one.

    Raises
    ------
    StrikemapError
        ``NO_KML``, ``LAYER_AMBIGUOUS`` and the codes of :func:`read`.
    """
    names = archive.names(".kml")
    if not names:
        raise source.fail("NO_KML", "is a KMZ archive without a KML file in it.")
    chosen = _document(source, names, layer)
    found = read_text(source, archive.read(chosen), None if layer == chosen else layer)
    others = [name for name in names if name != chosen]
    if others:
        found.note("KML_OTHERS", f"{chosen} was read; {', '.join(others)[:200]} was not")
    return found


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


def open_kmz(source: Source, *, layer: str | None = None) -> Layer:
    """Open and read a KMZ archive."""
    return read_kmz(source, open_archive(source), layer=layer)


def read_text(source: Source, data: bytes, layer: str | None) -> Layer:
    """Read the bytes of a KML document."""
    root = xml_text.parse(source, data)
    if root.tag not in (*_CONTAINERS, "Placemark"):
        raise source.fail("NO_KML", f"is XML but not KML: its root is <{root.tag[:40]}>.")
    styles = _styles(root)
    found = Layer(crs="OGC:CRS84", format="KML", layer=layer or "")
    folders: set[str] = set()
    for placemark, folder in _placemarks(root):
        folders.add(folder)
        if layer is None or layer in folder.split("/") or layer == folder:
            _add(found, placemark, folder, styles)
    if layer is not None and not found.records:
        raise source.fail(
            "LAYER_UNKNOWN",
            f"has no folder {layer!r}. It has: {', '.join(sorted(folders))[:300]}.",
            where=layer,
        )
    for tag, what in (("NetworkLink", "links to other files"), ("GroundOverlay", "image overlays")):
        count = sum(1 for _ in root.iter(tag))
        if count:
            found.note("KML_NOT_READ", f"{count} {what} ({tag}) were not read")
    return found


def _placemarks(root: Element) -> Iterator[tuple[Element, str]]:
    """Yield the placemarks of every folder in document order, with the folders' names."""
    if root.tag == "Placemark":
        yield root, ""
    stack: list[tuple[Element, str]] = [(root, "")]
    while stack:
        element, folder = stack.pop()
        for child in element if element.tag in _CONTAINERS else ():
            if child.tag == "Placemark":
                yield child, folder
        for child in reversed(element):
            if child.tag in _CONTAINERS:
                name = _text(child, "name") if child.tag == "Folder" else ""
                stack.append((child, "/".join(part for part in (folder, name) if part)))


def _text(element: Element, path: str) -> str:
    found = element.find(path)
    return "" if found is None else " ".join("".join(found.itertext()).split())


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


def _add(layer: Layer, placemark: Element, folder: str, styles: dict[str, str]) -> None:
    """Append the feature of a placemark, or one for each position of its tracks."""
    record = _record(placemark, folder, styles)
    changed: set[str] = set()
    tracks = [track for tag in _TRACKS for track in placemark.findall(f".//{tag}")]
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


def _record(placemark: Element, folder: str, styles: dict[str, str]) -> dict[str, Any]:
    """Return the texts of a placemark; extended data stand under their own names."""
    style = _text(placemark, "styleUrl").rsplit("#", 1)[-1]
    inline = placemark.find("Style")
    colour = _colour(inline) if inline is not None else ""
    own = {
        "id": placemark.get("id", ""),
        "name": _text(placemark, "name"),
        "description": _text(placemark, "description"),
        "address": _text(placemark, "address"),
        "folder": folder,
        "style": style,
        "colour": colour or styles.get(style, ""),
        "begin": _text(placemark, "TimeSpan/begin"),
        "end": _text(placemark, "TimeSpan/end"),
        "when": _text(placemark, "TimeStamp/when"),
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
