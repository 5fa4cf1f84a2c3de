"""Compare in one run what folium's usual ways of writing points cost with what a page costs.

Usage: python benchmarks/page_peers.py [N ...]

Every variant writes the same strikes (position, date, two categories) to one HTML file, in
a process of its own: bytes a strike, Python's CPU time, and memory on top of the input. The
variants with details tell date and categories of a strike when asked; those without only
draw points. Files of folium load their scripts from elsewhere, so that their weight leaves
those out; a page holds its script, which is why the weight is given with and without it.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from page import columns, map_of

from strikemap import spec as sp
from strikemap.paint import folium_map, page


def table(n: int) -> dict[str, Any]:
    """Return the strikes with dates and categories as texts."""
    data = columns(n)
    date = (np.datetime64("2015-09-30") + np.asarray(data["day"]).astype("m8[D]")).astype(str)
    actor = np.char.add("attacker ", np.asarray(data["actor"]).astype(str))
    target = np.char.add("target ", np.asarray(data["target"]).astype(str))
    texts = {"date": date.tolist(), "actor": actor.tolist(), "target": target.tolist()}
    return {**data, "texts": texts}


def detailed(data: dict[str, Any]) -> sp.MapSpec:
    """Return the map of the strikes, with what can be opened for each."""
    spec = map_of(data)
    fields = tuple(sp.PopupColumn(k, k, tuple(v)) for k, v in data["texts"].items())
    return replace(spec, popups=replace(spec.popups, columns=fields))


def of_page(data: dict[str, Any]) -> Callable[[], str]:
    """Return what writes our page."""
    spec = detailed(data)
    return lambda: page.html(spec)


def of_explore(data: dict[str, Any]) -> Callable[[], str]:
    """Return what writes our map for folium."""
    spec = detailed(data)
    return lambda: str(folium_map.folium_map(spec).get_root().render())


def of_geojson(data: dict[str, Any]) -> Callable[[], str]:
    """Return what writes ``folium.GeoJson`` with tooltips, as ``GeoDataFrame.explore`` does."""
    import folium
    import geopandas as gpd

    points = gpd.points_from_xy(data["lon"], data["lat"])
    frame = gpd.GeoDataFrame(data["texts"], geometry=points, crs="EPSG:4326")

    def write() -> str:
        drawn = folium.Map([35, 38.5], zoom_start=7, prefer_canvas=True)
        tip = folium.GeoJsonTooltip(["date", "actor", "target"])
        folium.GeoJson(frame, marker=folium.CircleMarker(radius=2), tooltip=tip).add_to(drawn)
        return str(drawn.get_root().render())

    return write


def of_cluster(data: dict[str, Any], *, details: bool) -> Callable[[], str]:
    """Return what writes ``FastMarkerCluster``, with popups or without."""
    import folium
    from folium.plugins import FastMarkerCluster

    more = data["texts"].values() if details else ()
    rows = [list(row) for row in zip(data["lat"], data["lon"], *more, strict=True)]
    rows = [[float(lat), float(lon), *rest] for lat, lon, *rest in rows]
    callback = (
        "function (r) { var m = L.circleMarker([r[0], r[1]]);"
        " m.bindPopup(r[2] + ' ' + r[3] + ' ' + r[4]); return m; }"
    )

    def write() -> str:
        drawn = folium.Map([35, 38.5], zoom_start=7)
        FastMarkerCluster(rows, **({"callback": callback} if details else {})).add_to(drawn)
        return str(drawn.get_root().render())

    return write


VARIANTS: dict[str, Callable[[dict[str, Any]], Callable[[], str]]] = {
    "page": of_page,
    "explore()": of_explore,
    "folium.GeoJson with tooltips": of_geojson,
    "FastMarkerCluster with popups": lambda data: of_cluster(data, details=True),
    "FastMarkerCluster, points only": lambda data: of_cluster(data, details=False),
}


def measured(name: str, n: int) -> dict[str, Any]:
    """Return one line: weight, CPU time and memory of writing the file."""
    write = VARIANTS[name](table(n))
    VARIANTS[name](table(10))()  # imports and cached files are not the strikes' doing
    empty = len(VARIANTS[name](table(10))().encode())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    html = write()
    cpu = time.process_time() - start
    size = len(html.encode())
    return {
        "what": name,
        "n": n,
        "file_mb": round(size / 1e6, 2),
        "bytes_a_strike": round((size - empty) / (n - 10), 1),
        "python_cpu_s": round(cpu, 2),
        "memory_mb": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) // 1024,
    }


def main() -> None:
    """Print one line of JSON for each variant and size, each from a process of its own."""
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measured(sys.argv[2], int(sys.argv[3]))))
        return
    for n in [int(float(text)) for text in sys.argv[1:]] or [10_000, 100_000]:
        for name in VARIANTS:
            subprocess.run([sys.executable, __file__, "--one", name, str(n)], check=True)


if __name__ == "__main__":
    main()
