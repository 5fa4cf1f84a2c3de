"""Compare in one run what ways of writing points to HTML cost, in Python and in the browser.

Usage: python benchmarks/page_peers.py [N ...] [--rounds R] [--shots FOLDER]

Every variant writes the same strikes (position, date, two categories) to one HTML file, in a
process of its own: bytes a strike, Python's CPU time, and memory on top of the input. Then
each file is opened in turn, in a browser of its own, and panned. What files ask for elsewhere
is answered from npm packages fetched into a temporary folder first; nothing leaves the
machine while files are open. No variant has background tiles.

lonboard is installed into the same folder. It is the newest release whose parts npm serves:
0.17 asks for parquet-wasm 0.9, which is not there. It draws with WebGL, here in software.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from browser import DOTS, Scene, medians, opened
from packages import Shelf
from strikes import columns, details, two_maps

LONBOARD = "lonboard==0.16.0"
#: From this many strikes on, only variants with packed columns are tried.
VERY_MANY = 200_000
VIEW = {"latitude": 35, "longitude": 38.5, "zoom": 7}


def of_page(data: dict[str, Any]) -> Callable[[], str]:
    """Return what writes our page."""
    from strikemap.paint.page import page

    spec = two_maps(data)
    return lambda: page.html(spec)


def of_explore(data: dict[str, Any]) -> Callable[[], str]:
    """Return what writes our map for folium."""
    from strikemap.paint import folium_map

    spec = two_maps(data)
    return lambda: str(folium_map.folium_map(spec).get_root().render())


def frame_of(data: dict[str, Any]) -> Any:
    """Return the strikes as a GeoDataFrame."""
    import geopandas as gpd

    points = gpd.points_from_xy(data["lon"], data["lat"])
    return gpd.GeoDataFrame(details(data), geometry=points, crs="EPSG:4326")


def of_geojson(data: dict[str, Any]) -> Callable[[], str]:
    """Return what writes ``folium.GeoJson`` with tooltips, as ``GeoDataFrame.explore`` does."""
    import folium

    frame = frame_of(data)

    def write() -> str:
        drawn = _folium(prefer_canvas=True)
        tip = folium.GeoJsonTooltip(["date", "attacker", "target_type"])
        dot = folium.CircleMarker(radius=2, weight=1, color="#c00")
        folium.GeoJson(frame, marker=dot, tooltip=tip).add_to(drawn)
        return str(drawn.get_root().render())

    return write


def of_cluster(data: dict[str, Any], *, popups: bool) -> Callable[[], str]:
    """Return what writes ``FastMarkerCluster``, with popups or without."""
    from folium.plugins import FastMarkerCluster

    more = details(data).values() if popups else ()
    rows = [
        [float(lat), float(lon), *rest]
        for lat, lon, *rest in zip(data["lat"], data["lon"], *more, strict=True)
    ]
    callback = (
        "function (r) { var m = L.circleMarker([r[0], r[1]], {radius: 2, color: '#c00'});"
        " m.bindPopup(r[2] + ' ' + r[3] + ' ' + r[4]); return m; }"
    )

    def write() -> str:
        drawn = _folium()
        FastMarkerCluster(rows, **({"callback": callback} if popups else {})).add_to(drawn)
        return str(drawn.get_root().render())

    return write


def _folium(**options: Any) -> Any:
    import folium

    where = [VIEW["latitude"], VIEW["longitude"]]
    # Clusters need the greatest zoom, which a map without tiles does not know.
    return folium.Map(where, zoom_start=VIEW["zoom"], tiles=None, maxZoom=18, **options)


def of_lonboard(data: dict[str, Any]) -> Callable[[], str]:
    """Return what writes lonboard's ``ScatterplotLayer`` with tooltips."""
    import lonboard

    frame = frame_of(data)
    view = {**VIEW, "zoom": VIEW["zoom"] - 1}  # its tiles have 512 px

    def write() -> str:
        layer = lonboard.ScatterplotLayer.from_geopandas(
            frame, get_radius=300, radius_min_pixels=2, get_fill_color=[204, 0, 0]
        )
        made = lonboard.Map(layer, basemap=None, show_tooltip=True, view_state=view)
        return str(made.to_html())

    return write


VARIANTS: dict[str, Callable[[dict[str, Any]], Callable[[], str]]] = {
    "page": of_page,
    "explore()": of_explore,
    "folium.GeoJson with tooltips": of_geojson,
    "FastMarkerCluster with popups": lambda data: of_cluster(data, popups=True),
    "FastMarkerCluster, points only": lambda data: of_cluster(data, popups=False),
    "lonboard ScatterplotLayer": of_lonboard,
}
MANY = ("page", "explore()", "lonboard ScatterplotLayer")
CLUSTERED = (
    "[...document.querySelectorAll('.marker-cluster span')]"
    ".reduce((n, it) => n + +it.textContent, 0) + document.querySelectorAll("
    "'path.leaflet-interactive, .awesome-marker:not(.awesome-marker-shadow)').length"
)
#: How many strikes a variant has drawn, and the element that is dragged.
SEEN = {
    "page": (DOTS, ".map"),
    "explore()": (DOTS, ".folium-map"),
    "folium.GeoJson with tooltips": (
        "(() => { let n = 0; for (const it of Object.values(window)) if (it instanceof L.Map)"
        " it.eachLayer(one => n += one instanceof L.CircleMarker); return n; })()",
        ".folium-map",
    ),
    "FastMarkerCluster with popups": (CLUSTERED, ".folium-map"),
    "FastMarkerCluster, points only": (CLUSTERED, ".folium-map"),
    "lonboard ScatterplotLayer": ("window.instances_", "canvas"),
}


