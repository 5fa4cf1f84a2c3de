"""Marks, numbers on signs, cells and what is told as outside add up to each panel, as painted."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from scene_samples import scene, strikes
from test_folium_map import READY, carried
from test_parity import drawn, panels

from strikemap.compose import Choices, compose
from strikemap.paint import folium_map
from strikemap.paint.page import page
from strikemap.paint.print import static
from strikemap.spec import MapSpec

pytestmark = pytest.mark.browser

SHOWN = """maps => maps.map(map => {
    const sum = (selector, number) =>
        [...map.querySelectorAll(selector)].reduce((n, node) => n + Number(number(node)), 0);
    return sum('.strikemap-mark', node => node.dataset.times) +
        sum('.strikemap-cell title', node => node.textContent) +
        sum('.strikemap-dots', node => node.dataset.count);
})"""
AWAY = """all => all.map(one => {
    const shape = one.querySelector('.strikemap-shape').getBBox().width;
    const anchor = [-parseFloat(one.style.marginLeft), -parseFloat(one.style.marginTop)];
    const half = parseFloat(one.style.width) / 2;
    return [Math.hypot(anchor[0] - half, anchor[1] - half), shape];
})"""


def scattered(seed: int, n: int, spots: int, **choices: Any) -> MapSpec:
    """Return a map of strikes on a few spots, some of them beyond its frame."""
    rng = np.random.default_rng(seed)
    rows = pd.concat([strikes().iloc[[i]] for i in rng.integers(0, 3, n)], ignore_index=True)
    at = rng.integers(0, spots, n)
    lon, lat = rng.uniform(36, 41, spots)[at], rng.uniform(34, 36, spots)[at]
    rows = rows.assign(id=[f"S{i}" for i in range(n)], panel=rng.integers(0, 2, n).astype("int8"))
    rows["confidence"] = rng.choice(["high", "medium", "low"], n)
    placed = gpd.GeoDataFrame(
        rows.drop(columns="geometry"), geometry=gpd.points_from_xy(lon, lat), crs="EPSG:4326"
    )
    return compose(scene(placed), Choices(extent=(37.5, 33.5, 41.5, 36.5), **choices))


MAPS = {
    "a few": lambda: scattered(1, 12, 9),
    "crowded spots": lambda: scattered(2, 200, 5),
    "in cells": lambda: scattered(3, 150, 60, marks=False),
    "painted": lambda: scattered(4, 900, 400),
}


@pytest.mark.parametrize("name", MAPS)
def test_what_a_panel_shows_and_tells_adds_up_to_its_strikes(
    name: str, show: Callable[..., Any]
) -> None:
    spec = MAPS[name]()
    opened = show(page.html(spec))
    on_page = opened.page.eval_on_selector_all(".map", SHOWN)
    made = show(folium_map.folium_map(spec).get_root().render(), served=carried, wait=READY)
    figure = panels(static.figure(spec))
    for panel, axes in enumerate(figure):
        whole = int((spec.marks.panel == panel).sum())
        told = sum(
            int(found[1].replace(",", ""))
            for line in opened.texts(".counts")[panel].split(" · ")
            if (found := re.match(r"([\d,]+) (?:of|located)", line))
        )
        assert on_page[panel] + told == whole
        made.page.locator(f"{READY} input[type=radio]").nth(panel).check()
        (on_folium,) = made.page.eval_on_selector_all(".leaflet-container", SHOWN)
        assert on_folium + told == whole
        if not spec.cells_first and name != "painted":
            assert sum(drawn(axes, spec).values()) + told == whole


def test_no_sign_of_a_page_leaves_its_place_by_more_than_its_own_diameter(
    show: Callable[..., Any],
) -> None:
    opened = show(page.html(MAPS["crowded spots"]()))
    for away, wide in opened.page.eval_on_selector_all(".strikemap-mark", AWAY):
        assert away <= wide * 1.3
    numbers = [int(text) for text in opened.texts(".strikemap-mark text")]
    assert max(numbers) > 7


def test_a_click_on_a_cell_leads_closer_and_asks_no_zone(show: Callable[..., Any]) -> None:
    opened = show(page.html(MAPS["in cells"]()))
    assert opened.count(".strikemap-cell") > 0
    opened.page.evaluate(
        """() => {
            const cell = document.querySelector('.map .strikemap-cell');
            const {x, y, width, height} = cell.getBoundingClientRect();
            const at = {clientX: x + width / 2, clientY: y + height / 2, bubbles: true};
            cell.dispatchEvent(new MouseEvent('click', at));
        }"""
    )
    opened.page.locator(".strikemap-mark").first.wait_for(state="attached")
    assert opened.count(".of-zone") == 0
    assert opened.errors == []


def test_a_window_that_changes_its_size_keeps_the_cells_of_every_map(
    show: Callable[..., Any],
) -> None:
    opened = show(page.html(MAPS["in cells"]()))
    cells = opened.count(".strikemap-cell")
    for width, height in ((700, 700), (1400, 1800), (390, 800)):
        opened.page.set_viewport_size({"width": width, "height": height})
        opened.page.wait_for_timeout(300)
        assert opened.count(".strikemap-cell") == cells > 0
        assert opened.count(".strikemap-mark") == 0
