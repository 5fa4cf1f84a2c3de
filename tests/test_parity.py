"""One spec, three painters: figure, page and folium map draw the same marks, areas and words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import scene_samples
import spec_samples as samples
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text
from test_folium_map import READY, carried

from strikemap.compose import Choices, compose
from strikemap.paint import folium_map
from strikemap.paint.page import page
from strikemap.paint.print import static
from strikemap.spec import MapSpec

pytestmark = pytest.mark.browser

MARKS = """maps => maps.map(map => {
    const found = {};
    for (const shape of map.querySelectorAll('.strikemap-mark .strikemap-shape')) {
        const look = [shape.localName, shape.getAttribute('fill'), shape.getAttribute('stroke'),
            shape.getAttribute('stroke-width'), shape.getBBox().width.toFixed(1)].join(' ');
        found[look] = (found[look] ?? 0) + 1;
    }
    return found;
})"""


def panels(figure: Figure) -> list[Any]:
    """Return the axes of the panels, in order."""
    named = {str(axes.get_gid()): axes for axes in figure.axes}
    return [named[gid] for gid in sorted(named) if gid.startswith("panel ")]


def drawn(axes: Any, spec: MapSpec) -> Counter[str]:
    """Return how many strikes of each class a panel of the figure draws."""
    found: Counter[str] = Counter()
    for artist in axes.get_children():
        kind, _, rest = str(artist.get_gid()).partition(" ")
        if kind == "marks":
            found[rest] += len(artist.get_xdata())
        elif kind == "spots":
            key, _, times = rest.rpartition(" ")
            found[key] += int(times)
    return +found


def rows_of(spec: MapSpec, panel: int) -> Counter[str]:
    return Counter(
        spec.mark_styles[style].key
        for style, at in zip(spec.marks.style, spec.marks.panel, strict=True)
        if at == panel
    )


def words_of(figure: Figure) -> str:
    return "\n".join(text.get_text() for text in figure.findobj(Text))


def test_every_strike_is_drawn_once_by_each_painter(show: Callable[..., Any]) -> None:
    spec = samples.spec()
    figure = static.figure(spec)
    opened = show(page.html(spec))
    on_page = opened.page.eval_on_selector_all(".map", MARKS)
    made = show(folium_map.folium_map(spec).get_root().render(), served=carried, wait=READY)
    for panel, axes in enumerate(panels(figure)):
        wanted = rows_of(spec, panel)
        assert drawn(axes, spec) == wanted
        assert sorted(on_page[panel].values()) == sorted(wanted.values())
        made.page.locator(f"{READY} input[type=radio]").nth(panel).check()
        (on_folium,) = made.page.eval_on_selector_all(".leaflet-container", MARKS)
        assert on_folium == on_page[panel]


def test_zones_have_the_same_colours_in_figure_and_page(show: Callable[..., Any]) -> None:
    spec = samples.spec()
    opened = show(page.html(spec))
    painted = opened.page.eval_on_selector_all(
        ".map",
        """maps => maps.map(map => [...map.querySelectorAll('.strikemap-zone')].map(zone =>
            document.querySelector(zone.getAttribute('fill').slice(4, -1) + ' rect')
                .getAttribute('fill').toLowerCase()))""",
    )
    for panel, axes in enumerate(panels(static.figure(spec))):
        (zones,) = [one for one in axes.collections if one.get_gid() == "zones"]
        assert [to_hex(colour) for colour in zones.get_facecolors()] == painted[panel]


def test_figure_and_page_say_the_same_words(show: Callable[..., Any]) -> None:
    spec = samples.spec()
    figure = " ".join(words_of(static.figure(spec)).split())
    opened = show(page.html(spec))
    said = " ".join(opened.page.locator("body").inner_text().split())
    panel_words = [
        word
        for panel in spec.panels
        for word in (panel.heading, panel.dates, *panel.counts, panel.zones_note)
    ]
    legend = [entry.label for group in spec.legend for entry in group.entries]
    for word in (spec.title, *panel_words, *legend, spec.timeline.event_label):
        assert word in said
        assert word in figure


def test_cells_coloured_by_a_number_are_painted_with_their_words(show: Callable[..., Any]) -> None:
    spec = samples.difference()
    opened = show(page.html(spec))
    assert opened.count(".strikemap-cell") == len(spec.cell_layers[0].geometry)
    words = [text for text in spec.cell_layers[0].text if text]
    assert set(words) <= set(opened.texts(".strikemap-name span"))
    assert opened.count("tr[data-kind=cell]") == len(spec.cell_styles)
    (axes,) = panels(static.figure(spec))
    (cells,) = [one for one in axes.collections if one.get_gid() == "cells"]
    assert len(cells.get_paths()) == opened.count(".strikemap-cell")


def test_marks_sized_by_a_value_keep_their_sizes(show: Callable[..., Any]) -> None:
    spec = samples.sized()
    opened = show(page.html(spec))
    widths = opened.page.eval_on_selector_all(
        ".strikemap-mark .strikemap-shape",
        """all => all.map(one => {
            const own = one.getAttribute('stroke') === '#FFFFFF' ? -1 : 1;
            return one.getBBox().width + own * Number(one.getAttribute('stroke-width'));
        })""",
    )
    rows = [
        int(row)
        for row in opened.page.eval_on_selector_all(
            ".strikemap-mark", "all => all.map(one => one.dataset.row)"
        )
    ]
    shown = spec.marks.diameter_pt[spec.marks.panel >= 0][rows]
    circles = spec.marks.style[spec.marks.panel >= 0][rows] < 3
    assert widths
    assert pytest.approx(shown[circles] * 1.5, rel=1e-3) == [
        width for width, circle in zip(widths, circles, strict=True) if circle
    ]


COLOURS = """maps => maps.map(map => {
    const found = {};
    for (const shape of map.querySelectorAll('.strikemap-mark .strikemap-shape')) {
        const full = shape.getAttribute('stroke') === '#FFFFFF';
        const colour = shape.getAttribute(full ? 'fill' : 'stroke').toLowerCase();
        found[colour] = (found[colour] ?? 0) + 1;
    }
    return found;
})"""


def colours_drawn(axes: Any) -> Counter[str]:
    """Return how many strikes a panel of the figure draws in each colour."""
    found: Counter[str] = Counter()
    for artist in axes.get_children():
        if str(artist.get_gid()).startswith("marks "):
            edge = to_hex(artist.get_markeredgecolor())
            full = edge == "#ffffff"
            colour = to_hex(artist.get_markerfacecolor()) if full else edge
            found[colour] += len(artist.get_xdata())
    return +found


def test_every_painter_colours_marks_by_the_column_asked_for(show: Callable[..., Any]) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    rows = scene_samples.strikes(crew=["a", hostile, hostile, None])
    spec = compose(scene_samples.scene(rows), Choices(colour="crew"))
    written = page.html(spec)
    opened = show(written)
    on_page = opened.page.eval_on_selector_all(".map", COLOURS)
    made = show(folium_map.folium_map(spec).get_root().render(), served=carried, wait=READY)
    (group,) = (group for group in spec.legend if group.title.startswith("Colour"))
    for panel, axes in enumerate(panels(static.figure(spec))):
        wanted = {
            spec.mark_styles[entry.index].edge.lower(): entry.counts[panel]
            for entry in group.entries
            if entry.counts[panel]
        }
        assert colours_drawn(axes) == wanted
        assert on_page[panel] == wanted
        made.page.locator(f"{READY} input[type=radio]").nth(panel).check()
        (on_folium,) = made.page.eval_on_selector_all(".leaflet-container", COLOURS)
        assert on_folium == wanted
    assert hostile not in written
    for one in (opened, made):
        assert hostile in one.texts(".strikemap-legend th")
        assert not one.dialogs


def test_signs_that_hold_for_every_group_are_in_the_colour_of_none(
    show: Callable[..., Any],
) -> None:
    rows = scene_samples.strikes(
        crew=["a", "b", "b", None], radius_km=[20.0] * 4, confidence=["not stated"] * 4
    )
    spec = compose(scene_samples.scene(rows), Choices(colour="crew"))
    (group,) = (group for group in spec.legend if group.title.startswith("Colour"))
    worn = {spec.mark_styles[entry.index].edge.lower() for entry in group.entries}
    figure = static.figure(spec)
    [disc] = figure.findobj(lambda artist: artist.get_gid() == "legend disc")
    assert to_hex(disc.get_markeredgecolor()) not in worn
    opened = show(page.html(spec))
    drawn = opened.page.locator(".strikemap-legend circle[stroke-opacity]").get_attribute("stroke")
    assert drawn.lower() not in worn


CELLS = """maps => maps.map(map => [...map.querySelectorAll('.strikemap-cell')].map(cell => [
    document.querySelector(cell.getAttribute('fill').slice(4, -1) + ' rect').getAttribute('fill')
        .toLowerCase(), Number(cell.querySelector('title').textContent)]))"""


def in_cells() -> MapSpec:
    """Return a small map whose strikes are counted in cells, one of them known too roughly."""
    rows = scene_samples.strikes(radius_km=[0.2, 0.2, 0.2, 30.0])
    return compose(scene_samples.scene(rows), Choices(marks=False, extent=(36.65, 35, 41, 36.5)))


def test_cells_outside_and_coarse_strikes_add_up_in_every_painter(
    show: Callable[..., Any],
) -> None:
    spec = in_cells()
    opened = show(page.html(spec))
    on_page = opened.page.eval_on_selector_all(".map", CELLS)
    made = show(folium_map.folium_map(spec).get_root().render(), served=carried, wait=READY)
    for panel, axes in enumerate(panels(static.figure(spec))):
        made.page.locator(f"{READY} input[type=radio]").nth(panel).check()
        (on_folium,) = made.page.eval_on_selector_all(".leaflet-container", CELLS)
        assert on_folium == on_page[panel]
        (cells,) = [one for one in axes.collections if one.get_gid() == "cells"]
        painted = [to_hex(colour) for colour in cells.get_facecolors()]
        assert painted == [colour for colour, _ in on_page[panel]]
        assert not drawn(axes, spec)
        here = spec.marks.panel == panel
        told = int((spec.marks.outside & here).sum()) + int((spec.marks.radius_km[here] > 20).sum())
        assert sum(n for _, n in on_page[panel]) + told == here.sum()
    assert opened.count(".strikemap-mark") == opened.count(".strikemap-dots") == 0
    assert "per cell of" in words_of(static.figure(spec))
    assert "by confidence" not in words_of(static.figure(spec))


def test_a_reader_of_cells_who_comes_close_or_filters_sees_each_strike(
    show: Callable[..., Any],
) -> None:
    opened = show(page.html(in_cells()))
    for _ in range(4):
        opened.page.locator(".tools button").first.click()
        opened.page.wait_for_timeout(400)
    assert opened.count(".strikemap-cell") == 0
    assert opened.count(".strikemap-mark") == 3
    assert opened.errors == []
