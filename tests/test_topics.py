"""The first circle of names, and the topics that hold the rest."""

from __future__ import annotations

import pytest

import strikemap as sm
from strikemap.topics import FIRST


def test_completion_offers_what_is_needed_first() -> None:
    offered = [name for name in dir(sm) if not name.startswith("_")]
    assert sorted(offered) == sorted([*FIRST, "topics"])
    assert len(offered) <= 20


def test_every_public_name_has_a_topic_and_no_other_name_has_one() -> None:
    named = {name for topic in sm.topics.values() for name in dir(topic)}
    assert named == set(sm.__all__) - {"topics"}


def test_a_topic_gives_the_names_of_the_door_and_says_what_they_do() -> None:
    assert sm.topics.sources.corroborate is sm.corroborate
    assert "corroborate" in repr(sm.topics["sources"])
    assert sm.topics.sources._repr_html_().count("<tr>") == len(dir(sm.topics.sources))
    assert set(dir(sm.topics)) == set(sm.topics)


def test_a_name_that_is_not_there_is_said_with_those_that_are() -> None:
    with pytest.raises(AttributeError, match="desk"):
        _ = sm.topics.nothing
    with pytest.raises(AttributeError, match="adjudicate"):
        _ = sm.topics.desk.before_after
