"""Measure the saved page: bytes a strike, time to make it, to settle, to pan, and its heap.

Usage: python benchmarks/page.py [N ...]

The strikes are those of ``../shared/bench/gen_data.py`` where it is there (positions of
1/10000 degree, a day, six classes, ten groups), and invented ones otherwise. The bare
prototype beside them, ``own_template.html``, draws the same points with nothing else.
"""

from __future__ import annotations

import base64
import json
import os
import resource
import shutil
import sys
import tempfile
import time
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
BENCH = ROOT.parent / "shared" / "bench"
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import spec_samples as samples  # noqa: E402
from conftest import FLAGS, chromium  # noqa: E402

from strikemap import spec as sp  # noqa: E402
from strikemap.paint import folium_map, page  # noqa: E402
from strikemap.paint.payload import payload  # noqa: E402

SETTLED = """() => new Promise(done => {
    let calm = 0, last = performance.now();
    const frame = () => {
        const now = performance.now();
        calm = now - last < 150 ? calm + 1 : 0;
        last = now;
        calm > 5 ? done(now) : requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
})"""
WATCH = """() => {
    window.frames_ = [];
    let last = performance.now();
    const frame = () => {
        const now = performance.now();
        frames_.push(now - last);
        last = now;
        if (!window.stop_) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
}"""


def columns(n: int) -> dict[str, Any]:
    """Return positions, days and two categories of n strikes."""
    if (BENCH / "gen_data.py").is_file():
        os.environ.setdefault("BENCH_DIR", tempfile.mkdtemp())
        sys.path.insert(0, str(BENCH))
        import gen_data

        return dict(gen_data.arrays(n))
    rng = np.random.default_rng(n)
    return {
        "lon": rng.normal(37.5, 1.2, n),
        "lat": rng.normal(35.2, 0.8, n),
        "day": rng.integers(0, 1189, n),
        "actor": rng.integers(0, 6, n),
        "target": rng.integers(0, 10, n),
    }


def map_of(data: dict[str, Any]) -> sp.MapSpec:
    """Return a map of two panels that holds the strikes."""
    calm = samples.spec()
    n = len(data["lon"])
    day = np.asarray(data["day"], dtype=np.int64)
    cut = int(np.median(day))
    marks = sp.Marks(
        tuple(map(str, range(n))),
        *(data["lon"], data["lat"], (day >= cut).astype(int), data["actor"], data["target"]),
        *(day, day, np.full(n, 0.01), np.zeros(n, bool), np.zeros(n, bool)),
    )
    empty = ("",) * n
    return replace(
        calm,
        groups=tuple(f"group {i}" for i in range(10)),
        marks=marks,
        popups=sp.Popups(("strike",) * n, (), empty, ""),
    )


def prototype(data: dict[str, Any]) -> str | None:
    """Return the bare prototype with the same points, or None where it is missing."""
    template = BENCH / "own_template.html"
    if not template.is_file():
        return None
    n = len(data["lon"])
    order = np.argsort(data["day"], kind="stable")

    def planes(values: Any, count: int) -> bytes:
        wide = np.asarray(values).astype("<u8").view(np.uint8).reshape(-1, 8)
        return wide[:, :count].T.tobytes()

    x = np.round((np.asarray(data["lon"])[order] - 35.7) * 1e5).clip(0)
    y = np.round((np.asarray(data["lat"])[order] - 32.3) * 1e5).clip(0)
    day = np.diff(np.asarray(data["day"])[order], prepend=0).astype("<u2").tobytes()
    actor = np.asarray(data["actor"])[order].astype(np.uint8).tobytes()
    raw = planes(x, 3) + planes(y, 3) + day + actor
    text = base64.b64encode(zlib.compress(raw, 9)).decode("ascii")
    html = template.read_text(encoding="utf-8").replace("__DATA__", text).replace("__N__", str(n))
    assets = ROOT / "strikemap" / "paint" / "assets"
    script = (assets / "folium-leaflet.js").read_text(encoding="utf-8")
    style = (assets / "folium-leaflet.css").read_text(encoding="utf-8")
    head, _, rest = html.partition("<link rel=stylesheet")
    return f"{head}<style>{style}</style><script>{script}</script>{rest.partition('</script>')[2]}"


def in_browser(browser: Any, html: str, where: str) -> dict[str, float]:
    """Return seconds until the page is settled, frames while panning (ms), and heap (MB)."""
    file = Path(tempfile.mkdtemp()) / "page.html"
    file.write_text(html, encoding="utf-8")
    tab = browser.new_page(viewport={"width": 1366, "height": 900})
    start = time.perf_counter()
    tab.goto(file.as_uri())
    tab.evaluate(SETTLED)
    settled = time.perf_counter() - start
    box = tab.locator(where).first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.evaluate(WATCH)
    for i in range(30):
        tab.mouse.move(x - 5 * i, y - 3 * i)
    tab.mouse.up()
    tab.wait_for_timeout(100)
    frames = sorted(tab.evaluate("stop_ = true, frames_"))
    heap = tab.evaluate("performance.memory.usedJSHeapSize") / 1e6
    tab.close()
    shutil.rmtree(file.parent)
    return {
        "settled_s": round(settled, 2),
        "pan_median_ms": round(frames[len(frames) // 2], 1),
        "pan_worst_ms": round(frames[-1], 1),
        "heap_mb": round(heap, 1),
    }


def measured(browser: Any, n: int) -> list[dict[str, Any]]:
    """Return a line for the page and, where it is there, one for the prototype."""
    data = columns(n)
    spec = map_of(data)
    start = time.process_time()
    html = page.html(spec)
    cpu = time.process_time() - start
    block = payload(spec)
    packed = len(block["packed"]["columns"]) if "packed" in block else None
    lines = [
        {
            "what": "page",
            "n": n,
            "page_mb": round(len(html.encode()) / 1e6, 2),
            "bytes_a_strike": None if packed is None else round(packed / n, 2),
            "python_cpu_s": round(cpu, 2),
            "python_peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            **in_browser(browser, html, ".map"),
        }
    ]
    lines.append(explored(spec, n))
    bare = prototype(data)
    if bare:
        size = round(len(bare.encode()) / 1e6, 2)
        found = in_browser(browser, bare, "#m")
        lines.append({"what": "bare prototype", "n": n, "page_mb": size, **found})
    return lines


def explored(spec: sp.MapSpec, n: int) -> dict[str, Any]:
    """Return the weight of the folium map of the same strikes, and the time to make it."""
    start = time.process_time()
    html = folium_map.folium_map(spec).get_root().render()
    size = round(len(html.encode()) / 1e6, 2)
    cpu = round(time.process_time() - start, 2)
    return {"what": "explore()", "n": n, "page_mb": size, "python_cpu_s": cpu}


def main() -> None:
    """Print one line of JSON for each page measured."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for n in [int(float(text)) for text in sys.argv[1:]] or [1_000, 100_000]:
            for line in measured(browser, n):
                print(json.dumps(line))
        browser.close()


if __name__ == "__main__":
    main()
