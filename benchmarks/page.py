"""Measure the saved page beside the bare prototype: weight, time to settle, to pan, and heap.

Usage: python benchmarks/page.py [N ...] [--rounds R] [--shots FOLDER]

Page and prototype are opened in turn, each time in a browser of its own, so that a machine
busy with other things disturbs both alike; figures are medians. The prototype,
``../shared/bench/own_template.html``, draws the same points on one map with nothing else: no
ground, zones, words, table or details. The page draws two maps over ground and zones, or, to
compare like with like, one. An empty document tells what the measure itself takes.
"""

from __future__ import annotations

import argparse
import base64
import json
import tempfile
import time
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from browser import DOTS, Scene, medians, opened
from strikes import BENCH, columns, one_map, two_maps

from strikemap.paint.page import page
from strikemap.payload.payload import payload

ASSETS = Path(__file__).resolve().parents[1] / "strikemap" / "paint" / "assets"


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
    script = (ASSETS / "folium-leaflet.js").read_text(encoding="utf-8")
    style = (ASSETS / "folium-leaflet.css").read_text(encoding="utf-8")
    head, _, rest = html.partition("<link rel=stylesheet")
    return f"{head}<style>{style}</style><script>{script}</script>{rest.partition('</script>')[2]}"


def written(data: dict[str, Any], folder: Path) -> dict[str, tuple[Scene, dict[str, Any]]]:
    """Write a file of each kind; return it with what is known before it is opened."""
    n = len(data["lon"])
    spec = two_maps(data)
    start = time.process_time()
    text = page.html(spec)
    cpu = time.process_time() - start
    block = payload(spec)
    packed = len(block["packed"]["columns"]) if "packed" in block else None
    facts = {
        "bytes_a_strike": None if packed is None else round(packed / n, 2),
        "python_cpu_s": round(cpu, 2),
    }
    texts = {
        "page, two maps": text,
        "page, one map": page.html(one_map(spec)),
        "bare prototype": prototype(data),
        "empty document": "<!doctype html><title>-</title>",
    }
    seen = {
        "page, two maps": (DOTS, n, ".map"),
        "page, one map": (DOTS, n, ".map"),
        "bare prototype": ("window.__drawn ? 1 : 0", 1, "#m"),
        "empty document": ("1", 1, ""),
    }
    made = {}
    for what, html in texts.items():
        if html is None:
            continue
        file = folder / f"{what.replace(', ', '-').replace(' ', '-')}-{n}.html"
        file.write_text(html, encoding="utf-8")
        line = {"what": what, "n": n, "file_mb": round(file.stat().st_size / 1e6, 2)}
        more = facts if what == "page, two maps" else {}
        made[what] = (Scene(file, *seen[what]), {**line, **more})
    return made


def measured(playwright: Any, n: int, rounds: int, shots: Path | None) -> list[dict[str, Any]]:
    """Return a line for each kind of file, with ratios to the prototype where it is there."""
    with tempfile.TemporaryDirectory() as folder:
        made = written(columns(n), Path(folder))
        found: dict[str, list[dict[str, float]]] = {what: [] for what in made}
        for turn in range(rounds):
            for what, (scene, _) in made.items():
                shot = shots / f"{scene.file.stem}.png" if shots and turn == 0 else None
                figures = opened(playwright, scene, shot=shot)
                if figures is None:
                    raise SystemExit(f"{what} with {n} strikes did not draw them")
                found[what].append(figures)
    lines = {what: {**line, **medians(found[what])} for what, (_, line) in made.items()}
    bare = lines.get("bare prototype")
    for line in lines.values():
        if bare and line["what"].startswith("page"):
            for key in ("settled_s", "settled_least_s", "browser_cpu_s"):
                line[f"{key}_ratio"] = round(line[key] / bare[key], 2)
    return list(lines.values())


def main() -> None:
    """Print one line of JSON for each kind of file and size."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=float, default=[1e3, 1e5], metavar="N")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--shots", type=Path)
    given = parser.parse_args()
    if given.shots:
        given.shots.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        for n in map(int, given.sizes):
            for line in measured(playwright, n, given.rounds, given.shots):
                print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
