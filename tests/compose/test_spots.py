"""What is said of strikes on one spot is what the print and the page each draw."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import spec_samples as samples

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


def test_few_strikes_on_a_spot_stand_side_by_side_in_print_and_page() -> None:
    said = [("both", ["Marks at the same place stand side by side."])]
    assert list(spot_words(marks(20, on_spot=FAN), "en")) == said


def test_a_number_is_spoken_of_where_print_and_page_draw_one() -> None:
    (words,) = dict(spot_words(marks(20, on_spot=FAN + 1), "en"))["both"]
    assert "number" in words
    assert "both" in dict(spot_words(marks(20, on_spot=FAN + 1, sized=True), "en"))


def test_what_is_painted_on_a_canvas_gets_darker_and_a_crowded_print_lies_on_itself() -> None:
    (words,) = dict(spot_words(marks(PAINTED + 1, on_spot=2), "en"))["page"]
    assert "darker" in words
    found = dict(spot_words(marks(1503, on_spot=3), "en"))
    assert found["print"] == ["Marks at the same place overlap."]
    (words,) = dict(spot_words(marks(1500, on_spot=9), "ar"))["print"]
    assert "الرقم" in words


@pytest.mark.parametrize(("on_spot", "numbers"), [(FAN, 0), (FAN + 1, 1)])
def test_the_print_draws_a_number_when_its_words_say_so(on_spot: int, numbers: int) -> None:
    drawn = marks(20, on_spot=on_spot)
    spec = replace(samples.single(), marks=drawn)
    texts = [text for text in static.figure(spec).texts if text.get_text() == str(on_spot)]
    found = [
        text
        for axes in static.figure(spec).axes
        for text in axes.texts
        if text.get_text() == str(on_spot)
    ]
    assert len({text.get_text() for text in [*texts, *found]}) == numbers
    said = dict(spot_words(drawn, "en"))
    assert ("number" in said.get("print", said.get("both", [""]))[0]) == bool(numbers)


def test_a_note_for_one_medium_stays_out_of_the_other() -> None:
    notes = (Note("caveat", "on paper", "print"), Note("caveat", "on screen", "page"))
    spec = replace(samples.single(), notes=notes)
    assert [note.text for note in spec.notes_on("print")] == ["on paper"]
    assert "on paper" not in page.html(spec)
    words = " ".join(text.get_text() for text in static.figure(spec).texts)
    assert "on screen" not in words
