"""The widget in a browser without Jupyter: what the reader does is read, what is set is done."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spec_samples as samples
from conftest import missing

from strikemap.paint.page import page
from strikemap.payload.strike_columns import rows_sent
from strikemap.spec import MapSpec

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"

#: A notebook's side of the widget: traits that tell who listens of each change.
HOST = """<!doctype html><meta charset="utf-8"><title>Notebook</title><main></main><script>
const code = (c) => c.charCodeAt(0);
const bytes = (base64) => new DataView(Uint8Array.from(atob(base64), code).buffer);
const traits = {_page: bytes("%s"), _title: "A map", view: "", _told: "", selected: bytes(""),
  _hidden: bytes("")};
const heard = {};
let saves = 0;
const model = {
  get: (name) => traits[name],
  set(name, value) {
    if (traits[name] === value) return;
    traits[name] = value;
    for (const act of heard[`change:${name}`] ?? []) act();
  },
  save_changes: () => (saves += 1),
  on: (name, act) => (heard[name] ??= new Set()).add(act),
  off: (name, act) => heard[name].delete(act),
};
const rows = (name) => [...new Uint32Array(traits[name].buffer)];
const select = (rows) => model.set("selected", new DataView(Uint32Array.from(rows).buffer));
const script = new TextDecoder().decode(bytes("%s"));
import(URL.createObjectURL(new Blob([script], {type: "text/javascript"}))).then((widget) => {
  window.end = widget.default.render({model, el: document.querySelector("main")});
});
</script>"""


class Notebook:
    """A host page with a widget in it."""

    def __init__(self, opened: Any) -> None:
        self.opened = opened
        self.inner = opened.page.frames[1]

    def trait(self, name: str) -> Any:
        """Return a trait; bytes as the rows in them."""
        numbers = name in ("selected", "_hidden")
        return self.opened.page.evaluate(f"rows('{name}')" if numbers else f"traits.{name}")

    def until(self, condition: str) -> None:
        self.opened.page.wait_for_function(condition, timeout=5000)


@pytest.fixture
def notebook(show: Callable[..., Any]) -> Callable[[MapSpec], Notebook]:
    def made(spec: MapSpec) -> Notebook:
        texts = (page.html(spec), page.asset("widget.js"))
        inside = (base64.b64encode(text.encode("utf-8")).decode("ascii") for text in texts)
        opened = show(HOST % tuple(inside), wait=None, viewport={"width": 1400, "height": 1300})
        opened.page.wait_for_function("saves > 0", timeout=10_000)
        return Notebook(opened)

    return made


def test_what_the_reader_moves_and_filters_is_read(notebook: Callable[..., Notebook]) -> None:
    spec = samples.spec()
    w = notebook(spec)
    w.inner.locator(".grip").focus()
    w.opened.page.keyboard.press("ArrowRight")
    w.until("traits.view === 'event=2017-05-05'")
    assert w.trait("_hidden") == []
    w.inner.locator(".filters > summary").click()
    w.inner.get_by_role("searchbox").fill("place 12")
    w.until("traits.view === 'event=2017-05-05&text=place+12' && rows('_hidden').length")
    named = [row for row, title in enumerate(spec.popups.title) if "12" in title]
    sent = rows_sent(spec)
    assert {int(sent[row]) for row in w.trait("_hidden")} == set(map(int, sent)) - set(named)
    assert w.trait("_told") == w.trait("view")
    assert w.opened.errors == []
    assert w.opened.requests == []


def test_what_python_sets_is_shown_and_not_sent_back_changed(
    notebook: Callable[..., Notebook],
) -> None:
    w = notebook(samples.spec())
    w.opened.page.evaluate("model.set('view', 'event=2017-05-07'); select([0, 3])")
    w.inner.wait_for_function("document.querySelectorAll('.strikemap-mark.picked').length === 2")
    assert w.inner.locator(".maps .dates").all_text_contents()[1] == "7–22 May 2017"
    assert "Selected: 2" in w.inner.locator(".picker").inner_text()
    w.until("traits._told === 'event=2017-05-07'")
    assert w.trait("selected") == [0, 3]


def test_rows_are_selected_in_the_list_by_keyboard_and_by_mouse(
    notebook: Callable[..., Notebook],
) -> None:
    w = notebook(samples.spec())
    w.inner.locator(".list .rows").focus()
    for key in ("ArrowDown", "Space", "ArrowDown", "Space"):
        w.opened.page.keyboard.press(key)
    w.until("rows('selected').length === 2")
    assert w.inner.locator(".list [aria-checked=true]").count() == 2
    assert w.inner.locator(".strikemap-details").count() == 0
    w.inner.locator(".list .row .check").nth(4).click()
    w.inner.locator(".list .row").nth(5).click(modifiers=["Control"])
    w.until("rows('selected').length === 4")
    w.inner.locator(".list .row .check").nth(4).click()
    w.until("rows('selected').length === 3")
    w.inner.get_by_role("button", name="Select none").click()
    w.until("rows('selected').length === 0")
    assert w.inner.locator(".strikemap-mark.picked").count() == 0


def test_a_loop_selects_the_marks_in_it_and_escape_ends_it(
    notebook: Callable[..., Notebook],
) -> None:
    spec = samples.spec()
    w = notebook(spec)
    loop = w.inner.get_by_role("button", name="Select by a loop")
    loop.click()
    assert loop.get_attribute("aria-pressed") == "true"
    box = w.inner.locator(".map").first.bounding_box()
    mouse = w.opened.page.mouse
    x0, y0, x1, y1 = box["x"] + 2, box["y"] + 2, box["x"] + box["width"] - 2, box["y"] + 2
    mouse.move(x0, y0)
    mouse.down()
    for x, y in ((x1, y1), (x1, y1 + box["height"] - 5), (x0, y1 + box["height"] - 5)):
        mouse.move(x, y, steps=3)
    mouse.up()
    outside = np.zeros(len(spec.marks.lon)) if spec.marks.outside is None else spec.marks.outside
    wanted = np.flatnonzero((spec.marks.panel == 0) & (outside == 0))
    w.until(f"rows('selected').length === {len(wanted)}")
    sent = rows_sent(spec)
    assert sorted(int(sent[row]) for row in w.trait("selected")) == wanted.tolist()
    w.opened.page.keyboard.press("Escape")
    assert loop.get_attribute("aria-pressed") == "false"
    assert w.inner.locator(".strikemap-lasso").count() == 0


def test_a_message_of_another_shape_or_window_changes_nothing(
    notebook: Callable[..., Notebook],
) -> None:
    w = notebook(samples.spec())
    w.opened.page.evaluate(
        """() => {
        const frame = document.querySelector("iframe").contentWindow;
        for (const said of [{view: 3, selected: new Uint32Array()}, {view: "event=2017-05-07"},
            {view: "", selected: [0]}, {view: "", selected: new Uint32Array([1e6])}, null, "x"])
          frame.postMessage({strikemap: said}, "*");
        const right = {view: "event=2017-05-09", selected: new Uint32Array()};
        window.postMessage({strikemap: right}, "*");
        }"""
    )
    w.opened.page.wait_for_timeout(300)
    assert w.inner.locator(".departure").get_attribute("class") == "departure whole"
    assert (w.trait("view"), w.trait("selected")) == ("", [])
    assert w.opened.errors == []


def test_a_page_that_nobody_asks_offers_no_selection(show: Callable[..., Any]) -> None:
    opened = show(page.html(samples.spec()))
    assert not opened.page.locator(".picker").is_visible()
    assert opened.count(".check") == 0


def test_a_hundred_thousand_strikes_are_selected_through_bytes(
    notebook: Callable[..., Notebook],
) -> None:
    n = 100_000
    spec = samples.many(n)
    titles = tuple(f"Town {i}" for i in range(n))
    spec = replace(spec, popups=replace(spec.popups, title=titles))
    w = notebook(spec)
    w.opened.page.evaluate("select(Array.from({length: 50000}, (_, i) => i))")
    w.inner.wait_for_function(
        "document.querySelector('.picker').innerText.includes('50,000')", timeout=10_000
    )
    assert w.trait("selected")[-1] == 49_999
    w.opened.page.evaluate("model.set('view', 'text=Town+777')")
    w.until("rows('_hidden').length")
    [row] = set(range(n)) - set(w.trait("_hidden"))
    assert titles[int(rows_sent(spec)[row])] == "Town 777"


def test_axe_finds_nothing_serious_in_a_page_that_selects(
    notebook: Callable[..., Notebook],
) -> None:
    if not AXE.exists():
        missing("axe-core is not installed: run 'npm ci' in web/")
    w = notebook(samples.spec())
    w.opened.page.evaluate("select([0, 3])")
    w.inner.get_by_role("button", name="Select by a loop").click()
    w.inner.wait_for_function("document.querySelectorAll('.check').length > 3")
    w.inner.evaluate(AXE.read_text(encoding="utf-8") + "; window.axe = axe")
    found = w.inner.evaluate("axe.run().then(result => result.violations)")
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
