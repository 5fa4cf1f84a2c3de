import numpy as np
import pandas as pd
import pytest

from strikemap.corroboration.fields import fields_of
from strikemap.errors import ReportError


def told(frame, name):
    """Return what the first report's statement says about each of the others."""
    table = pd.DataFrame(frame)
    position = np.arange(len(table))
    (field,) = fields_of(table, position, agree=[name])
    others = np.arange(1, len(table))
    return field.compare(np.zeros(len(others), dtype=np.int64), others).tolist()


def test_texts_agree_whatever_their_case_and_padding():
    frame = {"target_type": ["Hospital", " hospital", "market", None, "unknown"]}
    assert told(frame, "target_type") == [1, -1, 0, 0]


def test_attackers_exclude_each_other_only_when_nobody_is_in_both():
    frame = {
        "attackers_stated": [("Russia",), ("Russia",), (), ("US-led coalition",), ()],
        "attackers_alternative": [(), (), ("Syrian government", "Russia"), (), ()],
        "attacker": ["Russia", "Russia", "Syrian government or Russia", "US-led coalition", None],
    }
    assert told(frame, "attacker") == [1, 0, -1, 0]


def test_tolls_exclude_each_other_only_when_the_ranges_do_not_meet():
    frame = {"killed_min": [3, 4, 6, None, None], "killed_max": [5, 9, 9, None, 4]}
    assert told(frame, "killed") == [0, -1, 0, 0]


def test_columns_that_are_there_are_compared_unasked():
    frame = pd.DataFrame({"attacker": ["x"], "place": ["y"], "actor_tax": ["z"], "note": ["n"]})
    names = [field.name for field in fields_of(frame, np.arange(1), agree=None)]
    assert names == ["attacker", "place", "actor_tax"]


def test_a_column_that_states_nothing_is_left_out():
    frame = pd.DataFrame({"attacker": [None, "Unidentified"]})
    assert fields_of(frame, np.arange(2), agree=None) == ()


def test_a_column_that_is_not_there_is_refused():
    with pytest.raises(ReportError, match="weather"):
        fields_of(pd.DataFrame({"attacker": ["x"]}), np.arange(1), agree=["weather"])
