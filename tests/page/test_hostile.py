"""Hostile texts in every place where a text enters: shown as they stand, and never run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spec_samples as samples
from hostile import ADDRESSES, TEXTS
from shapely.geometry import LineString, box

import strikemap as sm
from strikemap import spec as sp
from strikemap.errors import MapError
from strikemap.paint import folium_map, standalone
from strikemap.paint.page import frames, page
from strikemap.resources import resource

JOINT = " \u2042 "
KINDS = ("source", "date", "title", "")
CHUNK = 49
CHUNKS = [TEXTS[start : start + CHUNK] for start in range(0, len(TEXTS), CHUNK)]
#: Notes every call that a text makes, in the page and in its frames.
WATCH = """
    window.calls = [];
    window.ran = n => { window.calls.push(n); if (parent !== window) parent.postMessage(n, '*'); };
    window.alert = window.confirm = window.prompt = () => ran('dialog');
"""
HTML_TAGS = """html head meta link title style body script noscript div header main section aside
    footer h1 h2 h3 p span strong a table caption thead tbody tr th td ul li dl dt dd button
    fieldset legend label input details summary"""
SVG_TAGS = "svg defs pattern rect path circle line text g"
TAGS = {*HTML_TAGS.split(), *SVG_TAGS.split()}


def poisoned(texts: Sequence[str]) -> sp.MapSpec:
    """Return a map in which every one of the texts stands in every field that holds text."""
    calm, joined, n = samples.spec(), JOINT.join(texts), len(texts)
    lon, lat = np.linspace(36, 41.5, n), 33.5 + (np.arange(n) % 8) * 0.4
    squares = [box(x, y, x + 0.1, y + 0.1) for x, y in zip(lon, lat, strict=True)]
    number = np.arange(n, dtype=np.int32)
    marks = sp.Marks(
        *(texts, lon, lat, number % 2, number, np.full(n, -1)),
        *(np.full(n, samples.EVENT_DAY), np.full(n, samples.EVENT_DAY)),
        *(np.full(n, 2.0), np.zeros(n, bool), np.zeros(n, bool)),
    )
    columns = tuple(sp.PopupColumn(text, text, tuple(texts)) for text in texts)
    own = tuple((i, n - 1 - i) for i in range(n))
    reports = sp.Reports(*(tuple(f"{kind} {text}" for text in texts) for kind in KINDS), own)
    overlays = tuple(
        sp.Overlay(text, LineString([(36, 33), (37, 34)]), "#123456", 1.0, True) for text in texts
    )
    layer = sp.ZoneLayer(joined, tuple(texts), number, tuple(squares), lon, lat)
    panels = tuple(
        replace(one, key=joined, heading=joined, dates=joined, counts=texts, zones_note=joined)
        for one in calm.panels
    )
    entries = tuple(sp.LegendEntry("mark", i, text, (i, i)) for i, text in enumerate(texts))
    sides = tuple(sp.SideStyle(text, text, "#eeeeee", "dots", "#333333") for text in texts)
    series = tuple(sp.Series(text, "#b3131b", np.ones(30)) for text in texts)
    ticks = tuple((samples.EVENT_DAY + i, text) for i, text in enumerate(texts))
    return replace(
        calm,
        **dict.fromkeys(("title", "subtitle", "alt", "unit"), joined),
        insets=tuple(replace(calm.insets[0], label=text) for text in texts),
        ground=replace(
            calm.ground,
            areas=overlays,
            places=sp.Places(tuple(texts), lon + 0.05, lat + 0.2, number),
        ),
        panels=panels,
        groups=tuple(texts),
        mark_styles=tuple(replace(calm.mark_styles[0], key=text, label=text) for text in texts),
        marks=marks,
        popups=sp.Popups(tuple(texts), columns, tuple(texts), joined, reports),
        sides=sides,
        zone_layers=(layer, layer),
        overlays=overlays,
        legend=(sp.LegendGroup(joined, entries),),
        timeline=replace(
            calm.timeline, label=joined, event_label=joined, series=series, ticks=ticks
        ),
        table=sp.Table(joined, tuple(texts), tuple((text, text) for text in texts)),
        notes=tuple(sp.Note("caveat", text) for text in texts),
        words={**dict.fromkeys((*calm.words, *texts), joined)},
        provenance=dict.fromkeys(texts, joined),
    )


READ = """() => {
    const said = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode())
        if (walk.currentNode.parentNode.localName !== 'script') said.push(walk.currentNode.data);
    const labels = [...document.querySelectorAll('[aria-label]')].map(e => e.ariaLabel);
    return {
        said: [...said, ...labels],
        tags: [...new Set([...document.querySelectorAll('*')].map(e => e.localName))],
        links: [...document.querySelectorAll('[href], [src]')].map(e => e.href || e.src),
        inline: [...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames())
            .filter(name => name.startsWith('on')),
    };
}"""
OPEN_ALL = """async () => {
    const said = [];
    const links = [];
    for (const mark of document.querySelectorAll('.strikemap-mark')) {
        mark.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true}));
        for (let left = Number(mark.dataset.times ?? 1); left > 0; left -= 1) {
            await new Promise(done => setTimeout(done, 3));
            for (const node of document.querySelectorAll('.strikemap-details *'))
                if (node.childElementCount === 0) said.push(node.textContent);
            for (const link of document.querySelectorAll('.strikemap-details a'))
                links.push([link.getAttribute('href'), link.rel, link.target]);
            [...document.querySelectorAll('.strikemap-details button')]
                .find(button => button.textContent === '›')?.click();
        }
    }
    return {said, links};
}"""


def faults(opened: Any, shown: Sequence[str], allowed: Sequence[str] = ()) -> set[str]:
    """Return what is wrong with a page that was opened: the kinds of fault, none if all is well."""
    tab = opened.page
    found = set()
    popups = tab.evaluate(OPEN_ALL)
    tab.wait_for_timeout(150)
    seen = tab.evaluate(READ)
    if tab.evaluate("window.calls") or opened.dialogs:
        found.add("ran")
    if [url for url in opened.requests if url not in allowed]:
        found.add("requested")
    if set(seen["tags"]) - TAGS:
        found.add("tags")
    if seen["inline"]:
        found.add("handlers")
    bad = [link for link in popups["links"] if not link[0].startswith(("http://", "https://"))]
    if bad or any(link[1:] != ["noopener noreferrer", "_blank"] for link in popups["links"]):
        found.add("links")
    if set(shown) - {*seen["said"], *popups["said"]}:
        found.add("not literal")
    if tab.url.partition(":")[0] != "file":
        found.add("left")
    return found


def expected(spec: sp.MapSpec) -> list[str]:
    """Return every text that a reader of the page can come to see."""
    return [
        *(spec.title, spec.subtitle, spec.alt, spec.table.caption, spec.timeline.label),
        *spec.table.columns,
        *spec.popups.title,
        *(column.label for column in spec.popups.columns),
        *(spec.popups.reports.source + spec.popups.reports.date + spec.popups.reports.title),
        *(entry.label for group in spec.legend for entry in group.entries),
        *(note.text for note in spec.notes),
        *(panel.heading for panel in spec.panels),
        *(panel.zones_note for panel in spec.panels),
        *spec.panels[0].counts,
        *spec.ground.places.names,
        *spec.provenance,
    ]


@pytest.fixture(autouse=True)
def _nothing_runs_in_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(tmp_path)
    yield
    assert list(tmp_path.glob("hostile_*")) == []


def test_the_corpus_is_large_and_every_text_is_different() -> None:
    assert len(TEXTS) >= 150
    assert len(set(TEXTS)) == len(TEXTS)
    assert len(ADDRESSES) >= 12


@pytest.mark.browser
@pytest.mark.parametrize("texts", CHUNKS, ids=range(len(CHUNKS)))
def test_the_page_shows_hostile_texts_and_runs_none(
    show: Callable[..., Any], texts: Sequence[str]
) -> None:
    spec = poisoned(texts)
    opened = show(page.html(spec), init=WATCH)
    assert faults(opened, expected(spec)) == set()
    assert opened.errors == []


@pytest.mark.browser
@pytest.mark.parametrize("layout", ["swipe", "toggle", "grid"])
def test_every_layout_shows_hostile_texts_and_runs_none(
    show: Callable[..., Any], layout: str
) -> None:
    spec = poisoned(TEXTS[::6])
    opened = show(page.html(spec, layout=layout), init=WATCH)
    assert faults(opened, expected(spec)) == set()
    assert opened.errors == []


def carried(url: str) -> Path | None:
    """Return the file that the package carries for an address folium loads from."""
    names = [name for address, name, _ in standalone._CARRIED if name and address.search(url)]
    return resource("paint/assets", names[0]) if names else None


@pytest.mark.browser
@pytest.mark.parametrize("texts", CHUNKS, ids=range(len(CHUNKS)))
def test_the_folium_map_shows_hostile_texts_and_runs_none(
    show: Callable[..., Any], texts: Sequence[str]
) -> None:
    import folium

    spec = poisoned(texts)
    made = folium_map.folium_map(spec)
    usual = [url for _, url in (*folium.Map.default_js, *folium.Map.default_css)]
    opened = show(made.get_root().render(), init=WATCH, served=carried, wait=".strikemap-card")
    opened.page.locator(".strikemap-card summary").click()
    shown = [*spec.popups.title, *(note.text for note in spec.notes), *spec.panels[0].counts]
    found = faults(opened, [spec.title, *shown], usual)
    # Folium's own head and Leaflet's own attribution hold links.
    assert found - {"tags"} == set()


@pytest.mark.browser
def test_rendering_a_folium_map_twice_leaves_the_data_as_it_is(show: Callable[..., Any]) -> None:
    spec = poisoned(TEXTS[100:140])
    root = folium_map.folium_map(spec).get_root()
    root.render()
    opened = show(root.render(), init=WATCH, served=carried, wait=".strikemap-card")
    texts = opened.page.locator(".strikemap-card .line").all_text_contents()
    assert texts[: len(spec.panels[0].counts)] == list(spec.panels[0].counts)


def test_no_text_reaches_what_folium_renders() -> None:
    spec = poisoned(TEXTS)
    rendered = folium_map.folium_map(spec).get_root().render()
    assert not [text for text in TEXTS if len(text) > 11 and text in rendered]


def test_tile_attribution_is_text_too() -> None:
    import xyzservices

    provider = xyzservices.TileProvider(
        name="x", url="https://example.invalid/{z}/{x}/{y}.png", attribution=TEXTS[26]
    )
    rendered = folium_map.folium_map(samples.spec(), tiles=provider).get_root().render()
    assert TEXTS[26] not in rendered


@pytest.mark.browser
def test_tile_attribution_is_shown_as_it_stands(show: Callable[..., Any]) -> None:
    import xyzservices

    credit = "".join(TEXTS[26:40])
    provider = xyzservices.TileProvider(
        name="x", url="https://example.invalid/{z}/{x}/{y}.png", attribution=credit
    )
    rendered = folium_map.folium_map(samples.spec(), tiles=provider).get_root().render()
    opened = show(rendered, init=WATCH, served=carried, wait=".strikemap-card")
    assert credit in opened.page.locator(".leaflet-control-attribution").text_content()
    assert opened.page.evaluate("window.calls") == []


@pytest.fixture(scope="module")
def whole_path() -> Any:
    """Return a map made by the library from hostile rows, zones, event and title."""
    strikes = sm.load_dataset("syria_2017_strikes").head(len(TEXTS)).reset_index(drop=True)
    texts = list(TEXTS[: len(strikes)])
    for column in ("id", "place", "target_type", "target_side", "source", "source_url", "note"):
        strikes[column] = texts
    strikes = strikes.rename(columns={"note": TEXTS[0]})
    reports = sm.load_dataset("syria_2017_reports").drop_duplicates("strike_id")
    for column in ("source", "source_date", "source_title", "source_url"):
        reports[column] = np.resize(np.array(TEXTS, dtype=object), len(reports))
    zones = sm.load_dataset("syria_2017_control")
    zones["zone"] = np.resize(np.array(TEXTS[40:60], dtype=object), len(zones))
    zones["source"] = TEXTS[60]
    event = sm.Event(TEXTS[1], "2017-05-04")
    return sm.before_after(strikes, event, windows=60, zones=zones, title=TEXTS[2], reports=reports)


@pytest.mark.browser
def test_hostile_rows_zones_event_and_title_go_through_the_library_unharmed(
    show: Callable[..., Any], whole_path: Any, tmp_path: Path
) -> None:
    whole_path.save(tmp_path / "map.html")
    opened = show((tmp_path / "map.html").read_text(encoding="utf-8"), init=WATCH)
    spec = whole_path._page_spec(whole_path.spec.lang)  # medical sites are coarser on a page
    notes = [note.text for note in spec.notes_on("page")]
    shown = [spec.title, *spec.popups.title, *notes]
    assert spec.title == TEXTS[2]
    assert set(TEXTS[:20]) & set(spec.popups.title)
    assert faults(opened, shown) == set()
    assert opened.errors == []


@pytest.mark.browser
def test_the_notebook_shows_hostile_texts_in_a_frame_and_runs_none_outside_it(
    show: Callable[..., Any], whole_path: Any
) -> None:
    bundle = whole_path._repr_mimebundle_()
    assert bundle["image/png"]
    opened = show(f"<!doctype html><body>{bundle['text/html']}</body>", init=WATCH, wait=None)
    frame = opened.page.frame_locator("iframe")
    frame.locator("html[data-strikemap]").wait_for(state="attached")
    assert frame.locator("h1").text_content() == whole_path.spec.title
    assert "allow-same-origin" not in opened.page.locator("iframe").get_attribute("sandbox")
    assert opened.page.evaluate("window.calls") == []
    outside = "document.querySelectorAll('img:not([src^=data])').length"
    assert opened.page.evaluate(outside) == 0
    scripts = "[...document.querySelectorAll('script')].map(node => node.outerHTML)"
    assert opened.page.evaluate(scripts) == [frames.FOLLOW]
    assert opened.requests == []


@pytest.mark.parametrize("colour", ["red", "#12345", "red;background:url(//x)", "url(//x)", ""])
def test_a_colour_that_is_none_is_refused(colour: str) -> None:
    calm = samples.spec()
    sides = (replace(calm.sides[0], fill=colour), *calm.sides[1:])
    with pytest.raises(MapError, match="is not a colour") as raised:
        page.html(replace(calm, sides=sides))
    assert raised.value.code == "STYLE_UNKNOWN"


@pytest.mark.parametrize("shape", ["star", "constructor", "__proto__"])
def test_a_shape_that_is_none_is_refused(shape: Any) -> None:
    calm = samples.spec()
    styles = (replace(calm.mark_styles[0], shape=shape), *calm.mark_styles[1:])
    with pytest.raises(MapError, match="to draw with"):
        page.html(replace(calm, mark_styles=styles))


@pytest.mark.browser
def test_the_same_texts_unescaped_are_caught(show: Callable[..., Any]) -> None:
    """The control: a page that puts the texts into its HTML fails in every way looked for."""
    from playwright.sync_api import Error

    found: set[str] = set()
    for texts in CHUNKS:
        items = "".join(f'<div>{text}</div><p title="{text}">x</p>' for text in texts)
        opened = show(f"<!doctype html><body>{items}</body>", init=WATCH, wait=None)
        opened.page.wait_for_timeout(200)
        try:
            found |= faults(opened, texts)
        except Error:  # the page went elsewhere while it was read
            found.add("left")
    assert {"ran", "requested", "tags", "handlers", "not literal"} <= found
