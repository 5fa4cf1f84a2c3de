"""The Syria basemap: outline, governorates, neighbours, lakes, rivers, the Golan, towns.

All areas come out of one net of Natural Earth 10 m lines (coast, international and
first-level lines), so neighbours share their edges exactly; names come from the province
each area lies in. See SOURCES.md for the stated viewpoint.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from rivers import rivers
from shapely.geometry import LineString, Point, box, mapping
from shapely.geometry.base import BaseGeometry

GEODATA = Path(__file__).resolve().parents[1]
BOX = box(31.0, 29.5, 47.0, 40.0)
GOLAN = Point(35.75, 33.0)
COUNTRIES = {
    "SYR": ("Syria", "سوريا"),
    "TUR": ("Turkey", "تركيا"),
    "IRQ": ("Iraq", "العراق"),
    "IRN": ("Iran", "إيران"),
    "JOR": ("Jordan", "الأردن"),
    "LBN": ("Lebanon", "لبنان"),
    "ISR": ("Israel", "إسرائيل"),
    "PSX": ("Palestine", "فلسطين"),
    "SAU": ("Saudi Arabia", "السعودية"),
    "EGY": ("Egypt", "مصر"),
    "CYP": ("Cyprus", "قبرص"),
    "KWT": ("Kuwait", "الكويت"),
    "ARM": ("Armenia", "أرمينيا"),
    "AZE": ("Azerbaijan", "أذربيجان"),
}
CYPRUS = ("CYN", "WSB", "ESB", "CNM")
GOVERNORATES = {
    "Aleppo": ("Aleppo", "حلب"),
    "Idlib": ("Idlib", "إدلب"),
    "Lattakia": ("Latakia", "اللاذقية"),
    "Tartus": ("Tartus", "طرطوس"),
    "Hamah": ("Hama", "حماة"),
    "Homs (Hims)": ("Homs", "حمص"),
    "Damascus": ("Damascus", "دمشق"),
    "Rif Dimashq": ("Rif Dimashq", "ريف دمشق"),
    "Dar`a": ("Daraa", "درعا"),
    "As Suwayda'": ("As-Suwayda", "السويداء"),
    "Quneitra": ("Quneitra", "القنيطرة"),
    "UNDOF": ("Quneitra", "القنيطرة"),
    "Ar Raqqah": ("Raqqa", "الرقة"),
    "Dayr Az Zawr": ("Deir ez-Zor", "دير الزور"),
    "Hasaka (Al Haksa)": ("Al-Hasakah", "الحسكة"),
}
LAKES = {
    (38.2, 36.0): ("Lake Assad", "بحيرة الأسد"),
    (38.6, 37.5): ("Atatürk Reservoir", "بحيرة أتاتورك"),
    (35.59, 32.8): ("Sea of Galilee", "بحيرة طبريا"),
    (35.5, 31.6): ("Dead Sea", "البحر الميت"),
    (43.3, 34.0): ("Lake Tharthar", "بحيرة الثرثار"),
}
#: Since when the reservoirs among them are full (as in waters.csv).
FILLED = {
    "Lake Assad": "1975-01-01",
    "Atatürk Reservoir": "1991-01-01",
    "Lake Tharthar": "1957-01-01",
}
RIVERS = {
    (40.14, 35.33): ("Euphrates", "الفرات"),
    (43.12, 36.34): ("Tigris", "دجلة"),
}


#: Less than this (square degrees, some 10 km²) is how two atlases draw one line.
ONE_LINE = 1e-3
#: The step (degrees) to which coordinates are written.
GRID = 1e-4


def build(paths: dict[str, Path]) -> None:
    """Write syria_basemap.geojson."""
    pieces = _pieces(paths)
    rows = [
        *_countries(pieces, _layer(paths["qgis"], "countries")),
        *_governorates(pieces),
        *_golan(pieces),
    ]
    lakes = list(_lakes(paths["natural_earth_10m"]))
    water = shapely.union_all([row["geometry"] for row in lakes])
    rows += [*lakes, *_rivers(paths["rivers"], water), *_places()]
    write(rows, GEODATA / "syria_basemap.geojson")


def write(rows: list[dict[str, Any]], path: Path) -> None:
    """Write rows as GeoJSON, coordinates to 4 decimals (11 m), one feature a line."""
    lines = []
    for row in rows:
        properties = {key: value for key, value in row.items() if key != "geometry"}
        feature = {
            "type": "Feature",
            "properties": properties,
            "geometry": mapping(_rounded(row["geometry"])),
        }
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    head = '{"type":"FeatureCollection","features":[\n'
    path.write_text(head + ",\n".join(lines) + "\n]}\n", encoding="utf-8")
    print(f"{path.name}: {len(rows)} rows, {path.stat().st_size} bytes")


def _rounded(geometry: BaseGeometry) -> BaseGeometry:
    return shapely.normalize(shapely.transform(geometry, lambda points: points.round(4)))


def _row(
    layer: str, name: str, name_ar: str, geometry: BaseGeometry, **more: Any
) -> dict[str, Any]:
    extra = {"rank": more.get("rank", 0), "note": more.get("note", "")}
    return {"layer": layer, "name": name, "name_ar": name_ar, **extra, "geometry": geometry}


def _pieces(paths: dict[str, Path]) -> gpd.GeoDataFrame:
    """Cut the land along every line; each piece carries its country and province."""
    folder, provinces = paths["natural_earth_10m"], _layer(paths["qgis"], "states_provinces")
    land = _layer(folder / "ne_10m_land.shp").union_all().intersection(BOX)
    borders = _layer(folder / "ne_10m_admin_0_boundary_lines_land.shp").union_all()
    inner = _layer(folder / "ne_10m_admin_1_states_provinces_lines.shp")
    syria = provinces[provinces["adm0_a3"] == "SYR"].union_all()
    middle = shapely.line_interpolate_point(inner.geometry.array, 0.5, normalized=True)
    inner = inner[shapely.within(middle, syria)].union_all()
    claims = _layer(paths["qgis"], "disputed_borders")
    claim = claims[claims["name"] == "Syrian claim"].union_all()
    lines = [
        _overshot(line)
        for layer in (borders, inner, claim)
        for line in shapely.get_parts(shapely.line_merge(shapely.force_2d(layer)))
        if line.intersects(BOX)
    ]
    net = shapely.union_all([*lines, land.boundary]).intersection(BOX)
    net = shapely.union_all([net, BOX.boundary])
    areas = [
        area
        for area in shapely.get_parts(shapely.polygonize(shapely.get_parts(net)))
        if land.contains(area.representative_point())
    ]
    frame = gpd.GeoDataFrame(geometry=[_rounded(area) for area in areas], crs=4326)
    inside = frame.representative_point()
    nearest = provinces.sindex.nearest(inside, return_all=False)[1]
    frame["country"] = provinces["adm0_a3"].to_numpy()[nearest]
    frame["province"] = provinces["name"].to_numpy()[nearest]
    frame.loc[frame["country"].isin(CYPRUS), "country"] = "CYP"
    frame["golan"] = frame.contains(GOLAN)
    frame.loc[frame["golan"], "country"] = "SYR"
    return frame


def _layer(path: Path, layer: str | None = None) -> gpd.GeoDataFrame:
    more = {"layer": layer} if layer else {}
    return gpd.read_file(path, bbox=BOX.buffer(0.5).bounds, **more).to_crs(4326)


def _overshot(line: LineString, by: float = 1e-6) -> LineString:
    """Lengthen both ends by a decimetre, so that lines which end on another one cross it."""
    points = np.asarray(line.coords)
    head, tail = points[0] - points[1], points[-1] - points[-2]
    head, tail = head / np.hypot(*head) * by, tail / np.hypot(*tail) * by
    return LineString(np.vstack([points[0] + head, points, points[-1] + tail]))


def _countries(pieces: gpd.GeoDataFrame, known: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    areas = pieces.dissolve("country").geometry
    palestine = known.loc[known["ISO_A3"] == "PSE", "geometry"].union_all()
    # Natural Earth 5 draws East Jerusalem and its surroundings on Israel's side, its edition 4
    # on that of the West Bank, as the United Nations do.
    both = shapely.get_parts(shapely.intersection(palestine, areas["ISR"], grid_size=GRID))
    east = shapely.union_all([part for part in both if part.area > ONE_LINE])
    areas["ISR"] = shapely.difference(areas["ISR"], east, grid_size=GRID)
    areas["PSX"] = shapely.union(areas["PSX"], east, grid_size=GRID)
    return [
        _row("country" if code == "SYR" else "neighbour", *names, areas[code])
        for code, names in COUNTRIES.items()
        if code in areas.index
    ]


def _governorates(pieces: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    syria = pieces[(pieces["country"] == "SYR") & ~pieces["golan"]]
    names = syria["province"].map(GOVERNORATES)
    areas = syria.dissolve(names.str[0]).geometry
    arabic = dict(GOVERNORATES.values())
    return [_row("governorate", name, arabic[name], areas[name]) for name in sorted(areas.index)]


def _golan(pieces: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    area = pieces.loc[pieces["golan"], "geometry"].iloc[0]
    names = ("Golan Heights (Israeli-occupied)", "الجولان (تحت الاحتلال الإسرائيلي)")
    note = "part of the Syrian Arab Republic under Security Council resolutions 242 and 497"
    return [_row("area", *names, area, note=note)]


def _lakes(folder: Path) -> list[dict[str, Any]]:
    areas = _layer(folder / "ne_10m_lakes.shp").geometry.intersection(BOX)
    rows = []
    for area in areas[shapely.area(areas.array) > 0.01]:
        names = [names for at, names in LAKES.items() if area.buffer(0.1).contains(Point(at))]
        row = _row("lake", *(names[0] if names else ("", "")), area)
        rows.append({**row, "valid_from": FILLED.get(row["name"], ""), "valid_to": ""})
    return sorted(rows, key=lambda row: row["geometry"].bounds)


def _rivers(path: Path, water: BaseGeometry) -> list[dict[str, Any]]:
    rows = []
    for line in rivers(path):
        shown = line.intersection(BOX).difference(water)
        if shown.length > 0.05:
            names = [names for at, names in RIVERS.items() if line.distance(Point(at)) < 0.1]
            rows.append(_row("river", *(names[0] if names else ("", "")), shown))
    return sorted(rows, key=lambda row: row["geometry"].bounds)


def _places() -> list[dict[str, Any]]:
    towns = pd.read_csv(Path(__file__).with_name("syria_towns.csv"))
    where = pd.read_csv(GEODATA / "syria_places.csv", keep_default_na=False)
    where = where[where["kind"] != "governorate"].drop_duplicates(["place", "admin1"])
    found = towns.merge(where[["place", "admin1", "lon", "lat"]], how="left", validate="1:1")
    if found["lon"].isna().any():
        raise ValueError(
            f"not in the gazetteer: {found.loc[found['lon'].isna(), 'place'].tolist()}"
        )
    points = shapely.points(found["lon"].astype(float), found["lat"].astype(float))
    columns = zip(found["name"], found["name_ar"], points, found["rank"], strict=True)
    return [_row("place", name, arabic, at, rank=int(rank)) for name, arabic, at, rank in columns]
