"""Texts that know which rows hold the same travel as any other tuple of them does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from spec_samples import many

from strikemap.coded_texts import CodedTexts
from strikemap.compose.marks import texts
from strikemap.payload.payload import payload
from strikemap.spec import PopupColumn

WORDS = st.lists(st.sampled_from(["", "a", "b", "ب"]), min_size=1, max_size=12)


@given(words=WORDS, data=st.data())
def test_each_text_is_that_of_its_code_and_known_once(
    words: list[str], data: st.DataObject
) -> None:
    places = st.lists(st.integers(0, len(words) - 1), max_size=20)
    codes = np.array(data.draw(places), dtype=np.int64)
    made = CodedTexts.of(codes, words)
    assert made == tuple(words[code] for code in codes)
    assert sorted(made.known) == sorted(set(made))
    assert made == tuple(made.known[code] for code in made.codes)
    assert [made[row] for row in made.first_rows()] == list(dict.fromkeys(made))
    assert made.each(str.upper) == tuple(text.upper() for text in made)


def test_a_page_is_the_same_with_coded_texts_and_with_plain_ones() -> None:
    spec = many(40)
    n = len(spec.marks)
    coded = texts(pd.DataFrame({"a": pd.array([f"s{i % 3}" for i in range(n)], "str")}), "a")
    assert isinstance(coded, CodedTexts)
    column = PopupColumn("a", "A", coded, coded)
    plain = replace(column, values=tuple(coded), choices=tuple(coded))
    one, other = (
        payload(replace(spec, popups=replace(spec.popups, title=one.values, columns=(one,))))
        for one in (column, plain)
    )
    assert one == other
