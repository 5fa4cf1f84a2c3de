"""Words on a zone are read on it, whatever its colour."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from strikemap.palettes.tones import READABLE, luminance, readable


@given(st.from_regex(r"\A#[0-9A-F]{6}\Z"))
def test_words_on_any_fill_have_the_contrast_that_wcag_asks_for(fill: str) -> None:
    light, dark = sorted((luminance(fill) + 0.05, luminance(readable(fill)) + 0.05), reverse=True)
    assert light / dark >= READABLE
