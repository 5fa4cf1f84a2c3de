"""What is said of strikes on one spot is what the print and the page each draw."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import spec_samples as samples
from matplotlib.text import Text

from strikemap.compose.spots import FAN, PAINTED, spot_words
from strikemap.paint.page import page
from strikemap.paint.print import static
from strikemap.spec import Marks, Note


def marks(n: int, *, on_spot: int, sized: bool = False) -> Marks:
    """Return strikes of one class, some of them on one spot and the others each on its own."""
    lon = 36 + np.arange(n) / 1000
    lon[:on_spot] = 40.0
    return replace(
        samples.many(n).marks,
        lon=lon,
        lat=np.full(n, 35.0),
        panel=np.zeros(n, dtype=np.int32),
        style=np.zeros(n, dtype=np.int32),
        diameter_pt=np.full(n, 4.0) if sized else None,
    )


def test_nothing_is_said_where_no_spot_is_shared() -> None:
    assert list(spot_words(marks(20, on_spot=1), "en")) == [("both", [])]


def test_of_few_strikes_on_a_spot_the_page_speaks_and_the_print_as_it_draws_them() -> None:
    said = [("print", []), ("page", ["Marks at the same place stand side by side."])]
    assert list(spot_words(marks(20, on_spot=FAN), "en")) == said


def test_a_number_is_spoken_of_where_the_page_draws_one() -> None:
    (words,) = dict(spot_words(marks(20, on_spot=FAN + 1), "en"))["page"]
    assert "number" in words
    (words,) = dict(spot_words(marks(20, on_spot=FAN + 1, sized=True), "en"))["page"]
    assert "number" not in words


def test_what_is_painted_on_a_canvas_gets_darker_and_a_crowded_print_lies_on_itself() -> None:
    (words,) = dict(spot_words(marks(PAINTED + 1, on_spot=2), "en"))["page"]
    assert "darker" in words
    found = dict(spot_words(marks(1503, on_spot=3), "en"))
    assert found["print"] == ["Marks at the same place overlap."]


def printed(drawn: Marks, paper: str | None = None) -> tuple[list[str], str]:
    """Return the numbers on the signs of a print, and its notes on them."""
    notes = (Note("numbers", "SIDE", "moved"), Note("numbers", "COUNTED", "numbered"))
    spec = replace(samples.single(), marks=drawn, notes=notes, cells_first=False)
    figure = static.figure(spec, format=paper)
    signs = [
        line.get_gid().split()[-1]
        for axes in figure.axes
        for line in axes.lines
        if str(line.get_gid()).startswith("spots ")
    ]
    words = [text.get_text() for text in figure.findobj(Text)]
    return signs, " ".join(word for word in words if "SIDE" in word or "COUNTED" in word)


@pytest.mark.parametrize("paper", [None, "slide", "social", "single-column"])
@pytest.mark.parametrize("gap", [0.0, 0.0004, 0.6])
def test_the_print_says_what_a_number_is_where_it_draws_one_and_nowhere_else(paper, gap) -> None:
    drawn = marks(30, on_spot=1)
    drawn = replace(drawn, lon=38.0 + gap * np.arange(30) / 5)
    signs, said = printed(drawn, paper)
    assert ("COUNTED" in said) == bool(signs)
    assert bool(signs) == (gap < 0.1)
    assert bool(said) or gap > 0.1


def test_a_note_for_one_medium_stays_out_of_the_other() -> None:
    notes = (Note("caveat", "on paper", "print"), Note("caveat", "on screen", "page"))
    spec = replace(samples.single(), notes=notes)
    assert [note.text for note in spec.notes_on("print")] == ["on paper"]
    assert "on paper" not in page.html(spec)
    words = " ".join(text.get_text() for text in static.figure(spec).texts)
    assert "on screen" not in words