def measured(name: str, n: int, file: Path) -> dict[str, Any]:
    """Write a variant's file; return weight, CPU time and memory of writing it."""
    data = columns(n)
    few = columns(10)
    VARIANTS[name](few)()  # imports and cached files are not the strikes' doing
    empty = len(VARIANTS[name](few)().encode())
    write = VARIANTS[name](data)
    memory = _restart_peak()
    start = time.process_time()
    html = write()
    cpu = time.process_time() - start
    rise = _status("VmHWM") - memory
    file.write_text(html, encoding="utf-8")
    size = file.stat().st_size
    return {
        "what": name,
        "n": n,
        "file_mb": round(size / 1e6, 2),
        "bytes_a_strike": round((size - empty) / (n - 10), 1),
        "python_cpu_s": round(cpu, 2),
        "memory_rise_mb": round(rise / 1024, 1),
    }


def _restart_peak() -> int:
    """Let the process's peak of memory begin anew; return its memory now (kB)."""
    Path("/proc/self/clear_refs").write_text("5")
    return _status("VmRSS")


def _status(key: str) -> int:
    text = Path("/proc/self/status").read_text()
    return int(re.findall(rf"^{key}:\s*(\d+) kB", text, re.M)[0])


def scene_of(name: str, n: int, file: Path) -> Scene:
    """Return how a variant's file is opened."""
    drawn, where = SEEN[name]
    wanted = n
    if name == "explore()":  # shows one period at a time
        wanted = int((two_maps(columns(n)).marks.panel == 0).sum())
    if not name.startswith("lonboard"):
        return Scene(file, drawn, wanted, where)
    where = where if n < VERY_MANY else ""  # software takes minutes to drag so many
    # npm has require.js as it was written, not the shortened text whose hash the file names.
    text = re.sub(r' integrity="[^"]*"', "", file.read_text(encoding="utf-8"))
    file.write_text(text, encoding="utf-8")
    return Scene(file, drawn, wanted, where, webgl=True)


def compared(
    playwright: Any, n: int, *, rounds: int, folder: Path, shelf: Shelf, shots: Path | None
) -> list[dict[str, Any]]:
    """Return a line for each variant."""
    lines, scenes = {}, {}
    for name in VARIANTS if n < VERY_MANY else MANY:
        file = folder / f"{re.sub(r'[^a-zA-Z]+', '-', name).strip('-')}-{n}.html"
        child = [sys.executable, __file__, "--one", name, str(n), str(file), str(folder)]
        printed = subprocess.run(child, check=True, capture_output=True, text=True).stdout
        lines[name] = json.loads(printed.splitlines()[-1])
        scenes[name] = scene_of(name, n, file)
    found: dict[str, list[dict[str, float] | None]] = {name: [] for name in scenes}
    for turn in range(rounds):
        for name, scene in scenes.items():
            if turn and (scene.webgl or None in found[name]):
                continue  # once is long enough in software, and for what does not draw
            shot = shots / f"{scene.file.stem}.png" if shots and turn == 0 else None
            found[name].append(opened(playwright, scene, answer=shelf.answer, shot=shot))
    return [{**line, **_summary(found[name])} for name, line in lines.items()]


def _summary(found: list[dict[str, float] | None]) -> dict[str, Any]:
    """Return the medians; nothing where a variant did not draw its strikes every time."""
    drawn = [one for one in found if one is not None]
    if len(drawn) < len(found):
        return {"settled_s": None}
    return {"openings": len(found), **medians(drawn)}


def _write_one(name: str, n: str, file: str, folder: str) -> None:
    sys.path.append(str(Path(folder) / "lonboard"))
    print(json.dumps(measured(name, int(n), Path(file))))


def main() -> None:
    """Print one line of JSON for each variant and size."""
    if sys.argv[1:2] == ["--one"]:
        _write_one(*sys.argv[2:])
        return
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=float, default=[1e4, 1e5], metavar="N")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--shots", type=Path)
    given = parser.parse_args()
    if given.shots:
        given.shots.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder = Path(temporary)
        shelf = Shelf(folder / "npm")
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--quiet", "--target"]
        subprocess.run([*pip, str(folder / "lonboard"), LONBOARD], check=True)
        options = {"rounds": given.rounds, "folder": folder, "shelf": shelf, "shots": given.shots}
        for n in map(int, given.sizes):
            for line in compared(playwright, n, **options):
                print(json.dumps(line), flush=True)
        print(json.dumps({"requests not answered": sorted(shelf.missed)}))


if __name__ == "__main__":
    main()
