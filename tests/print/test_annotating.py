"""Words and points of one's own land where their longitude and latitude are."""

from __future__ import annotations

import numpy as np
import pytest

import strikemap as sm
from strikemap.errors import MapError
from strikemap.paint.print.projection import Projection

PALMYRA = (38.28, 34.56)


@pytest.fixture(scope="module")
def map_():
    return sm.zone_map(sm.load_dataset("syria_2017_control"), "2017-05-15")


def place_of(map_):
    x, y = Projection(map_.spec.extent).points(*(np.array([one]) for one in PALMYRA))
    return float(x[0]), float(y[0])


def test_an_annotation_points_to_its_place(map_):
    figure = map_.plot()
    ax = figure.axes[0]
    note = sm.annotate(ax, *PALMYRA, "A $5 note")
    figure.canvas.draw()
    expected = ax.transData.transform(place_of(map_))
    assert note.arrow_patch.get_path() is not None
    assert note._get_position_xy(figure.canvas.get_renderer()) == pytest.approx(expected)
    assert note.get_text() == "A $5 note"


def test_the_transform_places_anything_else(map_):
    ax = map_.plot().axes[0]
    found = sm.lonlat(ax).transform(PALMYRA)
    assert found == pytest.approx(ax.transData.transform(place_of(map_)))


def test_axes_of_the_caller_are_known_too(map_):
    from matplotlib.figure import Figure

    ax = Figure().subplots()
    map_.plot(axs=[ax])
    assert sm.annotate(ax, *PALMYRA, "Palmyra").get_text() == "Palmyra"


def test_a_place_outside_and_axes_without_a_map_are_refused(map_):
    from matplotlib.figure import Figure

    ax = map_.plot().axes[0]
    with pytest.raises(MapError) as caught:
        sm.annotate(ax, 34.56, 38.28, "exchanged")
    assert caught.value.code == "EXTENT"
    with pytest.raises(MapError) as caught:
        sm.lonlat(Figure().subplots())
    assert caught.value.code == "AXES_UNKNOWN"
