import numpy as np
import pandas as pd
import pytest

import strikemap as sm
from strikemap.corroboration.independence import count_sources

TEXT = "Russian warplanes struck the national hospital in the town killing four people"


def sources(frame, **options):
    reports = pd.DataFrame(frame)
    group = np.zeros(len(reports), dtype=np.int64)
    return int(count_sources(reports, group, 1, **options)[0])


def test_one_publisher_is_one_source_however_often_it_reports():
    assert sources({"source": ["SOHR", " sohr", "Shaam Network"]}) == 2


def test_reprints_of_one_statement_are_one_source():
    frame = {
        "source": ["TASS", "SANA", "Press TV", "SOHR"],
        "origin": ["Ministry of Defence", "Ministry of Defence", "ministry of defence", None],
    }
    assert sources(frame) == 2


def test_a_reprint_and_the_outlet_it_repeats_are_one_source():
    frame = {"source": ["MicroSyria", "SMART"], "origin": ["SMART", None]}
    assert sources(frame) == 1


def test_near_identical_texts_are_one_source():
    frame = {"source": ["a", "b", "c"], "text": [TEXT, TEXT + " on Saturday", "Strikes on Idlib"]}
    assert sources(frame) == 2


def test_short_titles_prove_nothing():
    assert sources({"source": ["a", "b"], "title": ["Report of 18 April 2017"] * 2}) == 2


def test_what_the_table_calls_dependent_adds_nothing():
    frame = {"source": ["a", "b", "c"], "independent": [True, False, True]}
    assert sources(frame) == 2
    assert sources({"source": ["a", "b"], "independent": [False, False]}) == 1


def test_the_rules_can_be_switched_off():
    frame = {"source": ["SOHR", "SOHR"], "origin": ["x", "x"]}
    assert sources(frame, rules=()) == 2
    assert sources(frame, rules=("origin",)) == 1


def test_outlets_are_counted_and_not_rows():
    assert sources({"source": ["digest"], "sources": ["SOHR; SNHR;Shaam Network"]}) == 3
    assert sources({"source": ["digest", "Step"], "n_sources": [3, 1]}) == 4
    reprints = {"source": ["TASS"], "sources": ["TASS;SANA"], "n_sources": [1]}
    assert sources(reprints) == 1


def test_repetition_counts_within_a_strike_and_not_across():
    frame = pd.DataFrame({"source": ["SOHR", "SOHR", "SNHR"]})
    assert count_sources(frame, np.array([0, 1, 1]), 2).tolist() == [1, 2]


def test_reports_without_a_source_each_count():
    assert sources({"source": [None, None]}) == 2


def test_an_unknown_rule_is_refused():
    with pytest.raises(sm.ReportError, match="publisher, origin, text, stated"):
        sources({"source": ["a"]}, rules=["language"])
