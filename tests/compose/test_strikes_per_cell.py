"""A large table draws itself in cells, whose numbers add up with what is told beside them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from scene_samples import scene, strikes

from strikemap.compose import Choices, compose
from strikemap.compose.cells import FILLS
from strikemap.palettes.seeing import VISIONS, difference
from strikemap.spec import COUNTABLE, MapSpec


def crowd(n: int, coarse: int = 0, **choices: object) -> MapSpec:
    """Return a map with ``n`` strikes in its second panel, some known only to a district."""
    rng = np.random.default_rng(3)
    rows = pd.concat([strikes().iloc[[0]], *[strikes().iloc[[2]]] * n], ignore_index=True)
    rows["id"] = [f"S{i}" for i in range(len(rows))]
    rows["radius_km"] = [0.2, *[20.0] * coarse, *[0.2] * (n - coarse)]
    lon, lat = rng.uniform(36, 40, len(rows)), rng.uniform(34, 36, len(rows))
    placed = strikes().iloc[:0].reindex(rows.index).assign(**rows.drop(columns="geometry"))
    placed = placed.set_geometry(type(strikes().geometry).from_xy(lon, lat, crs="EPSG:4326"))
    return compose(scene(placed.astype({"panel": "int8", "alternative": bool})), Choices(**choices))


def test_all_panels_show_cells_as_soon_as_one_has_too_many_marks() -> None:
    spec = crowd(COUNTABLE + 1)
    assert spec.cells_first
    assert [panel.cell_layer for panel in spec.panels] == [0, 1]
    assert not crowd(COUNTABLE).cells_first


def test_cells_outside_and_coarse_strikes_add_up_to_the_panel() -> None:
    spec = crowd(COUNTABLE + 40, coarse=30, extent=(37, 34, 40, 36))
    for i, layer in enumerate(spec.cell_layers):
        outside = int((spec.marks.outside & (spec.marks.panel == i)).sum())
        told = [line for line in spec.panels[i].counts if "in no cell" in line]
        coarse = int(told[0].split()[0]) if told else 0
        held = sum(int(text) for text in layer.text)
        assert held + outside + coarse == int((spec.marks.panel == i).sum())
    assert "in no cell" in spec.panels[1].counts[-1]


def test_the_legend_has_one_scale_of_round_classes_and_states_the_side_of_a_cell() -> None:
    spec = crowd(3000)
    first, marks = spec.legend[0], spec.legend[1]
    assert "per cell of" in first.title
    assert "km" in first.title
    assert [entry.kind for entry in first.entries] == ["cell"] * len(spec.cell_styles)
    assert marks.medium == "page"
    for layer in spec.cell_layers:
        for text, style in zip(layer.text, layer.style, strict=True):
            low, _, high = spec.cell_styles[style].label.partition("–")
            assert int(low) <= int(text) <= int(high or low)


def test_marks_can_be_asked_for_and_so_can_cells() -> None:
    assert not crowd(COUNTABLE + 1, marks=True).cells_first
    assert crowd(3, marks=False).cells_first


@pytest.mark.parametrize("look", [{"colour": "source"}, {"size": "killed_max"}])
def test_a_colour_or_size_of_marks_asks_for_marks(look: dict[str, str]) -> None:
    assert not crowd(COUNTABLE + 1, **look).cells_first


def test_where_most_places_are_only_districts_marks_stay() -> None:
    assert not crowd(COUNTABLE + 1, coarse=COUNTABLE).cells_first


def test_the_map_says_what_its_colours_count() -> None:
    spec = crowd(COUNTABLE + 1)
    assert "Colours count" in spec.subtitle
    assert "Each mark" not in spec.subtitle
    assert not spec.insets


@pytest.mark.parametrize("vision", [vision for vision in VISIONS if vision != "grayscale"])
def test_neighbouring_classes_are_told_apart_by_any_reader(vision: str) -> None:
    assert min(difference(one, other, vision) for one, other in pairwise(FILLS)) >= 10


def test_classes_are_in_order_in_grey_print() -> None:
    greys = [difference(fill, "#FFFFFF", "grayscale") for fill in FILLS]
    assert greys == sorted(greys)
