"""Measure the print against bare matplotlib and geopandas.plot, warm, in one process.

Two panels with zones and N strikes on a figure of 12 by 6 inches at 150 dots per inch,
written as PNG. Run as ``python benchmarks/static.py [N ...]``; prints the median CPU seconds of
interleaved rounds. "maps" are the print's two maps on the same two axes without names;
"names" is what placing and drawing the names adds; "whole" is the whole figure with title,
insets, strip, legend and notes.
"""

from __future__ import annotations

import io
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import spec_samples

from strikemap.paint.print import static
from strikemap.paint.print.projection import path_of
from strikemap.spec import MapSpec

WEST, SOUTH, EAST, NORTH = 35.4, 32.0, 42.6, 37.6


def fine(spec: MapSpec) -> MapSpec:
    """Give the zones about as many vertices as real ones have (some thousands)."""
    layers = tuple(
        replace(layer, geometry=tuple(shapely.segmentize(g, 0.01) for g in layer.geometry))
        for layer in spec.zone_layers
    )
    return replace(spec, zone_layers=layers)


def nameless(spec: MapSpec) -> MapSpec:
    """Take away every name that would have to be placed, and the insets."""
    places = spec.ground.places
    none = np.zeros(0)
    empty = replace(places, names=(), lon=none, lat=none, rank=none.astype(int))
    layers = tuple(
        replace(layer, label_lon=np.full(len(layer.names), np.nan)) for layer in spec.zone_layers
    )
    ground = replace(spec.ground, places=empty, areas=())
    return replace(spec, ground=ground, zone_layers=layers, insets=())


def two_axes() -> tuple[Figure, list]:
    figure = Figure(figsize=(12, 6), dpi=150)
    FigureCanvasAgg(figure)
    return figure, list(figure.subplots(1, 2))


def saved(figure: Figure) -> None:
    figure.savefig(io.BytesIO(), format="png", dpi=150)


def bare(spec: MapSpec) -> None:
    figure, axs = two_axes()
    marks = spec.marks
    for panel, axes in enumerate(axs):
        layer = spec.zone_layers[panel]
        fills = [spec.sides[side].fill for side in layer.side]
        paths = [path_of(geometry) for geometry in layer.geometry]
        axes.add_collection(PathCollection(paths, facecolors=fills), autolim=False)
        for code, style in enumerate(spec.mark_styles):
            rows = (marks.panel == panel) & (marks.style == code)
            axes.plot(
                *(marks.lon[rows], marks.lat[rows]),
                ls="",
                marker="o",
                ms=style.diameter_pt,
                mfc=style.fill or "w",
                mec=style.edge,
                mew=style.edge_width_pt,
            )
        axes.set(xlim=(WEST, EAST), ylim=(SOUTH, NORTH), aspect=1.22)
    saved(figure)


def by_geopandas(spec: MapSpec) -> None:
    figure, axs = two_axes()
    marks = spec.marks
    points = gpd.GeoSeries(gpd.points_from_xy(marks.lon, marks.lat), crs=4326)
    for panel, axes in enumerate(axs):
        layer = spec.zone_layers[panel]
        zones = gpd.GeoSeries(list(layer.geometry), crs=4326)
        zones.plot(ax=axes, color=[spec.sides[side].fill for side in layer.side])
        for code, style in enumerate(spec.mark_styles):
            rows = (marks.panel == panel) & (marks.style == code)
            if rows.any():
                points[rows].plot(
                    ax=axes,
                    markersize=style.diameter_pt**2,
                    color=style.fill or "w",
                    edgecolor=style.edge,
                    linewidth=style.edge_width_pt,
                )
        axes.set(xlim=(WEST, EAST), ylim=(SOUTH, NORTH))
    saved(figure)


def maps(spec: MapSpec) -> None:
    figure, axs = two_axes()
    static.figure(spec, axs=axs)
    saved(figure)


def whole(spec: MapSpec) -> None:
    static.write(spec, io.BytesIO(), suffix=".png", dpi=150)


def cpu_seconds(work: Callable[[], None]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def measured(n: int, rounds: int) -> dict[str, float]:
    """Return the median CPU seconds of each variant for ``n`` strikes."""
    spec = fine(spec_samples.many(n))
    plain = nameless(spec)
    variants = {
        "bare matplotlib": lambda: bare(spec),
        "maps": lambda: maps(plain),
        "maps with names": lambda: maps(replace(spec, insets=())),
        "whole": lambda: whole(spec),
        "geopandas.plot": lambda: by_geopandas(spec),
    }
    warm = fine(spec_samples.many(1000))
    for work in (bare, maps, whole, by_geopandas):
        work(warm)
    seconds: dict[str, list[float]] = {name: [] for name in variants}
    for _ in range(rounds):
        for name, work in variants.items():
            seconds[name].append(cpu_seconds(work))
    return {name: statistics.median(each) for name, each in seconds.items()}


def main() -> None:
    for n in [int(float(word)) for word in sys.argv[1:]] or [1_000, 100_000, 1_000_000]:
        found = measured(n, rounds=5 if n <= 100_000 else 3)
        print(f"{n:>9,} strikes")
        for name, seconds in found.items():
            ratio = seconds / found["bare matplotlib"]
            print(f"  {name:<16} {seconds:7.2f} s   {ratio:5.2f} x bare matplotlib")
        print(f"  geopandas.plot / maps: {found['geopandas.plot'] / found['maps']:.1f} x")


if __name__ == "__main__":
    main()
