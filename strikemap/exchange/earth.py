"""Layers for Google Earth: folders by window with spans of time, and the colours of the map."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from html import escape
from typing import Any, Final

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from strikemap.exchange.layers import Layers
from strikemap.spec import MapSpec
from strikemap.workbook import sound_xml

#: Balloons show texts as HTML: signs that would open a tag become signs that look like them.
_TAGS: Final = {ord("<"): "‹", ord(">"): "›"}
_INK: Final = "ff1b13b3"
#: Of archives, whose bytes shall not know when they were made.
_THEN: Final = (2000, 1, 1, 0, 0, 0)


def kml(layers: Layers, spec: MapSpec) -> bytes:
    """Return a KML document: a folder for each window, one of zones, and the record."""
    styles = {side.key: side.fill for side in spec.sides}
    folders = [
        _folder(row["heading"] or row["window"], _strikes(layers.strikes, row["window"]), row)
        for _, row in layers.windows.iterrows()
    ]
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>',
        f"<name>{_text(layers.title)}</name>",
        f'<ExtendedData><Data name="strikemap-record"><value>{layers.record}</value></Data>'
        "</ExtendedData>",
        f'<Style id="strike"><IconStyle><color>{_INK}</color><scale>0.6</scale></IconStyle>'
        "</Style>",
        *(_zone_style(i, fill) for i, fill in enumerate(styles.values())),
        *folders,
        _folder("zones", _zones(layers.zones, list(styles)), None),
        "</Document></kml>\n",
    ]
    return "\n".join(parts).encode("utf-8", "replace")


def kmz(layers: Layers, spec: MapSpec) -> bytes:
    """Return the KML document and its record as an archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (("doc.kml", kml(layers, spec)), ("strikemap.json", layers.record)):
            archive.writestr(zipfile.ZipInfo(name, _THEN), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _text(value: Any) -> str:
    return escape(sound_xml(str(value)).translate(_TAGS))


def _zone_style(number: int, fill: str) -> str:
    colour = f"73{fill[5:7]}{fill[3:5]}{fill[1:3]}"
    return f'<Style id="side{number}"><PolyStyle><color>{colour}</color></PolyStyle></Style>'


def _folder(name: str, marks: Iterable[str], window: Any) -> str:
    span = "" if window is None else _span(window["first_day"], window["last_day"])
    return "\n".join([f"<Folder><name>{_text(name)}</name>{span}", *marks, "</Folder>"])


def _span(first: Any, last: Any) -> str:
    """Return days as a span of time, of which either end may be open."""
    begin = "" if first is None or pd.isna(first) else f"<begin>{_text(first)}</begin>"
    end = "" if last is None or pd.isna(last) else f"<end>{_text(last)}</end>"
    return f"<TimeSpan>{begin}{end}</TimeSpan>" if begin or end else ""


def _strikes(strikes: gpd.GeoDataFrame, window: str) -> Iterable[str]:
    for _, row in strikes[strikes["window"] == window].iterrows():
        span = _span(row.get("date_start"), row.get("date_end"))
        named = row.get("place") or row.get("id") or ""
        yield _placemark(named, "strike", span, row.drop(["geometry"]), row.geometry)


def _zones(zones: gpd.GeoDataFrame, sides: list[str]) -> Iterable[str]:
    for _, row in zones.iterrows():
        style = f"side{sides.index(row['side'])}" if row["side"] in sides else ""
        span = _span(row.get("valid_from"), row.get("valid_to"))
        yield _placemark(row["zone"], style, span, row.drop(["geometry"]), row.geometry)


def _placemark(name: Any, style: str, span: str, values: Any, shape: BaseGeometry) -> str:
    told = "".join(
        f'<Data name="{_text(key)}"><value>{_text(value)}</value></Data>'
        for key, value in values.items()
        if value is not None and not pd.isna(value)
    )
    look = f"<styleUrl>#{style}</styleUrl>" if style else ""
    return (
        f"<Placemark><name>{_text(name)}</name>{span}{look}"
        f"<ExtendedData>{told}</ExtendedData>{_shape(shape)}</Placemark>"
    )


def _shape(shape: Any) -> str:
    if shape.geom_type == "Point":
        return f"<Point><coordinates>{_line([shape.coords[0]])}</coordinates></Point>"
    if shape.geom_type == "Polygon":
        holes = "".join(
            f"<innerBoundaryIs>{_ring(one)}</innerBoundaryIs>" for one in shape.interiors
        )
        outer = f"<outerBoundaryIs>{_ring(shape.exterior)}</outerBoundaryIs>"
        return f"<Polygon>{outer}{holes}</Polygon>"
    return f"<MultiGeometry>{''.join(map(_shape, getattr(shape, 'geoms', ())))}</MultiGeometry>"


def _ring(ring: Any) -> str:
    return f"<LinearRing><coordinates>{_line(ring.coords)}</coordinates></LinearRing>"


def _line(points: Iterable[Any]) -> str:
    return " ".join(f"{x:.6f},{y:.6f}" for x, y, *_ in points)
