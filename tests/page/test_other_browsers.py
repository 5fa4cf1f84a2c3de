"""The pages in Firefox and in WebKit, as readers have them: drawn, used, silent and inert.

Each runs where the browser is installed (Debian: firefox-esr; webkit2gtk-driver and xvfb).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spec_samples as samples
import webdriver
from hostile import TEXTS
from test_hostile import WATCH, expected, faults, poisoned

import strikemap as sm
from strikemap.paint import folium_map
from strikemap.paint.page import page
from strikemap.periods import Period, Periods, assign

pytestmark = pytest.mark.browser
LAYOUTS = ("dual", "swipe", "toggle", "grid", "timelapse")
#: Notes what goes wrong; it stands before the page's policy, which would refuse it.
NOTES = """
    window.errors = [];
    addEventListener('error', event => errors.push(String(event.message)), true);
    addEventListener('unhandledrejection', event => errors.push(String(event.reason)));
    addEventListener('securitypolicyviolation', event => errors.push(event.violatedDirective));
    console.error = (...said) => errors.push(said.join(' '));
"""
DRAWN = "document.documentElement.dataset.strikemap === 'drawn'"
PLACE = """const at = (s, i) => document.querySelectorAll(s)[i].getBoundingClientRect();"""


class Opened:
    """A page that was opened in one of the browsers, with what its tests ask of it."""

    def __init__(self, driver: webdriver.Driver) -> None:
        self.driver = driver
        self.requests = driver.requests
        self.dialogs: list[str] = []
        self.page = self

    @property
    def url(self) -> str:
        """Where the tab is now."""
        return str(self.evaluate("location.href"))

    @property
    def errors(self) -> list[str]:
        """What went wrong in the page."""
        return list(self.evaluate("window.errors"))

    def evaluate(self, text: str) -> Any:
        """Return the value of an expression, or of a function without arguments."""
        body = f"const it = {text}; return typeof it === 'function' ? await it() : it;"
        return json.loads(self.driver.run(body))

    def wait_for_timeout(self, milliseconds: int) -> None:
        """Let the page be for a while."""
        self.evaluate(f"new Promise(done => setTimeout(done, {milliseconds}))")

    def wait_for(self, condition: str) -> None:
        """Wait until an expression is true."""
        steps = "await new Promise(done => setTimeout(done, 20))"
        waited = f"async () => {{ for (let i = 0; i < 1000 && !({condition}); i++) {steps}; }}"
        self.evaluate(waited)
        assert self.evaluate(f"Boolean({condition})"), condition

    def count(self, selector: str) -> int:
        """Return how many elements there are."""
        return int(self.evaluate(f"document.querySelectorAll({selector!r}).length"))

    def texts(self, selector: str) -> list[str]:
        """Return the text of each element."""
        every = f"[...document.querySelectorAll({selector!r})]"
        return list(self.evaluate(f"{every}.map(node => node.textContent)"))

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        values = [webdriver.KEYS.get(key, key) for key in keys]
        steps = [{"type": kind, "value": v} for v in values for kind in ("keyDown", "keyUp")]
        self.driver.act([{"type": "key", "id": "keys", "actions": steps}])

    def drag(self, selector: str, *moves: tuple[int, int]) -> None:
        """Press the pointer on the middle of an element, move it, and let it go."""
        middle = f"""() => {{
            const node = document.querySelector({selector!r});
            node.scrollIntoView({{block: 'center'}});
            const {{x, y, width, height}} = node.getBoundingClientRect();
            return [x + width / 2, y + height / 2];
        }}"""
        x, y = self.evaluate(middle)
        to = [
            {"type": "pointerMove", "x": round(x + dx), "y": round(y + dy), "duration": 20}
            for dx, dy in ((0, 0), *moves)
        ]
        steps = [to[0], {"type": "pointerDown", "button": 0}, *to[1:]]
        steps.append({"type": "pointerUp", "button": 0})
        mouse = {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}}
        self.driver.act([{**mouse, "actions": steps}])


@pytest.fixture(scope="module", params=["firefox", "webkit"])
def driver(request: pytest.FixtureRequest) -> Iterator[webdriver.Driver]:
    """Return one of the browsers, running, once per module."""
    reason = webdriver.wanting(request.param)
    if reason:
        pytest.skip(reason)
    with webdriver.started(request.param) as running:
        yield running


@pytest.fixture
def show(driver: webdriver.Driver, tmp_path: Path) -> Callable[..., Opened]:
    """Return a function that opens an HTML text as a file, at a fragment of its address."""

    def opened(html: str, *, init: str = "", ready: str = DRAWN, fragment: str = "") -> Opened:
        file = tmp_path / f"page{len(list(tmp_path.iterdir()))}.html"
        watched = html.replace("<head>", f"<head><script>{NOTES}{init}</script>", 1)
        file.write_text(watched, encoding="utf-8")
        driver.requests.clear()
        driver.goto(file.as_uri() + fragment)
        made = Opened(driver)
        made.wait_for(ready)
        return made

    return opened


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_page_is_drawn_without_error_or_request(
    show: Callable[..., Opened], layout: str
) -> None:
    spec = samples.periods(3) if layout in ("grid", "timelapse") else samples.spec()
    opened = show(page.html(spec, layout=layout))
    shown = spec.marks.panel >= 0
    assert opened.count(".strikemap-mark") == shown.sum()
    assert opened.count(".strikemap-disc") == (shown & spec.marks.coarse).sum()
    zones = sum(len(spec.zone_layers[panel.zone_layer].names) for panel in spec.panels)
    assert opened.count(".strikemap-zone") == zones
    assert opened.texts("h1") == [spec.title]
    assert opened.texts(".counts strong") == [panel.counts[0] for panel in spec.panels]
    assert opened.errors == []
    assert opened.requests == []


def test_the_arabic_page_is_drawn_from_right_to_left(show: Callable[..., Opened]) -> None:
    opened = show(page.html(samples.arabic()))
    before, after = opened.evaluate(f"() => {{{PLACE} return [0, 1].map(i => at('.panel', i).x)}}")
    assert before > after
    assert opened.errors == []


def test_a_click_opens_a_card_and_escape_gives_the_focus_back(show: Callable[..., Opened]) -> None:
    opened = show(page.html(samples.spec()))
    opened.drag(".strikemap-mark[data-row='1']")
    assert "2 May 2017" in opened.texts(".strikemap-details")[0]
    link = "document.querySelector('.strikemap-details a')"
    assert opened.evaluate(f"[{link}.href, {link}.rel]") == [
        "https://example.org/1",
        "noopener noreferrer",
    ]
    opened.press("Tab")
    assert opened.evaluate("document.activeElement.matches('.strikemap-details .bar button')")
    opened.press("Escape")
    assert opened.count(".strikemap-details") == 0
    assert opened.evaluate("document.activeElement.dataset.row") == "1"
    assert opened.errors == []


def counted(cut: int) -> list[str]:
    """Return what the panels say when the event is moved to a day."""
    spec = samples.spec()
    before, after = Period(spec.panels[0].day_start, cut), Period(cut, spec.panels[1].day_stop)
    codes = assign(spec.marks.day_start, spec.marks.day_end, Periods(before, after, cut))
    apart = np.array([style.key == "alternative" for style in spec.mark_styles])[spec.marks.style]
    mapped = (spec.marks.panel >= 0) & ~apart
    found = [int((mapped & (codes == panel)).sum()) for panel in (0, 1)]
    return [f"{n} strikes named as Russian" for n in found]


def test_the_event_moves_by_key_and_by_pointer_and_an_address_brings_it_back(
    show: Callable[..., Opened],
) -> None:
    opened = show(page.html(samples.spec()))
    opened.evaluate("document.querySelector('.grip').focus()")
    opened.press("ArrowRight", "ArrowRight", "ArrowRight")
    assert opened.texts(".counts strong") == counted(samples.EVENT_DAY + 3)
    opened.drag(".grip .knob", (-40, 0), (-90, 0))
    day = opened.evaluate("location.hash").removeprefix("#event=")
    assert day < "2017-05-04"
    said = counted(int(np.datetime64(day, "D").astype(int)))
    assert opened.texts(".counts strong") == said
    assert opened.errors == []
    again = show(page.html(samples.spec()), fragment=f"#event={day}")
    assert again.texts(".counts strong") == said


def test_maps_are_dragged_as_one(show: Callable[..., Opened]) -> None:
    opened = show(page.html(samples.spec()))
    opened.evaluate("document.querySelector('.tools button').click()")
    opened.wait_for_timeout(700)
    places = f"""() => {{{PLACE} return [0, 1].map(i => {{
        const map = document.querySelectorAll('.map')[i];
        const [frame, disc] = [map, map.querySelector('.strikemap-town')]
            .map(node => node.getBoundingClientRect());
        return [disc.x - frame.x, disc.y - frame.y];
    }})}}"""
    start = opened.evaluate(places)
    opened.drag(".map .strikemap-scale, .frame .strikemap-scale", (80, -60), (120, -90))
    opened.drag(".map", (30, 20), (60, 40))
    opened.wait_for_timeout(700)
    one, other = opened.evaluate(places)
    assert one == pytest.approx(other, abs=1.5)
    assert np.hypot(*np.subtract(one, start[0])) > 20
    assert opened.errors == []


@pytest.mark.parametrize("lacking", ["", "DecompressionStream"])
def test_very_many_strikes_are_painted_with_and_without_a_way_to_inflate(
    show: Callable[..., Opened], lacking: str
) -> None:
    spec = samples.many(20_000)
    init = f"delete globalThis.{lacking}; delete Uint8Array.fromBase64;" if lacking else ""
    painted = "document.querySelectorAll('.strikemap-dots[data-count]').length === 2"
    opened = show(page.html(spec), init=init, ready=painted)
    counts = "[...document.querySelectorAll('.strikemap-dots')].map(one => +one.dataset.count)"
    assert opened.evaluate(counts) == np.bincount(spec.marks.panel).tolist()
    assert opened.evaluate("'DecompressionStream' in window") == (not lacking)
    assert opened.errors == []


def test_a_saved_folium_map_is_drawn_and_its_popup_opens(
    show: Callable[..., Opened], tmp_path: Path
) -> None:
    spec = samples.spec()
    sm.save(folium_map.folium_map(spec), tmp_path / "map.html")
    html = (tmp_path / "map.html").read_text(encoding="utf-8")
    opened = show(html, ready="document.querySelector('.strikemap-card')")
    assert opened.count(".strikemap-mark") == (spec.marks.panel == 0).sum()
    assert opened.evaluate("document.title") == spec.title
    opened.drag(".strikemap-mark[data-row='1']")
    assert "Place 2" in opened.texts(".leaflet-popup")[0]
    wide = "document.querySelector('.strikemap-card')"
    assert opened.evaluate(f"{wide}.scrollWidth <= {wide}.clientWidth")
    assert opened.errors == []
    assert opened.requests == []


def test_hostile_texts_are_shown_and_none_runs(show: Callable[..., Opened]) -> None:
    texts: Sequence[str] = TEXTS[::8]
    spec = poisoned(texts)
    opened = show(page.html(spec), init=WATCH)
    assert faults(opened, expected(spec)) == set()
    assert opened.errors == []


def test_the_same_kind_of_text_unescaped_is_caught(show: Callable[..., Opened]) -> None:
    """The control: here a script runs, an error is thrown and a request is made."""
    text = "<script>ran(1); throw new Error('')</script><img src='http://example.invalid/'>"
    opened = show(f"<head></head><body>{text}</body>", init=WATCH, ready="true")
    assert {"ran", "requested", "tags", "not literal"} <= faults(opened, [text])
    assert opened.errors != []
