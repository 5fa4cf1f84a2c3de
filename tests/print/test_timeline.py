"""The strip of days in print: its words stand beside the bars, never on them."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
from matplotlib.collections import PolyCollection
from matplotlib.lines import Line2D
from matplotlib.text import Text

import strikemap as sm
from strikemap.paint.print import static
from strikemap.sheet.lettering import plain
from tests import spec_samples


def spec_with_strikes(covered):
    rows = gpd.GeoDataFrame(
        {"id": list("abcd"), "date": [f"2017-05-0{i}" for i in (1, 3, 4, 6)], "attacker": "x"},
        geometry=gpd.points_from_xy([36.1, 36.4, 36.8, 37.1], [35.5] * 4),
        crs="EPSG:4326",
    )
    return sm.before_after(
        sm.read_reports(rows), sm.Event("Deal", "2017-05-04"), windows=5, covered=covered
    )


def drawn(spec, **kwargs):
    figure = static.figure(spec, **kwargs)
    figure.canvas.draw()
    (axes,) = (ax for ax in figure.axes if ax.get_gid() == "timeline")
    return figure, axes


def _words(figure):
    return [text for text in figure.artists if isinstance(text, Text)]


def box_of(figure, words):
    (text,) = (t for t in _words(figure) if plain(t.get_text()).strip("\u200f") == plain(words))
    return text.get_window_extent()


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("format", [None, "double-column"])
def test_no_word_of_the_strip_lies_in_its_plot(lang, format):
    spec = spec_samples.spec(lang)
    figure, axes = drawn(spec, format=format)
    plot = axes.get_window_extent()
    assert len(_words(figure)) > 8
    for text in _words(figure):
        box = text.get_window_extent()
        assert box.y1 < plot.y0 or box.y0 > plot.y1 or box.x0 > plot.x1 or box.x1 < plot.x0


def test_the_line_of_the_event_does_not_cross_its_words():
    spec = spec_with_strikes(covered=None).spec
    figure, _ = drawn(spec)
    words = box_of(figure, spec.timeline.event_label)
    lines = [line for line in figure.findobj(Line2D) if len(set(line.get_xdata())) == 1]
    (x,) = {
        line.get_window_extent().x0 for line in lines if line.get_linewidth() == pytest.approx(1.1)
    }
    assert not words.x0 <= x <= words.x1


def test_the_height_of_the_strip_is_said_in_words():
    m = spec_with_strikes(covered=None)
    assert m.spec.timeline.top_label == "1 a day"
    figure, _ = drawn(m.spec)
    assert box_of(figure, "1 a day").width > 0


def test_days_without_coverage_are_hatched_and_named():
    m = spec_with_strikes(covered=("2017-05-01", "2017-05-06"))
    days = m.spec.timeline
    first = int((np.datetime64("2017-04-29") - np.datetime64("1970-01-01")).astype(int))
    assert days.uncovered == ((first, first + 2), (first + 8, first + 10))
    figure, axes = drawn(m.spec)
    hatched = [p for p in axes.patches if p.get_gid() == "uncovered"]
    assert [p.get_hatch() is not None for p in hatched] == [True, True]
    assert box_of(figure, "days not known to be covered").width > 0


def test_a_strip_that_is_covered_speaks_of_no_gap():
    days = spec_with_strikes(covered=("2017-04-01", "2017-06-01")).spec.timeline
    assert days.uncovered == ()
    assert days.uncovered_label == ""


def test_a_long_name_of_the_event_keeps_its_date():
    spec = spec_with_strikes(covered=None).spec
    long = "An agreement with a name that is far longer than a column is wide " * 2
    days = replace(spec.timeline, event_label=f"{long}, 4 May 2017")
    figure, axes = drawn(replace(spec, timeline=days), format="double-column")
    words = " ".join(plain(text.get_text()) for text in _words(figure))
    assert "is wide , 4 May 2017" in words
    assert any(isinstance(bars, PolyCollection) for bars in axes.collections)
