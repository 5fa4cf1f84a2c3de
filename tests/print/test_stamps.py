"""Stamped marks look like the marks that are drawn one by one, and crowds are darker."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import spec_samples
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from strikemap.paint.print import marks, static
from strikemap.paint.print.marks import marker, ring
from strikemap.paint.print.room import Frame
from strikemap.paint.print.stamps import stamp_marks

STYLES = {style.key: style for style in spec_samples.spec().mark_styles}
SIDE = 40  # points and metres
DPI = 288  # four pixels a point


def axes_of():
    figure = Figure(figsize=(SIDE / 72, SIDE / 72), dpi=DPI)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, SIDE), ylim=(0, SIDE))
    axes.set_axis_off()
    return axes


def stamped(*signs: Line2D) -> np.ndarray:
    """Return the picture of stamped signs: rows, columns and RGBA from 0 to 1."""
    frame = Frame(0, 0, SIDE, SIDE, SIDE, SIDE)
    image = stamp_marks(axes_of(), frame, signs, dpi=DPI, level=1)
    return np.asarray(image.get_array()) / 255


def drawn(sign: Line2D) -> np.ndarray:
    """Return the share of ink in each pixel of a sign that is drawn on white."""
    axes = axes_of()
    axes.add_artist(sign)
    axes.figure.canvas.draw()
    return 1 - np.asarray(axes.figure.canvas.buffer_rgba())[..., :3].min(axis=2) / 255


def at(sign: Line2D, x: list[float], y: list[float]) -> Line2D:
    sign.set_data(np.array(x), np.array(y))
    return sign


@pytest.mark.parametrize("key", STYLES)
def test_a_stamped_mark_has_the_shape_and_edge_of_a_drawn_one(key: str):
    place = [SIDE / 2 + 1 / 8]
    picture = stamped(at(marker(STYLES[key]), place, place))
    ink = picture[..., 3] * (1 - picture[..., :3].min(axis=2)) / 0.65
    wanted = drawn(at(marker(STYLES[key]), place, place))
    assert wanted.sum() > 50
    assert np.abs(ink - wanted).sum() < 0.2 * wanted.sum()


def test_a_ring_is_stamped_around_a_mark_near_a_front():
    place = [SIDE / 2 + 1 / 8]
    style = STYLES["high"]
    alone = stamped(at(marker(style), place, place))
    ringed = stamped(at(marker(style), place, place), at(ring(style), place, place))
    assert (ringed[..., 3] > 0.1).sum() > (alone[..., 3] > 0.1).sum() * 1.2


def test_a_crowd_is_darker_than_one_and_of_the_colour_of_its_class():
    style = STYLES["high"]
    middle = SIDE // 2 * 4
    one = stamped(at(marker(style), [SIDE / 2], [SIDE / 2]))[middle, middle]
    places = SIDE / 2 + np.random.default_rng(0).uniform(-3, 3, (2, 500))
    crowd = stamped(at(marker(style), *places))[middle, middle]
    assert one[3] == pytest.approx(0.65, abs=0.01)
    assert crowd[3] > 0.99
    assert np.abs(crowd[:3] - one[:3]).max() < 0.02


def test_a_crowd_of_hollow_marks_is_paler_than_one_of_filled_marks():
    places = SIDE / 2 + np.random.default_rng(0).uniform(-9, 9, (2, 2000))
    middle = slice(SIDE * 2 - 8, SIDE * 2 + 8)
    hollow, filled = (
        stamped(at(marker(STYLES[key]), *places))[middle, middle, :3].mean()
        for key in ("low", "high")
    )
    assert hollow > filled + 0.1


def test_a_mark_outside_the_frame_is_left_out():
    assert not stamped(at(marker(STYLES["high"]), [-5.0, SIDE + 5], [5.0, 5.0])).any()


def test_numbers_stay_numbers_on_a_panel_of_few_strikes(monkeypatch):
    monkeypatch.setattr(marks, "MANY", 10)
    spec = spec_samples.many(40)
    there = dataclasses.replace(
        spec.marks, lon=np.full(40, 38.0), lat=np.full(40, 34.0), style=np.full(40, 2)
    )
    figure = static.figure(dataclasses.replace(spec, marks=there, insets=()))
    numbers = [text.get_text() for text in figure.findobj(lambda a: a.get_gid() == "number")]
    per_panel = np.bincount(there.panel)
    assert sorted(numbers) == sorted(str(n) for n in per_panel)
