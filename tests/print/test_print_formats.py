"""A format keeps its size and its smallest letters, whatever it has to leave out."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
import spec_samples
from matplotlib.figure import Figure
from matplotlib.text import Text

import strikemap as sm
from strikemap.paint.print import static
from strikemap.paint.print.condensed import condensed
from strikemap.spec import MapSpec


@functools.cache
def model() -> MapSpec:
    spec: MapSpec = sm.before_after(
        sm.load_dataset("syria_2017_strikes"),
        sm.Event("De-escalation deal", "2017-05-04"),
        zones=sm.load_dataset("syria_2017_control"),
        where={"attacker": "Russia"},
        alternatives=True,
    ).spec
    return spec


#: A town each in three corners of four more wars.
WARS = {
    "ukraine": ([36.23, 35.05, 30.72], [49.99, 48.46, 46.48]),
    "sudan": ([32.53, 30.22, 25.35], [15.6, 13.18, 13.63]),
    "iraq": ([43.13, 43.3, 44.39], [36.34, 33.42, 35.47]),
    "vietnam": ([105.85, 107.6, 106.66], [21.03, 16.46, 10.8]),
}


@functools.cache
def war(name: str) -> MapSpec:
    towns = gpd.GeoSeries.from_xy(*WARS[name], crs=4326)
    days = pd.date_range("2024-03-01", periods=60)
    rows = gpd.GeoDataFrame({"date": days}, geometry=[towns[i % 3] for i in range(60)], crs=4326)
    truce = sm.Event("Truce", "2024-03-31")
    spec: MapSpec = sm.before_after(sm.read_reports(rows), truce, windows=30).spec
    return spec


SPECS: dict[str, Callable[[], MapSpec]] = {
    **{"model": model, "arabic": spec_samples.arabic, "english": spec_samples.spec},
    **{name: functools.partial(war, name) for name in WARS},
}


def sizes(figure: Figure) -> list[float]:
    """Return the sizes of all words but the numbers in signs."""
    found = figure.findobj(Text)
    return [text.get_fontsize() for text in found if text.get_text() and text.get_gid() != "number"]


@pytest.mark.parametrize("name", SPECS)
def test_a_single_column_is_85_millimetres_wide_and_at_most_230_high(name: str) -> None:
    wide, high = static.figure(SPECS[name](), format="single-column").get_size_inches() * 25.4
    assert wide == pytest.approx(85, abs=0.1)
    assert high <= 230.1


@pytest.mark.parametrize("name", SPECS)
@pytest.mark.parametrize(("paper", "smallest"), [("slide", 12.0), ("social", 13.5)])
def test_no_word_is_smaller_than_its_format_allows(paper: str, smallest: float, name: str) -> None:
    figure = static.figure(SPECS[name](), format=paper)
    assert min(sizes(figure)) >= smallest - 0.01
    assert not [t for t in figure.findobj(Text) if re.fullmatch(r"\d+\s?…", t.get_text())]


def test_a_social_picture_has_one_sign_a_colour_and_a_word_for_every_colour_of_ground() -> None:
    spec = condensed(model())
    marks = [entry for group in spec.legend for entry in group.entries if entry.kind == "mark"]
    assert len(marks) <= 3
    assert len(spec.marks) == len(model().marks)
    told = {entry.index for g in spec.legend for entry in g.entries if entry.kind == "side"}
    coloured = {at for at, side in enumerate(spec.sides) if side.fill != spec.theme.country}
    assert coloured < told
    assert len(told - coloured) == 1
    labels = [entry.label for group in spec.legend for entry in group.entries]
    assert labels[-1] == "other sides: left blank"


@pytest.mark.parametrize("name", SPECS)
def test_a_social_picture_explains_three_signs_at_most_and_draws_no_other(name: str) -> None:
    spec = condensed(SPECS[name]())
    told = [entry for group in spec.legend for entry in group.entries]
    kinds = [entry.kind for entry in told]
    blank = [e for e in told if e.kind == "side" and spec.sides[e.index].fill == spec.theme.country]
    assert len(blank) <= 1
    assert 1 <= len(kinds) - kinds.count("overlay") - len(blank) <= 3
    assert set(kinds) <= {"mark", "side", "overlay"}
    assert not spec.marks.coarse.any()
    assert not spec.marks.near_front.any()
    named = {side for z in spec.zone_layers for side, n in zip(z.side, z.names, strict=True) if n}
    assert named <= {e.index for g in spec.legend for e in g.entries if e.kind == "side"}


def test_what_discs_say_on_larger_pictures_a_social_one_says_in_words() -> None:
    whole = model()
    n = int((whole.marks.coarse & (whole.marks.panel >= 0)).sum())
    said = " ".join(note.text for note in condensed(whole).notes_on("print"))
    assert f"known only to within 10 km or more: {n} of" in said
    assert "10 km or more:" not in " ".join(note.text for note in whole.notes_on("print"))
    assert "10 km or more:" not in " ".join(note.text for note in whole.notes_on("page"))


def test_a_report_on_a_tall_country_is_hardly_higher_than_wide() -> None:
    spec = war("vietnam")
    wide, high = static.figure(spec).get_size_inches()
    assert spec.extent.y_max - spec.extent.y_min > 1.8 * (spec.extent.x_max - spec.extent.x_min)
    assert high < 1.2 * wide


def test_a_post_explains_no_mark_where_cells_stand_for_all() -> None:
    spec = spec_samples.spec()
    unseen = tuple(
        replace(group, medium="page") if any(one.kind == "mark" for one in group.entries) else group
        for group in spec.legend
    )
    small = condensed(replace(spec, legend=unseen, cells_first=True))
    shown = [one.kind for group in small.legend if group.medium != "page" for one in group.entries]
    assert "mark" not in shown
