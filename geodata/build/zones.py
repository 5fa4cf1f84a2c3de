"""Make the embedded zones of the Syrian case from the embedded list of who held which town.

Usage: ``python geodata/build/zones.py``, then ``python geodata/build/catalogue.py``. The same
tables give the same bytes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

GEODATA = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(GEODATA.parent))

DATES = ["2017-04-30", "2017-05-15", "2017-06-15"]
GOLAN = "Israel-occupied Golan"

#: Beginnings of the column ``influence`` of the towns, and the side they stand for.
INFLUENCE = {
    "pink": "Russia, Iran and Assad",
    "purple": "United States",
    "yellow": "Turkey",
    "grey": "ISIS",
    "mixed": "contested",
    "not stated": "not stated",
}

MEMORANDUM = (
    "memorandum of 4 May 2017 as reported by TASS on 6 May 2017; it drew no borders, "
    "so the outlines are indicative"
)
READING = (
    "influence after an article of 20 June 2017 (Defense One), laid over who held which "
    "of 323 towns, most of them unverified; that opposition-held Idlib counts as Turkish "
    "influence is our reading"
)
#: Name, rough place, day after the last month; a radius in km where the outline is a circle.
ZONES_OF_DEAL = [
    ("1 Idlib and neighbouring areas", (36.63, 35.93), None, None),
    ("2 Northern Homs", (36.72, 34.88), "2018-06-01", 13.0),
    ("3 Eastern Ghouta", (36.41, 33.53), "2018-05-01", 11.0),
    ("4 Daraa and Quneitra", (36.05, 32.85), "2018-08-01", None),
]
#: What says that a zone ended, or did not.
ENDS = {
    "1 Idlib and neighbouring areas": "no end: kept by the memorandum of Sochi, 17 September 2018 "
    "(UN document S/2018/852, point 1)",
    "2 Northern Homs": "general knowledge, unverified",
    "3 Eastern Ghouta": "general knowledge, unverified",
    "4 Daraa and Quneitra": "end of the offensive in the south, 31 July 2018 (Wikipedia, 'Daraa "
    "offensive (June-July 2018)'); flag raised in Daraa city on 12 July (AFP, SANA) and in "
    "Quneitra city on 26 July 2018 (Reuters through Sputnik)",
}
#: The south of the country, in which the fourth zone lies.
SOUTH = shapely.box(35.6, 32.2, 36.6, 33.35)

#: Our translation of the names.
ZONES_AR = {
    "1 Idlib and neighbouring areas": "1 إدلب والمناطق المجاورة",
    "2 Northern Homs": "2 شمال حمص",
    "3 Eastern Ghouta": "3 الغوطة الشرقية",
    "4 Daraa and Quneitra": "4 درعا والقنيطرة",
}

#: From the mouth of the river into Lake Assad to the dam of Tabqa, through the lake.
THROUGH_LAKE_ASSAD = [(38.16, 36.22), (38.14, 36.08), (38.22, 35.98), (38.4, 35.9)]


def main() -> None:
    """Write every layer of zones, and the lines."""
    from strikemap.datasets import load_dataset
    from strikemap.ground.basemap import country
    from strikemap.zones.from_places import zones_from_places

    places, ground = load_dataset("syria_2017_places_control"), load_dataset("syria_basemap")
    fixed = {GOLAN: ground.loc[ground["layer"] == "area"].geometry.iloc[0]}
    syria = country("Syria")
    control = zones_from_places(places, syria, date=DATES, fixed=fixed)
    write(control, "syria_2017_control")
    june = places[places["as_of"] == DATES[-1]].copy()
    june["influence"] = [_influence(row) for row in june.to_dict("records")]
    influence = zones_from_places(
        june, syria, date=DATES[-1], side="influence", fixed=fixed, source=READING
    )
    write(influence.assign(zone=influence["side"]), "syria_2017_influence")
    write(deescalation(control, syria), "syria_2017_deescalation_zones")
    write(lines(ground, syria), "syria_2017_lines")


def _influence(place: dict[str, str]) -> str:
    if place["controller"] == GOLAN:
        return GOLAN
    return next(side for start, side in INFLUENCE.items() if place["influence"].startswith(start))


def deescalation(control: gpd.GeoDataFrame, syria: shapely.Geometry) -> gpd.GeoDataFrame:
    """Return the four zones of the memorandum as indicative outlines.

    The first and the last are the ground interpolated as the opposition's on 15 May 2017; the
    two pockets are circles. The memorandum drew no borders.
    """
    from strikemap.zones.lines import circle

    held = control[(control["as_of"] == "2017-05-15") & (control["side"] == "Opposition")]
    rows = []
    for name, (lon, lat), until, km in ZONES_OF_DEAL:
        if km:
            shape, how = circle(lon, lat, km), f"circle of {km:g} km; the radius is an assumption"
        else:
            near = held[held.intersects(SOUTH if name.startswith("4") else shapely.Point(lon, lat))]
            shape = near.geometry.union_all()
            shape = shape.intersection(SOUTH) if name.startswith("4") else shape
            how = "opposition-held ground as interpolated from towns for 15 May 2017"
        rows.append(
            {
                "zone": name,
                "zone_ar": ZONES_AR[name],
                "valid_to": pd.NaT if until is None else pd.Timestamp(until),
                "end_source": ENDS[name],
                "outline": how,
            }
        )
        rows[-1]["geometry"] = shape.intersection(syria)
    frame = gpd.GeoDataFrame(rows, crs="EPSG:4326").assign(
        side="De-escalation zone",
        valid_from=pd.Timestamp("2017-05-06"),
        as_of=pd.NaT,
        source=MEMORANDUM,
        basis="indicative outline",
    )
    order = ["zone", "zone_ar", "side", "valid_from", "valid_to", "as_of", "source", "basis"]
    return frame[[*order, "outline", "end_source", "geometry"]]


def lines(ground: gpd.GeoDataFrame, syria: shapely.Geometry) -> gpd.GeoDataFrame:
    """Return the Euphrates in one piece, downstream, and the circle around al-Tanf."""
    from strikemap.zones.lines import circle

    river = ground[(ground["layer"] == "river") & (ground["name"] == "Euphrates")].geometry
    parts = shapely.get_parts(shapely.line_merge(river.union_all().intersection(syria)))
    upper, lower = sorted(parts, key=lambda part: part.length)[-2:]
    upper = sorted(upper.coords, key=lambda point: -point[1])
    lower = list(lower.coords) if lower.coords[0][0] < lower.coords[-1][0] else lower.coords[::-1]
    euphrates = shapely.LineString([*upper, *THROUGH_LAKE_ASSAD, *lower])
    rows = [
        {
            "name": "Euphrates",
            "name_ar": "الفرات",
            "kind": "unilateral statement, not an agreed line",
            "error_km": 2.0,
            "left": "east of the Euphrates",
            "right": "west of the Euphrates",
            "valid_from": pd.Timestamp("2017-06-19"),
            "source": "unilateral Russian statement of 19 June 2017 ('west of the Euphrates'), "
            "which suspended the deconfliction channel; not an agreed line; river: "
            "Micro World Data Bank II (public domain), through Lake Assad by hand",
            "geometry": euphrates,
        },
        {
            "name": "al-Tanf, 55 km",
            "name_ar": "التنف، 55 كم",
            "kind": "deconfliction circle",
            "error_km": 3.0,
            "left": None,
            "right": None,
            "valid_from": pd.NaT,
            "source": "CENTCOM release 20170518-03 of 18 May 2017, which calls it established: "
            "since when is not known; centre approximate (3 km)",
            "geometry": circle(38.62, 33.51, 55).exterior,
        },
    ]
    return gpd.GeoDataFrame(rows, crs="EPSG:4326")


def write(frame: gpd.GeoDataFrame, name: str) -> None:
    """Write a frame as GeoJSON with ISO dates, five decimals and one feature a line."""
    features = []
    for row in frame.to_dict("records"):
        shape = shapely.set_precision(row.pop("geometry"), 1e-5)
        properties = {key: _plain(value) for key, value in row.items()}
        if shape.geom_type.endswith("Polygon"):
            shape = shapely.orient_polygons(shape)
        geometry = json.loads(shapely.to_geojson(shape))
        geometry["coordinates"] = _rounded(geometry["coordinates"])
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    lines = ",\n".join(
        json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in features
    )
    text = f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'
    (GEODATA / f"{name}.geojson").write_text(text, encoding="utf-8")
    print(f"{name}: {len(features)} rows, {len(text) / 1e3:.0f} kB")


def _plain(value: object) -> object:
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if value is None or pd.isna(value):
        return None
    return round(value, 4) if isinstance(value, float) else value


def _rounded(coordinates: object) -> object:
    if isinstance(coordinates, float | int):
        return round(coordinates, 5)
    return [_rounded(item) for item in coordinates]


if __name__ == "__main__":
    main()
