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


def main() -> None:
    """Write every layer of zones."""
    from strikemap.datasets import load_dataset
    from strikemap.interpolation import zones_from_places

    places = load_dataset("syria_2017_places_control")
    write(zones_from_places(places, outline(), date=DATES), "syria_2017_control")


def outline() -> shapely.Geometry:
    """Return Syria's outline."""
    world = gpd.read_file("/usr/share/qgis/resources/data/world_map.gpkg", layer="countries")
    return world.set_index("NAME").geometry["Syria"]


def write(frame: gpd.GeoDataFrame, name: str) -> None:
    """Write a frame as GeoJSON with ISO dates, five decimals and one feature a line."""
    features = []
    for row in frame.to_dict("records"):
        shape = shapely.set_precision(row.pop("geometry"), 1e-5)
        properties = {key: _plain(value) for key, value in row.items()}
        geometry = json.loads(shapely.to_geojson(shapely.orient_polygons(shape)))
        geometry["coordinates"] = _rounded(geometry["coordinates"])
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    lines = ",\n".join(
        json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in features
    )
    text = f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'
    (GEODATA / f"{name}.geojson").write_text(text, encoding="utf-8")
    print(f"{name}: {len(features)} zones, {len(text) / 1e3:.0f} kB")


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
