"""GPX as features: the waypoints of a receiver, with what stands beside them."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from strikemap.formats import xml_text
from strikemap.formats.geometry import BadGeometryError, from_geojson
from strikemap.formats.layer import Layer
from strikemap.formats.source import Source

#: Tracks and routes are ways, not places.
_WAYS = {"trk": "tracks", "rte": "routes"}


def read(source: Source) -> Layer:
    """Read the waypoints of a GPX file; its tracks and routes are noted.

    Raises
    ------
    StrikemapError
        ``NOT_GEO``: it holds no waypoint; the codes of :func:`strikemap.formats.xml_text.parse`.

    References
    ----------
    GPX 1.1 Schema Documentation, Topografix.
    """
    root = xml_text.parse(source, xml_text.as_utf8(source, source.data, None))
    found = Layer(crs="OGC:CRS84", format="GPX")
    points = list(root.findall("wpt"))
    if len(points) > source.limits.rows:
        raise source.too_large("waypoints", len(points), "rows")
    for point in points:
        _add(found, point)
    ways = {what: len(root.findall(tag)) for tag, what in _WAYS.items()}
    said = " and ".join(f"{count} {what}" for what, count in ways.items() if count)
    if not points:
        raise source.fail("NOT_GEO", f"holds no waypoint ({said or 'nothing at all'}).")
    if said:
        found.note("GPX_NOT_READ", f"{said} were not read")
    return found


def _add(layer: Layer, point: Element) -> None:
    """Append one waypoint."""
    record: dict[str, Any] = {
        ("when" if child.tag == "time" else child.tag): " ".join("".join(child.itertext()).split())
        for child in point
        if child.tag not in ("extensions", "link")
    }
    link = point.find("link")
    if link is not None:
        record["link"] = link.get("href", "")
    try:
        position = [_degrees(point.get(name)) for name in ("lon", "lat")]
        layer.add(record, from_geojson({"type": "Point", "coordinates": position}, set()))
    except BadGeometryError as bad:
        layer.add(record, None, (bad.code, str(bad)))


def _degrees(text: str | None) -> float:
    if not text or not text.strip():
        raise BadGeometryError("COORD_MISSING", "has no coordinate")
    try:
        return float(text)
    except ValueError:
        raise BadGeometryError("COORD_NOT_NUMERIC", f"has the coordinate {text[:40]!r}") from None
