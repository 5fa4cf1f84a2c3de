"""Headless Chromium, one of its own for every file: what opening and panning a file costs.

CPU seconds are read from ``/proc``, so this works on Linux only.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from conftest import FLAGS, chromium

NOWHERE: Final = "--host-resolver-rules=MAP * ~NOTFOUND"
#: WebGL by software rendering; there is no graphics card to draw on.
WEBGL: Final = (
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
)
#: Seconds after which a file that has not drawn its strikes counts as not drawn.
LIMIT: Final = 180
#: Seconds after which the map is let go of, however far it got.
DRAGGED: Final = 15
COUNT_INSTANCES: Final = """
window.instances_ = 0;
for (const name of ["drawArraysInstanced", "drawElementsInstanced"]) {
    const draw = WebGL2RenderingContext.prototype[name];
    WebGL2RenderingContext.prototype[name] = function (...given) {
        instances_ += given.at(-1);
        return draw.apply(this, given);
    };
}"""
#: Seconds from navigation until six frames in a row took less than 150 ms each and the
#: strikes are drawn; null where they never are.
SETTLED: Final = """() => new Promise(done => {
    const drawn = () => document.readyState === "complete" && (%s) >= %d;
    let calm = 0, last = performance.now();
    const frame = () => {
        const now = performance.now();
        calm = now - last < 150 ? calm + 1 : 0;
        last = now;
        if (calm > 5 && drawn()) return done(now / 1000);
        if (calm > 5) calm = 0;
        if (now > %d) return done(null);
        requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
})"""
WATCH: Final = """() => {
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
#: How many strikes the canvases of our maps say they have painted.
DOTS: Final = (
    "[...document.querySelectorAll('canvas.strikemap-dots')]"
    ".reduce((n, canvas) => n + +(canvas.dataset.count ?? 0), 0)"
)
CALM: Final = SETTLED % ("1", 1, 1e9)


@dataclass(frozen=True)
class Scene:
    """A file, how to count the strikes it has drawn, and where to take hold of its map."""

    file: Path
    drawn: str = "1"
    wanted: int = 1
    where: str = ""
    webgl: bool = False


def opened(
    playwright: Any, scene: Scene, *, answer: Any = None, shot: Path | None = None
) -> dict[str, float] | None:
    """Return what opening and panning a file costs; None where it never drew its strikes.

    Requests are answered by ``answer``, a Playwright handler of routes, or not at all.
    """
    flags = [*FLAGS, NOWHERE, *(WEBGL if scene.webgl else ())]
    browser = playwright.chromium.launch(executable_path=chromium(), args=flags)
    context = browser.new_context(viewport={"width": 1366, "height": 900}, offline=answer is None)
    if answer:
        context.route(lambda url: url.startswith("http"), answer)
    if scene.webgl:
        context.add_init_script(COUNT_INSTANCES)
    tab = context.new_page()
    tab.wait_for_timeout(500)  # what the browser does at its own start is not the file's doing
    found = _settled(tab, scene)
    if shot:
        tab.screenshot(path=shot)
    if found:
        found["heap_mb"] = _heap(context, tab)
    if found and scene.where:
        found |= _panned(tab, scene.where)
    browser.close()
    return found


def medians(found: Iterable[dict[str, float]]) -> dict[str, float]:
    """Return the median of each figure, and the least and greatest time."""
    rows = list(found)
    middle = {key: round(statistics.median(row[key] for row in rows), 2) for key in rows[0]}
    settled = [round(row["settled_s"], 2) for row in rows]
    return {**middle, "settled_least_s": min(settled), "settled_most_s": max(settled)}


def _settled(tab: Any, scene: Scene) -> dict[str, float] | None:
    before = cpu_seconds()
    tab.goto(scene.file.resolve().as_uri(), wait_until="commit", timeout=LIMIT * 1000)
    settled = tab.evaluate(SETTLED % (scene.drawn, scene.wanted, LIMIT * 1000))
    if settled is None:
        return None
    return {"settled_s": settled, "browser_cpu_s": cpu_seconds() - before}


def _panned(tab: Any, where: str) -> dict[str, float]:
    """Drag the map, and wait until it is calm again."""
    box = tab.locator(where).first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.evaluate(WATCH)
    until = time.monotonic() + DRAGGED
    for i in range(30):
        tab.mouse.move(x - 5 * i, y - 3 * i)
        if time.monotonic() > until:
            break
    tab.mouse.up()
    tab.wait_for_timeout(600)
    tab.evaluate(CALM)
    frames = tab.evaluate("stop_ = true, frames_")
    return {"pan_median_ms": statistics.median(frames), "pan_worst_ms": max(frames)}


def _heap(context: Any, tab: Any) -> float:
    """Return the megabytes that scripts hold after a collection, array buffers among them."""
    session = context.new_cdp_session(tab)
    session.send("HeapProfiler.collectGarbage")
    used = session.send("Runtime.getHeapUsage")
    return float(used["usedSize"] + used.get("backingStorageSize", 0)) / 1e6


def cpu_seconds() -> float:
    """Return the CPU seconds so far of every running Chromium process of this one."""
    parents, seconds = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            head, _, rest = stat.read_text().rpartition(")")
        except OSError:
            continue  # the process has ended
        pid, fields = int(stat.parent.name), rest.split()
        parents[pid] = int(fields[1])
        if head.partition("(")[2].startswith("chrom"):
            seconds[pid] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return sum(spent for pid, spent in seconds.items() if _is_ours(pid, parents))


def _is_ours(pid: int, parents: dict[int, int]) -> bool:
    while pid in parents:
        if pid == os.getpid():
            return True
        pid = parents[pid]
    return False
