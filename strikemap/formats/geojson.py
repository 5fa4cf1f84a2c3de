"""GeoJSON as features: RFC 7946, and the older form with a ``crs`` member."""

from __future__ import annotations

from typing import Any

from strikemap.formats import json_text
from strikemap.formats.geometry import BadGeometryError, from_geojson, plain_points
from strikemap.formats.layer import Layer
from strikemap.formats.ogr import is_topology, read_topology
from strikemap.formats.source import Source
from strikemap.formats.uncollected import uncollected
from strikemap.ledger import ATTRS_KEY

_GEOMETRIES = (
    "Point",
    "MultiPoint",
    "LineString",
    "MultiLineString",
    "Polygon",
    "MultiPolygon",
    "GeometryCollection",
)


def is_geojson(value: Any) -> bool:
    """Return whether a parsed JSON value is a GeoJSON object."""
    return isinstance(value, dict) and value.get("type") in (
        "FeatureCollection",
        "Feature",
        *_GEOMETRIES,
    )


def read(source: Source, *, layer: str | None = None) -> Layer:
    """Read a GeoJSON file, a sequence of GeoJSON features, or a layer of a TopoJSON file.

    Raises
    ------
    StrikemapError
        ``NOT_GEOJSON`` and the codes of :func:`strikemap.formats.json_text.load`.
    """
    values = json_text.sequence(source)
    value = json_text.load(source) if values is None else json_text.collection(values)
    value, halves = json_text.mended(source, value)
    if is_topology(value):
        return read_topology(source, value, layer=layer)
    if not is_geojson(value):
        json_text.refuse_error(source, value)
        what = value.get("type") if isinstance(value, dict) else type(value).__name__
        raise source.fail(
            "NOT_GEOJSON",
            f"is JSON but not GeoJSON (its type is {what!r}). Pass a FeatureCollection.",
        )
    return layer_of(source, value, halves)


def layer_of(source: Source, value: dict[str, Any], halves: int = 0) -> Layer:
    """Return the features of a parsed GeoJSON object; ``halves`` texts were mended in it."""
    layer = Layer(crs=_stated_crs(source, value), format="GeoJSON")
    if halves:
        layer.note(*json_text.half_note(halves))
    stated = value.get(ATTRS_KEY)
    if isinstance(stated, dict) and "ledger" in stated:
        layer.kept = stated
    features = _features(source, value)
    if len(features) > source.limits.rows:
        raise source.too_large("features", len(features), "rows")
    with uncollected():
        _add_all(source, layer, features)
    return layer


def _add_all(source: Source, layer: Layer, features: list[Any]) -> None:
    """Append features, whose plain points are made in one go."""
    points = plain_points(features)
    for row, feature in enumerate(features, start=1):
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise source.fail(
                "NOT_GEOJSON", f"has no Feature at place {row}.", where=f"feature {row}"
            )
        changed: set[str] = set()
        geometry, problem = points.get(row), None
        try:
            if geometry is None:
                geometry = from_geojson(feature.get("geometry"), changed)
        except BadGeometryError as bad:
            problem = (bad.code, str(bad))
        layer.add(_properties(source, feature, row), geometry, problem, changed)


def _features(source: Source, value: dict[str, Any]) -> list[Any]:
    """Return the list of features, a bare geometry as one without properties."""
    if value["type"] == "FeatureCollection":
        features = value.get("features")
        if not isinstance(features, list):
            raise source.fail("NOT_GEOJSON", "is a FeatureCollection without a list of features.")
        return features
    if value["type"] == "Feature":
        return [value]
    return [{"type": "Feature", "properties": None, "geometry": value}]


def _properties(source: Source, feature: dict[str, Any], row: int) -> dict[str, Any]:
    """Return a feature's properties; its own id joins them where they state none."""
    properties = feature.get("properties")
    if properties is None:
        properties = {}
    if not isinstance(properties, dict):
        raise source.fail(
            "NOT_GEOJSON", "has properties that are not an object.", where=f"feature {row}"
        )
    if "id" in feature and "id" not in properties:
        return {"id": feature["id"], **properties}
    return properties


def _stated_crs(source: Source, value: dict[str, Any]) -> str | None:
    """Return the CRS to use: the ``crs`` member, else the one that the format defines."""
    if "crs" not in value:
        return "OGC:CRS84"
    member = value["crs"]
    name = member.get("properties", {}).get("name") if isinstance(member, dict) else None
    if name is None or not isinstance(name, str):
        return None
    return name
