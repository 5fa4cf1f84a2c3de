"""The towns that a map is about are named before larger ones."""

from __future__ import annotations

import warnings
from dataclasses import replace

import pytest
from scene_samples import scene

import strikemap as sm
from strikemap.compose import Choices, compose
from strikemap.spec import NEEDED, MapSpec


def first(spec: MapSpec) -> set[str]:
    places = spec.ground.places
    return {name for name, rank in zip(places.names, places.rank, strict=True) if rank == NEEDED}


def test_towns_that_title_event_or_label_name_come_first() -> None:
    assert first(compose(scene())) == set()
    assert first(compose(scene(), Choices(title="Strikes around Idlib, 2017"))) == {"Idlib"}
    assert first(compose(replace(scene(), event_name="Fall of Palmyra"))) == {"Palmyra"}
    assert first(compose(scene(), Choices(label=["Hama", "idlib"]))) == {"Hama", "Idlib"}


def test_a_town_inside_another_word_is_not_meant() -> None:
    assert first(compose(scene(), Choices(title="Homsian and Idlibi reports"))) == set()


def test_a_label_that_is_no_town_of_the_map_is_said() -> None:
    with pytest.warns(sm.MapWarning, match="'Atlantis'"):
        compose(scene(), Choices(label=["Atlantis"]))


def test_a_look_takes_labels_too() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        drawn = sm.before_after(
            sm.load_dataset("syria_2017_strikes"), sm.Event("Deal", "2017-05-04"), label=["Idlib"]
        )
    assert first(drawn.spec) == {"Idlib"}


def test_the_countries_around_the_one_drawn_are_named_and_it_is_not() -> None:
    names = compose(scene(), Choices(country="SYR", extent="country")).ground.names.names
    assert {"Turkey", "Iraq"} <= set(names)
    assert "Syria" not in names
    assert not {"Israel", "Lebanon"} & set(names)  # too narrow: they would lie on the neighbours
