"""An SVG opens in layers, with words as words."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from io import BytesIO

import pytest

from strikemap.paint.print import static
from strikemap.paint.print.layers import LAYERS
from strikemap.spec import MapSpec
from tests import spec_samples

INKSCAPE = "{http://www.inkscape.org/namespaces/inkscape}"
SVG = "{http://www.w3.org/2000/svg}"


def drawing(spec: MapSpec, **options: object) -> ElementTree.Element:
    stream = BytesIO()
    static.write(spec, stream, suffix=".svg", **options)
    return ElementTree.fromstring(stream.getvalue())


def layers(element: ElementTree.Element) -> list[ElementTree.Element]:
    return [one for one in element if one.get(INKSCAPE + "groupmode") == "layer"]


def labels(element: ElementTree.Element) -> list[str]:
    return [one.get(INKSCAPE + "label") for one in layers(element)]


def test_each_map_is_a_layer_of_layers_from_the_ground_up() -> None:
    spec = spec_samples.spec()
    [whole] = layers(drawing(spec))
    headings = [f"{panel.heading} {panel.dates}" for panel in spec.panels]
    assert [name for name in labels(whole) if not name.startswith("detail")] == [
        *headings,
        "strip of days",
        "words around the maps",
    ]
    for panel in layers(whole)[:-2]:
        assert labels(panel) == [name for name, _ in LAYERS]


def test_marks_lie_in_the_layer_of_strikes_and_names_of_towns_in_that_of_names() -> None:
    [whole] = layers(drawing(spec_samples.spec()))
    of = dict(zip(labels(panel := layers(whole)[0]), layers(panel), strict=True))
    inside = {name: {str(each.get("id")).split("-")[0] for each in of[name].iter()} for name in of}
    assert "marks" in inside["strikes"]
    assert {"towns", "label"} <= inside["names"]
    assert "zones" in inside["zones"]
    assert not {"marks", "label", "zones"} & inside["ground"]


@pytest.mark.parametrize("format", ["report", "slide", "social"])
def test_no_two_things_of_a_drawing_have_one_id_and_none_has_a_space(format: str) -> None:
    ids = [one.get("id") for one in drawing(spec_samples.spec(), format=format).iter(SVG + "g")]
    ids = [one for one in ids if one is not None]
    assert len(ids) == len(set(ids))
    assert not [one for one in ids if " " in one]


def test_words_are_words_and_fall_back_to_a_sans_serif() -> None:
    spec = replace(spec_samples.spec(), title='Strikes <on> "Tuesday" & font-family: x;')
    found = drawing(spec).iter(SVG + "text")
    words = {one.text: one.get("style") for one in found}
    assert spec.title in words
    assert all("'IBM Plex Sans'" in style and "sans-serif" in style for style in words.values())


def test_a_heading_that_is_hostile_names_a_layer_and_nothing_else() -> None:
    spec = spec_samples.spec()
    panel = replace(spec.panels[0], heading='"><script>', dates="")
    [whole] = layers(drawing(replace(spec, panels=(panel, *spec.panels[1:]))))
    assert labels(whole)[0] == '"><script>'
